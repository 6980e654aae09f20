"""The layout that both drawings share: where each mark stands, how far its time reaches, which labels fit.

Pure: no Django, no colours, no language. Horizontal places are instants (days since 1 January of year 1, a day's event
at its noon) and become a share of the width by `Window.share`; vertical ones are pixels, because the height of a lane
does not depend on the screen.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from timeline.extraction.model import EventKind, Extent, Family, Status, TimeSpan

MOST_BINS = 60
MAX_MARKS = 600
"""Beyond it the browser takes a third of a second to settle, and marks hide each other: bins are drawn instead."""

_FADE = 0.07
_PADDING = 0.025
_SHORTEST_WINDOW = 28
_FEW = 10
_STRAY_SHARE = 0.05
_LABEL_LIMITS = (52, 40, 30, 22)

# ---- shapes ----------------------------------------------------------------------------------------------------------


def _ring(inner: float = 0.66) -> str:
    hole = f"M{-inner} 0A{inner} {inner} 0 1 0 {inner} 0A{inner} {inner} 0 1 0{-inner} 0Z"
    return f"M-1 0A1 1 0 1 1 1 0A1 1 0 1 1-1 0Z{hole}"


SHAPES: Mapping[Status, str] = MappingProxyType(
    {
        Status.OCCURRED: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1-1 0Z",
        Status.PLANNED: _ring(),
        Status.EXPECTED: _ring(0.72) + "M-.36 0A.36 .36 0 1 1 .36 0A.36 .36 0 1 1-.36 0Z",
        Status.POSSIBLE: _ring(0.72) + "M-.8 0H.8A.8 .8 0 0 1-.8 0Z",
        Status.CONDITIONAL: "M-.9-.9H.9V.9H-.9ZM-.62-.62V.62H.62V-.62ZM-.7 0H.7V.7H-.7Z",
        Status.REQUESTED: "M0-1.1L1.1.85H-1.1ZM0-.52L-.62 .56H.62ZM-.45 .22H.45L.7 .62H-.7Z",
        Status.ALLEGED: "M0-1.15L1.15 0 0 1.15-1.15 0ZM0-.68L-.68 0 0 .68 .68 0Z",
        Status.DENIED: _ring(0.74)
        + "M-.62-.36L-.36-.62 0-.26 .36-.62 .62-.36 .26 0 .62 .36 .36 .62 0 .26-.36 .62-.62 .36-.26 0Z",
        Status.NOT_OCCURRED: "M-.95-.6L-.6-.95 0-.35 .6-.95 .95-.6 .35 0 .95 .6 .6 .95 0 .35-.6 .95-.95 .6-.35 0Z",
        Status.DISPUTED: "M-.16-1.02V1.02A1.03 1.03 0 0 1-.16-1.02ZM.16-1.02A1.03 1.03 0 0 1 .16 1.02Z"
        "M.44-.6V.6A.72 .72 0 0 0 .44-.6Z",
    }
)
"""One filled outline (nonzero rule) of radius 1 for each status, so that the status is told by shape and fill alone."""


# ---- the frame -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind's strip of the chart; `base` is the line on which its marks stand."""

    kind: EventKind
    family: Family
    top: float
    height: float
    base: float
    first_of_family: bool
    last_of_family: bool
    even: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The sizes in pixels for which a chart is laid out, and the kinds that it has lanes for.

    `top` is the room for titles above the lanes, `rows` are the ways out, off a lane's base, where marks collide.
    """

    name: str
    width: float
    top: float
    lane_height: float
    family_gap: float
    base: float
    rows: tuple[float, ...]
    kinds: tuple[EventKind, ...] = tuple(EventKind)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        lanes: list[Lane] = []
        top = 0.0
        kinds = self.kinds
        for position, kind in enumerate(kinds):
            first = position == 0 or kinds[position - 1].family is not kind.family
            last = position == len(kinds) - 1 or kinds[position + 1].family is not kind.family
            if first and position:
                top += self.family_gap
            base = top + self.base
            lanes.append(Lane(kind, kind.family, top, self.lane_height, base, first, last, even=position % 2 == 0))
            top += self.lane_height
        return tuple(lanes)

    @property
    def height(self) -> float:
        return self.lanes[-1].top + self.lane_height

    def of(self, kinds: Iterable[EventKind]) -> Frame:
        """The same with lanes for these kinds only, in their usual order."""
        wanted = set(kinds)
        return replace(self, kinds=tuple(kind for kind in EventKind if kind in wanted))


TITLE_ROWS = 2
TITLE_HEIGHT = 14
_TOP = 8 + TITLE_ROWS * TITLE_HEIGHT

WIDE = Frame("wide", 780, _TOP, 30, 10, base=15, rows=(0.0, -8.5, 8.5))
NARROW = Frame("narrow", 370, _TOP, 38, 10, base=23, rows=(0.0, 8.5))
"""On a phone the name of a lane stands above its marks."""
SMALL = Frame("small", 520, 6, 30, 0, base=15, rows=(0.0, -8.5, 8.5))
"""For the few events of one document or one actor."""


# ---- what is laid out ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dot:
    """An event as far as the chart needs it. `title` and `words` (one line each of what a reader who points at the mark
    is told) are in the reader's language."""

    id: str
    kind: EventKind
    status: Status
    span: TimeSpan
    sources: int
    title: str
    words: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that the chart shows, both inclusive."""

    first: date
    last: date

    @property
    def start(self) -> float:
        return float(self.first.toordinal())

    @property
    def end(self) -> float:
        return float(self.last.toordinal() + 1)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def share(self, instant: float) -> float:
        """Where an instant lies between the left edge (0) and the right edge (1)."""
        return (instant - self.start) / (self.end - self.start)

    def padded(self, share: float) -> Window:
        """Wider by a share of its length on both sides, so that whoever pans a little finds what is there."""
        days = math.ceil(self.days * share)
        return Window(_shifted(self.first, -days), _shifted(self.last, days))


class Reach(StrEnum):
    """How a time that is not one day is drawn."""

    WITHIN = "within"
    THROUGHOUT = "throughout"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Whisker:
    """The time around a mark, cut to the window. A cut or an open end has no cap."""

    start: float
    end: float
    reach: Reach
    capped_start: bool
    capped_end: bool


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    side: str
    """"left" or "right" of the mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    dot: Dot
    at: float
    y: float
    radius: float
    whisker: Whisker | None
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """So many events of one kind in one step of time."""

    kind: EventKind
    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Context:
    """A dated line behind the marks, or with a `last` day (or `ongoing`) a band."""

    title: str
    first: date
    last: date | None = None
    ongoing: bool = False


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A context as it is drawn: cut to the window; `end` None for a line or for what fills the whole window.

    `title` is empty where it finds no room; `row` counts from the chart upwards, `side` is that of its line.
    """

    title: str
    start: float
    end: float | None
    begins_inside: bool
    row: int = 0
    side: str = "right"


class Unit(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Tick:
    """A line on the time axis. `names_year`: the year stands under its label."""

    day: date
    unit: Unit
    names_year: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that is drawn. Either `marks` or `bins` is empty.

    `reach` is the time that is laid out: the window, or more on both sides for whoever pans. Ticks reach beyond it.
    """

    window: Window
    reach: Window
    frame: Frame
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    backdrops: tuple[Backdrop, ...] = ()
    marks: tuple[Mark, ...] = ()
    bins: tuple[Bin, ...] = ()

    @property
    def height(self) -> float:
        return self.frame.height

    def seen(self) -> Layout:
        """What the window shows of it, cut at its edges."""
        start, end = self.window.start, self.window.end
        return replace(
            self,
            reach=self.window,
            marks=tuple(_cut(mark, self.window) for mark in self.marks if start <= mark.at <= end),
            bins=tuple(cell for cell in self.bins if cell.last >= self.window.first and cell.first <= self.window.last),
            backdrops=tuple(
                replace(
                    backdrop,
                    title=backdrop.title if backdrop.start >= start or not backdrop.begins_inside else "",
                    start=max(backdrop.start, start),
                    end=None if backdrop.end is None else min(backdrop.end, end),
                    begins_inside=backdrop.begins_inside and backdrop.start >= start,
                )
                for backdrop in self.backdrops
                if backdrop.start < end and (backdrop.end is None or backdrop.end > start)
                if backdrop.start >= start or not backdrop.begins_inside or backdrop.end is not None
            ),
        )


