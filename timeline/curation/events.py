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
from timeline.curation.checking import checked, shown
from timeline.curation.clarity import is_unclear
from timeline.curation.reviewing import require_second_person
from timeline.extraction.model import RelationType, TimeSpan
from timeline.grouping import create_event, target_of, writing
from timeline.models import Decision, Event, Mention
from timeline.values import mention_key
from timeline.wording import LANGUAGES


def publish(event: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Makes an event public, with its accepted mentions. `publication_warnings` tells what it lacks."""
    with writing():
        event = fresh_event(event)
        if event.review == Event.Review.PUBLISHED:
            raise CurationError(_("This event is published already."))
        if stamp is None:
            require_second_person(event, user)
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
    events: Iterable[Event],
    into: Event,
    *,
    user: User | None,
    reason: str = "",
    stamp: Stamp | None = None,
    values: Mapping[str, Any] | None = None,
) -> list[Decision]:
    """Puts the mentions of events into another one. Their ids stay and lead to it; one decision for each.

    `values` are those that the one event shall have, by field as `override` takes them, where they are others than
    what follows from all mentions together. They are decisions too, and undoing the (last) merge takes them back.
    """
    with writing():
        into = fresh_event(into)
        gone = [fresh_event(event) for event in events]
        if not gone or into.pk in {event.pk for event in gone}:
            raise CurationError(_("Choose two different events to merge."))
        if stamp and len(gone) > 1:
            raise CurationError(_("A replayed merge names one event."))
        for event in (into, *gone):
            refuse_merged(event)
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
        into, merged_by = fresh_event(into), str(decisions[-1].uid)
        chosen = {field: checked(field, value) for field, value in (values or {}).items()}
        for field, value in chosen.items():
            if value != (before := shown(into, field)):
                payload = {"field": field, "value": value, "before": before, "with": merged_by}
                decisions.append(on_event(Verb.OVERRIDE, into, payload, user, reason, stamp))
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
    elif any(is_unclear(event, language) for language in LANGUAGES):
        warnings.append(_("A title is unclear: it does not say who or what it is about."))
    if event.mentions.filter(state=Mention.State.PROPOSED).exists():
        warnings.append(_("Some of its reports are not decided on yet."))
    return warnings
