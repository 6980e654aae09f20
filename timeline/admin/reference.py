"""Actors with their aliases and offices, places, outlets and milestones: rows that curators keep by hand."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from timeline.admin.reverting import RevertingScreen as HistoryScreen
from timeline.admin.site import Rows, Screen, desk
from timeline.curation.following import AT_ONCE, events_naming, follow
from timeline.models import Actor, Alias, Milestone, Office, Outlet, Place

if TYPE_CHECKING:
    _MilestoneRow = forms.ModelForm[Milestone]
else:
    _MilestoneRow = forms.ModelForm


class KeyedScreen(Screen):
    """Rows whose slug is a key elsewhere (lexicon, URLs, fixtures): given once, never changed."""

    slug_from = "name_en"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "slug") if obj else tuple(self.readonly_fields)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        may_type = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return {"slug": (self.slug_from,)} if may_type and not obj else {}


class NamedScreen(KeyedScreen, HistoryScreen):
    """Rows whose names stand in the titles of events: these follow at once or, where they are many, by a command."""

    def changed(self, request: HttpRequest, row: Any) -> None:
        events = events_naming(row)
        if len(events) <= AT_ONCE:
            for _done in follow(events):
                pass
            return
        told = _("%(count)d events name it. Their titles follow with: %(command)s")
        command = f"manage.py rederive --{self.opts.model_name} {row.slug}"
        messages.warning(request, told % {"count": len(events), "command": command})


class AliasRows(Rows):
    model = Alias
    extra = 0


class OfficeRows(Rows):
    model = Office
    extra = 0


@admin.register(Actor, site=desk)
class ActorScreen(NamedScreen):
    list_display = ("name_de", "name_en", "kind", "country", "event_count")
    list_filter = ("kind", "country")
    search_fields = ("name_de", "name_en", "slug", "aliases__text", "offices__title_de", "offices__title_en")
    inlines = (AliasRows, OfficeRows)
    rows_below = MappingProxyType({"actor": Alias, "holder": Office})
    fields = ("name_de", "name_en", "slug", "kind", "country")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        events = Count("event_participations__event", distinct=True)
        return cast("QuerySet[Any]", super().get_queryset(request).annotate(event_count=events))

    @admin.display(description=_("events"), ordering="event_count")
    def event_count(self, actor: Any) -> int:
        return int(actor.event_count)


@admin.register(Place, site=desk)
class PlaceScreen(NamedScreen):
    list_display = ("name_de", "name_en", "country", "slug")
    list_filter = ("country",)
    search_fields = ("name_de", "name_en", "slug")
    fields = ("name_de", "name_en", "slug", "country", ("latitude", "longitude"))


@admin.register(Outlet, site=desk)
class OutletScreen(NamedScreen):
    slug_from = "name"
    list_display = ("name", "kind", "country", "rights", "domain")
    list_filter = ("kind", "rights", "country")
    search_fields = ("name", "slug", "domain")
    fields = ("name", "slug", "kind", "country", "rights", "domain")


class MilestoneForm(_MilestoneRow):
    """A line of one day, a band from a day to another, or a band that still goes on."""

    class Meta:
        model = Milestone
        fields = ("title_de", "title_en", "slug", "start", "end", "ongoing")
        labels: ClassVar = {"start": _("First day"), "end": _("Last day"), "ongoing": _("Still goes on")}
        help_texts: ClassVar = {
            "slug": _("The key in addresses and files: given once, never changed."),
            "end": _("With a last day it is a band behind the chart; without one, a line on its first day."),
            "ongoing": _("A band without a last day."),
        }

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        start, end = given.get("start"), given.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day lies before the first day."))
        if end and given.get("ongoing"):
            self.add_error("ongoing", _("What still goes on has no last day: remove one of the two."))
        return given


@admin.register(Milestone, site=desk)
class MilestoneScreen(KeyedScreen, HistoryScreen):
    slug_from = "title_en"
    form = MilestoneForm
    list_display = ("title_de", "title_en", "start", "end", "ongoing")
    search_fields = ("title_de", "title_en", "slug")
    fields = ("title_de", "title_en", "slug", "start", "end", "ongoing")
