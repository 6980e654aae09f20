"""Import and export: the page with both, and the preview of an import with its questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from timeline import batches, wording
from timeline.admin.site import desk
from timeline.exchange import running
from timeline.exchange.chronicle import LEAVE_OUT, Answers, Field, Plan
from timeline.exchange.importing import Act, BrokenImportError, Preview, preview
from timeline.exchange.resources import RESOURCES, export, import_actors
from timeline.exchange.tables import Format, Table, UnreadableTableError
from timeline.exchange.times import Order
from timeline.extraction.model import EventKind, Status
from timeline.models import Batch, kind_choices, status_choices

_MODELS = {"events": "event", "documents": "document", "actors": "actor"}
_NAMES = {"events": gettext_lazy("Events"), "documents": gettext_lazy("Documents"), "actors": gettext_lazy("Actors")}
_SHOWN = 50
"""Rows and faults that a preview lists; it counts all of them."""
_FIELDS = {
    Field.DATE: gettext_lazy("Date"),
    Field.TITLE: gettext_lazy("Headline"),
    Field.TEXT: gettext_lazy("Text"),
    Field.KIND: gettext_lazy("Category"),
    Field.URL: gettext_lazy("Address of the source"),
}
"""Fields whose column a curator can choose."""


class UploadForm(forms.Form):
    """A table to be looked at before anything is written."""

    what = forms.ChoiceField(
        label=gettext_lazy("Rows are"),
        choices=[(what, _NAMES[what]) for what in (running.EVENTS, running.DOCUMENTS, running.ACTORS)],
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, XLSX or JSON. The first row names the columns. Nothing is written before you agree."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of headlines and texts"),
        choices=[("de", gettext_lazy("German")), ("en", gettext_lazy("English"))],
    )


class QuestionsForm(forms.Form):
    """What a table leaves open, and which of its columns is what."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of headlines and texts"),
        choices=[("de", gettext_lazy("German")), ("en", gettext_lazy("English"))],
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Dates such as 9/13/2023"),
        required=False,
        choices=[
            ("", gettext_lazy("not answered yet")),
            (Order.MONTH_FIRST, gettext_lazy("the month comes first")),
            (Order.DAY_FIRST, gettext_lazy("the day comes first")),
        ],
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of rows without a category"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status of rows that name none"), choices=status_choices)

    def __init__(self, data: Any, *, answers: Answers, table: Table, plan: Plan) -> None:
        initial = {**answers.as_record()}
        super().__init__(data, initial=initial)
        self.plan, self.answers = plan, answers
        self.fields["kind"].choices = [("", _("not answered yet")), *kind_choices()]  # type: ignore[attr-defined]
        headers = [("", _("no column")), *((header, header) for header in table.headers)]
        for wanted, label in _FIELDS.items():
            self.fields[f"column_{wanted.value}"] = forms.ChoiceField(
                label=label, required=False, choices=headers, initial=plan.columns.get(wanted, "")
            )
        kinds = [("", _("not answered yet")), *kind_choices(), (LEAVE_OUT, _("leave these rows out"))]
        self.categories = sorted({*plan.unknown_categories, *answers.categories})
        for number, category in enumerate(self.categories):
            self.fields[f"category_{number}"] = forms.ChoiceField(
                label=category, required=False, choices=kinds, initial=answers.categories.get(category, "")
            )

    def columns(self) -> Iterator[forms.BoundField]:
        return (self[f"column_{wanted.value}"] for wanted in _FIELDS)

    def unknown(self) -> Iterator[tuple[forms.BoundField, int]]:
        """The fields of the categories that are no kind, with the number of rows that still wait for the answer."""
        for number, category in enumerate(self.categories):
            yield self[f"category_{number}"], self.plan.unknown_categories.get(category, 0)

    def answered(self) -> Answers:
        given = self.cleaned_data
        chosen = {wanted: given[f"column_{wanted.value}"] for wanted in _FIELDS}
        # A column that was found by its name and left as it is, is no choice: another table may name it otherwise.
        columns = {wanted: header for wanted, header in chosen.items() if header != self.plan.columns.get(wanted, "")}
        return Answers(
            language=given["language"],
            order=Order(given["order"]) if given["order"] else None,
            columns={**self.answers.columns, **columns},
            categories={
                category: given[f"category_{number}"]
                for number, category in enumerate(self.categories)
                if given[f"category_{number}"]
            },
            kind=EventKind(given["kind"]) if given["kind"] else None,
            status=Status(given["status"]),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the preview in words. `changes`: name of the value, before, after."""

    line: int
    act: Act
    title: str
    when: str
    kind: str
    changes: Sequence[tuple[str, str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    form = UploadForm(initial={"language": get_language()})
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and (answer := _taken(request, form)):
            return answer
    context = {
        **desk.each_context(request),
        "title": _("Import and export"),
        "form": form,
        "may_import": [what for what in RESOURCES if _may_import(request, what)],
        "exports": [(what, _NAMES[what]) for what in RESOURCES if _may_see(request, what)],
        "formats": [(to.value, to.value.upper()) for to in Format],
        "recent": Batch.objects.filter(kind=Batch.Kind.IMPORT).select_related("user")[:10],
    }
    return TemplateResponse(request, "admin/timeline/exchange/overview.html", context)


def _taken(request: HttpRequest, form: UploadForm) -> HttpResponse | None:
    what, file = form.cleaned_data["what"], form.cleaned_data["file"]
    if not _may_import(request, what):
        raise PermissionDenied
    language = form.cleaned_data["language"]
    try:
        if what == running.DOCUMENTS:
            batch = running.begin_documents(file.name, file.read(), user=request.user)
            return HttpResponseRedirect(_progress(batch))
        batch = running.begin(what, file.name, file.read(), user=request.user, language=language)
    except (UnreadableTableError, BrokenImportError) as fault:
        form.add_error("file", str(fault))
        return None
    return HttpResponseRedirect(reverse("admin:exchange_preview", args=[batch.pk]))


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """All rows of a kind as a file."""
    what = request.GET.get("what", "")
    if what not in RESOURCES or request.GET.get("format") not in set(Format):
        raise Http404
    if not _may_see(request, what):
        raise PermissionDenied
    to = Format(request.GET["format"])
    day = timezone.localdate().isoformat()
    return HttpResponse(
        export(what, to),
        content_type=to.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="tumen-{what}-{day}.{to}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do, and its questions; POST answers them, begins it, or gives it up."""
    batch = get_object_or_404(Batch, pk=pk, kind=Batch.Kind.IMPORT)
    if not _may_import(request, batch.options["what"]):
        raise PermissionDenied
    table = running.table_of(batch)
    if table is None or batch.phase != Batch.Phase.ASKING:
        return HttpResponseRedirect(_progress(batch))
    if request.method == "POST" and request.POST.get("act") == "discard":
        batches.cancel(batch)
        messages.success(request, _("The import was given up; nothing was written."))
        return HttpResponseRedirect(reverse("admin:exchange"))
    if batch.options["what"] == running.ACTORS:
        return _look_at_actors(request, batch, table)
    return _look_at_events(request, batch, table)


def _look_at_events(request: HttpRequest, batch: Batch, table: Table) -> HttpResponse:
    plan = running.plan_of(batch, table)
    answers = Answers.of(batch.options["answers"])
    form = QuestionsForm(None, answers=answers, table=table, plan=plan)
    if request.method == "POST":
        form = QuestionsForm(request.POST, answers=answers, table=table, plan=plan)
        if form.is_valid():
            running.answer(batch, form.answered())
            plan = running.plan_of(batch, table)
            if request.POST.get("act") == "import" and plan.complete and not preview(plan).problems:
                return _begun(batch)
            if request.POST.get("act") == "import":
                messages.error(request, _("Nothing was written: something is still open or wrong, see below."))
            return HttpResponseRedirect(request.path)
    foreseen = preview(plan)
    context = {
        **_frame(request, batch, table),
        "form": form,
        "plan": plan,
        "counts": foreseen.counts,
        "problem_count": len(foreseen.problems),
        "problems": foreseen.problems[:_SHOWN],
        "rows": list(_rows(foreseen)),
        "ready": plan.complete and not foreseen.problems and any(foreseen.steps),
        "open": bool(plan.unknown_categories or plan.asks_for_order or plan.asks_for_kind),
    }
    return TemplateResponse(request, "admin/timeline/exchange/preview.html", context)


def _look_at_actors(request: HttpRequest, batch: Batch, table: Table) -> HttpResponse:
    result = import_actors(table, dry_run=True)
    faults = running.faults_of(result)
    if request.method == "POST" and request.POST.get("act") == "import" and not faults:
        return _begun(batch)
    context = {
        **_frame(request, batch, table),
        "counts": running.actor_counts(result),
        "problem_count": len(faults),
        "problems": [{"line": line, "column": "", "message": message} for line, message in faults[:_SHOWN]],
        "ready": not faults,
    }
    return TemplateResponse(request, "admin/timeline/exchange/preview.html", context)


def _begun(batch: Batch) -> HttpResponse:
    batches.proceed(batch, with_noticed=True)
    return HttpResponseRedirect(_progress(batch))


def _progress(batch: Batch) -> str:
    return reverse("admin:timeline_batch_change", args=[batch.pk])


def _frame(request: HttpRequest, batch: Batch, table: Table) -> dict[str, Any]:
    return {
        **desk.each_context(request),
        "title": _("Import of “%(name)s”") % {"name": batch.label},
        "batch": batch,
        "table": table,
        "row_count": len(table.rows),
    }


def _rows(foreseen: Preview) -> Iterator[Row]:
    """The first rows of the preview, those that change something before those that do not."""
    cat = wording.catalogue(get_language())
    steps = sorted(foreseen.steps, key=lambda step: step.act is Act.UNCHANGED)
    for step in steps[:_SHOWN]:
        entry = step.entry
        changes = [(change.field, _cell(change.before, cat), _cell(change.after, cat)) for change in step.changes]
        yield Row(
            line=entry.line,
            act=step.act,
            title=entry.title_de
            if get_language() == "de" and entry.title_de
            else entry.title_en or entry.title_de or "",
            when=wording.when(entry.span, cat) if entry.span else "",
            kind=cat.label("kind", entry.kind.value) if entry.kind else "",
            changes=changes,
        )


def _cell(value: Any, cat: wording.Catalogue) -> str:
    """A value as the log keeps it, for people."""
    if isinstance(value, dict):
        return " – ".join(filter(None, (value.get("earliest"), value.get("latest")))) or "–"
    if isinstance(value, list):
        return "; ".join(row["name"] for row in value) or "–"
    return str(value) or "–"


def _may_see(request: HttpRequest, what: str) -> bool:
    return any(request.user.has_perm(f"timeline.{act}_{_MODELS[what]}") for act in ("view", "change"))


def _may_import(request: HttpRequest, what: str) -> bool:
    needed = ("add", "change")
    return all(request.user.has_perm(f"timeline.{act}_{_MODELS[what]}") for act in needed)


desk.pages.extend(
    [
        path("exchange/", desk.admin_view(overview), name="exchange"),
        path("exchange/export/", desk.admin_view(download), name="exchange_export"),
        path("exchange/<int:pk>/", desk.admin_view(look), name="exchange_preview"),
    ]
)
