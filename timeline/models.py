"""The rows. Reads live in `timeline.querysets`, writes in `timeline.ingest` and `timeline.curation`.

Columns marked "derived" are written only by `timeline.projection.rederive`; everything a person decides is a row of
`Decision`, which nothing changes or deletes. Constraints that span tables (a quote is cut out of its document, a
published event has evidence, the log only grows) are triggers of migration 0002.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timeline import wording
from timeline.extraction import model as vocabulary
from timeline.querysets import DecisionQuerySet, DocumentQuerySet, EventQuerySet, MentionQuerySet

Choices = list[tuple[str, Any]]


def label(section: str, key: str) -> str:
    """The word for a member of the vocabulary in the active language."""
    return wording.catalogue(get_language()).label(section, key)


_lazy_label = lazy(label, str)


def _labelled(section: str, members: Iterable[StrEnum]) -> Choices:
    return [(member.value, _lazy_label(section, member.value)) for member in members]


# Named functions, because migrations refer to choices by name and so stay the same when the vocabulary grows.


def kind_choices() -> Choices:
    return _labelled("kind", vocabulary.EventKind)


def mode_choices() -> Choices:
    return _labelled("mode", vocabulary.Mode)


def factuality_choices() -> Choices:
    return _labelled("factuality", vocabulary.Factuality)


def status_choices() -> Choices:
    return _labelled("status", vocabulary.Status)


def commitment_choices() -> Choices:
    return _labelled("commitment", vocabulary.Commitment)


def precision_choices() -> Choices:
    return _labelled("precision", vocabulary.Precision)


def extent_choices() -> Choices:
    return _labelled("extent", vocabulary.Extent)


def basis_choices() -> Choices:
    return _labelled("basis", vocabulary.Basis)


def published_basis_choices() -> Choices:
    return _labelled("published_basis", vocabulary.PublishedBasis)


def role_choices() -> Choices:
    return _labelled("role", vocabulary.Role)


def relation_choices() -> Choices:
    return _labelled("relation", vocabulary.RelationType)


def actor_kind_choices() -> Choices:
    return _labelled("actor_kind", vocabulary.ActorKind)


def now() -> datetime:
    """The current time in whole milliseconds, the finest that a JSON fixture keeps.

    A log entry that came back from a fixture with other microseconds would be a changed entry, which the log refuses.
    """
    moment = timezone.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class SlugManager(models.Manager[Any]):
    """For reference rows, whose natural key is their slug."""

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


# ---- reference rows --------------------------------------------------------------------------------------------------


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
    """`slug` is the key in the lexicon."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name_de = models.CharField(_("name in German"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    country = models.CharField(_("country"), max_length=3, blank=True, help_text=_("ISO 3166 alpha-3 code"))

    objects = SlugManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering: ClassVar = ["name_de"]

    def __str__(self) -> str:
        return self.name(get_language())

    def name(self, language: str | None) -> str:
        return str(self.name_en if language and language.startswith("en") else self.name_de)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


# ---- documents -------------------------------------------------------------------------------------------------------


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
        indexes: ClassVar = [GinIndex(fields=["fingerprint"], name="document_fingerprint")]

    def __str__(self) -> str:
        return self.title or self.public_id

    def natural_key(self) -> tuple[str]:
        return (self.public_id,)

    natural_key.dependencies = ("timeline.outlet",)  # type: ignore[attr-defined]


# ---- events and mentions ---------------------------------------------------------------------------------------------

_PRECISION_FITS = (
    # both sides are asked, because a comparison with NULL is neither true nor false, and a CHECK lets that pass
    Q(precision="day", earliest__isnull=False, latest__isnull=False, latest=F("earliest"))
    | Q(precision="open", earliest__isnull=False, latest__isnull=True)
    | Q(precision="open", earliest__isnull=True, latest__isnull=False)
    | (Q(precision="unknown") & (Q(earliest__isnull=True) | Q(latest__isnull=True)))
    | (
        Q(precision__in=["week", "month", "season", "year", "interval"])
        & Q(earliest__isnull=False)
        & Q(latest__isnull=False)
    )
)


