"""What the database refuses, whoever writes: each constraint meets data that violates it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tests.rows import NOON, a_decision, a_document, a_mention, an_event, an_outlet
from timeline import wording
from timeline.extraction import model as vocabulary
from timeline.models import (
    Actor,
    Alias,
    Decision,
    Document,
    Event,
    EventParticipant,
    EventRelation,
    Mention,
    MentionParticipant,
    MentionRelation,
    Milestone,
    Office,
    Outlet,
    Place,
    mode_choices,
    status_choices,
)

pytestmark = pytest.mark.django_db

TEXT = "Moskau. Der Minister reiste am Mittwoch nach Pjöngjang 🚆 und kehrte tags darauf zurück."


def refused(constraint: str, write: Callable[[], Any]) -> None:
    """The write is refused by this constraint, at once or at the end of the transaction."""

    def write_and_end() -> None:
        with transaction.atomic():
            write()
            connection.check_constraints()

    with pytest.raises(IntegrityError) as refusal:
        write_and_end()
    diagnosis = refusal.value.__cause__.diag  # type: ignore[union-attr]
    assert diagnosis.constraint_name == constraint, refusal.value


# ---- time ------------------------------------------------------------------------------------------------------------

ONE, TWO = date(2024, 6, 18), date(2024, 6, 19)

FITTING = [
    ("day", ONE, ONE),
    ("open", ONE, None),
    ("open", None, ONE),
    ("unknown", None, None),
    ("unknown", None, TWO),
    ("week", ONE, TWO),
    ("month", date(2024, 6, 1), date(2024, 6, 30)),
    ("season", ONE, TWO),
    ("year", ONE, TWO),
    ("interval", ONE, TWO),
]
UNFIT = [
    ("day", ONE, TWO),
    ("day", ONE, None),
    ("day", None, None),
    ("open", ONE, TWO),
    ("open", None, None),
    ("unknown", ONE, TWO),
    ("week", ONE, None),
    ("month", None, TWO),
    ("season", None, None),
    ("year", ONE, None),
    ("interval", None, None),
    ("fortnight", ONE, TWO),
]


@pytest.mark.parametrize(("precision", "earliest", "latest"), FITTING)
def test_it_keeps_bounds_that_fit_their_precision(precision: str, earliest: date | None, latest: date | None) -> None:
    columns = {"precision": precision, "earliest": earliest, "latest": latest}
    event = Event.objects.get(pk=an_event(**columns).pk)
    mention = a_mention(a_document(TEXT), "reiste", **columns)
    assert event.time == mention.time == vocabulary.TimeSpan(earliest, latest, vocabulary.Precision(precision))


@pytest.mark.parametrize(("precision", "earliest", "latest"), UNFIT)
def test_it_refuses_bounds_that_do_not_fit_their_precision(
    precision: str, earliest: date | None, latest: date | None
) -> None:
    columns = {"precision": precision, "earliest": earliest, "latest": latest}
    document = a_document(TEXT)
    refused("event_bounds_fit_precision", lambda: an_event(**columns))
    refused("mention_bounds_fit_precision", lambda: a_mention(document, "reiste", **columns))


def test_it_refuses_a_time_that_ends_before_it_begins() -> None:
    backwards = {"precision": "interval", "earliest": TWO, "latest": ONE}
    document = a_document(TEXT)
    refusals = []
    for write in (lambda: an_event(**backwards), lambda: a_mention(document, "reiste", **backwards)):
        with pytest.raises((IntegrityError, Exception)) as refusal, transaction.atomic():
            write()
        refusals.append(str(refusal.value))
    # the generated range refuses such bounds before the constraint is asked
    assert all("range lower bound must be less than or equal to range upper bound" in text for text in refusals)


def test_it_covers_an_unknown_side_to_infinity() -> None:
    after = an_event(precision="open", earliest=ONE, latest=None)
    before = an_event(precision="unknown", earliest=None, latest=ONE)
    nowhere = an_event(precision="unknown", earliest=None, latest=None)
    assert set(Event.objects.overlapping(date(2030, 1, 1), None)) == {after, nowhere}
    assert set(Event.objects.overlapping(None, date(2000, 1, 1))) == {before, nowhere}
    assert [Event.objects.get(pk=event.pk).sort_date for event in (after, before, nowhere)] == [ONE, ONE, None]


# ---- documents -------------------------------------------------------------------------------------------------------


def test_it_refuses_the_same_text_twice_from_the_same_place() -> None:
    outlet = an_outlet()
    a_document(TEXT, outlet=outlet, url="https://example.org/1")
    a_document(TEXT, outlet=outlet, url="https://example.org/2", public_id="other-url")
    a_document(TEXT, public_id="nowhere")
    refused(
        "document_once", lambda: a_document(TEXT, outlet=outlet, url="https://example.org/1", public_id="once-more")
    )
    refused("document_once", lambda: a_document(TEXT, public_id="nowhere-again"))


def test_it_refuses_a_publication_window_that_ends_before_it_begins() -> None:
    refused("document_published_in_order", lambda: a_document(TEXT, published_earliest=TWO, published_latest=ONE))


def test_it_refuses_a_document_without_text() -> None:
    refused("document_text_or_takedown", lambda: a_document(""))


def test_it_refuses_a_length_that_is_not_that_of_the_text() -> None:
    refused("document_length", lambda: a_document(TEXT, length=len(TEXT) + 1))


def test_it_refuses_a_document_that_copies_itself() -> None:
    document = a_document(TEXT)
    refused("document_not_its_own_copy", lambda: Document.objects.filter(pk=document.pk).update(copy_of=document))


@pytest.mark.parametrize(
    "change",
    [{"text": TEXT.replace("Mittwoch", "Dienstag")}, {"sha256": "0" * 64}, {"text": TEXT[1:], "length": len(TEXT) - 1}],
)
def test_it_never_changes_the_text_of_a_document(change: dict[str, Any]) -> None:
    document = a_document(TEXT)
    refused("document_text_never_changes", lambda: Document.objects.filter(pk=document.pk).update(**change))


def test_it_lets_a_takedown_remove_the_text_and_nothing_else() -> None:
    document = a_document(TEXT)
    mention = a_mention(document, "Der Minister reiste am Mittwoch", "reiste")
    taken_down = {"taken_down_at": timezone.now()}
    change = Document.objects.filter(pk=document.pk).update
    refused("document_takedown_removes_text", lambda: change(**taken_down))
    refused("document_text_never_changes", lambda: change(text="", length=0, **taken_down))
    change(text="", **taken_down)
    Mention.objects.filter(pk=mention.pk).update(quote="")
    assert Document.objects.get(pk=document.pk).length == len(TEXT)
    refused("document_length", lambda: change(taken_down_at=None))


# ---- mentions --------------------------------------------------------------------------------------------------------


def test_it_counts_offsets_in_code_points() -> None:
    mention = a_mention(a_document(TEXT), "und kehrte tags darauf zurück")
    assert TEXT[mention.start : mention.end] == mention.quote


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"quote": "Der Minister fuhr am Mittwoch"}, "mention_quote_is_cut_out"),
        ({"start": 9}, "mention_quote_is_cut_out"),
        ({"end": 400}, "mention_inside_document"),
        ({"date_start": 10, "date_end": 400}, "mention_inside_document"),
        ({"end": 8, "quote": ""}, "mention_quote_not_empty"),
        ({"trigger_start": 3}, "mention_trigger_inside_quote"),
        ({"trigger_end": 88}, "mention_trigger_inside_quote"),
        ({"trigger_end": 21}, "mention_trigger_inside_quote"),
        ({"date_start": 28}, "mention_date_offsets_in_order"),
        ({"date_start": 28, "date_end": 28}, "mention_date_offsets_in_order"),
        ({"confidence": 1.01}, "mention_confidence_is_a_share"),
        ({"confidence": -0.01}, "mention_confidence_is_a_share"),
    ],
)
def test_it_refuses_a_mention_that_is_not_in_its_document(columns: dict[str, Any], constraint: str) -> None:
    document = a_document(TEXT)
    fitting = {
        "start": 8,
        "end": 39,
        "quote": "Der Minister reiste am Mittwoch",
        "trigger_start": 21,
        "trigger_end": 27,
    }
    a_mention(document, "kehrte", **fitting)
    refused(constraint, lambda: a_mention(document, "kehrte", **{**fitting, "kind": "meeting", **columns}))
    refused(constraint, lambda: Mention.objects.filter(document=document).update(**columns))


def test_it_refuses_a_mention_that_moves_to_a_document_with_another_text() -> None:
    mention = a_mention(a_document(TEXT), "Der Minister reiste", "reiste")
    other = a_document(TEXT.replace("Moskau", "Peking"))
    longer = a_document(f"Eilmeldung. {TEXT}")
    Mention.objects.filter(pk=mention.pk).update(document=other)
    refused("mention_quote_is_cut_out", lambda: Mention.objects.filter(pk=mention.pk).update(document=longer))


def test_it_refuses_two_mentions_of_one_kind_on_one_trigger() -> None:
    document = a_document(TEXT)
    a_mention(document, "Der Minister reiste", "reiste")
    a_mention(document, "Der Minister reiste", "reiste", kind="meeting")
    refused("mention_once", lambda: a_mention(document, "Minister reiste am Mittwoch", "reiste"))


def test_it_keeps_a_document_that_mentions_refer_to() -> None:
    mention = a_mention(a_document(TEXT), "Moskau")
    with pytest.raises(ProtectedError):
        mention.document.delete()


# ---- events ----------------------------------------------------------------------------------------------------------


def test_it_refuses_a_published_event_without_an_accepted_mention() -> None:
    event = an_event()
    document = a_document(TEXT)
    a_mention(document, "Moskau", event=event)
    a_mention(document, "Der Minister", event=event, state="rejected")
    a_mention(document, "reiste", event=an_event(), state="accepted")
    refused("published_event_has_evidence", lambda: Event.objects.filter(pk=event.pk).update(review="published"))
    refused("published_event_has_evidence", lambda: an_event(review="published"))


def test_it_accepts_evidence_that_comes_later_in_the_transaction() -> None:
    with transaction.atomic():
        event = an_event(review="published")
        a_mention(a_document(TEXT), "Moskau", event=event, state="accepted")
        connection.check_constraints()
    assert list(Event.objects.published()) == [event]


@pytest.mark.parametrize(
    "take_away",
    [
        lambda mention: Mention.objects.filter(pk=mention.pk).delete(),
        lambda mention: Mention.objects.filter(pk=mention.pk).update(state="rejected"),
        lambda mention: Mention.objects.filter(pk=mention.pk).update(event=None),
        lambda mention: Mention.objects.filter(pk=mention.pk).update(event=an_event()),
    ],
)
def test_it_refuses_to_take_the_last_evidence_from_a_published_event(take_away: Callable[[Mention], Any]) -> None:
    event = an_event(review="published")
    document = a_document(TEXT)
    mention = a_mention(document, "Moskau", event=event, state="accepted")
    a_mention(document, "reiste", event=event)
    connection.check_constraints()
    refused("published_event_has_evidence", lambda: take_away(mention))
    a_mention(document, "kehrte", event=event, state="accepted")
    take_away(mention)
    connection.check_constraints()


def test_it_refuses_a_published_event_by_hand_without_a_source() -> None:
    an_event(review="published", by_hand=True, source_url="https://example.org/chronik")
    connection.check_constraints()
    refused("published_event_has_evidence", lambda: an_event(review="published", by_hand=True))
    refused(
        "published_event_has_evidence", lambda: an_event(review="published", source_url="https://example.org/chronik")
    )


def test_it_refuses_a_merged_event_that_leads_nowhere() -> None:
    event, other = an_event(), an_event()
    change = Event.objects.filter(pk=event.pk).update
    refused("event_merged_into_something", lambda: change(review="merged"))
    refused("event_merged_into_something", lambda: change(merged_into=other))
    refused("event_not_merged_into_itself", lambda: change(review="merged", merged_into=event))
    change(review="merged", merged_into=other)
    with pytest.raises(ProtectedError):
        other.delete()


# ---- rows that exist once --------------------------------------------------------------------------------------------


def test_it_refuses_what_exists_already() -> None:
    kim = Actor.objects.create(slug="kim", kind="person", name_de="Kim", name_en="Kim")
    event, other = an_event(), an_event()
    document = a_document(TEXT)
    mention, second = a_mention(document, "Moskau"), a_mention(document, "reiste")
    makers: list[tuple[str, Callable[[], Any]]] = [
        ("timeline_actor_slug_key", lambda: Actor.objects.create(slug="kim", kind="person")),
        ("timeline_place_slug_key", lambda: Place.objects.create(slug="seoul")),
        ("timeline_outlet_slug_key", lambda: Outlet.objects.create(slug="blatt")),
        ("timeline_milestone_slug_key", lambda: Milestone.objects.create(slug="war", start=ONE)),
        ("timeline_event_public_id_key", lambda: an_event(public_id="twice")),
        ("timeline_document_public_id_key", lambda: a_document(f"{TEXT} Neu.", public_id=document.public_id)),
        ("alias_once", lambda: Alias.objects.create(actor=kim, text="Kim Jong Un")),
        ("office_once", lambda: Office.objects.create(holder=kim, title_de="Führer", title_en="leader")),
        ("event_participant_once", lambda: EventParticipant.objects.create(event=event, name="Kim", role="actor")),
        (
            "mention_participant_once",
            lambda: MentionParticipant.objects.create(mention=mention, name="K", role="actor"),
        ),
        ("mention_relation_once", lambda: MentionRelation.objects.create(source=mention, target=second, type="about")),
        ("event_relation_once", lambda: EventRelation.objects.create(source=event, target=other, type="about")),
    ]
    for constraint, make in makers:
        if constraint != "timeline_actor_slug_key" and constraint != "timeline_document_public_id_key":
            make()
        refused(constraint, make)


def test_it_refuses_relations_to_oneself_and_backward_terms() -> None:
    event = an_event()
    mention = a_mention(a_document(TEXT), "Moskau")
    kim = Actor.objects.create(slug="kim", kind="person", name_de="Kim", name_en="Kim")
    refused(
        "mention_relation_of_two",
        lambda: MentionRelation.objects.create(source=mention, target=mention, type="about"),
    )
    refused("event_relation_of_two", lambda: EventRelation.objects.create(source=event, target=event, type="about"))
    refused("office_term_in_order", lambda: Office.objects.create(holder=kim, term_from=TWO, term_to=ONE))
    refused("milestone_in_order", lambda: Milestone.objects.create(slug="a", start=TWO, end=ONE))
    refused("milestone_in_order", lambda: Milestone.objects.create(slug="b", start=ONE, end=TWO, ongoing=True))


# ---- the log ---------------------------------------------------------------------------------------------------------


def test_it_never_changes_the_log() -> None:
    decision = a_decision(reason="zwei Quellen")
    row = Decision.objects.filter(pk=decision.pk)
    for change in (
        {"reason": "eine Quelle"},
        {"verb": "reject"},
        {"target": "event:other"},
        {"payload": {"field": "status"}},
        {"at": timezone.now()},
        {"by": "Jemand"},
    ):
        refused("decision_log_only_grows", lambda change=change: row.update(**change))  # type: ignore[misc]
    refused("decision_log_only_grows", lambda: row.delete())
    assert Decision.objects.get().reason == "zwei Quellen"


def test_it_lets_a_fixture_write_the_same_decision_again() -> None:
    decision = a_decision(payload={"field": "status", "value": "occurred"})
    Decision.objects.get(pk=decision.pk).save()
    assert Decision.objects.get() == decision


def test_it_undoes_a_decision_once() -> None:
    decision = a_decision()
    a_decision(verb="undo", undoes=decision)
    refused("timeline_decision_undoes_id_key", lambda: a_decision(verb="undo", undoes=decision))
    assert list(Decision.objects.in_force()) == []


@pytest.mark.django_db(transaction=True)
def test_it_can_still_be_emptied_for_a_test() -> None:
    event = an_event(by_hand=True, review="published", source_url="https://example.org/chronik")
    a_mention(a_document(TEXT), "Moskau", event=event, state="accepted")
    a_decision(at=NOON)
    call_command("flush", interactive=False, verbosity=0)
    assert [model.objects.count() for model in (Event, Mention, Document, Decision)] == [0, 0, 0, 0]


# ---- words -----------------------------------------------------------------------------------------------------------


def test_it_has_a_word_for_every_member_of_the_vocabulary() -> None:
    sections = {
        "family": vocabulary.Family,
        "kind": vocabulary.EventKind,
        "mode": vocabulary.Mode,
        "factuality": vocabulary.Factuality,
        "status": vocabulary.Status,
        "commitment": vocabulary.Commitment,
        "precision": vocabulary.Precision,
        "extent": vocabulary.Extent,
        "basis": vocabulary.Basis,
        "published_basis": vocabulary.PublishedBasis,
        "role": vocabulary.Role,
        "relation": vocabulary.RelationType,
        "actor_kind": vocabulary.ActorKind,
    }
    for language in wording.LANGUAGES:
        words = wording.catalogue(language).words
        assert {section: set(words[section]) for section in sections} == {
            section: {member.value for member in members} for section, members in sections.items()
        }


def test_it_names_choices_in_the_active_language() -> None:
    from django.utils.translation import override

    with override("en"):
        assert dict(status_choices())["not_occurred"] == "did not occur"
    with override("de"):
        assert dict(status_choices())["not_occurred"] == "nicht eingetreten"
        assert dict(mode_choices())["veto"] == "Veto"


def test_it_has_a_migration_for_every_change_of_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_it_keeps_times_as_fine_as_a_fixture_does() -> None:
    assert a_decision(at=Decision._meta.get_field("at").get_default()).at.microsecond % 1000 == 0
