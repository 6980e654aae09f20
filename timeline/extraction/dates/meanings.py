"""What a time expression means before it is resolved, and how each meaning resolves against its surroundings.

A meaning is independent of language and of the article: `Weekday(4, relative=-1)` is "vergangenen Donnerstag" and
"last Thursday" alike. `resolve` gives an `Answer`; an answer without days is an expression that is not on the calendar,
or not without an anchor that is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Protocol

from timeline.extraction.dates import calendar
from timeline.extraction.dates.calendar import Period, Unit
from timeline.extraction.dates.direction import Tense
from timeline.extraction.dates.holidays import feasts
from timeline.extraction.frozen import frozen
from timeline.extraction.model import Basis, Extent, Precision, TimexType

UNKNOWN_DAY = "XXXX-XX-XX"
UNKNOWN_VALUES = {
    Unit.DAY: UNKNOWN_DAY,
    Unit.WEEKEND: "XXXX-WXX-WE",
    Unit.WEEK: "XXXX-WXX",
    Unit.MONTH: "XXXX-XX",
    Unit.QUARTER: "XXXX-QX",
    Unit.HALF: "XXXX-HX",
    Unit.DECADE: "XXX",
    Unit.CENTURY: "XX",
}
"""TIMEX3 values of which nothing but the unit is known; "XXXX" for every other unit."""


@frozen
class Reference:
    """A period that the text has named, to which later words may refer.

    `year_named` if the text said the year itself, and not as an end ("bis 2025") or a beginning; `several` if it is one
    of an enumeration or range; `aside` if it stands in a quotation, or is the day on which the news was told.
    """

    period: Period
    sentence: int
    year_named: bool
    several: bool
    find_tense: Callable[[], Tense]
    aside: bool = False


@dataclass(frozen=True, eq=False)
class Now:
    """What an expression is resolved against.

    `anchor` is the day of publication (None: unknown), `references` what the text has named so far, the latest last.
    """

    anchor: date | None
    sentence: int
    references: tuple[Reference, ...]
    find_tense: Callable[[], Tense]

    @cached_property
    def tense(self) -> Tense:
        return self.find_tense()

    @property
    def last(self) -> Period | None:
        """What the text tells of: the period named last, beside those of quotations and of the telling itself."""
        return self.narrated[-1].period if self.narrated else None

    @property
    def narrated(self) -> tuple[Reference, ...]:
        """The references without those of quotations and of the telling itself, where there are others."""
        return tuple(r for r in self.references if not r.aside) or self.references

    def one_of_several(self, period: Period) -> bool:
        """Whether the text named this period, when it did so last, among others."""
        return next((r.several for r in reversed(self.references) if r.period == period), False)

    def last_of(self, *units: Unit, within: int = 1000) -> Period | None:
        """The last period of one of these units, named at most `within` sentences ago."""
        for reference in reversed(self.narrated):
            if reference.period.unit in units and self.sentence - reference.sentence <= within:
                return reference.period
        return None

    @property
    def narrated_year(self) -> int | None:
        """The year in which the text tells a story of another time, if this or the sentence before names it."""
        for reference in reversed(self.references):
            away = self.sentence - reference.sentence
            if away > 1:
                return None
            year = reference.period.first.year
            if reference.year_named and reference.period.unit not in (Unit.DECADE, Unit.CENTURY):
                recent = away and self.anchor and year >= self.anchor.year - 1
                return None if recent or reference.find_tense() is Tense.FUTURE else year
        return None


@frozen
class Answer:
    """`refer` is what later words may refer back to."""

    type: TimexType
    value: str
    first: date | None = None
    last: date | None = None
    precision: Precision = Precision.UNKNOWN
    extent: Extent = Extent.WITHIN
    approximate: bool = False
    basis: Basis = Basis.EXPLICIT
    refer: Period | None = None
    year_named: bool = False


class Meaning(Protocol):
    def resolve(self, now: Now) -> Answer: ...


def on_calendar(period: Period, basis: Basis, *, year_named: bool = False) -> Answer:
    return Answer(
        TimexType.DATE,
        period.value,
        period.first,
        period.last,
        period.precision,
        basis=basis,
        refer=period,
        year_named=year_named,
    )


def nowhere(value: str, type_: TimexType = TimexType.DATE) -> Answer:
    return Answer(type_, value)


def part_of(period: Period, part: str) -> tuple[date, date]:
    """The begin (B), middle (M) or end (E) of a period, roughly a third of it, in its own next smaller unit."""
    first, last = period.first, period.last
    which = "BME".index(part)
    match period.unit:
        case Unit.WEEK:
            begin, end = ((0, 2), (1, 3), (3, 6))[which]
            return first + timedelta(days=begin), first + timedelta(days=end)
        case Unit.MONTH:
            return first.replace(day=(1, 11, 21)[which]), last if part == "E" else first.replace(day=(10, 20)[which])
        case Unit.DECADE | Unit.CENTURY:
            years = last.year - first.year + 1
            third = -(-years // 3)
            year = first.year + (0, (years - third) // 2, years - third)[which]
            return date(year, 1, 1), date(year + third - 1, 12, 31)
        case Unit.DAY | Unit.WEEKEND:
            return first, last
        case _:
            third = ((last.year - first.year) * 12 + last.month - first.month + 1) // 3
            begins = calendar.add_months(first, which * third)
            return begins, calendar.add_months(begins, third) - calendar.ONE_DAY


def narrowed(answer: Answer, part: str | None) -> Answer:
    """The begin, middle or end of what was answered; the value stays that of the whole, as TIMEX3 has it."""
    if not part or answer.refer is None:
        return answer
    first, last = part_of(answer.refer, part)
    return replace(answer, first=first, last=last, precision=Precision.INTERVAL, approximate=True)


def in_daypart(answer: Answer, daypart: str | None, clock: tuple[int, int] | None = None) -> Answer:
    """A part of the day or a time of the clock on the day that was answered."""
    if not daypart and not clock:
        return answer
    suffix = f"T{clock[0]:02}:{clock[1]:02}" if clock else f"T{daypart}"
    return replace(answer, type=TimexType.TIME, value=f"{answer.value}{suffix}")


def nearest(
    candidates: Iterable[Period], now: Now, relative: int | None = None, *, by_tense: bool = False
) -> Period | None:
    """The candidate that the expression means: by "last" or "next", else by tense, else the nearest, the past first.

    With `by_tense` the tense decides even where the other candidate is much nearer.
    """
    anchor = now.anchor
    if anchor is None:
        return None
    known = sorted(candidates, key=_first_day)
    if relative:
        before, after = [p for p in known if p.last < anchor], [p for p in known if p.first > anchor]
        in_order = before[::-1] if relative < 0 else after
        return in_order[abs(relative) - 1] if len(in_order) >= abs(relative) else None
    past, future = _last_begun(known, anchor), _next_to_end(known, anchor)
    if past is None or future is None or past == future:
        return past or future
    back, ahead = _distance(past, anchor), _distance(future, anchor)
    if not by_tense and past.unit in NEAR_AT_HAND and max(back, ahead) > FAR and min(back, ahead) < NEAR:
        return past if back < ahead else future
    if now.tense is Tense.PAST:
        return past
    if now.tense is Tense.FUTURE or (now.tense is Tense.PRESENT and ahead <= 7):
        return future
    just_past = past.unit is Unit.DAY and back <= LAST_DAYS
    return past if just_past or back <= ahead else future


_first_day: Callable[[Period], date] = attrgetter("first")


def _last_begun(in_order: Sequence[Period], anchor: date) -> Period | None:
    """The last to begin by the anchor, and of those that begin together the first."""
    last: Period | None = None
    for period in in_order:
        if period.first > anchor:
            break
        if last is None or period.first > last.first:
            last = period
    return last


def _next_to_end(in_order: Sequence[Period], anchor: date) -> Period | None:
    for period in in_order:
        if period.last >= anchor:
            return period
    return None


FAR, NEAR = 240, 125
"""Of two days a year apart, one that is so many days off is not meant without a year if the other one is so near."""
LAST_DAYS = 6
"""A day of the last week is meant rather than one of the next where no verb decides: news tell what was."""
NEAR_AT_HAND = (Unit.DAY, Unit.QUARTER, Unit.HALF)
"""Units that are told without a year only while they are near; months are not."""


def _distance(period: Period, anchor: date) -> int:
    if period.first <= anchor <= period.last:
        return 0
    return min(abs((period.first - anchor).days), abs((period.last - anchor).days))


def by_year(
    now: Now,
    make: Callable[[int], Period],
    relative: int | None,
    weekday: int | None = None,
    *,
    by_tense: bool = False,
) -> tuple[Period | None, Basis]:
    """A period that recurs every year, in the year that is meant: if possible one in which it falls on the weekday."""
    narrated = now.narrated_year
    if relative is None and narrated is not None and now.tense is not Tense.FUTURE:
        told = _made(make, narrated)
        if told and _falls_on(told, weekday) and (now.anchor is None or narrated != now.anchor.year):
            return told, Basis.ANAPHORIC
    if now.anchor is None:
        return None, Basis.RELATIVE
    if relative == 0:
        return _made(make, now.anchor.year), Basis.RELATIVE
    years = (now.anchor.year + step for step in (-2, -1, 0, 1, 2))
    candidates = [period for year in years if (period := _made(make, year))]
    fitting = [period for period in candidates if _falls_on(period, weekday)] or candidates
    return nearest(fitting, now, relative, by_tense=by_tense), Basis.RELATIVE


def _falls_on(period: Period, weekday: int | None) -> bool:
    return weekday is None or period.first.isoweekday() == weekday


def _made(make: Callable[[int], Period], year: int) -> Period | None:
    try:
        return make(year)
    except ValueError:  # 29 February
        return None


@frozen
class YearWords:
    """The year as it is told: in digits, by "vergangenen Jahres", or not at all."""

    number: int | None = None
    relative: int | None = None
    same: bool = False
    following: int | None = None

    def of(self, now: Now) -> int | None:
        if self.number is not None:
            return self.number
        if self.relative is not None:
            return now.anchor.year + self.relative if now.anchor else None
        step = 0 if self.same else self.following
        if step is None:
            return None
        named = [r.period for r in now.references if r.period.unit not in (Unit.DECADE, Unit.CENTURY)]
        return named[-1].first.year + step if named else None

    @property
    def told(self) -> bool:
        return (self.number, self.relative, self.following) != (None, None, None) or self.same

    @property
    def basis(self) -> Basis:
        if self.number is not None:
            return Basis.EXPLICIT
        return Basis.RELATIVE if self.relative is not None else Basis.ANAPHORIC


@frozen
class Yearly:
    """A day, month, season, quarter, half or whole year: whatever a year has.

    Give one of `month` (with or without `day`), `season`, `quarter`, `half`, or none for the year itself. `relative`
    is -1, 0, 1 for "last", "this", "next" in front of it.
    """

    year: YearWords = YearWords()
    month: int | None = None
    day: int | None = None
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    part: str | None = None
    relative: int | None = None
    daypart: str | None = None
    weekday: int | None = None
    """As told beside a day; it helps to find a year that is not told."""

    def make(self, year: int) -> Period:
        if self.month and self.day:
            return calendar.day(date(year, self.month, self.day))
        if self.month:
            return calendar.month(year, self.month)
        if self.season:
            return calendar.season(year, self.season)
        if self.quarter:
            return calendar.quarter(year, self.quarter)
        if self.half:
            return calendar.half(year, self.half)
        return calendar.year(year)

    def resolve(self, now: Now) -> Answer:
        year = self.year.of(now)
        if year is not None:
            found, basis = self.make(year), self.year.basis
        elif self.year.told:
            found, basis = None, Basis.ANAPHORIC
        else:
            found, basis = by_year(now, self.make, self.relative, self.weekday)
        if found is None:
            return nowhere("XXXX" + self.make(2000).value[4:])
        answer = on_calendar(found, basis, year_named=self.year.number is not None or self.year.same)
        return in_daypart(narrowed(answer, self.part), self.daypart)


@frozen
class DayOfMonth:
    """A bare day such as "am 18.": of the month last named, else of the publication's, by tense."""

    day: int

    def resolve(self, now: Now) -> Answer:
        named = now.last_of(Unit.DAY, Unit.MONTH, within=2)
        if named is not None:
            found = _made(lambda year: calendar.day(date(year, named.first.month, self.day)), named.first.year)
            if found:
                return on_calendar(found, Basis.ANAPHORIC)
        if now.anchor is None:
            return nowhere(f"XXXX-XX-{self.day:02}")
        months = [calendar.add_months(now.anchor.replace(day=1), step) for step in (-1, 0, 1)]
        days = [p for m in months if (p := _made(lambda y, m=m: calendar.day(m.replace(day=self.day)), m.year))]  # type: ignore[misc]
        found = nearest(days, now)
        return on_calendar(found, Basis.RELATIVE) if found else nowhere(f"XXXX-XX-{self.day:02}")


