"""The chart of a filter: its rows laid out, and both drawings of it with their words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
class Aside:
    """Events that the chart does not show: how many, and where they are to be seen ("" for the list)."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`window` None: nothing that is asked for has a date, so there is nothing to draw."""

    window: Window | None
    layout: Layout | None
    drawing: str
    figure: figure.Figure | None
    strip: Overview | None
    overview: str
    asides: tuple[Aside, ...] = ()


def chart(filters: Filters, published: EventQuerySet, cat: Catalogue, total: int, *, narrow: bool = False) -> Chart:
    """`total` is the number of events that the filters leave; `narrow` lays out for a phone."""
    events = filters.apply(published)
    months = filters.without("from", "to").apply(published).count_by_month()
    all_time = marks.window_for(TimeSpan.day(day) for day in published.dated_between() if day)
    counts = ((month, precise, count) for _kind, month, precise, count in months)
    strip = marks.overview(counts, all_time) if all_time else None
    window = _window(filters, events, [(month, count) for _kind, month, _precise, count in months])
    if window is None:
        return Chart(None, None, "", None, strip, _overview(strip, None, cat))
    contexts = _contexts(cat.language)
    frame = marks.NARROW if narrow else marks.WIDE
    if total > marks.MAX_MARKS:
        days = _counts(events, window)
        layout = marks.bin_up(days, window, contexts, frame)
        ends: list[tuple[date | None, date | None, int]] = [(day, day, count) for _kind, day, count in days]
    else:
        drawn_dots = dots(events.dots(cat.language, marks.MAX_MARKS), cat)
        layout = marks.lay_out(drawn_dots, window, contexts, frame)
        ends = [(dot.span.earliest, dot.span.latest, 1) for dot in drawn_dots]
    words, bin_words = partial(tick_words, cat), partial(_bin_words, filters, cat)
    label = _("Timeline of events by type. The list below holds the same events.")
    return Chart(
        window,
        layout,
        svg.timeline(layout, label, words, bin_words),
        figure.figure(layout, words, bin_words),
        strip,
        _overview(strip, window, cat),
        _asides(filters, window, ends, total),
    )


@dataclass(frozen=True, slots=True)
class SmallChart:
    """A drawing of a few events, with the kinds whose lanes it has."""

    drawing: str
    kinds: tuple[EventKind, ...]


def small_chart(drawn: Sequence[Dot], cat: Catalogue, label: str) -> SmallChart | None:
    """None where fewer than two of the events have a date, so that there is nothing to compare."""
    window = marks.window_for(dot.span for dot in drawn)
    if window is None or sum(marks.place(dot.span) is not None for dot in drawn) < 2:
        return None
    frame = marks.SMALL.of(dot.kind for dot in drawn if marks.place(dot.span) is not None)
    layout = marks.lay_out(drawn, window, (), frame)
    return SmallChart(svg.timeline(layout, label, partial(tick_words, cat), _no_bins), frame.kinds)


def _no_bins(cell: Bin) -> tuple[str, str]:
    raise ValueError(f"a small chart has marks, not {cell}")


def _counts(events: EventQuerySet, window: Window) -> list[tuple[EventKind, date, int]]:
    """Numbers of events by kind and day; by month where a bin is no shorter, which are far fewer rows."""
    if marks.step_for(window, marks.MOST_BINS)[0] is Unit.DAY:
        return [(EventKind(kind), day, count) for kind, day, count in events.count_by_day()]
    return [
        # A month that the window cuts is counted from where it is seen.
        (EventKind(kind), max(month, window.first) if _same_month(month, window.first) else month, count)
        for kind, month, _precise, count in events.count_by_month()
    ]


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _asides(
    filters: Filters, window: Window, ends: Sequence[tuple[date | None, date | None, int]], total: int
) -> tuple[Aside, ...]:
    """What lies before and after the window, and what has no date. `ends` are first and last days with counts."""
    earlier = sum(count for _first, last, count in ends if last is not None and last < window.first)
    later = sum(count for first, _last, count in ends if first is not None and first > window.last)
    undated = total - sum(count for *_ends, count in ends)
    days = [day for first, last, _count in ends for day in (first, last) if day is not None]
    everything = filters.query_string(from_=min(days), to=max(days)) if days else ""
    told = (
        (earlier, ngettext("%(count)d earlier event", "%(count)d earlier events", earlier), everything),
        (later, ngettext("%(count)d later event", "%(count)d later events", later), everything),
        (undated, ngettext("%(count)d without a date", "%(count)d without a date", undated), ""),
    )
    return tuple(Aside(words % {"count": count}, url) for count, words, url in told if count > 0)


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


def _window(filters: Filters, events: EventQuerySet, months: Sequence[tuple[date, int]]) -> Window | None:
    """What was asked for, else the time in which nearly all of the events lie."""
    if filters.first and filters.last:
        return Window(filters.first, filters.last)
    first, last = events.dated_between()
    if not (filters.first or filters.last) and (near := marks.focus(months)):
        first, last = near[0], near[1].replace(day=monthrange(near[1].year, near[1].month)[1])
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
