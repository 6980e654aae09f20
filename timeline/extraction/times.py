"""Which time an event gets: that of its clause, of the event it hangs on, or what the day of publication allows.

Annotation rule 7 of the ontology. The time expression of a clause belongs to the event of that clause. Without one,
what the text dates by another event takes that event's span (`anaphoric`), news of the day gets the publication day
(basis `fallback`, never silently), background that lies in the past ends at it, and an undated plan begins at it
(`bounded`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from timeline.extraction.grammar.clauses import Clause, ClauseKind
from timeline.extraction.grammar.phrases import Parse, Phrase
from timeline.extraction.kinds import HARD, Candidate, Story, event_noun
from timeline.extraction.lexicon import table
from timeline.extraction.model import (
    SPEECH_ACTS,
    ActorHit,
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
from timeline.extraction.sources import speech_verbs

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
NEIGHBOURS = (1, -1, 2, -2)
"""Where other words of the same speaker on the same occasion stand."""

Told = Sequence[tuple[Candidate, "Timing"]]


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
    told: list[tuple[Candidate, Timing]] = []
    for candidate, status in judged:
        told.append((candidate, clock.time_of(candidate, status, told)))
    return tuple(timing for _, timing in told)


class _Clock:
    """The times of one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.named: list[tuple[int, EventKind, TimeSpan]] | None = None
        self.dating = reading.dating
        self.words: Mapping[str, frozenset[str]] = {
            name: frozenset(words.split())
            for name, words in table("en" if reading.language == "en" else "de", "factuality")["time"].items()
        }

    def time_of(self, candidate: Candidate, status: Factuality, told: Told) -> Timing:
        """The first of the ways to a time that leads to one; the last one always does."""
        ahead = status in AHEAD and not _looks_back(candidate, status)
        return (
            self.by_own_words(candidate, ahead)
            or self.by_label(candidate, ahead)
            or self.by_other_event(candidate, told)
            or self.by_joined_clause(candidate, ahead, told)
            or self.by_saying(candidate, ahead)
            or self.by_same_speaker(candidate, status)
            or self.by_participants(candidate, status, told)
            or self.after_told(candidate, status, told)
            or self.by_publication(candidate, status, ahead)
        )

    # -- expressions in the sentence

    def by_own_words(self, candidate: Candidate, ahead: bool) -> Timing | None:
        """The time expression of the noun, else of the clause: the nearest one, not across a comma."""
        inside = [t for t in self.timexes(candidate.parse, candidate.clause) if self.is_own(t, candidate)]
        inside = inside or self.at_the_end(candidate)
        if not inside:
            return None
        beside = [t for t in inside if self.stands_beside(t, candidate)]
        trigger = candidate.trigger_start
        timex = (beside or sorted(inside, key=lambda t: (self.across_comma(t, candidate), abs(t.start - trigger))))[0]
        return self.dated(timex, ahead)

    def at_the_end(self, candidate: Candidate) -> list[Timex]:
        """ "imposed sanctions for helping Pyongyang last week": the end of a reason belongs to the whole."""
        parse = candidate.parse
        for clause in parse.clauses:
            reason = clause.kind is ClauseKind.INFINITIVE and clause.marker in ("for", "by", "over", "without")
            if reason and clause.governor == candidate.clause.index:
                return self.timexes(parse, clause)
        return []

    def by_label(self, candidate: Candidate, ahead: bool) -> Timing | None:
        """ "Juli 2023: Schoigu besucht …": the date before the colon."""
        parse = candidate.parse
        if ahead:
            return None
        for clause in (candidate.clause, *parse.governors(candidate.clause)):
            label = parse.clauses[clause.governor] if clause.governor is not None else None
            if label is not None and not label.predicates and clause.kind is ClauseKind.MAIN:
                timexes = self.timexes(parse, label)
                return self.dated(timexes[0], ahead) if timexes else None
        return None

    def dated(self, timex: Timex, ahead: bool) -> Timing:
        span = timex.span
        assert span is not None  # noqa: S101
        day = self.dating.earliest
        if ahead and day and span.earliest and span.latest and span.earliest < day <= span.latest:
            # a plan for "this week" is one for what is left of it
            left = Precision.DAY if day == span.latest else Precision.INTERVAL
            span = replace(span, earliest=day, precision=left)
        return Timing(
            span, timex.start, timex.end, (Evidence(f"times.{timex.rule}", timex.text, timex.start, timex.end),)
        )

    def timexes(self, parse: Parse, clause: Clause) -> list[Timex]:
        """The expressions of a clause that lie on the calendar."""
        found = []
        for timex in parse.timexes:
            position = _position(parse, timex)
            if timex.span is None or timex.type is TimexType.SET or position is None:
                continue
            if parse.clause_of[position] == clause.index:
                found.append(timex)
        return found

    def is_own(self, timex: Timex, candidate: Candidate) -> bool:
        """Not the date of something else: "der erste Besuch seit 2000", "seit dem Einmarsch im Jahr 2022"."""
        parse = candidate.parse
        position = _position(parse, timex)
        if position is None:
            return False
        lows = [parse.words[i].low for i in candidate.clause.words]
        if timex.rule.endswith(".since"):
            return not any(low.startswith(("erst", "first")) for low in lows)
        before = [parse.words[i].low for i in range(max(0, position - 6), position + 1)]
        return not any(low in ("seit", "since") for low in before) and not self.dates_another(timex, candidate)

    def dates_another(self, timex: Timex, candidate: Candidate) -> bool:
        """ "zu einem Besuch während der Gespräche in dieser Woche": the expression belongs to the talks."""
        parse = candidate.parse
        if candidate.noun is None:
            return False
        for phrase in parse.phrases:
            if not phrase.time and _follows(parse, phrase, timex):
                root = phrase
                while root.of is not None:
                    root = parse.phrases[root.of]
                during = bool(self.words["during"] & set(root.preposition.split(" ")))
                if during and root.index != candidate.noun.index:
                    return event_noun(parse.words[root.head].low, parse.language) is not None
        return False

    def stands_beside(self, timex: Timex, candidate: Candidate) -> bool:
        """Right after the noun that names the event: "der Besuch am Mittwoch"."""
        if candidate.noun is None:
            return False
        return _follows(candidate.parse, candidate.noun, timex)

    def across_comma(self, timex: Timex, candidate: Candidate) -> bool:
        sentence = candidate.parse.sentence
        first, last = sorted((timex.start, candidate.trigger_start))
        return "," in sentence.text[first - sentence.start : last - sentence.start]

    # -- other events of the article

    def by_other_event(self, candidate: Candidate, told: Told) -> Timing | None:
        """ "damals", "bei dem Treffen": the time of what was told before."""
        parse, clause = candidate.parse, candidate.clause
        for position in clause.words:
            if parse.words[position].low in self.words["anaphoric"]:
                span = self.last_dated(candidate, told)
                return self.anaphoric(span, parse, position) if span is not None else None
        for phrase in parse.phrases_in(clause):
            if candidate.noun is not None and phrase.index == candidate.noun.index:
                continue
            if not self.words["during"] & set(phrase.preposition.split(" ")):
                continue
            kind = event_noun(parse.words[phrase.head].low, parse.language)
            span = self.span_of_kind(kind, candidate, told) if kind is not None else None
            if span is not None:
                return self.anaphoric(span, parse, phrase.head)
        return None

    def span_of_kind(self, kind: EventKind, candidate: Candidate, told: Told) -> TimeSpan | None:
        """When the last meeting or visit that the text has dated took place."""
        dated = [
            (other.sentence.index, timing.span)
            for other, timing in told
            if other.kind is kind
            and timing.span.closed
            and timing.span.basis is not Basis.FALLBACK
            and other.sentence.index < candidate.sentence.index
        ]
        dated += [(index, span) for index, noun, span in self.dated_nouns(candidate.story) if noun is kind]
        before = [(index, span) for index, span in dated if index < candidate.sentence.index]
        return max(before, key=lambda pair: pair[0])[1] if before else None

    def dated_nouns(self, story: Story | None) -> list[tuple[int, EventKind, TimeSpan]]:
        """Meetings and visits that are only named with a date, by sentence: "bei ihrem Gipfel am Mittwoch"."""
        if story is not None and self.named is None:
            self.named = [
                (parse.sentence.index, kind, timex.span)
                for parse in story.parses
                for phrase in (parse.phrases if parse.timexes else ())
                if (kind := event_noun(parse.words[phrase.head].low, parse.language)) is not None
                for timex in parse.timexes
                if timex.span is not None and timex.span.closed and _follows(parse, phrase, timex)
            ]
        return self.named or []

    def anaphoric(self, span: TimeSpan, parse: Parse, position: int) -> Timing:
        word = parse.words[position]
        step = Evidence("times.anaphoric", word.text, word.start, word.end)
        return Timing(span.with_basis(Basis.ANAPHORIC), word.start, word.end, (step,))

    def last_dated(self, candidate: Candidate, told: Told) -> TimeSpan | None:
        here = (candidate.sentence.index, candidate.clause.index)
        for other, timing in reversed(told):
            on_calendar = timing.span.basis in (Basis.EXPLICIT, Basis.RELATIVE, Basis.ANAPHORIC)
            if (other.sentence.index, other.clause.index) != here and timing.span.closed and on_calendar:
                return timing.span
        return None

    def by_joined_clause(self, candidate: Candidate, ahead: bool, told: Told) -> Timing | None:
        """A clause joined by "und" goes on at the same time, unless one of the two is still to come."""
        clause, today = candidate.clause, self.dating.latest
        if clause.coordinated is None:
            return None
        for other, timing in reversed(told):
            joined = other.sentence.index == candidate.sentence.index and other.clause.index == clause.coordinated
            if joined and timing.start is not None and timing.span.closed and timing.span.earliest is not None:
                to_come = today is not None and timing.span.earliest > today
                if ahead == to_come:
                    return Timing(timing.span, timing.start, timing.end, self.step("times.coordinated", candidate))
        return None

    def by_saying(self, candidate: Candidate, ahead: bool) -> Timing | None:
        """What is said on a dated occasion happened before it, or lies after it; the relative "was Moskau bestritt"
        belongs to the same occasion."""
        parse, clause = candidate.parse, candidate.clause
        if clause.kind is ClauseKind.RELATIVE and clause.governor is not None and candidate.kind in SPEECH_ACTS:
            outer = self.timexes(parse, parse.clauses[clause.governor])
            if outer and outer[0].span is not None:
                return Timing(outer[0].span.with_basis(Basis.ANAPHORIC), trace=self.step("times.governor", candidate))
        saying = self.span_of_saying(candidate)
        if saying is None:
            return None
        if ahead:
            return Timing(TimeSpan.after(saying.earliest), trace=self.step("times.after_speech", candidate))
        if saying.basis is Basis.ANAPHORIC:
            return Timing(saying, trace=self.step("times.same_occasion", candidate))
        return Timing(TimeSpan.before(saying.latest), trace=self.step("times.before_speech", candidate))

    def span_of_saying(self, candidate: Candidate) -> TimeSpan | None:
        """The time of the nearest clause above that says it, if that clause is dated."""
        parse = candidate.parse
        speech = speech_verbs(parse.language)
        for above in parse.governors(candidate.clause):
            if any(p.lemma in speech for p in above.predicates):
                for timex in self.timexes(parse, above):
                    if timex.span is not None and self.is_own(timex, candidate):
                        return timex.span
        return None

    def by_same_speaker(self, candidate: Candidate, status: Factuality) -> Timing | None:
        """Words of one speaker in neighbouring sentences belong to one occasion: the dated clause dates the others."""
        story = candidate.story
        if candidate.kind not in SPEECH_ACTS or status is not Factuality.OCCURRED or story is None:
            return None
        if candidate.predicate is not None and candidate.predicate.pluperfect:
            return None
        own = _keys(candidate.doers)
        for step in NEIGHBOURS:
            parse = story.parse_of(candidate.sentence.index + step)
            if parse is None or not own & _keys(story.speakers[candidate.sentence.index + step]):
                continue
            for clause in parse.clauses:
                if any(p.lemma in speech_verbs(parse.language) for p in clause.predicates) and not clause.quoted:
                    for timex in self.timexes(parse, clause):
                        if timex.span is not None and timex.span.closed:
                            return Timing(
                                timex.span.with_basis(Basis.ANAPHORIC), trace=self.step("times.same_speaker", candidate)
                            )
        return None

    def by_participants(self, candidate: Candidate, status: Factuality, told: Told) -> Timing | None:
        """Looking back without a date ("hatten in Moskau … gepriesen"): the dated visit or meeting of the same people.

        What they said next, in the sentences right after, was said on the same occasion.
        """
        if status is not Factuality.OCCURRED or candidate.kind in HARD:
            return None
        own = _keys(candidate.doers)
        back = candidate.predicate is not None and candidate.predicate.pluperfect
        for other, timing in reversed(told):
            shared = own & ({p.key or p.name for p in other.participants} | _keys(other.doers))
            if not shared or not timing.span.closed or timing.span.basis is Basis.FALLBACK:
                continue
            if not self.same_country(candidate, other):
                continue
            distance = candidate.sentence.index - other.sentence.index
            goes_on = distance == 1 and timing.trace[-1].rule == "times.participants"
            if goes_on or (back and other.kind in (EventKind.VISIT, EventKind.MEETING)):
                span = timing.span.with_basis(Basis.ANAPHORIC)
                return Timing(span, trace=self.step("times.participants", candidate))
        return None

    def same_country(self, candidate: Candidate, other: Candidate) -> bool:
        """Whether the place in the clause can be where the other event was."""
        here = {place.country for p in candidate.parse.phrases_in(candidate.clause) for place in p.places}
        place = self.reading.lexicon.place(other.place_key) if other.place_key else None
        state = self.reading.lexicon.actor(other.place_key) if other.place_key else None
        there = place.country if place else state.country if state else ""
        hosts = {hit.country for hit in other.hosts}
        return not here or (there in here if there else bool(hosts & here) or not hosts)

    def after_told(self, candidate: Candidate, status: Factuality, told: Told) -> Timing | None:
        """ "Es folgte ein Besuch", "Pjöngjang dankte dafür": after what the sentence before dates long ago."""
        latest = self.dating.latest
        if status is not Factuality.OCCURRED or latest is None or candidate.kind in HARD:
            return None
        if candidate.predicate is None or not candidate.predicate.past or not self.takes_up(candidate):
            return None
        spans = [t.span for c, t in told if candidate.sentence.index - c.sentence.index == 1 and t.start is not None]
        dated = [span for span in spans if span.closed]
        if not dated or dated[-1].latest is None or (latest - dated[-1].latest).days < LONG_PAST:
            return None
        between = TimeSpan(dated[-1].earliest, latest, Precision.INTERVAL, basis=Basis.ANAPHORIC)
        return Timing(between, trace=self.step("times.after_told", candidate))

    def takes_up(self, candidate: Candidate) -> bool:
        """Words that take up what was told: "es folgte", "dafür", "für die Geste"."""
        parse = candidate.parse
        lows = {parse.words[i].low for i in candidate.clause.words}
        lemmas = {p.lemma for p in candidate.clause.predicates}
        return bool((lows | lemmas) & self.words["takes_up"])

    # -- nothing but the publication

    def by_publication(self, candidate: Candidate, status: Factuality, ahead: bool) -> Timing:
        if ahead:
            return Timing(TimeSpan.after(self.dating.earliest), trace=self.step("times.ahead", candidate))
        if status is Factuality.OCCURRED and self.is_news(candidate):
            return Timing(published_span(self.dating), trace=self.step("times.fallback", candidate))
        return Timing(TimeSpan.before(self.dating.latest), trace=self.step("times.background", candidate))

    def is_news(self, candidate: Candidate) -> bool:
        """Whether the event is what the article reports as new, rather than background."""
        parse, clause, predicate = candidate.parse, candidate.clause, candidate.predicate
        if candidate.sentence.heading and candidate.kind not in HARD:
            return True
        if candidate.kind in HARD or (
            candidate.noun is not None and (candidate.noun.preposition or not self.told(candidate))
        ):
            return False
        if predicate is not None and predicate.pluperfect:
            return False
        if any(parse.words[i].low in self.words["past"] for i in clause.words):
            return False
        if candidate.sentence.heading or candidate.sentence.index <= self.lead:
            return True
        if any(parse.words[i].low in self.words["also"] for i in clause.words):
            return True  # "he also met …" goes on with the news
        if candidate.kind not in SPEECH_ACTS or candidate.kind in (EventKind.ACCUSATION, EventKind.DENIAL):
            return False  # what is in dispute is mostly older than the article
        late = predicate is not None and (predicate.perfect or predicate.passive)
        return not late and clause.kind is not ClauseKind.RELATIVE

    def told(self, candidate: Candidate) -> bool:
        """Whether the verb makes news of the noun: "der Besuch begann", not "der Vertrag sieht Hilfe vor"."""
        verbs = table(candidate.parse.language, "kinds")["noun"]["verbs"].split()
        return candidate.predicate is None or candidate.predicate.lemma in verbs

    @cached_property
    def lead(self) -> int:
        """Index of the last sentence of the lead: the headline, and the first three sentences after it."""
        body = [s for s in self.reading.sentences if not s.boilerplate and not s.heading]
        return body[min(2, len(body) - 1)].index if body else 0

    def step(self, rule: str, candidate: Candidate) -> tuple[Evidence, ...]:
        sentence = candidate.parse.sentence
        word = sentence.text[candidate.trigger_start - sentence.start : candidate.trigger_end - sentence.start]
        return (Evidence(rule, word, candidate.trigger_start, candidate.trigger_end),)


