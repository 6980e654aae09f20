"""The address of the client, behind as many proxies as TRUSTED_PROXIES counts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw.

    Every proxy appends the address of its own client to X-Forwarded-For, so that only the last TRUSTED_PROXIES entries
    were written by machines we trust; whatever stands further left was sent by the client and is not believed.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    seen = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
    count: int = settings.TRUSTED_PROXIES
    return seen[-count] if 0 < count <= len(seen) else peer
