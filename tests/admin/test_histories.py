"""Taking single changes back: from the log, from one's own work, and from the history of reference rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from tests.admin.conftest import event_of, fresh
from tests.rows import a_decision, a_document, a_mention, an_event, an_outlet, settle
from tests.rows import told as told_by_a_document
from timeline import curation
from timeline.models import Actor, Alias, Decision, Document, Event, Mention, Milestone, Office, Place


def told(page: Any) -> list[str]:
    return [row.told.sentence for row in page.context["cl"].result_list]


# ---- the log ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def acts(arrival: Mention, curator: User) -> dict[str, Decision]:
    """One act of each sort; that on the title is taken back again."""
    event = arrival.event
    assert event is not None
    made = {
        "accepted": curation.accept(arrival, user=curator),
        "title": curation.override(event, "title_en", "Trip", user=curator),
        "kind": curation.override(event, "kind", "meeting", user=curator),
        "origin": curation.describe(arrival.document, {"origin": "dpa"}, user=curator),
    }
    made["undone"] = curation.undo(made["title"], user=curator)
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("holds=yes", ["origin", "kind", "accepted"]),
        ("holds=no", ["title"]),
        ("about=mention", ["accepted"]),
        ("about=document", ["origin"]),
        ("field=title_en", ["title"]),
        ("field=origin", ["origin"]),
        ("field=kind&holds=yes", ["kind"]),
        ("field=secret&about=planet&holds=maybe", ["undone", "origin", "kind", "title", "accepted"]),
    ],
)
def test_the_log_is_filtered(client: Client, acts: dict[str, Decision], query: str, expected: list[str]) -> None:
    rows = client.get(f"/admin/timeline/decision/?{query}").context["cl"].result_list
    assert [row.uid for row in rows] == [acts[name].uid for name in expected]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("event:{event}", ["undone", "kind", "title", "accepted"]),
        ("document:{document}", ["origin", "accepted"]),
        ("event:gone", []),
    ],
)
def test_the_log_finds_all_acts_on_one_event_or_document(
    client: Client, acts: dict[str, Decision], arrival: Mention, about: str, expected: list[str]
) -> None:
    a_decision(target="event:other")
    names = {"event": event_of(arrival).public_id, "document": arrival.document.public_id}
    rows = client.get("/admin/timeline/decision/", {"q": about.format(**names)}).context["cl"].result_list
    assert [row.uid for row in rows] == [acts[name].uid for name in expected]
    page = client.get(f"/admin/timeline/event/{event_of(arrival).pk}/change/").content.decode()
    assert f'href="/admin/timeline/decision/?q=event:{names["event"]}"' in page


def test_a_document_that_was_taken_down_is_not_described_anew(
    client: Client, curator: User, document: Document
) -> None:
    curation.take_down(document, user=curator)
    page = client.post(f"/admin/timeline/document/{document.pk}/change/", {"title": "Wieder da"})
    assert "This document was taken down: it stays as it is." in page.content.decode()
    assert fresh(document).title == ""


def test_an_act_is_undone_from_the_log(client: Client, acts: dict[str, Decision], arrival: Mention) -> None:
    page = client.get("/admin/timeline/decision/?field=kind").content.decode()
    assert 'formaction="/admin/undo/?back=%2Fadmin%2Ftimeline%2Fdecision%2F%3Ffield%3Dkind"' in page
    back = "/admin/timeline/decision/?field=kind"
    answer = client.post("/admin/undo/", {"decision": acts["kind"].uid}, query_params={"back": back})
    assert answer.headers["location"] == back
    assert event_of(arrival).kind == "visit"


def test_what_cannot_be_undone_has_no_button(client: Client, acts: dict[str, Decision]) -> None:
    rows = client.get("/admin/timeline/decision/").context["cl"].result_list
    undoable = {name: row.told.undoable for row in rows for name, act in acts.items() if act.pk == row.pk}
    assert undoable == {"accepted": True, "title": False, "kind": True, "origin": True, "undone": False}


def test_undoing_leads_nowhere_else(client: Client, acts: dict[str, Decision]) -> None:
    for back in ("https://evil.example/", "//evil.example/admin/", "/", ""):
        answer = client.post("/admin/undo/", {"decision": acts["undone"].uid}, query_params={"back": back})
        assert answer.headers["location"] == "/admin/my-work/"


def test_a_reader_sees_the_log_and_undoes_nothing(client_of: Callable[..., Client], acts: dict[str, Decision]) -> None:
    reader = client_of("view_decision", "view_event")
    assert "formaction" not in reader.get("/admin/timeline/decision/").content.decode()
    assert reader.post("/admin/undo/", {"decision": acts["kind"].uid}).status_code == 403
    assert not hasattr(fresh(acts["kind"]), "undone_by")


# ---- documents -------------------------------------------------------------------------------------------------------


def test_each_change_of_a_document_is_told_and_taken_back_by_itself(curator: User, document: Document) -> None:
    an_outlet("Abendblatt")
    title = curation.describe(document, {"title": "Die Reise", "outlet": "abendblatt"}, user=curator, reason="misread")
    origin = curation.describe(document, {"origin": "dpa"}, user=curator)
    assert title.payload == {
        "fields": {"title": "Die Reise", "outlet": "abendblatt"},
        "before": {"title": "Reise nach Moskau", "outlet": "morgenblatt"},
    }
    curation.undo(title, user=curator)
    row = fresh(document)
    assert (row.title, row.outlet.slug, row.origin) == ("Reise nach Moskau", "morgenblatt", "dpa")
    curation.undo(origin, user=curator)
    assert fresh(document).origin == ""


def test_undoing_an_earlier_change_leaves_the_later_one(curator: User, document: Document) -> None:
    first = curation.describe(document, {"title": "Eins"}, user=curator)
    second = curation.describe(document, {"title": "Zwei"}, user=curator)
    curation.undo(first, user=curator)
    assert fresh(document).title == "Zwei"
    curation.undo(second, user=curator)
    assert fresh(document).title == "Reise nach Moskau"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": "Reise nach Moskau"}, "Nothing is different from what is stored."),
        ({"text": "anders"}, "“text” cannot be set by hand."),
        ({"outlet": "gone"}, "There is no outlet “gone”: add it first."),
        ({"url": "https://example.org/1"}, "There is already a document with this text, outlet and URL."),
    ],
)
def test_a_description_that_cannot_be_is_refused(
    curator: User, document: Document, values: dict[str, str], message: str
) -> None:
    a_document(document.text, public_id="twin", url="https://example.org/1", outlet=document.outlet)
    with pytest.raises(curation.CurationError, match=message.replace(".", r"\.")):
        curation.describe(document, values, user=curator)
    assert not Decision.objects.exists()


# ---- one's own work --------------------------------------------------------------------------------------------------


def test_everybody_sees_their_own_work_and_what_is_assigned_to_them(
    client: Client, curator: User, arrival: Mention, blame: Mention
) -> None:
    other = User.objects.create_superuser("jon", first_name="Jon")
    mine = curation.accept(arrival, user=curator)
    curation.reject(blame, user=other)
    Document.objects.filter(pk=arrival.document_id).update(assigned_to=curator)
    waiting = a_mention(arrival.document, "Sie traf dort ihren Amtskollegen.", kind="meeting", event=an_event())
    elsewhere = a_document("Er reiste ab.", title="Anderswo", assigned_to=other)
    a_mention(elsewhere, "Er reiste ab.", event=an_event())
    page = client.get("/admin/my-work/")
    assert [entry.decision for day in page.context["days"] for entry in day.entries] == [mine]
    assert [(row, name) for row, name in page.context["assigned"]] == [(waiting.document, "Reise nach Moskau")]
    client.post("/admin/undo/", {"decision": mine.uid})
    assert fresh(arrival).state == "proposed"


def test_ones_own_work_goes_on_page_by_page(client: Client, curator: User) -> None:
    rows = [a_decision(user=curator, target=f"event:{number}") for number in range(53)]
    first = client.get("/admin/my-work/")
    second = client.get("/admin/my-work/" + first.context["next_url"])
    shown = [entry.decision for page in (first, second) for day in page.context["days"] for entry in day.entries]
    assert shown == rows[::-1]
    assert second.context["next_url"] == ""


@pytest.mark.parametrize("count", [1, 3])
def test_ones_own_work_takes_as_many_queries_for_one_act_as_for_three(
    client: Client, curator: User, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        event = an_event()
        a_decision(user=curator, target=f"event:{event.public_id}")
        document = a_document(f"Er reiste an, {number}.", assigned_to=curator)
        a_mention(document, document.text, event=event)
    client.get("/admin/my-work/")
    with django_assert_num_queries(5):
        client.get("/admin/my-work/")


# ---- reference rows --------------------------------------------------------------------------------------------------


@pytest.fixture
def place(db: None) -> Place:
    """A place whose German name, then whose country was changed."""
    place = Place.objects.create(slug="rason", name_de="Rason", name_en="Rason", country="KOR")
    place.name_de = "Raseon"
    place.save()
    place.country = "PRK"
    place.save()
    return place


def test_one_change_of_a_row_is_taken_back_and_later_ones_stay(client: Client, place: Place) -> None:
    _country, name, _made = place.history.all()
    page = client.get(f"/admin/timeline/place/{place.pk}/history/").content.decode()
    url = f"/admin/timeline/place/{place.pk}/history/{name.pk}/take-back/"
    assert f'action="{url}"' in page
    assert page.count("take-back/") == 2
    client.post(url)
    row = fresh(place)
    assert (row.name_de, row.country) == ("Rason", "PRK")
    latest = place.history.latest()
    assert (latest.history_user.username, latest.history_change_reason[:24]) == ("mara", "took back the change of ")


def test_the_beginning_of_a_row_cannot_be_taken_back(client: Client, place: Place) -> None:
    made = place.history.earliest()
    page = client.post(f"/admin/timeline/place/{place.pk}/history/{made.pk}/take-back/", follow=True)
    assert "there is nothing to go back to" in page.content.decode()
    assert fresh(place).country == "PRK"


def test_a_change_that_no_longer_fits_is_refused(client: Client) -> None:
    row = Milestone.objects.create(
        slug="war", title_de="Krieg", title_en="War", start=date(2022, 2, 24), end=date(2023, 1, 1)
    )
    row.end = None
    row.save()
    row.ongoing = True
    row.save()
    _ongoing, ended, _made = row.history.all()
    page = client.post(f"/admin/timeline/milestone/{row.pk}/history/{ended.pk}/take-back/", follow=True)
    assert "This does not go with what was changed since" in page.content.decode()
    assert fresh(row).end is None


def test_who_may_only_look_takes_nothing_back(client_of: Callable[..., Client], place: Place) -> None:
    reader = client_of("view_place")
    change = place.history.latest()
    assert "take-back" not in reader.get(f"/admin/timeline/place/{place.pk}/history/").content.decode()
    assert reader.post(f"/admin/timeline/place/{place.pk}/history/{change.pk}/take-back/").status_code == 403
    assert fresh(place).country == "PRK"


def test_a_change_of_another_row_is_not_found(client: Client, place: Place) -> None:
    other = Place.objects.create(slug="other", name_de="X", name_en="X")
    change = place.history.latest()
    assert client.post(f"/admin/timeline/place/{other.pk}/history/{change.pk}/take-back/").status_code == 404


def test_the_first_change_of_a_row_that_came_with_a_fixture_is_taken_back(client: Client) -> None:
    [place] = Place.objects.bulk_create([Place(slug="rason", name_de="Rason", name_en="Rason")])
    client.post(f"/admin/timeline/place/{place.pk}/change/", {"name_de": "Raseon", "name_en": "Rason"})
    change = place.history.latest()
    client.post(f"/admin/timeline/place/{place.pk}/history/{change.pk}/take-back/")
    assert fresh(place).name_de == "Rason"
    assert place.history.count() == 3


@pytest.fixture
def choe(db: None) -> Actor:
    """An actor with a name that was added, one that was muted, and an office that was deleted."""
    actor = Actor.objects.create(slug="choe", kind="person", name_de="Choe Son-hui", name_en="Choe Son Hui")
    Alias.objects.create(actor=actor, text="Choi")
    muted = Alias.objects.create(actor=actor, text="Son-hui")
    muted.muted = True
    muted.save()
    Office.objects.create(holder=actor, title_de="Außenministerin", title_en="foreign minister").delete()
    return actor


def below(client: Client, actor: Actor) -> dict[str, str]:
    """The addresses at which changes of the actor's names and offices are taken back, by what they are."""
    page = client.get(f"/admin/timeline/actor/{actor.pk}/history/")
    url = f"/admin/timeline/actor/{actor.pk}/history"
    return {
        f"{change.record.history_type} {change.name}": f"{url}/{change.field}/{change.record.pk}/take-back/"
        for change in page.context["below"]
    }


