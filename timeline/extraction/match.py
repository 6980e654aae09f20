"""Which mentions tell of the same event: a pure function over all of them, so that the order of arrival never matters.

Two mentions are weighed by the sum of what speaks for and against one event, in natural logarithms of odds:

* **time**: two windows that can be the same speak for one event as far as few other events of this kind are to be
  expected in the days that both leave open. A minister travels to one country less than once a year, so "in October"
  and "on 19 October" are one visit; the same minister criticises every week, so "in October" says nothing there.
  That is `-log(rate × days)`, with the rate of each kind in `comparison.HABITS`. A half-open window leaves open the
  days up to the other's, and is weak evidence without a special rule;
* **who**: agents and counterparts country by country; two people of one country exclude each other, a person and the
  own state may stand for each other (metonymy), a state that is named only once costs a little;
* **place**, **mode**, **factuality**, **objects** (missiles, shells, satellites …), **amounts**, **wording**, and for
  claims and denials **what they are about**.

Some differences exclude one event whatever else agrees (`comparison.VETO`). First the mentions of one document are
joined, as its writer names in one sentence what the next takes for granted; what a document then tells of an event as a
whole is compared with other documents. Both times from the strongest pair downwards; two groups join if their pairs
speak for it on average and none excludes it (average linkage with complete exclusion). Links set by people come before
all: must-links are joined beforehand, cannot-links never.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, combinations
from typing import TypeVar

from timeline.extraction.comparison import (
    MOST_SLACK,
    VETO,
    Comparison,
    Habit,
    Observer,
    Reason,
    View,
    Window,
    compare,
    merged,
    objects_in,
    telling_weight,
    time_weight,
    what,
    who,
    with_stops,
)
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import SPEECH_ACTS, EventKind, Mention, MentionRelation, RelationType

Item = TypeVar("Item")

__all__ = ["Comparison", "Reason", "cluster", "explain", "objects_in"]


def explain(a: Mention, b: Mention, *, lexicon: Lexicon | None = None) -> Comparison:
    """Whether two mentions tell of the same event by themselves, and what speaks for and against it.

    What claims are about is left out, as it takes other mentions; `cluster` weighs it too.
    """
    seen = Observer(lexicon)
    reasons = compare(*sorted((seen.view(a), seen.view(b)), key=lambda one: one.order))
    weight = sum(reason.weight for reason in reasons)
    return Comparison(0.0 if weight == VETO else 1 / (1 + math.exp(-weight)), reasons)


def cluster(
    mentions: Sequence[Mention],
    *,
    must_link: Iterable[tuple[str, str]] = (),
    cannot_link: Iterable[tuple[str, str]] = (),
    distinct: Iterable[str] = (),
    relations: Sequence[MentionRelation] = (),
    lexicon: Lexicon | None = None,
) -> tuple[tuple[str, ...], ...]:
    """The mentions' ids, grouped by the event that they tell of; groups and their members are sorted.

    Mentions of two kinds meet in one group only by a must-link, so all mentions of a kind are a block that can be
    clustered alone; what claims are about is weighed where it is among the mentions. Two mentions that a relation ties
    (a claim and its denial, a stop and the journey) are two events. Links that name mentions which are not given are
    passed over: decisions outlive mentions. `distinct` are mentions none of which may be linked with another of them:
    all their pairs would be too many. `lexicon` tells which actors and places belong to which country; the packaged one
    if it is not given.

    Raises ValueError if two mentions must and must not be linked, or if two mentions have the same id.
    """
    seen = Observer(lexicon)
    views = sorted(map(seen.view, mentions), key=lambda one: one.order)
    index = {one.id: number for number, one in enumerate(views)}
    if len(index) != len(views):
        twice = sorted(name for name, times in Counter(one.id for one in views).items() if times > 1)
        raise ValueError(f"these mentions are given twice: {', '.join(twice)}")
    ties = [(index[r.source], index[r.target], r.type) for r in relations if r.source in index and r.target in index]
    groups = _Groups(len(views))
    for one, other in must_link:
        if one in index and other in index:
            groups.tie(index[one], index[other])
    for one, other in cannot_link:
        if one in index and other in index and not groups.part(index[one], index[other]):
            raise ValueError(f"{one} and {other} must not be linked, but links that must be kept join them")
    for one in distinct:
        if one in index and not groups.distinguish(index[one]):
            raise ValueError(f"{one} must not be linked with another one, but links that must be kept join them")
    for source, target, _ in ties:
        groups.part(source, target)  # where a person has joined the two, that stands: the relation was known
    scales = _Scales(views, ties)
    groups.join(_within_documents(views, scales), scales.weight, range(len(views)))
    tellings, holders, ties = _tellings(views, groups, ties)
    scales = _Scales(tellings, ties)
    groups.join(_across_documents(tellings, scales), scales.weight, holders)
    return tuple(sorted(tuple(sorted(views[member].id for member in group)) for group in groups.all()))


def _tellings(views: Sequence[View], groups: _Groups, ties: Iterable[_Tie]) -> tuple[list[View], list[int], list[_Tie]]:
    """What each document tells of each group: as one view, with a member of the group, and the ties between them."""
    by_doc: dict[tuple[EventKind, str, int], list[int]] = defaultdict(list)
    for number, one in enumerate(views):
        by_doc[one.cast.kind, one.doc, groups.find(number)].append(number)
    told_by: dict[str, list[tuple[View, list[int]]]] = defaultdict(list)
    for (_, doc, _), members in by_doc.items():
        told_by[doc].append((merged([views[number] for number in members]), members))
    tellings = [
        (told, members)
        for found in told_by.values()
        for told, (_, members) in zip(with_stops([told for told, _ in found]), found, strict=True)
    ]
    tellings.sort(key=lambda told: told[0].order)
    place = {number: position for position, (_, members) in enumerate(tellings) for number in members}
    return (
        [told for told, _ in tellings],
        [members[0] for _, members in tellings],
        [(place[source], place[target], kind) for source, target, kind in ties],
    )


# ---- weighing --------------------------------------------------------------------------------------------------------

_Tie = tuple[int, int, RelationType]
_ABOUT = frozenset({RelationType.ABOUT, RelationType.DENIES})
_SAME_TOPIC, _OTHER_TOPIC = 1.5, -1.0

_HOPELESS = -7.0
"""What not even the same words, the same topic and a name in the sentence make good (`telling_weight`, `topic`)."""
_TOLD_APART = -1.0
"""What one document tells apart so clearly no other document can join."""


class _Row(dict[int, float]):
    """The weights of one cast, or matter, with every other by number; a pair is judged when it is first asked."""

    def __init__(self, number: int, rows: list[_Row], judge: Callable[[int, int], Sequence[Reason]]) -> None:
        self._number, self._rows, self._judge = number, rows, judge

    def __missing__(self, other: int) -> float:
        weight = self[other] = self._rows[other][self._number] = _sum(self._judge(self._number, other))
        return weight


class _Scales:
    """Weights of pairs by position. What many pairs share is judged once."""

    def __init__(self, views: Sequence[View], ties: Iterable[_Tie]) -> None:
        self._views = views
        self.cast, self.casts = _numbered([one.cast for one in views])
        self.matter, matters = _numbered([one.matter for one in views])
        self.who = _rows(self.casts, who)
        self.what = _rows(matters, what)
        self.topics: dict[int, list[int]] = {}
        self._same_topic: dict[tuple[int, int], bool] = {}
        for source, target, kind in ties:
            if kind in _ABOUT and views[source].cast.kind in SPEECH_ACTS:
                self.topics.setdefault(source, []).append(target)

    def weight(self, one: int, other: int) -> float:
        """The weight of two mentions, with what they are about."""
        weight = self._alone(one, other)
        if weight == VETO or one not in self.topics or other not in self.topics:
            return weight
        return weight + self.topic(one, other)

    def _alone(self, one: int, other: int) -> float:
        """The weight of two mentions as `comparison.compare` gives it."""
        weight = self.who[self.cast[one]][self.cast[other]]
        if weight == VETO:
            return VETO
        a, b = self._views[one], self._views[other]
        weight += time_weight(a, b)
        if weight == VETO:
            return VETO
        weight += self.what[self.matter[one]][self.matter[other]] + telling_weight(a, b)
        return VETO if weight < _TOLD_APART and a.doc == b.doc else weight

    def topic(self, one: int, other: int) -> float:
        """Whether two claims, or two denials, are about the same; asked only where both say what they are about."""
        for mine in self.topics[one]:
            for theirs in self.topics[other]:
                if self._are_one(mine, theirs):
                    return _SAME_TOPIC
        return _OTHER_TOPIC

    def _are_one(self, one: int, other: int) -> bool:
        known = self._same_topic.get((one, other))
        if known is None:
            known = self._same_topic[one, other] = one == other or self._alone(one, other) > 0
        return known


def _numbered(items: Sequence[Item]) -> tuple[list[int], list[Item]]:
    """The number of each item, equal ones have the same, and the items by number."""
    kinds = list(dict.fromkeys(items))
    numbers = {item: number for number, item in enumerate(kinds)}
    return [numbers[item] for item in items], kinds


def _rows(items: Sequence[Item], judge: Callable[[Item, Item], Sequence[Reason]]) -> Sequence[_Row]:
    """A row for each item. The judges give the same whichever of the two comes first."""
    rows: list[_Row] = []
    rows += [_Row(number, rows, lambda one, other: judge(items[one], items[other])) for number in range(len(items))]
    return rows


def _sum(reasons: Sequence[Reason]) -> float:
    return sum([reason.weight for reason in reasons])


# ---- which pairs are worth weighing ----------------------------------------------------------------------------------

_NEIGHBOURS = 24
"""Pairs that are weighed for each mention, the nearest in time first. Further ones only ever meet in groups."""

_STRONGEST_REST = 3.0
"""What speaks for a pair besides time and people, at most: so much later it is another event."""

_NEVER = 10**7


Strengths = Mapping[int, float]
"""Weights of the pairs that speak for one event. A pair is one number, as there are many: `one * size + other`."""


def _within_documents(views: Sequence[View], scales: _Scales) -> Strengths:
    """Pairs of one kind in one document."""
    blocks: dict[tuple[EventKind, str], list[int]] = defaultdict(list)
    for number, one in enumerate(views):
        blocks[one.cast.kind, one.doc].append(number)
    found: dict[int, float] = {}
    for members in blocks.values():
        for first, second in combinations(members, 2):
            if (weight := scales.weight(first, second)) > 0:
                found[first * len(views) + second] = weight
    return found


def _across_documents(views: Sequence[View], scales: _Scales) -> Strengths:
    """Pairs of one kind and country whose times can be one."""
    countries = [{party.country or party.identity for party in cast.agents} or {""} for cast in scales.casts]
    blocks: dict[tuple[EventKind, str], list[int]] = defaultdict(list)
    for number, one in enumerate(views):
        for country in countries[scales.cast[number]]:
            blocks[one.cast.kind, country].append(number)
    found: dict[int, float] = {}
    for (kind, country), members in blocks.items():
        # a mention without agents may belong to any of them
        strangers = blocks.get((kind, ""), []) if country else []
        _weigh_along_the_calendar([*members, *strangers], views, scales, found)
    return found


def _weigh_along_the_calendar(
    members: Iterable[int], views: Sequence[View], scales: _Scales, found: dict[int, float]
) -> None:
    """Adds the strong ones of the nearest pairs in a block: each mention with those that begin on its day or later."""
    order = sorted((_begin(views[number].window), number) for number in members)
    begins = [begin for begin, _ in order]
    numbers = [number for _, number in order]
    casts = [scales.cast[number] for number in numbers]
    open_ended = [position for position, number in enumerate(numbers) if views[number].window.first is None]
    for position, number in enumerate(numbers):
        one = views[number]
        until = _end(one.window) + _reach(one.habit)
        # what begins when the other was over is no pair of it, unless nobody knows when it began
        over = bisect_right(begins, min(until, _over(one.window) + one.habit.lasts), position + 1)
        later = map(open_ended.__getitem__, range(bisect_left(open_ended, over), len(open_ended)))
        doc, topics = one.doc, number in scales.topics
        who_row, what_row = scales.who[casts[position]], scales.what[scales.matter[number]]
        left = _NEIGHBOURS
        for at in chain(range(position + 1, over), later):
            if not left or begins[at] > until:
                break
            other = numbers[at]
            that = views[other]
            weight = who_row[casts[at]]
            if weight == VETO or that.doc == doc:
                continue  # those of one document were asked before
            left -= 1
            weight += time_weight(one, that)
            if weight == VETO:
                continue
            matter = what_row[scales.matter[other]]
            if weight + matter < _HOPELESS:
                continue
            weight += matter + telling_weight(one, that)
            if topics and other in scales.topics and weight > VETO:
                weight += scales.topic(number, other)
            if weight > 0:
                found[number * len(views) + other] = weight


@cache
def _reach(habit: Habit) -> int:
    """Days after which two events of a kind are two, whatever else agrees."""
    return int(365 / habit.rate * math.exp(_STRONGEST_REST)) + 1


def _begin(window: Window) -> int:
    """Where a mention stands in the calendar; the undated stand before all, within everybody's reach."""
    return window.first or window.last or 0


