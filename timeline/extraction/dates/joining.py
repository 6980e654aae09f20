"""What expressions that stand together share: enumerations, ranges, and a "seit" or "bis" in front.

In "vom 18. bis 19. Juni 2024" the first day gets month and year of the second, and both get the span of the range; in
"June 18 and 19" it is the other way round. The values stay those of the single expressions, as TIMEX3 has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from itertools import pairwise
from typing import Any

from timeline.extraction.dates.calendar import Period, Unit, century
from timeline.extraction.dates.grammar import Expression
from timeline.extraction.dates.meanings import (
    DayOfMonth,
    Daypart,
    Deictic,
    Era,
    Length,
    Meaning,
    Weekday,
    Yearly,
    YearWords,
)
from timeline.extraction.dates.vocabulary import Words
from timeline.extraction.frozen import frozen

LONGEST_ENUMERATION = 12
ENUMERATED = ".enumerated"
"""Ends the name of the rule of an expression that another one completes."""


class Joint(Enum):
    """How an expression stands to what is around it.

    RANGE: during the whole of a range, BETWEEN: at some time in it, NIGHT_TO: in the night that ends on that day,
    CLOCK_OF: a time on the day that is named right after it, BY: at some time until then.
    """

    NONE = 0
    SINCE = 1
    FROM = 2
    UNTIL = 3
    RANGE = 4
    BETWEEN = 5
    NIGHT_TO = 6
    CLOCK_OF = 7
    BY = 8


@frozen
class Joined:
    """An expression with its joint; `partner` is the place of the other end of a range in the list, else None."""

    expression: Expression
    joint: Joint = Joint.NONE
    partner: int | None = None
    several: bool = False
    """Whether it is told together with others of its sort: "am 3. und 4. Oktober"."""


def join(found: Iterable[Expression], words: Words) -> list[Joined]:
    """The expressions of a text with their joints; those that an enumeration only implies are added."""
    told = list(_with_shared_year(list(_with_elliptic(list(found), words)), words))
    joined = [
        _limited(Joined(_hours(told, at), _prefix(expression, words), None, _enumerated(told, at)))
        for at, expression in enumerate(told)
    ]
    for at, (left, right) in enumerate(pairwise(told)):
        joint = _range(left, right, words)
        if joint is not None and joined[at].partner is None:
            joined[at] = replace(joined[at], joint=joint, partner=at + 1, several=True)
            joined[at + 1] = Joined(_after(left, right), joint, at, several=True)
        elif _on_that_day(left, right, words):
            joined[at] = replace(joined[at], joint=Joint.CLOCK_OF, partner=at + 1)
    return joined


def _limited(joined: Joined) -> Joined:
    """ "Until Monday" knows that it is a limit."""
    meaning = joined.expression.meaning
    if isinstance(meaning, Weekday) and joined.joint in (Joint.UNTIL, Joint.BY):
        return replace(joined, expression=replace(joined.expression, meaning=replace(meaning, ahead=True)))
    return joined


def _enumerated(told: Sequence[Expression], at: int) -> bool:
    """Whether the expression, or the one right before that was completed by it, is one of an enumeration."""
    before = told[at - 1].rule if at else ""
    return told[at].rule.endswith(ENUMERATED) or before == f"{told[at].rule}{ENUMERATED}"


def _hours(told: Sequence[Expression], at: int) -> Expression:
    """Times that are told together ("von 10 bis 18 Uhr") know that they are."""
    expression = told[at]
    if isinstance(expression.meaning, Daypart) and expression.meaning.clock:
        together = _enumerated(told, at)
        return replace(expression, meaning=replace(expression.meaning, opening=together))
    return expression


# ---- enumerations ----------------------------------------------------------------------------------------------------


def _with_elliptic(found: list[Expression], words: Words) -> Iterator[Expression]:
    """Adds the bare numbers that stand in front of or behind what completes them."""
    end_of_last = -1
    at = 0
    while at < len(found):
        expression = found[at]
        limit = found[at + 1].first if at + 1 < len(found) else len(words.starts)
        yield from reversed(list(_in_front(expression, words, end_of_last)))
        behind = list(_behind(expression, words, limit))
        if behind and isinstance(behind[-1].meaning, Yearly) and isinstance(expression.meaning, Yearly):
            expression = replace(expression, meaning=replace(expression.meaning, year=behind[-1].meaning.year))
        yield expression
        yield from behind
        end_of_last = (behind[-1] if behind else expression).last
        while at + 1 < len(found) and found[at + 1].first <= end_of_last:
            at += 1
        at += 1


def _in_front(expression: Expression, words: Words, end_of_last: int) -> Iterator[Expression]:
    at = expression.first
    for _ in range(LONGEST_ENUMERATION):
        number = _before_separators(words, at)
        if number <= end_of_last:
            return
        meaning = _completed_by(expression.meaning, words.values[number], words.values[number + 1])
        if meaning is None:
            return
        at = number
        yield Expression(at, at, meaning, f"{expression.rule}{ENUMERATED}")


def _before_separators(words: Words, at: int) -> int:
    """The place of the word before ", ", ", und", "sowie am" that stand in front of `at`; -1 if none does."""
    before = at - 1
    if before >= 0 and {"on", "the"} & words.values[before].keys() and not _separates(words.values[before]):
        before -= 1
    separators = 0
    while before >= 0 and separators < 2 and _separates(words.values[before]):
        before -= 1
        separators += 1
    return before if separators else -1


def _separates(values: Any) -> bool:
    return bool({"comma", "and", "to", "dash", "slash"} & values.keys())


def _completed_by(meaning: Meaning, values: Any, separator: Any) -> Meaning | None:
    """What a bare number means in front of such an expression: "18." before "19. Juni", "10" before "12 Uhr"."""
    match meaning:
        case Yearly(month=int(), day=int()):
            tight = {"slash", "dash"} & separator.keys()
            day = values.get("nth") or (values.get("day_number") if tight or "and" in separator else None)
            return replace(meaning, day=day, part=None, daypart=None, weekday=None) if day else None
        case Daypart(clock=(int(), int())) if "comma" not in separator or "clock" in values:
            if "clock" in values:
                return replace(meaning, clock=values["clock"])
            if "hour" not in values:
                return None
            hour = values["hour"]
            afternoon = meaning.afternoon and hour < 12 and meaning.clock is not None and hour + 12 <= meaning.clock[0]
            return replace(meaning, clock=(hour + 12 if afternoon else hour, 0))
        case Era(period=Period(unit=Unit.CENTURY)):
            number = values.get("nth")
            return replace(meaning, period=century(number)) if number else None
        case Length(how="") if {"to", "dash", "and"} & separator.keys() and {"number", "int"} & values.keys():
            count = values.get("number", values.get("int"))
            return replace(meaning, count=float(count)) if isinstance(count, int | float) else None
        case _:
            return None


def _behind(expression: Expression, words: Words, limit: int) -> Iterator[Expression]:
    """ "June 18–19", "June 18 and 19, 2013": the numbers behind a day that stands after its month."""
    meaning = expression.meaning
    if not isinstance(meaning, Yearly) or not meaning.month or not meaning.day or meaning.year.told:
        return
    if "day_number" not in words.values[expression.last]:
        return
    at, found = expression.last, list[Expression]()
    while at + 2 < limit and len(found) < LONGEST_ENUMERATION and _separates(words.values[at + 1]):
        values = words.values[at + 2]
        if "day_number" not in values or not _ends_there(words, at + 3):
            break
        at += 2
        found.append(
            Expression(
                at, at, replace(meaning, day=values["day_number"], weekday=None), f"{expression.rule}{ENUMERATED}"
            )
        )
    if not found:
        return
    year_at = at + 2 if at + 2 < len(words.values) and "comma" in words.values[at + 1] else at + 1
    if year_at < len(words.values) and "year" in words.values[year_at]:
        year = YearWords(words.values[year_at]["year"])
        found = [replace(e, meaning=replace(e.meaning, year=year)) for e in found if isinstance(e.meaning, Yearly)]
        found[-1] = replace(found[-1], last=year_at)
    yield from found


def _ends_there(words: Words, at: int) -> bool:
    """Whether a number ends an enumeration of days here, and does not count something that follows."""
    if at >= len(words.values):
        return True
    following = words.text[words.starts[at] : words.ends[at]]
    return not following[0].isalpha() or bool({"on", "in", "at", "and", "to", "during"} & words.values[at].keys())


# ---- shared years and ranges -----------------------------------------------------------------------------------------


def _with_shared_year(found: list[Expression], words: Words) -> list[Expression]:
    """Gives the year that only the last of an enumeration or range tells to those before it, from the right."""
    for at in range(len(found) - 2, -1, -1):
        left, right = found[at].meaning, found[at + 1].meaning
        if (
            not isinstance(right, Yearly)
            or not right.year.told
            or not right.month
            or not _linked(found[at], found[at + 1], words)
        ):
            continue
        if isinstance(left, Yearly) and not left.year.told and left.relative is None and left.month:
            year = right.year
            backwards = (left.month, left.day or 0) > (right.month, right.day or 31)
            if backwards and year.number is not None and _range(found[at], found[at + 1], words):
                year = YearWords(year.number - 1)
            found[at] = replace(found[at], meaning=replace(left, year=year))
        elif isinstance(left, DayOfMonth):
            found[at] = replace(found[at], meaning=replace(right, day=left.day, part=None, daypart=None, weekday=None))
    for at in range(len(found) - 2, -1, -1):
        left, right = found[at].meaning, found[at + 1].meaning
        if (
            isinstance(left, DayOfMonth)
            and isinstance(right, Yearly)
            and right.day
            and _linked(found[at], found[at + 1], words)
        ):
            found[at] = replace(found[at], meaning=replace(right, day=left.day, part=None, daypart=None, weekday=None))
    return found


def _linked(left: Expression, right: Expression, words: Words) -> bool:
    """Whether nothing but a separator (and perhaps a preposition) stands between two expressions."""
    between = words.values[left.last + 1 : right.first]
    return 1 <= len(between) <= 3 and all(_separates(v) or {"on", "the", "from"} & v.keys() for v in between)


def _range(left: Expression, right: Expression, words: Words) -> Joint | None:
    """Whether two expressions are the ends of one range."""
    between = words.values[left.last + 1 : right.first]
    if not 1 <= len(between) <= 2 or not _comparable(left.meaning, right.meaning):
        return None
    first = between[0].keys()
    before = {category for values in words.values[max(0, left.first - 2) : left.first] for category in values}
    if "and" in first and "between" in before:
        return Joint.BETWEEN
    if "to" in first or ("dash" in first and _tight(words, left.last + 1) and _same_sort(left.meaning, right.meaning)):
        return Joint.RANGE
    return None


def _on_that_day(left: Expression, right: Expression, words: Words) -> bool:
    """ "um 20 Uhr am Montag", "8 p.m. Friday"."""
    between = words.values[left.last + 1 : right.first]
    a_day = isinstance(right.meaning, Weekday | Deictic | Yearly | DayOfMonth)
    timed = isinstance(left.meaning, Daypart) and left.meaning.clock is not None
    return timed and a_day and len(between) <= 2 and all({"on", "the"} & values.keys() for values in between)


def _tight(words: Words, dash: int) -> bool:
    """A dash that joins two dates has space on both sides or on neither; one with a sentence after it stands alone."""
    return 0 < dash < len(words.starts) - 1 and (
        (words.starts[dash] == words.ends[dash - 1]) == (words.ends[dash] == words.starts[dash + 1])
    )


def _same_sort(left: Meaning, right: Meaning) -> bool:
    if isinstance(left, Yearly) and isinstance(right, Yearly):
        return bool(left.day) == bool(right.day) and bool(left.month) == bool(right.month)
    return _comparable(left, right)


def _comparable(left: Meaning, right: Meaning) -> bool:
    return isinstance(left, Weekday | Yearly | DayOfMonth) and isinstance(right, Weekday | Yearly | DayOfMonth)


def _after(left: Expression, right: Expression) -> Expression:
    """The end of a range lies after its beginning: "von Freitag bis Sonntag" is one weekend."""
    if isinstance(right.meaning, Weekday) and right.meaning.relative is None:
        return replace(right, meaning=replace(right.meaning, following=1))
    return right


def _prefix(expression: Expression, words: Words) -> Joint:
    """What the word in front makes of an expression."""
    if expression.first == 0 or not _on_calendar(expression.meaning):
        return Joint.NONE
    at = expression.first - 1
    if "the" in words.values[at] and at > 0:
        at -= 1
    before = words.values[at].keys()
    if "on" in before and at > 0 and words.values[at - 1].get("daypart") == "NI":
        return Joint.NIGHT_TO
    if "since" in before:
        return Joint.SINCE
    if "until" in before:
        return Joint.UNTIL
    if "by" in before:
        return Joint.BY
    after = words.values[expression.last + 1] if expression.last + 1 < len(words.starts) else {}
    onwards = "from" in before and "onwards" in after  # "vom 27. Juli an"
    return Joint.FROM if onwards or "from_then_on" in before else Joint.NONE


def _on_calendar(meaning: Meaning) -> bool:
    if isinstance(meaning, Daypart):
        return meaning.clock is None
    return not isinstance(meaning, Length)
