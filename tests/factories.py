"""Rows for tests, made through the ORM: a document with a sentence, a mention cut out of it, a published event over it.

All names, sentences and events are invented for the tests. `world()` is a timeline in which every kind, status and
precision occurs.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from timeline.extraction.model import Basis, EventKind, Extent, Precision, Status, TimeSpan
from timeline.models import (
    Actor,
    Document,
    Event,
    EventParticipant,
    EventRelation,
    Mention,
    MentionParticipant,
    Milestone,
    Outlet,
    Place,
)

_numbers = count(1)
_WORLD = Path(__file__).parent / "world.toml"
_ENGLISH_OUTLET = "harbour-times"


def make_outlet(slug: str = "tagesbote", **values: Any) -> Outlet:
    defaults = {"name": slug.replace("-", " ").title(), "kind": "newspaper", "country": "DEU", "rights": "full"}
    return Outlet.objects.get_or_create(slug=slug, defaults={**defaults, **values})[0]


def make_actor(slug: str = "russia", **values: Any) -> Actor:
    name = slug.replace("-", " ").title()
    defaults = {"kind": "state", "name_de": f"{name} (de)", "name_en": f"{name} (en)", "country": ""}
    return Actor.objects.get_or_create(slug=slug, defaults={**defaults, **values})[0]


def make_place(slug: str = "pyongyang", **values: Any) -> Place:
    name = slug.replace("-", " ").title()
    defaults = {"name_de": f"{name} (de)", "name_en": f"{name} (en)", "country": "PRK"}
    return Place.objects.get_or_create(slug=slug, defaults={**defaults, **values})[0]


def make_document(
    text: str = "", *, outlet: Outlet | None = None, published: date | None = None, **values: Any
) -> Document:
    number = next(_numbers)
    text = text or f"Bericht Nummer {number}. Eine Delegation reiste nach Pjöngjang. Mehr war nicht bekannt."
    defaults: dict[str, Any] = {
        "public_id": f"d{number:05d}",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "text": text,
        "length": len(text),
        "language": "de",
        "title": f"Bericht {number}",
        "outlet": outlet if outlet is not None else make_outlet(),
        "url": f"https://tagesbote.example/{number}",
        "published_earliest": published or date(2024, 1, 20),
        "published_latest": published or date(2024, 1, 20),
        "published_basis": "given",
    }
    return Document.objects.create(**{**defaults, **values})


def make_mention(
    event: Event | None,
    document: Document | None = None,
    *,
    quote: str = "",
    trigger: str = "",
    time: str = "",
    state: str = "accepted",
    **values: Any,
) -> Mention:
    """A mention whose quote, trigger and time expression are found in the document's text by their words."""
    document = document or make_document()
    quote = quote or document.text.split(". ")[1] + "."
    start = document.text.index(quote)
    trigger = trigger or quote.split()[0]
    trigger_start = document.text.index(trigger, start)
    columns: dict[str, Any] = {
        "kind": event.kind if event else "visit",
        "factuality": "occurred",
        **_time_columns(event.time if event else TimeSpan.day(date(2024, 1, 15))),
    }
    if time:
        date_start = document.text.index(time)
        columns |= {"date_text": time, "date_start": date_start, "date_end": date_start + len(time)}
    return Mention.objects.create(
        document=document,
        event=event,
        start=start,
        end=start + len(quote),
        quote=quote,
        trigger_start=trigger_start,
        trigger_end=trigger_start + len(trigger),
        state=state,
        **{**columns, **values},
    )


