"""`manage.py rebuild_demo`: the demo data, made again from its sources by the extractor and the curators' decisions.

`fixtures/sources.toml` names outlets, documents and milestones, `fixtures/sources/` holds the texts, and
`fixtures/decisions.toml` what curators decided. The result is `fixtures/demo.json`, the same bytes every time.
"""

from __future__ import annotations

import json
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from timeline import curation
from timeline.curation import CurationError, Stamp
from timeline.extraction.read import read_bytes
from timeline.extractors import RULES
from timeline.ingest import ingest
from timeline.models import (
    Actor,
    Alias,
    Batch,
    BatchItem,
    Decision,
    Document,
    Event,
    EventParticipant,
    EventRelation,
    Mention,
    MentionParticipant,
    MentionRelation,
    Milestone,
    Office,
    Outlet,
    Place,
)

FOLDER = Path(settings.BASE_DIR) / "fixtures"
_BETWEEN_DECISIONS = timedelta(minutes=1)


class Command(BaseCommand):
    help = (
        "Rebuilds fixtures/demo.json from its sources. Works in a transaction that is rolled back, in which all other "
        "data is hidden: readers wait until it is done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail if the file is not current")

    def handle(self, *, check: bool, **options: Any) -> None:
        try:
            built = build(FOLDER)
        except (CurationError, UnmatchedDecision) as error:
            raise CommandError(f"The decisions cannot be replayed.\n{error}") from error
        path = FOLDER / "demo.json"
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != built:
                raise CommandError("fixtures/demo.json is not current: run manage.py rebuild_demo")
            self.stdout.write("fixtures/demo.json is current.")
            return
        path.write_text(built, encoding="utf-8")
        rows = json.loads(built)
        published = sum(row["fields"].get("review") == "published" for row in rows)
        self.stdout.write(f"fixtures/demo.json: {len(rows)} rows, {published} published events")


class UnmatchedDecision(Exception):  # noqa: N818  it names the decision, as people see it
    """A decision whose mention the extractor does not find (any more), or finds more than once."""


def build(folder: Path) -> str:
    """The demo data as the text of a fixture. Raises UnmatchedDecision, or CurationError for an act that is refused."""
    sources = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))
    decisions = tomllib.loads((folder / "decisions.toml").read_text(encoding="utf-8"))
    if Outlet._meta.db_table not in connection.introspection.table_names():
        raise CommandError("The database has no tables yet: run manage.py migrate")
    with _empty_database():
        documents = _ingest(sources, folder / "sources")
        _Replay(documents, decisions).run()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return "".join(_lines())


