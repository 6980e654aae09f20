"""The page of one event."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from timeline import wording
from timeline.chart import event_url
from timeline.citations import STYLES, Page
from timeline.dossier import Dossier, dossier
from timeline.extraction.model import EventKind
from timeline.linked_data import event_record
from timeline.models import Event
from timeline.page import json_script
from timeline.preview import Card, png

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


@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The picture that other sites show beside a link to the event. With the `v` of its page it never changes."""
    event = get_object_or_404(Event.objects.published(), public_id=public_id)
    cat = wording.catalogue(get_language())
    sources = ngettext("%(count)d independent source", "%(count)d independent sources", event.source_count)
    card = Card(
        family=EventKind(event.kind).family,
        kicker=f"{cat.label('kind', event.kind)} · {cat.label('status', event.status)}",
        title=event.title(cat.language),
        facts=(wording.when(event.time, cat), sources % {"count": event.source_count}),
        site=f"Tumen · {gettext('Timeline Russia–North Korea')}",
    )
    response = HttpResponse(png(card), content_type="image/png")
    current = request.GET.get("v") == _version(event)
    response["Cache-Control"] = "public, max-age=31536000, immutable" if current else "public, max-age=600"
    return response


def _version(event: Event) -> str:
    return f"{int(event.updated_at.timestamp() * 1000):x}"


def dossier_context(request: HttpRequest, shown: Dossier) -> dict[str, Any]:
    """What the template of a dossier needs."""
    url = request.build_absolute_uri(shown.url)
    cited = Page(shown.event.public_id, shown.title, url, shown.event.updated_at.date(), timezone.now().date())
    return {
        "dossier": shown,
        "absolute_url": url,
        "preview_url": request.build_absolute_uri(
            f"{reverse('preview', args=[shown.event.public_id])}?lang={get_language()}&v={_version(shown.event)}"
        ),
        "citations": [(name, style(cited)) for name, style in STYLES.items()],
    }


def _linked(event: Event | None) -> tuple[Event, str] | None:
    return (event, event_url(event.public_id, event.title_de)) if event else None


def _moved(url: str, request: HttpRequest) -> HttpResponse:
    query: Any = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
    response["Cache-Control"] = f"max-age={_MOVED_FOR_SECONDS}"
    return response
