"""An import whose process is killed: it is done or not begun."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection

from timeline import batches
from timeline.exchange import running
from timeline.models import Batch, BatchItem, Decision, Event

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import django
django.setup()
from timeline import batches
from timeline.curation import entering

def written_and_not_yet_derived(*_, **__):
    print("in the middle", flush=True)
    input()

entering.rederive = written_and_not_yet_derived
batches.work()
"""


def database_url() -> str:
    db: dict[str, Any] = connection.settings_dict
    login = f"{quote(db['USER'])}:{quote(db['PASSWORD'] or '')}"
    return f"postgres://{login}@{db['HOST']}:{db['PORT']}/{db['NAME']}"


def test_an_import_that_is_killed_in_the_middle_leaves_nothing_and_is_done_by_the_next_worker() -> None:
    curator = User.objects.create_superuser("mara")
    rows = "".join(f"2023,Visit {number},visit,https://example.org/{number}\n" for number in range(20))
    batch = running.begin("events", "list.csv", f"date,title,kind,url\n{rows}".encode(), user=curator, language="en")
    batches.proceed(batch, with_noticed=True)
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "in the middle\n"
        assert not Event.objects.exists()
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert (Event.objects.count(), Decision.objects.count()) == (0, 0)
    assert BatchItem.objects.get().state == BatchItem.State.WAITING
    while not batches.work():
        """The server notices the end of a killed worker's connection a moment later."""
    assert (Event.objects.count(), Decision.objects.count()) == (20, 20)
    assert Batch.objects.get().phase == Batch.Phase.FINISHED
