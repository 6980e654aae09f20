"""Batches: long work as rows whose items are worked off one by one, by the progress page's poll or by `manage.py work`.

An item is claimed first (FOR UPDATE SKIP LOCKED, a claim names the database connection that holds it). Its handler then
does what takes long or asks other hosts, outside of any transaction, and returns the writing that is left. That runs in
the one transaction that also marks the item as done: so a killed worker leaves an item either done or waiting, never
half-done, and its claim is void as soon as its connection is gone. There is no broker.

Who works off which kind of batch stands in `WORKERS`.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.db.models import BooleanField, Min, Q
from django.db.models.expressions import RawSQL
from django.utils.module_loading import import_string

from timeline.extractors import ExtractorError
from timeline.ingest import Overtaken
from timeline.intake.refusals import Refused, in_english
from timeline.models import Batch, BatchItem, Document, now

logger = logging.getLogger(__name__)

State, Phase = BatchItem.State, Batch.Phase

CLAIM_LASTS = timedelta(minutes=15)
"""A claim older than this is void although its connection lives: behind a pooler, connections outlive processes."""
ATTEMPTS = 3
"""An item that was claimed so often and never finished fails: it may be what ends the workers."""
TOGETHER = 25
"""Items after which it is asked what is worth being done in between."""


@dataclass(frozen=True, slots=True)
class Input:
    """An item to be: what people call it, and what its handler needs."""

    source: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    content: bytes | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """How an item ended. `code` and `details` are told in the reader's language, `message` stands as it is."""

    state: BatchItem.State
    code: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be announced before an item is worked off, and what was fetched for it on the way."""

    notices: Sequence[Mapping[str, Any]] = ()
    content: bytes | None = None
    payload: Mapping[str, Any] | None = None


Write = Callable[[], Done]
Handler = Callable[[BatchItem], Write]
"""Does what takes long or asks others and returns the rest: the writing. Raises Refused (the item is rejected, or
failed where trying again can help), ExtractorError (failed) or Overtaken (it is done again)."""
Check = Callable[[BatchItem], Checked]
"""Looks at an item before anything is written. Raises Refused."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works off a kind of batch, by dotted names, so that what a kind needs is loaded when it is needed.

    `handle` is a Handler. `check`, if any, is a Check of every item before the first is worked off. `settle`, if any,
    takes no argument and does what is cheaper for many items than for one; it must bear being called again. `between`
    does as much of it as is worth it while items are left.
    """

    handle: str
    check: str = ""
    settle: str = ""
    between: str = ""


_ITEMS = "timeline.intake.items"
_GROUP, _GROUP_IF_DUE = "timeline.ingest.group_waiting", "timeline.ingest.group_if_due"

WORKERS: Mapping[str, Worker] = {
    Batch.Kind.FILES: Worker(f"{_ITEMS}.read_and_store", f"{_ITEMS}.check", _GROUP, _GROUP_IF_DUE),
    Batch.Kind.ADDRESSES: Worker(f"{_ITEMS}.read_and_store", f"{_ITEMS}.check", _GROUP, _GROUP_IF_DUE),
    Batch.Kind.FEED: Worker(f"{_ITEMS}.read_and_store", settle=_GROUP, between=_GROUP_IF_DUE),
    Batch.Kind.REREAD: Worker(f"{_ITEMS}.read_again"),
    Batch.Kind.IMPORT: Worker("timeline.exchange.running.handle"),
}
"""Kinds that are not here are worked off elsewhere (the command line does so itself)."""


# ---- what people do with batches -------------------------------------------------------------------------------------


def create(
    kind: Batch.Kind,
    label: str,
    inputs: Iterable[Input],
    *,
    user: AbstractBaseUser | AnonymousUser | None = None,
    options: Mapping[str, Any] | None = None,
) -> Batch:
    """A batch that waits to be worked off, with its items; it is checked first where its kind has a check."""
    with transaction.atomic():
        batch: Batch = Batch.objects.create(
            kind=kind,
            label=label[:200],
            options=dict(options or {}),
            user=cast("Any", user) if user is not None and user.is_authenticated else None,
            phase=Phase.CHECKING if WORKERS[kind].check else Phase.WORKING,
        )
        BatchItem.objects.bulk_create(
            (
                BatchItem(
                    batch=batch,
                    source=item.source[:1000],
                    payload=dict(item.payload),
                    content=item.content,
                    not_before=item.not_before,
                )
                for item in inputs
            ),
            batch_size=200,
        )
    return batch


def proceed(batch: Batch, *, with_noticed: bool) -> None:
    """Goes on after the check; without `with_noticed` items that something was announced of are left out."""
    with transaction.atomic():
        current = Batch.objects.select_for_update().get(pk=batch.pk)
        if current.phase != Phase.ASKING:
            return
        checked = current.items.filter(state=State.CHECKED)
        if not with_noticed:
            checked.exclude(notices=[]).update(state=State.LEFT_OUT, content=None)
        checked.update(state=State.WAITING)
        _set_phase(current, Phase.WORKING)


def cancel(batch: Batch) -> None:
    """Leaves out what is not done yet; what is done stays."""
    with transaction.atomic():
        current = Batch.objects.select_for_update().get(pk=batch.pk)
        if current.finished_at:
            return
        left = current.items.filter(state__in=[State.WAITING, State.CHECKED])
        left.update(state=State.LEFT_OUT, content=None, **_NO_CLAIM)
        _set_phase(current, Phase.CANCELLED)


def retry(batch: Batch) -> int:
    """Lets the items that failed wait again; how many they are."""
    with transaction.atomic():
        current = Batch.objects.select_for_update().get(pk=batch.pk)
        waiting = current.items.filter(state=State.FAILED).update(
            state=State.WAITING, code="", details={}, message="", attempts=0, not_before=None, **_NO_CLAIM
        )
        if waiting and current.phase != Phase.CHECKING:
            _set_phase(current, Phase.CHECKING if WORKERS[current.kind].check else Phase.WORKING)
    return waiting


def counts(batch: Batch) -> Counter[str]:
    """How many items are in each state."""
    return Counter(batch.items.values_list("state", flat=True))


# ---- working off -----------------------------------------------------------------------------------------------------


def work(
    batch: Batch | None = None, *, seconds: float | None = None, stop: Callable[[], bool] = lambda: False
) -> list[BatchItem]:
    """Works off items until none can be claimed, the time is over or `stop()` says so; the items that it finished.

    With a batch that one only. At least one item is worked off if there is one, however little time is given.
    """
    ends = time.monotonic() + seconds if seconds is not None else None
    finished: list[BatchItem] = []
    while not stop():
        item = _claim(batch)
        if item is None:
            if not tend(batch):
                break
            continue
        if _work_off(item):
            finished.append(item)
            if len(finished) % TOGETHER == 0:
                _call(WORKERS[item.batch.kind].between)
        tend(item.batch)
        if ends is not None and time.monotonic() >= ends:
            break
    return finished


def next_at() -> datetime | None:
    """When the next item that waits for its time may be worked off; None if none does."""
    later = BatchItem.objects.filter(state=State.WAITING, batch__phase__in=_RUNNING, not_before__gt=now())
    return cast("datetime | None", later.aggregate(first=Min("not_before"))["first"])


def tend(batch: Batch | None = None) -> bool:
    """Moves batches on that have nothing left to work off, those that a killed worker left behind as well.

    Returns whether a batch has items to work off because of it.
    """
    running = Batch.objects.filter(phase__in=_RUNNING, kind__in=WORKERS)
    if batch is not None:
        running = running.filter(pk=batch.pk)
    more = False
    for pk in running.exclude(items__state=State.WAITING).values_list("pk", flat=True):
        with transaction.atomic():
            current = Batch.objects.select_for_update().filter(pk=pk, phase__in=_RUNNING).first()
            if current is not None and not current.items.filter(state=State.WAITING).exists():
                more |= _move_on(current)
    return more


def _move_on(batch: Batch) -> bool:
    checked = batch.items.filter(state=State.CHECKED)
    if batch.phase == Phase.CHECKING and checked.exclude(notices=[]).exists():
        _set_phase(batch, Phase.ASKING)
        return False
    if batch.phase == Phase.CHECKING and checked.update(state=State.WAITING):
        _set_phase(batch, Phase.WORKING)
        return True
    _call(WORKERS[batch.kind].settle)
    _set_phase(batch, Phase.FINISHED)
    return False


def _set_phase(batch: Batch, phase: Batch.Phase) -> None:
    batch.phase = phase
    batch.finished_at = now() if phase in (Phase.FINISHED, Phase.CANCELLED) else None
    batch.save(update_fields=["phase", "finished_at"])


def _call(name: str) -> None:
    if name:
        import_string(name)()


# ---- one item --------------------------------------------------------------------------------------------------------

_RUNNING = (Phase.CHECKING, Phase.WORKING)
_NO_CLAIM: Mapping[str, Any] = {"claimed_pid": None, "claimed_backend": None, "claimed_at": None}
_HOLDER_GONE = RawSQL(
    "NOT EXISTS (SELECT FROM pg_stat_activity AS held WHERE held.pid = timeline_batchitem.claimed_pid"
    " AND held.backend_start = timeline_batchitem.claimed_backend)",
    [],
    output_field=BooleanField(),
)


def _claim(batch: Batch | None) -> BatchItem | None:
    """The next item that nobody works on, claimed for this connection."""
    while True:
        with transaction.atomic():
            waiting = BatchItem.objects.filter(
                Q(not_before=None) | Q(not_before__lte=now()),
                Q(claimed_pid=None) | Q(claimed_at__lt=now() - CLAIM_LASTS) | Q(_HOLDER_GONE),
                state=State.WAITING,
                batch__phase__in=_RUNNING,
                batch__kind__in=WORKERS,
            )
            if batch is not None:
                waiting = waiting.filter(batch=batch)
            free = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("batch")
            item: BatchItem | None = free.order_by("batch_id", "id").first()
            if item is None:
                return None
            if item.attempts < ATTEMPTS:
                item.attempts += 1
                item.claimed_pid, item.claimed_backend = _this_connection()
                item.claimed_at = now()
                item.save(update_fields=["attempts", "claimed_pid", "claimed_backend", "claimed_at"])
                return item
            _end(item, Done(State.FAILED, "given_up", {"times": ATTEMPTS}))


def _this_connection() -> tuple[int, datetime]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        return cast("tuple[int, datetime]", cursor.fetchone())


def _work_off(item: BatchItem) -> bool:
    """Checks or handles a claimed item. Returns whether it is finished with; if not, it waits to be done again."""
    checking = item.batch.phase == Phase.CHECKING
    worker = WORKERS[item.batch.kind]
    try:
        if checking:
            checked = cast("Check", import_string(worker.check))(item)
            return _in_its_transaction(item, lambda current: _note(current, checked))
        write = cast("Handler", import_string(worker.handle))(item)
        return _in_its_transaction(item, lambda current: _end(current, write()))
    except Overtaken:
        BatchItem.objects.filter(pk=item.pk, **_claim_of(item)).update(**_NO_CLAIM)
        return False
    except Refused as refused:
        done = Done(State.FAILED if refused.passing else State.REJECTED, refused.code, refused.details)
    except ExtractorError as error:
        done = Done(State.FAILED, "extractor", {"reason": str(error)})
    except DatabaseError:
        logger.warning("an item of a batch met a conflict", exc_info=True)
        done = Done(State.FAILED, "conflict")
    except Exception:
        logger.exception("an item of a batch failed: batch %s, item %s", item.batch_id, item.pk)
        done = Done(State.FAILED, "fault")
    return _in_its_transaction(item, lambda current: _end(current, done))


def _in_its_transaction(item: BatchItem, write: Callable[[BatchItem], None]) -> bool:
    """Writes if the item is still this worker's to finish: not cancelled, and not claimed by another one since."""
    with transaction.atomic():
        mine = BatchItem.objects.select_for_update(of=("self",)).filter(
            pk=item.pk, state=State.WAITING, **_claim_of(item)
        )
        current = mine.first()
        if current is None:
            return False
        write(current)
    return True


def _claim_of(item: BatchItem) -> dict[str, Any]:
    return {"claimed_pid": item.claimed_pid, "claimed_backend": item.claimed_backend, "claimed_at": item.claimed_at}


def _note(item: BatchItem, checked: Checked) -> None:
    BatchItem.objects.filter(pk=item.pk).update(
        state=State.CHECKED,
        notices=[dict(notice) for notice in checked.notices],
        content=checked.content if checked.content is not None else item.content,
        payload=dict(checked.payload) if checked.payload is not None else item.payload,
        attempts=0,
        **_NO_CLAIM,
    )


def _end(item: BatchItem, done: Done) -> None:
    BatchItem.objects.filter(pk=item.pk).update(
        state=done.state,
        code=done.code,
        details=dict(done.details),
        message=done.message or in_english(done.code, done.details),
        document=done.document,
        content=item.content if done.state == State.FAILED else None,
        **_NO_CLAIM,
    )
