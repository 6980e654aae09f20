"""The decision log as the desk shows it: sentences, where they lead, and what can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from timeline import curation, deeds, rights
from timeline.deeds import Change, Names
from timeline.models import Decision, Document, Event
from timeline.rights import User

Verb = Decision.Verb


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as the history shows it. `url` leads to what was decided on, if it is still there."""

    decision: Decision
    sentence: str
    changes: tuple[Change, ...]
    url: str
    undone: bool
    permitted: bool

    @property
    def undoable(self) -> bool:
        """Whether `curation.undo` can take it back for this viewer: not undoing itself, nor what is gone for good."""
        entered = self.decision.verb == Verb.EDIT and self.decision.target.startswith("event:")
        gone = self.decision.verb in (Verb.UNDO, Verb.TAKE_DOWN)
        return self.permitted and not self.undone and not entered and not gone


def told(subject: Event | Document, viewer: User) -> tuple[Entry, ...]:
    """The acts on an event or a document and on what belongs to it, the latest first."""
    return tell(reversed(curation.history(subject)), viewer)


def tell(decisions: Iterable[Decision], viewer: User | None = None) -> tuple[Entry, ...]:
    """The decisions in their order, in a constant number of queries; without a viewer, none can be undone.

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
            permitted=viewer is not None and _permitted(row, viewer, names),
        )
        for row in rows
    )


def _permitted(decision: Decision, viewer: User, names: Names) -> bool:
    event = names.events.get(decision.target.removeprefix("event:"))
    published = event is not None and event.review == Event.Review.PUBLISHED
    return rights.may_given(viewer, decision.verb, decision.target, published=published)


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
