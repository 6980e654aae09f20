"""The desk of an event: its reports, what follows from them, and what a curator decides about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.admin.conftest import event_of, fresh
from tests.rows import a_document, a_mention, an_event, an_outlet
from timeline import curation
from timeline.models import Actor, Decision, Event, EventRelation, Mention, Place


def desk(event: Event) -> str:
    return f"/admin/timeline/event/{event.pk}/change/"


def decide(client: Client, event: Event, act: str, **said: Any) -> str:
    response = client.post(f"/admin/timeline/event/{event.pk}/decide/", {"act": act, **said}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def event(arrival: Mention) -> Event:
    """A proposed event with one proposed report, derived."""
    curation.rederive([arrival.event])
    return event_of(arrival)


def test_it_shows_what_follows_from_the_reports_and_why(client: Client, event: Event) -> None:
    page = client.get(desk(event)).content.decode()
    derived = page[page.index('class="panel derived"') : page.index('id="history"')]
    for words in ("Visit", "occurred", "19 June 2024", "EDTF 2024-06-19", "Morgenblatt"):
        assert words in derived
    for reason in event.explanation["reasons"]:
        assert reason["key"] not in derived, "a reason is told in words"
    assert event.explanation["reasons"]
    assert "eingetroffen" in page[page.index('id="cards-heading"') :]


def test_it_offers_no_field_of_the_row_for_editing(client: Client, event: Event) -> None:
    client.post(desk(event), {"title_de": "Etwas anderes", "review": "published", "status": "denied"})
    assert fresh(event) == event
    assert (fresh(event).title_de, fresh(event).review, fresh(event).status) == (
        event.title_de,
        "proposed",
        "occurred",
    )


def test_it_accepts_and_publishes_at_once(client: Client, event: Event, arrival: Mention) -> None:
    page = decide(client, event, "accept_and_publish")
    assert (fresh(event).review, fresh(arrival).state) == ("published", "accepted")
    assert "All mentions accepted and the event published." in page
    assert list(Decision.objects.values_list("verb", "by")) == [("accept", "Mara Lind"), ("publish", "Mara Lind")]


def test_it_publishes_nothing_without_an_accepted_report(client: Client, event: Event) -> None:
    page = decide(client, event, "publish")
    assert "would be public without an accepted report" in page
    assert fresh(event).review == "proposed"
    assert not Decision.objects.exists()


def test_it_accepts_nothing_when_publishing_fails(client: Client, event: Event, arrival: Mention) -> None:
    curation.accept(arrival, user=client_user(client))
    curation.publish(event, user=client_user(client))
    a_mention(a_document("Die Ministerin reiste an."), "Die Ministerin reiste an.", "reiste", event=event)
    page = decide(client, event, "accept_and_publish")
    assert "This event is published already." in page
    assert Mention.objects.filter(state="proposed").count() == 1
    assert Decision.objects.count() == 2


def client_user(client: Client) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_it_withdraws_an_event(client: Client, event: Event) -> None:
    decide(client, event, "accept_and_publish")
    page = decide(client, event, "withdraw", reason="mixed up with another trip")
    assert fresh(event).review == "proposed"
    assert "Mara Lind withdrew the event" in page
    assert "– mixed up with another trip" in page


def test_it_rejects_an_event(client: Client, event: Event) -> None:
    page = decide(client, event, "reject_event", reason="not of this timeline")
    assert fresh(event).review == "rejected"
    assert "Mara Lind rejected the event" in page


def test_it_decides_on_a_report_of_the_event(client: Client, event: Event, arrival: Mention) -> None:
    decide(client, event, "accept", mention=arrival.pk)
    assert fresh(arrival).state == "accepted"


def test_it_decides_on_no_report_of_another_event(client: Client, event: Event, blame: Mention) -> None:
    said = {"act": "accept", "mention": blame.pk}
    assert client.post(f"/admin/timeline/event/{event.pk}/decide/", said).status_code == 404
    assert fresh(blame).state == "proposed"


# ---- warnings -----------------------------------------------------------------------------------------------------


@pytest.fixture
def vague(db: None) -> Event:
    """Its only report names neither a source nor a day."""
    document = a_document("Eine Delegation reiste an.")
    span = {"earliest": None, "latest": None, "precision": "unknown"}
    event = an_event(**span)
    a_mention(document, "Eine Delegation reiste an.", "reiste", event=event, **span)
    return event


def test_it_warns_of_a_missing_date_and_source_and_publishes_all_the_same(client: Client, vague: Event) -> None:
    page = client.get(desk(vague)).content.decode()
    assert "The event has no date." in page
    page = decide(client, vague, "accept_and_publish")
    assert fresh(vague).review == "published"
    assert "The event has no date." in page
    assert "None of its reports names a source: no outlet and no URL." in page


def test_it_does_not_warn_of_what_is_there(client: Client, event: Event) -> None:
    page = decide(client, event, "accept_and_publish")
    assert "has no date" not in page
    assert "names a source" not in page


# ---- overriding ---------------------------------------------------------------------------------------------------


def set_by_hand(client: Client, event: Event, field: str, **said: Any) -> str:
    return decide(client, event, f"override:{field}", reason="as the minutes say", **said)


@pytest.mark.parametrize(
    ("field", "value"), [("title_de", "Ankunft"), ("title_en", "Arrival"), ("kind", "meeting"), ("status", "denied")]
)
def test_it_sets_a_value_by_hand(client: Client, event: Event, field: str, value: str) -> None:
    page = set_by_hand(client, event, field, value=value)
    assert getattr(fresh(event), field) == value
    assert "set by hand" in page
    assert "– as the minutes say" in page
    decide(client, event, "undo", decision=Decision.objects.get().uid)
    assert getattr(fresh(event), field) == getattr(event, field)


def test_it_sets_the_time_by_hand(client: Client, event: Event) -> None:
    said = {"earliest": "2024-06-01", "latest": "30.06.2024", "precision": "month", "extent": "within"}
    page = set_by_hand(client, event, "time", **said)
    found = fresh(event)
    assert (found.earliest, found.latest, found.precision) == (date(2024, 6, 1), date(2024, 6, 30), "month")
    assert "set the time of “" in page


def test_it_takes_one_day_for_both_bounds(client: Client, event: Event) -> None:
    set_by_hand(client, event, "time", earliest="2024-06-18", latest="", precision="day", extent="within")
    assert (fresh(event).earliest, fresh(event).latest) == (date(2024, 6, 18), date(2024, 6, 18))


def test_it_sets_the_place_by_hand(client: Client, event: Event) -> None:
    place = Place.objects.create(slug="moscow", name_de="Moskau", name_en="Moscow", country="RUS")
    page = set_by_hand(client, event, "place", value=place.pk)
    assert fresh(event).place == place
    assert "set the place of “" in page
    assert "to Moscow" in page


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("title_de", {"value": "", "reason": "so"}, "This field is required."),
        ("title_de", {"value": "Ankunft", "reason": ""}, "Say why: whoever reads the history will ask."),
        ("title_de", {"value": "x" * 301, "reason": "so"}, "at most 300 characters"),
        ("kind", {"value": "picnic", "reason": "so"}, "Select a valid choice."),
        (
            "time",
            {"earliest": "31.02.2024", "precision": "day", "extent": "within", "reason": "so"},
            "This is no day of the calendar.",
        ),
        (
            "time",
            {"earliest": "2024-02-02", "latest": "2024-02-01", "precision": "week", "extent": "within", "reason": "so"},
            "The latest day lies before the earliest one.",
        ),
        (
            "time",
            {"earliest": "2024-02-01", "precision": "month", "extent": "within", "reason": "so"},
            "This precision needs both days.",
        ),
        (
            "time",
            {"precision": "open", "extent": "within", "reason": "so"},
            "A time that is open on one side has exactly one of the two days.",
        ),
        (
            "time",
            {
                "earliest": "2024-02-01",
                "latest": "2024-02-02",
                "precision": "unknown",
                "extent": "within",
                "reason": "so",
            },
            "With both days the time is known: choose how exactly.",
        ),
        (
            "time",
            {"earliest": "2024-02-01", "latest": "2024-02-02", "precision": "day", "extent": "within", "reason": "so"},
            "For a day, give that one day.",
        ),
    ],
)
def test_it_says_at_the_field_what_is_wrong(
    client: Client, event: Event, field: str, said: dict[str, str], words: str
) -> None:
    page = decide(client, event, f"override:{field}", **said)
    form = page[page.index('<details class="override" open>') :]
    assert words in form[: form.index("</details>")]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("act", ["override:review", "override:", "explode", ""])
def test_it_does_not_know_other_acts(client: Client, event: Event, act: str) -> None:
    assert "does not know this act" in decide(client, event, act, value="published", reason="so")
    assert not Decision.objects.exists()


def test_it_leads_from_a_merged_event_to_where_it_went(client: Client, event: Event, curator: Any) -> None:
    other = an_event(title_en="The same visit")
    a_mention(a_document("Er reiste an."), "Er reiste an.", "reiste", event=other)
    curation.merge([event], other, user=curator)
    page = client.get(desk(event)).content.decode()
    assert f'href="{desk(other)}"' in page
    assert "merged the event" in page
    assert 'name="act" value="publish"' not in page
    assert "Set by hand instead" not in page


def test_it_shows_how_events_are_related(client: Client, event: Event, blame: Mention) -> None:
    EventRelation.objects.create(source=blame.event, target=event, type="about")
    page = client.get(desk(event)).content.decode()
    assert f'<a href="{desk(event_of(blame))}">Accusation</a>' in page
    assert "← is about" in page


def test_an_event_is_not_deleted(client: Client, event: Event) -> None:
    response = client.post(f"/admin/timeline/event/{event.pk}/delete/", {"post": "yes"}, follow=True)
    assert "An event is rejected or withdrawn, not deleted" in response.content.decode()
    assert Event.objects.count() == 1
    assert "delete_selected" not in client.get("/admin/timeline/event/").content.decode()


# ---- the list -----------------------------------------------------------------------------------------------------


def listed(client: Client, query: str) -> list[str]:
    response = client.get(f"/admin/timeline/event/{query}")
    assert response.status_code == 200
    return [event.title_en for event in response.context["cl"].result_list]


@pytest.fixture
def several(db: None) -> None:
    month = {"earliest": date(2023, 9, 1), "latest": date(2023, 9, 30), "precision": "month"}
    an_event(title_en="Autumn", title_de="Herbst", **month)
    an_event(title_en="Open", title_de="Offen", earliest=None, latest=date(2023, 1, 1), precision="unknown")
    an_event(title_en="Undated", title_de="Undatiert", earliest=None, latest=None, precision="unknown")
    event = an_event(title_en="Rejected", title_de="Verworfen", review="rejected", kind="demand")
    actor = Actor.objects.create(slug="seoul", kind="state", name_de="Südkorea", name_en="South Korea")
    event.participants.create(actor=actor, name="Südkorea", role="actor")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?dated=no", ["Undated"]),
        ("?dated=2023", ["Open", "Autumn"]),
        ("?dated=2024", ["Rejected"]),
        ("?dated=never", ["Open", "Autumn", "Rejected", "Undated"]),
        ("?dated=99999", ["Open", "Autumn", "Rejected", "Undated"]),
        ("?review__exact=rejected", ["Rejected"]),
        ("?kind__exact=demand", ["Rejected"]),
        ("?q=Südkorea", ["Rejected"]),
        ("?q=Herbst", ["Autumn"]),
        ("?q=nowhere", []),
    ],
)
@pytest.mark.usefixtures("several")
def test_it_filters_and_searches(client: Client, query: str, titles: list[str]) -> None:
    assert listed(client, query) == titles


def test_it_publishes_several_or_none(client: Client, event: Event, blame: Mention, curator: Any) -> None:
    bare = event_of(blame)
    curation.accept(Mention.objects.get(event=event), user=curator)
    selected = {"action": "publish", "_selected_action": [event.pk, bare.pk]}
    page = client.post("/admin/timeline/event/", selected, follow=True).content.decode()
    assert "would be public without an accepted report" in page
    assert {fresh(event).review, fresh(bare).review} == {"proposed"}
    client.post("/admin/timeline/event/", {"action": "publish", "_selected_action": [event.pk]})
    assert (fresh(event).review, fresh(bare).review) == ("published", "proposed")


@pytest.mark.parametrize("count", [2, 4])
def test_the_desk_takes_as_many_queries_for_two_reports_as_for_four(
    client: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    event = an_event()
    for number in range(count):
        document = a_document(f"Die Ministerin reiste an, {number}.", outlet=an_outlet(f"Blatt {number}"))
        a_mention(document, document.text, "reiste", event=event)
    client.get(desk(event))
    with django_assert_num_queries(40):
        client.get(desk(event))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_event_as_for_three(
    client: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        document = a_document(f"Die Ministerin reiste an, {number}.", outlet=an_outlet(f"Blatt {number}"))
        a_mention(document, document.text, "reiste", event=an_event())
    client.get("/admin/timeline/event/")
    with django_assert_num_queries(7):
        client.get("/admin/timeline/event/")
