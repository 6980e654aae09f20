"""What the timeline weighs."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import make_events, world

OWN = Path(settings.BASE_DIR) / "static" / "timeline"


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.django_db
def test_a_thousand_events_weigh_less_than_150_kilobytes_beside_plotly(client: Client) -> None:
    make_events(1000)
    page = client.get("/").content
    assert compressed(page) + sum(compressed(path.read_bytes()) for path in OWN.iterdir()) < 150_000


@pytest.mark.django_db
def test_the_most_marks_that_are_sent_weigh_less_than_150_kilobytes(client: Client) -> None:
    """Six hundred marks are more than any number of bins."""
    make_events(600)
    response = client.get("/")
    assert len(response.context["chart"].layout.marks) == 600
    assert compressed(response.content) + sum(compressed(path.read_bytes()) for path in OWN.iterdir()) < 150_000


@pytest.mark.django_db
def test_the_first_view_weighs_less_than_60_kilobytes(client: Client) -> None:
    world()
    page = client.get("/").content
    assert compressed(page) + sum(compressed(path.read_bytes()) for path in OWN.iterdir()) < 60_000
