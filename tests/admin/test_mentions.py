"""The list of all mentions; each is decided on the desk of its document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.admin.conftest import fresh
from tests.rows import a_document, a_mention, an_event
from timeline.models import Decision, Mention


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/admin/timeline/mention/{query}")
    assert response.status_code == 200
    return [mention.kind for mention in response.context["cl"].result_list]


def test_a_mention_leads_to_its_card(client: Client, arrival: Mention) -> None:
    response = client.get(f"/admin/timeline/mention/{arrival.pk}/change/")
    assert response.status_code == 302
    assert response.headers["location"] == (f"/admin/timeline/document/{arrival.document_id}/change/#card-m46-58-visit")


def test_a_missing_mention_is_not_found(client: Client) -> None:
    assert client.get("/admin/timeline/mention/99/change/").status_code == 404


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("?state__exact=rejected", ["accusation"]),
        ("?kind__exact=visit", ["visit"]),
        ("?q=Granaten", ["accusation"]),
        ("?q=Reise", ["visit", "accusation"]),
        ("?q=Pjöngjang", []),
    ],
)
def test_it_filters_and_searches(
    client: Client, arrival: Mention, blame: Mention, query: str, kinds: list[str]
) -> None:
    Mention.objects.filter(pk=blame.pk).update(state="rejected")
    assert listed(client, query) == kinds


def test_it_accepts_several_with_a_decision_each(client: Client, arrival: Mention, blame: Mention) -> None:
    selected = {"action": "accept", "_selected_action": [arrival.pk, blame.pk]}
    page = client.post("/admin/timeline/mention/", selected, follow=True).content.decode()
    assert "2 mentions accepted." in page
    assert {fresh(arrival).state, fresh(blame).state} == {"accepted"}
    assert Decision.objects.count() == 2


def test_it_rejects_several(client: Client, arrival: Mention, blame: Mention) -> None:
    selected = {"action": "reject", "_selected_action": [arrival.pk, blame.pk]}
    client.post("/admin/timeline/mention/", selected)
    assert {fresh(arrival).state, fresh(blame).state} == {"rejected"}


def test_a_mention_is_not_deleted(client: Client, arrival: Mention) -> None:
    url = f"/admin/timeline/mention/{arrival.pk}/delete/"
    page = client.post(url, {"post": "yes"}, follow=True).content.decode()
    assert "A mention is rejected, not deleted" in page
    assert Mention.objects.count() == 1
    assert "delete_selected" not in client.get("/admin/timeline/mention/").content.decode()


def test_a_mention_is_not_added_by_a_form(client: Client) -> None:
    assert client.get("/admin/timeline/mention/add/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_mention_as_for_three(
    client: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        document = a_document(f"Er reiste an, {number}.")
        a_mention(document, document.text, "reiste", event=an_event())
    client.get("/admin/timeline/mention/")
    with django_assert_num_queries(6):
        client.get("/admin/timeline/mention/")
