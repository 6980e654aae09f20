"""Reading: what is an article, in which encoding and language, and what is refused with which words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.extraction.model import Article
from timeline.extraction.read import (
    MAX_BYTES,
    MAX_CHARACTERS,
    Rejected,
    UnreadableArticle,
    decode,
    detect_language,
    parse_day,
    read_bytes,
    read_paths,
    read_text,
)

GERMAN = "Der Minister reiste am Dienstag ab. Er sprach mit dem Gast über die Lage und über den Handel."
ENGLISH = "The minister left on Tuesday. He talked to the guest about the situation and about their trade."


def refused(data: bytes, name: str = "a.txt", **options: str) -> tuple[str, str]:
    with pytest.raises(UnreadableArticle) as caught:
        read_bytes(data, name=name, **options)  # type: ignore[arg-type]
    return caught.value.code, str(caught.value)


def test_it_keeps_the_text_of_a_file_verbatim() -> None:
    text = f"  {GERMAN}\r\n\r\n<script>alert(1)</script>\t\n"
    article = read_bytes(text.encode(), name="dir.name/report.txt", published=date(2024, 6, 13), outlet="Blatt")
    assert (article.doc, article.text, article.language) == ("report", text, "de")
    assert (article.published, article.outlet) == (date(2024, 6, 13), "Blatt")


# ---- encodings


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        ("Grüße".encode(), None, "Grüße"),
        (b"\xef\xbb\xbf" + "Grüße".encode(), None, "Grüße"),
        (b"\xff\xfe" + "Grüße".encode("utf-16-le"), None, "Grüße"),
        (b"\xfe\xff" + "Grüße".encode("utf-16-be"), None, "Grüße"),
        ("Grüße – „so“".encode("cp1252"), None, "Grüße – „so“"),
        ("Grüße".encode("iso-8859-15"), "iso-8859-15", "Grüße"),
        ("Grüße".encode(), "no-such-charset", "Grüße"),
        ("Grüße".encode(), "ascii", "Grüße"),
    ],
)
def test_it_decodes_by_mark_then_declaration_then_utf8_then_windows_1252(
    data: bytes, declared: str | None, expected: str
) -> None:
    assert decode(data, declared) == expected


def test_it_names_the_first_broken_byte_of_what_is_neither_utf8_nor_windows_1252() -> None:
    assert refused("Grüße ".encode() + b"\x81 und mehr") == (
        "encoding",
        "is neither UTF-8 nor Windows-1252: the first broken byte is at offset 8; save it as UTF-8",
    )


def test_it_names_the_first_broken_byte_after_a_byte_order_mark() -> None:
    assert refused(b"\xef\xbb\xbfabc\xff") == (
        "encoding",
        "begins with the byte-order mark of UTF-8: the first broken byte is at offset 6; save it as UTF-8",
    )


def test_it_believes_the_charset_that_a_page_declares() -> None:
    page = f'<html><head><meta charset="iso-8859-5"></head><body><p>Москва. {ENGLISH} {ENGLISH}</p></body></html>'
    assert read_bytes(page.encode("iso-8859-5"), name="a.html").text.startswith("Москва.")


# ---- what is refused


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf"])
def test_it_refuses_an_empty_file(data: bytes) -> None:
    assert refused(data)[0] == "empty"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"%PDF-1.7\n\x01\x02\x8f\xff", b"MZ\x90\x00"])
def test_it_refuses_a_binary_file(data: bytes) -> None:
    assert refused(data)[0] == "binary"


def test_it_refuses_a_file_of_ten_megabytes_and_says_what_the_limit_is() -> None:
    assert refused(b"a" * 10_000_000) == (
        "too_large",
        "has 10.0 MB, more than the 5 MB that are read as one article: give a part of it",
    )


def test_it_refuses_a_text_that_is_longer_than_any_article() -> None:
    with pytest.raises(UnreadableArticle, match="500,001 characters"):
        read_text("a" * (MAX_CHARACTERS + 1), doc="a")


def test_it_refuses_half_characters() -> None:
    with pytest.raises(UnreadableArticle, match="offset 3"):
        read_text("abc\ud800", doc="a", language="de")


# ---- languages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GERMAN, "de"),
        (ENGLISH, "en"),
        ("Kim reiste nach Russland.", "de"),
        ("Putin thanked Kim", "en"),
        (f"{GERMAN} Er sagte: “We are the best of friends, and this will not change.”", "de"),
    ],
)
def test_it_tells_german_from_english(text: str, expected: str) -> None:
    assert detect_language(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le ministre est parti mardi. Il a parlé avec son hôte de la situation et du commerce entre les deux pays.",
        "De minister vertrok dinsdag. Hij sprak met de gast over de toestand en over de handel tussen beide landen.",
        "Министр уехал во вторник. Он говорил с гостем о положении и о торговле.",
        "장관은 화요일에 떠났다.",
        "1234 5678",
    ],
)
def test_it_refuses_other_languages(text: str) -> None:
    assert refused(text.encode())[0] == "language"


def test_it_takes_the_given_language_and_refuses_one_that_it_does_not_read() -> None:
    assert read_bytes(b"Seoul", name="a.txt", language="de-AT").language == "de"
    assert refused(GERMAN.encode(), language="fr") == (
        "language",
        "is said to be in 'fr', but only German (de) and English (en) are read",
    )


# ---- dates


@pytest.mark.parametrize(
    "text", ["2024-06-13", "2024-06-13T08:00:00+02:00", "2024-06-13T08:00:00Z", "13.06.2024", " 13.6.2024"]
)
def test_it_reads_a_day(text: str) -> None:
    assert parse_day(text) == date(2024, 6, 13)


@pytest.mark.parametrize("text", ["31.02.2024", "2024-02-30", "gestern", "13/06/2024", ""])
def test_it_refuses_a_day_that_does_not_exist(text: str) -> None:
    with pytest.raises(UnreadableArticle, match="YYYY-MM-DD") as caught:
        parse_day(text)
    assert caught.value.code == "date"


# ---- pages

PAGE = """<!doctype html><html lang="de"><head><title>Gast reist ab – Blatt</title>
<meta property="article:published_time" content="2024-06-13T08:00:00+02:00"><link rel="canonical" href="https://blatt.example/1">
<script type="application/ld+json">{broken</script>
<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "headline":
"Gast reist ab", "datePublished": "2024-06-12T22:30:00Z", "dateModified": "2024-06-14", "author":
[{"name": "Eva Muster"}],
"publisher": {"name": "Blatt"}}]}</script></head><body><nav>Start Politik Sport</nav><article><h1>Gast reist ab</h1>
<p>Der Minister reiste am Dienstag ab. Er sprach mit dem Gast über die Lage.</p><p>Er sagte: &lt;script&gt; sei ein Wort
in spitzen Klammern, und das solle auch so bleiben.</p><p>Quelle: blatt.example, ab/dpa</p></article></body></html>"""


def test_it_takes_the_article_and_what_it_says_of_itself_from_a_page() -> None:
    article = read_bytes(PAGE.encode(), name="page.html")
    assert article.text.startswith("Gast reist ab\nDer Minister reiste am Dienstag ab.")
    assert "Er sagte: <script> sei ein Wort" in article.text
    assert "Politik" not in article.text
    assert (article.title, article.outlet, article.url) == ("Gast reist ab", "Blatt", "https://blatt.example/1")
    assert {key: article.metadata[key] for key in ("published", "modified", "author", "origin", "language")} == {
        "published": "2024-06-12T22:30:00Z",
        "modified": "2024-06-14",
        "author": "Eva Muster",
        "origin": "dpa",
        "language": "de",
    }
    assert article.published is None


def test_it_reads_a_page_by_its_content_only_where_no_suffix_says_otherwise() -> None:
    assert read_bytes(PAGE.encode(), name="pasted").title == "Gast reist ab"
    assert read_bytes(PAGE.encode(), name="page.txt", language="de").text == PAGE


def test_it_refuses_a_page_without_text() -> None:
    assert refused(b"<html><body><script>var a = 1</script></body></html>", "a.html")[0] == "empty"


# ---- files, folders and lines


def test_it_reads_files_folders_and_lines_in_a_fixed_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_text(GERMAN)
    (tmp_path / "sub" / "b.txt").write_text(ENGLISH)
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    rows = [{"doc": "x", "text": GERMAN, "published": "2024-06-13", "title": "T", "lang": "de"}, {"text": ENGLISH}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    found = list(read_paths([tmp_path], published=date(2020, 1, 1)))
    assert [(a.doc, a.language, a.published) for a in found if isinstance(a, Article)] == [
        ("x", "de", date(2024, 6, 13)),
        ("a-2", "en", date(2020, 1, 1)),
        ("b", "de", date(2020, 1, 1)),
        ("b-2", "en", date(2020, 1, 1)),
    ]


def test_it_names_each_broken_line_and_reads_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps({"doc": "good", "text": GERMAN}),
        '{"text": "abgerissen',
        "[1, 2]",
        json.dumps({"doc": "no text"}),
        json.dumps({"text": GERMAN, "published": "31.02.2024"}),
        json.dumps({"text": ""}),
        json.dumps({"text": GERMAN, "title": ["a"]}),
        json.dumps({"text": "Nul \0"}),
        json.dumps({"doc": "last", "text": ENGLISH}),
    ]
    path.write_bytes(b"\n".join([*(line.encode() for line in lines), b'{"text": "\xff"}']))
    found = list(read_paths([path]))
    assert [item.doc if isinstance(item, Article) else (item.line, item.code) for item in found] == [
        "good",
        (2, "json"),
        (3, "json"),
        (4, "json"),
        (5, "date"),
        (6, "empty"),
        (7, "json"),
        (8, "binary"),
        "last",
        (10, "encoding"),
    ]
    assert (
        str(found[1])
        == f"{path}, line 2: is no JSON (Unterminated string starting at, column 10): give one object a line"
    )


def test_it_passes_over_a_line_that_is_too_long_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "' + b"a" * (2 * MAX_BYTES) + b'"}\n' + json.dumps({"text": GERMAN}).encode())
    found = list(read_paths([path]))
    assert [item.code if isinstance(item, Rejected) else item.doc for item in found] == ["too_large", "a-2"]


def test_it_rejects_what_is_not_there_or_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "none.jsonl").write_text("\n\n")
    (tmp_path / "big.txt").write_bytes(b"a" * (MAX_BYTES + 1))
    paths = [tmp_path / "missing.txt", tmp_path / "empty", tmp_path / "none.jsonl", tmp_path / "big.txt"]
    assert [item.code for item in read_paths(paths) if isinstance(item, Rejected)] == [
        "missing",
        "missing",
        "empty",
        "too_large",
    ]


@given(st.binary(max_size=200))
def test_it_reads_or_refuses_any_bytes(data: bytes) -> None:
    try:
        found = read_bytes(data, name="a.txt", language="de").text
    except UnreadableArticle as refusal:
        found = refusal.code
    assert found in ("empty", "binary", "encoding") or (found.strip() and "\0" not in found)
