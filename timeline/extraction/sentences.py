"""Text to sentences, with exact offsets.

sentencex finds the boundaries; here stand the rules that news text needs beside it: paragraphs first (a heading without
a full stop is no part of the sentence under it, but a line that a mail program wrapped is), German ordinals and short
forms, quotations that a clumsy translation left open, quotations that are longer than a reader can take as one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise, takewhile

import sentencex

from timeline.extraction.lexicon import table
from timeline.extraction.model import Sentence

Span = tuple[int, int]

WRAPPED_WIDTHS = range(40, 121)
FEWEST_WRAPPED_LINES = 3
LONGEST_HEADING = 160
LONGEST_QUOTATION = 320
"""A sentence that holds a quotation of several sentences is kept whole up to here, so that who says so stays with what
is said; a longer one is cut at the full stops inside."""
LONGEST_SENTENCE = 2_000
"""Characters, some 300 words: what runs on for longer is a table or a list and no sentence that anybody wrote. It is
cut at a break, so that later stages, whose work grows faster than a sentence, take as long for a page as for its
parts."""

_CUTS = ("; ", ", ", " ")

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BLANK_LINES = re.compile(r"\n\s*\n|\r\s*\r")
_TERMINAL = (".", "!", "?", "…", ":", ";")
_CLOSING = "\"'“”„»«›‹’)]"
_ORDINAL = re.compile(r"(?:^|[\s(])(\w+)?\s*\b\d{1,2}\.\s*$")
_HOUR = re.compile(r"\d\s?[ap]\.m\.\s*$")
_LAST_SHORT_WORD = re.compile(r"(?:^|[\s(„“\"»-])([\w-]+)\.\s*$")
_FIRST_WORD = re.compile(r"[\"'„“»«(]*(\w+)")
_QUOTE_MARKS = str.maketrans(dict.fromkeys('"„“”»«', " "))
_CLOSING_MARKS = re.compile(r"\s*[“”»«\"‘’›‹]+(?=\s|$)")
_REOPENED = {"de": re.compile(r"[.!?…]\s+(?=„)"), "en": re.compile(r"[.!?…]\s+(?=“)")}
_OPENED = {"de": ("„", "“”"), "en": ("“", "”")}


def split(text: str, language: str, boilerplate: Sequence[Span] = ()) -> tuple[Sentence, ...]:
    """The sentences of a text in order, without the white space around them; every other character lies in one.

    A sentence is `boilerplate` if at least half of it lies in one of those spans, and a `heading` if it is a short
    paragraph of its own that no full stop ends.
    """
    found: list[Sentence] = []
    ahead = deque(sorted(boilerplate))
    for start, end in paragraphs(text):
        spans = [_trimmed(text, a, b) for a, b in _sentences(text[start:end], start, language)]
        spans = [(a, b) for a, b in spans if a < b]
        for a, b in spans:
            alone = len(spans) == 1 and b - a <= LONGEST_HEADING and not is_ended(text[a:b])
            while ahead and ahead[0][1] <= a:
                ahead.popleft()
            found.append(Sentence(len(found), a, b, text[a:b], _covered((a, b), ahead), alone))
    return tuple(found)


@lru_cache(maxsize=2)  # a text that is read is asked for them four times in a row
def paragraphs(text: str) -> tuple[Span, ...]:
    """Runs of text that belong together: lines, or several lines where one was only wrapped at a fixed width."""
    return tuple(_paragraphs(text))


def _paragraphs(text: str) -> Iterator[Span]:
    block: list[Span] = []
    for line in _LINE.finditer(text):
        span = _trimmed(text, *line.span())
        if span[0] == span[1]:
            continue
        if block and _BLANK_LINES.search(text, block[-1][1], span[0]):
            yield from _unwrapped(text, block)
            block = []
        block.append(span)
    yield from _unwrapped(text, block)


def is_ended(text: str) -> bool:
    """Whether a text without white space at its end closes with a full stop, a colon or the like, quotation marks and
    brackets aside."""
    return text.rstrip(_CLOSING).endswith(_TERMINAL)


def _unwrapped(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """Lines of one block, joined where each break but the last was forced by a width that all of them share."""
    if not lines:
        return
    breaks = list(pairwise(lines))
    if _is_wrapped(text, lines):
        yield lines[0][0], lines[-1][1]
        return
    start = lines[0][0]
    for (a, b), (c, _) in breaks:
        if not (text[c].islower() and not is_ended(text[a:b])):
            yield start, b
            start = c
    yield start, lines[-1][1]


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    """Whether no line but the last had room for the first word of the next one, and most end within a sentence."""
    width = max(b - a for a, b in lines)
    if len(lines) < FEWEST_WRAPPED_LINES or width not in WRAPPED_WIDTHS:
        return False
    first_words = (text[a:b].split(maxsplit=1)[0] for a, b in lines[1:])
    forced = all(b - a + 1 + len(word) > width for (a, b), word in zip(lines, first_words, strict=False))
    return forced and 2 * sum(is_ended(text[a:b]) for a, b in lines[:-1]) < len(lines) - 1


def _sentences(text: str, offset: int, language: str) -> Iterator[Span]:
    found: list[Span] = []
    for start, end in _whole(text, _boundaries(text, language), language):
        for a, b in _reopened(text, start, end, language):
            if b - a > LONGEST_QUOTATION:
                bare = text[a:b].translate(_QUOTE_MARKS)
                found += [(a + c, a + d) for c, d in _whole(bare, _boundaries(bare, language), language)]
            else:
                found.append((a, b))
    return ((offset + a, offset + b) for span in _closed(text, found) for a, b in _in_pieces(text, *span))


def _in_pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The span, cut where it is longer than a sentence can be: after a semicolon, else a comma, else a word."""
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        cut = next((at for mark in _CUTS if (at := text.rfind(mark, start, limit) + 1) > start), limit)
        yield start, cut
        start = cut
    yield start, end


