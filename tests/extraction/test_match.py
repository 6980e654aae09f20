"""Which mentions tell of the same event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.extraction.match import cluster, explain
from timeline.extraction.model import (
    Basis,
    EventKind,
    Factuality,
    Mention,
    MentionRelation,
    Mode,
    Participant,
    Precision,
    RelationType,
    Role,
    TimeSpan,
)

KIND = EventKind.VISIT
LAVROV = Participant("Sergej Lawrow", Role.ACTOR, "sergei-lavrov")
PYONGYANG = Participant("Nordkorea", Role.RECIPIENT, "north-korea")


def days(first: str | None, last: str | None, precision: Precision | None = None, **more: Any) -> TimeSpan:
    earliest = date.fromisoformat(first) if first else None
    latest = date.fromisoformat(last) if last else None
    if precision is None:
        if earliest is None or latest is None:
            precision = Precision.OPEN if earliest else Precision.UNKNOWN
        else:
            precision = Precision.DAY if earliest == latest else Precision.INTERVAL
    return TimeSpan(earliest, latest, precision, **more)


def month(year: int, number: int) -> TimeSpan:
    last = date(year + number // 12, number % 12 + 1, 1).toordinal() - 1
    return TimeSpan(date(year, number, 1), date.fromordinal(last), Precision.MONTH)


def mention(doc: str, span: TimeSpan, kind: EventKind = KIND, **more: Any) -> Mention:
    values: dict[str, Any] = {
        "quote": f"{doc} {kind}",
        "factuality": Factuality.OCCURRED,
        "participants": (LAVROV, PYONGYANG),
        "start": 0,
        **more,
    }
    start = values.pop("start")
    end = start + len(values["quote"])
    return Mention(
        doc=doc, start=start, end=end, trigger_start=start, trigger_end=start + 1, kind=kind, span=span, **values
    )


def groups(*mentions: Mention, **links: Any) -> list[list[str]]:
    return [[name.split("#")[0] for name in group] for group in cluster(mentions, **links)]


def test_it_joins_a_month_here_and_a_day_there() -> None:
    october = mention("a", month(2023, 10))
    day = mention("b", days("2023-10-19", "2023-10-19"))
    assert groups(october, day) == [["a", "b"]]


def test_it_joins_a_plan_with_what_came_of_it() -> None:
    plan = mention("a", days("2023-09-14", None), factuality=Factuality.PLANNED)
    visit = mention("b", days("2023-10-18", "2023-10-19"))
    assert groups(plan, visit) == [["a", "b"]]


def test_it_keeps_two_visits_of_one_person_in_one_year_apart() -> None:
    assert groups(mention("a", days("2023-07-25", "2023-07-27")), mention("b", days("2023-10-18", "2023-10-19"))) == [
        ["a"],
        ["b"],
    ]


def test_it_gives_the_same_groups_in_any_order() -> None:
    mentions = [
        mention(f"d{number}", span, factuality=factuality)
        for number, (span, factuality) in enumerate(
            [
                (month(2023, 10), Factuality.OCCURRED),
                (days("2023-09-14", None), Factuality.PLANNED),
                (days("2024-07-01", "2024-07-03"), Factuality.OCCURRED),
                (days("2024-06-20", None), Factuality.PLANNED),
                (days(None, "2024-01-22"), Factuality.OCCURRED),
                (days("2024-01-01", "2024-12-31", Precision.YEAR), Factuality.OCCURRED),
            ]
        )
    ]
    expected = cluster(mentions)
    assert {cluster(order) for order in permutations(mentions)} == {expected}


def test_a_must_link_joins_what_looks_different_and_a_cannot_link_parts_what_looks_the_same() -> None:
    one, two = mention("a", month(2023, 7)), mention("b", month(2023, 10))
    three = mention("c", days("2023-10-19", "2023-10-19"))
    assert groups(one, two, three, must_link=[(one.id, two.id)]) == [["a", "b", "c"]]
    assert groups(one, two, three, cannot_link=[(three.id, two.id)]) == [["a"], ["b"], ["c"]]


def test_it_refuses_links_that_contradict_each_other() -> None:
    one, two, three = (mention(doc, month(2023, 10)) for doc in "abc")
    with pytest.raises(ValueError, match="must not be linked"):
        cluster([one, two, three], must_link=[(one.id, two.id), (two.id, three.id)], cannot_link=[(three.id, one.id)])


def test_what_is_distinct_stays_apart_whatever_joins_it() -> None:
    one, two, three = (mention(doc, month(2023, 10)) for doc in "abc")
    assert groups(one, two, three) == [["a", "b", "c"]]
    joined = groups(one, two, three, distinct=[one.id, three.id, "gone"])
    assert joined == groups(one, two, three, cannot_link=[(one.id, three.id)])
    tied = groups(one, two, three, must_link=[(two.id, three.id)], distinct=[one.id, two.id])
    assert tied == [["a"], ["b", "c"]]
    with pytest.raises(ValueError, match="must not be linked"):
        cluster([one, two, three], must_link=[(one.id, two.id)], distinct=[one.id, two.id])


def test_a_part_and_its_whole_are_two_events() -> None:
    whole, part = mention("a", month(2023, 10)), mention("a", month(2023, 10), start=100)
    assert len(cluster([whole, part])) == 1
    tie = MentionRelation(part.id, whole.id, RelationType.PART_OF)
    assert len(cluster([whole, part], relations=[tie])) == 2


def test_it_explains_what_speaks_for_and_against() -> None:
    comparison = explain(mention("a", month(2023, 10)), mention("b", days("2023-10-19", "2023-10-19")))
    assert comparison.same
    assert [reason.key for reason in comparison.reasons] == ["agents.same", "others.same", "time.window"]
    other = explain(mention("a", month(2023, 10)), mention("b", month(2023, 12)))
    assert (other.score, [reason.key for reason in other.reasons]) == (0.0, ["time.apart"])


def test_modes_that_name_another_event_are_kept_apart() -> None:
    sent = mention("a", month(2024, 10), EventKind.TROOP_DEPLOYMENT)
    withdrawn = mention("b", month(2024, 10), EventKind.TROOP_DEPLOYMENT, mode=Mode.WITHDRAWAL)
    assert groups(sent, withdrawn) == [["a"], ["b"]]
    assert groups(sent, mention("c", month(2024, 10), EventKind.TROOP_DEPLOYMENT)) == [["a", "c"]]


def test_a_guessed_day_may_be_one_off() -> None:
    guessed = mention("a", TimeSpan.day(date(2023, 10, 20), Basis.FALLBACK), EventKind.MEETING)
    assert groups(guessed, mention("b", TimeSpan.day(date(2023, 10, 19)), EventKind.MEETING)) == [["a", "b"]]


# ---- who, where, what ------------------------------------------------------------------------------------------------


def who(*names: str, role: Role = Role.ACTOR) -> tuple[Participant, ...]:
    return tuple(Participant(name, role) for name in names)


def said(
    doc: str, speaker: str, kind: EventKind = EventKind.ACCUSATION, day: str = "2024-01-10", **more: Any
) -> Mention:
    values = {
        "participants": (*who(speaker), *who("Russland", role=Role.RECIPIENT)),
        "quote": f"{speaker} sagte etwas.",
    }
    return mention(doc, days(day, day), kind, **{**values, **more})


OCTOBER = month(2023, 10)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # a person travels; another person of the same country is another journey
        (who("Sergej Lawrow"), who("Sergej Lawrow"), True),
        (who("Sergej Lawrow"), who("Wladimir Putin"), False),
        # "Russia" may be anybody's delegation, and a year is long
        (who("Sergej Lawrow"), who("Russland"), False),
    ],
)
def test_travellers_tell_journeys_apart(
    one: tuple[Participant, ...], other: tuple[Participant, ...], same: bool
) -> None:
    year = days("2023-01-01", "2023-12-31", Precision.YEAR)
    pair = [mention(doc, year, participants=(*people, PYONGYANG)) for doc, people in (("a", one), ("b", other))]
    assert (len(cluster(pair)) == 1) is same


def test_no_state_travels_to_itself() -> None:
    host_as_guest = mention("a", month(2023, 10), participants=(*who("Nordkorea"), PYONGYANG))
    assert explain(host_as_guest, mention("b", month(2023, 10))).reasons[0].key == "agents.missing"


def test_a_treaty_is_signed_by_a_state_or_by_its_president() -> None:
    states = mention("a", month(2024, 6), EventKind.AGREEMENT, participants=who("Russland", "Nordkorea"))
    people = mention(
        "b", days("2024-06-19", "2024-06-19"), EventKind.AGREEMENT, participants=who("Wladimir Putin", "Kim Jong Un")
    )
    assert groups(states, people) == [["a", "b"]]


@pytest.mark.parametrize(
    ("place", "other", "same"),
    [("Moskau", "Russland", True), ("Moskau", "Moskau", True), ("Moskau", "Pjöngjang", False), (None, "Moskau", True)],
)
def test_a_place_agrees_with_the_country_around_it(place: str | None, other: str | None, same: bool) -> None:
    pair = [
        mention(doc, OCTOBER, EventKind.MEETING, place=name, participants=who("Wladimir Putin", "Kim Jong Un"))
        for doc, name in (("a", place), ("b", other))
    ]
    assert (len(cluster(pair)) == 1) is same


def test_two_accusations_on_different_days_are_two_unless_they_say_the_same() -> None:
    first, second = said("a", "USA"), said("b", "USA", day="2024-01-24")
    assert groups(first, second) == [["a"], ["b"]]
    assert groups(first, said("b", "USA", day="2024-01-10")) == [["a", "b"]]
    text = "Washington hielt der Führung vor, alte Panzer aus Depots umlackiert und heimlich verschifft zu haben."
    same = [said("a", "USA", quote=text), said("b", "USA", day="2024-01-13", quote=f"Erneut: {text}")]
    assert groups(*same) == [["a", "b"]]


def test_a_sentence_that_stands_in_two_papers_is_one_report() -> None:
    values = {"kind": EventKind.DENIAL, "participants": who("Russland")}
    quote = "Das ist frei erfunden, hieß es."
    one = mention("a", days(None, "2024-01-21"), quote=quote, **values)
    assert groups(one, mention("b", days(None, "2024-01-22"), quote=quote, **values)) == [["a", "b"]]
    assert groups(one, mention("b", days(None, "2024-09-22"), quote=quote, **values)) == [["a"], ["b"]]
    assert groups(one, mention("b", days(None, "2024-01-22"), quote="Anders gesagt.", **values)) == [["a"], ["b"]]


def test_claims_about_the_same_are_the_same_sooner_than_claims_about_something_else() -> None:
    shells = [
        mention(doc, days(None, "2024-01-01"), EventKind.ARMS_TRANSFER, quote="Granaten", start=200) for doc in "ab"
    ]
    troops = mention("b", days(None, "2024-01-01"), EventKind.TROOP_DEPLOYMENT, quote="Soldaten", start=300)
    one, other = said("a", "USA"), said("b", "USA", day="2024-01-11", quote="Es hieß auch anderes.")
    about_shells = MentionRelation(one.id, shells[0].id, RelationType.ABOUT)
    about_shells_too = MentionRelation(other.id, shells[1].id, RelationType.ABOUT)
    about_troops = MentionRelation(other.id, troops.id, RelationType.ABOUT)
    claims = {one.id, other.id}
    for tie, same in ((about_shells_too, True), (about_troops, False)):
        found = cluster([one, other, *shells, troops], relations=[about_shells, tie])
        assert any(claims <= set(group) for group in found) is same


def test_claims_about_each_other_do_no_harm() -> None:
    one, other = said("a", "USA"), said("b", "USA", day="2024-01-12")
    ties = [
        MentionRelation(one.id, other.id, RelationType.ABOUT),
        MentionRelation(other.id, one.id, RelationType.ABOUT),
    ]
    assert len(cluster([one, other], relations=ties)) == 2


def test_an_accusation_and_its_denial_never_meet() -> None:
    claim = said("a", "USA")
    denial = mention("a", claim.span, EventKind.DENIAL, participants=who("Russland"), start=100)
    tie = MentionRelation(denial.id, claim.id, RelationType.DENIES)
    assert len(cluster([claim, denial], relations=[tie])) == len(cluster([claim, denial])) == 2


def test_what_is_said_to_happen_and_what_might_happen_are_two_practices() -> None:
    values = {
        "kind": EventKind.ARMS_TRANSFER,
        "participants": (*who("Nordkorea"), *who("Russland", role=Role.RECIPIENT)),
    }
    told = mention("a", days(None, "2023-09-14"), factuality=Factuality.ALLEGED, **values)
    feared = mention("b", days("2023-09-14", None), factuality=Factuality.POSSIBLE, **values)
    again = mention("c", days(None, "2024-06-13"), factuality=Factuality.ALLEGED, **values)
    assert groups(told, feared, again) == [["a", "c"], ["b"]]


def test_missiles_and_shells_are_two_practices() -> None:
    values = {
        "kind": EventKind.ARMS_TRANSFER,
        "participants": (*who("Nordkorea"), *who("Russland", role=Role.RECIPIENT)),
    }
    shells = mention("a", days(None, "2023-09-14"), quote="Lieferung von Granaten", **values)
    assert groups(shells, mention("b", days(None, "2024-01-10"), quote="Lieferung von Raketen", **values)) == [
        ["a"],
        ["b"],
    ]
    assert groups(shells, mention("b", days(None, "2024-01-10"), quote="delivery of artillery", **values)) == [
        ["a", "b"]
    ]


# ---- inside a document -----------------------------------------------------------------------------------------------


def test_a_document_names_in_one_sentence_what_the_next_takes_for_granted() -> None:
    named = mention("a", days("2024-06-13", None), factuality=Factuality.PLANNED)
    nameless = mention(
        "a", days("2024-06-13", None), participants=(PYONGYANG,), start=100, factuality=Factuality.EXPECTED
    )
    elsewhere = mention("b", days("2024-06-20", "2024-06-20"))
    assert groups(named, nameless, elsewhere) == [["a", "a", "b"]]


def test_days_that_a_document_tells_apart_are_apart() -> None:
    first, second = (
        mention("a", days(day, day), start=start) for day, start in (("2023-10-10", 0), ("2023-10-12", 100))
    )
    assert len(cluster([first, second])) == 2
    guessed = mention("a", TimeSpan.day(date(2023, 10, 12), Basis.FALLBACK), start=100)
    assert len(cluster([first, guessed])) == 1


def test_what_is_to_come_is_not_what_has_been() -> None:
    been = mention("a", days(None, "2024-01-21"))
    coming = mention("a", days("2024-01-21", None), factuality=Factuality.PLANNED, start=100)
    assert len(cluster([been, coming])) == 2


def test_the_end_of_a_journey_belongs_to_it_and_a_stop_on_the_way_does_not() -> None:
    def told(start: int, day: str, quote: str, place: str | None) -> Mention:
        found = mention(
            "a",
            days(day, day),
            quote=quote,
            place=place,
            start=start,
            participants=(*who("Kim Jong Un"), *who("Russland", role=Role.RECIPIENT)),
        )
        return replace(found, trigger_end=found.start + len(quote))

    came = told(0, "2023-09-12", "traf ein", "Wladiwostok")
    stopped = told(100, "2023-09-15", "besichtigte", "Komsomolsk am Amur")
    left = told(200, "2023-09-17", "reiste ab", None)
    travelled = mention("b", month(2023, 9), place="Russischer Ferner Osten", participants=came.participants)
    assert sorted(map(len, cluster([came, stopped, left, travelled]))) == [1, 3]
    assert (stopped.id,) in cluster([came, stopped, left, travelled])


def test_two_things_of_one_sentence_are_two_events() -> None:
    quote = "Nicht nur Granaten, sondern angeblich auch Raketen."
    values = {"kind": EventKind.MILITARY_ACTION, "quote": quote, "participants": who("Russland")}
    known = mention("a", days(None, "2024-01-22"), **values)
    said_too = replace(
        mention("a", days(None, "2024-01-22"), factuality=Factuality.ALLEGED, **values),
        trigger_start=40,
        trigger_end=47,
    )
    assert len(cluster([known, said_too])) == 2


# ---- links and identity ----------------------------------------------------------------------------------------------


def test_a_person_may_join_two_kinds() -> None:
    visit, meeting = mention("a", OCTOBER), mention("b", OCTOBER, EventKind.MEETING)
    assert groups(visit, meeting) == [["a"], ["b"]]
    assert groups(visit, meeting, must_link=[(visit.id, meeting.id)]) == [["a", "b"]]


def test_links_to_mentions_that_are_gone_are_passed_over() -> None:
    one = mention("a", OCTOBER)
    assert groups(one, must_link=[(one.id, "gone")], cannot_link=[("gone", one.id)]) == [["a"]]


def test_it_refuses_a_mention_that_is_given_twice() -> None:
    one = mention("a", OCTOBER)
    with pytest.raises(ValueError, match="given twice"):
        cluster([one, one])


def test_nothing_gives_no_groups() -> None:
    assert cluster([]) == ()


names = st.sampled_from(["Sergej Lawrow", "Wladimir Putin", "Kim Jong Un", "Russland", "Nordkorea", "USA", "Unbekannt"])
several_days = st.dates(date(2023, 6, 1), date(2023, 9, 30))


@st.composite
def any_mentions(draw: st.DrawFn) -> list[Mention]:
    found = []
    for number in range(draw(st.integers(0, 9))):
        first, length = draw(several_days), draw(st.sampled_from([0, 0, 3, 30]))
        span = draw(
            st.sampled_from(
                [
                    TimeSpan.before(first),
                    TimeSpan.after(first),
                    TimeSpan.before(None),
                    days(str(first), str(first + timedelta(length))),
                ]
            )
        )
        people = tuple(
            Participant(name, draw(st.sampled_from(list(Role)))) for name in draw(st.lists(names, max_size=3))
        )
        kind = draw(
            st.sampled_from([EventKind.VISIT, EventKind.MEETING, EventKind.ACCUSATION, EventKind.ARMS_TRANSFER])
        )
        found.append(
            mention(
                draw(st.sampled_from("abc")),
                span,
                kind,
                participants=people,
                start=number * 50,
                factuality=draw(st.sampled_from(list(Factuality))),
                place=draw(st.sampled_from([None, "Moskau", "Russland", "Pjöngjang"])),
            )
        )
    return found


@given(any_mentions(), st.randoms(use_true_random=False))
def test_any_order_gives_a_partition_and_always_the_same(mentions: list[Mention], chance: Random) -> None:
    found = cluster(mentions)
    assert sorted(name for group in found for name in group) == sorted(one.id for one in mentions)
    shuffled = mentions[:]
    chance.shuffle(shuffled)
    assert cluster(shuffled) == found
    for one, other in pairwise(mentions):
        assert explain(one, other) == explain(other, one)
        parted = cluster(mentions, cannot_link=[(one.id, other.id)])
        assert not any({one.id, other.id} <= set(group) for group in parted)
        joined = cluster(mentions, must_link=[(one.id, other.id)])
        assert any({one.id, other.id} <= set(group) for group in joined)
