"""Batches: items are checked, worked off once each, cancelled, tried again; nothing is lost when a worker is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from tests.intake.formats import archive
from timeline import batches, extractors
from timeline.batches import Input
from timeline.extraction.model import Article
from timeline.extractors import ExtractorError
from timeline.intake import items
from timeline.intake.items import inputs_of
from timeline.models import Batch, BatchItem, Document, Event, Mention

ROOT = Path(__file__).parent.parent
Kind, State, Phase = Batch.Kind, BatchItem.State, Batch.Phase


def text(number: int) -> str:
    days = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")
    return (
        f"Der russische Außenminister Sergej Lawrow ist am {days[number % 5]} zum {number}. Mal in Pjöngjang gelandet. "
        f"Er spricht dort über Vorhaben Nummer {number * 37}."
    )


def upload(*numbers: int, **options: Any) -> Batch:
    inputs = [Input(f"{number}.txt", {"name": f"{number}.txt"}, text(number).encode()) for number in numbers]
    return batches.create(Kind.FILES, "upload", inputs, options={"published": "2024-05-01", **options})


def states(batch: Batch) -> list[str]:
    return list(batch.items.values_list("state", flat=True))


def fresh(batch: Batch) -> Batch:
    return Batch.objects.get(pk=batch.pk)


# ---- the way of a batch ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_checks_all_items_and_then_reads_them() -> None:
    batch = upload(1, 2)
    assert batch.phase == Phase.CHECKING
    done = batches.work(batch)
    assert len(done) == 4  # each is checked, and then read
    assert states(batch) == [State.NEW, State.NEW]
    assert (fresh(batch).phase, fresh(batch).finished_at is not None) == (Phase.FINISHED, True)
    assert set(batch.items.values_list("content", flat=True)) == {None}
    assert [item.document.text for item in batch.items.select_related("document")] == [text(1), text(2)]
    assert not Mention.objects.filter(event=None).exists(), "their mentions are grouped at the end"
    assert batch.items.first().message == f"{Document.objects.get(text=text(1)).mentions.count()} mentions of events."


@pytest.mark.django_db
def test_it_asks_before_anything_is_written_when_something_is_there_already() -> None:
    batches.work(upload(1))
    batch = upload(1, 2)
    batches.work(batch)
    assert (fresh(batch).phase, states(batch), Document.objects.count()) == (
        Phase.ASKING,
        [State.CHECKED, State.CHECKED],
        1,
    )
    known = Document.objects.get()
    assert [item.notices for item in batch.items.all()] == [
        [{"code": "known", "document": known.pk, "title": f"{known.text[:69]}…"}],
        [],
    ]
    batches.proceed(batch, with_noticed=False)
    batches.work(batch)
    assert (states(batch), Document.objects.count()) == ([State.LEFT_OUT, State.NEW], 2)


@pytest.mark.django_db
def test_it_goes_on_with_all_of_them_if_the_curator_says_so() -> None:
    batches.work(upload(1))
    same_elsewhere = upload(1, outlet="Abendblatt")
    batches.work(same_elsewhere)
    assert [notice["code"] for item in same_elsewhere.items.all() for notice in item.notices] == ["same_text"]
    batches.proceed(same_elsewhere, with_noticed=True)
    batches.work(same_elsewhere)
    assert (states(same_elsewhere), Document.objects.count()) == ([State.NEW], 2)
    known = upload(1)
    batches.work(known)
    batches.proceed(known, with_noticed=True)
    batches.work(known)
    assert (states(known), Document.objects.count()) == ([State.UNCHANGED], 2)


@pytest.mark.django_db
def test_it_rejects_what_cannot_be_read_and_reads_the_others() -> None:
    files = {
        "gut.txt": text(1).encode(),
        "bild.svg": b"<svg/>",
        "tiefer.zip": archive({"x.txt": b"x"}),
        "leer.txt": b"",
    }
    batch = batches.create(Kind.FILES, "zip", inputs_of("alles.zip", archive(files)))
    batches.work(batch)
    assert [(item.source, item.state, item.code) for item in batch.items.all()] == [
        ("alles.zip: gut.txt", State.NEW, "read"),
        ("alles.zip: bild.svg", State.REJECTED, "image"),
        ("alles.zip: tiefer.zip", State.REJECTED, "archive_nested"),
        ("alles.zip: leer.txt", State.REJECTED, "empty"),
    ]
    assert fresh(batch).phase == Phase.FINISHED


@pytest.mark.django_db
def test_it_cancels_what_is_not_done_yet_and_keeps_what_is() -> None:
    batch = upload(1, 2, 3)
    for _ in range(4):
        batches.work(batch, seconds=0)
    batches.cancel(batch)
    assert (states(batch), fresh(batch).phase) == ([State.NEW, State.LEFT_OUT, State.LEFT_OUT], Phase.CANCELLED)
    assert batches.work() == []
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_it_drops_what_a_worker_found_for_an_item_that_was_cancelled_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = upload(1)
    batches.work(batch, seconds=0)

    def cancelled_while_reading(article: Article) -> Any:
        batches.cancel(batch)
        return read(article)

    read = items.ingest.read
    monkeypatch.setattr(items.ingest, "read", cancelled_while_reading)
    batches.work(batch)
    assert (states(batch), Document.objects.count()) == ([State.LEFT_OUT], 0)


@pytest.mark.django_db
def test_it_tries_again_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = upload(1)

    def broken(article: Article) -> Any:
        raise RuntimeError("no such luck")

    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(items.ingest, "read", broken)
        batches.work(batch)
    assert (states(batch), batch.items.get().code, fresh(batch).phase) == ([State.FAILED], "fault", Phase.FINISHED)
    assert batches.retry(batch) == 1
    batches.work(batch)
    assert (states(batch), fresh(batch).phase, batches.retry(batch)) == ([State.NEW], Phase.FINISHED, 0)


@pytest.mark.django_db
def test_it_gives_up_on_an_item_that_ends_its_workers() -> None:
    batch = upload(1)
    batch.items.update(attempts=batches.ATTEMPTS)
    batches.work(batch)
    assert (states(batch), batch.items.get().code) == ([State.FAILED], "given_up")


@pytest.mark.django_db
def test_it_leaves_items_alone_that_another_living_connection_claimed() -> None:
    batch = upload(1)
    pid, backend = batches._this_connection()
    batch.items.update(claimed_pid=pid, claimed_backend=backend, claimed_at=timezone.now())
    assert batches.work(batch) == []
    batch.items.update(claimed_at=timezone.now() - batches.CLAIM_LASTS - timedelta(seconds=1))
    assert len(batches.work(batch)) == 2
    other = upload(2)
    other.items.update(claimed_pid=pid, claimed_backend=backend - timedelta(seconds=1), claimed_at=timezone.now())
    assert len(batches.work(other)) == 2, "a connection that is gone claims nothing"


@pytest.mark.django_db
def test_it_waits_until_an_item_may_be_asked_for() -> None:
    batch = upload(1)
    batch.items.update(not_before=timezone.now() + timedelta(hours=1))
    assert batches.work(batch) == []
    assert batches.next_at() == batch.items.get().not_before


def test_every_kind_of_batch_has_workers_that_exist() -> None:
    assert set(batches.WORKERS) == set(Kind) - {Kind.COMMAND}
    for worker in batches.WORKERS.values():
        for name in filter(None, (worker.handle, worker.check, worker.settle)):
            assert callable(import_string(name))


# ---- a language model ------------------------------------------------------------------------------------------------


class Unwilling:
    version = "llm:unwilling"

    def __call__(self, *args: Any) -> Any:
        raise ExtractorError("the language model's budget is used up")


@pytest.mark.django_db
def test_it_keeps_a_document_with_what_the_rules_find_when_the_model_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(extractors, "configured", Unwilling)
    batch = upload(1)
    batches.work(batch)
    item = batch.items.get()
    assert (item.state, item.code) == (State.NEW, "read_by_rules")
    assert "budget is used up" in item.message
    assert item.document.extractor_version == extractors.RULES.version
    assert set(item.document.mentions.values_list("extractor_version", flat=True)) == {extractors.RULES.version}


@pytest.mark.django_db
def test_it_changes_nothing_in_a_document_that_the_model_does_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    batches.work(upload(1))
    before = list(Mention.objects.values())
    monkeypatch.setattr(extractors, "configured", Unwilling)
    again = items.reread_batch(Document.objects.all(), "again")
    batches.work(again)
    assert (again.items.get().state, again.items.get().code) == (State.FAILED, "extractor")
    assert list(Mention.objects.values()) == before
    monkeypatch.undo()
    batches.retry(again)
    batches.work(again)
    assert again.items.get().state == State.UNCHANGED


@pytest.mark.django_db(transaction=True)
def test_it_asks_the_extractor_outside_of_any_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = []

    class Watching:
        version = "llm:watching"

        def __call__(self, *args: Any) -> Any:
            inside.append(connection.in_atomic_block)
            return extractors.RULES(*args)

    monkeypatch.setattr(extractors, "configured", Watching)
    batches.work(upload(1))
    batches.work(items.reread_batch(Document.objects.all(), "again"))
    assert inside == [False, False]
    assert set(Mention.objects.values_list("extractor_version", flat=True)) == {"llm:watching"}


# ---- several processes -----------------------------------------------------------------------------------------------


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `manage.py work` on the database of the tests."""
    started = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        settings = connection.settings_dict
        url = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", *arguments],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url, "SECRET_KEY": "tests", "PYTHONWARNINGS": "ignore"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def until(condition: Callable[[], bool]) -> None:
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


