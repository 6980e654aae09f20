"""When an article appeared: given, else from its metadata, else from its text, else inferred from what that implies.

Nothing is guessed silently. Every step that narrows the window adds a sentence to `Dating.reasons`; where the text
holds no upper bound there is none, and the point is a day only where the window is one day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from timeline.extraction.dates import sentence_bounds
from timeline.extraction.dates.direction import Clauses, Tense
from timeline.extraction.lexicon import packaged
from timeline.extraction.model import (
    Article,
    Basis,
    Dating,
    KnownEvent,
    Precision,
    PublishedBasis,
    Timex,
    TimexType,
)

TimexesOf = Callable[[Dating], Sequence[Timex]]

METADATA_KEYS = ("published", "json_ld_date", "date")
"""What a page may say of its publication, the most reliable first."""

OLDEST = date(1900, 1, 1)
"""Explicit dates before this tell nothing about when a news article appeared."""

_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DATELINE_REACH = 300
"""How far into the text a dateline is looked for, in characters."""


def date_article(article: Article, *, timexes_of: TimexesOf, known_events: Sequence[KnownEvent] = ()) -> Dating:
    """When the article appeared, with the reasons in words.

    `timexes_of` gives the article's time expressions under an assumed dating; `known_events` are dated events that the
    text may speak of. The basis is `given`, `metadata`, `text` (a dateline), `inferred` or `unknown`.
    """
    if article.published is not None:
        return Dating.given(article.published)
    return _from_metadata(article) or _from_text(article, timexes_of) or _inferred(article, timexes_of, known_events)


# ---- what the page or the address says -------------------------------------------------------------------------------


def _from_metadata(article: Article) -> Dating | None:
    for key in METADATA_KEYS:
        day = stamp(article.metadata.get(key, ""))
        if day:
            return _on(PublishedBasis.METADATA, day, f"The page gives {day} as its date of publication ({key}).")
    for address in (article.url, article.metadata.get("url", "")):
        found = _IN_ADDRESS.search(address)
        day = stamp("-".join(found.group(1, 3, 4))) if found else None
        if day:
            return _on(PublishedBasis.METADATA, day, f"The address of the page holds the day {day}.")
    return None


def _on(basis: PublishedBasis, day: date, reason: str) -> Dating:
    return Dating(basis, day, day, (reason,))


@cache
def stamp(written: str) -> date | None:
    """The day of a time stamp as pages write it, in any usual notation; None if it is none."""
    written = written.strip()
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).date()
    except ValueError:
        from dateparser.date import DateDataParser  # costs 0.2 s to import, and few articles need it

        parser = DateDataParser(languages=["de", "en"], settings={"REQUIRE_PARTS": ["day", "month", "year"]})
        found = parser.get_date_data(written[:60])
        return found.date_obj.date() if found.date_obj and found.period in ("day", "time") else None


# ---- what stands above the text --------------------------------------------------------------------------------------


def _from_text(article: Article, timexes_of: TimexesOf) -> Dating | None:
    """The day of a dateline: a full date at the head of the text, on a line of its own or before the first sentence."""
    for timex in timexes_of(Dating(PublishedBasis.UNKNOWN)):
        if timex.start > _DATELINE_REACH:
            break
        if timex.span is None or timex.span.precision is not Precision.DAY or timex.span.basis is not Basis.EXPLICIT:
            continue
        day = timex.span.earliest
        if day and _is_dateline(article.text, timex):
            return _on(PublishedBasis.TEXT, day, f'The dateline reads "{timex.text}".')
    return None


_DATELINE_BEFORE = re.compile(
    r"(?:^|\n|[(/|•·])\s*(?:[A-ZÄÖÜ][\w./ -]{0,40}?[,:/(]?\s*)?"
    r"(?:(?:Stand|Veröffentlicht|Erschienen|Aktualisiert|Published|Posted|Date|Datum|Updated)(?:\s+(?:am|on))?:?\s*)?"
    r"(?:(?:den|am|on)\s+)?$"
)
_DATELINE_AFTER = re.compile(
    r"\s*(?:$|\n|[)|•·/–—-]|,?\s*(?:um\s+|at\s+)?\d{1,2}[:.]\d{2}(?:\s*(?:Uhr|[ap]\.?m\.?|[A-Z]{2,4}))?|\([^)\n]{2,30}\)|[A-Z]{2,}[\s:/-])"
)


def _is_dateline(text: str, timex: Timex) -> bool:
    before = text[max(0, timex.start - 80) : timex.start]
    return bool(_DATELINE_BEFORE.search(before)) and bool(_DATELINE_AFTER.match(text, timex.end))


# ---- what the text implies -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clue:
    """A window for the day of publication, and why."""

    earliest: date | None
    latest: date | None
    reason: str


def _inferred(article: Article, timexes_of: TimexesOf, known_events: Sequence[KnownEvent]) -> Dating:
    timexes = [t for t in timexes_of(Dating(PublishedBasis.UNKNOWN)) if not _in_boilerplate(article, t)]
    earliest, latest, reasons = None, None, []
    for clue in (*_explicit(article, timexes), *_epochs(article, timexes)):
        low = max((d for d in (earliest, clue.earliest) if d), default=None)
        high = min((d for d in (latest, clue.latest) if d), default=None)
        if (low and high and low > high) or (low, high) == (earliest, latest):
            continue
        earliest, latest = low, high
        reasons.append(clue.reason)
    if earliest is None and latest is None:
        return Dating(PublishedBasis.UNKNOWN)
    return Dating(PublishedBasis.INFERRED, earliest, latest, tuple(reasons))


def _in_boilerplate(article: Article, timex: Timex) -> bool:
    return any(start <= timex.start < end for start, end in article.boilerplate)


def _explicit(article: Article, timexes: Sequence[Timex]) -> Iterator[Clue]:
    """What the text tells as past lies before its publication, what it announces after it."""
    clauses = Clauses(article.language, article.text, sentence_bounds(article.text))
    past: list[tuple[date, Timex]] = []
    future: list[tuple[date, Timex]] = []
    for timex in timexes:
        if timex.type is TimexType.DURATION or timex.span is None or timex.span.earliest is None:
            continue
        if timex.span.earliest < OLDEST:
            continue
        tense = clauses.tense_at(timex.start, timex.end)
        if tense is Tense.PAST or (timex.span.latest is None):
            past.append((timex.span.earliest, timex))
        elif tense is Tense.FUTURE and timex.span.latest:
            future.append((timex.span.latest, timex))
    if past:
        day, timex = max(past, key=lambda pair: pair[0])
        yield Clue(day, None, f'The text looks back on "{timex.text}", so it is not older than {day}.')
    if future:
        day, timex = min(future, key=lambda pair: pair[0])
        yield Clue(None, day, f'The text looks ahead to "{timex.text}", so it is not younger than {day}.')


# ---- what everybody knows --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Epoch:
    """A world event or a term of office; `to` is None for what has no end or has not ended."""

    what: str
    begins: date
    ends: date | None
    office: bool
    names: Mapping[str, re.Pattern[str]]


@cache
def _known_epochs() -> tuple[Epoch, ...]:
    return tuple(
        Epoch(
            what=entry["what"],
            begins=entry["from"],
            ends=entry.get("to"),
            office=bool(entry.get("office")),
            names={
                language: re.compile(r"\b(?:" + "|".join(map(_spelling, names)) + r")\b", re.IGNORECASE)
                for language, names in entry["names"].items()
            },
        )
        for entry in packaged("epochs")["epoch"]
    )


def _spelling(name: str) -> str:
    return re.escape(name).replace(r"\ ", r"\s+")


_YEARS_SINCE = re.compile(r"P(\d+)Y")


def _epochs(article: Article, timexes: Sequence[Timex]) -> Iterator[Clue]:
    bounds = sentence_bounds(article.text)
    for epoch in _known_epochs():
        pattern = epoch.names.get(article.language)
        for mention in pattern.finditer(article.text) if pattern else ():
            start, end = next(((a, b) for a, b in bounds if a <= mention.start() < b), (0, len(article.text)))
            yield Clue(epoch.begins, None, f"The text speaks of {epoch.what}, which began on {epoch.begins}.")
            for timex in timexes:
                years = _YEARS_SINCE.fullmatch(timex.value)
                if not epoch.office and years and start <= timex.start < end:
                    yield _years_after(epoch, int(years[1]), timex)


def _years_after(epoch: Epoch, years: int, timex: Timex) -> Clue:
    """ "Two years ago" may be rounded: from half a year before the day to the day before the next full year."""
    turn = epoch.begins + timedelta(days=round(365.25 * years))
    return Clue(
        turn - timedelta(days=183),
        turn + timedelta(days=365),
        f'The text puts {epoch.what} ({epoch.begins}) "{timex.text}" before its publication.',
    )
