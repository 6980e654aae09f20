"""The database backend in use while DATABASE_URL is not set: it says so at first use, not when Django starts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base

MESSAGE = (
    "DATABASE_URL is not set: give postgres://user:password@host:5432/name, "
    "or TUMEN_EMBEDDED=1 to use a database of Tumen's own"
)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        raise ImproperlyConfigured(MESSAGE)
