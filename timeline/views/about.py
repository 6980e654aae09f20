"""How the timeline is made, how far it can be trusted, and how to read it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from timeline.extraction.model import EventKind, Family, Status

_MEASURED = Path(__file__).parent.parent / "measured.json"
_ROWS = {
    "sentence and kind: precision": _("of the events found, how many are right"),
    "sentence and kind: recall": _("of the events there are, how many are found"),
    "status right": _("of those found, how many with the right status"),
    "date with half of the days in common": _("of those found, how many with about the right time"),
    "participants, F1": _("those taking part, found and right (F1)"),
    "empty sentences with an event": _("sentences without an event in which one was found"),
}
"""The rows of docs/quality.md that readers are told, in words for them."""


@cache
def _measured() -> dict[str, dict[str, str]]:
    """Made from the documentation by scripts/measured.py."""
    rows: dict[str, dict[str, str]] = orjson.loads(_MEASURED.read_bytes())
    return rows


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How the timeline is made and how to read it."""
    contact = settings.TUMEN_CONTACT
    context: dict[str, Any] = {
        "vocabulary": [(family, [kind for kind in EventKind if kind.family is family]) for family in Family],
        "statuses": list(Status),
        "measured": [
            (words, _measured()[row].get("unseen", "–"), _measured()[row].get("digests", "–"))
            for row, words in _ROWS.items()
            if row in _measured()
        ],
        "contact": contact,
        "contact_href": f"mailto:{contact}" if "@" in contact and "/" not in contact else contact,
    }
    return render(request, "timeline/about.html", context)
