"""The page of one actor."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from timeline import wording
from timeline.chart import dots, event_url, small_chart
from timeline.marks import MAX_MARKS
from timeline.models import Actor, Event


@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    """Who somebody is and which published events they took part in."""
    found = get_object_or_404(Actor.objects.prefetch_related("offices"), slug=slug)
    cat = wording.catalogue(get_language())
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