@frozen
class Weekday:
    """`relative` as in `Yearly`; `same` and `following` refer to the day last named."""

    weekday: int
    relative: int | None = None
    following: int | None = None
    daypart: str | None = None
    ahead: bool = False
    """Whether a limit is meant ("until Monday"), which lies ahead unless the tense says otherwise."""

    def resolve(self, now: Now) -> Answer:
        unknown = in_daypart(nowhere(f"XXXX-WXX-{self.weekday}"), self.daypart)
        if self.following is not None:
            base = now.last_of(Unit.DAY) or (calendar.day(now.anchor) if now.anchor else None)
            if base is None:
                return unknown
            step = (self.weekday - base.first.isoweekday()) % 7 or 7
            if self.following < 0:
                step -= 7 if step < 7 else 14
            return in_daypart(on_calendar(calendar.shifted(base, step), Basis.ANAPHORIC), self.daypart)
        if now.anchor is None:
            return unknown
        monday = calendar.week(now.anchor).first
        days = [calendar.day(monday + timedelta(days=self.weekday - 1, weeks=step)) for step in (-2, -1, 0, 1, 2)]
        relative = self.relative or None
        if self.ahead and relative is None and now.tense is not Tense.PAST:
            days = [day for day in days if day.first >= now.anchor]
        found = nearest(days, now, relative)
        if found is None:
            return unknown
        return in_daypart(on_calendar(found, Basis.RELATIVE), self.daypart)


