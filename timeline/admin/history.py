"""The decision log as the desk shows it: sentences, where they lead, and what can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from timeline import curation, deeds
from timeline.deeds import Change, Names
from timeline.models import Decision, Document, Event

Verb = Decision.Verb


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as the history shows it. `url` leads to what was decided on, if it is still there."""

    decision: Decision
    sentence: str
    changes: tuple[Change, ...]
    url: str
    undone: bool

    @property
    def undoable(self) -> bool:
        """Whether `curation.undo` can take it back: not undoing itself, nor what cannot be brought back."""
        entered = self.decision.verb == Verb.EDIT and self.decision.target.startswith("event:")
        return not self.undone and not entered and self.decision.verb not in (Verb.UNDO, Verb.TAKE_DOWN)


def told(subject: Event | Document) -> tuple[Entry, ...]:
    """The acts on an event or a document and on what belongs to it, the latest first."""
    return tell(reversed(curation.history(subject)))


def tell(decisions: Iterable[Decision]) -> tuple[Entry, ...]:
    """The decisions in their order, in a constant number of queries.

    Select `undoes` and `undone_by` with them.
    """
    rows = list(decisions)
    names = Names.of(rows)
    return tuple(
        Entry(
            row,
            deeds.sentence(row, names),
            deeds.changes(row, names),
            target_url(row.target, names),
            undone=hasattr(row, "undone_by"),
        )
        for row in rows
    )


def target_url(target: str, names: Names) -> str:
    """The screen on which the target is decided; empty if it is gone."""
    kind, _colon, name = target.partition(":")
    if kind == "event":
        event = names.events.get(name)
        return reverse("admin:timeline_event_change", args=[event.pk]) if event else ""
    public_id, _colon, anchor = name.partition(":")
    document = names.documents.get(public_id)
    if document is None:
        return ""
    url = reverse("admin:timeline_document_change", args=[document.pk])
    return f"{url}#card-{anchor}" if anchor else url
