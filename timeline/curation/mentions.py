"""Acts on mentions: which reports are true, and which event they tell of."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.curation.acting import (
    CurationError,
    Stamp,
    User,
    Verb,
    fresh,
    fresh_event,
    living,
    record,
    regroup_and_rederive,
    reproject,
)
from timeline.grouping import create_event, regroup, target_of, writing
from timeline.models import Decision, Event, Mention
from timeline.projection import rederive, settle_states
from timeline.values import mention_key


def accept(mention: Mention, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes a mention for a true report of its event. From now on it shapes the event and stays with it."""
    with writing():
        mention = fresh(mention)
        if mention.state == Mention.State.ACCEPTED:
            raise CurationError(_("This mention is accepted already."))
        if mention.state == Mention.State.REJECTED or mention.event is None:  # it takes no part in grouping (yet)
            Mention.objects.filter(pk=mention.pk).update(state=Mention.State.PROPOSED)
            rederive(regroup([mention.kind], packaged_and_curated_lexicon()).changed)
            mention = fresh(mention)
        assert mention.event is not None  # noqa: S101  every living mention is grouped
        payload = {"event": mention.event.public_id, "quote": mention.quote}
        decision = record(Verb.ACCEPT, target_of(mention), payload, user, reason, stamp)
        reproject([mention.event_id], decision)
    return decision


def accept_all(event: Event, *, user: User | None, reason: str = "") -> list[Decision]:
    """Accepts every proposed mention of an event, one decision each."""
    with writing():
        proposed = Mention.objects.filter(event=fresh_event(event), state=Mention.State.PROPOSED).with_values()
        mentions: list[Mention] = list(proposed.order_by("document__public_id", "start", "trigger_start"))
        if not mentions:
            raise CurationError(_("This event has no proposal left to accept."))
        decisions = [
            record(Verb.ACCEPT, target_of(m), {"event": event.public_id, "quote": m.quote}, user, reason, None)
            for m in mentions
        ]
        reproject([event.pk], decisions[-1])
    return decisions


def reject(mention: Mention, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes a mention for wrong. It stays as it is, so that a later extraction does not propose it again."""
    with writing():
        mention = fresh(mention)
        if mention.state == Mention.State.REJECTED:
            raise CurationError(_("This mention is rejected already."))
        decision = record(Verb.REJECT, target_of(mention), {"quote": mention.quote}, user, reason, stamp)
        settle_states([mention])
        regroup_and_rederive([mention.kind], [mention.event_id], decision)
    return decision


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
        decision = record(Verb.SPLIT, target_of(event), payload, user, reason, stamp)
        Mention.objects.filter(pk__in=[mention.pk for mention in moved]).update(event=new)
        regroup_and_rederive({m.kind for m in (*moved, *rest)}, [event.pk, new.pk], decision)
    return decision
