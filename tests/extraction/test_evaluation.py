"""The evaluation: golds that are read, golds that are refused, and figures for pairs that are known."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from timeline.extraction import load_lexicon
from timeline.extraction.evaluation import BadGold, Extracted, GoldDocument, Problem, evaluate, read_gold, report, run
from timeline.extraction.model import (
    Attribution,
    Basis,
    EventKind,
    Factuality,
    Mention,
    Participant,
    Precision,
    Role,
    TimeSpan,
)

ROOT = Path(__file__).parents[2]
DIGESTS = Path(__file__).parent / "gold"
DAY = date(2023, 10, 18)

ARRIVAL = "Der russische Außenminister Sergej Lawrow ist am Mittwoch in Pjöngjang eingetroffen."
THANKS = "Er dankte den Gastgebern für ihre Haltung."
QUIET = "Die Straßen der Stadt waren mit Fahnen geschmückt."
TEXT = f"{ARRIVAL} {THANKS} {QUIET}"


def span(sentence: str) -> list[int]:
    return [TEXT.index(sentence), TEXT.index(sentence) + len(sentence)]


def event(name: str, sentence: str, kind: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "core": True,
        "kind": kind,
        "accepted_kinds": [kind],
        "evidence": [span(sentence)],
        "windows": [["2023-10-18", "2023-10-18"]],
        "factuality": "occurred",
        "accepted_factuality": ["occurred"],
        "participants": [{"name": "Sergej Lawrow", "role": "actor"}, {"name": "Nordkorea", "role": "recipient"}],
        "attribution": [],
        "cluster": name,
        **changes,
    }


def row(doc: str = "arrival", **changes: Any) -> dict[str, Any]:
    start, end = span(QUIET)
    return {
        "doc": doc,
        "language": "de",
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "published": {"date": "2023-10-18", "alternatives": []},
        "events": [event("V", ARRIVAL, "visit"), event("T", THANKS, "support_statement")],
        "negatives": [{"start": start, "end": end}],
        "ignored": [],
        **changes,
    }


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    for entry in rows:
        (folder / f"{entry['doc']}.txt").write_text(TEXT, encoding="utf-8")
    gold = folder / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(entry) for entry in rows), encoding="utf-8")
    return gold


@pytest.fixture
def documents(tmp_path: Path) -> tuple[GoldDocument, ...]:
    return read_gold(written(tmp_path, row(), row("again")), tmp_path)


def mention(doc: str, sentence: str, kind: EventKind, **changes: Any) -> Mention:
    start, end = span(sentence)
    plain = Mention(
        doc=doc,
        start=start,
        end=end,
        quote=sentence,
        trigger_start=start,
        trigger_end=start + 3,
        kind=kind,
        span=TimeSpan.day(DAY),
        factuality=Factuality.OCCURRED,
        participants=(Participant("Sergej Lawrow", Role.ACTOR), Participant("Nordkorea", Role.RECIPIENT)),
    )
    return replace(plain, **changes)


def perfect(doc: str) -> tuple[Mention, ...]:
    return mention(doc, ARRIVAL, EventKind.VISIT), mention(doc, THANKS, EventKind.SUPPORT_STATEMENT)


def scored(documents: tuple[GoldDocument, ...], mentions: dict[str, tuple[Mention, ...]], linked: bool = True) -> Any:
    groups = {m.id: m.kind if linked else m.id for found in mentions.values() for m in found}
    return evaluate(documents, Extracted(mentions, groups), load_lexicon())


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_it_gives_full_marks_to_what_is_right(documents: tuple[GoldDocument, ...]) -> None:
    scores = scored(documents, {"arrival": perfect("arrival"), "again": perfect("again")})
    assert (scores.events.f1, scores.any_kind.f1, scores.kind_macro) == (1.0, 1.0, 1.0)
    assert (scores.statuses.value, scores.dates_exact.value, scores.roles.value) == (1.0, 1.0, 1.0)
    assert (scores.participants.f1, scores.links.f1) == (1.0, 1.0)
    assert (scores.negatives_hit.hits, scores.negatives_hit.of) == (0, 2)
    assert scores.misses == ()


def problems(documents: tuple[GoldDocument, ...], *mentions: Mention) -> list[tuple[str, str, str]]:
    scores = scored(documents, {"arrival": mentions, "again": perfect("again")})
    return [(miss.problem, miss.expected, miss.found) for miss in scores.misses]


VISIT, SUPPORT = perfect("arrival")
OTHER = TimeSpan.day(date(2023, 9, 1))


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        ((VISIT,), [(Problem.MISSED, "support_statement occurred", "")]),
        (
            (VISIT, mention("arrival", THANKS, EventKind.MEETING)),
            [(Problem.KIND, "support_statement", "meeting")],
        ),
        (
            (*perfect("arrival"), mention("arrival", QUIET, EventKind.VISIT)),
            [(Problem.SPURIOUS, "", "visit occurred")],
        ),
        (
            (replace(VISIT, span=OTHER), SUPPORT),
            [(Problem.DATE, "visit 2023-10-18", "2023-09-01 (explicit)")],
        ),
        (
            (replace(VISIT, factuality=Factuality.PLANNED), SUPPORT),
            [(Problem.STATUS, "visit occurred", "planned")],
        ),
        (
            (replace(VISIT, participants=VISIT.participants[:1]), SUPPORT),
            [
                (
                    Problem.PARTICIPANTS,
                    "visit Nordkorea (recipient), Sergej Lawrow (actor)",
                    "Sergej Lawrow (actor)",
                )
            ],
        ),
    ],
)
def test_it_lists_what_is_wrong(
    documents: tuple[GoldDocument, ...], mentions: tuple[Mention, ...], expected: list[tuple[str, str, str]]
) -> None:
    assert problems(documents, *mentions) == expected


def test_it_takes_spellings_of_a_name_and_the_ministry_of_a_state_for_the_same(
    documents: tuple[GoldDocument, ...],
) -> None:
    people = (
        Participant("Sergey Lavrov", Role.ACTOR),
        Participant("Nordkoreanisches Außenministerium", Role.RECIPIENT),
    )
    assert problems(documents, replace(VISIT, participants=people), SUPPORT) == []


def test_a_window_that_is_half_right_counts_as_half_in_common_and_not_as_exact(
    documents: tuple[GoldDocument, ...],
) -> None:
    two_days = TimeSpan(DAY, date(2023, 10, 19), Precision.INTERVAL)
    scores = scored(documents, {"arrival": (replace(VISIT, span=two_days), SUPPORT), "again": perfect("again")})
    assert (scores.dates_half.hits, scores.dates_exact.hits, scores.dates_exact.of) == (4, 3, 4)


def test_it_counts_what_never_happened_and_is_given_as_if_it_had(tmp_path: Path) -> None:
    planned = event("V", ARRIVAL, "visit", factuality="planned", accepted_factuality=["planned", "expected"])
    documents = read_gold(written(tmp_path, row(events=[planned])), tmp_path)
    wrong = scored(documents, {"arrival": (VISIT,)})
    right = scored(documents, {"arrival": (replace(VISIT, factuality=Factuality.EXPECTED),)})
    assert [(s.false_occurred.hits, s.false_occurred.of, s.statuses.value) for s in (wrong, right)] == [
        (1, 1, 0.0),
        (0, 1, 1.0),
    ]


def test_an_event_with_an_open_end_must_not_get_a_closed_window(tmp_path: Path) -> None:
    open_ended = event("V", ARRIVAL, "visit", windows=[[None, "2023-10-18"]])
    documents = read_gold(written(tmp_path, row(events=[open_ended])), tmp_path)
    kept = scored(documents, {"arrival": (replace(VISIT, span=TimeSpan.before(DAY)),)})
    closed = scored(documents, {"arrival": (VISIT,)})
    assert [(s.open_kept.hits, s.open_kept.of, s.dates_exact.of) for s in (kept, closed)] == [(1, 1, 0), (0, 1, 0)]


def test_an_optional_event_counts_neither_found_nor_missed(tmp_path: Path) -> None:
    events = [event("V", ARRIVAL, "visit"), event("T", THANKS, "support_statement", core=False)]
    documents = read_gold(written(tmp_path, row(events=events)), tmp_path)
    without, with_it = scored(documents, {"arrival": (VISIT,)}), scored(documents, {"arrival": (VISIT, SUPPORT)})
    assert [(s.events.both, s.events.given, s.events.wanted) for s in (without, with_it)] == [(1, 1, 1), (1, 1, 1)]


def test_a_second_report_of_an_event_on_another_of_its_sentences_is_a_repetition(tmp_path: Path) -> None:
    events = [event("V", ARRIVAL, "visit", evidence=[span(ARRIVAL), span(THANKS)])]
    documents = read_gold(written(tmp_path, row(events=events)), tmp_path)
    again = mention("arrival", THANKS, EventKind.VISIT)
    assert scored(documents, {"arrival": (VISIT, again)}, linked=False).misses == ()


def test_it_prefers_the_pairing_in_which_every_event_finds_a_mention(tmp_path: Path) -> None:
    """The first event could take either mention, the second only one of them."""
    events = [
        event("A", ARRIVAL, "visit", accepted_kinds=["visit", "meeting"]),
        event("B", ARRIVAL, "visit", windows=[["2023-10-18", "2023-10-18"]]),
    ]
    documents = read_gold(written(tmp_path, row(events=events)), tmp_path)
    found = (VISIT, mention("arrival", ARRIVAL, EventKind.MEETING, span=OTHER))
    assert scored(documents, {"arrival": found}).events.both == 2


def test_reports_of_two_documents_that_are_not_brought_together_are_missing_links(
    documents: tuple[GoldDocument, ...],
) -> None:
    mentions = {"arrival": perfect("arrival"), "again": perfect("again")}
    apart = scored(documents, mentions, linked=False)
    assert (apart.links.both, apart.links.given, apart.links.wanted) == (0, 0, 2)


def test_a_source_need_only_be_named_in_part(tmp_path: Path) -> None:
    told = event("V", ARRIVAL, "visit", attribution=[{"source": "Sprecher des Pentagon", "cue": "sagte"}])
    documents = read_gold(written(tmp_path, row(events=[told])), tmp_path)
    by_pentagon = replace(VISIT, attributions=(Attribution("Pentagon", "sagte"),))
    by_kyodo = replace(VISIT, attributions=(Attribution("Kyodo", "meldete"),))
    assert [
        (s.sources.both, s.sources.given, s.sources.wanted)
        for s in (scored(documents, {"arrival": (m,)}) for m in (by_pentagon, by_kyodo, VISIT))
    ] == [(1, 1, 1), (0, 1, 1), (0, 0, 1)]


# ---- golds that are refused ------------------------------------------------------------------------------------------


def refused(gold: Path, articles: Path | None) -> str:
    with pytest.raises(BadGold) as error:
        read_gold(gold, articles)
    return str(error.value)


def test_it_says_that_a_gold_is_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.jsonl", tmp_path) == f"{tmp_path / 'none.jsonl'} does not exist"


def test_it_asks_for_the_articles_of_a_gold_of_offsets(tmp_path: Path) -> None:
    assert refused(written(tmp_path, row()), None).endswith("say with --articles where its texts lie")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sha256": "0" * 64}, "is not the text that was annotated (its sha256 differs)"),
        ({"doc": "../arrival"}, "'../arrival' is no name of a document"),
        ({"events": [event("V", ARRIVAL, "picnic")]}, "'picnic' is not a valid EventKind"),
        ({"negatives": [{"start": 3, "end": 9999}]}, "the offsets 3 to 9999 lie outside of the text"),
        ({"events": [{"id": "V"}]}, "the key 'core' is missing"),
        ({"published": {"date": "2023-02-31"}}, "day is out of range for month"),
    ],
)
def test_it_says_what_is_wrong_in_which_line(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    gold = written(tmp_path, row("first"))
    (tmp_path / "arrival.txt").write_text(TEXT, encoding="utf-8")
    gold.write_text(f"{gold.read_text()}\n{json.dumps(row(**changes))}")
    said = refused(gold, tmp_path)
    assert said.startswith(f"{gold}, line 2: ")
    assert said.endswith(message)


def test_it_names_the_line_that_is_no_json(tmp_path: Path) -> None:
    gold = written(tmp_path, row())
    gold.write_text(f"{gold.read_text()}\n{{broken")
    assert refused(gold, tmp_path).startswith(f"{gold}, line 2: is no JSON: ")


def test_it_names_the_text_that_is_not_there(tmp_path: Path) -> None:
    gold = written(tmp_path, row())
    (tmp_path / "arrival.txt").unlink()
    assert refused(gold, tmp_path).endswith(f"the text of arrival is not there: expected {tmp_path / 'arrival.txt'}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no article"),
        ("## a de 2023-10-18\nEin Satz.\n\n## a de 2023-10-18\nEin Satz.\n", "holds two articles of the name a"),
        ("## a de gestern\n", "line 1: Invalid isoformat string: 'gestern'"),
        ("## a de 2023-10-18 table\n", "line 1: 'table' is no form of a digest"),
        ("## a de 2023-10-18\n= visit occurred ?\n", "line 2: an event stands before the first sentence"),
        ("## a de 2023-10-18\nEin Satz.\n= visit\n", "line 3: 'visit' is not a kind, a status and a window"),
        ("## a de 2023-10-18\nEin Satz.\n= visit done ?\n", "line 3: 'done' is not a valid Factuality"),
    ],
)
def test_it_says_what_is_wrong_in_a_digest(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "digests.txt"
    file.write_text(text, encoding="utf-8")
    assert refused(file, None).endswith(message)


# ---- the digests of the project, and the command ---------------------------------------------------------------------


def test_it_reads_digests_with_the_sentences_that_must_stay_empty(tmp_path: Path) -> None:
    file = tmp_path / "digests.txt"
    file.write_text(
        f"# A comment.\n\n## port de 2023-10-18\nLawrow in Pjöngjang\n~ visit occurred ?\n{ARRIVAL}\n"
        f"= visit occurred/planned 2023-10-01.. | Sergej Lawrow:actor | TASS\n{QUIET}\n",
        encoding="utf-8",
    )
    (digest,) = read_gold(file)
    text = digest.article.text
    assert text == f"Lawrow in Pjöngjang\n\n{ARRIVAL} {QUIET}"
    assert [(e.needed, e.kinds, e.statuses, e.windows) for e in digest.events] == [
        (False, ("visit",), ("occurred",), ()),
        (True, ("visit",), ("occurred", "planned"), ((date(2023, 10, 1), None),)),
    ]
    assert [text[start:end] for e in digest.events for start, end in e.evidence] == ["Lawrow in Pjöngjang", ARRIVAL]
    assert [text[start:end] for start, end in digest.negatives] == [QUIET]
    assert (digest.events[1].participants, digest.events[1].sources) == ({("Sergej Lawrow", Role.ACTOR)}, ("TASS",))


def test_the_digests_of_the_project_are_found_for_the_most_part() -> None:
    """A floor under what the page on quality says; the rules are better than this."""
    documents, lexicon = read_gold(DIGESTS), load_lexicon()
    scores = evaluate(documents, run(documents, lexicon), lexicon)
    assert {document.article.language for document in documents} == {"de", "en"}
    assert scores.events.wanted > 100
    assert (scores.events.f1 or 0) > 0.7
    assert (scores.events.precision or 0) > 0.8
    assert (scores.statuses.value or 0) > 0.85
    assert (scores.negatives_hit.value or 0) < 0.1


def test_the_report_holds_the_figures_and_what_is_wrong(documents: tuple[GoldDocument, ...]) -> None:
    wrong = replace(VISIT, span=replace(OTHER, basis=Basis.RELATIVE))
    scores = scored(documents, {"arrival": (wrong,), "again": perfect("again")})
    told = report(scores).splitlines()
    assert told[0] == "2 articles, 4 events to find"
    assert told[2] == "sentence and kind       0.86  precision 1.00  recall 0.75  (3 of 4, 3 given)"
    listed = told[told.index("Missed: 1") :]
    assert listed == [
        "Missed: 1",
        "  arrival: support_statement occurred",
        f"      {THANKS}",
        "",
        "Wrong date: 1",
        "  arrival: visit 2023-10-18; found 2023-09-01 (relative)",
        f"      {ARRIVAL}",
    ]
    assert "Missed: 1" not in report(scores, misses=0)


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as a user starts it, in an environment with nothing but a search path."""
    return subprocess.run(
        [sys.executable, "manage.py", "evaluate", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_command_runs_in_an_empty_environment(tmp_path: Path) -> None:
    done = command(written(tmp_path, row()), "--articles", tmp_path, "--misses", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 articles, 2 events to find\n")


def test_the_command_says_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    done = command(tmp_path / "none.jsonl", "--articles", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"CommandError: {tmp_path / 'none.jsonl'} does not exist\n"
