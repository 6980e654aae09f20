"""`manage.py demo` from an empty folder to a site that answers, and back to nothing."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from timeline import embedded

ROOT = Path(__file__).parent.parent


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TUMEN_DATA", str(tmp_path / "data"))
    # What was compressed before need not be compressed again for each test.
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "compressed").symlink_to(ROOT / ".tumen" / "compressed")
    (ROOT / ".tumen" / "compressed").mkdir(parents=True, exist_ok=True)
    yield tmp_path / "data"
    embedded.remove()


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def demo(port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running demo and what it printed until it said how to stop it."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    environment["DJANGO_SETTINGS_MODULE"] = "timeline.settings"
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    printed = ""
    try:
        assert process.stdout is not None
        for line in process.stdout:
            printed += line
            if "Ctrl-C" in line:
                break
        yield process, printed
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


def processes() -> set[str]:
    """The command lines of what runs on the data folder."""
    listed = subprocess.run(["ps", "-ww", "-eo", "args="], capture_output=True, text=True).stdout
    home = str((embedded.data_folder() / "postgres").resolve())
    return {line for line in listed.splitlines() if home in line}


def test_it_runs_until_ctrl_c_and_takes_up_the_same_data(data: Path, port: int) -> None:
    with demo(port) as (process, printed):
        assert f"http://127.0.0.1:{port}/\n" in printed
        assert f"http://127.0.0.1:{port}/admin/" in printed
        password = re.search(r"name: curator   password: (\S+)", printed)
        assert password
        assert (data / "curator_password").stat().st_mode & 0o777 == 0o600
        assert (data / "curator_password").read_text() == password[1]
        assert processes()

        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = browser.open(f"http://127.0.0.1:{port}/").read().decode()
        assert len(set(re.findall(r'href="(/events/[^"/?#]+/)', page))) >= 25
        form = browser.open(f"http://127.0.0.1:{port}/admin/login/?next=/admin/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        answers = {"csrfmiddlewaretoken": token[1], "username": "curator", "password": password[1], "next": "/admin/"}
        desk = browser.open(
            f"http://127.0.0.1:{port}/admin/login/?next=/admin/", urllib.parse.urlencode(answers).encode()
        )
        assert desk.url == f"http://127.0.0.1:{port}/admin/"
    assert process.returncode == 0
    assert processes() == set()

    with demo(port) as (_, printed):
        assert f"password: {password[1]}\n" in printed


def test_a_port_that_is_taken_is_one_clear_line(data: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "timeline.settings"},
            capture_output=True,
            text=True,
        )

    assert done.stdout == ""
    assert done.stderr == (
        f"CommandError: port {port} cannot be used: Address already in use. Choose another: make demo PORT=8123\n"
    )
    assert done.returncode == 1


def test_commands_find_the_data_of_the_demo_by_themselves(data: Path) -> None:
    """A database in the data folder is enough; nothing has to be set."""
    environment = {name: os.environ[name] for name in ("PATH", "TUMEN_DATA")}
    command = [sys.executable, "manage.py", "showmigrations", "timeline"]
    before = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    with embedded.running(durable=False):
        pass

    after = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert (before.returncode, before.stderr.startswith("manage.py: DATABASE_URL is not set")) == (1, True)
    assert (after.returncode, after.stderr) == (0, "")
    assert "[ ] 0001_initial" in after.stdout
    assert processes() == set()
