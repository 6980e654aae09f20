"""The timeline in a browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_events, world

pytestmark = pytest.mark.django_db(transaction=True)


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.locator(".plot-cell.live")).to_be_visible()
    return page


def test_plotly_takes_over_from_the_servers_drawing(page: Page, live_server: Any) -> None:
    events = world()
    opened(page, live_server.url)
    expect(page.locator("#drawing")).to_be_hidden()
    expect(page.locator("#plot .scatterlayer .trace:last-child .point")).to_have_count(len(events) - 1)


def test_each_status_has_a_mark_of_its_own(page: Page, live_server: Any) -> None:
    events = make_events(10)
    opened(page, live_server.url)
    outlines = page.eval_on_selector_all(
        "#plot .scatterlayer .trace:last-child .point",
        "points => points.map((p) => p.getAttribute('d').replace(/[\\\\d.]+/g, '0'))",
    )
    assert len(set(outlines)) == len(events)
