"""The front page: the timeline with everything around it."""

from __future__ import annotations

import orjson
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from timeline import wording
from timeline.chart import chart, chart_figure, event_url, frame_for
from timeline.countries import country_names
from timeline.dossier import dossier
from timeline.extraction.model import Status
from timeline.facets import facets
from timeline.filters import Filters
from timeline.freshness import kept
from timeline.marks import Frame
from timeline.models import Event, EventCount
from timeline.page import json_script, lanes, links, sentence, sorts, year_groups
from timeline.periods import periods, years_of
from timeline.tallies import MOST_COUNTED, tally
from timeline.views.events import dossier_context

PAGE_SIZE = 50


@require_safe
@kept
def timeline(request: HttpRequest) -> HttpResponse:
    """The timeline with everything around it."""
    cat = wording.catalogue(get_language())
    filters = Filters.parse(request.GET)
    published = Event.objects.published()
    events = filters.apply(published)
    total = tally(filters, published)
    many = total.number >= MOST_COUNTED
    drawn = chart(filters, published, cat, total, frame=frame_of(request))
    listed = events.sorted_by(filters.sort).with_card_data()
    page = Paginator(listed.with_headlines(filters.q) if filters.q else listed, PAGE_SIZE)
    page.count = min(total.number, MOST_COUNTED)
    rows = page.get_page(request.GET.get("page"))
    listing = [(event, event_url(event.public_id, event.title_de)) for event in rows]
    choices = facets(filters, published, cat, country_names(cat.language), many=many)
    featured = events.sorted_by("sources").with_evidence().first()
    response = render(
        request,
        "timeline/timeline.html",
        {
            "filters": filters,
            "links": links(filters, rows),
            "sorts": sorts(filters),
            "legend": {"statuses": list(Status)},
            "total": total.number,
            "documents": None if many else events.count_documents(),
            "all_events": EventCount.objects.all().total(),
            "sentence": sentence(filters, choices, total, cat),
            "facets": choices,
            "chart": drawn,
            "figure": json_script(drawn.figure, "figure"),
            "lanes": lanes(filters, choices),
            "years": years_of(filters, {month.year for _kind, month, *_rest in drawn.months}),
            "periods": periods(
                filters, published, [(month, count) for _kind, month, _precise, count in drawn.months], cat.language
            ),
            "page": rows,
            "rows": listing,
            "groups": year_groups(filters, listing, None if many else events.count_by_year),
            **(dossier_context(request, dossier(featured, cat)) if featured else {}),
        },
    )
    if request.headers.get("HX-Request"):
        query = filters.query_string(page=rows.number if rows.number > 1 else None)
        response["HX-Push-Url"] = request.path + query
    return response


@require_safe
@kept
def chart_data(request: HttpRequest) -> HttpResponse:
    """The figure for the time that the query string names, for a chart that is being moved. 204 without such a time."""
    cat = wording.catalogue(get_language())
    drawn = chart_figure(Filters.parse(request.GET), Event.objects.published(), cat, frame_of(request))
    if drawn is None:
        return HttpResponse(status=204)
    return HttpResponse(orjson.dumps(drawn), content_type="application/json")


def frame_of(request: HttpRequest) -> Frame:
    """The frame for the chart: as wide as the page's script says that it is, else by a guess."""
    width = request.headers.get("Tumen-Width", "")
    known = int(width) if width.isascii() and width.isdigit() and len(width) < 6 else None
    return frame_for(known, phone=on_a_phone(request))


def on_a_phone(request: HttpRequest) -> bool:
    """A guess for the first drawing: browsers say so in a header (User-Agent Client Hints) or in their name."""
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in request.headers.get("User-Agent", "")
