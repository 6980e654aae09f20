"""What nobody edits: the decision log and the batches of long work."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.admin import history
from timeline.admin.site import ReadOnly, Rows, desk
from timeline.models import Batch, BatchItem, Decision


class ToldChangeList(ChangeList):
    """A page of decisions, told together, because each sentence names rows of other tables."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        for entry in history.tell(self.result_list):
            entry.decision.told = entry  # type: ignore[attr-defined]


@admin.register(Decision, site=desk)
class DecisionScreen(ReadOnly):
    list_display = ("at", "sentence", "where", "undone")
    list_display_links = ("at",)
    list_filter = ("verb", "user", "at")
    list_select_related = ("user", "undoes", "undone_by")
    list_per_page = 50
    search_fields = ("target", "reason", "by")
    ordering = ("-at", "-id")
    fields = ("at", "by", "user", "verb", "target", "sentence", "reason", "payload", "undoes", "uid")
    readonly_fields = fields

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ToldChangeList

    @admin.display(description=_("decision"))
    def sentence(self, decision: Any) -> str:
        return self._told(decision).sentence

    @admin.display(description=_("target"))
    def where(self, decision: Any) -> str:
        entry = self._told(decision)
        return format_html('<a href="{}">{}</a>', entry.url, decision.target) if entry.url else decision.target

    @admin.display(description=_("undone"), empty_value="–")
    def undone(self, decision: Any) -> str | None:
        return gettext("undone") if self._told(decision).undone else None

    def _told(self, decision: Any) -> history.Entry:
        if not hasattr(decision, "told"):
            (decision.told,) = history.tell([decision])
        return decision.told  # type: ignore[no-any-return]


class BatchItemRows(Rows):
    model = BatchItem
    fields = ("source", "state", "message", "document")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("document")


@admin.register(Batch, site=desk)
class BatchScreen(ReadOnly):
    list_display = ("label", "user", "created_at", "finished_at")
    list_filter = ("finished_at",)
    list_select_related = ("user",)
    search_fields = ("label",)
    inlines = (BatchItemRows,)
