"""What is derived from reference rows follows when one of them changes: titles, summaries and names in events."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.grouping import writing
from timeline.models import Actor, Event, Outlet, Place
from timeline.projection import rederive

AT_ONCE = 200
"""Events that are derived anew while somebody waits: about two seconds."""

_STEP = 100

Named = Actor | Place | Outlet


def events_naming(row: Named) -> list[int]:
    """Primary keys of the events that an actor takes part in, that happened at a place, or that an outlet reports."""
    if isinstance(row, Actor):
        found = Event.objects.filter(participants__actor=row)
    elif isinstance(row, Place):
        found = Event.objects.filter(place=row)
    else:
        found = Event.objects.filter(mentions__document__outlet=row)
    return list(found.order_by("pk").distinct().values_list("pk", flat=True))


def follow(events: list[int]) -> Iterator[int]:
    """Derives the events anew, a hundred in a transaction, and passes on how many were done each time."""
    for begin in range(0, len(events), _STEP):
        step = events[begin : begin + _STEP]
        with writing():
            rederive(step)
        yield len(step)