def make_event(
    title: str = "",
    *,
    span: TimeSpan | None = None,
    kind: str = "visit",
    status: str = "occurred",
    review: str = "published",
    sources: int = 1,
    participants: Sequence[str | tuple[str, str]] = (),
    place: str = "",
    reported: bool = True,
    document: Document | None = None,
    **values: Any,
) -> Event:
    """An event and, unless `reported` is false, one mention of it: accepted if the event is published."""
    number = next(_numbers)
    title = title or f"Ereignis {number}"
    with transaction.atomic():
        event = Event.objects.create(
            **{
                "public_id": f"e{number:05d}",
                "kind": kind,
                "status": status,
                "title_de": title,
                "title_en": f"{title} (en)",
                "review": review,
                "source_count": sources,
                "document_count": sources,
                "published_at": timezone.now() if review == "published" else None,
                "place": make_place(place) if place else None,
                "search_text": title,
                **_time_columns(span or TimeSpan.day(date(2024, 1, 15))),
                **values,
            }
        )
        for position, entry in enumerate(participants):
            slug, role = (entry, "actor") if isinstance(entry, str) else entry
            add_participant(event, slug, role, position)
        if reported:
            state = "accepted" if review == "published" else "proposed"
            make_mention(event, document, state=state)
    return event


def add_participant(event: Event, slug: str, role: str = "actor", position: int = 0) -> EventParticipant:
    actor = make_actor(slug)
    return EventParticipant.objects.create(event=event, actor=actor, name=actor.name_de, role=role, position=position)


def add_mention_participant(mention: Mention, slug: str, role: str = "actor") -> MentionParticipant:
    actor = make_actor(slug)
    return MentionParticipant.objects.create(mention=mention, actor=actor, name=actor.name_de, role=role)


def relate(source: Event, target: Event, relation: str = "denies") -> EventRelation:
    return EventRelation.objects.create(source=source, target=target, type=relation)


def make_events(number: int, *, first: date = date(2015, 1, 1), step: int = 3) -> list[Event]:
    """Many published events at once, entered by hand so that they need no documents."""
    kinds, statuses = list(EventKind), list(Status)
    start = next(_numbers)
    return Event.objects.bulk_create(
        Event(
            public_id=f"x{start}n{n:05d}",
            kind=kinds[n % len(kinds)],
            status=statuses[n % len(statuses)],
            title_de=f"Gespräche der Arbeitsgruppe {n} über Fragen der Zusammenarbeit",
            title_en=f"Talks of working group {n} about questions of cooperation",
            review="published",
            by_hand=True,
            source_url="https://archiv.example/",
            source_count=1 + n % 5,
            document_count=1 + n % 5,
            **_time_columns(TimeSpan.day(first + timedelta(days=n * step))),
        )
        for n in range(number)
    )


def _time_columns(span: TimeSpan) -> dict[str, Any]:
    return {
        "earliest": span.earliest,
        "latest": span.latest,
        "precision": span.precision.value,
        "extent": span.extent.value,
        "approximate": span.approximate,
        "basis": span.basis.value,
    }


# ---- a world ---------------------------------------------------------------------------------------------------------


def world() -> dict[str, Event]:
    """A small invented timeline with every kind, status and precision, two languages, and denials. By key."""
    _reference_rows()
    told = tomllib.loads(_WORLD.read_text(encoding="utf-8"))
    events = {key: _tell(row) for key, row in told.items()}
    relate(events["denial"], events["shells"], "denies")
    relate(events["report"], events["shells"], "about")
    relate(events["dinner"], events["summit"], "part_of")
    relate(events["criticism"], events["treaty"], "reaction_to")
    return events


