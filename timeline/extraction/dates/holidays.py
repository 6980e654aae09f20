"""Public days that news use as anchors, from `lexicon/holidays.toml`: fixed, movable and anniversaries.

A day is `fixed = "05-09"`, or `easter = 39` (days after Easter Sunday), or `weekday = [11, 4, 4]` (month, ISO weekday,
which one in the month, -1 for the last), or `before = ["12-25", 7, 4]` (the fourth Sunday before 25 December).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import packaged


@frozen
class Feast:
    """A public day; `on` gives its (first) day in a year and raises ValueError beyond the calendar.

    `since` is the year of the event that an anniversary remembers, where it has one.
    """

    key: str
    names: Mapping[str, tuple[str, ...]]
    on: Callable[[int], date]
    since: int | None = None


@cache
def feasts() -> Mapping[str, Feast]:
    """All feasts by key, read once."""
    return {entry["key"]: _feast(entry) for entry in packaged("holidays")["feast"]}


def _feast(entry: Mapping[str, Any]) -> Feast:
    names = {language: tuple(known) for language, known in entry["names"].items()}
    return Feast(entry["key"], names, _rule(entry), entry.get("since"))


def _rule(entry: Mapping[str, Any]) -> Callable[[int], date]:
    """How the day is found in a year. Raises KeyError for an entry that says nothing of it."""
    if "fixed" in entry:
        month, day = _month_and_day(entry["fixed"])
        return lambda year: date(year, month, day)
    if "easter" in entry:
        return lambda year: easter(year) + timedelta(days=entry["easter"])
    if "weekday" in entry:
        return lambda year: nth_weekday(year, *entry["weekday"])
    fixed, weekday, count = entry["before"]
    return lambda year: weekday_before(date(year, *_month_and_day(fixed)), weekday, count)


def _month_and_day(written: object) -> tuple[int, int]:
    month, day = str(written).split("-")
    return int(month), int(day)


def names(language: str) -> Iterator[tuple[str, str]]:
    """(spelling in lower case, key of the feast) for every name in this language."""
    for key, feast in feasts().items():
        for name in feast.names.get(language, ()):
            yield name.lower(), key


@cache
def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def nth_weekday(year: int, month: int, weekday: int, count: int) -> date:
    """The `count`th (-1: last) ISO weekday of a month."""
    if count < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (count - 1))


def weekday_before(day: date, weekday: int, count: int) -> date:
    """The `count`th ISO weekday before a day."""
    back = (day.isoweekday() - weekday) % 7 or 7
    return day - timedelta(days=back + 7 * (count - 1))
