"""The timeline in a browser: what it shows, what it does when it is asked, and what the keyboard can do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.factories import make_events, world
from timeline.extraction.model import Status
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

POINTS = "#plot .scatterlayer .trace:last-child .point"


@pytest.fixture
def events() -> dict[str, Event]:
    return world()


@pytest.fixture
def opened(page: Page, live_server: Any) -> Callable[[str], Page]:
    """Opens an address and waits until Plotly has drawn."""

    def open_(path: str = "/") -> Page:
        page.goto(f"{live_server.url}{path}")
        expect(page.locator(".plot-cell.live")).to_be_visible()
        return page

    return open_


def point(page: Page, event: Event) -> Locator:
    """The mark of an event in Plotly's drawing, found by the order of its data."""
    ids = page.evaluate("document.getElementById('plot').data.at(-1).customdata")
    return page.locator(POINTS).nth(ids.index(event.public_id))


def middle(page: Page, event: Event) -> tuple[float, float]:
    """Where to point at a mark: Plotly takes the pointer on a layer above its marks."""
    mark = point(page, event)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def hover(page: Page, event: Event) -> None:
    x, y = middle(page, event)
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y)


def click(page: Page, event: Event) -> None:
    hover(page, event)
    page.mouse.click(*middle(page, event))


def redrawn(page: Page, number: int) -> None:
    expect(page.locator(POINTS)).to_have_count(number)


# ---- drawing ---------------------------------------------------------------------------------------------------------


