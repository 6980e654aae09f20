"""Every public page for everybody: no violation that axe can find, in both themes and languages, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Watch
from tests.factories import world

pytestmark = pytest.mark.django_db(transaction=True)


def paths() -> dict[str, str]:
    events = world()
    document = events["troops"].mentions.order_by("pk")[0].document
    return {
        "timeline": "/",
        "timeline with filters and messages": "/?kind=visit&kind=meeting&from=foo&min_sources=0&q=Putin",
        "timeline without events": "/?kind=visit&status=denied",
        "event": f"/events/{events['shells'].public_id}/",
        "document": f"/documents/{document.public_id}/",
        "actor": "/actors/russia/",
        "about": "/about/",
        "table": "/table/?order=-title",
        "map": "/map/",
        "people": "/people/",
        "numbers": "/numbers/",
        "on this day": "/on-this-day/?day=06-19",
        "changes": "/changes/",
        "embedded": "/embed/",
        "not found": "/nothing-here/",
    }


def violations(page: Page) -> list[str]:
    result = Axe().run(
        page,
        options={
            "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            # Everything is looked at; of what is well, only the rule comes back and not every element.
            "resultTypes": ["violations"],
            # It would fetch the style sheets once more, for a rule that is not among these.
            "preload": False,
        },
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(
    ("theme", "language", "width"),
    [("light", "de", 1440), ("dark", "en", 1440), ("dark", "de", 390), ("light", "en", 390)],
)
def test_axe_finds_nothing(browser: Browser, live_server: Any, theme: Any, language: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale="de-DE" if language == "de" else "en-GB"
    )
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for name, path in paths().items():
        page.goto(f"{live_server.url}{path}")
        if name.startswith("timeline") and "without" not in name:
            expect(page.locator(".plot-cell.live")).to_be_visible()
        if problems := violations(page):
            found[name] = problems
        if name == "timeline":
            page.locator("#facet-status-head").click()
            if problems := violations(page):
                found["open choice"] = problems
    context.close()
    assert [f"{name}: {problem}" for name, problems in found.items() for problem in problems] == []


def test_no_page_is_blocked_logs_anything_or_asks_another_host(page: Page, live_server: Any, watch: Watch) -> None:
    """The page is watched (conftest.py); here it only has to be opened, pointed at and scrolled."""
    for path in paths().values():
        page.goto(f"{live_server.url}{path}")
        if path == "/":
            expect(page.locator(".plot-cell.live")).to_be_visible()
        page.mouse.move(700, 400)
        page.mouse.wheel(0, 800)
    # The browser itself logs that one page was not found; that page may log nothing else either.
    watch.complaints.remove("error: Failed to load resource: the server responded with a status of 404 (Not Found)")
