"""Routes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from timeline import views
from timeline.admin.site import desk

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.timeline, name="timeline"),
    path("events/<slug:public_id>/", views.event),
    path("events/<slug:public_id>/<slug:slug>/", views.event, name="event"),
    path("documents/<slug:public_id>/", views.document, name="document"),
    path("actors/<slug:slug>/", views.actor, name="actor"),
    path("about/", views.about, name="about"),
    path("admin/", desk.urls),
]
