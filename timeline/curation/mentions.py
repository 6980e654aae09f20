"""Acts on mentions: which reports are true."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.curation.acting import (
    CurationError,
    Stamp,
    User,
    Verb,
    fresh,
    fresh_event,
    record,
    regroup_and_rederive,
    reproject,
)
from timeline.grouping import regroup, target_of, writing
from timeline.models import Decision, Event, Mention
from timeline.projection import rederive, settle
from timeline.querysets import MentionQuerySet


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
        [decision] = _accept([mention], user, reason, stamp)
    return decision


def accept_all(event: Event, *, user: User | None, reason: str = "") -> list[Decision]:
    """Accepts every proposed mention of an event, one decision each."""
    with writing():
        decisions = _accept(_proposed(Mention.objects.filter(event=fresh_event(event))), user, reason, None)
        if not decisions:
            raise CurationError(_("This event has no proposal left to accept."))
    return decisions


def accept_several(mentions: Iterable[Mention], *, user: User | None, reason: str = "") -> list[Decision]:
    """Accepts those of the mentions that are proposed, one decision each; their events are derived once."""
    with writing():
        named = Mention.objects.filter(pk__in=[mention.pk for mention in mentions], event__isnull=False)
        return _accept(_proposed(named), user, reason, None)


def _proposed(mentions: MentionQuerySet) -> list[Mention]:
    proposed = mentions.filter(state=Mention.State.PROPOSED).with_values()
    return list(proposed.order_by("document__public_id", "start", "trigger_start"))


def _accept(mentions: list[Mention], user: User | None, reason: str, stamp: Stamp | None) -> list[Decision]:
    decisions = []
    for mention in mentions:
        assert mention.event is not None  # noqa: S101  every living mention is grouped
        payload = {"event": mention.event.public_id}
        decisions.append(record(Verb.ACCEPT, target_of(mention), payload, user, reason, stamp))
    if decisions:
        reproject([mention.event_id for mention in mentions], decisions[-1])
    return decisions


def reject(mention: Mention, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes a mention for wrong. It stays as it is, so that a later extraction does not propose it again."""
    with writing():
        mention = fresh(mention)
        if mention.state == Mention.State.REJECTED:
            raise CurationError(_("This mention is rejected already."))
        decision = record(Verb.REJECT, target_of(mention), {}, user, reason, stamp)
        settle([mention])
        regroup_and_rederive([mention.kind], [mention.event_id], decision)
    return decision
