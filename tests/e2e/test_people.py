"""The queue, the overview, histories and two people at one screen in a browser: for everybody, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Watch
from tests.e2e.test_access import violations
from tests.e2e.test_desk import REPORT_VIOLATIONS, log_in
from tests.rows import a_document, a_mention, an_event, an_outlet
from timeline import curation
from timeline.models import Document, Event, Mention, Place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mara() -> User:
    return User.objects.create_superuser("mara", first_name="Mara", last_name="Lind")


@pytest.fixture
def jon() -> User:
    return User.objects.create_superuser("jon", first_name="Jon", last_name="Berg")


def rows(mara: User, jon: User) -> tuple[Mention, Place]:
    """Something of everything that the pages show: an open mention, decided ones, a note, an approval, dead links."""
    text = "Sie reiste am Montag an. Er reiste am Dienstag ab. Seoul warf ihr das vor."
    document = a_document(
        text, title="Eine lange Reise mit einem langen Titel", outlet=an_outlet(), assigned_to=mara, link_status=404
    )
    trace = [{"rule": "kinds.visit.travel_with_a_rather_long_name", "text": "reiste", "start": 4, "end": 10}]
    visit = a_mention(document, "Sie reiste am Montag an.", "reiste", event=an_event(), trace=trace)
    gone = a_mention(document, "Er reiste am Dienstag ab.", "reiste", event=an_event(status="disputed"), trace=trace)
    a_mention(document, "Seoul warf ihr das vor.", "warf", kind="accusation", event=an_event(kind="accusation"))
    curation.accept(visit, user=mara)
    curation.reject(gone, user=jon, reason="said of another journey")
    assert visit.event is not None
    curation.note(visit.event, "Quelle noch einmal lesen", user=mara)
    curation.approve(visit.event, user=jon)
    a_document("Ohne Tag.", published_earliest=None, published_latest=None, published_basis="unknown")
    place = Place.objects.create(slug="rason", name_de="Rason", name_en="Rason")
    place.country = "PRK"
    place.save()
    return visit, place


@pytest.mark.parametrize(
    ("theme", "language", "width"), [("light", "de", 1440), ("dark", "en", 1024), ("dark", "de", 768)]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, live_server: Any, mara: User, jon: User, theme: Any, language: str, width: int
) -> None:
    visit, place = rows(mara, jon)
    locale = {"de": "de-DE", "en": "en-GB"}[language]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale=locale)
    context.add_init_script(REPORT_VIOLATIONS)
    log_in(context, live_server.url, mara)
    page = context.new_page()
    watch = Watch(live_server.url)
    watch.follow(page)
    paths = {
        "queue": "/admin/",
        "filtered queue": "/admin/?kind=denial",
        "overview": "/admin/overview/",
        "own work": "/admin/my-work/",
        "log": "/admin/timeline/decision/",
        "history of a row": f"/admin/timeline/place/{place.pk}/history/",
        "version of a row": f"/admin/timeline/place/{place.pk}/history/{place.history.latest().pk}/",
        "password": "/admin/password_change/",
        "event": f"/admin/timeline/event/{visit.event_id}/change/",
    }
    found: dict[str, list[str]] = {}
    said: dict[str, list[str]] = {}
    wide: dict[str, int] = {}
    for name, path in paths.items():
        watch.complaints.clear()
        page.goto(f"{live_server.url}{path}")
        said[name] = [*watch.complaints]
        found[name] = violations(page)
        wide[name] = page.evaluate("document.documentElement.scrollWidth")
    assert found == {name: [] for name in paths}
    assert wide == dict.fromkeys(paths, width)
    assert said == {name: [] for name in paths}
    context.close()


def press_to(page: Page, selector: str, key: str = "Enter") -> None:
    """Goes to an element with the tabulator alone and presses a key on it."""
    wanted = page.locator(selector)
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press(key)
            return
    pytest.fail(f"the tabulator never came to {selector}")


def test_two_people_at_one_event(
    context: BrowserContext, page: Page, browser: Browser, live_server: Any, mara: User, jon: User
) -> None:
    context.add_init_script(REPORT_VIOLATIONS)
    visit, _place = rows(mara, jon)
    event = visit.event
    assert event is not None
    log_in(context, live_server.url, mara)
    url = f"{live_server.url}/admin/timeline/event/{event.pk}/change/"
    page.goto(url)
    curation.override(event, "title_de", "Die Reise", user=jon, reason="so heißt sie")
    press_to(page, f"#reject-{visit.anchor}")
    heading = page.locator("#meanwhile-heading")
    expect(heading).to_have_text("Inzwischen war jemand anderes hier")
    expect(page.locator(".meanwhile .decisions")).to_contain_text("Jon Berg")
    expect(page.locator(".meanwhile table")).to_contain_text("„Die Reise“")
    assert violations(page) == []
    press_to(page, "#keep")
    expect(page.locator(".desk-title h1")).to_have_text("Die Reise")
    assert Mention.objects.get(pk=visit.pk).state == "accepted"
    page.goto(url)
    curation.override(event, "title_de", "Die lange Reise", user=jon)
    press_to(page, f"#reject-{visit.anchor}")
    expect(heading).to_be_visible()
    press_to(page, "#go-on")
    expect(page.locator(f"#card-{visit.anchor} .state")).to_have_text("verworfen")
    assert Event.objects.get(pk=event.pk).title_de == "Die lange Reise"


def test_the_queue_is_filtered_and_assigned_by_keyboard(
    context: BrowserContext, page: Page, live_server: Any, mara: User, jon: User
) -> None:
    rows(mara, jon)
    document = a_document("Er reiste an.", title="Noch eine")
    a_mention(document, "Er reiste an.", "reiste", event=an_event())
    log_in(context, live_server.url, mara)
    page.goto(f"{live_server.url}/admin/")
    expect(page.locator(".queue tbody tr")).to_have_count(2)
    press_to(page, "#queue-assigned", "n")
    press_to(page, ".queue-filters button")
    expect(page.locator(".queue tbody tr")).to_have_count(1)
    expect(page.locator(".queue tbody th")).to_contain_text("Noch eine")
    press_to(page, ".queue .choose input", "Space")
    press_to(page, ".queue-assign button")
    expect(page.locator(".messagelist")).to_contain_text("1 Dokument ist jetzt Mara Lind zugeteilt.")
    assert Document.objects.get(pk=document.pk).assigned_to == mara


def test_an_act_is_taken_back_from_the_log(
    context: BrowserContext, page: Page, live_server: Any, mara: User, jon: User
) -> None:
    visit, _place = rows(mara, jon)
    log_in(context, live_server.url, mara)
    page.goto(f"{live_server.url}/admin/timeline/decision/?verb__exact=accept")
    press_to(page, ".field-undo button")
    expect(page.locator(".messagelist")).to_contain_text("Zurückgenommen.")
    assert page.url.endswith("?verb__exact=accept")
    expect(page.locator(".field-undo button")).to_have_count(0)
    assert Mention.objects.get(pk=visit.pk).state == "proposed"
