"""Putting mentions right: screens for editing one, for saying which event it tells of, and for marking a new one.

Each is a page of its own, so that it works by plain links and forms; the desk shows the same page's work inside a card.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_htmx.http import reselect, reswap, retarget

from timeline import curation, rights, suggestions, versions
from timeline.admin import acts, matching, naming, words
from timeline.admin.cards import document_url
from timeline.admin.fields import stored_offset
from timeline.admin.reading_forms import MarkForm, ReadingForm
from timeline.extraction.sentences import split as sentences_of
from timeline.models import Decision, Document, Event, Mention
from timeline.values import article_value

Verb = Decision.Verb


def edit(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """What a mention says, to be put right; with "accept" it is accepted at once."""
    acts.require(request, "change_mention")
    mention = get_object_or_404(Mention.objects.with_values(), pk=pk)
    form = ReadingForm.of(mention, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accepting = "accept" in request.POST and mention.state != Mention.State.ACCEPTED
        reason = form.cleaned_data["reason"]

        def act() -> None:
            if form.changed or not accepting:
                curation.edit(mention, form.changed, user=request.user, reason=reason)
            if accepting:
                curation.accept(mention, user=request.user)

        told = _("Put right and accepted.") if accepting else _("Put right.")
        acts.perform(request, act, told, about=mention)
        return HttpResponseRedirect(back_from(mention, request))
    return _work(request, site, "edit", mention, form=form, title=_("Put a mention right"))


def join(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Which event a mention tells of: the likeliest first, others by title or id, or one of its own."""
    acts.require(request, "change_mention")
    mention = get_object_or_404(Mention.objects.with_values(), pk=pk)
    if request.method == "POST":
        event = acts.named(Event.objects.all(), pk=request.POST.get("event", ""))
        reason = request.POST.get("reason", "")[:1000]
        told = _("It now tells of: %(event)s") % {"event": event.title(get_language())}
        acts.perform(
            request, lambda: curation.move(mention, event, user=request.user, reason=reason), told, about=mention
        )
        return HttpResponseRedirect(back_from(mention, request))
    asked = request.GET.get("q", "").strip()
    found = [event for event in Event.objects.named(asked) if event.pk != mention.event_id] if asked else []
    likely = [
        (candidate.event, matching.told(candidate.comparison)) for candidate in suggestions.candidates_for(mention)
    ]
    return _work(
        request,
        site,
        "join",
        mention,
        title=_("Which event does it tell of?"),
        asked=asked,
        found=[(event, words.when(event)) for event in found],
        likely=[(event, words.when(event), fit) for event, fit in likely],
    )


