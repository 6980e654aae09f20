"""Screens for two events: merge with a choice of values, relate, judge; and events entered by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.admin.conftest import fresh
from tests.rows import settle, told
from timeline import curation, suggestions
from timeline.models import Decision, Event, EventRelation, Mention

VISIT = "Lawrow besuchte am Mittwoch Pjöngjang."


@pytest.fixture
def visits(db: None) -> tuple[Event, Event]:
    """Two visits three weeks apart."""
    one = told(VISIT)
    other = told("Im November war Lawrow in Nordkorea.", day=date(2023, 11, 8))
    first, second = settle(one, other)
    assert first != second
    return first, second


def at(event: Event, screen: str) -> str:
    return f"/admin/timeline/event/{event.pk}/{screen}/"


def test_it_shows_what_a_merge_would_make_of_two_events_and_changes_nothing(
    client: Client, visits: tuple[Event, Event]
) -> None:
    here, there = visits
    page = client.get(at(here, "merge"), {"with": there.pk}).content.decode()
    assert "18 October 2023" in page
    assert "8 November 2023" in page
    assert "Mentions together: 2." in page
    assert (fresh(here).review, fresh(there).review, Decision.objects.count()) == ("proposed", "proposed", 0)


def test_it_merges_with_the_values_that_were_chosen(client: Client, visits: tuple[Event, Event]) -> None:
    here, there = visits
    said = {"other": there.pk, "value_time": "there", "value_title_de": "", "reason": "one journey"}
    client.post(at(here, "merge"), said)
    assert (fresh(there).merged_into, fresh(here).time) == (here, there.time)
    assert set(Decision.objects.values_list("verb", "reason")) == {
        ("merge", "one journey"),
        ("override", "one journey"),
    }


def test_it_refuses_to_merge_an_event_with_itself(client: Client, visits: tuple[Event, Event]) -> None:
    here, _ = visits
    page = client.get(at(here, "merge"), {"with": here.pk}, follow=True).content.decode()
    assert "Choose two different events to merge." in page


def test_it_finds_an_event_by_title_and_relates_it(client: Client, visits: tuple[Event, Event]) -> None:
    here, there = visits
    page = client.get(at(here, "relate"), {"q": there.public_id}).content.decode()
    assert f'value="{there.pk}"' in page
    client.post(at(here, "relate"), {"event": there.pk, "type": "supersedes", "reason": "moved"})
    assert list(EventRelation.objects.values_list("source", "target", "type")) == [(here.pk, there.pk, "supersedes")]


def test_it_remembers_that_events_are_not_the_same(client: Client, visits: tuple[Event, Event]) -> None:
    here, there = visits
    client.post(at(here, "decide"), {"act": "judge:no", "other": there.pk})
    assert Decision.objects.get().payload["verdict"] == "no"
    assert there not in [candidate.event for candidate in suggestions.same_as(here)]


def test_unsure_is_asked_again_only_when_something_changed(
    client: Client, visits: tuple[Event, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = visits
    monkeypatch.setattr(suggestions, "LIKELY", 0.0)

    def asked() -> list[Event]:
        return [candidate.event for candidate in suggestions.same_as(fresh(here))]

    assert asked() == [there]
    client.post(at(here, "decide"), {"act": "judge:unsure", "other": there.pk})
    assert asked() == []
    third = told("Lawrow besuchte am Mittwoch Nordkorea.")
    assert settle(third) == [here]
    assert asked() == [there]


def test_the_list_of_pairs_offers_what_nobody_judged(
    client: Client, visits: tuple[Event, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = visits
    monkeypatch.setattr(suggestions, "LIKELY", 0.0)
    page = client.get("/admin/timeline/event/same/").content.decode()
    assert page.count('value="judge:no"') == 1
    client.post(at(here, "decide"), {"act": "judge:no", "other": there.pk})
    assert 'value="judge:no"' not in client.get("/admin/timeline/event/same/").content.decode()


def test_it_splits_the_chosen_mentions_off(client: Client, visits: tuple[Event, Event]) -> None:
    here, there = visits
    client.post(at(here, "merge"), {"other": there.pk})
    mention = Mention.objects.get(document__text=VISIT)
    client.post(at(here, "decide"), {"act": "split_chosen", "chosen": [mention.pk]})
    assert fresh(mention).event != here
    assert Decision.objects.filter(verb="split").count() == 1


ENTERED: dict[str, Any] = {
    "kind": "visit",
    "time": "2023-10",
    "status": "occurred",
    "title_de": "Besuch",
    "title_en": "Visit",
    "source_url": "https://example.org/chronicle",
    "participants_name": ["Lavrov", "A delegation", ""],
    "participants_role": ["actor", "actor", "recipient"],
    "place": "Pyongyang",
}


def test_it_enters_an_event_by_hand(client: Client) -> None:
    page = client.post("/admin/timeline/event/add/", ENTERED, follow=True).content.decode()
    event = Event.objects.get()
    assert (event.by_hand, event.precision, event.title_en, event.place.slug if event.place else "") == (
        True,
        "month",
        "Visit",
        "pyongyang",
    )
    assert {(row.actor.slug if row.actor else row.name) for row in event.participants.all()} == {
        "sergei-lavrov",
        "A delegation",
    }
    assert "entered by hand" in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"time": "sometime"}, "is no date"),
        ({"place": "Atlantis"}, "There is no place “Atlantis”: add it first."),
        ({"mode": "phone"}, "This manner does not go with this kind of event."),
        ({"title_de": ""}, "This field is required."),
    ],
)
def test_it_says_at_the_field_what_is_wrong_with_an_entry(client: Client, said: dict[str, str], words: str) -> None:
    assert words in client.post("/admin/timeline/event/add/", {**ENTERED, **said}).content.decode()
    assert not Event.objects.exists()


def test_it_sets_the_participants_by_hand(client: Client, visits: tuple[Event, Event]) -> None:
    here, _ = visits
    said = {"value_name": ["Kim Jong-un"], "value_role": ["actor"], "reason": "the photograph"}
    client.post(at(here, "decide"), {"act": "override:participants", **said})
    assert [row.actor.slug for row in fresh(here).participants.all() if row.actor] == ["kim-jong-un"]


@pytest.mark.parametrize("screen", ["merge", "relate"])
def test_who_may_only_look_is_kept_out(client_of: Any, visits: tuple[Event, Event], screen: str) -> None:
    looking = client_of("view_event", "view_mention", "view_document")
    here, there = visits
    assert looking.get(at(here, screen)).status_code == 403
    assert looking.post(at(here, screen), {"other": there.pk, "event": there.pk, "type": "about"}).status_code == 403
    mention = Mention.objects.get(document__text=VISIT)
    for address in (f"mention/{mention.pk}/edit", f"mention/{mention.pk}/join", f"document/{mention.document_id}/mark"):
        assert looking.get(f"/admin/timeline/{address}/").status_code == 403
    assert looking.post(f"/admin/timeline/document/{mention.document_id}/take-down/", {}).status_code == 403
    assert not Decision.objects.exists()


def test_a_text_is_taken_down_with_a_reason_and_on_purpose_only(client: Client, arrival: Mention) -> None:
    address = f"/admin/timeline/document/{arrival.document_id}/take-down/"
    assert "Mentions that lose their words: 1." in client.get(address).content.decode()
    assert "Say why" in client.post(address, {"sure": "on"}).content.decode()
    assert fresh(arrival.document).text
    client.post(address, {"reason": "asked by the paper", "sure": "on"})
    assert (fresh(arrival.document).text, fresh(arrival).quote) == ("", "")


def test_a_mention_is_moved_by_choosing_an_event(client: Client, visits: tuple[Event, Event]) -> None:
    _, there = visits
    mention = Mention.objects.get(document__text=VISIT)
    page = client.get(f"/admin/timeline/mention/{mention.pk}/join/", {"q": "Lavrov"}).content.decode()
    assert f'name="event" value="{there.pk}"' in page
    client.post(f"/admin/timeline/mention/{mention.pk}/join/", {"event": there.pk})
    assert fresh(mention).event == there


def test_a_sentence_is_marked_without_a_script(client: Client, arrival: Mention) -> None:
    address = f"/admin/timeline/document/{arrival.document_id}/mark/"
    assert client.get(address).content.decode().count('name="sentence"') == 3
    said = {"kind": "meeting", "time": "", "factuality": "occurred", "sentence": "1", "words": "traf dort"}
    assert "do not stand in the sentence" in client.post(address, {**said, "words": "nirgends"}).content.decode()
    client.post(address, said)
    marked = Mention.objects.get(by_hand=True)
    assert (marked.quote, marked.state) == ("Sie traf dort ihren Amtskollegen.", "accepted")
    assert marked.document.text[marked.trigger_start : marked.trigger_end] == "traf dort"


def test_a_newer_reading_is_shown_and_taken_over(client: Client, arrival: Mention) -> None:
    from timeline import edits

    row = Mention.objects.with_values().get(pk=arrival.pk)
    Mention.objects.filter(pk=arrival.pk).update(newer={**edits.said(row), "factuality": "planned"})
    desk = f"/admin/timeline/document/{arrival.document_id}/change/"
    assert "<ins>planned</ins>" in client.get(desk).content.decode()
    client.post(f"/admin/timeline/document/{arrival.document_id}/decide/", {"act": "take_over", "mention": arrival.pk})
    assert fresh(arrival).factuality == "planned"
    assert "the machine read: occurred" in client.get(desk).content.decode()
    assert curation.history(arrival)[-1].verb == "edit"


def test_what_a_language_model_found_is_marked_so(client: Client, arrival: Mention) -> None:
    desk = f"/admin/timeline/document/{arrival.document_id}/change/"
    assert "language model" not in client.get(desk).content.decode()
    Mention.objects.filter(pk=arrival.pk).update(extractor_version="llm:small-model")
    assert "language model small-model" in client.get(desk).content.decode()
