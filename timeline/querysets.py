"""Composable reads. Every question that a page, an export or a command asks of the rows is a method here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.functions import ExtractYear, Left, TruncMonth

if TYPE_CHECKING:
    from timeline.models import Decision, Document, Event, Mention  # noqa: F401


HIT_START, HIT_END = "\x02", "\x03"
"""Around words that a search found: they stand in no text, so that it can be escaped before they are replaced."""


def _mentions_by_state() -> dict[str, models.Count]:
    return {
        state: models.Count("mentions", filter=models.Q(mentions__state=state))
        for state in ("proposed", "accepted", "rejected")
    }


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        """What the public sees."""
        return self.filter(review="published")

    def without_evidence(self) -> Self:
        """Events that no accepted mention tells of and, if entered by hand, no source: none of them may be public."""
        mentions = apps.get_model("timeline", "Mention")._default_manager
        told = models.Exists(mentions.filter(event=models.OuterRef("pk"), state="accepted"))
        return self.exclude(told).exclude(models.Q(by_hand=True) & ~models.Q(source_url=""))

    def overlapping(self, first: date | None, last: date | None) -> Self:
        """Events that can have taken place between the two inclusive days; None leaves a side open."""
        return self.filter(days__overlap=DateRange(first, last, "[]"))

    def count_overlapping(self, periods: Sequence[tuple[date | None, date | None]]) -> list[int]:
        """For each period, how many events `overlapping` would leave, in one query."""
        counts = {
            f"period_{n}": models.Count("pk", filter=models.Q(days__overlap=DateRange(first, last, "[]")))
            for n, (first, last) in enumerate(periods)
        }
        return list(self.order_by().aggregate(**counts).values())

    def count_by_year(self) -> dict[int | None, int]:
        """Numbers of events by the year by which they are sorted; None for those without a date."""
        rows = self.order_by().values_list("sort_date__year").annotate(models.Count("pk"))
        return dict(rows)

    def drawn_between(self, first: date, last: date) -> Self:
        """Events whose known time reaches between the two inclusive days; of an open time that is its known end."""
        known = models.Q(earliest__isnull=False, latest__isnull=False, days__overlap=DateRange(first, last, "[]"))
        open_ended = models.Q(models.Q(earliest=None) | models.Q(latest=None), sort_date__range=(first, last))
        return self.filter(known | open_ended)

    def marked_between(self, first: date, last: date) -> Self:
        """Events whose mark stands between the two inclusive days."""
        return self.drawn_between(first, last).annotate(mark=_mark_day()).filter(mark__range=(first, last))

    def matching(self, words: str) -> Self:
        """Full-text search in both languages, with the operators of a web search ("…", or, -)."""
        german = SearchQuery(words, search_type="websearch", config="german")
        english = SearchQuery(words, search_type="websearch", config="english")
        return self.filter(models.Q(search_de=german) | models.Q(search_en=english))

    def named(self, words: str, limit: int = 20) -> Self:
        """Live events whose title holds the words, or whose public id they are; the latest first."""
        alike = models.Q(title_de__icontains=words) | models.Q(title_en__icontains=words) | models.Q(public_id=words)
        live = self.filter(alike, review__in=("proposed", "published"))
        return live.order_by(models.F("sort_date").desc(nulls_last=True), "public_id")[:limit]

    def with_headlines(self, words: str) -> Self:
        """What a search found, as `headline_german` and `headline_english`: its words between HIT_START and HIT_END."""
        return self.annotate(
            **{
                f"headline_{config}": SearchHeadline(
                    "search_text",
                    SearchQuery(words, search_type="websearch", config=config),
                    config=config,
                    start_sel=HIT_START,
                    stop_sel=HIT_END,
                    max_words=28,
                    min_words=12,
                )
                for config in ("german", "english")
            }
        )

    def with_participant(self, slug: str) -> Self:
        participants = apps.get_model("timeline", "EventParticipant")._default_manager
        return self.filter(models.Exists(participants.filter(event=models.OuterRef("pk"), actor__slug=slug)))

    def reported_by(self, **conditions: Any) -> Self:
        """Events with an accepted mention that meets the conditions."""
        mentions = apps.get_model("timeline", "Mention")._default_manager
        return self.filter(models.Exists(mentions.filter(event=models.OuterRef("pk"), state="accepted", **conditions)))

    def sorted_by(self, order: str) -> Self:
        """`oldest`, `newest` or `sources` first; events without any date last, and a stable order among equals."""
        by_date = models.F("sort_date").asc(nulls_last=True)
        if order == "newest":
            return self.order_by(models.F("sort_date").desc(nulls_last=True), "-latest", "kind", "public_id")
        if order == "sources":
            return self.order_by("-source_count", "-document_count", by_date, "public_id")
        return self.order_by(by_date, "latest", "kind", "public_id")

    def latest_of(self, most: int) -> Self:
        """The latest so many of the events, for questions that would take long to ask of very many."""
        latest: Self = self.model._default_manager.filter(pk__in=self.sorted_by("newest").values("pk")[:most])
        return latest

    def ordered_by(self, column: str, language: str, *, backwards: bool = False) -> Self:
        """By a column (date, title, kind, status, place, sources or documents); what lacks it comes last."""
        columns = {
            "date": "sort_date",
            "title": f"title_{language}",
            "kind": "kind",
            "status": "status",
            "place": f"place__name_{language}",
            "sources": "source_count",
            "documents": "document_count",
        }
        value = models.F(columns[column])
        first = value.desc(nulls_last=True) if backwards else value.asc(nulls_last=True)
        return self.order_by(first, models.F("sort_date").asc(nulls_last=True), "latest", "kind", "public_id")

    def together_by_year(self) -> list[tuple[str, str, int | None, int]]:
        """Pairs of actors by slug, year, and in how many of the events both took part."""
        participants = apps.get_model("timeline", "EventParticipant")._default_manager
        other = "event__participants__actor__slug"
        rows = (
            participants.filter(event__in=self.order_by().values("pk"), actor__slug__lt=models.F(other))
            .order_by()
            .values_list("actor__slug", other, ExtractYear("event__sort_date"))
            .annotate(models.Count("event", distinct=True))
        )
        return list(rows)

    def count_in_company(self) -> int:
        """In how many of the events two known actors took part, or more."""
        actors = models.Count("participants__actor", distinct=True)
        return self.order_by().annotate(actors=actors).filter(actors__gte=2).count()

    def count_by_day_of_year(self) -> dict[tuple[int, int], int]:
        """Numbers of events by month and day of their earliest day."""
        rows = self.order_by().values_list("earliest__month", "earliest__day").annotate(models.Count("pk"))
        return {(month, day): count for month, day, count in rows if month}

    def changed_since(self, day: date) -> Self:
        """Events that were published or changed on the day or later, the last changed first."""
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        touched = models.Q(published_at__gte=start) | models.Q(updated_at__gte=start)
        return self.filter(touched).order_by("-updated_at", "public_id")

    def with_card_data(self) -> Self:
        """What a row of the list shows."""
        return self.select_related("place")

    def with_evidence(self) -> Self:
        """Everything that an event's page shows, public rows only, in a fixed number of queries."""
        mentions = apps.get_model("timeline", "Mention")._default_manager
        relations = apps.get_model("timeline", "EventRelation")._default_manager
        public_mentions = (
            mentions.filter(state="accepted")
            .select_related("document__outlet", "document__copy_of", "place")
            .order_by("document__published_earliest", "document__public_id", "start", "trigger_start")
        )
        return self.select_related("place").prefetch_related(
            "participants__actor",
            models.Prefetch("mentions", public_mentions, to_attr="reports"),
            models.Prefetch(
                "relations",
                relations.filter(target__review="published").select_related("target"),
                to_attr="public_relations",
            ),
            models.Prefetch(
                "related_from",
                relations.filter(source__review="published")
                .select_related("source")
                .prefetch_related(models.Prefetch("source__mentions", public_mentions, to_attr="reports")),
                to_attr="public_related_from",
            ),
        )

    def dots(self, language: str, limit: int) -> list[dict[str, Any]]:
        """The columns that the chart draws, of the first so many events; those without any date are left out."""
        return list(self._drawn_columns(language).order_by("sort_date", "latest", "public_id")[:limit])

    def few_dots(self, language: str, most: int) -> list[dict[str, Any]] | None:
        """The same in no order, or None if there are more than so many."""
        found = list(self._drawn_columns(language).order_by()[: most + 1])
        return found if len(found) <= most else None

    def _drawn_columns(self, language: str) -> models.QuerySet[Event, dict[str, Any]]:
        title = models.F("title_en" if language == "en" else "title_de")
        columns = ("public_id", "kind", "status", "earliest", "latest", "precision", "extent", "approximate", "basis")
        dated: models.QuerySet[Event, dict[str, Any]] = self.exclude(sort_date=None).values(
            *columns, "source_count", "title_de", title=title
        )
        return dated

    def count_by_month(self) -> list[tuple[str, date, bool, int]]:
        """Numbers of events by kind, month of their mark, and whether they are dated to a month or better."""
        precise = models.Case(
            models.When(earliest=None, then=models.Value(False)),
            models.When(latest=None, then=models.Value(False)),
            models.When(latest__lt=_later("earliest", 31), then=models.Value(True)),
            default=models.Value(False),
            output_field=models.BooleanField(),
        )
        rows = (
            self.exclude(sort_date=None)
            .order_by()
            .annotate(month=TruncMonth(_mark_day()), precise=precise)
            .values_list("kind", "month", "precise")
            .annotate(models.Count("pk"))
        )
        return list(rows)

    def count_by_day(self) -> list[tuple[str, date, int]]:
        """Numbers of events by kind and day of their mark."""
        rows = self.exclude(sort_date=None).order_by().annotate(day=_mark_day()).values_list("kind", "day")
        return list(rows.annotate(models.Count("pk")))

    def dated_between(self) -> tuple[date | None, date | None]:
        """The first and the last day that any of the events names."""
        ends = self.order_by().aggregate(
            first_start=models.Min("earliest"),
            first_end=models.Min("latest"),
            last_start=models.Max("earliest"),
            last_end=models.Max("latest"),
        )
        firsts = [day for day in (ends["first_start"], ends["first_end"]) if day]
        lasts = [day for day in (ends["last_start"], ends["last_end"]) if day]
        return min(firsts, default=None), max(lasts, default=None)

    def count_by(self, column: str) -> dict[str, int]:
        """Numbers of events by the value of a column of theirs; blank values are left out.

        Of the columns of other rows only those of participants stand several times beside one event.
        """
        told = models.Count("pk", distinct=column.startswith("participants__"))
        rows = self.order_by().values_list(column).annotate(told)
        return {str(value): count for value, count in rows if value not in (None, "")}

    def count_by_report(self, column: str) -> dict[str, int]:
        """Numbers of events by a column of their accepted mentions; an event counts once for each value."""
        mentions = apps.get_model("timeline", "Mention")._default_manager
        rows = (
            mentions.filter(state="accepted", event__in=self.order_by().values("pk"))
            .order_by()
            .values_list(column)
            .annotate(models.Count("event", distinct=True))
        )
        return {str(value): count for value, count in rows if value not in (None, "")}

    def before(self, event: Event) -> Event | None:
        """The one before an event in the order of time, in which undated ones come last."""
        return self._dated_apart(event, "lt").order_by("-sort_date", "-public_id").first()

    def after(self, event: Event) -> Event | None:
        """The dated one after an event in the order of time."""
        return self._dated_apart(event, "gt").order_by("sort_date", "public_id").first()

    def _dated_apart(self, event: Event, side: str) -> Self:
        """Dated events on one side of another one, told apart by time and then by public id."""
        if event.sort_date is None:
            return self.none() if side == "gt" else self.exclude(sort_date=None)
        same_day = models.Q(sort_date=event.sort_date, **{f"public_id__{side}": event.public_id})
        return self.filter(models.Q(**{f"sort_date__{side}": event.sort_date}) | same_day)

    def count_documents(self) -> int:
        """How many documents report the events."""
        mentions = apps.get_model("timeline", "Mention")._default_manager
        told = mentions.filter(state="accepted", event__in=self.order_by().values("pk"))
        return int(told.aggregate(n=models.Count("document", distinct=True))["n"])

    def company_of(self, slug: str, language: str) -> list[tuple[str, str, int]]:
        """Who else took part in the events: slug, name and number of events, most often first."""
        participants = apps.get_model("timeline", "EventParticipant")._default_manager
        name = f"actor__name_{language}"
        rows = (
            participants.filter(event__in=self.order_by().values("pk"), actor__isnull=False)
            .exclude(actor__slug=slug)
            .order_by()
            .values_list("actor__slug", name)
            .annotate(together=models.Count("event", distinct=True))
            .order_by("-together", name)
        )
        return list(rows[:20])

    def publishable_from(self, document: Document) -> Self:
        """Proposed events of which the document carries an accepted mention."""
        return self.filter(review="proposed", mentions__document=document, mentions__state="accepted").distinct()

    def with_review_counts(self) -> Self:
        """Each event with the number of its mentions as `proposed`, `accepted` and `rejected`."""
        return self.annotate(**_mentions_by_state())

    def count_reports(self) -> dict[int, int]:
        """How many mentions that nobody rejected tell of each event, by its primary key."""
        told = models.Count("mentions", filter=~models.Q(mentions__state="rejected"))
        return dict(self.order_by("pk").annotate(told=told).values_list("pk", "told"))

    def count_by_review(self) -> dict[str, int]:
        """How many events are in each state of review; a state without events is left out."""
        return dict(self.order_by("review").values_list("review").annotate(models.Count("id")))


