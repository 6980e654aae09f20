"""The timeline as a Plotly figure: a plain dict, for orjson and `Plotly.react`.

Colours are left to the page, which takes them from its style sheet: each trace says in `meta` what it stands for
(`part`) and of which kind it is, so that a change of theme needs no new figure. Measured on plotly.js 4: `error_x`
draws nothing on a date axis, hence whiskers are line traces with gaps; points cannot take focus, hence the page keeps
its own cursor; texts are read as a kind of HTML, hence they are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from typing import Any

from timeline import marks, svg
from timeline.extraction.model import EventKind, Status
from timeline.marks import Bin, Layout, Mark, Reach

Figure = dict[str, Any]

SYMBOLS = {
    Status.OCCURRED: "circle",
    Status.PLANNED: "circle-open",
    Status.EXPECTED: "circle-open-dot",
    Status.POSSIBLE: "circle-cross-open",
    Status.CONDITIONAL: "square-open",
    Status.REQUESTED: "triangle-up-open",
    Status.ALLEGED: "diamond-open",
    Status.DENIED: "circle-x-open",
    Status.NOT_OCCURRED: "x",
    Status.DISPUTED: "bowtie",
}
"""Plotly's nearest symbols. The page puts `marks.SHAPES` in their place, which Plotly itself has no way to take."""


def figure(layout: Layout, tick_words: svg.TickWords, bin_words: svg.BinWords) -> Figure:
    """`customdata` of a point is its event's public id, of a bin its number of events.

    `meta` of these two traces holds what they say and where they lead: lists in the order of the points, and the parts
    from which the page puts the words and the address of a bin together.
    """
    data = [_heatmap(layout, bin_words)] if layout.bins else [*_whiskers(layout), _labels(layout), _points(layout)]
    return {"data": data, "layout": _layout(layout, tick_words)}


def _instant(instant: float) -> str:
    return marks.moment(instant).isoformat(timespec="minutes")


def _trace(part: str, **values: Any) -> Figure:
    meta = {"part": part, **values.pop("meta", {})}
    return {"type": "scatter", "hoverinfo": "skip", "showlegend": False, "meta": meta, **values}


def _points(layout: Layout) -> Figure:
    return _trace(
        "marks",
        mode="markers",
        hoverinfo="none",
        x=[_instant(mark.at) for mark in layout.marks],
        y=[mark.y for mark in layout.marks],
        customdata=[mark.dot.id for mark in layout.marks],
        cliponaxis=False,
        marker={
            "symbol": [SYMBOLS[mark.dot.status] for mark in layout.marks],
            "size": [2 * mark.radius for mark in layout.marks],
            "opacity": 1,
            "line": {"width": 0},
        },
        meta={
            "kinds": [mark.dot.kind.value for mark in layout.marks],
            "statuses": [mark.dot.status.value for mark in layout.marks],
            "words": [mark.dot.words for mark in layout.marks],
            "links": [mark.dot.href for mark in layout.marks],
        },
    )


def _labels(layout: Layout) -> Figure:
    """Texts beside invisible points as wide as mark and whisker: Plotly keeps a text clear of its own point only."""
    labelled = [mark for mark in layout.marks if mark.label is not None]
    return _trace(
        "labels",
        mode="markers+text",
        x=[_instant(mark.at) for mark in labelled],
        y=[mark.y for mark in labelled],
        text=[escape(mark.label.text) for mark in labelled if mark.label],
        textposition=[f"middle {mark.label.side}" for mark in labelled if mark.label],
        marker={
            "opacity": 0,
            "size": [round(2 * _clearance(mark, layout), 1) for mark in labelled],
        },
    )


def _clearance(mark: Mark, layout: Layout) -> float:
    """The radius of the point for which Plotly sets a text just beside mark and whisker (it adds a quarter and 1)."""
    return max(0.0, 0.8 * (abs(marks.label_anchor(mark, layout)) - 1))


def _whiskers(layout: Layout) -> Iterator[Figure]:
    for kind in EventKind:
        own = [mark for mark in layout.marks if mark.dot.kind is kind and mark.whisker is not None]
        if bars := [mark for mark in own if mark.whisker and mark.whisker.reach is Reach.THROUGHOUT]:
            yield _segments("throughout", kind, [(*_ends(mark), mark.y) for mark in bars], width=8)
        if windows := [mark for mark in own if mark.whisker and mark.whisker.reach is Reach.WITHIN]:
            trace = _segments("within", kind, [(*_ends(mark), mark.y) for mark in windows], width=1.6, dash="2px,3px")
            trace["mode"] = "lines+markers"
            sizes: list[int | None] = []
            for mark in windows:
                assert mark.whisker is not None  # noqa: S101 - the list above is made of marks with one
                sizes += [9 if mark.whisker.capped_start else 0, 9 if mark.whisker.capped_end else 0, 0]
            trace["marker"] = {"symbol": "line-ns-open", "size": sizes, "line": {"width": 1.6}}
            yield trace
        faded = [
            (start, end, mark.y, opacity)
            for mark in own
            if mark.whisker and mark.whisker.reach in (Reach.BEFORE, Reach.AFTER)
            for start, end, opacity in marks.fading(mark.whisker)
        ]
        for opacity in sorted({piece[3] for piece in faded}, reverse=True):
            pieces = [(start, end, y) for start, end, y, own_opacity in faded if own_opacity == opacity]
            yield {**_segments("open", kind, pieces, width=2), "opacity": opacity}


def _ends(mark: Mark) -> tuple[float, float]:
    assert mark.whisker is not None  # noqa: S101 - called for marks that have one
    return mark.whisker.start, mark.whisker.end


