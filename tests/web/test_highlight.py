"""Marking spans in a text, nested and crossing ones included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.highlight import Node, Span, nest, paragraphs


def shown(node: Node) -> str:
    """A tree as text: [name …], with + before the name where it goes on from an earlier part."""
    inner = "".join(child if isinstance(child, str) else shown(child) for child in node.children)
    if node.span is None:
        return inner
    return f"[{'+' if node.continued else ''}{node.span.name} {inner}]"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "abcdefghij"),
        ([Span(2, 4, "m")], "ab[m cd]efghij"),
        # One inside the other, whichever comes first.
        ([Span(1, 8, "m"), Span(3, 5, "t")], "a[m bc[t de]fgh]ij"),
        ([Span(3, 5, "t"), Span(1, 8, "m")], "a[m bc[t de]fgh]ij"),
        # Side by side.
        ([Span(0, 3, "m"), Span(3, 5, "n")], "[m abc][n de]fghij"),
        # The same stretch twice: the first one lies outside.
        ([Span(2, 4, "m"), Span(2, 4, "n")], "ab[m [n cd]]efghij"),
        # Crossing: the later one is cut, its second part goes on beside the first one.
        ([Span(0, 5, "m"), Span(3, 8, "n")], "[m abc[n de]][+n fgh]ij"),
        # Three that cross each other: of what goes on, the longest lies outside.
        ([Span(0, 4, "m"), Span(2, 6, "n"), Span(3, 8, "o")], "[m ab[n c[o d]]][+o [+n ef]gh]ij"),
        # Empty and wholly outside: nothing.
        ([Span(4, 4, "m"), Span(12, 15, "n")], "abcdefghij"),
    ],
)
def test_spans_become_a_tree(spans: list[Span], expected: str) -> None:
    assert shown(nest("abcdefghij", spans)) == expected


def test_a_part_of_the_text_shows_the_parts_of_the_spans_in_it() -> None:
    spans = [Span(0, 5, "m"), Span(6, 20, "n")]
    assert shown(nest("abcdefghij", spans, start=3, end=8)) == "[+m de]f[n gh]"


def _nodes(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            yield child
            yield from _nodes(child)


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(lambda ends: Span(ends[0], ends[1], "m")),
    max_size=8,
)


@given(st.text("ab\n<&", max_size=30), SPANS)
def test_the_text_stays_what_it_was_and_every_span_keeps_its_letters(text: str, spans: list[Span]) -> None:
    tree = nest(text, spans)
    assert tree.text == text
    numbered = [Span(span.start, span.end, "m", str(n)) for n, span in enumerate(spans)]
    parts: dict[str, str] = {}
    begun: dict[str, int] = {}
    for node in _nodes(nest(text, numbered)):
        assert node.span is not None
        parts[node.span.key] = parts.get(node.span.key, "") + node.text
        begun[node.span.key] = begun.get(node.span.key, 0) + (not node.continued)
    assert parts == {span.key: text[span.start : span.end] for span in numbered if text[span.start : span.end]}
    assert set(begun.values()) <= {1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n \n", []),
        ("eins", ["eins"]),
        ("eins\n\n  zwei \r\ndrei\n", ["eins", "zwei", "drei"]),
    ],
)
def test_lines_are_found_with_their_offsets(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == expected
