"""The curation desk in a browser: nothing is blocked by the policy, and an article becomes a published event."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Watch
from tests.rows import a_document, a_mention, an_event, an_outlet
from timeline import curation
from timeline.admin.site import desk
from timeline.models import Actor, Alias, Batch, BatchItem, Document, Event, Mention, Milestone, Office, Place

pytestmark = pytest.mark.django_db(transaction=True)

ARTICLE = (
    "Außenminister Sergej Lawrow ist am Mittwoch zu einem Besuch in Pjöngjang eingetroffen. "
    "Der Gast wurde am Flughafen von der nordkoreanischen Außenministerin Choe Son-hui empfangen. "
    "Seoul warf beiden Ländern vor, den Handel mit Granaten zu verschleiern."
)
EXPECTED = ("error: Failed to load resource: the server responded with a status of 403",)
REPORT_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation',"
    " (event) => console.error(`blocked: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"
)


@pytest.fixture
def curator() -> User:
    return User.objects.create_superuser("mara", "mara@example.org", "mara", first_name="Mara", last_name="Lind")


@pytest.fixture
def at_the_desk(context: BrowserContext, live_server: Any, curator: User) -> None:
    """The browser is logged in as the curator, and says aloud what the policy blocks."""
    context.add_init_script(REPORT_VIOLATIONS)
    log_in(context, live_server.url, curator)


def log_in(context: BrowserContext, url: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])


def card_that_is(state: str) -> re.Pattern[str]:
    """The class of a card in a state, whether or not the mouse rests on it."""
    return re.compile(rf"\b{state}\b")


def a_row_of_everything(curator: User) -> None:
    """At least one row of each model that the desk shows, with what its screen can show besides."""
    actor = Actor.objects.create(slug="choe", kind="person", name_de="Choe Son-hui", name_en="Choe Son Hui")
    actor.name_en = "Choe Son-hui"
    actor.save()
    Alias.objects.create(actor=actor, text="Choi Sun-hee")
    Office.objects.create(holder=actor, title_de="Außenministerin", title_en="foreign minister")
    place = Place.objects.create(slug="moscow", name_de="Moskau", name_en="Moscow")
    Milestone.objects.create(slug="treaty", title_de="Vertrag", title_en="Treaty", start="2024-06-19")
    unknown = {"published_earliest": None, "published_latest": None, "published_basis": "unknown"}
    text = "Sie reiste am Montag an. <script>alert(1)</script> Seoul warf ihr das vor."
    document = a_document(text, title="<b>Reise</b>", outlet=an_outlet(), **unknown)
    event = an_event(place=place)
    visit = a_mention(document, "Sie reiste am Montag an.", "reiste", event=event)
    a_mention(document, "Seoul warf ihr das vor.", "warf", kind="accusation", event=an_event(kind="accusation"))
    curation.accept(visit, user=curator)
    curation.override(event, "title_en", "Arrival", user=curator)
    batch = Batch.objects.create(label="Archive")
    BatchItem.objects.create(batch=batch, source="one.txt", document=document)


def screens() -> list[str]:
    """Every address of the desk that a link leads to, as its registry has them."""
    found = ["/admin/", "/admin/timeline/", "/admin/password_change/"]
    for model in desk._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        row: models.Model | None = model._default_manager.first()
        if row is not None:
            found += [reverse(f"{name}_{screen}", args=[row.pk]) for screen in ("change", "history", "delete")]
    return found


@pytest.mark.usefixtures("at_the_desk")
def test_no_screen_needs_what_the_policy_forbids(page: Page, live_server: Any, curator: User, watch: Watch) -> None:
    a_row_of_everything(curator)
    shown = 0
    for address in screens():
        response = page.goto(f"{live_server.url}{address}")
        assert response is not None
        assert response.status in (200, 403), address  # 403: what nobody adds or deletes
        assert "content-security-policy" in response.headers
        watch.complaints = [said for said in watch.complaints if not said.startswith(("verbose:", "info:", *EXPECTED))]
        assert watch.complaints == [], address
        shown += response.status == 200
    assert shown > 40


@pytest.mark.usefixtures("at_the_desk")
def test_the_widgets_of_forms_need_nothing_forbidden_either(page: Page, live_server: Any, curator: User) -> None:
    a_row_of_everything(curator)
    page.goto(f"{live_server.url}/admin/timeline/actor/{Actor.objects.get().pk}/change/")
    page.locator("#offices-group .add-row a").click()
    page.locator("#offices-1 .datetimeshortcuts a").nth(1).click()
    page.locator(".calendarbox:visible td:not(.nonday) a").first.click()
    expect(page.locator("#id_offices-1-term_from")).not_to_have_value("")
    page.goto(f"{live_server.url}/admin/timeline/document/{Document.objects.get().pk}/change/")
    page.get_by_text("Über dieses Dokument").click()
    page.locator(".field-outlet .select2-selection").click()
    expect(page.locator(".select2-results__option")).to_have_text(["Morgenblatt"])
    page.goto(f"{live_server.url}/admin/timeline/document/")
    page.locator("#action-toggle").check()
    expect(page.locator("tr.selected")).to_have_count(1)


def test_the_way_from_a_pasted_article_to_a_published_event(page: Page, live_server: Any, curator: User) -> None:
    page.add_init_script(REPORT_VIOLATIONS)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Benutzername").fill("mara")
    page.get_by_label("Passwort").fill("mara")
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("link", name="Dokument hinzufügen").click()
    page.get_by_label("Text", exact=False).fill(ARTICLE)
    page.get_by_label("Medium").fill("Morgenblatt")
    page.get_by_label("Erschienen am").fill("2023-10-19")
    page.get_by_role("button", name="Dieses Dokument lesen").click()

    card = page.locator("article.card").first
    expect(card).to_contain_text("18. Oktober 2023")
    expect(card).to_be_focused()
    cards = page.locator("article.card").count()
    assert cards > 1
    page.evaluate("window.kept = true")
    actions = 0

    def press(key: str) -> None:
        nonlocal actions
        page.keyboard.press(key)
        actions += 1

    for decided in range(1, cards):
        press("a")
        expect(page.locator("article.card.accepted")).to_have_count(decided)
        expect(page.locator("article.card").nth(decided)).to_be_focused()
    press("1")
    expect(page.locator("article.card").last).to_have_class(card_that_is("rejected"))
    expect(page.locator("#said")).to_have_text("Verworfen.")
    expect(page.locator("#history")).to_contain_text("Mara Lind verwarf eine Erwähnung")
    expect(page.locator("#history")).to_contain_text("kein Ereignis")
    page.locator("#publish-all").focus()
    press("p")
    expect(page.locator("article.card.accepted .state")).to_have_text(["angenommen"] * (cards - 1))
    expect(page.locator("#publish-all")).to_have_count(0)
    assert page.evaluate("window.kept"), "the page was not loaded anew"
    assert Event.objects.published().count() == Event.objects.filter(mentions__state="accepted").distinct().count() > 0
    assert actions <= 2 * (cards - 1) + 1, "at most three for a correct mention and one for a wrong one"

    page.locator("article.card").last.focus()
    page.keyboard.press("u")
    expect(page.locator("article.card").last).to_have_class(card_that_is("proposed"))
    expect(page.locator("article.card").last).to_be_focused()
    page.locator("article.card").first.locator("dd a").last.click()
    page.get_by_role("link", name="Auf der Website ansehen").click()
    expect(page.locator("body")).to_contain_text("Außenminister Sergej Lawrow ist am Mittwoch")


@pytest.mark.usefixtures("at_the_desk")
def test_a_mention_is_put_right_marked_and_moved_by_keyboard_alone(page: Page, live_server: Any, curator: User) -> None:
    a_row_of_everything(curator)
    document = Document.objects.get()
    page.goto(f"{live_server.url}/admin/timeline/document/{document.pk}/change/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    page.locator("article.card").first.focus()
    page.keyboard.press("j")
    blame = page.locator("article.card").nth(1)
    expect(blame).to_be_focused()
    page.keyboard.press("e")
    expect(blame.locator(".work select[name=kind]")).to_be_focused()
    blame.locator("[name=time]").fill("gestern oder so")
    blame.locator("[name=time]").press("Enter")
    expect(blame.locator(".work .errorlist")).to_be_visible()
    blame.locator("[name=time]").fill("2024-05")
    blame.locator("[name=time]").press("Enter")
    expect(blame).to_have_class(card_that_is("accepted"))
    expect(blame.locator(".readings")).to_contain_text("Mai 2024")
    assert Mention.objects.get(kind="accusation").precision == "month"

    page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector(".doc-text"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf("ihr das");
                if (at < 0) continue;
                document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + 7);
                return;
            }
        }"""
    )
    expect(page.locator("#selected")).to_have_text("ihr das")
    page.keyboard.press("i")
    expect(page.locator("#mark-work blockquote")).to_have_text("ihr das")
    page.locator("#mark-work [name=kind]").select_option("criticism")
    page.locator("#mark-work [name=time]").fill("2024-06-19")
    page.locator("#mark-work [name=time]").press("Enter")
    marked = page.locator("article.card").filter(has_text="von Hand")
    expect(marked).to_have_class(card_that_is("accepted"))
    mention = Mention.objects.get(by_hand=True)
    assert document.text[mention.trigger_start : mention.trigger_end] == "ihr das"

    marked.focus()
    page.keyboard.press("m")
    expect(marked.locator("[name=q]")).to_be_focused()
    page.keyboard.type("Visit")
    page.keyboard.press("Escape")
    expect(marked).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator("article.card.rejected")).to_have_count(1)