class Timed(models.Model):
    """The columns of a TimeSpan. `days` covers an unknown side to infinity, so a range filter is an overlap."""

    earliest = models.DateField(_("earliest"), null=True, blank=True)
    latest = models.DateField(_("latest"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=10, choices=precision_choices, default="unknown")
    extent = models.CharField(_("extent"), max_length=12, choices=extent_choices, default="within")
    approximate = models.BooleanField(_("approximate"), default=False)
    basis = models.CharField(_("rests on"), max_length=20, choices=basis_choices, default="explicit")
    days = models.GeneratedField(
        expression=Func(F("earliest"), F("latest"), Value("[]"), function="daterange"),
        output_field=DateRangeField(),
        db_persist=True,
        serialize=False,
    )
    sort_date = models.GeneratedField(
        expression=Coalesce("earliest", "latest"),
        output_field=models.DateField(null=True),
        db_persist=True,
        serialize=False,
    )

    class Meta:
        abstract = True

    @property
    def time(self) -> vocabulary.TimeSpan:
        return vocabulary.TimeSpan(
            self.earliest,
            self.latest,
            vocabulary.Precision(self.precision),
            vocabulary.Extent(self.extent),
            self.approximate,
            vocabulary.Basis(self.basis),
        )


def _time_constraints(table: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(latest__gte=F("earliest")) | Q(earliest__isnull=True) | Q(latest__isnull=True),
            name=f"{table}_time_in_order",
        ),
        models.CheckConstraint(condition=_PRECISION_FITS, name=f"{table}_bounds_fit_precision"),
    ]


