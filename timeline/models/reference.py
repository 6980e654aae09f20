"""Rows that others refer to: outlets, actors with their names and offices, places, milestones."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timeline.models.labels import actor_kind_choices


class SlugManager(models.Manager[Any]):
    """For reference rows, whose natural key is their slug."""

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


class Outlet(models.Model):
    """Who published a document. `rights`: whether the full text may be shown, or only the quote with its neighbours."""

    class Kind(models.TextChoices):
        AGENCY = "agency", _("news agency")
        NEWSPAPER = "newspaper", _("newspaper or broadcaster")
        STATE_MEDIA = "state_media", _("state media")
        GOVERNMENT = "government", _("government")
        RESEARCH = "research", _("research")
        OTHER = "other", _("other")

    class Rights(models.TextChoices):
        FULL = "full", _("full text")
        QUOTE = "quote", _("quote with its neighbouring sentences")

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    country = models.CharField(_("country"), max_length=3, blank=True, help_text=_("ISO 3166 alpha-3 code"))
    rights = models.CharField(_("rights"), max_length=10, choices=Rights.choices, default=Rights.FULL)
    domain = models.CharField(_("domain"), max_length=200, blank=True)

    objects = SlugManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Actor(models.Model):
    """A person, state, organisation or medium. `slug` is the key in the lexicon."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=actor_kind_choices)
    name_de = models.CharField(_("name in German"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    country = models.CharField(_("country"), max_length=3, blank=True, help_text=_("ISO 3166 alpha-3 code"))

    objects = SlugManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering: ClassVar = ["name_de"]

    def __str__(self) -> str:
        return self.name(get_language())

    def name(self, language: str | None) -> str:
        return str(self.name_en if language and language.startswith("en") else self.name_de)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class AliasManager(models.Manager["Alias"]):
    def get_by_natural_key(self, actor: str, text: str) -> Alias:
        return self.get(actor__slug=actor, text=text)


class Alias(models.Model):
    """A further spelling or short form of an actor; extraction uses it at once. `muted` takes one out of use."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="aliases", verbose_name=_("actor"))
    text = models.CharField(_("text"), max_length=200)
    muted = models.BooleanField(_("muted"), default=False)

    objects = AliasManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering: ClassVar = ["text"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor", "text"], name="alias_once")]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str, str]:
        return (self.actor.slug, self.text)

    natural_key.dependencies = ("timeline.actor",)  # type: ignore[attr-defined]


class OfficeManager(models.Manager["Office"]):
    def get_by_natural_key(self, holder: str, title_en: str, term_from: str | None) -> Office:
        return self.get(holder__slug=holder, title_en=title_en, term_from=term_from)


class Office(models.Model):
    """An office with its holder's term; open ends are null."""

    holder = models.ForeignKey(Actor, models.CASCADE, related_name="offices", verbose_name=_("holder"))
    title_de = models.CharField(_("title in German"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    country = models.CharField(_("country"), max_length=3, blank=True)
    term_from = models.DateField(_("from"), null=True, blank=True)
    term_to = models.DateField(_("to"), null=True, blank=True)

    objects = OfficeManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering: ClassVar = ["title_de", "term_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(term_to__isnull=True) | Q(term_from__isnull=True) | Q(term_to__gte=F("term_from")),
                name="office_term_in_order",
            ),
            models.UniqueConstraint(
                fields=["holder", "title_en", "term_from"], nulls_distinct=False, name="office_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title_de}: {self.holder}"

    def natural_key(self) -> tuple[str, str, str | None]:
        return (self.holder.slug, self.title_en, self.term_from.isoformat() if self.term_from else None)

    natural_key.dependencies = ("timeline.actor",)  # type: ignore[attr-defined]


class Place(models.Model):
    """`slug` is the key in the lexicon. Without coordinates of its own a place stands where the lexicon puts it."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name_de = models.CharField(_("name in German"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    country = models.CharField(_("country"), max_length=3, blank=True, help_text=_("ISO 3166 alpha-3 code"))
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, help_text=_("degrees, north positive; empty: as the lexicon says")
    )
    longitude = models.FloatField(_("longitude"), null=True, blank=True, help_text=_("degrees, east positive"))

    objects = SlugManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering: ClassVar = ["name_de"]
        constraints: ClassVar = [
            models.CheckConstraint(
                # both are asked to be there, because a comparison with NULL lets a CHECK pass
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | (
                    Q(latitude__isnull=False, longitude__isnull=False)
                    & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)
                ),
                name="place_on_earth",
                violation_error_message=_("Give both latitude (-90 to 90) and longitude (-180 to 180), or neither."),
            )
        ]

    def __str__(self) -> str:
        return self.name(get_language())

    def name(self, language: str | None) -> str:
        return str(self.name_en if language and language.startswith("en") else self.name_de)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Milestone(models.Model):
    """A dated line on the chart, or with an end (or `ongoing`) a band behind it."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title_de = models.CharField(_("title in German"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)
    ongoing = models.BooleanField(_("ongoing"), default=False)

    objects = SlugManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | (Q(end__gte=F("start")) & Q(ongoing=False)),
                name="milestone_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title(get_language())

    def title(self, language: str | None) -> str:
        return str(self.title_en if language and language.startswith("en") else self.title_de)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
