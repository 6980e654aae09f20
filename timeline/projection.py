"""What the mentions of an event and the decisions about them amount to: the derived columns.

A pure function of the grouped mentions and the log. Throwing every derived column away and running `rederive` over
all events gives the same rows again; nothing else writes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from timeline import edits, wording
from timeline.curated_lexicon import actor_rows, packaged_and_curated_lexicon, place_rows
from timeline.extraction.derive import Derived, Overrides, Report, denials_of, derive
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import (
    Attribution,
    EventKind,
    Mode,
    Participant,
    RelationType,
    Status,
)
from timeline.extraction.model import MentionRelation as RelationValue
from timeline.grouping import target_of
from timeline.models import (
    Actor,
    Decision,
    Event,
    EventParticipant,
    EventRelation,
    Mention,
    MentionRelation,
    Place,
    now,
)
from timeline.values import dating_value, mention_key, mention_value, participant_of, span_columns, span_of, span_record

Verb = Decision.Verb

OVERRIDABLE = (
    "kind",
    "mode",
    "time",
    "status",
    "place",
    "participants",
    "title_de",
    "title_en",
    "summary_de",
    "summary_en",
)
"""What a curator may set in place of what is derived, as `curation.override` takes it."""


_BESIDE_THE_CONTENT = frozenset({Verb.APPROVE, Verb.NOTE, Verb.JUDGE, Verb.DISMISS})
"""Acts after which an event says the same as before."""


@dataclass(frozen=True, slots=True)
class Log:
    """The acts in force on some events and mentions, oldest first, by target."""

    acts: Mapping[str, Sequence[Decision]]

    @classmethod
    def of(cls, targets: Iterable[str]) -> Log:
        found: dict[str, list[Decision]] = defaultdict(list)
        for decision in Decision.objects.in_force().filter(target__in=set(targets)).order_by("at", "id"):
            found[decision.target].append(decision)
        return cls(found)

    def last(self, target: str, *verbs: Verb) -> Decision | None:
        """The latest act on the target with one of the verbs; it is the one that counts."""
        return next((act for act in reversed(self.acts.get(target, ())) if act.verb in verbs), None)

    def approvals(self, event: str, mentions: Iterable[str]) -> list[Decision]:
        """Approvals of an event as it stands: those after which nobody decided anything further about it."""
        acts = [act for target in (event, *mentions) for act in self.acts.get(target, ())]
        deciding = [(act.at, act.pk) for act in acts if act.verb not in _BESIDE_THE_CONTENT]
        settled = max(deciding, default=None)
        approving = [act for act in self.acts.get(event, ()) if act.verb == Verb.APPROVE]
        return [act for act in approving if settled is None or (act.at, act.pk) > settled]

    def edits(self, mention: str) -> dict[str, Any]:
        """What curators set in place of what the machine read in a mention, by field of `values.READ`."""
        fields: dict[str, Any] = {}
        for act in self.acts.get(mention, ()):
            if act.verb == Verb.EDIT:
                fields |= act.payload["fields"]
        return fields

    def overrides(self, target: str) -> dict[str, Any]:
        """What curators set in place of derived values, by field."""
        acts = (act for act in self.acts.get(target, ()) if act.verb == Verb.OVERRIDE)
        return {act.payload["field"]: act.payload["value"] for act in acts}


def rederive(events: Iterable[Event | int], *, at: datetime | None = None) -> None:
    """Writes review, time, status, titles, counts and relations of the events, and the states of their mentions.

    Takes rows or primary keys, and goes on to the events whose status hangs on theirs. `at` is the time of the act that
    made it necessary, for `updated_at` of what changes. Rows that are passed in are not updated: read them again.
    """
    asked = {event if isinstance(event, int) else event.pk for event in events}
    rows = list(Event.objects.filter(pk__in=asked | dependents(asked)).select_related("place").order_by("pk"))
    everyone = _reports_of(rows)
    log = Log.of(target_of(subject) for subject in (*rows, *everyone))
    if settle(everyone, log):
        everyone = _reports_of(rows)
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for mention in everyone:
        if mention.event_id is not None:
            mentions[mention.event_id].append(mention)
    bystanders = _Bystanders.of(everyone)
    for event in rows:
        changed = _derive_event(event, mentions[event.pk], log, bystanders)
        if changed:
            event.updated_at = at or now()
            event.save(update_fields=[*changed, "updated_at"])
    _write_relations(rows, bystanders)


def _reports_of(events: Sequence[Event]) -> list[Mention]:
    stored = Mention.objects.filter(event__in=events).with_values()
    return list(stored.order_by("document__public_id", "start", "trigger_start", "kind"))


def settle(mentions: Iterable[Mention], log: Log | None = None) -> bool:
    """Writes what the log says about each mention: whether it is accepted or rejected, and what was edited.

    A mention marked by hand is accepted as long as the mark is in force. Returns whether an edit was written or taken
    back: then other columns than the state are no longer as they were read.
    """
    rows = list(mentions)
    log = log or Log.of(target_of(mention) for mention in rows)
    states = {
        Verb.ACCEPT: Mention.State.ACCEPTED,
        Verb.MARK: Mention.State.ACCEPTED,
        Verb.REJECT: Mention.State.REJECTED,
    }
    edited = False
    for mention in rows:
        target = target_of(mention)
        act = log.last(target, *states)
        undecided = Mention.State.REJECTED if mention.by_hand else Mention.State.PROPOSED
        state = states[Verb(act.verb)] if act else undecided
        if mention.state != state:
            mention.state = state
            mention.save(update_fields=["state"])
        edited |= edits.apply(mention, log.edits(target))
    return edited


def counted(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that make an event what it is: the accepted ones or, as long as there are none, the proposals."""
    accepted = [mention for mention in mentions if mention.state == Mention.State.ACCEPTED]
    return accepted or [mention for mention in mentions if mention.state == Mention.State.PROPOSED]


