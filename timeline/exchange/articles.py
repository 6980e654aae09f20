"""A table of documents as items of a batch: each row an article, read and announced like an uploaded file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from timeline.batches import Input
from timeline.exchange.chronicle import Problem
from timeline.exchange.tables import Table
from timeline.exchange.times import Order, UnreadableTimeError, read_time
from timeline.extraction.model import Precision

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "volltext", "body", "content", "inhalt"),
    "title": ("title", "titel", "headline", "überschrift"),
    "outlet": ("outlet", "medium", "source", "quelle"),
    "url": ("url", "link", "address", "adresse"),
    "published": ("published", "date", "datum", "veröffentlicht"),
    "language": ("language", "sprache", "lang"),
    "earliest": ("published_earliest",),
    "latest": ("published_latest",),
    "basis": ("published_basis",),
}
"""What is read, and the names of its column; the last three are those of our own export."""


def inputs(table: Table, order: Order | None = None) -> tuple[list[Input], list[Problem]]:
    """The items of a batch, one for each row, and what is wrong with rows. A table with a fault makes no batch."""
    lower = {header.lower(): header for header in table.headers}
    columns = {
        wanted: next(lower[name] for name in names if name in lower)
        for wanted, names in _HEADERS.items()
        if any(name in lower for name in names)
    }
    if "text" not in columns:
        return [], [Problem(1, "", _("A table of documents needs a column “text”."))]
    found: list[Input] = []
    problems: list[Problem] = []
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = {wanted: row[header] for wanted, header in columns.items()}
        if not cells["text"].strip():
            problems.append(Problem(line, columns["text"], _("The text is missing.")))
            continue
        language = cells.get("language", "").lower()[:2]
        if language not in ("", "de", "en"):
            problems.append(Problem(line, columns["language"], _("Only German (de) and English (en) are read.")))
            continue
        try:
            day = _day(cells, order)
        except UnreadableTimeError as fault:
            problems.append(Problem(line, columns["published"], str(fault)))
            continue
        payload = {
            "name": f"{line}.txt",
            "title": cells.get("title", ""),
            "outlet": cells.get("outlet", ""),
            "url": cells.get("url", ""),
            "language": language,
            "day": day.isoformat() if day else "",
        }
        source = cells.get("title") or _("Row %(line)d") % {"line": line}
        found.append(Input(source, payload, cells["text"].encode()))
    return found, problems


def _day(cells: Mapping[str, str], order: Order | None) -> date | None:
    """The given day of publication; what our export says was inferred is inferred again."""
    if cells.get("published"):
        span = read_time(cells["published"], order)
        if span.precision is not Precision.DAY:
            raise UnreadableTimeError(_("“%(text)s” is no day.") % {"text": cells["published"][:80]})
        return span.earliest
    if cells.get("basis") == "given" and cells.get("earliest") and cells["earliest"] == cells.get("latest"):
        return date.fromisoformat(cells["earliest"])
    return None
