"""What the reader asked for: query string <-> filter values <-> rows.

One `Filters` serves the page, the figure, the list and every export, so that the URL is the whole state. A value that
makes no sense is never an error of the request: it is left out, and `errors` says at which field and why.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from timeline.extraction.model import EventKind, Status
from timeline.querysets import EventQuerySet, public_slugs

SORTS = ("oldest", "newest", "sources")
PARAMETERS = (
    "kind",
    "status",
    "actor",
    "place",
    "outlet",
    "country",
    "min_sources",
    "from",
    "to",
    "q",
    "sort",
    "lang",
)
"""Fixed once: links, exports and embeddings out there hold them. `page` leafs through the list and filters nothing."""

_LONGEST_SEARCH = 200
_MOST_SOURCES = 1000
_YEARS = (1900, 2100)
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII)
_GERMAN_DATE = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """Values that make sense, with the messages for those that did not (by parameter, in the reader's language).

    Several kinds, statuses, places, outlets or countries mean any of them; several actors mean that all of them took
    part, because the question behind two names is what they had to do with each other.
    """

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
    sort: str = SORTS[0]
    lang: str = ""
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def parse(cls, query: QueryDict) -> Filters:
        """Reads a query string; asks the rows only for the slugs that it names."""
        reader = _Reader(query)
        first, last = reader.day("from", end=False), reader.day("to", end=True)
        if first and last and first > last:
            reader.errors["to"] = _("“To” lies before “from”, so neither is applied.")
            first = last = None
        return cls(
            kinds=tuple(EventKind(value) for value in reader.several("kind", list(EventKind))),
            statuses=tuple(Status(value) for value in reader.several("status", list(Status))),
            actors=reader.public("actor"),
            places=reader.public("place"),
            outlets=reader.public("outlet"),
            countries=reader.public("country"),
            min_sources=reader.number("min_sources", 1, _MOST_SOURCES),
            first=first,
            last=last,
            q=reader.text("q"),
            sort=reader.one("sort", SORTS),
            lang=reader.language("lang"),
            errors=MappingProxyType(reader.errors),
        )

    @property
    def active(self) -> bool:
        """Whether anything is left out of the timeline."""
        return any((*self._lists().values(), self.min_sources > 1, self.first, self.last, self.q))

    @property
    def kept_count_of(self) -> bool:
        """Whether nothing but kinds and dates is asked for, of which the database keeps numbers by day and month."""
        others = self.without("kind", "from", "to")
        return not others.active

    def _lists(self) -> dict[str, tuple[str, ...]]:
        return {
            "kind": tuple(kind.value for kind in self.kinds),
            "status": tuple(status.value for status in self.statuses),
            "actor": self.actors,
            "place": self.places,
            "outlet": self.outlets,
            "country": self.countries,
        }

    def chosen(self, parameter: str) -> tuple[str, ...]:
        """The values of a parameter that takes several."""
        return self._lists()[parameter]

    def without(self, *parameters: str) -> Filters:
        """The same with some parameters as if they had not been given."""
        blank = Filters()
        names = {
            "kind": "kinds",
            "status": "statuses",
            "actor": "actors",
            "place": "places",
            "outlet": "outlets",
            "country": "countries",
            "from": "first",
            "to": "last",
        }
        fields = [names.get(parameter, parameter) for parameter in parameters]
        changes: dict[str, Any] = {name: getattr(blank, name) for name in fields}
        return replace(self, **changes)

    def apply(self, events: EventQuerySet) -> EventQuerySet:
        """The events that are asked for, in no order of their own."""
        if self.kinds:
            events = events.filter(kind__in=self.kinds)
        if self.statuses:
            events = events.filter(status__in=self.statuses)
        if self.places:
            events = events.filter(place__slug__in=self.places)
        for actor in self.actors:
            events = events.with_participant(actor)
        if self.outlets:
            events = events.reported_by(document__outlet__slug__in=self.outlets)
        if self.countries:
            events = events.reported_by(document__outlet__country__in=self.countries)
        if self.min_sources > 1:
            events = events.filter(source_count__gte=self.min_sources)
        if self.first or self.last:
            events = events.overlapping(self.first, self.last)
        if self.q:
            events = events.matching(self.q)
        return events

    def parameters(self, **changes: Any) -> list[tuple[str, str]]:
        """The canonical list of parameters; `changes` by parameter name (`from_` for from), None takes one out."""
        values: dict[str, Any] = {
            **self._lists(),
            "min_sources": self.min_sources if self.min_sources > 1 else None,
            "from": self.first,
            "to": self.last,
            "q": self.q,
            "sort": self.sort if self.sort != SORTS[0] else None,
            "lang": self.lang,
        }
        values |= {name.rstrip("_"): value for name, value in changes.items()}
        result: list[tuple[str, str]] = []
        for name, value in values.items():
            if value is None or value == "":
                continue
            for item in value if isinstance(value, list | tuple | set | frozenset) else (value,):
                result.append((name, item.isoformat() if isinstance(item, date) else str(item)))
        return result

    def query_string(self, **changes: Any) -> str:
        """The canonical query string, with its question mark; empty without any filter.

        >>> Filters(kinds=(EventKind.VISIT,)).query_string(from_="2024-01-01")
        '?kind=visit&from=2024-01-01'
        """
        pairs = self.parameters(**changes)
        return f"?{urlencode(pairs)}" if pairs else ""

    def toggled(self, parameter: str, value: str) -> str:
        """The query string with one value of a parameter taken in or out."""
        chosen = self.chosen(parameter)
        kept = [item for item in chosen if item != value] if value in chosen else [*chosen, value]
        return self.query_string(**{f"{parameter}_": kept})


class _Reader:
    """Reads values one by one and keeps the messages."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.errors: dict[str, str] = {}

    def _values(self, name: str) -> list[str]:
        values = [value.strip() for value in self.query.getlist(name)]
        return list(dict.fromkeys(value for value in values if value))

    def several(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """Known values in their own order, which makes the query string canonical."""
        values, known = self._values(name), list(known)
        self._report_unknown(name, [value for value in values if value not in known])
        return tuple(value for value in known if value in values)

    def public(self, name: str) -> tuple[str, ...]:
        values = self._values(name)
        if not values:
            return ()
        known = public_slugs(name, values)
        self._report_unknown(name, [value for value in values if value not in known])
        return tuple(sorted(known))

    def _report_unknown(self, name: str, unknown: list[str]) -> None:
        if unknown:
            self.errors[name] = _("“%(value)s” is not known here.") % {"value": _printable(unknown[0])}

    def one(self, name: str, known: tuple[str, ...]) -> str:
        values = self._values(name)
        if values and values[-1] not in known:
            self._report_unknown(name, values[-1:])
            return known[0]
        return values[-1] if values else known[0]

    def language(self, name: str) -> str:
        from timeline.wording import LANGUAGES

        values = self._values(name)
        if values and values[-1] not in LANGUAGES:
            self._report_unknown(name, values[-1:])
        return values[-1] if values and values[-1] in LANGUAGES else ""

    def number(self, name: str, lowest: int, highest: int) -> int:
        values = self._values(name)
        if not values:
            return lowest
        text = values[-1]
        if text.isascii() and text.isdigit() and len(text) <= 6 and lowest <= int(text) <= highest:
            return int(text)
        self.errors[name] = _("“%(value)s” is not a number from %(lowest)d to %(highest)d.") % {
            "value": _printable(text),
            "lowest": lowest,
            "highest": highest,
        }
        return lowest

    def day(self, name: str, *, end: bool) -> date | None:
        """A day, or the first or last one of a month (2024-06) or year (2024)."""
        values = self._values(name)
        if not values:
            return None
        match = _DATE.fullmatch(values[-1]) or _GERMAN_DATE.fullmatch(values[-1])
        parts = match.groupdict() if match else {}
        year, month, day = (int(parts[part]) if parts.get(part) else None for part in ("year", "month", "day"))
        if year is not None and _YEARS[0] <= year <= _YEARS[1] and (month is None or 1 <= month <= 12):
            month = month or (12 if end else 1)
            longest = monthrange(year, month)[1]
            day = day if day is not None else (longest if end else 1)
            if 1 <= day <= longest:
                return date(year, month, day)
        self.errors[name] = _("“%(value)s” is not a date; write it like 2024-06-19.") % {
            "value": _printable(values[-1])
        }
        return None

    def text(self, name: str) -> str:
        values = self._values(name)
        text = _printable(values[-1], longest=None) if values else ""
        if len(text) > _LONGEST_SEARCH:
            self.errors[name] = _("Only the first %(count)d characters are searched for.") % {"count": _LONGEST_SEARCH}
            text = text[:_LONGEST_SEARCH].rstrip()
        return text


def _printable(text: str, longest: int | None = 40) -> str:
    """Without control characters (the database refuses NUL), and short enough for a message."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return clean if longest is None or len(clean) <= longest else f"{clean[: longest - 1]}…"
