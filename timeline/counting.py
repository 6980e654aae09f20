"""Reads of the numbers that the database keeps of published events (`timeline.models.counts`).

They answer what would else take a look at every event: how many there are, of which kind, when.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from timeline.models import EventCount  # noqa: F401


class EventCountQuerySet(models.QuerySet["EventCount"]):
    def of_kinds(self, kinds: Sequence[str]) -> Self:
        """Those of the kinds, or all of them where none is named."""
        return self.filter(kind__in=kinds) if kinds else self

    def total(self) -> int:
        """How many events, dated or not."""
        return self.filter(step="month").aggregate(number=models.Sum("number"))["number"] or 0

    def by_kind(self) -> dict[str, int]:
        rows = self.filter(step="month").order_by().values_list("kind").annotate(models.Sum("number"))
        return {kind: number for kind, number in rows if number}

    def by_month(self) -> list[tuple[str, date, bool, int]]:
        """Numbers by kind, month of the mark, and whether dated to a month or better."""
        rows = self.filter(step="month", start__isnull=False).order_by().values_list("kind", "start", "precise")
        return [row for row in rows.annotate(models.Sum("number")) if row[3]]

    def by_day(self, first: date, last: date, step: int = 1) -> list[tuple[str, date, int]]:
        """Numbers by kind and first day of a step, for days of marks from the first to the last.

        Steps of several days are counted from Monday, 1 January of year 1, as `timeline.marks.calendar` does.
        """
        template = f"(%(expressions)s - (%(expressions)s - DATE '0001-01-01') %%%% {int(step)})"
        begins = models.Func(models.F("start"), template=template, output_field=models.DateField())
        rows = self.filter(step="day", start__range=(first, last)).order_by().annotate(begins=begins)
        counted = rows.values_list("kind", "begins").annotate(models.Sum("number"))
        return [row for row in counted if row[2]]