def _segments(
    part: str, kind: EventKind, pieces: list[tuple[float, float, float]], *, width: float, dash: str = "solid"
) -> Figure:
    """One line trace for all pieces, with a gap after each."""
    x: list[str | None] = []
    y: list[float | None] = []
    for start, end, height in pieces:
        x += [_instant(start), _instant(end), None]
        y += [height, height, None]
    line = {"width": width, "dash": dash}
    return _trace(part, mode="lines", x=x, y=y, line=line, connectgaps=False, meta={"kind": kind.value})


def _heatmap(layout: Layout, bin_words: svg.BinWords) -> Figure:
    """All bins as one trace. Rows are the lanes and the gaps between families, columns the steps of time."""
    firsts = sorted({cell.first for cell in layout.bins} | {_day_after(cell) for cell in layout.bins})
    column = {first: position for position, first in enumerate(firsts)}
    last = {cell.first: cell.last for cell in layout.bins}
    edges: list[float] = []
    row: dict[EventKind, int] = {}
    for lane in layout.lanes:
        if not edges or edges[-1] != lane.top:
            edges.append(lane.top)
        row[lane.kind] = len(edges) - 1
        edges.append(lane.top + lane.height)
    shades: list[list[int | None]] = [[None] * (len(firsts) - 1) for _ in range(len(edges) - 1)]
    counts: list[list[int | None]] = [[None] * (len(firsts) - 1) for _ in range(len(edges) - 1)]
    highest = max((cell.count for cell in layout.seen().bins), default=1)
    for cell in layout.bins:
        place = row[cell.kind], column[cell.first]
        shades[place[0]][place[1]] = svg.shade(min(cell.count, highest), highest)
        counts[place[0]][place[1]] = cell.count
    kinds = {position: kind for kind, position in row.items()}
    return {
        "type": "heatmap",
        "x": [f"{first.isoformat()}T00:00" for first in firsts],
        "y": edges,
        "z": shades,
        "zmin": 0,
        "zmax": 5,
        "customdata": counts,
        "xgap": 1,
        "ygap": 5,
        "showscale": False,
        "hoverinfo": "none",
        "hoverongaps": False,
        "meta": {
            "part": "bins",
            "address": bin_words.address,
            "rows": [
                [kinds[position].value, bin_words.kind(kinds[position])] if position in kinds else None
                for position in range(len(edges) - 1)
            ],
            "columns": [
                [first.isoformat(), last[first].isoformat(), bin_words.period(first, last[first])]
                if first in last
                else None
                for first in firsts[:-1]
            ],
        },
    }


def _day_after(cell: Bin) -> date:
    return cell.last + timedelta(days=1)


def _layout(layout: Layout, tick_words: svg.TickWords) -> Figure:
    window = layout.window
    return {
        "height": layout.frame.top + layout.height + svg.BOTTOM,
        "margin": {"l": 0, "r": 0, "t": layout.frame.top, "b": svg.BOTTOM, "pad": 0},
        "showlegend": False,
        "hovermode": "closest",
        "hoverdistance": 16,
        "xaxis": {
            "type": "date",
            "range": [_instant(window.start), _instant(window.end)],
            # Nobody comes further than where there are dates.
            "minallowed": "1900-01-01",
            "maxallowed": "2101-01-01",
            # The words of the server, in its language: Plotly's bundle knows English only.
            "tickmode": "array",
            "tickvals": [f"{tick.day.isoformat()}T00:00" for tick in layout.ticks],
            "ticktext": ["<br>".join(escape(word) for word in tick_words(tick) if word) for tick in layout.ticks],
            "ticks": "outside",
            "ticklen": 5,
            "zeroline": False,
            "showgrid": True,
            "showline": True,
        },
        "yaxis": {
            "range": [layout.height, 0],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "showticklabels": False,
        },
        "shapes": [*_lane_grounds(layout), *_backdrop_shapes(layout)],
        "annotations": [
            {
                "x": _instant(backdrop.start),
                "y": 1,
                "yref": "paper",
                "xanchor": "left" if backdrop.side == "right" else "right",
                "yanchor": "bottom",
                "xshift": 2 if backdrop.side == "right" else -2,
                "yshift": marks.TITLE_HEIGHT * backdrop.row,
                "text": escape(backdrop.title),
                "showarrow": False,
                "name": "milestone",
            }
            for backdrop in layout.backdrops
            if backdrop.title
        ],
        "meta": {
            "frame": layout.frame.name,
            "width": layout.frame.width,
            "window": [layout.window.first.isoformat(), layout.window.last.isoformat()],
            "reach": [layout.reach.first.isoformat(), layout.reach.last.isoformat()],
            "shapes": {status.value: outline for status, outline in marks.SHAPES.items()},
        },
    }


def _lane_grounds(layout: Layout) -> list[Figure]:
    return [
        {
            "type": "rect",
            "name": "lane",
            "layer": "below",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": lane.top,
            "y1": lane.top + lane.height,
            "line": {"width": 0},
        }
        for lane in layout.lanes
        if lane.even
    ]


def _backdrop_shapes(layout: Layout) -> Iterator[Figure]:
    for backdrop in layout.backdrops:
        common = {"layer": "below", "yref": "paper", "y0": 0, "y1": 1, "x0": _instant(backdrop.start)}
        if backdrop.end is not None:
            yield {**common, "type": "rect", "name": "band", "x1": _instant(backdrop.end), "line": {"width": 0}}
        if backdrop.begins_inside:
            yield {
                **common,
                "type": "line",
                "name": "milestone",
                "x1": _instant(backdrop.start),
                "line": {"width": 1, "dash": "3px,3px"},
            }