def test_names_and_offices_of_an_actor_have_their_history(client: Client, choe: Actor) -> None:
    page = client.get(f"/admin/timeline/actor/{choe.pk}/history/")
    told = [(change.sort, change.record.history_type, change.changes) for change in page.context["below"]]
    assert told == [
        ("office", "-", ()),
        ("office", "+", ()),
        ("alias", "~", (("muted", "False", "True"),)),
        ("alias", "+", ()),
        ("alias", "+", ()),
    ]


def test_what_came_goes_and_what_went_comes_back(client: Client, choe: Actor) -> None:
    urls = below(client, choe)
    for change in ("+ Choi", "~ Son-hui", "- Außenministerin: Choe Son Hui"):
        client.post(urls[change])
    assert list(choe.aliases.values_list("text", "muted")) == [("Son-hui", False)]
    assert [office.title_en for office in choe.offices.all()] == ["foreign minister"]


def test_what_is_gone_or_back_already_is_said(client: Client, choe: Actor) -> None:
    urls = below(client, choe)
    for change in ("+ Choi", "- Außenministerin: Choe Son Hui"):
        client.post(urls[change])
        page = client.post(urls[change], follow=True).content.decode()
        assert "This does not go with what was changed since" in page
    assert (choe.aliases.count(), choe.offices.count()) == (1, 1)


