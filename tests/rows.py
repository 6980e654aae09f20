"""Rows for tests that say only what matters to them; everything else is filled in so that the database accepts it."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, date, datetime
from typing import Any

from timeline.models import Decision, Document, Event, Mention, Outlet

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
