"""Both drawings of one layout: no database, no browser."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from html import unescape
from typing import Any
from xml.etree import ElementTree

import orjson
import plotly.graph_objects as go
import pytest

from timeline import figure, marks, svg, wording
from timeline.chart import tick_words
from timeline.extraction.model import EventKind, Extent, Precision, Status, TimeSpan
from timeline.marks import Bin, Context, Dot, Layout, Window

YEAR = Window(date(2024, 1, 1), date(2024, 12, 31))
ATTACK = """<script>alert("x")</script> & 'quoted' <b>bold</b> ]]> {{ 7*7 }}"""


def span(first: str, last: str, extent: Extent = Extent.WITHIN) -> TimeSpan:
    return TimeSpan(date.fromisoformat(first), date.fromisoformat(last), Precision.INTERVAL, extent)


SPANS = (
    TimeSpan.day(date(2024, 2, 1)),
    span("2024-03-01", "2024-03-31"),
    span("2024-05-04", "2024-05-20", Extent.THROUGHOUT),
    TimeSpan.before(date(2024, 7, 1)),
    TimeSpan.after(date(2024, 9, 1)),
    span("2024-11-01", "2025-03-31"),
)
CONTEXTS = (Context("Vertrag", date(2024, 9, 4), ongoing=True), Context(ATTACK, date(2024, 1, 30)))


def every_layout(title: str = "Besuch") -> Layout:
    """Every status, every kind of time, a band and a milestone."""
    dots = [
        Dot(
            f"e{n}",
            list(EventKind)[n],
            status,
            SPANS[n % len(SPANS)],
            1 + n,
            title,
            f"{title}\nlange her",
            f"/events/{n}/",
        )
        for n, status in enumerate(Status)
    ]
    return marks.lay_out(dots, YEAR, CONTEXTS)


def binned_layout() -> Layout:
    counts = [(EventKind.VISIT, date(2024, 3, 4), 700), (EventKind.DENIAL, date(2024, 8, 4), 30)]
    return marks.bin_up(counts, YEAR, CONTEXTS)


class Words:
    """What `timeline.chart.BinWords` says, with an attack in it."""

    address = "/?q=x&"

    def kind(self, kind: EventKind) -> str:
        return f"{kind} {ATTACK}"

    def period(self, first: date, last: date) -> str:
        return f"{first} – {last}"

    def __call__(self, cell: Bin) -> tuple[str, str]:
        return f"?kind={cell.kind}&from={cell.first}&to={cell.last}", f"{cell.count} Ereignisse {ATTACK}"


bin_words = Words()


def ticks_in(language: str) -> svg.TickWords:
    return partial(tick_words, wording.catalogue(language))


def drawn(layout: Layout) -> str:
    return svg.timeline(layout, f"Zeitleiste {ATTACK}", ticks_in("de"), bin_words)


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)  # noqa: S314 - our own markup


@pytest.mark.parametrize("layout", [every_layout(), binned_layout(), marks.lay_out([], YEAR)])
def test_the_figure_is_one_that_plotly_accepts(layout: Layout) -> None:
    drawn = figure.figure(layout, ticks_in("de"), bin_words)
    checked = go.Figure(orjson.loads(orjson.dumps(drawn)))
    assert len(checked.data) == len(drawn["data"])


def test_both_drawings_hold_the_same_events_at_the_same_places() -> None:
    layout = every_layout()
    points = next(
        trace for trace in figure.figure(layout, ticks_in("de"), bin_words)["data"] if trace["meta"]["part"] == "marks"
    )
    start, end = (date.fromisoformat(day).toordinal() for day in ("2024-01-01", "2025-01-01"))
    uses = {
        link.get("data-event"): next(use for use in link if use.tag == "use")
        for link in parsed(drawn(layout)).iter("a")
    }
    assert list(uses) == points["customdata"]
    for public_id, x, y, status in zip(
        points["customdata"], points["x"], points["y"], points["meta"]["statuses"], strict=True
    ):
        day, time = x.split("T")
        share = (date.fromisoformat(day).toordinal() + int(time[:2]) / 24 - start) / (end - start)
        assert float(uses[public_id].attrib["x"].rstrip("%")) == pytest.approx(100 * share, abs=0.05)
        assert float(uses[public_id].attrib["y"]) == y
        assert uses[public_id].attrib["href"] == f"#s-{status}"


def test_whiskers_are_line_traces_with_gaps_because_error_bars_draw_nothing_on_a_date_axis() -> None:
    traces = [
        trace
        for trace in figure.figure(every_layout(), ticks_in("de"), bin_words)["data"]
        if trace["meta"]["part"] == "within"
    ]
    assert traces
    for trace in traces:
        assert trace["mode"].startswith("lines")
        assert trace["x"][2::3] == [None] * (len(trace["x"]) // 3)
    assert not any(
        key.startswith("error_")
        for trace in figure.figure(every_layout(), ticks_in("de"), bin_words)["data"]
        for key in trace
    )


def test_many_events_are_one_heatmap_whose_cells_lead_on() -> None:
    (trace,) = figure.figure(binned_layout(), ticks_in("de"), bin_words)["data"]
    assert trace["type"] == "heatmap"
    assert (len(trace["y"]), len(trace["x"])) == (len(trace["z"]) + 1, len(trace["z"][0]) + 1)
    meta = trace["meta"]
    filled = [
        (depth, count, row[0], column)
        for depths, counts, row in zip(trace["z"], trace["customdata"], meta["rows"], strict=True)
        for depth, count, column in zip(depths, counts, meta["columns"], strict=True)
        if depth
    ]
    assert filled == [
        (5, 700, "visit", ["2024-03-04", "2024-03-10", "2024-03-04 – 2024-03-10"]),
        (2, 30, "denial", ["2024-07-29", "2024-08-04", "2024-07-29 – 2024-08-04"]),
    ]
    assert meta["address"] == "/?q=x&"


@pytest.mark.parametrize(
    ("language", "ticks"), [("de", ["Jan<br>2024", "Feb", "Mär"]), ("en", ["Jan<br>2024", "Feb", "Mar"])]
)
def test_the_axis_has_the_words_of_the_server(language: str, ticks: list[str]) -> None:
    window = Window(date(2024, 1, 1), date(2024, 10, 31))
    axis = figure.figure(marks.lay_out([], window), ticks_in(language), bin_words)["layout"]["xaxis"]
    start = axis["tickvals"].index("2024-01-01T00:00")
    assert axis["ticktext"][start : start + 3] == ticks


def test_the_figure_sends_no_colour_so_that_a_change_of_theme_needs_no_new_one() -> None:
    text = orjson.dumps(figure.figure(every_layout(), ticks_in("de"), bin_words)).decode()
    assert re.findall(r"#[0-9a-f]{6}|rgba?\(", text) == []


def test_the_drawing_is_well_formed_and_shows_text_as_text() -> None:
    tree = parsed(drawn(every_layout(ATTACK)))
    assert {element.tag for element in tree.iter()} == {"svg", "g", "rect", "line", "text", "a", "title", "use"}
    assert {title.text for title in tree.iter("title")} == {f"{ATTACK}\nlange her"}
    assert parsed(drawn(binned_layout())).find(".//a/title").text == f"700 Ereignisse {ATTACK}"  # type: ignore[union-attr]


def test_plotly_gets_text_escaped_because_it_reads_texts_as_a_kind_of_html() -> None:
    drawn_figure = figure.figure(every_layout(ATTACK), ticks_in("de"), bin_words)
    texts: list[str] = [text for trace in drawn_figure["data"] for text in trace.get("text", [])]
    texts += [note["text"] for note in drawn_figure["layout"]["annotations"]]
    assert texts
    assert [text for text in texts if "<" in text] == []
    assert any(unescape(text).startswith("<script>") for text in texts)


def test_an_undecorated_strip_is_drawn_with_the_window_that_the_chart_shows() -> None:
    counts = [(date(2023, 9, 1), True, 3), (date(2024, 2, 1), False, 2)]
    strip = marks.overview(counts, Window(date(2023, 9, 1), date(2024, 2, 1)))
    tree = parsed(svg.overview(strip, YEAR, "Events", ticks_in("en")))
    edges = {edge.get("data-edge"): edge.get("x1") for edge in tree.iter("line")}
    assert edges["right"] == "100.00%"
    left = float((edges["left"] or "").rstrip("%"))
    assert 0 < left < 100
    assert {rect.get("class"): rect.get("height") for rect in tree.iter("rect") if rect.get("class") != "veil"} == {
        "exact": "40.0",
        "vague": "26.7",
    }


def test_an_icon_names_its_status_only_by_a_reference() -> None:
    icon: Any = parsed(svg.symbol("planned", 12))
    assert icon.attrib["aria-hidden"] == "true"
    assert icon[0].attrib["href"] == "#s-planned"


def test_every_status_is_a_symbol_with_a_ground() -> None:
    tree = parsed(svg.symbols())
    assert {symbol.get("id") for symbol in tree.iter("symbol")} == {f"s-{status}" for status in Status}
    assert all(symbol[0].get("class") == "ground" for symbol in tree.iter("symbol"))
