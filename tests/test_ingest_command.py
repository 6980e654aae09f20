"""`manage.py ingest`: what it says, what it stores, and what it does with input that is no article."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.rows import rolled_back
from timeline.extraction.read import MAX_BYTES
from timeline.management.commands import ingest as command
from timeline.models import Actor, Batch, BatchItem, Document, Event, Mention, Outlet, Place

pytestmark = pytest.mark.django_db

VISIT = (
    "Der russische Außenminister Sergej Lawrow hat Nordkorea am Mittwoch besucht.\n"
    "Am Donnerstag traf sich Lawrow in Pjöngjang mit Staatschef Kim Jong Un.\n"
)
LATER = (
    "Die nordkoreanische Außenministerin Choe Son Hui ist am Montag in Moskau eingetroffen. "
    "Lawrow hatte Nordkorea im Oktober 2023 besucht."
)
FRENCH = "Le ministre russe des Affaires étrangères est arrivé mercredi en Corée du Nord pour une visite de deux jours."
WEATHER = "Das Wetter bleibt in dieser Woche schön. Am Samstag wird es wärmer als am Freitag, sagen die Meteorologen."


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> list[str]:
    """The lines that the command prints."""
    call_command("ingest", *map(str, arguments))
    return capsys.readouterr().out.splitlines()


def rows() -> list[int]:
    return [model.objects.count() for model in (Document, Mention, Event, Outlet, Actor, Place, Batch, BatchItem)]


def test_it_stores_articles_and_says_what_became_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(VISIT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(WEATHER, encoding="utf-8")
    lines = run(capsys, tmp_path, "--published", "2023-10-20", "--outlet", "Morgenblatt")
    assert lines == [
        "Documents: 2 new, 0 unchanged, 0 rejected",
        "  without any event: b",
        "Events: 2 proposed, 0 merged with known ones",
    ]
    assert set(Document.objects.values_list("published_earliest", "outlet__name", "language")) == {
        (date(2023, 10, 20), "Morgenblatt", "de")
    }
    later = tmp_path / "c.txt"
    later.write_text(LATER, encoding="utf-8")
    assert run(capsys, tmp_path, "--published", "2024-01-15", "--outlet", "Morgenblatt") == [
        "Documents: 1 new, 2 unchanged, 0 rejected",
        "Events: 1 proposed, 1 merged with known ones",
    ]


def test_it_takes_outlet_address_and_language_from_the_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Lawrow in Pjöngjang", encoding="utf-8")
    run(capsys, path, "--url", "https://blatt.example/1", "--language", "de")
    document = Document.objects.get()
    assert (document.url, document.outlet.domain, document.language) == (
        "https://blatt.example/1",
        "blatt.example",
        "de",
    )


def test_it_keeps_a_log_of_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(VISIT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    run(capsys, tmp_path, "--published", "2023-10-20")
    run(capsys, tmp_path, "--published", "2023-10-20")
    first, second = Batch.objects.order_by("pk")
    assert (first.label, first.finished_at is not None) == (f"ingest {tmp_path}"[:200], True)
    assert list(first.items.values_list("source", "state", "message", "document__public_id")) == [
        ("a", "new", "2 mentions", Document.objects.get().public_id),
        (str(tmp_path / "b.txt"), "rejected", "is empty: give the article's text", None),
    ]
    assert list(second.items.values_list("state", flat=True)) == ["unchanged", "rejected"]


def test_it_counts_reports_of_one_event_however_many_are_grouped_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, day in enumerate(("20", "21", "22")):
        row = {"text": VISIT, "published": f"2023-10-{day}", "outlet": f"Blatt {number}"}
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    told = "Events: 2 proposed, 4 merged with known ones"
    for together in (1, 2, 25):
        monkeypatch.setattr(command, "_TOGETHER", together)
        with rolled_back():
            assert run(capsys, tmp_path)[-1] == told
            assert Event.objects.count() == 2


def test_it_groups_what_an_interrupted_run_left_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(VISIT, encoding="utf-8")
    monkeypatch.setattr(command.Tally, "group", lambda tally: None)  # as if it were killed before
    run(capsys, tmp_path)
    assert (Mention.objects.filter(event=None).count(), Event.objects.count()) == (2, 0)
    monkeypatch.undo()
    run(capsys, tmp_path)
    assert (Mention.objects.filter(event=None).count(), Event.objects.count()) == (0, 2)


def test_it_groups_what_it_stored_when_it_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(VISIT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(LATER, encoding="utf-8")
    tell = command._told
    monkeypatch.setattr(
        command, "_told", lambda result: tell(result) if "besucht.\n" in result.document.text else stop()
    )
    with pytest.raises(KeyboardInterrupt):
        call_command("ingest", str(tmp_path))
    assert Document.objects.count() == 2
    assert not Mention.objects.filter(event=None).exists()


def stop() -> str:
    raise KeyboardInterrupt


def test_it_writes_nothing_in_a_dry_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(VISIT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(LATER, encoding="utf-8")
    before = rows()
    lines = run(capsys, tmp_path, "--published", "2024-01-15", "--outlet", "Morgenblatt", "--dry-run")
    assert lines[0] == "Documents: 2 new, 0 unchanged, 0 rejected"
    assert lines[-1] == "Nothing was written: this was a dry run."
    assert rows() == before == [0] * len(before)


def test_it_names_near_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{VISIT}Zum Abendessen gab es Fisch mit Reis und danach ein Konzert im Staatstheater. {WEATHER}"
    for name, heading, published in (("a", "Lawrow reist", "2023-10-20"), ("b", "Zu Gast bei Kim", "2023-10-21")):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"{heading}\n\n{text}", encoding="utf-8")
        lines = run(capsys, path, "--published", published)
    assert lines == [
        "Documents: 1 new, 0 unchanged, 0 rejected",
        "  b: near copy of Lawrow reist",
        "Events: 0 proposed, 2 merged with known ones",
    ]
    assert BatchItem.objects.get(source="b").message == "2 mentions; near copy of Lawrow reist"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "is empty: give the article's text"),
        ("blank.txt", b" \n\t\n", "is empty: give the article's text"),
        (
            "binary.txt",
            bytes(range(256)) * 8,
            "is no text but a binary file: give the article as text or HTML",
        ),
        (
            "broken.txt",
            "Der Minister reiste nach Pjöngjang. ".encode() + b"\x81\x8d",
            "is neither UTF-8 nor Windows-1252: the first broken byte is at offset 37; save it as UTF-8",
        ),
        (
            "large.txt",
            b"a" * (MAX_BYTES + 5_000_000),
            "has 10.0 MB, more than the 5 MB that are read as one article: give a part of it",
        ),
        (
            "french.txt",
            FRENCH.encode(),
            "is neither German nor English as far as can be told: name the language if it is one of them",
        ),
    ],
)
def test_it_rejects_what_is_no_article_and_says_why(
    name: str, content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "visit.txt").write_text(VISIT, encoding="utf-8")
    lines = run(capsys, tmp_path, "--published", "2023-10-20")
    assert lines == [
        "Documents: 1 new, 0 unchanged, 1 rejected",
        f"  rejected: {tmp_path / name}: {reason}",
        "Events: 2 proposed, 0 merged with known ones",
    ]
    assert Document.objects.get().text == VISIT


def test_it_names_a_broken_line_and_reads_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = {"doc": "one", "text": VISIT, "published": "2023-10-20", "outlet": "Morgenblatt", "lang": "de"}
    impossible = {**good, "doc": "two", "published": "2024-02-31"}
    path = tmp_path / "articles.jsonl"
    path.write_text(
        "\n".join(
            [json.dumps(good), '{"doc": "broken", ', json.dumps(impossible), json.dumps({"doc": "no text"}), "", ""]
        )
        + json.dumps({**good, "doc": "five", "text": LATER}),
        encoding="utf-8",
    )
    lines = run(capsys, path)
    assert lines[0] == "Documents: 2 new, 0 unchanged, 3 rejected"
    assert [line.split(": ", 2)[1] for line in lines[1:4]] == [f"{path}, line {number}" for number in (2, 3, 4)]
    assert "'2024-02-31' is not a day of the calendar" in lines[2]
    assert set(BatchItem.objects.filter(state="rejected").values_list("source", flat=True)) == {
        f"{path}, line {number}" for number in (2, 3, 4)
    }


def test_it_reads_old_encodings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "windows.txt").write_bytes(VISIT.encode("cp1252"))
    (tmp_path / "marked.txt").write_bytes(LATER.encode("utf-16"))
    run(capsys, tmp_path)
    assert set(Document.objects.values_list("text", flat=True)) == {VISIT, LATER}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--published", "31.02.2024"],
            "--published: '31.02.2024' is not a day of the calendar: give it as YYYY-MM-DD",
        ),
        (["--published", "gestern"], "--published: 'gestern' is not a day of the calendar: give it as YYYY-MM-DD"),
        (
            ["--url", "javascript:alert(1)"],
            "--url: 'javascript:alert(1)' is no web address: give one that begins with https:// or http://",
        ),
        (["--language", "fr"], "Error: argument --language: invalid choice: 'fr' (choose from 'de', 'en')"),
    ],
)
def test_it_refuses_options_that_make_no_sense(arguments: list[str], message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(VISIT, encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        call_command("ingest", str(path), *arguments)
    assert str(refusal.value) == message
    assert rows() == [0] * 8


def test_it_fails_when_nothing_could_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"^Nothing could be read\.$"):
        call_command("ingest", str(tmp_path / "nowhere.txt"))
    assert capsys.readouterr().out.splitlines() == [
        "Documents: 0 new, 0 unchanged, 1 rejected",
        f"  rejected: {tmp_path / 'nowhere.txt'}: cannot be opened (No such file or directory): check the path",
        "Events: 0 proposed, 0 merged with known ones",
    ]


def test_it_stores_pages_as_their_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (
        '<!doctype html><html lang="de"><head><title>Lawrow in Pjöngjang</title>'
        '<meta property="article:published_time" content="2023-10-20T08:00:00+02:00">'
        '<meta property="og:site_name" content="Morgenblatt"></head><body><nav>Politik Sport</nav><article>'
        f"<h1>Lawrow in Pjöngjang</h1><p>{VISIT}</p><p>{LATER}</p><script>alert('Nordkorea')</script>"
        "</article></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    run(capsys, tmp_path)
    document = Document.objects.get()
    assert (document.published_basis, document.published_earliest, document.outlet.name) == (
        "metadata",
        date(2023, 10, 20),
        "Morgenblatt",
    )
    assert "alert" not in document.text
    assert "Kim Jong Un" in document.text
