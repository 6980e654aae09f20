"""A text with its marked spans, as nested pieces: what the pages of documents and events show of an article. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in the text, end exclusive. `name` says what is marked ("mention", "trigger", "time", "boilerplate")."""

    start: int
    end: int
    name: str
    key: str = ""
    subject: Any = None


@dataclass(slots=True)
class Node:
    """A span, or the part of it that lies inside its parent. `continued`: its beginning is in an earlier node."""

    span: Span | None
    continued: bool = False
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def nest(text: str, spans: Iterable[Span], *, start: int = 0, end: int | None = None) -> Node:
    """The text from `start` to `end` as a tree whose texts in order are exactly that text.

    Spans inside spans become nodes inside nodes. Where two cross, the one that begins later is cut: its second part
    stands beside the first one's node, `continued`. Of equal spans the one that was given first is the outer one.
    Spans are cut to the range; what lies outside of it is left out.
    """
    end = len(text) if end is None else end
    inside = [span for span in spans if span.start < end and span.end > start and span.start < span.end]
    root = Node(None)
    _fill(root, text, start, end, _ordered([(max(span.start, start), min(span.end, end), span) for span in inside]))
    return root


_Cut = tuple[int, int, Span]


def _ordered(cuts: Iterable[_Cut]) -> list[_Cut]:
    return sorted(cuts, key=lambda cut: (cut[0], -cut[1]))


def _fill(parent: Node, text: str, start: int, end: int, cuts: Sequence[_Cut]) -> None:
    at = start
    waiting = list(cuts)
    while waiting:
        first, last, span = waiting.pop(0)
        if at < first:
            parent.children.append(text[at:first])
        node = Node(span, continued=first > span.start)
        own = [cut for cut in waiting if cut[0] < last]
        _fill(node, text, first, last, [(a, min(b, last), inner) for a, b, inner in own])
        parent.children.append(node)
        rest = [(last, b, inner) for _, b, inner in own if b > last]
        waiting = _ordered([*rest, *waiting[len(own) :]])
        at = last
    if at < end:
        parent.children.append(text[at:end])


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The offsets of the lines of a text that hold anything, without their line ends."""
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = at + line.index(bare[0])
            found.append((start, start + len(bare)))
        at += len(line)
    return found
