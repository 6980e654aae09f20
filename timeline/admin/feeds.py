"""Feeds: what their last visit brought, and visiting them now."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from timeline.admin import acts
from timeline.admin.batches import batch_url
from timeline.admin.site import Screen, desk
from timeline.intake import feeds
from timeline.intake.refusals import told
from timeline.models import Feed


@admin.action(description=_("Visit now"), permissions=["change"])
def visit_now(screen: Any, request: HttpRequest, chosen: QuerySet[Feed]) -> HttpResponse | None:
    acts.require(request, "add_document")
    visits = [feeds.visit(feed, user=request.user) for feed in chosen.select_related("outlet")]
    for visit in visits:
        level = messages.error if visit.refused else messages.success
        if visit.batch is None:
            level(request, f"{visit.feed.title}: {feeds.label_of(visit)}")
        else:
            url = batch_url(visit.batch)
            level(request, format_html('{}: <a href="{}">{}</a>', visit.feed.title, url, feeds.label_of(visit)))
    new = [visit.batch for visit in visits if visit.batch]
    return HttpResponseRedirect(batch_url(new[0])) if len(visits) == 1 and new else None


@admin.register(Feed, site=desk)
class FeedScreen(Screen):
    list_display = ("title", "url", "outlet", "active", "interval", "visited_at", "brought")
    list_filter = ("active", "outlet")
    list_select_related = ("outlet",)
    search_fields = ("title", "url")
    autocomplete_fields = ("outlet",)
    fields = ("title", "url", "outlet", "language", "active", "interval", "visited_at", "brought")
    readonly_fields = ("visited_at", "brought")
    actions = (visit_now,)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """An address without a scheme is meant as https."""
        if db_field.name == "url":
            options["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **options)

    @admin.display(description=_("last visit brought"), empty_value="–")
    def brought(self, feed: Feed) -> str | None:
        if not feed.code:
            return None
        words = told(feed.code, feed.details)
        return format_html('<span class="failing">{}</span>', words) if feed.failures else words
