"""What somebody had before their eyes when they decided, and what others decided since.

A screen hands out `token(subject)` with its forms; the act that comes back with it asks `changes_since`. So the later
of two people is told what changed, and nothing is overwritten by somebody who did not know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core import signing
from django.db.models import Max, Q

from timeline.curation.checking import shown
from timeline.grouping import target_of
from timeline.models import Decision, Document, Event, Mention
from timeline.projection import OVERRIDABLE

PARAMETER = "seen"
"""Of a query string, with a token."""

_SALT = "timeline.versions"
Verb = Decision.Verb
_DOCUMENT_FIELDS = ("title", "outlet", "url", "origin", "note", "published")
_EVENT_FIELDS = tuple(field for field in OVERRIDABLE if not field.startswith("summary"))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value that is another one than somebody saw; both as the log keeps values."""

    field: str
    seen: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to a subject since somebody looked at it: the acts of others, and the fields that differ."""

    subject: Event | Document
    decisions: tuple[Decision, ...]
    fields: tuple[FieldChange, ...]


def token(subject: Event | Document) -> str:
    """What a form on this subject carries along: which it is, where the log ended, and the values that are shown.

    Signed, and safe in a URL.
    """
    position = Decision.objects.aggregate(last=Max("id"))["last"] or 0
    return signing.dumps([_target(subject), position, values(subject)], salt=_SALT, compress=True)


def without_values(token: str) -> str:
    """A shorter token, for screens with hundreds of forms: it tells of decisions and not of fields."""
    target, position, _values = signing.loads(token, salt=_SALT)
    return signing.dumps([target, position, {}], salt=_SALT, compress=True)


def in_url(url: str, token: str) -> str:
    """The address of an act with the token in it, for every form that is sent there."""
    return f"{url}?{urlencode({PARAMETER: token})}"


def changes_since(
    token: str, *, seen_by: AbstractBaseUser | AnonymousUser, about: Mention | None = None
) -> Changes | None:
    """What others decided about the token's subject since it was handed out; None if nothing.

    For an event or a document that includes what was decided about its mentions; an act that is `about` one mention
    asks only for what concerns that one: itself, its event as a whole and its document as a whole. A token that is
    none, as from a script, knows of no change. Within `grouping.writing()` nothing can happen between this answer and
    the act.
    """
    try:
        target, position, seen = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    subject = _named(target)
    if subject is None:
        return None
    acts = Decision.objects.filter(_about(about or subject), id__gt=position).exclude(user=seen_by.pk)
    decisions = tuple(acts.select_related("user", "undoes", "undone_by").order_by("id"))
    return Changes(subject, decisions, _differences(seen, values(subject))) if decisions else None


def values(subject: Event | Document) -> dict[str, Any]:
    """The curated fields of an event or a document, as the log keeps values."""
    if isinstance(subject, Event):
        return {field: shown(subject, field) for field in _EVENT_FIELDS}
    days = (subject.published_earliest, subject.published_latest)
    told = {
        "outlet": subject.outlet.name if subject.outlet else "",
        "published": " – ".join(dict.fromkeys(day.isoformat() for day in days if day)),
    }
    return {field: told.get(field, getattr(subject, field, "")) for field in _DOCUMENT_FIELDS}


def _differences(seen: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, seen[field], value) for field, value in now.items() if field in seen and seen[field] != value
    )


def _target(subject: Event | Document) -> str:
    return target_of(subject) if isinstance(subject, Event) else f"document:{subject.public_id}"


def _named(target: str) -> Event | Document | None:
    kind, _colon, public_id = target.partition(":")
    rows = Event.objects.select_related("place") if kind == "event" else Document.objects.select_related("outlet")
    return cast("Event | Document | None", rows.filter(public_id=public_id).first())


def _about(subject: Event | Mention | Document) -> Q:
    if isinstance(subject, Mention):
        targets = [target_of(subject), f"document:{subject.document.public_id}"]
        return Q(target__in=[*targets, *([target_of(subject.event)] if subject.event else [])])
    mentions = [target_of(mention) for mention in subject.mentions.select_related("document")]
    own = Q(target__in=[_target(subject), *mentions])
    if isinstance(subject, Document):
        return own
    came = {"verb__in": (Verb.MERGE, Verb.SPLIT, Verb.MOVE), "payload__into": subject.public_id}
    return own | Q(**came) | Q(**{f"undoes__{name}": value for name, value in came.items()})