@frozen
class DayOfWeek:
    """A weekday of the week `step` places from the publication's, or from the one last named."""

    weekday: int
    step: int
    anaphoric: bool = False

    def resolve(self, now: Now) -> Answer:
        base, basis = now.anchor, Basis.RELATIVE
        if self.anaphoric and now.last is not None:
            base, basis = now.last.first, Basis.ANAPHORIC
        if base is None:
            return nowhere(f"XXXX-WXX-{self.weekday}")
        monday = calendar.week(base).first
        return on_calendar(calendar.day(monday + timedelta(weeks=self.step, days=self.weekday - 1)), basis)


@frozen
class Deictic:
    """A day counted from the publication: "gestern", "today", perhaps with a part of the day."""

    offset: int
    daypart: str | None = None

    def resolve(self, now: Now) -> Answer:
        if now.anchor is None:
            return in_daypart(nowhere(UNKNOWN_DAY), self.daypart)
        day = calendar.day(now.anchor + timedelta(days=self.offset))
        return in_daypart(on_calendar(day, Basis.RELATIVE), self.daypart)


@frozen
class Today:
    """ "heute" without more: the day itself in a report, the present time in comment and analysis.

    `still` says that the words around it speak of what lasts ("noch heute", "bis heute").
    """

    still: bool = False

    def resolve(self, now: Now) -> Answer:
        contrasted = any(
            reference.sentence == now.sentence and now.anchor and reference.period.first.year < now.anchor.year - 1
            for reference in now.references
        )
        if contrasted or now.tense is Tense.STATE or (self.still and now.tense is not Tense.FUTURE):
            return nowhere("PRESENT_REF")
        return Deictic(0).resolve(now)


