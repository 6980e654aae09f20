"""What curators do: each act is one row of the log, and everything else follows from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.utils.translation import override

from tests.rows import (
    NOON,
    a_decision,
    a_mention,
    columns_of_everything,
    event_of,
    rolled_back,
    settle,
    told,
)
from timeline import curation
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.curation import CurationError, Stamp
from timeline.extraction.model import Precision, RelationType, TimeSpan
from timeline.grouping import regroup, writing
from timeline.models import (
    Decision,
    Document,
    Event,
    EventParticipant,
    EventRelation,
    Mention,
    MentionRelation,
    Place,
)
from timeline.projection import rederive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def mara() -> User:
    return User.objects.create_superuser("mara", first_name="Mara", last_name="Lind")


def again(row: Any) -> Any:
    """The row as it is stored now."""
    return type(row)._base_manager.get(pk=row.pk)


def log() -> list[tuple[str, str]]:
    return list(Decision.objects.order_by("at", "id").values_list("verb", "target"))


def two_reports() -> tuple[Mention, Mention, Event]:
    """Two documents that tell of one visit: one names the day, the other the month."""
    first = told("Lawrow besuchte am Mittwoch Pjöngjang.")
    month = {"earliest": date(2023, 10, 1), "latest": date(2023, 10, 31), "precision": "month"}
    second = told("Im Oktober reiste Lawrow nach Nordkorea.", published=date(2024, 1, 15), **month)
    one, other = settle(first, second)
    assert one == other
    return first, second, one


# ---- mentions --------------------------------------------------------------------------------------------------------


def test_it_accepts_a_mention(mara: User) -> None:
    first, second, event = two_reports()
    decision = curation.accept(first, user=mara, reason=" zwei Agenturen ")
    assert (again(first).state, again(second).state) == ("accepted", "proposed")
    assert (decision.verb, decision.target) == ("accept", f"mention:{first.document.public_id}:{first.anchor}")
    assert (decision.user, decision.by, decision.reason) == (mara, "Mara Lind", "zwei Agenturen")
    assert decision.payload == {"event": event.public_id}


def test_it_rejects_a_mention_and_keeps_it_as_a_tombstone(mara: User) -> None:
    first, second, event = two_reports()
    curation.reject(second, user=mara, reason="nur ein Rückblick")
    stored = again(second)
    assert (stored.state, stored.quote, stored.event) == ("rejected", second.quote, event)
    assert again(event).document_count == 1
    assert settle(first) == [event]


def test_it_accepts_a_mention_that_waits_for_its_event(mara: User) -> None:
    mention = told("Lawrow besuchte am Mittwoch Pjöngjang.")
    assert mention.event is None
    curation.accept(mention, user=mara)
    assert (event_of(mention).document_count, again(mention).state) == (1, "accepted")


def test_it_accepts_every_proposal_of_an_event(mara: User) -> None:
    first, second, event = two_reports()
    third = a_mention(first.document, "Pjöngjang", event=event, kind="visit")
    curation.reject(third, user=mara)
    decisions = curation.accept_all(event, user=mara, reason="geprüft")
    assert {decision.target.split(":")[1] for decision in decisions} == {
        first.document.public_id,
        second.document.public_id,
    }
    assert [again(mention).state for mention in (first, second, third)] == ["accepted", "accepted", "rejected"]
    assert len(log()) == 3


def test_it_accepts_a_mention_that_was_rejected(mara: User) -> None:
    _first, second, event = two_reports()
    curation.reject(second, user=mara)
    curation.accept(second, user=mara)
    assert (again(second).state, event_of(second)) == ("accepted", event)
    assert again(event).document_count == 1  # only what is accepted counts, and `first` is not


# ---- publishing ------------------------------------------------------------------------------------------------------


def test_it_publishes_and_withdraws_an_event(mara: User) -> None:
    first, _, event = two_reports()
    curation.accept(first, user=mara)
    decision = curation.publish(event, user=mara)
    assert (again(event).review, again(event).published_at) == ("published", decision.at)
    curation.unpublish(event, user=mara, reason="Quelle unklar")
    assert (again(event).review, again(event).published_at) == ("proposed", None)
    assert [verb for verb, _ in log()] == ["accept", "publish", "unpublish"]
    connection.check_constraints()


def test_it_leaves_a_published_event_as_it_is_until_a_new_report_is_accepted(mara: User) -> None:
    first = told("Lawrow will am Mittwoch Pjöngjang besuchen.", factuality="planned", published=date(2023, 9, 14))
    [event] = settle(first)
    curation.accept(first, user=mara)
    curation.publish(event, user=mara)
    before = again(event)
    second = told("Lawrow traf am Mittwoch in Pjöngjang ein.", published=date(2023, 10, 20))
    assert settle(second) == [event]
    after = again(event)
    assert {f.name: getattr(after, f.name) for f in Event._meta.fields} == {
        f.name: getattr(before, f.name) for f in Event._meta.fields
    }
    assert (after.status, after.document_count) == ("planned", 1)
    curation.accept(second, user=mara)
    assert (again(event).status, again(event).document_count) == ("occurred", 2)
    assert [change["status"] for change in again(event).status_history] == ["planned", "occurred"]


def test_it_warns_of_what_an_event_lacks_before_it_is_public(mara: User) -> None:
    undated = {"earliest": None, "latest": None, "precision": "unknown"}
    [bare] = settle(told("Es gab einen Besuch.", who=(), **undated))
    assert curation.publication_warnings(bare) == [
        "The event has no date.",
        "None of its reports names a source: no outlet and no URL.",
        "Nobody is known to take part.",
        "A title is unclear: it does not say who or what it is about.",
        "Some of its reports are not decided on yet.",
    ]
    first, _second, event = two_reports()
    curation.accept_all(event, user=mara)
    Document.objects.filter(pk=first.document.pk).update(url="https://example.org/bericht")
    assert curation.publication_warnings(again(event)) == []
    curation.publish(event, user=mara)


@pytest.mark.parametrize(
    ("title", "unclear"),
    [
        ("Visit", True),
        ("Visit planned", True),
        ("Criticism", True),
        ("???", True),
        ("TBD 2024", True),
        ("No title", True),
        ("Visit to Pyongyang", False),
        ("Lavrov visits North Korea", False),
        ("Meeting with Kim", False),
    ],
)
def test_it_warns_of_a_title_that_tells_only_the_kind(mara: User, title: str, unclear: bool) -> None:
    _first, _second, event = two_reports()
    curation.override(event, "title_en", title, user=mara)
    warned = "A title is unclear: it does not say who or what it is about." in curation.publication_warnings(
        again(event)
    )
    assert warned is unclear


def test_it_rejects_an_event_and_hides_later_reports_of_it(mara: User) -> None:
    _first, _, event = two_reports()
    curation.reject_event(event, user=mara, reason="nicht unser Thema")
    assert again(event).review == "rejected"
    later = told("Lawrow war am Mittwoch zu Besuch in Pjöngjang.", published=date(2023, 10, 21))
    assert settle(later) == [event]
    assert again(event).review == "rejected"


def test_it_takes_an_event_for_rejected_when_all_its_reports_are(mara: User) -> None:
    first, second, event = two_reports()
    curation.reject(first, user=mara)
    assert again(event).review == "proposed"
    curation.reject(second, user=mara)
    assert again(event).review == "rejected"


# ---- what cannot be done ---------------------------------------------------------------------------------------------

Act = Callable[[Mention, Mention, Event, User], Any]
REFUSALS: list[tuple[str, str, Act]] = [
    (
        "accepting twice",
        "This mention is accepted already.",
        lambda first, second, event, user: curation.accept(first, user=user),
    ),
    (
        "rejecting twice",
        "This mention is rejected already.",
        lambda first, second, event, user: [curation.reject(second, user=user) for _ in range(2)],
    ),
    (
        "publishing without a report",
        "The event “Choe Son Hui visits Russia” would be public without an accepted report.",
        lambda first, second, event, user: curation.publish(event_of(told_alone()), user=user),
    ),
    (
        "publishing twice",
        "This event is published already.",
        lambda first, second, event, user: curation.publish(event, user=user),
    ),
    (
        "withdrawing what is not public",
        "This event is not published.",
        lambda first, second, event, user: curation.unpublish(event_of(told_alone()), user=user),
    ),
    (
        "rejecting the last report of a public event",
        "The event “Lavrov visits North Korea” would be public without an accepted report.",
        lambda first, second, event, user: curation.reject(first, user=user),
    ),
    (
        "undoing the acceptance of the last report of a public event",
        "The event “Lavrov visits North Korea” would be public without an accepted report.",
        lambda first, second, event, user: curation.undo(Decision.objects.get(verb="accept"), user=user),
    ),
    (
        "splitting the last report off a public event",
        "The event “Lavrov visits North Korea” would be public without an accepted report.",
        lambda first, second, event, user: curation.split([first], user=user),
    ),
    (
        "accepting nothing",
        "This event has no proposal left to accept.",
        lambda first, second, event, user: curation.accept_all(accepted_only(event, user), user=user),
    ),
    (
        "an unknown status",
        "This is no value for “status”: 'maybe' is not a valid Status",
        lambda first, second, event, user: curation.override(event, "status", "maybe", user=user),
    ),
    (
        "what only derivation and decisions set",
        "“review” cannot be set by hand.",
        lambda first, second, event, user: curation.override(event, "review", "published", user=user),
    ),
    (
        "a place that nobody knows",
        "There is no place “atlantis”: add it first.",
        lambda first, second, event, user: curation.override(event, "place", "atlantis", user=user),
    ),
    (
        "a participant that nobody knows",
        "This is no value for “participants”: there is no actor “zeus”",
        lambda first, second, event, user: curation.override(
            event, "participants", [{"name": "Zeus", "role": "actor", "key": "zeus"}], user=user
        ),
    ),
    (
        "a participant without a name",
        "This is no value for “participants”: a name has 1 to 200 characters",
        lambda first, second, event, user: curation.override(
            event, "participants", [{"name": " ", "role": "actor"}], user=user
        ),
    ),
    (
        "a title without end",
        "This text has more than 300 characters.",
        lambda first, second, event, user: curation.override(event, "title_de", "x" * 301, user=user),
    ),
    (
        "a time that ends before it begins",
        "This is no value for “time”: a time span cannot end (2024-02-01) before it begins (2024-02-02)",
        lambda first, second, event, user: curation.override(
            event, "time", {"earliest": "2024-02-02", "latest": "2024-02-01", "precision": "interval"}, user=user
        ),
    ),
    (
        "merging an event with itself",
        "Choose two different events to merge.",
        lambda first, second, event, user: curation.merge([event], event, user=user),
    ),
    (
        "merging nothing",
        "Choose two different events to merge.",
        lambda first, second, event, user: curation.merge([], event, user=user),
    ),
    (
        "splitting everything off",
        "An event keeps at least one mention: leave one out.",
        lambda first, second, event, user: curation.split([first, second], user=user),
    ),
    (
        "splitting nothing off",
        "Choose mentions of one event to split off.",
        lambda first, second, event, user: curation.split([], user=user),
    ),
    (
        "relating an event to itself",
        "An event cannot be related to itself.",
        lambda first, second, event, user: curation.relate(event, event, RelationType.ABOUT, user=user),
    ),
    (
        "acting as nobody",
        "Only a curator who is logged in can decide.",
        lambda first, second, event, user: curation.accept(second, user=None),
    ),
    (
        "acting without a login",
        "Only a curator who is logged in can decide.",
        lambda first, second, event, user: curation.accept(second, user=AnonymousUser()),
    ),
]


def told_alone() -> Mention:
    mention = told("Choe reiste am Montag nach Moskau.", who=(("choe-son-hui", "actor"), ("russia", "recipient")))
    settle(mention)
    return mention


def accepted_only(event: Event, user: User) -> Event:
    for mention in event.mentions.filter(state="proposed"):
        curation.accept(mention, user=user)
    return event


@pytest.mark.parametrize(("message", "act"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_it_refuses(message: str, act: Act, mara: User) -> None:
    first, second, event = two_reports()
    curation.accept(first, user=mara)
    curation.publish(event, user=mara)
    with pytest.raises(CurationError) as refusal:
        act(first, second, event, mara)
    assert str(refusal.value) == message
    connection.check_constraints()


def test_it_leaves_nothing_behind_when_it_refuses(mara: User) -> None:
    first, _, event = two_reports()
    curation.accept(first, user=mara)
    curation.publish(event, user=mara)
    before = columns_of_everything(), log()
    with pytest.raises(CurationError):
        curation.reject(first, user=mara)
    assert (columns_of_everything(), log()) == before


def test_it_keeps_an_event_searchable_whose_sentence_has_no_end() -> None:
    words = " ".join(f"Wort{number}" for number in range(100_000))
    [event] = settle(told(f"Lawrow besuchte Pjöngjang {words}."))
    assert len(event.search_text) == 200_000
    assert list(Event.objects.matching("Wort100")) == [event]


# ---- overriding ------------------------------------------------------------------------------------------------------


def test_it_sets_a_value_in_place_of_the_derived_one(mara: User) -> None:
    _first, _, event = two_reports()
    Place.objects.create(slug="vostochny-test", name_de="Wostotschny", name_en="Vostochny", country="RUS")
    week = TimeSpan(date(2023, 10, 16), date(2023, 10, 22), Precision.WEEK)
    for field, value in {
        "kind": "meeting",
        "mode": "phone",
        "status": "disputed",
        "time": week,
        "place": "vostochny-test",
        "participants": [{"name": "Sergej Lawrow", "role": "actor", "key": "sergei-lavrov"}],
        "title_de": "Lawrow am Telefon",
        "summary_en": "A call.",
    }.items():
        curation.override(event, field, value, user=mara, reason="laut Protokoll")
    event = again(event)
    assert (event.kind, event.mode, event.status, event.time) == ("meeting", "phone", "disputed", week)
    assert (event.place.slug, event.title_de, event.summary_en) == ("vostochny-test", "Lawrow am Telefon", "A call.")
    assert list(event.participants.values_list("name", "role")) == [("Sergej Lawrow", "actor")]
    assert "phone" in event.title_en.lower() or "call" in event.title_en.lower()


def test_it_keeps_what_was_overridden_when_reports_come_in(mara: User) -> None:
    _first, _second, event = two_reports()
    curation.override(event, "status", "not_occurred", user=mara)
    curation.accept_all(event, user=mara)
    assert again(event).status == "not_occurred"


def test_it_lets_the_last_override_count_and_the_one_before_it_when_that_is_undone(mara: User) -> None:
    _, _, event = two_reports()
    derived = again(event).title_de
    curation.override(event, "title_de", "Erster Titel", user=mara)
    second = curation.override(event, "title_de", "Zweiter Titel", user=mara)
    assert (again(event).title_de, second.payload["before"]) == ("Zweiter Titel", "Erster Titel")
    curation.undo(second, user=mara)
    assert again(event).title_de == "Erster Titel"
    curation.undo(Decision.objects.get(verb="override", undone_by=None), user=mara)
    assert again(event).title_de == derived


# ---- merging and splitting -------------------------------------------------------------------------------------------


def two_events() -> tuple[Mention, Mention]:
    """Two visits of one minister, too far apart for one event."""
    first = told("Lawrow besuchte Pjöngjang.", day=date(2023, 10, 18))
    second = told("Lawrow reiste nach Pjöngjang.", day=date(2024, 3, 18), published=date(2024, 3, 20))
    one, other = settle(first, second)
    assert one != other
    return first, second


def test_it_merges_events_and_lets_the_old_id_lead_to_the_new_one(mara: User) -> None:
    first, second = two_events()
    one, other = event_of(first), event_of(second)
    [decision] = curation.merge([other], one, user=mara, reason="Tippfehler im Datum")
    assert event_of(second) == one
    assert (again(other).review, again(other).merged_into) == ("merged", one)
    assert decision.target == f"event:{other.public_id}"
    third = told("Lawrow besuchte am Montag Pjöngjang.", day=date(2024, 3, 18), published=date(2024, 3, 19))
    assert settle(third) == [one]
    assert event_of(second) == one
    for act in (curation.publish, curation.reject_event):
        with pytest.raises(CurationError):
            act(other, user=mara)


def test_it_gives_a_merged_event_its_reports_back(mara: User) -> None:
    first, second = two_events()
    one, other = event_of(first), event_of(second)
    curation.accept(first, user=mara)
    curation.accept(second, user=mara)
    before = columns_of_everything()
    [decision] = curation.merge([other], one, user=mara)
    assert (again(one).document_count, again(one).precision) == (2, "interval")
    curation.undo(decision, user=mara)
    assert (event_of(first), event_of(second)) == (one, other)
    assert columns_of_everything() == before


def test_it_splits_a_mention_off_and_keeps_it_apart(mara: User) -> None:
    first, second, event = two_reports()
    decision = curation.split([second], user=mara, reason="eine andere Reise")
    new = Event.objects.get(public_id=decision.payload["into"])
    assert (event_of(first), event_of(second)) == (event, new)
    third = told("Lawrow war am Mittwoch in Pjöngjang.", published=date(2023, 10, 21))
    [joined] = settle(third)
    assert (event_of(first), event_of(second), joined) == (event, new, event)
    curation.undo(decision, user=mara)
    assert {event_of(mention) for mention in (first, second, third)} == {event}
    assert (again(new).review, again(new).merged_into) == ("merged", event)


def test_it_keeps_accepted_reports_of_two_events_apart_whatever_the_machine_thinks(mara: User) -> None:
    first, second, event = two_reports()
    decision = curation.split([second], user=mara)
    curation.accept(first, user=mara)
    curation.accept(second, user=mara)
    curation.undo(Decision.objects.get(verb="accept", target__contains=second.document.public_id), user=mara)
    new = Event.objects.get(public_id=decision.payload["into"])
    assert settle(first, second) == [event, new]


def test_it_lets_the_later_of_two_contradicting_acts_count(mara: User) -> None:
    first, second, event = two_reports()
    split = curation.split([second], user=mara)
    new = Event.objects.get(public_id=split.payload["into"])
    curation.merge([new], event, user=mara)
    assert settle(first, second) == [event, event]
    curation.split([second], user=mara)
    assert event_of(first) == event
    assert event_of(second) != event


# ---- relations -------------------------------------------------------------------------------------------------------


def claim_and_denial() -> tuple[Mention, Mention, Mention]:
    """An accusation, the delivery that it is about, and the denial of the accusation."""
    claim = told(
        "Washington beschuldigte Nordkorea.", kind="accusation", who=(("usa", "actor"), ("north-korea", "recipient"))
    )
    content = told(
        "Nordkorea habe Munition geliefert.",
        kind="arms_transfer",
        factuality="alleged",
        who=(("north-korea", "supplier"), ("russia", "recipient")),
    )
    denial = told("Pjöngjang wies das zurück.", kind="denial", who=(("north-korea", "actor"), ("usa", "recipient")))
    MentionRelation.objects.create(source=claim, target=content, type="about")
    MentionRelation.objects.create(source=denial, target=claim, type="denies")
    settle(claim, content, denial)
    return claim, content, denial


def relations() -> set[tuple[str, str, str]]:
    return set(EventRelation.objects.values_list("source__kind", "target__kind", "type"))


def test_it_relates_events_as_their_counting_mentions_are_related(mara: User) -> None:
    claim, content, denial = claim_and_denial()
    both = {("accusation", "arms_transfer", "about"), ("denial", "accusation", "denies")}
    assert relations() == both
    curation.accept(claim, user=mara)
    curation.accept(content, user=mara)
    curation.reject(denial, user=mara)
    assert relations() == {("accusation", "arms_transfer", "about")}
    curation.accept(denial, user=mara)
    assert relations() == both


def test_it_takes_what_was_claimed_for_disputed_once_its_denial_is_accepted(mara: User) -> None:
    claim, content, denial = claim_and_denial()
    for mention in (claim, content):
        curation.accept(mention, user=mara)
        curation.publish(event_of(mention), user=mara)
    assert (event_of(claim).status, event_of(content).status) == ("occurred", "alleged")
    decision = curation.accept(denial, user=mara)
    assert (event_of(claim).status, event_of(content).status) == ("occurred", "disputed")
    assert [said["key"] for said in event_of(content).explanation["disputed_by"]] == ["north-korea"]
    curation.undo(decision, user=mara)
    assert (event_of(claim).status, event_of(content).status) == ("occurred", "alleged")


def test_it_relates_events_by_hand(mara: User) -> None:
    first, second = two_events()
    decision = curation.relate(event_of(second), event_of(first), RelationType.REACTION_TO, user=mara)
    assert list(EventRelation.objects.values_list("source", "target", "type")) == [
        (event_of(second).pk, event_of(first).pk, "reaction_to")
    ]
    curation.undo(decision, user=mara)
    assert not EventRelation.objects.exists()


# ---- by hand ---------------------------------------------------------------------------------------------------------


def test_it_enters_an_event_that_no_document_tells_of(mara: User) -> None:
    decision = curation.enter_by_hand(
        kind="agreement",
        time=TimeSpan.day(date(2000, 2, 9)),
        title_de="Freundschaftsvertrag unterzeichnet",
        title_en="Friendship treaty signed",
        source_url="https://example.org/vertrag",
        user=mara,
        participants=[{"name": "Igor Iwanow", "role": "actor", "key": ""}],
    )
    event = Event.objects.get(public_id=decision.target.removeprefix("event:"))
    curation.publish(event, user=mara)
    event = again(event)
    assert (event.by_hand, event.review, event.kind, event.earliest) == (
        True,
        "published",
        "agreement",
        date(2000, 2, 9),
    )
    assert list(event.participants.values_list("name", flat=True)) == ["Igor Iwanow"]
    connection.check_constraints()


def test_it_does_not_publish_an_event_by_hand_without_a_source(mara: User) -> None:
    decision = curation.enter_by_hand(
        kind="visit",
        time=TimeSpan.day(date(2000, 7, 19)),
        title_de="Besuch",
        title_en="Visit",
        source_url="",
        user=mara,
    )
    event = Event.objects.get(public_id=decision.target.removeprefix("event:"))
    with pytest.raises(CurationError, match="URL"):
        curation.publish(event, user=mara)
    assert again(event).review == "proposed"


# ---- takedown --------------------------------------------------------------------------------------------------------


def test_it_takes_a_document_down_and_keeps_what_was_decided(mara: User) -> None:
    first, _, event = two_reports()
    evidence = [{"rule": "kinds.visit.verb", "text": "besuchte", "start": 7, "end": 15}]
    said = [{"source": "KCNA", "cue": "meldete", "key": "kcna"}]
    Mention.objects.filter(pk=first.pk).update(trace=evidence, attributions=said, date_text="am Mittwoch")
    curation.accept(first, user=mara)
    curation.publish(event, user=mara)
    curation.take_down(first.document, user=mara, reason="auf Wunsch des Verlags")
    document, mention = Document.objects.get(pk=first.document.pk), again(first)
    assert (document.text, document.title, document.length) == ("", "", len("Lawrow besuchte am Mittwoch Pjöngjang."))
    assert (mention.quote, mention.date_text, mention.start, mention.end) == ("", "", first.start, first.end)
    assert (mention.trace, mention.attributions) == (
        [{**evidence[0], "text": ""}],
        [{**said[0], "cue": ""}],
    )
    assert (again(event).review, mention.state) == ("published", "accepted")
    assert "Mittwoch" not in again(event).search_text
    connection.check_constraints()
    with pytest.raises(CurationError, match="text is gone"):
        curation.undo(Decision.objects.get(verb="take_down"), user=mara)
    with pytest.raises(CurationError):
        curation.confirm_date(document, date(2023, 10, 21), user=mara)


# ---- the log ---------------------------------------------------------------------------------------------------------


def test_it_undoes_each_act_and_leaves_everything_as_it_was(mara: User) -> None:
    first, second, event = two_reports()
    other = event_of(told_alone())
    curation.accept(first, user=mara)
    curation.publish(event, user=mara)
    acts: list[Callable[[], Decision]] = [
        lambda: curation.accept(second, user=mara),
        lambda: curation.reject(second, user=mara),
        lambda: curation.unpublish(event, user=mara),
        lambda: curation.reject_event(event, user=mara),
        lambda: curation.override(event, "status", "denied", user=mara),
        lambda: curation.relate(event, other, RelationType.PART_OF, user=mara),
        lambda: curation.merge([other], event, user=mara)[0],
    ]
    before = columns_of_everything()
    for act in acts:
        decision = act()
        assert columns_of_everything() != before, decision.verb
        undoing = curation.undo(decision, user=mara, reason="Irrtum")
        assert columns_of_everything() == before, decision.verb
        assert (undoing.verb, undoing.undoes, undoing.target) == ("undo", decision, decision.target)
        with pytest.raises(CurationError):
            curation.undo(decision, user=mara)
        with pytest.raises(CurationError):
            curation.undo(undoing, user=mara)


def test_it_tells_the_history_of_what_was_decided_on(mara: User) -> None:
    first, second, event = two_reports()
    other = event_of(told_alone())
    accepting = curation.accept(first, user=mara)
    publishing = curation.publish(event, user=mara)
    [merging] = curation.merge([other], event, user=mara)
    undoing = curation.undo(merging, user=mara)
    a_decision(target="event:another", at=datetime(2024, 1, 1, tzinfo=UTC))
    assert curation.history(event) == [accepting, publishing, merging, undoing]
    assert curation.history(first) == [accepting]
    assert curation.history(second) == []
    assert curation.history(first.document) == [accepting]
    assert curation.history(other) == [merging, undoing]
    assert curation.history(accepting.target) == [accepting]


def test_it_replays_an_act_under_its_own_time_author_and_uid() -> None:
    first, _, event = two_reports()
    at = datetime(2024, 6, 25, 9, 30, tzinfo=UTC)
    uid = UUID("4f0a2c52-1f9f-4d56-9a30-8d3b9ce1a111")
    decision = curation.accept(first, user=None, stamp=Stamp(at, "Demo-Redaktion", uid))
    stored = Decision.objects.get(uid=uid)
    assert (stored.at, stored.by, stored.user) == (at, "Demo-Redaktion", None)
    assert again(event).updated_at == decision.at == at


def test_it_gives_a_replayed_act_an_id_that_says_what_it_did() -> None:
    first, second, _ = two_reports()
    at = datetime(2024, 6, 25, 9, 30, tzinfo=UTC)
    uids = []
    for mention, reason in ((first, "geprüft"), (first, "geprüft"), (first, "zweimal geprüft"), (second, "geprüft")):
        with rolled_back():
            uids.append(curation.accept(mention, user=None, reason=reason, stamp=Stamp(at, "Redaktion")).uid)
    assert uids[0] == uids[1]
    assert len(set(uids)) == 3


def test_it_derives_the_same_rows_again_from_mentions_and_log_alone(mara: User) -> None:
    _first, second, event = two_reports()
    other = told_alone()
    claim, content, denial = claim_and_denial()
    curation.accept_all(event, user=mara)
    curation.publish(event, user=mara)
    curation.override(event, "title_de", "Lawrow in Pjöngjang", user=mara)
    curation.reject(other, user=mara)
    for mention in (claim, content, denial):
        curation.accept(mention, user=mara)
    curation.publish(event_of(content), user=mara)
    decision = curation.split([second], user=mara)
    curation.merge([Event.objects.get(public_id=decision.payload["into"])], event, user=mara)
    expected = columns_of_everything()

    EventParticipant.objects.all().delete()
    EventRelation.objects.all().delete()
    Mention.objects.update(state="proposed")
    Event.objects.exclude(review="merged").update(
        review="proposed",
        published_at=None,
        status="possible",
        status_history=[],
        explanation={},
        title_de="",
        title_en="",
        summary_de="",
        summary_en="",
        source_count=0,
        document_count=0,
        search_text="",
        place=None,
        earliest=None,
        latest=None,
        precision="unknown",
    )
    assert columns_of_everything() != expected
    with writing():
        rederive(list(Event.objects.all()), at=NOON)
    assert columns_of_everything() == expected


def test_it_groups_the_same_way_again_after_every_act(mara: User) -> None:
    first, second, _event = two_reports()
    decision = curation.split([second], user=mara)
    curation.accept(first, user=mara)
    expected = columns_of_everything()
    with writing():
        regrouped = regroup(["visit"], packaged_and_curated_lexicon())
    assert regrouped.changed == frozenset()
    assert columns_of_everything() == expected
    assert decision.payload["rest"] == [f"{first.document.public_id}#{first.anchor}"]
