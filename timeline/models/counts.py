"""Numbers of published events by time, kept current by the database itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timeline.counting import EventCountQuerySet
from timeline.models.labels import kind_choices


class Undumped(models.Manager["EventCount"]):
    """No rows: where a dump is loaded the triggers count its events, and rows of a dump would count them twice."""

    def get_queryset(self) -> models.QuerySet[EventCount]:
        return super().get_queryset().none()


class EventCount(models.Model):
    """So many published events of a kind whose mark stands in one day or one month.

    Triggers write the rows (migration 0005); nothing else may. What belongs to one key is the sum of its rows: acts at
    the same time leave one each, and the next act on the key folds them. `start` is the day, the first day of the
    month, or null for events without any date, which are counted by month alone. `precise`: dated to a month or better.
    """

    class Step(models.TextChoices):
        DAY = "day"
        MONTH = "month"

    step = models.CharField(max_length=5, choices=Step.choices)
    kind = models.CharField(max_length=20, choices=kind_choices)
    start = models.DateField(null=True)
    precise = models.BooleanField()
    number = models.IntegerField()

    dumped = Undumped()  # the first one is what `dumpdata` reads by
    objects = EventCountQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["step", "start"], include=["kind", "precise", "number"], name="event_count_by_start")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.step} {self.start}"
