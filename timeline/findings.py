"""What an extractor finds in an article or in a stored document. Nothing here writes, and nothing holds a transaction.

An extractor may take minutes and ask another host; so it is asked first, and what it found is written afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from timeline import extractors
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import (
    Article,
    Basis,
    Dating,
    EventKind,
    Extraction,
    KnownEvent,
    RelationType,
    TimeSpan,
    Timex,
)
from timeline.extraction.model import Mention as MentionValue
from timeline.extraction.model import MentionRelation as RelationValue
from timeline.extraction.pipeline import timexes
from timeline.extractors import RULES, Extractor, ExtractorError
from timeline.models import Document, Event, Mention, MentionRelation
from timeline.values import article_value, dating_value, mention_key, mention_value

LLM = "llm:"
"""How the version of an extractor begins that asks a language model."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, with which lexicon, and the version of the extractor that found it.

    `trouble` says why the configured extractor could not read the article; then the rules did.
    """

    extraction: Extraction
    lexicon: Lexicon
    extractor: str
    trouble: str = ""


def find(article: Article, dating: Dating | None = None, extractor: Extractor | None = None) -> Findings:
    """Reads an article with the configured extractor, or with the rules where that one cannot read it just now.

    `extractor` takes the place of the configured one.
    """
    lexicon = packaged_and_curated_lexicon()
    known = _known_events(article)
    try:
        reader = extractor or extractors.configured()
        return Findings(reader(article, lexicon, known, dating), lexicon, reader.version)
    except ExtractorError as error:
        return Findings(RULES(article, lexicon, known, dating), lexicon, RULES.version, str(error))


def find_again(document: Document, extractor: Extractor | None = None) -> Findings:
    """Reads a stored document anew, under the publication date that it has. Raises ExtractorError."""
    lexicon = packaged_and_curated_lexicon()
    reader = extractor or extractors.configured()
    return Findings(reader(article_value(document), lexicon, (), dating_value(document)), lexicon, reader.version)


def find_redated(document: Document, dating: Dating) -> Findings:
    """What is found in a stored document once it is known when it was published. Asks no other host.

    The rules read it again. What a language model found stays as it is; only the times follow that rest on the day of
    publication.
    """
    lexicon = packaged_and_curated_lexicon()
    article = article_value(document)
    if not document.extractor_version.startswith(LLM):
        return Findings(RULES(article, lexicon, (), dating), lexicon, RULES.version)
    before = dating_value(document)
    stored = Mention.objects.filter(document=document, by_hand=False).with_values().order_by("start", "trigger_start")
    old, new = (_spans(timexes(article, of)) for of in (before, dating))
    extraction = Extraction(
        article=article,
        dating=dating,
        sentences=(),
        timexes=(),
        mentions=tuple(_redated(mention_value(row), before, dating, old, new) for row in stored),
        relations=_stored_relations(document),
    )
    return Findings(extraction, lexicon, document.extractor_version)


# ---- times that rest on the day of publication -----------------------------------------------------------------------

Spans = dict[tuple[int, int], TimeSpan]


def _spans(found: Sequence[Timex]) -> Spans:
    return {(timex.start, timex.end): timex.span for timex in found if timex.span}


def _redated(mention: MentionValue, before: Dating, after: Dating, old: Spans, new: Spans) -> MentionValue:
    """A mention with the time that its words mean now, if until now it had the time that they meant before."""
    span = mention.span
    for place, meant in old.items():
        touches = place[0] < (mention.date_end or 0) and (mention.date_start or 0) < place[1]
        if touches and (meant.earliest, meant.latest) == (span.earliest, span.latest) and place in new:
            return replace(mention, span=replace(new[place], basis=span.basis))
    if mention.date_start is None and span.basis in (Basis.BOUNDED, Basis.PUBLICATION_WINDOW):
        if span.latest is not None and span.latest == before.latest and after.latest and span.earliest is None:
            return replace(mention, span=replace(span, latest=after.latest))
        if span.earliest is not None and span.earliest == before.earliest and after.earliest and span.latest is None:
            return replace(mention, span=replace(span, earliest=after.earliest))
    return mention


def _stored_relations(document: Document) -> tuple[RelationValue, ...]:
    rows = MentionRelation.objects.filter(source__document=document).select_related(
        "source__document", "target__document"
    )
    return tuple(
        RelationValue(mention_key(row.source), mention_key(row.target), RelationType(row.type))
        for row in rows.order_by("pk")
    )


def _known_events(article: Article) -> list[KnownEvent]:
    """Published events with a date, from which the publication date of an article without one can be inferred."""
    if article.published is not None or {"published", "date"} & article.metadata.keys():
        return []
    dated = Event.objects.published().exclude(sort_date=None).prefetch_related("participants__actor")
    return [
        KnownEvent(
            EventKind(event.kind),
            event.time,
            frozenset(row.actor.slug for row in event.participants.all() if row.actor),
        )
        for event in dated.order_by("public_id")
    ]