def _end(window: Window) -> int:
    return window.last or window.first or _NEVER


def _over(window: Window) -> int:
    """The last day on which it can have begun, with all that times may be wrong by."""
    return window.last + MOST_SLACK if window.last is not None else _NEVER


# ---- joining ---------------------------------------------------------------------------------------------------------

_SAMPLE = 8
"""Members that stand for a large group or unit: pairs of groups grow with the square of their sizes."""


class _Groups:
    """A partition that grows by joining, under links that people set."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._members: dict[int, list[int]] = {number: [number] for number in range(size)}
        self._apart: dict[int, set[int]] = defaultdict(set)
        self._distinct: set[int] = set()

    def find(self, number: int) -> int:
        """The number that stands for the group of this one."""
        while self._parent[number] != number:
            self._parent[number] = number = self._parent[self._parent[number]]
        return number

    def tie(self, one: int, other: int) -> None:
        """Make two groups one."""
        first, second = sorted((self.find(one), self.find(other)))
        if first == second:
            return
        self._parent[second] = first
        self._members[first] += self._members.pop(second)
        for enemy in self._apart.pop(second, set()):
            self._apart[enemy].discard(second)
            self._apart[enemy].add(first)
            self._apart[first].add(enemy)
        if second in self._distinct:
            self._distinct.remove(second)
            self._distinct.add(first)

    def part(self, one: int, other: int) -> bool:
        """Keep two groups apart; False if they are one."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return False
        self._apart[first].add(second)
        self._apart[second].add(first)
        return True

    def distinguish(self, one: int) -> bool:
        """Keep a group apart from all others of which this is said as well; False if it was said of this one."""
        found = self.find(one)
        if found in self._distinct:
            return False
        self._distinct.add(found)
        return True

    def join(self, strengths: Strengths, weight: Callable[[int, int], float], holders: Sequence[int]) -> None:
        """Join along pairs of items, the strongest first; ties by position, that is by content.

        `holders` has for each item a member of its group. The items of a group as it is now are a unit: whatever fits
        one of them fits the unit, as it is settled that they are one.
        """
        units: dict[int, list[list[int]]] = {}
        for item, holder in enumerate(holders):
            units.setdefault(self.find(holder), [[]])[0].append(item)
        known = _remembered(weight, strengths, len(holders))
        refused: dict[int, set[int]] = defaultdict(set)
        for pair in sorted(sorted(strengths), key=strengths.__getitem__, reverse=True):
            one, other = divmod(pair, len(holders))
            first, second = self.find(holders[one]), self.find(holders[other])
            if first == second:
                continue
            if first > second:
                first, second = second, first
            if second in self._apart[first] or second in refused[first]:
                continue
            if first in self._distinct and second in self._distinct:
                continue
            if _linkage(units[first], units[second], known) > 0:
                self.tie(first, second)
                units[first] += units.pop(second)
                for gone in refused.pop(second, set()) | refused.pop(first, set()):
                    refused[gone] -= {first, second}  # a group that has grown is asked again
            else:
                refused[first].add(second)
                refused[second].add(first)

    def all(self) -> Iterable[list[int]]:
        return self._members.values()


