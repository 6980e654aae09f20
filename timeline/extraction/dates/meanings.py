"""What a time expression means before it is resolved, and how each meaning resolves against its surroundings.

A meaning is independent of language and of the article: `Weekday(4, relative=-1)` is "vergangenen Donnerstag" and
"last Thursday" alike. `resolve` gives an `Answer`; an answer without days is an expression that is not on the calendar,
or not without an anchor that is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol

from timeline.extraction.dates import calendar
from timeline.extraction.dates.calendar import Period, Unit
from timeline.extraction.dates.direction import Tense
from timeline.extraction.dates.holidays import feasts
from timeline.extraction.model import Basis, Extent, Precision, TimexType

UNKNOWN_DAY = "XXXX-XX-XX"


@dataclass(frozen=True, slots=True)
class Reference:
    """A period that the text has named, to which later words may refer; `year_named` if it said the year itself."""

    period: Period
    sentence: int
    year_named: bool


@dataclass(frozen=True, eq=False)
class Now:
    """What an expression is resolved against.

    `anchor` is the day of publication, `references` what the text has named so far, the latest last. `past_days` is the
    type that "vor drei Tagen" has in the annotation that is followed: a DURATION in German corpora, a DATE in English.
    """

    anchor: date | None
    sentence: int
    references: tuple[Reference, ...]
    find_tense: Callable[[], Tense]
    quoted: bool = False

    @cached_property
    def tense(self) -> Tense:
        return self.find_tense()

    @property
    def last(self) -> Period | None:
        return self.references[-1].period if self.references else None

    def last_of(self, *units: Unit, within: int = 1000) -> Period | None:
        """The last period of one of these units, named at most `within` sentences ago."""
        for reference in reversed(self.references):
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
                return None if recent else year
        return None


@dataclass(frozen=True, slots=True)
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
    """The begin (B), middle (M) or end (E) of a period: its thirds."""
    days = (period.last - period.first).days + 1
    third = days // 3
    match part:
        case "B":
            return period.first, period.first + timedelta(days=max(third - 1, 0))
        case "M":
            return period.first + timedelta(days=third), period.last - timedelta(days=third)
        case _:
            return period.last - timedelta(days=max(third - 1, 0)), period.last


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


def nearest(candidates: Iterable[Period], now: Now, relative: int | None = None) -> Period | None:
    """The candidate that the expression means: by "last" or "next", else by tense, else the nearest, the past first."""
    anchor = now.anchor
    if anchor is None:
        return None
    known = sorted(candidates, key=lambda period: period.first)
    if relative == -1:
        return max((p for p in known if p.last < anchor), key=lambda p: p.first, default=None)
    if relative == 1:
        return min((p for p in known if p.first > anchor), key=lambda p: p.first, default=None)
    past = max((p for p in known if p.first <= anchor), key=lambda p: p.first, default=None)
    future = min((p for p in known if p.last >= anchor), key=lambda p: p.first, default=None)
    if past is None or future is None or past == future:
        return past or future
    back, ahead = _distance(past, anchor), _distance(future, anchor)
    if past.unit is Unit.DAY and max(back, ahead) > FAR and min(back, ahead) < NEAR:
        return past if back < ahead else future
    if now.tense is Tense.PAST:
        return past
    if now.tense is Tense.FUTURE or (now.tense is Tense.PRESENT and ahead <= 7):
        return future
    return past if back <= ahead else future


FAR, NEAR = 240, 125
"""Of two days in a year's distance, one so far away is not meant without a year if the other one is so near."""


def _distance(period: Period, anchor: date) -> int:
    if period.first <= anchor <= period.last:
        return 0
    return min(abs((period.first - anchor).days), abs((period.last - anchor).days))


def by_year(now: Now, make: Callable[[int], Period], relative: int | None) -> tuple[Period | None, Basis]:
    """A period that recurs every year, in the year that is meant."""
    if (
        relative is None
        and now.narrated_year is not None
        and now.tense is not Tense.FUTURE
        and (now.anchor is None or now.narrated_year != now.anchor.year)
    ):
        return _made(make, now.narrated_year), Basis.ANAPHORIC
    if now.anchor is None:
        return None, Basis.RELATIVE
    if relative == 0:
        return _made(make, now.anchor.year), Basis.RELATIVE
    years = (now.anchor.year + step for step in (-1, 0, 1))
    return nearest((period for year in years if (period := _made(make, year))), now, relative), Basis.RELATIVE


def _made(make: Callable[[int], Period], year: int) -> Period | None:
    try:
        return make(year)
    except ValueError:  # 29 February
        return None


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
            found, basis = by_year(now, self.make, self.relative)
        if found is None:
            return nowhere("XXXX" + self.make(2000).value[4:])
        answer = on_calendar(found, basis, year_named=self.year.number is not None or self.year.same)
        return in_daypart(narrowed(answer, self.part), self.daypart)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Weekday:
    """`relative` as in `Yearly`; `same` and `following` refer to the day last named."""

    weekday: int
    relative: int | None = None
    following: int | None = None
    daypart: str | None = None
    eve: bool = False

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
        days = [calendar.day(monday + timedelta(days=self.weekday - 1, weeks=step)) for step in (-1, 0, 1)]
        found = nearest(days, now, self.relative or None)
        if found is None:
            return unknown
        if self.eve:
            found = calendar.shifted(found, -1)
        return in_daypart(on_calendar(found, Basis.RELATIVE), self.daypart)