def _cut(mark: Mark, window: Window) -> Mark:
    whisker = mark.whisker
    if whisker is None or (whisker.start >= window.start and whisker.end <= window.end):
        return mark
    cut = replace(
        whisker,
        start=max(whisker.start, window.start),
        end=min(whisker.end, window.end),
        capped_start=whisker.capped_start and whisker.start >= window.start,
        capped_end=whisker.capped_end and whisker.end <= window.end,
    )
    return replace(mark, whisker=cut)


# ---- time ------------------------------------------------------------------------------------------------------------


def place(span: TimeSpan, window: Window | None = None) -> float | None:
    """The instant at which the mark of a span stands: its middle, or its known end; None without any date.

    With a window the part of the span that the window shows is taken, so that a year seen through one of its months
    still has its mark in sight.
    """
    start = None if span.earliest is None else float(span.earliest.toordinal())
    end = None if span.latest is None else float(span.latest.toordinal() + 1)
    if start is None and end is None:
        return None
    if start is None or end is None:
        known = (end - 0.5) if end is not None else (start or 0.0) + 0.5
        return known if window is None else min(max(known, window.start), window.end)
    if window is not None:
        start, end = max(start, window.start), min(end, window.end)
    return (start + end) / 2


def moment(instant: float) -> datetime:
    """The instant as a naive datetime, for axes that speak of dates."""
    whole = math.floor(instant)
    return datetime.fromordinal(whole) + timedelta(minutes=round((instant - whole) * 1440))


