"""The timeline inside a frame of another page: the chart, what it shows in words, and the way to the whole of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_deny, xframe_options_exempt, xframe_options_sameorigin
from django.views.decorators.http import require_safe

from timeline import wording
from timeline.chart import chart, event_url
from timeline.countries import country_names
from timeline.facets import facets
from timeline.filters import Filters
from timeline.freshness import kept
from timeline.models import Event
from timeline.page import lanes, sentence, view_links
from timeline.tallies import MOST_COUNTED, tally
from timeline.views.front import frame_of

ROWS = 50
View = Callable[[HttpRequest], HttpResponse]


def framed(view: View) -> View:
    """Lets the pages that the setting EMBED_ANCESTORS names put this one into a frame; nobody where it names none.

    X-Frame-Options knows "nobody" and "this site" only: where it cannot say the same as the policy it is left out, and
    the policy, which browsers that know both go by, stands alone.
    """
    ancestors = settings.EMBED_ANCESTORS or ["'none'"]
    option = {"'none'": xframe_options_deny, "'self'": xframe_options_sameorigin}
    allowed = option.get(ancestors[0], xframe_options_exempt) if len(ancestors) == 1 else xframe_options_exempt

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = allowed(view)(request)
        setattr(response, "_csp_replace", {"frame-ancestors": ancestors})  # noqa: B010 - as csp.decorators does it
        return response

    return answer


def embed(request: HttpRequest) -> HttpResponse:
    """As `framed` says at the time of the request, so that the setting can change in a test."""
    return framed(_embed)(request)


@require_safe
@kept
def _embed(request: HttpRequest) -> HttpResponse:
    cat = wording.catalogue(get_language())
    filters = Filters.parse(request.GET)
    published = Event.objects.published()
    total = tally(filters, published)
    choices = facets(filters, published, cat, country_names(cat.language), many=total.number >= MOST_COUNTED)
    events = filters.apply(published).sorted_by(filters.sort).with_card_data()[:ROWS]
    return render(
        request,
        "timeline/embed.html",
        {
            "filters": filters,
            "total": total.number,
            "sentence": sentence(filters, choices, total, cat),
            "chart": chart(filters, published, cat, total, frame=frame_of(request)),
            "lanes": lanes(filters, choices),
            "links": view_links(filters),
            "rows": [(event, event_url(event.public_id, event.title_de)) for event in events],
        },
    )
