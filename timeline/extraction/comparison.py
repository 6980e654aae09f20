"""How much speaks for it that two mentions tell of one event: the scales of `match`, pair by pair.

Weights are natural logarithms of odds, so that they add up. Every judge below looks at one thing and gives one
`Reason`; what cannot be the same event whatever else agrees weighs `VETO`.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from timeline.extraction import lexicon as lexica
from timeline.extraction.frozen import frozen
from timeline.extraction.identity import STEM, Directory, Party, Spot, fold
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import (
    ACCUSATION,
    AGREEMENT,
    ARMS_TRANSFER,
    COOPERATION,
    CRITICISM,
    DEMAND,
    DENIAL,
    INVITATION,
    MEETING,
    MILITARY_ACTION,
    SANCTION,
    SPEECH_ACTS,
    SUPPORT_STATEMENT,
    TROOP_DEPLOYMENT,
    VISIT,
    Attribution,
    Basis,
    EventKind,
    Factuality,
    Mention,
    Mode,
    Participant,
    Precision,
    Quantity,
    Role,
    TimeSpan,
)

VETO = -math.inf
"""The weight of a difference that excludes one event."""


@frozen
class Habit:
    """What is known of a kind of event before any report is read.

    `rate`: how many such events of the same actors a year brings, as far as the news tell them. `kin`: what it costs
    that one report names a person and the other the person's state: a state signs by its president, but where "Russia"
    travels, it is a delegation that nobody named. `lasts`: days over
    which reports of one event spread (a state visit takes days, and reports date it by any of them). `horizon`: days
    that an unknown bound is taken to reach. `ongoing`: not one act but a practice that is reported again and again,
    so that what is said to happen and what might happen are two things. `mutual`: all parties act. `placed`: where it
    happens tells it from others.
    """

    rate: float
    kin: float
    lasts: int = 1
    horizon: int = 60
    ongoing: bool = False
    mutual: bool = False
    placed: bool = False


HABITS: Mapping[EventKind, Habit] = MappingProxyType(
    {
        VISIT: Habit(0.6, kin=1.4, lasts=5, horizon=180, placed=True),
        MEETING: Habit(1.5, kin=0.7, lasts=1, horizon=90, mutual=True, placed=True),
        INVITATION: Habit(2.0, kin=0.7, lasts=2, horizon=90),
        AGREEMENT: Habit(2.0, kin=0.2, lasts=1, horizon=120, mutual=True),
        SUPPORT_STATEMENT: Habit(18.0, kin=0.7, horizon=45),
        ARMS_TRANSFER: Habit(0.3, kin=0.2, lasts=7, horizon=180, ongoing=True),
        TROOP_DEPLOYMENT: Habit(0.4, kin=0.2, lasts=7, horizon=180, ongoing=True),
        MILITARY_ACTION: Habit(0.4, kin=0.2, lasts=1, horizon=180, ongoing=True, placed=True),
        SANCTION: Habit(4.0, kin=0.2, horizon=60),
        ACCUSATION: Habit(24.0, kin=0.7, horizon=60),
        DENIAL: Habit(18.0, kin=0.7, horizon=60),
        CRITICISM: Habit(30.0, kin=0.7, horizon=45),
        DEMAND: Habit(18.0, kin=0.7, horizon=45),
        COOPERATION: Habit(0.3, kin=0.3, lasts=7, horizon=180, ongoing=True, mutual=True),
    }
)

_MODES_APART = frozenset({Mode.WITHDRAWAL, Mode.TEST, Mode.PROMISE, Mode.VETO, Mode.PHONE})
"""Modes that name another event than the plain kind; of the rest (summons, threat) a report may just not speak."""

_FUTURE = frozenset({Factuality.PLANNED, Factuality.EXPECTED})
_HYPOTHETIC = frozenset({Factuality.POSSIBLE, Factuality.CONDITIONAL, Factuality.REQUESTED})


class Reason(NamedTuple):
    """One point of a comparison. `key` reads "time.window", `values` are what it was seen in, as text."""

    key: str
    weight: float
    values: tuple[str, ...] = ()


@frozen
class Comparison:
    """How two mentions compare. `score` is the share of cases, between 0 and 1, in which such a pair is one event."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def same(self) -> bool:
        return self.score > 0.5


