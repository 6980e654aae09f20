"""Events: the list, and the desk on which an event is looked through, put right by hand and published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timeline import curation, rights, suggestions, versions
from timeline.admin import acts, history, matching, naming, pairing, words
from timeline.admin.cards import card_rows, cards
from timeline.admin.explaining import explained, related
from timeline.admin.forms import OVERRIDES, OverrideForm, ReasonForm
from timeline.admin.reading_forms import REJECTION_REASONS, HandForm, reason_buttons
from timeline.admin.site import Kept, desk
from timeline.chart import event_url
from timeline.models import Decision, Event, Mention


class Dated(admin.SimpleListFilter):
    title = gettext_lazy("date")
    parameter_name = "dated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        years = Event.objects.exclude(sort_date=None).dates("sort_date", "year", order="DESC")
        return [("no", gettext_lazy("not known")), *((str(day.year), str(day.year)) for day in years)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "no":
            return queryset.filter(sort_date=None)
        if value and value.isdecimal() and 1 <= int(value) <= 9999:
            year = date(int(value), 1, 1), date(int(value), 12, 31)
            return queryset.filter(pk__in=Event.objects.overlapping(*year).exclude(sort_date=None).values("pk"))
        return queryset


_LIVE = (Event.Review.PROPOSED, Event.Review.PUBLISHED)


@admin.register(Event, site=desk)
class EventScreen(Kept):
    list_display = ("name", "review", "kind", "status", "when", "sources", "documents", "open_proposals")
    list_filter = ("review", "kind", "status", Dated, "precision", "by_hand", "mentions__document__outlet")
    list_per_page = 50
    search_fields = ("title_de", "title_en", "public_id", "participants__name", "place__name_de", "place__name_en")
    actions = ("propose", "publish", "withdraw", "reject")
    why_kept = gettext_lazy("An event is rejected or withdrawn, not deleted: decisions refer to it.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return cast("QuerySet[Any]", Event.objects.with_review_counts())

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(require_POST(self.decide))
        return [
            path("<int:pk>/decide/", decide, name="timeline_event_decide"),
            path("<int:pk>/merge/", self._screen(pairing.merge), name="timeline_event_merge"),
            path("<int:pk>/relate/", self._screen(pairing.relate), name="timeline_event_relate"),
            path("same/", self._screen(pairing.same), name="timeline_event_same"),
            *super().get_urls(),
        ]

    def _screen(self, view: Any) -> Any:
        return self.admin_site.admin_view(lambda request, **named: view(request, self.admin_site, **named))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Enters an event that no document tells of."""
        acts.require(request, "add_event")
        form = HandForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            done: list[Decision] = []
            reason = form.cleaned_data["reason"]
            if acts.perform(
                request,
                lambda: done.append(curation.enter_by_hand(**form.entered, user=request.user, reason=reason)),
                _("Entered by hand."),
            ):
                event = Event.objects.get(public_id=done[0].target.removeprefix("event:"))
                return HttpResponseRedirect(change_url(event))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Enter an event by hand"),
            "form": form,
            "actor_names": naming.actor_names(),
            "place_names": naming.place_names(),
            "back_url": reverse("admin:timeline_event_changelist"),
        }
        return TemplateResponse(request, "admin/timeline/event/add.html", context)

    # ---- the list ----------------------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("event"), ordering="title_de")
    def name(self, event: Event) -> str:
        return event.title(get_language())

    @admin.display(description=gettext_lazy("time"), ordering=F("sort_date").asc(nulls_last=True))
    def when(self, event: Event) -> str:
        return words.when(event)

    @admin.display(description=gettext_lazy("sources"), ordering="source_count")
    def sources(self, event: Event) -> int:
        return event.source_count

    @admin.display(description=gettext_lazy("documents"), ordering="document_count")
    def documents(self, event: Event) -> int:
        return event.document_count

    @admin.display(description=gettext_lazy("open"), ordering="proposed")
    def open_proposals(self, event: Any) -> int:
        return int(event.proposed)

    @admin.action(description=gettext_lazy("Publish the selected events"), permissions=["publish"])
    def publish(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        acts.publish(request, events, _("Published."))

    @admin.action(description=gettext_lazy("Propose the selected events for publication"), permissions=["change"])
    def propose(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        self._each(request, events, curation.approve, _("Proposed for publication."))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("timeline.publish_event")

    @admin.action(description=gettext_lazy("Withdraw the selected events"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        self._each(request, events, curation.unpublish, _("Withdrawn."))

    @admin.action(description=gettext_lazy("Reject the selected events"), permissions=["change"])
    def reject(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        self._each(request, events, curation.reject_event, _("Rejected."))

    def _each(self, request: HttpRequest, events: QuerySet[Event], act: Any, told: str) -> None:
        rows = list(events)
        acts.perform(request, lambda: [act(event, user=request.user) for event in rows], told)

    # ---- the desk ----------------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Shows the event; nothing is saved here, because every value of it is derived or decided."""
        event = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, event):
            raise PermissionDenied
        if event is None:
            raise Http404
        return self._show(request, event, {})

    def _show(self, request: HttpRequest, event: Event, wrong: Mapping[str, OverrideForm]) -> HttpResponse:
        shown = cards(card_rows(Mention.objects.filter(event=event).order_by("document", "trigger_start", "kind")))
        waiting = sum(card.waits for card in shown)
        may_change = self.has_change_permission(request, event)
        published = event.review == Event.Review.PUBLISHED
        may_set = rights.may_given(request.user, Decision.Verb.OVERRIDE, "event", published=published)
        context = {
            **self.admin_site.each_context(request),
            "title": event.title(get_language()),
            "opts": self.opts,
            "original": event,
            "cards": shown,
            "waiting": waiting,
            "accepted": sum(card.mention.state == Mention.State.ACCEPTED for card in shown),
            "told": explained(event),
            "relations": related(event),
            "warnings": curation.publication_warnings(event),
            "overrides": [
                (field, wrong.get(field) or form.of(field, event))
                for field, form in OVERRIDES.items()
                if may_set and event.review != Event.Review.MERGED
            ],
            "public_url": event_url(event.public_id, event.title_de),
            "history": history.told(event, request.user),
            "may_decide": request.user.has_perm("timeline.change_mention"),
            "may_change": may_change,
            "may_set": may_set,
            "may_publish": request.user.has_perm("timeline.publish_event"),
            "seen": urlencode({versions.PARAMETER: versions.token(event)}) + "&from=event",
            "reasons": REJECTION_REASONS,
            "reason_buttons": reason_buttons(),
            "actor_names": naming.actor_names() if may_set else (),
            "may_split": may_set,
            "may_merge": request.user.has_perm("timeline.merge_event"),
            "likely": [
                (one.event, words.when(one.event), matching.told(one.comparison))
                for one in (suggestions.same_as(event) if may_set and event.review in _LIVE else ())
            ],
            "approvals": curation.approvals(event) if event.approved_at else (),
            "awaits_second_person": curation.needs_second_person(event, request.user),
            "second_review": settings.TUMEN_SECOND_REVIEW,
            "decide_url": versions.in_url(
                reverse("admin:timeline_event_decide", args=[event.pk]), versions.token(event)
            ),
        }
        return TemplateResponse(request, "admin/timeline/event/desk.html", context)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One act on the event or on one of its mentions, named by the button that was pressed."""
        event = get_object_or_404(Event, pk=pk)
        act = request.POST.get("act", "")
        anchor = ""
        if acts.is_on_a_mention(act):
            mention = acts.named(event.mentions.all(), pk=request.POST.get("mention", ""))
            acts.decide_mention(request, mention, act)
            anchor = f"#card-{mention.anchor}"
        elif act == "accept_all":
            acts.accept_mentions(request, event.mentions.filter(state=Mention.State.PROPOSED))
        elif act == "note":
            acts.write_note(request, event)
        elif act == "undo":
            acts.undo(request)
            anchor = "#history"
        elif act == "split_chosen":
            chosen = list(event.mentions.filter(pk__in=_numbers(request.POST.getlist("chosen"))))
            told = _("Split off as an event of its own.")
            acts.perform(request, lambda: curation.split(chosen, user=request.user), told)
        elif act in ("judge:no", "judge:unsure"):
            pairing.judge(request, event, act.partition(":")[2])
        elif act.startswith("undo:"):
            acts.undo(request, act.removeprefix("undo:"))
        elif act.startswith("override:"):
            return self._override(request, event, act.removeprefix("override:"))
        else:
            self._settle(request, event, act)
        return HttpResponseRedirect(change_url(event) + anchor)

    def _override(self, request: HttpRequest, event: Event, field: str) -> HttpResponse:
        """Sets one value by hand; a form with errors comes back as it was filled in, on the same screen."""
        acts.require(request, "change_event")
        if field not in OVERRIDES:
            messages.error(request, _("The desk does not know this act."))
            return HttpResponseRedirect(change_url(event))
        form = OVERRIDES[field].answered(field, request.POST)
        if not form.is_valid():
            return self._show(request, event, {field: form})
        reason = form.cleaned_data["reason"]
        acts.perform(
            request,
            lambda: curation.override(event, field, form.chosen, user=request.user, reason=reason),
            _("Set by hand."),
        )
        return HttpResponseRedirect(change_url(event))

    def _settle(self, request: HttpRequest, event: Event, act: str) -> None:
        """Publishes, withdraws or rejects the event, with the reason that came along."""
        acts.require(request, "change_event")
        form = ReasonForm(request.POST)
        if not acts.filled_in(request, form):
            return
        user, reason = request.user, form.cleaned_data["reason"]
        if act == "publish":
            acts.publish(request, [event], _("Published."), reason=reason)
        elif act == "accept_and_publish":
            told = _("All mentions accepted and the event published.")
            acts.publish(request, [event], told, reason=reason, accepting=True)
        elif act == "accept_and_approve":
            acts.approve_with_open_mentions(request, event, reason=reason)
        elif act == "approve":
            told = _("Proposed for publication.")
            acts.perform(request, lambda: curation.approve(event, user=user, reason=reason), told)
        elif act == "withdraw":
            told = _("Withdrawn: it is a proposal again.")
            acts.perform(request, lambda: curation.unpublish(event, user=user, reason=reason), told)
        elif act == "reject_event":
            acts.perform(request, lambda: curation.reject_event(event, user=user, reason=reason), _("Rejected."))
        else:
            messages.error(request, _("The desk does not know this act."))


def _numbers(given: Iterable[str]) -> list[int]:
    """Primary keys that a form names; what is none is left out."""
    return [int(number) for number in given if number.isdecimal() and len(number) < 16]


def change_url(event: Event) -> str:
    return reverse("admin:timeline_event_change", args=[event.pk])
