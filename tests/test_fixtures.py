"""The demo data: made by the extractor and a file of decisions, the same every time, and loadable again and again."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.rows import a_decision, a_document, a_mention, an_event
from timeline.management.commands import rebuild_demo
from timeline.management.commands.rebuild_demo import FOLDER, UnmatchedDecision, build
from timeline.models import Mention

pytestmark = pytest.mark.django_db

DEMO = FOLDER / "demo.json"


def contents() -> dict[str, list[dict[str, Any]]]:
    """All rows of the demo's tables, with their primary keys."""
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in rebuild_demo._ORDER}


def load() -> None:
    call_command("loaddata", "demo", verbosity=0)
    connection.check_constraints()


def test_it_is_what_its_sources_and_decisions_give_today() -> None:
    call_command("rebuild_demo", check=True, verbosity=0)


def test_it_loads_into_an_empty_database_and_again_into_a_loaded_one() -> None:
    load()
    first = contents()
    assert sum(map(len, first.values())) == len(json.loads(DEMO.read_text(encoding="utf-8")))
    load()
    assert contents() == first


def test_it_comes_out_of_the_database_as_it_went_in() -> None:
    load()
    assert "".join(rebuild_demo._lines()) == DEMO.read_text(encoding="utf-8")


def test_it_loads_beside_other_rows() -> None:
    event = an_event()
    mention = a_mention(a_document("Lawrow besuchte Pjöngjang."), "Lawrow", event=event)
    load()
    assert Mention.objects.get(pk=mention.pk).event == event


# ---- what it shows, read from the file -------------------------------------------------------------------------------


@cache
def rows(model: str) -> tuple[dict[str, Any], ...]:
    """The rows of a table as the file has them."""
    stored = json.loads(DEMO.read_text(encoding="utf-8"))
    return tuple(row["fields"] for row in stored if row["model"] == f"timeline.{model}")


def published() -> list[dict[str, Any]]:
    return [event for event in rows("event") if event["review"] == "published"]


def values(column: str, of: Iterable[dict[str, Any]]) -> set[Any]:
    return {row[column] for row in of}


def test_it_has_enough_documents_in_both_languages_each_marked_as_retold() -> None:
    languages = Counter(document["language"] for document in rows("document"))
    assert languages["de"] >= 6
    assert languages["en"] >= 3
    assert {document["language"]: document["note"] for document in rows("document")} == {
        "de": "Nacherzählt für die Vorführung: kein Artikel eines wirklichen Mediums.",
        "en": "Retold for the demo: not an article of any real outlet.",
    }
    assert all(re.search(r"\((nacherzählt|retold)\)$", name) for name in values("name", rows("outlet")))
    assert values("kind", rows("outlet")) == {"agency", "newspaper", "state_media", "research"}
    assert sum(document["copy_of"] is not None for document in rows("document")) == 1


def test_it_shows_what_a_timeline_has_to_show() -> None:
    events = published()
    assert len(events) >= 25
    assert {"occurred", "planned", "alleged", "disputed"} <= values("status", events)
    assert {"day", "month", "interval", "unknown"} <= values("precision", events)
    assert {"explicit", "relative", "bounded", "fallback"} <= values("basis", events)
    assert len(values("kind", events)) >= 10
    assert max(values("source_count", events)) >= 3
    histories = [[change["status"] for change in event["status_history"]] for event in events]
    assert ["expected", "occurred"] in histories or ["planned", "occurred"] in histories
    public = values("public_id", events)
    shown = [row for row in rows("eventrelation") if {*row["source"], *row["target"]} <= public]
    assert {"about", "denies", "reaction_to"} <= values("type", shown)
    assert all(event["title_de"] and event["title_en"] and event["search_text"] for event in events)


def test_it_rests_every_published_event_on_accepted_sentences() -> None:
    texts = {document["public_id"]: document["text"] for document in rows("document")}
    accepted = [mention for mention in rows("mention") if mention["state"] == "accepted"]
    for mention in accepted:
        assert texts[mention["document"][0]][mention["start"] : mention["end"]] == mention["quote"]
    assert {mention["event"][0] for mention in accepted} >= values("public_id", published())


def test_it_leaves_proposals_and_rejections_to_look_at() -> None:
    assert values("state", rows("mention")) == {"proposed", "accepted", "rejected"}
    assert {"proposed", "published"} <= values("review", rows("event"))
    assert [decision["verb"] for decision in rows("decision")].count("undo") == 1
    assert values("by", rows("decision")) == {"Demo-Redaktion"}