_INTEGER, _DATE = models.IntegerField(), models.DateField()


def _later(column: str, days: int) -> models.Func:
    return models.Func(
        models.F(column), models.Value(days), template="(%(expressions)s)", arg_joiner=" + ", output_field=_DATE
    )


def _middle(first: str, last: str) -> models.Func:
    """The day in the middle of two; PostgreSQL counts the difference of two dates in days."""
    half = models.Func(
        models.F(last), models.F(first), template="((%(expressions)s) / 2)", arg_joiner=" - ", output_field=_INTEGER
    )
    return models.Func(models.F(first), half, template="(%(expressions)s)", arg_joiner=" + ", output_field=_DATE)


def _mark_day() -> models.Case:
    """The day on which an event's mark stands: the middle of its time, or its known end (`timeline.marks.place`)."""
    return models.Case(
        models.When(earliest=None, then=models.F("latest")),
        models.When(latest=None, then=models.F("earliest")),
        default=_middle("earliest", "latest"),
        output_field=models.DateField(),
    )


@dataclass(frozen=True, slots=True)
class Proposals:
    """Which open mentions are asked for: of one kind, of a confidence from `low` to below `high`, and, if
    `by_assignee`, in documents that are assigned to a person (None: to nobody)."""

    kind: str = ""
    low: float | None = None
    high: float | None = None
    by_assignee: bool = False
    assignee: Any = None

    def condition(self, path: str = "") -> models.Q:
        """The same as a condition on mentions, or on rows from which `path` leads to them."""
        given: dict[str, Any] = {f"{path}state": "proposed"}
        if self.kind:
            given[f"{path}kind"] = self.kind
        if self.low is not None:
            given |= {f"{path}confidence__gte": self.low, f"{path}confidence__lt": self.high}
        if self.by_assignee and not path:
            given |= self._assigned("document__")
        return models.Q(**given)

    def _assigned(self, path: str) -> dict[str, Any]:
        return {f"{path}assigned_to__isnull": True} if self.assignee is None else {f"{path}assigned_to": self.assignee}

    def of_documents(self) -> models.Q:
        return models.Q(**self._assigned("")) if self.by_assignee else models.Q()


