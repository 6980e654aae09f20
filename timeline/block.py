"""The mentions that are grouped together, read with as little as matching asks of them.

A block is what has to be seen to group some kinds as if all mentions were grouped at once: all living mentions of these
kinds, those of kinds that a person tied to them, and beside them what claims of these kinds are about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Max, Min, Q, QuerySet

from timeline.extraction.model import (
    SPEECH_ACTS,
    Attribution,
    Commitment,
    EventKind,
    Evidence,
    Extent,
    Factuality,
    Mode,
    Participant,
    Precision,
    Quantity,
    RelationType,
    Role,
    TimeSpan,
)
from timeline.extraction.model import Basis as TimeBasis
from timeline.extraction.model import Mention as MentionValue
from timeline.extraction.model import MentionRelation as RelationValue
from timeline.models import Decision, Document, Mention, MentionParticipant, MentionRelation


@dataclass(slots=True)
class Row:
    """A stored mention: what it says, the event that it belongs to, and what its document was copied from.

    `key` is `values.mention_key`, `event` the public id, empty if it belongs to none.
    """

    pk: int
    key: str
    value: MentionValue
    document_id: int
    copy_of_id: int | None
    event_id: int | None
    event: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Block:
    """`own` are the mentions to be grouped, by key; `beside` those that only say what claims are about."""

    own: Mapping[str, Row]
    beside: Mapping[str, Row]

    @property
    def all(self) -> dict[str, Row]:
        return {**self.own, **self.beside}

    def relations(self) -> list[RelationValue]:
        """How the mentions of the block are related."""
        by_pk = {row.pk: row.key for row in (*self.own.values(), *self.beside.values())}
        kinds = {row.value.kind for row in (*self.own.values(), *self.beside.values())}
        stored = MentionRelation.objects.filter(source__kind__in=kinds, target__kind__in=kinds)
        return [
            RelationValue(by_pk[source], by_pk[target], RelationType(kind))
            for source, target, kind in stored.order_by("id").values_list("source", "target", "type")
            if source in by_pk and target in by_pk
        ]


def block_of(kinds: Iterable[str], ties: Sequence[frozenset[str]], *, only_new: bool = False) -> Block:
    """The block of these kinds. `ties`: the keys of mentions that acts of people tie to each other.

    What a document tells of something as a whole decides which claims are about the same, so that claims about these
    kinds are grouped along. With `only_new`, nothing but mentions of new documents came since all were grouped last:
    then no other document tells anything else, unless it was copied or people tied its mentions to new ones.
    """
    wanted = frozenset(kinds)
    if only_new:
        copied = _kinds_of_copies()
        told_else = bool(copied) or _names_waiting(ties)
        wanted |= copied
    else:
        told_else = True
    wanted = _closed(wanted, ties, with_claims=told_else)
    own = {row.pk: row for row in read(_living().filter(kind__in=wanted))} if wanted else {}
    beside = _beside(own, wanted, ties)
    return Block({row.key: row for row in own.values()}, {row.key: row for row in beside.values()})


def kinds_of_copies(documents: Iterable[int]) -> frozenset[str]:
    """The kinds of all mentions in documents that are near copies of these, or of which these are copies."""
    roots = {copy_of or pk for pk, copy_of in Document.objects.filter(pk__in=documents).values_list("pk", "copy_of")}
    family = Document.objects.filter(Q(pk__in=roots) | Q(copy_of__in=roots)).exclude(pk__in=documents)
    return frozenset(_living().filter(document__in=family).order_by().values_list("kind", flat=True).distinct())


def _living() -> QuerySet[Mention]:
    living: QuerySet[Mention] = Mention.objects.exclude(state=Mention.State.REJECTED)
    return living


def _waiting() -> QuerySet[Mention]:
    return _living().filter(event=None).order_by()


def _kinds_of_copies() -> frozenset[str]:
    return kinds_of_copies(list(_waiting().values_list("document", flat=True).distinct()))


def _names_waiting(ties: Sequence[frozenset[str]]) -> bool:
    """Whether people decided on mentions of a document before it came, or came again."""
    documents = {key.partition("#")[0] for tie in ties for key in tie}
    return bool(documents) and _waiting().filter(document__public_id__in=documents).exists()


def _closed(kinds: frozenset[str], ties: Sequence[frozenset[str]], *, with_claims: bool) -> frozenset[str]:
    """The kinds, with those that people tied to them (what is one event cannot be grouped kind by kind), and claims."""
    sets = [*map(frozenset, _kinds_of_events()), *_kinds_of_ties(ties)]
    claims = _claims() if with_claims else []
    while True:
        wider = kinds.union(*(tied for tied in sets if kinds & tied), {claim for claim, of in claims if of in kinds})
        if wider == kinds:
            return kinds
        kinds = wider


def _claims() -> list[tuple[str, str]]:
    """The kinds of claims with the kinds of what they are about."""
    pairs = MentionRelation.objects.filter(type__in=_ABOUT, source__kind__in=SPEECH_ACTS).order_by()
    return list(pairs.values_list("source__kind", "target__kind").distinct())


def _kinds_of_events() -> Iterable[Sequence[str]]:
    """The kinds of each event that has mentions of several."""
    events = _living().filter(event__isnull=False).order_by().values_list("event")
    several = events.annotate(first=Min("kind"), last=Max("kind")).filter(first__lt=F("last"))
    return several.annotate(found=ArrayAgg("kind", distinct=True)).values_list("found", flat=True)


def _kinds_of_ties(ties: Sequence[frozenset[str]]) -> set[frozenset[str]]:
    """The kinds that each tie names; an edited mention has that under which it was found, and its own."""
    names = {key for tie in ties for key in tie}
    if not names:
        return set()
    documents = {key.partition("#")[0] for key in names}
    edited = _living().filter(document__public_id__in=documents, reading__isnull=False)
    kinds = {row.key: row.value.kind.value for row in read(edited)}
    return {frozenset(kind for key in tie for kind in (key.rpartition("-")[2], kinds.get(key)) if kind) for tie in ties}


# ---- what claims are about -------------------------------------------------------------------------------------------

_ABOUT = (RelationType.ABOUT, RelationType.DENIES)


def _beside(own: Mapping[int, Row], kinds: Collection[str], ties: Sequence[frozenset[str]]) -> dict[int, Row]:
    """What claims among the rows are about, with all that decides what their documents tell of it as a whole.

    That is what else a document tells of the kind, what is tied to it, and what claims among that are about.
    """
    found: dict[int, Row] = {}
    claims = Q(related_from__source__kind__in=[kind for kind in SPEECH_ACTS if kind in kinds])
    while True:
        told = _living().filter(claims, related_from__type__in=_ABOUT).exclude(kind__in=kinds)
        fresh = _new(told.exclude(related_from__source__state=Mention.State.REJECTED).distinct(), own, found)
        added = list(fresh)
        while fresh:
            found |= {row.pk: row for row in fresh}
            fresh = [*_new(_mates(fresh), own, found, fresh), *_new(_tied_to(fresh, ties), own, found)]
            fresh = list({row.pk: row for row in fresh}.values())
            added += fresh
        speaking = [row.pk for row in added if row.value.kind in SPEECH_ACTS]
        if not speaking:
            return found
        claims = Q(related_from__source__in=speaking)


def _new(
    mentions: QuerySet[Mention], own: Mapping[int, Row], found: Mapping[int, Row], mates: Iterable[Row] = ()
) -> list[Row]:
    """The rows that are not among those found; of `mates`, if any are given, only of their documents and kinds."""
    pairs = {(row.document_id, row.value.kind) for row in mates}
    rows = read(mentions.exclude(pk__in=found.keys()) if found else mentions)
    return [row for row in rows if row.pk not in own and (not pairs or (row.document_id, row.value.kind) in pairs)]


def _mates(rows: Sequence[Row]) -> QuerySet[Mention]:
    """What else their documents tell of their kinds."""
    documents, kinds = {row.document_id for row in rows}, {row.value.kind for row in rows}
    return _living().filter(document__in=documents, kind__in=kinds)


def _tied_to(rows: Sequence[Row], ties: Sequence[frozenset[str]]) -> QuerySet[Mention]:
    """What people or print tied to them: the core of their event, the other mentions of an act, copies."""
    events = {row.event_id: row.event for row in rows if row.event_id is not None}
    targets = {f"event:{name}": pk for pk, name in events.items()}
    acts = Decision.objects.in_force().filter(target__in=targets).values_list("target", flat=True)
    decided = {targets[target] for target in acts}
    keys = {row.key for row in rows}
    tied = frozenset[str]().union(*(tie for tie in ties if not keys.isdisjoint(tie))) - keys
    documents = {row.document_id for row in rows}
    originals = {row.copy_of_id for row in rows if row.copy_of_id is not None}
    kinds = {row.value.kind for row in rows}
    return _living().filter(
        Q(event__in=events.keys(), state=Mention.State.ACCEPTED)
        | Q(event__in=decided)
        | Q(document__public_id__in={key.partition("#")[0] for key in tied})
        | Q(Q(document__in=originals) | Q(document__copy_of__in=documents), kind__in=kinds)
    )


# ---- rows ------------------------------------------------------------------------------------------------------------

_TIME = ("earliest", "latest", "precision", "extent", "approximate", "basis")
_COLUMNS = (
    "pk",
    "document__public_id",
    "document__language",
    "document_id",
    "document__copy_of_id",
    "event_id",
    "event__public_id",
    "state",
    "start",
    "end",
    "quote",
    "trigger_start",
    "trigger_end",
    "kind",
    "factuality",
    "mode",
    "commitment",
    "attributions",
    "place__slug",
    "place__name_de",
    "place__name_en",
    "quantities",
    "date_text",
    "date_start",
    "date_end",
    "confidence",
    "trace",
    "reading__kind",
    *_TIME,
)


def read(mentions: QuerySet[Mention]) -> list[Row]:
    """The mentions in the order in which they were stored, in two queries.

    Says the same as `values.mention_value`, without rows of the ORM: a block has thousands of them.
    """
    told = mentions.order_by("pk").values_list(*_COLUMNS)
    people = _participants(mentions)
    spans: dict[tuple[Any, ...], TimeSpan] = {}
    return [_row(columns, people, spans) for columns in told]


def _participants(mentions: QuerySet[Mention]) -> Mapping[int, list[Participant]]:
    wanted = MentionParticipant.objects.filter(mention__in=mentions.order_by().values("pk"))
    found: dict[int, list[Participant]] = defaultdict(list)
    known: dict[tuple[str, str, str], Participant] = {}
    columns = wanted.order_by("position", "id").values_list("mention", "name", "role", "actor__slug")
    for mention, name, role, slug in columns:
        participant = known.get((name, role, slug))
        if participant is None:
            participant = known[name, role, slug] = Participant(name, Role(role), slug or "")
        found[mention].append(participant)
    return found


def _row(
    columns: Sequence[Any], people: Mapping[int, list[Participant]], spans: dict[tuple[Any, ...], TimeSpan]
) -> Row:
    (
        pk, document, language, document_id, copy_of_id, event_id, event, state, start, end, quote, trigger_start,
        trigger_end, kind, factuality, mode, commitment, attributions, place, german, english, quantities, date_text,
        date_start, date_end, confidence, trace, found_as, *time,
    ) = columns  # fmt: skip
    span = spans.get(tuple(time))
    if span is None:
        earliest, latest, precision, extent, approximate, basis = time
        span = TimeSpan(earliest, latest, Precision(precision), Extent(extent), approximate, TimeBasis(basis))
        spans[tuple(time)] = span
    value = MentionValue(
        doc=document,
        start=start,
        end=end,
        quote=quote,
        trigger_start=trigger_start,
        trigger_end=trigger_end,
        kind=EventKind(kind),
        span=span,
        factuality=Factuality(factuality),
        mode=Mode(mode),
        commitment=Commitment(commitment),
        attributions=tuple(Attribution(**row) for row in attributions),
        participants=tuple(people.get(pk, ())),
        place=None if place is None else (english if language.startswith("en") else german),
        place_key=place or "",
        quantities=tuple(Quantity(**row) for row in quantities),
        date_text=date_text or None,
        date_start=date_start,
        date_end=date_end,
        confidence=confidence,
        trace=tuple(Evidence(**row) for row in trace),
        found_as=EventKind(found_as) if found_as else None,
    )
    accepted = state == Mention.State.ACCEPTED
    return Row(pk, value.id, value, document_id, copy_of_id, event_id, event or "", accepted)