def test_plotly_takes_over_from_the_servers_drawing(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    expect(page.locator("#drawing")).to_be_hidden()
    # One event of the world has no date at all.
    redrawn(page, len(events) - 1)


def test_each_status_keeps_its_own_mark(opened: Callable[..., Page]) -> None:
    make_events(len(Status))
    page = opened()
    outlines = page.eval_on_selector_all(
        POINTS, "points => points.map((p) => p.getAttribute('d').replace(/[^A-Z]/g, ''))"
    )
    assert len(set(outlines)) >= len(Status) - 2  # triangle and diamond, ring and disc have letters in common
    exact = page.eval_on_selector_all(POINTS, "points => points.map((p) => p.getAttribute('d'))")
    assert len(set(exact)) == len(Status)


def test_marks_keep_the_colours_of_the_theme(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    fill = "element => getComputedStyle(element).fill"
    assert point(page, events["visit"]).evaluate(fill) == "rgb(0, 88, 184)"
    page.get_by_role("button", name="Zwischen hell und dunkel wechseln").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(point(page, events["visit"])).to_have_css("fill", "rgb(156, 194, 255)")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(("language", "month"), [("de", "Okt"), ("en", "Oct")])
def test_the_axis_speaks_the_language(
    opened: Callable[..., Page], events: dict[str, Event], language: str, month: str
) -> None:
    page = opened(f"/?lang={language}&from=2024-01-01&to=2024-12-31")
    ticks = page.locator("#plot .xtick text").all_text_contents()
    assert any(tick.startswith(month) for tick in ticks), ticks


def test_many_events_are_drawn_as_bins_that_lead_closer(opened: Callable[..., Page]) -> None:
    make_events(700, step=2)
    page = opened()
    expect(page.locator("#plot .heatmaplayer image")).to_have_count(1)
    box = page.locator("#plot .nsewdrag").bounding_box()
    assert box
    total = page.locator(".sentence").inner_text()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 15)
    page.wait_for_url(re.compile(r"kind=visit&from=\d{4}"))
    expect(page.locator(".sentence")).not_to_have_text(total)
    expect(page.locator(f"{POINTS}:not([display])").first).to_be_visible()


# ---- pointing and opening --------------------------------------------------------------------------------------------


def test_pointing_at_a_mark_tells_what_it_is(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    hover(page, events["shells"])
    tip = page.locator(".tip")
    expect(tip).to_be_visible()
    assert tip.inner_text().split("\n") == [
        "Nordkorea liefert Artilleriegranaten",
        "zwischen September und Oktober 2023",
        "umstritten, 2 Quellen",
    ]
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_a_mark_opens_its_event_beside_the_chart_and_the_address_remembers_it(
    opened: Callable[..., Page], events: dict[str, Event]
) -> None:
    page = opened()
    click(page, events["shells"])
    heading = page.locator("#panel h2")
    expect(heading).to_have_text("Nordkorea liefert Artilleriegranaten")
    assert page.url.endswith(f"/#e-{events['shells'].public_id}")
    expect(page.locator(f"#e-{events['shells'].public_id}")).to_have_class(re.compile("selected"))
    page.reload()
    expect(heading).to_have_text("Nordkorea liefert Artilleriegranaten")


def test_a_row_opens_its_event_and_a_related_one_the_next(
    opened: Callable[..., Page], events: dict[str, Event]
) -> None:
    page = opened()
    page.locator("#list").get_by_role("link", name="Nordkorea liefert Artilleriegranaten").click()
    page.locator("#panel").get_by_role("link", name="Nordkorea weist Berichte über Lieferungen zurück").click()
    expect(page.locator("#panel h2")).to_have_text("Nordkorea weist Berichte über Lieferungen zurück")


def test_previous_and_next_walk_through_time(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    click(page, events["invitation"])
    expect(page.locator("#panel h2")).to_have_text("Wladimir Putin nach Pjöngjang eingeladen")
    page.get_by_role("button", name="Nächstes Ereignis").click()
    expect(page.locator("#panel h2")).to_have_text("Nordkorea liefert Artilleriegranaten")
    page.get_by_role("button", name="Voriges Ereignis").click()
    expect(page.locator("#panel h2")).to_have_text("Wladimir Putin nach Pjöngjang eingeladen")


def test_a_source_link_lands_on_its_sentence(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    click(page, events["test"])
    expect(page.locator("#panel h2")).to_have_text("Raketentest vor der Ostküste")
    page.locator("#panel .to-source").click()
    target = page.locator("mark:target")
    expect(target).to_have_text("Am Sonntag flog eine Rakete tausend Kilometer weit ins Meer.")
    expect(target).to_be_in_viewport()


# ---- asking ----------------------------------------------------------------------------------------------------------


def test_a_choice_is_asked_for_at_once_and_the_address_follows(
    opened: Callable[..., Page], events: dict[str, Event]
) -> None:
    page = opened()
    page.locator("summary", has_text="Art").click()
    page.get_by_role("checkbox", name=re.compile("Besuch")).check()
    expect(page.locator(".sentence")).to_have_text("1 Ereignis, Besuche")
    redrawn(page, 1)
    assert page.url.endswith("/?kind=visit")
    # The choice stays open and says what is chosen.
    expect(page.locator("#facet-kind")).to_be_visible()
    expect(page.locator("#facet-kind-value")).to_have_text("Besuch")
    page.get_by_role("checkbox", name=re.compile("Treffen")).check()
    expect(page.locator(".sentence")).to_have_text("3 Ereignisse, Besuche und Treffen")
    redrawn(page, 3)


def test_back_and_forward_work(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    page.locator(".lane", has_text="Treffen").get_by_role("link").click()
    redrawn(page, 2)
    page.locator("#periods").get_by_role("link", name="2024").click()
    expect(page.locator(".sentence")).to_have_text("2 Ereignisse, Treffen, 2024")
    page.go_back()
    expect(page.locator(".sentence")).to_have_text("2 Ereignisse, Treffen")
    redrawn(page, 2)
    page.go_back()
    expect(page.locator(".sentence")).to_have_text("22 Ereignisse")
    redrawn(page, 21)
    page.go_forward()
    expect(page.locator(".sentence")).to_have_text("2 Ereignisse, Treffen")
    redrawn(page, 2)
    assert page.url.endswith("/?kind=meeting")


def test_search_is_asked_for_while_typing(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("Granaten")
    expect(page.locator(".sentence")).to_have_text("1 Ereignis, Suche „Granaten“")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("Granaten")


def test_a_message_stands_at_its_field(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    page.locator("#from").fill("2024-06-01")
    page.locator("#to").fill("2024-01-01")
    expect(page.locator("#dates [role=alert]")).to_have_text("„Bis“ liegt vor „von“, deshalb gilt keines von beiden.")
    expect(page.locator("#to")).to_have_attribute("aria-describedby", "to-error")


def test_dragging_over_the_overview_shows_that_time(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    box = page.locator("#strip svg").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=2024-\d\d-\d\d&to=2024-\d\d-\d\d"))
    first, last = page.locator("#from").input_value(), page.locator("#to").input_value()
    shown = page.evaluate("document.getElementById('plot').layout.xaxis.range.map((day) => day.slice(0, 10))")
    assert shown[0] == first < last < shown[1]


def test_dragging_the_chart_asks_for_what_it_then_shows(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened("/?from=2024-01-01&to=2024-06-30")
    box = page.locator("#plot .nsewdrag").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 200, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=2024-0[34]-\d\d&to=2024-(09|10)"))
    expect(page.locator("#e-" + events["troops"].public_id)).to_have_count(0)
    expect(page.locator("#e-" + events["launch"].public_id)).to_be_visible()


def test_the_chart_asks_only_for_what_it_does_not_hold(opened: Callable[..., Page]) -> None:
    make_events(700, step=2)
    page = opened("/?from=2016-01-01&to=2016-12-31")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/figure/" in request.url else None)
    box = page.locator("#plot .nsewdrag").bounding_box()
    assert box
    shown = "document.getElementById('plot').layout.meta.window"
    assert page.evaluate(shown) == ["2016-01-01", "2016-12-31"]

    def drag(share: float) -> None:
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 200)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (0.5 - share), box["y"] + 200, steps=5)
        page.mouse.up()

    # A small move finds what lies beside the window; the rest of the page follows.
    drag(0.1)
    page.wait_for_url(re.compile(r"from=2016-02-0\d&to=2017-02-0\d"))
    expect(page.locator("#from")).to_have_value(re.compile("2016-02"))
    assert asked == []
    # Another scale is asked for.
    page.get_by_role("button", name="Weniger Zeit zeigen").click()
    page.wait_for_url(re.compile(r"from=2016-0[345]-\d\d&to=2016-1[012]-\d\d"))
    assert len(asked) == 1


def test_what_a_drag_brings_into_sight_is_asked_for_before_it_ends(opened: Callable[..., Page]) -> None:
    make_events(700, step=2)
    page = opened("/?from=2016-01-01&to=2016-12-31")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/figure/" in request.url else None)
    box = page.locator("#plot .nsewdrag").bounding_box()
    assert box
    shown = "document.getElementById('plot').layout.meta.window"
    page.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + 200)
    page.mouse.down()
    with page.expect_response("**/figure/*"):
        page.mouse.move(5, box["y"] + 200, steps=8)
    assert page.evaluate(shown) == ["2016-01-01", "2016-12-31"]

    page.evaluate("document.addEventListener('tumen:drawn', () => { document.body.dataset.drawn = 'yes'; })")
    page.mouse.up()
    expect(page.locator("body")).to_have_attribute("data-drawn", "yes")
    assert page.evaluate(shown)[0] > "2017-01-01"
    assert len(asked) == 1


def test_a_late_answer_does_not_undo_a_later_move(opened: Callable[..., Page]) -> None:
    make_events(700, step=2)
    page = opened("/?from=2015-01-01&to=2018-10-31")
    called_off: list[str] = []
    page.on("requestfailed", lambda request: called_off.append(request.url))
    page.route("**/figure/*", lambda route: None)
    page.get_by_role("button", name="Weniger Zeit zeigen").click()
    page.wait_for_timeout(100)
    page.unroute("**/figure/*")
    page.get_by_role("button", name="Weniger Zeit zeigen").click()
    page.wait_for_url(re.compile(r"from=2016-01-\d\d"))
    first, last = page.locator("#from").input_value(), page.locator("#to").input_value()
    assert len(called_off) == 1
    # The address changes first and the drawing follows.
    drawn = "(asked) => String(document.getElementById('plot').layout.meta.window) === String(asked)"
    page.wait_for_function(drawn, arg=[first, last])


# ---- keyboard --------------------------------------------------------------------------------------------------------


def test_the_keyboard_alone_walks_through_the_chart(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    page.locator("#plot").focus()
    heading = page.locator("#panel h2")
    page.keyboard.press("Home")
    expect(heading).to_have_text("Wladimir Putin nach Pjöngjang eingeladen")
    page.keyboard.press("ArrowRight")
    expect(heading).to_have_text("Nordkorea liefert Artilleriegranaten")
    expect(page.locator("#live")).to_have_text("Nordkorea liefert Artilleriegranaten. Waffenlieferung, umstritten")
    page.keyboard.press("ArrowUp")
    expect(heading).to_have_text("Nordkorea bekräftigt seine Unterstützung")
    page.keyboard.press("End")
    expect(heading).to_have_text("Pioniere sollen entsandt werden")
    page.keyboard.press("Enter")
    expect(heading.get_by_role("link")).to_be_focused()
    page.locator("#plot").focus()
    page.keyboard.press("+")
    page.wait_for_url(re.compile("from="))


def test_numbers_are_walked_through_and_entered_by_keyboard(opened: Callable[..., Page]) -> None:
    make_events(700, step=2)
    page = opened()
    page.locator("#plot").focus()
    page.keyboard.press("ArrowRight")
    said = page.locator("#live")
    expect(said).to_have_text(re.compile(r"^Besuch, \d+\. .+ – \d+\. .+, \d Ereignisse$"))
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text(re.compile("^Treffen, "))
    expect(page.locator(".bin-frame")).to_be_visible()
    expect(page.locator(".tip b")).to_have_text("Treffen")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"kind=meeting&from=2015-"))


def test_the_keys_are_told_in_a_dialog(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Tastatur")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("kind", ["PNG", "SVG"])
def test_the_view_is_saved_as_a_picture(opened: Callable[..., Page], events: dict[str, Event], kind: str) -> None:
    page = opened("/?kind=visit&kind=arms_transfer")
    with page.expect_download() as saved:
        page.get_by_role("button", name=kind, exact=True).click()
    content = saved.value.path().read_bytes()
    assert saved.value.suggested_filename == f"tumen.{kind.lower()}"
    if kind == "PNG":
        assert content.startswith(b"\x89PNG")
        return
    text = content.decode()
    assert text.count("<use ") == page.locator("#drawing use").count() > 1
    assert "Nordkorea liefert Artilleriegranaten" in text
    assert page.locator(".sentence").inner_text() in text


def test_the_first_tab_leads_past_everything_to_the_list(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zur Liste der Ereignisse springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#list tbody a").first).to_be_focused()


def test_escape_closes_a_choice_and_gives_the_focus_back(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    head = page.locator("#facet-status-head")
    head.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#status-occurred")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#facet-status")).to_be_hidden()
    expect(head).to_be_focused()


# ---- everybody -------------------------------------------------------------------------------------------------------


def test_without_a_script_filters_links_and_the_drawing_work(
    browser: Browser, live_server: Any, events: dict[str, Event]
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    expect(page.locator("#drawing a.mark")).to_have_count(len(events) - 1)
    page.locator("summary", has_text="Art").click()
    page.get_by_role("checkbox", name=re.compile("Besuch")).check()
    page.locator("#facet-kind").get_by_role("button", name="Anwenden").click()
    expect(page.locator(".sentence")).to_have_text("1 Ereignis, Besuche")
    page.locator("#drawing a.mark").click()
    expect(page.locator("h1")).to_have_text("Sergej Lawrow besucht Pjöngjang")
    context.close()


def test_a_phone_scrolls_over_the_chart_and_shows_the_event_below(
    playwright: Playwright, browser: Browser, live_server: Any, events: dict[str, Event]
) -> None:
    context = browser.new_context(**playwright.devices["Pixel 7"], locale="de-DE")
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    expect(page.locator(".plot-cell.live")).to_be_visible()
    assert page.evaluate("document.getElementById('plot').layout.dragmode") is False
    assert page.evaluate("document.getElementById('plot').layout.meta.frame") == "narrow"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    page.touchscreen.tap(*middle(page, events["veto"]))
    expect(page.locator("#panel h2")).to_have_text("Russland verhindert Verlängerung des Gremiums")
    expect(page.locator("#panel h2")).to_be_in_viewport()
    context.close()


def test_printing_shows_the_servers_drawing_and_the_list(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    page = opened()
    page.emulate_media(media="print")
    expect(page.locator("#drawing a.mark").first).to_be_visible()
    expect(page.locator("#plot")).to_be_hidden()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#list")).to_be_visible()


def test_plotly_sends_nothing_away(opened: Callable[..., Page], events: dict[str, Event]) -> None:
    """That no other host is asked is watched for every page; here, that nothing is there to ask one."""
    page = opened()
    assert page.evaluate("document.getElementById('plot')._context.showSendToCloud") is False
    expect(page.locator("#plot .modebar-btn")).to_have_count(0)


def test_what_stands_in_a_title_is_shown_as_it_stands(opened: Callable[..., Page]) -> None:
    (event,) = make_events(1)
    attack = "<b>fett</b><img src=x onerror=alert(1)>"
    Event.objects.filter(pk=event.pk).update(title_de=attack)
    page = opened()
    label = page.locator("#plot .textpoint text")
    expect(label).to_have_text(re.compile(r"^<b>fett</b>"))
    hover(page, event)
    expect(page.locator(".tip b")).to_have_text(attack)
