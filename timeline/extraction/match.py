"""Which mentions tell of the same event: a pure function over all of them, so that the order of arrival never matters.

Two mentions are weighed by the sum of what speaks for and against one event, in natural logarithms of odds:

* **time**: two windows that can be the same speak for one event as far as few other events of this kind are to be
  expected in the days that both leave open. A minister travels to one country less than once a year, so "in October"
  and "on 19 October" are one visit; the same minister criticises every week, so "in October" says nothing there.
  That is `-log(rate × days)`, with the rate of each kind in `HABITS`. A half-open window leaves open the days up to
  the other's, and is weak evidence without a special rule;
* **who**: agents and counterparts country by country; two people of one country exclude each other, a person and the
  own state may stand for each other (metonymy), a state that is named only once costs a little;
* **place**, **mode**, **factuality**, **objects** (missiles, shells, satellites …), **quantities** and **wording**.

Some differences exclude one event whatever else agrees (`VETO`). Mentions are then joined from the strongest pair
downwards; two groups join if their pairs speak for it on average and none excludes it (average linkage with complete
exclusion). Links set by people come first: must-links are joined beforehand, cannot-links are never joined.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from timeline.extraction import lexicon as lexica
from timeline.extraction.identity import STEM, Directory, Party, Spot, fold
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import (
    SPEECH_ACTS,
    Basis,
    EventKind,
    Factuality,
    Mention,
    MentionRelation,
    Mode,
    Precision,
    Role,
)

VETO = -math.inf
"""The weight of a difference that excludes one event."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What is known of a kind of event before any report is read.

    `rate`: how many such events of the same actors a year brings, as far as the news tell them. `lasts`: days over
    which reports of one event spread (a state visit takes days, and reports date it by any of them). `horizon`: days
    that an unknown bound is taken to reach. `ongoing`: not one act but a practice that is reported again and again,
    so that what is said to happen and what might happen are two things. `mutual`: all parties act. `placed`: where it
    happens tells it from others.
    """

    rate: float
    lasts: int = 1
    horizon: int = 60
    ongoing: bool = False
    mutual: bool = False
    placed: bool = False


HABITS: Mapping[EventKind, Habit] = MappingProxyType(
    {
        EventKind.VISIT: Habit(0.6, lasts=5, horizon=180, placed=True),
        EventKind.MEETING: Habit(1.5, lasts=1, horizon=90, mutual=True, placed=True),
        EventKind.INVITATION: Habit(2.0, lasts=2, horizon=90),
        EventKind.AGREEMENT: Habit(2.0, lasts=1, horizon=120, mutual=True),
        EventKind.SUPPORT_STATEMENT: Habit(18.0, horizon=45),
        EventKind.ARMS_TRANSFER: Habit(0.3, lasts=7, horizon=180, ongoing=True),
        EventKind.TROOP_DEPLOYMENT: Habit(0.4, lasts=7, horizon=180, ongoing=True),
        EventKind.MILITARY_ACTION: Habit(0.4, lasts=1, horizon=180, ongoing=True, placed=True),
        EventKind.SANCTION: Habit(4.0, horizon=60),
        EventKind.ACCUSATION: Habit(24.0, horizon=60),
        EventKind.DENIAL: Habit(18.0, horizon=60),
        EventKind.CRITICISM: Habit(30.0, horizon=45),
        EventKind.DEMAND: Habit(18.0, horizon=45),
        EventKind.COOPERATION: Habit(0.3, lasts=7, horizon=180, ongoing=True, mutual=True),
    }
)

_MODES_APART = frozenset({Mode.WITHDRAWAL, Mode.TEST, Mode.PROMISE, Mode.VETO, Mode.PHONE})
"""Modes that name another event than the plain kind; of the rest (summons, threat) a report may just not speak."""

_FUTURE = frozenset({Factuality.PLANNED, Factuality.EXPECTED})
_HYPOTHETIC = frozenset({Factuality.POSSIBLE, Factuality.CONDITIONAL, Factuality.REQUESTED})


@dataclass(frozen=True, slots=True)
class Reason:
    """One point of a comparison. `key` reads "time.window", `values` are what it was seen in, as text."""

    key: str
    weight: float
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two mentions compare. `score` is the share of cases, between 0 and 1, in which such a pair is one event."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def same(self) -> bool:
        return self.score > 0.5


def explain(a: Mention, b: Mention, *, lexicon: Lexicon | None = None) -> Comparison:
    """Whether two mentions tell of the same event by themselves, and what speaks for and against it."""
    known = Directory(lexicon)
    one, other = sorted((_view(a, known), _view(b, known)), key=lambda view: view.order)
    reasons = _compare(one, other)
    weight = sum(reason.weight for reason in reasons)
    return Comparison(0.0 if weight == VETO else 1 / (1 + math.exp(-weight)), reasons)


def cluster(
    mentions: Sequence[Mention],
    *,
    must_link: Iterable[tuple[str, str]] = (),
    cannot_link: Iterable[tuple[str, str]] = (),
    relations: Sequence[MentionRelation] = (),
    lexicon: Lexicon | None = None,
) -> tuple[tuple[str, ...], ...]:
    """The mentions' ids, grouped by the event that they tell of; groups and their members are sorted.

    Mentions of two kinds meet in one group only by a must-link, so all mentions of a kind are a block that can be
    clustered alone. Two mentions that a relation ties (a claim and its denial, a stop and the journey) are two events.
    Links that name mentions which are not given are passed over: decisions outlive mentions. `lexicon` tells which
    actors and places belong to which country; the packaged one if it is not given.

    Raises ValueError if two mentions must and must not be linked, or if two mentions have the same id.
    """
    known = Directory(lexicon)
    views = sorted((_view(mention, known) for mention in mentions), key=lambda view: view.order)
    ids = [view.id for view in views]
    if len(set(ids)) != len(ids):
        twice = sorted({name for name in ids if ids.count(name) > 1})
        raise ValueError(f"these mentions are given twice: {', '.join(twice)}")
    index = {name: number for number, name in enumerate(ids)}
    groups = _Groups(len(views))
    for one, other in must_link:
        if one in index and other in index:
            groups.link(index[one], index[other])
    groups.freeze()
    for one, other in cannot_link:
        if one in index and other in index and not groups.separate(index[one], index[other]):
            raise ValueError(f"{one} and {other} must not be linked, but links that must be kept join them")
    for relation in relations:
        if relation.source in index and relation.target in index:
            # Where a person has merged the two, that decision stands: it knew the relation.
            groups.separate(index[relation.source], index[relation.target])
    groups.join(_pairs(views))
    return tuple(sorted(tuple(sorted(ids[member] for member in group)) for group in groups.all()))


# ---- what is compared ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Window:
    """Days as ordinals; None where a bound is unknown. `guessed`: the day of publication stands in for the time."""

    first: int | None
    last: int | None
    guessed: bool
    approximate: bool


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """A mention as it is compared; `order` is its content, which settles every tie."""

    id: str
    order: tuple[str, ...]
    doc: str
    start: int
    end: int
    kind: EventKind
    mode: Mode
    factuality: Factuality
    window: _Window
    agents: frozenset[Party]
    others: frozenset[Party]
    spot: Spot | None
    objects: frozenset[str]
    amounts: frozenset[tuple[str, float, float]]
    sources: frozenset[str]
    words: frozenset[str]


_GIVING = frozenset({EventKind.ARMS_TRANSFER, EventKind.TROOP_DEPLOYMENT})
"""Kinds in which the supplier acts."""


def _view(mention: Mention, known: Directory) -> _View:
    habit = HABITS[mention.kind]
    parties = [(known.party(participant), participant.role) for participant in mention.participants]
    acting = {Role.ACTOR, Role.SUPPLIER} if mention.kind in _GIVING else {Role.ACTOR}
    if habit.mutual:
        acting |= {Role.RECIPIENT}
    agents = frozenset(party for party, role in parties if role in acting)
    others = frozenset(party for party, role in parties if role is Role.RECIPIENT) - agents
    spot = known.spot(mention.place, mention.place_key)
    span = mention.span
    window = _Window(
        span.earliest.toordinal() if span.earliest else None,
        span.latest.toordinal() if span.latest else None,
        span.basis in (Basis.FALLBACK, Basis.PUBLICATION_WINDOW),
        span.approximate or span.precision is Precision.SEASON,
    )
    amounts = frozenset(
        (quantity.unit.casefold(), quantity.low or 0.0, quantity.high or quantity.low or math.inf)
        for quantity in mention.quantities
        if quantity.unit
    )
    return _View(
        id=mention.id,
        order=(mention.kind, mention.mode, span.edtf, fold(mention.quote), mention.doc, f"{mention.trigger_start:09}"),
        doc=mention.doc,
        start=mention.start,
        end=mention.end,
        kind=mention.kind,
        mode=mention.mode,
        factuality=mention.factuality,
        window=window,
        agents=agents,
        others=others,
        spot=spot,
        objects=objects_in(mention.quote),
        amounts=amounts,
        sources=frozenset(fold(attribution.source) for attribution in mention.attributions if attribution.source),
        words=_words(mention.quote) - known.name_stems,
    )


@lru_cache(maxsize=65536)
def _words(quote: str) -> frozenset[str]:
    """The longer words of a quote, cut to their first letters, which puts most inflected forms together."""
    return frozenset(word[:STEM] for word in fold(quote).split() if len(word) > 3)


@cache
def _object_stems() -> tuple[tuple[str, re.Pattern[str]], ...]:
    stems: dict[str, list[str]] = defaultdict(list)
    for language in lexica.LANGUAGES:
        for name, words in lexica.table(language, "objects").items():
            stems[name] += [fold(word) for word in words]
    return tuple((name, re.compile("|".join(map(re.escape, sorted(words))))) for name, words in sorted(stems.items()))


@lru_cache(maxsize=65536)
def objects_in(quote: str) -> frozenset[str]:
    """What the quote speaks of, in either language: keys of `lexicon/*/objects.toml` such as "missile"."""
    text = fold(quote)
    return frozenset(name for name, pattern in _object_stems() if pattern.search(text))


# ---- comparing two mentions ------------------------------------------------------------------------------------------


def _compare(a: _View, b: _View) -> tuple[Reason, ...]:
    """All reasons, or the one that excludes. Commutative, for `a` and `b` in their order of content."""
    if a.kind is not b.kind:
        return (Reason("kind.differs", VETO, (a.kind, b.kind)),)
    habit = HABITS[a.kind]
    together = a.doc == b.doc
    time = _time(a.window, b.window, a.kind, _anonymous(a) or _anonymous(b), together)
    if time.weight == VETO:
        return (time,)
    reasons = [time]
    for reason in (
        _agents(a.agents, b.agents, a.kind),
        _others(a.others, b.others, a.kind),
        _destinations(a, b),
        _place(a.spot, b.spot, habit.placed),
        _mode(a.mode, b.mode),
        _factuality(a.factuality, b.factuality, habit.ongoing),
        _things(a.objects, b.objects, habit.ongoing),
        _amounts(a.amounts, b.amounts),
        _sources(a, b),
        _telling(a, b, habit.ongoing),
    ):
        if reason is None:
            continue
        if reason.weight == VETO:
            return (reason,)
        reasons.append(reason)
    return tuple(reasons)


def _anonymous(view: _View) -> bool:
    """Whether no person is named: states as a whole do more than any one person, so that less follows from them."""
    return not any(party.person for party in view.agents)


_ANONYMOUS_RATE = 3.0
_NOTHING_KNOWN = 1500  # days: two reports of which neither is dated at all
_STRONGEST_TIME = 3.0
_STRONGEST_TIME_TOGETHER = 0.5


@lru_cache(maxsize=65536)
def _time(a: _Window, b: _Window, kind: EventKind, anonymous: bool, together: bool) -> Reason:
    """`together`: in one document, whose writer does not contradict himself, and where equal times prove little."""
    habit = HABITS[kind]
    gap = max(_gap(a, b), _gap(b, a))
    slack = habit.lasts + (1 if a.guessed or b.guessed else 0) + (7 if a.approximate or b.approximate else 0)
    if together:
        slack = 0
    if gap > slack:
        return Reason("time.apart", VETO, (str(gap),))
    days = _open_days(a, b, habit.horizon)
    rate = habit.rate / 365 * (_ANONYMOUS_RATE if anonymous and not habit.ongoing else 1)
    weight = min(-math.log(rate * days), _STRONGEST_TIME_TOGETHER if together else _STRONGEST_TIME)
    if gap > 0:
        return Reason("time.close", weight - 0.4 * gap, (str(gap),))
    return Reason("time.window", weight, (str(days),))


def _gap(before: _Window, after: _Window) -> int:
    """Days between two windows; 0 or less if they touch, overlap or are open."""
    return after.first - before.last if before.last is not None and after.first is not None else 0


def _open_days(a: _Window, b: _Window, horizon: int) -> int:
    """How many days the two windows together leave open for one event."""
    firsts = [day for day in (a.first, b.first) if day is not None]
    lasts = [day for day in (a.last, b.last) if day is not None]
    if not firsts and not lasts:
        return _NOTHING_KNOWN
    unknown = (a.first is None or b.first is None) and (a.last is None or b.last is None)
    if len(firsts) + len(lasts) < 3 or (unknown and len(firsts) + len(lasts) == 2):
        known = firsts + lasts
        return max(known) - min(known) + horizon
    return max(max(lasts) - min(firsts), max(firsts) - min(lasts), 0) + 1


@lru_cache(maxsize=65536)
def _agents(a: frozenset[Party], b: frozenset[Party], kind: EventKind) -> Reason | None:
    if not a or not b:
        return Reason("agents.missing", -1.0) if a or b else Reason("agents.unknown", -2.0)
    shared, weight = _parties(a, b, _ALONE if kind in SPEECH_ACTS else _UNNAMED)
    if weight <= _APART:
        return Reason("agents.differ", VETO, _shown(a, b))
    return Reason("agents.same" if shared else "agents.kin", weight, _shown(a, b))


@lru_cache(maxsize=65536)
def _others(a: frozenset[Party], b: frozenset[Party], kind: EventKind) -> Reason | None:
    if not a or not b:
        return None if not a and not b else Reason("others.missing", -0.3)
    shared, weight = _parties(a, b, _UNNAMED)
    if kind is EventKind.VISIT:  # one host receives the guest at the airport, another in the palace
        countries = {party.country for party in a} & {party.country for party in b} - {""}
        weight = 0.0 if countries or shared else weight
    if weight <= _APART:
        return Reason("others.differ", VETO if kind in _DIRECTED else -2.5, _shown(a, b))
    return Reason("others.same" if shared else "others.kin", weight, _shown(a, b))


_DIRECTED = frozenset({EventKind.VISIT, EventKind.INVITATION, EventKind.ARMS_TRANSFER, EventKind.TROOP_DEPLOYMENT})
"""Kinds in which the one it is done to makes the event."""

_APART = -3.0
_ALONE = 1.2  # to say something together with another country is not the same as to say it alone
_UNNAMED = 0.4  # elsewhere one report may just not name all


def _parties(a: frozenset[Party], b: frozenset[Party], unmatched: float) -> tuple[bool, float]:
    """Whether an actor is shared, and how well two sides agree, country by country."""
    shared = {party.identity for party in a} & {party.identity for party in b}
    weight = 0.0
    left, right = _by_country(a), _by_country(b)
    common = left.keys() & right.keys()
    if not common:
        return False, _APART
    for country in common:
        weight += _compatriots(left[country], right[country])
        if weight <= _APART:
            return bool(shared), _APART
    return bool(shared), weight - unmatched * len(left.keys() ^ right.keys())


def _by_country(parties: frozenset[Party]) -> dict[str, list[Party]]:
    found: dict[str, list[Party]] = defaultdict(list)
    for party in sorted(parties, key=lambda party: party.identity):
        found[party.country or party.identity].append(party)
    return found


def _compatriots(a: Sequence[Party], b: Sequence[Party]) -> float:
    """Parties of one country: the same, one standing for the other, or two that exclude each other."""
    shared = {party.identity for party in a} & {party.identity for party in b}
    if any(party.person and party.identity in shared for party in a):
        return 0.0
    if any(party.person for party in a) and any(party.person for party in b):
        return _APART
    if shared:
        return 0.0
    if any(party.state for party in a) or any(party.state for party in b):
        return -0.7
    return -1.5  # a ministry here, its spokesman or another ministry there


def _shown(a: frozenset[Party], b: frozenset[Party]) -> tuple[str, ...]:
    return tuple(", ".join(sorted(party.identity for party in side)) for side in (a, b))


def _destinations(a: _View, b: _View) -> Reason | None:
    """A journey leads to one country, whether the host or the place tells it."""
    if a.kind is not EventKind.VISIT:
        return None
    left, right = _destination(a), _destination(b)
    if not left or not right:
        return Reason("destination.missing", -0.4)
    if left & right:
        return None
    return Reason("destination.differs", VETO, (", ".join(sorted(left)), ", ".join(sorted(right))))


def _destination(view: _View) -> frozenset[str]:
    if view.spot and view.spot.country:
        return frozenset({view.spot.country})
    return frozenset(party.country for party in view.others if party.country)


@lru_cache(maxsize=65536)
def _place(a: Spot | None, b: Spot | None, placed: bool) -> Reason | None:
    if a is None or b is None:
        return None
    names = (a.identity, b.identity)
    if a.identity == b.identity:
        return Reason("place.same", 0.3 if a.wide else 0.6, names)
    if a.country and b.country and a.country != b.country:
        return Reason("place.differs", VETO if placed else -1.5, names)
    if a.wide or b.wide or not a.country or not b.country:
        return Reason("place.agrees", 0.0, names)
    return Reason("place.other_town", -1.0 if placed else -0.5, names)


@cache
def _mode(a: Mode, b: Mode) -> Reason | None:
    if a is b:
        return None
    if a in _MODES_APART or b in _MODES_APART:
        return Reason("mode.differs", VETO if Mode.NONE not in (a, b) else _mode_cost(a or b), (a, b))
    return Reason("mode.unsaid", -0.7, (a, b))


def _mode_cost(mode: Mode) -> float:
    return {Mode.WITHDRAWAL: VETO, Mode.PROMISE: VETO}.get(mode, -2.0)


@cache
def _factuality(a: Factuality, b: Factuality, ongoing: bool) -> Reason | None:
    if a is b or {a, b} <= _FUTURE or {a, b} <= _HYPOTHETIC:
        return None
    hypothetic = (a in _HYPOTHETIC) + (b in _HYPOTHETIC)
    future = (a in _FUTURE) + (b in _FUTURE)
    if hypothetic and not future:
        return Reason("factuality.hypothetic", -3.5 if ongoing else -0.8, (a, b))
    if hypothetic or future:
        return Reason("factuality.future", -1.5 if ongoing else 0.0, (a, b))
    return Reason("factuality.claim", -0.3, (a, b))


@lru_cache(maxsize=65536)
def _things(a: frozenset[str], b: frozenset[str], ongoing: bool) -> Reason | None:
    if not a or not b:
        return None
    names = (", ".join(sorted(a)), ", ".join(sorted(b)))
    if a & b:
        return Reason("objects.shared", 0.6, names)
    return Reason("objects.differ", -2.0 if ongoing else -1.0, names)


@lru_cache(maxsize=65536)
def _amounts(a: frozenset[tuple[str, float, float]], b: frozenset[tuple[str, float, float]]) -> Reason | None:
    comparable = [(x, y) for x in a for y in b if x[0] == y[0]]
    if not comparable:
        return None
    if any(low <= high_other and low_other <= high for (_, low, high), (_, low_other, high_other) in comparable):
        return Reason("amounts.agree", 0.7, tuple(sorted({x[0] for x, _ in comparable})))
    return Reason("amounts.differ", -1.0, tuple(sorted({x[0] for x, _ in comparable})))


def _telling(a: _View, b: _View, ongoing: bool) -> Reason | None:
    """What the wording and the position in the documents tell."""
    common = len(a.words & b.words)
    if a.doc != b.doc:
        if common >= 4 and common >= 0.6 * len(a.words | b.words):
            return Reason("wording.same", 2.0, (str(common),))
        return None
    if a.start < b.end and b.start < a.end:  # two words of one sentence for two things, as a rule
        if a.factuality is not b.factuality:
            return Reason("document.told_apart", VETO, (a.factuality, b.factuality))
        return Reason("document.same_sentence", -1.5)
    if ongoing and a.factuality is not b.factuality:
        return Reason("document.told_apart", -1.5, (a.factuality, b.factuality))
    if a.kind in SPEECH_ACTS:  # one speaker says several things, and the same thing in the same words
        return Reason("document.said_again" if common > 1 else "document.said_besides", min(0.5 * common, 1.5) - 0.9)
    return Reason("document.told_again", 0.7)


def _sources(a: _View, b: _View) -> Reason | None:
    """What might happen hangs on who says so: two sources mean two possibilities."""
    if not ({a.factuality, b.factuality} <= _HYPOTHETIC and a.sources and b.sources) or a.sources & b.sources:
        return None
    return Reason(
        "sources.differ", -2.0 if a.doc == b.doc else -1.0, (", ".join(sorted(a.sources)), ", ".join(sorted(b.sources)))
    )


# ---- joining ---------------------------------------------------------------------------------------------------------


def _pairs(views: Sequence[_View]) -> Iterator[tuple[float, int, int]]:
    """Weight and positions of all pairs that nothing excludes."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, view in enumerate(views):
        for country in {party.country or party.identity for party in view.agents} or {""}:
            blocks[view.kind, country].append(number)
    for (kind, country), members in blocks.items():
        # a mention without agents may belong to any; it lies in a block of its own
        strangers = [] if not country else blocks.get((kind, ""), [])
        block = sorted({*members, *strangers})
        for one, other in _near(block, views, EventKind(kind)):
            if country and not views[one].agents and not views[other].agents:
                continue  # compared in their own block
            yield from _weighed(one, other, views)