def _review(event: Event, mentions: Sequence[Mention], log: Log) -> dict[str, Any]:
    if event.merged_into_id is not None:
        return {"review": Event.Review.MERGED, "published_at": None}
    act = log.last(target_of(event), Verb.PUBLISH, Verb.UNPUBLISH, Verb.REJECT)
    if act and act.verb == Verb.PUBLISH:
        return {"review": Event.Review.PUBLISHED, "published_at": act.at}
    all_rejected = bool(mentions) and all(mention.state == Mention.State.REJECTED for mention in mentions)
    if (act and act.verb == Verb.REJECT) or (all_rejected and not event.by_hand):
        return {"review": Event.Review.REJECTED, "published_at": None}
    return {"review": Event.Review.PROPOSED, "published_at": None}


def _said_beside(event: Event, mentions: Sequence[Mention], log: Log) -> dict[str, Any]:
    """What people said about an event without changing it."""
    note = log.last(target_of(event), Verb.NOTE)
    approvals = log.approvals(target_of(event), [target_of(mention) for mention in mentions])
    return {
        "internal_note": note.payload["note"] if note else "",
        "approved_at": approvals[-1].at if approvals else None,
    }


def _derive_event(event: Event, mentions: Sequence[Mention], log: Log, bystanders: _Bystanders) -> list[str]:
    """Sets the derived columns and rows of one event; the names of the columns that are others than before."""
    columns = {**_review(event, mentions, log), **_said_beside(event, mentions, log)}
    counting = counted(mentions)
    told_by = counting or mentions  # a rejected event still says what it would have been
    overrides = log.overrides(target_of(event))
    if event.by_hand:
        entered = log.last(target_of(event), Verb.EDIT)
        overrides = {**(entered.payload["fields"] if entered else {}), **overrides}
    if columns["review"] != Event.Review.MERGED and (told_by or overrides):
        derived = _derived(event, told_by, overrides, bystanders)
        participants = _participants(derived, bystanders.lexicon)
        place = place_rows([derived.place_key], bystanders.lexicon).get(derived.place_key)
        columns |= _columns(derived, overrides)
        columns |= _words(derived, participants, place, overrides, bystanders.lexicon)
        columns["search_text"] = _search_text(columns, participants, place, told_by)
        columns["place"] = place
        columns["document_count"] = len({mention.document_id for mention in counting})
        columns["source_count"] = len(derived.sources) if counting else 0
        _write_participants(event, participants)
    changed = [name for name, value in columns.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, columns[name])
    return changed


