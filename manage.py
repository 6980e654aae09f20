#!/usr/bin/env python
"""Tumen's command line."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from timeline import embedded

WITHOUT_DATABASE = frozenset(
    (
        "extract",
        "evaluate",
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
    )
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        with database_for(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except (embedded.EmbeddedError, ImproperlyConfigured) as error:
        sys.exit(f"manage.py: {error}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


@contextmanager
def database_for(arguments: list[str]) -> Iterator[None]:
    """The embedded database, and a secret key of its own, while a command runs that wants them.

    DATABASE_URL goes before. Without it: always for `demo`, for every other command with TUMEN_EMBEDDED=1 or, so that
    commands find the data of `make demo` by themselves, as soon as there is a database in the data folder.
    """
    command = next((argument for argument in arguments if not argument.startswith("-")), "help")
    if command in WITHOUT_DATABASE or {"--help", "-h", "--version"}.intersection(arguments):
        yield
        return
    wanted = command == "demo" or embedded.wanted()
    if wanted and not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = embedded.secret("secret_key")
    if os.environ.get("DATABASE_URL") or not wanted:
        yield
        return
    # So that these, too, run what comes after the block: the server stops with the command.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, frame: sys.exit(128 + number))
    with embedded.running() as url:
        os.environ["DATABASE_URL"] = url
        yield


if __name__ == "__main__":
    main()
