"""A curator at the desk, and rows to look through that tests need in more than one room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.rows import a_document, a_mention, an_event, an_outlet
from timeline.models import Document, Event, Mention

TEXT = (
    "Die Außenministerin ist am Mittwoch in Moskau eingetroffen. "
    "Sie traf dort ihren Amtskollegen. "
    "Seoul warf beiden Seiten vor, den Handel mit Granaten zu verschleiern."
)
ARRIVAL = "Die Außenministerin ist am Mittwoch in Moskau eingetroffen."
MEETING = "Sie traf dort ihren Amtskollegen."
BLAME = "Seoul warf beiden Seiten vor, den Handel mit Granaten zu verschleiern."


@pytest.fixture
def curator(db: None) -> User:
    """May do everything."""
    return User.objects.create_superuser("mara", "mara@example.org", "mara", first_name="Mara", last_name="Lind")


@pytest.fixture
def client(curator: User) -> Client:
    """The curator's browser, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(curator)
    return client


@pytest.fixture
def client_of(db: None) -> Callable[..., Client]:
    """A browser of somebody on the staff with these permissions only."""

    def client_of(*permissions: str) -> Client:
        user = User.objects.create_user("-".join(permissions) or "nobody", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        assert user.user_permissions.count() == len(permissions)
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def document(db: None) -> Document:
    return a_document(TEXT, title="Reise nach Moskau", outlet=an_outlet())


@pytest.fixture
def arrival(document: Document) -> Mention:
    """A proposed visit on an explicit day, with the rules that found it."""
    start = TEXT.index("am Mittwoch")
    return a_mention(
        document,
        ARRIVAL,
        "eingetroffen",
        event=an_event(title_de="Besuch in Moskau", title_en="Visit to Moscow"),
        date_text="am Mittwoch",
        date_start=start,
        date_end=start + len("am Mittwoch"),
        basis="relative",
        trace=[{"rule": "kinds.visit.verb", "text": "eingetroffen", "start": 44, "end": 56}],
    )


@pytest.fixture
def blame(document: Document) -> Mention:
    """A proposed accusation of somebody who is named."""
    return a_mention(
        document,
        BLAME,
        "warf",
        kind="accusation",
        event=an_event(kind="accusation", title_de="Vorwurf", title_en="Accusation"),
        attributions=[{"source": "Seoul", "cue": "warf vor", "key": ""}],
    )


def fresh(row: Any) -> Any:
    """The row as it is now."""
    return type(row).objects.get(pk=row.pk)


def event_of(mention: Mention) -> Event:
    event = fresh(mention).event
    assert event is not None
    return event
