"""The timeline as SVG, drawn by the server: seen before any script runs, without one, and in print.

Horizontal places are percentages, so that one drawing fits every screen; colours, sizes of type and what is shown on a
phone belong to the style sheet. Each mark is a link to its event. Returned strings are escaped and safe to embed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from html import escape
from typing import Protocol

from timeline import marks
from timeline.extraction.model import EventKind, Status
from timeline.marks import Bin, Layout, Mark, Overview, Reach, Tick, Window

BOTTOM = 38
OVERVIEW_HEIGHT = 66
_OVERVIEW_FLOOR = 48

TickWords = Callable[[Tick], tuple[str, str]]
"""A tick's label and, where it names the year, the line under it."""


class BinWords(Protocol):
    """What bins say and where they lead (`timeline.chart.BinWords`)."""

    address: str

    def kind(self, kind: EventKind) -> str: ...

    def period(self, first: date, last: date) -> str: ...

    def __call__(self, cell: Bin) -> tuple[str, str]: ...


def symbols() -> str:
    """The ten marks as symbols `s-<status>` for `<use>`, once a page; each has a ground, so that lines end at it."""
    parts = []
    for status, outline in marks.SHAPES.items():
        ground = marks.SHAPES[Status.OCCURRED] if status is Status.DISPUTED else outline.split("Z", 1)[0] + "Z"
        parts.append(
            f'<symbol id="s-{status}" viewBox="-1.2 -1.2 2.4 2.4"><path class="ground" d="{ground}"/>'
            f'<path d="{outline}"/></symbol>'
        )
    return f'<svg class="symbols" width="0" height="0" aria-hidden="true"><defs>{"".join(parts)}</defs></svg>'


def symbol(status: str, size: float = 14) -> str:
    """One mark as an icon in running text."""
    return (
        f'<svg class="icon" width="{size:g}" height="{size:g}" aria-hidden="true">'
        f'<use href="#s-{escape(status)}" width="{size:g}" height="{size:g}"/></svg>'
    )


def timeline(layout: Layout, label: str, tick_words: TickWords, bin_words: BinWords | None) -> str:
    """The chart without its column of lane names. Of a layout with bins, `bin_words` says what they lead to."""
    top = layout.frame.top
    height = top + layout.height + BOTTOM
    parts = [
        f'<svg class="chart {layout.frame.name}" width="100%" height="{height:g}" role="group" '
        f'aria-label="{escape(label)}">',
        f'<g class="lanes">{"".join(_lane_ground(lane, top) for lane in layout.lanes)}</g>',
        "".join(_backdrop(backdrop, layout) for backdrop in layout.backdrops),
        f'<g class="axis" aria-hidden="true">{_axis(layout, tick_words)}</g>',
        f'<g class="marks" transform="translate(0 {top:g})">',
        *(_bins(layout, bin_words) if bin_words else ()),
        *(_mark(mark, layout) for mark in layout.marks),
        "</g></svg>",
    ]
    return "".join(parts)


def overview(strip: Overview, shown: Window | None, label: str, tick_words: TickWords) -> str:
    """The strip under the chart: how many events when, with what lies outside the chart's window dimmed."""
    window, highest = strip.window, max(strip.highest, 1)
    parts = [f'<svg class="strip" width="100%" height="{OVERVIEW_HEIGHT}" role="img" aria-label="{escape(label)}">']
    for bar in strip.bars:
        left = window.share(bar.first.toordinal())
        wide = window.share(bar.last.toordinal() + 1) - left
        top = float(_OVERVIEW_FLOOR)
        for count, name in ((bar.exact, "exact"), (bar.vague, "vague")):
            tall = count / highest * (_OVERVIEW_FLOOR - 8)
            top -= tall
            if count:
                parts.append(
                    f'<rect class="{name}" x="{_percent(left + wide * 0.12)}" width="{_percent(wide * 0.76)}" '
                    f'y="{top:.1f}" height="{tall:.1f}"/>'
                )
    for tick in strip.ticks:
        words = tick_words(tick)
        text = words[1] or (words[0] if tick.unit is marks.Unit.YEAR else "")
        if text and 0.01 < window.share(tick.day.toordinal()) < 0.96:
            x = _percent(window.share(tick.day.toordinal()))
            parts.append(f'<text class="tick" x="{x}" y="{OVERVIEW_HEIGHT - 5}">{escape(text)}</text>')
    if shown is not None:
        left = min(max(window.share(shown.start), 0), 1)
        right = min(max(window.share(shown.end), 0), 1)
        parts.append(
            f'<rect class="veil" data-veil="left" x="0" width="{_percent(left)}" height="{OVERVIEW_HEIGHT}"/>'
            f'<rect class="veil" data-veil="right" x="{_percent(right)}" width="{_percent(1 - right)}" '
            f'height="{OVERVIEW_HEIGHT}"/>'
            f'<line class="edge" data-edge="left" x1="{_percent(left)}" x2="{_percent(left)}" y1="2" '
            f'y2="{_OVERVIEW_FLOOR}"/>'
            f'<line class="edge" data-edge="right" x1="{_percent(right)}" x2="{_percent(right)}" y1="2" '
            f'y2="{_OVERVIEW_FLOOR}"/>'
        )
    return "".join([*parts, "</svg>"])


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _lane_ground(lane: marks.Lane, top: float) -> str:
    if not lane.even:
        return ""
    return f'<rect x="0" width="100%" y="{top + lane.top:g}" height="{lane.height:g}"/>'