def test_two_workers_one_of_which_is_killed_lose_nothing_and_double_nothing(
    worker: Callable[..., subprocess.Popen[bytes]],
) -> None:
    numbers = range(1, 41)
    batch = upload(*numbers)
    doomed, other = worker(), worker("--once")
    until(lambda: batch.items.filter(claimed_pid__isnull=False).exists() and Document.objects.exists())
    doomed.send_signal(signal.SIGKILL)
    doomed.wait()
    assert other.wait(timeout=120) == 0
    batches.work(batch)
    assert states(batch) == [State.NEW] * len(numbers)
    assert sorted(Document.objects.values_list("text", flat=True)) == sorted(map(text, numbers))
    assert len(set(batch.items.values_list("document", flat=True))) == len(numbers)
    assert not Mention.objects.filter(event=None).exists()
    assert fresh(batch).phase == Phase.FINISHED
    assert Event.objects.exists()


def test_a_killed_worker_leaves_each_document_of_a_rereading_done_or_not_begun(
    worker: Callable[..., subprocess.Popen[bytes]],
) -> None:
    batches.work(upload(*range(1, 16)))
    before = sorted(Mention.objects.values_list("document", "trigger_start", "kind", "event"))
    again = items.reread_batch(Document.objects.order_by("pk"), "again")
    doomed = worker()
    until(lambda: again.items.exclude(state=State.WAITING).exists())
    doomed.send_signal(signal.SIGKILL)
    doomed.wait()
    batches.work(again)
    assert states(again) == [State.UNCHANGED] * 15
    assert sorted(Mention.objects.values_list("document", "trigger_start", "kind", "event")) == before


def test_a_worker_that_is_told_to_end_finishes_its_item_and_ends_cleanly(
    worker: Callable[..., subprocess.Popen[bytes]],
) -> None:
    batch = upload(*range(1, 41))
    process = worker()
    until(lambda: batch.items.exclude(state=State.WAITING).exists())
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert not batch.items.filter(claimed_pid__isnull=False).exists()
    assert batch.items.filter(state=State.WAITING).exists() or fresh(batch).phase != Phase.CHECKING