def window_for(spans: Iterable[TimeSpan], first: date | None = None, last: date | None = None) -> Window | None:
    """The window that shows all spans, with a little air, unless its ends are given. None if nothing has a date."""
    known = [day for span in spans for day in (span.earliest, span.latest) if day is not None]
    if first is not None and last is not None:
        return Window(first, last)
    inside = [day for day in known if (first is None or day >= first) and (last is None or day <= last)]
    if first is None and last is None and not inside:
        return None
    lower = first or (min(inside) if inside else _shifted(last, -365))
    upper = last or (max(inside) if inside else _shifted(first, 365))
    air = max(math.ceil((upper - lower).days * _PADDING), math.ceil((_SHORTEST_WINDOW - (upper - lower).days) / 2), 1)
    return Window(first or _shifted(lower, -air), last or _shifted(upper, air))


def focus(counts: Iterable[tuple[date, int]]) -> tuple[date, date] | None:
    """The first and the last month in which nearly all events lie, where a few far away would squeeze the rest.

    `counts` are numbers of events by first day of a month. At most one event in twenty is left out, none where there
    are fewer than ten, and only if what is left fits into half the time. None: nothing is to be left out.
    """
    sums: Counter[date] = Counter()
    for day, count in counts:
        sums[day] += count
    months = sorted(sums)
    total = sum(sums.values())
    if total < _FEW or len(months) < 2:
        return None
    spare = max(1, int(total * _STRAY_SHARE))
    best = (months[0], months[-1])
    for start, first in enumerate(months):
        if sum(sums[month] for month in months[:start]) > spare:
            break
        dropped = sum(sums[month] for month in months[:start])
        end = len(months)
        while end > start + 1 and dropped + sums[months[end - 1]] <= spare:
            end -= 1
            dropped += sums[months[end]]
        if months[end - 1] - first < best[1] - best[0]:
            best = (first, months[end - 1])
    whole = months[-1] - months[0]
    return best if 2 * (best[1] - best[0]) <= whole else None


