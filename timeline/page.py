"""The parts of the timeline page that are neither filter nor chart: lanes, the sentence, embedded data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson
from django.core.paginator import Page
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from timeline import marks, wording
from timeline.facets import Facet, Option
from timeline.filters import SORTS, Filters
from timeline.models import Event
from timeline.tallies import Tally
from timeline.wording import LANGUAGES, Catalogue


@dataclass(frozen=True, slots=True)
class LaneHead:
    """The name of a lane, a switch for its kind. `off`: the kind is filtered out."""

    lane: marks.Lane
    option: Option
    off: bool
    url: str


def lanes(filters: Filters, facets: Sequence[Facet]) -> list[LaneHead]:
    """The chart's lanes with the facet of kinds as their heads."""
    options = {option.value: option for option in next(facet for facet in facets if facet.parameter == "kind").options}
    return [
        LaneHead(
            lane,
            options[lane.kind],
            off=bool(filters.kinds) and lane.kind not in filters.kinds,
            url=filters.toggled("kind", lane.kind) or "?",
        )
        for lane in marks.WIDE.lanes
    ]


@dataclass(frozen=True, slots=True)
class Sort:
    label: str
    url: str
    chosen: bool


def sorts(filters: Filters) -> list[Sort]:
    labels = {"oldest": _("Oldest first"), "newest": _("Newest first"), "sources": _("Best sourced")}
    return [Sort(labels[sort], _sorted_url(filters, sort), filters.sort == sort) for sort in SORTS]


def _sorted_url(filters: Filters, sort: str) -> str:
    return filters.query_string(sort=sort if sort != SORTS[0] else None) or "?"


@dataclass(frozen=True, slots=True)
class YearGroup:
    """Events of the list under one heading; `count` is that of the year in the whole list, None where nobody counted.

    Without a heading (`year` None, `undated` False) the list has another order than that of time.
    """

    rows: list[tuple[Event, str]]
    year: int | None = None
    undated: bool = False
    count: int | None = None


def year_groups(
    filters: Filters,
    rows: list[tuple[Event, str]],
    count_by_year: Callable[[], Mapping[int | None, int]] | None,
) -> list[YearGroup]:
    """The events (with their addresses) of a page of the list by year, as long as they are in the order of time."""
    if filters.sort == "sources" or not rows:
        return [YearGroup(rows)] if rows else []
    counts = count_by_year() if count_by_year else {}
    return [
        YearGroup(list(group), year, year is None, counts.get(year))
        for year, group in groupby(rows, lambda row: row[0].sort_date.year if row[0].sort_date else None)
    ]


def links(filters: Filters, rows: Page[Any]) -> dict[str, str]:
    """Addresses that depend on what is shown: the same in each language, without filters, and the list's next pages."""
    found = view_links(filters)
    if rows.has_previous():
        found["previous"] = filters.query_string(page=rows.previous_page_number()) + "#list"
    if rows.has_next():
        found["next"] = filters.query_string(page=rows.next_page_number()) + "#list"
    return found


def view_links(filters: Filters) -> dict[str, str]:
    """Addresses of the same view in each language, and without filters."""
    found = {language: filters.query_string(lang=language) for language in LANGUAGES}
    found["clear"] = Filters(sort=filters.sort, lang=filters.lang).query_string() or "?"
    return found


def sentence(filters: Filters, facets: Sequence[Facet], total: Tally, cat: Catalogue) -> str:
    """In words what is shown."""
    names = {facet.parameter: tuple(option.label for option in facet.chosen) for facet in facets}
    shown = wording.FilterWords(
        count=total.number,
        more=total.more,
        kinds=filters.kinds,
        statuses=filters.statuses,
        actors=names["actor"],
        places=names["place"],
        outlets=names["outlet"],
        countries=names["country"],
        min_sources=filters.min_sources,
        first=filters.first,
        last=filters.last,
        q=filters.q,
    )
    return wording.filter_sentence(shown, cat)


# What would end a script element or begin a comment in it.
_UNSAFE_IN_SCRIPT = str.maketrans({c: f"\\u{ord(c):04X}" for c in "<>&\u2028\u2029"})


def json_script(value: Any, element_id: str = "") -> SafeString:
    """Data in the page: for its scripts, as Django's filter of this name; without an id, JSON-LD for machines."""
    text = orjson.dumps(value).decode().translate(_UNSAFE_IN_SCRIPT)
    attributes = f'id="{element_id}" type="application/json"' if element_id else 'type="application/ld+json"'
    return mark_safe(f"<script {attributes}>{text}</script>")  # noqa: S308 - escaped above