# ---- what is compared ------------------------------------------------------------------------------------------------


class Window(NamedTuple):
    """Days as ordinals; None where a bound is unknown. `slack`: days that it may be wrong.

    `guessed`: the day of publication stands in for a time that the text does not tell. `begins` and `ends` are the
    bounds with a day beyond all others for an unknown one, `low` and `high` the first and last of the `told` bounds.
    """

    first: int | None
    last: int | None
    slack: int
    guessed: bool
    begins: int
    ends: int
    low: int
    high: int
    told: int

    @classmethod
    def of(cls, first: int | None, last: int | None, slack: int, *, guessed: bool) -> Window:
        begins, ends = -_NEVER if first is None else first, _NEVER if last is None else last
        low = ends if first is None else begins
        high = begins if last is None else ends
        return cls(first, last, slack, guessed, begins, ends, low, high, (first is not None) + (last is not None))


_NEVER = 10**7  # as an ordinal, beyond every calendar


class Cast(NamedTuple):
    """Who does it to whom, and in what way: what decides most pairs."""

    kind: EventKind
    mode: Mode
    agents: frozenset[Party]
    others: frozenset[Party]
    destination: frozenset[str]


class Matter(NamedTuple):
    """What it is about, where, and whether it happened."""

    kind: EventKind
    factuality: Factuality
    spot: Spot | None
    objects: frozenset[str]
    amounts: frozenset[tuple[str, float, float]]
    sources: frozenset[str]


class View(NamedTuple):
    """A mention as it is compared; `order` is its content, which settles every tie.

    `rate` is that of the kind for a day, and higher where no person is named: states as a whole do more than any one
    person, so that less follows from them. `town` is empty where no place or a larger one is told.
    """

    id: str
    order: tuple[str, ...]
    doc: str
    start: int
    end: int
    window: Window
    habit: Habit
    rate: float
    cast: Cast
    matter: Matter
    words: frozenset[str]
    text: str
    town: str
    phase: str = ""
    stop: bool = False


_PERSONAL = 0.5  # from this cost of kin on, people act rather than states
_ANONYMOUS_RATE = 3.0
_NOTHING_KNOWN = 1500  # days: two reports of which neither is dated at all
_STRONGEST_TIME = 3.0
_STRONGEST_TIME_TOGETHER = 0.5


def merged(views: Sequence[View]) -> View:
    """What one document tells of one event in several places, as one view: each part from where it is told best."""
    if len(views) == 1:
        return views[0]
    first = min(views, key=lambda one: one.order)
    casts = [one.cast for one in views]
    agents = max((cast.agents for cast in casts), key=_telling_most)
    others = max((cast.others for cast in casts), key=_telling_most) - agents
    mode = max((cast.mode for cast in casts), key=lambda mode: (mode is not Mode.NONE, mode))
    spots = [one.matter.spot for one in views if one.matter.spot]
    spot = min(spots, key=lambda spot: (spot.wide, spot.identity), default=None)
    matter = Matter(
        kind=first.cast.kind,
        factuality=min((one.matter.factuality for one in views), key=_FIRMEST.index),
        spot=spot,
        objects=frozenset().union(*(one.matter.objects for one in views)),
        amounts=frozenset().union(*(one.matter.amounts for one in views)),
        sources=frozenset().union(*(one.matter.sources for one in views)),
    )
    return first._replace(
        window=_narrowest([one.window for one in views]),
        rate=min(one.rate for one in views),
        cast=Cast(first.cast.kind, mode, agents, others, _destination(first.cast.kind, spot, others)),
        matter=matter,
        words=frozenset().union(*(one.words for one in views)),
        text=" ".join(sorted({one.text for one in views})),
        town=_town(spot),
    )


_FIRMEST = tuple(Factuality)
"""A document that tells what happened, and elsewhere what was planned, tells what happened."""


def _telling_most(parties: frozenset[Party]) -> tuple[bool, int, list[str]]:
    return any(party.person for party in parties), len(parties), sorted(party.identity for party in parties)


def _narrowest(windows: Sequence[Window]) -> Window:
    """The days that all leave open, guesses aside; where there are none, the shortest window."""
    told = [window for window in windows if not window.guessed] or windows
    first = max((window.first for window in told if window.first is not None), default=None)
    last = min((window.last for window in told if window.last is not None), default=None)
    if first is None or last is None or first <= last:
        return Window.of(first, last, min(window.slack for window in told), guessed=told[0].guessed)
    return min(told, key=lambda window: (_length(window), window.first or 0, window.last or 0))


