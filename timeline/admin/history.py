"""The decision log in sentences, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from timeline import curation, wording
from timeline.admin import words
from timeline.models import Decision, Document, Event, Place
from timeline.projection import span_of

Verb = Decision.Verb

FIELDS = {
    "kind": lambda: _("kind"),
    "mode": lambda: _("manner"),
    "time": lambda: _("time"),
    "status": lambda: _("status"),
    "place": lambda: _("place"),
    "participants": lambda: _("participants"),
    "title_de": lambda: _("German title"),
    "title_en": lambda: _("English title"),
    "summary_de": lambda: _("German summary"),
    "summary_en": lambda: _("English summary"),
}
"""What a curator may set by hand, in words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as the history shows it. `url` leads to what was decided on, if it is still there."""

    decision: Decision
    sentence: str
    url: str
    undone: bool

    @property
    def undoable(self) -> bool:
        """Whether `curation.undo` can take it back: not undoing itself, nor what cannot be brought back."""
        return not self.undone and self.decision.verb not in (Verb.UNDO, Verb.TAKE_DOWN, Verb.EDIT)


def told(subject: Event | Document) -> tuple[Entry, ...]:
    """The acts on an event or a document and on what belongs to it, the latest first."""
    return tell(reversed(curation.history(subject)))


def tell(decisions: Iterable[Decision]) -> tuple[Entry, ...]:
    """The decisions in their order, in a constant number of queries.

    Select `undoes` and `undone_by` with them.
    """
    rows = list(decisions)
    names = _Names.of(rows, get_language())
    return tuple(
        Entry(row, _sentence(row, names), names.url(row.target), undone=hasattr(row, "undone_by")) for row in rows
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What the log's names of events, documents and places stand for today."""

    language: str | None
    events: Mapping[str, Event]
    documents: Mapping[str, Document]
    places: Mapping[str, Place]

    @classmethod
    def of(cls, decisions: list[Decision], language: str | None) -> _Names:
        events: set[str] = set()
        documents: set[str] = set()
        places: set[str] = set()
        for decision in (*decisions, *(row.undoes for row in decisions if row.undoes)):
            target, _colon, name = decision.target.partition(":")
            payload = decision.payload
            (events if target == "event" else documents).add(name.partition(":")[0])
            events.update(str(payload[key]) for key in ("event", "into", "to") if key in payload)
            if payload.get("field") == "place":
                places.update((payload["value"], payload["before"]))
        return cls(
            language,
            {row.public_id: row for row in Event.objects.filter(public_id__in=events)} if events else {},
            {row.public_id: row for row in Document.objects.filter(public_id__in=documents).with_opening()}
            if documents
            else {},
            {row.slug: row for row in Place.objects.filter(slug__in=places)} if places else {},
        )

    def event(self, public_id: str) -> str:
        found = self.events.get(public_id)
        return _quoted(found.title(self.language) if found else public_id)

    def document(self, public_id: str) -> str:
        found = self.documents.get(public_id)
        return _quoted(words.name(found) if found else public_id)

    def url(self, target: str) -> str:
        """The screen on which the target is decided; empty if it is gone."""
        kind, _colon, name = target.partition(":")
        if kind == "event":
            event = self.events.get(name)
            return reverse("admin:timeline_event_change", args=[event.pk]) if event else ""
        public_id, _colon, anchor = name.partition(":")
        document = self.documents.get(public_id)
        if document is None:
            return ""
        url = reverse("admin:timeline_document_change", args=[document.pk])
        return f"{url}#card-{anchor}" if anchor else url


def _sentence(decision: Decision, names: _Names) -> str:
    if decision.undoes:
        sentence = _("%(who)s took back: %(what)s") % {"who": decision.by, "what": _deed(decision.undoes, names)}
    else:
        sentence = _deed(decision, names)
    if decision.reason:
        return f"{sentence} – {decision.reason}"
    return sentence


def _deed(decision: Decision, names: _Names) -> str:
    target, _colon, name = decision.target.partition(":")
    payload: Mapping[str, Any] = decision.payload
    who = {"who": decision.by}
    match decision.verb:
        case Verb.ACCEPT:
            return _("%(who)s accepted a mention: %(quote)s") % {**who, "quote": _quote(payload)}
        case Verb.REJECT if target == "mention":
            return _("%(who)s rejected a mention: %(quote)s") % {**who, "quote": _quote(payload)}
        case Verb.REJECT:
            return _("%(who)s rejected the event %(event)s") % {**who, "event": names.event(name)}
        case Verb.PUBLISH:
            return _("%(who)s published the event %(event)s") % {**who, "event": names.event(name)}
        case Verb.UNPUBLISH:
            return _("%(who)s withdrew the event %(event)s") % {**who, "event": names.event(name)}
        case Verb.EDIT:
            return _("%(who)s entered the event %(event)s by hand") % {**who, "event": names.event(name)}
        case Verb.OVERRIDE:
            return _("%(who)s set the %(field)s of %(event)s to %(value)s; before, it was %(before)s") % {
                **who,
                "field": FIELDS[payload["field"]](),
                "event": names.event(name),
                "value": _value(payload["field"], payload["value"], names),
                "before": _value(payload["field"], payload.get("before"), names),
            }
        case Verb.MERGE:
            return _("%(who)s merged the event %(event)s into %(into)s") % {
                **who,
                "event": names.event(name),
                "into": names.event(payload["into"]),
            }
        case Verb.SPLIT:
            count = len(payload["mentions"])
            return ngettext(
                "%(who)s split %(count)d mention off from %(event)s as the event %(into)s",
                "%(who)s split %(count)d mentions off from %(event)s as the event %(into)s",
                count,
            ) % {**who, "count": count, "event": names.event(name), "into": names.event(payload["into"])}
        case Verb.RELATE:
            return _("%(who)s noted: %(event)s – %(relation)s – %(other)s") % {
                **who,
                "event": names.event(name),
                "relation": wording.catalogue(names.language).label("relation", payload["type"]),
                "other": names.event(payload["to"]),
            }
        case Verb.CONFIRM_DATE:
            return _("%(who)s confirmed %(day)s as the day on which %(document)s was published") % {
                **who,
                "day": wording.day_text(date.fromisoformat(payload["day"]), wording.catalogue(names.language)),
                "document": names.document(name),
            }
        case Verb.TAKE_DOWN:
            return _("%(who)s took down the text of %(document)s") % {**who, "document": names.document(name)}
    raise ValueError(f"the log has an act without a sentence: {decision.verb}")


def _value(field: str, value: Any, names: _Names) -> str:
    """A value of an override in words."""
    catalogue = wording.catalogue(names.language)
    if value is None or value == "" or value == []:
        return _("nothing")
    if field in ("kind", "mode", "status"):
        return catalogue.label(field, value)
    if field == "time":
        return wording.when(span_of(value), catalogue)
    if field == "place":
        place = names.places.get(value)
        return place.name(names.language) if place else str(value)
    if field == "participants":
        return ", ".join(participant["name"] for participant in value)
    return _quoted(str(value))


def _quote(payload: Mapping[str, Any]) -> str:
    quote = str(payload.get("quote", ""))
    return _quoted(quote if len(quote) <= 120 else f"{quote[:119]}…")


def _quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}
