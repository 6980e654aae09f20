"""Fills an empty database with published events, each with participants, a document and an accepted mention.

    DATABASE_URL=… python manage.py migrate
    DATABASE_URL=… python -m benchmarks.many_events 1000000

Invented and the same for the same number. Written by COPY, while the triggers rest: what they would have counted is
counted once at the end. A million events take some minutes, most of them spent by the search index of the database.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import islice
from typing import Any

FIRST, LAST = date(2006, 1, 1), date(2026, 10, 31)
REPORTS_A_DOCUMENT = 20

KINDS = {
    "visit": ("besucht", "visits", 9),
    "meeting": ("trifft", "meets", 12),
    "invitation": ("lädt ein", "invites", 3),
    "agreement": ("schließt ein Abkommen mit", "signs an agreement with", 6),
    "support_statement": ("unterstützt", "supports", 7),
    "arms_transfer": ("liefert Granaten an", "delivers shells to", 10),
    "troop_deployment": ("entsendet Soldaten zu", "sends soldiers to", 7),
    "military_action": ("testet eine Rakete mit", "tests a missile with", 9),
    "sanction": ("verhängt Sanktionen gegen", "sanctions", 6),
    "accusation": ("beschuldigt", "accuses", 9),
    "denial": ("widerspricht", "contradicts", 5),
    "criticism": ("kritisiert", "criticises", 7),
    "demand": ("stellt Forderungen an", "makes demands on", 4),
    "cooperation": ("arbeitet zusammen mit", "cooperates with", 6),
}
"""German and English verb, and how often."""

STATUSES = {
    "occurred": 60,
    "planned": 9,
    "expected": 4,
    "possible": 3,
    "conditional": 2,
    "requested": 2,
    "alleged": 10,
    "denied": 3,
    "not_occurred": 3,
    "disputed": 4,
}
ACTORS = tuple(f"actor-{number}" for number in range(80))
PLACES = tuple(f"place-{number}" for number in range(60))
OUTLETS = tuple(f"outlet-{number}" for number in range(40))
COUNTRIES = ("DEU", "GBR", "RUS", "PRK", "KOR", "USA", "JPN", "CHN", "FRA", "UKR")


@dataclass(frozen=True, slots=True)
class Invented:
    """One event as the peers of the benchmark can take it, too."""

    number: int
    kind: str
    status: str
    earliest: date | None
    latest: date | None
    precision: str
    extent: str
    sources: int
    actors: tuple[int, int]
    place: int | None

    @property
    def titles(self) -> tuple[str, str]:
        """German and English."""
        german, english, _ = KINDS[self.kind]
        one, other = (f"Gruppe {number}" for number in self.actors)
        return f"{one} {german} {other}", f"{one} {english} {other}".replace("Gruppe", "Group")


def invented(count: int) -> Iterator[Invented]:
    """So many events, spread over twenty years and ever denser; most of one day, some longer or open, few undated."""
    chance = random.Random(count)
    kinds, often = list(KINDS), [weight for *_, weight in KINDS.values()]
    statuses, weights = list(STATUSES), list(STATUSES.values())
    days = (LAST - FIRST).days
    for number in range(count):
        day = FIRST + timedelta(days=int(days * chance.random() ** 0.6))
        earliest, latest, precision, extent = _time(day, chance.random(), chance)
        yield Invented(
            number,
            chance.choices(kinds, often)[0],
            chance.choices(statuses, weights)[0],
            earliest,
            latest,
            precision,
            extent,
            sources=1 + int(chance.expovariate(1.2)),
            actors=(_zipf(chance, len(ACTORS)), _zipf(chance, len(ACTORS))),
            place=_zipf(chance, len(PLACES)) if chance.random() < 0.6 else None,
        )


def _zipf(chance: random.Random, count: int) -> int:
    """A few often, most seldom."""
    return int(count * chance.random() ** 3)


def _time(day: date, share: float, chance: random.Random) -> tuple[date | None, date | None, str, str]:
    if share < 0.74:
        return day, day, "day", "within"
    if share < 0.86:
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), "month", "within"
    if share < 0.94:
        extent = chance.choice(("within", "throughout"))
        return day, day + timedelta(days=chance.randint(1, 40)), "interval", extent
    if share < 0.98:
        return (None, day, "open", "within") if chance.random() < 0.5 else (day, None, "open", "within")
    return None, None, "unknown", "within"


# ---- rows ------------------------------------------------------------------------------------------------------------


class Table:
    """COPY into the table of a model: what a row does not name takes the default of its field."""

    def __init__(self, model: Any, *named: str) -> None:
        fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
        self.columns = ["id", *(field.column for field in fields if field.column != "id")]
        self.name = model._meta.db_table
        self.named = [self.columns.index(name) for name in named]
        self.blank: list[Any] = [None, *(_default(field) for field in fields if field.column != "id")]

    def row(self, *values: Any) -> list[Any]:
        row = list(self.blank)
        for position, value in zip(self.named, values, strict=True):
            row[position] = value
        return row

    def copy(self, cursor: Any, rows: Iterable[Sequence[Any]]) -> None:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with cursor.copy(f"COPY {self.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _default(field: Any) -> Any:
    value = field.get_default()
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, list):
        return "{}" if field.get_internal_type() == "ArrayField" else json.dumps(value)
    return value


def fill(count: int) -> None:
    """Writes the events into the database of the settings, in pieces, so that memory does not grow with them."""
    from django.db import connection

    from timeline.models import Event

    if Event.objects.exists():
        raise SystemExit("There are events in this database already; give DATABASE_URL of an empty one.")
    _references()
    watched = ("event", "document", "mention")
    with connection.cursor() as cursor:
        for table in watched:
            cursor.execute(f"ALTER TABLE timeline_{table} DISABLE TRIGGER USER")
        events = invented(count)
        number = 0
        while piece := list(islice(events, 50_000)):
            _write(cursor.cursor, piece, number)
            number += len(piece)
        for table in watched:
            cursor.execute(f"ALTER TABLE timeline_{table} ENABLE TRIGGER USER")
        cursor.execute(import_module("timeline.migrations.0005_rollup").written(("timeline_event", "+1")))
        for table in (*watched, "eventparticipant"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('timeline_{table}', 'id'), max(id)) FROM timeline_{table}"  # noqa: S608
            )
        cursor.execute("VACUUM ANALYZE")


def _references() -> None:
    from timeline.models import Actor, Outlet, Place

    Actor.objects.bulk_create(
        Actor(id=n + 1, slug=slug, kind="organisation", name_de=f"Gruppe {n}", name_en=f"Group {n}")
        for n, slug in enumerate(ACTORS)
    )
    Place.objects.bulk_create(
        Place(id=n + 1, slug=slug, name_de=f"Ort {n}", name_en=f"Place {n}", country=COUNTRIES[n % 10])
        for n, slug in enumerate(PLACES)
    )
    Outlet.objects.bulk_create(
        Outlet(id=n + 1, slug=slug, name=f"Blatt {n}", kind="newspaper", country=COUNTRIES[n % 10])
        for n, slug in enumerate(OUTLETS)
    )


def _write(cursor: Any, events: Sequence[Invented], first: int) -> None:
    """One piece: events by hand, which need no mention, then documents whose texts are their titles, then mentions."""
    from timeline.models import Document, Event, EventParticipant, Mention

    now = datetime(2026, 11, 1, tzinfo=UTC)
    event_table = Table(
        Event,
        *("id", "public_id", "kind", "status", "earliest", "latest", "precision", "extent", "title_de", "title_en"),
        *("place_id", "review", "by_hand", "source_url", "source_count", "document_count", "published_at"),
        "search_text",
    )
    event_table.copy(
        cursor,
        (
            event_table.row(
                *(e.number + 1, f"e{e.number:07d}", e.kind, e.status, e.earliest, e.latest, e.precision, e.extent),
                *e.titles,
                e.place + 1 if e.place is not None else None,
                *("published", True, "https://archive.example/", e.sources, e.sources, now, "\n".join(e.titles)),
            )
            for e in events
        ),
    )
    people = Table(EventParticipant, "id", "event_id", "actor_id", "name", "role", "position")
    people.copy(
        cursor,
        (
            people.row(2 * e.number + place + 1, e.number + 1, actor + 1, f"Gruppe {actor}", role, place)
            for e in events
            for place, (actor, role) in enumerate(zip(e.actors, ("actor", "recipient"), strict=True))
        ),
    )
    documents = Table(Document, "id", "public_id", "sha256", "text", "length", "language", "title", "outlet_id", "url")
    mentions = Table(
        Mention,
        *("id", "document_id", "event_id", "start", "end", "quote", "trigger_start", "trigger_end", "kind"),
        *("factuality", "state", "earliest", "latest", "precision", "extent"),
    )
    written: list[list[Any]] = []
    told: list[list[Any]] = []
    for at in range(0, len(events), REPORTS_A_DOCUMENT):
        reports = events[at : at + REPORTS_A_DOCUMENT]
        number = (first + at) // REPORTS_A_DOCUMENT + 1
        text = ""
        for e in reports:
            quote = f"{e.titles[0]}."
            start = len(text)
            text += f"{quote} "
            factuality = "occurred" if e.status == "disputed" else e.status
            told.append(
                mentions.row(
                    *(e.number + 1, number, e.number + 1, start, start + len(quote), quote, start, start + 6, e.kind),
                    *(factuality, "accepted", e.earliest, e.latest, e.precision, e.extent),
                )
            )
        digest = hashlib.sha256(f"{number} {text}".encode()).hexdigest()
        outlet = number % len(OUTLETS) + 1
        url = f"https://archive.example/{number}"
        written.append(documents.row(number, f"d{number:07d}", digest, text, len(text), "de", url, outlet, url))
    documents.copy(cursor, written)
    mentions.copy(cursor, told)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", type=int, metavar="COUNT", help="how many events")
    count = parser.parse_args().count
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")
    import django

    django.setup()
    fill(count)


if __name__ == "__main__":
    main()
