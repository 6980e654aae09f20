"""Where an event took place, when its own clause does not say: the rest of the article often does.

Venues are taken over only from what the text ties to the event: a word that points back ("dort"), the occasion on which
it happened ("bei dem Treffen"), the journey that led to it, the same meeting told with its place, or the seat of the
ministry that speaks. In doubt there is none: no place is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from timeline.extraction.frozen import frozen
from timeline.extraction.grammar.phrases import Parse, Phrase
from timeline.extraction.kinds import Candidate, event_noun
from timeline.extraction.lexicon import word_list
from timeline.extraction.model import (
    AGREEMENT,
    CRITICISM,
    DEMAND,
    INVITATION,
    MEETING,
    SUPPORT_STATEMENT,
    VISIT,
    ActorKind,
    Basis,
    EventKind,
    Evidence,
    Factuality,
    Mode,
    Participant,
    PlaceHit,
    TimeSpan,
)

if TYPE_CHECKING:
    from timeline.extraction.pipeline import Reading

HOSTED = frozenset((MEETING, VISIT))
SAID_ON_AN_OCCASION = frozenset((SUPPORT_STATEMENT, INVITATION, AGREEMENT))
"""What guests and hosts say to each other where they meet."""
SAID_AT_HOME = frozenset((CRITICISM, DEMAND))
"""What a ministry says where it sits."""
NEAR = 1
"""Sentences between a journey and the meeting that it led to."""
STAY = 3
"""Days after an arrival within which a meeting is part of the journey."""
WITHIN = ("in", "im", "at", "bei", "auf")


@frozen
class Told:
    """A candidate with its status and its time."""

    candidate: Candidate
    status: Factuality
    span: TimeSpan


@frozen
class Venue:
    name: str
    key: str
    rule: str


def place(told: Sequence[Told], reading: Reading) -> tuple[Candidate, ...]:
    """The candidates of an article, in the order given, with the places that the rest of it gives them."""
    settled: list[Told] = []
    for report in told:
        candidate = report.candidate
        venue = None if candidate.place else _venue(report, settled, told, reading)
        if venue is not None:
            trace = (*candidate.trace, _step(candidate, venue))
            placed = replace(candidate, place=venue.name, place_key=venue.key, trace=trace)
            report = replace(report, candidate=placed)
        settled.append(report)
    return tuple(report.candidate for report in settled)


def _step(candidate: Candidate, venue: Venue) -> Evidence:
    sentence = candidate.sentence
    text = sentence.text[candidate.trigger_start - sentence.start : candidate.trigger_end - sentence.start]
    return Evidence(f"venues.{venue.rule}", text, candidate.trigger_start, candidate.trigger_end)


def _venue(report: Told, settled: Sequence[Told], told: Sequence[Told], reading: Reading) -> Venue | None:
    candidate = report.candidate
    if candidate.kind is CRITICISM and candidate.mode is Mode.SUMMONS:
        return _seat(candidate, reading, bodies_only=False)
    if candidate.kind not in HOSTED | SAID_ON_AN_OCCASION:
        return _seat(candidate, reading, bodies_only=True) if candidate.kind in SAID_AT_HOME else None
    return (
        _in_clause(candidate)
        or _pointed_back(candidate)
        or _by_occasion(report, settled, told)
        or _by_journey(report, settled, told)
        or _same_meeting(report, settled, told)
        or _same_speakers(report, settled)
    )


# ---- ways to a venue -----------------------------------------------------------------------------------------------


def _in_clause(candidate: Candidate) -> Venue | None:
    """ "hatten in Moskau die Beziehungen gepriesen": a place in the clause that belongs to no noun of it."""
    parse = candidate.parse
    if candidate.kind not in SAID_ON_AN_OCCASION or candidate.noun is not None:
        return None
    for phrase in parse.phrases_in(candidate.clause):
        if phrase.preposition.split(" ")[-1] not in WITHIN or not phrase.places or phrase.of is not None:
            continue
        before = parse.phrases[phrase.index - 1] if phrase.index else None
        adjacent = before is not None and phrase.words[0] - before.words[-1] == 1
        if before is None or not adjacent or before.time or before.actors:
            return Venue(phrase.places[0].name, phrase.places[0].key, "clause")
    return None


def _pointed_back(candidate: Candidate) -> Venue | None:
    """ "… hatte Wladiwostok besucht und sich dort mit Putin getroffen": the place last named before the word."""
    parse, story = candidate.parse, candidate.story
    pointing = word_list(parse.language, "factuality", "place", "pointing")
    at = next((i for i in candidate.clause.words if parse.words[i].low in pointing), None)
    if at is None or story is None:
        return None
    before = [p for p in parse.phrases if p.words[-1] < at]
    found = _last_place(before)
    if found is None and candidate.sentence.index:
        previous = story.parse_of(candidate.sentence.index - 1)
        found = _last_place(previous.phrases) if previous is not None else None
    return Venue(found.name, found.key, "pointed_back") if found is not None else None


def _last_place(phrases: Sequence[Phrase]) -> PlaceHit | None:
    return next((hit for phrase in reversed(phrases) for hit in phrase.places[:1]), None)


def _by_occasion(report: Told, settled: Sequence[Told], told: Sequence[Told]) -> Venue | None:
    """ "bei dem Treffen", "during their talks": where the text says that the meeting or visit was."""
    candidate = report.candidate
    parse = candidate.parse
    during = word_list(parse.language, "factuality", "time", "during")
    for phrase in parse.phrases_in(candidate.clause):
        if phrase.preposition.split(" ")[0] not in during:
            continue
        kind = event_noun(parse.words[phrase.head].low, parse.language)
        if kind is None or (candidate.noun is not None and phrase.index == candidate.noun.index):
            continue
        near = (phrase, *parse.attached(phrase))
        people = {hit.key or hit.name for p in near for hit in p.concerned if hit.kind is ActorKind.PERSON}
        people = people or _people(candidate)
        events = [t for t in (*reversed(settled), *told[len(settled) + 1 :]) if t.candidate.kind in HOSTED]
        for event in events:
            fits = event.candidate.place and event.status is Factuality.OCCURRED and _is_town(event.candidate)
            if fits and _people(event.candidate) & people and event.span.overlaps(report.span):
                return _of(event.candidate, "occasion")
        return _named_occasion(candidate, kind) if kind is MEETING else None
    return None


def _named_occasion(candidate: Candidate, kind: EventKind) -> Venue | None:
    """ "ihr Gipfel am Mittwoch im Kosmodrom": an occasion that is only named, with its place, anywhere in the text."""
    story = candidate.story
    found: dict[str, PlaceHit] = {}
    for parse in story.parses if story is not None else ():
        for phrase in parse.phrases:
            if event_noun(parse.words[phrase.head].low, parse.language) is kind:
                found |= {hit.key: hit for hit in _beside(parse, phrase)}
    if len(found) != 1:
        return None
    hit = next(iter(found.values()))
    return Venue(hit.name, hit.key, "named_occasion")


def _beside(parse: Parse, phrase: Phrase) -> list[PlaceHit]:
    """The first place right after a noun, a time expression between them or not: "Gipfel am Mittwoch in Wonsan"."""
    for other in parse.phrases[phrase.index + 1 : phrase.index + 4]:
        if other.clause != phrase.clause:
            break
        if other.preposition.split(" ")[-1] in ("in", "im", "at", "auf") and other.places:
            return [*other.places[:1]]
        if not other.time and other.of is None:
            break
    return []


def _by_journey(report: Told, settled: Sequence[Told], told: Sequence[Told]) -> Venue | None:
    """ "traf in Moskau ein und wird Lawrow treffen": the journey's goal, for a meeting of the traveller beside it."""
    candidate = report.candidate
    if candidate.kind is not MEETING:
        return None
    for other in (*reversed(settled), *told[len(settled) + 1 :]):
        journey = other.candidate
        if journey.kind is not VISIT or not journey.place:
            continue
        near = abs(candidate.sentence.index - journey.sentence.index) <= NEAR
        if near and _people(journey) & _people(candidate) and _receives(journey, candidate) and _fits(other, report):
            return _of(journey, "journey")
    return None


