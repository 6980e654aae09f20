"""What curators do. Each act is one row of the decision log; everything else follows from the log.

Every function takes who acts (`user`) and why (`reason`), writes its `Decision` and reprojects what it affects in one
transaction, and returns the decision (`accept_all` and `merge` one for each mention or event). Rows that are passed in
are not updated: read them again. What cannot be done raises CurationError and leaves nothing behind.

`stamp` replays an act under its own time, author and uid, as `manage.py rebuild_demo` does.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extraction.model import (
    Dating,
    EventKind,
    Mode,
    PublishedBasis,
    RelationType,
    Role,
    Status,
    TimeSpan,
)
from timeline.grouping import create_event, regroup, target_of, writing
from timeline.ingest import reread
from timeline.models import Actor, Decision, Document, Event, Mention, Place, now
from timeline.projection import OVERRIDABLE, rederive, settle_states, span_of, span_record
from timeline.values import dating_value, mention_key

__all__ = [
    "CurationError",
    "Stamp",
    "accept",
    "accept_all",
    "confirm_date",
    "enter_by_hand",
    "history",
    "merge",
    "override",
    "publication_warnings",
    "publish",
    "rederive",
    "reject",
    "reject_event",
    "relate",
    "split",
    "take_down",
    "undo",
    "unpublish",
]

Verb = Decision.Verb
_REPLAYED = uuid.UUID("5f7c7a62-6c0e-4a43-9f0c-2f0f3f6d3a10")
User = AbstractBaseUser | AnonymousUser


class CurationError(ValueError):
    """An act that cannot be done, with the reason in the language of the curator."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and by whom an act was done, where it is replayed. Without a `uid` it gets one made from what it says, so
    that the same replay writes the same row and another one a row of its own."""

    at: datetime
    by: str
    uid: uuid.UUID | None = None


# ---- mentions --------------------------------------------------------------------------------------------------------


def accept(mention: Mention, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes a mention for a true report of its event. From now on it shapes the event and stays with it."""
    with writing():
        mention = _fresh(mention)
        if mention.state == Mention.State.ACCEPTED:
            raise CurationError(_("This mention is accepted already."))
        if mention.state == Mention.State.REJECTED or mention.event is None:  # it takes no part in grouping (yet)
            Mention.objects.filter(pk=mention.pk).update(state=Mention.State.PROPOSED)
            rederive(regroup([mention.kind], packaged_and_curated_lexicon()).changed)
            mention = _fresh(mention)
        assert mention.event is not None  # noqa: S101  every living mention is grouped
        payload = {"event": mention.event.public_id, "quote": mention.quote}
        decision = _record(Verb.ACCEPT, target_of(mention), payload, user, reason, stamp)
        _reproject([mention.event_id], decision)
    return decision


def accept_all(event: Event, *, user: User | None, reason: str = "") -> list[Decision]:
    """Accepts every proposed mention of an event, one decision each."""
    with writing():
        proposed = Mention.objects.filter(event=_fresh_event(event), state=Mention.State.PROPOSED).with_values()
        mentions: list[Mention] = list(proposed.order_by("document__public_id", "start", "trigger_start"))
        if not mentions:
            raise CurationError(_("This event has no proposal left to accept."))
        decisions = [
            _record(Verb.ACCEPT, target_of(m), {"event": event.public_id, "quote": m.quote}, user, reason, None)
            for m in mentions
        ]
        _reproject([event.pk], decisions[-1])
    return decisions


