"""TUMEN_SECOND_REVIEW: what becomes public was approved by one person and is published by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.conftest import event_of, fresh
from tests.rows import a_document, a_mention, an_event, settle, told
from timeline import curation
from timeline.curation import CurationError
from timeline.models import Decision, Event, Mention

Act = Callable[[Event, Mention, User], object]


@pytest.fixture
def jon(db: None) -> User:
    return User.objects.create_superuser("jon", first_name="Jon", last_name="Berg")


@pytest.fixture
def accepted(arrival: Mention, curator: User) -> Event:
    """An event that Mara has accepted a mention of."""
    curation.accept(arrival, user=curator)
    return event_of(arrival)


@pytest.fixture
def strict(settings: Any) -> None:
    settings.TUMEN_SECOND_REVIEW = True


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def test_without_the_setting_one_person_is_enough(accepted: Event, curator: User) -> None:
    curation.publish(accepted, user=curator)
    assert fresh(accepted).review == "published"


def test_nobody_publishes_alone(accepted: Event, curator: User, strict: None) -> None:
    Event.objects.filter(pk=accepted.pk).update(title_en="Visit to Moscow")
    with pytest.raises(CurationError, match="needs the approval of a second person"):
        curation.publish(accepted, user=curator)
    curation.approve(accepted, user=curator)
    with pytest.raises(CurationError, match="needs the approval of a second person"):
        curation.publish(accepted, user=curator)
    assert fresh(accepted).review == "proposed"


def test_one_approves_and_another_publishes(accepted: Event, curator: User, jon: User, strict: None) -> None:
    approval = curation.approve(accepted, user=curator)
    assert fresh(accepted).approved_at == approval.at
    curation.publish(accepted, user=jon)
    assert (fresh(accepted).review, fresh(accepted).approved_at) == ("published", None)


LAPSES: dict[str, tuple[Act, bool]] = {
    "a value set by hand": (lambda e, m, u: curation.override(e, "title_en", "Trip", user=u), True),
    "the mention rejected and accepted": (
        lambda e, m, u: (curation.reject(m, user=u), curation.accept(m, user=u)),
        True,
    ),
    "the event rejected and that undone": (
        lambda e, m, u: curation.undo(curation.reject_event(e, user=u), user=u),
        False,
    ),
    "a value set and taken back": (
        lambda e, m, u: curation.undo(curation.override(e, "title_en", "Trip", user=u), user=u),
        False,
    ),
    "an internal note": (lambda e, m, u: curation.note(e, "Look again", user=u), False),
    "that it is not the same as another": (
        lambda e, m, u: curation.judge(e, an_event(), "no", user=u),
        False,
    ),
    "another approval": (lambda e, m, u: curation.approve(e, user=u), False),
}


@pytest.mark.parametrize("what", LAPSES)
def test_an_approval_holds_for_the_event_as_it_stood(
    accepted: Event, arrival: Mention, curator: User, jon: User, strict: None, what: str
) -> None:
    act, lapses = LAPSES[what]
    curation.approve(accepted, user=curator)
    act(accepted, arrival, jon)
    if lapses:
        assert fresh(accepted).approved_at is None
        with pytest.raises(CurationError, match="second person"):
            curation.publish(accepted, user=jon)
    else:
        curation.publish(accepted, user=jon)
        assert fresh(accepted).review == "published"


def test_a_new_proposal_of_the_machine_leaves_an_approval_alone(
    accepted: Event, arrival: Mention, curator: User, jon: User, strict: None
) -> None:
    curation.approve(accepted, user=curator)
    document = a_document("Er traf am Mittwoch in Moskau ein.")
    a_mention(document, document.text, "traf", event=accepted)
    curation.rederive([accepted])
    curation.publish(accepted, user=jon)
    assert fresh(accepted).review == "published"


def test_an_approval_is_taken_back(accepted: Event, curator: User, jon: User, strict: None) -> None:
    curation.undo(curation.approve(accepted, user=curator), user=curator)
    assert fresh(accepted).approved_at is None
    with pytest.raises(CurationError, match="second person"):
        curation.publish(accepted, user=jon)


REFUSED: dict[str, tuple[str, Callable[[Event, Mention, User], object]]] = {
    "twice by one person": (
        "You approved this event already.",
        lambda e, m, u: (curation.approve(e, user=u), curation.approve(e, user=u)),
    ),
    "a public event": (
        "This event is published already.",
        lambda e, m, u: (curation.publish(e, user=u), curation.approve(e, user=u)),
    ),
    "a rejected event": (
        "This event is rejected: it cannot be proposed for publication.",
        lambda e, m, u: (curation.reject_event(e, user=u), curation.approve(e, user=u)),
    ),
    "an event without an accepted mention": (
        "Accept a mention first: an event without one cannot become public.",
        lambda e, m, u: curation.approve(settle(told("Lawrow besuchte am Mittwoch Pjöngjang."))[0], user=u),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_approves_only_what_could_be_published(accepted: Event, arrival: Mention, curator: User, what: str) -> None:
    message, act = REFUSED[what]
    with pytest.raises(CurationError) as refusal:
        act(accepted, arrival, curator)
    assert str(refusal.value) == message


def test_the_desk_shows_who_approved_and_what_is_missing(
    client: Client, accepted: Event, curator: User, jon: User, strict: None
) -> None:
    url = f"/admin/timeline/event/{accepted.pk}"
    page = client.get(f"{url}/change/").content.decode()
    assert "A second person has to propose it before you can publish it" in page
    assert 'value="publish"' not in page
    client.post(f"{url}/decide/", {"act": "publish"})
    assert fresh(accepted).review == "proposed"
    other = Client(headers={"accept-language": "en"})
    other.force_login(jon)
    other.post(f"{url}/decide/", {"act": "approve"})
    page = client.get(f"{url}/change/").content.decode()
    assert "Jon Berg proposed it for publication on" in page
    assert [str(event.pk) for event in client.get("/admin/").context["proposed_for_publication"]] == [str(accepted.pk)]
    client.post(f"{url}/decide/", {"act": "publish"})
    assert fresh(accepted).review == "published"
    assert client.get("/admin/").context["proposed_for_publication"] == []


def test_the_desk_offers_to_publish_only_what_would_not_be_refused(
    client: Client, accepted: Event, arrival: Mention, curator: User, jon: User, strict: None
) -> None:
    document = a_document("Er traf am Mittwoch in Moskau ein.")
    a_mention(document, document.text, "traf", event=accepted)
    curation.approve(accepted, user=jon)
    url = f"/admin/timeline/event/{accepted.pk}"
    page = client.get(f"{url}/change/").content.decode()
    assert 'value="publish"' in page
    assert 'value="accept_and_publish"' not in page
    assert 'value="accept_and_approve"' in page
    client.post(f"{url}/decide/", {"act": "accept_and_publish"})
    assert (fresh(accepted).review, accepted.mentions.filter(state="proposed").count()) == ("proposed", 1)
    client.post(f"{url}/decide/", {"act": "accept_and_approve"})
    assert (fresh(accepted).review, accepted.mentions.filter(state="proposed").count()) == ("proposed", 0)
    assert [approval.user for approval in curation.approvals(fresh(accepted))] == [curator]
    client.force_login(jon)
    client.post(f"{url}/decide/", {"act": "publish"})
    assert fresh(accepted).review == "published"


def test_one_person_accepts_and_publishes_without_the_setting(client: Client, arrival: Mention) -> None:
    page = client.get(f"/admin/timeline/event/{arrival.event_id}/change/").content.decode()
    assert 'value="accept_and_publish"' in page
    assert 'value="accept_and_approve"' not in page


def test_a_document_offers_to_publish_what_somebody_else_approved(
    client: Client, accepted: Event, arrival: Mention, curator: User, jon: User, strict: None
) -> None:
    url = f"/admin/timeline/document/{arrival.document_id}/change/"
    curation.approve(accepted, user=curator)
    page = client.get(url).content.decode()
    assert ('value="publish"' in page, 'value="publish_all"' in page) == (False, False)
    curation.approve(accepted, user=jon)
    page = client.get(url).content.decode()
    assert ('value="publish"' in page, 'value="publish_all"' in page) == (True, True)


def test_a_document_s_events_are_proposed_at_once(
    client_of: Callable[..., Client], client: Client, accepted: Event, arrival: Mention, strict: None
) -> None:
    url = f"/admin/timeline/document/{arrival.document_id}"
    judge = client_of("view_document", "view_event", "change_event", "change_mention")
    for browser in (judge, client):
        assert 'value="approve_all"' in browser.get(f"{url}/change/").content.decode()
    judge.post(f"{url}/decide/", {"act": "approve_all"})
    assert fresh(accepted).approved_at is not None
    assert 'value="approve_all"' not in judge.get(f"{url}/change/").content.decode()
    client.post(f"{url}/decide/", {"act": "publish_all"})
    assert fresh(accepted).review == "published"


def test_who_publishes_alone_is_not_asked_to_propose(client: Client, accepted: Event, arrival: Mention) -> None:
    page = client.get(f"/admin/timeline/document/{arrival.document_id}/change/").content.decode()
    assert 'value="approve_all"' not in page
    assert 'value="publish_all"' in page


def test_events_are_proposed_from_the_list(client: Client, accepted: Event) -> None:
    client.post("/admin/timeline/event/", {"action": "propose", "_selected_action": [accepted.pk]})
    assert fresh(accepted).approved_at is not None


def test_publishing_from_the_document_needs_the_second_person_too(
    client: Client, accepted: Event, arrival: Mention, strict: None
) -> None:
    url = f"/admin/timeline/document/{arrival.document_id}/decide/"
    for said in ({"act": "publish_all"}, {"act": "publish", "mention": arrival.pk}):
        client.post(url, said)
    client.post("/admin/timeline/event/", {"action": "publish", "_selected_action": [accepted.pk]})
    assert fresh(accepted).review == "proposed"
    assert not Decision.objects.filter(verb="publish").exists()
