"""Composable reads. Every question that a page, an export or a command asks of the rows is a method here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

if TYPE_CHECKING:
    from timeline.models import Document, Event, Mention  # noqa: F401


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        """What the public sees."""
        return self.filter(review="published")

    def overlapping(self, first: date | None, last: date | None) -> Self:
        """Events that can have taken place between the two inclusive days; None leaves a side open."""
        return self.filter(days__overlap=DateRange(first, last, "[]"))


class MentionQuerySet(models.QuerySet["Mention"]):
    def public(self) -> Self:
        """Accepted mentions of published events."""
        return self.filter(state="accepted", event__review="published")


class DocumentQuerySet(models.QuerySet["Document"]):
    def public(self) -> Self:
        """Documents that carry at least one public mention."""
        return self.filter(mentions__state="accepted", mentions__event__review="published").distinct()