@pytest.mark.usefixtures("at_the_desk")
def test_a_mention_is_split_off_and_put_back_by_one_key_each(page: Page, live_server: Any, curator: User) -> None:
    a_row_of_everything(curator)
    visit, blame = Mention.objects.get(kind="visit"), Mention.objects.get(kind="accusation")
    curation.move(blame, visit.event, user=curator)
    page.goto(f"{live_server.url}/admin/timeline/document/{visit.document_id}/change/")
    card = page.locator("article.card").nth(1)
    card.focus()
    page.keyboard.press("s")
    expect(page.locator("#said")).to_have_text("Als eigenes Ereignis abgetrennt.")
    expect(card).to_contain_text("ein neues Ereignis")
    expect(card).to_be_focused()
    assert Mention.objects.get(pk=blame.pk).event_id not in (None, visit.event_id)
    page.keyboard.press("u")
    expect(card).to_contain_text("1 weitere Erwähnung")
    assert Mention.objects.get(pk=blame.pk).event_id == visit.event_id


def test_it_works_without_javascript(browser: Browser, live_server: Any, curator: User) -> None:
    a_row_of_everything(curator)
    document = Document.objects.get()
    context = browser.new_context(java_script_enabled=False, locale="en")
    log_in(context, live_server.url, curator)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/timeline/document/{document.pk}/change/")
    page.locator("article.card.proposed").get_by_role("button", name="Accept").click()
    expect(page.locator("article.card.accepted")).to_have_count(2)
    expect(page.locator("#messages")).to_have_text("Accepted.")
    page.goto(f"{live_server.url}/admin/timeline/event/{Event.objects.get(kind='visit').pk}/change/")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".facts .state")).to_have_text("published")
    context.close()


