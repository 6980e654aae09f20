"""Values that curators set, checked, and as the log keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.curation.acting import CurationError
from timeline.extraction.model import (
    Commitment,
    EventKind,
    Factuality,
    Mode,
    Quantity,
    Role,
    Status,
    TimeSpan,
)
from timeline.models import Event
from timeline.projection import OVERRIDABLE
from timeline.values import READ, span_of, span_record


def checked(field: str, value: Any) -> Any:
    """A value for a field of an event as the log keeps it. Raises CurationError for one that is none."""
    if field not in OVERRIDABLE:
        raise CurationError(_("“%(field)s” cannot be set by hand.") % {"field": field})
    return _checked(field, value)


def checked_reading(field: str, value: Any) -> Any:
    """A value for a field of a mention (`values.READ`) as the log keeps it. Raises CurationError if it is none."""
    if field not in READ:
        raise CurationError(_("“%(field)s” cannot be set by hand.") % {"field": field})
    return _checked(field, value)


def _checked(field: str, value: Any) -> Any:
    try:
        if field in _RECORDS:
            return _RECORDS[field](value)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CurationError(_("This is no value for “%(field)s”: %(why)s") % {"field": field, "why": error}) from error
    if field == "place" and value and not _known_place(value):
        raise CurationError(_("There is no place “%(place)s”: add it first.") % {"place": value})
    limit = 300 if field.startswith("title") else 5000
    if len(str(value)) > limit:
        raise CurationError(_("This text has more than %(limit)d characters.") % {"limit": limit})
    return str(value).strip()


def _span(value: Any) -> dict[str, Any]:
    return span_record(value if isinstance(value, TimeSpan) else span_of(value))


def _participants(value: Any) -> list[dict[str, str]]:
    return [{"name": _short(r["name"]), "role": Role(r["role"]).value, "key": _known_key(r)} for r in value]


def _attributions(value: Any) -> list[dict[str, str]]:
    return [{"source": _short(r["source"]), "key": _known_key(r)} for r in value]


_RECORDS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "kind": lambda value: EventKind(value).value,
        "mode": lambda value: Mode(value).value,
        "status": lambda value: Status(value).value,
        "factuality": lambda value: Factuality(value).value,
        "commitment": lambda value: Commitment(value).value,
        "time": _span,
        "participants": _participants,
        "attributions": _attributions,
        "quantities": lambda value: [asdict(Quantity(**amount)) for amount in value],
    }
)
"""How a field's value becomes one that JSON keeps; the others are text."""


def _short(name: Any) -> str:
    if not str(name).strip() or len(str(name)) > 200:
        raise ValueError(_("a name has 1 to 200 characters"))
    return str(name).strip()


def _known_place(key: Any) -> bool:
    lexicon = packaged_and_curated_lexicon()
    return lexicon.place(str(key)) is not None or lexicon.actor(str(key)) is not None


def _known_key(row: Mapping[str, Any]) -> str:
    key = str(row.get("key", ""))
    if key and packaged_and_curated_lexicon().actor(key) is None:
        raise ValueError(_("there is no actor “%(key)s”") % {"key": key})
    return key


def shown(event: Event, field: str) -> Any:
    """The value that an override replaces, as the log keeps it."""
    if field == "time":
        return span_record(event.time)
    if field == "place":
        return event.place.slug if event.place else ""
    if field == "participants":
        rows = event.participants.select_related("actor")
        return [{"name": r.name, "role": r.role, "key": r.actor.slug if r.actor else ""} for r in rows]
    return getattr(event, field)
