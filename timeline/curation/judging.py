"""Acts on pairs of events that may be the same: kept apart, or not sure. That they are one is `merge`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.utils.translation import gettext as _

from timeline.curation.acting import (
    CurationError,
    Stamp,
    User,
    Verb,
    fresh_event,
    living,
    record,
    refuse_merged,
    regroup_and_rederive,
)
from timeline.grouping import target_of, writing
from timeline.models import Decision, Event, Mention
from timeline.values import mention_key

Verdict = Literal["no", "unsure"]


def judge(
    one: Event,
    other: Event,
    verdict: Verdict,
    *,
    user: User | None,
    reason: str = "",
    stamp: Stamp | None = None,
) -> Decision:
    """Says that two events are not the same ("no"), or that one cannot tell yet ("unsure").

    "no" keeps them apart: no reading joins a mention of the one with one of the other. "unsure" is asked again only
    when one of them changed (`suggestions.state_of`).
    """
    with writing():
        one, other = (fresh_event(event) for event in sorted((one, other), key=lambda event: event.public_id))
        if one.pk == other.pk:
            raise CurationError(_("Choose two different events to compare."))
        for event in (one, other):
            refuse_merged(event)
        mine, theirs = living(one), living(other)
        payload = {
            "other": other.public_id,
            "verdict": verdict,
            "mentions": _keys(mine),
            "rest": _keys(theirs),
            "seen": [state_of(one, mine), state_of(other, theirs)],
        }
        decision = record(Verb.JUDGE, target_of(one), payload, user, reason, stamp)
        if verdict == "no":
            regroup_and_rederive({m.kind for m in (*mine, *theirs)}, [one.pk, other.pk], decision)
    return decision


def state_of(event: Event, mentions: Iterable[Mention]) -> str:
    """What an unsure judgement rests on: while it stays the same, there is nothing new to ask."""
    return " ".join([event.kind, event.status, event.time.edtf, *_keys(mentions)])


def _keys(mentions: Iterable[Mention]) -> list[str]:
    return sorted(mention_key(mention) for mention in mentions)
