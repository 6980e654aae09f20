"""What a mention says once people have edited it.

Its columns hold what is in force: the machine's reading, and over it the fields that edits in force name, the latest
last. `Mention.reading` keeps the machine's reading as long as there is an edit, so that undoing brings it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from timeline.curated_lexicon import actor_rows, packaged_and_curated_lexicon, place_rows
from timeline.models import Mention, MentionParticipant
from timeline.values import READ, mention_value, reading_record, span_columns, span_of

_COLUMNS = ("kind", "mode", "factuality", "commitment", "quantities")
"""Fields of a reading that are columns as they stand."""


def said(mention: Mention) -> dict[str, Any]:
    """What a mention says now, as `values.reading_record`. Fetch it `with_values()`."""
    return reading_record(mention_value(mention))


def found(mention: Mention) -> dict[str, Any]:
    """What the machine read there, whatever people made of it."""
    if mention.reading is None:
        return said(mention)
    return {name: mention.reading[name] for name in READ}


def apply(mention: Mention, fields: Mapping[str, Any]) -> bool:
    """Writes the machine's reading with these fields in place of its own; without any, the reading itself again.

    Returns whether anything was written. The row that is passed in is not updated.
    """
    if not fields and mention.reading is None:
        return False
    reading, now = found(mention), said(mention)
    wanted = {**reading, **fields}
    kept = reading if fields else None
    if wanted == now and (mention.reading is not None) == (kept is not None):
        return False
    cues = _cues(mention)
    _write(mention, wanted, {name for name in wanted if wanted[name] != now[name]}, cues)
    Mention.objects.filter(pk=mention.pk).update(reading={**kept, "cues": cues} if kept else None)
    return True


def write(mention: Mention, record: Mapping[str, Any]) -> None:
    """Writes what a mention says, a whole record of `values.READ`, as its first reading."""
    _write(mention, record, set(record), {})


def _cues(mention: Mention) -> dict[str, str]:
    """The words of the text that name each source of the machine's reading."""
    if mention.reading is not None:
        return dict(mention.reading.get("cues", {}))
    return {told["source"]: told.get("cue", "") for told in mention.attributions}


def _write(mention: Mention, record: Mapping[str, Any], changed: set[str], cues: Mapping[str, str]) -> None:
    lexicon = packaged_and_curated_lexicon()
    columns: dict[str, Any] = {name: record[name] for name in _COLUMNS if name in changed}
    if "time" in changed:
        columns |= span_columns(span_of(record["time"]))
    if "place" in changed:
        columns["place"] = place_rows([record["place"]], lexicon).get(record["place"])
    if "attributions" in changed:
        columns["attributions"] = [
            {"source": row["source"], "cue": cues.get(row["source"], ""), "key": row["key"]}
            for row in record["attributions"]
        ]
    if columns:
        Mention.objects.filter(pk=mention.pk).update(**columns)
    if "participants" in changed:
        _write_participants(mention, record["participants"])


def _write_participants(mention: Mention, records: Sequence[Mapping[str, str]]) -> None:
    actors = actor_rows((record["key"] for record in records), packaged_and_curated_lexicon())
    distinct = {(record["name"], record["role"]): record for record in records}.values()
    MentionParticipant.objects.filter(mention=mention).delete()
    MentionParticipant.objects.bulk_create(
        MentionParticipant(
            mention=mention,
            actor=actors.get(record["key"]),
            name=record["name"],
            role=record["role"],
            position=position,
        )
        for position, record in enumerate(distinct)
    )