@frozen
class Years:
    """A year that begins in one and ends in another: "2013/14"."""

    first: int
    last: int

    def resolve(self, now: Now) -> Answer:
        first, last = date(self.first, 1, 1), date(self.last, 12, 31)
        if self.last == self.first + 1:  # seasons and school years turn in summer
            first, last = date(self.first, 7, 1), date(self.last, 6, 30)
        return Answer(TimexType.DATE, f"{self.first}/{self.last}", first, last, Precision.INTERVAL)


@frozen
class Daypart:
    """A part of the day or a time of the clock, on the day that the sentence is about."""

    daypart: str | None = None
    clock: tuple[int, int] | None = None
    relative: int | None = None
    afternoon: bool = False
    """Whether the time was told with "p.m.", which then holds for those enumerated with it."""
    opening: bool = False
    """Whether it is one end of a range of hours, which without a day are those of every day."""

    def resolve(self, now: Now) -> Answer:
        named = now.last_of(Unit.DAY, within=3)
        if self.relative == 1 and named is not None:  # "am nächsten Morgen" goes on from there
            return in_daypart(on_calendar(calendar.shifted(named, 1), Basis.ANAPHORIC), self.daypart, self.clock)
        if self.relative is not None and now.anchor:
            day = calendar.day(now.anchor + timedelta(days=self.relative))
            return in_daypart(on_calendar(day, Basis.RELATIVE), self.daypart, self.clock)
        every_day = now.one_of_several(named) if named else self.opening
        if self.clock and (every_day or (named is None and now.anchor is None)):
            return nowhere(f"T{self.clock[0]:02}:{self.clock[1]:02}", TimexType.TIME)
        if named is None:
            if now.anchor is None:
                return in_daypart(nowhere(UNKNOWN_DAY), self.daypart)
            return in_daypart(on_calendar(calendar.day(now.anchor), Basis.RELATIVE), self.daypart, self.clock)
        return in_daypart(on_calendar(named, Basis.ANAPHORIC), self.daypart, self.clock)


