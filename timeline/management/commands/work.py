"""`manage.py work`: works off batches, as a service or once."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from timeline import batches
from timeline.models import now

IDLE = 2.0
"""Seconds between two looks for work."""
AWAY = 5.0
"""Seconds to wait while the database is away."""


class Command(BaseCommand):
    help = "Works off batches (uploads, feeds, reading again, imports) item by item, until it is told to end (SIGTERM)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing is left to do")

    def handle(self, *, once: bool, **options: Any) -> None:
        stop = threading.Event()
        before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._work(stop, once)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _work(self, stop: threading.Event, once: bool) -> None:
        """A signal ends it after the item at hand, which is finished."""
        done = 0
        while not stop.is_set():
            try:
                done += len(batches.work(stop=stop.is_set))
                later = batches.next_at()
            except (OperationalError, InterfaceError):
                if once:
                    raise
                self.stderr.write("The database does not answer; trying again.")
                close_old_connections()
                stop.wait(AWAY)
                continue
            if once and later is None:
                break
            wait = min(max((later - now()).total_seconds(), 0.05), IDLE) if later else IDLE
            if not once:
                connection.close()  # nobody should hold one while idle
            stop.wait(wait)
        self.stdout.write(f"{done} items worked off.")