def test_only_rows_that_belong_to_it_are_touched(client: Client, client_of: Callable[..., Client], choe: Actor) -> None:
    url = below(client, choe)["+ Choi"]
    other = Actor.objects.create(slug="other", kind="person", name_de="X", name_en="X")
    assert client.post(url.replace(f"/actor/{choe.pk}/", f"/actor/{other.pk}/")).status_code == 404
    assert (
        client.post(url.replace("/actor/", "/actor/", 1).replace("history/actor", "history/place")).status_code == 404
    )
    assert client_of("view_actor").post(url).status_code == 403
    assert choe.aliases.count() == 2


# ---- what follows from reference rows --------------------------------------------------------------------------------


@pytest.fixture
def visit(db: None) -> Event:
    """An event whose title names Lavrov."""
    [event] = settle(told_by_a_document("Lawrow besuchte am Mittwoch Pjöngjang."))
    return event


def rename(client: Client, name: str) -> Any:
    actor = Actor.objects.get(slug="sergei-lavrov")
    below = {f"{rows}-{count}": 0 for rows in ("aliases", "offices") for count in ("TOTAL_FORMS", "INITIAL_FORMS")}
    given = {"name_de": name, "name_en": actor.name_en, "kind": actor.kind, "country": actor.country, **below}
    return client.post(f"/admin/timeline/actor/{actor.pk}/change/", given, follow=True)


