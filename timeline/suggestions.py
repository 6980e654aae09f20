"""Which events may be one, as the matcher weighs them below the line at which it joins them itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.curation.judging import state_of
from timeline.extraction import match
from timeline.extraction.comparison import Comparison
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import EventKind, Factuality, Mode, Participant, Role
from timeline.extraction.model import Mention as MentionValue
from timeline.models import Decision, Event, Mention
from timeline.values import mention_value

LIKELY = 0.1
"""The score from which a pair is worth a person's look: of ten such pairs one is the same event."""

_REACH = timedelta(days=45)
_NEIGHBOURS = 40
_TOLD_BY = 4
"""Mentions that speak for an event; more of them say little new."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event, and how well what is looked at fits it."""

    event: Event
    comparison: Comparison

    @property
    def score(self) -> float:
        return self.comparison.score


@dataclass(frozen=True, slots=True)
class Pair:
    """Two events that may be the same, the one that came first in time before the other."""

    one: Event
    other: Event
    comparison: Comparison


def candidates_for(mention: Mention, limit: int = 8) -> list[Candidate]:
    """The events that a mention may tell of, other than its own, the likeliest first."""
    near = _near(mention.kind, mention, exclude=mention.event_id)
    lexicon = packaged_and_curated_lexicon()
    told = _told(near)
    found = [Candidate(event, _best([mention_value(mention)], told[event.pk], lexicon)) for event in near]
    return sorted(found, key=lambda one: (-one.score, one.event.public_id))[:limit]


def same_as(event: Event) -> list[Candidate]:
    """The events that may be the same as this one and that nobody judged yet, the likeliest first."""
    near = _near(event.kind, event, exclude=event.pk)
    told = _told([event, *near])
    judged = _Judged.of([event, *near])
    lexicon = packaged_and_curated_lexicon()
    found = [
        Candidate(other, _best(told[event.pk], told[other.pk], lexicon))
        for other in near
        if not judged.settles(event, other)
    ]
    return sorted((one for one in found if one.score >= LIKELY), key=lambda one: (-one.score, one.event.public_id))


def pairs_among(events: Sequence[Event]) -> list[Pair]:
    """Pairs of these events (of one kind and near in time) that may be the same and that nobody judged yet."""
    told = _told(events)
    judged = _Judged.of(events)
    lexicon = packaged_and_curated_lexicon()
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda one: (one.sort_date is None, one.sort_date, one.public_id)):
        by_kind[event.kind].append(event)
    found = []
    for members in by_kind.values():
        for number, one in enumerate(members):
            for other in members[number + 1 : number + 1 + _NEIGHBOURS]:
                if one.sort_date and other.sort_date and other.sort_date - one.sort_date > 2 * _REACH:
                    break
                if judged.settles(one, other):
                    continue
                comparison = _best(told[one.pk], told[other.pk], lexicon)
                if comparison.score >= LIKELY:
                    found.append(Pair(one, other, comparison))
    return sorted(found, key=lambda pair: (-pair.comparison.score, pair.one.public_id, pair.other.public_id))


def fits(pairs: Iterable[tuple[Mention, Sequence[Mention]]]) -> dict[int, Comparison]:
    """How well mentions fit the best of others, by primary key; those without any others are left out."""
    asked = [(mention, others) for mention, others in pairs if others]
    lexicon = packaged_and_curated_lexicon() if asked else None
    return {
        mention.pk: _best([mention_value(mention)], [mention_value(other) for other in others], lexicon)
        for mention, others in asked
    }


def _near(kind: str, row: Event | Mention, exclude: int | None) -> list[Event]:
    """Live events of a kind that can have happened at about the time of a row, the nearest first."""
    events = Event.objects.filter(kind=kind, review__in=[Event.Review.PROPOSED, Event.Review.PUBLISHED])
    events = events.exclude(pk=exclude).select_related("place")
    first, last = row.earliest or row.latest, row.latest or row.earliest
    if first is None or last is None:
        return list(events.filter(sort_date=None).order_by("-updated_at", "public_id")[:_NEIGHBOURS])
    near = events.overlapping(first - _REACH, last + _REACH).exclude(sort_date=None)
    rows = list(near.order_by("sort_date", "public_id")[: 5 * _NEIGHBOURS])
    return sorted(rows, key=lambda event: (abs((event.sort_date - first).days), event.public_id))[:_NEIGHBOURS]


