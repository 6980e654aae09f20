"""Files to articles: by what is in them, not by what they are called."""

from __future__ import annotations

import codecs
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from timeline.extraction.model import Article
from timeline.extraction.read import UnreadableArticle, decode, read_bytes, read_text
from timeline.intake import office
from timeline.intake.archives import MAX_ENTRY, safe_name
from timeline.intake.refusals import Refused

SECONDS = 60
"""How long PDF and DOCX may take; their process is ended then."""


class Format(StrEnum):
    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of an article from outside of it; each stands in for what the article does not say."""

    published: date | None = None
    outlet: str = ""
    url: str = ""
    language: str | None = None
    title: str = ""
    charset: str = ""
    """As the answer of a web server declares it."""


_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
_SVG = re.compile(rb"<svg[\s/>]", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
_OTHERS = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"7z\xbc\xaf", "7-Zip"), (b"Rar!", "RAR"), (b"\xfd7zXZ", "xz"))


def format_of(data: bytes) -> Format:
    """What the bytes are. Raises Refused for what is known and not read."""
    head = data[:4096].lstrip()
    if head.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old_word")
    if head.startswith(b"{\\rtf"):
        raise Refused("rtf")
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or data[4:12] in (b"ftypavif", b"ftypheic"):
        raise Refused("image")
    for magic, name in _OTHERS:
        if data.startswith(magic):
            raise Refused("type", type=name)
    plain = head.replace(b"\x00", b"")  # UTF-16 spells the same tags with zeros between
    if _HTML.search(plain):
        return Format.HTML
    if _SVG.search(plain):
        raise Refused("image")
    return Format.TEXT


def read_file(data: bytes, name: str, given: Given) -> Article:
    """The article in a file. Raises Refused, for an archive too: those are unpacked before."""
    if len(data) > MAX_ENTRY:
        raise Refused("file_too_large", limit=MAX_ENTRY // 1_000_000)
    if not data.strip():
        raise Refused("empty")
    found = format_of(data)
    if found is Format.ZIP:
        raise Refused("archive_nested")
    options = {"published": given.published, "outlet": given.outlet, "url": given.url, "language": given.language}
    doc = Path(safe_name(name)).stem
    try:
        if found in (Format.PDF, Format.DOCX):
            return read_text(_in_its_own_process(found, data), doc=doc, title=given.title, **options)  # type: ignore[arg-type]
        if given.charset:
            data = codecs.BOM_UTF8 + decode(data, given.charset).encode()
        suffix = ".html" if found is Format.HTML else ".txt"
        article = read_bytes(data, name=f"{doc}{suffix}", **options)  # type: ignore[arg-type]
    except UnreadableArticle as unreadable:
        raise Refused(unreadable.code) from None
    return replace(article, title=article.title or given.title)


def _kind_of_zip(data: bytes) -> Format:
    """DOCX is a ZIP archive, and so are other formats that are no articles."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:80].decode("ascii", "replace") if "mimetype" in names else ""
    except Exception:  # whatever a broken archive raises has no common ancestor (zlib.error, BadZipFile, ValueError …)
        raise Refused("archive_damaged") from None
    if "word/document.xml" in names:
        return Format.DOCX
    if kind or "[Content_Types].xml" in names:
        raise Refused("type", type=kind or "Office Open XML")
    return Format.ZIP


def _in_its_own_process(found: Format, data: bytes) -> str:
    """The text of a PDF or DOCX; see `timeline.intake.office`."""
    try:
        run = subprocess.run(  # noqa: S603 - our own file, by its path
            # -P: the folder of the file is not searched for modules; -s: neither is the user's.
            [sys.executable, "-P", "-s", office.__file__, found.value],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("laborious") from None
    if run.returncode != 0:  # ended by a limit, or by something that nobody thought of
        raise Refused("laborious" if run.returncode < 0 else f"{found.value}_damaged")
    answer = json.loads(run.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"], **answer.get("details", {}))
    text = str(answer["text"])
    if not text.strip():
        raise Refused("empty")
    return text
