"""An answer is computed once as long as the database says the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from tests.factories import make_event
from timeline.freshness import state
from timeline.models import Actor, Event

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test"},
}
PAGES = ("/", "/table/", "/map/", "/people/", "/numbers/", "/on-this-day/", "/changes/", "/embed/")


@pytest.fixture
def cached(settings: Any) -> Iterator[None]:
    settings.CACHES = CACHES
    yield
    caches["pages"].clear()


# Committed rows, because only they have a state.
@pytest.mark.django_db(transaction=True)
class TestKept:
    @pytest.mark.parametrize("address", PAGES)
    def test_who_has_the_answer_is_told_so_for_one_query(
        self, client: Client, address: str, django_assert_num_queries: Any
    ) -> None:
        make_event()
        first = client.get(address)
        assert first.status_code == 200
        assert first["Cache-Control"] == "private, no-cache"

        with django_assert_num_queries(1):
            again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert "Content-Security-Policy" in again

    def test_the_data_of_the_chart_are_kept_too(self, client: Client) -> None:
        make_event()
        address = "/figure/?from=2024-01-01&to=2024-12-31"
        first = client.get(address)

        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
        assert client.get(address, headers={"if-none-match": first["ETag"], "tumen-width": "900"}).status_code == 200

    def test_a_compressed_answer_is_known_again(self, client: Client) -> None:
        make_event()
        first = client.get("/", headers={"accept-encoding": "gzip"})
        headers = {"if-none-match": first["ETag"], "accept-encoding": "gzip"}

        assert first["ETag"].startswith("W/")
        assert client.get("/", headers=headers).status_code == 304

    @pytest.mark.parametrize("address", PAGES)
    def test_the_next_reader_is_answered_for_one_query(
        self, client: Client, address: str, cached: None, django_assert_num_queries: Any
    ) -> None:
        make_event()
        first = client.get(address)

        with django_assert_num_queries(1):
            again = Client().get(address)
        assert again.content == first.content
        assert again.headers == first.headers

    def test_every_change_is_seen_at_once(self, client: Client, cached: None) -> None:
        """Also of rows that have no date of change, by code that knows nothing of pages."""
        event = make_event("Fahrt zum Fluss", participants=["russia"])
        first = client.get("/")
        Event.objects.filter(pk=event.pk).update(title_de="Fahrt zum Meer")
        second = client.get("/", headers={"if-none-match": first["ETag"]})
        Actor.objects.filter(slug="russia").update(name_de="Russische Föderation")
        third = client.get("/", headers={"if-none-match": second["ETag"]})

        assert (second.status_code, third.status_code) == (200, 200)
        assert "Fahrt zum Fluss" in first.content.decode()
        assert "Fahrt zum Meer" in second.content.decode()
        assert "Fahrt zum Fluss" not in second.content.decode()
        assert "Russische Föderation" in third.content.decode()

    def test_what_is_taken_back_leaves_no_trace(self, client: Client, cached: None) -> None:
        make_event("Besuch")
        first = client.get("/").content
        with transaction.atomic():
            make_event("Irrtum")
            during = client.get("/").content.decode()
            transaction.set_rollback(True)

        assert "Irrtum" in during
        assert client.get("/").content == first

    def test_languages_themes_and_widths_have_answers_of_their_own(self, client: Client, cached: None) -> None:
        make_event()
        german = client.get("/", headers={"accept-language": "de"})
        english = client.get("/", headers={"accept-language": "en"})
        client.cookies["theme"] = "dark"
        dark = client.get("/", headers={"accept-language": "de"})
        phone = client.get("/", headers={"accept-language": "de", "sec-ch-ua-mobile": "?1"})

        assert len({one["ETag"] for one in (german, english, dark, phone)}) == 4
        assert "Zeitleiste" in german.content.decode()
        assert "Timeline" in english.content.decode()
        assert 'data-theme="dark"' in dark.content.decode()

    def test_what_is_not_found_is_not_kept(self, client: Client, cached: None) -> None:
        assert "ETag" not in client.get("/figure/")
        assert "ETag" not in client.get("/events/nowhere/")

    def test_the_state_changes_with_every_write_and_with_nothing_else(self) -> None:
        make_event()
        before = state()
        Event.objects.count()
        unchanged = state()
        make_event()

        assert before == unchanged != state()


@pytest.mark.django_db
def test_a_transaction_that_wrote_has_no_state() -> None:
    assert state() is not None
    make_event()
    assert state() is None
    connection.check_constraints()
