"""Fixtures that every room of the tests shares."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from pytest_django.live_server_helper import LiveServer

from tests import chromium
from timeline import embedded
from timeline.settings import database

# How long an example takes is for benchmarks to say: a busy machine would fail a test that is right.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# Playwright drives the browser from an event loop in this very thread, and Django would refuse the ORM beside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Translations that changed take effect in the tests, too; compiled before the workers of `-n` start."""
    from django.core.management import call_command

    if not hasattr(session.config, "workerinput"):
        call_command("compilemessages")
    # Who is terminated cleans up like who is interrupted: a database and a browser may be running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


TOGETHER = {
    "tests/extraction/test_digests.py": "measured once",
    "tests/extraction/test_match_articles.py": "read once",
    "tests/test_static.py": "compressed once",
    "tests/test_demo.py": "compressed once",
}
"""Files whose tests share something dear: with `-n` they stay on one worker, those with the same words on the same."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Every other test goes to the worker that is free next, in the order in which pytest-django wants them.

    (The mark `xdist_group` would say the same if it worked: pytest-xdist 3.8 cannot write it into the ids of pytest 9.)
    """
    if config.getvalue("dist") != "load":
        return None
    from xdist.scheduler import LoadScopeScheduling
    from xdist.workermanage import NodeManager

    config.option.loadscopereorder = False  # the order is meant, and not by how many tests belong together
    # Who is interrupted has a database and a browser to stop, which takes more than ten seconds where much else runs.
    NodeManager.EXIT_TIMEOUT = 60

    class OneByOne(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER.get(nodeid.split("::", 1)[0], nodeid)

    return OneByOne(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The database of the tests: DATABASE_URL if it is set, else a PostgreSQL of their own that lasts as long as they.

    Started for the first test that asks for a database, so that the tests of the extraction need none.
    """
    from django.db import connections

    if os.environ.get("DATABASE_URL"):
        yield
        return
    with embedded.temporary() as url:
        with psycopg.connect(url, autocommit=True) as server:
            # Its cleaning up ends transactions, too, between which a page that is kept holds no longer.
            server.execute("ALTER SYSTEM SET autovacuum = off")
            server.execute("SELECT pg_reload_conf()")
        use_database(connections, url)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The groups that a migration makes are there again after a test that empties the tables.

    In one process such tests come last; among several, one of them may come before tests that need the groups.
    """
    from django.apps import apps
    from django.contrib.auth.models import Group, Permission
    from django.db.models.signals import post_migrate

    with django_db_blocker.unblock():
        granted = {
            group.name: [permission.natural_key() for permission in group.permissions.select_related("content_type")]
            for group in Group.objects.all()
        }

    def give_back(**_: Any) -> None:
        for name, keys in granted.items():
            group, made = Group.objects.get_or_create(name=name)
            if made:
                group.permissions.set([Permission.objects.get_by_natural_key(*key) for key in keys])

    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    post_migrate.connect(give_back, sender=last, weak=False)


def use_database(connections: Any, url: str) -> None:
    connections.settings = connections.configure_settings({"default": database(url)})
    connections["default"] = connections.create_connection("default")


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """So that `page.goto("/")` is the timeline."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The real browser. Without one the test fails; it is never skipped."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.ADVICE)
    return {**browser_type_launch_args, "executable_path": path}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "de-DE", "viewport": {"width": 1440, "height": 900}}