@dataclass(frozen=True, slots=True)
class Open:
    """How many mentions wait for a decision, in how many documents."""

    proposals: int
    documents: int


@dataclass(frozen=True, slots=True)
class PageKey:
    """A row of a page and where the next page goes on."""

    pk: int
    cursor: str


class MentionQuerySet(models.QuerySet["Mention"]):
    def quantified(self, events: EventQuerySet) -> Self:
        """Accepted mentions of the events that name a quantity, with what is said of them; in a fixed order."""
        told = self.filter(state="accepted", event__in=events.order_by().values("pk")).exclude(quantities=[])
        return told.select_related("event", "document__outlet").order_by("document__published_latest", "pk")

    def public(self) -> Self:
        """Accepted mentions of published events."""
        return self.filter(state="accepted", event__review="published")

    def count_open(self, wanted: Proposals) -> Open:
        """How many of the open mentions are asked for."""
        found = self.filter(wanted.condition()).order_by()
        counts = found.aggregate(proposals=models.Count("pk"), documents=models.Count("document", distinct=True))
        return Open(counts["proposals"], counts["documents"])

    def count_open_by_kind(self, wanted: Proposals) -> dict[str, int]:
        found = self.filter(wanted.condition()).order_by("kind").values_list("kind")
        return dict(found.annotate(models.Count("pk")))

    def with_values(self) -> Self:
        """Everything that `timeline.values.mention_value` reads of a mention, and what its document came from.

        Without what is long: one text would be fetched as often as it has mentions.
        """
        long = ("text", "fingerprint", "boilerplate")
        documents = [f"{path}__{column}" for path in ("document", "document__copy_of") for column in long]
        derived = ("search_text", "search_de", "search_en", "explanation", "status_history", "summary_de", "summary_en")
        rows = self.select_related("document__outlet", "document__copy_of", "event", "place")
        return rows.prefetch_related("participants__actor").defer(
            *documents, *(f"event__{column}" for column in derived)
        )


