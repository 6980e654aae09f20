"""Adding documents as a curator does: an archive whose progress is watched, and a page from the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Watch
from tests.intake.formats import archive, docx_of, pdf
from tests.intake.servers import Web, says, web
from timeline.intake import fetching
from timeline.models import Document

FIRST = (
    "Außenminister Sergej Lawrow ist am Mittwoch zu einem Besuch in Pjöngjang eingetroffen. "
    "Der Gast wurde am Flughafen von der nordkoreanischen Außenministerin Choe Son-hui empfangen."
)
SECOND = "Choe Son-hui reiste am Freitag nach Moskau. Dort traf sie am Samstag den russischen Präsidenten Putin."
THIRD = "Südkorea verurteilte am Montag die Lieferung von Munition an Russland.\nMoskau wies den Vorwurf zurück."


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with web() as served:
        monkeypatch.setattr(fetching, "NETWORK", served.network)
        yield served


@pytest.fixture
def desk(page: Page, live_server: Any, transactional_db: None) -> Page:
    User.objects.create_superuser("mara", "mara@example.org", "mara", first_name="Mara", last_name="Lind")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Benutzername").fill("mara")
    page.get_by_label("Passwort").fill("mara")
    page.get_by_role("button", name="Anmelden").click()
    return page


def nothing_for_axe(page: Page, watch: Watch) -> None:
    assert watch.complaints == []
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    watch.complaints.clear()  # axe itself sets styles that the policy blocks


def test_the_way_from_an_archive_to_its_documents(desk: Page, watch: Watch, tmp_path: Path) -> None:
    packed = tmp_path / "archiv.zip"
    files = {
        "eins.txt": FIRST.encode(),
        "zwei.docx": docx_of(SECOND),
        "drei.pdf": pdf(*THIRD.splitlines()),
        "x.svg": b"<svg/>",
    }
    packed.write_bytes(archive(files))
    desk.get_by_role("link", name="Dokument hinzufügen").click()
    desk.get_by_role("link", name="Dateien hochladen").click()
    nothing_for_axe(desk, watch)
    desk.get_by_label("Dateien").set_input_files(packed)
    desk.get_by_role("button", name="Diese Dateien lesen").click()
    desk.evaluate("window.kept = true")
    expect(desk.get_by_role("status").filter(has_text="4 von 4 erledigt")).to_be_visible(timeout=30_000)
    expect(desk.get_by_role("heading", name="Dateien: beendet")).to_be_visible()
    assert desk.evaluate("window.kept"), "the page was not loaded anew"
    expect(desk.locator(".batch-items > li")).to_have_count(4)
    expect(desk.locator(".batch-items > li").nth(3)).to_contain_text("Das ist ein Bild")
    nothing_for_axe(desk, watch)
    desk.get_by_role("link", name="archiv.zip: zwei.docx").click()
    expect(desk.locator("article.card").first).to_be_visible()
    assert Document.objects.count() == 3


def test_the_way_from_a_web_address_to_its_document(desk: Page, watch: Watch, live_server: Any, site: Web) -> None:
    site.answers["/politik/1"] = says(
        f"<html><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>".encode()
    )
    desk.goto(f"{live_server.url}/admin/timeline/document/add/addresses/")
    desk.get_by_label("Webadressen").fill("http://localhost/geheim")
    desk.get_by_role("button", name="Abrufen und lesen").click()
    expect(desk.locator(".errorlist")).to_contain_text("führt in ein privates oder besonderes Netz")
    desk.get_by_label("Webadressen").fill("http://blatt.example/politik/1")
    desk.get_by_role("button", name="Abrufen und lesen").click()
    expect(desk.locator("article.card").first).to_be_visible()
    assert Document.objects.get().url == "http://blatt.example/politik/1"
    desk.goto(f"{live_server.url}/admin/timeline/document/add/addresses/")
    desk.get_by_label("Webadressen").fill("http://blatt.example/politik/1")
    desk.get_by_role("button", name="Abrufen und lesen").click()
    expect(desk.locator(".batch-notice")).to_contain_text("Schon vorhanden, es käme nichts hinzu:")
    nothing_for_axe(desk, watch)
