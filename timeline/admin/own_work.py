"""What somebody did at the desk of late, and what is assigned to them; and undoing, from wherever acts are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from timeline.admin import acts, history, words
from timeline.admin.history import Entry
from timeline.admin.site import desk
from timeline.models import Decision, Document

PAGE_LENGTH = 50
_ASSIGNED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    entries: tuple[Entry, ...]


@require_GET
def own_work(request: HttpRequest) -> HttpResponse:
    """One's own decisions by day, the latest first, and the documents that one is to look at."""
    before = request.GET.get("before", "")
    acts_of_mine = Decision.objects.filter(user=request.user.pk).select_related("undoes", "undone_by")
    if before.isascii() and before.isdigit() and len(before) < 19:
        acts_of_mine = acts_of_mine.filter(id__lt=int(before))
    rows = list(acts_of_mine.order_by("-id")[: PAGE_LENGTH + 1])
    page = rows[:PAGE_LENGTH]
    assigned = Document.objects.filter(assigned_to=request.user.pk).awaiting_review().with_review_counts()
    context = {
        **desk.each_context(request),
        "title": _("My recent work"),
        "days": _by_day(history.tell(page, request.user)),
        "next_url": f"?before={page[-1].pk}" if len(rows) > PAGE_LENGTH else "",
        "assigned": [(row, words.name(row)) for row in assigned.with_opening()[:_ASSIGNED_SHOWN]],
    }
    return TemplateResponse(request, "admin/timeline/own_work.html", context)


def _by_day(entries: Sequence[Entry]) -> list[Day]:
    days = groupby(entries, key=lambda entry: timezone.localtime(entry.decision.at).date())
    return [Day(day, tuple(found)) for day, found in days]


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Undoes the decision that the form names and goes back to where the form was."""
    acts.undo(request)
    back = request.GET.get("back", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(reverse("admin:index"))
    return HttpResponseRedirect(back if here else reverse("admin:own_work"))


desk.pages.extend(
    [
        path("my-work/", desk.admin_view(own_work), name="own_work"),
        path("undo/", desk.admin_view(undo), name="undo"),
    ]
)
