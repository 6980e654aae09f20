"""Pages for readers. Views translate between HTTP and what the other modules know; none of them writes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from timeline import reading, wording
from timeline.chart import chart, dots, event_url, small_chart
from timeline.citations import STYLES, Page
from timeline.countries import country_names
from timeline.dossier import Dossier, dossier
from timeline.extraction.model import EventKind, Family, Status
from timeline.facets import facets
from timeline.filters import Filters
from timeline.linked_data import event_record
from timeline.marks import MAX_MARKS
from timeline.models import Actor, Document, Event, Mention
from timeline.page import json_script, lanes, links, periods, sentence, sorts
from timeline.wording import Catalogue

PAGE_SIZE = 50
_MOVED_FOR_SECONDS = 600
"""How long a browser may remember a redirect: a title, and with it the slug, can be corrected back."""


def _catalogue() -> Catalogue:
    return wording.catalogue(get_language())


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """The timeline with everything around it."""
    cat = _catalogue()
    filters = Filters.parse(request.GET)
    published = Event.objects.published()
    events = filters.apply(published)
    total = events.count()
    drawn = chart(filters, published, cat, total, narrow=_on_a_phone(request))
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
            **(_dossier(request, dossier(featured, cat)) if featured else {}),
        },
    )
    if request.headers.get("HX-Request"):
        query = filters.query_string(page=rows.number if rows.number > 1 else None)
        response["HX-Push-Url"] = request.path + query
    return response


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
    cat = _catalogue()
    shown = dossier(Event.objects.with_evidence().get(pk=target.pk), cat)
    words = f"{wording.when(target.time, cat)}: {cat.label('status', target.status)}"
    published = Event.objects.published()
    return render(
        request,
        "timeline/event.html",
        {
            **_dossier(request, shown),
            "words": words,
            "linked_data": json_script(event_record(shown, words, cat.language, request.build_absolute_uri)),
            "previous": _linked(published.before(target)),
            "next": _linked(published.after(target)),
        },
    )


def _on_a_phone(request: HttpRequest) -> bool:
    """A guess for the first drawing: browsers say so in a header (User-Agent Client Hints) or in their name."""
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in request.headers.get("User-Agent", "")


def _dossier(request: HttpRequest, shown: Dossier) -> dict[str, Any]:
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


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """A document's text, or what of it may be shown, with every public mention marked in it."""
    mentions = Mention.objects.public().select_related("event").order_by("start", "-end", "trigger_start")
    found = get_object_or_404(
        Document.objects.public().select_related("outlet").prefetch_related(Prefetch("mentions", mentions, "reports")),
        public_id=public_id,
    )
    cat = _catalogue()
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


@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    """Who somebody is and which published events they took part in."""
    found = get_object_or_404(Actor.objects.prefetch_related("offices"), slug=slug)
    cat = _catalogue()
    theirs = Event.objects.published().with_participant(slug)
    events = theirs.sorted_by("newest").with_card_data()
    if not events:
        raise Http404
    drawn = dots(theirs.dots(cat.language, MAX_MARKS), cat)
    return render(
        request,
        "timeline/actor.html",
        {
            "actor": found,
            "name": found.name(cat.language),
            "rows": [(event, event_url(event.public_id, event.title_de)) for event in events],
            "company": theirs.company_of(slug, cat.language),
            "small": small_chart(drawn, cat, gettext("Events over time")),
            "offices": [
                (office.title_en if cat.language == "en" else office.title_de, office) for office in found.offices.all()
            ],
        },
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How the timeline is made and how to read it."""
    kinds = [(family, [kind for kind in EventKind if kind.family is family]) for family in Family]
    return render(request, "timeline/about.html", {"vocabulary": kinds, "statuses": list(Status)})


def _moved(url: str, request: HttpRequest) -> HttpResponse:
    query: Any = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
    response["Cache-Control"] = f"max-age={_MOVED_FOR_SECONDS}"
    return response
