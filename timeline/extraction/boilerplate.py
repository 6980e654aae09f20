"""What belongs to the page and not to the article: calls, credits, menus, repeated lines, teasers of other articles.

Everything is marked as spans and nothing is cut, so that offsets stay those of the text. The words are data
(`lexicon/<language>/reading.toml`, `lexicon/agencies.toml`); here stand only the rules of place: a line is judged as a
whole, a repeated line is no second piece of news, and a heading under which nothing stands leads to another article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from timeline.extraction.lexicon import packaged, table
from timeline.extraction.sentences import LONGEST_HEADING, is_ended, paragraphs

Span = tuple[int, int]

LONGEST_CALL = 240
SHORTEST_ARTICLE = 3
"""Paragraphs that a text must have before its last line can be the teaser of another article."""

_PAGE_MARK = re.compile(r"(?=\S*\d)(?=\S*[-_/#.])[\w/#.-]{1,40}$|[\d\s.,|/:-]{1,20}$")
_DATELINE = re.compile(
    r"(?:\((?P<bracket>[A-ZÄÖÜ][\w/-]*(?:[ .,/]+[\w/-]+){0,3})\)"
    r"|[A-ZÄÖÜ][\w.-]*(?:[ /][A-ZÄÖÜ][\w.-]*){0,3}(?:, [^()\n]{3,25}?)? ?\((?P<agency>[^()\n]{2,40})\))"
    r" ?(?P<dash>[-–—:]+)?\s*"
)
_CLOSING_BRACKET = re.compile(r"(?:^|[.!?…“”\"»«]\s*)\(([^()]{2,40})\)$")
_CREDIT_SEPARATOR = re.compile(r"[/,;|+&]| und | and | mit ")


def find(text: str, language: str) -> tuple[Span, ...]:
    """The spans that are not part of the article's body, in order."""
    lines = paragraphs(text)
    seen: set[str] = set()
    marked: list[Span] = []
    for start, end in lines:
        line = " ".join(text[start:end].split())
        if _is_boilerplate(line, language) or _is_repeated(line, seen):
            marked.append((start, end))
        elif dateline := _dateline(text, start, end):
            marked.append((start, dateline))
        seen.add(line.casefold())
    return tuple(sorted({*marked, *_teasers(text, lines, marked)}))


def origin(text: str, language: str) -> str:
    """The agency to which the article is credited ("Quelle: blatt.de, abc/dpa" -> "dpa"), or "".

    Only credit lines and datelines count: "wie KCNA meldete" names a source, not the origin of the article.
    """
    for start, end in paragraphs(text):
        line = " ".join(text[start:end].split())
        bracket = _CLOSING_BRACKET.search(line) if line.endswith(")") else None
        dateline = _DATELINE.match(text, start, end)
        candidates = [
            line if len(line) <= LONGEST_CALL and _rules(language)["credit"].match(line) else "",
            bracket[1] if bracket else "",
            (dateline["agency"] or dateline["bracket"] or "") if dateline else "",
            line if len(line) <= 40 else "",
        ]
        for credit in candidates:
            if agency := _agency(credit):
                return agency
    return ""


def _is_boilerplate(line: str, language: str) -> bool:
    if len(line) > LONGEST_CALL:
        return False
    rules = _rules(language)
    return bool(
        _PAGE_MARK.match(line)
        or rules["line"].match(line)
        or rules["credit"].match(line)
        or (rules["anywhere"].search(line) and not is_ended(line))
        or _is_bare_credit(line)
    )


def _is_repeated(line: str, seen: set[str]) -> bool:
    return len(line) > 15 and line.casefold() in seen


def _is_bare_credit(line: str) -> bool:
    """A line of nothing but agencies and initials: "(dpa/AFP)", "mkl/dpa"."""
    return len(line) <= 40 and bool(_agency(line.strip("() ")))


def _dateline(text: str, start: int, end: int) -> int | None:
    """Where the article begins after a dateline: "(Seoul) ", "MOSKAU (Reuters) - ", "Tokio, 3. Mai (dpa) – "."""
    found = _DATELINE.match(text, start, end)
    if found is None or found.end() >= end:
        return None
    if found["bracket"]:
        return found.end()
    return found.end() if found["dash"] or _agency(found["agency"]) else None


def _teasers(text: str, lines: Sequence[Span], marked: Sequence[Span]) -> list[Span]:
    """Headings at the end, with nothing under them, of a text that has a body."""
    body = [span for span in lines if span not in marked]
    if sum(is_ended(text[a:b]) for a, b in body) < SHORTEST_ARTICLE:
        return []
    found = []
    for start, end in reversed(body):
        if end - start > LONGEST_HEADING or is_ended(text[start:end]):
            break
        found.append((start, end))
    return found


def _agency(credit: str) -> str:
    """The first agency among the parts of a credit line."""
    known = _agencies()
    for part in _CREDIT_SEPARATOR.split(credit.rpartition(":")[2]):
        words = part.strip(" .()–-")
        if agency := known.get(words) or known.get(words.rpartition(" ")[2]):
            return agency
    return ""


@cache
def _agencies() -> dict[str, str]:
    return {spelling: name for name, spellings in packaged("agencies").items() for spelling in spellings}


@cache
def _rules(language: str) -> dict[str, re.Pattern[str]]:
    words = table(language, "reading")
    return {
        key: re.compile("|".join(f"(?:{rule})" for rule in words[key]), re.I) for key in ("line", "credit", "anywhere")
    }