def mark(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """A mention that the machine missed: a passage that was selected, or a sentence chosen from the list."""
    acts.require(request, "change_mention")
    document = get_object_or_404(Document.objects.select_related("outlet"), pk=pk)
    form = MarkForm(request.POST or None, initial=_passage(request, document))
    chosen = _words_of(document, form)
    if request.method == "POST" and form.is_valid():
        passage = _chosen(request, document, form)
        if passage is not None:
            start, end = passage
            user, reason = request.user, form.cleaned_data["reason"]
            done: list[Decision] = []
            if acts.perform(
                request,
                lambda: done.append(curation.mark(document, start, end, form.said, user=user, reason=reason)),
                _("Marked and accepted."),
            ):
                anchor = done[0].target.rpartition(":")[2]
                return HttpResponseRedirect(f"{desk_of(document)}#card-{anchor}")
            return HttpResponseRedirect(desk_of(document))
    context = {
        **site.each_context(request),
        "title": _("Add a mention"),
        "work": "mark",
        "document": document,
        "form": form,
        "chosen": chosen,
        "sentences": () if chosen else _sentences(document),
        "sentence": request.POST.get("sentence", ""),
        "words": request.POST.get("words", ""),
        "actor_names": naming.actor_names(),
        "place_names": naming.place_names(),
        "act_url": _in_url(request),
        "back_url": desk_of(document),
    }
    return _answer(request, "mark", context, form.errors, "#mark-work")


def _work(request: HttpRequest, site: AdminSite, work: str, mention: Mention, **context: Any) -> HttpResponse:
    form = context.get("form")
    context = {
        **site.each_context(request),
        "work": work,
        "mention": mention,
        "actor_names": naming.actor_names() if form else (),
        "place_names": naming.place_names() if form else (),
        "may_split": rights.may(request.user, Verb.SPLIT, "event"),
        "act_url": _in_url(request),
        "back_url": back_from(mention, request),
        "came_from": request.GET.get("from", ""),
        **context,
    }
    return _answer(request, work, context, form.errors if form else None, f"#work-{mention.anchor}")


def _answer(request: HttpRequest, work: str, context: dict[str, Any], errors: Any, place: str) -> HttpResponse:
    """The page; where a form sent by htmx has errors, the part of it that takes the form's place."""
    response: HttpResponse = TemplateResponse(request, f"admin/timeline/mention/{work}.html", context)
    if request.method == "POST" and errors and getattr(request, "htmx", False):
        response = retarget(reswap(reselect(response, "#work"), "innerHTML"), place)
    return response


def _in_url(request: HttpRequest) -> str:
    """This page's address with the token of what the curator saw, for the form that comes back."""
    kept = request.GET.copy()
    kept.pop("q", None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


def back_from(mention: Mention, request: HttpRequest) -> str:
    """The card of the mention, on the desk from which the curator came."""
    if request.GET.get("from") == "event" and mention.event_id is not None:
        event = Mention.objects.values_list("event_id", flat=True).get(pk=mention.pk)
        return f"{reverse('admin:timeline_event_change', args=[event])}#card-{mention.anchor}"
    return document_url(mention)


def desk_of(document: Document) -> str:
    return reverse("admin:timeline_document_change", args=[document.pk])


# ---- which passage ---------------------------------------------------------------------------------------------------


def _passage(request: HttpRequest, document: Document) -> dict[str, int]:
    """The passage that the address names, in code points of the text as the browser shows it."""
    try:
        first, last = int(request.GET["start"]), int(request.GET["end"])
    except (KeyError, ValueError):
        return {}
    start, end = stored_offset(document.text, first), stored_offset(document.text, last)
    return {"start": start, "end": end} if 0 <= start < end <= document.length else {}


def _words_of(document: Document, form: MarkForm) -> str:
    """The passage in words, if one was selected."""
    given: Any = form.data if form.is_bound else form.initial
    try:
        start, end = int(given["start"]), int(given["end"])
    except (KeyError, ValueError, TypeError):
        return ""
    return document.text[start:end] if 0 <= start < end else ""


def _sentences(document: Document) -> list[Any]:
    found = sentences_of(document.text, document.language, article_value(document).boilerplate)
    return [sentence for sentence in found if sentence.text.strip()]


def _chosen(request: HttpRequest, document: Document, form: MarkForm) -> tuple[int, int] | None:
    """The offsets of what was selected, or of the words that were named in the chosen sentence. None with an error."""
    start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    if start is not None and end is not None:
        return start, end
    number = request.POST.get("sentence", "")
    sentence = next((one for one in _sentences(document) if str(one.index) == number), None)
    if sentence is None:
        form.add_error(None, _("Choose the sentence that tells of the event."))
        return None
    named = request.POST.get("words", "").strip()
    if not named:
        return sentence.start, sentence.end
    at = document.text.find(named, sentence.start, sentence.end)
    if at < 0:
        form.add_error(None, format_html(_("These words do not stand in the sentence: “{}”."), named[:200]))
        return None
    return at, at + len(named)


def token_url(name: str, pk: int, seen: str, **more: str) -> str:
    """The address of one of these screens with the token of the desk that leads to it."""
    url = versions.in_url(reverse(f"admin:{name}", args=[pk]), seen)
    return "".join([url, *(f"&{key}={value}" for key, value in more.items())])
