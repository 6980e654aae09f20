"""Adding documents from files and web addresses, and reading stored ones again: each becomes a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline import batches, extractors
from timeline.admin import acts
from timeline.admin.batches import batch_url
from timeline.admin.intake_forms import AddressesForm, FilesForm
from timeline.admin.site import desk
from timeline.batches import Input
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extraction.model import Article
from timeline.extractors import ExtractorError
from timeline.intake import notices
from timeline.intake.items import inputs_of, labelled, reread_batch
from timeline.intake.refusals import Refused
from timeline.intake.refusals import told as told_of
from timeline.intake.uploads import MAX_UPLOAD, cut_off
from timeline.models import Batch, BatchItem, Document


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is there already that is like an article: words, and the document that they speak of."""

    words: str
    title: str
    url: str


def announced(article: Article) -> list[Announcement]:
    """What a curator should know before an article is stored; one that is there already is refused instead."""
    return [
        Announcement(
            notices.told(notice), notice["title"], reverse("admin:timeline_document_change", args=[notice["document"]])
        )
        for notice in notices.notices(article)
        if notice["code"] != notices.KNOWN
    ]


def add_files(request: HttpRequest) -> HttpResponse:
    """Uploaded files become a batch; a single one is read at once."""
    acts.require(request, "add_document")
    may_add_outlets = request.user.has_perm("timeline.add_outlet")
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FilesForm(*given, may_add_outlets=may_add_outlets)
    valid = form.is_valid()
    if cut_off(request):
        limit = {"limit": MAX_UPLOAD // 1_000_000}
        form.add_error("uploads", _("The files have more than %(limit)d MB together: give them in parts.") % limit)
    elif valid:
        inputs: list[Input] = []
        for file in form.cleaned_data["uploads"]:
            try:
                inputs += inputs_of(file.name or "", file.read())
            except Refused as refused:
                form.add_error("uploads", f"{file.name}: {refused}")
        if not form.errors:
            return _begun(request, Batch.Kind.FILES, inputs, form.options())
    return _page(request, "files", form)


def add_addresses(request: HttpRequest) -> HttpResponse:
    """Web addresses become a batch; a single one is fetched and read at once."""
    acts.require(request, "add_document")
    form = AddressesForm(request.POST or None, may_add_outlets=request.user.has_perm("timeline.add_outlet"))
    if request.method == "POST" and form.is_valid():
        inputs = [Input(url, {"url": url}) for url in form.cleaned_data["addresses"]]
        return _begun(request, Batch.Kind.ADDRESSES, inputs, form.options())
    return _page(request, "addresses", form)


def _page(request: HttpRequest, way: str, form: FilesForm | AddressesForm) -> HttpResponse:
    context = {
        **desk.each_context(request),
        "title": _("Add documents"),
        "opts": Document._meta,
        "form": form,
        "way": way,
    }
    return TemplateResponse(request, "admin/timeline/document/add_many.html", context)


def _begun(request: HttpRequest, kind: Batch.Kind, inputs: Sequence[Input], options: dict[str, str]) -> HttpResponse:
    batch = batches.create(kind, labelled([one.source for one in inputs]), inputs, user=request.user, options=options)
    if len(inputs) == 1:
        batches.work(batch)
        item = batch.items.get()
        if item.state == BatchItem.State.NEW and item.document_id:
            found = item.details["mentions"]
            told = ngettext(
                "The document was read: %(count)d mention of an event found.",
                "The document was read: %(count)d mentions of events found.",
                found,
            )
            messages.success(request, told % {"count": found})
            if item.details.get("trouble"):
                messages.warning(request, told_of(item.code, item.details))
            return HttpResponseRedirect(reverse("admin:timeline_document_change", args=[item.document_id]))
    return HttpResponseRedirect(batch_url(batch))


# ---- reading again ---------------------------------------------------------------------------------------------------


@admin.action(description=gettext_lazy("Read again with the rules of today"), permissions=["change"])
def reread_selected(screen: Any, request: HttpRequest, documents: QuerySet[Document]) -> HttpResponse | None:
    """An action of the list of documents."""
    rows = list(documents.filter(taken_down_at=None).defer("text"))
    if not rows:
        messages.error(request, _("The texts of these documents were taken down: they cannot be read again."))
        return None
    return HttpResponseRedirect(batch_url(reread_batch(rows, _("Reading again"), user=request.user)))


def reread_all(request: HttpRequest) -> HttpResponse:
    """Asks which stored documents are to be read again, and makes a batch of them."""
    acts.require(request, "change_document")
    readable = Document.objects.filter(taken_down_at=None)
    trouble = ""
    try:
        extractor = extractors.configured().version
    except ExtractorError as error:
        extractor, trouble = "", str(error)
    outdated = readable.outdated(extractor, packaged_and_curated_lexicon().version)
    if request.method == "POST" and not trouble:
        chosen = outdated if request.POST.get("which") == "outdated" else readable
        rows = list(chosen.order_by("created_at", "pk").defer("text"))
        if rows:
            return HttpResponseRedirect(batch_url(reread_batch(rows, _("Reading again"), user=request.user)))
        messages.info(request, _("There is nothing to read again."))
    context = {
        **desk.each_context(request),
        "title": _("Read documents again"),
        "opts": Document._meta,
        "readable": readable.count(),
        "outdated": outdated.count(),
        "extractor": extractor,
        "trouble": trouble,
    }
    return TemplateResponse(request, "admin/timeline/document/reread.html", context)


desk.pages.extend(
    [
        path("timeline/document/add/files/", desk.admin_view(add_files), name="intake_files"),
        path("timeline/document/add/addresses/", desk.admin_view(add_addresses), name="intake_addresses"),
        path("timeline/document/reread/", desk.admin_view(reread_all), name="intake_reread"),
    ]
)
