"""An event's derived values in words, each with the reasons that derivation gave for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline import wording
from timeline.extraction.model import Precision, Role
from timeline.models import Event


@dataclass(frozen=True, slots=True)
class Value:
    """One derived value: what it is called, what it is, what that means more exactly, and why. `by_hand`: a curator
    set it."""

    name: str
    value: str
    details: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    by_hand: bool = False


def explained(event: Event) -> tuple[Value, ...]:
    """The derived values of an event in the active language, in the order in which the desk shows them."""
    words = wording.catalogue(get_language())
    explanation: Mapping[str, Any] = event.explanation
    overridden = set(explanation.get("overridden", ()))

    def value(name: str, text: str, *fields: str, details: tuple[str, ...] = ()) -> Value:
        reasons = tuple(
            wording.reason(reason, words) for reason in explanation.get("reasons", ()) if reason["field"] in fields
        )
        return Value(name, text or "–", details, reasons, by_hand=bool(overridden & set(fields)))

    kind = words.label("kind", event.kind)
    history = tuple(_status_change(change, words) for change in event.status_history)
    return (
        value(_("Kind"), f"{kind}, {words.label('mode', event.mode)}" if event.mode else kind, "kind", "mode"),
        value(_("Status"), words.label("status", event.status), "status", details=history),
        value(_("Time"), wording.when(event.time, words), "time", "span", details=_time_details(event, words)),
        *(
            value(words.label("role", role), ", ".join(names), "participants")
            for role, names in _participants(event).items()
        ),
        value(_("Place"), event.place.name(get_language()) if event.place else "", "place"),
        value(
            _("Independent sources"),
            str(event.source_count),
            "sources",
            details=tuple(explanation.get("sources", ())),
        ),
        value(_("German title"), event.title_de, "title_de"),
        value(_("English title"), event.title_en, "title_en"),
    )


def _participants(event: Event) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {role.value: [] for role in Role}
    for participant in event.participants.select_related("actor"):
        name = participant.actor.name(get_language()) if participant.actor else participant.name
        found[participant.role].append(name)
    return {role: names for role, names in found.items() if names}


def _time_details(event: Event, words: wording.Catalogue) -> tuple[str, ...]:
    details = [words.label("precision", event.precision), words.label("basis", event.basis)]
    if event.precision != Precision.DAY:
        details.insert(1, words.label("extent", event.extent))
    if event.approximate:
        details.append(_("approximate"))
    if event.time.edtf:
        details.append(f"EDTF {event.time.edtf}")
    return tuple(details)


def _status_change(change: Mapping[str, Any], words: wording.Catalogue) -> str:
    status = words.label("status", change["status"])
    if not change["day"]:
        return status
    day = wording.day_text(date.fromisoformat(change["day"]), words)
    return _("%(status)s, known since %(day)s") % {"status": status, "day": day}


@dataclass(frozen=True, slots=True)
class Related:
    """Another event that this one stands to in a relation; `word` says which, seen from this one."""

    word: str
    title: str
    url: str


def related(event: Event) -> tuple[Related, ...]:
    """The relations of an event, those that lead away from it first."""
    words = wording.catalogue(get_language())
    away = [(relation.type, relation.target, "%s") for relation in event.relations.select_related("target")]
    back = [(relation.type, relation.source, "← %s") for relation in event.related_from.select_related("source")]
    return tuple(
        Related(
            form % words.label("relation", type_),
            other.title(get_language()),
            reverse("admin:timeline_event_change", args=[other.pk]),
        )
        for type_, other, form in (*away, *back)
    )
