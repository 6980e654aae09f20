"""A small language of patterns over classes of words, in which each language's lexicon writes its span grammar.

A text is a string of *shapes*, one character a word, each character standing for the set of categories that the word
belongs to. A pattern names categories and becomes a regular expression over shapes, so that a word is one step however
long it is and however many spellings it has:

    <weekday> <:comma>? <day=nth> <month> <year>?

    <weekday>        a word of this category, captured under its name
    <day=nth|int>    a word of either category, captured as "day"
    <:comma>         a word of this category, not captured
    <~at> <!~at>     the word before is (is not) of this category; not part of the expression
    <+noun> <!+noun> the word after is (is not) of this category
    ( … | … ) ? {m,n} as in regular expressions; there is no unbounded repetition, so every pattern has a longest match
"""

from __future__ import annotations

import re
from collections.abc import Callable

from timeline.extraction.frozen import frozen

_TOKEN = re.compile(
    r"\s*(?:<(?P<look>!?[~+])?(?P<name>[a-z_0-9]*[=:])?(?P<categories>[a-z_0-9|]+)>|(?P<op>[()|?]|\{\d+,\d+\}))"
)


@frozen
class Compiled:
    """`regex` matches shapes; `first` are the shapes with which a match can begin; `captured` maps each name to
    its groups (one for each place where it stands) and to its categories, in the order in which they are tried."""

    regex: re.Pattern[str]
    first: frozenset[str]
    captured: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def compile_pattern(source: str, shapes_of: Callable[[str], str]) -> Compiled:
    """`shapes_of` gives the shapes that belong to a category. Raises ValueError for a pattern that cannot be read."""
    return _Reader(source, shapes_of).read()


class _Reader:
    """Recursive descent over the source; each method returns (regex, first shapes, may be empty)."""

    def __init__(self, source: str, shapes_of: Callable[[str], str]) -> None:
        self.source = source
        self.shapes_of = shapes_of
        self.tokens = self._split()
        self.at = 0
        self.captured: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def _split(self) -> list[re.Match[str]]:
        found, position, source = [], 0, self.source.rstrip()
        while position < len(source):
            token = _TOKEN.match(source, position)
            if token is None:
                raise ValueError(f"pattern {self.source!r} cannot be read from {source[position:]!r} on")
            found.append(token)
            position = token.end()
        return found

    def read(self) -> Compiled:
        regex, first, empty = self._alternatives()
        if self.at < len(self.tokens) or empty:
            raise ValueError(f"pattern {self.source!r} has a bracket too many or may be empty")
        return Compiled(re.compile(regex), frozenset(first), self.captured)

    def _next_is(self, *ops: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at]["op"] in ops

    def _alternatives(self) -> tuple[str, set[str], bool]:
        branches = [self._sequence()]
        while self._next_is("|"):
            self.at += 1
            branches.append(self._sequence())
        regex = "|".join(branch[0] for branch in branches)
        return regex, set().union(*(branch[1] for branch in branches)), any(branch[2] for branch in branches)

    def _sequence(self) -> tuple[str, set[str], bool]:
        regex, first, empty = "", set[str](), True
        while self.at < len(self.tokens) and not self._next_is("|", ")"):
            item, item_first, item_empty = self._item()
            regex += item
            if empty:
                first |= item_first
            empty = empty and item_empty
        return regex, first, empty

    def _item(self) -> tuple[str, set[str], bool]:
        token = self.tokens[self.at]
        self.at += 1
        if token["op"] == "(":
            regex, first, empty = self._alternatives()
            if not self._next_is(")"):
                raise ValueError(f"pattern {self.source!r} lacks a closing bracket")
            self.at += 1
            regex = f"(?:{regex})"
        elif token["categories"]:
            if token["look"]:
                return self._look(token), set(), True
            regex, first, empty = self._word(token), set(self._shapes(token["categories"])), False
        else:
            raise ValueError(f"pattern {self.source!r} has {token['op']!r} where a word is expected")
        if self.at < len(self.tokens):
            op = self.tokens[self.at]["op"] or ""
            if op == "?" or op.startswith("{"):
                self.at += 1
                regex, empty = regex + op, empty or op == "?" or op.startswith("{0")
        return regex, first, empty

    def _shapes(self, categories: str) -> str:
        return "".join(sorted({shape for name in categories.split("|") for shape in self.shapes_of(name)}))

    def _class(self, categories: str) -> str:
        shapes = self._shapes(categories)
        return f"[{re.escape(shapes)}]" if shapes else "(?!)"

    def _look(self, token: re.Match[str]) -> str:
        behind, negative = "~" in token["look"], "!" in token["look"]
        return f"(?{'<' if behind else ''}{'!' if negative else '='}{self._class(token['categories'])})"

    def _word(self, token: re.Match[str]) -> str:
        name = token["name"] or f"{token['categories'].split('|')[0]}="
        if name == ":":
            return self._class(token["categories"])
        name = name.rstrip("=")
        groups, known = self.captured.get(name, ((), ()))
        group = f"{name}_{len(groups)}" if groups else name
        categories = tuple(token["categories"].split("|"))
        self.captured[name] = (*groups, group), tuple(dict.fromkeys((*known, *categories)))
        return f"(?P<{group}>{self._class(token['categories'])})"
