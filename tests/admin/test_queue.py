"""The first page of the desk: what waits, and what was decided last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.rows import a_decision, a_document, a_mention, an_event, an_outlet
from timeline.models import Mention


def waiting(client: Client) -> list[tuple[str, int, int]]:
    """Title, open and decided reports of each document in the queue."""
    response = client.get("/admin/")
    assert response.status_code == 200
    return [(str(row.document), row.document.proposed, row.decided) for row in response.context["queue"]]


def test_it_shows_documents_with_open_proposals_the_oldest_first(client: Client) -> None:
    texts = {"neu": datetime(2024, 7, 2, tzinfo=UTC), "alt": datetime(2024, 7, 1, tzinfo=UTC)}
    for title, added in texts.items():
        document = a_document(f"Er reiste an. Er reiste ab, {title}.", title=title, created_at=added)
        a_mention(document, "Er reiste an.", "reiste", event=an_event(), state="accepted")
        a_mention(document, f"Er reiste ab, {title}.", "ab", event=an_event())
    done = a_document("Sie reiste an.", title="erledigt")
    a_mention(done, "Sie reiste an.", "reiste", event=an_event(), state="rejected")
    assert waiting(client) == [("alt", 1, 1), ("neu", 1, 1)]


def test_it_says_when_nothing_waits(client: Client) -> None:
    a_document("Nichts geschah.")
    page = client.get("/admin/").content.decode()
    assert "Everything is decided." in page
    assert "0 documents wait for review" in page


def test_it_counts_all_even_where_it_lists_some(client: Client) -> None:
    for number in range(27):
        document = a_document(f"Er reiste an, {number}.")
        a_mention(document, document.text, "reiste", event=an_event())
    page = client.get("/admin/").content.decode()
    assert "27 documents wait for review" in page
    assert len(waiting(client)) == 25
    assert 'href="/admin/timeline/document/?open=yes"' in page


def test_it_tells_the_latest_decisions(client: Client, arrival: Mention) -> None:
    client.post(f"/admin/timeline/document/{arrival.document_id}/decide/", {"act": "accept", "mention": arrival.pk})
    assert "Mara Lind accepted a mention:" in client.get("/admin/").content.decode()


def test_it_shows_only_what_somebody_may_see(client_of: Callable[..., Client], arrival: Mention) -> None:
    a_decision(by="Somebody", target="event:gone")
    page = client_of("view_actor").get("/admin/").content.decode()
    assert "Reise nach Moskau" not in page
    assert "Somebody" not in page
    assert "Add a document" not in page
    assert "waits for review" not in page
    page = client_of("view_document").get("/admin/").content.decode()
    assert "Reise nach Moskau" in page
    assert "Somebody" not in page


def test_it_speaks_german(client: Client, arrival: Mention) -> None:
    page = client.get("/admin/", headers={"accept-language": "de"}).content.decode()
    assert "1 Dokument wartet auf Durchsicht" in page


def test_the_language_is_switched_on_the_spot(client: Client) -> None:
    response = client.post("/admin/language/", {"language": "de", "next": "/admin/timeline/event/"})
    assert response.headers["location"] == "/admin/timeline/event/"
    assert 'lang="de"' in client.get("/admin/timeline/event/").content.decode()


def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    response = client.post("/admin/language/", {"language": "de", "next": "https://evil.example/"})
    assert response.headers["location"] == "/"


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_queries_for_one_document_as_for_three(
    client: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        document = a_document(f"Er reiste an, {number}.", outlet=an_outlet(f"Blatt {number}"))
        a_mention(document, document.text, "reiste", event=an_event(public_id=f"e{number}"))
        a_decision(target=f"event:e{number}")
    client.get("/admin/")
    with django_assert_num_queries(7):
        client.get("/admin/")