def test_it_marks_what_happened_around_the_events() -> None:
    days = {milestone["slug"]: milestone["start"] for milestone in rows("milestone")}
    assert days["full-scale-invasion"] == "2022-02-24"
    assert days["panel-ends"] == "2024-04-30"
    assert days["treaty-in-force"] == "2024-12-04"


def test_it_reads_every_text_that_lies_there() -> None:
    sources = tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
    named = {row["file"] for row in sources["documents"]}
    assert named == {path.stem for path in (FOLDER / "sources").iterdir()}


# ---- rebuilding ------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A demo of one document, to be changed."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "2023-10-20-besuch.txt").write_text(
        "Sergej Lawrow hat Nordkorea am Mittwoch besucht. Südkorea verurteilte die Reise am Freitag.", encoding="utf-8"
    )
    (tmp_path / "sources.toml").write_text(
        """
        milestones = []
        [notes]
        de = "Nacherzählt."
        [[outlets]]
        slug = "demo"
        name = "Demo (nacherzählt)"
        kind = "newspaper"
        [[documents]]
        file = "2023-10-20-besuch"
        outlet = "demo"
        language = "de"
        published = 2023-10-20
        """,
        encoding="utf-8",
    )
    decide(tmp_path, 'document = "2023-10-20-besuch", kind = "visit", quote = "Nordkorea am Mittwoch besucht"')
    return tmp_path


def decide(folder: Path, report: str) -> None:
    text = f'by = "Demo"\nbegun = 2025-01-13T09:00:00Z\n[[events]]\nreports = [{{ {report} }}]\n'
    (folder / "decisions.toml").write_text(text, encoding="utf-8")


def test_it_gives_the_same_bytes_every_time_and_leaves_everything_as_it_was(small: Path) -> None:
    event = an_event(review="published", by_hand=True, source_url="https://example.org/chronik")
    a_mention(a_document("Lawrow besuchte Pjöngjang."), "Lawrow", event=event, state="accepted")
    a_decision()
    before = contents()
    first = build(small)
    assert build(small) == first
    assert contents() == before
    rows = json.loads(first)
    assert [row["fields"]["verb"] for row in rows if row["model"] == "timeline.decision"] == ["accept", "publish"]
    assert [row["fields"]["at"] for row in rows if row["model"] == "timeline.decision"] == [
        "2025-01-13T09:01:00Z",
        "2025-01-13T09:02:00Z",
    ]


@pytest.mark.parametrize(
    ("report", "complaint"),
    [
        (
            'document = "2023-10-20-besuch", kind = "visit", quote = "Lawrow flog"',
            "visit at 'Lawrow flog' in 2023-10-20-besuch: these words do not stand there exactly once.",
        ),
        (
            'document = "2023-10-20-besuch", kind = "visit", quote = "am "',
            "visit at 'am ' in 2023-10-20-besuch: these words do not stand there exactly once.",
        ),
        (
            'document = "2023-10-20-besuch", kind = "sanction", quote = "am Mittwoch besucht"',
            "sanction at 'am Mittwoch besucht' in 2023-10-20-besuch: 0 mentions; "
            "found nearby: visit at 'besucht', criticism at 'verurteilte'.",
        ),
        ('document = "2023-10-21", kind = "visit", quote = "besucht"', "There is no document '2023-10-21'."),
    ],
)
def test_it_stops_at_a_decision_that_fits_nothing(report: str, complaint: str, small: Path) -> None:
    decide(small, report)
    with pytest.raises(UnmatchedDecision) as problem:
        build(small)
    assert str(problem.value) == complaint


def test_it_fails_the_check_when_the_fixture_is_old(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_demo, "FOLDER", small)
    with pytest.raises(CommandError, match="not current"):
        call_command("rebuild_demo", check=True)
    call_command("rebuild_demo", verbosity=0)
    call_command("rebuild_demo", check=True)
    text = small / "sources" / "2023-10-20-besuch.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("Freitag", "Donnerstag"), encoding="utf-8")
    with pytest.raises(CommandError, match="not current"):
        call_command("rebuild_demo", check=True)


def test_it_says_in_one_line_why_it_cannot_be_rebuilt(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_demo, "FOLDER", small)
    decide(small, 'document = "nirgends", kind = "visit", quote = "besucht"')
    with pytest.raises(CommandError) as problem:
        call_command("rebuild_demo")
    assert str(problem.value) == "The decisions cannot be replayed.\nThere is no document 'nirgends'."
    assert not (small / "demo.json").exists()
