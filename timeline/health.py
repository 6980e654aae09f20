"""Whether the service is up: two probes, and a page instead of an error while the database is away.

`/healthz` answers as long as the process does. `/readyz` is green once the database answers and every migration is
applied, and red (503) otherwise; both recover by themselves, because nothing is remembered between two requests.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
RETRY_AFTER_SECONDS = "10"

# SQLSTATE classes of a server that cannot be reached, is starting or stopping, or has no connection left
# (https://www.postgresql.org/docs/current/errcodes-appendix.html).
OUTAGE_STATES = ("08", "57P", "53300")


def is_outage(error: BaseException) -> bool:
    """Whether the database is away, as opposed to having refused a statement (a time-out, a deadlock, a full disk).

    An error that has no SQLSTATE never came from a server.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(OUTAGE_STATES)


@lru_cache(maxsize=1)
def _newest_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def unready() -> str:
    """Why requests cannot be served, as one sentence; empty if they can."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError as error:
        logger.warning("not ready: %s", error)
        return "The database does not answer."
    missing = _newest_migrations() - applied.keys()
    return f"Migrations are not applied: {', '.join(sorted(app for app, _ in missing))}." if missing else ""


class ProbeMiddleware:
    """Answers /healthz and /readyz before anything looks at the host name or the scheme."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return self._answer("")
        if request.path == "/readyz":
            return self._answer(unready())
        return self.get_response(request)

    @staticmethod
    def _answer(problem: str) -> HttpResponse:
        body = {"status": "unavailable", "reason": problem} if problem else {"status": "ok"}
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": RETRY_AFTER_SECONDS} if problem else {})
        return JsonResponse(body, status=503 if problem else 200, headers=headers)


class DatabaseDownMiddleware:
    """Turns a lost database into the page `503.html`, which reads nothing from it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_outage(exception):
            return None
        logger.error("database unavailable: %s", exception)
        return HttpResponse(
            # Not by the request: a context processor may want the session, which lies in the database.
            render_to_string("503.html", {"request": request}),
            status=503,
            headers={"Retry-After": RETRY_AFTER_SECONDS, "Cache-Control": "no-store"},
        )