def _shifted(day: date | None, days: int) -> date:
    """The day moved, held inside the calendar."""
    ordinal = (day or date.today()).toordinal() + days
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal() - 1))


_STEPS: tuple[tuple[Unit, int], ...] = (
    (Unit.DAY, 1),
    (Unit.DAY, 2),
    (Unit.DAY, 7),
    (Unit.DAY, 14),
    (Unit.MONTH, 1),
    (Unit.MONTH, 3),
    (Unit.MONTH, 6),
    *((Unit.YEAR, count) for count in (1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000)),
)
_DAYS = MappingProxyType({Unit.DAY: 1.0, Unit.MONTH: 30.44, Unit.YEAR: 365.25})


def step_for(window: Window, most: int) -> tuple[Unit, int]:
    """The finest step of the calendar that divides the window into at most so many parts."""
    for unit, count in _STEPS:
        if window.days / (_DAYS[unit] * count) <= most:
            return unit, count
    return _STEPS[-1]


def calendar(window: Window, unit: Unit, count: int) -> tuple[date, ...]:
    """The days of the window on which a step of the calendar begins."""
    if unit is Unit.DAY:
        # From a fixed Monday, so that the ticks stay where they are while one pans.
        offset = -window.first.toordinal() % count if count < 7 else (1 - window.first.toordinal()) % count
        return tuple(date.fromordinal(n) for n in range(window.first.toordinal() + offset, int(window.end), count))
    months = count if unit is Unit.MONTH else 12 * count
    number = math.ceil((window.first.year * 12 + window.first.month - 1 + (window.first.day > 1)) / months) * months
    days: list[date] = []
    while number // 12 <= 9999 and (day := date(number // 12, number % 12 + 1, 1)) <= window.last:
        days.append(day)
        number += months
    return tuple(days)


def ticks(window: Window, most: int = 11, *, beside: bool = False) -> tuple[Tick, ...]:
    """The ticks of a window; with `beside` also those of as much time before and after, for whoever pans."""
    unit, count = step_for(window, most)
    reach = window.days if beside else 0
    days = calendar(Window(_shifted(window.first, -reach), _shifted(window.last, reach)), unit, count)
    first_shown = next((day for day in days if day >= window.first), None)
    named: set[int] = set()
    result = []
    for day in days:
        names_year = day.year not in named or day == first_shown
        result.append(Tick(day, unit, names_year=unit is not Unit.YEAR and names_year))
        named.add(day.year)
    return tuple(result)


# ---- marks -----------------------------------------------------------------------------------------------------------


def radius(sources: int) -> float:
    """Grows with the number of independent sources, ever more slowly."""
    return round(min(9.5, 5 + 1.7 * math.log(max(1, sources))), 2)


def whisker(span: TimeSpan, window: Window, reach: Window | None = None) -> Whisker | None:
    """None for a single day and where nothing is known. It is cut to the `reach`, which is the window if not given."""
    reach = reach or window
    start = None if span.earliest is None else float(span.earliest.toordinal())
    end = None if span.latest is None else float(span.latest.toordinal() + 1)
    fade = (window.end - window.start) * _FADE
    at = _place_seen(span, window, reach)
    if at is None or span.days == 1:
        return None
    if start is None:
        return Whisker(max(at - fade, reach.start), at, Reach.BEFORE, False, end is not None and end <= reach.end)
    if end is None:
        return Whisker(at, min(at + fade, reach.end), Reach.AFTER, start >= reach.start, False)
    drawn = Reach.THROUGHOUT if span.extent is Extent.THROUGHOUT else Reach.WITHIN
    return Whisker(max(start, reach.start), min(end, reach.end), drawn, start >= reach.start, end <= reach.end)


def _place_seen(span: TimeSpan, window: Window, reach: Window) -> float | None:
    """Where the mark stands: by the window if that shows some of the span, else by what is laid out around it."""
    return place(span, window if _visible(span, window) else reach)


