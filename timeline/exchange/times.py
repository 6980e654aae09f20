"""Dates as people write them in tables, of any precision: never a made-up day, and no order of numbers guessed.

Taken are EDTF as this site writes it (ISO 8601-2: "2023-09", "2023-09-01/2023-09-05", "[2023-09-01..]", "2023~"),
numbers with a dot (day first, as in German) or a slash (in the order that the curator names), and the closed time
expressions of German and English ("Sept. 2023", "Anfang 2023", "early March 2024", "13. bis 17. September 2023").
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from timeline.extraction.dates import tag
from timeline.extraction.model import Basis, Dating, Extent, Precision, PublishedBasis, TimeSpan

LANGUAGES = ("de", "en")
_UNDATED = Dating(PublishedBasis.UNKNOWN, None, None, ())


class Order(StrEnum):
    """The order of the numbers in a date such as 9/13/2023."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


class UnreadableTimeError(ValueError):
    """A cell that is no date, with the reason in the language of the curator. `asks_for_order`: an order would help."""

    def __init__(self, message: str, *, asks_for_order: bool = False) -> None:
        super().__init__(message)
        self.asks_for_order = asks_for_order


def read_time(text: str, order: Order | None = None) -> TimeSpan:
    """The time that a cell names; an empty one is an unknown time. Raises UnreadableTimeError.

    >>> read_time("Sept. 2023").edtf
    '2023-09'
    >>> read_time("9/13/2023", Order.MONTH_FIRST).edtf
    '2023-09-13'
    """
    text = " ".join(text.split())
    if not text:
        return TimeSpan(None, None, Precision.UNKNOWN)
    for reading in (_edtf, _numbers, _words):
        span = reading(text, order)
        if span is not None:
            return span
    raise UnreadableTimeError(
        _("“%(text)s” is no date: write 2023-09-13, 2023-09 or 2023, 13.9.2023, or in words such as “Sept. 2023”.")
        % {"text": text[:80]}
    )


# ---- EDTF ------------------------------------------------------------------------------------------------------------

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ]00:00(?::00)?)?([~?%]?)")
_SET = re.compile(r"\[(?P<left>[^.\]]*)\.\.(?P<right>[^.\]]*)\]")
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}
"""EDTF seasons, independent of location, as months of the northern meteorological ones."""


def _edtf(text: str, order: Order | None) -> TimeSpan | None:
    whole = _point(text)
    if whole:
        return whole
    if match := _SET.fullmatch(text):
        return _between(match["left"], match["right"], Extent.WITHIN, text)
    left, slash, right = text.partition("/")
    if (
        slash
        and "/" not in right
        and (left == ".." or _ISO.fullmatch(left))
        and (_ISO.fullmatch(right) or right == "..")
    ):
        return _between(left.replace("..", ""), right.replace("..", ""), Extent.THROUGHOUT, text)
    return None


def _point(text: str) -> TimeSpan | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, month, day, mark = match.groups()
    approximate = bool(mark)
    try:
        if day:
            return TimeSpan.day(date(int(year), int(month), int(day)), approximate=approximate)
        if month in _SEASONS:
            first, last = _SEASONS[month]
            ends = int(year) + (last < first)
            return TimeSpan(
                date(int(year), first, 1), _month_end(ends, last), Precision.SEASON, approximate=approximate
            )
        if month:
            return _month(int(year), int(month), approximate)
        return TimeSpan(date(int(year), 1, 1), date(int(year), 12, 31), Precision.YEAR, approximate=approximate)
    except ValueError as error:
        raise UnreadableTimeError(_("There is no day “%(text)s” in the calendar.") % {"text": text}) from error


def _between(left: str, right: str, extent: Extent, text: str) -> TimeSpan:
    """From the first day of the left end to the last one of the right; an empty end is open."""
    first, last = (_point(side) if side else None for side in (left, right))
    if (left and first is None) or (right and last is None) or not (first or last):
        raise UnreadableTimeError(_("“%(text)s” is no EDTF.") % {"text": text[:80]})
    approximate = bool(first and first.approximate) or bool(last and last.approximate)
    earliest, latest = first.earliest if first else None, last.latest if last else None
    if earliest and latest and latest < earliest:
        raise UnreadableTimeError(_("“%(text)s” ends before it begins.") % {"text": text[:80]})
    if earliest is None or latest is None:
        return TimeSpan(earliest, latest, Precision.OPEN, extent, approximate)
    if earliest == latest:
        return TimeSpan.day(earliest, approximate=approximate)
    return TimeSpan(earliest, latest, Precision.INTERVAL, extent, approximate)


# ---- numbers ---------------------------------------------------------------------------------------------------------

_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d+)")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d+)")
_MONTHS = re.compile(r"(\d{1,2})[./](\d{4})")


def _numbers(text: str, order: Order | None) -> TimeSpan | None:
    if match := _MONTHS.fullmatch(text):
        year, number = int(match[2]), int(match[1])
        return _checked(text, lambda: _month(year, number))
    slashed = _SLASHED.fullmatch(text)
    match = slashed or _DOTTED.fullmatch(text)
    if match is None:
        return None
    first, second, year_text = match.groups()
    if len(year_text) != 4:
        raise UnreadableTimeError(_("“%(text)s” has no year of four digits.") % {"text": text[:80]})
    if slashed and order is None:
        raise UnreadableTimeError(
            _("“%(text)s” can mean two days: say whether the month or the day comes first.") % {"text": text},
            asks_for_order=True,
        )
    day, month = (second, first) if slashed and order is Order.MONTH_FIRST else (first, second)
    return _checked(text, lambda: TimeSpan.day(date(int(year_text), int(month), int(day))))


