"""Events, and the mentions of them in documents. What is derived is written only by `timeline.projection.rederive`."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from timeline.extraction import model as vocabulary
from timeline.models.documents import Document
from timeline.models.labels import (
    basis_choices,
    commitment_choices,
    extent_choices,
    factuality_choices,
    kind_choices,
    mode_choices,
    now,
    precision_choices,
    relation_choices,
    role_choices,
    status_choices,
)
from timeline.models.reference import Actor, Place
from timeline.querysets import EventQuerySet, MentionQuerySet

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
    internal_note = models.TextField(
        _("internal note"), blank=True, editable=False, help_text=_("derived from the log; for curators only")
    )
    source_count = models.PositiveIntegerField(_("independent sources"), default=0)
    document_count = models.PositiveIntegerField(_("documents"), default=0)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    approved_at = models.DateTimeField(
        _("approved"), null=True, blank=True, editable=False, help_text=_("derived: by whom is in the log")
    )
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
            models.Index(
                F("sort_date").desc(nulls_last=True),
                condition=Q(review="published"),
                name="event_published_newest",
            ),
            models.Index(
                fields=["-source_count", "-document_count", "sort_date"],
                condition=Q(review="published"),
                name="event_published_by_sources",
            ),
            # For the chart: of a time with an unknown end only the known one is looked for, by date.
            GistIndex(
                fields=["days"],
                condition=Q(review="published", earliest__isnull=False, latest__isnull=False),
                name="event_published_days",
            ),
            GistIndex(fields=["days"], name="event_days"),
            GinIndex(fields=["search_de"], name="event_search_de"),
            GinIndex(fields=["search_en"], name="event_search_en"),
        ]
        permissions: ClassVar = [
            ("publish_event", "Can publish and withdraw events"),
            ("merge_event", "Can merge events"),
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
    """One report of an event in one sentence. Offsets are code points of the document's text, end exclusive.

    `newer` is how a later extraction reads an accepted mention (`values.reading_record`), while that is a proposal;
    `read_as` is the digest of what the machine read last, so that nothing is proposed twice.
    """

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
    reading = models.JSONField(
        _("reading of the machine"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("where a person edited it: what was read there before (values.reading_record)"),
    )
    newer = models.JSONField(_("newer reading"), null=True, blank=True, editable=False)
    read_as = models.CharField(max_length=16, blank=True, editable=False)
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
        indexes: ClassVar = [
            models.Index(fields=["event", "state"], name="mention_of_event"),
            models.Index(
                fields=["document"],
                include=["kind", "confidence"],
                condition=Q(state="proposed"),
                name="mention_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.quote if len(self.quote) <= 80 else f"{self.quote[:79]}…"

    @property
    def found_as(self) -> str:
        """The kind under which it was found. It stays in its name when a person edits the kind."""
        return str(self.reading["kind"]) if self.reading else self.kind

    @property
    def anchor(self) -> str:
        return f"m{self.trigger_start}-{self.trigger_end}-{self.found_as}"

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
