"""The output of `manage.py extract`: plain dicts, one a line, as a stable contract.

Keys are only ever added. Dates are `YYYY-MM-DD` or None, spans inclusive, offsets code points with the end exclusive.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from timeline.extraction.dating.reasons import sentence
from timeline.extraction.model import Extraction, Mention, MentionRelation, Timex

Record = dict[str, Any]


def document_record(extraction: Extraction) -> Record:
    """One article. For an HTML page it carries the `text` too, which is new and to which the offsets refer."""
    article, dating = extraction.article, extraction.dating
    record: Record = {
        "record": "document",
        "doc": article.doc,
        "language": article.language,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "origin": article.metadata.get("origin", ""),
        "published": _iso(dating.day),
        "published_earliest": _iso(dating.earliest),
        "published_latest": _iso(dating.latest),
        "published_basis": dating.basis.value,
        "published_reasons": [sentence(reason) for reason in dating.reasons],
    }
    return record | {"text": article.text} if article.metadata.get("format") == "html" else record


def mention_record(mention: Mention, cluster: str | None = None) -> Record:
    """One report of an event; `cluster` names the group of mentions that tell of the same one, in any document."""
    span = mention.span
    return {
        "record": "mention",
        "doc": mention.doc,
        "id": mention.id,
        "kind": mention.kind.value,
        "mode": mention.mode.value,
        "earliest": _iso(span.earliest),
        "latest": _iso(span.latest),
        "precision": span.precision.value,
        "extent": span.extent.value,
        "approximate": span.approximate,
        "basis": span.basis.value,
        "date_text": mention.date_text,
        "factuality": mention.factuality.value,
        "commitment": mention.commitment.value,
        "attribution": [{"source": said.source, "cue": said.cue} for said in mention.attributions],
        "participants": [{"name": who.name, "role": who.role.value} for who in mention.participants],
        "place": mention.place,
        "quantities": [
            {"low": much.low, "high": much.high, "unit": much.unit, "of": much.of} for much in mention.quantities
        ],
        "quote": mention.quote,
        "start": mention.start,
        "end": mention.end,
        "cluster": cluster or mention.cluster,
        "confidence": mention.confidence,
        "rule": mention.rule,
    }


def relation_record(relation: MentionRelation) -> Record:
    return {"record": "relation", "from": relation.source, "to": relation.target, "type": relation.type.value}


def timex_record(doc: str, timex: Timex) -> Record:
    """A time expression as TIMEX3 has it."""
    return {
        "record": "timex",
        "doc": doc,
        "start": timex.start,
        "end": timex.end,
        "type": timex.type.value,
        "value": timex.value,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
