"""Quantities that reports claim, by the day on which they were published: one plot a unit, one shape a source. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

from timeline.extraction.model import Quantity
from timeline.marks import Tick, Window, ticks

SHAPES = (
    "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1-1 0Z",
    "M-.9-.9H.9V.9H-.9Z",
    "M0-1.2L1.2 0L0 1.2L-1.2 0Z",
    "M0-1.1L1.1 .9H-1.1Z",
    "M0 1.1L1.1-.9H-1.1Z",
    "M-.4-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z",
)
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")
OTHERS = len(SHAPES)
"""The rank of sources that are left without a shape of their own; they are drawn as small circles."""

_TOP, _BOTTOM, _HEIGHT = 14, 30, 190
_BESIDE = timedelta(days=20)
_FEW_TICKS, _MANY_TICKS = 4, 8


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantity of one report. `day` is the middle of its publication; None where nothing is known of it."""

    quantity: Quantity
    day: date | None
    source: str
    words: str
    title: str
    href: str
    report: str
    """Where the sentence stands."""


@dataclass(frozen=True, slots=True)
class Plot:
    """All claims of one unit, oldest first, with its sources in the order of their shapes."""

    unit: str
    claims: tuple[Claim, ...]
    sources: tuple[str, ...]

    def rank(self, claim: Claim) -> int:
        return self.sources.index(claim.source) if claim.source in self.sources[:OTHERS] else OTHERS

    @property
    def drawn(self) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if claim.day is not None)