def _reference_rows() -> None:
    for slug, name, kind, country, rights in (
        ("tagesbote", "Tagesbote", "newspaper", "DEU", "full"),
        ("nordkurier-presse", "Nordpresse", "agency", "DEU", "full"),
        ("harbour-times", "Harbour Times", "newspaper", "GBR", "quote"),
        ("staatsfunk", "Staatsfunk", "state_media", "PRK", "full"),
        ("amt", "Presseamt Moskau", "government", "RUS", "full"),
    ):
        make_outlet(slug, name=name, kind=kind, country=country, rights=rights)
    for slug, kind, german, english, country in (
        ("russia", "state", "Russland", "Russia", "RUS"),
        ("north-korea", "state", "Nordkorea", "North Korea", "PRK"),
        ("south-korea", "state", "Südkorea", "South Korea", "KOR"),
        ("usa", "state", "USA", "United States", "USA"),
        ("vladimir-putin", "person", "Wladimir Putin", "Vladimir Putin", "RUS"),
        ("kim-jong-un", "person", "Kim Jong Un", "Kim Jong Un", "PRK"),
        ("sergei-lavrov", "person", "Sergej Lawrow", "Sergei Lavrov", "RUS"),
        ("un-security-council", "organisation", "UN-Sicherheitsrat", "UN Security Council", ""),
    ):
        make_actor(slug, kind=kind, name_de=german, name_en=english, country=country)
    for slug, german, english, country in (
        ("pyongyang", "Pjöngjang", "Pyongyang", "PRK"),
        ("moscow", "Moskau", "Moscow", "RUS"),
        ("vladivostok", "Wladiwostok", "Vladivostok", "RUS"),
        ("new-york", "New York", "New York", "USA"),
    ):
        make_place(slug, name_de=german, name_en=english, country=country)
    Milestone.objects.get_or_create(
        slug="treaty",
        defaults={
            "title_de": "Vertrag in Kraft",
            "title_en": "Treaty in force",
            "start": date(2024, 9, 4),
            "ongoing": True,
        },
    )
    Milestone.objects.get_or_create(
        slug="panel", defaults={"title_de": "Gremium endet", "title_en": "Panel ends", "start": date(2024, 4, 30)}
    )


def _span(text: str) -> TimeSpan:
    """A span as the world writes it: "2024-03", "2024-03-02..2024-03-05" (within), "…/…" (throughout), "..2024"."""
    mark = "/" if "/" in text else ".."
    if mark in text:
        left, right = text.split(mark)
        first = date.fromisoformat(left) if left else None
        last = date.fromisoformat(right) if right else None
        if first is None or last is None:
            return TimeSpan.before(last) if first is None else TimeSpan.after(first)
        extent = Extent.THROUGHOUT if mark == "/" else Extent.WITHIN
        return TimeSpan(first, last, Precision.INTERVAL, extent, basis=Basis.RELATIVE)
    if not text:
        return TimeSpan.before(None)
    if len(text) == 10:
        return TimeSpan.day(date.fromisoformat(text))
    first = date.fromisoformat(f"{text}-01" if len(text) == 7 else f"{text}-01-01")
    after = (
        date(first.year + first.month // 12, first.month % 12 + 1, 1) if len(text) == 7 else date(first.year + 1, 1, 1)
    )
    return TimeSpan(first, after - timedelta(days=1), Precision.MONTH if len(text) == 7 else Precision.YEAR)


def _tell(told: dict[str, Any]) -> Event:
    reports = told["reports"]
    with transaction.atomic():
        event = make_event(
            told["de"],
            kind=told["kind"],
            status=told["status"],
            span=_span(told["span"]),
            participants=told["participants"],
            place=told.get("place", ""),
            reported=False,
            title_en=told["en"],
            source_count=len(reports),
            document_count=len(reports),
            search_text="\n".join([told["de"], told["en"], *(report["sentence"] for report in reports)]),
        )
        for report in reports:
            _report(event, report, told["en" if report["outlet"] == _ENGLISH_OUTLET else "de"])
    return event


def _report(event: Event, report: dict[str, Any], title: str) -> None:
    sentence = report["sentence"]
    english = report["outlet"] == _ENGLISH_OUTLET
    lead, tail = (
        ("The day in brief.", "Further details were not given.")
        if english
        else ("Der Tag in Kürze.", "Weitere Einzelheiten wurden nicht genannt.")
    )
    document = make_document(
        f"{lead}\n\n{sentence} {tail}\n",
        outlet=make_outlet(report["outlet"]),
        language="en" if english else "de",
        title=title,
        published=(event.latest or event.earliest or date(2024, 8, 1)) + timedelta(days=1),
    )
    attributed = "Angaben" in sentence or "said" in sentence
    make_mention(
        event,
        document,
        quote=sentence,
        trigger=report["trigger"],
        time=report.get("time", ""),
        factuality=report["factuality"],
        commitment="attributed" if attributed else "asserted",
        attributions=[{"source": "Seoul", "cue": "Angaben", "key": ""}] if attributed else [],
    )
