"""The decision log in sentences, and that nobody can edit it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests.admin.conftest import event_of
from tests.rows import a_decision, a_document, a_mention, an_event
from timeline import curation
from timeline.admin import history
from timeline.extraction.model import Precision, RelationType, TimeSpan
from timeline.models import Batch, BatchItem, Decision, Event, Mention, Place


def sentences(language: str = "en") -> list[str]:
    with translation.override(language):
        rows = Decision.objects.select_related("undoes", "undone_by").order_by("at", "id")
        return [entry.sentence for entry in history.tell(rows)]


def test_it_tells_acts_on_mentions(arrival: Mention, blame: Mention, curator: Any) -> None:
    curation.accept(arrival, user=curator)
    curation.reject(blame, user=curator, reason="too vague")
    assert sentences() == [
        "Mara Lind accepted a mention: “Die Außenministerin ist am Mittwoch in Moskau eingetroffen.”",
        "Mara Lind rejected a mention: “Seoul warf beiden Seiten vor, den Handel mit Granaten zu verschleiern.”"
        " – too vague",
    ]
    assert sentences("de") == [
        "Mara Lind nahm eine Erwähnung an: „Die Außenministerin ist am Mittwoch in Moskau eingetroffen.“",
        "Mara Lind verwarf eine Erwähnung: „Seoul warf beiden Seiten vor, den Handel mit Granaten zu verschleiern.“"
        " – too vague",
    ]


def test_it_tells_acts_on_events(arrival: Mention, curator: Any) -> None:
    curation.accept(arrival, user=curator)
    curation.override(arrival.event, "title_en", "Visit to Moscow", user=curator)
    for act in (curation.publish, curation.unpublish, curation.reject_event):
        act(arrival.event, user=curator)
    assert sentences()[2:] == [
        "Mara Lind published the event “Visit to Moscow”",
        "Mara Lind withdrew the event “Visit to Moscow”",
        "Mara Lind rejected the event “Visit to Moscow”",
    ]


def test_it_tells_old_and_new_values(arrival: Mention, curator: Any) -> None:
    Place.objects.create(slug="moscow", name_de="Moskau", name_en="Moscow")
    event = arrival.event
    september = TimeSpan(date(2023, 9, 1), date(2023, 9, 30), Precision.MONTH)
    values = {"title_en": "Trip", "kind": "meeting", "status": "planned", "time": september, "place": "moscow"}
    participants = [{"name": "Choe Son-hui", "role": "actor", "key": ""}]
    for field, value in {**values, "participants": participants, "summary_de": ""}.items():
        curation.override(event, field, value, user=curator)
    told = [sentence.removeprefix("Mara Lind set the ").partition(" of “Trip” to ") for sentence in sentences()]
    assert [(field, value) for field, _of, value in told] == [
        ("English title", "“Trip”; before, it was “Visit to Moscow”"),
        ("kind", "Meeting; before, it was Visit"),
        ("status", "planned; before, it was occurred"),
        ("time", "September 2023 (day not known); before, it was 19 June 2024"),
        ("place", "Moscow; before, it was nothing"),
        ("participants", "Choe Son-hui; before, it was nothing"),
        ("German summary", told[6][2]),
    ]
    assert told[6][2].startswith("nothing; before, it was ")


def test_it_tells_merging_splitting_and_relating(arrival: Mention, blame: Mention, curator: Any) -> None:
    titles = {arrival.event: "Arrival", blame.event: "Blame"}
    for event, title in titles.items():
        curation.override(event, "title_en", title, user=curator)
    second = a_mention(
        a_document("Sie reiste an."), "Sie reiste an.", "reiste", event=an_event(title_en="Another", title_de="Noch")
    )
    curation.relate(blame.event, arrival.event, RelationType.ABOUT, user=curator)
    curation.merge([second.event], arrival.event, user=curator)
    (_own, new) = [arrival, Mention.objects.get(pk=second.pk)]
    split = curation.split([new], user=curator)
    curation.override(Event.objects.get(public_id=split.payload["into"]), "title_en", "Apart", user=curator)
    assert sentences()[2:5] == [
        "Mara Lind noted: “Blame” – is about – “Arrival”",
        "Mara Lind merged the event “Another” into “Arrival”",
        "Mara Lind split 1 mention off from “Arrival” as the event “Apart”",
    ]


def test_it_tells_what_was_taken_back(arrival: Mention, curator: Any) -> None:
    decision = curation.accept(arrival, user=curator)
    curation.undo(decision, user=curator, reason="wrong button")
    accepted = "Mara Lind accepted a mention: “Die Außenministerin ist am Mittwoch in Moskau eingetroffen.”"
    assert sentences() == [accepted, f"Mara Lind took back: {accepted} – wrong button"]
    first, second = history.tell(Decision.objects.select_related("undoes", "undone_by").order_by("at", "id"))
    assert (first.undone, first.undoable, second.undone, second.undoable) == (True, False, False, False)


def test_it_tells_acts_on_documents_and_by_hand(arrival: Mention, curator: Any) -> None:
    curation.take_down(arrival.document, user=curator)
    curation.enter_by_hand(
        kind="visit",
        time=TimeSpan.day(date(2024, 1, 2)),
        title_de="Besuch",
        title_en="Call",
        source_url="https://example.org/",
        user=curator,
    )
    assert sentences() == [
        f"Mara Lind took down the text of “{arrival.document.public_id}”",
        "Mara Lind entered the event “Call” by hand",
    ]


@pytest.mark.parametrize("verb", Decision.Verb.values)
def test_every_act_has_a_sentence_even_if_its_target_is_gone(db: None, verb: str) -> None:
    details = {
        "override": {"field": "kind", "value": "visit", "before": "meeting"},
        "merge": {"into": "gone"},
        "split": {"into": "gone", "mentions": ["gone#m1-2-visit"]},
        "relate": {"to": "gone", "type": "about"},
        "confirm_date": {"day": "2024-06-19"},
    }
    target = "document:gone" if verb in ("confirm_date", "take_down") else "event:gone"
    first = a_decision(uid="00000000-0000-0000-0000-000000000001")
    undoes = {"undoes": first} if verb == "undo" else {}
    row = a_decision(
        uid="00000000-0000-0000-0000-000000000002", verb=verb, target=target, payload=details.get(verb, {}), **undoes
    )
    (entry,) = history.tell([row])
    assert entry.sentence.startswith("Mara ")
    assert entry.url == ""


# ---- the screens ---------------------------------------------------------------------------------------------------


def test_the_log_leads_to_what_was_decided_on(client: Client, arrival: Mention, curator: Any) -> None:
    curation.accept(arrival, user=curator)
    curation.publish(arrival.event, user=curator)
    page = client.get("/admin/timeline/decision/").content.decode()
    assert f'href="/admin/timeline/document/{arrival.document_id}/change/#card-{arrival.anchor}"' in page
    assert f'href="/admin/timeline/event/{event_of(arrival).pk}/change/"' in page


def test_the_log_is_read_only(client: Client, arrival: Mention, curator: Any) -> None:
    decision = curation.accept(arrival, user=curator)
    url = f"/admin/timeline/decision/{decision.pk}"
    assert client.get(f"{url}/change/").status_code == 200
    assert client.post(f"{url}/change/", {"reason": "because"}).status_code == 403
    assert client.post(f"{url}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/timeline/decision/add/").status_code == 403
    assert list(Decision.objects.values_list("reason", flat=True)) == [""]


def test_the_log_is_searched(client: Client, arrival: Mention, curator: Any) -> None:
    curation.accept(arrival, user=curator, reason="as the minutes say")
    a_decision(by="Somebody else")
    page = client.get("/admin/timeline/decision/?q=minutes").content.decode()
    assert "Mara Lind accepted" in page
    assert "Somebody else" not in page


def test_batches_are_shown_with_their_items(client: Client) -> None:
    batch = Batch.objects.create(label="Archive of 2023")
    BatchItem.objects.create(batch=batch, source="one.txt", state="rejected", message="has no text")
    assert "Archive of 2023" in client.get("/admin/timeline/batch/").content.decode()
    page = client.get(f"/admin/timeline/batch/{batch.pk}/change/").content.decode()
    assert "one.txt" in page
    assert "has no text" in page
    assert client.post(f"/admin/timeline/batch/{batch.pk}/change/", {"label": "x"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_takes_as_many_queries_for_one_decision_as_for_three(
    client: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        event, document = an_event(), a_document(f"Er reiste an, {number}.")
        a_decision(target=f"event:{event.public_id}")
        a_decision(verb="reject", target=f"mention:{document.public_id}:m3-9-visit", payload={"quote": "Er reiste an"})
    client.get("/admin/timeline/decision/")
    with django_assert_num_queries(9):
        client.get("/admin/timeline/decision/")
