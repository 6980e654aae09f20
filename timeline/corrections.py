"""What was changed about an event after it had been published, for readers: from the log, without names and notes.

Only acts in force are told, only those that changed what the public saw, and the value before only where the public
had seen it. Why somebody did it and who did stays at the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import wording
from timeline.models import Decision
from timeline.values import span_of
from timeline.wording import Catalogue

Verb = Decision.Verb

_FIELDS = {
    "kind": gettext_lazy("Type"),
    "mode": gettext_lazy("Type"),
    "time": gettext_lazy("Date"),
    "status": gettext_lazy("Status"),
    "place": gettext_lazy("Place"),
    "participants": gettext_lazy("Actors"),
    "title_de": gettext_lazy("German title"),
    "title_en": gettext_lazy("English title"),
    "summary_de": gettext_lazy("German summary"),
    "summary_en": gettext_lazy("English summary"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One line: the day of the change and what it was."""

    day: date
    words: str


def corrections(public_ids: Iterable[str], cat: Catalogue) -> dict[str, tuple[Correction, ...]]:
    """The corrections of published events by public id, oldest first; in one query. Events without any are left out."""
    wanted = frozenset(public_ids)
    acts: dict[str, list[Decision]] = {}
    for act in Decision.objects.about_events(wanted).in_force().order_by("at", "id"):
        for public_id in _events_of(act) & wanted:
            acts.setdefault(public_id, []).append(act)
    told = {public_id: tuple(_told(public_id, log, cat)) for public_id, log in acts.items()}
    return {public_id: lines for public_id, lines in told.items() if lines}


def _events_of(act: Decision) -> frozenset[str]:
    names = {act.target.removeprefix("event:")}
    if act.verb == Verb.MERGE:
        names = {str(act.payload.get("into", ""))}
    return frozenset(names)


def _told(public_id: str, log: Sequence[Decision], cat: Catalogue) -> Iterable[Correction]:
    """The lines of one event. `public` follows whether readers could see it at the time of each act."""
    public = seen_before = False
    for act in log:
        words = ""
        match Verb(act.verb):
            case Verb.PUBLISH:
                words = _("published again") if seen_before and not public else ""
                public = seen_before = True
            case Verb.UNPUBLISH | Verb.REJECT:
                words = _("withdrawn for review") if public else ""
                public = False
            case Verb.OVERRIDE:
                words = _overridden(act.payload, cat) if public else ""
            case Verb.MERGE:
                words = _("joined with another entry on the same event") if public else ""
            case Verb.SPLIT:
                words = _("a part became an event of its own") if public else ""
            case _:
                pass
        if words:
            yield Correction(act.at.date(), words)


def _overridden(payload: Mapping[str, Any], cat: Catalogue) -> str:
    field = str(payload.get("field", ""))
    if field not in _FIELDS:
        return ""
    values = {"field": str(_FIELDS[field])}
    before, now = (_in_words(field, payload.get(side), cat) for side in ("before", "value"))
    if before and now and before != now:
        return _("%(field)s corrected: “%(now)s” instead of “%(before)s”") % {**values, "before": before, "now": now}
    return _("%(field)s corrected") % values


def _in_words(field: str, value: Any, cat: Catalogue) -> str:
    """A value of the log for readers; empty where it would say nothing to them."""
    if not value:
        return ""
    if field == "time":
        return wording.when(span_of(value), cat)
    if field in ("kind", "mode", "status"):
        return cat.label(field, value)
    return str(value) if field.startswith("title") else ""
