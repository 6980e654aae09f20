"""Which time an event gets: that of its clause, of the event it hangs on, or what the day of publication allows.

Annotation rule 7 of the ontology. The time expression of a clause belongs to the event of that clause. Without one, news
of the day gets the publication day (basis `fallback`, never silently), background that lies in the past ends at it, an
undated plan begins at it (`bounded`), and what the text dates by another event takes that event's span (`anaphoric`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from timeline.extraction.grammar.clauses import Clause, ClauseKind
from timeline.extraction.grammar.phrases import Parse
from timeline.extraction.grammar.senses import compound_head
from timeline.extraction.kinds import HARD, Candidate, speech_verbs
from timeline.extraction.lexicon import table
from timeline.extraction.model import (
    SPEECH_ACTS,
    Basis,
    Dating,
    EventKind,
    Evidence,
    Factuality,
    Precision,
    TimeSpan,
    Timex,
    TimexType,
)

if TYPE_CHECKING:
    from timeline.extraction.pipeline import Reading

AHEAD = frozenset(
    (
        Factuality.PLANNED,
        Factuality.EXPECTED,
        Factuality.POSSIBLE,
        Factuality.CONDITIONAL,
        Factuality.REQUESTED,
        Factuality.NOT_OCCURRED,
    )
)
"""What lies ahead of the one who speaks, if it is not dated."""
LONG_PAST = 10
"""Days before the publication from which on an event of the sentence before makes what follows background."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The span, where its expression stands (None without one), and why."""

    span: TimeSpan
    start: int | None = None
    end: int | None = None
    trace: tuple[Evidence, ...] = ()


def locate(judged: Sequence[tuple[Candidate, Factuality]], reading: Reading) -> tuple[Timing, ...]:
    """The time of every candidate of an article, in the order given, which is that of the text."""
    clock = _Clock(reading)
    found: list[Timing] = []
    told: list[tuple[Candidate, Timing]] = []
    for candidate, status in judged:
        timing = clock.time_of(candidate, status, told)
        found.append(timing)
        told.append((candidate, timing))
    return tuple(_shared_speech(list(judged), found))


