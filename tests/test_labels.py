"""What the layout takes a text to be wide is what a browser makes of it. A real browser, no database."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from timeline.marks import text_width

TEXTS = (
    "Südkorea verhängt Sanktionen gegen 14 Reedereien",
    "Nordkorea könnte Kurzstreckenraketen liefern…",
    "Gefordert: Abzug aller Truppen – sofort",
    "Großbritannien, Österreich & die Äußere Mongolei",
    "Wladiwostok: Zug Nr. 38 fährt wieder",
    "UN Panel of Experts names five companies",
    "Kim's deputy “will” visit Yakutsk (again)",
    "Xi, Qin and Jang fly to Zagreb/Bonn by 9:45",
)
MEASURE = """text => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "100px 'DejaVu Sans', Verdana, sans-serif";
  return pen.measureText(text).width / 100;
}"""


@pytest.mark.parametrize("text", TEXTS)
def test_no_usual_font_is_wider_than_the_layout_takes_it_to_be(page: Page, text: str) -> None:
    measured = page.evaluate(MEASURE, text)

    assert measured <= text_width(text, 1) <= measured * 1.35
