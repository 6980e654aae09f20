"""Rows for tests that say only what matters to them; everything else is filled in so that the database accepts it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from timeline.curated_lexicon import actor_rows, packaged_and_curated_lexicon
from timeline.grouping import regroup, writing
from timeline.models import (
    Decision,
    Document,
    Event,
    EventParticipant,
    EventRelation,
    Mention,
    MentionParticipant,
    Outlet,
)
from timeline.projection import rederive

NOON = datetime(2024, 7, 1, 12, tzinfo=UTC)


def an_outlet(name: str = "Morgenblatt", **columns: Any) -> Outlet:
    outlet: Outlet = Outlet.objects.create(**{"slug": name.lower().replace(" ", "-"), "name": name, **columns})
    return outlet


def a_document(text: str, **columns: Any) -> Document:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    given = {
        "public_id": sha256[:12],
        "sha256": sha256,
        "text": text,
        "length": len(text),
        "language": "de",
        "published_earliest": date(2024, 6, 13),
        "published_latest": date(2024, 6, 13),
        "published_basis": "given",
    }
    document: Document = Document.objects.create(**{**given, **columns})
    return document


def a_mention(document: Document, passage: str, trigger: str = "", **columns: Any) -> Mention:
    """A mention of a passage of the document; `trigger` is the word that names the event, else its first."""
    start = document.text.index(passage)
    trigger = trigger or passage.split()[0]
    trigger_start = document.text.index(trigger, start)
    given = {
        "start": start,
        "end": start + len(passage),
        "quote": passage,
        "trigger_start": trigger_start,
        "trigger_end": trigger_start + len(trigger),
        "kind": "visit",
        "factuality": "occurred",
        **DAY,
    }
    mention: Mention = Mention.objects.create(document=document, **{**given, **columns})
    return mention


DAY = {"earliest": date(2024, 6, 19), "latest": date(2024, 6, 19), "precision": "day"}


def an_event(**columns: Any) -> Event:
    given = {"public_id": uuid.uuid4().hex[:12], "kind": "visit", "title_de": "Besuch", "title_en": "Visit", **DAY}
    event: Event = Event.objects.create(**{**given, **columns})
    return event


def a_decision(**columns: Any) -> Decision:
    given = {"verb": "publish", "target": "event:none", "by": "Mara", "at": NOON}
    decision: Decision = Decision.objects.create(**{**given, **columns})
    return decision


def told(
    sentence: str,
    *,
    kind: str = "visit",
    who: Sequence[tuple[str, str]] = (("sergei-lavrov", "actor"), ("north-korea", "recipient")),
    day: date = date(2023, 10, 18),
    published: date = date(2023, 10, 20),
    outlet: Outlet | None = None,
    **columns: Any,
) -> Mention:
    """A mention in a document of its own that says just this sentence; `who` are lexicon keys with their roles."""
    document = a_document(sentence, published_earliest=published, published_latest=published, outlet=outlet)
    span = {"earliest": day, "latest": day, "precision": "day"}
    mention = a_mention(document, sentence, kind=kind, **{**span, **columns})
    lexicon = packaged_and_curated_lexicon()
    actors = actor_rows((key for key, _ in who), lexicon)
    for position, (key, role) in enumerate(who):
        MentionParticipant.objects.create(
            mention=mention, actor=actors[key], name=actors[key].name_de, role=role, position=position
        )
    return mention


def settle(*mentions: Mention) -> list[Event]:
    """Groups mentions and derives their events, as an ingest does; the events in the order of the mentions."""
    with writing():
        changed = regroup({mention.kind for mention in mentions}, packaged_and_curated_lexicon()).changed
        rederive(changed, at=NOON)
    return [event_of(mention) for mention in mentions]


def event_of(mention: Mention) -> Event:
    event: Event = Event.objects.get(mentions=mention)
    return event


@contextmanager
def rolled_back() -> Iterator[None]:
    """Everything that is written inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def columns_of_everything() -> dict[str, list[dict[str, Any]]]:
    """All that is derived, by table, without row ids and without the time of the last change."""
    events = Event.objects.order_by("public_id")
    columns = [f.attname for f in Event._meta.concrete_fields if f.name not in ("id", "updated_at", "merged_into")]
    return {
        "events": list(events.values(*columns, "merged_into__public_id")),
        "mentions": list(
            Mention.objects.order_by("document__public_id", "start", "trigger_start", "kind").values(
                "document__public_id", "trigger_start", "kind", "state", "event__public_id"
            )
        ),
        "participants": list(
            EventParticipant.objects.order_by("event__public_id", "position").values(
                "event__public_id", "name", "role", "position", "actor__slug"
            )
        ),
        "relations": list(
            EventRelation.objects.order_by("source__public_id", "target__public_id", "type").values(
                "source__public_id", "target__public_id", "type"
            )
        ),
    }
