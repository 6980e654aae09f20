"""What the reports of one event say together."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from timeline.extraction.derive import Derived, Overrides, ReasonKey, Report, denials_of, derive
from timeline.extraction.model import (
    Attribution,
    Basis,
    Commitment,
    Dating,
    EventKind,
    Extent,
    Factuality,
    Mention,
    MentionRelation,
    Mode,
    Participant,
    Precision,
    PublishedBasis,
    Quantity,
    RelationType,
    Role,
    Status,
    TimeSpan,
)

LAVROV = Participant("Sergej Lawrow", Role.ACTOR, "sergei-lavrov")
NORTH_KOREA = Participant("Nordkorea", Role.RECIPIENT, "north-korea")

OCTOBER = TimeSpan(date(2023, 10, 1), date(2023, 10, 31), Precision.MONTH)
DAY = TimeSpan.day(date(2023, 10, 18))
NEXT_DAY = TimeSpan.day(date(2023, 10, 19))


def report(doc: str, published: str | None = None, span: TimeSpan = OCTOBER, **more: Any) -> Report:
    outside = {name: more.pop(name) for name in ("origin", "outlet", "copy_of", "trusted") if name in more}
    values: dict[str, Any] = {
        "kind": EventKind.VISIT,
        "factuality": Factuality.OCCURRED,
        "participants": (LAVROV, NORTH_KOREA),
        "quote": "A report.",
        **more,
    }
    mention = Mention(doc=doc, start=0, end=9, trigger_start=2, trigger_end=8, span=span, **values)
    dating = Dating.given(date.fromisoformat(published)) if published else Dating(PublishedBasis.UNKNOWN)
    return Report(mention, dating, **outside)


def derived_in_every_order(*reports: Report, **more: Any) -> Derived:
    """The same whatever the order, or it fails here."""
    found = [derive(order, **more) for order in permutations(reports)]
    assert all(other == found[0] for other in found)
    return found[0]


def keys(derived: Derived, field: str) -> list[ReasonKey]:
    return [reason.key for reason in derived.reasons if reason.field == field]


def shown(span: TimeSpan) -> str:
    return f"{span.edtf} {span.precision}"


# ---- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "expected", "why"),
    [
        ([OCTOBER, DAY], "2023-10-18 day", ReasonKey.TIME_SHARED),
        ([OCTOBER], "2023-10 month", ReasonKey.TIME_ONE_REPORT),
        # half-open bounds close each other
        (
            [TimeSpan.after(date(2023, 9, 14)), TimeSpan.before(date(2024, 1, 22))],
            "[2023-09-14..2024-01-22] interval",
            ReasonKey.TIME_SHARED,
        ),
        ([TimeSpan.before(date(2024, 1, 22)), TimeSpan.before(date(2023, 12, 1))], "[..2023-12-01] unknown", None),
        ([TimeSpan.before(None)], " unknown", ReasonKey.TIME_UNKNOWN),
        # a day inside of what lasted is one of its days
        (
            [TimeSpan(date(2023, 10, 17), date(2023, 10, 20), Precision.INTERVAL, Extent.THROUGHOUT), DAY],
            "2023-10-17/2023-10-20 interval",
            ReasonKey.TIME_THROUGHOUT,
        ),
        # the days of one visit are its length
        ([DAY, NEXT_DAY], "2023-10-18/2023-10-19 interval", ReasonKey.TIME_SEVERAL_DAYS),
        # the day of publication stands in only where nobody knows better
        ([TimeSpan.day(date(2023, 11, 2), Basis.FALLBACK), DAY], "2023-10-18 day", ReasonKey.TIME_ONE_REPORT),
        ([TimeSpan.day(date(2023, 10, 20), Basis.FALLBACK), OCTOBER], "2023-10 month", ReasonKey.TIME_ONE_REPORT),
        # where all only guess, the first to report is nearest to it
        (
            [TimeSpan.day(date(2023, 10, 21), Basis.FALLBACK), TimeSpan.day(date(2023, 10, 20), Basis.FALLBACK)],
            "2023-10-20 day",
            ReasonKey.TIME_FIRST_PUBLISHED,
        ),
        # a time that is only about right gives way
        (
            [TimeSpan.day(date(2023, 10, 12), approximate=True), TimeSpan.day(date(2023, 10, 25))],
            "2023-10-25 day",
            ReasonKey.TIME_ONE_REPORT,
        ),
    ],
)
def test_it_takes_the_narrowest_time_that_reports_share(
    spans: list[TimeSpan], expected: str, why: ReasonKey | None
) -> None:
    derived = derived_in_every_order(*(report(f"d{number}", span=span) for number, span in enumerate(spans)))
    assert (shown(derived.span), derived.span_conflict) == (expected, False)
    if why is not None:
        assert keys(derived, "span")[-1:] == [why]


def test_times_that_exclude_each_other_give_their_union_and_say_so() -> None:
    derived = derived_in_every_order(report("a", span=DAY), report("b", span=TimeSpan.day(date(2023, 11, 3))))
    assert (shown(derived.span), derived.span_conflict) == ("[2023-10-18..2023-11-03] interval", True)
    assert keys(derived, "span") == [ReasonKey.TIME_CONFLICT]


def test_a_report_with_distance_or_without_trust_does_not_shape_the_time() -> None:
    firm = report("a", span=OCTOBER)
    distanced = report("b", span=DAY, commitment=Commitment.DISTANCED)
    doubted = report("c", span=TimeSpan.day(date(2023, 12, 24)), trusted=False)
    assert derived_in_every_order(firm, distanced, doubted).span == OCTOBER
    assert derive([distanced]).span == DAY


def test_a_part_never_narrows_the_whole() -> None:
    whole, part = report("a", span=OCTOBER), report("b", span=DAY)
    tie = MentionRelation(part.mention.id, whole.mention.id, RelationType.PART_OF)
    assert derived_in_every_order(whole, part, relations=[tie]).span == OCTOBER


def test_a_copy_does_not_date_the_event_anew() -> None:
    original, copy = report("a", span=DAY), report("b", span=TimeSpan.day(date(2023, 11, 3)), copy_of="a")
    assert derived_in_every_order(original, copy).span == DAY
    assert derive([copy]).span == copy.mention.span


def test_a_plan_gives_way_to_what_came_of_it() -> None:
    plan = report("a", "2023-09-14", DAY, factuality=Factuality.PLANNED)
    visit = report("b", "2023-11-20", TimeSpan.day(date(2023, 11, 14)))
    derived = derived_in_every_order(plan, visit)
    assert (shown(derived.span), derived.span_conflict) == ("2023-11-14 day", False)
    assert keys(derived, "span")[0] is ReasonKey.TIME_PLAN_MOVED


def test_the_later_plan_gives_the_time() -> None:
    first = report("a", "2023-09-14", DAY, factuality=Factuality.PLANNED)
    second = report("b", "2023-10-01", TimeSpan.day(date(2023, 11, 14)), factuality=Factuality.PLANNED)
    assert shown(derived_in_every_order(first, second).span) == "2023-11-14 day"


# ---- status ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([("2023-09-14", Factuality.PLANNED), ("2023-10-20", Factuality.OCCURRED)], Status.OCCURRED),
        ([("2023-10-20", Factuality.PLANNED), ("2023-09-14", Factuality.OCCURRED)], Status.OCCURRED),
        ([("2024-01-22", Factuality.NOT_OCCURRED), ("2024-06-13", Factuality.EXPECTED)], Status.EXPECTED),
        ([("2024-06-13", Factuality.NOT_OCCURRED), ("2024-01-22", Factuality.PLANNED)], Status.NOT_OCCURRED),
        ([("2024-06-13", Factuality.NOT_OCCURRED), (None, Factuality.PLANNED)], Status.NOT_OCCURRED),
        ([("2024-01-22", Factuality.PLANNED), ("2024-01-22", Factuality.EXPECTED)], Status.PLANNED),
        ([("2024-01-22", Factuality.POSSIBLE), ("2024-01-20", Factuality.EXPECTED)], Status.EXPECTED),
        ([("2024-01-22", Factuality.ALLEGED), ("2024-01-20", Factuality.POSSIBLE)], Status.POSSIBLE),
        ([("2024-01-22", Factuality.ALLEGED), ("2024-01-20", Factuality.OCCURRED)], Status.OCCURRED),
        ([("2024-01-22", Factuality.REQUESTED)], Status.REQUESTED),
        ([("2024-01-22", Factuality.CONDITIONAL)], Status.CONDITIONAL),
        ([("2024-01-22", Factuality.DENIED)], Status.DENIED),
        ([("2024-01-22", Factuality.ALLEGED), ("2024-01-22", Factuality.DENIED)], Status.DISPUTED),
        ([("2024-01-22", Factuality.OCCURRED), ("2024-01-22", Factuality.DENIED)], Status.DISPUTED),
    ],
)
def test_the_status_follows_from_all_reports(claims: list[tuple[str | None, Factuality]], expected: Status) -> None:
    reports = [
        report(f"d{number}", day, factuality=claim, attributions=(Attribution(f"Speaker {number}"),))
        for number, (day, claim) in enumerate(claims)
    ]
    assert derived_in_every_order(*reports).status is expected


def test_an_occurrence_told_with_distance_is_alleged() -> None:
    assert derive([report("a", commitment=Commitment.DISTANCED)]).status is Status.ALLEGED


def test_the_history_says_when_each_status_became_known() -> None:
    derived = derived_in_every_order(
        report("c", "2024-01-15", OCTOBER),
        report("a", "2023-09-14", TimeSpan.after(date(2023, 9, 14)), factuality=Factuality.PLANNED),
        report("b", "2023-09-20", TimeSpan.after(date(2023, 9, 20)), factuality=Factuality.PLANNED),
    )
    assert [(change.status, change.day, change.mention_id[0], change.span) for change in derived.history] == [
        (Status.PLANNED, date(2023, 9, 14), "a", None),
        (Status.OCCURRED, date(2024, 1, 15), "c", derived.span),
    ]


SUPPLY: dict[str, Any] = {"kind": EventKind.ARMS_TRANSFER, "span": TimeSpan.before(date(2024, 6, 1))}
DENIAL: dict[str, Any] = {
    "kind": EventKind.DENIAL,
    "participants": (Participant("Kreml", Role.ACTOR, "rus-presidency"), Participant("USA", Role.RECIPIENT, "usa")),
}


def test_a_dispute_names_both_sides() -> None:
    claim = report("a", "2024-06-01", factuality=Factuality.ALLEGED, attributions=(Attribution("USA"),), **SUPPLY)
    derived = derive([claim], denials=[report("b", "2024-06-02", **DENIAL)])
    assert derived.status is Status.DISPUTED
    assert [speaker.source for speaker in derived.asserted_by] == ["USA"]
    assert [speaker.source for speaker in derived.disputed_by] == ["Kreml"]
    assert [change.status for change in derived.history] == [Status.ALLEGED, Status.DISPUTED]
    assert derived.reasons[0].as_record() == {
        "field": "status",
        "key": "status_disputed",
        "values": {"by": "USA", "against": "Kreml"},
        "mentions": [claim.mention.id, "b#m2-8-denial"],
    }


def test_a_dispute_needs_no_names() -> None:
    derived = derive([report("a", factuality=Factuality.ALLEGED), report("b", factuality=Factuality.DENIED)])
    assert (derived.status, derived.asserted_by, derived.disputed_by) == (Status.DISPUTED, (), ())
    assert derived.reasons[0].values == {"by": "—", "against": "—"}


def test_a_denial_disputes_what_was_claimed_not_that_it_was_claimed() -> None:
    claim = report("a", "2024-06-01", kind=EventKind.ACCUSATION)
    assert derive([claim], denials=[report("b", "2024-06-02", **DENIAL)]).status is Status.OCCURRED


def test_a_denial_ends_when_the_denier_says_it_too() -> None:
    claim = report("a", "2024-06-01", attributions=(Attribution("USA"),), **SUPPLY)
    denial = report("b", "2024-06-02", factuality=Factuality.DENIED, attributions=(Attribution("Russland"),), **SUPPLY)
    admission = report("c", "2025-04-26", attributions=(Attribution("Russland"),), **SUPPLY)
    assert derived_in_every_order(claim, denial).status is Status.DISPUTED
    derived = derived_in_every_order(claim, denial, admission)
    assert (derived.status, derived.disputed_by) == (Status.OCCURRED, ())
    assert keys(derived, "status") == [ReasonKey.STATUS_DENIAL_WITHDRAWN]


def test_it_finds_denials_of_the_event_and_of_claims_about_it() -> None:
    relations = [
        MentionRelation("claim", "event", RelationType.ABOUT),
        MentionRelation("denial", "claim", RelationType.DENIES),
        MentionRelation("denial too", "event", RelationType.DENIES),
        MentionRelation("elsewhere", "another event", RelationType.DENIES),
    ]
    assert denials_of(["event"], relations) == {"denial", "denial too"}


# ---- who, where, how much, by how many -------------------------------------------------------------------------------


def test_participants_are_those_that_enough_reports_name_in_their_usual_role() -> None:
    putin = Participant("Wladimir Putin", Role.RECIPIENT, "vladimir-putin")
    guest_as_host = Participant("Sergej Lawrow", Role.RECIPIENT, "sergei-lavrov")
    derived = derived_in_every_order(
        report("a"),
        report("b"),
        report("c", participants=(guest_as_host, NORTH_KOREA)),
        report("d", participants=(putin,)),
    )
    assert derived.participants == (LAVROV, NORTH_KOREA)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["Russland", "Moskau"], "Moskau"),
        (["Russland"], "Russland"),
        ([None, "Pjöngjang"], "Pjöngjang"),
        ([None, None], None),
    ],
)
def test_the_place_is_the_most_specific_one_that_is_agreed(places: list[str | None], expected: str | None) -> None:
    derived = derived_in_every_order(*(report(f"d{number}", place=place) for number, place in enumerate(places)))
    assert derived.place == expected


def test_ranges_of_amounts_are_narrowed_or_spanned() -> None:
    def told(doc: str, low: float | None, high: float | None) -> Report:
        return report(doc, quantities=(Quantity(low, high, "soldiers"),))

    assert derive([told("a", 1000, None), told("b", 1500, 3000)]).quantities == (Quantity(1500, 3000, "soldiers"),)
    assert derive([told("a", 1000, 1000), told("b", 3000, 3000)]).quantities == (Quantity(1000, 3000, "soldiers"),)


def test_copies_and_reports_of_one_agency_are_one_source() -> None:
    derived = derived_in_every_order(
        report("a", outlet="Morning Post"),
        report("b", outlet="Evening Post", copy_of="a"),
        report("c", outlet="Noon Post", origin="dpa"),
        report("d", outlet="Night Post", origin="dpa"),
        report("e"),
    )
    assert derived.sources == {"Morning Post", "dpa", "e"}
    assert keys(derived, "sources") == [ReasonKey.SOURCES_COPIES]


def test_copies_of_a_text_that_does_not_take_part_are_one_source() -> None:
    one, two = (report(doc, outlet=f"Outlet {doc}", copy_of="z") for doc in "ab")
    assert derived_in_every_order(one, two).sources == {"Outlet a"}


def test_what_a_person_sets_stands() -> None:
    derived = derive(
        [report("a", span=DAY), report("b", span=TimeSpan.day(date(2023, 11, 3)))],
        Overrides(span=OCTOBER, status=Status.PLANNED, mode=Mode.NONE),
    )
    assert (derived.span, derived.span_conflict, derived.status) == (OCTOBER, False, Status.PLANNED)
    assert keys(derived, "span") == keys(derived, "status") == [ReasonKey.OVERRIDDEN]


def test_it_needs_a_report() -> None:
    with pytest.raises(ValueError, match="at least one report"):
        derive([])