def _derived(event: Event, told_by: Sequence[Mention], overrides: Mapping[str, Any], others: _Bystanders) -> Derived:
    set_by_hand = _overrides(overrides)
    if told_by:
        documents = {mention.document_id for mention in told_by}
        reports = [report_of(mention, among=documents) for mention in told_by]
        return derive(
            reports,
            set_by_hand,
            denials=others.denials(told_by),
            relations=others.relations,
            lexicon=others.lexicon,
        )
    return Derived(
        kind=set_by_hand.kind or EventKind(event.kind),
        mode=set_by_hand.mode or Mode(event.mode),
        span=set_by_hand.span or event.time,
        span_conflict=False,
        status=set_by_hand.status or Status(event.status),
        history=(),
        asserted_by=(),
        disputed_by=(),
        participants=set_by_hand.participants or (),
        place=set_by_hand.place,
        place_key=set_by_hand.place_key or "",
        quantities=(),
        sources=frozenset(),
        reasons=(),
    )


def report_of(mention: Mention, among: Collection[int] = ()) -> Report:
    """A stored mention with what counts about its document.

    A near copy of a document that is `among` the reports (by primary key) adds no time and place of its own: it dates
    "today" by the day on which it was printed once more.
    """
    document = mention.document
    return Report(
        mention_value(mention),
        dating_value(document),
        origin=document.origin,
        outlet=document.outlet.name if document.outlet else "",
        copy_of=document.copy_of.public_id if document.copy_of else None,
        trusted=document.copy_of_id not in among,
    )


def _overrides(values: Mapping[str, Any]) -> Overrides:
    place = values.get("place")
    return Overrides(
        kind=EventKind(values["kind"]) if "kind" in values else None,
        mode=Mode(values["mode"]) if "mode" in values else None,
        span=span_of(values["time"]) if "time" in values else None,
        status=Status(values["status"]) if "status" in values else None,
        participants=tuple(participant_of(row) for row in values["participants"]) if "participants" in values else None,
        place=place,
        place_key=place,
    )


def _columns(derived: Derived, overrides: Mapping[str, Any]) -> dict[str, Any]:
    history = [
        {
            "status": change.status.value,
            "day": change.day.isoformat() if change.day else None,
            "mention": change.mention_id,
            "span": span_record(change.span) if change.span else None,
        }
        for change in derived.history
    ]
    explanation = {
        "reasons": [reason.as_record() for reason in derived.reasons],
        "span_conflict": derived.span_conflict,
        "asserted_by": [asdict(speaker) for speaker in derived.asserted_by],
        "disputed_by": [asdict(speaker) for speaker in derived.disputed_by],
        "quantities": [asdict(quantity) for quantity in derived.quantities],
        "sources": sorted(derived.sources),
        "overridden": sorted(overrides),
    }
    return {
        **span_columns(derived.span),
        "kind": derived.kind.value,
        "mode": derived.mode.value,
        "status": derived.status.value,
        "status_history": history,
        "explanation": explanation,
    }


@dataclass(frozen=True, slots=True)
class _Taking:
    """A participant with the row of its actor, if the lexicon or a curator knows it."""

    participant: Participant
    actor: Actor | None

    def name(self, language: str) -> str:
        return self.actor.name(language) if self.actor else self.participant.name

    def told_in(self, language: str) -> wording.Taking:
        kind, country = (self.actor.kind, self.actor.country) if self.actor else ("", "")
        return wording.Taking(self.name(language), kind, country, self.participant.role.value)


