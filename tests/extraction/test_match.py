"""Which mentions tell of the same event."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest

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
    assert groups(
        mention("a", days("2023-07-25", "2023-07-27")), mention("b", days("2023-10-18", "2023-10-19"))
    ) == [["a"], ["b"]]


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
