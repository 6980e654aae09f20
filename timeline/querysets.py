"""Composable reads. Every question that a page, an export or a command asks of the rows is a method here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

if TYPE_CHECKING:
    from timeline.models import Document, Event, Mention  # noqa: F401


def _mentions_by_state() -> dict[str, models.Count]:
    return {
        state: models.Count("mentions", filter=models.Q(mentions__state=state))
        for state in ("proposed", "accepted", "rejected")
    }


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        """What the public sees."""
        return self.filter(review="published")

    def overlapping(self, first: date | None, last: date | None) -> Self:
        """Events that can have taken place between the two inclusive days; None leaves a side open."""
        return self.filter(days__overlap=DateRange(first, last, "[]"))

    def with_review_counts(self) -> Self:
        """Each event with the number of its mentions as `proposed`, `accepted` and `rejected`."""
        return self.annotate(**_mentions_by_state())

    def count_reports(self) -> dict[int, int]:
        """How many mentions that nobody rejected tell of each event, by its primary key."""
        told = models.Count("mentions", filter=~models.Q(mentions__state="rejected"))
        return dict(self.order_by("pk").values_list("pk").annotate(told))

    def count_by_review(self) -> dict[str, int]:
        """How many events are in each state of review; a state without events is left out."""
        return dict(self.order_by("review").values_list("review").annotate(models.Count("id")))


class MentionQuerySet(models.QuerySet["Mention"]):
    def public(self) -> Self:
        """Accepted mentions of published events."""
        return self.filter(state="accepted", event__review="published")


class DocumentQuerySet(models.QuerySet["Document"]):
    def public(self) -> Self:
        """Documents that carry at least one public mention."""
        return self.filter(mentions__state="accepted", mentions__event__review="published").distinct()

    def awaiting_review(self) -> Self:
        """Documents with proposals that nobody has decided on, the oldest first."""
        mentions = apps.get_model("timeline", "Mention")._default_manager
        open_ones = mentions.filter(document=models.OuterRef("pk"), state="proposed")
        return self.filter(models.Exists(open_ones)).order_by("created_at", "id")

    def with_review_counts(self) -> Self:
        """Each document with the number of its mentions as `proposed`, `accepted` and `rejected`."""
        return self.annotate(**_mentions_by_state())