def lay_out(
    dots: Sequence[Dot],
    window: Window,
    contexts: Sequence[Context] = (),
    frame: Frame = WIDE,
    reach: Window | None = None,
) -> Layout:
    """Marks with their places, dodged where they would hide each other, and as many labels as fit without overlap.

    Events without any date and events outside the reach (the window if not given) are left out. Marks are in order of
    time.
    """
    reach = reach or window
    by_lane: dict[EventKind, list[Mark]] = {kind: [] for kind in EventKind}
    base = {lane.kind: lane.base for lane in frame.lanes}
    for dot in dots:
        at = _place_seen(dot.span, window, reach)
        if at is not None and _visible(dot.span, reach):
            drawn = whisker(dot.span, window, reach)
            by_lane[dot.kind].append(Mark(dot, at, base[dot.kind], radius(dot.sources), drawn))
    marks = [
        mark for own in by_lane.values() for mark in _labelled(_dodge(own, window, frame), window, reach, frame.width)
    ]
    marks.sort(key=lambda mark: (mark.at, mark.dot.id))
    backdrops = _backdrops(contexts, window, reach, frame)
    return Layout(window, reach, frame, frame.lanes, _axis(window, frame), backdrops, tuple(marks))


def fading(whisker: Whisker) -> tuple[tuple[float, float, float], ...]:
    """An open whisker as pieces (start, end, opacity) that thin out towards the unknown side."""
    known, unknown = (whisker.end, whisker.start) if whisker.reach is Reach.BEFORE else (whisker.start, whisker.end)
    length = unknown - known
    pieces = ((0.0, 0.45, 1.0), (0.55, 0.75, 0.65), (0.85, 1.0, 0.35))
    return tuple((known + length * near, known + length * far, opacity) for near, far, opacity in pieces)


def bin_up(
    counts: Iterable[tuple[EventKind, date, int]],
    window: Window,
    contexts: Sequence[Context] = (),
    frame: Frame = WIDE,
    reach: Window | None = None,
) -> Layout:
    """Bins instead of marks. `counts` are numbers of events by kind and day; steps are as fine as the window allows."""
    reach = reach or window
    edges = _edges(reach, step_for(window, MOST_BINS))
    sums: Counter[tuple[EventKind, int]] = Counter()
    for kind, day, count in counts:
        if reach.first <= day <= reach.last:
            sums[kind, _position(edges, day)] += count
    bins = tuple(
        Bin(kind, edges[position], edges[position + 1] - timedelta(days=1), sums[kind, position])
        for kind in EventKind
        for position in range(len(edges) - 1)
        if sums[kind, position]
    )
    backdrops = _backdrops(contexts, window, reach, frame)
    return Layout(window, reach, frame, frame.lanes, _axis(window, frame), backdrops, bins=bins)


def _axis(window: Window, frame: Frame) -> tuple[Tick, ...]:
    return ticks(window, max(4, int(frame.width / 70)), beside=True)


def _backdrops(contexts: Sequence[Context], window: Window, reach: Window, frame: Frame) -> tuple[Backdrop, ...]:
    """The contexts that the reach shows, in order of time, with as many titles as find room at the top.

    Lines choose before bands that have long begun: what changes in sight tells more. A band that fills the whole
    reach is only named.
    """
    shown: list[Backdrop] = []
    for context in sorted(contexts, key=lambda context: context.first):
        start = float(context.first.toordinal())
        last = reach.last if context.ongoing else context.last
        end = None if last is None else float(last.toordinal() + 1)
        if start < reach.end and (end or start + 1) > reach.start:
            inside = start >= reach.start
            whole = end is not None and not inside and end >= reach.end
            start = max(start, reach.start)
            shown.append(Backdrop(context.title, start, None if whole or end is None else min(end, reach.end), inside))
    taken: list[tuple[int, float, float]] = []
    titles: dict[int, tuple[int, str] | None] = {}
    for number, backdrop in sorted(enumerate(shown), key=lambda entry: not entry[1].begins_inside):
        titles[number] = _place_title(backdrop, window, reach, frame, taken)
    return tuple(
        replace(backdrop, row=spot[0], side=spot[1]) if (spot := titles[number]) else replace(backdrop, title="")
        for number, backdrop in enumerate(shown)
    )


