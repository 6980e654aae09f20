"""Names and times of rows in words, in the active language."""

from __future__ import annotations

from django.utils.translation import get_language

from timeline import wording
from timeline.deeds import document_name as name
from timeline.deeds import named_by
from timeline.extraction.model import Extent, Precision, TimeSpan
from timeline.models import Document, Timed

__all__ = ["name", "named_by", "published", "when"]


def when(row: Timed) -> str:
    """The time of an event or a mention."""
    return wording.when(row.time, wording.catalogue(get_language()))


def published(document: Document) -> str:
    """The day or the window of publication; empty if nothing is known of it."""
    first, last = document.published_earliest, document.published_latest
    if first is None and last is None:
        return ""
    if first is not None and first == last:
        span = TimeSpan.day(first)
    elif first is not None and last is not None:
        span = TimeSpan(first, last, Precision.INTERVAL, Extent.WITHIN)
    else:
        span = TimeSpan(first, last, Precision.OPEN)
    return wording.when(span, wording.catalogue(get_language()))
