"""Which time an event gets: that of its clause, of the event it hangs on, or what the day of publication allows.

Annotation rule 7 of the ontology. The time expression of a clause belongs to the event of that clause. Without one,
what the text dates by another event takes that event's span (`anaphoric`), news of the day gets the publication day
(basis `fallback`, never silently), background that lies in the past ends at it, and an undated plan begins at it
(`bounded`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from timeline.extraction.dates import calendar
from timeline.extraction.dates.calendar import Unit
from timeline.extraction.frozen import frozen
from timeline.extraction.grammar.clauses import Clause, ClauseKind
from timeline.extraction.grammar.phrases import Parse, Phrase, actors_of, is_for_when, subject
from timeline.extraction.grammar.words import WordClass
from timeline.extraction.kinds import HARD, Candidate, Story, event_noun
from timeline.extraction.lexicon import table, word_list
from timeline.extraction.model import (
    SPEECH_ACTS,
    ActorHit,
    ActorKind,
    Basis,
    Dating,
    EventKind,
    Evidence,
    Extent,
    Factuality,
    Mode,
    Precision,
    TimeSpan,
    Timex,
    TimexType,
)
from timeline.extraction.sources import continues_speech, speech_verbs

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
OCCASIONS = frozenset((EventKind.VISIT, EventKind.MEETING))
OCCASIONAL = frozenset(
    (EventKind.SUPPORT_STATEMENT, EventKind.AGREEMENT, EventKind.INVITATION, EventKind.MEETING, EventKind.DEMAND)
)
"""What people who meet do there."""
LASTING = frozenset((EventKind.INVITATION, EventKind.AGREEMENT, EventKind.SANCTION))
"""What is in force after it was done."""
_NAMED_SINCE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?=/|$)")
LONGEST_OCCASION = 7
REACH_OF_AN_OCCASION = 3
"""Sentences after a dated one in which the same people are still on the same occasion."""
SLACK_OF = {Unit.DAY: 0, Unit.WEEK: 3, Unit.MONTH: 10, Unit.YEAR: 60}
"""Days by which a distance in such units may be rounded."""
_LISTED = re.compile(r",?\s+(?:and|und|sowie)\s+(?:(?:on|in|am|im)\s+)?|,\s+(?:(?:on|in|am|im)\s+)?")
_COUNTED = re.compile(r"P(\d+)([DWMY])$")
_AFTER_OR_BEFORE = re.compile(r"\s+(after|before|nachdem|bevor|ehe)\b", re.IGNORECASE)
_AFTER_OR_BEFORE_WHAT = re.compile(r"\s+(after|before|nach|vor)\b", re.IGNORECASE)
_SO_WHO = re.compile(r"[,“]\s+so\s+[^,;.:]*$")
_MARKS = re.compile(r"[,;:]")
FEWEST_ENTRIES = 3
"""Dates before a colon that make an article a chronicle."""
LONGEST_ENTRY = 3
"""Sentences of an entry after the one with the date."""
WORDS_OF_A_LABEL = 6
_LABELS_END = re.compile(r"[)\].]?\s*:\s|\s+[–—]\s")
LONGEST_SPEECH = 5
"""Sentences before in which somebody may have begun to speak."""
UNDATED = (Basis.FALLBACK, Basis.BOUNDED, Basis.PUBLICATION_WINDOW)
FEW_DAYS = 3
"""Days of an occasion that a relative clause only mentions."""
RECENT = 31
NEIGHBOURS = (1, -1, 2, -2)
"""Where other words of the same speaker on the same occasion stand."""

Told = Sequence[tuple[Candidate, "Timing"]]


@frozen
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
    return tuple(clock.settled(candidate, timing, told) for candidate, timing in told)


def _is_moment(clause: Clause) -> bool:
    """Whether the clause tells of the same moment as the one that it hangs on."""
    return clause.kind is ClauseKind.ADVERBIAL and clause.marker in ("als", "when")


class _Clock:
    """The times of one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.named: list[tuple[int, EventKind, TimeSpan]] | None = None
        self.entries: dict[int, Timex] | None = None
        self.dating = reading.dating
        language = "en" if reading.language == "en" else "de"
        self.reporting = word_list(language, "factuality", "reporting", "nouns")
        self.words: Mapping[str, frozenset[str]] = {
            name: frozenset(words.split()) for name, words in table(language, "factuality")["time"].items()
        }

    def time_of(self, candidate: Candidate, status: Factuality, told: Told) -> Timing:
        """The first of the ways to a time that leads to one; the last one always does."""
        ahead = status in AHEAD and not _looks_back(candidate, status)
        return (
            self.by_own_words(candidate, ahead)
            or self.by_label(candidate, status, ahead)
            or self.by_moment(candidate, ahead)
            or self.by_distance(candidate, ahead, told)
            or self.by_other_event(candidate, ahead, told)
            or self.by_joined_clause(candidate, ahead, told)
            or self.by_clause_above(candidate, ahead)
            or self.by_same_event(candidate, status, told)
            or self.by_occasion(candidate, status, told)
            or self.by_saying(candidate, status, ahead)
            or self.by_same_speaker(candidate, status)
            or self.by_reaction(candidate, status)
            or self.by_participants(candidate, status, told)
            or self.by_speaker(candidate, ahead, told)
            or self.before_told(candidate, status, told)
            or self.after_told(candidate, status, told)
            or self.by_publication(candidate, status, ahead)
        )

    def settled(self, candidate: Candidate, timing: Timing, told: Told) -> Timing:
        """A headline that has the publication day takes the day on which the lead says that it happened, and what two
        people did "at talks" the day on which the sentence after says that they met."""
        if self.dating.latest is None:
            return timing
        if not candidate.sentence.heading:
            return self.settled_by_meeting(candidate, timing, told)
        if timing.span.basis is not Basis.FALLBACK:
            return timing
        people = {p.key or p.name for p in candidate.participants}
        for other, found in told:
            span = found.span
            if other.sentence.index > self.lead:
                break
            if other.sentence.heading or other.kind is not candidate.kind or other.mode is not candidate.mode:
                continue
            dated = span.basis in (Basis.EXPLICIT, Basis.RELATIVE) and span.earliest is not None
            if not dated or span.earliest is None or span.latest is None or span.latest > self.dating.latest:
                continue
            recent = (self.dating.latest - span.earliest).days < LONG_PAST
            if recent and people & {p.key or p.name for p in other.participants}:
                return Timing(span.with_basis(Basis.ANAPHORIC), trace=self.step("times.lead", candidate))
        return timing

    def settled_by_meeting(self, candidate: Candidate, timing: Timing, told: Told) -> Timing:
        loose = timing.span.basis in UNDATED or timing.trace[-1].rule == "times.reported"
        if not loose or timing.span.latest is None or candidate.kind in HARD or candidate.kind not in OCCASIONAL:
            return timing
        if candidate.sentence.index > self.lead or self.looks_elsewhere(candidate):
            return timing
        here = candidate.sentence.index
        if candidate.kind is EventKind.MEETING:
            for index, kind, span in self.dated_nouns(candidate.story):
                near = 0 < index - here <= 2 and kind is EventKind.MEETING and span.days == 1
                if near and span.latest is not None and 0 <= (timing.span.latest - span.latest).days <= FEW_DAYS:
                    return Timing(span.with_basis(Basis.ANAPHORIC), trace=self.step("times.meeting", candidate))
        people = {p.key or p.name for p in candidate.participants}
        for other, found in told:
            if not 0 <= other.sentence.index - candidate.sentence.index <= 2 or other.kind is not EventKind.MEETING:
                continue
            span = found.span
            if span.basis in UNDATED or span.days != 1 or span.latest is None or span.latest > timing.span.latest:
                continue
            met = {p.key or p.name for p in other.participants} | self.named_before(other)
            if (timing.span.latest - span.latest).days <= FEW_DAYS and len(people & met) >= 2:
                return Timing(span.with_basis(Basis.ANAPHORIC), trace=self.step("times.meeting", candidate))
        return timing

    def named_before(self, candidate: Candidate) -> set[str]:
        """ "The two leaders met …": the people of the sentence before, if it names none of its own."""
        story = candidate.story
        parse = story.parse_of(candidate.sentence.index - 1) if story is not None else None
        if parse is None or any(p.key for p in candidate.participants if p.key not in ("russia", "north-korea")):
            return set()
        return {hit.key for phrase in parse.phrases for hit in phrase.actors if hit.kind is ActorKind.PERSON}

    # -- expressions in the sentence

    def by_own_words(self, candidate: Candidate, ahead: bool) -> Timing | None:
        """The time expression of the noun, else of the clause: the nearest one, not across a comma."""
        inside = [t for t in self.timexes(candidate.parse, candidate.clause) if self.is_own(t, candidate)]
        if inside and self.label_of(candidate.parse) is not None:
            inside = [t for t in inside if not t.rule.endswith(".feast")]  # "Mai 2025: … zum Tag des Sieges"
        inside = inside or self.at_the_end(candidate)
        if not inside:
            return None
        beside = [t for t in inside if self.stands_beside(t, candidate)]
        inside = self.of_its_verb(inside, candidate)
        trigger = candidate.trigger_start
        timex = (beside or sorted(inside, key=lambda t: (self.across_comma(t, candidate), abs(t.start - trigger))))[0]
        span = self.listed(timex, candidate.parse)
        if span is not timex.span:
            timex = replace(timex, span=span)
        if not ahead and self.is_reported(candidate) and (not beside or span.precision is Precision.DAY):
            return Timing(TimeSpan.before(span.latest), trace=self.step("times.before_report", candidate))
        return self.since_when(timex, candidate) or self.since_and_until(timex, candidate) or self.dated(timex, ahead)

    def of_its_verb(self, inside: list[Timex], candidate: Candidate) -> list[Timex]:
        """ "war im Juni unterzeichnet und im November ratifiziert worden": to each verb what stands on its side."""
        parse, predicates = candidate.parse, candidate.clause.predicates
        if len(inside) < 2 or len(predicates) < 2 or candidate.predicate is None:
            return inside
        own = candidate.predicate.word
        for position in candidate.clause.words:
            word = parse.words[position]
            if word.sort is not WordClass.COORDINATOR or not predicates[0].word < position < predicates[-1].word:
                continue
            same = [t for t in inside if (t.start < word.start) == (parse.words[own].start < word.start)]
            inside = same or inside
        return inside

    def listed(self, timex: Timex, parse: Parse) -> TimeSpan:
        """ "on Dec. 30, Jan. 2 and Jan. 6", "im Januar und Februar": from the first to the last of a list."""
        offset, text = parse.sentence.start, parse.sentence.text
        run: list[Timex] = []
        for other in parse.timexes:
            if run and not (
                _same_sort(run[-1], other) and _LISTED.fullmatch(text, run[-1].end - offset, other.start - offset)
            ):
                if timex in run:
                    break
                run = []
            run.append(other)
        span = timex.span
        assert span is not None  # noqa: S101
        if len(run) < 2 or timex not in run or run[0].span is None or run[-1].span is None:
            return span
        return TimeSpan(run[0].span.earliest, run[-1].span.latest, Precision.INTERVAL, basis=span.basis)

    def since_and_until(self, timex: Timex, candidate: Candidate) -> Timing | None:
        """ "had sent arms since August, Seoul said last week": it did so until that was said."""
        span = timex.span
        if not timex.rule.endswith(".since") or span is None or span.earliest is None or span.latest is None:
            return None
        saying = self.span_of_saying(candidate)
        if saying is None or saying.latest is None or not span.earliest < saying.latest < span.latest:
            return None
        step = (Evidence(f"times.{timex.rule}", timex.text, timex.start, timex.end),)
        span = replace(span, latest=saying.latest, precision=Precision.INTERVAL)
        return Timing(span, timex.start, timex.end, step)

    def since_when(self, timex: Timex, candidate: Candidate) -> Timing | None:
        """ "has had an invitation since June": what was done then lasts."""
        if candidate.kind not in LASTING or not timex.rule.endswith(".since"):
            return None
        if candidate.predicate is not None and candidate.predicate.lemma not in self.words["lasting"]:
            return None
        span = self.named_in(timex)
        if span is None:
            return None
        return Timing(span, timex.start, timex.end, (Evidence("times.since_when", timex.text, timex.start, timex.end),))

    def named_in(self, timex: Timex) -> TimeSpan | None:
        """The day, month or year itself that "since" counts from."""
        named = _NAMED_SINCE.match(timex.value)
        if named is None or timex.span is None or timex.span.earliest is None:
            return None
        unit = Unit.DAY if named[3] else Unit.MONTH if named[2] else Unit.YEAR
        try:
            last = calendar.add(timex.span.earliest, unit, 1) - timedelta(days=1)
        except (ValueError, OverflowError):  # the last year that a calendar has
            return None
        return replace(timex.span, latest=last, precision=calendar.PRECISIONS[unit], extent=Extent.WITHIN)

    def is_reported(self, candidate: Candidate) -> bool:
        """ "announced the capture on Monday": the day is that of the announcement, not of the capture."""
        if candidate.noun is None or candidate.predicate is None or candidate.noun.preposition:
            return False
        tells = self.reporting | speech_verbs(candidate.parse.language)
        return candidate.kind in HARD and candidate.predicate.lemma in tells and not candidate.predicate.passive

    def at_the_end(self, candidate: Candidate) -> list[Timex]:
        """ "imposed sanctions for helping Pyongyang last week": the end of a reason belongs to the whole."""
        parse = candidate.parse
        for clause in parse.clauses:
            reason = clause.kind is ClauseKind.INFINITIVE and clause.marker in ("for", "by", "over", "without")
            # "sanctioned firms involved in the trade in May"
            reduced = clause.kind is ClauseKind.RELATIVE and not clause.marker and candidate.kind not in HARD
            if (reason or reduced) and clause.governor == candidate.clause.index:
                return [t for t in self.timexes(parse, clause) if not t.rule.endswith(".since")]
        if candidate.kind in SPEECH_ACTS and (published := self.published(parse, candidate.clause)):
            return published
        return self.so_who(candidate) if candidate.utterance else []

    def published(self, parse: Parse, clause: Clause) -> list[Timex]:
        """ "In its first report, released on Thursday, the team said …": the day of the report is that of the words."""
        for other in parse.clauses if parse.timexes else ():
            if other.governor == clause.index and any(p.lemma in self.words["publishes"] for p in other.predicates):
                return self.timexes(parse, other)
        return []

    def so_who(self, candidate: Candidate) -> list[Timex]:
        """ "…, sonst werde Seoul handeln, so Yoon am Mittwoch": when somebody said the whole."""
        parse = candidate.parse
        offset, text = parse.sentence.start, parse.sentence.text
        return [t for t in parse.timexes if t.span is not None and _SO_WHO.search(text, 0, t.start - offset)]

    def by_label(self, candidate: Candidate, status: Factuality, ahead: bool) -> Timing | None:
        """ "Juli 2023: Schoigu besucht …": the date before the colon, which later lines of an entry share.

        What an entry says that somebody tells has happened by then.
        """
        label = self.entry_of(candidate)
        if label is None or label.span is None:
            return None
        here = label.start >= candidate.sentence.start
        begin, today = label.span.earliest, self.dating.latest
        if ahead and (today is None or begin is None or begin <= today):
            return Timing(TimeSpan.after(label.span.earliest), trace=self.step("times.after_speech", candidate))
        ticker = here and label.type is TimexType.TIME and candidate.clause.kind is ClauseKind.MAIN
        if not ticker and (self.is_recounted(candidate, status) or self.is_reported(candidate)):
            return Timing(TimeSpan.before(label.span.latest), trace=self.step("times.before_speech", candidate))
        if here and ticker and label.rule.endswith(".clock") and self.dating.day is not None:
            step = Evidence(f"times.{label.rule}", label.text, label.start, label.end)
            return Timing(TimeSpan.day(self.dating.day, Basis.RELATIVE), label.start, label.end, (step,))
        if here:
            return self.dated(label, ahead)
        if candidate.kind in HARD or (candidate.predicate is not None and candidate.predicate.perfect):
            return Timing(TimeSpan.before(label.span.latest), trace=self.step("times.before_speech", candidate))
        lows = {candidate.parse.words[i].low for i in candidate.clause.words}
        latest = self.dating.latest
        if lows & self.words["later"] and latest is not None and label.span.earliest is not None:
            span = TimeSpan(label.span.earliest, max(latest, label.span.earliest), Precision.INTERVAL)
            return Timing(span.with_basis(Basis.ANAPHORIC), trace=self.step("times.after_told", candidate))
        return Timing(label.span.with_basis(Basis.ANAPHORIC), trace=self.step("times.entry", candidate))

    def by_moment(self, candidate: Candidate, ahead: bool) -> Timing | None:
        """ "agreed on it when Putin came in June", "met in May, when Kim was in Russia": one moment in two clauses."""
        if ahead:
            return None
        parse, clause = candidate.parse, candidate.clause
        below = {c.index for c in parse.clauses if c.governor == clause.index and c.kind is ClauseKind.INFINITIVE}
        # "agreed to build a bridge when Putin came in June" as well
        joined = [c for c in parse.clauses if c.governor in {clause.index, *below} and _is_moment(c)]
        if _is_moment(clause) and clause.governor is not None:
            joined.append(parse.clauses[clause.governor])
        for other in joined:
            for timex in self.timexes(parse, other):
                if timex.span is not None and timex.span.closed:
                    span = self.named_in(timex) if timex.rule.endswith(".since") else timex.span
                    if span is None:
                        continue  # "since March 2024, when Russia vetoed …" names the month
                    step = Evidence("times.moment", timex.text, timex.start, timex.end)
                    return Timing(span.with_basis(Basis.ANAPHORIC), trace=(step,))
        return None

    def entry_of(self, candidate: Candidate) -> Timex | None:
        """The date of the entry of a chronicle in which a candidate stands."""
        parse, story = candidate.parse, candidate.story
        label = self.label_of(parse) or self.heads_clause(candidate)
        if label is not None or story is None or len(self.labels(story)) < FEWEST_ENTRIES or candidate.sentence.heading:
            return label
        here, known = candidate.sentence.index, self.labels(story)
        above = next((index for index in range(here - 1, here - 1 - LONGEST_ENTRY, -1) if index in known), None)
        if above is None or above == next(reversed(known)):
            return None  # what follows the last entry may be about all of them
        between = [story.parse_of(index) for index in range(above + 1, here + 1)]
        if any(p is not None and (p.sentence.heading or p.timexes) for p in between):
            return None
        return known[above]

    def heads_clause(self, candidate: Candidate) -> Timex | None:
        """The date in a clause without a verb on which the clause of the candidate hangs."""
        parse = candidate.parse
        for clause in (candidate.clause, *parse.governors(candidate.clause)):
            head = parse.clauses[clause.governor] if clause.governor is not None else None
            if head is not None and not head.predicates and clause.kind is ClauseKind.MAIN:
                return next(iter(self.timexes(parse, head)), None)
        return None

    def labels(self, story: Story) -> dict[int, Timex]:
        """The dates before a colon, by sentence."""
        if self.entries is None:
            found = ((parse.sentence.index, self.label_of(parse)) for parse in story.parses if parse.timexes)
            self.entries = {index: label for index, label in found if label is not None}
        return self.entries

    def label_of(self, parse: Parse) -> Timex | None:
        """The expression that the sentence begins with and that a colon or dash ends."""
        if not parse.timexes or not parse.words or not parse.clauses:
            return None
        timex = parse.timexes[-1] if len(parse.timexes) == 1 else self.last_before_colon(parse)
        if timex is None or timex.span is None or timex.type is TimexType.SET:
            return None
        offset, text = parse.sentence.start, parse.sentence.text
        if not _LABELS_END.match(text, timex.end - offset):
            return None
        before = text[: timex.start - offset]
        first = parse.timexes[0]
        lead = text[: first.start - offset]
        colon = ":" in text[timex.end - offset : timex.end - offset + 3]
        return timex if len(lead.split()) <= colon and len(before.split()) <= WORDS_OF_A_LABEL else None

    def last_before_colon(self, parse: Parse) -> Timex | None:
        offset, text = parse.sentence.start, parse.sentence.text
        return next((t for t in parse.timexes if _LABELS_END.match(text, t.end - offset)), None)

    def is_recounted(self, candidate: Candidate, status: Factuality) -> bool:
        """Whether a past event is told in what somebody says, and so may be older than the saying."""
        parse, predicate = candidate.parse, candidate.predicate
        if candidate.utterance or predicate is None:
            return False
        past = predicate.perfect or predicate.pluperfect or predicate.past or predicate.perfect_infinitive
        speech = speech_verbs(parse.language)
        above = [p.lemma for clause in parse.governors(candidate.clause) for p in clause.predicates]
        if candidate.clause.kind is not ClauseKind.MAIN and any(lemma in speech for lemma in above):
            return (past or candidate.kind in HARD) and not self.is_narrated(candidate)
        story = candidate.story
        credited = story is not None and bool(story.credits and story.credits[candidate.sentence.index])
        doubted = status is Factuality.ALLEGED
        return predicate.perfect and (credited or doubted) and candidate.kind not in SPEECH_ACTS

    def is_narrated(self, candidate: Candidate) -> bool:
        """The present tense right behind a label is the writer's, whoever is named later in the sentence."""
        predicate = candidate.predicate
        assert predicate is not None  # noqa: S101
        present = not (predicate.past or predicate.perfect or predicate.pluperfect or predicate.perfect_infinitive)
        return present and not candidate.clause.marker and candidate.clause.kind is ClauseKind.COMPLEMENT

    def dated(self, timex: Timex, ahead: bool) -> Timing:
        span = timex.span
        assert span is not None  # noqa: S101
        day = self.dating.earliest
        if ahead and day and span.latest and span.latest > day and timex.rule.endswith(".by"):
            # "is to be finished by the end of 2026": from now on
            until = replace(span, earliest=day, precision=Precision.INTERVAL)
            step = Evidence(f"times.{timex.rule}", timex.text, timex.start, timex.end)
            return Timing(until, timex.start, timex.end, (step,))
        if ahead and span.earliest and span.approximate and span.earliest == day and span.latest != day:
            # "in the coming days" has no last day
            step = Evidence(f"times.{timex.rule}", timex.text, timex.start, timex.end)
            return Timing(TimeSpan.after(day, span.basis), timex.start, timex.end, (step,))
        if ahead and day and span.earliest and span.latest and span.earliest < day <= span.latest:
            # a plan for "this week" is one for what is left of it
            left = Precision.DAY if day == span.latest else Precision.INTERVAL
            span = replace(span, earliest=day, precision=left)
        today = self.dating.day
        if not ahead and today and span.earliest and span.latest and span.earliest < today < span.latest:
            # what has happened "in March" did so by the day in March on which that is written
            span = replace(span, latest=today, precision=Precision.INTERVAL)
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
            if parse.clause_of[position] == clause.index or self.is_fronted(parse, parse.clause_of[position], clause):
                found.append(timex)
        return found

    def is_fronted(self, parse: Parse, index: int, clause: Clause) -> bool:
        """Whether a piece without a verb stands right before the clause that it belongs to: "In February, …"."""
        piece = parse.clauses[index] if index >= 0 else None
        if piece is None or piece.predicates or piece.governor != clause.index or piece.first != 0:
            return False
        return clause.first == piece.last + 1 or parse.words[piece.last + 1].text == ","

    def is_own(self, timex: Timex, candidate: Candidate) -> bool:
        """Not the date of something else: "der erste Besuch seit 2000", "seit dem Einmarsch im Jahr 2022"."""
        parse = candidate.parse
        position = _position(parse, timex)
        if position is None:
            return False
        if candidate.kind in LASTING and is_for_when(parse, position):
            return False  # "signed a plan for 2024 and 2025"
        if self.stands_beside(timex, candidate) and not timex.rule.endswith(".since"):
            return True  # "since the veto in March"
        lows = [parse.words[i].low for i in candidate.clause.words if i < position]
        if timex.rule.endswith(".since"):
            return not any(low.startswith(("erst", "first")) for low in lows)
        before = [parse.words[i].low for i in range(max(0, position - 6), position + 1)]
        if parse.clause_of[position] != candidate.clause.index:
            before = [parse.words[i].low for i in parse.clauses[parse.clause_of[position]].words if i <= position][-7:]
        if any(low in ("seit", "since") for low in before) or self.dates_reference(timex, candidate):
            return False
        return not self.dates_another(timex, candidate)

    def dates_reference(self, timex: Timex, candidate: Candidate) -> bool:
        """ "following a failed launch in May", "vor dem Gipfel am Freitag": the day of what it came after or before."""
        parse = candidate.parse
        for phrase in parse.phrases:
            if phrase.time or not _follows(parse, phrase, timex):
                continue
            root = phrase
            while root.of is not None:
                root = parse.phrases[root.of]
            preposition = set(root.preposition.split(" "))
            named = root.places or root.actors or (candidate.noun is not None and root.index == candidate.noun.index)
            if preposition & self.words["relating"] and root.article and not named:
                return candidate.trigger_start < parse.words[root.words[0]].start or (
                    candidate.trigger_start > timex.end
                )
        return False

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

    def by_other_event(self, candidate: Candidate, ahead: bool, told: Told) -> Timing | None:
        """ "damals", "bei dem Treffen": the time of what was told before."""
        parse, clause = candidate.parse, candidate.clause
        for position in clause.words:
            if parse.words[position].low in self.words["anaphoric"]:
                span = (
                    self.last_dated(
                        candidate, [one for one in told if one[0].sentence.index == candidate.sentence.index]
                    )
                    or self.last_scene(candidate)
                    or self.last_dated(candidate, told)
                )
                if ahead and self.is_over(span):
                    continue  # "is expected to tour a plant and then travel on"
                return self.anaphoric(span, parse, position) if span is not None else None
            if parse.words[position].low in self.words["since_then"] and not self.opens_date(parse, position):
                return self.since_told(candidate, parse, position, told)
        for phrase in parse.phrases_in(clause):
            if candidate.noun is not None and phrase.index == candidate.noun.index:
                continue
            head = parse.words[phrase.head].low
            if head in self.words["same_time"] and not ahead and self.is_same(parse, phrase):
                span = self.last_dated(candidate, told)
                if span is not None:
                    return self.anaphoric(span, parse, phrase.head)
            if head in self.words["day"] and phrase.preposition:
                inner = next((p for p in parse.phrases if p.of == phrase.index), None)  # "am Tag des Treffens"
                head = parse.words[inner.head].low if inner is not None else head
            elif not self.words["during"] & set(phrase.preposition.split(" ")):
                continue
            kind = event_noun(head, parse.language)
            beside = [p for p in parse.phrases[phrase.index + 1 :][:1] if p.words[0] == phrase.words[-1] + 1]
            lands = {place.country for p in (phrase, *beside) for place in p.places}
            span = self.span_of_kind(kind, candidate, told, lands) if kind is not None else None
            if span is not None:
                return self.anaphoric(span, parse, phrase.head)
        return None

    def is_same(self, parse: Parse, phrase: Phrase) -> bool:
        """ "at the same time", "bei derselben Gelegenheit", at the head of a sentence."""
        lows = {parse.words[i].low for i in phrase.words}
        return phrase.words[0] == 0 and bool(lows & self.words["same"])

    def is_over(self, span: TimeSpan | None) -> bool:
        today = self.dating.latest
        return span is not None and today is not None and span.latest is not None and span.latest < today

    def by_clause_above(self, candidate: Candidate, ahead: bool) -> Timing | None:
        """What hangs on a dated clause and says how, where, after what or for when it is meant."""
        parse, clause = candidate.parse, candidate.clause
        if clause.governor is None or not parse.timexes:
            return None
        above = parse.clauses[clause.governor]
        outer = [t for t in self.timexes(parse, above) if t.span is not None and t.span.closed and _is_plain(t)]
        if len(outer) != 1 or outer[0].span is None:
            return None
        span, today = outer[0].span, self.dating.latest
        to_come = today is not None and span.latest is not None and span.latest >= today
        if ahead:
            # "On Sunday Kim is expected to tour a plant"
            awaits = any(p.lemma in self.words["awaits"] for p in above.predicates)
            if not (awaits and to_come and clause.kind is ClauseKind.INFINITIVE):
                return None
            return Timing(span, outer[0].start, outer[0].end, self.step("times.above", candidate))
        predicate = candidate.predicate
        told = predicate is not None and (predicate.past or predicate.pluperfect)
        if clause.kind is ClauseKind.ADVERBIAL and clause.marker in ("after", "nachdem") and told:
            # "was set up in May after Russia had vetoed …"
            return Timing(TimeSpan.before(span.latest), trace=self.step("times.before_that", candidate))
        by_what = clause.kind is ClauseKind.INFINITIVE and clause.marker == "by" and not candidate.noun
        by_what = by_what or (clause.kind is ClauseKind.ADVERBIAL and clause.marker == "indem")
        if by_what or (told and self.is_there(candidate)):
            return Timing(span.with_basis(Basis.ANAPHORIC), trace=self.step("times.above", candidate))
        return None

    def is_there(self, candidate: Candidate) -> bool:
        """ "flew to Moscow in May, where he met …", "Gespräche am Montag, bei denen …": on the same occasion."""
        clause, words = candidate.clause, candidate.parse.words
        if clause.kind is not ClauseKind.RELATIVE or candidate.kind in HARD or clause.marker_word is None:
            return False
        predicate = candidate.predicate
        if predicate is not None and predicate.pluperfect:
            return False
        if clause.marker in self.words["where"]:
            return True
        return clause.marker_word > 0 and words[clause.marker_word - 1].low in self.words["during"]

    def by_same_event(self, candidate: Candidate, status: Factuality, told: Told) -> Timing | None:
        """A journey, meeting or vote that the article has dated, told again without its day."""
        vote = candidate.rule in ("sanction.ballot", "sanction.vote")
        if status is not Factuality.OCCURRED or (candidate.kind not in OCCASIONS and not vote):
            return None
        if candidate.sentence.heading or self.looks_elsewhere(candidate):
            return None
        today = self.dating.latest
        people = {p.key or p.name for p in candidate.participants}
        for other, timing in reversed(told):
            span = timing.span
            recent = today is not None and span.earliest is not None and (today - span.earliest).days < LONG_PAST
            if other.kind is not candidate.kind or not span.closed or not recent or span.basis in UNDATED:
                continue
            if other.sentence.index == candidate.sentence.index and other.clause.index == candidate.clause.index:
                continue
            theirs = {p.key or p.name for p in other.participants}
            same = len(people & theirs) >= 2 or (
                candidate.kind is EventKind.VISIT and self.same_visit(candidate, other)
            )
            if vote or (same and self.same_country(candidate, other)):
                return Timing(span.with_basis(Basis.ANAPHORIC), trace=self.step("times.same_event", candidate))
        return None

    def same_visit(self, candidate: Candidate, other: Candidate) -> bool:
        return bool(_keys(candidate.doers) & _keys(other.doers))

    def by_distance(self, candidate: Candidate, ahead: bool, told: Told) -> Timing | None:
        """ "The vote came a day after North Korea fired three missiles": so far from what the main clause is about."""
        if ahead:
            return None
        found = self.distance_of(candidate)
        if found is not None:
            return self.at_distance(*found, self.main_event(candidate, told))
        named = self.distance_from_named(candidate, told)
        return self.at_distance(*named) if named is not None else None

    def at_distance(self, timex: Timex, sign: int, span: TimeSpan) -> Timing | None:
        """So far before (sign -1) or after a span as the expression says."""
        count = _COUNTED.match(timex.value)
        if count is None or span.earliest is None or span.latest is None:
            return None
        unit, number = Unit(count[2]), int(count[1])
        slack = timedelta(days=SLACK_OF[unit])
        try:
            first = calendar.add(span.earliest, unit, sign * number) - slack
            last = calendar.add(span.latest, unit, sign * number) + slack
        except (ValueError, OverflowError):  # beyond the years that a calendar has
            return None
        if self.dating.latest is not None and first > self.dating.latest:
            return None  # what has happened did so before anybody wrote of it
        precision = Precision.DAY if first == last else Precision.INTERVAL
        return Timing(
            TimeSpan(first, last, precision, approximate=first != last, basis=Basis.ANAPHORIC),
            timex.start,
            timex.end,
            (Evidence("times.distance", timex.text, timex.start, timex.end),),
        )

    def distance_from_named(self, candidate: Candidate, told: Told) -> tuple[Timex, int, TimeSpan] | None:
        """ "fired a missile two days before the summit": so far from a meeting or visit that the text has dated."""
        parse = candidate.parse
        offset, text = parse.sentence.start, parse.sentence.text
        for timex in parse.timexes:
            position = _position(parse, timex)
            if timex.type is not TimexType.DURATION or position is None:
                continue
            word = _AFTER_OR_BEFORE_WHAT.match(text, timex.end - offset)
            here = parse.clause_of[position] == candidate.clause.index
            behind = parse.word_at(word.end(1) - 1 + offset) if word is not None and here else None
            phrase = parse.phrase_at(behind) if behind is not None else None
            if word is None or phrase is None or (candidate.noun is not None and phrase.index == candidate.noun.index):
                continue
            kind = event_noun(parse.words[phrase.head].low, parse.language)
            span = self.span_of_kind(kind, candidate, told) if kind is not None else None
            if span is not None:
                return timex, -1 if word[1].lower() in ("before", "vor") else 1, span
        return None

    def main_event(self, candidate: Candidate, told: Told) -> TimeSpan:
        """When the event took place from which a distance is counted: the one told last, else the news of the day."""
        parse = candidate.parse
        names = [event_noun(parse.words[phrase.head].low, parse.language) for phrase in parse.phrases[:1]]
        span = self.span_of_kind(names[0], candidate, told) if names and names[0] is not None else None
        span = span or self.last_dated(candidate, told)
        return span if span is not None and (span.days or LONG_PAST) < LONG_PAST else published_span(self.dating)

    def distance_of(self, candidate: Candidate) -> tuple[Timex, int] | None:
        """The length of time right before "after" or "before", if the candidate is what follows that word."""
        parse, trigger = candidate.parse, candidate.trigger_start
        offset, text = parse.sentence.start, parse.sentence.text
        for timex in parse.timexes:
            if timex.type is not TimexType.DURATION or timex.start > trigger:
                continue
            word = _AFTER_OR_BEFORE.match(text, timex.end - offset)
            position = parse.word_at(word.start(1) + offset) if word is not None else None
            if word is None or position is None:
                continue
            sign = 1 if word[1].lower() in ("before", "bevor", "ehe") else -1
            behind = parse.clause_of[position]
            clause = candidate.clause
            within = {clause.index, clause.coordinated, *(c.index for c in parse.governors(clause))}
            between = text[word.end() : trigger - offset]
            if (behind in within or parse.clauses[behind].first <= clause.first) and not _MARKS.search(between):
                return timex, sign
        return None

    def span_of_kind(
        self, kind: EventKind, candidate: Candidate, told: Told, lands: Collection[str] = ()
    ) -> TimeSpan | None:
        """When the last meeting or visit that the text has dated, in one of these countries, took place."""
        dated = [
            (other.sentence.index, timing.span)
            for other, timing in told
            if other.kind is kind
            and timing.span.closed
            and timing.span.basis is not Basis.FALLBACK
            and other.sentence.index < candidate.sentence.index
            and (not lands or self.land_of(other) in ("", *lands))
        ]
        if not lands:
            dated += [(index, span) for index, noun, span in self.dated_nouns(candidate.story) if noun is kind]
        before = [(index, span) for index, span in dated if index < candidate.sentence.index]
        return max(before, key=lambda pair: pair[0])[1] if before else None

    def opens_date(self, parse: Parse, position: int) -> bool:
        """Whether a word is a preposition or a conjunction: "since March", "since he came"."""
        clause = parse.clause_at(position)
        marks = clause is not None and clause.marker_word == position
        following = parse.words[position + 1].sort if position + 1 < len(parse.words) else None
        phrase = parse.phrase_at(position)
        return marks or phrase is not None or (following is not None and following is not WordClass.VERB)

    def since_told(self, candidate: Candidate, parse: Parse, position: int, told: Told) -> Timing | None:
        """ "has since added more", "hat seither …": at some time between what was told before and the publication."""
        span, latest = self.told_here(candidate) or self.last_dated(candidate, told), self.dating.latest
        if span is None or latest is None or span.earliest is None or span.earliest > latest:
            return None
        word = parse.words[position]
        between = TimeSpan(span.earliest, latest, Precision.INTERVAL, basis=Basis.ANAPHORIC)
        return Timing(between, word.start, word.end, (Evidence("times.since_then", word.text, word.start, word.end),))

    def told_here(self, candidate: Candidate) -> TimeSpan | None:
        """The last time named in the sentence before the clause of the candidate."""
        parse = candidate.parse
        begin = parse.words[candidate.clause.first].start
        spans = [t.span for t in parse.timexes if t.end <= begin and t.type is not TimexType.SET]
        return next((span for span in reversed(spans) if span is not None and span.closed), None)

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
        """A clause joined by "und" goes on at the same time, unless one of the two is still to come or a state that
        lasts ("are visiting the camp, and Moscow has offered …")."""
        clause, today = candidate.clause, self.dating.latest
        if clause.coordinated is None:
            return None
        before = candidate.parse.clauses[clause.coordinated]
        if not self.tells_on(candidate, before):
            return None
        for other, timing in reversed(told):
            joined = other.sentence.index == candidate.sentence.index and other.clause.index == clause.coordinated
            if joined and timing.start is not None and timing.span.closed and timing.span.earliest is not None:
                to_come = today is not None and timing.span.earliest > today
                if ahead == to_come:
                    return Timing(timing.span, timing.start, timing.end, self.step("times.coordinated", candidate))
        if ahead or not before.predicates or before.predicates[0].modal:
            return None
        for timex in self.timexes(candidate.parse, before):
            span = timex.span
            past = (
                span is not None and span.closed and (today is None or span.earliest is None or span.earliest <= today)
            )
            if span is not None and past and self.is_own(timex, candidate) and not timex.rule.endswith(".since"):
                return Timing(span, timex.start, timex.end, self.step("times.coordinated", candidate))
        return None

    def tells_on(self, candidate: Candidate, before: Clause) -> bool:
        """Whether the verb of a clause can go on with the story of the one before it."""
        predicate = candidate.predicate
        first = before.predicates[0] if before.predicates else None
        if predicate is None or first is None:
            return True
        told = first.past or first.perfect or first.pluperfect
        tells = predicate.past or predicate.perfect or predicate.pluperfect or predicate.passive
        return tells if told else not predicate.perfect

    def by_saying(self, candidate: Candidate, status: Factuality, ahead: bool) -> Timing | None:
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
        if self.is_act_of_saying(candidate):
            return Timing(saying, trace=self.step("times.speech", candidate))
        if ahead:
            return Timing(TimeSpan.after(saying.earliest), trace=self.step("times.after_speech", candidate))
        if saying.basis is Basis.ANAPHORIC:
            return Timing(saying, trace=self.step("times.same_occasion", candidate))
        if status is Factuality.OCCURRED and self.is_reported_as_news(candidate, saying):
            assert saying.earliest is not None  # noqa: S101
            span = TimeSpan(
                saying.earliest - timedelta(days=1), saying.latest, Precision.INTERVAL, basis=Basis.ANAPHORIC
            )
            return Timing(span, trace=self.step("times.reported", candidate))
        return Timing(TimeSpan.before(saying.latest), trace=self.step("times.before_speech", candidate))

    def is_reported_as_news(self, candidate: Candidate, saying: TimeSpan) -> bool:
        """ "Kim has ratified the treaty, KCNA said on Tuesday": media tell what happened that day or the day before."""
        story, predicate, today = candidate.story, candidate.predicate, self.dating.latest
        if story is None or candidate.kind in HARD or saying.days != 1 or predicate is None or candidate.noun:
            return False
        if today is None or saying.latest is None or (today - saying.latest).days > FEW_DAYS:
            return False
        if candidate.sentence.index > self.lead or predicate.modal or self.looks_elsewhere(candidate):
            return False
        tells = predicate.past or predicate.perfect or predicate.pluperfect
        speakers = story.speakers[candidate.sentence.index]
        return tells and bool(speakers) and all(hit.kind is ActorKind.MEDIA for hit in speakers)

    def is_act_of_saying(self, candidate: Candidate) -> bool:
        """ "Solche Gerüchte kommentiere man nicht, sagte er am Montag": by saying it, who speaks rejects them."""
        if candidate.kind not in SPEECH_ACTS or candidate.story is None:
            return False
        if candidate.utterance:
            return True
        predicate = candidate.predicate
        if predicate is None or predicate.perfect or predicate.pluperfect or predicate.future:
            return False
        if predicate.past and candidate.parse.language == "de":
            return False  # in English "said that Tokyo was concerned" is the present tense of what he says
        heard = candidate.story.speakers[candidate.sentence.index]
        speakers = {hit.country for hit in heard if hit.kind is not ActorKind.MEDIA}
        doers = {hit.country for hit in candidate.doers}
        return bool(doers) and doers <= speakers

    def span_of_saying(self, candidate: Candidate) -> TimeSpan | None:
        """The time of the nearest clause above that says it, if that clause is dated."""
        parse = candidate.parse
        speech = speech_verbs(parse.language)
        for above in parse.governors(candidate.clause):
            if any(p.lemma in speech for p in above.predicates):
                for timex in self.timexes_of_saying(parse, above):
                    if timex.span is not None and self.is_own(timex, candidate):
                        return timex.span
        return None

    def timexes_of_saying(self, parse: Parse, clause: Clause) -> list[Timex]:
        """Those of the clause, else those of "was quoted as saying on Tuesday" or "in a report released on Tuesday"."""
        if not parse.timexes:
            return []
        found = self.timexes(parse, clause)
        for other in () if found else parse.clauses:
            if other.governor == clause.index and other.kind is ClauseKind.INFINITIVE and other.marker == "as":
                found += self.timexes(parse, other)
        return found or self.published(parse, clause)

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
            span = self.dated_saying(parse)
            if span is not None:
                return Timing(span.with_basis(Basis.ANAPHORIC), trace=self.step("times.same_speaker", candidate))
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
            distance = candidate.sentence.index - other.sentence.index
            if not back and distance != 1:
                continue
            shared = own & ({p.key or p.name for p in other.participants} | _keys(other.doers))
            if not shared or not timing.span.closed or timing.span.basis is Basis.FALLBACK:
                continue
            if not self.same_country(candidate, other):
                continue
            goes_on = distance == 1 and timing.trace[-1].rule == "times.participants"
            if goes_on or (back and distance and other.kind in (EventKind.VISIT, EventKind.MEETING)):
                span = timing.span.with_basis(Basis.ANAPHORIC)
                return Timing(span, trace=self.step("times.participants", candidate))
        return None

    def by_occasion(self, candidate: Candidate, status: Factuality, told: Told) -> Timing | None:
        """What people did right after a dated meeting or journey of theirs is told, they did on that occasion.

        "Lavrov met Kim on Saturday. Kim pledged support, KCNA said on Sunday."
        """
        predicate = candidate.predicate
        if status is not Factuality.OCCURRED or candidate.kind in HARD or candidate.kind not in OCCASIONAL:
            return None
        if predicate is None or predicate.perfect or predicate.pluperfect or not predicate.past:
            return None
        if candidate.sentence.heading or self.looks_elsewhere(candidate):
            return None
        occasion = (
            self.met_before(candidate, told)
            or self.occasion_of(_keys(candidate.doers), candidate, told)
            or self.told_on(candidate, told)
        )
        if occasion is None:
            return None
        return Timing(occasion.with_basis(Basis.ANAPHORIC), trace=self.step("times.occasion", candidate))

    def told_on(self, candidate: Candidate, told: Told) -> TimeSpan | None:
        """ "Kim travelled to Russia in September. He invited Putin …": who is only "he" goes on in the background."""
        parse, today = candidate.parse, self.dating.latest
        top = subject(parse, candidate.clause)
        if top is None or parse.words[top.head].sort is not WordClass.PRONOUN or today is None:
            return None
        for other, timing in reversed(told):
            distance, span = candidate.sentence.index - other.sentence.index, timing.span
            if distance > 1:
                break
            long_ago = span.closed and span.latest is not None and (today - span.latest).days >= LONG_PAST
            shared = _keys(candidate.doers) & _keys(other.doers)
            told_of = other.kind in OCCASIONS and not _is_background(other)
            if distance == 1 and long_ago and told_of and shared and (span.days or 0) <= RECENT:
                return span
        return None

    def met_before(self, candidate: Candidate, told: Told) -> TimeSpan | None:
        """ "Lavrov, who met Kim on 12 July, promised …": the meeting that the relative clause of the subject tells."""
        own, latest = _keys(candidate.doers), self.dating.latest
        for other, timing in reversed(told):
            if other.sentence.index != candidate.sentence.index:
                return None
            clause, span = other.clause, timing.span
            hangs = clause.kind is ClauseKind.RELATIVE and clause.governor == candidate.clause.index
            if not hangs or other.kind not in OCCASIONS or timing.start is None or (span.days or LONG_PAST) > FEW_DAYS:
                continue
            recent = latest is not None and span.earliest is not None and (latest - span.earliest).days < RECENT
            if recent and own & _keys(other.doers):
                return span
        return None

    def looks_elsewhere(self, candidate: Candidate) -> bool:
        """Words by which a sentence leaves the occasion: "zuvor", "später", "today"."""
        parse, joined = candidate.parse, candidate.clause.coordinated
        clauses = (candidate.clause, *((parse.clauses[joined],) if joined is not None else ()))
        lows = {parse.words[i].low for clause in clauses for i in clause.words}
        another = (candidate.kind is EventKind.MEETING or joined is not None) and bool(lows & self.words["also"])
        return another or bool(lows & (self.words["past"] | self.words["later"]))

    def occasion_of(self, people: set[str], candidate: Candidate, told: Told) -> TimeSpan | None:
        """The days of the last dated meeting or journey of one of these people, if nothing dated stands between."""
        here, story = candidate.sentence.index, candidate.story
        if story is None or not people or any(hit.kind is not ActorKind.PERSON for hit in candidate.doers):
            return None
        both = _keys((*candidate.doers, *candidate.hosts))
        for distance in range(1, (LONGEST_OCCASION if len(both) > 1 else REACH_OF_AN_OCCASION) + 1):
            parse = story.parse_of(here - distance)
            if parse is None or parse.sentence.heading:
                return None
            far = distance > REACH_OF_AN_OCCASION  # only for what those who met said to each other
            span = self.met_in(parse, people, told, both if far else set()) or (
                None if far else self.seen_in(parse, people)
            )
            if span is not None:
                return span
            if any(t.span is not None for t in parse.timexes):
                return None
        return None

    def met_in(self, parse: Parse, people: set[str], told: Told, all_of: set[str]) -> TimeSpan | None:
        """The days of a meeting or journey of one of these people, and of all those, that the sentence tells."""
        for other, timing in reversed(told):
            if other.sentence.index < parse.sentence.index:
                break
            span = timing.span
            on_calendar = span.closed and span.basis not in (Basis.FALLBACK, Basis.BOUNDED, Basis.PUBLICATION_WINDOW)
            if other.sentence.index != parse.sentence.index or other.kind not in OCCASIONS or not on_calendar:
                continue
            if _is_background(other):
                continue
            theirs = {p.key or p.name for p in other.participants} | _keys(other.doers)
            if people & theirs and all_of <= theirs and (span.days or LONG_PAST) < LONG_PAST:
                return span
        return None

    def seen_in(self, parse: Parse, people: set[str]) -> TimeSpan | None:
        """The day on which the sentence tells that one of these people did something, whatever it was."""
        latest = self.dating.latest
        for clause in parse.clauses if parse.timexes else ():
            if clause.quoted or not clause.predicates or clause.predicates[0].modal:
                continue
            timexes = self.timexes(parse, clause)
            span = timexes[0].span if timexes else None
            if span is None or not span.closed or (span.days or LONG_PAST) >= LONG_PAST:
                continue
            past = latest is None or span.latest is None or span.latest <= latest
            if past and people & _keys(actors_of(parse, subject(parse, clause))):
                return span
        return None

    def last_scene(self, candidate: Candidate) -> TimeSpan | None:
        """The day of the sentence before, if it has one."""
        story, latest = candidate.story, self.dating.latest
        parse = story.parse_of(candidate.sentence.index - 1) if story is not None else None
        spans = [t.span for clause in parse.clauses for t in self.timexes(parse, clause)] if parse is not None else []
        closed = [span for span in spans if span is not None and span.closed]
        if not closed or len(closed) > 1 or (closed[0].days or LONG_PAST) >= LONG_PAST:
            return None
        return closed[0] if latest is None or closed[0].latest is None or closed[0].latest <= latest else None

    def by_reaction(self, candidate: Candidate, status: Factuality) -> Timing | None:
        """ "Seoul reacted on Tuesday. Two ships were listed.": the sentence before tells when, this one what."""
        story, predicate = candidate.story, candidate.predicate
        parse = story.parse_of(candidate.sentence.index - 1) if story is not None else None
        if status is not Factuality.OCCURRED or parse is None or not parse.timexes or predicate is None:
            return None
        if predicate.pluperfect or self.looks_elsewhere(candidate):
            return None
        countries = {hit.country for hit in (*candidate.doers, *candidate.hosts)} | candidate.countries
        for clause in parse.clauses:
            if not any(p.lemma in self.words["reacts"] for p in clause.predicates):
                continue
            for timex in self.timexes(parse, clause):
                span = timex.span
                known = span is not None and span.closed and (span.days or LONG_PAST) < LONG_PAST
                if (
                    known
                    and span is not None
                    and countries & {h.country for h in actors_of(parse, subject(parse, clause))}
                ):
                    return Timing(span.with_basis(Basis.ANAPHORIC), trace=self.step("times.reaction", candidate))
        return None

    def by_speaker(self, candidate: Candidate, ahead: bool, told: Told) -> Timing | None:
        """What somebody says, or is quoted with, lies before or after the occasion on which he speaks."""
        story = candidate.story
        if story is None or candidate.kind in SPEECH_ACTS or candidate.sentence.heading:
            return None
        lows = {candidate.parse.words[i].low for i in candidate.clause.words}
        if lows & self.words["accordingly"]:
            scene = self.last_scene(candidate)
            return (
                Timing(TimeSpan.before(scene.latest), trace=self.step("times.before_speech", candidate))
                if scene
                else None
            )
        speakers = story.speakers[candidate.sentence.index]
        if not speakers or not self.is_said(candidate):
            return None
        saying = self.saying_of(speakers, candidate, told)
        if saying is None:
            return None
        if ahead:
            return Timing(TimeSpan.after(saying.earliest), trace=self.step("times.after_speech", candidate))
        return Timing(TimeSpan.before(saying.latest), trace=self.step("times.before_speech", candidate))

    def is_said(self, candidate: Candidate) -> bool:
        """Whether the clause is content of a saying: it hangs on one, is quoted, or is the indirect speech itself."""
        parse = candidate.parse
        speech = speech_verbs(parse.language)
        above = [p.lemma for clause in parse.governors(candidate.clause) for p in clause.predicates]
        if candidate.clause.quoted or any(lemma in speech for lemma in above):
            return True
        return continues_speech(parse, told=True)

    def saying_of(self, speakers: Sequence[ActorHit], candidate: Candidate, told: Told) -> TimeSpan | None:
        """When these people spoke, as the sentences before or an occasion of theirs tell."""
        story, here = candidate.story, candidate.sentence.index
        own = _keys(speakers)
        assert story is not None  # noqa: S101
        for back in range(1, LONGEST_SPEECH + 1):
            parse = story.parse_of(here - back)
            if parse is None or not own & _keys(story.speakers[here - back]):
                break
            span = self.dated_saying(parse)
            if span is not None:
                return span
        return self.occasion_of(own, replace(candidate, doers=tuple(speakers)), told)

    def dated_saying(self, parse: Parse) -> TimeSpan | None:
        """The days of the clause of saying of a sentence."""
        speech = speech_verbs(parse.language)
        for clause in parse.clauses:
            if any(p.lemma in speech for p in clause.predicates) and not clause.quoted:
                for timex in self.timexes_of_saying(parse, clause):
                    span = timex.span
                    if span is not None and span.closed and self.is_recent(span):
                        return span
        return None

    def is_recent(self, span: TimeSpan) -> bool:
        """Whether it is near enough to the publication for what is told around it to belong to it."""
        latest = self.dating.latest
        near = latest is None or span.latest is None or (latest - span.latest).days < RECENT
        return near and (span.days or RECENT) <= RECENT

    def before_told(self, candidate: Candidate, status: Factuality, told: Told) -> Timing | None:
        """ "Zuvor hatte Moskau verlangt …": before what the sentences before are about."""
        predicate = candidate.predicate
        if status is not Factuality.OCCURRED or predicate is None or not predicate.pluperfect:
            return None
        if not any(candidate.parse.words[i].low in self.words["before"] for i in candidate.clause.words):
            return None
        for other, timing in reversed(told):
            distance = candidate.sentence.index - other.sentence.index
            if distance > REACH_OF_AN_OCCASION:
                return None
            if (
                distance
                and timing.span.closed
                and timing.span.basis in (Basis.EXPLICIT, Basis.RELATIVE, Basis.ANAPHORIC)
            ):
                return Timing(TimeSpan.before(timing.span.latest), trace=self.step("times.before_told", candidate))
        return None

    def land_of(self, candidate: Candidate) -> str:
        """The country of the place where an event was; empty if none is known."""
        place = self.reading.lexicon.place(candidate.place_key) if candidate.place_key else None
        state = self.reading.lexicon.actor(candidate.place_key) if candidate.place_key else None
        return place.country if place else state.country if state else ""

    def same_country(self, candidate: Candidate, other: Candidate) -> bool:
        """Whether the place in the clause can be where the other event was."""
        here = {place.country for p in candidate.parse.phrases_in(candidate.clause) for place in p.places}
        there = self.land_of(other)
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
        if candidate.mode is Mode.TEST and self.opens_news(candidate):
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
        if candidate.kind is EventKind.ACCUSATION and self.is_reaction(candidate):
            return True
        if candidate.kind not in SPEECH_ACTS or candidate.kind in (EventKind.ACCUSATION, EventKind.DENIAL):
            return False  # what is in dispute is mostly older than the article
        felt = predicate is not None and predicate.lemma in self.words["felt"]  # "said Tokyo was concerned"
        late = predicate is not None and (predicate.perfect or (predicate.passive and not felt))
        return not late and (clause.kind is not ClauseKind.RELATIVE or self.goes_with_saying(candidate))

    def goes_with_saying(self, candidate: Candidate) -> bool:
        """ "…, sagte ein Sprecher, der den Abzug verlangte": what the speaker did as well, and when he spoke."""
        parse, clause, predicate = candidate.parse, candidate.clause, candidate.predicate
        if clause.governor is None or predicate is None or not predicate.past:
            return False
        above = parse.clauses[clause.governor]
        told = any(p.lemma in speech_verbs(parse.language) and p.past for p in above.predicates)
        return told and above.kind is ClauseKind.MAIN and clause.first <= above.last + 2

    def opens_news(self, candidate: Candidate) -> bool:
        """Whether a verb in the main clause of the lead tells it: one deed on one day, as a test is."""
        predicate = candidate.predicate
        if predicate is None or candidate.noun is not None or candidate.sentence.index > self.lead:
            return False
        lows = {candidate.parse.words[i].low for i in candidate.clause.words}
        return candidate.clause.kind is ClauseKind.MAIN and not predicate.pluperfect and not lows & self.words["past"]

    def is_reaction(self, candidate: Candidate) -> bool:
        """Whether an official speaks up in the main clause: "Wood, the deputy envoy, accused Moscow of …"."""
        predicate, clause = candidate.predicate, candidate.clause
        if predicate is None or clause.kind is not ClauseKind.MAIN or not predicate.past:
            return False
        plain = not (predicate.perfect or predicate.passive or predicate.modal)
        return plain and any(hit.kind in (ActorKind.PERSON, ActorKind.ORGANISATION) for hit in candidate.doers)

    def told(self, candidate: Candidate) -> bool:
        """Whether the verb makes news of the noun: "der Besuch begann", not "der Vertrag sieht Hilfe vor"."""
        verbs = word_list(candidate.parse.language, "kinds", "noun", "verbs")
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
    starts, ends = parse.columns.starts, parse.columns.ends
    first = bisect_right(ends, timex.start)
    return first if first < len(ends) and starts[first] < timex.end else None


