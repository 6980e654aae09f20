"""The probes, and the page instead of an error while the database is away, with a real server that is really killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from django.test import override_settings as using

from timeline import embedded, health

ROOT = Path(__file__).parent.parent


def get(url: str) -> tuple[int, str]:
    """Asks as somebody who has logged in before, so that every page wants the session."""
    try:
        request = urllib.request.Request(url, headers={"Cookie": "sessionid=0123456789abcdef0123456789abcdef"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of the test's own, by its URL."""
    monkeypatch.setenv("TUMEN_DATA", str(tmp_path))
    with embedded.running(durable=False) as url:
        yield url
    embedded.remove()


@pytest.fixture
def site(data: str) -> Iterator[str]:
    """gunicorn on that database, by its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": data, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "gunicorn", "timeline.wsgi", f"--bind=127.0.0.1:{port}", "--no-control-socket"]
    server = subprocess.Popen(
        [*command, "--threads=4"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            get(f"{address}/healthz")
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(30)


def migrate(url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)


def kill_database() -> None:
    process = int((embedded.data_folder() / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])
    os.kill(process, signal.SIGKILL)


def test_the_site_says_that_the_database_is_away_and_recovers_by_itself(data: str, site: str) -> None:
    status, body = get(f"{site}/readyz")
    assert status == 503
    assert "Migrations are not applied: " in body

    migrate(data)
    assert get(f"{site}/readyz") == (200, '{"status": "ok"}')
    assert get(f"{site}/")[0] == 200

    kill_database()
    for _ in range(1000):  # the server of a pooled connection outlives the killed one until it notices
        answer = get(f"{site}/readyz")
        if answer[0] != 200:
            break
    assert answer == (503, '{"status": "unavailable", "reason": "The database does not answer."}')
    for path in ("/", "/events/abc/", "/documents/abc/", "/actors/abc/", "/admin/"):
        status, body = get(f"{site}{path}")
        assert (path, status) == (path, 503)
        assert "<h1>" in body
        assert "Traceback" not in body
    assert get(f"{site}/healthz") == (200, '{"status": "ok"}')

    embedded.revive()
    assert get(f"{site}/readyz") == (200, '{"status": "ok"}')
    assert get(f"{site}/")[0] == 200


@pytest.mark.django_db
def test_probes_are_answered_by_address_and_over_plain_http(client: Client) -> None:
    with using(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["tumen.example"]):
        for path in ("/healthz", "/readyz"):
            answer = client.get(path, headers={"host": "10.1.2.3:8000"})
            assert (answer.status_code, answer.content) == (200, b'{"status": "ok"}')
            assert answer["Cache-Control"] == "no-store"
        assert client.get("/", headers={"host": "10.1.2.3:8000"}).status_code == 400


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_newest_migrations", lambda: frozenset({("timeline", "9999_to_come")}))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "reason": "Migrations are not applied: timeline."}
    assert answer["Retry-After"] == "10"


@pytest.mark.parametrize(
    ("kind", "cause", "away"),
    [
        (
            OperationalError,
            psycopg.OperationalError,
            True,
        ),  # connection refused, pool exhausted: never reached a server
        (InterfaceError, psycopg.InterfaceError, True),
        (OperationalError, psycopg.errors.AdminShutdown, True),
        (OperationalError, psycopg.errors.CannotConnectNow, True),
        (OperationalError, psycopg.errors.TooManyConnections, True),
        (OperationalError, psycopg.errors.ConnectionFailure, True),
        (OperationalError, psycopg.errors.QueryCanceled, False),
        (OperationalError, psycopg.errors.DeadlockDetected, False),
        (OperationalError, psycopg.errors.DiskFull, False),
        (ProgrammingError, psycopg.errors.UndefinedTable, False),
    ],
)
def test_only_a_database_that_is_away_is_an_outage(kind: type[Exception], cause: type[Exception], away: bool) -> None:
    error = kind("as Django raises it")
    error.__cause__ = cause()

    assert health.is_outage(error) is away