def _place_title(
    backdrop: Backdrop, window: Window, reach: Window, frame: Frame, taken: list[tuple[int, float, float]]
) -> tuple[int, str] | None:
    """The row and the side of its line where a title finds room, which is then taken.

    The title of a line that the window shows keeps inside it; others are for whoever pans there.
    """
    x = window.share(backdrop.start) * frame.width
    lowest, highest = _room(backdrop.start, window, reach, frame.width)
    long = text_width(backdrop.title, 10.5) + 8
    sides = (("right", x, x + long), ("left", x - long, x)) if backdrop.begins_inside else (("right", x, x + long),)
    for side, left, right in sides:
        for row in range(TITLE_ROWS):
            free = all(other != row or right <= start or left >= end for other, start, end in taken)
            if free and left >= lowest and right <= highest:
                taken.append((row, left, right))
                return row, side
    return None


def _room(instant: float, window: Window, reach: Window, width: float) -> tuple[float, float]:
    """From where to where words beside an instant may reach, in pixels: its own part of the reach."""
    if instant < window.start:
        return window.share(reach.start) * width, 0.0
    if instant > window.end:
        return width, window.share(reach.end) * width
    return 0.0, width


def _visible(span: TimeSpan, window: Window) -> bool:
    return (span.latest is None or span.latest >= window.first) and (
        span.earliest is None or span.earliest <= window.last
    )


def _dodge(marks: list[Mark], window: Window, frame: Frame) -> list[Mark]:
    """Moves marks of one lane that touch to the row where they overlap least; later ones give way."""
    ends = [-math.inf] * len(frame.rows)
    placed: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.dot.id)):
        x = window.share(mark.at) * frame.width
        overlaps = [max(0.0, end - (x - mark.radius)) for end in ends]
        row = min(range(len(frame.rows)), key=lambda row: (overlaps[row], row))
        ends[row] = x + mark.radius + 1
        size = min(mark.radius, 6.5) if row else mark.radius
        placed.append(replace(mark, y=mark.y + frame.rows[row], radius=size))
    return placed


# ---- labels ----------------------------------------------------------------------------------------------------------

_WIDTHS = {
    character: width
    for width, characters in (
        (0.29, "ijlIJ'"),
        (0.34, ".,;:’ /|f-"),
        (0.4, "rt!()[]"),
        (0.52, "sz„“”?–"),
        (0.57, "cLkF"),
        (0.61, "ovxyöPTY"),
        (0.68, "ABCKRVXZÄ"),
        (0.74, "HNUÜ"),
        (0.79, "DGOQÖ&"),
        (0.86, "Mw+"),
        (0.98, "mW—…@%"),
    )
    for character in characters
}
_USUAL_WIDTH = 0.635
"""Of most small letters, of figures, and of what is not in the table."""


def text_width(text: str, size: float = 11.5) -> float:
    """About how wide a text is in the page's sans serif: enough to keep labels apart, without a font file.

    Measured with the widest of the usual system fonts (DejaVu Sans), so that in others there is room to spare.
    """
    return sum(_WIDTHS.get(character, _USUAL_WIDTH) for character in text) * size


