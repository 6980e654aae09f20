"""What every act of a curator shares: the row of the log, what follows from it, and how it is refused."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline import rights
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.grouping import regroup, target_of
from timeline.models import Decision, Event, Mention, now
from timeline.projection import rederive

Verb = Decision.Verb
User = AbstractBaseUser | AnonymousUser
_REPLAYED = uuid.UUID("5f7c7a62-6c0e-4a43-9f0c-2f0f3f6d3a10")


class CurationError(ValueError):
    """An act that cannot be done, with the reason in the language of the curator."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and by whom an act was done, where it is replayed. Without a `uid` it gets one made from what it says, so
    that the same replay writes the same row and another one a row of its own."""

    at: datetime
    by: str
    uid: uuid.UUID | None = None


def name_of(user: User | None) -> str:
    """The curator's name as the log keeps it. Raises CurationError for nobody."""
    if user is None or isinstance(user, AnonymousUser):
        raise CurationError(_("Only a curator who is logged in can decide."))
    full_name = getattr(user, "get_full_name", lambda: "")()
    return str(full_name or user.get_username())


def record(
    verb: Verb,
    target: str,
    payload: Mapping[str, Any],
    user: User | None,
    reason: str,
    stamp: Stamp | None,
    undoes: Decision | None = None,
) -> Decision:
    """Writes an act to the log. Raises PermissionDenied where the person lacks the right to it (`timeline.rights`)."""
    if stamp is None:
        stamp = Stamp(now(), name_of(user), uuid.uuid4())
        rights.require(cast("User", user), undoes.verb if undoes else verb, target)
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


def on_event(
    verb: Verb, event: Event, payload: Mapping[str, Any], user: User | None, reason: str, stamp: Stamp | None
) -> Decision:
    refuse_merged(event)
    decision = record(verb, target_of(event), payload, user, reason, stamp)
    others = Event.objects.filter(public_id=payload.get("to", "")).values_list("pk", flat=True)
    reproject([event.pk, *others], decision)
    return decision


def regroup_and_rederive(kinds: Iterable[str], events: Iterable[int | None], decision: Decision) -> None:
    """What follows from an act that changes which mentions take part in grouping or where they belong."""
    regrouped = regroup(kinds, packaged_and_curated_lexicon())
    reproject([*events, *regrouped.changed], decision)


def reproject(events: Iterable[int | None], act: Decision) -> None:
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


def refuse_merged(event: Event) -> None:
    if event.review == Event.Review.MERGED:
        raise CurationError(_("This event was merged into another one: decide on that one."))


def fresh(mention: Mention) -> Mention:
    return cast("Mention", Mention.objects.with_values().get(pk=mention.pk))


def fresh_event(event: Event) -> Event:
    return cast("Event", Event.objects.select_related("place", "merged_into").get(pk=event.pk))


def all_of(event: Event) -> list[Mention]:
    return list(
        Mention.objects.filter(event=event).with_values().order_by("document__public_id", "start", "trigger_start")
    )


def living(event: Event) -> list[Mention]:
    return [mention for mention in all_of(event) if mention.state != Mention.State.REJECTED]


def end_of(event: Event) -> Event:
    """Where a merged event leads to in the end."""
    while event.merged_into is not None:
        event = event.merged_into
    return event


def mention_named(target: str) -> Mention | None:
    """The mention that the log calls `mention:<document>:m<start>-<end>-<kind>`; None if it is gone."""
    name, anchor = target.removeprefix("mention:").split(":")
    start, end, kind = anchor.removeprefix("m").split("-")
    found = Mention.objects.with_values().filter(
        document__public_id=name, trigger_start=int(start), trigger_end=int(end)
    )
    return next((mention for mention in found if mention.found_as == kind), None)
