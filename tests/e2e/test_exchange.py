"""Import in a browser: a list kept by hand becomes proposals, by keyboard as well as by mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Watch
from tests.e2e.test_access import violations
from tests.e2e.test_desk import REPORT_VIOLATIONS, log_in
from timeline import batches
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

LIST = """Datum;Überschrift;Kategorie;Quelle
Sept. 2023;Kim besucht den Weltraumbahnhof;Besuch;https://example.org/1
9/13/2023;Treffen in der Region Amur;Gipfel;https://example.org/2
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_list_is_looked_at_answered_and_imported(
    page: Page, live_server: Any, tmp_path: Path, admin_user: Any, scheme: Any, watch: Watch
) -> None:
    page.context.add_init_script(REPORT_VIOLATIONS)
    page.emulate_media(color_scheme=scheme)
    log_in(page.context, live_server.url, admin_user)
    file = tmp_path / "liste.csv"
    file.write_text(LIST, encoding="utf-8")
    page.goto("/admin/exchange/")
    page.get_by_label("Datei").set_input_files(file)
    page.get_by_role("button", name="Erst ansehen").press("Enter")
    expect(page.get_by_role("button", name="Importieren")).to_be_disabled()
    page.get_by_label("Daten wie 9/13/2023").select_option("month_first")
    page.get_by_label("„gipfel“").or_(page.get_by_label("“gipfel”")).select_option("meeting")
    page.get_by_role("button", name="Noch einmal prüfen").press("Enter")
    expect(page.get_by_role("button", name="Importieren")).to_be_enabled()
    expect(page.get_by_role("row")).to_have_count(3)
    assert Event.objects.count() == 0
    page.get_by_role("button", name="Importieren").press("Enter")
    page.wait_for_url("**/batch/**")
    assert watch.complaints == []
    page.go_back()
    assert violations(page) == []
    page.goto("/admin/exchange/")
    assert violations(page) == []
    watch.complaints.clear()  # axe itself sets styles that the policy blocks
    batches.work()
    assert sorted((event.title_de, event.time.edtf) for event in Event.objects.all()) == [
        ("Kim besucht den Weltraumbahnhof", "2023-09"),
        ("Treffen in der Region Amur", "2023-09-13"),
    ]