class EventManager(models.Manager.from_queryset(EventQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, public_id: str) -> Event:
        return cast("Event", self.get(public_id=public_id))


class Event(Timed):
    """One event with all its reports. Time, status, titles, review and counts are derived (see the module).

    `by_hand`: entered without a document; published only with the `source_url` where it is told.
    """

    class Review(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("rejected")
        MERGED = "merged", _("merged into another")

    public_id = models.CharField(_("public id"), max_length=16, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=kind_choices)
    mode = models.CharField(_("mode"), max_length=12, choices=mode_choices, blank=True, default="")
    status = models.CharField(_("status"), max_length=14, choices=status_choices, default="occurred")
    status_history = models.JSONField(
        default=list, blank=True, help_text=_("derived: status, day and mention, oldest first")
    )
    explanation = models.JSONField(default=dict, blank=True, help_text=_("derived: why this time and status"))
    title_de = models.CharField(_("title in German"), max_length=300, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    summary_de = models.TextField(_("summary in German"), blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("place")
    )
    review = models.CharField(_("review"), max_length=10, choices=Review.choices, default=Review.PROPOSED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    by_hand = models.BooleanField(_("entered by hand"), default=False)
    source_url = models.URLField(_("source URL"), max_length=2000, blank=True, help_text=_("of an event by hand"))
    source_count = models.PositiveIntegerField(_("independent sources"), default=0)
    document_count = models.PositiveIntegerField(_("documents"), default=0)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    updated_at = models.DateTimeField(_("changed"), default=now, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    search_de = models.GeneratedField(
        expression=SearchVector("search_text", config="german"),
        output_field=SearchVectorField(),
        db_persist=True,
        serialize=False,
    )
    search_en = models.GeneratedField(
        expression=SearchVector("search_text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
        serialize=False,
    )

    objects: ClassVar[EventManager] = EventManager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["sort_date", "id"]
        constraints: ClassVar = [
            *_time_constraints("event"),
            models.CheckConstraint(
                condition=Q(review="merged", merged_into__isnull=False)
                | (~Q(review="merged") & Q(merged_into__isnull=True)),
                name="event_merged_into_something",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="event_not_merged_into_itself"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["sort_date", "kind"],
                include=["status", "source_count"],
                condition=Q(review="published"),
                name="event_published_by_date",
            ),
            GistIndex(fields=["days"], name="event_days"),
            GinIndex(fields=["search_de"], name="event_search_de"),
            GinIndex(fields=["search_en"], name="event_search_en"),
        ]

    def __str__(self) -> str:
        return self.title(get_language())

    def title(self, language: str | None) -> str:
        return str(self.title_en if language and language.startswith("en") else self.title_de) or self.public_id

    def summary(self, language: str | None) -> str:
        return str(self.summary_en if language and language.startswith("en") else self.summary_de)

    def natural_key(self) -> tuple[str]:
        return (self.public_id,)

    natural_key.dependencies = ("timeline.place",)  # type: ignore[attr-defined]


class EventParticipantManager(models.Manager["EventParticipant"]):
    def get_by_natural_key(self, event: str, name: str, role: str) -> EventParticipant:
        return self.get(event__public_id=event, name=name, role=role)


class EventParticipant(models.Model):
    """Derived. `name` is the canonical German name, or the name as it stood where the lexicon does not know it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participants")
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="event_participations")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=role_choices)
    position = models.PositiveSmallIntegerField(default=0)

    objects = EventParticipantManager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "name", "role"], name="event_participant_once")
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str, str]:
        return (self.event.public_id, self.name, self.role)

    natural_key.dependencies = ("timeline.event", "timeline.actor")  # type: ignore[attr-defined]


class MentionManager(models.Manager.from_queryset(MentionQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, document: str, trigger_start: int, trigger_end: int, kind: str) -> Mention:
        return cast(
            "Mention",
            self.get(document__public_id=document, trigger_start=trigger_start, trigger_end=trigger_end, kind=kind),
        )


class Mention(Timed):
    """One report of an event in one sentence. Offsets are code points of the document's text, end exclusive."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    document = models.ForeignKey(Document, models.PROTECT, related_name="mentions", verbose_name=_("document"))
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="mentions", verbose_name=_("event")
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField(_("quote"))
    trigger_start = models.PositiveIntegerField()
    trigger_end = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=20, choices=kind_choices)
    mode = models.CharField(_("mode"), max_length=12, choices=mode_choices, blank=True, default="")
    factuality = models.CharField(_("factuality"), max_length=14, choices=factuality_choices)
    commitment = models.CharField(_("commitment"), max_length=12, choices=commitment_choices, default="asserted")
    attributions = models.JSONField(_("attributions"), default=list, blank=True)
    quantities = models.JSONField(_("quantities"), default=list, blank=True)
    date_text = models.CharField(_("time expression"), max_length=200, blank=True)
    date_start = models.PositiveIntegerField(null=True, blank=True)
    date_end = models.PositiveIntegerField(null=True, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="mentions", verbose_name=_("place")
    )
    confidence = models.FloatField(_("confidence"), default=0.5)
    trace = models.JSONField(_("rules"), default=list, blank=True)
    extractor_version = models.CharField(max_length=40, blank=True, editable=False)
    lexicon_version = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    by_hand = models.BooleanField(_("marked by hand"), default=False)

    objects: ClassVar[MentionManager] = MentionManager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering: ClassVar = ["document_id", "start", "trigger_start", "kind"]
        constraints: ClassVar = [
            *_time_constraints("mention"),
            models.UniqueConstraint(fields=["document", "trigger_start", "trigger_end", "kind"], name="mention_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="mention_quote_not_empty"),
            models.CheckConstraint(
                condition=Q(trigger_start__gte=F("start"))
                & Q(trigger_end__lte=F("end"))
                & Q(trigger_end__gt=F("trigger_start")),
                name="mention_trigger_inside_quote",
            ),
            models.CheckConstraint(
                condition=Q(date_start__isnull=True, date_end__isnull=True)
                | Q(date_start__isnull=False, date_end__isnull=False, date_end__gt=F("date_start")),
                name="mention_date_offsets_in_order",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="mention_confidence_is_a_share"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["event", "state"], name="mention_of_event")]

    def __str__(self) -> str:
        return self.quote if len(self.quote) <= 80 else f"{self.quote[:79]}…"

    @property
    def anchor(self) -> str:
        return f"m{self.trigger_start}-{self.trigger_end}-{self.kind}"

    def natural_key(self) -> tuple[str, int, int, str]:
        return (self.document.public_id, self.trigger_start, self.trigger_end, self.kind)

    natural_key.dependencies = ("timeline.document", "timeline.event", "timeline.place")  # type: ignore[attr-defined]


class MentionParticipantManager(models.Manager["MentionParticipant"]):
    def get_by_natural_key(self, *key: Any) -> MentionParticipant:
        *mention, name, role = key
        return self.get(mention=Mention.objects.get_by_natural_key(*mention), name=name, role=role)


class MentionParticipant(models.Model):
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="participants")
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="mention_participations")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=role_choices)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MentionParticipantManager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mention", "name", "role"], name="mention_participant_once")
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.mention.natural_key(), self.name, self.role)

    natural_key.dependencies = ("timeline.mention", "timeline.actor")  # type: ignore[attr-defined]


class MentionRelationManager(models.Manager["MentionRelation"]):
    def get_by_natural_key(self, *key: Any) -> MentionRelation:
        return self.get(
            source=Mention.objects.get_by_natural_key(*key[:4]),
            target=Mention.objects.get_by_natural_key(*key[4:8]),
            type=key[8],
        )


class MentionRelation(models.Model):
    source = models.ForeignKey(Mention, models.CASCADE, related_name="relations")
    target = models.ForeignKey(Mention, models.CASCADE, related_name="related_from")
    type = models.CharField(max_length=12, choices=relation_choices)

    objects = MentionRelationManager()

    class Meta:
        verbose_name = _("relation of mentions")
        verbose_name_plural = _("relations of mentions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "type"], name="mention_relation_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="mention_relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.source.anchor} {self.type} {self.target.anchor}"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.source.natural_key(), *self.target.natural_key(), self.type)

    natural_key.dependencies = ("timeline.mention",)  # type: ignore[attr-defined]


class EventRelationManager(models.Manager["EventRelation"]):
    def get_by_natural_key(self, source: str, target: str, type: str) -> EventRelation:  # noqa: A002
        return self.get(source__public_id=source, target__public_id=target, type=type)


class EventRelation(models.Model):
    """Derived from the relations of accepted mentions and from decisions."""

    source = models.ForeignKey(Event, models.CASCADE, related_name="relations")
    target = models.ForeignKey(Event, models.CASCADE, related_name="related_from")
    type = models.CharField(max_length=12, choices=relation_choices)

    objects = EventRelationManager()

    class Meta:
        verbose_name = _("relation of events")
        verbose_name_plural = _("relations of events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "type"], name="event_relation_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="event_relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.source.public_id} {self.type} {self.target.public_id}"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.source.public_id, self.target.public_id, self.type)

    natural_key.dependencies = ("timeline.event",)  # type: ignore[attr-defined]


# ---- decisions -------------------------------------------------------------------------------------------------------


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
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split off")
        RELATE = "relate", _("related")
        OVERRIDE = "override", _("overrode")
        PUBLISH = "publish", _("published")
        UNPUBLISH = "unpublish", _("withdrew")
        CONFIRM_DATE = "confirm_date", _("confirmed the publication date of")
        TAKE_DOWN = "take_down", _("took down")
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

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.get_verb_display()} {self.target}"

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)


class Milestone(models.Model):
    """A dated line on the chart, or with an end (or `ongoing`) a band behind it."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title_de = models.CharField(_("title in German"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)
    ongoing = models.BooleanField(_("ongoing"), default=False)

    objects = SlugManager()

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


# ---- long work -------------------------------------------------------------------------------------------------------


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