def _participants(derived: Derived, lexicon: Lexicon) -> list[_Taking]:
    actors = actor_rows((participant.key for participant in derived.participants), lexicon)
    found: dict[tuple[str, str], _Taking] = {}
    for participant in derived.participants:
        taking = _Taking(participant, actors.get(participant.key))
        found.setdefault((taking.name("de"), participant.role), taking)
    return list(found.values())


def _words(
    derived: Derived,
    takings: Sequence[_Taking],
    place: Place | None,
    overrides: Mapping[str, Any],
    lexicon: Lexicon,
) -> dict[str, str]:
    """Titles and summaries in every language, in the curator's words where there are some."""
    columns = {}
    for language in wording.LANGUAGES:
        cat = wording.catalogue(language)
        facts = wording.EventFacts(
            kind=derived.kind,
            mode=derived.mode,
            status=derived.status,
            participants=tuple(taking.told_in(language) for taking in takings),
            place=place.name(language) if place else derived.place,
            quantities=derived.quantities,
            span=derived.span,
            objects=derived.objects,
            act=derived.act,
            asserted_by=_speakers(derived.asserted_by, lexicon, language),
            disputed_by=_speakers(derived.disputed_by, lexicon, language),
        )
        columns[f"title_{language}"] = overrides.get(f"title_{language}") or wording.title(facts, cat)[:300]
        columns[f"summary_{language}"] = overrides.get(f"summary_{language}") or wording.summary(facts, cat)
    return columns


def _speakers(speakers: Iterable[Attribution], lexicon: Lexicon, language: str) -> tuple[str, ...]:
    entries = ((speaker, lexicon.actor(speaker.key)) for speaker in speakers)
    return tuple(entry.name(language) if entry else speaker.source for speaker, entry in entries)


_LONGEST_SEARCH_TEXT = 200_000
"""Characters; PostgreSQL indexes no text with more than a megabyte of different words."""


def _search_text(
    columns: Mapping[str, Any], takings: Sequence[_Taking], place: Place | None, told_by: Sequence[Mention]
) -> str:
    """All words that an event can be found by. The same words once, so that a name in both languages weighs no more."""
    lines = [columns[f"{part}_{language}"] for part in ("title", "summary") for language in wording.LANGUAGES]
    lines += [taking.name(language) for taking in takings for language in wording.LANGUAGES]
    lines += [place.name(language) for language in wording.LANGUAGES] if place else []
    lines += [mention.quote for mention in told_by]
    return "\n".join(dict.fromkeys(line for line in lines if line))[:_LONGEST_SEARCH_TEXT]


def _write_participants(event: Event, takings: Sequence[_Taking]) -> None:
    wanted = [
        (taking.name("de"), taking.participant.role.value, position, taking.actor.pk if taking.actor else None)
        for position, taking in enumerate(takings)
    ]
    stored = list(event.participants.order_by("position", "pk").values_list("name", "role", "position", "actor_id"))
    if stored != wanted:
        event.participants.all().delete()
        EventParticipant.objects.bulk_create(
            EventParticipant(event=event, name=name, role=role, position=position, actor_id=actor)
            for name, role, position, actor in wanted
        )


