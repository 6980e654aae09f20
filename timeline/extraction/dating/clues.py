"""What a text implies about the day on which it appeared.

A clue is a window and its reason. `bounds_of_text` gives what is sure by itself: what is told as past lies before, what
is announced after, world events have begun, an office is held. `dated_moments` needs those bounds to choose a year: a
weekday with a date, a feast on a weekday, a dateline without a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from timeline.extraction.dates import holidays, tag
from timeline.extraction.dates.calendar import add_months
from timeline.extraction.dates.direction import Clauses, Tense
from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import Office, load, packaged, table
from timeline.extraction.model import Article, Basis, Dating, DatingReason, PublishedBasis, Timex, TimexType

OLDEST = date(1900, 1, 1)
"""Explicit dates before this tell nothing about when a news article appeared."""

HALF_A_YEAR = timedelta(days=183)
A_YEAR = timedelta(days=365)
SIX_DAYS = timedelta(days=6)
A_QUARTER = timedelta(days=92)

YEARS_OF_SIGHT = 4
"""How many years after the youngest date that it names a text is looked for: the same day falls on the same weekday
again after five years at the earliest."""


@frozen
class Clue:
    """A window for the day of publication, and why. Either bound may be open."""

    earliest: date | None
    latest: date | None
    reason: DatingReason


_SOME_DAY = date(2000, 7, 1)
_AGO_BEFORE = re.compile(r"\b(?:vor|seit)\s+(?:\w+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Text:
    """An undated article with its time expressions, as far as they resolve without a date of publication."""

    article: Article
    timexes: tuple[Timex, ...]
    clauses: Clauses

    @property
    def text(self) -> str:
        return self.article.text

    @property
    def language(self) -> str:
        return self.article.language

    def tense_of(self, timex: Timex) -> Tense:
        return self.clauses.tense_at(timex.start, timex.end)

    def together(self, first: int, second: int, apart: int = 0) -> bool:
        """Whether two positions lie in one sentence, or at most `apart` sentences from each other."""
        return abs(self.clauses.sentence_at(first) - self.clauses.sentence_at(second)) <= apart

    def sentence_of(self, position: int) -> str:
        start, end = self.clauses.bounds[self.clauses.sentence_at(position)]
        return self.text[start:end]

    def years_ago(self, timex: Timex) -> int | None:
        """The number in "vor zwei Jahren", "seit zwei Jahren" and "two years ago"; None for anything else."""
        if timex.type is TimexType.DURATION:
            count = _WHOLE_YEARS.fullmatch(timex.value)
            before = self.text[max(0, timex.start - 30) : timex.start]
            return int(count[1]) if count and _AGO_BEFORE.search(before) else None
        if not timex.rule.endswith("ago"):
            return None
        (told,) = tag(timex.text, self.language, Dating.given(_SOME_DAY))
        return _SOME_DAY.year - int(told.value) if re.fullmatch(r"\d{4}", told.value) else None

    def names_another_time(self, position: int) -> bool:
        """Whether the sentence there tells of a time that it names itself."""
        return any(
            timex.span is not None and timex.type is TimexType.DATE and self.together(timex.start, position)
            for timex in self.timexes
        )


def bounds_of_text(text: Text) -> Iterator[Clue]:
    """What holds whatever year it is."""
    yield from _told_as_past(text)
    yield from _world_events(text)
    yield from _anniversaries(text)
    yield from _years_between(text)
    offices = list(_offices(text))
    yield from (clue for clue in offices if clue.latest is None)
    yield from (clue for clue in offices if clue.latest is not None)
    yield from _told_as_future(text)


def dated_moments(text: Text, earliest: date | None, latest: date | None) -> Iterator[Clue]:
    """Days that the text names without their year, in the one year that fits `earliest` and `latest`."""
    if earliest is None:
        return
    years = range(earliest.year, min(earliest.year + YEARS_OF_SIGHT, latest.year if latest else 9999) + 1)
    yield from _feasts_on_weekdays(text, years, earliest)
    yield from _weekdays_with_dates(text, years, earliest)


# ---- explicit dates --------------------------------------------------------------------------------------------------


def _explicit(text: Text) -> Iterator[Timex]:
    for timex in text.timexes:
        dated = timex.span is not None and timex.span.basis in (Basis.EXPLICIT, Basis.ANAPHORIC)
        if dated and timex.type is not TimexType.DURATION:
            yield timex


def _told_as_past(text: Text) -> Iterator[Clue]:
    past = [
        (timex.span.earliest, timex)
        for timex in _explicit(text)
        if timex.span and timex.span.earliest and timex.span.earliest >= OLDEST
        if timex.rule.endswith(".since")
        or (text.tense_of(timex) is Tense.PAST and not timex.rule.endswith((".until", ".by", ".from")))
    ]
    if past:
        day, timex = max(past, key=lambda pair: pair[0])
        yield Clue(day, None, DatingReason.of("looks_back", text=timex.text, day=day))


def _told_as_future(text: Text) -> Iterator[Clue]:
    future = [
        (timex.span.latest, timex)
        for timex in _explicit(text)
        if timex.span and timex.span.latest and timex.span.basis is Basis.EXPLICIT
        if text.tense_of(timex) is Tense.FUTURE and not timex.rule.endswith((".since", ".range", ".between"))
        if not _unreal(text.language).search(text.sentence_of(timex.start))
    ]
    if future:
        day, timex = min(future, key=lambda pair: pair[0])
        yield Clue(None, day, DatingReason.of("looks_ahead", text=timex.text, day=day))


@cache
def _unreal(language: str) -> re.Pattern[str]:
    """Verbs of what might have been: a plan for 2023 that "should have" come true is no news of 2022."""
    return _any_of(table(language, "dates")["tense"]["unreal"])


def _years_between(text: Text) -> Iterator[Clue]:
    """ "70 years after the armistice of 1953", "vor zwei Jahren, im Februar 2022"."""
    for timex, dated in pairwise(text.timexes):
        if dated.span is None or dated.span.earliest is None or dated.span.basis is not Basis.EXPLICIT:
            continue
        between = text.text[timex.end : dated.start]
        after = _WHOLE_YEARS.fullmatch(timex.value) if _AFTER_AN_EVENT.fullmatch(between) else None
        if after and text.tense_of(timex) is Tense.PAST:
            continue  # "two years after his election in 2010 he resigned" tells of 2012
        years = int(after[1]) if after else text.years_ago(timex) if _APPOSED.fullmatch(between) else None
        if years is not None:
            low = _years_later(dated.span.earliest, years) - HALF_A_YEAR
            high = _years_later(dated.span.latest or dated.span.earliest, years) + A_YEAR
            yield Clue(low, high, DatingReason.of("years_between", text=timex.text, other=dated.text))


_WHOLE_YEARS = re.compile(r"P(\d+)Y")
_APPOSED = re.compile(r"\s*[,(–-]?\s*(?:\w+\s+){0,2}")
_AFTER_AN_EVENT = re.compile(r"\s*(?:nach|after)\b[^.;:!?]{0,80}")


def _years_later(day: date, years: int) -> date:
    return add_months(day, 12 * years)


# ---- world events, anniversaries, offices ----------------------------------------------------------------------------


@frozen
class Epoch:
    """A world event, from the day on which it began."""

    key: str
    begins: date
    names: Mapping[str, re.Pattern[str]]


@cache
def _epochs() -> tuple[Epoch, ...]:
    return tuple(
        Epoch(
            key=entry["key"],
            begins=entry["from"],
            names={language: _any_of(names) for language, names in entry["names"].items()},
        )
        for entry in packaged("epochs")["epoch"]
    )


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these names as whole words, in lower or upper case alike, the longest first."""
    spellings = sorted(set(names), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(_spelling, spellings)) + r")\b", re.IGNORECASE)


