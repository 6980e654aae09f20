"""Citing an event, and telling machines of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from django.test import Client

from tests.factories import make_event, world
from timeline.citations import Page, apa, bibtex, chicago, mla
from timeline.extraction.model import Extent, Precision, TimeSpan
from timeline.models import Event

PAGE = Page("e12", "Lavrov visits Pyongyang", "https://tumen.example/events/e12/", date(2024, 6, 3), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            chicago,
            "“Lavrov visits Pyongyang.” Tumen: Timeline Russia–North Korea. Last modified June 3, 2024. "
            "https://tumen.example/events/e12/.",
        ),
        (apa, "Tumen. (2024, June 3). Lavrov visits Pyongyang. https://tumen.example/events/e12/"),
        (
            mla,
            "“Lavrov visits Pyongyang.” Tumen: Timeline Russia–North Korea, 3 June 2024, "
            "https://tumen.example/events/e12/. Accessed 23 Nov. 2026.",
        ),
    ],
)
def test_the_styles(style: Any, expected: str) -> None:
    assert style(PAGE) == expected


def test_bibtex_protects_what_it_would_take_for_a_command() -> None:
    page = Page("e12", "50 % of {shells} & R_1 #2", PAGE.url, PAGE.updated, PAGE.accessed)
    assert bibtex(page).splitlines() == [
        "@misc{tumen-e12,",
        r"  title = {{50 \% of \{shells\} \& R\_1 \#2}},",
        "  howpublished = {Tumen: Timeline Russia--North Korea},",
        "  year = {2024},",
        "  month = jun,",
        "  note = {Last modified 2024-06-03, accessed 2026-11-23},",
        "  url = {https://tumen.example/events/e12/}",
        "}",
    ]


def linked_data(client: Client, event: Event) -> dict[str, Any]:
    page = client.get(f"/events/{event.public_id}/", headers={"accept-language": "en"}, follow=True).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    return dict(orjson.loads(found[1]))


@pytest.mark.django_db
def test_machines_read_the_event_with_its_sources(client: Client) -> None:
    event = world()["visit"]
    Event.objects.filter(pk=event.pk).update(updated_at=datetime(2024, 2, 1, tzinfo=UTC))
    record = linked_data(client, event)
    url = f"http://testserver/events/{event.public_id}/sergej-lawrow-besucht-pjoengjang/"
    assert {key: value for key, value in record.items() if key != "citation"} == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": url,
        "inLanguage": "en",
        "dateModified": "2024-02-01",
        "temporalCoverage": "2024-01-15/2024-01-17",
        "mainEntity": {
            "@type": "Event",
            "@id": f"{url}#event",
            "name": "Sergei Lavrov visits Pyongyang",
            "description": "15–17 January 2024: occurred",
            "startDate": "2024-01-15",
            "endDate": "2024-01-17",
            "location": {"@type": "Place", "name": "Pyongyang"},
            "attendee": [
                {"@type": "Person", "name": "Sergei Lavrov"},
                {"@type": "Country", "name": "North Korea"},
            ],
        },
    }
    assert [(source["publisher"]["name"], source["datePublished"]) for source in record["citation"]] == [
        ("Tagesbote", "2024-01-18"),
        ("Harbour Times", "2024-01-18"),
        ("Staatsfunk", "2024-01-18"),
    ]


def span(first: str, last: str, precision: Precision, extent: Extent = Extent.WITHIN) -> TimeSpan:
    return TimeSpan(date.fromisoformat(first), date.fromisoformat(last), precision, extent)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("time", "dates", "coverage"),
    [
        (TimeSpan.day(date(2024, 1, 5)), {"startDate": "2024-01-05"}, "2024-01-05"),
        (TimeSpan.day(date(2024, 1, 5), approximate=True), {}, "2024-01-05"),
        (span("2024-02-01", "2024-02-29", Precision.MONTH), {"startDate": "2024-02"}, "2024-02-01/2024-02-29"),
        (span("2024-01-01", "2024-12-31", Precision.YEAR), {"startDate": "2024"}, "2024-01-01/2024-12-31"),
        (span("2024-02-01", "2024-02-12", Precision.INTERVAL), {}, "2024-02-01/2024-02-12"),
        (TimeSpan.before(date(2024, 1, 5)), {}, "../2024-01-05"),
        (TimeSpan.after(date(2024, 1, 5)), {}, "2024-01-05/.."),
        (TimeSpan.before(None), {}, None),
    ],
)
def test_machines_are_told_no_date_that_is_not_known(
    client: Client, time: TimeSpan, dates: dict[str, str], coverage: str | None
) -> None:
    record = linked_data(client, make_event(span=time))
    happening = record["mainEntity"]
    assert {key: happening[key] for key in ("startDate", "endDate") if key in happening} == dates
    assert record.get("temporalCoverage") == coverage


@pytest.mark.django_db
def test_previous_and_next_follow_time_and_undated_events_come_last(client: Client) -> None:
    days = [TimeSpan.day(date(2024, 1, 5)), TimeSpan.day(date(2024, 1, 5)), TimeSpan.before(date(2024, 3, 1))]
    events = [make_event(f"Ereignis {n}", span=time) for n, time in enumerate([*days, TimeSpan.before(None)])]
    make_event("unveröffentlicht", span=TimeSpan.day(date(2024, 1, 6)), review="proposed")
    walked = []
    for event in events:
        context = client.get(f"/events/{event.public_id}/", follow=True).context
        walked.append(tuple(context[side][0].title_de if context[side] else None for side in ("previous", "next")))
    assert walked == [
        (None, "Ereignis 1"),
        ("Ereignis 0", "Ereignis 2"),
        ("Ereignis 1", None),
        ("Ereignis 2", None),
    ]