def _looks_back(candidate: Candidate, status: Factuality) -> bool:
    """Unreal, yet past: "may have sent", "were not signed"."""
    predicate = candidate.predicate
    if predicate is None:
        return False
    if status is Factuality.POSSIBLE and not predicate.modal and candidate.noun is None:
        return predicate.past or predicate.perfect or predicate.pluperfect  # "ob Waffen geliefert wurden"
    failed = status is Factuality.NOT_OCCURRED and (predicate.past or predicate.perfect) and not predicate.modal
    return failed or (predicate.perfect_infinitive and candidate.noun is None)


def _position(parse: Parse, timex: Timex) -> int | None:
    """The first word of a time expression."""
    return next((i for i, w in enumerate(parse.words) if w.start < timex.end and timex.start < w.end), None)


def _follows(parse: Parse, phrase: Phrase, timex: Timex) -> bool:
    """Whether the time expression stands right after the phrase."""
    end, offset = parse.words[phrase.words[-1]].end, parse.sentence.start
    return timex.start >= end and len(parse.sentence.text[end - offset : timex.start - offset].split()) <= 1


def _keys(hits: Sequence[ActorHit]) -> set[str]:
    return {hit.key or hit.name for hit in hits}


def published_span(dating: Dating) -> TimeSpan:
    """The publication day, or the window it lies in, or nothing."""
    if dating.day is not None:
        return TimeSpan.day(dating.day, Basis.FALLBACK)
    if dating.earliest is not None and dating.latest is not None:
        return TimeSpan(dating.earliest, dating.latest, Precision.INTERVAL, basis=Basis.PUBLICATION_WINDOW)
    return TimeSpan.before(dating.latest)
