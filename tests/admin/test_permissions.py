"""Who may only look sees no button and decides nothing, whatever is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.admin.conftest import event_of, fresh
from timeline.models import Decision, Document, Mention

VIEW = ("view_document", "view_event", "view_mention")


def test_it_asks_everybody_to_log_in(arrival: Mention) -> None:
    for url in ("/admin/", f"/admin/timeline/document/{arrival.document_id}/change/"):
        response = Client().get(url)
        assert response.status_code == 302
        assert response.headers["location"].startswith("/admin/login/")
    url = f"/admin/timeline/document/{arrival.document_id}/decide/"
    assert Client().post(url, {"act": "accept_all"}).headers["location"].startswith("/admin/login/")
    assert not Decision.objects.exists()


def test_a_reader_sees_the_desks_without_buttons(client_of: Callable[..., Client], arrival: Mention) -> None:
    reader = client_of(*VIEW)
    for url in ("document", "event"):
        pk = arrival.document_id if url == "document" else event_of(arrival).pk
        page = reader.get(f"/admin/timeline/{url}/{pk}/change/").content.decode()
        assert "eingetroffen" in page
        assert 'name="act"' not in page
        assert 'name="_save"' not in page


@pytest.mark.parametrize(
    ("screen", "act"),
    [
        ("document", {"act": "accept"}),
        ("document", {"act": "reject"}),
        ("document", {"act": "accept_all"}),
        ("document", {"act": "confirm_date", "day": "2024-06-20"}),
        ("document", {"act": "undo"}),
        ("document", {"act": "publish"}),
        ("document", {"act": "publish_all"}),
        ("event", {"act": "accept"}),
        ("event", {"act": "accept_all"}),
        ("event", {"act": "accept_and_publish"}),
        ("event", {"act": "publish"}),
        ("event", {"act": "withdraw"}),
        ("event", {"act": "reject_event"}),
        ("event", {"act": "override:kind", "value": "meeting", "reason": "so"}),
        ("event", {"act": "undo"}),
    ],
)
def test_a_reader_decides_nothing(
    client_of: Callable[..., Client],
    client: Client,
    arrival: Mention,
    blame: Mention,
    screen: str,
    act: dict[str, str],
) -> None:
    client.post(f"/admin/timeline/document/{arrival.document_id}/decide/", {"act": "accept", "mention": blame.pk})
    decision = Decision.objects.get()
    pk = arrival.document_id if screen == "document" else event_of(arrival).pk
    said = {"mention": arrival.pk, "decision": decision.uid, **act}
    assert client_of(*VIEW).post(f"/admin/timeline/{screen}/{pk}/decide/", said).status_code == 403
    assert Decision.objects.count() == 1
    assert fresh(arrival).state == "proposed"


def test_who_may_judge_reports_may_not_publish(client_of: Callable[..., Client], arrival: Mention) -> None:
    judge = client_of(*VIEW, "change_mention")
    url = f"/admin/timeline/event/{event_of(arrival).pk}"
    page = judge.get(f"{url}/change/").content.decode()
    assert 'value="accept_all"' in page
    assert 'value="publish"' not in page
    assert 'value="accept_and_publish"' not in page
    assert judge.post(f"{url}/decide/", {"act": "accept", "mention": arrival.pk}).status_code == 302
    assert fresh(arrival).state == "accepted"
    assert judge.post(f"{url}/decide/", {"act": "publish"}).status_code == 403
    assert event_of(arrival).review == "proposed"


def test_who_may_publish_may_not_judge_reports(client_of: Callable[..., Client], arrival: Mention) -> None:
    publisher = client_of(*VIEW, "change_event", "publish_event")
    url = f"/admin/timeline/event/{event_of(arrival).pk}/decide/"
    assert publisher.post(url, {"act": "accept_and_publish"}).status_code == 403
    assert (fresh(arrival).state, event_of(arrival).review) == ("proposed", "proposed")


def test_a_reader_has_no_bulk_actions(client_of: Callable[..., Client], arrival: Mention) -> None:
    reader = client_of(*VIEW)
    for model, pk in (("mention", arrival.pk), ("event", event_of(arrival).pk)):
        assert 'name="action"' not in reader.get(f"/admin/timeline/{model}/").content.decode()
        reader.post(f"/admin/timeline/{model}/", {"action": "accept", "_selected_action": [pk]})
        reader.post(f"/admin/timeline/{model}/", {"action": "publish", "_selected_action": [pk]})
    assert not Decision.objects.exists()


def test_a_reader_changes_no_document(client_of: Callable[..., Client], document: Document) -> None:
    url = f"/admin/timeline/document/{document.pk}/change/"
    assert client_of(*VIEW).post(url, {"title": "Etwas anderes"}).status_code == 403
    assert fresh(document).title == "Reise nach Moskau"


@pytest.mark.parametrize("path", ["document", "event", "mention", "decision"])
def test_somebody_without_permission_sees_nothing(
    client_of: Callable[..., Client], arrival: Mention, path: str
) -> None:
    stranger = client_of("view_place")
    assert stranger.get(f"/admin/timeline/{path}/").status_code == 403
    urls: dict[str, Any] = {
        "document": f"/admin/timeline/document/{arrival.document_id}/change/",
        "event": f"/admin/timeline/event/{event_of(arrival).pk}/change/",
    }
    for url in urls.values():
        assert stranger.get(url).status_code in (302, 403)
        assert b"eingetroffen" not in stranger.get(url, follow=True).content


def test_only_who_may_add_outlets_adds_one_with_a_document(client_of: Callable[..., Client]) -> None:
    said = {"text": "Die Ministerin reiste am Mittwoch nach Moskau.", "outlet": "Neues Blatt"}
    page = client_of("add_document", "view_document").post("/admin/timeline/document/add/", said).content.decode()
    assert "There is no outlet of this name, and you may not add one." in page
    assert not Document.objects.exists()


def test_who_may_not_add_documents_gets_no_form(client_of: Callable[..., Client]) -> None:
    assert client_of(*VIEW).get("/admin/timeline/document/add/").status_code == 403


def test_what_is_forbidden_is_said_in_words(client_of: Callable[..., Client], curator: Any) -> None:
    page = client_of(*VIEW).get("/admin/timeline/actor/")
    assert page.status_code == 403
    assert "Your account may not see or do this." in page.content.decode()


def test_an_expired_form_is_explained_without_an_inline_style(curator: Any) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    strict.force_login(curator)
    page = strict.post("/admin/timeline/document/add/", {"text": "x"})
    assert page.status_code == 403
    assert "This form has expired" in page.content.decode()
    assert "<style" not in page.content.decode()


def test_too_many_wrong_passwords_close_the_door(curator: Any) -> None:
    stranger = Client()
    said = {"username": "mara", "password": "wrong"}
    statuses = [stranger.post("/admin/login/", said).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert stranger.post("/admin/login/", {**said, "password": "mara"}).status_code == 429