@pytest.mark.usefixtures("at_the_desk")
def test_a_card_and_its_words_light_up_together(page: Page, live_server: Any, curator: User) -> None:
    a_row_of_everything(curator)
    visit = Mention.objects.get(kind="visit")
    page.goto(f"{live_server.url}/admin/timeline/document/{visit.document_id}/change/")
    page.locator(f"[id='card-{visit.anchor}'] h3").hover()
    expect(page.locator(f".doc-text .mention[data-report='{visit.anchor}']")).to_have_class(re.compile(r"\blit\b"))
    page.locator(".doc-text .trigger").nth(1).hover()
    expect(page.locator("article.card").nth(1)).to_have_class(re.compile(r"\blit\b"))
    expect(page.locator("article.card").first).not_to_have_class(re.compile(r"\blit\b"))


@pytest.mark.usefixtures("at_the_desk")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_desk(page: Page, live_server: Any, curator: User, scheme: Any, watch: Watch) -> None:
    a_row_of_everything(curator)
    page.emulate_media(color_scheme=scheme)
    event, document = Event.objects.get(kind="visit"), Document.objects.get()
    other = Event.objects.exclude(pk=event.pk).get()
    mention = Mention.objects.get(kind="visit")
    for address in (
        "/admin/",
        "/admin/timeline/document/add/",
        "/admin/timeline/document/",
        f"/admin/timeline/document/{document.pk}/change/",
        f"/admin/timeline/document/{document.pk}/mark/",
        f"/admin/timeline/document/{document.pk}/take-down/",
        f"/admin/timeline/mention/{mention.pk}/edit/",
        f"/admin/timeline/mention/{mention.pk}/join/?q=a",
        f"/admin/timeline/event/{event.pk}/change/",
        f"/admin/timeline/event/{event.pk}/merge/?with={other.pk}",
        f"/admin/timeline/event/{event.pk}/relate/?q=a",
        "/admin/timeline/event/same/",
        "/admin/timeline/event/add/",
    ):
        answer = page.goto(f"{live_server.url}{address}")
        assert answer is not None
        assert answer.status == 200, address
        found = Axe().run(page)
        assert found.response["violations"] == [], f"{address}: {found.generate_report()}"
    watch.complaints.clear()  # axe itself sets styles that the policy blocks; the other tests look at those


@pytest.mark.usefixtures("at_the_desk")
def test_the_site_and_the_desk_are_dark_together(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/admin/")
    page.locator("#header .theme-toggle").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(live_server.url)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("#theme").click()
    page.goto(f"{live_server.url}/admin/")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.usefixtures("at_the_desk")
def test_nothing_hangs_over_the_edge_of_a_phone(page: Page, live_server: Any, curator: User) -> None:
    a_row_of_everything(curator)
    page.set_viewport_size({"width": 390, "height": 844})
    event, document = Event.objects.get(kind="visit"), Document.objects.get()
    for address in (
        "/admin/",
        "/admin/timeline/document/add/",
        f"/admin/timeline/document/{document.pk}/change/",
        f"/admin/timeline/event/{event.pk}/change/",
        "/admin/timeline/event/add/",
        "/admin/timeline/milestone/add/",
    ):
        page.goto(f"{live_server.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
