"""Changes of reference rows: what each one changed, and taking a single one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from simple_history.admin import SimpleHistoryAdmin
from simple_history.utils import update_change_reason

if TYPE_CHECKING:
    HistoryAdmin = admin.ModelAdmin[Any]
else:
    HistoryAdmin = SimpleHistoryAdmin


_SHOWN_BELOW = 100


class RevertingScreen(HistoryAdmin):
    """Rows with a history in which every change can be taken back by itself, whatever came after it."""

    object_history_template = "simple_history/object_history.html"
    rows_below: Mapping[str, type[Model]] = MappingProxyType({})
    """Models of rows that belong to one of these and are kept on its screen, by the field that leads to it."""

    def get_urls(self) -> list[URLPattern]:
        take_back = self.admin_site.admin_view(require_POST(self.take_back))
        take_back_below = self.admin_site.admin_view(require_POST(self.take_back_below))
        name = f"{self.opts.app_label}_{self.opts.model_name}_take_back"
        return [
            path("<int:pk>/history/<int:change>/take-back/", take_back, name=name),
            path("<int:pk>/history/<slug:field>/<int:change>/take-back/", take_back_below, name=f"{name}_below"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "may_take_back": self.has_change_permission(request),
            "below": self._changes_below(object_id) if object_id.isdigit() else [],
        }
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A row that came with a fixture has no history: its first change would have nothing to go back to."""
        if change and not self.model.history.filter(id=obj.pk).exists():
            stored = self.model._default_manager.filter(pk=obj.pk)
            self.model.history.bulk_history_create(
                stored, default_change_reason=_("as it was before it was changed here")
            )
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            self.changed(request, obj)

    def changed(self, request: HttpRequest, row: Any) -> None:
        """Called after a row was changed or a change taken back, in the same transaction."""

    def _changes_below(self, object_id: str) -> list[RowChange]:
        """What was changed of the rows that belong to this one, the latest first."""
        found: list[RowChange] = []
        for field, model in self.rows_below.items():
            records = model.history.filter(**{field: object_id}).select_related("history_user")  # type: ignore[attr-defined]
            before: dict[int, Any] = {}
            for record in records.order_by("history_date", "history_id"):
                found.append(RowChange.of(field, model, before.get(record.id), record))
                before[record.id] = record
        found.sort(key=lambda change: (change.record.history_date, change.record.history_id), reverse=True)
        return found[:_SHOWN_BELOW]

    def take_back_below(self, request: HttpRequest, pk: int, field: str, change: int) -> HttpResponse:
        """Takes one change of a row that belongs to this one back: what came goes, what went comes back."""
        if not self.has_change_permission(request, get_object_or_404(self.model, pk=pk)):
            raise PermissionDenied
        model = self.rows_below.get(field)
        record = model.history.filter(pk=change, **{field: pk}).first() if model else None  # type: ignore[attr-defined]
        if model is None or record is None:
            raise Http404
        stored = model._default_manager.filter(pk=record.id).first()
        if record.history_type == "+":
            self._tell(request, stored.delete if stored else None)
        elif record.history_type == "-":
            self._tell(request, _saved(record.instance) if stored is None else None)
        else:
            before = record.prev_record
            self._tell(request, _saved(_with_fields_of(before, stored, record)) if stored and before else None)
        return self._to_history(pk)

    def _tell(self, request: HttpRequest, act: Callable[[], object] | None) -> None:
        """Does what takes a change back, if there is anything to do, and says how it went."""
        try:
            if act is not None:
                with transaction.atomic():
                    act()
        except (ValidationError, IntegrityError):
            act = None
        if act is None:
            messages.error(request, _("This does not go with what was changed since: correct the row itself."))
        else:
            messages.success(request, _("The change was taken back."))

    def _to_history(self, pk: int) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[pk]))

    def take_back(self, request: HttpRequest, pk: int, change: int) -> HttpResponse:
        """Gives the fields that one change set the values that they had before it."""
        row = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        records: Any = self.model.history
        record = records.filter(pk=change, id=pk).first()
        if record is None:
            raise Http404
        before = record.prev_record
        if before is None:
            messages.error(request, _("This is how the row began: there is nothing to go back to."))
            return self._to_history(pk)
        save = _saved(_with_fields_of(before, row, record))

        def act() -> None:
            save()
            self.changed(request, row)
            update_change_reason(row, _("took back the change of %(day)s") % {"day": _moment(record)})

        self._tell(request, act)
        return self._to_history(pk)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One change of a row that belongs to another: what sort of row it is, how it read, and its fields old and new."""

    field: str
    sort: str
    name: str
    record: Any
    changes: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, field: str, model: type[Model], before: Any, record: Any) -> RowChange:
        shown = [f for f in model._meta.concrete_fields if f.name not in ("id", field)]
        differing = [
            f for f in shown if before is not None and getattr(before, f.attname) != getattr(record, f.attname)
        ]
        return cls(
            field,
            str(model._meta.verbose_name),
            str(record.instance),
            record,
            tuple((str(f.verbose_name), _text(before, f.attname), _text(record, f.attname)) for f in differing),
        )


def _text(record: Any, name: str) -> str:
    value = getattr(record, name)
    return "–" if value in (None, "") else str(value)


def _with_fields_of(before: Any, row: Any, record: Any) -> Any:
    """The row with those fields that the record changed as they were before."""
    for name in record.diff_against(before).changed_fields:
        field = row._meta.get_field(name)
        setattr(row, field.attname, getattr(before, field.attname))
    return row


def _saved(row: Any) -> Callable[[], None]:
    def save() -> None:
        row.full_clean()
        row.save()

    return save


def _moment(record: Any) -> str:
    return date_format(record.history_date, "SHORT_DATETIME_FORMAT")
