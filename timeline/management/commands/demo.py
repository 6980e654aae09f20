"""`make demo`: everything between an empty database and a running site, then the site until Ctrl-C."""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from timeline import embedded
from timeline.models import Document

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
CURATOR = "curator"
STAMP = ".collected"
ANSWER_SECONDS = 30


class Command(BaseCommand):
    help = "Sets up the database with the demo data and a curator, and runs the site until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        check_port(port)
        call_command("compilemessages", verbosity=0)
        call_command("migrate", verbosity=0)
        if not Document.objects.exists():
            self.stdout.write("Loading the demo's documents and events")
            call_command("loaddata", "demo", verbosity=0)
        password = curator_password()
        if (digest := digest_of_static_files()) != collected():
            self.stdout.write("Compressing the static files (the first time takes a quarter of a minute)")
            collect(digest)
        # The workers are forked from this process, and no connection outlives a fork.
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # of the backend for PostgreSQL
        address = f"http://{HOST}:{port}"
        banner = (
            f"\n  Timeline  {address}/\n"
            f"  Admin     {address}/admin/   name: {CURATOR}   password: {password}\n\n"
            f"  Ctrl-C stops it. What you do is kept in {where()}\n"
        )
        Server(port, lambda: announce(address, banner)).run()


def where() -> str:
    if embedded.serves(os.environ["DATABASE_URL"]):
        return str(embedded.data_folder())
    return "the database {NAME} on {HOST}".format(**connection.settings_dict)


def check_port(port: int) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CommandError(f"port {port} cannot be used: {reason}. Choose another: make demo PORT=8123") from error


def curator_password() -> str:
    """The password of the demo curator, who is made if need be. It stays the same from run to run."""
    password = embedded.secret("curator_password")
    curator, _ = get_user_model().objects.get_or_create(username=CURATOR, defaults={"is_staff": True})
    curator.groups.add(Group.objects.get(name="administrator"))
    if not curator.check_password(password):
        curator.set_password(password)
        curator.save()
    return password


def digest_of_static_files() -> str:
    """Changes when a file does that would be collected."""
    paths = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    state = sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
    return hashlib.sha256(repr(state).encode()).hexdigest()


def collected() -> str:
    """The digest of what was collected last; empty if nothing was."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    return stamp.read_text() if stamp.exists() else ""


def collect(digest: str) -> None:
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    (Path(settings.STATIC_ROOT) / STAMP).write_text(digest)


def announce(address: str, banner: str) -> None:
    """Prints the banner as soon as the site answers."""
    until = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=ANSWER_SECONDS):  # noqa: S310  # our own address
                print(banner, flush=True)
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    print(f"The site does not answer at {address}", file=sys.stderr, flush=True)


class Foreman(Arbiter):  # type: ignore[misc]
    """Looks after the database, too, and stops with the terminal, where gunicorn would reload."""

    handle_hup = Arbiter.handle_term

    def murder_workers(self) -> None:
        """Called about once a second."""
        if embedded.serves(os.environ["DATABASE_URL"]):
            try:
                embedded.revive()
            except embedded.EmbeddedError as error:
                logger.error("the database is gone: %s", error)
        super().murder_workers()


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn in this process, so that it and its workers end with it."""

    def __init__(self, port: int, ready: Any) -> None:
        self.port = port
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"{HOST}:{self.port}",
            "workers": 2,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "control_socket_disable": True,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "post_worker_init": self.started,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def started(self, worker: Any) -> None:
        # Ctrl-C reaches the whole terminal; the workers are stopped by the arbiter, once.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if worker.age == 1:
            threading.Thread(target=self.ready, daemon=True).start()

    def load(self) -> Any:
        # Not earlier: it lists the static files, which are collected first.
        from timeline.wsgi import application

        return application

    def run(self) -> None:
        Foreman(self).run()