def _checked(text: str, made: Callable[[], TimeSpan]) -> TimeSpan:
    try:
        return made()
    except ValueError as error:
        raise UnreadableTimeError(
            _("There is no day “%(text)s” in the calendar: is it written in another order?") % {"text": text},
        ) from error


def _month(year: int, month: int, approximate: bool = False) -> TimeSpan:
    return TimeSpan(date(year, month, 1), _month_end(year, month), Precision.MONTH, approximate=approximate)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


# ---- words -----------------------------------------------------------------------------------------------------------

_MONTH_NAMES = {
    "jan": "January", "feb": "February", "mar": "March", "mär": "March", "mrz": "March", "apr": "April",
    "jun": "June", "jul": "July", "aug": "August", "sep": "September", "sept": "September", "oct": "October",
    "okt": "October", "nov": "November", "dec": "December", "dez": "December",
}  # fmt: skip
_SHORT_MONTH = re.compile(rf"\b({'|'.join(_MONTH_NAMES)})\b\.?(?!\w)", re.IGNORECASE)
_ABOUT = re.compile(r"(?:ca\.?|circa|c\.|um|about|around|etwa|gegen)\s+", re.IGNORECASE)
_FROM = re.compile(r"(?:seit|ab|since|from)\s+(?:dem\s+|the\s+)?", re.IGNORECASE)
_UNTIL = re.compile(r"(?:vor|bis|before|until|by)\s+(?:dem\s+|zum\s+|the\s+)?", re.IGNORECASE)
_QUARTER = re.compile(r"(?:Q([1-4])[ /]?(\d{4}))|(?:(\d{4})[- ]?Q([1-4]))", re.IGNORECASE)
_TO = re.compile(r"(?<=[\w.])\s*(?:-|–|—|\bbis(?: zum)?\b|\bto\b|\buntil\b)\s*(?=[\w])", re.IGNORECASE)
_BOTH = re.compile(r"(?:zwischen|between)\s+(.+?)\s+(?:und|and)\s+(.+)", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}\b")
_MONTH_WORD = re.compile(r"[^\W\d_]{3,}")


def _words(text: str, order: Order | None) -> TimeSpan | None:
    cell = text.strip(" ,;:()–-")
    if match := _ABOUT.match(cell):
        span = _closed(cell[match.end() :])
        return span and replace(span, approximate=True)
    if match := _QUARTER.fullmatch(cell):
        year, quarter = int(match[2] or match[3]), int(match[1] or match[4])
        return TimeSpan(date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter), Precision.INTERVAL)
    if (match := _FROM.match(cell)) and (span := _closed(cell[match.end() :])):
        return TimeSpan(span.earliest, None, Precision.OPEN, Extent.THROUGHOUT, span.approximate)
    if (match := _UNTIL.match(cell)) and (span := _closed(cell[match.end() :])):
        before = match[0].lower().startswith(("vor", "before")) and span.earliest
        latest = span.earliest - timedelta(days=1) if before and span.earliest else span.latest
        return TimeSpan(None, latest, Precision.OPEN, approximate=span.approximate)
    if match := _BOTH.fullmatch(cell):
        return _joined(match[1], match[2], Extent.WITHIN)
    whole = _closed(cell)
    if whole is None and len(ends := _TO.split(cell)) == 2:
        return _joined(ends[0], ends[1], Extent.THROUGHOUT)
    return whole


def _joined(left: str, right: str, extent: Extent) -> TimeSpan | None:
    """An interval of two ends, each of which lends the other what it leaves out: month and year, or the year alone."""
    first, last = _closed(left), _closed(right)
    month, year = _MONTH_WORD.search(right) or _MONTH_WORD.search(left), _YEAR.search(right) or _YEAR.search(left)
    if month and year:
        first = first or _closed(f"{left} {'' if _MONTH_WORD.search(left) else month[0]} {year[0]}")
        last = last or _closed(f"{right} {'' if _MONTH_WORD.search(right) else month[0]} {year[0]}")
        last = last or _closed(f"{month[0]} {right}")
    if first is None or last is None or first.earliest is None or last.latest is None or last.latest < first.earliest:
        return None
    approximate = first.approximate or last.approximate
    return TimeSpan(first.earliest, last.latest, Precision.INTERVAL, extent, approximate)


def _closed(text: str) -> TimeSpan | None:
    """The span of the one time expression that a text consists of, in either language."""
    cell = text.strip(" ,;:()")
    for spelled in dict.fromkeys((cell, _SHORT_MONTH.sub(lambda match: _MONTH_NAMES[match[1].lower()], cell))):
        for language in LANGUAGES:
            found = tag(spelled, language, _UNDATED)
            if len(found) == 1 and found[0].span and found[0].span.closed and _is_all(found[0].text, spelled):
                return found[0].span.with_basis(Basis.EXPLICIT)
    return None


def _is_all(expression: str, cell: str) -> bool:
    return cell.replace(expression, "", 1).strip(" .,").lower() in ("", "im", "am", "in", "on", "der", "the")
