"""Files by what is in them: what is read, and what is refused with which reason."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from tests.intake.formats import archive, docx_of, pdf
from timeline.intake import archives, office
from timeline.intake.archives import safe_name, unpack
from timeline.intake.files import Given, read_file
from timeline.intake.office import flowing
from timeline.intake.refusals import MESSAGES, Refused

SENTENCE = "Der Außenminister ist am Mittwoch zu einem Besuch in der Hauptstadt eingetroffen."
MORE = "Er wurde am Flughafen von seiner Kollegin empfangen und spricht am Donnerstag mit ihr."
TEXT = f"{SENTENCE} {MORE}"


def refusal(data: bytes, name: str = "artikel.txt") -> str:
    with pytest.raises(Refused) as refused:
        read_file(data, name, Given())
    assert str(refused.value) not in ("", refused.value.code)
    return refused.value.code


# ---- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode(), "artikel.txt"),
        (TEXT.encode("utf-16"), "artikel"),
        (TEXT.encode("cp1252"), "artikel.txt"),
        (TEXT.encode(), "artikel.pdf"),
        (TEXT.encode(), "../../etc/passwd"),
        (docx_of(TEXT), "artikel.docx"),
        (docx_of(TEXT), "artikel.zip"),
        (pdf(SENTENCE, MORE), "artikel.pdf"),
        (pdf(SENTENCE, MORE), "artikel.html"),
    ],
)
def test_it_reads_a_file_by_its_content_whatever_it_is_called(data: bytes, name: str) -> None:
    article = read_file(data, name, Given())
    assert (" ".join(article.text.split()), article.language) == (TEXT, "de")


def test_it_takes_the_article_out_of_a_page_whatever_its_name() -> None:
    page = f"<!DOCTYPE html><html><body><article><p>{SENTENCE}</p><p>{MORE}</p></article></body></html>"
    for name in ("artikel.html", "artikel.txt"):
        text = read_file(page.encode(), name, Given()).text
        assert SENTENCE in text
        assert "<" not in text


def test_it_keeps_what_is_known_from_outside() -> None:
    given = Given(published=date(2024, 5, 1), outlet="Morgenblatt", url="https://blatt.example/1", title="Besuch")
    article = read_file(TEXT.encode(), "a.txt", given)
    assert (article.published, article.outlet, article.url, article.title) == (
        date(2024, 5, 1),
        "Morgenblatt",
        "https://blatt.example/1",
        "Besuch",
    )


def test_it_believes_the_charset_of_the_answer() -> None:
    assert read_file(TEXT.encode("latin-1"), "a.txt", Given(charset="iso-8859-1")).text == TEXT


def test_it_reads_the_tables_of_a_docx_in_their_place() -> None:
    assert office.docx_text(docx_of("Vorher.", table=("links", "rechts"))) == "Vorher.\n\nlinks\trechts"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Der Minister ist am Mitt-", "woch eingetroffen."], "Der Minister ist am Mittwoch eingetroffen."),
        (["Er sprach mit dem", "Gast aus Moskau."], "Er sprach mit dem Gast aus Moskau."),
        (["Das Treffen in Moskau-", "Mitte begann."], "Das Treffen in Moskau- Mitte begann."),
        (["Eins.", "", "Zwei."], "Eins.\n\nZwei."),
        (["Ein langer Satz, der die Spalte füllt, steht", "hier und endet.", "Neuer Absatz beginnt in der Zeile danach."],  # noqa: E501
         "Ein langer Satz, der die Spalte füllt, steht hier und endet.\n\nNeuer Absatz beginnt in der Zeile danach."),
        ([], ""),
    ],
)  # fmt: skip
def test_it_joins_the_lines_of_a_page_where_a_sentence_goes_on(lines: list[str], text: str) -> None:
    assert flowing(lines) == text


# ---- what is refused -------------------------------------------------------------------------------------------------


def docx_with(name: str, content: bytes) -> bytes:
    """A DOCX one part of which is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_of(TEXT))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return out.getvalue()


EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>"""
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>"""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x00\x01\x02" * 50, "binary"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(100), "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image"),
        (b"<?xml version='1.0'?><!-- x --><svg onload='alert(1)'/>", "image"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"), "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "old_word"),
        (b"{\\rtf1\\ansi Guten Tag}", "rtf"),
        (b"\x1f\x8b\x08" + bytes(50), "type"),
        (b"Rar!\x1a\x07" + bytes(50), "type"),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), "type"),
        (archive({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "type"),
        (archive({"a.txt": TEXT.encode()}), "archive_nested"),
        (archive({"a.txt": TEXT.encode()})[:-30], "archive_damaged"),
        (pdf(), "pdf_scanned"),
        (pdf(SENTENCE, encrypted=True), "pdf_encrypted"),
        (pdf(SENTENCE)[:200], "pdf_damaged"),
        (b"%PDF-1.4\nnothing of it is true", "pdf_damaged"),
        (docx_with("word/document.xml", b"<broken"), "docx_damaged"),
        (docx_with("word/document.xml", EXTERNAL), "entities"),
        (docx_with("word/document.xml", EXTERNAL.decode().encode("utf-16")), "entities"),
        (docx_with("word/styles.xml", LAUGHS), "entities"),
        (docx_with("word/styles.xml", b" " * (office.MAX_MEMBER + 1)), "laborious"),
        (docx_of(""), "empty"),
        ("Le ministre russe est arrivé mercredi dans la capitale pour une visite de deux jours.".encode(), "language"),
        (b"x" * (archives.MAX_ENTRY + 1), "file_too_large"),
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_article_and_says_why(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_it_never_hands_on_the_tags_of_a_page() -> None:
    page = f"<html><body><script>alert(1)</script><p onclick='x()'>{TEXT}</p></body></html>"
    assert read_file(page.encode(), "a.html", Given()).text.strip() == TEXT


def test_every_code_that_is_refused_has_words() -> None:
    for code in MESSAGES:
        assert Refused(code, **dict.fromkeys(_DETAILS, "x"))
        assert "%(" not in str(Refused(code, **dict.fromkeys(_DETAILS, "x")))


_DETAILS = (
    "limit type port host reason status encoding new entries mentions trouble title proposed renewed gone differing "
    "times changed unchanged"
).split()


# ---- archives --------------------------------------------------------------------------------------------------------


def unpacked(data: bytes) -> list[tuple[str, bytes | str]]:
    return [(entry.name, entry.refused.code if entry.refused else entry.data) for entry in unpack(data)]


def refused_archive(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        list(unpack(data))
    return refused.value.code


def test_it_unpacks_files_and_leaves_out_what_systems_add() -> None:
    data = archive({"a.txt": b"A", "b/c.txt": b"C", "__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "b/Thumbs.db": b"x"})
    assert unpacked(data) == [("a.txt", b"A"), ("b/c.txt", b"C")]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x.txt", "C/Windows/x.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("a\x00b\nc\u202etxt.exe", "abctxt.exe"),
        ("....//....//x", "x"),
        ("", "?"),
        ("..", "?"),
        ("x" * 500, "x" * 200),
    ],
)
def test_it_gives_files_names_that_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("a.txt", "A")
    return out.getvalue()


def encrypted() -> bytes:
    data = bytearray(archive({"a.txt": b"A", "b.txt": b"B"}))
    first = data.index(b"PK\x01\x02")
    data[first + 8] |= 1  # the flag of encryption in the directory, and at the file itself
    data[6] |= 1
    return bytes(data)


def bomb() -> bytes:
    return archive({"bomb.txt": b"0" * 5_000_000, "a.txt": b"A"})


@pytest.mark.parametrize(
    ("make", "entries"),
    [
        (linked, [("link.txt", "archive_link"), ("a.txt", b"A")]),
        (encrypted, [("a.txt", "archive_encrypted"), ("b.txt", b"B")]),
        (bomb, [("bomb.txt", "archive_ratio"), ("a.txt", b"A")]),
    ],
)  # fmt: skip
def test_it_refuses_a_file_of_an_archive_and_goes_on_with_the_others(
    make: Callable[[], bytes], entries: list[tuple[str, bytes | str]]
) -> None:
    assert unpacked(make()) == entries


def test_it_refuses_a_file_whose_size_in_the_directory_is_a_lie() -> None:
    data = bytearray(archive({"a.txt": b"0" * 3_000_000}))
    first = data.index(b"PK\x01\x02")
    data[first + 24 : first + 28] = (10).to_bytes(4, "little")
    assert unpacked(bytes(data)) == [("a.txt", "archive_damaged")]


def test_it_refuses_an_archive_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused_archive(archive({})) == "archive_empty"
    assert refused_archive(archive({"a.txt": b"A"})[:-10]) == "archive_damaged"
    monkeypatch.setattr(archives, "MAX_ENTRIES", 2)
    assert refused_archive(archive(dict.fromkeys("abc", b"x"))) == "archive_entries"
    monkeypatch.setattr(archives, "MAX_UNPACKED", 5)
    assert refused_archive(archive({"a": b"xxx", "b": b"xxx"})) == "archive_size"
