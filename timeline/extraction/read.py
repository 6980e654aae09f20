"""Files, pages and lines of JSON to articles.

The text of `.txt` and `.jsonl` is kept verbatim; of an HTML page trafilatura takes the article's text and what the page
says about itself. What is not part of the article's body is marked, never cut (see `timeline.extraction.boilerplate`).

`Article.metadata` may hold: `title`, `sitename`, `author`, `url`, `published` and `modified` (as the page writes them,
ISO 8601; JSON-LD before meta tags), `date` (the day that trafilatura takes for that of publication), `language` (as
declared), `description`, `origin`, the news agency that the article credits, and `format`, "html" where the text was
taken from a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from timeline.extraction import boilerplate
from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import LANGUAGES, table
from timeline.extraction.model import Article
from timeline.extraction.sentences import LONGEST_HEADING, paragraphs

MAX_BYTES = 5_000_000
MAX_CHARACTERS = 500_000
SUFFIXES = (".txt", ".html", ".htm", ".jsonl")

CLEAR_SHARE = 0.12
"""Share of function words of one language at which it is taken for certain; German and English news have 0.25 to 0.45,
texts in other languages below 0.05."""
LEAST_KNOWN = 0.6
"""Share of words that simplemma must know where the function words leave it open."""

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_DECLARED_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)|^<\?xml[^>]{0,100}encoding=[\"']([\w.:-]+)", re.I
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I | re.S
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
_LETTERS = re.compile(r"[^\W\d_]+")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$")


class UnreadableArticle(ValueError):  # noqa: N818 - it names the input, as callers see it
    """Input that is no article that can be read. `code` is one of empty, binary, encoding, too_large, language, date,
    json, missing; the message says what is wrong and what to do about it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@frozen
class Rejected:
    """One input that could not be read: the file, the line of a `.jsonl`, and why, in words."""

    source: str
    line: int | None
    message: str
    code: str

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}: {self.message}" if self.line else f"{self.source}: {self.message}"


def read_paths(
    paths: Iterable[str | Path],
    *,
    published: date | None = None,
    outlet: str = "",
    url: str = "",
    language: str | None = None,
    doubtful: str | None = None,
) -> Iterator[Article | Rejected]:
    """The articles of files and folders (with what lies below) in a fixed order; what cannot be read comes as Rejected.

    `doc` is the stem of the file, or the `doc` of a line in a `.jsonl`; one that was used before gets "-2", "-3", …
    The options stand in for what an article does not say itself; `doubtful` is the language of a text that is clearly
    none of those that are read, which else is rejected.
    """
    used: dict[str, int] = {}
    options = {"published": published, "outlet": outlet, "url": url, "language": language, "doubtful": doubtful}
    for path in map(Path, paths):
        for item in _read_path(path, **options):
            if isinstance(item, Article):
                used[item.doc] = count = used.get(item.doc, 0) + 1
                item = item if count == 1 else replace(item, doc=f"{item.doc}-{count}")
            yield item


def read_bytes(
    data: bytes,
    *,
    name: str,
    published: date | None = None,
    outlet: str = "",
    url: str = "",
    language: str | None = None,
    doubtful: str | None = None,
) -> Article:
    """One article from the bytes of a text or of an HTML page (by the suffix of `name`, without one by the content).

    Raises UnreadableArticle.
    """
    suffix = Path(name).suffix.lower()
    if len(data) > MAX_BYTES:
        raise _too_large(f"{len(data) / 1e6:.1f} MB", f"{MAX_BYTES / 1e6:.0f} MB")
    page = suffix in (".html", ".htm")
    text = decode(data, declared=_declared_charset(data) if suffix != ".txt" else None)
    metadata: Mapping[str, str] = {}
    if page or (suffix not in SUFFIXES and _HTML.match(text)):
        text, metadata = _article_of_page(text)
    return read_text(
        text,
        doc=Path(name).stem or "article",
        published=published,
        outlet=outlet,
        url=url,
        language=language,
        doubtful=doubtful,
        metadata=metadata,
    )