# ---- what one event means for another --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bystanders:
    """Relations of the mentions of some events, and the mentions of other events that deny them."""

    lexicon: Lexicon
    relations: tuple[RelationValue, ...]
    mentions: Mapping[str, Mention]
    counting: frozenset[str]
    """Keys of those mentions that count for their own event."""

    @classmethod
    def of(cls, mentions: Iterable[Mention]) -> _Bystanders:
        ids = {mention.pk for mention in mentions}
        direct = _related(Q(source__in=ids) | Q(target__in=ids))
        claims = {row.source_id for row in direct if row.type == RelationType.ABOUT}
        rows = {row.pk: row for row in (*direct, *_related(Q(target__in=claims, type=RelationType.DENIES)))}
        around = {row.source_id for row in rows.values()} | {row.target_id for row in rows.values()}
        known = {m.pk: m for m in Mention.objects.filter(pk__in=around).with_values()}
        siblings: dict[int, list[Mention]] = defaultdict(list)
        holders = {mention.event_id for mention in known.values()}
        for mention in Mention.objects.filter(event__in=holders - {None}):
            siblings[mention.event_id].append(mention)
        counting = {mention.pk for found in siblings.values() for mention in counted(found)}
        return cls(
            packaged_and_curated_lexicon(),
            tuple(
                RelationValue(
                    mention_key(known[row.source_id]), mention_key(known[row.target_id]), RelationType(row.type)
                )
                for row in sorted(rows.values(), key=lambda row: row.pk)
            ),
            {mention_key(mention): mention for mention in known.values()},
            frozenset(mention_key(known[pk]) for pk in counting & known.keys()),
        )

    def denials(self, told_by: Sequence[Mention]) -> list[Report]:
        """The denials of an event that count: accepted ones as soon as the event has an accepted mention."""
        deniable = [mention_key(mention) for mention in told_by if mention.kind not in _CLAIMS]
        found = denials_of(deniable, self.relations)
        allowed = {Mention.State.ACCEPTED} if told_by[0].state == Mention.State.ACCEPTED else set(_LIVING)
        return [
            report_of(self.mentions[key])
            for key in sorted(found)
            if self.mentions[key].state in allowed and self.mentions[key].kind == EventKind.DENIAL
        ]


_CLAIMS = frozenset({EventKind.ACCUSATION, EventKind.CRITICISM, EventKind.DEMAND, EventKind.DENIAL})
"""Kinds that were said, whoever denies what was said: their content is disputed, not that they happened."""

_LIVING = (Mention.State.PROPOSED, Mention.State.ACCEPTED)


def _related(condition: Q) -> list[MentionRelation]:
    return list(MentionRelation.objects.filter(condition))


def dependents(events: Iterable[int]) -> set[int]:
    """Events whose status or relations hang on the mentions of these: what they deny, what they speak about."""
    targets = MentionRelation.objects.filter(source__event__in=set(events)).values_list("target", "target__event")
    direct = list(targets)
    spoken_of = MentionRelation.objects.filter(
        source__in=[mention for mention, _ in direct], type=RelationType.ABOUT
    ).values_list("target__event", flat=True)
    return {event for _, event in direct if event} | {event for event in spoken_of if event}


def _write_relations(events: Sequence[Event], bystanders: _Bystanders) -> None:
    """Relations of events: those of the mentions that count for both, and those that curators made."""
    ids = {event.pk for event in events}
    wanted: set[tuple[int, int, str]] = set()
    for relation in bystanders.relations:
        if {relation.source, relation.target} <= bystanders.counting:
            one, other = bystanders.mentions[relation.source].event_id, bystanders.mentions[relation.target].event_id
            if one and other and one != other:
                wanted.add((one, other, relation.type.value))
    wanted |= _related_by_hand(events)
    wanted = {(one, other, kind) for one, other, kind in wanted if one in ids or other in ids}
    stored = {
        (row.source_id, row.target_id, row.type): row.pk
        for row in EventRelation.objects.filter(Q(source__in=ids) | Q(target__in=ids))
    }
    EventRelation.objects.filter(pk__in=[pk for key, pk in stored.items() if key not in wanted]).delete()
    EventRelation.objects.bulk_create(
        EventRelation(source_id=one, target_id=other, type=kind) for one, other, kind in sorted(wanted - stored.keys())
    )


def _related_by_hand(events: Sequence[Event]) -> set[tuple[int, int, str]]:
    names = [event.public_id for event in events]
    acts = Decision.objects.in_force().filter(verb=Verb.RELATE)
    acts = acts.filter(Q(target__in=[target_of(event) for event in events]) | Q(payload__to__in=names))
    pairs = [(act.target.removeprefix("event:"), act.payload["to"], act.payload["type"]) for act in acts]
    pks = dict(
        Event.objects.filter(public_id__in={name for one, other, _ in pairs for name in (one, other)})
        .exclude(review=Event.Review.MERGED)
        .values_list("public_id", "pk")
    )
    return {(pks[one], pks[other], kind) for one, other, kind in pairs if one in pks and other in pks}
