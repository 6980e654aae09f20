"""Periods to choose from: the latest year of what is known, the time since each milestone, each year.

They are made from the rows, so that a milestone that curators add is a period at once, and each is a plain address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from timeline.filters import Filters
from timeline.models import Milestone
from timeline.querysets import EventQuerySet
from timeline.tallies import MOST_COUNTED

_MOST_YEARS = 30
_MOST_SHORT = 2


@dataclass(frozen=True, slots=True)
class Period:
    """An address that shows a period; `count` is the number of events that can lie in it, None where nobody counted."""

    label: str
    url: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    label: str
    first: date | None
    last: date | None


def years_of(filters: Filters, years: Collection[int]) -> list[Period]:
    """All time, and the latest few of the years, for which no count is asked."""
    spans = [_Span(_("All"), None, None), *(_year(year) for year in sorted(years)[-_MOST_SHORT:])]
    return [_period(filters, span, None) for span in spans]


def periods(
    filters: Filters, published: EventQuerySet, months: Iterable[tuple[date, int]], language: str
) -> list[Period]:
    """The periods in the order of their offer: the latest twelve months, since each milestone, each year backwards.

    `months` are the first days of months with the numbers of events whose mark stands in them, whatever dates are
    asked for. Counts respect every other filter; of very many events none is made. Without any date: no period.
    """
    numbers = list(months)
    if not numbers:
        return []
    spans = list(_spans({month for month, _number in numbers}, language))
    counts: list[int] | list[None] = [None] * len(spans)
    if sum(number for _month, number in numbers) < MOST_COUNTED:
        others = filters.without("from", "to").apply(published)
        counts = others.count_overlapping([(span.first, span.last) for span in spans])
    return [_period(filters, span, count) for span, count in zip(spans, counts, strict=True)]


def _spans(months: Collection[date], language: str) -> Iterable[_Span]:
    last = max(months)
    yield _Span(_("Last 12 months of the data"), _next_month(last.replace(year=last.year - 1)), _end_of_month(last))
    for milestone in Milestone.objects.order_by("start", "slug"):
        title = milestone.title(language)
        if milestone.end:
            yield _Span(title, milestone.start, milestone.end)
        else:
            yield _Span(_("Since: %(milestone)s") % {"milestone": title}, milestone.start, None)
    for year in sorted({month.year for month in months}, reverse=True)[:_MOST_YEARS]:
        yield _year(year)


def _year(year: int) -> _Span:
    return _Span(str(year), date(year, 1, 1), date(year, 12, 31))


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _end_of_month(first: date) -> date:
    return _next_month(first) - timedelta(days=1)


def _period(filters: Filters, span: _Span, count: int | None) -> Period:
    return Period(
        span.label,
        filters.query_string(from_=span.first, to=span.last) or "?",
        (filters.first, filters.last) == (span.first, span.last),
        count,
    )
