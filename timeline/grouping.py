"""Which stored mentions belong to which event.

The machine's part is `match.cluster` over a whole block, so that the order in which documents arrive makes no
difference; people's part are links: what they decided on stays together and stays apart. An event keeps its public id
as long as it keeps most of its mentions; one whose mentions all went elsewhere stays as a signpost (`merged_into`).
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise, product

from django.db import connection, transaction
from django.db.models import Q

from timeline.block import Row, block_of
from timeline.extraction import match
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import EventKind
from timeline.models import Decision, Event, EventParticipant, EventRelation, Mention
from timeline.values import mention_key

_WRITERS = 7_281_337
"""The key of the advisory lock, any number that nothing else in the database uses."""


@contextmanager
def writing() -> Iterator[None]:
    """A transaction in which nobody else groups mentions or decides: two writers would miss each other's events.

    Readers are not held up. The lock falls with the transaction, also when the process is killed.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
        yield


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What `regroup` did to events, as primary keys.

    `created` are new, `emptied` are now signposts, `changed` are all live events whose mentions are others than before.
    `merged` counts the documents that turned out to tell of an event that another document tells of already.
    """

    created: frozenset[int] = field(default_factory=frozenset)
    merged: int = 0
    emptied: frozenset[int] = field(default_factory=frozenset)
    changed: frozenset[int] = field(default_factory=frozenset)


def event_id(key: str, taken: Collection[str] = ()) -> str:
    """The permanent public id of an event whose smallest mention is `key` when it is created.

    Made from content, so that the same documents give the same ids everywhere; salted where it is taken.
    """
    for salt in range(len(taken) + 1):
        digest = hashlib.sha256(f"event {key} {salt or ''}".encode()).digest()
        found = base64.b32encode(digest[:7]).decode().rstrip("=").lower()
        if found not in taken:
            return found
    raise AssertionError("more ids taken than there are")


def target_of(subject: Event | Mention | str) -> str:
    """How the log names an event or a mention; a text is a name already."""
    if isinstance(subject, Event):
        return f"event:{subject.public_id}"
    if isinstance(subject, Mention):
        return f"mention:{mention_key(subject).replace('#', ':')}"
    return subject


def regroup(kinds: Iterable[str], lexicon: Lexicon, *, only_new: bool = False) -> Regrouping:
    """Groups all living mentions of these kinds anew, as if all mentions were, and gives every group an event.

    Rejected mentions take no part. `only_new`: since mentions were grouped last, nothing but new documents came.

    Only within `writing()`. The derived columns of the events named in the result are left to `projection.rederive`.
    """
    acts = list(Decision.objects.in_force().filter(verb__in=_LINKING).order_by("-at", "-id"))
    block = block_of(kinds, [_tied_by(act) for act in acts], only_new=only_new)
    if not block.own:
        return Regrouping()
    everything = block.all
    holders = _Holders.of(everything)
    links = _links(holders, everything.keys(), acts)
    for one, other in _printed_twice(everything):
        links.tie([one, other])
    groups = match.cluster(
        [row.value for row in everything.values()],
        must_link=links.must,
        cannot_link=links.cannot,
        distinct=[core[0] for core in holders.cores.values()],
        relations=block.relations(),
        lexicon=lexicon,
    )
    return _assign([group for group in groups if group[0] in block.own], block.own, holders.among(block.own))


def _printed_twice(by_key: Mapping[str, Row]) -> Iterator[tuple[str, str]]:
    """Mentions of near copies that stand on the same words, with those of the original: one report, whenever printed.

    Which of them is the original makes no difference, as that may change with the next one.
    """
    first: dict[tuple[int, EventKind, str, int], str] = {}
    for key, row in sorted(by_key.items()):
        value = row.value
        words = (row.copy_of_id or row.document_id, value.kind, value.quote, value.trigger_start - value.start)
        if (other := first.setdefault(words, key)) != key and by_key[other].document_id != row.document_id:
            yield other, key


@dataclass(frozen=True, slots=True)
class _Holders:
    """The events of a block as they stand before it is grouped anew: members and core by event, as mention keys.

    The core is what people decided on: the accepted mentions of an event or, where the event itself was decided on
    without any, all its mentions. A core stays together and apart from every other.
    """

    members: Mapping[int, frozenset[str]]
    cores: Mapping[int, tuple[str, ...]]
    public_ids: Mapping[int, str]

    @classmethod
    def of(cls, rows: Mapping[str, Row]) -> _Holders:
        members: dict[int, set[str]] = defaultdict(set)
        accepted: dict[int, set[str]] = defaultdict(set)
        public_ids: dict[int, str] = {}
        for key, row in rows.items():
            if row.event_id is not None:
                public_ids[row.event_id] = row.event
                members[row.event_id].add(key)
                if row.accepted:
                    accepted[row.event_id].add(key)
        targets = {f"event:{public_id}": pk for pk, public_id in public_ids.items()}
        acts = Decision.objects.in_force().exclude(verb__in=_ABOUT_NO_MEMBERS)
        decided_on = acts.filter(target__in=targets).values_list("target", flat=True)
        decided = {targets[target] for target in decided_on} | accepted.keys()
        cores = {pk: tuple(sorted(accepted.get(pk) or members[pk])) for pk in sorted(decided)}
        return cls({pk: frozenset(keys) for pk, keys in members.items()}, cores, public_ids)

    def among(self, keys: Collection[str]) -> _Holders:
        """Only the events that have all their members among the mentions; no event has some."""
        members = {pk: found for pk, found in self.members.items() if not found.isdisjoint(keys)}
        return _Holders(members, {pk: core for pk, core in self.cores.items() if pk in members}, self.public_ids)


_ABOUT_NO_MEMBERS = (Decision.Verb.JUDGE, Decision.Verb.NOTE)
"""Acts on an event that say nothing about what belongs to it."""


def _links(holders: _Holders, keys: Collection[str], acts: Iterable[Decision]) -> _Links:
    """What people's decisions amount to; the latest of the acts come first.

    Cores come first: an accepted mention stays where it was accepted until a person moves it. Then the latest merge or
    split counts before an earlier one that it contradicts.
    """
    links = _Links()
    for core in holders.cores.values():
        links.tie(core)
        links.distinguish(core[0])
    verb = Decision.Verb
    visits = _visits()
    for act in acts:
        guests = _guests(act, visits)
        moved, rest, left = (
            [key for key in act.payload.get(of, ()) if key in keys and (key not in guests or _named(act, of))]
            for of in _OF_LINKS
        )
        if act.verb == verb.JUDGE:
            for one, other in product(moved, rest) if act.payload["verdict"] == "no" else ():
                links.part(one, other)
            continue
        links.tie(moved)
        if act.verb in (verb.MERGE, verb.MOVE):
            links.tie([*moved[:1], *rest])
        for key in rest if act.verb == verb.SPLIT else left:
            if moved:
                links.part(moved[0], key)
    return links


_LINKING = (Decision.Verb.MERGE, Decision.Verb.SPLIT, Decision.Verb.MOVE, Decision.Verb.JUDGE)
_OF_LINKS = ("mentions", "rest", "left")
"""What was moved or judged, what was there (or was left, by a split), and what a move left."""


def _tied_by(act: Decision) -> frozenset[str]:
    """All mentions that an act may tie to each other."""
    return (
        frozenset()
        if act.verb == Decision.Verb.JUDGE
        else frozenset(key for of in _OF_LINKS for key in act.payload.get(of, ()))
    )


@dataclass(frozen=True, slots=True)
class _Visit:
    """Mentions that a merge or a move brought to an event, until that was undone."""

    came: tuple[datetime, int]
    left: tuple[datetime, int]
    mentions: frozenset[str]


def _visits() -> list[_Visit]:
    undone = Decision.objects.filter(verb__in=[Decision.Verb.MERGE, Decision.Verb.MOVE], undone_by__isnull=False)
    rows = undone.values_list("at", "id", "undone_by__at", "undone_by__id", "payload__mentions")
    return [_Visit((at, pk), (until, undoing), frozenset(keys)) for at, pk, until, undoing, keys in rows]


def _guests(act: Decision, visits: Iterable[_Visit]) -> frozenset[str]:
    """Mentions that an act met where they were only because of another act, which has been undone since."""
    when = act.at, act.pk
    return frozenset[str]().union(*(visit.mentions for visit in visits if visit.came < when < visit.left))


def _named(act: Decision, of: str) -> bool:
    """Whether a person chose just these mentions, and not an event with all that was in it."""
    return of == "mentions" and act.verb in (Decision.Verb.SPLIT, Decision.Verb.MOVE)


class _Links:
    """Must-links and cannot-links without contradiction: what contradicts an earlier one is passed over.

    Of what is distinct, no two are ever tied; that is kept by itself, as the pairs would be too many.
    """

    def __init__(self) -> None:
        self.must: list[tuple[str, str]] = []
        self.cannot: list[tuple[str, str]] = []
        self._parent: dict[str, str] = {}
        self._enemies: dict[str, set[str]] = defaultdict(set)
        self._distinct: set[str] = set()

    def _root(self, key: str) -> str:
        while (parent := self._parent.get(key, key)) != key:
            self._parent[key] = key = self._parent.get(parent, parent)
        return key

    def tie(self, keys: Sequence[str]) -> None:
        for one, other in pairwise(keys):
            kept, gone = self._root(one), self._root(other)
            if kept == gone or gone in self._enemies[kept] or {kept, gone} <= self._distinct:
                continue
            self._parent[gone] = kept
            if gone in self._distinct:
                self._distinct.remove(gone)
                self._distinct.add(kept)
            for enemy in self._enemies.pop(gone, ()):
                self._enemies[enemy].remove(gone)
                self._enemies[enemy].add(kept)
                self._enemies[kept].add(enemy)
            self.must.append((one, other))

    def distinguish(self, key: str) -> None:
        self._distinct.add(self._root(key))

    def part(self, one: str, other: str) -> None:
        first, second = self._root(one), self._root(other)
        if first != second and second not in self._enemies[first]:
            self._enemies[first].add(second)
            self._enemies[second].add(first)
            self.cannot.append((one, other))


# ---- from groups to events -------------------------------------------------------------------------------------------


def _assign(groups: Sequence[Sequence[str]], by_key: Mapping[str, Row], holders: _Holders) -> Regrouping:
    """Gives every group an event: the one that it shares most mentions with, else a new one."""
    holder_of = _claims(groups, holders)
    created: set[int] = set()
    merged = 0
    changed: set[int] = set()
    for group in groups:
        pk = holder_of.get(group[0])
        if pk is None:
            pk = _new_event(group[0], by_key).pk
            created.add(pk)
        before = holders.members.get(pk, frozenset())
        if before == frozenset(group):
            continue
        changed.add(pk)
        movers = [by_key[key] for key in group if by_key[key].event_id != pk]
        newcomers = {row.document_id for row in movers if row.event_id is None}
        merged += len(newcomers) - (pk in created and bool(newcomers))
        Mention.objects.filter(pk__in=[row.pk for row in movers]).update(event_id=pk)
        for row in movers:
            row.event_id = pk
    emptied = frozenset(holders.members) - frozenset(holder_of.values())
    for pk in sorted(emptied):
        _leave_signpost(pk, Counter(by_key[key].event_id for key in holders.members[pk]))
    return Regrouping(frozenset(created), merged, emptied, frozenset(changed))


def _claims(groups: Sequence[Sequence[str]], holders: _Holders) -> dict[str, int]:
    """Which event keeps which group, by the group's first mention: cores first, then the largest overlap."""
    event_of = {key: pk for pk, keys in holders.members.items() for key in keys}
    claims = []
    for group in groups:
        shares = Counter(event_of[key] for key in group if key in event_of)
        for pk, share in shares.items():
            has_core = any(key in group for key in holders.cores.get(pk, ()))
            claims.append((not has_core, -share, holders.public_ids[pk], group[0], pk))
    found: dict[str, int] = {}
    given: set[int] = set()
    for _, _, _, first, pk in sorted(claims):
        if first not in found and pk not in given:
            found[first] = pk
            given.add(pk)
    return found