def reject(mention: Mention, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes a mention for wrong. It stays as it is, so that a later extraction does not propose it again."""
    with writing():
        mention = _fresh(mention)
        if mention.state == Mention.State.REJECTED:
            raise CurationError(_("This mention is rejected already."))
        decision = _record(Verb.REJECT, target_of(mention), {"quote": mention.quote}, user, reason, stamp)
        settle_states([mention])
        _regroup_and_rederive([mention.kind], [mention.event_id], decision)
    return decision


def split(mentions: Sequence[Mention], *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes mentions out of their event, as an event of their own. The payload's `into` is its public id."""
    with writing():
        moved = [_fresh(mention) for mention in mentions]
        events = {mention.event_id for mention in moved}
        if not moved or len(events) != 1 or None in events:
            raise CurationError(_("Choose mentions of one event to split off."))
        event = moved[0].event
        assert event is not None  # noqa: S101  checked above
        rest = [m for m in _living(event) if m.pk not in {mention.pk for mention in moved}]
        if not rest:
            raise CurationError(_("An event keeps at least one mention: leave one out."))
        if any(mention.state == Mention.State.REJECTED for mention in moved):
            raise CurationError(_("A rejected mention belongs to no event: accept it first."))
        keys = sorted(mention_key(mention) for mention in moved)
        first = min(moved, key=mention_key)
        new = create_event(keys[0], kind=first.kind, mode=first.mode)
        payload = {
            "into": new.public_id,
            "mentions": keys,
            "rest": sorted(mention_key(mention) for mention in rest),
        }
        decision = _record(Verb.SPLIT, target_of(event), payload, user, reason, stamp)
        Mention.objects.filter(pk__in=[mention.pk for mention in moved]).update(event=new)
        _regroup_and_rederive({m.kind for m in (*moved, *rest)}, [event.pk, new.pk], decision)
    return decision


# ---- events ----------------------------------------------------------------------------------------------------------


def publish(event: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Makes an event public, with its accepted mentions. `publication_warnings` tells what it lacks."""
    with writing():
        event = _fresh_event(event)
        if event.review == Event.Review.PUBLISHED:
            raise CurationError(_("This event is published already."))
        return _on_event(Verb.PUBLISH, event, {}, user, reason, stamp)


def unpublish(event: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Withdraws an event from the public; it is a proposal again."""
    with writing():
        event = _fresh_event(event)
        if event.review != Event.Review.PUBLISHED:
            raise CurationError(_("This event is not published."))
        return _on_event(Verb.UNPUBLISH, event, {}, user, reason, stamp)


def reject_event(event: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes an event for none, or for none of this timeline; later reports of it join it and stay out of sight."""
    with writing():
        event = _fresh_event(event)
        if event.review == Event.Review.REJECTED:
            raise CurationError(_("This event is rejected already."))
        return _on_event(Verb.REJECT, event, {}, user, reason, stamp)


def override(
    event: Event, field: str, value: Any, *, user: User | None, reason: str = "", stamp: Stamp | None = None
) -> Decision:
    """Sets a value in place of what is derived, until it is undone.

    `field` is one of `projection.OVERRIDABLE`; `value` a member of the vocabulary or its key (kind, mode, status), a
    TimeSpan or its record (time), the slug of a place or "" for none, a list of {name, role, key} (participants), or a
    text (titles and summaries).
    """
    with writing():
        event = _fresh_event(event)
        _refuse_merged(event)
        payload = {"field": field, "value": _checked(field, value), "before": _shown(event, field)}
        return _on_event(Verb.OVERRIDE, event, payload, user, reason, stamp)


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
        record = {field: _checked(field, value) for field, value in values.items()}
        payload = {"fields": record, "source_url": source_url}
        key = f"by hand {json.dumps(payload, sort_keys=True)}"
        event = create_event(key, kind=record["kind"], mode=record.get("mode", ""))
        event.by_hand, event.source_url = True, source_url
        event.save(update_fields=["by_hand", "source_url"])
        return _on_event(Verb.EDIT, event, payload, user, reason, stamp)


def merge(
    events: Iterable[Event], into: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None
) -> list[Decision]:
    """Puts the mentions of events into another one. Their ids stay and lead to it; one decision for each."""
    with writing():
        into = _fresh_event(into)
        gone = [_fresh_event(event) for event in events]
        if not gone or into.pk in {event.pk for event in gone}:
            raise CurationError(_("Choose two different events to merge."))
        if stamp and len(gone) > 1:
            raise CurationError(_("A replayed merge names one event."))
        for event in (into, *gone):
            _refuse_merged(event)
            if event.by_hand:
                raise CurationError(_("An event entered by hand has no mentions to merge: reject one of the two."))
        decisions = []
        kinds: set[str] = set()
        for event in gone:
            moved, rest = _living(event), _living(into)
            payload = {
                "into": into.public_id,
                "mentions": sorted(mention_key(mention) for mention in moved),
                "rest": sorted(mention_key(mention) for mention in rest),
                "rows": sorted(mention_key(mention) for mention in _all(event)),
            }
            decisions.append(_record(Verb.MERGE, target_of(event), payload, user, reason, stamp))
            event.mentions.update(event=into)
            Event.objects.filter(pk=event.pk).update(review=Event.Review.MERGED, merged_into=into)
            event.participants.all().delete()
            kinds |= {mention.kind for mention in (*moved, *rest)}
        _regroup_and_rederive(kinds, [into.pk, *(event.pk for event in gone)], decisions[-1])
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
        source, target = _fresh_event(source), _fresh_event(target)
        for event in (source, target):
            _refuse_merged(event)
        if source.pk == target.pk:
            raise CurationError(_("An event cannot be related to itself."))
        payload = {"to": target.public_id, "type": RelationType(type).value}
        return _on_event(Verb.RELATE, source, payload, user, reason, stamp)


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


# ---- documents -------------------------------------------------------------------------------------------------------


def confirm_date(
    document: Document, day: date, *, user: User | None, reason: str = "", stamp: Stamp | None = None
) -> Decision:
    """Says on which day a document was published. All its mentions are dated anew; nothing else decided changes."""
    with writing():
        document = Document.objects.select_related("outlet").get(pk=document.pk)
        if document.taken_down_at:
            raise CurationError(_("The document was taken down: its text cannot be read again."))
        before = dating_value(document)
        if before.basis is PublishedBasis.GIVEN and before.day == day:
            raise CurationError(_("This publication date is confirmed already."))
        payload = {"day": day.isoformat(), "before": _dating_record(before)}
        decision = _record(Verb.CONFIRM_DATE, f"document:{document.public_id}", payload, user, reason, stamp)
        reread(document, _dating_in_force(document), at=decision.at)
    return decision


def take_down(document: Document, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Removes the text of a document and of its quotes for good. Offsets, hash and decisions stay."""
    with writing():
        document = Document.objects.get(pk=document.pk)
        if document.taken_down_at:
            raise CurationError(_("This document was taken down already."))
        decision = _record(Verb.TAKE_DOWN, f"document:{document.public_id}", {}, user, reason, stamp)
        document.text, document.title, document.taken_down_at = "", "", decision.at
        document.save(update_fields=["text", "title", "taken_down_at"])
        for mention in document.mentions.all():
            mention.quote = mention.date_text = ""
            mention.attributions = [{**said, "cue": ""} for said in mention.attributions]
            mention.trace = [{**step, "text": ""} for step in mention.trace]
            mention.save(update_fields=["quote", "date_text", "attributions", "trace"])
        _reproject(document.mentions.values_list("event_id", flat=True), decision)
    return decision


# ---- the log ---------------------------------------------------------------------------------------------------------


def undo(decision: Decision, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes an act back, as a further row of the log; everything that followed from it is derived anew."""
    with writing():
        decision = Decision.objects.get(pk=decision.pk)
        if decision.verb == Verb.UNDO:
            raise CurationError(_("Undoing cannot be undone: do the act again."))
        if Decision.objects.filter(undoes=decision).exists():
            raise CurationError(_("This act was undone already."))
        if decision.verb == Verb.TAKE_DOWN:
            raise CurationError(_("The text is gone: add the document again."))
        if decision.verb == Verb.EDIT:
            raise CurationError(_("An event entered by hand is taken back by rejecting it."))
        undoing = _record(Verb.UNDO, decision.target, {}, user, reason, stamp, undoes=decision)
        _UNDOING.get(Verb(decision.verb), _undo_on_event)(decision, undoing)
    return undoing


def history(subject: Event | Mention | Document | str) -> list[Decision]:
    """The acts on an event (with those on its mentions, and events merged into it), a mention or a document, oldest
    first, undone ones included. A text is taken as the log's own name for its target."""
    acts = Decision.objects.select_related("user", "undoes", "undone_by").order_by("at", "id")
    if isinstance(subject, Document):
        mentions = [target_of(mention) for mention in subject.mentions.select_related("document")]
        return list(acts.filter(target__in=[f"document:{subject.public_id}", *mentions]))
    if isinstance(subject, Event):
        mentions = [target_of(mention) for mention in subject.mentions.select_related("document")]
        merged = Q(verb=Verb.MERGE, payload__into=subject.public_id)
        undone = Q(undoes__verb=Verb.MERGE, undoes__payload__into=subject.public_id)
        return list(acts.filter(Q(target__in=[target_of(subject), *mentions]) | merged | undone))
    return list(acts.filter(target=target_of(subject)))


def _undo_on_mention(decision: Decision, undoing: Decision) -> None:
    mention = _mention_named(decision.target)
    if mention is None:
        return
    settle_states([mention])
    _regroup_and_rederive([mention.kind], [mention.event_id], undoing)


def _undo_on_event(decision: Decision, undoing: Decision) -> None:
    names = [decision.target.removeprefix("event:"), decision.payload.get("to", "")]
    _reproject(Event.objects.filter(public_id__in=names).values_list("pk", flat=True), undoing)


def _undo_merge(decision: Decision, undoing: Decision) -> None:
    """Gives the merged event back the mentions that it brought along and that are still where they went."""
    event = Event.objects.get(public_id=decision.target.removeprefix("event:"))
    into = _end_of(event)
    mentions = [m for m in _all(into) if mention_key(m) in decision.payload["rows"]]
    Event.objects.filter(pk=event.pk).update(merged_into=None, review=Event.Review.PROPOSED)
    Mention.objects.filter(pk__in=[mention.pk for mention in mentions]).update(event=event)
    _regroup_and_rederive(
        {mention.kind for mention in _all(into)} | {m.kind for m in mentions}, [event.pk, into.pk], undoing
    )


def _undo_split(decision: Decision, undoing: Decision) -> None:
    """Puts what was split off back, and lets the event that it had become lead to where it is now."""
    event = _end_of(Event.objects.get(public_id=decision.target.removeprefix("event:")))
    split_off = Event.objects.get(public_id=decision.payload["into"])
    if split_off.merged_into_id is not None:
        return
    mentions = _all(split_off)
    if {mention_key(m) for m in mentions} - {*decision.payload["mentions"]}:
        movers = [m for m in mentions if mention_key(m) in decision.payload["mentions"]]
    else:
        movers = mentions
        Event.objects.filter(pk=split_off.pk).update(merged_into=event, review=Event.Review.MERGED)
        split_off.participants.all().delete()
    Mention.objects.filter(pk__in=[mention.pk for mention in movers]).update(event=event)
    _regroup_and_rederive({mention.kind for mention in _all(event)}, [event.pk, split_off.pk], undoing)


def _undo_confirm_date(decision: Decision, undoing: Decision) -> None:
    document = Document.objects.select_related("outlet").get(public_id=decision.target.removeprefix("document:"))
    if document.taken_down_at:
        raise CurationError(_("The document was taken down: its text cannot be read again."))
    reread(document, _dating_in_force(document), at=undoing.at)


_UNDOING = {
    Verb.ACCEPT: _undo_on_mention,
    Verb.REJECT: lambda decision, undoing: (
        _undo_on_event(decision, undoing)
        if decision.target.startswith("event:")
        else _undo_on_mention(decision, undoing)
    ),
    Verb.MERGE: _undo_merge,
    Verb.SPLIT: _undo_split,
    Verb.CONFIRM_DATE: _undo_confirm_date,
}


# ---- what every act shares -------------------------------------------------------------------------------------------


def _name(user: User | None) -> str:
    if user is None or isinstance(user, AnonymousUser):
        raise CurationError(_("Only a curator who is logged in can decide."))
    full_name = getattr(user, "get_full_name", lambda: "")()
    return str(full_name or user.get_username())


def _record(
    verb: Verb,
    target: str,
    payload: Mapping[str, Any],
    user: User | None,
    reason: str,
    stamp: Stamp | None,
    undoes: Decision | None = None,
) -> Decision:
    stamp = stamp or Stamp(now(), _name(user), uuid.uuid4())
    said = json.dumps([stamp.at.isoformat(), stamp.by, verb, target, payload, reason], sort_keys=True)
    decision: Decision = Decision.objects.create(
        uid=stamp.uid or uuid.uuid5(_REPLAYED, said),
        verb=verb,
        target=target,
        payload=dict(payload),
        reason=reason.strip(),
        undoes=undoes,
        user=cast("Any", user),
        by=stamp.by,
        at=stamp.at,
    )
    return decision


def _on_event(
    verb: Verb, event: Event, payload: Mapping[str, Any], user: User | None, reason: str, stamp: Stamp | None
) -> Decision:
    _refuse_merged(event)
    decision = _record(verb, target_of(event), payload, user, reason, stamp)
    others = Event.objects.filter(public_id=payload.get("to", "")).values_list("pk", flat=True)
    _reproject([event.pk, *others], decision)
    return decision


def _regroup_and_rederive(kinds: Iterable[str], events: Iterable[int | None], decision: Decision) -> None:
    """What follows from an act that changes which mentions take part in grouping or where they belong."""
    regrouped = regroup(kinds, packaged_and_curated_lexicon())
    _reproject([*events, *regrouped.changed], decision)


def _reproject(events: Iterable[int | None], act: Decision) -> None:
    """Derives events anew, and says in words what the database would refuse at the end of the transaction."""
    affected = {pk for pk in events if pk is not None}
    rederive(affected, at=act.at)
    bare = Event.objects.filter(pk__in=affected).published().without_evidence().first()
    if bare is None:
        return
    if bare.by_hand:
        raise CurationError(_("An event entered by hand needs the URL of its source to be public."))
    raise CurationError(
        _("The event “%(title)s” would be public without an accepted report.") % {"title": bare.title(get_language())}
    )


def _refuse_merged(event: Event) -> None:
    if event.review == Event.Review.MERGED:
        raise CurationError(_("This event was merged into another one: decide on that one."))


def _fresh(mention: Mention) -> Mention:
    return cast("Mention", Mention.objects.with_values().get(pk=mention.pk))


def _fresh_event(event: Event) -> Event:
    return cast("Event", Event.objects.select_related("place", "merged_into").get(pk=event.pk))


def _all(event: Event) -> list[Mention]:
    return list(
        Mention.objects.filter(event=event).with_values().order_by("document__public_id", "start", "trigger_start")
    )


def _living(event: Event) -> list[Mention]:
    return [mention for mention in _all(event) if mention.state != Mention.State.REJECTED]


def _end_of(event: Event) -> Event:
    """Where a merged event leads to in the end."""
    while event.merged_into is not None:
        event = event.merged_into
    return event


def _mention_named(target: str) -> Mention | None:
    """The mention that the log calls `mention:<document>:m<start>-<end>-<kind>`; None if it is gone."""
    name, anchor = target.removeprefix("mention:").split(":")
    start, end, kind = anchor.removeprefix("m").split("-")
    found = Mention.objects.with_values().filter(
        document__public_id=name, trigger_start=int(start), trigger_end=int(end), kind=kind
    )
    return cast("Mention | None", found.first())


def _dating_record(dating: Dating) -> dict[str, Any]:
    return {
        "basis": dating.basis.value,
        "earliest": dating.earliest.isoformat() if dating.earliest else None,
        "latest": dating.latest.isoformat() if dating.latest else None,
        "reasons": list(dating.reasons),
    }


def _dating_in_force(document: Document) -> Dating:
    """The last confirmed publication date or, where none is confirmed any more, what was known before the first."""
    acts = Decision.objects.filter(target=f"document:{document.public_id}", verb=Verb.CONFIRM_DATE).order_by("at", "id")
    last = acts.in_force().last()
    if last is not None:
        reason = f"{last.by} confirmed the publication date."
        day = date.fromisoformat(last.payload["day"])
        return Dating(PublishedBasis.GIVEN, day, day, (reason,))
    first = acts.first()
    if first is None:
        return dating_value(document)
    before = first.payload["before"]
    earliest, latest = (date.fromisoformat(before[side]) if before[side] else None for side in ("earliest", "latest"))
    return Dating(PublishedBasis(before["basis"]), earliest, latest, tuple(before["reasons"]))


def _checked(field: str, value: Any) -> Any:
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


def _shown(event: Event, field: str) -> Any:
    """The value that an override replaces, as the log keeps it."""
    if field == "time":
        return span_record(event.time)
    if field == "place":
        return event.place.slug if event.place else ""
    if field == "participants":
        rows = event.participants.select_related("actor")
        return [{"name": r.name, "role": r.role, "key": r.actor.slug if r.actor else ""} for r in rows]
    return getattr(event, field)
