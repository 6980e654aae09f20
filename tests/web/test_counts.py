"""The numbers that the database keeps are those that counting every event gives, whatever happens to the events."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.factories import make_event, make_events, world
from timeline.extraction.model import EventKind, TimeSpan
from timeline.models import Event, EventCount

DAY = TimeSpan.day(date(2024, 3, 5))


def kept() -> dict[str, Any]:
    counts = EventCount.objects.all()
    return {
        "total": counts.total(),
        "kinds": counts.by_kind(),
        "months": sorted(counts.by_month()),
        "days": sorted(counts.by_day(date(1900, 1, 1), date(2100, 1, 1))),
    }


def counted() -> dict[str, Any]:
    published = Event.objects.published()
    return {
        "total": published.count(),
        "kinds": published.count_by("kind"),
        "months": sorted(published.count_by_month()),
        "days": sorted(published.count_by_day()),
    }


@pytest.mark.django_db
def test_they_follow_every_way_in_which_events_change() -> None:
    assert kept() == counted() == {"total": 0, "kinds": {}, "months": [], "days": []}
    events = world()
    assert kept() == counted()
    assert kept()["total"] == 22
    make_event(review="proposed")
    assert kept()["total"] == 22
    Event.objects.filter(pk=events["visit"].pk).update(
        earliest=date(2023, 12, 30), latest=date(2024, 1, 4), precision="interval"
    )
    Event.objects.filter(pk=events["treaty"].pk).update(review="proposed", published_at=None)
    Event.objects.filter(kind=EventKind.MEETING).update(kind=EventKind.VISIT)
    assert kept() == counted()
    assert kept()["total"] == 21
    make_events(40, step=11)
    Event.objects.filter(public_id__contains="n0001").delete()
    assert kept() == counted()


@pytest.mark.django_db
def test_many_events_at_once_leave_one_row_each_for_their_keys() -> None:
    make_events(400, step=1)
    make_events(400, step=1)
    rows = Counter(EventCount.objects.values_list("step", "kind", "start", "precise"))
    assert set(rows.values()) == {1}
    assert kept() == counted()


@pytest.mark.django_db
def test_weeks_are_counted_from_their_mondays() -> None:
    for day in (date(2024, 3, 3), date(2024, 3, 4), date(2024, 3, 10), date(2024, 3, 11)):
        make_event(span=TimeSpan.day(day))
    weeks = EventCount.objects.by_day(date(2024, 1, 1), date(2024, 12, 31), 7)
    assert sorted(weeks) == [
        ("visit", date(2024, 2, 26), 1),
        ("visit", date(2024, 3, 4), 2),
        ("visit", date(2024, 3, 11), 1),
    ]


@pytest.mark.django_db
def test_nothing_is_left_of_events_that_are_gone() -> None:
    make_events(30)
    Event.objects.all().delete()
    assert EventCount.objects.count() == 0


@pytest.mark.django_db
def test_undated_events_are_in_the_total_alone() -> None:
    make_event(span=TimeSpan.before(None), kind="denial")
    make_event(span=DAY)
    assert kept() == {
        "total": 2,
        "kinds": {"denial": 1, "visit": 1},
        "months": [("visit", date(2024, 3, 1), True, 1)],
        "days": [("visit", date(2024, 3, 5), 1)],
    }


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_time_neither_wait_for_each_other_nor_lose_a_number() -> None:
    events = [make_event(span=DAY) for _ in range(3)]
    name = settings.DATABASES["default"]["NAME"]
    parameters = {**connection.get_connection_params(), "dbname": connection.settings_dict["NAME"] or name}
    options = {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)}
    withdrawn = "UPDATE timeline_event SET review = 'proposed', published_at = NULL WHERE id = %s"
    with psycopg.connect(**options) as one, psycopg.connect(**options) as other:
        other.execute("SET lock_timeout = '1s'")
        one.execute(withdrawn, [events[0].pk])
        other.execute(withdrawn, [events[1].pk])
        other.rollback()
        other.execute(withdrawn, [events[2].pk])
        one.commit()
        other.commit()
    assert kept() == counted()
    assert kept()["total"] == 1