def _fits(journey: Told, meeting: Told) -> bool:
    """Whether the meeting can lie within the journey, or in the days after the arrival."""
    if journey.span.overlaps(meeting.span):
        return True
    arrival, day = journey.span.latest, meeting.span.earliest
    return arrival is not None and day is not None and 0 <= (day - arrival).days <= STAY


def _receives(journey: Candidate, meeting: Candidate) -> bool:
    """Whether somebody of the country that is visited takes part in the meeting."""
    hosts = {hit.country for hit in journey.hosts} | journey.countries
    travellers = {hit.country for hit in journey.doers}
    return bool({hit.country for hit in meeting.doers} & (hosts - travellers))


def _same_meeting(report: Told, settled: Sequence[Told], told: Sequence[Told]) -> Venue | None:
    """The same two people at a time that can be the same: another sentence tells where they met."""
    candidate = report.candidate
    people = {_key(p) for p in candidate.participants}
    if candidate.kind is not MEETING or len(people) < 2 or report.status is not Factuality.OCCURRED:
        return None
    if report.span.basis is Basis.FALLBACK and (named := _named_occasion(candidate, MEETING)):
        return named
    for other in (*reversed(settled), *told[len(settled) + 1 :]):
        meeting = other.candidate
        same = meeting.kind is MEETING and {_key(p) for p in meeting.participants} == people
        dated = report.span.closed and other.span.closed and report.span.overlaps(other.span)
        if same and dated and meeting.place and other.status is Factuality.OCCURRED:
            return _of(meeting, "same_meeting")
    return None