def plots(claims: Iterable[Claim]) -> tuple[Plot, ...]:
    """The unit with the most claims first."""
    by_unit: dict[str, list[Claim]] = {}
    for claim in claims:
        by_unit.setdefault(claim.quantity.unit, []).append(claim)
    found = []
    for unit, own in sorted(by_unit.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        own.sort(key=lambda claim: (claim.day is None, claim.day or date.min, claim.report, claim.words))
        often = Counter(claim.source for claim in own)
        found.append(Plot(unit, tuple(own), tuple(sorted(often, key=lambda source: (-often[source], source)))))
    return tuple(found)


def bounds(quantity: Quantity) -> tuple[float, float]:
    """From where to where a quantity is drawn; an open side has the known one."""
    low = quantity.low if quantity.low is not None else quantity.high or 0
    return low, quantity.high if quantity.high is not None else low


class Scale:
    """Logarithmic, from the power of ten below the smallest to that above the largest."""

    def __init__(self, values: Sequence[float]) -> None:
        positive = [value for value in values if value > 0] or [1.0]
        self.low = math.floor(math.log10(min(positive)))
        self.high = max(math.ceil(math.log10(max(positive))), self.low + 1)

    def y(self, value: float) -> float:
        share = (math.log10(max(value, 10**self.low)) - self.low) / (self.high - self.low)
        return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


@dataclass(frozen=True, slots=True)
class Words:
    """How numbers, days and the ticks of time are written in the reader's language; a tick's year is a line of its own,
    empty where it is not named."""

    number: Callable[[float], str]
    day: Callable[[date], str]
    tick: Callable[[Tick], tuple[str, str]]


def drawing(plot: Plot, label: str, words: Words) -> str:
    """The plot as SVG; horizontal places are percentages. Empty where no claim has a day. Escaped, safe to embed."""
    drawn = plot.drawn
    if not drawn:
        return ""
    window = _window(plot)
    scale = Scale([value for claim in drawn for value in bounds(claim.quantity)])

    def x(day: date) -> str:
        return f"{8 + 86 * (day - window.first).days / (window.last - window.first).days:.2f}%"

    parts = [f'<svg class="claims" width="100%" height="{_HEIGHT}" role="group" aria-label="{escape(label)}">']
    for value in scale.ticks:
        y = scale.y(value)
        parts.append(f'<line class="grid" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick start" x="0" y="{y - 4:.1f}">{escape(words.number(value))}</text>')
    for tick in ticks(window, _FEW_TICKS):
        text = escape(" ".join(word for word in words.tick(tick) if word))
        parts.append(f'<text class="tick middle" x="{x(tick.day)}" y="{_HEIGHT - 8}">{text}</text>')
    parts += [_point(plot, claim, scale, x(claim.day)) for claim in drawn if claim.day]
    return "".join([*parts, "</svg>"])


def _window(plot: Plot) -> Window:
    """The days from the first to the last claim, with some room beside them."""
    days = [claim.day for claim in plot.drawn if claim.day]
    return Window(min(days) - _BESIDE, max(days) + _BESIDE)


def _point(plot: Plot, claim: Claim, scale: Scale, x: str) -> str:
    low, high = bounds(claim.quantity)
    rank = plot.rank(claim)
    top, bottom = scale.y(high), scale.y(low)
    middle = (top + bottom) / 2
    lines = ""
    if low != high:
        lines = f'<line class="range" x1="{x}" x2="{x}" y1="{top:.1f}" y2="{bottom:.1f}"/>'
    elif claim.quantity.high is None or claim.quantity.low is None:
        end = middle - 22 if claim.quantity.high is None else middle + 22
        lines = f'<line class="range open" x1="{x}" x2="{x}" y1="{middle:.1f}" y2="{end:.1f}"/>'
    shape = SHAPES[rank] if rank < OTHERS else SHAPES[0]
    size = 5 if rank < OTHERS else 3.5
    title = escape("\n".join((claim.words, claim.source, claim.title)))
    return (
        f'<a class="claim c{rank}" href="{escape(claim.report)}"><title>{title}</title>{lines}'
        f'<svg x="{x}" y="{middle:.1f}" overflow="visible"><path d="{shape}" transform="scale({size})"/></svg></a>'
    )


def figure(plot: Plot, words: Words) -> dict[str, Any]:
    """The plot (with at least one day) for Plotly: a trace a source, ranges as error bars.

    `customdata` is the sentence's address; colours are the page's.
    """
    data = []
    window = _window(plot)
    dated = ticks(window, _MANY_TICKS)
    scale = Scale([value for claim in plot.drawn for value in bounds(claim.quantity)])
    for rank in sorted({plot.rank(claim) for claim in plot.drawn}):
        own = [claim for claim in plot.drawn if plot.rank(claim) == rank]
        ends = [bounds(claim.quantity) for claim in own]
        middles = [math.sqrt(low * high) if low > 0 else high for low, high in ends]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": escape(plot.sources[rank] if rank < OTHERS else "…"),
                "x": [claim.day.isoformat() for claim in own if claim.day],
                "y": middles,
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": [high - y for (_, high), y in zip(ends, middles, strict=True)],
                    "arrayminus": [y - low for (low, _), y in zip(ends, middles, strict=True)],
                    "width": 4,
                },
                "customdata": [claim.report for claim in own],
                "text": [
                    f"{escape(claim.words)} · {escape(claim.source)}<br>{escape(words.day(claim.day))}"
                    for claim in own
                    if claim.day
                ],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {"symbol": SYMBOLS[rank] if rank < OTHERS else "circle-open", "size": 9},
                "meta": {"part": "claims", "rank": rank},
            }
        )
    return {
        "data": data,
        "layout": {
            "margin": {"l": 40, "r": 10, "t": 10, "b": 40},
            "height": 240,
            "xaxis": {
                "type": "date",
                "zeroline": False,
                "range": [window.first.isoformat(), window.last.isoformat()],
                "tickvals": [tick.day.isoformat() for tick in dated],
                "ticktext": ["<br>".join(escape(word) for word in words.tick(tick) if word) for tick in dated],
            },
            "yaxis": {
                "type": "log",
                "zeroline": False,
                "range": [scale.low - 0.2, scale.high + 0.2],
                "tickvals": scale.ticks,
                "ticktext": [words.number(value) for value in scale.ticks],
                "automargin": True,
            },
            "showlegend": False,
        },
    }
