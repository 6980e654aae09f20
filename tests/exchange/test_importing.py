"""What a table does to the events: all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from timeline import curation
from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.exchange.chronicle import Answers, Plan, plan
from timeline.exchange.importing import Act, BrokenImportError, carry_out, preview
from timeline.exchange.resources import export, import_actors
from timeline.exchange.tables import Format, Table, read_table
from timeline.extraction.model import EventKind, Precision, TimeSpan
from timeline.models import Actor, Alias, Decision, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return User.objects.create_superuser("mara", first_name="Mara", last_name="Lind")


def table(*rows: dict[str, str]) -> Table:
    headers = tuple(dict.fromkeys(header for row in rows for header in row))
    filled = tuple({header: row.get(header, "") for header in headers} for row in rows)
    return Table(headers, filled, tuple(range(2, len(rows) + 2)))


def planned(*rows: dict[str, str]) -> Plan:
    return plan(table(*rows), Answers(language="en"), packaged_and_curated_lexicon())


def row(number: int = 1, **cells: str) -> dict[str, str]:
    return {
        "date": "2023-09",
        "title": f"Visit number {number} of the Russian delegation",
        "category": "visit",
        "url": f"https://example.org/{number}",
        **cells,
    }


def test_new_rows_become_proposals_marked_as_entered_by_hand(curator: User) -> None:
    counts = carry_out(planned(row(1), row(2)), user=curator, reason="our list", source="list.csv")
    assert counts == {Act.NEW: 2, Act.CHANGED: 0, Act.UNCHANGED: 0}
    first, _second = Event.objects.order_by("title_en")
    assert (first.title_en, first.time.edtf, first.kind) == (row(1)["title"], "2023-09", "visit")
    assert (first.by_hand, first.review, first.source_url) == (True, "proposed", "https://example.org/1")
    assert [row.name for row in first.participants.all()] == ["Russland"]
    decision = Decision.objects.get(target=f"event:{first.public_id}")
    assert (decision.verb, decision.by, decision.reason) == ("edit", "Mara Lind", "our list")
    assert decision.payload["import"] == "list.csv"


def test_what_was_imported_can_be_published_and_taken_back(curator: User) -> None:
    carry_out(planned(row()), user=curator, reason="", source="list.csv")
    event = Event.objects.get()
    curation.publish(event, user=curator)
    assert Event.objects.published().count() == 1
    curation.reject_event(event, user=curator)
    assert [event.review for event in Event.objects.all()] == ["rejected"]


def test_the_same_table_again_changes_nothing(curator: User) -> None:
    carry_out(planned(row(1)), user=curator, reason="", source="list.csv")
    again = planned(row(1), row(2), row(2))
    assert preview(again).counts == {Act.NEW: 1, Act.CHANGED: 0, Act.UNCHANGED: 2}
    carry_out(again, user=curator, reason="", source="list.csv")
    assert Event.objects.count() == 2


@pytest.mark.parametrize("to", list(Format))
def test_an_export_that_is_imported_again_changes_nothing(to: Format, curator: User) -> None:
    carry_out(
        planned(
            row(1, date="2023-09-01/2023-09-05", participants="Russia (supplier); North Korea; =cmd (née) X"),
            row(2, date="[..2023-09-05]", place="Moscow"),
            row(3, date="", title="=1+1"),
        ),
        user=curator,
        reason="",
        source="list.csv",
    )
    read = plan(read_table(export("events", to), f"x.{to}"), Answers(), packaged_and_curated_lexicon())
    assert (read.complete, len(read.entries)) == (True, 3)
    assert preview(read).counts == {Act.NEW: 0, Act.CHANGED: 0, Act.UNCHANGED: 3}


def test_changed_cells_of_an_export_become_overrides(curator: User) -> None:
    carry_out(planned(row(1)), user=curator, reason="", source="list.csv")
    event = Event.objects.get()
    changed = planned({"public_id": event.public_id, "date": "2023-09-13", "title_de": "Besuch", "kind": "meeting"})
    (step,) = preview(changed).steps
    assert (step.act, [change.field for change in step.changes]) == (Act.CHANGED, ["kind", "time", "title_de"])
    carry_out(changed, user=curator, reason="corrected", source="list.csv")
    event.refresh_from_db()
    assert (event.kind, event.time.edtf, event.title_de, event.title_en) == (
        "meeting", "2023-09-13", "Besuch", row(1)["title"],
    )  # fmt: skip
    assert [d.verb for d in Decision.objects.order_by("at", "id")] == ["edit", "override", "override", "override"]


def everything() -> tuple[Any, ...]:
    return tuple(Event.objects.order_by("pk").values_list()), tuple(Decision.objects.order_by("pk").values_list())


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (row(3, date="soon"), "Row 4: “soon” is no date"),
        (row(3, public_id="nosuchevent"), "Row 4: There is no event “nosuchevent”"),
        (row(3, category="diplomatic"), "The import has questions that are not answered yet."),
    ],
)
def test_one_broken_row_leaves_nothing_behind(broken: dict[str, str], message: str, curator: User) -> None:
    carry_out(planned(row(9)), user=curator, reason="", source="before.csv")
    before = everything()
    blank = {"public_id": ""} if "public_id" in broken else {}
    with pytest.raises(BrokenImportError) as fault:
        carry_out(planned({**blank, **row(1)}, {**blank, **row(2)}, broken), user=curator, reason="", source="x.csv")
    assert str(fault.value).startswith(message)
    assert everything() == before


def test_a_fault_of_the_database_in_the_last_row_leaves_nothing_behind(
    curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens after most rows are written: here the derivation fails."""
    before = everything()

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("timeline.curation.entering.rederive", fails)
    with pytest.raises(RuntimeError):
        carry_out(planned(row(1), row(2)), user=curator, reason="", source="x.csv")
    assert everything() == before


