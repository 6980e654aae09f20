"""docs/extraction.md tells the truth: every row of its tables of examples is what the extraction answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from timeline.extraction import cluster, extract, load_lexicon, read_text
from timeline.extraction.model import Mention
from timeline.extractors import RULES, configured

PAGE = Path(__file__).parents[2] / "docs" / "extraction.md"
PUBLISHED = date(2024, 6, 13)
FOUND_NOTHING = "–"

Row = dict[str, str]


def tables() -> Iterator[list[Row]]:
    """The tables of the page that hold texts, each a list of rows by the words of its head."""
    head: list[str] = []
    rows: list[Row] = []
    for line in [*PAGE.read_text(encoding="utf-8").splitlines(), ""]:
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            if rows and "Text" in rows[0]:
                yield rows
            head, rows = [], []
        elif not head:
            head = [cell or "Language" for cell in cells]
        elif not set(line) <= set("|- "):
            rows.append(dict(zip(head, cells, strict=True)))


def examples() -> list[tuple[str, str, list[Row]]]:
    """(language, text, rows) of each example of one text; the rows after the first of a text have no text."""
    found: list[tuple[str, str, list[Row]]] = []
    for rows in tables():
        for row in rows if "Kind" in rows[0] else ():
            if row["Text"]:
                found.append((row["Language"], row["Text"], []))
            if row["Kind"] != FOUND_NOTHING:
                found[-1][2].append(row)
    return found


def mentions(text: str, language: str, published: date = PUBLISHED, doc: str = "example") -> tuple[Mention, ...]:
    return extract(read_text(text, doc=doc, published=published, language=language), load_lexicon()).mentions


def told(mention: Mention, keys: Row) -> Row:
    answer = {
        "Kind": mention.kind.value,
        "Happened": mention.factuality.value,
        "Text's stance": mention.commitment.value,
        "Days": mention.span.edtf,
        "Basis": mention.span.basis.value,
        "Sources": ", ".join(said.source for said in mention.attributions) or FOUND_NOTHING,
        "Place": mention.place or FOUND_NOTHING,
        "Participants": ", ".join(f"{who.name} ({who.role})" for who in mention.participants),
    }
    return {key: answer[key] for key in answer if key in keys}


@pytest.mark.parametrize(("language", "text", "rows"), examples())
def test_the_page_says_what_is_found_in_a_text(language: str, text: str, rows: list[Row]) -> None:
    expected = [{key: row[key] for key in row if key not in ("Language", "Text")} for row in rows]
    found = mentions(text, language)
    assert [told(mention, rows[0]) for mention in found] == expected if rows else found == ()


def test_the_page_says_which_reports_tell_of_one_event() -> None:
    (rows,) = [rows for rows in tables() if "Event" in rows[0]]
    event_of: dict[str, str] = {}
    reports: list[Mention] = []
    for number, row in enumerate(rows):
        (report,) = mentions(row["Text"], row["Language"], date.fromisoformat(row["Published"]), f"report-{number}")
        reports.append(report)
        event_of[report.id] = row["Event"]
    groups = cluster(reports, lexicon=load_lexicon())
    expected: dict[str, set[str]] = {}
    for name, event in event_of.items():
        expected.setdefault(event, set()).add(name)
    assert sorted(map(sorted, groups)) == sorted(map(sorted, expected.values()))


def test_the_page_has_examples_in_both_languages_and_of_sentences_without_an_event() -> None:
    assert {language for language, _, _ in examples()} == {"de", "en"}
    assert {language for language, _, rows in examples() if not rows} == {"de", "en"}


def test_the_rules_are_used_unless_an_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "MODEL", "KEY", "TOKENS", "TIMEOUT"):
        monkeypatch.delenv(f"TUMEN_LLM_{name}", raising=False)
    assert configured() is RULES
    monkeypatch.setenv("TUMEN_LLM_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TUMEN_LLM_MODEL", "some-model")
    assert configured().version == "llm:some-model"


def test_the_variables_of_the_endpoint_are_described_with_their_defaults() -> None:
    from timeline.extractors.endpoint import Endpoint

    text = PAGE.read_text(encoding="utf-8")
    assert "| `TUMEN_LLM_TOKENS` | `1000000` |" in text
    assert f"| `TUMEN_LLM_TIMEOUT` | `{Endpoint('', '').timeout:.0f}` |" in text