def _remembered(weight: Callable[[int, int], float], strengths: Strengths, size: int) -> Callable[[int, int], float]:
    """The weight of a pair, which groups that grow ask for again and again."""
    known = dict(strengths)

    def remembered(one: int, other: int) -> float:
        found = known.get(one * size + other)
        if found is None:
            found = known.get(other * size + one)
            if found is None:
                found = known[one * size + other] = weight(one, other)
        return found

    return remembered


def _linkage(
    left: Sequence[Sequence[int]], right: Sequence[Sequence[int]], weight: Callable[[int, int], float]
) -> float:
    """The mean weight of two groups, unit by unit; minus infinity if any two units exclude each other."""
    total, pairs = 0.0, 0
    theirs = [_sample(unit) for unit in _sample(right)]
    for unit in _sample(left):
        mine = _sample(unit)
        for other in theirs:
            if len(mine) == len(other) == 1:
                strongest = weight(mine[0], other[0])
            else:
                strongest = max([weight(a, b) for a in mine for b in other])
            if strongest == VETO:
                return VETO
            total, pairs = total + strongest, pairs + 1
    return total / pairs


def _sample(items: Sequence[Item]) -> Sequence[Item]:
    """All of a few; of many the same number at even distances, the first and the last among them."""
    if len(items) <= _SAMPLE:
        return items
    return [items[number * (len(items) - 1) // (_SAMPLE - 1)] for number in range(_SAMPLE)]
