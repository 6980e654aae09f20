"""What is not public is nowhere: not on a page, not in a count, not in a search, not in an address.

Every test has rows that could leak: proposals beside accepted reports, events that are proposed, rejected or merged.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.factories import (
    add_participant,
    make_actor,
    make_document,
    make_event,
    make_mention,
    make_outlet,
    make_place,
    relate,
)
from timeline.extraction.model import TimeSpan
from timeline.models import Event

pytestmark = pytest.mark.django_db

SECRET = "Geheimtreffen"


def make_secret(review: str = "proposed", **values: object) -> Event:
    return make_event(
        f"{SECRET} im Hinterzimmer",
        kind="meeting",
        review=review,
        participants=["secret-agent"],
        place="secret-place",
        **values,  # type: ignore[arg-type]
    )


@pytest.fixture
def public() -> Event:
    """A published event with an accepted report, and a proposed and a rejected one."""
    make_actor("secret-agent", name_de=f"{SECRET}-Agent", name_en=f"{SECRET} agent")
    make_place("secret-place", name_de=f"{SECRET}-Ort", name_en=f"{SECRET} place")
    event = make_event("Besuch in Pjöngjang", participants=["russia"], place="pyongyang")
    outlet = make_outlet("secret-outlet", name=f"{SECRET}-Blatt", country="XYZ")
    for state in ("proposed", "rejected"):
        document = make_document(
            f"Anfang. {SECRET} wird {state} gemeldet. Ende.", outlet=outlet, title=f"{SECRET} {state}"
        )
        make_mention(event, document, state=state)
    return event


def get(client: Client, path: str) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("review", ["proposed", "rejected"])
@pytest.mark.parametrize(
    "path", ["/", "/?lang=en", "/?sort=newest", "/?from=2020-01-01", "/?kind=meeting", "/?min_sources=1"]
)
def test_the_timeline_shows_published_events_only(client: Client, public: Event, review: str, path: str) -> None:
    make_secret(review)
    assert SECRET not in get(client, path)


def test_counts_and_choices_know_nothing_of_it(client: Client, public: Event) -> None:
    make_secret()
    context = client.get("/").context
    assert (context["total"], context["all_events"], context["documents"]) == (1, 1, 1)
    counted = {
        facet.parameter: {option.value: option.count for option in facet.options if option.count}
        for facet in context["facets"]
    }
    assert counted == {
        "kind": {"visit": 1},
        "status": {"occurred": 1},
        "actor": {"russia": 1},
        "place": {"pyongyang": 1},
        "outlet": {"tagesbote": 1},
        "country": {"DEU": 1},
    }
    assert [lane.option.count for lane in context["lanes"] if lane.option.count] == [1]
    assert context["chart"].strip.highest == 1


@pytest.mark.parametrize(
    "query", [f"q={SECRET}", "actor=secret-agent", "place=secret-place", "outlet=secret-outlet", "country=XYZ"]
)
def test_asking_for_it_is_like_asking_for_what_does_not_exist(client: Client, public: Event, query: str) -> None:
    make_secret()
    parameter = query.split("=")[0]
    unknown = client.get(f"/?{parameter}=gibtesnicht", headers={"accept-language": "en"})
    found = client.get(f"/?{query}", headers={"accept-language": "en"})
    assert found.context["total"] == unknown.context["total"]
    value = query.split("=")[1]
    assert found.content.decode().replace(value, "gibtesnicht") == unknown.content.decode()


def test_an_events_page_shows_its_accepted_reports_only(client: Client, public: Event) -> None:
    page = get(client, f"/events/{public.public_id}/")
    assert SECRET not in page
    assert page.count("<blockquote") == 1


@pytest.mark.parametrize("review", ["proposed", "rejected"])
def test_an_event_that_is_not_published_has_no_page(client: Client, review: str) -> None:
    secret = make_secret(review)
    for path in (f"/events/{secret.public_id}/", f"/events/{secret.public_id}/geheimtreffen-im-hinterzimmer/"):
        response = client.get(path)
        assert response.status_code == 404
        assert SECRET not in response.content.decode()


def test_related_events_are_published_ones(client: Client, public: Event) -> None:
    shown = make_event("Gegenbesuch")
    relate(shown, public, "reaction_to")
    for review in ("proposed", "rejected"):
        relate(make_secret(review), public, "denies")
        relate(public, make_secret(review), "part_of")
    page = get(client, f"/events/{public.public_id}/")
    assert "Gegenbesuch" in page
    assert SECRET not in page


def test_a_denial_shows_its_accepted_reports_only(client: Client, public: Event) -> None:
    denial = make_event("Dementi", kind="denial")
    make_mention(denial, make_document(f"Anfang. {SECRET} dementiert. Ende."), state="proposed")
    relate(denial, public, "denies")
    page = get(client, f"/events/{public.public_id}/")
    assert page.count("<blockquote") == 2
    assert SECRET not in page


def test_a_document_shows_and_names_public_mentions_only(client: Client, public: Event) -> None:
    document = public.mentions.get(state="accepted").document
    secret = make_secret(reported=False)
    make_mention(secret, document, quote=document.text[:20], state="proposed")
    make_mention(secret, document, quote=document.text[-18:], kind="denial", state="accepted")
    page = get(client, f"/documents/{document.public_id}/")
    assert page.count("<mark") == 1
    assert SECRET not in page


def test_the_time_of_a_mention_that_is_not_public_leaves_no_trace(client: Client) -> None:
    """The text alone says what its time expressions mean, whatever somebody made of them in an unpublished event."""
    document = make_document("Am Montag reiste eine Delegation ab. Am Dienstag schwieg man. Am Mittwoch auch. Ende.")
    make_mention(make_event(reported=False), document, quote="Am Montag reiste eine Delegation ab.")
    path = f"/documents/{document.public_id}/"
    before = get(client, path)
    secret = make_secret(reported=False, span=TimeSpan.day(date(2019, 2, 3)))
    for state, words in (("proposed", "Am Dienstag"), ("accepted", "Am Mittwoch")):
        make_mention(secret, document, quote=words, trigger=words.split()[1], time=words, state=state)
    after = get(client, path)
    assert 'data-when="16. Januar 2024" tabindex="0">Dienstag<' in after
    assert "2019" not in after
    assert after == before


@pytest.mark.parametrize("state", ["proposed", "rejected"])
def test_a_document_without_a_public_mention_has_no_page(client: Client, public: Event, state: str) -> None:
    document = public.mentions.get(state=state).document
    assert client.get(f"/documents/{document.public_id}/").status_code == 404


def test_a_document_of_an_unpublished_event_has_no_page(client: Client) -> None:
    secret = make_secret(reported=False)
    document = make_mention(secret, state="accepted").document
    assert client.get(f"/documents/{document.public_id}/").status_code == 404


def test_an_actors_page_counts_published_events_and_their_company_only(client: Client, public: Event) -> None:
    add_participant(make_secret(), "russia")
    page = get(client, "/actors/russia/")
    assert SECRET not in page
    assert client.get("/actors/russia/").context["company"] == []
    assert client.get("/actors/secret-agent/").status_code == 404


def test_a_merged_event_leads_to_a_published_one_or_nowhere(client: Client, public: Event) -> None:
    merged = make_secret("merged", reported=False, merged_into=public)
    moved = client.get(f"/events/{merged.public_id}/egal/")
    assert (moved.status_code, moved["Location"]) == (301, f"/events/{public.public_id}/besuch-in-pjoengjang/")
    lost = make_secret("merged", reported=False, merged_into=make_secret())
    assert client.get(f"/events/{lost.public_id}/egal/").status_code == 404


def test_dates_of_what_is_not_public_do_not_stretch_the_chart(client: Client, public: Event) -> None:
    make_secret(span=TimeSpan.day(date(1999, 1, 1)))
    assert client.get("/").context["chart"].window.first.year == 2024
