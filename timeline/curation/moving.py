"""Acts on where a mention belongs: which event it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from timeline.curation.acting import (
    CurationError,
    Stamp,
    User,
    Verb,
    all_of,
    fresh,
    fresh_event,
    living,
    record,
    refuse_merged,
    regroup_and_rederive,
)
from timeline.grouping import create_event, target_of, writing
from timeline.models import Decision, Event, Mention
from timeline.values import mention_key


def split(mentions: Sequence[Mention], *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes mentions out of their event, as an event of their own. The payload's `into` is its public id."""
    with writing():
        moved = [fresh(mention) for mention in mentions]
        events = {mention.event_id for mention in moved}
        if not moved or len(events) != 1 or None in events:
            raise CurationError(_("Choose mentions of one event to split off."))
        event = moved[0].event
        assert event is not None  # noqa: S101  checked above
        rest = [m for m in living(event) if m.pk not in {mention.pk for mention in moved}]
        if not rest and not event.by_hand:
            raise CurationError(_("An event keeps at least one mention: leave one out."))
        _refuse_rejected(moved)
        first = min(moved, key=mention_key)
        new = create_event(mention_key(first), kind=first.kind, mode=first.mode)
        payload = {"into": new.public_id, "mentions": _keys(moved), "rest": _keys(rest)}
        decision = record(Verb.SPLIT, target_of(event), payload, user, reason, stamp)
        Mention.objects.filter(pk__in=[mention.pk for mention in moved]).update(event=new)
        regroup_and_rederive({m.kind for m in (*moved, *rest)}, [event.pk, new.pk], decision)
    return decision


def move(mention: Mention, into: Event, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Says that a mention tells of another event. One that nothing else told of leads there from now on."""
    with writing():
        mention, into = fresh(mention), fresh_event(into)
        refuse_merged(into)
        _refuse_rejected([mention])
        if mention.event_id == into.pk:
            raise CurationError(_("This mention belongs to this event already."))
        source = mention.event
        left = [m for m in living(source) if m.pk != mention.pk] if source else []
        gone = source is not None and not left and not source.by_hand
        if source is not None and gone and source.review == Event.Review.PUBLISHED:
            raise CurationError(_("This is the only report of a public event: merge the two events instead."))
        rows = all_of(source) if source is not None and gone else [mention]
        rest = living(into)
        payload = {
            "from": source.public_id if source else "",
            "into": into.public_id,
            "mentions": [mention_key(mention)],
            "rest": _keys(rest),
            "left": _keys(left),
            "rows": _keys(rows),
        }
        decision = record(Verb.MOVE, target_of(mention), payload, user, reason, stamp)
        Mention.objects.filter(pk__in=[row.pk for row in rows]).update(event=into)
        if source is not None and gone:
            Event.objects.filter(pk=source.pk).update(review=Event.Review.MERGED, merged_into=into)
            source.participants.all().delete()
        kinds = {m.kind for m in (mention, *left, *rest)}
        regroup_and_rederive(kinds, [into.pk, source.pk if source else None], decision)
    return decision


def _keys(mentions: Iterable[Mention]) -> list[str]:
    return sorted(mention_key(mention) for mention in mentions)


def _refuse_rejected(mentions: Iterable[Mention]) -> None:
    if any(mention.state == Mention.State.REJECTED for mention in mentions):
        raise CurationError(_("A rejected mention belongs to no event: accept it first."))
