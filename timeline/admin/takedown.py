"""Taking down the text of a document, after a page that says what goes and what stays."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline import curation
from timeline.admin import acts, words
from timeline.admin.forms import TakedownForm
from timeline.models import Document, Event


def take_down(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    acts.require(request, "take_down_document")
    document = get_object_or_404(Document, pk=pk)
    desk = reverse("admin:timeline_document_change", args=[pk])
    form = TakedownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        told = _("The text is taken down. Offsets, hash and decisions stay.")
        acts.perform(request, lambda: curation.take_down(document, user=request.user, reason=reason), told)
        return HttpResponseRedirect(desk)
    context = {
        **site.each_context(request),
        "title": _("Take the text down"),
        "document": document,
        "name": words.name(document),
        "mentions": document.mentions.count(),
        "published": Event.objects.published().filter(mentions__document=document).distinct().count(),
        "form": form,
        "back_url": desk,
    }
    return TemplateResponse(request, "admin/timeline/document/take_down.html", context)