def read_text(
    text: str,
    *,
    doc: str,
    published: date | None = None,
    title: str = "",
    outlet: str = "",
    url: str = "",
    language: str | None = None,
    doubtful: str | None = None,
    metadata: Mapping[str, str] = MappingProxyType({}),
) -> Article:
    """One article from its text, which is kept as it is. Raises UnreadableArticle."""
    if len(text) > MAX_CHARACTERS:
        raise _too_large(f"{len(text):,} characters", f"{MAX_CHARACTERS:,} characters")
    if not text.strip():
        raise UnreadableArticle("empty", "has no text: give the article's text")
    if _CONTROL.search(text):
        raise UnreadableArticle(
            "binary", "holds control characters, so it is no text: give the article as text or HTML"
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableArticle(
            "encoding", f"holds half a character (a lone surrogate) at offset {error.start}"
        ) from None
    if language:
        tongue = language.strip().lower()[:2]
        if tongue not in LANGUAGES:
            raise UnreadableArticle(
                "language", f"is said to be in {language!r}, but only German (de) and English (en) are read"
            )
    else:
        tongue = detect_language(text, doubtful)
    known = {key: value for key, value in metadata.items() if value}
    if agency := boilerplate.origin(text, tongue):
        known["origin"] = agency
    return Article(
        doc=doc,
        text=text,
        language=tongue,
        published=published,
        title=title or known.get("title", "") or _heading(text),
        outlet=outlet or known.get("sitename", ""),
        url=url or known.get("url", ""),
        boilerplate=boilerplate.find(text, tongue),
        metadata=MappingProxyType(known),
    )


def parse_day(text: str) -> date:
    """A day written 2024-06-13, 2024-06-13T08:00:00+02:00 or 13.06.2024. Raises UnreadableArticle (code date)."""
    words = text.strip()
    german = _GERMAN_DAY.match(words)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        return datetime.fromisoformat(words).date()
    except ValueError:
        raise UnreadableArticle("date", f"{text!r} is not a day of the calendar: give it as YYYY-MM-DD") from None


def detect_language(text: str, doubtful: str | None = None) -> str:
    """ "de" or "en"; `doubtful` for anything else, mixed or too short texts included.

    Raises UnreadableArticle (code language) for such a text if no `doubtful` language is given.
    """
    words = [word.lower() for word in _LETTERS.findall(text[:20_000])]
    shares = {language: _share(words, language) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: shares[language])
    if shares[best] >= CLEAR_SHARE and all(shares[best] > 2 * shares[x] for x in LANGUAGES if x != best):
        return best
    from simplemma import in_target_language  # its dictionaries take a second to load, and clear texts do not need them

    known = {language: in_target_language(text[:20_000], lang=language) for language in LANGUAGES} if words else {}
    best = max(known, key=lambda language: known[language], default="")
    if not best or known[best] < LEAST_KNOWN:
        if doubtful:
            return doubtful
        raise UnreadableArticle(
            "language", "is neither German nor English as far as can be told: name the language if it is one of them"
        )
    return best


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of bytes: by byte-order mark or else declared charset, then strict UTF-8, then Windows-1252 where none
    of its undefined bytes stands. Raises UnreadableArticle with the offset of the first broken byte."""
    if not data.strip():
        raise UnreadableArticle("empty", "is empty: give the article's text")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _broken(
                    len(mark) + error.start, f"begins with the byte-order mark of {encoding.upper()}"
                ) from None
    if b"\x00" in data:
        raise UnreadableArticle("binary", "is no text but a binary file: give the article as text or HTML")
    if declared:
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode(declared)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first_broken = error.start
    with suppress(UnicodeDecodeError):
        text = data.decode("cp1252")
        if not _CONTROL.search(text):
            return text
    if _CONTROL.search(data.decode("latin-1")):
        raise UnreadableArticle("binary", "is no text but a binary file: give the article as text or HTML")
    raise _broken(first_broken, "is neither UTF-8 nor Windows-1252")


def _broken(offset: int, what: str) -> UnreadableArticle:
    return UnreadableArticle("encoding", f"{what}: the first broken byte is at offset {offset}; save it as UTF-8")


def _too_large(size: str, limit: str) -> UnreadableArticle:
    return UnreadableArticle(
        "too_large", f"has {size}, more than the {limit} that are read as one article: give a part of it"
    )


def _declared_charset(data: bytes) -> str | None:
    found = _DECLARED_CHARSET.search(data, 0, 4096)
    return (found[1] or found[2]).decode("ascii", "ignore") if found else None


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(table(language, "reading")["function_words"])


def _share(words: Sequence[str], language: str) -> float:
    known = _function_words(language)
    return sum(word in known for word in words) / len(words) if words else 0.0


def _heading(text: str) -> str:
    """The first line, where it looks like the article's headline."""
    lines = paragraphs(text)
    start, end = lines[0]
    line = " ".join(text[start:end].split())
    alone = len(lines) > 1 and len(line) <= LONGEST_HEADING and not line.endswith((".", ":", "!", ";"))
    return line if alone else ""


# ---- files -----------------------------------------------------------------------------------------------------------


def _read_path(path: Path, **options: Any) -> Iterator[Article | Rejected]:
    try:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            if not files:
                yield Rejected(str(path), None, f"holds no file that ends in {', '.join(SUFFIXES)}", "missing")
            for file in files:
                yield from _read_path(file, **options)
        elif path.suffix.lower() == ".jsonl":
            yield from _read_lines(path, **options)
        else:
            size = path.stat().st_size
            if size > MAX_BYTES:
                raise _too_large(f"{size / 1e6:.1f} MB", f"{MAX_BYTES / 1e6:.0f} MB")
            yield read_bytes(path.read_bytes(), name=path.name, **options)
    except UnreadableArticle as error:
        yield Rejected(str(path), None, str(error), error.code)
    except OSError as error:
        yield Rejected(str(path), None, f"cannot be opened ({error.strerror or error}): check the path", "missing")


def _read_lines(path: Path, **options: Any) -> Iterator[Article | Rejected]:
    """The articles of a `.jsonl`, one a line; a broken line does not stop those after it."""
    empty = True
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_BYTES + 1):
            number += 1
            try:
                if len(line) > MAX_BYTES and not line.endswith(b"\n"):
                    while (rest := file.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
                        pass
                    raise _too_large(f"over {MAX_BYTES / 1e6:.0f} MB in one line", f"{MAX_BYTES / 1e6:.0f} MB")
                if line.strip():
                    empty = False
                    yield _read_row(_parsed(line), f"{path.stem}-{number}", **options)
            except UnreadableArticle as error:
                empty = False
                yield Rejected(str(path), number, str(error), error.code)
    if empty:
        yield Rejected(str(path), None, "is empty: give one JSON object a line, with the key text", "empty")


def _parsed(line: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig").strip())
    except UnicodeDecodeError as error:
        raise UnreadableArticle("encoding", f"is not UTF-8: the first broken byte is at offset {error.start}") from None
    except (json.JSONDecodeError, RecursionError) as error:
        reason = (
            f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "too deeply nested"
        )
        raise UnreadableArticle("json", f"is no JSON ({reason}): give one object a line") from None
    if not isinstance(row, dict):
        raise UnreadableArticle("json", "is JSON but no object: give an object with the key text")
    return row


def _read_row(
    row: Mapping[str, Any],
    default_doc: str,
    *,
    published: date | None,
    outlet: str,
    url: str,
    language: str | None,
    doubtful: str | None,
) -> Article:
    def field(*keys: str) -> str:
        value = next((row[key] for key in keys if row.get(key) is not None), "")
        if not isinstance(value, str | int):
            raise UnreadableArticle("json", f"has no text under {keys[0]!r}: give a string")
        return str(value)

    if not isinstance(row.get("text"), str):
        raise UnreadableArticle("json", "has no text: give the article under the key text")
    day = field("published", "dct")
    return read_text(
        row["text"],
        doc=field("doc") or default_doc,
        published=parse_day(day) if day else published,
        title=field("title"),
        outlet=field("outlet") or outlet,
        url=field("url") or url,
        language=field("lang", "language") or language,
        doubtful=doubtful,
    )


# ---- pages -----------------------------------------------------------------------------------------------------------


def _article_of_page(page: str) -> tuple[str, Mapping[str, str]]:
    """Text and metadata of an HTML page. The text is new, so offsets refer to it and not to the page."""
    import trafilatura  # takes 0.4 s to import, and only pages need it
    from lxml import etree, html

    try:
        tree = html.document_fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise UnreadableArticle("empty", "is a page without content: give the article as text") from None
    found: Any = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    text = (found.text if found else None) or trafilatura.html2txt(page)
    if not text or not text.strip():
        raise UnreadableArticle("empty", "is a page in which no article can be found: give the article as text")
    told = {"format": "html", **_told_by_trafilatura(found), **_told_by_meta(tree), **_told_by_json_ld(tree)}
    return text, told


def _told_by_trafilatura(found: Any) -> dict[str, str]:
    keys = ("title", "sitename", "author", "url", "date", "description", "language")
    return {key: str(value) for key in keys if (value := getattr(found, key, None))}


def _told_by_meta(tree: Any) -> dict[str, str]:
    wanted = {
        "article:published_time": "published",
        "article:modified_time": "modified",
        "date": "published",
        "dc.date": "published",
        "dc.date.issued": "published",
        "last-modified": "modified",
        "og:site_name": "sitename",
    }
    told: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        content = (tag.get("content") or "").strip()
        if name in wanted and content:
            told.setdefault(wanted[name], content)
    if declared := (tree.get("lang") or "").strip():
        told["language"] = declared
    return told


def _told_by_json_ld(tree: Any) -> dict[str, str]:
    """What schema.org data says of the article; broken JSON says nothing."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower().strip() != "application/ld+json":
            continue
        try:
            nodes = _nodes(json.loads(script.text or ""))
        except (ValueError, RecursionError):
            continue
        for node in nodes:
            kinds = node.get("@type")
            if any(
                "Article" in str(kind) or "Posting" in str(kind)
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                told = {
                    "published": node.get("datePublished"),
                    "modified": node.get("dateModified"),
                    "title": node.get("headline"),
                    "author": _name(node.get("author")),
                    "sitename": _name(node.get("publisher")),
                    "language": node.get("inLanguage"),
                }
                return {key: value.strip() for key, value in told.items() if isinstance(value, str) and value.strip()}
    return {}


def _nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            yield node
            yield from _nodes(node.get("@graph") or [])


def _name(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    names = (item.get("name") if isinstance(item, dict) else item for item in values)
    return ", ".join(name for name in names if isinstance(name, str))
