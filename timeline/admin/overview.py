"""The state of the work on one page: what is open, what is published, what is missing, who disagrees, what errs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import localize
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from timeline import quality
from timeline.admin import words
from timeline.admin.site import desk
from timeline.models import Document, Event, Mention, label
from timeline.quality import Verdicts
from timeline.querysets import Proposals

_SHOWN = 15
_RULES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A number with its share of the largest one, for a bar of 100 units."""

    name: str
    url: str
    count: int
    length: float


@dataclass(frozen=True, slots=True)
class Judged:
    """How a kind or a rule fared: counts, shares in words, and where the parts of a bar of 100 units begin."""

    name: str
    verdicts: Verdicts
    accepted: str
    edited: str
    rejected: str
    accepted_length: float
    edited_length: float
    rejected_length: float

    @property
    def edited_start(self) -> float:
        return self.accepted_length

    @property
    def rejected_start(self) -> float:
        return round(self.accepted_length + self.edited_length, 2)


@dataclass(frozen=True, slots=True)
class Linked:
    """A row that needs a look, and what about it."""

    name: str
    url: str
    why: str


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Counts, lists of what needs a look (the first few of each, with their number), and the quality of the rules."""
    if not all(request.user.has_perm(f"timeline.view_{model}") for model in ("document", "event", "mention")):
        raise PermissionDenied
    live = Event.objects.filter(review__in=(Event.Review.PROPOSED, Event.Review.PUBLISHED))
    torn = live.filter(Q(explanation__span_conflict=True) | Q(status="disputed"))
    dead = Document.objects.filter(Q(link_status=0) | Q(link_status__gte=400))
    undated = Document.objects.filter(published_earliest=None, published_latest=None)
    rules = quality.by_rule()
    context = {
        **desk.each_context(request),
        "title": _("Overview"),
        "open": Mention.objects.count_open(Proposals()),
        "open_by_kind": _bars(Mention.objects.count_open_by_kind(Proposals()), "kind"),
        "by_review": _reviews(Event.objects.count_by_review()),
        "by_status": _bars(live.count_by("status"), "status"),
        "undated": [Linked(words.name(row), _document_url(row), "") for row in undated.with_opening()[:_SHOWN]],
        "undated_count": undated.count(),
        "undated_events": live.filter(sort_date=None).count(),
        "torn": [
            Linked(row.title(get_language()), _event_url(row), _disagreement(row))
            for row in torn.order_by("-source_count", "pk")[:_SHOWN]
        ],
        "torn_count": torn.count(),
        "dead": [
            Linked(words.name(row), _document_url(row), _answer(row))
            for row in dead.order_by("-link_checked_on", "pk").with_opening()[:_SHOWN]
        ],
        "dead_count": dead.count(),
        "unasked_count": Document.objects.exclude(url="").filter(link_checked_on=None).count(),
        "kinds": [_judged(row, label("kind", row.name)) for row in quality.by_kind()],
        "rules": [_judged(row, row.name) for row in rules[:_RULES_SHOWN]],
        "rules_count": len(rules),
        "marked_by_hand": Mention.objects.filter(by_hand=True).exclude(state=Mention.State.REJECTED).count(),
    }
    return TemplateResponse(request, "admin/timeline/overview.html", context)


def _bars(counts: Mapping[str, int], section: str) -> list[Bar]:
    most = max(counts.values(), default=1)
    urls = {
        "kind": f"{reverse('admin:index')}?kind=",
        "status": f"{reverse('admin:timeline_event_changelist')}?status__exact=",
    }
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [Bar(label(section, key), urls[section] + key, count, _part(count, most)) for key, count in rows]


def _reviews(counts: Mapping[str, int]) -> list[Bar]:
    most = max(counts.values(), default=1)
    url = f"{reverse('admin:timeline_event_changelist')}?review__exact="
    return [
        Bar(str(state.label), url + state.value, count, _part(count, most))
        for state in Event.Review
        for count in [counts.get(state.value, 0)]
    ]


def _part(count: int, of: int) -> float:
    return round(100 * count / of, 2)


def _judged(row: Verdicts, name: str) -> Judged:
    accepted, edited, rejected = (_part(count, row.decided) for count in (row.accepted, row.edited, row.rejected))
    return Judged(name, row, _percent(accepted), _percent(edited), _percent(rejected), accepted, edited, rejected)


def _percent(length: float) -> str:
    return _("%(number)s %%") % {"number": localize(round(length))}


def _disagreement(event: Event) -> str:
    said: Sequence[tuple[Any, str]] = [
        (event.explanation.get("span_conflict"), _("about the time")),
        (event.status == "disputed", _("whether it happened")),
    ]
    return ", ".join(word for holds, word in said if holds)


def _answer(document: Document) -> str:
    if document.link_status == 0:
        return _("no answer")
    return _("answers %(status)s") % {"status": document.link_status}


def _document_url(document: Document) -> str:
    return reverse("admin:timeline_document_change", args=[document.pk])


def _event_url(event: Event) -> str:
    return reverse("admin:timeline_event_change", args=[event.pk])


desk.pages.append(path("overview/", desk.admin_view(overview), name="overview"))
