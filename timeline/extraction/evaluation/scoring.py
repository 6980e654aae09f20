"""Extraction compared with gold: which mention reports which event, and what each pair has right.

A mention can report an event if it lies on a sentence that tells of it: half of the shorter of both is in common.
Pairs are one to one. As many events as possible find a mention of an accepted kind, each the one that fits best:
sentence, then time, status and participants. What is left over is paired again without asking for the kind. A further
mention of an event that has one, on another of its sentences, is a repetition and no error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from timeline.extraction.evaluation.gold import GoldDocument, GoldEvent, Span, Window
from timeline.extraction.identity import Directory, fold
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.match import cluster
from timeline.extraction.model import (
    ActorKind,
    Dating,
    Factuality,
    Mention,
    MentionRelation,
    Participant,
    Role,
    TimeSpan,
)
from timeline.extraction.pipeline import extract

LONGEST_QUOTE = 700
"""A longer quote shows no sentence."""


class Problem(StrEnum):
    """What can be wrong; the values are the words of the report."""

    MISSED = "missed"
    KIND = "wrong kind"
    SPURIOUS = "spurious"
    DATE = "wrong date"
    STATUS = "wrong status"
    PARTICIPANTS = "wrong participants"
    SOURCE = "wrong source"


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that is wrong: `expected` and `found` in words, empty where there is none, and the sentence."""

    problem: Problem
    doc: str
    expected: str
    found: str
    sentence: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `value` is None of none, which is no score."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two sets compared: what is in both, what was given, what was wanted."""

    both: int
    given: int
    wanted: int

    @property
    def precision(self) -> float | None:
        return self.both / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        return self.both / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        return 2 * self.both / (self.given + self.wanted) if self.given + self.wanted else None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was found in all documents of a gold; `groups` maps a mention's id to its cluster."""

    mentions: Mapping[str, tuple[Mention, ...]]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of a run. All from `statuses` down rest on needed events that were found with the right kind."""

    documents: int
    events: Overlap
    any_kind: Overlap
    by_kind: Mapping[str, Overlap]
    negatives_hit: Share
    statuses: Share
    false_occurred: Share
    """Found events that did not happen, as far as the gold says, and are given as if they had."""
    dates_exact: Share
    dates_half: Share
    """At least half of the days of both windows together are in common."""
    open_kept: Share
    """No closed window was made up where only one end is known."""
    participants: Overlap
    roles: Share
    sources: Overlap
    links: Overlap
    """Pairs of reports of one event in two documents."""
    misses: tuple[Miss, ...]

    @property
    def kind_macro(self) -> float | None:
        figures = [overlap.f1 or 0.0 for overlap in self.by_kind.values() if overlap.wanted]
        return sum(figures) / len(figures) if figures else None


def run(documents: Iterable[GoldDocument], lexicon: Lexicon) -> Extracted:
    """Extraction and matching over all documents, each dated by the gold where that says the day."""
    mentions: dict[str, tuple[Mention, ...]] = {}
    relations: list[MentionRelation] = []
    for document in documents:
        dating = Dating.given(document.published) if document.published else None
        extraction = extract(document.article, lexicon, dating=dating)
        mentions[document.article.doc] = extraction.mentions
        relations += extraction.relations
    everything = [mention for found in mentions.values() for mention in found]
    groups = cluster(everything, relations=relations, lexicon=lexicon)
    return Extracted(mentions, {member: group[0] for group in groups for member in group})


def evaluate(documents: Sequence[GoldDocument], extracted: Extracted, lexicon: Lexicon) -> Scores:
    """Compares what was extracted with the gold."""
    names = _Names(lexicon)
    compared = [_Comparison(document, extracted, names) for document in documents]
    return _summed(compared, extracted)


# ---- one document ----------------------------------------------------------------------------------------------------


class _Comparison:
    """The pairs of one document, and what of its events and mentions has none."""

    def __init__(self, document: GoldDocument, extracted: Extracted, names: _Names) -> None:
        self.document = document
        self.names = names
        self.text = document.article.text
        self.mentions = [
            mention
            for mention in extracted.mentions.get(document.article.doc, ())
            if not any(_meets(mention, span) for span in document.ignored)
        ]
        events = sorted(document.events, key=lambda event: not event.needed)
        self.pairs = _paired(events, self.mentions, self.fit)
        left = [event for event in events if event.id not in {e.id for e, _ in self.pairs}]
        taken = {mention.id for _, mention in self.pairs}
        free = [mention for mention in self.mentions if mention.id not in taken]
        repeated = {mention.id for mention in free if self.repeats(mention, extracted.groups)}
        free = [mention for mention in free if mention.id not in repeated]
        self.wrong_kind = _paired(left, free, self.fit_of_any_kind)
        confused = {mention.id for _, mention in self.wrong_kind}
        renamed = {event.id for event, _ in self.wrong_kind}
        self.spurious = [mention for mention in free if mention.id not in confused]
        self.missed = [event for event in left if event.needed and event.id not in renamed]

    def fit(self, event: GoldEvent, mention: Mention) -> tuple[float, ...] | None:
        """How well a mention of an accepted kind reports the event, None if not at all."""
        return self.fit_of_any_kind(event, mention) if mention.kind in event.kinds else None

    def fit_of_any_kind(self, event: GoldEvent, mention: Mention) -> tuple[float, ...] | None:
        if not any(_meets(mention, span) for span in event.evidence):
            return None
        people = {self.names.of(who.name, who.key) for who in mention.participants}
        wanted = {self.names.of(name) for name, _ in event.participants}
        return (
            _meets(mention, event.evidence[0]),
            max((_days_in_common(mention.span, window) for window in event.windows), default=1.0),
            mention.factuality in event.statuses,
            len(people & wanted),
        )

    def repeats(self, mention: Mention, groups: Mapping[str, str]) -> bool:
        """Whether it tells once more of an event that has its mention."""
        told = any(_meets(mention, span) for event in self.document.events for span in event.evidence)
        for event, other in self.pairs:
            if told and groups.get(mention.id) == groups.get(other.id):
                return True
            elsewhere = not _meets(mention, (other.start, other.end))
            if elsewhere and mention.kind in event.kinds and any(_meets(mention, span) for span in event.evidence):
                return True
        return False

    @property
    def found(self) -> list[tuple[GoldEvent, Mention]]:
        """The pairs that count: those of needed events."""
        return [(event, mention) for event, mention in self.pairs if event.needed]

    def sentence(self, event: GoldEvent) -> str:
        start, end = event.evidence[0]
        return " ".join(self.text[start:end].split())


def _paired(
    events: Sequence[GoldEvent],
    mentions: Sequence[Mention],
    fit: Callable[[GoldEvent, Mention], tuple[float, ...] | None],
) -> list[tuple[GoldEvent, Mention]]:
    """As many pairs as possible (augmenting paths), each event offered its best mention first."""
    choices: list[list[int]] = []
    for event in events:
        fits = [(value, -i) for i, mention in enumerate(mentions) if (value := fit(event, mention)) is not None]
        choices.append([-i for _, i in sorted(fits, reverse=True)])
    holder: dict[int, int] = {}

    def offered(place: int, tried: set[int]) -> bool:
        for mention in choices[place]:
            if mention not in tried:
                tried.add(mention)
                if mention not in holder or offered(holder[mention], tried):
                    holder[mention] = place
                    return True
        return False

    in_turn = sorted(range(len(events)), key=lambda i: (not events[i].needed, len(choices[i]), i))
    for place in in_turn:
        offered(place, set())
    return [(events[place], mentions[mention]) for mention, place in sorted(holder.items())]


def _meets(mention: Mention, sentence: Span) -> bool:
    start, end = sentence
    common = min(mention.end, end) - max(mention.start, start)
    length = mention.end - mention.start
    return length <= LONGEST_QUOTE and 2 * common >= min(length, end - start)


def _days_in_common(span: TimeSpan, window: Window) -> float:
    """Common days as a share of all days of both; of open windows 1 if the ends agree, else 0."""
    first, last = window
    if first is None or last is None or span.earliest is None or span.latest is None:
        return float((span.earliest, span.latest) == window)
    common = (min(last, span.latest) - max(first, span.earliest)).days + 1
    together = (max(last, span.latest) - min(first, span.earliest)).days + 1
    return max(common, 0) / together


# ---- names -----------------------------------------------------------------------------------------------------------


class _Names:
    """Names as the gold and the articles write them, made comparable."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.directory = Directory(lexicon)

    def of(self, name: str, key: str = "") -> str:
        """Who it is. A state stands for its ministry and its government: they cannot be told apart in most reports."""
        identity = self.directory.party(Participant(name, Role.ACTOR, key)).identity
        entry = self.lexicon.actor(identity)
        if entry is not None and entry.country and entry.kind is ActorKind.ORGANISATION:
            state = self.lexicon.states.get(entry.country)
            return state.key if state else identity
        return identity

    def same_source(self, one: str, other: str, key: str) -> bool:
        """Whether they name one source; a part of a name will do ("Pentagon" in "Sprecher des Pentagon")."""
        if self.of(one) == self.of(other, key):
            return True
        words, others = set(fold(one).split()), set(fold(other).split())
        return bool(words and others) and (words <= others or others <= words)


