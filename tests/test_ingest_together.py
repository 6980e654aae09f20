"""Several writers at once, each with a connection of its own: nothing is stored twice, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from timeline import curation
from timeline.curation import CurationError
from timeline.extraction.read import read_text
from timeline.ingest import Outcome, ingest
from timeline.models import Actor, Decision, Document, Event, Mention, Outlet

pytestmark = pytest.mark.django_db(transaction=True)

VISIT = "Sergej Lawrow hat Nordkorea am {day} besucht. Südkorea verurteilte die Reise am Freitag."


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """The results of acts that run at the same time; an error that an act raises is its result."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except CurationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def reading(day: str, outlet: str) -> Callable[[], Any]:
    article = read_text(VISIT.format(day=day), doc="a", published=date(2023, 10, 20), language="de", outlet=outlet)
    return lambda: ingest(article)


def test_it_stores_an_article_once_that_comes_from_several_sides() -> None:
    results = at_once(*[reading("Mittwoch", "Morgenblatt")] * 4)
    assert sorted(result.outcome for result in results) == [Outcome.NEW, *[Outcome.UNCHANGED] * 3]
    assert [model.objects.count() for model in (Document, Outlet)] == [1, 1]
    assert Actor.objects.filter(slug="sergei-lavrov").count() == 1


def test_it_puts_reports_of_one_event_together_that_come_at_the_same_time() -> None:
    at_once(*[reading("Mittwoch", name) for name in ("Morgenblatt", "Abendblatt", "Tageszeitung Nord", "Bote")])
    visit = Event.objects.get(kind="visit")
    assert (visit.document_count, visit.mentions.count()) == (4, 4)
    assert not Mention.objects.filter(event=None).exists()


def test_it_lets_one_of_two_curators_decide_who_do_the_same() -> None:
    mara, jon = (User.objects.create_superuser(name) for name in ("mara", "jon"))
    ingest_now = reading("Mittwoch", "Morgenblatt")
    ingest_now()
    mention = Mention.objects.get(kind="visit")
    first, second = at_once(*[lambda user=user: curation.accept(mention, user=user) for user in (mara, jon)])
    refusals = [result for result in (first, second) if isinstance(result, CurationError)]
    assert len(refusals) == 1
    assert Decision.objects.get().target.startswith("mention:")
