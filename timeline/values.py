"""Rows as the frozen values that extraction works with, and those values as columns of rows.

A stored mention and an extracted one are the same value, so matching and derivation never see a row. Reading a row
touches its document, event, place and participants: fetch them with `MentionQuerySet.with_values()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from timeline.extraction.dating import reasons
from timeline.extraction.model import (
    Article,
    Attribution,
    Basis,
    Commitment,
    Dating,
    EventKind,
    Evidence,
    Extent,
    Factuality,
    Mode,
    Participant,
    Precision,
    PublishedBasis,
    Quantity,
    Role,
    TimeSpan,
)
from timeline.extraction.model import Mention as MentionValue
from timeline.models import Document, Mention


def mention_key(mention: Mention) -> str:
    """The id of a stored mention: `<document's public id>#<anchor>`, as `extract` writes it and the log keeps it."""
    return f"{mention.document.public_id}#{mention.anchor}"


def mention_value(mention: Mention) -> MentionValue:
    """A stored mention as extraction gave it. Its `doc` is the document's public id."""
    language = mention.document.language
    place = mention.place
    return MentionValue(
        doc=mention.document.public_id,
        start=mention.start,
        end=mention.end,
        quote=mention.quote,
        trigger_start=mention.trigger_start,
        trigger_end=mention.trigger_end,
        kind=EventKind(mention.kind),
        span=mention.time,
        factuality=Factuality(mention.factuality),
        mode=Mode(mention.mode),
        commitment=Commitment(mention.commitment),
        attributions=tuple(Attribution(**row) for row in mention.attributions),
        participants=tuple(
            Participant(row.name, Role(row.role), row.actor.slug if row.actor else "")
            for row in mention.participants.all()
        ),
        place=place.name(language) if place else None,
        place_key=place.slug if place else "",
        quantities=tuple(Quantity(**row) for row in mention.quantities),
        date_text=mention.date_text or None,
        date_start=mention.date_start,
        date_end=mention.date_end,
        confidence=mention.confidence,
        trace=tuple(Evidence(**row) for row in mention.trace),
        found_as=EventKind(mention.found_as) if mention.reading else None,
    )


def mention_columns(value: MentionValue) -> dict[str, Any]:
    """The columns of a mention, all but its document, event, place, participants and state."""
    return {
        "start": value.start,
        "end": value.end,
        "quote": value.quote,
        "trigger_start": value.trigger_start,
        "trigger_end": value.trigger_end,
        "kind": value.kind.value,
        "mode": value.mode.value,
        "factuality": value.factuality.value,
        "commitment": value.commitment.value,
        "attributions": [asdict(attribution) for attribution in value.attributions],
        "quantities": [asdict(quantity) for quantity in value.quantities],
        "confidence": value.confidence,
        "trace": [asdict(step) for step in value.trace],
        **time_columns(value),
    }


def time_columns(value: MentionValue) -> dict[str, Any]:
    """The columns that say when, and the words that say so."""
    return {
        **span_columns(value.span),
        "date_text": (value.date_text or "")[:200],
        "date_start": value.date_start,
        "date_end": value.date_end,
    }


def span_columns(span: TimeSpan) -> dict[str, Any]:
    """The columns of `models.Timed`."""
    return {
        "earliest": span.earliest,
        "latest": span.latest,
        "precision": span.precision.value,
        "extent": span.extent.value,
        "approximate": span.approximate,
        "basis": span.basis.value,
    }


def span_record(span: TimeSpan) -> dict[str, Any]:
    """A time span as the log and other JSON columns keep it."""
    columns = span_columns(span)
    bounds = {name: columns[name].isoformat() if columns[name] else None for name in ("earliest", "latest")}
    return {**columns, **bounds}


def span_of(record: Mapping[str, Any]) -> TimeSpan:
    """The time span of a record of the log. Raises ValueError for bounds that do not fit the precision."""
    return TimeSpan(
        date.fromisoformat(record["earliest"]) if record.get("earliest") else None,
        date.fromisoformat(record["latest"]) if record.get("latest") else None,
        Precision(record["precision"]),
        Extent(record.get("extent", Extent.WITHIN)),
        bool(record.get("approximate", False)),
        Basis(record.get("basis", Basis.EXPLICIT)),
    )


def participant_of(record: Mapping[str, Any]) -> Participant:
    return Participant(record["name"], Role(record["role"]), record.get("key", ""))


def reading_record(value: MentionValue) -> dict[str, Any]:
    """What a mention says of its event, as JSON columns and the log keep it; the keys are `READ`.

    Not where it stands, nor how it was found. Of the attributions the source and its key, not the words of the text:
    what the log keeps outlives a takedown.
    """
    return {
        "kind": value.kind.value,
        "mode": value.mode.value,
        "time": span_record(value.span),
        "factuality": value.factuality.value,
        "commitment": value.commitment.value,
        "attributions": [{"source": said.source, "key": said.key} for said in value.attributions],
        "participants": [{"name": p.name, "role": p.role.value, "key": p.key} for p in value.participants],
        "place": value.place_key,
        "quantities": [asdict(quantity) for quantity in value.quantities],
    }


READ = (
    "kind",
    "mode",
    "time",
    "factuality",
    "commitment",
    "attributions",
    "participants",
    "place",
    "quantities",
)
"""What a reading of a mention consists of, and what a person may edit of it."""


def dating_value(document: Document) -> Dating:
    """When a stored document was published, as far as it is known."""
    return Dating(
        PublishedBasis(document.published_basis),
        document.published_earliest,
        document.published_latest,
        tuple(reasons.of_record(record) for record in document.published_reasons),
    )


def dating_columns(dating: Dating) -> dict[str, Any]:
    return {
        "published_basis": dating.basis.value,
        "published_earliest": dating.earliest,
        "published_latest": dating.latest,
        "published_reasons": [reasons.as_record(reason) for reason in dating.reasons],
    }


def article_value(document: Document) -> Article:
    """The article that a document was read from, as far as it is stored: without metadata, and named by public id."""
    dating = dating_value(document)
    return Article(
        doc=document.public_id,
        text=document.text,
        language=document.language,
        published=dating.day if dating.basis is PublishedBasis.GIVEN else None,
        title=document.title,
        outlet=document.outlet.name if document.outlet else "",
        url=document.url,
        boilerplate=tuple((int(first), int(last)) for first, last in document.boilerplate),
    )