def _told(events: Iterable[Event]) -> Mapping[int, list[MentionValue]]:
    """What speaks for each event: its first living mentions or, for one entered by hand, what it says itself."""
    rows = {event.pk: event for event in events}
    told: dict[int, list[MentionValue]] = defaultdict(list)
    living = Mention.objects.exclude(state=Mention.State.REJECTED).filter(event__in=rows).with_values()
    for mention in living.order_by("state", "document__public_id", "start", "trigger_start"):
        if mention.event_id is not None and len(told[mention.event_id]) < _TOLD_BY:
            told[mention.event_id].append(mention_value(mention))
    bare = [event for pk, event in rows.items() if not told[pk]]
    taking: dict[int, list[Participant]] = defaultdict(list)
    for event in Event.objects.filter(pk__in=[event.pk for event in bare]).prefetch_related("participants__actor"):
        taking[event.pk] = [
            Participant(row.name, Role(row.role), row.actor.slug if row.actor else "")
            for row in event.participants.all()
        ]
    for event in bare:
        told[event.pk] = [_value_of(event, taking[event.pk])]
    return told


def _value_of(event: Event, taking: Sequence[Participant]) -> MentionValue:
    """An event entered by hand as the matcher reads mentions: its title stands for the quote."""
    title = event.title_de or event.title_en or event.public_id
    return MentionValue(
        doc=f"event {event.public_id}",
        start=0,
        end=len(title),
        quote=title,
        trigger_start=0,
        trigger_end=len(title),
        kind=EventKind(event.kind),
        span=event.time,
        factuality=Factuality.OCCURRED,
        mode=Mode(event.mode),
        participants=tuple(taking),
        place=event.place.name_de if event.place else None,
        place_key=event.place.slug if event.place else "",
    )


def _best(mine: Sequence[MentionValue], theirs: Sequence[MentionValue], lexicon: Lexicon | None) -> Comparison:
    """The comparison of the two mentions that fit best."""
    compared = [match.explain(one, other, lexicon=lexicon) for one in mine for other in theirs]
    return max(compared, key=lambda comparison: comparison.score)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What people said of pairs: those that are not the same, and what those that nobody could tell were like."""

    apart: frozenset[frozenset[str]]
    unsure: Mapping[frozenset[str], tuple[str, ...]]
    states: Mapping[str, str]

    @classmethod
    def of(cls, events: Sequence[Event]) -> _Judged:
        names = [event.public_id for event in events]
        acts = Decision.objects.in_force().filter(verb=Decision.Verb.JUDGE)
        acts = acts.filter(target__in=[f"event:{name}" for name in names], payload__other__in=names)
        verdicts = {
            frozenset((act.target.removeprefix("event:"), act.payload["other"])): act.payload
            for act in acts.order_by("at", "id")
        }
        asked = {name for pair, payload in verdicts.items() if payload["verdict"] == "unsure" for name in pair}
        return cls(
            frozenset(pair for pair, payload in verdicts.items() if payload["verdict"] == "no"),
            {pair: tuple(payload["seen"]) for pair, payload in verdicts.items() if payload["verdict"] == "unsure"},
            _states([event for event in events if event.public_id in asked]),
        )

    def settles(self, one: Event, other: Event) -> bool:
        """Whether there is nothing to ask about two events."""
        pair = frozenset((one.public_id, other.public_id))
        if pair in self.apart:
            return True
        return self.unsure.get(pair) == tuple(self.states.get(name, "") for name in sorted(pair))


def _states(events: Sequence[Event]) -> dict[str, str]:
    members: dict[int, list[Mention]] = defaultdict(list)
    living = Mention.objects.exclude(state=Mention.State.REJECTED).filter(event__in=events)
    for mention in living.select_related("document") if events else ():
        if mention.event_id is not None:
            members[mention.event_id].append(mention)
    return {event.public_id: state_of(event, members[event.pk]) for event in events}
