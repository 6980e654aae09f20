"""A web process that is killed in the middle of a merge: the merge is done or not begun."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tests.rows import columns_of_everything, settle, told
from timeline.models import Decision, Event

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60


def database_url() -> str:
    found = connection.settings_dict
    secret = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
    return f"postgres://{found['USER']}{secret}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "timeline.settings",
    }
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=5):
            break
        time.sleep(0.2)
    yield process, address
    if process.poll() is None:
        process.kill()
    process.wait()


def waits_for_a_lock(watcher: psycopg.Connection[tuple[int]], holder: int) -> bool:
    rows = watcher.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", [holder]
    ).fetchone()
    return rows is not None and rows[0] > 0


def test_a_merge_that_is_killed_halfway_has_not_begun(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = server
    one, other = told("Lawrow besuchte Pjöngjang."), told("Im November war Lawrow dort.", day=date(2023, 11, 8))
    here, there = settle(one, other)
    client = Client()
    client.force_login(User.objects.create_superuser("mara"))
    client.get(f"/admin/timeline/event/{here.pk}/merge/")
    csrf = "a" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}; csrftoken={csrf}"
    request = urllib.request.Request(
        f"{address}/admin/timeline/event/{here.pk}/merge/",
        data=f"other={there.pk}&csrfmiddlewaretoken={csrf}".encode(),
        headers={"Cookie": cookies, "Referer": address, "Origin": address},
    )
    before = columns_of_everything()

    def ask() -> None:
        with suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(request, timeout=PATIENCE)

    with psycopg.connect(database_url()) as holding, psycopg.connect(database_url(), autocommit=True) as watcher:
        # the last thing that a merge writes is the event that stays: whatever comes before it is written by then
        holding.execute("SELECT 1 FROM timeline_event WHERE id = %s FOR UPDATE", [here.pk])
        asking = threading.Thread(target=ask)
        asking.start()
        until = time.monotonic() + PATIENCE
        while not waits_for_a_lock(watcher, holding.info.backend_pid) and time.monotonic() < until:
            time.sleep(0.1)
        assert waits_for_a_lock(watcher, holding.info.backend_pid), "the merge never came to its last write"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        holding.rollback()
        asking.join()
        while watcher.execute(_OTHERS).fetchone() != (0,) and time.monotonic() < until:
            time.sleep(0.1)

    assert columns_of_everything() == before
    assert not Decision.objects.exists()
    client.post(f"/admin/timeline/event/{here.pk}/merge/", {"other": there.pk})
    assert Event.objects.get(pk=there.pk).merged_into == here


_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    " OR (datname = current_database() AND state = 'active' AND pid <> pg_backend_pid())"
)
