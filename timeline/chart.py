"""The chart of a filter: its rows laid out, and both drawings of it with their words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import figure, marks, svg, tallies, wording
from timeline.extraction.model import Basis, EventKind, Extent, Precision, Status, TimeSpan
from timeline.filters import Filters
from timeline.marks import Bin, Context, Dot, Frame, Layout, Overview, Tick, Unit, Window
from timeline.models import Milestone
from timeline.querysets import EventQuerySet
from timeline.tallies import Tally
from timeline.wording import Catalogue

PADDINGS = (1.0, 0.25, 0.0)
"""How much around the window is drawn for whoever pans, as a share of it: the widest that is not too much to send."""

Months = Sequence[tuple[str, date, bool, int]]
"""Rows of `tallies.months`."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Events that the chart does not show: how many, and where they are to be seen ("" for the list)."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`window` None: nothing that is asked for has a date, so there is nothing to draw.

    `months` are the numbers from which the overview is drawn, whatever dates are asked for.
    """

    window: Window | None
    layout: Layout | None
    drawing: str
    figure: figure.Figure | None
    strip: Overview | None
    overview: str
    months: Months
    asides: tuple[Aside, ...] = ()


def chart(filters: Filters, published: EventQuerySet, cat: Catalogue, total: Tally, frame: Frame = marks.WIDE) -> Chart:
    """`total` is the number of events that the filters leave."""
    months = tallies.months(filters, published)
    kept = months if filters.without("from", "to", "kind").active else tallies.months(Filters(), published)
    strip = _strip(months, kept)
    window = _window(filters, published, months, total)
    if window is None:
        return Chart(None, None, "", None, strip, _overview(strip, None, cat), months)
    layout = _layout(filters, published, cat, window, frame)
    words, bin_words = partial(tick_words, cat), BinWords(filters, cat)
    label = _("Timeline of events by type. The list below holds the same events.")
    return Chart(
        window,
        layout,
        svg.timeline(layout.seen(), label, words, bin_words),
        figure.figure(layout, words, bin_words),
        strip,
        _overview(strip, window, cat),
        months,
        _asides(filters, published, layout, months, total),
    )


def chart_figure(filters: Filters, published: EventQuerySet, cat: Catalogue, frame: Frame) -> figure.Figure | None:
    """The figure alone, for a chart that is being moved; None without both ends of the time that it shows."""
    if filters.first is None or filters.last is None:
        return None
    layout = _layout(filters, published, cat, Window(filters.first, filters.last), frame)
    return figure.figure(layout, partial(tick_words, cat), BinWords(filters, cat))


# ---- layout ----------------------------------------------------------------------------------------------------------


def frame_for(width: int | None, *, phone: bool = False) -> Frame:
    """The frame for a chart so many pixels wide; without that knowledge the usual one, or that of a phone."""
    if width is None:
        return marks.NARROW if phone else marks.WIDE
    width = min(max(width, _WIDTHS[0]), _WIDTHS[1])
    return replace(marks.NARROW if width < _NARROWEST_WIDE else marks.WIDE, width=width)


_WIDTHS = (240, 4000)
_NARROWEST_WIDE = 480


def _layout(filters: Filters, published: EventQuerySet, cat: Catalogue, window: Window, frame: Frame) -> Layout:
    """Single events as long as they are few, else numbers of them."""
    contexts = _contexts(cat.language)
    asked = filters.without("from", "to")
    if asked.kept_count_of:
        layout = _bins(asked, published, window, contexts, frame)
        if sum(cell.count for cell in layout.seen().bins) > marks.MAX_MARKS:
            return layout
    events = asked.apply(published)
    for padding in PADDINGS:
        reach = window.padded(padding)
        rows = events.overlapping(reach.first, reach.last).few_dots(cat.language, marks.MAX_MARKS)
        if rows is not None:
            return marks.lay_out(dots(rows, cat), window, contexts, frame, reach)
    # Where those with an open time are too many to stand at the edges, they stand where their known end lies.
    rows = events.drawn_between(window.first, window.last).few_dots(cat.language, marks.MAX_MARKS)
    if rows is not None:
        return marks.lay_out(dots(rows, cat), window, contexts, frame)
    return _bins(asked, published, window, contexts, frame)


def _bins(
    filters: Filters, published: EventQuerySet, window: Window, contexts: Sequence[Context], frame: Frame
) -> Layout:
    reach = window.padded(PADDINGS[0])
    counts: list[tuple[EventKind, date, int]]
    unit, step = marks.step_for(window, marks.MOST_BINS)
    if unit is Unit.DAY:
        # Steps of two days are counted from elsewhere than weeks.
        days = tallies.days(filters, published, reach.first, reach.last, step if step % 7 == 0 else 1)
        counts = [(EventKind(kind), max(day, reach.first), count) for kind, day, count in days]
    else:
        # Where a bin is no shorter than a month, those are far fewer rows. A month that an edge cuts counts as a whole.
        months = tallies.months(filters, published)
        counts = [
            (EventKind(kind), max(month, reach.first) if _same_month(month, reach.first) else month, count)
            for kind, month, _precise, count in months
        ]
    return marks.bin_up(counts, window, contexts, frame, reach)


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _window(filters: Filters, published: EventQuerySet, months: Months, total: Tally) -> Window | None:
    """What was asked for, else the time in which nearly all of the events lie."""
    if filters.first and filters.last:
        return Window(filters.first, filters.last)
    counts = [(month, count) for _kind, month, _precise, count in months]
    first: date | None
    last: date | None
    if not (filters.first or filters.last) and (near := marks.focus(counts)):
        first, last = near[0], _month_end(near[1])
    elif total.number > marks.MAX_MARKS:
        first, last = min(month for month, _ in counts), _month_end(max(month for month, _ in counts))
    else:
        first, last = filters.apply(published).dated_between()
    return marks.window_for([TimeSpan.day(day) for day in (first, last) if day], filters.first, filters.last)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _contexts(language: str) -> list[Context]:
    rows = Milestone.objects.order_by("start", "slug")
    return [Context(row.title(language), row.start, row.end, row.ongoing) for row in rows]


# ---- what is not shown -----------------------------------------------------------------------------------------------


def _asides(
    filters: Filters, published: EventQuerySet, layout: Layout, months: Months, total: Tally
) -> tuple[Aside, ...]:
    """What lies before and after the window, what can lie in it but is drawn elsewhere, and what has no date."""
    if total.more:
        return ()
    earlier, later, everything = _beyond(filters, layout.window, months)
    undated, elsewhere = _not_drawn(filters, published, layout, months, total)
    told = (
        (earlier, ngettext("%(count)d earlier event", "%(count)d earlier events", earlier), everything),
        (later, ngettext("%(count)d later event", "%(count)d later events", later), everything),
        (
            elsewhere,
            ngettext(
                "%(count)d that can lie here, of open time", "%(count)d that can lie here, of open time", elsewhere
            ),
            "",
        ),
        (undated, ngettext("%(count)d without a date", "%(count)d without a date", undated), ""),
    )
    return tuple(Aside(words % {"count": count}, url) for count, words, url in told if count > 0)


def _beyond(filters: Filters, window: Window, months: Months) -> tuple[int, int, str]:
    """Numbers before and after the window, and the address that shows them: none where the reader chose the time."""
    if filters.first or filters.last or not months:
        return 0, 0, ""
    ends = [(month, _month_end(month), count) for _kind, month, _precise, count in months]
    earlier = sum(count for _first, last, count in ends if last < window.first)
    later = sum(count for first, _last, count in ends if first > window.last)
    days = [day for first, last, _count in ends for day in (first, last)]
    return earlier, later, filters.query_string(from_=min(days), to=max(days))


def _not_drawn(
    filters: Filters, published: EventQuerySet, layout: Layout, months: Months, total: Tally
) -> tuple[int, int]:
    """Numbers of those without any date and of those with an open time that is known outside of the window only."""
    if not (filters.first or filters.last):
        return total.number - sum(count for *_month, count in months), 0
    events = filters.apply(published)
    undated = events.filter(sort_date=None).count()
    dated = events.exclude(sort_date=None)
    window = layout.window
    drawn = dated.drawn_between(window.first, window.last).count() if layout.bins else len(layout.seen().marks)
    return undated, total.number - undated - drawn


# ---- words -----------------------------------------------------------------------------------------------------------


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


class BinWords:
    """The words of bins, put together from parts that many of them share, and the addresses that they lead to.

    `address` lacks the kind and the days, which a script puts behind it.
    """

    def __init__(self, filters: Filters, cat: Catalogue) -> None:
        self._cat = cat
        self._periods: dict[tuple[date, date], str] = {}
        self._counts: dict[int, str] = {}
        others = filters.query_string(kind=None, from_=None, to=None)
        self.address = f"{reverse('timeline')}{others}{'&' if others else '?'}"

    def kind(self, kind: EventKind) -> str:
        return self._cat.label("kind", kind)

    def period(self, first: date, last: date) -> str:
        """The days of a bin in words."""
        known = self._periods.get((first, last))
        if known is None:
            days = (first,) if first == last else (first, last)
            known = " – ".join(wording.day_text(day, self._cat) for day in days)
            self._periods[first, last] = known
        return known

    def count(self, number: int) -> str:
        if number not in self._counts:
            words = ngettext("%(count)d event", "%(count)d events", number)
            self._counts[number] = words % {"count": number}
        return self._counts[number]

    def __call__(self, cell: Bin) -> tuple[str, str]:
        """The address of a bin and its description, a line each for kind, days and number."""
        words = f"{self.kind(cell.kind)}\n{self.period(cell.first, cell.last)}\n{self.count(cell.count)}"
        return f"{self.address}kind={cell.kind}&from={cell.first}&to={cell.last}", words


# ---- overview and small charts ---------------------------------------------------------------------------------------


def _strip(months: Months, kept: Months) -> Overview | None:
    """The histogram of what is asked for, over the time in which anything lies; None without any date."""
    everything = [month for _kind, month, _precise, _count in kept]
    window = (
        marks.window_for([TimeSpan.day(min(everything)), TimeSpan.day(_month_end(max(everything)))])
        if everything
        else None
    )
    if window is None:
        return None
    return marks.overview(((month, precise, count) for _kind, month, precise, count in months), window)


def _overview(strip: Overview | None, window: Window | None, cat: Catalogue) -> str:
    if strip is None:
        return ""
    return svg.overview(strip, window, _("Number of events over time"), partial(tick_words, cat))


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
    return SmallChart(svg.timeline(layout, label, partial(tick_words, cat), None), frame.kinds)
