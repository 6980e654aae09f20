"""The order of the stages, and nothing else.

Each stage takes what the stages before it found and adds one thing; `Reading` is what the stages of sentences, dates
and actors know of an article together, and what the stages of events are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from timeline.extraction import actors as actor_stage
from timeline.extraction import dates, factuality, kinds, relations, times, venues
from timeline.extraction.dating import date_article
from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import (
    ActorHit,
    Article,
    Dating,
    Extraction,
    KnownEvent,
    Mention,
    PlaceHit,
    Sentence,
    Timex,
)
from timeline.extraction.sentences import split


@frozen
class Reading:
    """An article as far as it is understood before anybody looks for events; everything in text order."""

    article: Article
    dating: Dating
    sentences: tuple[Sentence, ...]
    timexes: tuple[Timex, ...]
    actors: tuple[ActorHit, ...]
    places: tuple[PlaceHit, ...]
    lexicon: Lexicon

    @property
    def text(self) -> str:
        return self.article.text

    @property
    def language(self) -> str:
        return self.article.language

    @property
    def day(self) -> date | None:
        """The publication day, if it is known to be one."""
        return self.dating.day


def read(
    article: Article, lexicon: Lexicon, known_events: Sequence[KnownEvent] = (), dating: Dating | None = None
) -> Reading:
    """The stages before the events. Without `dating` the publication date is taken from the article or inferred."""
    sentences = split(article.text, article.language, article.boilerplate)
    dating = dating or _dating(article, sentences, known_events, lexicon)
    actors, places = actor_stage.find(sentences, article.language, lexicon, dating.day or dating.latest)
    return Reading(article, dating, sentences, _timexes(article, sentences, dating), actors, places, lexicon)


def timexes(article: Article, dating: Dating | None = None) -> tuple[Timex, ...]:
    """The time expressions of an article alone."""
    sentences = split(article.text, article.language, article.boilerplate)
    return _timexes(article, sentences, dating or _dating(article, sentences))


def extract(
    article: Article, lexicon: Lexicon, known_events: Sequence[KnownEvent] = (), dating: Dating | None = None
) -> Extraction:
    """Everything that can be read from one article: its date, sentences, time expressions, mentions and relations.

    A pure function: the same arguments give the same result, in any process. Mentions are in text order, unclustered;
    `match.cluster` puts those of one event together. Raises nothing for any text.
    """
    reading = read(article, lexicon, known_events, dating)
    candidates = kinds.find(reading)
    judgements = factuality.judge(candidates, reading)
    timings = times.locate([(c, judged[0]) for c, judged in zip(candidates, judgements, strict=True)], reading)
    told = [
        venues.Told(candidate, judged[0], timing.span)
        for candidate, judged, timing in zip(candidates, judgements, timings, strict=True)
    ]
    candidates = venues.place(told, reading)
    reported: dict[str, tuple[kinds.Candidate, Mention]] = {}
    for candidate, judged, timing in zip(candidates, judgements, timings, strict=True):
        mention = _mention(candidate, judged, timing, reading)
        reported.setdefault(mention.id, (candidate, mention))
    pairs = tuple(sorted(reported.values(), key=lambda pair: (pair[1].start, pair[1].trigger_start, pair[1].id)))
    return Extraction(
        article=article,
        dating=reading.dating,
        sentences=reading.sentences,
        timexes=reading.timexes,
        mentions=tuple(mention for _, mention in pairs),
        relations=relations.relate(pairs, reading),
    )


def _mention(candidate: kinds.Candidate, judged: factuality.Judged, timing: times.Timing, reading: Reading) -> Mention:
    status, commitment, attributions, why_status = judged
    cut = reading.text[timing.start : timing.end] if timing.start is not None else None
    return Mention(
        doc=reading.article.doc,
        start=candidate.start,
        end=candidate.end,
        quote=reading.text[candidate.start : candidate.end],
        trigger_start=candidate.trigger_start,
        trigger_end=candidate.trigger_end,
        kind=candidate.kind,
        mode=candidate.mode,
        span=timing.span,
        factuality=status,
        commitment=commitment,
        attributions=attributions,
        participants=candidate.participants,
        place=candidate.place,
        place_key=candidate.place_key,
        quantities=candidate.quantities,
        date_text=cut,
        date_start=timing.start,
        date_end=timing.end,
        confidence=candidate.confidence,
        trace=(*candidate.trace, *why_status, *timing.trace),
    )


def _timexes(article: Article, sentences: Sequence[Sentence], dating: Dating) -> tuple[Timex, ...]:
    return dates.tag(article.text, article.language, dating, sentences)


def _dating(
    article: Article,
    sentences: Sequence[Sentence],
    known_events: Sequence[KnownEvent] = (),
    lexicon: Lexicon | None = None,
) -> Dating:
    def timexes_of(assumed: Dating) -> tuple[Timex, ...]:
        return _timexes(article, sentences, assumed)

    def mentions_of(assumed: Dating) -> tuple[Mention, ...]:
        return extract(article, lexicon, dating=assumed).mentions if lexicon else ()

    return date_article(article, timexes_of=timexes_of, known_events=known_events, mentions_of=mentions_of)
