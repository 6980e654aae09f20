"""docs/dates.md tells the truth: every row of its tables is what the tagger answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from timeline.extraction.dates import tag
from timeline.extraction.model import Dating, PublishedBasis, Timex

PAGE = Path(__file__).parents[2] / "docs" / "dates.md"
PUBLISHED = Dating.given(date(2024, 6, 13))

Row = dict[str, str]


def tables() -> Iterator[list[Row]]:
    """The tables of the page, each a list of rows by the words of its head."""
    head: list[str] = []
    rows: list[Row] = []
    for line in [*PAGE.read_text(encoding="utf-8").splitlines(), ""]:
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            if rows:
                yield rows
            head, rows = [], []
        elif not head:
            head = [cell or "Language" for cell in cells]
        elif not set(line) <= set("|- "):
            rows.append(dict(zip(head, cells, strict=True)))


def examples() -> list[tuple[str, str, str, list[Row]]]:
    """(language, text, published, rows) of each example; the rows after the first of a text have no text."""
    found: list[tuple[str, str, str, list[Row]]] = []
    for rows in tables():
        for row in rows:
            if row["Text"]:
                found.append((row["Language"], row["Text"], row.get("Published", ""), []))
            if row["Expression"] != "–":
                found[-1][3].append(row)
    return found


def dating(published: str) -> Dating:
    if not published:
        return PUBLISHED
    earliest, latest = (None if day == "?" else date.fromisoformat(day) for day in published.split(" to "))
    return Dating(PublishedBasis.INFERRED, earliest, latest)


def told(timex: Timex, keys: Row) -> Row:
    answer = {
        "Expression": timex.text,
        "Type": timex.type.value,
        "Value": timex.value,
        "Days": timex.span.edtf if timex.span else "",
        "Basis": timex.span.basis.value if timex.span else "",
    }
    return {key: answer[key] for key in answer if key in keys}


@pytest.mark.parametrize(("language", "text", "published", "rows"), examples())
def test_the_page_says_what_the_tagger_answers(language: str, text: str, published: str, rows: list[Row]) -> None:
    answered = ("Expression", "Type", "Value", "Days", "Basis")
    expected = [{key: row[key] for key in answered if key in row} for row in rows]
    found = tag(text, language, dating(published))
    assert [told(timex, rows[0]) for timex in found] == expected if rows else found == ()


def test_the_page_has_examples_in_both_languages() -> None:
    assert {language for language, _, _, _ in examples()} == {"de", "en"}
    assert len(examples()) > 100
