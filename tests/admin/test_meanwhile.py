"""Two curators at one screen: the later one is told what changed, and nothing is overwritten blindly."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client

from tests.admin.conftest import event_of, fresh
from tests.rows import an_outlet
from timeline import curation, versions
from timeline.models import Decision, Document, Mention


@pytest.fixture
def jon(db: None) -> Client:
    """The browser of a second curator."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(User.objects.create_superuser("jon", first_name="Jon", last_name="Berg"))
    return browser


def screen(client: Client, model: str, pk: int) -> str:
    """Opens a desk; the address that its forms are sent to."""
    return str(client.get(f"/admin/timeline/{model}/{pk}/change/").context["decide_url"])


def test_it_tells_the_later_one_field_by_field(client: Client, jon: Client, arrival: Mention) -> None:
    event = event_of(arrival)
    mine, theirs = screen(client, "event", event.pk), screen(jon, "event", event.pk)
    said = {"act": "override:title_en", "value": "Trip to Moscow", "reason": "as the ministry says"}
    assert jon.post(theirs, said).status_code == 302
    answer = client.post(mine, {**said, "value": "Moscow journey", "reason": "shorter"})
    assert answer.status_code == 409
    assert event_of(arrival).title_en == "Trip to Moscow"
    assert [entry.sentence for entry in answer.context["entries"]] == [
        "Jon Berg set the English title of “Trip to Moscow” to “Trip to Moscow”; before, it was “Visit to Moscow”"
        " – as the ministry says"
    ]
    rows = {row.name: (row.seen, row.now, row.mine) for row in answer.context["rows"]}
    assert rows["English title"] == ("“Visit to Moscow”", "“Trip to Moscow”", "“Moscow journey”")


def test_the_later_one_may_go_on(client: Client, jon: Client, arrival: Mention) -> None:
    event = event_of(arrival)
    mine = screen(client, "event", event.pk)
    said = {"act": "override:title_en", "value": "Trip", "reason": "so"}
    jon.post(screen(jon, "event", event.pk), said)
    answer = client.post(mine, {**said, "value": "Journey"})
    again = dict(answer.context["said"])
    assert again == {**said, "value": "Journey"}
    assert client.post(answer.context["again_url"], again).status_code == 302
    assert event_of(arrival).title_en == "Journey"
    last = Decision.objects.order_by("id").last()
    assert last is not None
    assert last.payload["before"] == "Trip"


def test_the_later_one_may_keep_what_is_there(client: Client, jon: Client, arrival: Mention) -> None:
    event = event_of(arrival)
    mine = screen(client, "event", event.pk)
    jon.post(screen(jon, "event", event.pk), {"act": "override:title_en", "value": "Trip", "reason": "so"})
    answer = client.post(mine, {"act": "reject_event"})
    assert f'href="{answer.context["back_url"]}" id="keep"' in answer.content.decode()
    assert event_of(arrival).review == "proposed"


def test_it_is_told_again_when_a_third_change_came(client: Client, jon: Client, arrival: Mention) -> None:
    event = event_of(arrival)
    mine = screen(client, "event", event.pk)
    said = {"act": "override:title_en", "reason": "so"}
    jon.post(screen(jon, "event", event.pk), {**said, "value": "One"})
    answer = client.post(mine, {**said, "value": "Mine"})
    jon.post(screen(jon, "event", event.pk), {**said, "value": "Two"})
    second = client.post(answer.context["again_url"], dict(answer.context["said"]))
    assert second.status_code == 409
    assert [entry.changes[0].value for entry in second.context["entries"]] == ["“Two”"]


