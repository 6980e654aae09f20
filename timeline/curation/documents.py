"""Acts on documents: when one was published, and that its text must go."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from timeline.curation.acting import CurationError, Stamp, User, Verb, record, regroup_and_rederive
from timeline.extraction.dating import reasons
from timeline.extraction.model import Dating, DatingReason, PublishedBasis
from timeline.grouping import writing
from timeline.models import Decision, Document
from timeline.rereading import reread
from timeline.values import dating_value


def confirm_date(
    document: Document, day: date, *, user: User | None, reason: str = "", stamp: Stamp | None = None
) -> Decision:
    """Says on which day a document was published. All its mentions are dated anew; nothing else decided changes."""
    with writing():
        document = Document.objects.select_related("outlet").get(pk=document.pk)
        if document.taken_down_at:
            raise CurationError(_("The document was taken down: its text cannot be read again."))
        before = dating_value(document)
        if before.basis is PublishedBasis.GIVEN and before.day == day:
            raise CurationError(_("This publication date is confirmed already."))
        payload = {"day": day.isoformat(), "before": _dating_record(before)}
        decision = record(Verb.CONFIRM_DATE, f"document:{document.public_id}", payload, user, reason, stamp)
        reread(document, dating_in_force(document), at=decision.at)
    return decision


def take_down(document: Document, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Removes the text of a document and of its quotes for good. Offsets, hash and decisions stay.

    Its mentions are grouped anew at once, without the words: else that would happen with the next document, whichever.
    """
    with writing():
        document = Document.objects.get(pk=document.pk)
        if document.taken_down_at:
            raise CurationError(_("This document was taken down already."))
        decision = record(Verb.TAKE_DOWN, f"document:{document.public_id}", {}, user, reason, stamp)
        document.text, document.title, document.taken_down_at = "", "", decision.at
        document.save(update_fields=["text", "title", "taken_down_at"])
        for mention in document.mentions.all():
            mention.quote = mention.date_text = ""
            mention.attributions = [{**said, "cue": ""} for said in mention.attributions]
            mention.trace = [{**step, "text": ""} for step in mention.trace]
            mention.reading = {**mention.reading, "cues": {}} if mention.reading else None
            mention.save(update_fields=["quote", "date_text", "attributions", "trace", "reading"])
        _redact(document)
        mentions = list(document.mentions.all())
        regroup_and_rederive({m.kind for m in mentions}, [m.event_id for m in mentions], decision)
    return decision


def _redact(document: Document) -> None:
    """Takes the quotes out of decisions of earlier versions, which kept them. The log lets nothing else be changed."""
    for decision in Decision.objects.filter(
        target__startswith=f"mention:{document.public_id}:", payload__has_key="quote"
    ):
        payload = {key: value for key, value in decision.payload.items() if key != "quote"}
        Decision.objects.filter(pk=decision.pk).update(payload=payload)


def _dating_record(dating: Dating) -> dict[str, Any]:
    return {
        "basis": dating.basis.value,
        "earliest": dating.earliest.isoformat() if dating.earliest else None,
        "latest": dating.latest.isoformat() if dating.latest else None,
        "reasons": [reasons.as_record(reason) for reason in dating.reasons],
    }


def dating_in_force(document: Document) -> Dating:
    """The last confirmed publication date or, where none is confirmed any more, what was known before the first."""
    acts = Decision.objects.filter(target=f"document:{document.public_id}", verb=Verb.CONFIRM_DATE).order_by("at", "id")
    last = acts.in_force().last()
    if last is not None:
        day = date.fromisoformat(last.payload["day"])
        return Dating(PublishedBasis.GIVEN, day, day, (DatingReason.of("confirmed", by=last.by),))
    first = acts.first()
    if first is None:
        return dating_value(document)
    before = first.payload["before"]
    earliest, latest = (date.fromisoformat(before[side]) if before[side] else None for side in ("earliest", "latest"))
    return Dating(
        PublishedBasis(before["basis"]),
        earliest,
        latest,
        tuple(map(reasons.of_record, before["reasons"])),
    )