def shortened(text: str, limit: int) -> str:
    """Cut at a word, with an ellipsis, where a label would be too long."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in head[limit // 2 :]:
        head = head[: head.rindex(" ")]
    return head.rstrip(" ,;:–-") + "…"


def _labelled(marks: list[Mark], window: Window, reach: Window, width: float) -> list[Mark]:
    """Labels for the marks of one lane; the best sourced choose first."""
    taken: list[tuple[float, float]] = []
    for mark in marks:
        insort(taken, _extent(mark, window, width))
    labels: dict[str, Label] = {}
    for mark in sorted(marks, key=lambda mark: (-mark.dot.sources, mark.at, mark.dot.id)):
        own = _extent(mark, window, width)
        lowest, highest = _room(mark.at, window, reach, width)
        for text, side in _variants(mark.dot.title):
            long = text_width(text) + 8  # an end of one label is told from the start of the next
            box = (own[1] + 4, own[1] + 4 + long) if side == "right" else (own[0] - 4 - long, own[0] - 4)
            if box[0] >= lowest and box[1] <= highest and _free(taken, box):
                insort(taken, box)
                labels[mark.dot.id] = Label(text, side)
                break
    return [replace(mark, label=labels.get(mark.dot.id)) for mark in marks]


def _variants(title: str) -> Iterator[tuple[str, str]]:
    """Ever shorter texts, each on the right and then on the left."""
    texts = dict.fromkeys(shortened(title, limit) for limit in _LABEL_LIMITS)
    return ((text, side) for text in texts if text for side in ("right", "left"))


def _extent(mark: Mark, window: Window, width: float) -> tuple[float, float]:
    """From where to where a mark with its whisker lies, in pixels."""
    x = window.share(mark.at) * width
    left, right = x - mark.radius, x + mark.radius
    if mark.whisker is not None:
        left = min(left, window.share(mark.whisker.start) * width)
        right = max(right, window.share(mark.whisker.end) * width)
    return left, right


def _free(taken: Sequence[tuple[float, float]], box: tuple[float, float]) -> bool:
    return all(end <= box[0] or start >= box[1] for start, end in taken)


def label_anchor(mark: Mark, layout: Layout) -> float:
    """How far the label's near end is from the mark, in pixels (negative to the left)."""
    if mark.label is None:
        return 0.0
    left, right = _extent(mark, layout.window, layout.frame.width)
    x = layout.window.share(mark.at) * layout.frame.width
    return (right + 5 - x) if mark.label.side == "right" else (left - 5 - x)


# ---- the overview ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """Events of one step of time: those dated to it, and those whose time is wider than the step (`vague`)."""

    first: date
    last: date
    exact: int
    vague: int

    @property
    def count(self) -> int:
        return self.exact + self.vague


@dataclass(frozen=True, slots=True)
class Overview:
    window: Window
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]

    @property
    def highest(self) -> int:
        return max((bar.count for bar in self.bars), default=0)


def overview(counts: Iterable[tuple[date, bool, int]], window: Window) -> Overview:
    """A histogram over all time of numbers of events by day of their mark; True in the middle: dated to a month or
    better. Its steps are whole months at least."""
    unit, count = step_for(window, MOST_BINS)
    edges = _edges(window, (Unit.MONTH, 1) if unit is Unit.DAY else (unit, count))
    exact: Counter[int] = Counter()
    vague: Counter[int] = Counter()
    for day, precise, count in counts:
        (exact if precise else vague)[_position(edges, day)] += count
    bars = tuple(
        Bar(first, after - timedelta(days=1), exact[position], vague[position])
        for position, (first, after) in enumerate(pairwise(edges))
    )
    window = Window(edges[0], edges[-1] - timedelta(days=1))
    return Overview(window, bars, ticks(window, 12))


def _edges(window: Window, step: tuple[Unit, int]) -> list[date]:
    """The days between which bins lie, the last one exclusive; whole steps of the calendar that cover the window."""
    unit, count = step
    reach = math.ceil(_DAYS[unit] * count) + 1
    wider = Window(_shifted(window.first, -reach), _shifted(window.last, reach))
    days = calendar(wider, unit, count)
    before = max((day for day in days if day <= window.first), default=window.first)
    after = min((day for day in days if day > window.last), default=_shifted(window.last, 1))
    return [before, *(day for day in days if before < day < after), after]


def _position(edges: Sequence[date], day: date) -> int:
    return min(max(bisect_left(edges, day + timedelta(days=1)) - 1, 0), len(edges) - 2)
