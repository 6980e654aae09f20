"""Batches: what waits, what is done, what went wrong; worked off a little with each poll of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from timeline import batches
from timeline.admin import acts
from timeline.admin.site import ReadOnly, desk
from timeline.intake import notices
from timeline.intake.refusals import told
from timeline.models import Batch, BatchItem

State, Phase = BatchItem.State, Batch.Phase

SECONDS = 1.0
"""What a poll works before it answers; a single item may take longer."""
_PAGE = 50
_PERMISSION = {Batch.Kind.REREAD: "change_document", Batch.Kind.IMPORT: "add_event"}
"""Who may move a batch on; for all other kinds, who may add documents."""


@dataclass(frozen=True, slots=True)
class Row:
    """An item as the page shows it: what became of it and what was announced, in words."""

    item: BatchItem
    message: str
    notices: tuple[tuple[str, str, str], ...]
    """Words, and the title and address of the document that they speak of."""

    @classmethod
    def of(cls, item: BatchItem) -> Row:
        return cls(
            item,
            told(item.code, item.details, item.message),
            tuple((notices.told(said), said["title"], _document_url(said["document"])) for said in item.notices),
        )

    @property
    def document_url(self) -> str:
        return _document_url(self.item.document_id) if self.item.document_id else ""


def _document_url(pk: int) -> str:
    return reverse("admin:timeline_document_change", args=[pk])


def batch_url(batch: Batch) -> str:
    return reverse("admin:timeline_batch_change", args=[batch.pk])


@admin.register(Batch, site=desk)
class BatchScreen(ReadOnly):
    list_display = ("label", "kind", "phase", "user", "created_at", "finished_at")
    list_filter = ("kind", "phase")
    list_select_related = ("user",)
    search_fields = ("label",)
    change_form_template = "admin/timeline/batch/page.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:pk>/work/", self.admin_site.admin_view(require_POST(self.work)), name="timeline_batch_work"),
            path("<int:pk>/act/", self.admin_site.admin_view(require_POST(self.act)), name="timeline_batch_act"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        batch = self.get_object(request, object_id)
        context = self._shown(request, batch) if batch else {}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def work(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page's poll: works off a few items and shows how far it is."""
        batch = get_object_or_404(Batch, pk=pk)
        self._require(request, batch)
        if batch.running:
            batches.work(batch, seconds=SECONDS)
            batch.refresh_from_db()
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(batch_url(batch))
        return TemplateResponse(request, "admin/timeline/batch/progress.html", self._shown(request, batch))

    def act(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One act on the batch, named by the button that was pressed."""
        batch = get_object_or_404(Batch, pk=pk)
        self._require(request, batch)
        act = request.POST.get("act", "")
        if act in ("go_on", "only_new"):
            batches.proceed(batch, with_noticed=act == "go_on")
        elif act == "cancel":
            batches.cancel(batch)
            messages.info(request, _("Cancelled. What was done already stays."))
        elif act == "retry":
            again = batches.retry(batch)
            waiting = ngettext("%(count)d item waits again.", "%(count)d items wait again.", again)
            messages.info(request, waiting % {"count": again})
        else:
            messages.error(request, _("The desk does not know this act."))
        return HttpResponseRedirect(batch_url(batch))

    def _require(self, request: HttpRequest, batch: Batch) -> None:
        acts.require(request, _PERMISSION.get(Batch.Kind(batch.kind), "add_document"))

    def _shown(self, request: HttpRequest, batch: Batch) -> dict[str, Any]:
        counts = batches.counts(batch)
        wanted = request.GET.get("state") or request.POST.get("state") or ""
        items = batch.items.select_related("document").defer("content", "document__text").order_by("pk")
        if wanted in State.values:
            items = items.filter(state=wanted)
        page = Paginator(items, _PAGE, allow_empty_first_page=True).get_page(
            request.GET.get("page") or request.POST.get("page")
        )
        total = sum(counts.values())
        may = request.user.has_perm(f"timeline.{_PERMISSION.get(Batch.Kind(batch.kind), 'add_document')}")
        asking = batch.phase == Phase.ASKING
        return {
            "title": batch.label,
            "subtitle": None,
            "batch": batch,
            "total": total,
            "done": total - counts[State.WAITING] - (counts[State.CHECKED] if batch.phase != Phase.CHECKING else 0),
            "counts": [(state, counts[state]) for state in State if counts[state]],
            "noticed": batch.items.filter(state=State.CHECKED).exclude(notices=[]).count() if asking else 0,
            "free": batch.items.filter(state=State.CHECKED, notices=[]).count() if asking else 0,
            "wanted": wanted,
            "page": page,
            "rows": [Row.of(item) for item in page],
            "may_act": may,
            "is_import": batch.kind == Batch.Kind.IMPORT,
            "workable": batch.kind in batches.WORKERS,
        }
