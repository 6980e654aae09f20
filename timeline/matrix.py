"""Who took part in events together, how often and when: a square of actors, and pairs by year. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from timeline.svg import shade

MOST_ACTORS = 18
MOST_PAIRS = 25
MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """`depth` 0 to 5 is how dark it is; `count` 0 on the diagonal, where an actor would meet himself."""

    row: str
    column: str
    count: int
    depth: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors with their common events, and those of the years shown."""

    first: str
    second: str
    count: int
    years: tuple[tuple[int, int, int], ...]
    """Year, number of events, depth."""


@dataclass(frozen=True, slots=True)
class Matrix:
    actors: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    years: tuple[int, ...]
    pairs: tuple[Pair, ...]


def matrix(rows: Iterable[tuple[str, str, int | None, int]]) -> Matrix:
    """`rows`: two actors, a year (None if no date is known), and their number of common events."""
    by_pair: Counter[tuple[str, str]] = Counter()
    by_year: Counter[tuple[str, str, int]] = Counter()
    for one, other, year, count in rows:
        if one < other:
            by_pair[one, other] += count
            if year is not None:
                by_year[one, other, year] += count
    weight: Counter[str] = Counter()
    for (one, other), count in by_pair.items():
        weight[one] += count
        weight[other] += count
    actors = tuple(sorted(weight, key=lambda actor: (-weight[actor], actor))[:MOST_ACTORS])
    highest = max(by_pair.values(), default=1)

    def cell(row: str, column: str) -> Cell:
        count = by_pair[min(row, column), max(row, column)] if row != column else 0
        return Cell(row, column, count, shade(count, highest) if count else 0)

    years = tuple(sorted({year for *_pair, year in by_year})[-MOST_YEARS:])
    peak = max(by_year.values(), default=1)
    order = sorted(by_pair, key=lambda pair: (-by_pair[pair], pair))[:MOST_PAIRS]
    pairs = tuple(
        Pair(
            one,
            other,
            by_pair[one, other],
            tuple(
                (year, n := by_year[one, other, year], shade(n, peak) if by_year[one, other, year] else 0)
                for year in years
            ),
        )
        for one, other in order
    )
    return Matrix(actors, tuple(tuple(cell(row, column) for column in actors) for row in actors), years, pairs)


def figure(shown: Matrix, names: Mapping[str, str], hrefs: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The square as a Plotly heatmap. `customdata` of a cell is the address that it leads to; colours come from the
    page's style sheet."""
    labels = [names.get(actor, actor) for actor in shown.actors]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": labels,
                "y": labels,
                "z": [[cell.count or None for cell in row] for row in shown.cells],
                "customdata": [[hrefs.get((cell.row, cell.column), "") for cell in row] for row in shown.cells],
                "hovertemplate": "%{y} – %{x}: %{z}<extra></extra>",
                "xgap": 2,
                "ygap": 2,
                "showscale": False,
                "meta": {"part": "cells"},
            }
        ],
        "layout": {
            "margin": {"l": 120, "r": 60, "t": 120, "b": 10},
            "height": 150 + 26 * len(labels),
            "xaxis": {
                "side": "top",
                "tickangle": -50,
                "automargin": True,
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
            },
            "yaxis": {
                "autorange": "reversed",
                "automargin": True,
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
            },
        },
    }
