"""Events that no document tells of, entered by hand: one at a time, or all those of a table."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from timeline import rights
from timeline.curation.acting import User, Verb, name_of
from timeline.grouping import event_id, target_of, writing
from timeline.models import Decision, Event, now
from timeline.projection import rederive


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered. `fields` by name as the log keeps them, read by somebody who checked them (in contrast to
    `enter_by_hand`, which asks the database for each value); the kind is always among them."""

    fields: Mapping[str, Any]
    source_url: str = ""


def entry_payload(entered: Entered) -> dict[str, Any]:
    """What the log keeps of it."""
    return {"fields": dict(entered.fields), "source_url": entered.source_url}


def entry_id(payload: Mapping[str, Any], taken: Sequence[str] = ()) -> str:
    """The public id of an event entered with this payload: the same entry in another import gets the same one."""
    return event_id(f"by hand {json.dumps(payload, sort_keys=True)}", taken)


def enter_many(
    entries: Sequence[Entered], *, user: User | None, reason: str = "", note: Mapping[str, Any] | None = None
) -> list[Decision]:
    """Enters events in one transaction: all of them or none. One decision each, in the order of the entries.

    An entry that says the same as one before gets an event of its own. `note` is kept in each payload beside the
    entry. Raises CurationError and PermissionDenied.
    """
    by = name_of(user)
    rights.require(cast("User", user), Verb.EDIT, "event")
    with writing():
        at = now()
        payloads = [entry_payload(entered) for entered in entries]
        names = _free_ids(payloads)
        events = Event.objects.bulk_create(
            [
                Event(
                    public_id=name,
                    kind=payload["fields"]["kind"],
                    mode=payload["fields"].get("mode", ""),
                    by_hand=True,
                    source_url=payload["source_url"],
                )
                for name, payload in zip(names, payloads, strict=True)
            ],
            batch_size=1000,
        )
        decisions = Decision.objects.bulk_create(
            [
                Decision(
                    uid=uuid.uuid4(),
                    verb=Verb.EDIT,
                    target=target_of(event),
                    payload={**payload, **(note or {})},
                    reason=reason.strip(),
                    user=cast("Any", user),
                    by=by,
                    at=at,
                )
                for event, payload in zip(events, payloads, strict=True)
            ],
            batch_size=1000,
        )
        rederive([event.pk for event in events], at=at)
    return cast("list[Decision]", decisions)


def _free_ids(payloads: Sequence[Mapping[str, Any]]) -> list[str]:
    """An id for each payload that no event has, in few queries."""
    first = [entry_id(payload) for payload in payloads]
    taken = set(Event.objects.filter(public_id__in=first).values_list("public_id", flat=True))
    free = []
    for payload, name in zip(payloads, first, strict=True):
        passed: list[str] = []
        while name in taken or (passed and Event.objects.filter(public_id=name).exists()):
            passed.append(name)
            name = entry_id(payload, passed)
        taken.add(name)
        free.append(name)
    return free
