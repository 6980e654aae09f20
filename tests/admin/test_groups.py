"""What each group may do, act by act, asked with requests as a browser sends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client

from tests.admin.conftest import event_of
from tests.rows import a_document, a_mention, an_event
from timeline import curation, rights
from timeline.models import Actor, Decision, Document, Event, Mention, Place

GROUPS = ("reader", "curator", "editor", "administrator")


class World:
    """A proposed event and a public one, each with a report, and somebody of a group who acts on them."""

    def __init__(self, group: str) -> None:
        chief = User.objects.create_superuser("chief")
        self.document = a_document("Er reiste am Mittwoch an. Sie reiste ab.", title="Reise")
        self.proposed = a_mention(self.document, "Er reiste am Mittwoch an.", "reiste", event=an_event())
        self.published = a_mention(self.document, "Sie reiste ab.", "reiste", kind="meeting", event=an_event())
        self.approved = curation.accept(self.published, user=chief)
        self.publication = curation.publish(event_of(self.published), user=chief)
        self.place = Place.objects.create(slug="rason", name_de="Rason", name_en="Rason")
        self.user = User.objects.create_user("somebody", is_staff=True)
        self.user.groups.add(Group.objects.get(name=group))
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(self.user)

    def on_document(self, act: str, **said: Any) -> HttpResponse:
        url = f"/admin/timeline/document/{self.document.pk}/decide/"
        return self.client.post(url, {"act": act, **said})  # type: ignore[return-value]

    def on_event(self, mention: Mention, act: str, **said: Any) -> HttpResponse:
        url = f"/admin/timeline/event/{event_of(mention).pk}/decide/"
        return self.client.post(url, {"act": act, "reason": "so", **said})  # type: ignore[return-value]

    def accepted(self) -> World:
        curation.accept(self.proposed, user=User.objects.get(username="chief"))
        return self


Act = Callable[[World], Any]

OF_CURATORS: dict[str, Act] = {
    "accept a mention": lambda w: w.on_document("accept", mention=w.proposed.pk),
    "reject a mention": lambda w: w.on_document("reject", mention=w.proposed.pk),
    "accept all mentions of a document": lambda w: w.on_document("accept_all"),
    "accept all mentions of an event": lambda w: w.on_event(w.proposed, "accept_all"),
    "confirm a date": lambda w: w.on_document("confirm_date", day="2024-06-20"),
    "note on a document": lambda w: w.on_document("note", note="Look again"),
    "judge a public event another one": lambda w: curation.judge(
        event_of(w.published), event_of(w.proposed), "unsure", user=w.user
    ),
    "note on an event": lambda w: w.on_event(w.proposed, "note", note="Look again"),
    "note on a public event": lambda w: w.on_event(w.published, "note", note="Look again"),
    "set a value of a proposed event": lambda w: w.on_event(w.proposed, "override:title_en", value="Trip"),
    "reject a proposed event": lambda w: w.on_event(w.proposed, "reject_event"),
    "propose an event for publication": lambda w: w.accepted().on_event(w.proposed, "approve"),
    "undo an accepted mention": lambda w: w.accepted().on_document(
        "undo", decision=Decision.objects.filter(verb="accept").latest("id").uid
    ),
    "describe a document": lambda w: w.client.post(
        f"/admin/timeline/document/{w.document.pk}/change/", {"title": "Fahrt"}
    ),
}
OF_EDITORS: dict[str, Act] = {
    "publish": lambda w: w.accepted().on_event(w.proposed, "publish"),
    "publish all of a document": lambda w: w.accepted().on_document("publish_all"),
    "accept and publish": lambda w: w.on_event(w.proposed, "accept_and_publish"),
    "withdraw": lambda w: w.on_event(w.published, "withdraw"),
    "undo a publication": lambda w: w.on_event(w.published, "undo", decision=w.publication.uid),
    "set a value of a public event": lambda w: w.on_event(w.published, "override:title_en", value="Trip"),
    "reject a public event": lambda w: w.on_event(w.published, "reject_event"),
    "merge": lambda w: curation.merge([event_of(w.published)], event_of(w.proposed), user=w.user),
    "take down": lambda w: curation.take_down(w.document, user=w.user),
}


def allowed(act: Act, world: World) -> bool:
    """Does the act; whether it was let through. Let through means written to the log, forbidden nothing written."""
    before = set(Decision.objects.values_list("pk", flat=True))
    prepared = len(before)
    try:
        answer = act(world)
        forbidden = isinstance(answer, HttpResponse) and answer.status_code == 403
    except PermissionDenied:
        forbidden = True
    written = Decision.objects.filter(user=world.user).count()
    assert Decision.objects.count() >= prepared
    assert bool(written) is not forbidden
    return not forbidden


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("act", OF_CURATORS)
def test_curators_propose(act: str, group: str) -> None:
    assert allowed(OF_CURATORS[act], World(group)) is (group != "reader")


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("act", OF_EDITORS)
def test_editors_publish(act: str, group: str) -> None:
    assert allowed(OF_EDITORS[act], World(group)) is (group in ("editor", "administrator"))


PAGES = {
    "/admin/": GROUPS,
    "/admin/my-work/": GROUPS,
    "/admin/timeline/document/": GROUPS,
    "/admin/timeline/event/": GROUPS,
    "/admin/timeline/decision/": GROUPS,
    "/admin/timeline/document/add/": ("curator", "editor", "administrator"),
    "/admin/timeline/place/add/": ("curator", "editor", "administrator"),
    "/admin/timeline/place/{place}/delete/": ("administrator",),
    "/admin/auth/user/": ("administrator",),
    "/admin/auth/user/add/": ("administrator",),
    "/admin/auth/group/": ("administrator",),
    "/admin/auth/group/add/": (),
    "/admin/axes/accessattempt/": ("administrator",),
}


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
def test_pages_open_for_whom_they_are(group: str) -> None:
    world = World(group)
    urls = {url: url.format(place=world.place.pk) for url in PAGES}
    assert {page: world.client.get(url).status_code for page, url in urls.items()} == {
        page: 200 if group in groups else 403 for page, groups in PAGES.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "overview/", "my-work/", "undo/", "assign/", "timeline/decision/"])
def test_a_stranger_is_asked_to_log_in(path: str) -> None:
    World("curator")
    for answer in (Client().get(f"/admin/{path}"), Client().post(f"/admin/{path}", {"to": "me"})):
        assert answer.status_code == 302
        assert answer.headers["location"].startswith("/admin/login/?next=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "buttons"),
    [
        ("reader", set()),
        ("curator", {"accept_all", "approve", "reject_event", "note"}),
        ("editor", {"accept_all", "accept_and_publish", "approve", "publish", "reject_event", "note"}),
    ],
)
def test_buttons_that_one_may_not_use_are_not_there(group: str, buttons: set[str]) -> None:
    world = World(group)
    page = world.client.get(f"/admin/timeline/event/{event_of(world.proposed).pk}/change/").content.decode()
    known = {"accept_all", "accept_and_publish", "approve", "publish", "reject_event", "note", "withdraw"}
    assert {act for act in known if f'value="{act}"' in page} == buttons


@pytest.mark.django_db
def test_a_curator_sees_no_button_that_changes_a_public_event() -> None:
    world = World("curator")
    page = world.client.get(f"/admin/timeline/event/{event_of(world.published).pk}/change/").content.decode()
    assert [act for act in ("withdraw", "publish", "reject_event", "override:kind") if f'value="{act}"' in page] == []


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
def test_lists_offer_the_actions_that_one_may_use(group: str) -> None:
    page = World(group).client.get("/admin/timeline/event/").content.decode()
    offered = {act for act in ("propose", "publish", "withdraw", "reject") if f'<option value="{act}">' in page}
    assert (
        offered
        == {
            "reader": set(),
            "curator": {"propose", "reject"},
            "editor": {"propose", "publish", "withdraw", "reject"},
            "administrator": {"propose", "publish", "withdraw", "reject"},
        }[group]
    )


@pytest.mark.django_db
def test_every_group_may_see_every_kind_of_row() -> None:
    """Who adds a model grants it to the groups in the same migration, as migration 0004 does."""
    seen = set(Group.objects.get(name="reader").permissions.values_list("codename", flat=True))
    tables = {"EventCount"}  # numbers that the database keeps for itself
    models = [model for model in apps.get_app_config("timeline").get_models() if not hasattr(model, "history_id")]
    models = [model for model in models if model.__name__ not in tables]
    assert [model.__name__ for model in models if f"view_{model._meta.model_name}" not in seen] == []


@pytest.mark.django_db
def test_every_act_of_the_log_has_a_permission_that_exists() -> None:
    from django.contrib.auth.models import Permission

    known = set(Permission.objects.filter(content_type__app_label="timeline").values_list("codename", flat=True))
    needed = {
        rights.permission_for(verb, target)
        for verb in Decision.Verb
        for target in ("event:x", "mention:x:m1-2-visit", "document:x")
    }
    assert needed <= known


# ---- accounts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(db: None) -> Client:
    return World("administrator").client


def test_an_administrator_makes_an_account_with_a_group(administrator: Client) -> None:
    said = {
        "username": "new",
        "password1": "Grenzfluss-1860",
        "password2": "Grenzfluss-1860",
        "usable_password": "true",
    }
    administrator.post("/admin/auth/user/add/", said)
    user = User.objects.get(username="new")
    groups = [Group.objects.get(name="curator").pk]
    stamp = {"date_joined_0": "2026-11-23", "date_joined_1": "10:00:00"}
    said = {"username": "new", "is_active": "on", "is_staff": "on", "groups": groups, **stamp}
    assert administrator.post(f"/admin/auth/user/{user.pk}/change/", said).status_code == 302
    user.refresh_from_db()
    assert (user.is_staff, [group.name for group in user.groups.all()]) == (True, ["curator"])


def test_an_administrator_makes_nobody_a_superuser(administrator: Client) -> None:
    user = User.objects.get(username="somebody")
    stamp = {"date_joined_0": "2026-11-23", "date_joined_1": "10:00:00"}
    said = {"username": "somebody", "is_active": "on", "is_staff": "on", "is_superuser": "on", **stamp}
    administrator.post(f"/admin/auth/user/{user.pk}/change/", said)
    user.refresh_from_db()
    assert user.is_superuser is False


def test_an_administrator_does_not_reach_superusers(administrator: Client) -> None:
    chief = User.objects.get(username="chief")
    listed = administrator.get("/admin/auth/user/").context["cl"].result_list
    assert [user.username for user in listed] == ["somebody"]
    said = {"password1": "Grenzfluss-1860", "password2": "Grenzfluss-1860", "usable_password": "true"}
    assert administrator.post(f"/admin/auth/user/{chief.pk}/password/", said).status_code in (302, 404)
    assert administrator.post(f"/admin/auth/user/{chief.pk}/delete/", {"post": "yes"}).status_code in (302, 404)
    chief.refresh_from_db()
    assert not chief.has_usable_password() or not chief.check_password("Grenzfluss-1860")


@pytest.mark.django_db
def test_rows_that_are_referred_to_are_not_deleted_by_an_administrator() -> None:
    world = World("administrator")
    Event.objects.filter(pk=event_of(world.proposed).pk).update(place=world.place)
    page = world.client.post(f"/admin/timeline/place/{world.place.pk}/delete/", {"post": "yes"})
    assert Place.objects.filter(pk=world.place.pk).exists()
    assert page.status_code in (200, 302)
    assert (Document.objects.count(), Actor.objects.count()) == (1, 0)
