"""Periods to choose from, and the list by year: plain addresses whose counts are what they lead to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_event
from timeline import periods as offered
from timeline.extraction.model import Precision, TimeSpan
from timeline.models import Milestone

pytestmark = pytest.mark.django_db


@pytest.fixture
def history() -> None:
    Milestone.objects.create(slug="treaty", title_de="Vertrag", title_en="Treaty", start=date(2024, 6, 19))
    Milestone.objects.create(
        slug="panel", title_de="Mandat", title_en="Mandate", start=date(2023, 3, 23), end=date(2024, 4, 30)
    )
    make_event("Alt", span=TimeSpan.day(date(2000, 7, 19)))
    make_event("Besuch", span=TimeSpan.day(date(2023, 9, 13)), kind="meeting")
    make_event("Lieferung", span=TimeSpan(date(2023, 12, 20), date(2024, 1, 10), Precision.INTERVAL))
    make_event("Spät", span=TimeSpan.day(date(2024, 10, 3)))
    make_event("Irgendwann", span=TimeSpan.before(None))
    make_event("Geheim", span=TimeSpan.day(date(2025, 2, 1)), review="proposed")
    make_event("Verworfen", span=TimeSpan.day(date(2024, 7, 1)), review="rejected")


def context(client: Client, path: str) -> Any:
    response = client.get(path, headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.context


@pytest.mark.parametrize("view", ["/", "/table/", "/map/"])
def test_periods_are_offered_with_their_counts(client: Client, history: None, view: str) -> None:
    # The event without a date can lie in each of them.
    assert [(period.label, period.url, period.count) for period in context(client, view)["periods"]] == [
        ("Last 12 months of the data", "?from=2023-11-01&to=2024-10-31", 3),
        ("Mandate", "?from=2023-03-23&to=2024-04-30", 3),
        ("Since: Treaty", "?from=2024-06-19", 2),
        ("2024", "?from=2024-01-01&to=2024-12-31", 3),
        ("2023", "?from=2023-01-01&to=2023-12-31", 3),
        ("2000", "?from=2000-01-01&to=2000-12-31", 2),
    ]


def test_a_count_is_what_the_period_leads_to_and_respects_the_other_filters(client: Client, history: None) -> None:
    shown = context(client, "/?kind=meeting&from=2000")["periods"]
    assert [period.count for period in shown] == [1, 1, 0, 1]
    assert [period.label for period in shown][-1] == "2023"
    for query in ("/", "/?kind=visit&min_sources=1&q=Besuch+or+Spät"):
        for period in context(client, query)["periods"]:
            assert context(client, f"/{period.url}")["total"] == period.count


def test_the_chosen_period_is_marked_in_the_page_without_script(client: Client, history: None) -> None:
    page = client.get("/?from=2024-06-19", headers={"accept-language": "en"}).content.decode()
    start = page.index('<a class="option" href="?from=2024-06-19"')
    assert 'aria-current="true"><span class="words">Since: Treaty</span> <span class="count">2</span>' in page[start:]
    assert page.count('class="option" href="?from=2024-06-19" aria-current') == 1


def test_of_very_many_events_periods_are_offered_without_counts(
    client: Client, history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offered, "MOST_COUNTED", 4)
    assert {period.count for period in context(client, "/")["periods"]} == {None}


def test_there_is_no_period_where_nothing_has_a_date(client: Client) -> None:
    make_event("Irgendwann", span=TimeSpan.before(None))
    assert context(client, "/")["periods"] == []


def groups(client: Client, query: str) -> list[tuple[int | None, bool, int | None, list[str]]]:
    found = context(client, f"/{query}")["groups"]
    return [(g.year, g.undated, g.count, [event.title_de for event, _url in g.rows]) for g in found]


def test_the_list_is_grouped_by_year_in_the_order_of_time(client: Client, history: None) -> None:
    oldest = groups(client, "")
    assert [(year, undated, count) for year, undated, count, _titles in oldest] == [
        (2000, False, 1),
        (2023, False, 2),
        (2024, False, 1),
        (None, True, 1),
    ]
    assert oldest[1][3] == ["Besuch", "Lieferung"]
    assert [group[0] for group in groups(client, "?sort=newest")] == [2024, 2023, 2000, None]
    assert groups(client, "?kind=meeting") == [(2023, False, 1, ["Besuch"])]


def test_a_list_by_sources_has_no_years(client: Client, history: None) -> None:
    (only,) = groups(client, "?sort=sources")
    assert (only[0], only[1], len(only[3])) == (None, False, 5)
    assert 'class="year"' not in client.get("/?sort=sources").content.decode()


def test_a_year_counts_the_whole_list_and_not_only_its_page(client: Client) -> None:
    for n in range(52):
        make_event(f"Ereignis {n}", span=TimeSpan.day(date(2023, 1, 1 + n % 28)))
    page = client.get("/?page=2", headers={"accept-language": "en"}).content.decode()
    assert page.count('<th colspan="5" scope="rowgroup">2023 <span class="muted">52 events</span></th>') == 1