def _backdrop(backdrop: marks.Backdrop, layout: Layout) -> str:
    window, top, height = layout.window, layout.frame.top, layout.height
    x = _percent(window.share(backdrop.start))
    parts = []
    if backdrop.end is not None:
        wide = _percent(window.share(backdrop.end) - window.share(backdrop.start))
        parts.append(f'<rect class="band" x="{x}" width="{wide}" y="{top:g}" height="{height:g}"/>')
    if backdrop.begins_inside:
        parts.append(f'<line class="milestone" x1="{x}" x2="{x}" y1="{top - 6:g}" y2="{top + height:g}"/>')
    if backdrop.title:
        shift = 4 if backdrop.side == "right" else -4
        parts.append(
            f'<text class="milestone {backdrop.side}" x="{x}" dx="{shift}" '
            f'y="{top - 8 - marks.TITLE_HEIGHT * backdrop.row:g}">'
            f"{escape(backdrop.title)}</text>"
        )
    return "".join(parts)


def _axis(layout: Layout, tick_words: TickWords) -> str:
    top = layout.frame.top
    bottom = top + layout.height
    parts = [f'<line class="base" x1="0" x2="100%" y1="{bottom:g}" y2="{bottom:g}"/>']
    for tick in layout.ticks:
        share = layout.window.share(tick.day.toordinal())
        if not 0 <= share <= 1:
            continue
        x = _percent(share)
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{top:g}" y2="{bottom + 5:g}"/>')
        if 0.012 < share < 0.985:
            text, year = tick_words(tick)
            parts.append(f'<text class="tick" x="{x}" y="{bottom + 18:g}">{escape(text)}</text>')
            if year:
                parts.append(f'<text class="tick year" x="{x}" y="{bottom + 32:g}">{escape(year)}</text>')
    return "".join(parts)


def _mark(mark: Mark, layout: Layout) -> str:
    dot = mark.dot
    window = layout.window
    x = window.share(mark.at)
    size = 2.4 * mark.radius
    label = ""
    if mark.label is not None:
        shift = marks.label_anchor(mark, layout)
        label = (
            f'<text class="label {mark.label.side}" x="{_percent(x)}" dx="{shift:.1f}" y="{mark.y + 4:g}">'
            f"{escape(mark.label.text)}</text>"
        )
    return (
        f'<a class="mark k-{dot.kind}" href="{escape(dot.href)}" data-event="{escape(dot.id)}">'
        f"<title>{escape(dot.words)}</title>{_whisker(mark, window)}"
        f'<use href="#s-{dot.status}" x="{_percent(x)}" y="{mark.y:g}" width="{size:.1f}" height="{size:.1f}" '
        f'transform="translate({-size / 2:.1f} {-size / 2:.1f})"/>{label}</a>'
    )


def _whisker(mark: Mark, window: Window) -> str:
    whisker = mark.whisker
    if whisker is None:
        return ""
    y = f"{mark.y:g}"
    if whisker.reach in (Reach.BEFORE, Reach.AFTER):
        pieces = "".join(
            f'<line class="open" x1="{_percent(window.share(start))}" x2="{_percent(window.share(end))}" y1="{y}" '
            f'y2="{y}" opacity="{opacity:g}"/>'
            for start, end, opacity in marks.fading(whisker)
        )
        return pieces
    start, end = window.share(whisker.start), window.share(whisker.end)
    if whisker.reach is Reach.THROUGHOUT:
        return (
            f'<rect class="throughout" x="{_percent(start)}" width="{_percent(end - start)}" y="{mark.y - 4:g}" '
            f'height="8"/>'
        )
    caps = "".join(
        f'<line class="cap" x1="{_percent(share)}" x2="{_percent(share)}" y1="{mark.y - 5:g}" y2="{mark.y + 5:g}"/>'
        for share, capped in ((start, whisker.capped_start), (end, whisker.capped_end))
        if capped
    )
    return f'<line class="within" x1="{_percent(start)}" x2="{_percent(end)}" y1="{y}" y2="{y}"/>{caps}'


def _bins(layout: Layout, bin_words: BinWords) -> Iterator[str]:
    window = layout.window
    places = {lane.kind: f'y="{lane.top + 3:g}" height="{lane.height - 6:g}"' for lane in layout.lanes}
    highest = max((cell.count for cell in layout.bins), default=1)
    for cell in layout.bins:
        left = max(window.share(cell.first.toordinal()), 0)
        right = min(window.share(cell.last.toordinal() + 1), 1)
        href, description = bin_words(cell)
        yield (
            f'<a class="bin k-{cell.kind} d{shade(cell.count, highest)}" href="{escape(href)}">'
            f"<title>{escape(description)}</title>"
            f'<rect x="{_percent(left)}" width="{_percent(right - left)}" {places[cell.kind]}/></a>'
        )


def shade(count: int, highest: int) -> int:
    """One of five depths, on the square root so that single events stay visible beside hundreds."""
    return min(5, 1 + int(4 * (count / max(highest, 1)) ** 0.5 + 0.5))


LEGEND_SIZES: Mapping[int, float] = {count: marks.radius(count) for count in (1, 3, 9)}
"""Radii that the legend shows for so many independent sources."""
