"""Stored documents read anew, by a newer extractor or under another publication date.

What was proposed is replaced by what is proposed now. What a person decided on stays as it is: an accepted, rejected or
edited mention is not proposed again, and where the newer reading of one differs, that difference becomes a proposal of
its own (`Mention.newer`). Only times follow a publication date that a person confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from timeline import edits
from timeline.block import kinds_of_copies
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extraction.model import Dating, Extraction
from timeline.extraction.model import Mention as MentionValue
from timeline.extraction.pipeline import extract
from timeline.extractors import Extractor
from timeline.findings import Findings, find_again, find_redated
from timeline.grouping import Regrouping, regroup, writing
from timeline.ingest import Overtaken
from timeline.mention_rows import digest, rewrite_mention, write_mentions, write_relations
from timeline.models import Decision, Document, Event, Mention
from timeline.near_copies import mark_copies
from timeline.projection import rederive
from timeline.values import article_value, dating_columns, dating_value, reading_record, time_columns

__all__ = ["Renewal", "extract_document", "read_again", "renew", "reread", "same_mentions"]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a new reading did to a document's mentions.

    `proposed` are new, `renewed` are proposals that say something else now, `gone` are proposals that are no longer
    made, `differing` are mentions that a person decided on and that are read otherwise now.
    """

    proposed: int = 0
    renewed: int = 0
    gone: int = 0
    differing: int = 0
    regrouping: Regrouping = field(default_factory=Regrouping)

    @property
    def changed(self) -> bool:
        return bool(self.proposed or self.renewed or self.gone or self.differing)


def extract_document(document: Document, dating: Dating | None = None) -> Extraction:
    """What the rules find in a stored document today; writes nothing."""
    return extract(article_value(document), packaged_and_curated_lexicon(), dating=dating or dating_value(document))


def reread(document: Document, dating: Dating, *, at: datetime | None = None) -> Renewal:
    """Dates a stored document and its mentions anew. Asks no other host, so it may be part of a longer transaction."""
    with writing():
        return _write(document, find_redated(document, dating), at)


def read_again(document: Document, extractor: Extractor | None = None) -> Findings:
    """What the configured extractor finds in a stored document. Call it outside of any transaction, then `renew`.

    Raises ExtractorError where it cannot be asked, Overtaken where the text is gone.
    """
    if document.taken_down_at:
        raise Overtaken("the document was taken down")
    return find_again(document, extractor)


def renew(document: Document, findings: Findings, *, at: datetime | None = None) -> Renewal:
    """Writes what was found in a stored document by `read_again`.

    Raises Overtaken and leaves nothing behind where the document was dated anew, taken down or deleted meanwhile.
    """
    with writing():
        current = Document.objects.filter(pk=document.pk, taken_down_at=None).select_related("outlet").first()
        if current is None or dating_value(current) != dating_value(document):
            raise Overtaken("the document changed while it was read")
        return _write(current, findings, at)


def _write(document: Document, findings: Findings, at: datetime | None) -> Renewal:
    extraction = findings.extraction
    redated = extraction.dating != dating_value(document)
    Document.objects.filter(pk=document.pk).update(
        extractor_version=findings.extractor,
        lexicon_version=findings.lexicon.version,
        **dating_columns(extraction.dating),
    )
    stored = list(Mention.objects.filter(document=document).with_values().order_by("start", "trigger_start", "kind"))
    same = same_mentions(stored, extraction.mentions)
    rows: dict[str, int] = {}
    events: dict[str, int | None] = {}
    renewed = gone = differing = 0
    for mention in stored:
        value = same.get(mention.pk)
        if mention.state != Mention.State.PROPOSED or mention.by_hand or mention.reading:
            if value is not None:
                rows[value.id] = mention.pk
                differing += _propose_beside(mention, value, findings, redated)
        elif value is None:
            mention.delete()
            gone += 1
        elif value.anchor == mention.anchor:
            renewed += mention.read_as != digest(value)
            rewrite_mention(mention, value, findings)
            rows[value.id] = mention.pk
        else:  # the same mention, named after another word
            events[value.id] = mention.event_id
            mention.delete()
            renewed += 1
    new = [value for value in extraction.mentions if value.id not in rows]
    rows |= write_mentions(document, new, findings, events)
    write_relations(document, findings, rows)
    kinds = {mention.kind for mention in stored} | {value.kind.value for value in extraction.mentions}
    recounted = mark_copies(Document.objects.get(pk=document.pk)) if redated else set()
    regrouping = regroup(kinds | kinds_of_copies([document.pk]), findings.lexicon)
    touched = {mention.event_id for mention in stored if mention.event_id is not None}
    _drop_forgotten(touched)
    rederive(regrouping.changed | touched | recounted, at=at)
    return Renewal(len(new) - len(events), renewed, gone, differing, regrouping)


def _propose_beside(mention: Mention, value: MentionValue, findings: Findings, redated: bool) -> bool:
    """Keeps the newer reading of a mention that a person decided on, if it differs and was not proposed before.

    Returns whether it is a new proposal.
    """
    if redated:
        mention = _redate(mention, value)
    read_as, record, newer = digest(value), reading_record(value), mention.newer
    if record in (edits.said(mention), edits.found(mention)):
        newer = None
    elif read_as != mention.read_as and mention.state == Mention.State.ACCEPTED and not mention.by_hand:
        newer = {**record, "extractor": findings.extractor}
    fresh = newer is not None and newer != mention.newer
    Mention.objects.filter(pk=mention.pk).update(newer=newer, read_as=read_as)
    return fresh


def _redate(mention: Mention, value: MentionValue) -> Mention:
    """Lets the time follow a new publication date, unless a person set it."""
    columns = time_columns(value)
    if mention.reading:
        if edits.said(mention)["time"] != mention.reading["time"]:
            columns = {}
        columns["reading"] = {**mention.reading, "time": reading_record(value)["time"]}
    Mention.objects.filter(pk=mention.pk).update(**columns)
    redated: Mention = Mention.objects.with_values().get(pk=mention.pk)
    return redated


def same_mentions(stored: Sequence[Mention], values: Sequence[MentionValue]) -> dict[int, MentionValue]:
    """Which stored mention, by primary key, is which of a new reading: the kind and half of the stored quote agree.

    One to one, the nearest triggers first, so that the same anchor always means the same mention.
    """
    candidates = []
    for mention in stored:
        for value in values:
            common = min(mention.end, value.end) - max(mention.start, value.start)
            if (value.found_as or value.kind) == mention.found_as and 2 * common >= mention.end - mention.start:
                distance = abs(mention.trigger_start - value.trigger_start) + abs(
                    mention.trigger_end - value.trigger_end
                )
                candidates.append((distance, -common, mention.trigger_start, value.trigger_start, mention.pk, value))
    found: dict[int, MentionValue] = {}
    taken: set[str] = set()
    for *_, pk, value in sorted(candidates, key=lambda candidate: candidate[:5]):
        if pk not in found and value.id not in taken:
            found[pk] = value
            taken.add(value.id)
    return found


def _drop_forgotten(events: Iterable[int]) -> None:
    """Removes events that nothing tells of any more, unless a person decided on them or an old id leads to them."""
    bare = Event.objects.filter(pk__in=set(events), mentions=None, by_hand=False, merged=None)
    for event in bare.exclude(review=Event.Review.MERGED):
        if not Decision.objects.filter(target=f"event:{event.public_id}").exists():
            event.delete()
