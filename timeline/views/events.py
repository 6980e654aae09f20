"""The page of one event."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from timeline import wording
from timeline.chart import event_url
from timeline.citations import STYLES, Page
from timeline.dossier import Dossier, dossier
from timeline.linked_data import event_record
from timeline.models import Event
from timeline.page import json_script

_MOVED_FOR_SECONDS = 600
"""How long a browser may remember a redirect: a title, and with it the slug, can be corrected back."""


@require_safe
def event(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """One event with all its evidence. Whoever comes by an old address is sent to the one that holds."""
    found = get_object_or_404(Event.objects.select_related("merged_into"), public_id=public_id)
    target = found
    while target.merged_into is not None:
        target = target.merged_into
    if target.review != Event.Review.PUBLISHED:
        raise Http404
    url = event_url(target.public_id, target.title_de)
    if target is not found or request.path != url:
        return _moved(url, request)
    cat = wording.catalogue(get_language())
    shown = dossier(Event.objects.with_evidence().get(pk=target.pk), cat)
    words = f"{wording.when(target.time, cat)}: {cat.label('status', target.status)}"
    published = Event.objects.published()
    return render(
        request,
        "timeline/event.html",
        {
            **dossier_context(request, shown),
            "words": words,
            "linked_data": json_script(event_record(shown, words, cat.language, request.build_absolute_uri)),
            "previous": _linked(published.before(target)),
            "next": _linked(published.after(target)),
        },
    )


def dossier_context(request: HttpRequest, shown: Dossier) -> dict[str, Any]:
    """What the template of a dossier needs."""
    url = request.build_absolute_uri(shown.url)
    cited = Page(shown.event.public_id, shown.title, url, shown.event.updated_at.date(), timezone.now().date())
    return {
        "dossier": shown,
        "absolute_url": url,
        "citations": [(name, style(cited)) for name, style in STYLES.items()],
    }


def _linked(event: Event | None) -> tuple[Event, str] | None:
    return (event, event_url(event.public_id, event.title_de)) if event else None


def _moved(url: str, request: HttpRequest) -> HttpResponse:
    query: Any = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
    response["Cache-Control"] = f"max-age={_MOVED_FOR_SECONDS}"
    return response
