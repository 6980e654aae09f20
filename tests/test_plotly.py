"""Plotly's trimmed bundle draws each of our charts as the whole one does. A real browser, no database.

A failure after an upgrade of plotly means that `vendored.TRIMMED_VERSION` is another one: name the new version there,
and let these tests say whether its trimmed bundle still draws the same.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, ViewportSize

from tests.web.test_drawings import bin_words, binned_layout, every_layout, ticks_in
from timeline import figure, matrix, numbers, vendored
from timeline.extraction.model import Quantity

SIZE: ViewportSize = {"width": 900, "height": 480}
DRAW = """async ([figure, config]) => {
  // Charts are told apart by chance: the same chance for both.
  let seed = 1;
  Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const box = document.body.appendChild(Object.assign(document.createElement("div"), { id: "chart" }));
  await Plotly.newPlot(box, figure.data, figure.layout, config);
  const drawn = box.innerHTML;
  if (figure.layout.xaxis?.type === "date") await Plotly.relayout(box, { "xaxis.range": ["2024-04-01", "2024-06-30"] });
  const zoomed = box.innerHTML;
  Plotly.Fx.hover(box, [{ curveNumber: 0, pointNumber: figure.data[0].type === "heatmap" ? [0, 0] : 0 }]);
  await Plotly.react(box, figure.data, { ...figure.layout, height: 300, width: 500 }, config);
  return [drawn, zoomed, box.innerHTML, JSON.stringify(box._fullLayout.xaxis.range)];
}"""


@cache
def whole() -> str:
    installed = (vendored.plotly_folder() / vendored.BUNDLE).read_text(encoding="utf-8")
    return vendored.unwrapped(installed)


def claim(day: str, low: float, high: float | None, source: str) -> numbers.Claim:
    quantity = Quantity(low, high, "soldiers")
    return numbers.Claim(
        quantity, date.fromisoformat(day), source, f"{low}", "Titel", "/events/a/", f"/documents/{day}/"
    )


def charts() -> dict[str, dict[str, Any]]:
    """Every kind of chart that a page hands to Plotly."""
    claims = [
        claim("2024-04-03", 1_500, 1_500, "Dienst"),
        claim("2024-05-20", 10_000, 12_000, "Behörde"),
        claim("2024-06-02", 3_000, None, "Dienst"),
    ]
    words = numbers.Words(lambda value: f"{value:g}", date.isoformat, lambda tick: (str(tick.day.month), ""))
    together = [("DE", "FR", 2023, 4), ("DE", "PL", 2024, 2), ("FR", "PL", None, 1)]
    return {
        "marks": figure.figure(every_layout(), ticks_in("de"), bin_words),
        "bins": figure.figure(binned_layout(), ticks_in("de"), bin_words),
        "claims": numbers.figure(numbers.plots(claims)[0], words),
        "matrix": matrix.figure(matrix.matrix(together), {}, {("DE", "FR"): "/people/"}),
    }


def drawn_with(page: Page, bundle: str, chart: dict[str, Any]) -> list[str]:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("about:blank")
    page.set_viewport_size(SIZE)
    page.add_script_tag(content=bundle)
    config = {"displayModeBar": True, "showSendToCloud": False}
    shown: list[str] = page.evaluate(DRAW, [orjson.loads(orjson.dumps(chart)), config])
    assert errors == []
    return shown


@pytest.mark.parametrize("name", ["marks", "bins", "claims", "matrix"])
def test_a_trimmed_bundle_draws_zooms_and_redraws_as_the_whole_one(page: Page, name: str) -> None:
    chart = charts()[name]
    expected = drawn_with(page, whole(), chart)
    assert len(expected[0]) > 5_000
    assert expected[0] != expected[2]

    assert drawn_with(page, vendored.trimmed(whole()), chart) == expected


def test_the_installed_bundle_is_trimmed_to_what_our_charts_need(page: Page) -> None:
    bundle = vendored.trimmed(whole())

    assert len(bundle) < len(whole()) / 4
    page.add_script_tag(content=bundle)
    known = page.evaluate("Object.keys(Plotly.PlotSchema.get().traces).sort()")
    assert known == sorted(vendored.TRACES)
    assert page.evaluate("Plotly.version") == vendored.TRIMMED_VERSION


def test_other_kinds_of_charts_are_kept_where_they_are_asked_for(page: Page) -> None:
    page.add_script_tag(content=vendored.trimmed(whole(), ("scatter", "bar", "pie")))

    assert page.evaluate("Object.keys(Plotly.PlotSchema.get().traces).sort()") == ["bar", "pie", "scatter"]


def test_notices_of_others_in_the_bundle_are_kept() -> None:
    bundle = vendored.trimmed(whole())
    notices = re.compile(r"^/\*[*!].*?\*/$", re.DOTALL | re.MULTILINE)

    assert notices.findall(whole())
    assert notices.findall(bundle) == notices.findall(whole())


@pytest.mark.parametrize(
    ("what", "change"),
    [
        (
            "another version",
            lambda text: text.replace(f"plotly.js v{vendored.TRIMMED_VERSION}\n", "plotly.js v4.9.9\n"),
        ),
        ("no row of modules", lambda text: text.replace('"use strict";var Plotly=', '"use strict";let Plotly=', 1)),
        (
            "another helper",
            lambda text: text.replace("try{return t||e((t={exports:{}}).exports", "try{return e((t={}).x"),
        ),
        ("nothing registered", lambda text: text.replace(".register([", ".enlist([")),
        ("no such kind of trace", lambda text: text.replace('moduleType:"trace",name:"heatmap"', 'name:"heatmap"')),
        ("nothing given out", lambda text: text.replace("();})();\n", "();})()\n")),
    ],
)
def test_a_bundle_that_is_made_otherwise_is_served_whole(what: str, change: Any) -> None:
    changed = change(whole())
    assert changed != whole(), what

    assert vendored.trimmed(changed) == changed