def test_a_reader_imports_nothing(db: None) -> None:
    reader = User.objects.create_user("rita", is_staff=True)
    with pytest.raises(PermissionDenied):
        carry_out(planned(row(1)), user=reader, reason="", source="x.csv")
    assert not Event.objects.exists()


def test_a_merged_event_and_one_that_stands_twice_are_faults(curator: User) -> None:
    carry_out(planned(row(1)), user=curator, reason="", source="list.csv")
    event = Event.objects.get()
    twice = {"public_id": event.public_id, "date": "2023"}
    assert [problem.message for problem in preview(planned(twice, twice)).problems] == [
        f"The event “{event.public_id}” stands in the table twice."
    ]


def test_previewing_takes_as_many_queries_for_one_row_as_for_many(
    curator: User, django_assert_num_queries: Any
) -> None:
    carry_out(planned(*(row(number) for number in range(5))), user=curator, reason="", source="list.csv")
    names = list(Event.objects.values_list("public_id", flat=True))
    for known in (names[:1], names):
        changed = planned(
            *({"public_id": name, "date": "2022", "title": "", "category": ""} for name in known),
        )
        mixed = replace(changed, entries=(*changed.entries, *planned(row(7)).entries))
        with django_assert_num_queries(4):
            preview(mixed)


# ---- actors ----------------------------------------------------------------------------------------------------------


def actor(**cells: str) -> dict[str, str]:
    return {"slug": "ada", "kind": "person", "name_de": "Ada", "name_en": "Ada", "country": "RUS", **cells}


def test_actors_are_added_and_changed_with_their_aliases() -> None:
    result = import_actors(table(actor(aliases="A. Lovelace; Lady Ada")), dry_run=False)
    assert dict(result.totals)["new"] == 1
    stored = Actor.objects.get(slug="ada")
    Alias.objects.create(actor=stored, text="Adas", muted=True)
    changed = import_actors(table(actor(name_de="Ada L.", aliases="Lady Ada")), dry_run=False)
    assert dict(changed.totals)["update"] == 1
    assert sorted(stored.aliases.values_list("text", "muted")) == [("Adas", True), ("Lady Ada", False)]
    assert stored.history.count() == 2


@pytest.mark.parametrize("to", list(Format))
def test_exported_actors_that_are_imported_again_change_nothing(to: Format) -> None:
    import_actors(table(actor(aliases="Lady Ada; =A"), actor(slug="bo", aliases="")), dry_run=False)
    result = import_actors(read_table(export("actors", to), f"x.{to}"), dry_run=False)
    assert dict(result.totals) == {"new": 0, "update": 0, "delete": 0, "skip": 2, "error": 0, "invalid": 0}


def test_a_faulty_actor_keeps_all_others_out() -> None:
    result = import_actors(table(actor(), actor(slug="bo", kind="robot")), dry_run=False)
    assert [(row.number, row.field_specific_errors.keys()) for row in result.invalid_rows] == [(2, {"kind"})]
    assert not Actor.objects.exists()


def test_a_dry_run_of_actors_writes_nothing() -> None:
    import_actors(table(actor()), dry_run=True)
    assert not Actor.objects.exists()


def test_an_event_of_unknown_time_stays_so(curator: User) -> None:
    carry_out(planned(row(date="")), user=curator, reason="", source="x.csv")
    assert Event.objects.get().time == TimeSpan(None, None, Precision.UNKNOWN)
    assert Event.objects.get().kind == EventKind.VISIT
