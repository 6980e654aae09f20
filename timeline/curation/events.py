"""Acts on events: what is public, what is set by hand, which are one, and how they stand to each other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from timeline.curation.acting import (
    CurationError,
    Stamp,
    User,
    Verb,
    all_of,
    fresh_event,
    living,
    on_event,
    record,
    refuse_merged,
    regroup_and_rederive,
)
from timeline.extraction.model import EventKind, Mode, RelationType, Role, Status, TimeSpan
from timeline.grouping import create_event, target_of, writing
from timeline.models import Actor, Decision, Event, Mention, Place
from timeline.projection import OVERRIDABLE, span_of, span_record
from timeline.values import mention_key


def publish(event: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Makes an event public, with its accepted mentions. `publication_warnings` tells what it lacks."""
    with writing():
        event = fresh_event(event)
        if event.review == Event.Review.PUBLISHED:
            raise CurationError(_("This event is published already."))
        return on_event(Verb.PUBLISH, event, {}, user, reason, stamp)


def unpublish(event: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Withdraws an event from the public; it is a proposal again."""
    with writing():
        event = fresh_event(event)
        if event.review != Event.Review.PUBLISHED:
            raise CurationError(_("This event is not published."))
        return on_event(Verb.UNPUBLISH, event, {}, user, reason, stamp)


def reject_event(event: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes an event for none, or for none of this timeline; later reports of it join it and stay out of sight."""
    with writing():
        event = fresh_event(event)
        if event.review == Event.Review.REJECTED:
            raise CurationError(_("This event is rejected already."))
        return on_event(Verb.REJECT, event, {}, user, reason, stamp)


def override(
    event: Event, field: str, value: Any, *, user: User | None, reason: str = "", stamp: Stamp | None = None
) -> Decision:
    """Sets a value in place of what is derived, until it is undone.

    `field` is one of `projection.OVERRIDABLE`; `value` a member of the vocabulary or its key (kind, mode, status), a
    TimeSpan or its record (time), the slug of a place or "" for none, a list of {name, role, key} (participants), or a
    text (titles and summaries).
    """
    with writing():
        event = fresh_event(event)
        refuse_merged(event)
        payload = {"field": field, "value": checked(field, value), "before": shown(event, field)}
        return on_event(Verb.OVERRIDE, event, payload, user, reason, stamp)


def enter_by_hand(
    *,
    kind: str,
    time: TimeSpan,
    title_de: str,
    title_en: str,
    source_url: str,
    user: User | None,
    reason: str = "",
    stamp: Stamp | None = None,
    **fields: Any,
) -> Decision:
    """Enters an event that no document tells of. It is marked so and can be published with its source's URL only.

    `fields` are further values as `override` takes them. The decision's target names the new event.
    """
    with writing():
        values = {"kind": kind, "time": time, "title_de": title_de, "title_en": title_en, **fields}
        record = {field: checked(field, value) for field, value in values.items()}
        payload = {"fields": record, "source_url": source_url}
        key = f"by hand {json.dumps(payload, sort_keys=True)}"
        event = create_event(key, kind=record["kind"], mode=record.get("mode", ""))
        event.by_hand, event.source_url = True, source_url
        event.save(update_fields=["by_hand", "source_url"])
        return on_event(Verb.EDIT, event, payload, user, reason, stamp)


def merge(
    events: Iterable[Event], into: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None
) -> list[Decision]:
    """Puts the mentions of events into another one. Their ids stay and lead to it; one decision for each."""
    with writing():
        into = fresh_event(into)
        gone = [fresh_event(event) for event in events]
        if not gone or into.pk in {event.pk for event in gone}:
            raise CurationError(_("Choose two different events to merge."))
        if stamp and len(gone) > 1:
            raise CurationError(_("A replayed merge names one event."))
        for event in (into, *gone):
            refuse_merged(event)
            if event.by_hand:
                raise CurationError(_("An event entered by hand has no mentions to merge: reject one of the two."))
        decisions = []
        kinds: set[str] = set()
        for event in gone:
            moved, rest = living(event), living(into)
            payload = {
                "into": into.public_id,
                "mentions": sorted(mention_key(mention) for mention in moved),
                "rest": sorted(mention_key(mention) for mention in rest),
                "rows": sorted(mention_key(mention) for mention in all_of(event)),
            }
            decisions.append(record(Verb.MERGE, target_of(event), payload, user, reason, stamp))
            event.mentions.update(event=into)
            Event.objects.filter(pk=event.pk).update(review=Event.Review.MERGED, merged_into=into)
            event.participants.all().delete()
            kinds |= {mention.kind for mention in (*moved, *rest)}
        regroup_and_rederive(kinds, [into.pk, *(event.pk for event in gone)], decisions[-1])
    return decisions


def relate(
    source: Event,
    target: Event,
    type: RelationType,  # noqa: A002
    *,
    user: User | None,
    reason: str = "",
    stamp: Stamp | None = None,
) -> Decision:
    """Says how one event stands to another: it is about it, denies it, is a part of it, reacts to it, supersedes it."""
    with writing():
        source, target = fresh_event(source), fresh_event(target)
        for event in (source, target):
            refuse_merged(event)
        if source.pk == target.pk:
            raise CurationError(_("An event cannot be related to itself."))
        payload = {"to": target.public_id, "type": RelationType(type).value}
        return on_event(Verb.RELATE, source, payload, user, reason, stamp)


def publication_warnings(event: Event) -> list[str]:
    """What a curator should know before publishing; none of it forbids it."""
    warnings = []
    if event.earliest is None and event.latest is None:
        warnings.append(_("The event has no date."))
    elif event.earliest is None or event.latest is None:
        warnings.append(_("The event is dated on one side only."))
    named = Q(document__outlet__isnull=False) | ~Q(document__url="")
    if not event.by_hand and not event.mentions.exclude(state=Mention.State.REJECTED).filter(named).exists():
        warnings.append(_("None of its reports names a source: no outlet and no URL."))
    if event.explanation.get("span_conflict"):
        warnings.append(_("Its reports disagree about the time."))
    if not event.participants.exists():
        warnings.append(_("Nobody is known to take part."))
    if not event.title_de or not event.title_en:
        warnings.append(_("A title is missing."))
    if event.mentions.filter(state=Mention.State.PROPOSED).exists():
        warnings.append(_("Some of its reports are not decided on yet."))
    return warnings


def checked(field: str, value: Any) -> Any:
    """A value for a field as the log keeps it."""
    vocabulary = {"kind": EventKind, "mode": Mode, "status": Status}
    try:
        if field in vocabulary:
            return vocabulary[field](value).value
        if field == "time":
            return span_record(value if isinstance(value, TimeSpan) else span_of(value))
        if field == "participants":
            return [{"name": _short(r["name"]), "role": Role(r["role"]).value, "key": _known_key(r)} for r in value]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CurationError(_("This is no value for “%(field)s”: %(why)s") % {"field": field, "why": error}) from error
    if field not in OVERRIDABLE:
        raise CurationError(_("“%(field)s” cannot be set by hand.") % {"field": field})
    if field == "place" and value and not Place.objects.filter(slug=value).exists():
        raise CurationError(_("There is no place “%(place)s”: add it first.") % {"place": value})
    limit = 300 if field.startswith("title") else 5000
    if len(str(value)) > limit:
        raise CurationError(_("This text has more than %(limit)d characters.") % {"limit": limit})
    return str(value).strip()


def _short(name: Any) -> str:
    if not str(name).strip() or len(str(name)) > 200:
        raise ValueError(_("a name has 1 to 200 characters"))
    return str(name).strip()


def _known_key(row: Mapping[str, Any]) -> str:
    key = str(row.get("key", ""))
    if key and not Actor.objects.filter(slug=key).exists():
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