def _boundaries(text: str, language: str) -> list[Span]:
    return [(row["start_index"], row["end_index"]) for row in sentencex.get_sentence_boundaries(language, text)]


def _whole(text: str, spans: Iterable[Span], language: str) -> list[Span]:
    """The spans with those joined that one sentence was torn into."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and _continues(text[joined[-1][0] : joined[-1][1]], text[start:end], language):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


@cache
def _words(language: str, name: str) -> frozenset[str]:
    return frozenset(table(language, "sentences")[name])


def _continues(before: str, after: str, language: str) -> bool:
    opening = _FIRST_WORD.match(after.lstrip())
    if opening is None:  # closing quotes or brackets that were left over
        return not after.strip()[:1].isalnum() and len(after.strip()) < 4
    last = before.rstrip().rpartition(" ")[2]
    if not last.endswith("."):
        return False
    word, short = opening[1], _LAST_SHORT_WORD.search(last)
    if short and short[1] in _words(language, "abbreviations"):
        return True
    if last.endswith(".m.") and _HOUR.search(before) and word in _words(language, "after_hour"):
        return True
    ordinal = _ORDINAL.search(before) if last[-2:-1].isdecimal() else None
    if ordinal is None:
        return False
    return word in _words(language, "after_ordinal") or (
        ordinal[1] in _words(language, "before_ordinal") and word not in _words(language, "sentence_openers")
    )


_PLATFORM = re.compile(
    r"\b(?:[Pp]lattform|[Pp]latform|[Nn]etzwerk|[Nn]etwork|[Dd]ienst|auf|bei|on|to|via) X\.(?=\s+[A-ZÄÖÜ„“\"])"
)
"""A platform whose name looks like the initial of a person: "schrieb er auf der Plattform X. Er …"."""


_MAY = re.compile(r"\b(?:[Ii]n|[Oo]f|[Oo]n|by|to|until|since|last|this|\d{1,2}) May\.(?=\s+[A-Z“\"])")
"""The month, which looks like a shortened word: "… in May. Russia …"."""


_ENTRY = re.compile(r"[.!?…][“”»\"]?\s+(?=\d{1,2}[:.]\d\d(?: Uhr|[ ap.m]{0,5}| GMT)?\s?[:–—] )")
"""The next entry of a ticker: "… seit 80 Jahren. 10:50 Uhr: Die Unterredung …"."""


def _reopened(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """Cut where a quotation opens after a full stop although the one before it was never closed."""
    opening, closing = _OPENED[language]
    for cut in _PLATFORM.finditer(text, start, end) if " X." in text[start:end] else ():
        yield start, cut.end()
        start = cut.end()
    for cut in _MAY.finditer(text, start, end) if language == "en" and " May." in text[start:end] else ():
        yield start, cut.end()
        start = cut.end()
    for cut in _ENTRY.finditer(text, start, end) if ":" in text[start:end] else ():
        yield start, cut.end()
        start = cut.end()
    for cut in _REOPENED[language].finditer(text, start, end) if opening in text[start:end] else ():
        said = text[start : cut.end()]
        if said.count(opening) > sum(said.count(mark) for mark in closing):
            yield start, cut.end()
            start = cut.end()
    yield start, end


def _closed(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with a closing quotation mark given back to the sentence that it closes."""
    moved = list(spans)
    for i in range(1, len(moved)):
        start, end = moved[i]
        if closed := _CLOSING_MARKS.match(text, start, end):
            moved[i - 1] = (moved[i - 1][0], closed.end())
            moved[i] = (closed.end(), end)
    return moved


def _trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends; empty where there is nothing else."""
    cut = text[start:end]
    left = len(cut) - len(cut.lstrip())
    return start + left, max(start + left, start + len(cut.rstrip()))


def _covered(span: Span, boilerplate: Iterable[Span]) -> bool:
    """Whether one of the spans, in text order, holds at least half of this one."""
    start, end = span
    near = takewhile(lambda other: other[0] < end, boilerplate)
    return any(2 * (min(end, b) - max(start, a)) >= end - start for a, b in near)
