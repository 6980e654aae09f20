"""`manage.py extract`: the contract of its output, and that it needs nothing around it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import (
    Article,
    Basis,
    Commitment,
    EventKind,
    Extent,
    Extraction,
    Factuality,
    Mode,
    Precision,
    RelationType,
    Role,
)
from timeline.extractors import RULES, ExtractorError

ROOT = Path(__file__).resolve().parent.parent

ARRIVAL = (
    "Der russische Außenminister Sergej Lawrow traf am Dienstag in Pjöngjang ein. Dort will er am Mittwoch mit seiner "
    "Kollegin Choe Son Hui sprechen. Seoul warf Nordkorea vor, Granaten an Russland zu liefern. Der Kreml wies das "
    "zurück."
)
VISIT = "Lawrow besuchte Nordkorea im Oktober 2023. Das teilte die russische Botschaft mit."

MENTION_KEYS = set(
    "record doc id kind mode earliest latest precision extent approximate basis date_text factuality commitment "
    "attribution participants place quantities quote start end cluster confidence rule".split()
)
VOCABULARIES = {
    "kind": EventKind,
    "mode": Mode,
    "precision": Precision,
    "extent": Extent,
    "basis": Basis,
    "factuality": Factuality,
    "commitment": Commitment,
}


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def extracted(*arguments: str | Path) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("extract", *map(str, arguments), stdout=out)
    return lines(out.getvalue())


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    rows = [
        {"doc": "arrival", "text": ARRIVAL, "lang": "de", "published": "2023-10-17"},
        {"doc": "visit", "text": VISIT, "lang": "de", "published": "2024-01-15"},
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_it_prints_documents_then_mentions_then_relations(articles: Path) -> None:
    records = extracted(articles)
    kinds = [record["record"] for record in records]
    assert kinds == sorted(kinds, key=["document", "mention", "relation"].index)
    assert [record["doc"] for record in records if record["record"] == "document"] == ["arrival", "visit"]
    assert {"mention", "relation"} <= set(kinds)


def test_it_prints_every_key_of_the_contract_in_the_words_of_the_vocabulary(articles: Path) -> None:
    records = extracted(articles)
    document = next(record for record in records if record["record"] == "document")
    assert document == {
        "record": "document",
        "doc": "arrival",
        "language": "de",
        "title": "",
        "outlet": "",
        "url": "",
        "origin": "",
        "published": "2023-10-17",
        "published_earliest": "2023-10-17",
        "published_latest": "2023-10-17",
        "published_basis": "given",
        "published_reasons": ["The publication date was given."],
    }
    texts = {"arrival": ARRIVAL, "visit": VISIT}
    mentions = {record["id"]: record for record in records if record["record"] == "mention"}
    for mention in mentions.values():
        assert set(mention) == MENTION_KEYS
        assert mention["quote"] == texts[mention["doc"]][mention["start"] : mention["end"]]
        for key, vocabulary in VOCABULARIES.items():
            assert mention[key] in list(vocabulary)
        assert {Role(who["role"]) for who in mention["participants"]} <= set(Role)
        assert [date.fromisoformat(mention[end]) for end in ("earliest", "latest") if mention[end]]
        assert mention["cluster"] in mentions
    relations = [record for record in records if record["record"] == "relation"]
    assert all(
        {relation["from"], relation["to"]} <= set(mentions) and RelationType(relation["type"]) for relation in relations
    )


def test_it_puts_reports_of_one_event_from_two_documents_together(articles: Path) -> None:
    visits = [record for record in extracted(articles) if record.get("kind") == "visit"]
    assert [visit["doc"] for visit in visits] == ["arrival", "visit"]
    assert visits[0]["cluster"] == visits[1]["cluster"]


def test_it_names_actors_in_the_language_of_the_article(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Russian Foreign Minister Sergey Lavrov arrived in Pyongyang on Tuesday, and he thanked his hosts.")
    (visit,) = [record for record in extracted(path, "--published", "2023-10-17") if record.get("kind") == "visit"]
    assert ("Sergei Lavrov", "actor") in [(who["name"], who["role"]) for who in visit["participants"]]
    assert visit["place"] == "Pyongyang"


def test_it_prints_only_time_expressions_if_asked(articles: Path) -> None:
    records = extracted(articles, "--timexes")
    assert [(record["doc"], record["type"], record["value"]) for record in records] == [
        ("arrival", "DATE", "2023-10-17"),
        ("arrival", "DATE", "2023-10-18"),
        ("visit", "DATE", "2023-10"),
    ]
    assert set(records[0]) == {"record", "doc", "start", "end", "type", "value"}
    assert VISIT[records[2]["start"] : records[2]["end"]].endswith("Oktober 2023")


def test_it_finds_time_expressions_in_a_text_whose_language_cannot_be_told(tmp_path: Path) -> None:
    source = tmp_path / "dialect.jsonl"
    source.write_text(json.dumps({"doc": "d", "dct": "2014-05-15", "text": "Pfiat enk, bis 2019!"}), encoding="utf-8")
    assert [(row["record"], row["value"]) for row in extracted(source, "--timexes")] == [("timex", "2019")]


def test_it_prints_the_new_text_of_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html><body><article><p>{ARRIVAL}</p><p>{VISIT}</p></article></body></html>")
    document, *rest = extracted(path, "--language", "de")
    assert document["text"] == f"{ARRIVAL}\n{VISIT}"
    assert all(record["quote"] in document["text"] for record in rest if record["record"] == "mention")


def test_it_writes_all_of_a_file_or_nothing(articles: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("older")
    with pytest.raises(CommandError, match="Nothing could be read"):
        call_command("extract", str(tmp_path / "missing"), output=tmp_path / "new.jsonl", stderr=StringIO())
    call_command("extract", str(articles), output=target)
    assert lines(target.read_text(encoding="utf-8")) == extracted(articles)
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_it_leaves_an_older_file_as_it_is_when_it_is_stopped(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "out.jsonl"
    target.write_text("older")
    monkeypatch.setattr("timeline.management.commands.extract.cluster", stopped)
    with pytest.raises(KeyboardInterrupt):
        call_command("extract", str(articles), output=target)
    assert target.read_text() == "older"
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_it_says_where_it_cannot_write(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot write to"):
        call_command("extract", str(articles), output=tmp_path / "missing" / "out.jsonl")


def test_it_tells_what_it_rejects_and_goes_on(articles: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": \n' + json.dumps({"doc": "good", "text": VISIT}))
    out, err = StringIO(), StringIO()
    call_command("extract", str(broken), stdout=out, stderr=err)
    assert err.getvalue().startswith(f"rejected: {broken}, line 1: is no JSON")
    assert [row["doc"] for row in lines(out.getvalue()) if row["record"] == "document"] == ["good"]


def test_it_refuses_a_day_that_does_not_exist(articles: Path) -> None:
    with pytest.raises(CommandError, match=r"--published: '31.02.2024' is not a day of the calendar"):
        call_command("extract", str(articles), published="31.02.2024")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as a user starts it, in an environment with nothing but a search path."""
    return subprocess.run(
        [sys.executable, "manage.py", "extract", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_it_runs_in_an_empty_environment(articles: Path) -> None:
    done = run(articles)
    assert (done.returncode, done.stderr) == (0, "")
    assert lines(done.stdout) == extracted(articles)


def test_it_fails_only_if_nothing_could_be_read(tmp_path: Path) -> None:
    done = run(tmp_path / "missing.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "CommandError: Nothing could be read."


def test_it_asks_the_model_that_is_configured_and_tells_what_it_cannot_believe(
    articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Model:
        version = "llm:model-x"

        def __call__(self, article: Article, lexicon: Lexicon, *rest: Any) -> Extraction:
            if article.doc == "visit":
                raise ExtractorError("the language model did not answer in 4 attempts")
            return replace(RULES(article, lexicon), mentions=(), relations=(), dropped=("mention 0: not in the text",))

    monkeypatch.setattr("timeline.management.commands.extract.configured", Model)
    out, err = StringIO(), StringIO()
    call_command("extract", str(articles), stdout=out, stderr=err)
    assert [(record["record"], record["doc"]) for record in lines(out.getvalue())] == [("document", "arrival")]
    assert err.getvalue().splitlines() == [
        "dropped: arrival: mention 0: not in the text",
        "rejected: visit: the language model did not answer in 4 attempts",
    ]


def test_it_says_what_is_wrong_with_the_settings_of_a_model(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUMEN_LLM_URL", "https://host/v1")
    monkeypatch.delenv("TUMEN_LLM_MODEL", raising=False)
    with pytest.raises(CommandError, match="TUMEN_LLM_MODEL is not: name the model"):
        call_command("extract", str(articles))
