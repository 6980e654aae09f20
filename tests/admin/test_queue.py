"""The first page of the desk: what waits, and what was decided last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.conftest import fresh
from tests.rows import a_decision, a_document, a_mention, an_event, an_outlet
from timeline.models import Document, Mention


def waiting(client: Client) -> list[tuple[str, int, int]]:
    """Title, open and decided reports of each document in the queue."""
    response = client.get("/admin/")
    assert response.status_code == 200
    return [(str(row.document), row.document.proposed, row.decided) for row in response.context["queue"].rows]


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


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["queue"].rows]


@pytest.fixture
def three(db: None) -> dict[str, Document]:
    """Three documents of three days: a sure visit, an unsure accusation, and one of both."""
    told = {
        "first": [("visit", 0.9)],
        "second": [("accusation", 0.3)],
        "third": [("visit", 0.65), ("accusation", 0.95)],
    }
    found = {}
    for day, (name, mentions) in enumerate(told.items(), start=1):
        text = f"Er reiste an, {name}."
        found[name] = a_document(text, title=name, created_at=datetime(2024, 7, day, tzinfo=UTC))
        for kind, confidence in mentions:
            a_mention(found[name], text, "reiste", kind=kind, confidence=confidence, event=an_event(kind=kind))
    decided = a_document("Es geschah.", title="decided", created_at=datetime(2024, 6, 1, tzinfo=UTC))
    a_mention(decided, "Es geschah.", "geschah", confidence=0.9, state="accepted", event=an_event())
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["first", "second", "third"]),
        ("kind=visit", ["first", "third"]),
        ("kind=accusation", ["second", "third"]),
        ("kind=accusation&sure=low", ["second"]),
        ("kind=visit&sure=high", ["first"]),
        ("sure=middle", ["third"]),
        ("kind=denial", []),
        ("order=newest", ["third", "second", "first"]),
        ("order=unsure", ["second", "third", "first"]),
        ("order=sure", ["third", "first", "second"]),
        ("order=sure&kind=visit", ["first", "third"]),
        ("assigned=me", ["second"]),
        ("assigned=nobody", ["first", "third"]),
        ("kind=party&sure=maybe&order=random&assigned=you&after=x", ["first", "second", "third"]),
        ("assigned=99999999999999999999", ["first", "second", "third"]),
        ("after=2024-13-01,1", ["first", "second", "third"]),
        ("after=2024-07-01,1", ["first", "second", "third"]),
        ("order=sure&after=nan,1", ["third", "first", "second"]),
    ],
)
def test_the_address_says_what_is_shown(
    client: Client, curator: User, three: dict[str, Document], query: str, expected: list[str]
) -> None:
    Document.objects.filter(pk=three["second"].pk).update(assigned_to=curator)
    assert names(client.get(f"/admin/?{query}")) == expected


def test_it_counts_what_is_asked_for(client: Client, three: dict[str, Document]) -> None:
    page = client.get("/admin/?kind=visit").context["queue"]
    assert (page.documents, page.proposals) == (2, 2)
    assert {choice.value: choice.count for choice in page.kinds} == {"visit": 2, "accusation": 2}
    assert [row.confidence for row in page.rows] == ["0.9", "0.65 – 0.95"]


@pytest.mark.parametrize("order", ["oldest", "newest", "sure", "unsure"])
def test_pages_miss_nothing_and_repeat_nothing(client: Client, order: str) -> None:
    same_day = datetime(2024, 7, 1, tzinfo=UTC)
    for number in range(2 * 25 + 3):
        document = a_document(f"Er reiste an, {number}.", title=str(number), created_at=same_day)
        a_mention(document, document.text, "reiste", confidence=0.5 + number % 3 / 10, event=an_event())
    seen: list[str] = []
    url, pages = f"/admin/?order={order}", 0
    while url:
        page = client.get(url)
        seen += names(page)
        url, pages = page.context["queue"].next_url, pages + 1
    assert pages == 3
    assert sorted(seen, key=int) == [str(number) for number in range(53)]


def test_a_curator_takes_documents_and_gives_them_back(
    client_of: Callable[..., Client], three: dict[str, Document]
) -> None:
    judge = client_of("view_document", "change_mention")
    chosen = {"document": [three["first"].pk, three["third"].pk], "asked": "kind=visit"}
    assert judge.post("/admin/assign/", {**chosen, "to": "me"}).headers["location"] == "/admin/?kind=visit"
    assert names(judge.get("/admin/?assigned=me")) == ["first", "third"]
    desk = judge.get(f"/admin/timeline/document/{three['third'].pk}/change/").content.decode()
    assert "assigned to view_document-change_mention" in desk
    judge.post("/admin/assign/", {"document": three["first"].pk, "to": ""})
    assert names(judge.get("/admin/?assigned=me")) == ["third"]


def test_a_curator_takes_nothing_from_others(
    client_of: Callable[..., Client], curator: User, three: dict[str, Document]
) -> None:
    Document.objects.filter(pk=three["first"].pk).update(assigned_to=curator)
    judge = client_of("view_document", "change_mention")
    for to in ("me", ""):
        page = judge.post("/admin/assign/", {"document": three["first"].pk, "to": to}, follow=True)
        assert "No document was chosen, or others are at work on them." in page.content.decode()
    assert judge.post("/admin/assign/", {"document": three["first"].pk, "to": curator.pk}).status_code == 403
    assert fresh(three["first"]).assigned_to == curator


def test_who_may_assign_gives_documents_to_others(
    client: Client, client_of: Callable[..., Client], three: dict[str, Document]
) -> None:
    client_of("view_document", "change_mention")
    jon = User.objects.get(username="view_document-change_mention")
    client.post("/admin/assign/", {"document": three["first"].pk, "to": jon.pk})
    assert fresh(three["first"]).assigned_to == jon
    page = client.get(f"/admin/?assigned={jon.pk}")
    assert names(page) == ["first"]
    assert names(client.get("/admin/?assigned=me")) == []


@pytest.mark.parametrize("to", ["0", "x", "99999999999999999999999"])
def test_nothing_is_assigned_to_somebody_who_is_not_there(client: Client, three: dict[str, Document], to: str) -> None:
    client.post("/admin/assign/", {"document": [three["first"].pk, "x"], "to": to})
    assert fresh(three["first"]).assigned_to is None


def test_a_reader_assigns_nothing(client_of: Callable[..., Client], three: dict[str, Document]) -> None:
    reader = client_of("view_document")
    assert 'name="document"' not in reader.get("/admin/").content.decode()
    assert reader.post("/admin/assign/", {"document": three["first"].pk, "to": "me"}).status_code == 403


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
    with django_assert_num_queries(11):
        client.get("/admin/")
