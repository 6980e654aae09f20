"""All mentions in one list; each is decided on the desk of its document, where its sentence stands."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import curation
from timeline.admin import acts, editing, words
from timeline.admin.cards import document_url
from timeline.admin.site import Kept, desk
from timeline.models import Mention


@admin.register(Mention, site=desk)
class MentionScreen(Kept):
    list_display = ("quoted", "state", "kind", "factuality", "when", "sure", "named", "event")
    list_filter = ("state", "kind", "factuality", "commitment", "precision", "basis", "by_hand", "document__outlet")
    list_select_related = ("document", "event")
    list_per_page = 50
    search_fields = ("quote", "document__title", "participants__name", "place__name_de", "place__name_en")
    actions = ("accept", "reject")
    why_kept = gettext_lazy("A mention is rejected, not deleted: decisions refer to it.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Untitled documents are named by their first words; the list needs no more of the texts."""
        mentions = super().get_queryset(request).annotate(opening=Left("document__text", 200))
        return cast("QuerySet[Any]", mentions.defer("document__text"))

    def get_urls(self) -> list[URLPattern]:
        def screen(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, pk: view(request, self.admin_site, pk))

        return [
            path("<int:pk>/edit/", screen(editing.edit), name="timeline_mention_edit"),
            path("<int:pk>/join/", screen(editing.join), name="timeline_mention_join"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("quote"), ordering="document")
    def quoted(self, mention: Mention) -> str:
        return str(mention)

    @admin.display(description=gettext_lazy("document"), ordering="document__title")
    def named(self, mention: Any) -> str:
        return mention.document.title or words.named_by(mention.opening) or mention.document.public_id

    @admin.display(description=gettext_lazy("time"), ordering="sort_date")
    def when(self, mention: Mention) -> str:
        return words.when(mention)

    @admin.display(description=gettext_lazy("confidence"), ordering="confidence")
    def sure(self, mention: Mention) -> float:
        return round(mention.confidence, 2)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        mention = self.get_object(request, object_id)
        if mention is None:
            raise Http404
        return HttpResponseRedirect(document_url(mention))

    @admin.action(description=gettext_lazy("Accept the selected mentions"), permissions=["change"])
    def accept(self, request: HttpRequest, mentions: QuerySet[Mention]) -> None:
        acts.accept_mentions(request, mentions.exclude(state=Mention.State.ACCEPTED))

    @admin.action(description=gettext_lazy("Reject the selected mentions"), permissions=["change"])
    def reject(self, request: HttpRequest, mentions: QuerySet[Mention]) -> None:
        rows = list(mentions.exclude(state=Mention.State.REJECTED))
        acts.perform(
            request,
            lambda: [curation.reject(mention, user=request.user) for mention in rows],
            _("Rejected."),
        )
