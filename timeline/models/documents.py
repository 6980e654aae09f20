"""Documents: the texts that were read."""

from __future__ import annotations

from typing import ClassVar, cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from timeline.models.labels import now, published_basis_choices
from timeline.models.reference import Outlet
from timeline.querysets import DocumentQuerySet


class DocumentManager(models.Manager.from_queryset(DocumentQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, public_id: str) -> Document:
        return cast("Document", self.get(public_id=public_id))


class Document(models.Model):
    """An article as it was read.

    The text never changes (trigger in migration 0002); a takedown empties it and keeps offsets, hash and decisions.
    """

    public_id = models.CharField(_("public id"), max_length=16, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    text = models.TextField(_("text"))
    length = models.PositiveIntegerField(editable=False, help_text=_("characters, kept after a takedown"))
    language = models.CharField(_("language"), max_length=2)
    title = models.CharField(_("title"), max_length=500, blank=True)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("outlet")
    )
    url = models.URLField(_("URL"), max_length=2000, blank=True)
    origin = models.CharField(
        _("credited origin"), max_length=200, blank=True, help_text=_("the agency that the article credits")
    )
    copy_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name=_("near copy of")
    )
    fingerprint = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        editable=False,
        help_text=_("hashes that near copies have in common (timeline.extraction.copies)"),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("shown to readers, e.g. that this is a retold digest"))
    internal_note = models.TextField(
        _("internal note"), blank=True, editable=False, help_text=_("derived from the log; for curators only")
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_documents",
        verbose_name=_("assigned to"),
    )
    link_status = models.PositiveSmallIntegerField(
        _("answer of its address"), null=True, blank=True, editable=False, help_text=_("HTTP status; 0: no answer")
    )
    link_checked_on = models.DateField(_("address asked on"), null=True, blank=True, editable=False)
    published_earliest = models.DateField(_("published, earliest"), null=True, blank=True)
    published_latest = models.DateField(_("published, latest"), null=True, blank=True)
    published_basis = models.CharField(
        _("publication date known from"), max_length=20, choices=published_basis_choices, default="unknown"
    )
    published_reasons = models.JSONField(_("reasons"), default=list, blank=True)
    boilerplate = models.JSONField(default=list, blank=True, editable=False)
    extractor_version = models.CharField(max_length=40, blank=True, editable=False)
    lexicon_version = models.CharField(max_length=64, blank=True, editable=False)
    taken_down_at = models.DateTimeField(_("taken down"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=now, editable=False)

    objects: ClassVar[DocumentManager] = DocumentManager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256", "outlet", "url"], nulls_distinct=False, name="document_once"),
            models.CheckConstraint(
                condition=Q(published_latest__gte=F("published_earliest"))
                | Q(published_earliest__isnull=True)
                | Q(published_latest__isnull=True),
                name="document_published_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(taken_down_at__isnull=False), name="document_text_or_takedown"
            ),
            models.CheckConstraint(condition=~Q(copy_of=F("id")), name="document_not_its_own_copy"),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["fingerprint"], name="document_fingerprint"),
            models.Index(fields=["created_at", "id"], name="document_by_age"),
        ]
        permissions: ClassVar = [
            ("take_down_document", "Can take down the text of a document"),
            ("assign_document", "Can assign documents to others"),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id

    def natural_key(self) -> tuple[str]:
        return (self.public_id,)

    natural_key.dependencies = ("timeline.outlet",)  # type: ignore[attr-defined]