def _same_speakers(report: Told, settled: Sequence[Told]) -> Venue | None:
    """What host or guest say in the sentences right after their meeting, on the same day, is said there."""
    candidate = report.candidate
    if candidate.kind not in SAID_ON_AN_OCCASION or report.status is not Factuality.OCCURRED:
        return None
    for other in reversed(settled):
        before = other.candidate
        if candidate.sentence.index - before.sentence.index > NEAR:
            break
        together = before.kind in HOSTED | SAID_ON_AN_OCCASION and before.place and _is_town(before)
        one_day = (
            other.span.closed
            and report.span.closed
            and (other.span.earliest, other.span.latest)
            == (
                report.span.earliest,
                report.span.latest,
            )
        )
        if together and one_day and other.status is Factuality.OCCURRED and _people(before) & _people(candidate):
            return _of(before, "same_speakers")
    return None


def _seat(candidate: Candidate, reading: Reading, *, bodies_only: bool) -> Venue | None:
    """ "Das südkoreanische Außenministerium warnte": where the ministry sits; a summons is where its state sits."""
    for hit in candidate.doers:
        body = hit.kind is ActorKind.ORGANISATION and hit.key.endswith("-ministry")
        if body or (not bodies_only and hit.kind in (ActorKind.STATE, ActorKind.ORGANISATION)):
            capital = reading.lexicon.capitals.get(hit.country)
            if capital is not None:
                return Venue(capital.name(reading.language), capital.key, "seat")
    return None


# ---- what they ask -------------------------------------------------------------------------------------------------


def _of(candidate: Candidate, rule: str) -> Venue:
    return Venue(candidate.place or "", candidate.place_key, rule)


def _people(candidate: Candidate) -> set[str]:
    """People who take part, by key or name."""
    named = {hit.key or hit.name for hit in (*candidate.doers, *candidate.hosts) if hit.kind is ActorKind.PERSON}
    return named & {_key(p) for p in candidate.participants}


def _key(participant: Participant) -> str:
    return participant.key or participant.name


def _is_town(candidate: Candidate) -> bool:
    """Whether the place is more precise than a state."""
    story = candidate.story
    return story is not None and story.reading.lexicon.actor(candidate.place_key) is None
