"""From the words of a match to their meaning: one function a kind of expression, named by `reads` in the rules.

Each takes the match and gives a meaning, or None if a guard says that the words speak of no time after all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from timeline.extraction.dates import calendar
from timeline.extraction.dates.calendar import Unit
from timeline.extraction.dates.meanings import (
    DayOfMonth,
    DayOfWeek,
    Daypart,
    Deictic,
    Era,
    FeastDay,
    Fixed,
    Length,
    Meaning,
    Neighbour,
    SomeWeekend,
    Then,
    Today,
    Weekday,
    Yearly,
    Years,
    YearWords,
)
from timeline.extraction.dates.vocabulary import Rule, Vocabulary, Words
from timeline.extraction.frozen import frozen
from timeline.extraction.model import TimexType


@frozen
class Match:
    """A rule that fits the words `first` to `last` (inclusive) of a text; `groups` count from the word `before` on."""

    rule: Rule
    words: Words
    vocabulary: Vocabulary
    groups: re.Match[str]
    before: int

    @property
    def first(self) -> int:
        return self.before + self.groups.start()

    @property
    def last(self) -> int:
        return self.before + self.groups.end() - 1

    @property
    def text(self) -> str:
        return self.words.text[self.words.starts[self.first] : self.words.ends[self.last]]

    def category(self, name: str) -> str | None:
        """The category by which the group of this name matched; None if it did not."""
        at = self._at(name)
        if at < 0:
            return None
        return next(c for c in self.rule.pattern.captured[name][1] if c in self.words.values[at])

    def value(self, name: str) -> Any:
        """The value of the word that the group of this name matched; None if it did not."""
        at = self._at(name)
        if at < 0:
            return None
        return self.words.values[at][str(self.category(name))]

    def _at(self, name: str) -> int:
        """The word that the group of this name matched, the last where several did; -1 if none did."""
        captured = self.rule.pattern.captured.get(name)
        if captured is None:
            return -1
        at = -1
        for group in captured[0]:
            if (start := self.groups.start(group)) > at:
                at = start
        return at if at < 0 else self.before + at

    def has(self, name: str) -> bool:
        return self._at(name) >= 0

    def values_at(self, offset: int) -> Any:
        """The categories of the word `offset` places before the match (negative) or after it (positive)."""
        at = self.first + offset if offset < 0 else self.last + offset
        return self.words.values[at] if 0 <= at < len(self.words.starts) else {}

    def text_at(self, offset: int) -> str:
        """That word itself; empty beyond the text."""
        at = self.first + offset if offset < 0 else self.last + offset
        if not 0 <= at < len(self.words.starts):
            return ""
        return self.words.text[self.words.starts[at] : self.words.ends[at]]

    def word(self, name: str) -> str:
        at = self._at(name)
        return self.words.text[self.words.starts[at] : self.words.ends[at]]


Reader = Callable[[Match], Meaning | None]


def _pointing(match: Match, name: str = "relative") -> tuple[int | None, bool, int | None]:
    """(relative, same, following) of the adjective in the group of this name."""
    match match.category(name):
        case "relative":
            return match.value(name), False, None
        case "same":
            return None, True, None
        case "following":
            return None, False, match.value(name)
        case _:
            return None, False, None


def _years(match: Match, name: str = "relative") -> YearWords:
    relative, same, following = _pointing(match, name)
    number = match.value("year") if match.has("year") else None
    if number is not None:
        return YearWords(number)
    return YearWords(None, relative, same, following)


def iso(match: Match) -> Meaning | None:
    year, month, day = (int(part) for part in match.value("iso")[:10].split("-"))
    return _full_date(year, month, day)


def numeric(match: Match) -> Meaning | None:
    written = match.value("numeric") or match.value("day_month")
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    first, second = numbers[:2]
    day, month = (first, second) if match.vocabulary.settings["day_first"] or "." in written else (second, first)
    if month > 12 >= day:
        day, month = month, day
    if len(numbers) == 2:
        dated = match.has("weekday") or {"on", "at", "from", "since", "until", "to", "during"} & set(
            match.values_at(-1)
        )
        return _day(day, month, match.value("weekday")) if dated else None
    year = numbers[2]
    if "." in written and year < 100 and not match.vocabulary.settings["day_first"]:
        return None  # a version: "3.1.10"
    return _full_date(year if year > 99 else _full_year(year), month, day)


def _full_year(short: int) -> int:
    return short + (2000 if short < 50 else 1900)


def _full_date(year: int, month: int, day: int) -> Meaning | None:
    if not 1 <= month <= 12 or not 1 <= day <= _month_length(year, month):
        return None
    return Yearly(YearWords(year), month=month, day=day)


def _month_length(year: int, month: int) -> int:
    return calendar.month(year, month).last.day if year else 0


def _day(day: int, month: int, weekday: int | None) -> Meaning | None:
    return (
        Yearly(month=month, day=day, weekday=weekday)
        if 1 <= month <= 12 and 1 <= day <= _month_length(2000, month)
        else None
    )


def date_(match: Match) -> Meaning | None:
    years = _years(match)
    month, day = match.value("month"), match.value("day")
    if day is not None and month is None:
        return DayOfMonth(day)
    if match.text.lower() in match.vocabulary.settings["doubtful_months"] and not _led_to_a_month(match):
        return None  # "Mrs May", "March on"
    if month is None:
        return Yearly(years, part=match.value("part"))
    if day is not None and not 1 <= day <= _month_length(years.number or 2000, month):
        return None
    relative = None
    if (
        day is None
        and not match.has("year")
        and "year_word" not in match.rule.name
        and match.rule.name != "month_of_year"
    ):
        relative, years = years.relative, YearWords(None, None, years.same, years.following)
    return Yearly(
        years,
        month=month,
        day=day,
        part=match.value("part"),
        relative=relative,
        daypart=match.value("daypart"),
        weekday=match.value("weekday") if day else None,
    )


CERTAIN_YEARS = range(1500, 2100)
"""Numbers that are years when they stand alone; others need a word in front that says so."""


def _led_to_a_month(match: Match) -> bool:
    """Whether what stands in front makes a doubtful word the name of a month: "in May", "April and May"."""
    enumerated = bool({"and", "comma", "to", "dash"} & match.values_at(-1).keys()) and "month" in match.values_at(-2)
    return enumerated or bool({"during", "on", "in", "early_late"} & match.values_at(-1).keys())


def year(match: Match) -> Meaning | None:
    number = match.value("year")
    if match.rule.name == "bare_year" and not _is_year(match, number):
        return None
    return Yearly(YearWords(number))


def _is_year(match: Match, number: int) -> bool:
    """Whether a bare number of four digits is a year and not an amount, a number of something, or a name."""
    before, after = match.values_at(-1).keys(), match.values_at(1).keys()
    if "counted" in after or {"numbering", "approx", "counted"} & before:
        return False
    if {"dash", "to", "and", "slash"} & after and "counted" in match.values_at(3):
        return False
    if {"during", "since", "until", "from", "between", "year_word", "part", "month", "open_bracket"} & before:
        return number < CERTAIN_YEARS.stop
    return number in CERTAIN_YEARS and (number % 100 != 0 or number == 2000)


def season_years(match: Match) -> Meaning | None:
    """A school year, a season of sports: "2013/14"."""
    first, last = match.value("year"), match.value("to_year")
    if last < 100:
        last += first - first % 100
    return Years(first, last) if first < last <= first + 10 else None


def weekend(match: Match) -> Meaning | None:
    return SomeWeekend()


def rate(match: Match) -> Meaning | None:
    """ "pro Tag"; "400 Euro im Monat" and "3 dollars a day" only with a number close in front."""
    unit = Unit(match.value("unit"))
    if _plural(match) or unit not in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR, Unit.HOUR):
        return None
    if {"before_that", "after_that", "later", "earlier", "year"} & match.values_at(1).keys():
        return None
    near = [match.values_at(-step).keys() for step in (1, 2, 3)]
    if not match.has("per_unit") and not any(
        {"int", "number", "decimal", "vague", "one"} & found and "year" not in found for found in near
    ):
        return None
    return Fixed(TimexType.SET, Length(unit, 1).value)


def _plural(match: Match) -> bool:
    return match.word("unit").lower() in match.vocabulary.settings["lists"]["plural"]


def season(match: Match) -> Meaning | None:
    name = match.value("season")
    years = _years(match, "year_relative")
    relative, _, _ = _pointing(match)
    certain = match.first < match.last or "before_season" in match.values_at(-1)
    if match.vocabulary.settings["bare_seasons_need_preposition"] and not certain:
        return None  # "prices fall"
    return Yearly(years, season=name, part=match.value("part"), relative=relative)


def weekday(match: Match) -> Meaning | None:
    relative, _, following = _pointing(match)
    if match.has("weekday_daypart"):
        number, daypart = match.value("weekday_daypart")
    else:
        number, daypart = match.value("weekday"), match.value("daypart")
    return Weekday(number, relative, following, daypart)


def weekday_of_week(match: Match) -> Meaning | None:
    """ "Dienstag vergangener Woche", "Tuesday of last week"."""
    relative, same, following = _pointing(match)
    if Unit(match.value("unit")) is not Unit.WEEK:
        return None
    step = 0 if same else relative if following is None else following
    return DayOfWeek(match.value("weekday"), step or 0, anaphoric=same or following is not None)


def day(match: Match) -> Meaning | None:
    if match.has("tonight"):
        return Deictic(0, match.value("tonight"))
    if match.category("deictic") == "day_adjective":
        return Deictic(match.value("deictic"))
    offset, part = match.value("deictic"), match.value("daypart")
    if offset == 0 and not part and match.vocabulary.settings["today_may_be_now"]:
        still = "still" in match.values_at(1) or {"still", "until", "from", "of"} & match.values_at(-1).keys()
        return Today(still=bool(still))
    return Deictic(offset, part)


def daypart(match: Match) -> Meaning | None:
    relative, same, following = _pointing(match)
    if same:
        return Daypart(match.value("daypart"))
    if following:
        return Neighbour(Unit.DAY, following, anaphoric=True)
    if match.has("relative") and relative is None:
        return None
    if match.value("daypart") == "NI" and "on" in match.values_at(1):
        return None  # "Nacht auf Mittwoch": the day says it
    if match.has("relative") or {"on", "in", "the"} & set(match.values_at(-1)):
        return Daypart(match.value("daypart"), relative=relative)
    return None


def relative_unit(match: Match) -> Meaning | None:
    relative, same, following = _pointing(match)
    unit, part = Unit(match.value("unit")), match.value("part")
    if unit.of_the_clock:
        return None
    if match.has("recent"):
        return Length(unit, None, "past", -1, as_date=True) if _plural(match) else None
    if unit is Unit.WEEKEND and relative == 0 and not part:
        return SomeWeekend()
    if part and not match.has("relative"):
        return Neighbour(unit, 0, anaphoric=True, part=part, weakly=True) if unit is not Unit.DAY else None
    if _plural(match):
        if relative == 1 and unit is not Unit.DAY:
            return Length(unit, None, "next", 1, as_date=True)
        return Length(unit, None, "past" if relative == -1 else "next", relative or 0) if relative is not None else None
    if match.has("stretch") and relative is not None and relative != 0 and unit is not Unit.DAY:
        return Length(unit, 1, "past" if relative < 0 else "next", relative)
    if same:
        return Neighbour(unit, 0, anaphoric=True, part=part)
    if following is not None:
        return Neighbour(unit, following, anaphoric=True, part=part)
    if unit is Unit.DAY:
        return Neighbour(unit, relative or 0, anaphoric=True)
    return Neighbour(unit, relative or 0, part=part, towards=match.value("early_late") or 0)


def relative_units(match: Match) -> Meaning | None:
    relative, _, _ = _pointing(match)
    count, unit = _count(match), Unit(match.value("unit"))
    if _is_ordinal_second(match, unit):
        return None
    if relative is None:
        return Length(unit, count)
    return Length(unit, count, "past" if relative == -1 else "next", relative)


def _count(match: Match) -> float | None:
    match match.category("count"):
        case "vague":
            return None
        case "number_sum":
            ones, tens = match.value("count")
            return float(ones + tens)
        case "decimal":
            return _decimal(match.value("count"))
        case _:
            more = float(match.value("count_again") or 0) + float(match.value("count_more") or 0)
            return float(match.value("count")) + more


def _decimal(written: str) -> float:
    """ "1.500" and "1,500" are whole numbers, "1,5" and "1.5" are not."""
    if re.fullmatch(r"\d{1,3}(?:[.,'’]\d{3})+", written):
        return float(re.sub(r"\D", "", written))
    whole, part = re.split(r"\D", written)[:2]
    return float(f"{whole}.{part}")


def duration(match: Match) -> Meaning | None:
    unit, count = Unit(match.value("unit")), _count(match)
    if _is_age(match, unit) or (count is None and not _plural(match)):
        return None  # "some day"
    if _is_ordinal_second(match, unit):
        return None
    if match.has("ago"):
        return Length(unit, count, "ago", -1, as_date=True)
    if unit is Unit.WEEKEND and count is not None:
        return Length(unit, count)
    if match.has("later") or match.has("earlier"):
        if _relates_to_what_follows(match):
            return None
        return Length(unit, count, "then", 1 if match.has("later") else -1)
    if match.has("from_now"):
        return Length(unit, count, "in_future", 1, as_date=True)
    before = match.values_at(-1)
    if "ago" in before:
        return Length(unit, count, "ago", -1)
    if "since" in before:
        return Length(unit, count, "since", -1)
    if "within" in before:
        return Length(unit, count, "within", counted=_counts(match))
    if "in" in before:
        return Length(unit, count, "in", counted=_counts(match))
    return Length(unit, count)


_REACH_OF_COUNTING = 10  # words between "the first" and "in three decades"


def _counts(match: Match) -> bool:
    """ "zum zweiten Mal binnen zwei Wochen", "the first direct flight in three decades": no time, but how often."""
    for back in range(-2, -2 - _REACH_OF_COUNTING, -1):
        word = match.text_at(back)
        if not word[:1].isalnum():
            return False
        if "ordinal" in match.values_at(back) or word.lower() in ("erstmals", "erstmalig", "zweites", "drittes"):
            return True
    return False


def _relates_to_what_follows(match: Match) -> bool:
    """ "two days before the summit", "the year after he died": the words that follow say from when."""
    last = match.words.text[match.words.starts[match.last] : match.words.ends[match.last]].lower()
    following = match.text_at(1)
    return (
        last in ("before", "after")
        and following[:1].isalpha()
        and not {"and", "on", "in", "at"} & match.values_at(1).keys()
    )


def _is_ordinal_second(match: Match, unit: Unit) -> bool:
    """ "a second term"."""
    return unit is Unit.SECOND and match.category("count") == "one" and match.text_at(1)[:1].isalpha()


def _is_age(match: Match, unit: Unit) -> bool:
    """German corpora take no ages for time expressions; English ones mark them as durations."""
    if unit not in (Unit.YEAR, Unit.MONTH) or match.vocabulary.settings["ages_are_durations"]:
        return False
    if "old" in match.values_at(1):
        return True
    if "between" in match.values_at(-3) and "and" in match.values_at(-1):
        return True
    return "aged" in match.values_at(-1) or match.text_at(-2).lower() == "alter"


def plain_plural(match: Match) -> Meaning | None:
    unit = Unit(match.value("unit"))
    if match.word("unit").lower() not in match.vocabulary.settings["lists"]["plain_plural"]:
        return None
    if match.has("ago"):
        return Length(unit, None, "ago", -1, as_date=True)
    if match.has("later") or match.has("earlier"):
        return Length(unit, None, "then", 1 if match.has("later") else -1)
    return Length(unit, None)


def length(match: Match) -> Meaning | None:
    if match.has("length"):
        return Fixed(TimexType.DURATION, match.value("length"))
    if match.has("length_number"):
        count, unit = match.value("length_number")
        if match.text[0].isupper() and unit == Unit.YEAR:
            return None  # "die Sechzehnjährige"
    else:
        count, unit = match.value("count"), match.value("adjective_unit")
        if unit == Unit.YEAR and not match.vocabulary.settings["ages_are_durations"]:
            return None  # "der 45-jährige Fahrer" tells an age
    return Length(Unit(unit), float(count))


def this_year(match: Match) -> Meaning | None:
    return Neighbour(Unit.YEAR, match.value("this_year"))


def neighbour(match: Match) -> Meaning | None:
    if match.has("back_compound"):
        unit = Unit(match.value("back_compound"))
        return Neighbour(unit, -1, anaphoric=unit is Unit.DAY)
    if match.has("on_compound"):
        return Neighbour(Unit(match.value("on_compound")), 1, anaphoric=True)
    if match.has("following_day"):
        return Neighbour(Unit.DAY, 1, anaphoric=True)
    if _relates_to_what_follows(match):
        return None
    return Neighbour(Unit(match.value("unit")), -1 if match.has("before_that") else 1, anaphoric=True)


def part_of(match: Match) -> Meaning | None:
    unit, part = match.value("part_of")
    if match.has("year"):
        return Yearly(YearWords(match.value("year")), part=part)
    return Neighbour(Unit(unit), 0, part=part)


def quarter(match: Match) -> Meaning | None:
    number, years = match.value("count"), _years(match)
    if match.has("half_word"):
        of_a_year = years.told or match.has("of_year") or match.word("half_word").lower() not in ("half",)
        if match.has("of_year"):
            years = YearWords(relative=0)
        return Yearly(years, half=number) if number in (1, 2) and of_a_year else None
    return Yearly(years, quarter=number) if 1 <= number <= 4 else None


def decade(match: Match) -> Meaning | None:
    digits = str(match.value("decade") or match.value("decade_word"))
    if len(digits) == 2:
        digits = ("20" if digits in ("00", "10") else "19") + digits
    if not 1000 <= int(digits) < 2100:
        return None
    return Era(calendar.decade(int(digits)), match.value("part"))


def century(match: Match) -> Meaning | None:
    number = match.value("count")
    if match.has("half"):
        return Era(calendar.century(number), "B" if match.value("half") == 1 else "E")
    return Era(calendar.century(number), match.value("part")) if 1 <= number <= 30 else None


def clock(match: Match) -> Meaning | None:
    if match.has("clock") and _is_amount(match):
        return None
    if match.has("clock_meridiem"):
        hour, minute, half_day = match.value("clock_meridiem")
    elif match.has("clock_digits"):
        hour, minute = divmod(match.value("clock_digits"), 100)
        half_day = None
    else:
        hour, minute = match.value("clock") if match.has("clock") else (match.value("hour"), match.value("minute") or 0)
        half_day = match.value("meridiem")
        if not match.has("clock") and half_day is None and not match.vocabulary.settings["ordinal_dot"]:
            return None if not match.has("oclock") else Daypart(clock=(int(hour), 0))
    if half_day is not None and 1 <= hour <= 12:
        hour = hour % 12 + half_day
    if hour > 24 or minute > 59 or hour != int(hour):
        return None
    return Daypart(clock=(int(hour), minute), afternoon=half_day == 12)


def _is_amount(match: Match) -> bool:
    """ "4.21" is no time without a word that says so, nor is "um 3.50 Euro"."""
    if "counted" in match.values_at(1) or "numbering" in match.values_at(-1):
        return True
    alone = match.first == match.last and "decimal" in match.words.values[match.first]
    return alone and not match.vocabulary.settings["clock_with_dot"]


def noon(match: Match) -> Meaning | None:
    value = match.value("noon")
    return Daypart(clock=(int(value[:2]), 0)) if ":" in value else Daypart(value)


def set_word(match: Match) -> Meaning | None:
    return Fixed(TimexType.SET, match.value("set_word"))


def every(match: Match) -> Meaning | None:
    if match.has("weekday_set"):
        return Fixed(TimexType.SET, f"XXXX-WXX-{match.value('weekday_set')}")
    if match.has("weekday_daypart"):
        number, daypart = match.value("weekday_daypart")
        return Fixed(TimexType.SET, f"XXXX-WXX-{number}T{daypart}")
    if match.has("weekday"):
        part = f"T{match.value('daypart')}" if match.has("daypart") else ""
        return Fixed(TimexType.SET, f"XXXX-WXX-{match.value('weekday')}{part}")
    unit, count = Unit(match.value("unit")), 2.0 if match.has("other") else 1.0
    return Fixed(TimexType.SET, Length(unit, _count(match) if match.has("count") else count).value)


def daily_daypart(match: Match) -> Meaning | None:
    if {"clock", "hour", "hour_word"} & set(match.values_at(-1)):
        return None
    return Daypart(match.value("clock_habit"))


def reference(match: Match) -> Meaning | None:
    value = match.value("reference")
    if "then" in match.values_at(-1) or "then" in match.words.values[match.first]:
        return Then()
    return Fixed(TimexType.DATE, value)


def feast(match: Match) -> Meaning | None:
    return FeastDay(match.value("feast"), _years(match))


READERS: dict[str, Reader] = {
    "iso": iso,
    "numeric": numeric,
    "date": date_,
    "year": year,
    "season_years": season_years,
    "weekday_of_week": weekday_of_week,
    "weekend": weekend,
    "rate": rate,
    "season": season,
    "weekday": weekday,
    "day": day,
    "daypart": daypart,
    "relative_unit": relative_unit,
    "relative_units": relative_units,
    "duration": duration,
    "length": length,
    "noon": noon,
    "plain_plural": plain_plural,
    "this_year": this_year,
    "neighbour": neighbour,
    "part_of": part_of,
    "quarter": quarter,
    "decade": decade,
    "century": century,
    "clock": clock,
    "set_word": set_word,
    "every": every,
    "daily_daypart": daily_daypart,
    "reference": reference,
    "feast": feast,
}
