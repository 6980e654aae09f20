"""Answers are good for as long as the database says the same, so none is computed twice.

What a query can see is named by PostgreSQL's snapshot: it changes with every transaction that wrote something and
ended, and never comes back. So it is the version of everything a page is made of, without a row that all writers would
have to change. Writes that no page shows (a login, another database of the same server) cost a computation, no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

View = Callable[[HttpRequest], HttpResponse]

_SOURCES = ("timeline/**/*.py", "timeline/**/*.toml", "timeline/**/*.json", "templates/**/*.html", "locale/**/*.mo")


def state() -> str | None:
    """What the database says now, as a name that no other state of it has; None inside a transaction that wrote.

    Such a transaction sees what it wrote, which its snapshot does not tell.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat_ws(' ', current_database(), pg_postmaster_start_time(), pg_current_snapshot()) "
            "WHERE pg_current_xact_id_if_assigned() IS NULL"
        )
        row = cursor.fetchone()
    return str(row[0]) if row else None


@lru_cache(maxsize=1)
def _release() -> str:
    """Of the code, the templates and the style sheets: an answer of an older release is not a fresh one."""
    root = Path(settings.BASE_DIR)
    files = [file for pattern in _SOURCES for file in sorted(root.glob(pattern))]
    files.append(Path(settings.STATIC_ROOT) / "staticfiles.json")
    stats = [(str(file), file.stat().st_mtime_ns) for file in files if file.exists()]
    return hashlib.sha256(repr((stats, settings.EMBED_ANCESTORS)).encode()).hexdigest()


def kept(view: View) -> View:
    """Answers 304 to who has the answer already, and from the cache `pages` to who asks the same as another reader.

    For views that depend on the database, the address, the language, the theme and the width of the chart alone.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        now = state()
        if now is None:
            return view(request)
        key = _key(request, now)
        etag = f'"{key}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = caches["pages"].get(key)
        if response is None:
            response = view(request)
            if response.status_code == 200:
                caches["pages"].set(key, response)
        if response.status_code in (200, 304):
            response["ETag"] = etag
            # A browser may keep it, and asks each time whether it still holds.
            response["Cache-Control"] = "private, no-cache"
        return response

    return answer


def _key(request: HttpRequest, now: str) -> str:
    told = (
        now,
        _release(),
        timezone.now().date(),
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        get_language(),
        request.COOKIES.get("theme"),
        *(request.headers.get(name) for name in ("Tumen-Width", "Sec-CH-UA-Mobile", "HX-Request")),
        "Mobi" in request.headers.get("User-Agent", ""),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