# ---- all documents ---------------------------------------------------------------------------------------------------


def _summed(compared: Sequence[_Comparison], extracted: Extracted) -> Scores:
    found = [(one, event, mention) for one in compared for event, mention in one.found]
    missed = sum(len(one.missed) for one in compared)
    spurious = sum(len(one.spurious) for one in compared)
    confused = [(event, mention) for one in compared for event, mention in one.wrong_kind]
    confused_needed = sum(event.needed for event, _ in confused)
    pairs = [(event, mention) for _, event, mention in found]
    wanted = len(pairs) + missed + confused_needed
    closed = [(e, m) for e, m in pairs if e.windows and all(None not in window for window in e.windows)]
    opened = [(e, m) for e, m in pairs if e.windows and not all(None not in window for window in e.windows)]
    unreal = [m for e, m in pairs if Factuality.OCCURRED not in e.statuses]
    people = [_people(one.names, event, mention) for one, event, mention in found]
    sources = [_sources(one.names, event, mention) for one, event, mention in found]
    hit = [
        any(_meets(mention, span) for mention in one.mentions) for one in compared for span in one.document.negatives
    ]
    return Scores(
        documents=len(compared),
        events=Overlap(len(pairs), len(pairs) + spurious + len(confused), wanted),
        any_kind=Overlap(len(pairs) + confused_needed, len(pairs) + spurious + confused_needed, wanted),
        by_kind=_by_kind(compared),
        negatives_hit=Share(sum(hit), len(hit)),
        statuses=Share(sum(m.factuality in e.statuses for e, m in pairs), len(pairs)),
        false_occurred=Share(sum(m.factuality is Factuality.OCCURRED for m in unreal), len(unreal)),
        dates_exact=Share(sum(_date_fit(e, m) == 1.0 for e, m in closed), len(closed)),
        dates_half=Share(sum(_date_fit(e, m) >= 0.5 for e, m in closed), len(closed)),
        open_kept=Share(sum(not m.span.closed for _, m in opened), len(opened)),
        participants=_total(overlap for overlap, _ in people),
        roles=Share(sum(roles.hits for _, roles in people), sum(roles.of for _, roles in people)),
        sources=_total(sources),
        links=_links(compared, extracted.groups),
        misses=tuple(miss for one in compared for miss in _misses(one)),
    )


