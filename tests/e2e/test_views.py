"""The views beside the timeline as people use them: by keyboard, without script, enlarged, on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Watch
from tests.factories import make_document, make_mention, world

pytestmark = pytest.mark.django_db(transaction=True)

VIEWS = ("/table/", "/map/", "/people/", "/numbers/", "/on-this-day/", "/changes/")


def test_the_keyboard_alone_changes_the_view_and_sorts_the_table(page: Page, live_server: Any) -> None:
    world()
    page.goto(f"{live_server.url}/?kind=visit")
    page.locator("#views a[aria-current]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/table/?kind=visit")
    head = page.locator("th[aria-sort] a")
    head.focus()
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    page.locator("th[aria-sort] a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/table/?kind=visit&order=title")
    expect(page.locator("th.column-title")).to_have_attribute("aria-sort", "ascending")


def test_a_period_is_chosen_by_keyboard(page: Page, live_server: Any) -> None:
    world()
    page.goto(f"{live_server.url}/table/")
    page.locator("#presets-head").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    count = page.evaluate("document.activeElement.querySelector('.count').textContent")
    page.keyboard.press("Enter")
    expect(page.locator("#presets a").first).to_have_attribute("aria-current", "true")
    expect(page.locator("#from")).not_to_have_value("")
    expect(page.locator("#shown tbody tr")).to_have_count(int(count))


def test_without_script_views_are_complete(browser: Browser, live_server: Any) -> None:
    shells = [{"low": 1000.0, "high": 2000.0, "unit": "shells", "of": ""}]
    make_mention(world()["shells"], make_document(), quantities=shells)
    context = browser.new_context(java_script_enabled=False, locale="de-DE", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/numbers/")
    expect(page.locator(".drawn svg.claims .claim").first).to_be_visible()
    expect(page.locator(".claims-table").first).to_be_visible()
    page.goto(f"{live_server.url}/people/")
    cell = page.locator(".matrix td a").first
    expect(cell).to_be_visible()
    count = int(cell.inner_text())
    cell.click()
    expect(page.locator("table.events tbody tr[id]")).to_have_count(count)
    page.locator("#presets-head").click()
    page.locator("#presets a").first.click()
    expect(page.locator("#presets a").first).to_have_attribute("aria-current", "true")
    context.close()


def test_at_200_percent_nothing_is_beside_the_screen(browser: Browser, live_server: Any) -> None:
    world()
    context = browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2, locale="de-DE")
    page = context.new_page()
    wide = []
    for view in ("/", *VIEWS, "/about/", "/actors/russia/"):
        page.goto(f"{live_server.url}{view}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(view)
    context.close()
    assert wide == []


def test_whoever_wants_no_motion_gets_none(browser: Browser, live_server: Any) -> None:
    world()
    smooth = {}
    for wish in ("no-preference", "reduce"):
        context = browser.new_context(reduced_motion=wish)
        page = context.new_page()
        page.goto(f"{live_server.url}/changes/")
        smooth[wish] = page.evaluate(
            """() => [getComputedStyle(document.documentElement).scrollBehavior,
                      document.getAnimations().length]"""
        )
        context.close()
    assert smooth == {"no-preference": ["smooth", 0], "reduce": ["auto", 0]}


def test_a_phone_sees_its_view_in_the_row_and_each_mark_on_its_ground(
    browser: Browser, live_server: Any, watch: Watch
) -> None:
    world()
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    watch.follow(page)
    page.goto(f"{live_server.url}/changes/")
    expect(page.locator("#views a[aria-current]")).to_be_in_viewport(ratio=1)
    page.goto(f"{live_server.url}/")
    expect(page.locator(".plot-cell.live")).to_be_visible()
    width = page.locator("#plot .main-svg").first.get_attribute("width")
    page.set_viewport_size({"width": 600, "height": 800})
    expect(page.locator("#plot .main-svg").first).not_to_have_attribute("width", width or "")
    grounds = page.evaluate("""() => [...document.querySelectorAll('#plot .under')].map((ground) =>
        ground.getAttribute('transform') === ground.nextElementSibling.getAttribute('transform'))""")
    points = page.evaluate("document.getElementById('plot').data.at(-1).customdata.length")
    assert grounds == [True] * points
    context.close()