@dataclass(frozen=True, slots=True)
class Deictic:
    """A day counted from the publication: "gestern", "today", perhaps with a part of the day."""

    offset: int
    daypart: str | None = None

    def resolve(self, now: Now) -> Answer:
        if now.anchor is None:
            return in_daypart(nowhere(UNKNOWN_DAY), self.daypart)
        day = calendar.day(now.anchor + timedelta(days=self.offset))
        return in_daypart(on_calendar(day, Basis.RELATIVE), self.daypart)


@dataclass(frozen=True, slots=True)
class Today:
    """ "heute" without more: the day itself in a report, the present time in comment and analysis."""

    certainly_now: bool = False

    def resolve(self, now: Now) -> Answer:
        contrasted = any(
            reference.sentence == now.sentence and now.anchor and reference.period.first.year < now.anchor.year - 1
            for reference in now.references
        )
        if self.certainly_now or contrasted or now.tense is Tense.STATE:
            return nowhere("PRESENT_REF")
        return Deictic(0).resolve(now)


@dataclass(frozen=True, slots=True)
class Years:
    """A year that begins in one and ends in another: "2013/14"."""

    first: int
    last: int

    def resolve(self, now: Now) -> Answer:
        first, last = date(self.first, 1, 1), date(self.last, 12, 31)
        return Answer(TimexType.DATE, f"{self.first}/{self.last}", first, last, Precision.INTERVAL)