def _by_kind(compared: Sequence[_Comparison]) -> dict[str, Overlap]:
    both, given, wanted = dict[str, int](), dict[str, int](), dict[str, int]()
    for one in compared:
        for event, _ in one.found:
            for counts in (both, given, wanted):
                counts[event.kind] = counts.get(event.kind, 0) + 1
        for event in (*one.missed, *(event for event, _ in one.wrong_kind if event.needed)):
            wanted[event.kind] = wanted.get(event.kind, 0) + 1
        for mention in (*one.spurious, *(mention for _, mention in one.wrong_kind)):
            given[mention.kind] = given.get(mention.kind, 0) + 1
    kinds = sorted({*given, *wanted})
    return {kind: Overlap(both.get(kind, 0), given.get(kind, 0), wanted.get(kind, 0)) for kind in kinds}


def _date_fit(event: GoldEvent, mention: Mention) -> float:
    return max((_days_in_common(mention.span, window) for window in event.windows), default=1.0)


def _people(names: _Names, event: GoldEvent, mention: Mention) -> tuple[Overlap, Share]:
    given = {names.of(who.name, who.key): who.role for who in mention.participants}
    wanted = {names.of(name): role for name, role in event.participants}
    both = given.keys() & wanted.keys()
    return Overlap(len(both), len(given), len(wanted)), Share(sum(given[k] == wanted[k] for k in both), len(both))