@pytest.mark.parametrize(
    ("screen_of", "act"),
    [
        ("document", {"act": "accept"}),
        ("document", {"act": "reject"}),
        ("document", {"act": "accept_all"}),
        ("document", {"act": "confirm_date", "day": "2024-06-20"}),
        ("document", {"act": "note", "note": "Look again"}),
        ("event", {"act": "accept"}),
        ("event", {"act": "reject_event"}),
        ("event", {"act": "note", "note": "Look again"}),
        ("event", {"act": "override:kind", "value": "meeting", "reason": "so"}),
    ],
)
def test_every_act_of_the_desks_asks(
    client: Client, jon: Client, arrival: Mention, screen_of: str, act: dict[str, str]
) -> None:
    pk = arrival.document_id if screen_of == "document" else event_of(arrival).pk
    mine = screen(client, screen_of, pk)
    jon.post(screen(jon, "document", arrival.document_id), {"act": "reject", "mention": arrival.pk, "reason": "no"})
    known = Decision.objects.count()
    assert client.post(mine, {"mention": arrival.pk, **act}).status_code == 409
    assert Decision.objects.count() == known


def test_two_may_decide_different_mentions_of_one_document(
    client: Client, jon: Client, arrival: Mention, blame: Mention
) -> None:
    mine, theirs = (screen(browser, "document", arrival.document_id) for browser in (client, jon))
    assert jon.post(theirs, {"act": "accept", "mention": blame.pk}).status_code == 302
    assert client.post(mine, {"act": "accept", "mention": arrival.pk}).status_code == 302
    assert (fresh(arrival).state, fresh(blame).state) == ("accepted", "accepted")


def test_ones_own_decisions_are_no_surprise(client: Client, arrival: Mention, blame: Mention) -> None:
    mine = screen(client, "document", arrival.document_id)
    for mention in (arrival, blame):
        assert client.post(mine, {"act": "accept", "mention": mention.pk}).status_code == 302


def test_it_asks_before_a_document_is_described_anew(client: Client, jon: Client, document: Document) -> None:
    pages = [
        browser.get(f"/admin/timeline/document/{document.pk}/change/").context["describe_url"]
        for browser in (client, jon)
    ]
    an_outlet("Abendblatt")
    given = {"title": "Reise nach Moskau", "outlet": document.outlet_id, "url": "", "origin": "", "note": ""}
    assert jon.post(pages[1], {**given, "title": "Die Reise"}).status_code == 302
    answer = client.post(pages[0], {**given, "origin": "dpa"})
    assert answer.status_code == 409
    assert [(row.name, row.seen, row.now) for row in answer.context["rows"]] == [
        ("title", "“Reise nach Moskau”", "“Die Reise”")
    ]
    assert (fresh(document).title, fresh(document).origin) == ("Die Reise", "")


def test_htmx_gets_the_answer_in_place_of_the_desk(client: Client, jon: Client, arrival: Mention) -> None:
    event = event_of(arrival)
    mine = screen(client, "event", event.pk)
    jon.post(screen(jon, "event", event.pk), {"act": "reject_event"})
    answer = client.post(mine, {"act": "accept_all"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert '<div id="desk" class="meanwhile">' in answer.content.decode()


def test_every_form_of_the_desks_carries_the_version(client: Client, arrival: Mention) -> None:
    curation.accept(arrival, user=User.objects.get(username="mara"))
    for model, pk in (("document", arrival.document_id), ("event", event_of(arrival).pk)):
        page = unescape(client.get(f"/admin/timeline/{model}/{pk}/change/").content.decode())
        actions = [part.partition('"')[0] for part in page.split(' action="')[1:]]
        desk = [action for action in actions if f"/timeline/{model}/{pk}/" in action]
        assert desk
        assert [action for action in desk if f"?{versions.PARAMETER}=" not in action] == []


@pytest.mark.parametrize("token", ["", "nonsense", signing.dumps(["event:gone", 0, {}], salt="timeline.versions")])
def test_a_token_that_names_nothing_knows_of_no_change(curator: Any, arrival: Mention, token: str) -> None:
    curation.accept(arrival, user=curator)
    assert versions.changes_since(token, seen_by=User(pk=0)) is None
