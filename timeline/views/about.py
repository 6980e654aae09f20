"""How the timeline is made and how to read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timeline.extraction.model import EventKind, Family, Status


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How the timeline is made and how to read it."""
    kinds = [(family, [kind for kind in EventKind if kind.family is family]) for family in Family]
    return render(request, "timeline/about.html", {"vocabulary": kinds, "statuses": list(Status)})
