"""Long work: what is worked off item by item."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from timeline.models.documents import Document


class Batch(models.Model):
    """A run over many inputs. Each item is worked off in a transaction of its own."""

    label = models.CharField(_("label"), max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("curator")
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.label


class BatchItem(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        NEW = "new", _("new")
        UNCHANGED = "unchanged", _("unchanged")
        REJECTED = "rejected", _("rejected")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", verbose_name=_("batch"))
    source = models.CharField(_("source"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(_("message"), blank=True)
    document = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="batch_items", verbose_name=_("document")
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["batch"], condition=Q(state="waiting"), name="batch_item_waiting")]

    def __str__(self) -> str:
        return self.source
