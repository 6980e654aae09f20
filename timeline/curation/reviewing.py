"""What people say about an event or a document beside its content: approvals, notes, and who a document is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.curation.acting import (
    CurationError,
    Stamp,
    User,
    Verb,
    fresh_event,
    on_event,
    record,
    refuse_merged,
    reproject,
)
from timeline.grouping import target_of, writing
from timeline.models import Decision, Document, Event, Mention, Outlet
from timeline.projection import Log

DESCRIBED = ("title", "outlet", "url", "origin", "note")
"""What may be put right about a document, as `describe` takes it."""

_NOTE_LENGTH = 5000

# ---- the second person -----------------------------------------------------------------------------------------------


def approve(event: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Proposes an event as it stands for publication. The approval lapses with the next decision on its content."""
    with writing():
        event = fresh_event(event)
        refuse_merged(event)
        if event.review == Event.Review.PUBLISHED:
            raise CurationError(_("This event is published already."))
        if event.review == Event.Review.REJECTED:
            raise CurationError(_("This event is rejected: it cannot be proposed for publication."))
        if not event.by_hand and not event.mentions.filter(state=Mention.State.ACCEPTED).exists():
            raise CurationError(_("Accept a mention first: an event without one cannot become public."))
        if user is not None and any(approval.user_id == user.pk for approval in approvals(event)):
            raise CurationError(_("You approved this event already."))
        return on_event(Verb.APPROVE, event, {}, user, reason, stamp)


def approvals(event: Event) -> list[Decision]:
    """The approvals of an event as it stands, oldest first."""
    mentions = [target_of(mention) for mention in event.mentions.select_related("document")]
    return Log.of([target_of(event), *mentions]).approvals(target_of(event), mentions)


def needs_second_person(event: Event, user: User | None) -> bool:
    """Whether the setting TUMEN_SECOND_REVIEW keeps this person from publishing the event as it stands."""
    if not settings.TUMEN_SECOND_REVIEW:
        return False
    own = getattr(user, "pk", None)
    return all(approval.user_id in (None, own) for approval in approvals(event))


def awaiting_second_person(events: Iterable[Event], user: User | None) -> set[int]:
    """Primary keys of the events that `needs_second_person` is true of, in two queries for any number."""
    rows = {event.pk: event for event in events}
    if not settings.TUMEN_SECOND_REVIEW or not rows:
        return set()
    mentions: dict[int, list[str]] = {pk: [] for pk in rows}
    for mention in Mention.objects.filter(event__in=rows).select_related("document"):
        mentions[mention.event_id or 0].append(target_of(mention))
    targets = {pk: target_of(event) for pk, event in rows.items()}
    log = Log.of([*targets.values(), *(target for found in mentions.values() for target in found)])
    mine = (None, getattr(user, "pk", None))
    return {pk for pk in rows if all(act.user_id in mine for act in log.approvals(targets[pk], mentions[pk]))}


def require_second_person(event: Event, user: User | None) -> None:
    """Raises CurationError where the event lacks the approval of somebody else."""
    if needs_second_person(event, user):
        raise CurationError(
            _("The event “%(title)s” needs the approval of a second person before you can publish it.")
            % {"title": event.title(get_language())}
        )


# ---- notes and descriptions ------------------------------------------------------------------------------------------


def note(subject: Event | Document, text: str, *, user: User | None, stamp: Stamp | None = None) -> Decision:
    """Writes the internal note of an event or a document, which no public page shows; an empty text removes it."""
    with writing():
        text = text.strip()
        if len(text) > _NOTE_LENGTH:
            raise CurationError(_("This text has more than %(limit)d characters.") % {"limit": _NOTE_LENGTH})
        subject = fresh_event(subject) if isinstance(subject, Event) else Document.objects.get(pk=subject.pk)
        if subject.internal_note == text:
            raise CurationError(_("The note says this already."))
        payload = {"note": text, "before": subject.internal_note}
        if isinstance(subject, Event):
            return on_event(Verb.NOTE, subject, payload, user, "", stamp)
        decision = record(Verb.NOTE, f"document:{subject.public_id}", payload, user, "", stamp)
        describe_anew(subject, decision)
    return decision


def describe(
    document: Document, values: Mapping[str, Any], *, user: User | None, reason: str = "", stamp: Stamp | None = None
) -> Decision:
    """Puts right who a document is from: any of `DESCRIBED`, the outlet by its slug. Its events are derived anew."""
    with writing():
        document = Document.objects.select_related("outlet").get(pk=document.pk)
        if document.taken_down_at:
            raise CurationError(_("This document was taken down: it stays as it is."))
        if unknown := set(values) - set(DESCRIBED):
            raise CurationError(_("“%(field)s” cannot be set by hand.") % {"field": min(unknown)})
        before = _described(document)
        changed = {field: str(values[field] or "") for field in DESCRIBED if field in values}
        changed = {field: value for field, value in changed.items() if value != before[field]}
        if not changed:
            raise CurationError(_("Nothing is different from what is stored."))
        payload = {"fields": changed, "before": {field: before[field] for field in changed}}
        decision = record(Verb.EDIT, f"document:{document.public_id}", payload, user, reason, stamp)
        describe_anew(document, decision)
    return decision


def describe_anew(document: Document, act: Decision) -> None:
    """Writes what the log says about a document, after an act on it was done or undone."""
    log = Decision.objects.filter(target=f"document:{document.public_id}").order_by("at", "id")
    standing = set(log.in_force().values_list("pk", flat=True))
    notes = [row.payload["note"] for row in log if row.verb == Verb.NOTE and row.pk in standing]
    document.internal_note = notes[-1] if notes else ""
    columns = {"internal_note"}
    edits = [row for row in log if row.verb == Verb.EDIT and document.taken_down_at is None]
    for field in {field for row in edits for field in row.payload["fields"]}:
        touching = [row for row in edits if field in row.payload["fields"]]
        in_force = [row.payload["fields"][field] for row in touching if row.pk in standing]
        value = in_force[-1] if in_force else touching[0].payload["before"][field]
        setattr(document, field, _outlet(value) if field == "outlet" else value)
        columns.add(field)
    twins = Document.objects.filter(sha256=document.sha256, outlet=document.outlet, url=document.url)
    if twins.exclude(pk=document.pk).exists():
        raise CurationError(_("There is already a document with this text, outlet and URL."))
    document.save(update_fields=columns)
    reproject(document.mentions.values_list("event_id", flat=True), act)


def _described(document: Document) -> dict[str, str]:
    outlet = document.outlet.slug if document.outlet else ""
    return {field: outlet if field == "outlet" else str(getattr(document, field)) for field in DESCRIBED}


def _outlet(slug: str) -> Outlet | None:
    found: Outlet | None = Outlet.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise CurationError(_("There is no outlet “%(outlet)s”: add it first.") % {"outlet": slug})
    return found