class _Clock:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.dating = reading.dating
        self.words = table("en" if reading.language == "en" else "de", "factuality")["time"]

    def time_of(self, candidate: Candidate, status: Factuality, told: Sequence[tuple[Candidate, Timing]]) -> Timing:
        timex = self.own_timex(candidate)
        if timex is not None and timex.span is not None:
            return _dated(timex, timex.span)
        label = self.label_timex(candidate)
        if label is not None and label.span is not None and status not in AHEAD:
            return _dated(label, label.span)
        anaphor = self.anaphor(candidate, told)
        if anaphor is not None:
            return anaphor
        inherited = self.inherited(candidate, status, told)
        if inherited is not None:
            return inherited
        return self.bounded(candidate, status, told)

    # -- the clause

    def own_timex(self, candidate: Candidate) -> Timex | None:
        """The time expression that belongs to the event: by its noun, else in its clause, the nearest one."""
        parse, clause = candidate.parse, candidate.clause
        inside = [t for t in self.timexes(parse, clause) if not self.belongs_elsewhere(parse, t, candidate)]
        if candidate.noun is not None and candidate.noun.preposition and not self.near_noun(candidate, inside):
            # a noun that only accompanies the clause ("bei einem Besuch") shares its time all the same
            pass
        if not inside:
            return None
        trigger = candidate.trigger_start
        near = self.near_noun(candidate, inside)
        if near is not None:
            return near
        return min(inside, key=lambda t: (self.after_comma(parse, t, trigger), abs(t.start - trigger)))

    def near_noun(self, candidate: Candidate, inside: Sequence[Timex]) -> Timex | None:
        if candidate.noun is None:
            return None
        parse = candidate.parse
        end = parse.words[candidate.noun.words[-1]].end
        for timex in inside:
            between = parse.sentence.text[end - parse.sentence.start : timex.start - parse.sentence.start]
            if timex.start >= end and len(between.split()) <= 1:
                return timex
        return None

    def after_comma(self, parse: Parse, timex: Timex, trigger: int) -> bool:
        first, last = sorted((timex.start, trigger))
        return "," in parse.sentence.text[first - parse.sentence.start : last - parse.sentence.start]

    def timexes(self, parse: Parse, clause: Clause) -> list[Timex]:
        inside = []
        for timex in parse.timexes:
            if timex.span is None or timex.type in (TimexType.SET,):
                continue
            position = next((i for i, w in enumerate(parse.words) if w.start < timex.end and timex.start < w.end), None)
            if position is not None and parse.clause_of[position] == clause.index:
                inside.append(timex)
        return inside

    def belongs_elsewhere(self, parse: Parse, timex: Timex, candidate: Candidate) -> bool:
        """ "seit dem Einmarsch im Jahr 2022", "seit dem Jahr 2000": a date of something else."""
        position = next(i for i, w in enumerate(parse.words) if w.start < timex.end and timex.start < w.end)
        since = ("seit", "since")
        lows = [parse.words[i].low for i in range(max(0, position - 6), position + 1)]
        if any(low in since for low in lows):
            return True
        following = parse.words[position + 1].low if position + 1 < len(parse.words) else ""
        return following in ("seit", "since")

    # -- another event

    def anaphor(self, candidate: Candidate, told: Sequence[tuple[Candidate, Timing]]) -> Timing | None:
        """ "damals", "bei dem Treffen", "am selben Tag": the time of what was told before."""
        parse, clause = candidate.parse, candidate.clause
        for position in clause.words:
            low = parse.words[position].low
            if low in self.words["anaphoric"].split():
                span = self.last_dated(told, candidate)
                if span is not None:
                    return self.anaphoric(span, parse, position)
        for phrase in parse.phrases_in(clause):
            if phrase.preposition.split(" ")[-1] not in (
                "bei",
                "beim",
                "während",
                "auf",
                "am",
                "during",
                "at",
                "vor",
                "nach",
                "after",
                "zu",
                "in",
            ):
                continue
            if candidate.noun is not None and phrase.index == candidate.noun.index:
                continue
            low = parse.words[phrase.head].low
            kind = _event_noun(low, parse.language)
            if kind is None or phrase.preposition.split(" ")[-1] in ("vor", "nach", "after", "zu", "in"):
                continue
            for other, timing in reversed(told):
                if (
                    other.kind is kind
                    and timing.span.closed
                    and timing.span.basis is not Basis.FALLBACK
                    and (other.sentence.index, other.clause.index) != (candidate.sentence.index, clause.index)
                ):
                    return self.anaphoric(timing.span, parse, phrase.head)
        return None

    def anaphoric(self, span: TimeSpan, parse: Parse, position: int) -> Timing:
        word = parse.words[position]
        step = Evidence("times.anaphoric", word.text, word.start, word.end)
        return Timing(span.with_basis(Basis.ANAPHORIC), word.start, word.end, (step,))

    def last_dated(self, told: Sequence[tuple[Candidate, Timing]], candidate: Candidate) -> TimeSpan | None:
        for other, timing in reversed(told):
            if other.sentence.index == candidate.sentence.index and other.clause.index == candidate.clause.index:
                continue
            if timing.span.closed and timing.span.basis in (Basis.EXPLICIT, Basis.RELATIVE, Basis.ANAPHORIC):
                return timing.span
        return None

    def inherited(
        self, candidate: Candidate, status: Factuality, told: Sequence[tuple[Candidate, Timing]]
    ) -> Timing | None:
        """A clause joined by "und" goes on at the same time; what is told of a dated act lies before or after it."""
        parse, clause = candidate.parse, candidate.clause
        if clause.coordinated is not None:
            for other, timing in reversed(told):
                same = other.sentence.index == candidate.sentence.index and other.clause.index == clause.coordinated
                if (
                    same
                    and timing.start is not None
                    and timing.span.closed
                    and (status in AHEAD)
                    == (
                        timing.span.earliest is not None
                        and self.dating.latest is not None
                        and timing.span.earliest > self.dating.latest
                    )
                ):
                    return Timing(timing.span, timing.start, timing.end, self.step("times.coordinated", candidate))
        if clause.kind is ClauseKind.RELATIVE and clause.governor is not None and candidate.kind in SPEECH_ACTS:
            outer = self.timexes(parse, parse.clauses[clause.governor])
            if outer and outer[0].span is not None:
                return Timing(
                    outer[0].span.with_basis(Basis.ANAPHORIC), None, None, self.step("times.governor", candidate)
                )
        if candidate.kind in SPEECH_ACTS and clause.kind is not ClauseKind.MAIN:
            pass
        governing = self.governing_span(candidate)
        if governing is not None:
            if governing.basis is Basis.ANAPHORIC and status not in AHEAD:
                return Timing(governing, None, None, self.step("times.same_occasion", candidate))
            if status in AHEAD:
                return Timing(
                    TimeSpan.after(governing.earliest), None, None, self.step("times.after_speech", candidate)
                )
            return Timing(TimeSpan.before(governing.latest), None, None, self.step("times.before_speech", candidate))
        return None

    def governing_span(self, candidate: Candidate) -> TimeSpan | None:
        """The time of the clause that says it, if that clause is dated."""
        parse = candidate.parse
        speech = speech_verbs(parse.language)
        for above in parse.governors(candidate.clause):
            if not any(p.lemma in speech for p in above.predicates):
                continue
            for timex in self.timexes(parse, above):
                if timex.span is not None and not self.belongs_elsewhere(parse, timex, candidate):
                    return timex.span
        return None

    def label_timex(self, candidate: Candidate) -> Timex | None:
        """ "Juli 2023: Schoigu besucht …": the date before the colon."""
        parse, at = candidate.parse, candidate.clause
        for clause in (at, *parse.governors(at)):
            if clause.governor is None:
                continue
            label = parse.clauses[clause.governor]
            if not label.predicates and clause.kind is ClauseKind.MAIN:
                return next(iter(self.timexes(parse, label)), None)
        return None

    # -- nothing but the publication

    def bounded(self, candidate: Candidate, status: Factuality, told: Sequence[tuple[Candidate, Timing]]) -> Timing:
        if status in AHEAD:
            return Timing(TimeSpan.after(self.dating.earliest), trace=self.step("times.ahead", candidate))
        follows = self.after_told(candidate, status, told)
        if follows is not None:
            return follows
        if status is Factuality.OCCURRED and self.is_news(candidate):
            return Timing(published_span(self.dating), trace=self.step("times.fallback", candidate))
        return Timing(TimeSpan.before(self.dating.latest), trace=self.step("times.background", candidate))

    def after_told(
        self, candidate: Candidate, status: Factuality, told: Sequence[tuple[Candidate, Timing]]
    ) -> Timing | None:
        """ "Es folgte ein Besuch", "Pjöngjang dankte dafür": after an event of the sentence before that is long past."""
        latest = self.dating.latest
        if status is not Factuality.OCCURRED or latest is None or candidate.kind in HARD:
            return None
        before = [(c, t) for c, t in told if candidate.sentence.index - c.sentence.index == 1]
        dated = [t.span for _, t in before if t.span.closed and t.start is not None]
        if not dated or candidate.predicate is None or not candidate.predicate.past:
            return None
        span = dated[-1]
        if span.earliest is None or span.latest is None or (latest - span.latest).days < LONG_PAST:
            return None
        between = TimeSpan(span.earliest, latest, Precision.INTERVAL, basis=Basis.ANAPHORIC)
        return Timing(between, None, None, self.step("times.after_told", candidate))

    def is_news(self, candidate: Candidate) -> bool:
        """Whether the event is what the article reports as new, rather than background."""
        parse, clause = candidate.parse, candidate.clause
        if candidate.kind in HARD or (candidate.noun is not None and candidate.noun.preposition):
            return False
        predicate = candidate.predicate
        if predicate is not None and predicate.pluperfect:
            return False
        past = self.words["past"].split()
        if any(parse.words[i].low in past for i in clause.words):
            return False
        lead = candidate.sentence.heading or candidate.sentence.index <= self.lead
        if candidate.kind in (EventKind.ACCUSATION, EventKind.DENIAL) and not lead:
            return False  # what is in dispute is mostly older than the article
        if candidate.kind in SPEECH_ACTS:
            told_late = predicate is not None and predicate.perfect and not lead
            passive_late = predicate is not None and predicate.passive and not lead
            return not told_late and not passive_late and clause.kind is not ClauseKind.RELATIVE
        return lead

    @property
    def lead(self) -> int:
        """Index of the last sentence of the lead: the headline, and the first three sentences after it."""
        body = [s for s in self.reading.sentences if not s.boilerplate and not s.heading]
        return body[min(2, len(body) - 1)].index if body else 0

    def step(self, rule: str, candidate: Candidate) -> tuple[Evidence, ...]:
        text = candidate.parse.sentence.text
        offset = candidate.parse.sentence.start
        word = text[candidate.trigger_start - offset : candidate.trigger_end - offset]
        return (Evidence(rule, word, candidate.trigger_start, candidate.trigger_end),)


