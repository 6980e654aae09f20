"""Two people at one screen: the later act waits until its author has seen what the other one did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline import deeds, versions
from timeline.admin import history
from timeline.admin.forms import OVERRIDES
from timeline.curation.checking import checked
from timeline.deeds import Names
from timeline.models import Event, Mention


class Changed(Exception):  # noqa: N818  nothing is wrong: it is an answer that any act can give
    """Others decided something meanwhile. The act was not done."""

    def __init__(self, changes: versions.Changes) -> None:
        self.changes = changes


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field in words: what the curator saw, what holds now, and what they are about to set (empty if nothing)."""

    name: str
    seen: str
    now: str
    mine: str


def check(request: HttpRequest, about: Mention | None) -> None:
    """Raises `Changed` where the screen that the act comes from is out of date."""
    token = request.GET.get(versions.PARAMETER, "")
    if token and (changes := versions.changes_since(token, seen_by=request.user, about=about)):
        raise Changed(changes)


def page(request: HttpRequest, changes: versions.Changes, site: AdminSite) -> TemplateResponse:
    """Says who did what and how the fields differ, with the choice to go on or to keep what is there.

    409 for a browser. htmx swaps successful answers only.
    """
    subject = changes.subject
    model = "event" if isinstance(subject, Event) else "document"
    back = reverse(f"admin:timeline_{model}_change", args=[subject.pk])
    context = {
        **site.each_context(request),
        "title": _("Somebody else was here meanwhile"),
        "entries": history.tell(changes.decisions),
        "rows": _rows(changes, _mine(request)),
        "again_url": versions.in_url(request.path, versions.token(subject)),
        "back_url": back,
        "said": [
            (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
        ],
    }
    status = 200 if getattr(request, "htmx", False) else 409
    return TemplateResponse(request, "admin/timeline/meanwhile.html", context, status=status)


def _mine(request: HttpRequest) -> tuple[str, Any] | None:
    """The field that the act sets by hand, with its value as the log keeps it."""
    act, _colon, field = request.POST.get("act", "").partition(":")
    if act != "override" or field not in OVERRIDES:
        return None
    form = OVERRIDES[field].answered(field, request.POST)
    return (field, checked(field, form.chosen)) if form.is_valid() else None


def _rows(changes: versions.Changes, mine: tuple[str, Any] | None) -> list[FieldRow]:
    values: Iterable[tuple[str, Any]] = [
        pair for change in changes.fields for pair in ((change.field, change.seen), (change.field, change.now))
    ]
    names = Names.of([], values=[*values, *([mine] if mine else [])])
    return [
        FieldRow(
            deeds.field_name(change.field),
            deeds.value_text(change.field, change.seen, names),
            deeds.value_text(change.field, change.now, names),
            deeds.value_text(change.field, mine[1], names) if mine and mine[0] == change.field else "",
        )
        for change in changes.fields
    ]
