"""Actors, places, outlets and milestones: changed by hand, with a history, and kept while something needs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.admin.conftest import fresh
from tests.rows import a_document, an_event, an_outlet
from timeline.models import Actor, Alias, Milestone, Office, Outlet, Place


@pytest.fixture
def choe(db: None) -> Actor:
    return Actor.objects.create(slug="choe-son-hui", kind="person", name_de="Choe Son-hui", name_en="Choe Son Hui")


def rows(prefix: str, *given: dict[str, str]) -> dict[str, str]:
    """The form data of inline rows that are all new."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": "0"}
    return data | {
        f"{prefix}-{number}-{name}": value for number, row in enumerate(given) for name, value in row.items()
    }


def actor_form(**said: str) -> dict[str, str]:
    given = {"name_de": "Choe Son-hui", "name_en": "Choe Son Hui", "slug": "choe-son-hui", "kind": "person"}
    return {**given, **rows("aliases"), **rows("offices"), **said}


def test_it_adds_an_actor_with_aliases_and_offices(client: Client) -> None:
    office = {
        "title_de": "Außenministerin",
        "title_en": "foreign minister",
        "country": "PRK",
        "term_from": "2022-06-11",
    }
    said = actor_form(**rows("aliases", {"text": "Choi Sun-hee"}), **rows("offices", office))
    response = client.post("/admin/timeline/actor/add/", said)
    assert response.status_code == 302
    actor = Actor.objects.get()
    assert [alias.text for alias in actor.aliases.all()] == ["Choi Sun-hee"]
    assert [office.title_en for office in actor.offices.all()] == ["foreign minister"]


def test_it_refuses_a_term_that_ends_before_it_begins(client: Client) -> None:
    office = {"title_de": "Botschafter", "title_en": "ambassador", "term_from": "2024-02-01", "term_to": "2023-02-01"}
    page = client.post("/admin/timeline/actor/add/", actor_form(**rows("offices", office))).content.decode()
    assert "errornote" in page
    assert not Office.objects.exists()
    assert not Actor.objects.exists()


def test_it_refuses_a_key_that_is_taken(client: Client, choe: Actor) -> None:
    page = client.post("/admin/timeline/actor/add/", actor_form()).content.decode()
    assert "Actor with this Slug already exists." in page
    assert Actor.objects.count() == 1


def test_a_key_never_changes(client: Client, choe: Actor) -> None:
    client.post(f"/admin/timeline/actor/{choe.pk}/change/", actor_form(slug="other", name_en="Choe Sonhui"))
    assert (fresh(choe).slug, fresh(choe).name_en) == ("choe-son-hui", "Choe Sonhui")


def test_it_keeps_the_history_of_an_actor(client: Client, choe: Actor) -> None:
    client.post(f"/admin/timeline/actor/{choe.pk}/change/", actor_form(name_en="Choe Sonhui"))
    page = client.get(f"/admin/timeline/actor/{choe.pk}/history/").content.decode()
    for words in ("Choe Son Hui → Choe Sonhui", "mara", "2 versions"):
        assert words in page
    version = choe.history.earliest().pk
    page = client.get(f"/admin/timeline/actor/{choe.pk}/history/{version}/").content.decode()
    assert 'value="Choe Son Hui"' in page


@pytest.mark.parametrize("model", ["actor", "place", "outlet"])
def test_reference_rows_have_a_history_page(client: Client, choe: Actor, model: str) -> None:
    Place.objects.create(slug="moscow", name_de="Moskau", name_en="Moscow")
    an_outlet()
    pk = {"actor": Actor, "place": Place, "outlet": Outlet}[model].objects.get().pk
    assert "1 version" in client.get(f"/admin/timeline/{model}/{pk}/history/").content.decode()


def test_it_keeps_what_something_refers_to(client: Client, choe: Actor) -> None:
    outlet = an_outlet()
    a_document("Er reiste an.", outlet=outlet)
    an_event().participants.create(actor=choe, name="Choe Son-hui", role="actor")
    for url in (f"/admin/timeline/outlet/{outlet.pk}/delete/", f"/admin/timeline/actor/{choe.pk}/delete/"):
        page = client.post(url, {"post": "yes"}).content.decode()
        assert "would require deleting the following protected related objects" in page
    assert (Outlet.objects.count(), Actor.objects.count()) == (1, 1)


def test_it_deletes_what_nothing_refers_to(client: Client, choe: Actor) -> None:
    client.post(f"/admin/timeline/actor/{choe.pk}/delete/", {"post": "yes"})
    assert not Actor.objects.exists()


def test_it_finds_an_actor_by_an_alias_or_an_office(client: Client, choe: Actor) -> None:
    Actor.objects.create(slug="lavrov", kind="person", name_de="Sergej Lawrow", name_en="Sergei Lavrov")
    Alias.objects.create(actor=choe, text="Choi Sun-hee")
    Office.objects.create(holder=choe, title_de="Außenministerin", title_en="foreign minister")
    for words in ("Choi", "Außenministerin"):
        response = client.get("/admin/timeline/actor/", {"q": words})
        assert [actor.slug for actor in response.context["cl"].result_list] == ["choe-son-hui"]


def test_it_adds_a_milestone(client: Client) -> None:
    said = {"title_de": "Vertrag", "title_en": "Treaty", "slug": "treaty", "start": "2024-06-19"}
    client.post("/admin/timeline/milestone/add/", said)
    assert [str(row.start) for row in Milestone.objects.all()] == ["2024-06-19"]


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        (
            {"end": "2023-01-01", "ongoing": "on"},
            {"ongoing": ["What still goes on has no last day: remove one of the two."]},
        ),
        ({"end": "2022-02-23"}, {"end": ["The last day lies before the first day."]}),
        (
            {"end": "2022-02-23", "ongoing": "on"},
            {
                "end": ["The last day lies before the first day."],
                "ongoing": ["What still goes on has no last day: remove one of the two."],
            },
        ),
        ({"start": "2022-02-30"}, {"start": ["Enter a valid date."]}),
        ({"start": ""}, {"start": ["This field is required."]}),
    ],
)
def test_it_says_what_is_wrong_with_a_milestone(
    client: Client, said: dict[str, str], errors: dict[str, list[str]]
) -> None:
    war = {"title_de": "Krieg", "title_en": "War", "slug": "war", "start": "2022-02-24"}
    page = client.post("/admin/timeline/milestone/add/", {**war, **said}, headers={"accept-language": "en"})
    assert page.context["adminform"].form.errors == errors
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("said", [{"end": "2022-02-24"}, {"end": "2023-01-01"}, {"ongoing": "on"}, {}])
def test_it_takes_lines_and_bands(client: Client, said: dict[str, str]) -> None:
    war = {"title_de": "Krieg", "title_en": "War", "slug": "war", "start": "2022-02-24"}
    client.post("/admin/timeline/milestone/add/", {**war, **said})
    [row] = Milestone.objects.all()
    assert (str(row.end or ""), row.ongoing) == (said.get("end", ""), "ongoing" in said)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_actor_as_for_three(
    client: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        actor = Actor.objects.create(slug=f"a{number}", kind="state", name_de=f"A{number}", name_en=f"A{number}")
        an_event().participants.create(actor=actor, name=actor.name_de, role="actor")
    client.get("/admin/timeline/actor/")
    with django_assert_num_queries(6):
        response = client.get("/admin/timeline/actor/")
    assert [row.event_count for row in response.context["cl"].result_list] == [1] * count
