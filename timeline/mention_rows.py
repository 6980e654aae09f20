"""What was found in a document as rows: its mentions with their participants and places, and how they are related."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from timeline.curated_lexicon import actor_rows, place_rows
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import Mention as MentionValue
from timeline.findings import Findings
from timeline.models import Document, Mention, MentionParticipant, MentionRelation
from timeline.values import mention_columns, reading_record


def write_mentions(
    document: Document,
    values: Sequence[MentionValue],
    findings: Findings,
    events: Mapping[str, int | None] | None = None,
) -> dict[str, int]:
    """New rows for mentions; their primary keys by id. `events`: those that they belong to already."""
    places = place_rows((value.place_key for value in values), findings.lexicon)
    rows = Mention.objects.bulk_create(
        Mention(
            document=document,
            event_id=(events or {}).get(value.id),
            place=places.get(value.place_key),
            extractor_version=findings.extractor,
            lexicon_version=findings.lexicon.version,
            read_as=digest(value),
            **mention_columns(value),
        )
        for value in values
    )
    _write_participants(dict(zip((row.pk for row in rows), values, strict=True)), findings.lexicon)
    return {value.id: row.pk for value, row in zip(values, rows, strict=True)}


def rewrite_mention(mention: Mention, value: MentionValue, findings: Findings) -> None:
    """Brings a proposed mention up to date with a new reading."""
    Mention.objects.filter(pk=mention.pk).update(
        place=place_rows([value.place_key], findings.lexicon).get(value.place_key),
        extractor_version=findings.extractor,
        lexicon_version=findings.lexicon.version,
        read_as=digest(value),
        **mention_columns(value),
    )
    MentionParticipant.objects.filter(mention=mention).delete()
    _write_participants({mention.pk: value}, findings.lexicon)


def write_relations(document: Document, findings: Findings, rows: Mapping[str, int]) -> None:
    """The relations of a document's mentions as the new reading has them. `rows`: primary keys by id."""
    MentionRelation.objects.filter(source__document=document).delete()
    MentionRelation.objects.bulk_create(
        MentionRelation(source_id=rows[relation.source], target_id=rows[relation.target], type=relation.type.value)
        for relation in dict.fromkeys(findings.extraction.relations)
        if relation.source in rows and relation.target in rows and relation.source != relation.target
    )


def digest(value: MentionValue) -> str:
    """Stands for what a mention says, so that the same reading is known again."""
    record = json.dumps(reading_record(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(record.encode()).hexdigest()[:16]


def _write_participants(mentions: Mapping[int, MentionValue], lexicon: Lexicon) -> None:
    actors = actor_rows((p.key for value in mentions.values() for p in value.participants), lexicon)
    MentionParticipant.objects.bulk_create(
        MentionParticipant(
            mention_id=pk,
            actor=actors.get(participant.key),
            name=participant.name[:200],
            role=participant.role.value,
            position=position,
        )
        for pk, value in mentions.items()
        for position, participant in enumerate(
            {(participant.name[:200], participant.role): participant for participant in value.participants}.values()
        )
    )