@frozen
class Neighbour:
    """The unit `step` places from the publication's ("vergangene Woche") or from the one last named ("im Jahr darauf").

    `anaphoric` says that the text points back; without anything named it falls back to the publication. `towards` is -1
    for what has passed already ("earlier this week") and 1 for what is still to come. `weakly` is "the end of the
    year", which points back only in a story of the past that has just named a time.
    """

    unit: Unit
    step: int
    anaphoric: bool = False
    part: str | None = None
    towards: int = 0
    weakly: bool = False

    def resolve(self, now: Now) -> Answer:
        base, basis = None, Basis.ANAPHORIC
        if self.anaphoric and now.references and (not self.weakly or now.tense is Tense.PAST):
            base = self._named(now, within=1 if self.weakly else 1000)
        if base is None and now.anchor is not None:
            base, basis = now.anchor, Basis.RELATIVE
        if base is None:
            return nowhere(UNKNOWN_VALUES.get(self.unit, "XXXX"))
        found = calendar.shifted(calendar.holding(base, self.unit), self.step)
        answer = narrowed(on_calendar(found, basis), self.part)
        if self.step == 0 and basis is Basis.RELATIVE and found.unit is not Unit.DAY:
            return _so_far_or_to_come(answer, now, self.towards)
        return answer

    def _named(self, now: Now, within: int) -> date | None:
        order = list(Unit)
        for reference in reversed(now.narrated):
            if now.sentence - reference.sentence > within:
                return None
            if order.index(reference.period.unit) <= order.index(self.unit):
                return reference.period.first
        return None


def _so_far_or_to_come(answer: Answer, now: Now, towards: int) -> Answer:
    """Of "diese Woche" or "this year" what has passed, or what is still to come: by its own words or by tense."""
    anchor, first, last = now.anchor, answer.first, answer.last
    if anchor is None or first is None or last is None or not first < anchor < last:
        return answer
    towards = towards or {Tense.PAST: -1, Tense.FUTURE: 1}.get(now.tense, 0)
    if towards < 0:
        return replace(answer, last=anchor, precision=Precision.INTERVAL)
    return replace(answer, first=anchor, precision=Precision.INTERVAL) if towards > 0 else answer


