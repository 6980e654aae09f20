"""Two events at a time: merging them after a look at what comes out, relating them, judging whether they are one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline import curation, deeds, suggestions
from timeline.admin import acts, matching, words
from timeline.admin.forms import RelateForm
from timeline.curation import CurationError
from timeline.models import Event

FIELDS = ("title_de", "title_en", "kind", "mode", "status", "time", "place", "participants")
"""What two events may differ in and a merge lets people choose."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that two events tell differently: both values and what would follow from all mentions, in words."""

    field: str
    name: str
    derived: str
    here: str
    there: str


def merge(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Which event to merge into this one; then both side by side, with the values that the one event shall have."""
    acts.require(request, "merge_event")
    event = get_object_or_404(Event.objects.select_related("place"), pk=pk)
    if request.method == "POST":
        other = acts.named(Event.objects.select_related("place"), pk=request.POST.get("other", ""))
        sides = {"here": event, "there": other}
        chosen = {field: sides.get(request.POST.get(f"value_{field}", "")) for field in FIELDS}
        values = {field: curation.shown(side, field) for field, side in chosen.items() if side is not None}
        reason = request.POST.get("reason", "")[:1000]
        told = _("Merged: %(event)s leads here now.") % {"event": other.title(get_language())}
        acts.perform(
            request, lambda: curation.merge([other], event, user=request.user, reason=reason, values=values), told
        )
        return HttpResponseRedirect(desk_of(event))
    other = acts.named(Event.objects.select_related("place"), pk=request.GET["with"]) if "with" in request.GET else None
    context: dict[str, Any] = {"title": _("Merge two events"), "other": other, **_choices(request, event)}
    if other is not None:
        try:
            context["choices"], context["reports"] = _preview(request, event, other)
        except CurationError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(desk_of(event))
    return _page(request, site, "merge", event, context)


def _preview(request: HttpRequest, event: Event, other: Event) -> tuple[list[Choice], int]:
    """What a merge would make of the two, found out by doing it and taking it back before anybody sees it."""
    with transaction.atomic():
        curation.merge([other], event, user=request.user)
        merged = Event.objects.select_related("place").get(pk=event.pk)
        derived = {field: curation.shown(merged, field) for field in FIELDS}
        reports = merged.mentions.exclude(state="rejected").count()
        transaction.set_rollback(True)
    here, there = ({field: curation.shown(side, field) for field in FIELDS} for side in (event, other))
    return _differing(derived, here, there), reports


def _differing(derived: Mapping[str, Any], here: Mapping[str, Any], there: Mapping[str, Any]) -> list[Choice]:
    pairs = [(field, side[field]) for side in (derived, here, there) for field in FIELDS]
    names = deeds.Names.of([], values=pairs)
    return [
        Choice(
            field,
            deeds.field_name(field),
            *(deeds.value_text(field, side[field], names) for side in (derived, here, there)),
        )
        for field in FIELDS
        if not derived[field] == here[field] == there[field]
    ]


def relate(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """How this event stands to another one."""
    acts.require(request, "change_event")
    event = get_object_or_404(Event, pk=pk)
    form = RelateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = acts.named(Event.objects.all(), pk=request.POST.get("event", ""))
        given = form.cleaned_data
        acts.perform(
            request,
            lambda: curation.relate(event, other, given["type"], user=request.user, reason=given["reason"]),
            _("Related."),
        )
        return HttpResponseRedirect(desk_of(event))
    return _page(
        request,
        site,
        "relate",
        event,
        {"title": _("Relate to another event"), "form": form, **_choices(request, event)},
    )


def same(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Pairs of events that may be the same, kind by kind and a stretch of time after the other."""
    acts.require(request, "change_event")
    after = request.GET.get("after", "")
    live = Event.objects.filter(review__in=[Event.Review.PROPOSED, Event.Review.PUBLISHED])
    rows = list(live.order_by("kind", "sort_date", "public_id").select_related("place"))
    first = next((number for number, event in enumerate(rows) if event.public_id == after), 0)
    part = rows[first : first + _AT_ONCE]
    pairs = [
        (pair, words.when(pair.one), words.when(pair.other), matching.told(pair.comparison))
        for pair in suggestions.pairs_among(part)
    ]
    rest = rows[first + _AT_ONCE - _OVERLAP : first + _AT_ONCE - _OVERLAP + 1] if len(rows) > first + _AT_ONCE else []
    context = {
        **site.each_context(request),
        "title": _("Events that may be the same"),
        "pairs": pairs,
        "next": rest[0].public_id if rest else "",
        "may_merge": request.user.has_perm("timeline.merge_event"),
        "back_url": reverse("admin:timeline_event_changelist"),
    }
    return TemplateResponse(request, "admin/timeline/event/same.html", context)


_AT_ONCE, _OVERLAP = 300, 20
"""Events that are compared for one page, and how many of them the next page compares again."""


def judge(request: HttpRequest, event: Event, verdict: str) -> None:
    """Says that an event is not the same as another one, or that one cannot tell."""
    acts.require(request, "change_event")
    other = acts.named(Event.objects.all(), pk=request.POST.get("other", ""))
    told = _("Kept apart.") if verdict == "no" else _("Asked again when something changes.")
    acts.perform(
        request,
        lambda: curation.judge(event, other, "no" if verdict == "no" else "unsure", user=request.user),
        told,
    )


def _choices(request: HttpRequest, event: Event) -> dict[str, Any]:
    """The events that are offered: those that are called as was asked, and those that may be the same."""
    asked = request.GET.get("q", "").strip()
    found = [one for one in Event.objects.named(asked) if one.pk != event.pk] if asked else []
    likely = [(one.event, words.when(one.event), matching.told(one.comparison)) for one in suggestions.same_as(event)]
    return {"asked": asked, "found": [(one, words.when(one)) for one in found], "likely": likely}


def _page(request: HttpRequest, site: AdminSite, work: str, event: Event, context: dict[str, Any]) -> HttpResponse:
    context = {
        **site.each_context(request),
        "event": event,
        "when": words.when(event),
        "back_url": desk_of(event),
        **context,
    }
    return TemplateResponse(request, f"admin/timeline/event/{work}.html", context)


def desk_of(event: Event) -> str:
    return reverse("admin:timeline_event_change", args=[event.pk])