@dataclass(frozen=True, slots=True)
class Daypart:
    """A part of the day or a time of the clock, on the day that the sentence is about."""

    daypart: str | None = None
    clock: tuple[int, int] | None = None
    relative: int | None = None

    def resolve(self, now: Now) -> Answer:
        named = now.last_of(Unit.DAY, within=3)
        if self.relative == 0 and now.anchor:
            named = calendar.day(now.anchor)
        if named is None:
            if now.anchor is None:
                if self.clock:
                    return nowhere(f"T{self.clock[0]:02}:{self.clock[1]:02}", TimexType.TIME)
                return in_daypart(nowhere(UNKNOWN_DAY), self.daypart)
            return in_daypart(on_calendar(calendar.day(now.anchor), Basis.RELATIVE), self.daypart, self.clock)
        return in_daypart(on_calendar(named, Basis.ANAPHORIC), self.daypart, self.clock)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The unit `step` places from the publication's ("vergangene Woche") or from the one last named ("im Jahr darauf").

    `anaphoric` says that the text points back; without anything named it falls back to the publication.
    """

    unit: Unit
    step: int
    anaphoric: bool = False
    part: str | None = None

    def resolve(self, now: Now) -> Answer:
        base, basis = None, Basis.ANAPHORIC
        if self.anaphoric and now.references:
            base = self._named(now)
        if base is None and now.anchor is not None and (not self.anaphoric or self.unit is not Unit.DAY or self.step):
            base, basis = now.anchor, Basis.RELATIVE
        if base is None:
            return nowhere(UNKNOWN_DAY if self.unit is Unit.DAY else "XXXX")
        found = calendar.shifted(calendar.holding(base, self.unit), self.step)
        return narrowed(on_calendar(found, basis), self.part)

    def _named(self, now: Now) -> date | None:
        order = list(Unit)
        for reference in reversed(now.references):
            if order.index(reference.period.unit) <= order.index(self.unit):
                return reference.period.first
        return None


@dataclass(frozen=True, slots=True)
class SomeWeekend:
    """A bare weekend, by tense."""

    def resolve(self, now: Now) -> Answer:
        if now.anchor is None:
            return nowhere("XXXX-WXX-WE")
        weekends = [calendar.weekend(now.anchor + timedelta(weeks=step)) for step in (-1, 0, 1)]
        found = nearest(weekends, now)
        assert found is not None
        return on_calendar(found, Basis.RELATIVE)


FEW = (2, 6)
"""How many "a few" and the like are, at least and at most."""


@dataclass(frozen=True, slots=True)
class Length:
    """A duration. `count` None is "a few". `towards` -1: up to now or ago, 1: from now on, 0: without a place in time.

    `how`: "ago" a moment that far back, "since" the time since then, "past" and "next" the stretch itself, "within" some
    moment of it, "then" counted from the day last named.
    """

    unit: Unit
    count: float | None
    how: str = ""
    towards: int = 0
    as_date: bool = False

    @property
    def value(self) -> str:
        number = "X" if self.count is None else f"{self.count:g}"
        if self.unit.of_the_clock:
            return f"PT{number}{self.unit[1]}"
        if self.unit is Unit.DECADE:
            return "PXDE" if self.count is None else f"P{self.count * 10:g}Y"
        if self.unit is Unit.CENTURY:
            return "PXCE" if self.count is None else f"P{self.count * 100:g}Y"
        if self.unit is Unit.QUARTER:
            return f"P{number}Q"
        return f"P{number}{self.unit}"

    def resolve(self, now: Now) -> Answer:
        answer = Answer(TimexType.DURATION, self.value)
        if self.how == "then":
            return self._from_then(now)
        if not self.towards or now.anchor is None or self.unit.of_the_clock:
            return self._told_as_date(answer, None)
        base = now.anchor
        near, far = (self.count, self.count) if self.count is not None else FEW
        if self.as_date and self.how in ("past", "next"):
            answer = replace(answer, type=TimexType.DATE, value="PAST_REF" if self.towards < 0 else "FUTURE_REF")
        if self.how in ("past", "next", "within", "since"):
            other = self._away(base, self.towards * far)
            first, last = min(base, other), max(base, other)
            extent = Extent.WITHIN if self.how == "within" else Extent.THROUGHOUT
            return replace(
                answer,
                first=first,
                last=last,
                precision=Precision.INTERVAL,
                extent=extent,
                basis=Basis.RELATIVE,
                approximate=self.count is None,
            )
        return self._moment(answer, base, near, far, Basis.RELATIVE)

    def _moment(self, answer: Answer, base: date, near: float, far: float, basis: Basis) -> Answer:
        edges = sorted((self._away(base, self.towards * near), self._away(base, self.towards * far)))
        unit = self.unit if near == far and near == int(near) else Unit.DAY
        periods = [calendar.holding(edge, unit) for edge in edges]
        one = periods[0] == periods[1] and near == int(near)
        answer = replace(
            answer,
            first=periods[0].first,
            last=periods[1].last,
            precision=periods[0].precision if one else Precision.INTERVAL,
            approximate=not one,
            basis=basis,
            refer=periods[0] if one else None,
        )
        return self._told_as_date(answer, periods[0] if one else None)

    def _from_then(self, now: Now) -> Answer:
        base = now.last_of(Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR) if now.references else None
        basis = Basis.ANAPHORIC
        day = base.first if base and self.towards > 0 else base.last if base else None
        if base is not None and not self.unit.of_the_clock and base.unit is not Unit.DAY and base.unit is not self.unit:
            day = base.first
        if day is None and self.towards < 0:
            day, basis = now.anchor, Basis.RELATIVE
        if self.unit.of_the_clock:
            return Answer(TimexType.TIME, "XXXX-XX-XXTXX:XX")
        if day is None:
            return nowhere(UNKNOWN_DAY)
        near, far = (self.count, self.count) if self.count is not None else (1, 5)
        answer = self._moment(nowhere(UNKNOWN_DAY), day, near, far, basis)
        return replace(answer, value=answer.refer.value) if answer.refer else answer

    def _away(self, base: date, count: float) -> date:
        if count == int(count):
            return calendar.add(base, self.unit, int(count))
        if self.unit is Unit.YEAR:
            return calendar.add_months(base, round(count * 12))
        days = {Unit.WEEK: 7, Unit.MONTH: 30}.get(self.unit, 1)
        return base + timedelta(days=round(count * days))

    def _told_as_date(self, answer: Answer, period: Period | None) -> Answer:
        """What some annotations want of "two years ago": a DATE with the value of the calendar."""
        if not self.as_date or self.unit.of_the_clock:
            return answer
        if period is not None:
            return replace(answer, type=TimexType.DATE, value=period.value)
        return replace(answer, type=TimexType.DATE, value="PAST_REF" if self.towards < 0 else "FUTURE_REF")


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that needs no resolving: sets, lengths in one word, PRESENT_REF and its like."""

    type: TimexType
    value: str

    def resolve(self, now: Now) -> Answer:
        return Answer(self.type, self.value)


@dataclass(frozen=True, slots=True)
class Then:
    """ "damals": the time last named."""

    def resolve(self, now: Now) -> Answer:
        named = now.last
        if named is None or (now.anchor and named.first >= now.anchor):
            return nowhere("PAST_REF")
        return Answer(TimexType.DATE, "PAST_REF", named.first, named.last, named.precision, basis=Basis.ANAPHORIC)


@dataclass(frozen=True, slots=True)
class Era:
    """A decade or century, or a part of one."""

    period: Period
    part: str | None = None

    def resolve(self, now: Now) -> Answer:
        return narrowed(on_calendar(self.period, Basis.EXPLICIT), self.part)


@dataclass(frozen=True, slots=True)
class FeastDay:
    """A public day; its value stays that of the day it falls on."""

    key: str
    year: YearWords = YearWords()
    relative: int | None = None

    def make(self, year: int) -> Period:
        return calendar.day(feasts()[self.key].first_day(year))

    def resolve(self, now: Now) -> Answer:
        year = self.year.of(now)
        if year is not None:
            return on_calendar(self.make(year), self.year.basis, year_named=self.year.number is not None)
        found, basis = by_year(now, self.make, self.relative)
        return on_calendar(found, basis) if found else nowhere(UNKNOWN_DAY)