def _weighed(one: int, other: int, views: Sequence[_View]) -> Iterator[tuple[float, int, int]]:
    weight = sum(reason.weight for reason in _compare(views[one], views[other]))
    if weight > VETO:
        yield weight, one, other


_STRONGEST_REST = 3.0  # beyond this, time alone speaks against a pair more than all the rest can speak for it


def _near(block: Sequence[int], views: Sequence[_View], kind: EventKind) -> Iterator[tuple[int, int]]:
    """Pairs of a block whose times can possibly be one, found along the calendar instead of one by one."""
    reach = int(365 / HABITS[kind].rate * math.exp(_STRONGEST_REST)) + 1
    undated = [number for number in block if views[number].window.first is None and views[number].window.last is None]
    dated = sorted(
        (_begin(views[number].window), number)
        for number in block
        if views[number].window.first is not None or views[number].window.last is not None
    )
    begins = [begin for begin, _ in dated]
    for position, (begin, number) in enumerate(dated):
        window = views[number].window
        until = (window.last if window.last is not None and window.first is not None else begin) + reach
        for _, other in dated[position + 1 : bisect_right(begins, until)]:
            yield min(number, other), max(number, other)
    for position, number in enumerate(undated):
        for other in (*undated[position + 1 :], *(number for _, number in dated)):
            yield min(number, other), max(number, other)


