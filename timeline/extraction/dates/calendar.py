"""Periods of the calendar: what a TIMEX3 value such as "2013-W12" covers, and how to step from one to the next.

A `Period` is always a whole piece of the calendar. Stepping beyond the years 1 to 9999 raises ValueError or
OverflowError, as `datetime` does; whoever resolves an expression takes that for "not on the calendar".
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from timeline.extraction.frozen import frozen
from timeline.extraction.model import Precision

ONE_DAY = timedelta(days=1)
_REMEMBERED = 4096
"""Periods that are kept: an article speaks of the days around its own again and again."""


class Unit(StrEnum):
    """Units of time; the values are the keys of the lexicon. Those of the clock come last."""

    DAY = "D"
    WEEKEND = "WE"
    WEEK = "W"
    MONTH = "M"
    QUARTER = "Q"
    SEASON = "S"
    HALF = "H"
    YEAR = "Y"
    DECADE = "DE"
    CENTURY = "CE"
    HOUR = "TH"
    MINUTE = "TM"
    SECOND = "TS"

    @property
    def of_the_clock(self) -> bool:
        return self in (Unit.HOUR, Unit.MINUTE, Unit.SECOND)


SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of each season. The winter of a year begins in its December, as TIMEX3 counts."""

PRECISIONS = {
    Unit.DAY: Precision.DAY,
    Unit.WEEK: Precision.WEEK,
    Unit.MONTH: Precision.MONTH,
    Unit.SEASON: Precision.SEASON,
    Unit.YEAR: Precision.YEAR,
}
"""Every other unit is an interval."""


@frozen
class Period:
    """A day, a week, … a century of the calendar, both days inclusive, with its TIMEX3 value."""

    unit: Unit
    first: date
    last: date
    value: str

    @property
    def precision(self) -> Precision:
        return PRECISIONS.get(self.unit, Precision.INTERVAL)


@lru_cache(maxsize=_REMEMBERED)
def day(of: date) -> Period:
    return Period(Unit.DAY, of, of, of.isoformat())


@lru_cache(maxsize=_REMEMBERED)
def week(of: date) -> Period:
    monday = of - timedelta(days=of.weekday())
    year, number, _ = of.isocalendar()
    return Period(Unit.WEEK, monday, monday + timedelta(days=6), f"{year:04}-W{number:02}")


def weekend(of: date) -> Period:
    """Saturday and Sunday of the week that holds the day."""
    whole = week(of)
    return Period(Unit.WEEKEND, whole.last - ONE_DAY, whole.last, f"{whole.value}-WE")


@lru_cache(maxsize=_REMEMBERED)
def month(year: int, number: int) -> Period:
    last = monthrange(year, number)[1]
    return Period(Unit.MONTH, date(year, number, 1), date(year, number, last), f"{year:04}-{number:02}")


def months(year: int, first: int, count: int, unit: Unit, value: str) -> Period:
    """`count` months from the month `first` (1 to 12) on, possibly into the next year."""
    end_year, end_index = divmod(year * 12 + first - 1 + count - 1, 12)
    return Period(unit, date(year, first, 1), month(end_year, end_index + 1).last, value)


def quarter(year: int, number: int) -> Period:
    return months(year, 3 * number - 2, 3, Unit.QUARTER, f"{year:04}-Q{number}")


def half(year: int, number: int) -> Period:
    return months(year, 6 * number - 5, 6, Unit.HALF, f"{year:04}-H{number}")


def season(year: int, name: str) -> Period:
    return months(year, SEASONS[name], 3, Unit.SEASON, f"{year:04}-{name}")


@lru_cache(maxsize=_REMEMBERED)
def year(number: int) -> Period:
    return Period(Unit.YEAR, date(number, 1, 1), date(number, 12, 31), f"{number:04}")


def decade(first_year: int) -> Period:
    """The ten years from 1990, …; `value` has three digits."""
    start = first_year - first_year % 10
    return Period(Unit.DECADE, date(max(start, 1), 1, 1), date(start + 9, 12, 31), f"{start // 10:03}")


def century(number: int) -> Period:
    """The 20th century is the value "19"; it is counted from 1900, as news do."""
    start = (number - 1) * 100
    return Period(Unit.CENTURY, date(max(start, 1), 1, 1), date(start + 99, 12, 31), f"{number - 1:02}")


@lru_cache(maxsize=_REMEMBERED)
def add_months(to: date, count: int) -> date:
    """The same day of another month, or the last one if that month is shorter."""
    target_year, index = divmod(to.year * 12 + to.month - 1 + count, 12)
    return date(target_year, index + 1, min(to.day, monthrange(target_year, index + 1)[1]))


def add(to: date, unit: Unit, count: int) -> date:
    """The day that lies `count` units later (earlier if negative)."""
    match unit:
        case Unit.DAY:
            return to + timedelta(days=count)
        case Unit.WEEK | Unit.WEEKEND:
            return to + timedelta(weeks=count)
        case Unit.MONTH:
            return add_months(to, count)
        case Unit.QUARTER | Unit.SEASON:
            return add_months(to, 3 * count)
        case Unit.HALF:
            return add_months(to, 6 * count)
        case Unit.YEAR:
            return add_months(to, 12 * count)
        case Unit.DECADE:
            return add_months(to, 120 * count)
        case Unit.CENTURY:
            return add_months(to, 1200 * count)
        case _:
            return to


def holding(of: date, unit: Unit) -> Period:
    """The period of this unit that holds the day; the day itself for units of the clock."""
    match unit:
        case Unit.WEEK:
            return week(of)
        case Unit.WEEKEND:
            return weekend(of)
        case Unit.MONTH:
            return month(of.year, of.month)
        case Unit.QUARTER:
            return quarter(of.year, (of.month + 2) // 3)
        case Unit.HALF:
            return half(of.year, (of.month + 5) // 6)
        case Unit.SEASON:
            return season_holding(of)
        case Unit.YEAR:
            return year(of.year)
        case Unit.DECADE:
            return decade(of.year)
        case Unit.CENTURY:
            return century(of.year // 100 + 1)
        case _:
            return day(of)


def season_holding(of: date) -> Period:
    winter_began_before = of.month < 3
    name = next((name for name, first in reversed(SEASONS.items()) if of.month >= first), "WI")
    return season(of.year - winter_began_before, name)


def shifted(period: Period, count: int) -> Period:
    """The period of the same unit `count` places later."""
    return holding(add(period.first, period.unit, count), period.unit)