def _spelling(name: str) -> str:
    return re.escape(name).replace(r"\ ", r"\s+")


def _world_events(text: Text) -> Iterator[Clue]:
    for epoch in _epochs():
        pattern = epoch.names.get(text.language)
        mentions = list(pattern.finditer(text.text)) if pattern else []
        if mentions:
            yield Clue(epoch.begins, None, DatingReason.of("epoch", epoch=epoch.key, day=epoch.begins))
        for mention in mentions:
            yield from _years_since(text, epoch, mention.start())


def _years_since(text: Text, epoch: Epoch, position: int) -> Iterator[Clue]:
    """ "Since the war began two years ago" may be rounded: half a year less, or nearly a full year more."""
    for timex in text.timexes:
        years = text.years_ago(timex) if text.together(timex.start, position) else None
        if years is not None:
            turn = _years_later(epoch.begins, years)
            yield Clue(
                turn - HALF_A_YEAR,
                turn + A_YEAR,
                DatingReason.of("years_since", epoch=epoch.key, day=epoch.begins, text=timex.text),
            )


_ORDINAL_BEFORE = re.compile(r"(\d{1,3})(?:\.|st|nd|rd|th)\s+(?:\w+\s+)?$")


def _anniversaries(text: Text) -> Iterator[Clue]:
    """ "Zum 70. Jahrestag des Waffenstillstands": the feast knows the year that it remembers."""
    for timex, feast in _feasts(text):
        count = _ORDINAL_BEFORE.search(text.text, max(0, timex.start - 30), timex.start)
        if count is None or feast.since is None:
            continue
        day = feast.on(feast.since + int(count[1]))
        named = f"{count[1]}. {timex.text}"
        if text.tense_of(timex) is Tense.FUTURE:
            yield Clue(day - A_YEAR, day, DatingReason.of("anniversary_ahead", text=named, day=day))
        else:
            yield Clue(day - A_QUARTER, None, DatingReason.of("anniversary", text=named, day=day))


def _feasts(text: Text) -> Iterator[tuple[Timex, holidays.Feast]]:
    keys = _feast_keys(text.language)
    for timex in text.timexes:
        key = keys.get(" ".join(timex.text.lower().replace("’", "'").split()))
        if key and timex.span is None:
            yield timex, holidays.feasts()[key]


@cache
def _feast_keys(language: str) -> Mapping[str, str]:
    return dict(holidays.names(language))