@frozen
class SomeWeekend:
    """A bare weekend, by tense."""

    def resolve(self, now: Now) -> Answer:
        if now.anchor is None:
            return nowhere(UNKNOWN_VALUES[Unit.WEEKEND])
        weekends = [calendar.weekend(now.anchor + timedelta(weeks=step)) for step in (-1, 0, 1)]
        found = nearest(weekends, now)
        return on_calendar(found, Basis.RELATIVE) if found else nowhere(UNKNOWN_VALUES[Unit.WEEKEND])


FEW = (2, 6)
"""How many "a few" and the like are, at least and at most."""
FINER = {
    Unit.CENTURY: Unit.DECADE,
    Unit.DECADE: Unit.YEAR,
    Unit.YEAR: Unit.MONTH,
    Unit.HALF: Unit.MONTH,
    Unit.QUARTER: Unit.WEEK,
    Unit.SEASON: Unit.WEEK,
    Unit.MONTH: Unit.WEEK,
    Unit.WEEK: Unit.DAY,
    Unit.WEEKEND: Unit.DAY,
    Unit.DAY: Unit.DAY,
}
"""How exact half a unit is told."""
A_FEW_FROM_THEN = (1, 5)
"""The same in "a few days later": seen from a day that the text names, less is left open."""


@frozen
class Length:
    """A duration. `count` None is "a few". `towards` -1: up to now or ago, 1: from now on, 0: without a place in time.

    `how`: "ago" a moment that far back, "in" one that far ahead, "since" the time since then, "past" and "next" the
    stretch itself, "within" some moment of it (these two by tense), "then" counted from the day last named.
    `counted` if an ordinal stands before it, which tells how often unless it lies ahead: "the first visit in a decade".
    """

    unit: Unit
    count: float | None
    how: str = ""
    towards: int = 0
    as_date: bool = False
    counted: bool = False

    @property
    def value(self) -> str:
        number = "X" if self.count is None else _number(self.count)
        if self.unit.of_the_clock:
            return f"PT{number}{self.unit[1]}"
        if self.unit is Unit.DECADE:
            return "PXDE" if self.count is None else f"P{_number(self.count * 10)}Y"
        if self.unit is Unit.CENTURY:
            return "PXCE" if self.count is None else f"P{_number(self.count * 100)}Y"
        if self.unit is Unit.QUARTER:
            return f"P{number}Q"
        return f"P{number}{self.unit}"

    def resolve(self, now: Now) -> Answer:
        answer = Answer(TimexType.DURATION, self.value)
        if self.how == "then":
            return self._from_then(now)
        towards = self.towards
        if self.counted and now.tense is not Tense.FUTURE:
            return answer
        if self.how in ("in", "within") and not self.unit.of_the_clock:
            towards = {Tense.FUTURE: 1, Tense.PRESENT: 1, Tense.PAST: -1}.get(now.tense, 0)
            if self.how == "in" and towards < 0:
                return answer  # "in zwei Jahren fielen …" measures, it does not date
        if not towards or now.anchor is None or self.unit.of_the_clock:
            return self._told_as_date(answer, None)
        if self.how in ("past", "next", "within", "since"):
            return self._stretch(answer, now.anchor, towards)
        return self._moment(answer, calendar.day(now.anchor), towards, FEW, Basis.RELATIVE)

    def _stretch(self, answer: Answer, base: date, towards: int) -> Answer:
        """The whole time from that moment until the anchor or the other way round; "within" is some moment of it."""
        other = self._away(base, towards * (FEW[1] if self.count is None else self.count))
        return replace(
            self._told_as_date(answer, None) if self.how in ("past", "next") else answer,
            first=min(base, other),
            last=max(base, other),
            precision=Precision.INTERVAL,
            extent=Extent.WITHIN if self.how == "within" else Extent.THROUGHOUT,
            basis=Basis.RELATIVE,
            approximate=self.count is None,
        )

    def _moment(self, answer: Answer, base: Period, towards: int, few: tuple[int, int], basis: Basis) -> Answer:
        """The moment that lies so far from some day of `base`."""
        counts = few if self.count is None else (self.count, self.count)
        edges = [self._away(day, towards * count) for day in (base.first, base.last) for count in counts]
        unit = self.unit
        if self.count is None:
            unit = Unit.DAY
        elif self.count != int(self.count):
            unit = FINER[unit]
        elif self.how == "then" and unit is Unit.YEAR and base.unit in (Unit.MONTH, Unit.QUARTER):
            unit = base.unit  # a year before a quarter is a quarter
        first, last = (calendar.holding(day, unit) for day in (min(edges), max(edges)))
        one = first if self.count is not None and first == last else None
        answer = replace(
            answer,
            first=first.first,
            last=last.last,
            precision=one.precision if one else Precision.INTERVAL,
            approximate=one is None,
            basis=basis,
            refer=one,
        )
        return self._told_as_date(answer, one)

    def _from_then(self, now: Now) -> Answer:
        if self.unit.of_the_clock:
            return Answer(TimexType.TIME, "XXXX-XX-XXTXX:XX")
        base, basis = now.last, Basis.ANAPHORIC
        if base is None and self.towards < 0 and now.anchor:
            base, basis = calendar.day(now.anchor), Basis.RELATIVE
        if base is None:
            return nowhere(UNKNOWN_DAY)
        answer = self._moment(nowhere(UNKNOWN_DAY), base, self.towards, A_FEW_FROM_THEN, basis)
        return replace(answer, value=answer.refer.value) if answer.refer else answer

    def _away(self, base: date, count: float) -> date:
        whole = int(count)
        moved = calendar.add(base, self.unit, whole)
        if count == whole:
            return moved
        next_one = calendar.add(base, self.unit, whole + (1 if count > 0 else -1))
        return moved + (next_one - moved) * abs(count - whole)

    def _told_as_date(self, answer: Answer, period: Period | None) -> Answer:
        """What some annotations want of "two years ago": a DATE with the value of the calendar."""
        if not self.as_date or self.unit.of_the_clock:
            return answer
        if period is not None:
            return replace(answer, type=TimexType.DATE, value=period.value)
        return replace(answer, type=TimexType.DATE, value="PAST_REF" if self.towards < 0 else "FUTURE_REF")


