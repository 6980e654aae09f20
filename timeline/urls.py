"""Routes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from timeline.admin.site import desk
from timeline.views import about, actors, documents, embed, events, front, perspectives

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.timeline, name="timeline"),
    path("figure/", front.chart_data, name="figure"),
    path("table/", perspectives.table, name="table"),
    path("map/", perspectives.map_of_places, name="map"),
    path("people/", perspectives.people, name="people"),
    path("numbers/", perspectives.numbers, name="numbers"),
    path("on-this-day/", perspectives.on_this_day, name="on-this-day"),
    path("embed/", embed.embed, name="embed"),
    path("changes/", perspectives.changes, name="changes"),
    path("events/<slug:public_id>/", events.event),
    path("events/<slug:public_id>/preview.png", events.preview, name="preview"),
    path("events/<slug:public_id>/<slug:slug>/", events.event, name="event"),
    path("documents/<slug:public_id>/", documents.document, name="document"),
    path("actors/<slug:slug>/", actors.actor, name="actor"),
    path("about/", about.about, name="about"),
    path("admin/", desk.urls),
]