@frozen
class _Holders:
    """Terms of office by title and name, both in lower case, and a pattern for the one in front of the other."""

    pattern: re.Pattern[str]
    terms: Mapping[tuple[str, str], tuple[Office, ...]]


@cache
def _holders(language: str) -> _Holders:
    lexicon = load()
    terms: dict[tuple[str, str], list[Office]] = {}
    for office in lexicon.offices:
        holder = lexicon.actor(office.holder)
        if holder is None or office.term_from is None:
            continue
        for title in office.titles.get(language, ()):
            for name in (holder.name(language), *holder.aliases):
                terms.setdefault((title.lower(), name.lower()), []).append(office)
    titles, names = _any_of(title for title, _ in terms), _any_of(name for _, name in terms)
    pattern = re.compile(rf"(?P<title>{titles.pattern})\w{{0,2}}\s+(?P<name>{names.pattern})", re.IGNORECASE)
    return _Holders(pattern, {key: tuple(offices) for key, offices in terms.items()})


_NO_LONGER = re.compile(
    r"\b(?:damalig|ehemalig|früher|einstig|verstorben|abgesetzt|entlassen)\w*\s+(?:[\w-]+\s+)?$|\bEx-$|\bAlt-?$"
    r"|\b(?:former|then|late|ex|ousted|onetime)[\s-]+(?:[\w.-]+\s+)?$",
    re.IGNORECASE,
)
_BELOW = re.compile(r"\b(?:Vize-?|stellvertretend\w*\s+|vice[\s-]+|deputy\s+)$", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(?:designiert|künftig|gewählt|kommend|nächst)\w*\s+(?:[\w-]+\s+)?$|\b(?:incoming|future|next|elected)\s+$",
    re.IGNORECASE,
)


def _offices(text: Text) -> Iterator[Clue]:
    """Somebody who speaks or acts under the title of an office holds it, unless the sentence names another time."""
    holders = _holders(text.language)
    for found in holders.pattern.finditer(text.text):
        offices = holders.terms.get((_folded(found["title"]), _folded(found["name"])))
        before = text.text[max(0, found.start() - 50) : found.start()]
        if not offices or any(other.search(before) for other in (_NO_LONGER, _NOT_YET, _BELOW)):
            continue
        begins = min(office.term_from for office in offices if office.term_from)
        ends = (
            None if any(office.term_to is None for office in offices) else max(o.term_to for o in offices if o.term_to)
        )
        yield Clue(begins, None, DatingReason.of("office_since", text=found.group(), day=begins))
        if ends is not None and not text.names_another_time(found.start()):
            yield Clue(begins, ends, DatingReason.of("office", text=found.group(), day=begins, until=ends))


def _folded(words: str) -> str:
    return " ".join(words.lower().split())


# ---- days without a year ---------------------------------------------------------------------------------------------


def _feasts_on_weekdays(text: Text, years: Sequence[int], earliest: date) -> Iterator[Clue]:
    """ "Am Mittwoch … zum Nationalfeiertag": the year in which the feast falls on that weekday."""
    for timex, feast in _feasts(text):
        weekdays = [
            (abs(other.start - timex.start), int(other.value[-1]), other)
            for other in text.timexes
            if re.fullmatch(r"XXXX-WXX-[1-7]", other.value) and other.type is TimexType.DATE
            if text.together(other.start, timex.start, apart=1)
        ]
        if not weekdays:
            continue
        _, weekday, named = min(weekdays, key=lambda found: found[0])
        days = [day for year in years if (day := feast.on(year)).isoweekday() == weekday and day + SIX_DAYS >= earliest]
        if days:
            yield Clue(
                days[0],
                days[0] + SIX_DAYS,
                DatingReason.of("feast", text=named.text, other=timex.text, day=days[0]),
            )


def _weekdays_with_dates(text: Text, years: Sequence[int], earliest: date) -> Iterator[Clue]:
    """ "Freitag, 7. Juni": the year in which that day is a Friday."""
    for timex in text.timexes:
        found = re.fullmatch(r"XXXX-(\d\d)-(\d\d)", timex.value)
        weekday = _weekday_in(timex.text, text.language) if found else None
        if found is None or weekday is None:
            continue
        days = [
            day for year in years if (day := _day(year, int(found[1]), int(found[2]))) and day.isoweekday() == weekday
        ]
        tense = text.tense_of(timex)
        days = [day for day in days if day >= earliest or tense is not Tense.PAST]
        if days:
            low = days[0] if tense is Tense.PAST else days[0] - A_QUARTER
            high = days[0] if tense is Tense.FUTURE else days[0] + A_QUARTER
            yield Clue(low, high, DatingReason.of("weekday", text=timex.text, day=days[0]))


def _weekday_in(words: str, language: str) -> int | None:
    """The ISO weekday that a date names beside its day."""
    first = re.match(r"\w+", words)
    named = tag(first.group(), language, Dating(PublishedBasis.UNKNOWN)) if first else ()
    return int(named[0].value[-1]) if named and named[0].value.startswith("XXXX-WXX-") else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 29 February
        return None
