"""What events that are dated already tell about an undated article that speaks of them.

"Vergangene Woche traf die Ministerin ihren Kollegen" with a known meeting of the two on 16 January: of all days on
which the article could have appeared only those remain from which "vergangene Woche" leads to that day. Similar events
recur, so a single one counts only if it lies near the youngest date that the text names; else two must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from timeline.extraction.dating.clues import Clue
from timeline.extraction.frozen import frozen
from timeline.extraction.model import Basis, Dating, DatingReason, EventKind, KnownEvent, Mention, Timex

WIDEST_EVENT = 45
"""Days; what is dated no better says too little."""

EARLIER, LATER = timedelta(days=21), timedelta(days=75)
"""How far from a known event an article is looked for that speaks of it by a relative expression."""

NEAR = timedelta(days=200)
"""How soon after the youngest date in the text a single known event must lie to be believed."""


@frozen
class _Pair:
    """A known event with a mention that may tell of it; `shared` are the participants that both have."""

    mention: Mention
    first: date
    last: date
    shared: frozenset[str]

    @property
    def story(self) -> tuple[EventKind, frozenset[str]]:
        return self.mention.kind, self.shared

    def led_to_by(self, timexes: Iterable[Timex]) -> bool:
        """Whether the mention's expression leads to the event, as the time expressions resolve on some day."""
        for timex in _expressions(self.mention, timexes):
            span = timex.span
            if span is not None and span.basis is not Basis.EXPLICIT and span.earliest and span.latest:
                return span.earliest <= self.last and self.first <= span.latest
        return False


def clues(
    events: Sequence[KnownEvent],
    timexes_of: Callable[[Dating], Sequence[Timex]],
    mentions_of: Callable[[Dating], Sequence[Mention]],
    *,
    earliest: date | None,
    latest: date | None,
) -> Iterator[Clue]:
    """The days on which what the text says leads to the most known events, by the most of its expressions."""
    usable = [event for event in events if event.span.days is not None and event.span.days <= WIDEST_EVENT]
    if not usable:
        return
    some_day = Dating.given(max(event.span.latest for event in usable if event.span.latest))
    pairs = list(_pairs(usable, mentions_of(some_day), timexes_of(some_day)))
    met: dict[date, list[_Pair]] = {}
    for day in _days_around(pairs, earliest, latest):
        timexes = timexes_of(Dating.given(day))
        met[day] = [pair for pair in pairs if pair.led_to_by(timexes)]
    most = max(map(_agreement, met.values()), default=(0, 0))
    days = [day for day, agreeing in met.items() if _agreement(agreeing) == most]
    near = earliest is not None and days != [] and days[0] - earliest <= NEAR
    if most[0] >= 2 or (most[0] == 1 and near):
        words = ", ".join(sorted({f'"{pair.mention.date_text}"' for pair in met[days[0]]}))
        yield Clue(days[0], days[-1], DatingReason.of("known_events", day=days[0], until=days[-1], texts=words))


def _agreement(pairs: Sequence[_Pair]) -> tuple[int, int]:
    """How many events are met, and by how many expressions."""
    return len({pair.story for pair in pairs}), len({pair.mention.date_start for pair in pairs})


def _pairs(events: Sequence[KnownEvent], mentions: Sequence[Mention], timexes: Sequence[Timex]) -> Iterator[_Pair]:
    """Mentions with a relative date of the kind and between participants of a known event.

    An event to which the text itself gives a full date is not the one that another mention dates relatively.
    """
    for event in events:
        first, last = event.span.earliest, event.span.latest
        alike = [(mention, shared) for mention in mentions if (shared := _shared(event, mention))]
        dated = any(
            timex.span is not None and timex.span.basis is Basis.EXPLICIT
            for mention, _ in alike
            for timex in _expressions(mention, timexes)
        )
        if first and last and not dated:
            for mention, shared in alike:
                if any(timex.span is not None for timex in _expressions(mention, timexes)):
                    yield _Pair(mention, first, last, shared)


def _shared(event: KnownEvent, mention: Mention) -> frozenset[str]:
    """The participants that make a mention like a known event of its kind: two, or all that the event has."""
    shared = event.participants & {who.key for who in mention.participants if who.key}
    alike = mention.kind is event.kind and (len(shared) >= 2 or (shared and shared == event.participants))
    return shared if alike else frozenset()


def _expressions(mention: Mention, timexes: Iterable[Timex]) -> Iterator[Timex]:
    """The time expressions that date a mention."""
    if mention.date_start is None or mention.date_end is None:
        return
    for timex in timexes:
        if timex.start < mention.date_end and mention.date_start < timex.end:
            yield timex


def _days_around(pairs: Sequence[_Pair], earliest: date | None, latest: date | None) -> list[date]:
    """The days of publication from which a relative expression could lead to one of the events."""
    days: set[date] = set()
    for first, last in {(pair.first, pair.last) for pair in pairs}:
        day, end = first - EARLIER, last + LATER
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    return sorted(day for day in days if (not earliest or day >= earliest) and (not latest or day <= latest))
