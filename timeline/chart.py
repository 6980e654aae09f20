"""The chart of a filter: its rows laid out, and both drawings of it with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import figure, marks, svg, wording
from timeline.extraction.model import Basis, EventKind, Extent, Precision, Status, TimeSpan
from timeline.filters import Filters
from timeline.marks import Bin, Context, Dot, Layout, Overview, Tick, Unit, Window
from timeline.models import Milestone
from timeline.querysets import EventQuerySet
from timeline.wording import Catalogue


@dataclass(frozen=True, slots=True)
class Chart:
    """`window` None: nothing that is asked for has a date, so there is nothing to draw."""

    window: Window | None
    layout: Layout | None
    drawing: str
    figure: figure.Figure | None
    strip: Overview | None
    overview: str
    binned: bool = False


def chart(filters: Filters, published: EventQuerySet, cat: Catalogue, total: int) -> Chart:
    """`total` is the number of events that the filters leave."""
    events = filters.apply(published)
    months = filters.without("from", "to").apply(published).count_by_month()
    all_time = marks.window_for(TimeSpan.day(day) for day in published.dated_between() if day)
    counts = ((month, precise, count) for _kind, month, precise, count in months)
    strip = marks.overview(counts, all_time) if all_time else None
    window = _window(filters, events)
    if window is None:
        return Chart(None, None, "", None, strip, _overview(strip, None, cat))
    contexts = _contexts(cat.language)
    binned = total > marks.MAX_MARKS
    if binned:
        days = ((EventKind(kind), day, count) for kind, day, count in events.count_by_day())
        layout = marks.bin_up(days, window, contexts)
    else:
        layout = marks.lay_out(dots(events.dots(cat.language, marks.MAX_MARKS), cat), window, contexts)
    words, bin_words = partial(tick_words, cat), partial(_bin_words, filters, cat)
    label = _("Timeline of events by type. The list below holds the same events.")
    drawing = svg.timeline(layout, label, words, bin_words)
    drawn = figure.figure(layout, words, bin_words)
    return Chart(window, layout, drawing, drawn, strip, _overview(strip, window, cat), binned)


def event_url(public_id: str, title_de: str) -> str:
    """The canonical address of an event. Its slug is German in every language, so that an event has one address."""
    return reverse("event", args=[public_id, slugify(_spelled_out(title_de))[:80].rstrip("-") or "-"])


_SPELLED_OUT: dict[str, str | int | None] = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "ß": "ss",
}


def _spelled_out(text: str) -> str:
    return text.translate(str.maketrans(_SPELLED_OUT))


def dots(rows: Sequence[dict[str, Any]], cat: Catalogue) -> list[Dot]:
    """Rows of `EventQuerySet.dots` as values of the layout."""
    found = []
    for row in rows:
        span = TimeSpan(
            row["earliest"],
            row["latest"],
            Precision(row["precision"]),
            Extent(row["extent"]),
            row["approximate"],
            Basis(row["basis"]),
        )
        title = row["title"] or row["title_de"] or cat.label("kind", row["kind"])
        sources = ngettext("%(count)d source", "%(count)d sources", row["source_count"]) % {
            "count": row["source_count"]
        }
        found.append(
            Dot(
                id=row["public_id"],
                kind=EventKind(row["kind"]),
                status=Status(row["status"]),
                span=span,
                sources=row["source_count"],
                title=title,
                words=f"{title}\n{wording.when(span, cat)}\n{cat.label('status', row['status'])}, {sources}",
                href=event_url(row["public_id"], row["title_de"]),
            )
        )
    return found


def tick_words(cat: Catalogue, tick: Tick) -> tuple[str, str]:
    """A tick's label and, where it names the year, the line under it."""
    year = str(tick.day.year)
    if tick.unit is Unit.YEAR:
        return year, ""
    month = cat.words["calendar"]["months"][tick.day.month - 1][:3]
    text = (
        month
        if tick.unit is Unit.MONTH
        else cat.words["calendar"]["day_of_month"].format(day=tick.day.day, month=month)
    )
    return text, year if tick.names_year else ""


def _window(filters: Filters, events: EventQuerySet) -> Window | None:
    if filters.first and filters.last:
        return Window(filters.first, filters.last)
    first, last = events.dated_between()
    spans = [TimeSpan.day(day) for day in (first, last) if day]
    return marks.window_for(spans, filters.first, filters.last)


def _contexts(language: str) -> list[Context]:
    rows = Milestone.objects.order_by("start", "slug")
    return [Context(row.title(language), row.start, row.end, row.ongoing) for row in rows]


def _overview(strip: Overview | None, window: Window | None, cat: Catalogue) -> str:
    if strip is None:
        return ""
    return svg.overview(strip, window, _("Number of events over time"), partial(tick_words, cat))


def _bin_words(filters: Filters, cat: Catalogue, cell: Bin) -> tuple[str, str]:
    count = ngettext("%(count)d event", "%(count)d events", cell.count) % {"count": cell.count}
    days = f"{wording.day_text(cell.first, cat)} – {wording.day_text(cell.last, cat)}"
    words = f"{cat.label('kind', cell.kind)}\n{days}\n{count}"
    return reverse("timeline") + filters.query_string(kind=cell.kind.value, from_=cell.first, to=cell.last), words
