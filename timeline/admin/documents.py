"""Documents: the list, adding one by pasting its text, and the desk on which its mentions are decided."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import IntegrityError, OperationalError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from timeline import curation, versions
from timeline.admin import acts, editing, history, intake, meanwhile, takedown, words
from timeline.admin.cards import Card, card_rows, cards, marked_text
from timeline.admin.forms import ConfirmDateForm, DocumentForm, PasteForm
from timeline.admin.reading_forms import REJECTION_REASONS, reason_buttons
from timeline.admin.site import Screen, desk
from timeline.extraction.model import Article
from timeline.extraction.read import UnreadableArticle, read_bytes
from timeline.grouping import writing
from timeline.ingest import IngestResult, Outcome, ingest
from timeline.models import Document, Event, Mention
from timeline.values import dating_value


class OpenProposals(admin.SimpleListFilter):
    title = gettext_lazy("review")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("with open proposals")), ("no", gettext_lazy("all decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waiting = Document.objects.awaiting_review().order_by().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=waiting)
        if self.value() == "no":
            return queryset.exclude(pk__in=waiting)
        return queryset


@admin.register(Document, site=desk)
class DocumentScreen(Screen):
    form = DocumentForm
    list_display = ("name", "outlet", "language", "published", "proposed", "accepted", "rejected", "created_at")
    list_filter = (OpenProposals, "language", "published_basis", "outlet")
    list_select_related = ("outlet",)
    list_per_page = 50
    search_fields = ("title", "public_id", "url", "origin", "outlet__name")
    autocomplete_fields = ("outlet",)
    change_form_template = "admin/timeline/document/desk.html"
    change_list_template = "admin/timeline/document/list.html"
    actions = (intake.reread_selected,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return cast("QuerySet[Any]", Document.objects.with_review_counts())

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list names untitled documents by their first words; it needs no more of the texts."""
        changes = super().get_changelist_instance(request)
        changes.result_list = changes.result_list.with_opening()
        return changes

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(require_POST(self.decide))
        return [
            path("<int:pk>/decide/", decide, name="timeline_document_decide"),
            path("<int:pk>/mark/", self._screen(editing.mark), name="timeline_document_mark"),
            path("<int:pk>/take-down/", self._screen(takedown.take_down), name="timeline_document_take_down"),
            *super().get_urls(),
        ]

    def _screen(self, view: Any) -> Any:
        return self.admin_site.admin_view(lambda request, pk: view(request, self.admin_site, pk))

    # ---- columns -----------------------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("document"), ordering="title")
    def name(self, document: Document) -> str:
        return words.name(document)

    @admin.display(description=gettext_lazy("date of publication"), ordering="published_earliest", empty_value="—")
    def published(self, document: Document) -> str | None:
        return words.published(document) or None

    @admin.display(description=gettext_lazy("open"), ordering="proposed")
    def proposed(self, document: Any) -> int:
        return int(document.proposed)

    @admin.display(description=gettext_lazy("accepted"), ordering="accepted")
    def accepted(self, document: Any) -> int:
        return int(document.accepted)

    @admin.display(description=gettext_lazy("rejected"), ordering="rejected")
    def rejected(self, document: Any) -> int:
        return int(document.rejected)

    # ---- adding ------------------------------------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        acts.require(request, "add_document")
        form = PasteForm(request.POST or None, may_add_outlets=request.user.has_perm("timeline.add_outlet"))
        announced: list[intake.Announcement] = []
        if request.method == "POST" and form.is_valid():
            article = self._article(form)
            announced = intake.announced(article) if article and "go_on" not in request.POST else []
            result = self._stored(form, article) if article and not announced else None
            if result:
                self._tell(request, result)
                return HttpResponseRedirect(change_url(result.document))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add a document"),
            "opts": self.opts,
            "form": form,
            "way": "paste",
            "announced": announced,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/timeline/document/add.html", context)

    def _article(self, form: PasteForm) -> Article | None:
        """What was pasted, as an article. Returns None, with the errors at the form, where it is none."""
        given = form.cleaned_data
        try:
            article = read_bytes(
                codecs.BOM_UTF8 + given["text"].encode(),  # whatever charset a pasted page declares
                name="pasted",
                published=given["published"],
                outlet=given["outlet"],
                url=given["url"],
                language=given["language"] or None,
            )
        except UnreadableArticle as unreadable:
            form.refuse(unreadable)
            return None
        return replace(article, title=given["title"] or article.title)

    def _stored(self, form: PasteForm, article: Article) -> IngestResult | None:
        """Stores an article. Returns None, with the errors at the form, where nothing new was stored."""
        try:
            result = ingest(article)
        except (IntegrityError, OperationalError):
            form.add_error(None, acts.conflict())
        else:
            if result.outcome is Outcome.NEW:
                return result
            form.add_error("text", _already_there(result.document))
        return None

    def _tell(self, request: HttpRequest, result: IngestResult) -> None:
        found = result.document.mentions.count()
        told = ngettext(
            "The document was read: %(count)d mention of an event found.",
            "The document was read: %(count)d mentions of events found.",
            found,
        ) % {"count": found}
        messages.success(request, told)
        if result.trouble:
            said = _("%(mentions)s mentions of events, found by the rules: %(trouble)s")
            messages.warning(request, said % {"mentions": found, "trouble": result.trouble})
        said = _('It is nearly the same as <a href="{}">{}</a> and does not count as an independent source.')
        if result.copy_of:
            messages.warning(request, format_html(said, change_url(result.copy_of), words.name(result.copy_of)))
        said = _('<a href="{}">{}</a> is nearly the same and no longer counts as an independent source.')
        for copy in result.document.copies.all():
            messages.warning(request, format_html(said, change_url(copy), words.name(copy)))

    # ---- the desk ----------------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        document = self.get_object(request, object_id)
        context = self._desk(request, document) if document else {}
        try:
            return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})
        except (IntegrityError, OperationalError):
            messages.error(request, acts.conflict())
            return HttpResponseRedirect(request.path)

    def _desk(self, request: HttpRequest, document: Document) -> dict[str, Any]:
        mentions = list(card_rows(Mention.objects.filter(document=document).order_by("trigger_start", "kind")))
        shown = cards(mentions)
        waiting = sum(card.waits for card in shown)
        seen = versions.token(document)
        publishable = {card.mention.event for card in shown if card.publishable and card.mention.event}
        awaiting = curation.awaiting_second_person(publishable, request.user)
        decide_url = reverse("admin:timeline_document_decide", args=[document.pk])
        return {
            "title": words.name(document),
            "copy_name": words.name(document.copy_of) if document.copy_of else "",
            "subtitle": None,
            "cards": shown,
            "text": marked_text(document, shown),
            "waiting": waiting,
            "decided": len(shown) - waiting,
            "awaiting_second": awaiting,
            "publishable": len({card.mention.event_id for card in shown if card.publishable} - awaiting),
            "published_words": words.published(document),
            "date_form": ConfirmDateForm(initial={"day": dating_value(document).day}),
            "history": history.told(document, request.user),
            "may_decide": request.user.has_perm("timeline.change_mention"),
            "proposable": _proposable(request, shown),
            "may_publish": request.user.has_perm("timeline.publish_event"),
            "may_change": self.has_change_permission(request, document),
            "decide_url": versions.in_url(decide_url, versions.without_values(seen)),
            "describe_url": versions.in_url(request.path, seen),
            "seen": urlencode({versions.PARAMETER: versions.without_values(seen)}),
            "reasons": REJECTION_REASONS,
            "reason_buttons": reason_buttons(),
            "may_split": request.user.has_perm("timeline.change_event"),
            "may_take_down": request.user.has_perm("timeline.take_down_document") and bool(document.text),
            "next": _next_waiting(document),
        }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What a person puts right is a decision; the row follows from it."""
        given = {field: form.cleaned_data[field] for field in form.changed_data if field in curation.DESCRIBED}
        if "outlet" in given:
            given["outlet"] = given["outlet"].slug if given["outlet"] else ""
        if not given:
            return
        with writing():
            meanwhile.check(request, None)
            curation.describe(obj, given, user=request.user, reason=form.cleaned_data["reason"])

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One act on the document or on one of its mentions, named by the button that was pressed."""
        document = get_object_or_404(Document, pk=pk)
        act = request.POST.get("act", "")
        anchor = ""
        if acts.is_on_a_mention(act):
            mention = acts.named(document.mentions.all(), pk=request.POST.get("mention", ""))
            acts.decide_mention(request, mention, act)
            anchor = f"#card-{mention.anchor}"
        elif act == "accept_all":
            acts.accept_mentions(request, document.mentions.filter(state=Mention.State.PROPOSED))
        elif act == "publish":
            mention = acts.named(document.mentions.filter(event__isnull=False), pk=request.POST.get("mention", ""))
            acts.publish(request, [mention.event], _("Published."))
            anchor = f"#card-{mention.anchor}"
        elif act == "publish_all":
            accepted = Event.objects.publishable_from(document)
            awaiting = curation.awaiting_second_person(accepted, request.user)
            # Where all of them wait for somebody else, the refusal says so.
            events = [event for event in accepted if event.pk not in awaiting] or list(accepted)
            count = len(events)
            told = ngettext("%(count)d event published.", "%(count)d events published.", count) % {"count": count}
            acts.publish(request, events, told)
        elif act == "approve_all":
            unapproved = Event.objects.publishable_from(document).filter(approved_at=None)
            count = len(unapproved)
            told = ngettext(
                "%(count)d event proposed for publication.", "%(count)d events proposed for publication.", count
            ) % {"count": count}
            user = request.user
            acts.perform(request, lambda: [curation.approve(event, user=user) for event in unapproved], told)
        elif act == "confirm_date":
            self._confirm_date(request, document)
        elif act == "note":
            acts.write_note(request, document)
        elif act == "undo":
            acts.undo(request)
            anchor = "#history"
        elif act.startswith("undo:"):
            acts.undo(request, act.removeprefix("undo:"))
        else:
            messages.error(request, _("The desk does not know this act."))
        return HttpResponseRedirect(change_url(document) + anchor)

    def _confirm_date(self, request: HttpRequest, document: Document) -> None:
        acts.require(request, "change_document")
        form = ConfirmDateForm(request.POST)
        if not acts.filled_in(request, form):
            return
        day, reason = form.cleaned_data["day"], form.cleaned_data["reason"]
        acts.perform(
            request,
            lambda: curation.confirm_date(document, day, user=request.user, reason=reason),
            _("The date of publication is confirmed, and the times that rest on it follow."),
        )

    # ---- deleting ----------------------------------------------------------------------------------------------------

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Documents that decisions refer to stay, as do those with mentions (the database protects these itself)."""
        deletable, counts, permissions, protected = super().get_deleted_objects(objs, request)
        for document in objs:
            decided = len(curation.history(document))
            if decided:
                protected.append(
                    ngettext(
                        "%(count)d decision in the log refers to “%(document)s”.",
                        "%(count)d decisions in the log refer to “%(document)s”.",
                        decided,
                    )
                    % {"count": decided, "document": words.name(document)}
                )
        return deletable, counts, set() if protected else permissions, protected


def _next_waiting(document: Document) -> Document | None:
    """The document that waits for review after this one; after the last, the first again."""
    waiting = Document.objects.awaiting_review().exclude(pk=document.pk).with_opening()
    later = waiting.filter(
        Q(created_at__gt=document.created_at) | Q(created_at=document.created_at, pk__gt=document.pk)
    )
    found: Document | None = later.first() or waiting.first()
    return found


def _proposable(request: HttpRequest, shown: Sequence[Card]) -> int:
    """How many of the events wait for somebody to propose them: where this person cannot publish them alone."""
    alone = request.user.has_perm("timeline.publish_event") and not settings.TUMEN_SECOND_REVIEW
    if alone or not request.user.has_perm("timeline.change_event"):
        return 0
    events = {card.mention.event for card in shown if card.publishable}
    return sum(event is not None and event.approved_at is None for event in events)


def change_url(document: Document) -> str:
    return reverse("admin:timeline_document_change", args=[document.pk])


def _already_there(document: Document) -> Any:
    return format_html(
        _('This document is already there: <a href="{}">{}</a>. Nothing was added.'),
        change_url(document),
        words.name(document),
    )
