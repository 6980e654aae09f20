"""The site that all screens register with, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from timeline.admin import history, meanwhile, queue
from timeline.models import Decision, Event

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Screen = admin.ModelAdmin[Any]
    Rows = admin.TabularInline[Any, Any]
else:
    Screen, Rows = admin.ModelAdmin, admin.TabularInline

_SECTIONS = (
    ("Document", "Event", "Mention", "Decision"),
    ("Actor", "Place", "Outlet", "Milestone"),
    ("Feed", "Batch"),
)
"""Models in the order in which a curator meets them, what belongs together in one group; others follow by name."""

_IN_ORDER = tuple(model for group in _SECTIONS for model in group)

_DECISIONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Counted:
    """How many events are in a state of review."""

    state: Event.Review
    count: int


class Desk(admin.AdminSite):
    """Its first page is the review queue: documents with open proposals, the oldest first."""

    site_title = _("Tumen desk")
    site_header = _("Tumen desk")
    index_title = _("Review queue")
    enable_nav_sidebar = False
    pages: ClassVar[list[URLPattern]] = []
    """Pages of the desk that belong to no model; the modules that have them add them."""

    def get_urls(self) -> list[Any]:
        own = [
            path("language/", set_language, name="language"),
            path("assign/", self.admin_view(require_POST(queue.assign)), name="assign"),
        ]
        return [*own, *self.pages, *super().get_urls()]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Any act may answer that somebody else was here meanwhile."""

        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return cast("HttpResponse", view(request, *args, **kwargs))
            except meanwhile.Changed as changed:
                return meanwhile.page(request, changed.changes, self)

        return super().admin_view(answered, cacheable)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        hours = settings.SESSION_COOKIE_AGE // 3600
        return super().password_change(request, {"hours": hours, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _rank(model["object_name"]))
            for model in app["models"]:
                model["group"] = _group(model["object_name"])
        apps.sort(key=lambda app: app["app_label"] != "timeline")
        return apps

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        context: dict[str, Any] = {
            "may_assign": request.user.has_perm("timeline.change_mention"),
            "may_assign_others": request.user.has_perm("timeline.assign_document"),
        }
        if request.user.has_perm("timeline.view_document") or request.user.has_perm("timeline.change_document"):
            context["queue"] = queue.queue(request)
        if request.user.has_perm("timeline.view_event") or request.user.has_perm("timeline.change_event"):
            counts = Event.objects.count_by_review()
            context["proposed_for_publication"] = list(queue.proposed_for_publication())
            context["events_by_review"] = [Counted(state, counts.get(state.value, 0)) for state in Event.Review]
        if request.user.has_perm("timeline.view_decision"):
            latest = Decision.objects.select_related("undoes", "undone_by").order_by("-at", "-id")[:_DECISIONS_SHOWN]
            context["latest"] = history.tell(latest)
        context["may_add_documents"] = request.user.has_perm("timeline.add_document")
        return super().index(request, {**context, **(extra_context or {})})


def _rank(model: str) -> int:
    return _IN_ORDER.index(model) if model in _IN_ORDER else len(_IN_ORDER)


def _group(model: str) -> int:
    return next((number for number, group in enumerate(_SECTIONS) if model in group), len(_SECTIONS))


class ReadOnly(Screen):
    """Rows that nobody adds, changes or deletes by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Kept(Screen):
    """Rows that decisions refer to: nobody deletes them, and who tries is told what to do instead."""

    why_kept: StrOrPromise = ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        messages.error(request, self.why_kept)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        )


desk = Desk(name="admin")
