"""When an article appeared: given, else from its page or its dateline, else inferred from what the text implies.

Nothing is guessed silently. Every step that narrows the window adds a reason to `Dating.reasons`; where the text
holds no upper bound there is none, and the point is a day only where the window is one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from timeline.extraction.dates import sentence_bounds
from timeline.extraction.dates.direction import Clauses
from timeline.extraction.dating import known, stamps
from timeline.extraction.dating.clues import Clue, Text, bounds_of_text, dated_moments
from timeline.extraction.model import Article, Dating, DatingReason, KnownEvent, Mention, PublishedBasis, Timex

TimexesOf = Callable[[Dating], Sequence[Timex]]
MentionsOf = Callable[[Dating], Sequence[Mention]]


def date_article(
    article: Article,
    *,
    timexes_of: TimexesOf,
    known_events: Sequence[KnownEvent] = (),
    mentions_of: MentionsOf | None = None,
) -> Dating:
    """When the article appeared, with the reasons.

    `timexes_of` and `mentions_of` give the article's time expressions and events under an assumed dating;
    `known_events` are dated events that the text may speak of, which only `mentions_of` can find in it. The basis is
    `given`, `metadata`, `text` (a dateline), `inferred` or `unknown`.
    """
    if article.published is not None:
        return Dating.given(article.published)
    return (
        stamps.from_page(article)
        or stamps.from_dateline(article, timexes_of(Dating(PublishedBasis.UNKNOWN)))
        or _inferred(article, timexes_of, known_events, mentions_of)
    )


def _inferred(
    article: Article,
    timexes_of: TimexesOf,
    known_events: Sequence[KnownEvent],
    mentions_of: MentionsOf | None,
) -> Dating:
    """The window that all clues leave, the surest first; one that contradicts surer ones is passed over."""
    told = [t for t in timexes_of(Dating(PublishedBasis.UNKNOWN)) if not _in_boilerplate(article, t)]
    text = Text(article, tuple(told), Clauses(article.language, article.text, sentence_bounds(article.text)))
    window = _Window()
    window.narrow(stamps.limits_of_page(article))
    window.narrow(bounds_of_text(text))
    window.narrow(dated_moments(text, window.earliest, window.latest))
    if known_events and mentions_of is not None:
        window.narrow(
            known.clues(known_events, timexes_of, mentions_of, earliest=window.earliest, latest=window.latest)
        )
    return window.dating()


class _Window:
    """What is known of the day so far, and why."""

    def __init__(self) -> None:
        self.earliest: date | None = None
        self.latest: date | None = None
        self.reasons: list[DatingReason] = []

    def narrow(self, clues: Iterable[Clue]) -> None:
        for clue in clues:
            low = max(_given(self.earliest, clue.earliest), default=None)
            high = min(_given(self.latest, clue.latest), default=None)
            if (low and high and low > high) or (low, high) == (self.earliest, self.latest):
                continue
            self.earliest, self.latest = low, high
            self.reasons.append(clue.reason)

    def dating(self) -> Dating:
        known_at_all = self.earliest is not None or self.latest is not None
        basis = PublishedBasis.INFERRED if known_at_all else PublishedBasis.UNKNOWN
        return Dating(basis, self.earliest, self.latest, tuple(self.reasons))


def _given(*days: date | None) -> Iterator[date]:
    return (day for day in days if day is not None)


def _in_boilerplate(article: Article, timex: Timex) -> bool:
    return any(start <= timex.start < end for start, end in article.boilerplate)
