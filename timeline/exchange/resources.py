"""The columns of our own rows as resources of django-import-export: events, documents and actors.

Those of events are what `chronicle` reads, so that an export that is imported again changes nothing. Exports are for
people who are logged in: they hold proposals and rejected rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

import tablib
from django.db.models import Prefetch, QuerySet
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result

from timeline.exchange.tables import Format, Table, write_table
from timeline.models import Actor, Alias, Document, Event, Mention


class EventResource(ModelResource):  # type: ignore[misc]
    date = Field(attribute="time__edtf", column_name="date")
    place = Field(attribute="place__slug", column_name="place")
    participants = Field(column_name="participants")
    documents = Field(column_name="documents")

    class Meta:
        model = Event
        fields = (
            "public_id", "review", "date", "precision", "kind", "mode", "status", "title_de", "title_en",
            "summary_de", "summary_en", "place", "participants", "by_hand", "source_url", "source_count", "documents",
        )  # fmt: skip
        export_order = fields

    def get_queryset(self) -> QuerySet[Any]:
        accepted = Mention.objects.filter(state=Mention.State.ACCEPTED).select_related("document")
        rows = Event.objects.exclude(review=Event.Review.MERGED).select_related("place")
        rows = rows.order_by("sort_date", "public_id")
        rows = rows.prefetch_related("participants__actor", Prefetch("mentions", accepted, to_attr="accepted"))
        return cast("QuerySet[Any]", rows)

    def dehydrate_participants(self, event: Any) -> str:
        return "; ".join(f"{row.name} ({row.role})" for row in event.participants.all())

    def dehydrate_documents(self, event: Any) -> str:
        return "; ".join(sorted({row.document.url or row.document.public_id for row in event.accepted}))


class DocumentResource(ModelResource):  # type: ignore[misc]
    outlet = Field(attribute="outlet__name", column_name="outlet")

    class Meta:
        model = Document
        fields = (
            "public_id", "title", "language", "outlet", "url", "origin", "published_earliest", "published_latest",
            "published_basis", "note", "sha256", "text",
        )  # fmt: skip
        export_order = fields

    def get_queryset(self) -> QuerySet[Any]:
        return cast("QuerySet[Any]", Document.objects.select_related("outlet").order_by("pk"))


class ActorResource(ModelResource):  # type: ignore[misc]
    """Written and read. `aliases` is the whole list, with semicolons between; muted ones are not shown nor touched."""

    aliases = Field(column_name="aliases")

    class Meta:
        model = Actor
        fields = ("slug", "kind", "name_de", "name_en", "country", "aliases")
        export_order = fields
        import_id_fields: ClassVar = ["slug"]
        skip_unchanged = True
        clean_model_instances = True
        use_transactions = True

    def get_queryset(self) -> QuerySet[Any]:
        spoken = Alias.objects.filter(muted=False).order_by("text")
        return Actor.objects.order_by("slug").prefetch_related(Prefetch("aliases", spoken, to_attr="spoken"))

    def dehydrate_aliases(self, actor: Any) -> str:
        return "; ".join(alias.text for alias in self._spoken(actor))

    def skip_row(
        self, instance: Any, original: Any, row: Mapping[str, str], import_validation_errors: Any = None
    ) -> bool:
        same = bool(super().skip_row(instance, original, row, import_validation_errors))
        return (
            same and instance.pk is not None and self._wanted(row) in (None, [a.text for a in self._spoken(original)])
        )

    def after_save_instance(self, instance: Any, row: Mapping[str, str], **kwargs: Any) -> None:
        wanted = self._wanted(row)
        if wanted is not None:
            Alias.objects.filter(actor=instance, muted=False).exclude(text__in=wanted).delete()
            known = set(Alias.objects.filter(actor=instance).values_list("text", flat=True))
            Alias.objects.bulk_create(Alias(actor=instance, text=text) for text in wanted if text not in known)

    def _wanted(self, row: Mapping[str, str]) -> list[str] | None:
        if "aliases" not in row:
            return None
        return sorted({text.strip() for text in row["aliases"].split(";")} - {""})

    def _spoken(self, actor: Any) -> list[Alias]:
        if not hasattr(actor, "spoken"):
            actor.spoken = list(Alias.objects.filter(actor=actor, muted=False).order_by("text")) if actor.pk else []
        return cast("list[Alias]", actor.spoken)


RESOURCES: Mapping[str, type[ModelResource]] = {
    "events": EventResource,
    "documents": DocumentResource,
    "actors": ActorResource,
}


def export(what: str, to: Format, rows: QuerySet[Any] | None = None) -> bytes:
    """A file of all rows of a kind (`events`, `documents`, `actors`), or of those given."""
    resource = RESOURCES[what]()
    wanted = resource.get_queryset()
    if rows is not None:
        wanted = wanted.filter(pk__in=rows.values("pk"))
    table = resource.export(wanted)
    return write_table(table.headers, _texts(table), to)


def _texts(table: tablib.Dataset) -> Iterable[list[str]]:
    for row in table:
        yield ["" if cell is None else str(cell) for cell in row]


def import_actors(table: Table, *, dry_run: bool) -> Result:
    """What the rows change about the actors; with `dry_run` nothing stays. Row-wise faults are in the result."""
    headers = [name for name in ActorResource.Meta.fields if name in table.headers]
    rows = tablib.Dataset(*([row[name] for name in headers] for row in table.rows), headers=headers)
    return ActorResource().import_data(rows, dry_run=dry_run, raise_errors=False, rollback_on_validation_errors=True)
