"""Words for people, in German and English, made from structure. Pure: no Django, no rows.

The words themselves are data in `timeline/wordings/`; how titles are built from them is in `timeline.clauses`.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from timeline import clauses
from timeline.clauses import EventFacts, Taking, join_words
from timeline.extraction.dating import reasons
from timeline.extraction.derive import Reason, StatusChange
from timeline.extraction.model import DatingReason, EventKind, Extent, Precision, Quantity, Status, TimeSpan

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "EventFacts",
    "FilterWords",
    "Taking",
    "amount",
    "at",
    "catalogue",
    "day_text",
    "filter_sentence",
    "history_sentence",
    "published_reason",
    "reason",
    "summary",
    "title",
    "when",
]

LANGUAGES = ("de", "en")
_FOLDER = Path(__file__).parent / "wordings"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language."""

    language: str
    words: Mapping[str, Any]

    def label(self, section: str, key: str) -> str:
        """The label of a member of the vocabulary. Raises KeyError for a member that has none."""
        return str(self.words[section][key])


def catalogue(language: str | None) -> Catalogue:
    """The catalogue for a language code such as "de", "en-gb"; German where there is none for it."""
    code = (language or "")[:2].lower()
    return _read(code if code in LANGUAGES else LANGUAGES[0])


@cache
def _read(language: str) -> Catalogue:
    return Catalogue(language, tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8")))


# ---- events ----------------------------------------------------------------------------------------------------------


def title(facts: EventFacts, cat: Catalogue) -> str:
    """A headline of at most `clauses.LONGEST` characters: "Lawrow besucht Pjöngjang"."""
    return clauses.headline(facts, cat.language, cat.words)


def summary(facts: EventFacts, cat: Catalogue) -> str:
    """One sentence with full names, place and time, and a second one where the event is disputed."""
    time = at(facts.span, cat) if facts.span else ""
    told = f"{clauses.sentence(facts, cat.language, cat.words, time)}."
    if facts.status is Status.DISPUTED and facts.asserted_by and facts.disputed_by:
        values = {"by": _list(facts.asserted_by, cat), "against": _list(facts.disputed_by, cat)}
        told = f"{told} {cat.label('summary', 'disputed').format(**values)}"
    return told


def amount(quantity: Quantity, cat: Catalogue) -> str:
    """A quantity in words: "10.000 bis 12.000 Soldaten"."""
    return clauses.amount(quantity, cat.language)


def _list(names: Iterable[str], cat: Catalogue) -> str:
    return join_words(list(names), cat.label("list", "and"))


def history_sentence(changes: Sequence[StatusChange], cat: Catalogue) -> str:
    """How the status came about: "angekündigt am 14. September 2023, eingetreten im Oktober 2023"; empty without."""
    return ", ".join(_change(change, cat) for change in changes)


def _change(change: StatusChange, cat: Catalogue) -> str:
    if change.status is Status.OCCURRED:
        time = at(change.span, cat) if change.span else ""
        return cat.label("history", "occurred").format(time=time) if time else cat.label("history", "occurred_undated")
    if change.day is None:
        return cat.label("status", change.status)
    return cat.label("history", change.status).format(day=day_text(change.day, cat))


def reason(why: Reason | Mapping[str, Any], cat: Catalogue) -> str:
    """A reason of `derive`, or its record, as a sentence."""
    record = why.as_record() if isinstance(why, Reason) else why
    key, values = record["key"], dict(record["values"])
    if "status" in values:
        values["status"] = cat.label("status", values["status"])
    if "day" in values:
        values["day"] = day_text(date.fromisoformat(values["day"]), cat)
    elif f"{key}_undated" in cat.words["reason"]:
        key = f"{key}_undated"
    return cat.label("reason", key).format(**values)


def published_reason(why: DatingReason, cat: Catalogue) -> str:
    """Why a publication date is what it is, as a sentence that names nobody who confirmed it."""
    values = dict(why.values)
    if why.key == reasons.OTHER:
        return values["text"]
    for name in reasons.DAYS & values.keys():
        values[name] = day_text(date.fromisoformat(values[name]), cat)
    if "epoch" in values:
        values["epoch"] = reasons.epoch_name(values["epoch"], cat.language)
    return cat.label("published_reason", why.key).format(**values)


# ---- time ------------------------------------------------------------------------------------------------------------


def day_text(day: date, cat: Catalogue) -> str:
    """ "14. September 2023"."""
    return _calendar("day", day, cat)


def _calendar(pattern: str, day: date, cat: Catalogue) -> str:
    words = cat.words["calendar"]
    return str(words[pattern].format(day=day.day, month=words["months"][day.month - 1], year=day.year))


def when(span: TimeSpan, cat: Catalogue) -> str:
    """A time by itself, never more exact than it is known: "September 2023 (Tag unbekannt)"."""
    return _time(span, cat, "when")


def at(span: TimeSpan, cat: Catalogue) -> str:
    """A time inside a sentence: "im September 2023"; empty if nothing is known."""
    return "" if span.earliest is None and span.latest is None else _time(span, cat, "at")


def _time(span: TimeSpan, cat: Catalogue, style: str) -> str:
    if span.earliest is None or span.latest is None:
        return _open(span, cat, style)
    alone = style == "when"
    shape = _shape(span.earliest, span.latest, span.precision)
    lasting = span.extent is Extent.THROUGHOUT
    if shape is Precision.INTERVAL or shape is Precision.WEEK:
        text = _between(span.earliest, span.latest, cat, style, shape, lasting)
        return _around(text, span, cat, style)
    named = _named(span.earliest, span.latest, shape, cat)
    if shape is Precision.DAY:
        return cat.label(style, "day_around" if span.approximate else "day").format(time=named)
    if lasting:
        return cat.label(style, f"whole_{shape}").format(time=named)
    text = named if alone else cat.label(style, shape).format(time=named)
    if span.approximate:
        text = cat.label(style, "around").format(time=named, at=text)
    return cat.label("when", "day_unknown").format(time=text) if alone else text


def _open(span: TimeSpan, cat: Catalogue, style: str) -> str:
    if span.latest is not None:
        return cat.label(style, "before").format(time=day_text(span.latest, cat))
    if span.earliest is not None:
        return cat.label(style, "from").format(time=day_text(span.earliest, cat))
    return cat.label("when", "unknown")


def _shape(first: date, last: date, precision: Precision) -> Precision:
    """The precision as far as the bounds bear it out: a month is only called by its name if it is all of one."""
    if first == last:
        return Precision.DAY
    if precision is Precision.WEEK and (last - first).days == 6:
        return Precision.WEEK
    if precision is Precision.SEASON and 80 <= (last - first).days <= 100:
        return Precision.SEASON
    if (first.year, first.month, first.day) == (last.year, 1, 1) and (last.month, last.day) == (12, 31):
        return Precision.YEAR
    if (first.year, first.month, first.day) == (last.year, last.month, 1) and _ends_month(last):
        return Precision.MONTH
    return Precision.INTERVAL


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _named(first: date, last: date, shape: Precision, cat: Catalogue) -> str:
    if shape is Precision.YEAR:
        return str(first.year)
    if shape is Precision.SEASON:
        middle = first + (last - first) / 2
        name = cat.words["calendar"]["seasons"][middle.month % 12 // 3]
        year = f"{first.year}/{last.year % 100:02}" if first.year < last.year else str(first.year)
        return str(cat.words["calendar"]["season"].format(season=name, year=year))
    return _calendar("day" if shape is Precision.DAY else "month", first, cat)


def _between(first: date, last: date, cat: Catalogue, style: str, shape: Precision, lasting: bool) -> str:
    if shape is Precision.WEEK:
        one, other = _bounds(first, last, cat)
        return cat.label(style, "whole_week" if lasting else "week").format(first=one, last=other)
    months = first.day == 1 and _ends_month(last)
    one, other = _month_bounds(first, last, cat) if months else _bounds(first, last, cat)
    if lasting:
        tight = not months and (first.year, first.month) == (last.year, last.month)
        key = "throughout_days" if (tight if style == "when" else not months) else "throughout"
    elif not months and last - first == timedelta(days=1):
        key = "either"
    else:
        key = "between_days" if style == "at" and not months else "between"
    return cat.label(style, key).format(first=one, last=other)


def _bounds(first: date, last: date, cat: Catalogue) -> tuple[str, str]:
    """Two days as text, the first without what both have in common."""
    if first.year != last.year:
        pattern = "day"
    elif first.month != last.month:
        pattern = "day_of_month"
    else:
        pattern = "day_alone"
    return _calendar(pattern, first, cat), day_text(last, cat)


def _month_bounds(first: date, last: date, cat: Catalogue) -> tuple[str, str]:
    if (first.month, last.month) == (1, 12):
        return str(first.year), str(last.year)
    name = cat.words["calendar"]["months"][first.month - 1]
    return (name if first.year == last.year else _calendar("month", first, cat)), _calendar("month", last, cat)


def _around(text: str, span: TimeSpan, cat: Catalogue, style: str) -> str:
    return cat.label(style, "around_span").format(time=text) if span.approximate else text


# ---- what is shown ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FilterWords:
    """What the reader has filtered, with names in the reader's language. `count` events are left, or `more`."""

    count: int
    kinds: tuple[EventKind, ...] = ()
    statuses: tuple[Status, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    min_sources: int = 1
    first: date | None = None
    last: date | None = None
    q: str = ""
    more: bool = False


def filter_sentence(shown: FilterWords, cat: Catalogue) -> str:
    """What is shown, in words: "23 Ereignisse, Besuche und Treffen, ab September 2023, mindestens zwei Quellen"."""
    parts = [_counted(shown.count, cat, more=shown.more)]
    if shown.kinds:
        parts.append(_list((cat.label("kind_plural", kind) for kind in shown.kinds), cat))
    if shown.statuses:
        names = join_words([cat.label("status", status) for status in shown.statuses], cat.label("list", "or"))
        parts.append(cat.label("filter", "status").format(names=names))
    if shown.actors:  # all of them took part; of several places or outlets any one does
        parts.append(cat.label("filter", "actors").format(names=_list(shown.actors, cat)))
    for key, chosen in (("places", shown.places), ("outlets", shown.outlets), ("countries", shown.countries)):
        if chosen:
            parts.append(cat.label("filter", key).format(names=join_words(list(chosen), cat.label("list", "or"))))
    if period := _period(shown.first, shown.last, cat):
        parts.append(period)
    if shown.min_sources > 1:
        number = cat.words["number"].get(str(shown.min_sources), str(shown.min_sources))
        parts.append(cat.label("filter", "sources").format(number=number))
    if shown.q:
        parts.append(cat.label("filter", "search").format(text=shown.q))
    return ", ".join(parts)


def _counted(count: int, cat: Catalogue, *, more: bool = False) -> str:
    if count == 0:
        return cat.label("filter", "none")
    if count == 1:
        return cat.label("filter", "one")
    return cat.label("filter", "more" if more else "many").format(
        count=f"{count:,}".replace(",", cat.label("filter", "thousands"))
    )


def _period(first: date | None, last: date | None, cat: Catalogue) -> str:
    """The filtered days as a reader would say them: whole months and years by their names."""
    if first is None:
        return cat.label("filter", "until").format(last=_month_or_day(last, _ends_month(last), cat)) if last else ""
    if last is None:
        return cat.label("filter", "from").format(first=_month_or_day(first, first.day == 1, cat))
    if first == last:
        return day_text(first, cat)
    if first.day == 1 and _ends_month(last):
        if (first.month, last.month) == (1, 12):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return _calendar("month", first, cat)
        names = _calendar("month", first, cat), _calendar("month", last, cat)
    else:
        names = day_text(first, cat), day_text(last, cat)
    return cat.label("filter", "range").format(first=names[0], last=names[1])


def _month_or_day(day: date, month: bool, cat: Catalogue) -> str:
    return _calendar("month" if month else "day", day, cat)