def test_titles_follow_a_new_name_and_its_being_taken_back(client: Client, visit: Event) -> None:
    before = visit.title_de
    rename(client, "Sergej Neumann")
    assert fresh(visit).title_de == before.replace("Lawrow", "Neumann")
    actor = Actor.objects.get(slug="sergei-lavrov")
    client.post(f"/admin/timeline/actor/{actor.pk}/history/{actor.history.latest().pk}/take-back/")
    assert fresh(visit).title_de == before


def test_where_many_events_follow_a_command_does_it(
    client: Client, visit: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timeline.admin.reference.AT_ONCE", 0)
    before = visit.title_de
    page = rename(client, "Sergej Neumann").content.decode()
    assert "1 events name it. Their titles follow with: manage.py rederive --actor sergei-lavrov" in page
    assert fresh(visit).title_de == before
    out = StringIO()
    call_command("rederive", "--actor", "sergei-lavrov", stdout=out)
    assert out.getvalue() == "1 events derived anew\n"
    assert "Neumann" in fresh(visit).title_de


def test_the_command_takes_all_events_or_says_what_is_not_there(visit: Event) -> None:
    an_event()
    out = StringIO()
    call_command("rederive", stdout=out)
    call_command("rederive", "--place", Place.objects.create(slug="x", name_de="X", name_en="X").slug, stdout=out)
    assert out.getvalue().splitlines() == ["2 events derived anew", "0 events derived anew"]
    with pytest.raises(CommandError, match="there is no outlet 'gone'"):
        call_command("rederive", "--outlet", "gone")