def _sources(names: _Names, event: GoldEvent, mention: Mention) -> Overlap:
    """Sources compared; a report for which the gold names none is left out, whoever is credited."""
    if not event.sources:
        return Overlap(0, 0, 0)
    given = [said for said in mention.attributions if said.source]
    hit = [name for name in event.sources if any(names.same_source(name, s.source, s.key) for s in given)]
    right = [s for s in given if any(names.same_source(name, s.source, s.key) for name in event.sources)]
    # A source named twice, or two names of one source, count once.
    return Overlap(min(len(hit), len(right)), len(given), len(event.sources))


def _total(overlaps: Iterable[Overlap]) -> Overlap:
    rows = list(overlaps)
    return Overlap(sum(o.both for o in rows), sum(o.given for o in rows), sum(o.wanted for o in rows))


def _links(compared: Sequence[_Comparison], groups: Mapping[str, str]) -> Overlap:
    """Links between reports in two documents: those that the gold has, and those drawn between paired mentions."""
    mention_of = {(one.document.article.doc, event.id): m.id for one in compared for event, m in one.found}
    reports = [
        (one.document.article.doc, event)
        for one in compared
        for event in one.document.events
        if event.needed and event.cluster
    ]
    both = given = wanted = 0
    for (doc, event), (other_doc, other) in combinations(reports, 2):
        if doc == other_doc:
            continue
        ids = mention_of.get((doc, event.id)), mention_of.get((other_doc, other.id))
        drawn = None not in ids and groups.get(str(ids[0])) == groups.get(str(ids[1]))
        linked = event.cluster == other.cluster
        both, given, wanted = both + (drawn and linked), given + drawn, wanted + linked
    return Overlap(both, given, wanted)


# ---- what is wrong ---------------------------------------------------------------------------------------------------


def _misses(one: _Comparison) -> Iterator[Miss]:
    """What is wrong in one document, in the order of the problems and then of the text."""
    doc = one.document.article.doc
    for event in one.missed:
        yield Miss(Problem.MISSED, doc, _wanted_in_words(event), "", one.sentence(event))
    for event, mention in one.wrong_kind:
        yield Miss(Problem.KIND, doc, "/".join(event.kinds), mention.kind, one.sentence(event), mention.rule)
    for mention in one.spurious:
        quote = " ".join(mention.quote.split())
        yield Miss(Problem.SPURIOUS, doc, "", f"{mention.kind} {mention.factuality}", quote, mention.rule)
    for event, mention in one.found:
        for problem, expected, found in _wrong(one.names, event, mention):
            yield Miss(problem, doc, f"{event.kind} {expected}", found, one.sentence(event), mention.rule)


def _wrong(names: _Names, event: GoldEvent, mention: Mention) -> Iterator[tuple[Problem, str, str]]:
    span = mention.span
    if _date_fit(event, mention) < 0.5:
        windows = " or ".join(_window_in_words(*window) for window in event.windows)
        yield Problem.DATE, windows, f"{_window_in_words(span.earliest, span.latest)} ({span.basis})"
    if mention.factuality not in event.statuses:
        yield Problem.STATUS, "/".join(event.statuses), mention.factuality
    people, roles = _people(names, event, mention)
    if people.both < max(people.given, people.wanted) or roles.hits < roles.of:
        wanted = ", ".join(f"{name} ({role})" for name, role in sorted(event.participants))
        given = ", ".join(sorted(f"{who.name} ({who.role})" for who in mention.participants))
        yield Problem.PARTICIPANTS, wanted or "nobody", given or "nobody"
    sources = _sources(names, event, mention)
    if sources.both < max(sources.given, sources.wanted):
        credited = ", ".join(said.source for said in mention.attributions if said.source)
        yield Problem.SOURCE, ", ".join(event.sources), credited or "nobody"


def _wanted_in_words(event: GoldEvent) -> str:
    return f"{'/'.join(event.kinds)} {'/'.join(event.statuses)}"


def _window_in_words(first: date | None, last: date | None) -> str:
    if first == last:
        return str(first or "any time")
    return f"{first or ''}..{last or ''}"
