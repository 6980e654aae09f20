"""The figures on the public page are those of the documentation, typed once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from scripts import measured
from timeline.views import about

pytestmark = pytest.mark.django_db


def test_the_site_knows_the_figures_that_the_documentation_gives() -> None:
    told = measured.table(measured.SOURCE.read_text(encoding="utf-8"))
    assert json.loads(measured.TARGET.read_text(encoding="utf-8")) == told, "run: python -m scripts.measured"
    assert set(about._ROWS) <= set(told)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_shows_them(client: Client, language: str) -> None:
    page = client.get("/about/", headers={"accept-language": language}).content.decode()
    for row in about._ROWS:
        assert f"<td>{measured.table(measured.SOURCE.read_text())[row]['unseen']}</td>" in page


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("redaktion@tumen.example", 'href="mailto:redaktion@tumen.example"'),
        ("https://tumen.example/kontakt", 'href="https://tumen.example/kontakt"'),
        ("", "whoever runs this site"),
    ],
)
def test_it_says_where_to_report_an_error(client: Client, settings: Any, contact: str, link: str) -> None:
    settings.TUMEN_CONTACT = contact
    assert link in client.get("/about/", headers={"accept-language": "en"}).content.decode()
