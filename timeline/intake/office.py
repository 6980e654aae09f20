"""Text out of PDF and DOCX, in a process of its own: these formats are programs in disguise, and may be hostile.

Run as a file, it reads the bytes of a document from standard input and writes one JSON object to standard output:
`text`, or `refused` with a code of `refusals.MESSAGES` (and its details under `details`). The process may use `CPU`
seconds and `MEMORY` bytes and open no file for writing. It imports nothing of this project.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

CPU = 30
MEMORY = 1_500_000_000
MAX_PAGES = 300
MAX_TEXT = 2_000_000
"""Characters that are handed on; an article has fewer."""
MAX_MEMBER = 30_000_000
"""Bytes that one part of a DOCX may unpack to."""

_ENTITY = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE)", re.IGNORECASE)
_HYPHEN = re.compile(r"\w[-\u00ad\u2010]$")
_ENDS = re.compile(r"[.!?:…][\"'“”»«)\]]*$")


class Unreadable(Exception):  # noqa: N818 - it names the input
    """`code` is a key of `refusals.MESSAGES`."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def pdf_text(data: bytes) -> str:
    """The text layer of a PDF. Raises Unreadable."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("pdf_encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable("pdf_pages", limit=MAX_PAGES)
        pages = [page.extract_text() for page in reader.pages]
    except (FileNotDecryptedError, NotImplementedError, ImportError):  # ImportError: a cipher that is not installed
        raise Unreadable("pdf_encrypted") from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError):
        raise Unreadable("pdf_damaged") from None
    text = "\n\n".join(flowing(page.splitlines()) for page in pages).strip()
    if not text:
        raise Unreadable("pdf_scanned" if pages else "pdf_damaged")
    return text


def flowing(lines: Iterable[str]) -> str:
    """Lines as they stand on a page, as paragraphs: joined where a sentence or a divided word goes on.

    >>> flowing(["Der Minister ist am Mitt-", "woch eingetroffen.", "", "Er bleibt."])
    'Der Minister ist am Mittwoch eingetroffen.\\n\\nEr bleibt.'
    """
    return "\n\n".join(_paragraphs([" ".join(line.split()) for line in lines]))


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """A paragraph ends at a blank line, and at a line that ends a sentence before the width of the column is used."""
    widest = max(map(len, lines), default=0)
    paragraph = ""
    for line in lines:
        if not line:
            if paragraph:
                yield paragraph
            paragraph = ""
            continue
        if _HYPHEN.search(paragraph) and line[0].islower():
            paragraph = paragraph[:-1] + line
        else:
            paragraph = f"{paragraph} {line}" if paragraph else line
        if _ENDS.search(line) and len(line) < 0.7 * widest:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def docx_text(data: bytes) -> str:
    """The paragraphs and tables of a DOCX in their order. Raises Unreadable."""
    _look_into(data)
    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml.etree import LxmlError

    try:
        document = Document(io.BytesIO(data))
        blocks = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                blocks += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                blocks.append(block.text)
    except (OpcError, LxmlError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise Unreadable("docx_damaged") from None
    return "\n\n".join(filter(None, (block.strip() for block in blocks)))


def _look_into(data: bytes) -> None:
    """Refuses a DOCX whose parts unpack to too much or whose XML defines entities, before anything parses it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.infolist():
                with parts.open(part) as stream:
                    content = stream.read(MAX_MEMBER + 1)
                if len(content) > MAX_MEMBER:
                    raise Unreadable("laborious")
                if part.filename.endswith((".xml", ".rels")) and _ENTITY.search(content.replace(b"\x00", b"")):
                    raise Unreadable("entities")
    except Unreadable:
        raise
    except Exception:  # whatever a broken archive raises has no common ancestor (zlib.error, BadZipFile, ValueError …)
        raise Unreadable("docx_damaged") from None


READERS: Mapping[str, Callable[[bytes], str]] = MappingProxyType({"pdf": pdf_text, "docx": docx_text})


def main(kind: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answer: dict[str, Any]
    try:
        answer = {"text": READERS[kind](sys.stdin.buffer.read())[:MAX_TEXT]}
    except Unreadable as unreadable:
        answer = {"refused": unreadable.code, "details": unreadable.details}
    except MemoryError:
        answer = {"refused": "laborious"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