def _new_event(key: str, by_key: Mapping[str, Row]) -> Event:
    """A new event for the group whose first mention is `key`; a signpost that was made from it stands up again."""
    value = by_key[key].value
    signpost: Event | None = Event.objects.filter(
        public_id=event_id(key), review=Event.Review.MERGED, by_hand=False
    ).first()
    if signpost is not None and not Decision.objects.in_force().filter(target=target_of(signpost)).exists():
        signpost.review, signpost.merged_into = Event.Review.PROPOSED, None
        signpost.save(update_fields=["review", "merged_into"])
        return signpost
    return create_event(key, kind=value.kind.value, mode=value.mode.value)


def create_event(key: str, *, kind: str, mode: str) -> Event:
    """An empty event under a permanent id made from `key`, the id of its smallest mention."""
    taken: list[str] = []
    while Event.objects.filter(public_id=event_id(key, taken)).exists():
        taken.append(event_id(key, taken))
    event: Event = Event.objects.create(public_id=event_id(key, taken), kind=kind, mode=mode)
    return event


def _leave_signpost(pk: int, successors: Counter[int | None]) -> None:
    """Lets an event whose mentions all went elsewhere point to the one that most of them went to."""
    ids = dict(
        Event.objects.filter(pk__in=[successor for successor in successors if successor]).values_list("pk", "public_id")
    )
    successor = min(ids, key=lambda successor: (-successors[successor], ids[successor]))
    Mention.objects.filter(event_id=pk).update(event_id=successor)
    Event.objects.filter(pk=pk).update(review=Event.Review.MERGED, merged_into=successor, published_at=None)
    EventParticipant.objects.filter(event_id=pk).delete()
    EventRelation.objects.filter(Q(source_id=pk) | Q(target_id=pk)).delete()
