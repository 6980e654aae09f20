"""Changes of reference rows: what each one changed, and taking a single one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
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


class RevertingScreen(HistoryAdmin):
    """Rows with a history in which every change can be taken back by itself, whatever came after it."""

    object_history_template = "simple_history/object_history.html"

    def get_urls(self) -> list[URLPattern]:
        take_back = self.admin_site.admin_view(require_POST(self.take_back))
        name = f"{self.opts.app_label}_{self.opts.model_name}_take_back"
        return [path("<int:pk>/history/<int:change>/take-back/", take_back, name=name), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may = {"may_take_back": self.has_change_permission(request)}
        return super().history_view(request, object_id, {**may, **(extra_context or {})})

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
        back = HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[pk]))
        if before is None:
            messages.error(request, _("This is how the row began: there is nothing to go back to."))
            return back
        for name in record.diff_against(before).changed_fields:
            field = self.opts.get_field(name)
            setattr(row, field.attname, getattr(before, field.attname))  # type: ignore[union-attr]
        try:
            with transaction.atomic():
                row.full_clean()
                row.save()
                update_change_reason(row, _("took back the change of %(day)s") % {"day": _moment(record)})
        except (ValidationError, IntegrityError):
            messages.error(request, _("This does not go with what was changed since: correct the row itself."))
        else:
            messages.success(request, _("The change was taken back."))
        return back


def _moment(record: Any) -> str:
    return date_format(record.history_date, "SHORT_DATETIME_FORMAT")
