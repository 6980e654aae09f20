"""Long work: what is worked off item by item, and the feeds that bring work of their own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from timeline.models.documents import Document
from timeline.models.labels import now
from timeline.models.reference import Outlet


class Batch(models.Model):
    """A run over many inputs. Each item is worked off in a transaction of its own.

    `timeline.batches` moves a batch through its phases and knows who works it off. `options` hold for all its items.
    """

    class Kind(models.TextChoices):
        COMMAND = "command", _("command line")
        FILES = "files", _("files")
        ADDRESSES = "addresses", _("web addresses")
        FEED = "feed", _("feed")
        REREAD = "reread", _("reading again")
        IMPORT = "import", _("import")

    class Phase(models.TextChoices):
        CHECKING = "checking", _("being checked")
        ASKING = "asking", _("waiting for a decision")
        WORKING = "working", _("being worked off")
        FINISHED = "finished", _("finished")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.COMMAND)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices, default=Phase.WORKING)
    label = models.CharField(_("label"), max_length=200)
    options = models.JSONField(_("options"), default=dict, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("curator")
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(phase__in=["finished", "cancelled"], finished_at__isnull=False)
                | (~Q(phase__in=["finished", "cancelled"]) & Q(finished_at__isnull=True)),
                name="batch_finished_at_its_end",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def running(self) -> bool:
        """Whether there may be items to work off."""
        return self.phase in (self.Phase.CHECKING, self.Phase.WORKING)


class BatchItem(models.Model):
    """One input of a batch.

    `payload` and `content` are what the batch's handler needs; the content goes when the item is done. `code` and
    `details` say in which case it ended, so that the message can be told in the reader's language; `message` is the
    same in English, or the handler's own words. `notices` are announcements of the check, each with a `code`.

    A claim names the database connection that holds it (`claimed_pid`, `claimed_backend`); it is void once that
    connection is gone, so that a killed worker leaves nothing behind.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CHECKED = "checked", _("checked")
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REJECTED = "rejected", _("rejected")
        FAILED = "failed", _("failed")
        LEFT_OUT = "left_out", _("left out")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", verbose_name=_("batch"))
    source = models.CharField(_("source"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    code = models.CharField(max_length=40, blank=True, editable=False)
    details = models.JSONField(default=dict, blank=True, editable=False)
    message = models.TextField(_("message"), blank=True)
    notices = models.JSONField(default=list, blank=True, editable=False)
    payload = models.JSONField(default=dict, blank=True, editable=False)
    content = models.BinaryField(null=True, blank=True, editable=False)
    document = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="batch_items", verbose_name=_("document")
    )
    not_before = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    claimed_pid = models.PositiveIntegerField(null=True, blank=True, editable=False)
    claimed_backend = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["batch"], condition=Q(state="waiting"), name="batch_item_waiting")]

    def __str__(self) -> str:
        return self.source


class FeedManager(models.Manager["Feed"]):
    def get_by_natural_key(self, url: str) -> Feed:
        return self.get(url=url)


class Feed(models.Model):
    """An RSS or Atom feed whose entries become documents. What the last visit brought stands in the rows below it."""

    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(
        _("address"), max_length=1000, unique=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    outlet = models.ForeignKey(
        Outlet,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="feeds",
        verbose_name=_("outlet"),
        help_text=_("Of all its articles. Left empty, it is that of each article's address."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        blank=True,
        choices=[("de", _("German")), ("en", _("English"))],
        help_text=_("Left empty, it is found out for each article."),
    )
    active = models.BooleanField(_("active"), default=True)
    interval = models.PositiveIntegerField(
        _("minutes between visits"), default=60, validators=[MinValueValidator(15)], help_text=_("15 at least")
    )
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    visited_at = models.DateTimeField(_("last visit"), null=True, blank=True, editable=False)
    code = models.CharField(max_length=40, blank=True, editable=False)
    details = models.JSONField(default=dict, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)

    objects = FeedManager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering: ClassVar = ["title", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(interval__gte=15), name="feed_not_asked_too_often"),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.url,)

    natural_key.dependencies = ("timeline.outlet",)  # type: ignore[attr-defined]


class FeedEntry(models.Model):
    """An entry that was seen in a feed and is not asked for again.

    `key` is a hash of its id or, where it has none, of its address.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="entries", verbose_name=_("feed"))
    key = models.CharField(max_length=64)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    seen_at = models.DateTimeField(_("seen"), default=now, editable=False)

    class Meta:
        verbose_name = _("feed entry")
        verbose_name_plural = _("feed entries")
        ordering: ClassVar = ["-seen_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "key"], name="feed_entry_once")]

    def __str__(self) -> str:
        return self.title or self.url
