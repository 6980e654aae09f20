"""German and English: by the address, by the cookie, by what the browser asks for."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories import world

pytestmark = pytest.mark.django_db


def language_of(client: Client, path: str = "/", accept: str = "") -> str:
    headers = {"accept-language": accept} if accept else {}
    response = client.get(path, headers=headers, follow=True)
    found = re.search(r'<html lang="(\w+)"', response.content.decode())
    assert found
    assert response["Content-Language"] == found[1]
    return found[1]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [("", "de"), ("en", "en"), ("en-GB,en;q=0.8", "en"), ("de-AT", "de"), ("ru,en;q=0.5", "en"), ("fr", "de")],
)
def test_the_browsers_wish_is_followed(client: Client, accept: str, expected: str) -> None:
    assert language_of(client, accept=accept) == expected


def test_the_address_wins_and_is_remembered(client: Client) -> None:
    assert language_of(client, "/?lang=en", accept="de") == "en"
    assert language_of(client, "/", accept="de") == "en"
    assert language_of(client, "/about/?lang=de") == "de"
    assert language_of(client, "/", accept="en") == "de"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert language_of(client, "/?lang=xx", accept="en") == "en"
    assert "django_language" not in client.cookies


def test_the_admin_keeps_its_parameters_to_itself(client: Client) -> None:
    client.get("/admin/login/?lang=en", headers={"accept-language": "de"})
    assert "django_language" not in client.cookies


def test_caches_keep_the_languages_apart(client: Client) -> None:
    varies = {part.strip() for part in client.get("/")["Vary"].split(",")}
    assert {"Accept-Language", "Cookie"} <= varies


def test_the_switch_keeps_what_was_asked_for(client: Client) -> None:
    world()
    page = client.get("/?kind=visit&q=Lawrow", headers={"accept-language": "de"}).content.decode()
    assert 'href="?kind=visit&amp;q=Lawrow&amp;lang=en" lang="en"' in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "de",
            [
                "22 Ereignisse",
                "Waffenlieferung",
                "umstritten",
                "15.–17. Januar 2024",
                "Wladimir Putin trifft Kim Jong Un",
            ],
        ),
        ("en", ["22 events", "Arms transfer", "disputed", "15–17 January 2024", "Vladimir Putin meets Kim Jong Un"]),
    ],
)
def test_words_dates_and_names_come_in_the_chosen_language(client: Client, language: str, words: list[str]) -> None:
    world()
    page = client.get(f"/?lang={language}").content.decode()
    assert [word for word in words if word not in page] == []


@pytest.mark.parametrize(("language", "ticks"), [("de", {"Okt", "Jan", "Mai"}), ("en", {"Oct", "Jan", "May"})])
def test_the_axis_speaks_the_language(client: Client, language: str, ticks: set[str]) -> None:
    world()
    page = client.get(f"/?lang={language}&from=2023-09-20&to=2024-06-30").content.decode()
    assert ticks <= set(re.findall(r'<text class="tick"[^>]*>([^<]+)<', page))
