"""What the rows of a table would do to the events, and doing it: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from timeline import curation
from timeline.curated_lexicon import actor_rows, packaged_and_curated_lexicon, place_rows
from timeline.curation.entering import Entered, enter_many, entry_id, entry_payload
from timeline.exchange.chronicle import Entry, Plan, Problem
from timeline.extraction.model import Participant
from timeline.grouping import writing
from timeline.models import Event, EventParticipant
from timeline.values import span_record


class Act(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """A value of a stored event and the one that the table has instead, as `curation.override` takes it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Step:
    """What one row does. `event`: the public id of the event that is there already, "" for a new one."""

    entry: Entry
    act: Act
    event: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    """Those of the plan, and what only the database can tell."""

    @property
    def counts(self) -> Mapping[Act, int]:
        counted = Counter(step.act for step in self.steps)
        return {act: counted.get(act, 0) for act in Act}


class BrokenImportError(ValueError):
    """A table that cannot be taken as it is; the message names the first fault and how many there are."""


def preview(plan: Plan) -> Preview:
    """What carrying out the plan would do now; it reads and writes nothing. A fixed number of queries."""
    stored = _stored(plan.entries)
    payloads = {
        entry.line: entry_payload(_entered(entry)) for entry in plan.entries if not entry.public_id and entry.kind
    }
    ids = {line: entry_id(payload) for line, payload in payloads.items()}
    entered = Event.objects.filter(by_hand=True, public_id__in=ids.values())
    there = set(entered.values_list("public_id", flat=True))
    steps: list[Step] = []
    problems = list(plan.problems)
    seen: set[str] = set()
    for entry in plan.entries:
        if entry.public_id:
            event = stored.get(entry.public_id)
            fault = _fault(entry, event, seen)
            if fault:
                problems.append(Problem(entry.line, "public_id", fault))
            elif event is not None:
                changes = tuple(_changes(entry, event))
                act = Act.CHANGED if changes else Act.UNCHANGED
                steps.append(Step(entry, act, event.public_id, changes))
        elif ids[entry.line] in there | seen:
            steps.append(Step(entry, Act.UNCHANGED, ids[entry.line]))
        else:
            steps.append(Step(entry, Act.NEW))
        seen.add(entry.public_id or ids[entry.line])
    return Preview(tuple(steps), tuple(sorted(problems, key=lambda problem: problem.line)))


def carry_out(plan: Plan, *, user: Any, reason: str, source: str) -> Mapping[Act, int]:
    """Does what `preview` says, in one transaction. Events stay proposals until somebody publishes them.

    `source` names the file in the log. Raises BrokenImportError and CurationError, and leaves nothing behind then.
    """
    with writing():
        if not plan.complete:
            raise BrokenImportError(first_of(plan.problems) or _("The import has questions that are not answered yet."))
        foreseen = preview(plan)
        if foreseen.problems:
            raise BrokenImportError(first_of(foreseen.problems))
        new = [_entered(step.entry) for step in foreseen.steps if step.act is Act.NEW]
        enter_many(new, user=user, reason=reason, note={"import": source})
        changing = [step for step in foreseen.steps if step.act is Act.CHANGED]
        _make_rows(step.entry for step in changing)
        events = Event.objects.in_bulk([step.event for step in changing], field_name="public_id")
        for step in changing:
            for change in step.changes:
                curation.override(events[step.event], change.field, change.after, user=user, reason=reason)
    return foreseen.counts


def _make_rows(entries: Iterable[Entry]) -> None:
    """Rows for the actors and places of the lexicon that an override will name."""
    lexicon = packaged_and_curated_lexicon()
    told = list(entries)
    actor_rows((taking.key for entry in told for taking in entry.participants or () if taking.key), lexicon)
    place_rows((entry.place for entry in told if entry.place), lexicon)


def first_of(problems: Sequence[Problem]) -> str:
    """The first fault with its row, and how many there are; "" for none."""
    if not problems:
        return ""
    return _("Row %(line)d: %(message)s (%(count)d faults in all; nothing was changed)") % {
        "line": problems[0].line,
        "message": problems[0].message,
        "count": len(problems),
    }


def _entered(entry: Entry) -> Entered:
    return Entered(dict(_values(entry)), entry.source_url)


def _values(entry: Entry) -> Iterator[tuple[str, Any]]:
    """What the row says, by the names that `curation.override` knows. An empty title says nothing."""
    if entry.kind is not None:
        yield "kind", entry.kind.value
    if entry.mode is not None:
        yield "mode", entry.mode.value
    if entry.status is not None:
        yield "status", entry.status.value
    if entry.span is not None:
        yield "time", span_record(entry.span)
    for name in ("title_de", "title_en", "summary_de", "summary_en"):
        if text := getattr(entry, name):
            yield name, text
    if entry.place is not None:
        yield "place", entry.place
    if entry.participants is not None:
        yield "participants", [participant_record(participant) for participant in entry.participants]


def _stored(entries: Sequence[Entry]) -> dict[str, Event]:
    rows = Event.objects.filter(public_id__in=[entry.public_id for entry in entries if entry.public_id])
    return {row.public_id: row for row in rows.select_related("place").prefetch_related("participants__actor")}


def _fault(entry: Entry, event: Event | None, seen: set[str]) -> str:
    if event is None:
        return _("There is no event “%(name)s”: leave the cell empty for a new one.") % {"name": entry.public_id[:40]}
    if event.review == Event.Review.MERGED:
        return _("The event “%(name)s” was merged into another one.") % {"name": entry.public_id}
    if entry.public_id in seen:
        return _("The event “%(name)s” stands in the table twice.") % {"name": entry.public_id}
    return ""


def _changes(entry: Entry, event: Event) -> Iterator[Change]:
    """Values that differ. A time counts as the same if it reads the same in EDTF, which is all that a cell holds."""
    for name, value in _values(entry):
        if name == "time":
            before: Any = span_record(event.time)
            same = entry.span is not None and entry.span.edtf == event.time.edtf
        elif name == "participants":
            before = [participant_record(row) for row in event.participants.all()]
            same = before == value
        else:
            before = (event.place.slug if event.place else "") if name == "place" else getattr(event, name)
            same = before == value
        if not same:
            yield Change(name, before, value)


def participant_record(row: Participant | EventParticipant) -> dict[str, str]:
    """A participant as the log keeps it."""
    if isinstance(row, Participant):
        return {"name": row.name, "role": row.role.value, "key": row.key}
    return {"name": row.name, "role": row.role, "key": row.actor.slug if row.actor else ""}
