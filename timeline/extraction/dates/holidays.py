"""Public days that news use as anchors, from `lexicon/holidays.toml`: fixed, movable and anniversaries.

A day is `fixed = "05-09"`, or `easter = 39` (days after Easter Sunday), or `weekday = [11, 4, 4]` (month, ISO weekday,
which one in the month, -1 for the last), or `before = ["12-25", 7, 4]` (the fourth Sunday before 25 December). A
feast of several days has `days`.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Feast:
    """`since` is the year of the event that an anniversary remembers, where it has one."""

    key: str
    names: Mapping[str, tuple[str, ...]]
    fixed: tuple[int, int] | None = None
    easter: int | None = None
    weekday: tuple[int, int, int] | None = None
    before: tuple[int, int, int, int] | None = None
    days: int = 1

    def first_day(self, year: int) -> date:
        """The (first) day of the feast in that year. Raises ValueError beyond the calendar."""
        if self.fixed:
            return date(year, *self.fixed)
        if self.easter is not None:
            return easter(year) + timedelta(days=self.easter)
        if self.weekday:
            return nth_weekday(year, *self.weekday)
        assert self.before is not None
        month, day, weekday, count = self.before
        fixed = date(year, month, day)
        back = (fixed.isoweekday() - weekday) % 7 or 7
        return fixed - timedelta(days=back + 7 * (count - 1))


@cache
def feasts() -> Mapping[str, Feast]:
    """All feasts by key, read once."""
    data = tomllib.loads(files("timeline.extraction").joinpath("lexicon", "holidays.toml").read_text(encoding="utf-8"))
    return {entry["key"]: _feast(entry) for entry in data["feast"]}


def _feast(entry: Mapping[str, object]) -> Feast:
    names = entry["names"]
    before = entry.get("before")
    weekday = entry.get("weekday")
    easter_offset = entry.get("easter")
    assert isinstance(names, Mapping)
    return Feast(
        key=str(entry["key"]),
        names={language: tuple(known) for language, known in names.items()},
        fixed=_month_and_day(entry["fixed"]) if "fixed" in entry else None,
        easter=easter_offset if isinstance(easter_offset, int) else None,
        weekday=tuple(weekday) if isinstance(weekday, list) else None,
        before=(*_month_and_day(before[0]), before[1], before[2]) if isinstance(before, list) else None,
        days=int(str(entry.get("days", 1))),
    )


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