def _follows(parse: Parse, phrase: Phrase, timex: Timex) -> bool:
    """Whether the time expression stands right after the phrase."""
    end, offset = parse.words[phrase.words[-1]].end, parse.sentence.start
    return timex.start >= end and len(parse.sentence.text[end - offset : timex.start - offset].split()) <= 1


def _is_background(candidate: Candidate) -> bool:
    """ "Putin, who had last visited the North in 2000, …": no occasion of what follows."""
    looks_back = candidate.predicate is not None and candidate.predicate.pluperfect
    return looks_back and candidate.clause.kind is ClauseKind.RELATIVE


def _same_sort(one: Timex, other: Timex) -> bool:
    """Whether two expressions, one after the other, name such days or months as stand in one list."""
    if one.span is None or other.span is None or one.type is not other.type:
        return False
    if one.span.precision is not other.span.precision or not (one.span.closed and other.span.closed):
        return False
    assert one.span.latest is not None  # noqa: S101
    assert other.span.earliest is not None  # noqa: S101
    return one.span.latest < other.span.earliest


def _is_plain(timex: Timex) -> bool:
    return timex.type is not TimexType.SET and not timex.rule.endswith(".since")


def _keys(hits: Sequence[ActorHit]) -> set[str]:
    return {hit.key or hit.name for hit in hits}


def published_span(dating: Dating) -> TimeSpan:
    """The publication day, or the window it lies in, or nothing."""
    if dating.day is not None:
        return TimeSpan.day(dating.day, Basis.FALLBACK)
    if dating.earliest is not None and dating.latest is not None:
        return TimeSpan(dating.earliest, dating.latest, Precision.INTERVAL, basis=Basis.PUBLICATION_WINDOW)
    return TimeSpan.before(dating.latest)
