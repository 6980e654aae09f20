"""The log of what curators did."""

from __future__ import annotations

import uuid
from typing import ClassVar, cast

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from timeline.models.labels import now
from timeline.querysets import DecisionQuerySet


class DecisionManager(models.Manager.from_queryset(DecisionQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, uid: str) -> Decision:
        return cast("Decision", self.get(uid=uid))


class Decision(models.Model):
    """One act of a curator. The log only grows (trigger in migration 0002); undoing is a further row.

    `target` names what was decided on in words that outlive row ids: "mention:<document>:<anchor>",
    "event:<public id>", "document:<public id>".
    """

    class Verb(models.TextChoices):
        ACCEPT = "accept", _("accepted")
        REJECT = "reject", _("rejected")
        EDIT = "edit", _("edited")
        MARK = "mark", _("marked")
        MOVE = "move", _("moved")
        DISMISS = "dismiss", _("dismissed the newer reading of")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split off")
        JUDGE = "judge", _("judged")
        RELATE = "relate", _("related")
        OVERRIDE = "override", _("overrode")
        APPROVE = "approve", _("approved")
        PUBLISH = "publish", _("published")
        UNPUBLISH = "unpublish", _("withdrew")
        CONFIRM_DATE = "confirm_date", _("confirmed the publication date of")
        TAKE_DOWN = "take_down", _("took down")
        NOTE = "note", _("noted")
        UNDO = "undo", _("undid")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    verb = models.CharField(_("act"), max_length=14, choices=Verb.choices)
    target = models.CharField(_("target"), max_length=120, db_index=True)
    payload = models.JSONField(_("details"), default=dict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("curator"))
    by = models.CharField(_("by"), max_length=150, blank=True, help_text=_("the curator's name at the time"))
    at = models.DateTimeField(_("time"), default=now)

    objects: ClassVar[DecisionManager] = DecisionManager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["user", "-id"], name="decision_of_user")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.get_verb_display()} {self.target}"

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)
