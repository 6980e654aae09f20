"""What mentions say once people put them right: edits, marks, moves, newer readings, and all of it taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from tests.rows import a_decision, a_document, a_mention, an_event, columns_of_everything, event_of, settle, told
from timeline import curation, edits
from timeline.curation import CurationError
from timeline.extraction.model import Precision, TimeSpan
from timeline.grouping import target_of
from timeline.models import Actor, Decision, Document, Event, Mention, Place
from timeline.projection import rederive
from timeline.values import span_record

pytestmark = pytest.mark.django_db

DAY = TimeSpan.day(date(2023, 10, 19))
MONTH = TimeSpan(date(2023, 10, 1), date(2023, 10, 31), Precision.MONTH)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def mara() -> User:
    return User.objects.create_superuser("mara", first_name="Mara", last_name="Lind")


def again(mention: Mention) -> Mention:
    return Mention.objects.with_values().get(pk=mention.pk)


def says(mention: Mention) -> dict[str, Any]:
    return edits.said(again(mention))


def a_visit(**columns: Any) -> tuple[Mention, Event]:
    mention = told("Laut Interfax besuchte Lawrow am Mittwoch Pjöngjang.", **columns)
    [event] = settle(mention)
    return mention, event


# ---- editing ---------------------------------------------------------------------------------------------------------

EDITS: list[tuple[str, Any, Any]] = [
    ("kind", "meeting", "meeting"),
    ("time", DAY, span_record(DAY)),
    ("factuality", "alleged", "alleged"),
    ("commitment", "distanced", "distanced"),
    ("attributions", [{"source": "Interfax"}], [{"source": "Interfax", "key": ""}]),
    (
        "participants",
        [{"name": "Eine Delegation", "role": "actor"}],
        [{"name": "Eine Delegation", "role": "actor", "key": ""}],
    ),
    ("place", "pyongyang", "pyongyang"),
    (
        "quantities",
        [{"low": 3.0, "high": 3.0, "unit": "people"}],
        [{"low": 3.0, "high": 3.0, "unit": "people", "of": ""}],
    ),
]


@pytest.mark.parametrize(("field", "value", "kept"), EDITS, ids=[field for field, *_ in EDITS])
def test_it_edits_a_field_and_takes_that_back(mara: User, field: str, value: Any, kept: Any) -> None:
    Place.objects.get_or_create(slug="pyongyang", defaults={"name_de": "Pjöngjang", "name_en": "Pyongyang"})
    mention, _ = a_visit()
    before, everything = says(mention), columns_of_everything()
    decision = curation.edit(mention, {field: value}, user=mara, reason="so steht es da")
    assert says(mention) == {**before, field: kept}
    assert edits.found(again(mention)) == before
    assert decision.payload == {"fields": {field: kept}, "before": {field: before[field]}}
    curation.undo(decision, user=mara)
    assert says(mention) == before
    assert again(mention).reading is None
    assert columns_of_everything() == everything


def test_it_derives_the_event_from_what_was_edited(mara: User) -> None:
    mention, event = a_visit()
    curation.edit(mention, {"time": MONTH, "factuality": "planned"}, user=mara)
    event.refresh_from_db()
    assert (event.time, event.status) == (MONTH, "planned")


def test_it_keeps_the_name_of_a_mention_whose_kind_was_edited(mara: User) -> None:
    mention, _ = a_visit()
    anchor = mention.anchor
    curation.accept(mention, user=mara)
    curation.edit(mention, {"kind": "meeting"}, user=mara)
    edited = again(mention)
    assert (edited.kind, edited.anchor, edited.state) == ("meeting", anchor, "accepted")
    assert event_of(mention).kind == "meeting"
    curation.reject(mention, user=mara)
    assert again(mention).state == "rejected"
    assert [act.verb for act in curation.history(edited)] == ["accept", "edit", "reject"]


def test_a_manner_goes_with_its_kind_only(mara: User) -> None:
    mention, _ = a_visit()
    curation.edit(mention, {"kind": "meeting", "mode": "phone"}, user=mara)
    assert (again(mention).kind, again(mention).mode) == ("meeting", "phone")
    decision = curation.edit(mention, {"kind": "demand"}, user=mara)
    assert (again(mention).kind, again(mention).mode) == ("demand", "")
    assert decision.payload["before"] == {"kind": "meeting", "mode": "phone"}


def test_the_latest_of_two_edits_counts_and_undoing_it_brings_the_first_back(mara: User) -> None:
    mention, _ = a_visit()
    curation.edit(mention, {"factuality": "planned", "commitment": "distanced"}, user=mara)
    second = curation.edit(mention, {"factuality": "alleged"}, user=mara)
    assert (says(mention)["factuality"], says(mention)["commitment"]) == ("alleged", "distanced")
    curation.undo(Decision.objects.get(payload__fields__has_key="commitment"), user=mara)
    assert (says(mention)["factuality"], says(mention)["commitment"]) == ("alleged", "asserted")
    curation.undo(second, user=mara)
    assert (says(mention)["factuality"], again(mention).reading) == ("occurred", None)


def test_it_keeps_the_words_that_name_a_source_out_of_the_log_and_brings_them_back(mara: User) -> None:
    mention, _ = a_visit(attributions=[{"source": "Interfax", "cue": "Laut Interfax", "key": ""}])
    decision = curation.edit(mention, {"attributions": [{"source": "TASS"}]}, user=mara)
    assert again(mention).attributions == [{"source": "TASS", "cue": "", "key": ""}]
    assert "Laut" not in str(decision.payload)
    curation.undo(decision, user=mara)
    assert again(mention).attributions == [{"source": "Interfax", "cue": "Laut Interfax", "key": ""}]


REFUSED_EDITS: list[tuple[dict[str, Any], str]] = [
    ({"factuality": "occurred"}, "Nothing in it differs from what the mention says already."),
    ({"kind": "picnic"}, "This is no value for “kind”: 'picnic' is not a valid EventKind"),
    ({"quote": "Lawrow"}, "“quote” cannot be set by hand."),
    ({"mode": "phone"}, "The manner “phone” does not go with this kind of event."),
    ({"place": "atlantis"}, "There is no place “atlantis”: add it first."),
    ({"kind": "meeting"}, "These words carry a mention of this kind already."),
]


@pytest.mark.parametrize(("fields", "words"), REFUSED_EDITS, ids=[words[:30] for _, words in REFUSED_EDITS])
def test_it_refuses_an_edit_that_says_nothing_or_nonsense(mara: User, fields: dict[str, Any], words: str) -> None:
    mention, _ = a_visit()
    a_mention(mention.document, mention.quote, kind="meeting", event=an_event(kind="meeting"))
    with pytest.raises(CurationError, match=r".") as refusal:
        curation.edit(mention, fields, user=mara)
    assert str(refusal.value) == words
    assert not Decision.objects.exists()


def test_everything_derived_comes_back_from_the_log(mara: User) -> None:
    mention, event = a_visit()
    curation.edit(mention, {"kind": "meeting", "time": MONTH}, user=mara)
    expected, read = columns_of_everything(), says(mention)
    Mention.objects.filter(pk=mention.pk).update(factuality="denied", state="rejected")
    edits.apply(again(mention), {})
    assert says(mention) != read
    rederive([event_of(mention)], at=event.updated_at)
    assert columns_of_everything() == expected
    assert says(mention) == {**read, "factuality": "denied"} or says(mention) == read


# ---- newer readings --------------------------------------------------------------------------------------------------


@pytest.fixture
def read_anew(mara: User) -> Mention:
    """An accepted mention that a later extraction reads as planned."""
    mention, _ = a_visit()
    curation.accept(mention, user=mara)
    newer = {**says(mention), "factuality": "planned"}
    Mention.objects.filter(pk=mention.pk).update(newer=newer)
    return again(mention)


def test_it_takes_a_newer_reading_over_and_proposes_it_again_when_that_is_undone(
    mara: User, read_anew: Mention
) -> None:
    decision = curation.take_over(read_anew, user=mara)
    assert (again(read_anew).factuality, again(read_anew).newer) == ("planned", None)
    assert (decision.verb, decision.payload["fields"]) == ("edit", {"factuality": "planned"})
    curation.undo(decision, user=mara)
    assert (again(read_anew).factuality, again(read_anew).newer) == ("occurred", read_anew.newer)


def test_it_dismisses_a_newer_reading_and_proposes_it_again_when_that_is_undone(mara: User, read_anew: Mention) -> None:
    decision = curation.dismiss(read_anew, user=mara, reason="war so gemeint")
    assert (again(read_anew).factuality, again(read_anew).newer) == ("occurred", None)
    with pytest.raises(CurationError, match="no newer reading"):
        curation.dismiss(read_anew, user=mara)
    curation.undo(decision, user=mara)
    assert again(read_anew).newer == read_anew.newer


# ---- marking ---------------------------------------------------------------------------------------------------------

TEXT = "Am Montag war es ruhig. Dann reiste eine Delegation ab, ohne sich zu äußern. Niemand fragte nach."
VISIT = {"kind": "visit", "time": DAY, "factuality": "occurred"}


def words(text: str, passage: str) -> tuple[int, int]:
    return text.index(passage), text.index(passage) + len(passage)


@pytest.mark.parametrize(
    ("passage", "trigger", "quote"),
    [
        ("reiste eine Delegation ab", "reiste eine Delegation ab", TEXT[24:76]),
        (" reiste eine Delegation ab,", "reiste eine Delegation ab,", TEXT[24:76]),
        (TEXT[24:76], TEXT[24:76], TEXT[24:76]),
        ("ruhig. Dann reiste", "ruhig. Dann reiste", TEXT[:76]),
    ],
)
def test_it_marks_a_passage_at_its_exact_offsets(mara: User, passage: str, trigger: str, quote: str) -> None:
    document = a_document(TEXT)
    decision = curation.mark(document, *words(TEXT, passage), VISIT, user=mara)
    [mention] = Mention.objects.all()
    assert TEXT[mention.trigger_start : mention.trigger_end] == trigger
    assert (mention.quote, TEXT[mention.start : mention.end]) == (quote, quote)
    assert (mention.state, mention.by_hand, mention.time) == ("accepted", True, DAY)
    assert decision.target == f"mention:{document.public_id}:{mention.anchor}"
    assert "Delegation" not in str(decision.payload)
    assert event_of(mention).kind == "visit"


def test_it_counts_code_points_in_front_of_a_mark(mara: User) -> None:
    text = f"🚂🚃 {TEXT}"
    curation.mark(a_document(text), *words(text, "Delegation"), VISIT, user=mara)
    mention = Mention.objects.get()
    assert text[mention.trigger_start : mention.trigger_end] == "Delegation"


def test_a_mark_says_what_it_is_given_and_joins_the_event_that_it_tells_of(mara: User) -> None:
    known = told("Lawrow besuchte am Donnerstag Pjöngjang.", day=date(2023, 10, 19))
    [event] = settle(known)
    document = a_document(TEXT)
    who = [{"name": actor.name_de, "role": role, "key": actor.slug} for actor, role in participants_of(known)]
    curation.mark(document, *words(TEXT, "reiste"), {**VISIT, "participants": who}, user=mara)
    marked = Mention.objects.get(document=document)
    assert says(marked)["participants"] == who
    assert event_of(marked) == event


def participants_of(mention: Mention) -> list[tuple[Actor, str]]:
    return [(row.actor, row.role) for row in mention.participants.select_related("actor") if row.actor]


def test_a_mark_that_is_taken_back_counts_no_more_and_can_be_made_again(mara: User) -> None:
    document = a_document(TEXT)
    decision = curation.mark(document, *words(TEXT, "reiste"), VISIT, user=mara)
    event = event_of(Mention.objects.get())
    curation.undo(decision, user=mara)
    event.refresh_from_db()
    assert (Mention.objects.get().state, event.review) == ("rejected", "rejected")
    curation.mark(document, *words(TEXT, "reiste"), {**VISIT, "factuality": "alleged"}, user=mara)
    assert (Mention.objects.get().state, Mention.objects.get().factuality) == ("accepted", "alleged")


@pytest.mark.parametrize(
    ("start", "end", "fields", "said"),
    [
        (5, 5, VISIT, "This passage does not lie in the text: select it again."),
        (-1, 5, VISIT, "This passage does not lie in the text: select it again."),
        (90, 9999, VISIT, "This passage does not lie in the text: select it again."),
        (2, 3, VISIT, "There are no words in this passage: select some."),
        (24, 30, {"kind": "visit"}, "A mention needs: time, factuality."),
        (29, 35, VISIT, "These words carry a mention of this kind already."),
    ],
)
def test_it_marks_nothing_that_is_no_passage(
    mara: User, start: int, end: int, fields: dict[str, Any], said: str
) -> None:
    document = a_document(TEXT)
    a_mention(document, "reiste eine Delegation ab", event=an_event())
    with pytest.raises(CurationError, match=r".") as refusal:
        curation.mark(document, start, end, fields, user=mara)
    assert str(refusal.value) == said
    assert Mention.objects.count() == 1


# ---- moving ----------------------------------------------------------------------------------------------------------


def two_events() -> tuple[Mention, Mention, Event, Event]:
    """One visit told by two documents, and another one told by a third."""
    first = told("Lawrow besuchte am Mittwoch Pjöngjang.")
    second = told("Lawrow traf am Mittwoch in Nordkorea ein.")
    other = told("Im Juni war Lawrow in Pjöngjang.", day=date(2024, 6, 11))
    one, same, another = settle(first, second, other)
    assert one == same != another
    return second, other, one, another


def test_it_moves_a_mention_to_another_event_where_it_stays(mara: User) -> None:
    mention, other, source, into = two_events()
    before = columns_of_everything()
    decision = curation.move(mention, into, user=mara, reason="dieselbe Reise")
    assert (event_of(mention), event_of(other)) == (into, into)
    assert settle(mention, other) == [into, into]
    source.refresh_from_db()
    assert (source.document_count, source.review) == (1, "proposed")
    curation.undo(decision, user=mara)
    assert event_of(mention) == source
    assert columns_of_everything() == before


def test_an_event_whose_only_mention_moved_leads_to_the_other_one(mara: User) -> None:
    mention, other, into, source = two_events()
    before = columns_of_everything()
    decision = curation.move(other, into, user=mara)
    source.refresh_from_db()
    assert (source.review, source.merged_into) == ("merged", into)
    curation.undo(decision, user=mara)
    source.refresh_from_db()
    assert (source.review, source.merged_into, event_of(other)) == ("proposed", None, source)
    assert columns_of_everything() == before
    assert event_of(mention) == into


def test_undoing_a_move_finds_the_mention_where_a_later_merge_took_it(mara: User) -> None:
    mention, _other, source, into = two_events()
    third = told("Lawrow reiste im März nach Pjöngjang.", day=date(2024, 3, 11))
    [last] = settle(third)
    moved = curation.move(mention, into, user=mara)
    curation.merge([into], last, user=mara)
    assert event_of(mention) == last
    curation.undo(moved, user=mara)
    assert (event_of(mention), event_of(third)) == (source, last)


REFUSED_MOVES = {
    "to where it is": "This mention belongs to this event already.",
    "a rejected one": "A rejected mention belongs to no event: accept it first.",
    "to a merged event": "This event was merged into another one: decide on that one.",
    "the last report of a public event": "This is the only report of a public event: merge the two events instead.",
}


@pytest.mark.parametrize("case", REFUSED_MOVES)
def test_it_refuses_to_move(mara: User, case: str) -> None:
    mention, other, source, into = two_events()
    target = into
    if case == "to where it is":
        target = source
    elif case == "a rejected one":
        curation.reject(mention, user=mara)
    elif case == "to a merged event":
        curation.merge([into], source, user=mara)
    else:
        curation.accept(other, user=mara)
        curation.publish(into, user=mara)
        mention, target = other, source
    done = Decision.objects.count()
    with pytest.raises(CurationError, match=r".") as refusal:
        curation.move(mention, target, user=mara)
    assert str(refusal.value) == REFUSED_MOVES[case]
    assert Decision.objects.count() == done


# ---- merging with chosen values, and what may be the same ------------------------------------------------------------


def test_merged_events_have_the_values_that_were_chosen_until_it_is_undone(mara: User) -> None:
    _, _, source, into = two_events()
    before = columns_of_everything()
    values = {"title_de": "Die Reise", "time": into.time, "status": "occurred"}
    merge, *chosen = curation.merge([source], into, user=mara, values=values)
    into.refresh_from_db()
    assert (into.title_de, into.time) == ("Die Reise", TimeSpan.day(date(2024, 6, 11)))
    assert [act.payload["field"] for act in chosen] == ["title_de", "time"]
    curation.undo(merge, user=mara)
    assert columns_of_everything() == before


def test_merges_can_be_undone_in_any_order(mara: User) -> None:
    days = (date(2023, 10, 18), date(2024, 3, 11), date(2024, 6, 11))
    mentions = [told(f"Lawrow war zu Besuch, sagte er, {day.month}.", day=day) for day in days]
    events = settle(*mentions)
    before = columns_of_everything()
    [first] = curation.merge([events[0]], events[1], user=mara)
    [second] = curation.merge([events[1]], events[2], user=mara)
    assert [event_of(mention) for mention in mentions] == [events[2]] * 3
    curation.undo(first, user=mara)
    assert [event_of(mention) for mention in mentions] == [events[0], events[2], events[2]]
    curation.undo(second, user=mara)
    assert columns_of_everything() == before


@pytest.mark.parametrize("by_hand_stays", [True, False])
def test_an_event_entered_by_hand_can_be_merged_and_stands_again_when_that_is_undone(
    mara: User, by_hand_stays: bool
) -> None:
    mention, event = a_visit()
    entered = curation.enter_by_hand(
        kind="visit", time=DAY, title_de="Von Hand", title_en="By hand", source_url="https://example.org/", user=mara
    )
    by_hand = Event.objects.get(public_id=entered.target.removeprefix("event:"))
    before = columns_of_everything()
    gone, stays = (event, by_hand) if by_hand_stays else (by_hand, event)
    [decision] = curation.merge([gone], stays, user=mara)
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.review, gone.merged_into, event_of(mention)) == ("merged", stays, stays)
    assert stays.title_de == ("Von Hand" if by_hand_stays else event.title_de)
    assert settle(mention) == [stays]
    curation.undo(decision, user=mara)
    assert columns_of_everything() == before


def test_events_that_are_not_the_same_stay_apart(mara: User) -> None:
    first = told("Lawrow besuchte am Mittwoch Pjöngjang.")
    [one] = settle(first)
    later = told("Lawrow war im Oktober in Nordkorea.", day=date(2023, 10, 20))
    [other] = settle(later)
    if one == other:
        other = Event.objects.get(public_id=curation.split([later], user=mara).payload["into"])
    third = told("Lawrow war am Freitag in Nordkorea.", day=date(2023, 10, 20))
    decision = curation.judge(one, other, "no", user=mara)
    settle(third)
    assert event_of(first) != event_of(later)
    assert (decision.payload["verdict"], decision.target) == (
        "no",
        f"event:{min(one.public_id, other.public_id)}",
    )
    curation.undo(decision, user=mara)
    assert not Decision.objects.in_force().filter(verb="judge").exists()


# ---- a takedown reaches the log --------------------------------------------------------------------------------------


def test_no_decision_keeps_words_of_a_text(mara: User) -> None:
    mention, event = a_visit(attributions=[{"source": "Interfax", "cue": "Laut Interfax", "key": ""}])
    curation.accept(mention, user=mara)
    curation.edit(mention, {"attributions": [], "time": MONTH}, user=mara)
    curation.reject(mention, user=mara)
    kept = " ".join(str(act.payload) for act in Decision.objects.all())
    assert not any(word in kept for word in ("besuchte", "Laut", "Mittwoch"))
    assert event.public_id in kept


def test_a_takedown_takes_quotes_out_of_the_log_of_earlier_versions(mara: User) -> None:
    mention, _ = a_visit()
    other = told("Lawrow reiste ab.", kind="meeting")
    old = {
        told_of: a_decision(
            verb="accept", target=f"mention:{told_of.document.public_id}:{told_of.anchor}", payload=said
        )
        for told_of, said in (
            (mention, {"quote": "besuchte Lawrow", "event": "e"}),
            (other, {"quote": "Lawrow reiste ab."}),
        )
    }
    curation.take_down(mention.document, user=mara)
    payloads = {told_of: Decision.objects.get(pk=decision.pk).payload for told_of, decision in old.items()}
    assert payloads == {mention: {"event": "e"}, other: {"quote": "Lawrow reiste ab."}}
    assert again(mention).quote == ""


@pytest.mark.parametrize(
    ("taken_down", "change"),
    [
        (False, {"payload": {"event": "e"}}),
        (True, {"payload": {}}),
        (True, {"payload": {"event": "f"}}),
        (True, {"payload": {"event": "e"}, "reason": "anders"}),
        (True, {"payload": {"event": "e"}, "by": "Niemand"}),
    ],
)
def test_the_log_lets_nothing_else_be_taken_out(mara: User, taken_down: bool, change: dict[str, Any]) -> None:
    mention, _ = a_visit()
    decision = a_decision(verb="reject", target=target_of(mention), payload={"quote": "besuchte", "event": "e"})
    if taken_down:
        Document.objects.filter(pk=mention.document.pk).update(text="", taken_down_at=decision.at)
    with pytest.raises(IntegrityError, match="the decision log only grows"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**change)
    connection.check_constraints()


def test_the_reading_of_the_machine_follows_no_words_after_a_takedown(mara: User) -> None:
    mention, _ = a_visit(attributions=[{"source": "Interfax", "cue": "Laut Interfax", "key": ""}])
    edit = curation.edit(mention, {"attributions": []}, user=mara)
    curation.take_down(mention.document, user=mara)
    curation.undo(edit, user=mara)
    assert again(mention).attributions == [{"source": "Interfax", "cue": "", "key": ""}]
