"""Addresses that still answer, and those that do not: asked politely, remembered at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.rows import a_document
from timeline.intake import links
from timeline.intake.fetching import Fetched
from timeline.intake.refusals import Refused
from timeline.models import Document

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def linked(url: str, **columns: Any) -> Document:
    return a_document(f"Text von {url} {Document.objects.count()}.", url=url, **columns)


def answering(answers: dict[str, int | str]) -> Callable[[str], Fetched]:
    """A stand-in for the network: a status, or the code with which an address is refused."""

    def fetch(url: str) -> Fetched:
        answer = answers[url]
        if isinstance(answer, str):
            raise Refused(answer, host="h", type="image/png", limit=1)
        if answer != 200:
            raise Refused("status", status=answer)
        return Fetched(url, 200, "text/html", "", b"", {})

    return fetch


@pytest.mark.parametrize(
    ("answer", "status", "alive"),
    [
        (200, 200, True),
        (404, 404, False),
        (410, 410, False),
        (503, 503, False),
        ("content_type", 200, True),
        ("answer_too_large", 200, True),
        ("unresolved", 0, False),
        ("timeout", 0, False),
        ("address_private", 0, False),
    ],
)
def test_it_remembers_what_an_address_answered(answer: int | str, status: int, alive: bool) -> None:
    document = linked("https://a.example/1")
    [told] = links.check([document], TODAY, fetch=answering({document.url: answer}))
    document.refresh_from_db()
    assert (document.link_status, document.link_checked_on, told.alive) == (status, TODAY, alive)


def test_it_asks_those_never_asked_first_and_nobody_too_often() -> None:
    ages = {"old": 40, "older": 90, "fresh": 5}
    for name, age in ages.items():
        linked(f"https://{name}.example/", link_status=200, link_checked_on=TODAY - timedelta(days=age))
    linked("https://never.example/")
    linked("")
    due = links.due(TODAY, days=30, limit=10)
    assert [document.url.split("/")[2] for document in due] == ["never.example", "older.example", "old.example"]
    assert len(links.due(TODAY, days=30, limit=2)) == 2


def test_it_lets_hosts_take_turns_and_rest() -> None:
    documents = [linked(url) for url in ("https://a.example/1", "https://a.example/2", "https://b.example/1")]
    asked: list[str] = []
    slept: list[float] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        return Fetched(url, 200, "", "", b"", {})

    list(links.check(documents, TODAY, fetch=fetch, pause=60, sleep=slept.append))
    assert asked == ["https://a.example/1", "https://b.example/1", "https://a.example/2"]
    assert len(slept) == 1
    assert 50 < slept[0] <= 60


def test_what_was_asked_stays_asked_when_it_is_interrupted() -> None:
    documents = [linked("https://a.example/1"), linked("https://b.example/1")]

    def fetch(url: str) -> Fetched:
        if "b.example" in url:
            raise KeyboardInterrupt
        return Fetched(url, 200, "", "", b"", {})

    with pytest.raises(KeyboardInterrupt):
        list(links.check(documents, TODAY, fetch=fetch))
    assert [document.url for document in links.due(TODAY, days=30, limit=9)] == ["https://b.example/1"]


def test_the_command_says_what_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    dead, _alive = linked("https://a.example/1"), linked("https://b.example/1")
    answers = answering({"https://a.example/1": 404, "https://b.example/1": 200})
    asked = links.status_of
    monkeypatch.setattr(links, "status_of", lambda url, _fetch: asked(url, answers))
    out = StringIO()
    call_command("check_links", stdout=out)
    assert out.getvalue().splitlines() == [
        f"{dead.public_id} answers 404: https://a.example/1",
        "2 addresses asked, 1 of them dead",
    ]
