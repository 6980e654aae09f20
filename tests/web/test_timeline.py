"""The timeline page, as the server sends it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import world

pytestmark = pytest.mark.django_db


def test_it_shows_every_published_event_as_mark_and_as_row(client: Client) -> None:
    events = world()
    page = client.get("/").content.decode()
    assert {key for key, event in events.items() if f'<tr id="e-{event.public_id}"' not in page} == set()
    undated = {key for key, event in events.items() if f'" data-event="{event.public_id}"><title>' not in page}
    assert undated == {"know_how"}
