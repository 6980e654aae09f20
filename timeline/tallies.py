"""How many events there are, without looking at each of them where there are very many.

What the database keeps count of (all events, or some kinds) is answered from there, exactly and at once. Any other
question is counted up to `MOST_COUNTED`; beyond it the answer is "more than".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from timeline.filters import Filters
from timeline.models import EventCount
from timeline.querysets import EventQuerySet

MOST_COUNTED = 10_000
"""Counting further would cost a reader half a second and tell them nothing."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of events; `more`: there are more than that."""

    number: int
    more: bool = False

    def __bool__(self) -> bool:
        return self.number > 0


def tally(filters: Filters, published: EventQuerySet) -> Tally:
    """How many of the published events the filters leave."""
    if filters.kept_count_of and not (filters.first or filters.last):
        return Tally(EventCount.objects.of_kinds(filters.kinds).total())
    number = filters.apply(published).order_by()[: MOST_COUNTED + 1].count()
    return Tally(min(number, MOST_COUNTED), number > MOST_COUNTED)


def months(filters: Filters, published: EventQuerySet) -> list[tuple[str, date, bool, int]]:
    """Numbers by kind, month of the mark and whether dated to a month or better, of all time."""
    whenever = filters.without("from", "to")
    if whenever.kept_count_of:
        return EventCount.objects.of_kinds(filters.kinds).by_month()
    return whenever.apply(published).count_by_month()


def days(
    filters: Filters, published: EventQuerySet, first: date, last: date, step: int = 1
) -> list[tuple[str, date, int]]:
    """Numbers by kind and day of the mark, of marks from the first to the last day.

    With a `step`, events of so many days (counted from a Monday) may come as events of the first of them.
    """
    whenever = filters.without("from", "to")
    if whenever.kept_count_of:
        return EventCount.objects.of_kinds(filters.kinds).by_day(first, last, step)
    return whenever.apply(published).marked_between(first, last).count_by_day()
