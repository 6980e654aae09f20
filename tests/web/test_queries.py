"""The number of queries is a property of a page, not of the number of rows on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_document, make_event, make_mention, make_outlet, relate
from timeline.extraction.model import TimeSpan
from timeline.models import Event

pytestmark = pytest.mark.django_db


def make_full_events(number: int) -> list[Event]:
    """Events with all that a page shows: participants, a place, reports of two outlets, and one that denies them."""
    events: list[Event] = []
    denial = make_event("Dementi", sources=0)
    for n in range(number):
        event = make_event(
            participants=["russia", f"actor-{n}"],
            place=f"place-{n}",
            span=TimeSpan.day(date(2024, 1, 1) + timedelta(days=n)),
        )
        make_mention(event, make_document(outlet=make_outlet(f"outlet-{n}")))
        relate(denial, event, "denies")
        events.append(event)
    return events


@pytest.mark.parametrize("number", [1, 3, 50])
@pytest.mark.parametrize(
    ("query", "queries"), [("", 31), ("?kind=visit&q=Ereignis&from=2024-01-01&actor=russia&outlet=tagesbote", 32)]
)
def test_the_timeline(client: Client, django_assert_num_queries: Any, number: int, query: str, queries: int) -> None:
    make_full_events(number)
    with django_assert_num_queries(queries):
        assert client.get(f"/{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 3, 50])
def test_an_event_with_many_reports_and_relations(client: Client, django_assert_num_queries: Any, number: int) -> None:
    event = make_event(participants=["russia", "north-korea"], place="pyongyang")
    for other in make_full_events(number):
        make_mention(event, make_document(outlet=make_outlet(f"other-{other.public_id}")))
        relate(other, event, "denies")
        relate(event, other, "about")
    path = client.get(f"/events/{event.public_id}/")["Location"]
    with django_assert_num_queries(11):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 50])
def test_a_document_with_many_mentions(client: Client, django_assert_num_queries: Any, number: int) -> None:
    document = make_document(" ".join(f"Delegation{n} reiste weiter." for n in range(number)))
    for n in range(number):
        make_mention(make_event(reported=False), document, quote=f"Delegation{n} reiste weiter.")
    with django_assert_num_queries(2):
        assert client.get(f"/documents/{document.public_id}/").status_code == 200


@pytest.mark.parametrize("number", [1, 3, 50])
def test_an_actor_of_many_events(client: Client, django_assert_num_queries: Any, number: int) -> None:
    make_full_events(number)
    with django_assert_num_queries(5):
        assert client.get("/actors/russia/").status_code == 200
