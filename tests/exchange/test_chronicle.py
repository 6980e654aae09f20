"""What the rows of a list say about events."""

from __future__ import annotations

import pytest

from timeline.exchange.chronicle import LEAVE_OUT, Answers, Field, Plan, Problem, columns_of, kinds_by_word, plan
from timeline.exchange.tables import Table
from timeline.exchange.times import Order
from timeline.extraction.lexicon import load
from timeline.extraction.model import EventKind, Status


def planned(rows: list[dict[str, str]], answers: Answers | None = None) -> Plan:
    table = Table(tuple(rows[0]), tuple(rows), tuple(range(2, len(rows) + 2)))
    return plan(table, answers or Answers(language="en"), load())


ROW = {
    "Date": "Sept. 2023",
    "Headline": "Kim visits the cosmodrome",
    "Category": "visit",
    "Link": "https://example.org/1",
}


def test_a_plain_list_becomes_entries() -> None:
    read = planned([{**ROW, "Text": "By train.", "Notes to self": "check"}])
    (entry,) = read.entries
    assert (read.complete, read.unused) == (True, ("Notes to self",))
    assert entry.span is not None
    assert (entry.line, entry.kind, entry.span.edtf, entry.status) == (2, EventKind.VISIT, "2023-09", Status.OCCURRED)
    assert (entry.title_en, entry.title_de) == ("Kim visits the cosmodrome", "Kim visits the cosmodrome")
    assert (entry.summary_en, entry.source_url) == ("By train.", "https://example.org/1")


def test_a_new_event_has_whom_its_headline_names() -> None:
    (entry,) = planned([{**ROW, "Headline": "Sergei Lavrov meets Choe Son Hui in Pyongyang"}]).entries
    assert entry.participants is not None
    assert [taking.key for taking in entry.participants] == ["sergei-lavrov", "choe-son-hui"]


def test_a_column_of_participants_is_believed() -> None:
    (entry,) = planned([{**ROW, "Participants": "Russia (supplier); North Korea; Jane (née) Doe"}]).entries
    assert entry.participants is not None
    assert [(taking.name, taking.role.value, taking.key) for taking in entry.participants] == [
        ("Russland", "supplier", "russia"),
        ("Nordkorea", "actor", "north-korea"),
        ("Jane (née) Doe", "actor", ""),
    ]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (["Datum", "Überschrift", "Kategorie", "Quelle"], [Field.DATE, Field.TITLE, Field.KIND, Field.URL]),
        (["When", "Event", "Type", "Source URL"], [Field.DATE, Field.TITLE, Field.KIND, Field.URL]),
        (["public_id", "date", "title_de", "title_en"], [Field.ID, Field.DATE, Field.TITLE_DE, Field.TITLE_EN]),
    ],
)
def test_columns_are_known_by_their_names(headers: list[str], found: list[Field]) -> None:
    assert columns_of(headers, {}) == dict(zip(found, headers, strict=True))


def test_a_chosen_column_goes_before_a_known_one_and_none_can_be_chosen() -> None:
    headers = ["date", "published", "text"]
    assert columns_of(headers, {Field.DATE: "published", Field.TEXT: ""}) == {Field.DATE: "published"}


@pytest.mark.parametrize("word", ["sanction", "Sanktion", "Waffenlieferung", "arms transfer", "ARMS_TRANSFER"])
def test_kinds_are_known_by_key_and_by_label_in_both_languages(word: str) -> None:
    assert word.lower() in kinds_by_word()


def test_an_unknown_category_is_asked_for_once_with_its_rows() -> None:
    rows = [{**ROW, "Category": "Diplo"}, {**ROW, "Category": "diplo"}, {**ROW, "Category": "Other"}, ROW]
    read = planned(rows)
    assert (read.complete, dict(read.unknown_categories), len(read.entries)) == (False, {"diplo": 2, "other": 1}, 1)
    answered = planned(rows, Answers(language="en", categories={"diplo": "meeting", "other": LEAVE_OUT}))
    assert (answered.complete, answered.left_out) == (True, 1)
    assert [entry.kind for entry in answered.entries] == [EventKind.MEETING, EventKind.MEETING, EventKind.VISIT]


def test_rows_without_a_category_need_one_for_all() -> None:
    rows = [{**ROW, "Category": ""}]
    assert planned(rows).asks_for_kind
    (entry,) = planned(rows, Answers(language="en", kind=EventKind.COOPERATION)).entries
    assert entry.kind is EventKind.COOPERATION


def test_the_order_of_numbers_is_asked_for() -> None:
    rows = [{**ROW, "Date": "9/13/2023"}]
    read = planned(rows)
    assert (read.asks_for_order, read.complete, read.problems) == (True, False, ())
    (entry,) = planned(rows, Answers(language="en", order=Order.MONTH_FIRST)).entries
    assert entry.span is not None
    assert entry.span.edtf == "2023-09-13"


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"Headline": ""}, "Headline", "The headline is missing."),
        ({"Headline": "x" * 301}, "Headline", "A headline has at most 300 characters."),
        ({"Date": "soon"}, "Date", "“soon” is no date: write 2023-09-13, 2023-09 or 2023, 13.9.2023, or in words such "
         "as “Sept. 2023”."),
        ({"Link": "javascript:alert(1)"}, "Link", "“javascript:alert(1)” is no address of a web page: it begins with "
         "https://."),
        ({"Place": "Atlantis"}, "Place", "There is no place “Atlantis”: add it first."),
        ({"Status": "perhaps"}, "Status", "“perhaps” is none of: occurred, planned, expected, possible, "
         "conditional, requested, alleged, denied, not_occurred, disputed"),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_row_and_column(change: dict[str, str], column: str, message: str) -> None:
    read = planned([ROW | {"Place": "", "Status": ""}, {**ROW, "Place": "", "Status": "", **change}])
    assert read.problems == (Problem(3, column, message),)
    assert [entry.line for entry in read.entries] == [2]


def test_a_list_without_headlines_says_so_once() -> None:
    read = planned([{"Date": "2023", "Category": "visit"}])
    assert read.problems[0] == Problem(
        1, "", "No column is known as the headline: choose one, or name it “title” in the file."
    )


def test_answers_survive_the_database() -> None:
    answers = Answers("en", Order.DAY_FIRST, {Field.TEXT: ""}, {"x": LEAVE_OUT}, EventKind.VISIT, Status.PLANNED)
    assert Answers.of(answers.as_record()) == answers
