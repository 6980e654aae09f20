"""What nobody edits: the decision log."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline import curation, deeds
from timeline.admin import history
from timeline.admin.site import ReadOnly, desk
from timeline.models import Decision, Document, Event


class ToldChangeList(ChangeList):
    """A page of decisions, told together, because each sentence names rows of other tables."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        for entry in history.tell(self.result_list, request.user):
            entry.decision.told = entry  # type: ignore[attr-defined]
            entry.decision.back = request.get_full_path()  # type: ignore[attr-defined]


_TARGETS = {"event": _("event"), "mention": _("mention"), "document": _("document")}


class Standing(admin.SimpleListFilter):
    title = _("still holds")
    parameter_name = "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("holds")), ("no", _("was taken back"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return cast("QuerySet[Any]", queryset.in_force())  # type: ignore[attr-defined]
        return queryset.filter(undone_by__isnull=False) if self.value() == "no" else queryset


class About(admin.SimpleListFilter):
    title = _("target")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("event", _("events")), ("mention", _("mentions")), ("document", _("documents"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in ("event", "mention", "document")
        return queryset.filter(target__startswith=f"{self.value()}:") if known else queryset


class Field(admin.SimpleListFilter):
    """Of a field: what was set by hand in place of what follows, on an event, a mention or a document."""

    title = _("field")
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(field, name()) for field, name in deeds.FIELDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        field = self.value()
        if field not in deeds.FIELDS:
            return queryset
        return queryset.filter(Q(payload__field=field) | Q(verb="edit", payload__fields__has_key=field))


@admin.register(Decision, site=desk)
class DecisionScreen(ReadOnly):
    list_display = ("when", "sentence", "where", "undone", "undo")
    list_display_links = ("when",)
    list_filter = (Standing, About, "verb", Field, "user", "at")
    list_select_related = ("user", "undoes", "undone_by")
    list_per_page = 50
    search_fields = ("target", "reason", "by")
    ordering = ("-at", "-id")
    fields = ("at", "by", "user", "verb", "target", "sentence", "reason", "payload", "undoes", "uid")
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The log's own name of an event or a document finds all acts on it and on what belongs to it."""
        kind, _colon, public_id = search_term.strip().partition(":")
        if kind in ("event", "document") and public_id:
            rows = Event.objects if kind == "event" else Document.objects
            subject = rows.filter(public_id=public_id).first()
            if subject is not None:
                return queryset.filter(pk__in=[act.pk for act in curation.history(subject)]), False
        return super().get_search_results(request, queryset, search_term)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ToldChangeList

    @admin.display(description=_("time"), ordering="at")
    def when(self, decision: Any) -> str:
        return f"{timezone.localtime(decision.at):%Y-%m-%d %H:%M}"

    @admin.display(description=_("decision"))
    def sentence(self, decision: Any) -> str:
        return self._told(decision).sentence

    @admin.display(description=_("target"))
    def where(self, decision: Any) -> str:
        entry = self._told(decision)
        kind = str(_TARGETS[decision.target.partition(":")[0]])
        return format_html('<a href="{}">{}</a>', entry.url, kind) if entry.url else kind

    @admin.display(description=_("undone"), empty_value="–")
    def undone(self, decision: Any) -> str | None:
        return gettext("undone") if self._told(decision).undone else None

    @admin.display(description=_("undo"), empty_value="")
    def undo(self, decision: Any) -> str | None:
        """A button of the list's own form, which is sent to where decisions are undone."""
        entry = self._told(decision)
        if not entry.undoable:
            return None
        return format_html(
            '<button class="act small" formaction="{}?{}" name="decision" value="{}" aria-label="{}">{}</button>',
            reverse("admin:undo"),
            urlencode({"back": decision.back}),
            decision.uid,
            gettext("Undo: %(sentence)s") % {"sentence": entry.sentence},
            gettext("Undo"),
        )

    def _told(self, decision: Any) -> history.Entry:
        if not hasattr(decision, "told"):
            (decision.told,) = history.tell([decision])
        return decision.told  # type: ignore[no-any-return]