def _dated(timex: Timex, span: TimeSpan) -> Timing:
    step = Evidence(f"times.{timex.rule}", timex.text, timex.start, timex.end)
    return Timing(span, timex.start, timex.end, (step,))


def _event_noun(low: str, language: str) -> EventKind | None:
    from timeline.extraction.kinds import _rules

    _, nouns, _ = _rules(language)
    head = compound_head(low, nouns, language)
    if not head:
        return None
    kind = nouns[head][0].kind
    return kind if kind in (EventKind.VISIT, EventKind.MEETING) else None


def published_span(dating: Dating) -> TimeSpan:
    """The publication day, or the window it lies in, or nothing."""
    if dating.day is not None:
        return TimeSpan.day(dating.day, Basis.FALLBACK)
    if dating.earliest is not None and dating.latest is not None:
        return TimeSpan(dating.earliest, dating.latest, Precision.INTERVAL, basis=Basis.PUBLICATION_WINDOW)
    return TimeSpan.before(dating.latest)


def _shared_speech(judged: Sequence[tuple[Candidate, Factuality]], found: list[Timing]) -> list[Timing]:
    """Statements of one speaker in neighbouring sentences are one occasion: the dated one dates the others."""
    for position, (candidate, _) in enumerate(judged):
        if candidate.kind not in SPEECH_ACTS or found[position].start is not None:
            continue
        if found[position].span.basis is not Basis.FALLBACK:
            continue
        own = {hit.key or hit.name for hit in candidate.doers}
        for other_position, (other, _) in enumerate(judged):
            near = 0 < abs(other.sentence.index - candidate.sentence.index) <= 2
            timing = found[other_position]
            same = own & {hit.key or hit.name for hit in other.doers}
            if near and same and other.kind in SPEECH_ACTS and timing.start is not None and timing.span.closed:
                found[position] = replace(found[position], span=timing.span.with_basis(Basis.ANAPHORIC))
                break
    return found