def _begin(window: _Window) -> int:
    begin = window.first if window.first is not None else window.last
    assert begin is not None  # noqa: S101  only dated windows are asked
    return begin


class _Groups:
    """A partition that grows by joining, under links that people set.

    Members that must be linked form a unit: whatever fits one of them fits the unit, since a person said they are one.
    """

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._members: dict[int, list[int]] = {number: [number] for number in range(size)}
        self._apart: dict[int, set[int]] = defaultdict(set)
        self._unit: list[int] = []
        self._weights: dict[int, dict[int, float]] = defaultdict(dict)

    def find(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = number = self._parent[self._parent[number]]
        return number

    def link(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        if first == second:
            return
        self._parent[second] = first
        self._members[first] += self._members.pop(second)
        for apart in self._apart.pop(second, set()):
            self._apart[apart].discard(second)
            self._apart[apart].add(first)
            self._apart[first].add(apart)

    def freeze(self) -> None:
        """What is linked now are the units."""
        self._unit = [self.find(number) for number in range(len(self._parent))]

    def separate(self, one: int, other: int) -> bool:
        """Keep two units apart; False if they are one."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return False
        self._apart[first].add(second)
        self._apart[second].add(first)
        return True

    def join(self, pairs: Iterable[tuple[float, int, int]]) -> None:
        """Join along the pairs, the strongest first; ties by position, that is by content."""
        for weight, one, other in pairs:
            first, second = self._unit[one], self._unit[other]
            if first == second:
                continue
            for a, b in ((first, second), (second, first)):
                self._weights[a][b] = max(weight, self._weights[a].get(b, VETO))
        edges = sorted(
            (-weight, one, other)
            for one, row in self._weights.items()
            for other, weight in row.items()
            if one < other and weight > 0
        )
        units = {root: [root] for root in self._members}
        for _, one, other in edges:
            first, second = sorted((self.find(one), self.find(other)))
            if first == second or second in self._apart[first]:
                continue
            if self._linkage(units[first], units[second]) > 0:
                self.link(first, second)
                units[first] += units.pop(second)

    def _linkage(self, left: Sequence[int], right: Sequence[int]) -> float:
        """The mean weight between two groups of units; minus infinity if any two exclude each other."""
        total = 0.0
        for one in left:
            row = self._weights[one]
            for other in right:
                weight = row.get(other)
                if weight is None:
                    return VETO
                total += weight
        return total / (len(left) * len(right))

    def all(self) -> Iterable[list[int]]:
        return self._members.values()