def _number(count: float) -> str:
    return str(int(count)) if count == int(count) else f"{count:g}"


@frozen
class Fixed:
    """A value that needs no resolving: sets, lengths in one word, PRESENT_REF and its like."""

    type: TimexType
    value: str

    def resolve(self, now: Now) -> Answer:
        return Answer(self.type, self.value)


@frozen
class Then:
    """ "damals": the time last named."""

    def resolve(self, now: Now) -> Answer:
        named = now.last
        if named is None or (now.anchor and named.first >= now.anchor):
            return nowhere("PAST_REF")
        return Answer(TimexType.DATE, "PAST_REF", named.first, named.last, named.precision, basis=Basis.ANAPHORIC)


@frozen
class Era:
    """A decade or century, or a part of one."""

    period: Period
    part: str | None = None

    def resolve(self, now: Now) -> Answer:
        return narrowed(on_calendar(self.period, Basis.EXPLICIT), self.part)


@frozen
class FeastDay:
    """A public day; its value stays that of the day it falls on."""

    key: str
    year: YearWords = YearWords()
    relative: int | None = None

    def make(self, year: int) -> Period:
        return calendar.day(feasts()[self.key].on(year))

    def resolve(self, now: Now) -> Answer:
        year = self.year.of(now)
        if year is not None:
            return on_calendar(self.make(year), self.year.basis, year_named=self.year.number is not None)
        found, basis = by_year(now, self.make, self.relative, by_tense=True)
        return on_calendar(found, basis) if found else nowhere(UNKNOWN_DAY)