def _length(window: Window) -> float:
    return math.inf if window.first is None or window.last is None else window.last - window.first


_GUESSED = frozenset({Basis.FALLBACK, Basis.PUBLICATION_WINDOW})
"""The day of publication stands in for the time, and agencies report on the day after."""

_GIVING = frozenset({ARMS_TRANSFER, TROOP_DEPLOYMENT})
"""Kinds in which the supplier acts."""


class Observer:
    """Sees mentions as they are compared; what many of them share is worked out once."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        """`lexicon`: the packaged one if None."""
        self._known = Directory(lexicon)
        self._names = self._known.name_stems
        self._casts: dict[_Setting, tuple[Cast, Spot | None, float]] = {}
        self._windows: dict[TimeSpan, tuple[Window, str]] = {}
        self._wordings: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {}
        self._sources: dict[tuple[Attribution, ...], frozenset[str]] = {(): frozenset()}

    def view(self, mention: Mention) -> View:
        kind, span = mention.kind, mention.span
        course = phase(mention)
        setting = (kind, mention.mode, mention.participants, mention.place, mention.place_key, course == "leaving")
        cast, spot, rate = self._casts.get(setting) or self._cast(setting)
        window, edtf = self._windows.get(span) or self._window(span)
        text, words, objects = self._wordings.get(mention.quote) or self._wording(mention.quote)
        sources = self._sources.get(mention.attributions)
        if sources is None:
            sources = frozenset(fold(one.source) for one in mention.attributions if one.source)
            self._sources[mention.attributions] = sources
        doc, trigger = mention.doc, f"{mention.trigger_start:09}"
        return View(
            id=mention.id,
            order=(kind, mention.mode, edtf, text, doc, trigger),
            doc=doc,
            start=mention.start,
            end=mention.end,
            window=window,
            habit=HABITS[kind],
            rate=rate,
            cast=cast,
            matter=Matter(kind, mention.factuality, spot, objects, _amounts_of(mention.quantities), sources),
            words=words,
            text=text,
            town=_town(spot),
            phase=course,
        )

    def _cast(self, setting: _Setting) -> tuple[Cast, Spot | None, float]:
        """Who takes part, where, and how often such a thing happens in a day."""
        kind, mode, participants, place, place_key, leaving = setting
        habit = HABITS[kind]
        parties = [(self._known.party(participant), participant.role) for participant in participants]
        acting = {Role.ACTOR, Role.SUPPLIER} if kind in _GIVING else {Role.ACTOR}
        if habit.mutual:
            acting |= {Role.RECIPIENT}
        agents = frozenset(party for party, role in parties if role in acting)
        others = frozenset(party for party, role in parties if role is Role.RECIPIENT)
        spot = self._known.spot(place, place_key)
        destination = _destination(kind, spot, others)
        if not leaving:  # nobody visits his own country: who was taken for the guest is the host
            agents = frozenset(party for party in agents if party.country not in destination)
        named = habit.kin < _PERSONAL or not agents or any(party.person for party in agents)
        rate = habit.rate / 365 * (1 if named else _ANONYMOUS_RATE)
        found = self._casts[setting] = Cast(kind, mode, agents, others - agents, destination), spot, rate
        return found

    def _window(self, span: TimeSpan) -> tuple[Window, str]:
        """The days that a span leaves open, and the span as text."""
        window = Window.of(
            span.earliest.toordinal() if span.earliest else None,
            span.latest.toordinal() if span.latest else None,
            _slack(span),
            guessed=span.basis in _GUESSED,
        )
        found = self._windows[span] = window, span.edtf
        return found

    def _wording(self, quote: str) -> tuple[str, frozenset[str], frozenset[str]]:
        """A quote folded, its longer words without those of names, and what it speaks of."""
        text = fold(quote)
        found = self._wordings[quote] = text, _words(text) - self._names, _objects(text)
        return found


_Setting = tuple[EventKind, Mode, tuple[Participant, ...], str | None, str, bool]
"""Kind, mode, participants, place and its key, and whether the quote tells of a leaving."""


def _amounts_of(quantities: Sequence[Quantity]) -> frozenset[tuple[str, float, float]]:
    if not quantities:
        return _NO_AMOUNTS
    return frozenset(
        (quantity.unit.casefold(), quantity.low or 0.0, quantity.high or quantity.low or math.inf)
        for quantity in quantities
        if quantity.unit
    )


_NO_AMOUNTS: frozenset[tuple[str, float, float]] = frozenset()


def phase(mention: Mention) -> str:
    """Whether the words that report a visit tell of its beginning ("arriving") or end ("leaving"), else "".

    By `lexicon/*/journeys.toml`.
    """
    if mention.kind is not VISIT:
        return ""
    trigger = mention.quote[mention.trigger_start - mention.start : mention.trigger_end - mention.start]
    told = fold(" ".join([trigger, *(step.text for step in mention.trace if step.rule.startswith("kinds."))]))
    return next((name for name, pattern in _phases() if pattern.search(told)), "")


@cache
def _phases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    tables = [lexica.table(language, "journeys") for language in lexica.LANGUAGES]
    return tuple(
        (name, re.compile("|".join(pattern for table in tables for pattern in table[name])))
        for name in ("leaving", "arriving")
    )


MOST_SLACK = 12
"""Days by which a time may be wrong at most: about a week, guessed, and printed again."""


def _slack(span: TimeSpan) -> int:
    return (span.basis in _GUESSED) + 7 * (span.approximate or span.precision is Precision.SEASON)


def _words(text: str) -> frozenset[str]:
    """The longer words of a folded text, cut to their first letters, which puts most inflected forms together."""
    return frozenset(word[:STEM] for word in text.split() if len(word) > 3)


@cache
def _object_stems() -> tuple[tuple[str, str], ...]:
    """Parts of words and of phrases of both languages, folded, with the object that each tells of."""
    tables = [lexica.table(language, "objects") for language in lexica.LANGUAGES]
    return tuple((fold(stem), name) for table in tables for name, stems in table.items() for stem in stems)


@lru_cache(maxsize=65536)
def _told_by(word: str) -> frozenset[str]:
    return frozenset(name for stem, name in _object_stems() if stem in word)


@cache
def _object_phrases() -> tuple[tuple[str, str], ...]:
    return tuple((stem, name) for stem, name in _object_stems() if " " in stem)


def objects_in(quote: str) -> frozenset[str]:
    """What the quote speaks of, in either language: keys of `lexicon/*/objects.toml` such as "missile"."""
    return _objects(fold(quote))


def _objects(text: str) -> frozenset[str]:
    phrases = frozenset(name for stem, name in _object_phrases() if stem in text)
    return phrases.union(*map(_told_by, text.split()))


# ---- comparing two mentions ------------------------------------------------------------------------------------------


def compare(a: View, b: View) -> tuple[Reason, ...]:
    """All reasons, or the one that excludes; the same for (b, a)."""
    reasons: list[Reason] = []
    if (cast := who(a.cast, b.cast)) and cast[0].weight == VETO:
        return cast
    for judged in (cast, (when(a, b),), what(a.matter, b.matter), telling(a, b)):
        if judged and judged[0].weight == VETO:
            return judged
        reasons += judged
    return tuple(reasons)


def who(a: Cast, b: Cast) -> tuple[Reason, ...]:
    """Kind, mode, agents, counterparts and destination."""
    if a.kind is not b.kind:
        return (Reason("kind.differs", VETO, (a.kind, b.kind)),)
    return _judged(
        _agents(a.agents, b.agents, a.kind),
        _others(a.others, b.others, a.kind),
        _destinations(a, b),
        _mode(a.mode, b.mode),
    )


def what(a: Matter, b: Matter) -> tuple[Reason, ...]:
    """Place, factuality, objects, amounts and the sources of what might happen. For mentions of one kind."""
    habit = HABITS[a.kind]
    return _judged(
        _place(a.spot, b.spot, habit.placed),
        _factuality(a.factuality, b.factuality, habit.ongoing),
        _agreed(a.objects, b.objects) if a.kind is AGREEMENT else _things(a.objects, b.objects, habit.ongoing),
        _amounts(a.amounts, b.amounts),
        _sources(a, b),
    )


def _judged(*reasons: Reason | None) -> tuple[Reason, ...]:
    found = tuple([reason for reason in reasons if reason is not None])
    for reason in found:
        if reason.weight == VETO:
            return (reason,)
    return found


def when(a: View, b: View) -> Reason:
    """How well the times of two mentions of one kind agree."""
    weight = time_weight(a, b)
    gap = _days_between(a.window, b.window)
    if weight == VETO:
        return Reason("time.apart", VETO, (str(gap),))
    return Reason("time.close" if gap > 0 else "time.window", weight, (str(gap if gap > 0 else _open_days(a, b)),))


def time_weight(a: View, b: View) -> float:
    """What `when` weighs, without the words: it is asked for every pair.

    In one document, whose writer does not contradict himself, windows must overlap, and equal ones prove little.
    """
    gap = _days_between(a.window, b.window)
    if gap >= 0 and gap >= _excluding_gap(a, b, gap):
        return VETO
    together = a.doc == b.doc
    weight = -math.log((a.rate if a.rate > b.rate else b.rate) * _open_days(a, b))
    most = _STRONGEST_TIME_TOGETHER if together else _STRONGEST_TIME
    if weight > most:
        weight = most
    if gap <= 0:
        return weight
    cost = _COST_OF_A_GUESS if together and (a.window.guessed or b.window.guessed) else _COST_OF_GAP
    return weight - cost * gap


def _days_between(one: Window, other: Window) -> int:
    """Days from one window to the other: 0 if they share one day, less if more or if a bound is unknown."""
    before, after = other.begins - one.ends, one.begins - other.ends
    return before if before > after else after


def _open_days(a: View, b: View) -> int:
    """How many days the two windows together leave open for one event."""
    one, other = a.window, b.window
    told = one.told + other.told
    if not told:
        return _NOTHING_KNOWN
    low, high = one.low, one.high
    if other.low < low:
        low = other.low
    if other.high > high:
        high = other.high
    return high - low + 1 if told > 2 else high - low + 1 + a.habit.horizon


_COST_OF_GAP = 0.4  # for each day
_COST_OF_A_GUESS = 0.1
_NEWS = 7  # days after which an undated sentence of an article still tells of an event that another sentence dates


def _excluding_gap(a: View, b: View, gap: int) -> int:
    """The days between two windows that exclude one event. What cannot matter at this `gap` is not looked at."""
    one, other = a.window, b.window
    together = a.doc == b.doc
    if one.told + other.told < 4:
        # what is to come and what has been; on the day of publication itself one document means two events
        if together:
            return 0 if _opposite(one, other) or _opposite(other, one) else 1
        # who takes the day of publication for that of the event may write days after somebody told of it
        return a.habit.lasts + max(one.slack, other.slack) + 1 if one.guessed or other.guessed else 1
    if together and not (one.guessed or other.guessed or _one_stay(a, b)):
        return 1
    days = max(a.habit.lasts, _NEWS if together else 0) + max(one.slack, other.slack) + 1
    if together or gap < days or gap >= days + _REPRINTED:
        return days
    return days + _REPRINTED if _same_words(a, b) else days


_MANY_WORDS = 4
_SHARED = 0.6  # of the words of both
_SENTENCE = 20  # characters of one that nobody writes twice by chance on the same day
_REPRINTED = 4  # days over which papers go on printing one statement in the same words


def _same_words(a: View, b: View) -> bool:
    mine, theirs = a.words, b.words
    fewer, more = len(mine), len(theirs)
    if fewer > more:
        fewer, more = more, fewer
    if fewer >= _MANY_WORDS and fewer >= _SHARED * more:  # as many in common as can be would be enough
        common = len(mine & theirs)
        if common >= _MANY_WORDS and common >= _SHARED * (fewer + more - common):
            return True
    return a.text == b.text and len(a.text) >= _SENTENCE


def _one_stay(a: View, b: View) -> bool:
    """Whether two days of one journey may be meant: days in one town, or its beginning or end, but no stop on it."""
    if a.cast.kind is not VISIT:
        return False
    if a.town and a.town == b.town:
        return True
    if (a.matter.factuality in _FUTURE) is not (b.matter.factuality in _FUTURE):
        return False  # the journey that is going on, and what is planned for it
    return bool(a.phase or b.phase) and all(one.phase or not one.town for one in (a, b))


def _town(spot: Spot | None) -> str:
    return "" if spot is None or spot.wide else spot.identity


def with_stops(views: Sequence[View]) -> list[View]:
    """The views of one document, with those marked that are stops on a journey which it tells of as well.

    "Visited the Far East" there and "inspected a shipyard in Vladivostok" here may be one journey, but where a document
    tells of the journey and of the shipyard, only the journey is what others mean.
    """
    journeys = [one for one in views if one.cast.kind is VISIT and not one.town]
    if not journeys:
        return list(views)
    return [one._replace(stop=True) if any(_is_stop(one, other) for other in journeys) else one for one in views]


def _is_stop(stop: View, journey: View) -> bool:
    return (
        stop.cast.kind is VISIT
        and bool(stop.town)
        and bool(stop.cast.agents & journey.cast.agents)
        and bool(stop.cast.destination & journey.cast.destination)
        and stop.window != journey.window
        and _length(stop.window) < math.inf > _length(journey.window)
        and stop.window.begins - journey.window.ends <= stop.habit.lasts
        and journey.window.begins - stop.window.ends <= stop.habit.lasts
    )


def _opposite(coming: Window, past: Window) -> bool:
    """Whether one is open to the future and the other to the past."""
    return coming.last is None and coming.first is not None and past.first is None and past.last is not None


def _agents(a: frozenset[Party], b: frozenset[Party], kind: EventKind) -> Reason | None:
    if not a or not b:
        return Reason("agents.missing", -1.0) if a or b else Reason("agents.unknown", -2.0)
    shared, weight = _parties(a, b, HABITS[kind].kin, _ALONE if kind in _DECLARED else _UNNAMED)
    if weight <= _APART:
        return Reason("agents.differ", VETO, _shown(a, b))
    return Reason("agents.same" if shared else "agents.kin", weight, _shown(a, b))


def _others(a: frozenset[Party], b: frozenset[Party], kind: EventKind) -> Reason | None:
    if not a or not b:
        return None if not a and not b else Reason("others.missing", -0.3)
    shared, weight = _parties(a, b, HABITS[kind].kin, _UNNAMED)
    if kind is VISIT:  # one host receives the guest at the airport, another in the palace
        countries = {party.country for party in a} & {party.country for party in b} - {""}
        weight = 0.0 if countries or shared else weight
    if weight <= _APART:
        return Reason("others.differ", VETO if kind in _DIRECTED else -2.5, _shown(a, b))
    return Reason("others.same" if shared else "others.kin", weight, _shown(a, b))


_DIRECTED = frozenset({VISIT, INVITATION, ARMS_TRANSFER, TROOP_DEPLOYMENT})
"""Kinds in which the one it is done to makes the event."""

_APART = -3.0
_DECLARED = SPEECH_ACTS | {SANCTION}
_ALONE = 1.2  # to say something together with another country is not the same as to say it alone
_UNNAMED = 0.4  # elsewhere one report may just not name all


def _parties(a: frozenset[Party], b: frozenset[Party], kin: float, unmatched: float) -> tuple[bool, float]:
    """Whether an actor is shared, and how well two sides agree, country by country."""
    shared = {party.identity for party in a} & {party.identity for party in b}
    weight = 0.0
    left, right = _by_country(a), _by_country(b)
    common = left.keys() & right.keys()
    if not common:
        return False, _APART
    for country in common:
        weight += _compatriots(left[country], right[country], kin)
        if weight <= _APART:
            return bool(shared), _APART
    return bool(shared), weight - unmatched * len(left.keys() ^ right.keys())


def _by_country(parties: frozenset[Party]) -> dict[str, list[Party]]:
    found: dict[str, list[Party]] = defaultdict(list)
    for party in sorted(parties, key=lambda party: party.identity):
        found[party.country or party.identity].append(party)
    return found


def _compatriots(a: Sequence[Party], b: Sequence[Party], kin: float) -> float:
    """Parties of one country: the same, one standing for the other, or two that exclude each other."""
    shared = {party.identity for party in a} & {party.identity for party in b}
    if any(party.person and party.identity in shared for party in a):
        return 0.0
    if any(party.person for party in a) and any(party.person for party in b):
        return _APART
    if shared:
        return 0.0
    if any(party.state for party in a) or any(party.state for party in b):
        return -kin
    return -2 * kin  # a ministry here, its spokesman or another ministry there


def _shown(a: frozenset[Party], b: frozenset[Party]) -> tuple[str, ...]:
    return tuple(", ".join(sorted(party.identity for party in side)) for side in (a, b))


def _destinations(a: Cast, b: Cast) -> Reason | None:
    """A journey leads to one country, whether the host or the place tells it."""
    if a.kind is not VISIT:
        return None
    if not a.destination or not b.destination:
        return Reason("destination.missing", -0.4)
    if a.destination & b.destination:
        return None
    return Reason("destination.differs", VETO, (", ".join(sorted(a.destination)), ", ".join(sorted(b.destination))))


def _destination(kind: EventKind, spot: Spot | None, others: frozenset[Party]) -> frozenset[str]:
    if kind is not VISIT:
        return frozenset()
    if spot and spot.country:
        return frozenset({spot.country})
    return frozenset(party.country for party in others if party.country)


def _place(a: Spot | None, b: Spot | None, placed: bool) -> Reason | None:
    if a is None or b is None:
        return None
    names = (a.identity, b.identity)
    if a.identity == b.identity:
        return Reason("place.same", 0.3 if a.wide else 0.6, names)
    if a.country and b.country and a.country != b.country:
        return Reason("place.differs", VETO if placed else -0.5, names)
    if a.wide or b.wide or not a.country or not b.country:
        return Reason("place.agrees", 0.0, names)
    return Reason("place.other_town", -1.0 if placed else -0.3, names)


def _mode(a: Mode, b: Mode) -> Reason | None:
    if a is b:
        return None
    if a in _MODES_APART or b in _MODES_APART:
        return Reason("mode.differs", VETO if Mode.NONE not in (a, b) else _mode_cost(a or b), (a, b))
    return Reason("mode.unsaid", -0.7, (a, b))


def _mode_cost(mode: Mode) -> float:
    return {Mode.WITHDRAWAL: VETO, Mode.PROMISE: VETO}.get(mode, -1.5)


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


def _things(a: frozenset[str], b: frozenset[str], ongoing: bool) -> Reason | None:
    if not a or not b:
        return None
    names = (", ".join(sorted(a)), ", ".join(sorted(b)))
    deeds, others = a & _DEEDS, b & _DEEDS
    if ongoing and deeds != others and not (deeds & others):
        return Reason("objects.deed", -2.0 if deeds and others else -1.0, names)
    if a & b & _SINGLE:
        return Reason("objects.same_deed", 1.5, names)
    if a & b:
        return Reason("objects.shared", 0.6, names)
    return Reason("objects.differ", -3.0 if ongoing else -1.0, names)


def _agreed(a: frozenset[str], b: frozenset[str]) -> Reason | None:
    """What two sides agree on: a treaty here and a bridge there are two agreements, whatever else they are about."""
    mine, theirs = a & _SUBJECTS, b & _SUBJECTS
    if ("ratification" in a) is not ("ratification" in b) and "treaty" in a & b:
        return Reason("objects.ratified", -1.0, (", ".join(sorted(a)), ", ".join(sorted(b))))
    if mine and theirs and not mine & theirs:
        return Reason("objects.differ", -3.0, (", ".join(sorted(mine)), ", ".join(sorted(theirs))))
    return _things(a - {"treaty"}, b - {"treaty"}, ongoing=False)


_SUBJECTS = frozenset({"treaty", "bridge", "project", "railway", "flight", "ferry", "labour", "education", "medicine"})
_SINGLE = frozenset({"captive"})
"""Deeds that hardly happen twice; losses are told again with every new number."""
_DEEDS = frozenset({"captive", "casualties"})
"""What tells of the deed itself, not of those to whom it happened: soldiers taken prisoner are not those who fell."""


def _amounts(a: frozenset[tuple[str, float, float]], b: frozenset[tuple[str, float, float]]) -> Reason | None:
    comparable = [(x, y) for x in a for y in b if x[0] == y[0]] if a and b else []
    if not comparable:
        return None
    if any(low <= high_other and low_other <= high for (_, low, high), (_, low_other, high_other) in comparable):
        return Reason("amounts.agree", 0.7, tuple(sorted({x[0] for x, _ in comparable})))
    return Reason("amounts.differ", -1.0, tuple(sorted({x[0] for x, _ in comparable})))


def _sources(a: Matter, b: Matter) -> Reason | None:
    """What might happen hangs on who says so: two sources mean two possibilities."""
    if not ({a.factuality, b.factuality} <= _HYPOTHETIC and a.sources and b.sources) or a.sources & b.sources:
        return None
    return Reason("sources.differ", -1.5, (", ".join(sorted(a.sources)), ", ".join(sorted(b.sources))))


def telling(a: View, b: View) -> tuple[Reason, ...]:
    """What the wording and the position in the documents tell. For mentions of one kind."""
    if a.doc == b.doc:
        return (_told_together(a, b),)
    reasons: list[Reason] = []
    if weight := _journey_and_stop(a, b):
        reasons.append(Reason("journey.stop", weight, (a.town or b.town,)))
    if weight := _agents_in_sentence(a, b):
        reasons.append(Reason("agents.in_sentence", weight))
    if weight := _wording(a, b):
        reasons.append(Reason("wording.same", weight, (str(len(a.words & b.words)),)))
    return tuple(reasons)


def telling_weight(a: View, b: View) -> float:
    """What the reasons of `telling` weigh together, without the words: it is asked for many pairs."""
    if a.doc == b.doc:
        return _told_together(a, b).weight
    weight = 0.0
    if a.cast.kind is VISIT:
        weight = _journey_and_stop(a, b)
    if not a.cast.agents or not b.cast.agents:
        weight += _agents_in_sentence(a, b)
    return weight + _wording(a, b)


def _journey_and_stop(a: View, b: View) -> float:
    """A town may be a stop on the journey that the other report tells of, and is one if its document says so."""
    if a.cast.kind is not VISIT or bool(a.town) is bool(b.town):
        return 0.0
    return -1.5 if a.stop or b.stop else -0.3


def _agents_in_sentence(a: View, b: View) -> float:
    one, other = a.cast.agents, b.cast.agents
    if one and other:
        return 0.0
    return 0.8 if _named_in(one, b) or _named_in(other, a) else 0.0


def _wording(a: View, b: View) -> float:
    """The same words, or nearly so; a short sentence is soon written twice."""
    if not _same_words(a, b):
        return 0.0
    return 4.0 if len(a.words) >= _MANY_WORDS and a.words == b.words else 2.5


def _told_together(a: View, b: View) -> Reason:
    """What it means that one writer mentions both."""
    claims = (a.matter.factuality, b.matter.factuality)
    if a.start < b.end and b.start < a.end:  # two words of one sentence for two things, as a rule
        return Reason("document.same_sentence", -1.5 if claims[0] is claims[1] else VETO, claims)
    practice = a.habit.ongoing and not a.matter.objects & b.matter.objects & _SINGLE
    if practice and claims[0] is not claims[1]:
        return Reason("document.told_apart", -1.5, claims)
    if practice and (_length(a.window) <= _NEWS) is not (_length(b.window) <= _NEWS):
        return Reason("document.one_of_many", -1.5)  # one delivery, and that there are deliveries
    speech = a.cast.kind in SPEECH_ACTS
    if not speech and not (a.cast.agents and b.cast.agents):
        if bool(a.cast.destination) is not bool(b.cast.destination):
            return Reason("document.nothing_shared", 0.0)
        # what the sentence before says need not be said again
        return Reason("document.unnamed", 1.5 if a.cast.agents or b.cast.agents else 2.5)
    if a.cast.kind is VISIT and a.town and b.town and a.town != b.town:
        return Reason("document.other_stop", -1.0, (a.town, b.town))
    if speech and Mode.NONE in (a.cast.mode, b.cast.mode):
        # one speaker says several things, and the same thing in the same words
        common = len(a.words & b.words)
        key = "document.said_again" if common > 1 else "document.said_besides"
        silence = 0.9 * min(1.0, min(len(a.words), len(b.words)) / _MANY_WORDS)  # a headline has few words to share
        return Reason(key, min(0.5 * common, 1.5) - silence, (str(common),))
    return Reason("document.told_again", 0.7)


def _named_in(agents: frozenset[Party], other: View) -> bool:
    """Whether the other report names in its sentence who acts here, without saying that he does."""
    names = [name for party in agents for name in party.called]
    text = f" {other.text} " if names else ""
    return any(f" {name} " in text for name in names)