class DocumentQuerySet(models.QuerySet["Document"]):
    def public(self) -> Self:
        """Documents that carry at least one public mention."""
        return self.filter(mentions__state="accepted", mentions__event__review="published").distinct()

    def awaiting_review(self) -> Self:
        """Documents with proposals that nobody has decided on, the oldest first."""
        mentions = apps.get_model("timeline", "Mention")._default_manager
        open_ones = mentions.filter(document=models.OuterRef("pk"), state="proposed")
        return self.filter(models.Exists(open_ones)).order_by("created_at", "id")

    def outdated(self, extractor: str, lexicon: str) -> Self:
        """Documents with a text that were last read by another extractor, or with another lexicon, than these."""
        return self.filter(taken_down_at=None).exclude(extractor_version=extractor, lexicon_version=lexicon)

    def waiting_page(self, wanted: Proposals, *, order: str, after: str, length: int) -> list[PageKey]:
        """A page of the documents with such open mentions, by age (`oldest`, `newest`) or by confidence (`unsure`,
        `sure`), behind the row that the cursor `after` names. A cursor that names none is the beginning."""
        mentions = apps.get_model("timeline", "Mention")._default_manager
        rows: Any
        if order in ("oldest", "newest"):
            open_ones = mentions.filter(wanted.condition(), document=models.OuterRef("pk"))
            key: Any = models.F("created_at")
            rows = self.filter(wanted.of_documents(), models.Exists(open_ones))
        else:
            extreme = models.Min if order == "unsure" else models.Max
            key = extreme("mentions__confidence")
            rows = self.filter(wanted.condition("mentions__")).filter(wanted.of_documents())
        rows = rows.annotate(key=key)
        down = order in ("newest", "sure")
        side = "lt" if down else "gt"
        if (cursor := _cursor(after, as_time=order in ("oldest", "newest"))) is not None:
            value, pk = cursor
            rows = rows.filter(models.Q(**{f"key__{side}": value}) | models.Q(key=value, **{f"pk__{side}": pk}))
        rows = rows.order_by("-key", "-pk") if down else rows.order_by("key", "pk")
        return [
            PageKey(pk, f"{value.isoformat() if isinstance(value, datetime) else repr(value)},{pk}")
            for pk, value in rows.values_list("pk", "key")[:length]
        ]

    def with_confidence(self) -> Self:
        """Each document with the confidence of its open mentions as `least_sure` and `most_sure`."""
        open_ones = models.Q(mentions__state="proposed")
        return self.annotate(
            least_sure=models.Min("mentions__confidence", filter=open_ones),
            most_sure=models.Max("mentions__confidence", filter=open_ones),
        )

    def with_opening(self) -> Self:
        """Each document with the beginning of its text as `opening`, and without the rest."""
        return self.annotate(opening=Left("text", 200)).defer("text")

    def with_review_counts(self) -> Self:
        """Each document with the number of its mentions as `proposed`, `accepted` and `rejected`."""
        return self.annotate(**_mentions_by_state())


