"""The overview: what needs a look, and how the rules fare by the curators' own decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.rows import DAY, a_document, a_mention, an_event
from timeline import quality
from timeline.models import Mention
from timeline.quality import Verdicts


def a_decided(kind: str, state: str, *rules: str, **columns: Any) -> Mention:
    """A mention of a kind in a state, found by these rules."""
    number = Mention.objects.count()
    document = a_document(f"Er reiste an, {number}.")
    trace = [{"rule": rule, "text": "", "start": 0, "end": 1} for rule in rules]
    event = an_event(kind=kind)
    return a_mention(document, document.text, "reiste", kind=kind, state=state, trace=trace, event=event, **columns)


@pytest.fixture
def decided(db: None) -> None:
    for _ in range(3):
        a_decided("visit", "accepted", "kinds.visit", "times.clause")
    a_decided("visit", "rejected", "kinds.visit", "times.fallback", "times.fallback")
    a_decided("meeting", "accepted", "kinds.visit", reading={"kind": "visit"})
    a_decided("denial", "rejected", "kinds.denial")
    a_decided("visit", "proposed", "kinds.visit")
    a_decided("visit", "rejected", "kinds.visit", by_hand=True)


def test_it_counts_what_became_of_each_kind_as_it_was_found(decided: None) -> None:
    assert quality.by_kind() == [Verdicts("denial", 0, 0, 1), Verdicts("visit", 3, 1, 1)]


def test_it_counts_a_rule_once_for_each_mention(decided: None) -> None:
    assert {row.name: (row.accepted, row.edited, row.rejected) for row in quality.by_rule()} == {
        "kinds.visit": (3, 1, 1),
        "kinds.denial": (0, 0, 1),
        "times.fallback": (0, 0, 1),
        "times.clause": (3, 0, 0),
    }


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (Verdicts("forty of fifty", 10, 0, 40), Verdicts("one of one", 0, 0, 1)),
        (Verdicts("two of two", 0, 1, 1), Verdicts("one of one", 0, 0, 1)),
        (Verdicts("edited", 5, 5, 0), Verdicts("accepted", 10, 0, 0)),
        (Verdicts("one of ten", 9, 0, 1), Verdicts("none", 0, 0, 0)),
    ],
)
def test_few_decisions_prove_little(weaker: Verdicts, stronger: Verdicts) -> None:
    assert weaker.weakness > stronger.weakness


def test_it_lists_what_needs_a_look(client: Client) -> None:
    an_event(title_en="Torn in time", explanation={"span_conflict": True})
    an_event(title_en="Disputed", status="disputed", source_count=3)
    an_event(title_en="Gone", status="disputed", review="rejected")
    an_event(title_en="Undated", **{**DAY, "earliest": None, "latest": None, "precision": "unknown"})
    a_document("Ohne Tag.", title="Undated text", published_earliest=None, published_latest=None)
    a_document("Tot.", title="Dead", url="https://a.example/", link_status=404, link_checked_on=date(2026, 11, 1))
    a_document("Stumm.", title="Silent", url="https://b.example/", link_status=0, link_checked_on=date(2026, 11, 2))
    a_document("Da.", title="Alive", url="https://c.example/", link_status=200, link_checked_on=date(2026, 11, 2))
    a_document("Neu.", title="Never asked", url="https://d.example/")
    page = client.get("/admin/overview/")
    named = {part: [(row.name, row.why) for row in page.context[part]] for part in ("torn", "undated", "dead")}
    assert named == {
        "torn": [("Disputed", "whether it happened"), ("Torn in time", "about the time")],
        "undated": [("Undated text", "")],
        "dead": [("Silent", "no answer"), ("Dead", "answers 404")],
    }
    assert (page.context["unasked_count"], page.context["undated_events"]) == (1, 1)
    assert {bar.name: bar.count for bar in page.context["by_review"]} == {
        "proposed": 3,
        "published": 0,
        "rejected": 1,
        "merged into another": 0,
    }


def test_it_draws_shares_and_says_them(client: Client, decided: None) -> None:
    page = client.get("/admin/overview/")
    (denial, visit) = page.context["kinds"]
    assert (denial.rejected, visit.accepted, visit.edited, visit.rejected) == ("100 %", "60 %", "20 %", "20 %")
    assert (visit.accepted_length, visit.edited_start, visit.rejected_start) == (60.0, 60.0, 80.0)
    assert '<rect class="edited" x="60.0" width="20.0" height="8" />' in page.content.decode()
    german = client.get("/admin/overview/", headers={"accept-language": "de"}).content.decode()
    assert '<rect class="edited" x="60.0" width="20.0" height="8" />' in german


def test_it_is_empty_without_rows(client: Client) -> None:
    page = client.get("/admin/overview/").content.decode()
    assert "Everything is decided." in page
    assert "Nobody has decided on a mention yet." in page
    assert "No address is known to be dead." in page


def test_it_is_for_those_who_may_see_all_of_it(client_of: Callable[..., Client]) -> None:
    assert client_of("view_document", "view_event").get("/admin/overview/").status_code == 403
    reader = client_of("view_document", "view_event", "view_mention")
    assert reader.get("/admin/overview/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_queries_for_one_row_as_for_three(
    client: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        a_decided("visit", "accepted", f"kinds.{number}")
        a_decided("visit", "proposed", f"kinds.{number}")
        an_event(status="disputed")
        a_document(f"Ohne Tag, {number}.", published_earliest=None, published_latest=None)
    client.get("/admin/overview/")
    with django_assert_num_queries(17):
        client.get("/admin/overview/")