@contextmanager
def _empty_database() -> Iterator[None]:
    """An empty timeline for the time being: whatever happens in it is rolled back, and what was there is back again."""
    emptied: list[type[models.Model]] = [*_ORDER, Batch, BatchItem]
    tables = [model._meta.db_table for model in emptied]
    quoted = ", ".join(map(connection.ops.quote_name, tables))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending on a table that is emptied
            cursor.execute(f"TRUNCATE {quoted} RESTART IDENTITY CASCADE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        transaction.set_rollback(True)


# ---- documents -------------------------------------------------------------------------------------------------------


def _ingest(sources: Mapping[str, Any], folder: Path) -> dict[str, Document]:
    """Outlets, milestones and documents as rows; the documents by the name of their file."""
    for row in sources["outlets"]:
        Outlet.objects.create(**row)
    for row in sources["milestones"]:
        Milestone.objects.create(**row)
    outlets = {outlet.slug: outlet for outlet in Outlet.objects.all()}
    documents: dict[str, Document] = {}
    for row in sources["documents"]:
        published: date | None = row.get("published")
        article = read_bytes(
            (folder / f"{row['file']}.txt").read_bytes(),
            name=f"{row['file']}.txt",
            published=published,
            outlet=outlets[row["outlet"]].name,
            language=row["language"],
        )
        added = datetime.combine(date.fromisoformat(row["file"][:10]), time(18), UTC)
        document = ingest(article, at=added, extractor=RULES).document
        Document.objects.filter(pk=document.pk).update(note=sources["notes"][row["language"]])
        documents[row["file"]] = document
    return documents


# ---- decisions -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Replay:
    """Does what decisions.toml says, in its order, one minute after the other."""

    documents: Mapping[str, Document]
    decisions: Mapping[str, Any]
    done: int = 0

    def run(self) -> None:
        for row in self.decisions.get("dates", ()):
            document = self._document(row)
            curation.confirm_date(document, row["day"], user=None, reason=row["reason"], stamp=self._stamp())
        self._check()
        for row in self.decisions.get("rejections", ()):
            curation.reject(self._mention(row), user=None, reason=row["reason"], stamp=self._stamp())
        for row in self.decisions["events"]:
            self._event(row)
        for row in self.decisions.get("relations", ()):
            self._relation(row)

    def _check(self) -> None:
        """Names every decision that fits no mention, instead of the first one only."""
        named = [*self.decisions.get("rejections", ())]
        named += [report for event in self.decisions["events"] for report in event["reports"]]
        named += [row[side] for row in self.decisions.get("relations", ()) for side in ("from", "to")]
        problems = []
        for row in named:
            try:
                self._mention(row)
            except UnmatchedDecision as problem:
                problems.append(str(problem))
        if problems:
            raise UnmatchedDecision("\n".join(dict.fromkeys(problems)))

    def _event(self, row: Mapping[str, Any]) -> None:
        """Accepts the reports of an event, which are merged if the machine took them for several, and publishes it."""
        mentions = [self._mention(report) for report in row["reports"]]
        reason = row.get("reason", "")
        for mention in mentions:
            curation.accept(mention, user=None, reason=reason, stamp=self._stamp())
        event = self._event_of(mentions[0])
        for mention in mentions[1:]:
            other = self._event_of(mention)
            if other != event:
                curation.merge([other], event, user=None, reason="Dasselbe Ereignis.", stamp=self._stamp())
        for override in row.get("overrides", ()):
            self._override(event, override)
        if row.get("publish", True):
            curation.publish(event, user=None, reason=reason, stamp=self._stamp())

    def _override(self, event: Event, row: Mapping[str, Any]) -> None:
        value = row["value"]
        if isinstance(value, dict):  # TOML has dates of its own
            value = {key: part.isoformat() if isinstance(part, date) else part for key, part in value.items()}
        decision = curation.override(event, row["field"], value, user=None, reason=row["reason"], stamp=self._stamp())
        if "undone" in row:
            curation.undo(decision, user=None, reason=row["undone"], stamp=self._stamp())

    def _relation(self, row: Mapping[str, Any]) -> None:
        source, target = (self._event_of(self._mention(row[side])) for side in ("from", "to"))
        curation.relate(source, target, row["type"], user=None, reason=row["reason"], stamp=self._stamp())

    def _stamp(self) -> Stamp:
        self.done += 1
        return Stamp(self.decisions["begun"] + self.done * _BETWEEN_DECISIONS, self.decisions["by"])

    def _document(self, row: Mapping[str, Any]) -> Document:
        try:
            document: Document = Document.objects.get(pk=self.documents[row["document"]].pk)
        except KeyError:
            raise UnmatchedDecision(f"There is no document {row['document']!r}.") from None
        return document

    def _event_of(self, mention: Mention) -> Event:
        event: Event = Event.objects.get(mentions=mention)
        return event

    def _mention(self, row: Mapping[str, Any]) -> Mention:
        """The one mention of this kind whose trigger stands within the words of `quote` in the document's text."""
        document = self._document(row)
        named = f"{row['kind']} at {row['quote']!r} in {row['document']}"
        start = document.text.find(row["quote"])
        if start < 0 or document.text.find(row["quote"], start + 1) >= 0:
            raise UnmatchedDecision(f"{named}: these words do not stand there exactly once.")
        found = Mention.objects.filter(
            document=document,
            kind=row["kind"],
            trigger_start__gte=start,
            trigger_end__lte=start + len(row["quote"]),
        )
        mentions: Sequence[Mention] = list(found.order_by("trigger_start"))
        if len(mentions) != 1:
            others = Mention.objects.filter(document=document, trigger_start__gte=start - 80)
            near = [f"{m.kind} at {document.text[m.trigger_start : m.trigger_end]!r}" for m in others[:6]]
            raise UnmatchedDecision(f"{named}: {len(mentions)} mentions; found nearby: {', '.join(near) or 'none'}.")
        return mentions[0]


# ---- the file --------------------------------------------------------------------------------------------------------

_ORDER: tuple[type[models.Model], ...] = (
    Outlet,
    Actor,
    Alias,
    Office,
    Place,
    Document,
    Event,
    Mention,
    MentionParticipant,
    MentionRelation,
    EventParticipant,
    EventRelation,
    Decision,
    Milestone,
)
"""In the order in which rows refer to each other."""


def _order(row: Any) -> tuple[Any, ...]:
    """Where a row stands in its table: by content, and sorted here, because databases differ in how they sort text.

    What other rows of the table refer to comes first.
    """
    if isinstance(row, Document):
        return (row.copy_of_id is not None, row.created_at, row.public_id)
    if isinstance(row, Event):
        return (row.merged_into_id is not None, row.public_id)
    if isinstance(row, Decision):
        return (row.at, row.pk)
    return tuple("" if part is None else part for part in row.natural_key())


def _lines() -> Iterator[str]:
    """The fixture, a row a line, so that a change of it can be read."""
    rows = [json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in _rows()]
    yield "[\n"
    yield ",\n".join(rows)
    yield "\n]\n"


def _rows() -> Iterable[Any]:
    for model in _ORDER:
        stored = sorted(model._default_manager.all(), key=_order)
        yield from serializers.serialize("python", stored, use_natural_foreign_keys=True, use_natural_primary_keys=True)