def _cursor(text: str, *, as_time: bool) -> tuple[datetime | float, int] | None:
    """The key and the primary key of a row as `PageKey.cursor` names it; None for anything else."""
    value, _comma, pk = text.rpartition(",")
    try:
        key = datetime.fromisoformat(value) if as_time else float(value)
        number = int(pk)
    except ValueError:
        return None
    fits = 0 <= number < 2**63 and (key.tzinfo is not None if isinstance(key, datetime) else 0 <= key <= 1)
    return (key, number) if fits else None


class DecisionQuerySet(models.QuerySet["Decision"]):
    def in_force(self) -> Self:
        """Acts that were not undone; undoing itself is no act of its own."""
        return self.filter(undone_by__isnull=True).exclude(verb="undo")

    def about_events(self, public_ids: Iterable[str]) -> Self:
        """Acts on the events themselves, and those that merged others into them."""
        names = list(public_ids)
        merged = models.Q(verb="merge", payload__into__in=names)
        return self.filter(models.Q(target__in=[f"event:{name}" for name in names]) | merged)


# What a reference row is called in the query string, and how the published events lead to it.
_FACET_COLUMNS = {
    "actor": ("EventParticipant", "actor__slug", {"event__review": "published"}),
    "place": ("Event", "place__slug", {"review": "published"}),
    "outlet": ("Mention", "document__outlet__slug", {"state": "accepted", "event__review": "published"}),
    "country": ("Mention", "document__outlet__country", {"state": "accepted", "event__review": "published"}),
}


def public_slugs(facet: str, slugs: Sequence[str]) -> frozenset[str]:
    """Those of the slugs (of the facet actor, place, outlet or country) that some published event shows."""
    model, column, conditions = _FACET_COLUMNS[facet]
    clean = [slug for slug in slugs if "\x00" not in slug]
    rows = apps.get_model("timeline", model)._default_manager.filter(**conditions, **{f"{column}__in": clean})
    return frozenset(rows.order_by().values_list(column, flat=True).distinct())


def names_of(model: str, slugs: Iterable[str], language: str) -> dict[str, str]:
    """Names of actors, places or outlets by slug, in a language."""
    column = "name" if model == "Outlet" else f"name_{language}"
    rows = apps.get_model("timeline", model)._default_manager.filter(slug__in=list(slugs))
    return dict(rows.order_by().values_list("slug", column))
