"""The front page: the timeline with everything around it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from timeline import wording
from timeline.chart import chart, event_url
from timeline.countries import country_names
from timeline.dossier import dossier
from timeline.extraction.model import Status
from timeline.facets import facets
from timeline.filters import Filters
from timeline.models import Event
from timeline.page import json_script, lanes, links, periods, sentence, sorts
from timeline.views.events import dossier_context

PAGE_SIZE = 50


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """The timeline with everything around it."""
    cat = wording.catalogue(get_language())
    filters = Filters.parse(request.GET)
    published = Event.objects.published()
    events = filters.apply(published)
    total = events.count()
    drawn = chart(filters, published, cat, total, narrow=on_a_phone(request))
    listed = events.sorted_by(filters.sort).with_card_data()
    page = Paginator(listed.with_headlines(filters.q) if filters.q else listed, PAGE_SIZE)
    page.count = total
    rows = page.get_page(request.GET.get("page"))
    choices = facets(filters, published, cat, country_names(cat.language))
    featured = events.sorted_by("sources").with_evidence().first()
    response = render(
        request,
        "timeline/timeline.html",
        {
            "filters": filters,
            "links": links(filters, rows),
            "sorts": sorts(filters),
            "legend": {"statuses": list(Status)},
            "total": total,
            "documents": events.count_documents(),
            "all_events": published.count() if filters.active else total,
            "sentence": sentence(filters, choices, total, cat),
            "facets": choices,
            "chart": drawn,
            "figure": json_script(drawn.figure, "figure"),
            "lanes": lanes(filters, choices),
            "periods": periods(filters, drawn),
            "page": rows,
            "rows": [(event, event_url(event.public_id, event.title_de)) for event in rows],
            **(dossier_context(request, dossier(featured, cat)) if featured else {}),
        },
    )
    if request.headers.get("HX-Request"):
        query = filters.query_string(page=rows.number if rows.number > 1 else None)
        response["HX-Push-Url"] = request.path + query
    return response


def on_a_phone(request: HttpRequest) -> bool:
    """A guess for the first drawing: browsers say so in a header (User-Agent Client Hints) or in their name."""
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in request.headers.get("User-Agent", "")
