"""The page of one document."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from timeline import reading, wording
from timeline.chart import small_chart
from timeline.models import Document, Mention


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """A document's text, or what of it may be shown, with every public mention marked in it."""
    mentions = Mention.objects.public().select_related("event").order_by("start", "-end", "trigger_start")
    found = get_object_or_404(
        Document.objects.public().select_related("outlet").prefetch_related(Prefetch("mentions", mentions, "reports")),
        public_id=public_id,
    )
    cat = wording.catalogue(get_language())
    shown = reading.reading(found, cat)
    return render(
        request,
        "timeline/document.html",
        {
            "document": found,
            "published": reading.published(found, cat),
            "reading": shown,
            "small": small_chart(
                reading.dots(shown.events, cat), cat, gettext("What this document reports, over time")
            ),
        },
    )
