"""The words and rules of one language, read from `lexicon/<language>/dates.toml`, and the text as a string of shapes.

In the file, `[words.<category>]` gives words with their values, `[lists]` words without one, `[stems.<category>]` and
`[stem_lists]` the same for words that take any of `endings`, `[[compounds]]` categories that grow together into one
word ("Dienstag" + "abend"), `capitalised` the words that count only with a capital letter, and `[[rules]]` the span
grammar in the language of `pattern.py`. A key of several words is one word here ("Tag des Sieges").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType
from typing import Any

from timeline.extraction.dates import holidays, numerals
from timeline.extraction.dates.pattern import Compiled, compile_pattern
from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import table
from timeline.extraction.remembered import Remembered

Values = Mapping[str, Any]

UNKNOWN = "\x20"
"""The shape of a word that no category knows. It separates the runs in which rules are tried."""
_FIRST_SHAPE = 0x21


@frozen
class Word:
    """What one spelling can mean: a value for each of its categories."""

    shape: str
    values: Values
    capitalised: bool = False


@frozen
class Rule:
    """`reads` names the function of `readings.py` that gives the words their meaning."""

    name: str
    reads: str
    pattern: Compiled


Fit = tuple[Rule, re.Match[str]]
_REMEMBERED = 16_384


class Sort(Enum):
    """What a piece of text asks for: nothing, or to be looked at in its place."""

    BLANK = 0
    PLAIN = 1
    DOT = 2
    DIGITS = 3
    ENDS_PHRASE = 4


@frozen
class Words:
    """A text cut into words: parallel lists, one entry a word, and the string of their shapes."""

    text: str
    starts: list[int]
    ends: list[int]
    values: list[Values]
    shapes: str


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Everything that tagging needs to know about one language."""

    language: str
    words: Mapping[str, Word]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    shapes: Mapping[frozenset[str], str]
    rules_from: Mapping[str, tuple[Rule, ...]]
    trigger: re.Pattern[str]
    settings: Mapping[str, Any]
    spellings: Remembered[str, tuple[Sort, Word]] = field(init=False)
    fits: Callable[[str, int], tuple[Fit, ...]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spellings", Remembered(self._meaning))
        object.__setattr__(self, "fits", lru_cache(maxsize=_REMEMBERED)(self.fitting))

    def fitting(self, shapes: str, at: int) -> tuple[Fit, ...]:
        """The rules that fit from the word `at` on, the longest match first and then in the order of the lexicon.

        `fits` is the same for short strings of shapes, and remembers its answers.
        """
        found = [
            (rule, groups) for rule in self.rules_from[shapes[at]] if (groups := rule.pattern.regex.match(shapes, at))
        ]
        return tuple(sorted(found, key=lambda fit: -fit[1].end()))

    def split(self, text: str) -> Words:
        """Cut a text into words, numbers and marks in one pass; phrases and short forms with their dot are one word."""
        starts: list[int] = []
        ends: list[int] = []
        values: list[Values] = []
        shapes: list[str] = []
        columns = (starts, ends, values, shapes)
        nth_with_dot = bool(self.settings["ordinal_dot"])
        blank, plain, dot = Sort.BLANK, Sort.PLAIN, Sort.DOT
        end = 0
        pieces = numerals.PIECE.findall(text)
        for piece, (sort, known) in zip(pieces, map(self.spellings.__getitem__, pieces), strict=True):
            start = end
            end += len(piece)
            if sort is blank:
                continue
            if sort is dot:
                if ends and ends[-1] == start:
                    dotted = self._dotted(text, starts[-1], start, values[-1], nth_with_dot)
                    if dotted is not None:
                        ends[-1], shapes[-1], values[-1] = end, dotted.shape, dotted.values
                        continue
            elif sort is not plain:
                if sort is Sort.DIGITS:
                    kind = str(numerals.TOKEN.match(text, start).lastgroup)  # type: ignore[union-attr]
                    known = self._number(kind, piece)
                    phrase = kind == "int" and piece in self.phrases
                else:
                    phrase = True
                if phrase and (joined := self._join(text, piece.lower(), starts, ends)):
                    count, known = joined
                    start = starts[-count]
                    for column in columns:
                        del column[-count:]
                    if known.capitalised and text[start].islower():
                        known = _UNKNOWN_WORD
            starts.append(start)
            ends.append(end)
            values.append(known.values)
            shapes.append(known.shape)
        return Words(text, starts, ends, values, "".join(shapes))

    def _meaning(self, piece: str) -> tuple[Sort, Word]:
        """What a piece of text means wherever it stands."""
        first = piece[0]
        if piece.isspace():
            return (Sort.PLAIN if len(piece) > 1 and first in "\n\r" else Sort.BLANK), _UNKNOWN_WORD
        if first.isdecimal():
            return Sort.DIGITS, _UNKNOWN_WORD
        if piece == ".":
            return Sort.DOT, self.words.get(piece, _UNKNOWN_WORD)
        low = piece.lower()
        word = self.words.get(low if first.isalnum() else piece, _UNKNOWN_WORD)
        if word.capitalised and first.islower():
            word = _UNKNOWN_WORD
        return (Sort.ENDS_PHRASE if first.isalnum() and low in self.phrases else Sort.PLAIN), word

    def _join(self, text: str, last: str, starts: list[int], ends: list[int]) -> tuple[int, Word] | None:
        """The longest phrase that ends with the word at hand: how many earlier words it takes, and what it means."""
        nearest = _folded(text, starts[-1], ends[-1]) if starts else ""
        for before in self.phrases[last]:
            wanted, found, count = "".join(before), "", 0
            if not wanted.endswith(nearest):
                continue
            while len(found) < len(wanted) and count < len(starts):
                count += 1
                found = _folded(text, starts[-count], ends[-count]) + found
            if found == wanted:
                return count, self.words[" ".join((*before, last))]
        return None

    def _dotted(self, text: str, start: int, dot: int, values: Values, nth_with_dot: bool) -> Word | None:
        """A short form or a German ordinal, if the full stop belongs to the word before it."""
        if nth_with_dot and "day_number" in values:
            return self.word_of({"nth": values["int"]})
        short = self.words.get(text[start:dot].lower() + ".")
        return None if short is None or (short.capitalised and text[start].islower()) else short

    def _number(self, kind: str, text: str) -> Word:
        """The categories of something written in digits."""
        if kind == "mixed":
            hour = text[: len(text) - len(text.lstrip("0123456789"))]
            suffix = self.words.get(text[len(hour) :].lower())
            if suffix and "meridiem" in suffix.values and 1 <= len(hour) <= 2 and 1 <= int(hour) <= 12:
                return self.word_of({"clock_meridiem": (int(hour), 0, suffix.values["meridiem"])})
            return _UNKNOWN_WORD
        return self.word_of(numerals.categories(kind, text))

    def word_of(self, values: Values) -> Word:
        return Word(self.shapes.get(frozenset(values), UNKNOWN), values)


def _folded(text: str, start: int, end: int) -> str:
    """A word as phrases are compared: lower case, one sort of apostrophe, no blanks."""
    return text[start:end].lower().replace("’", "'").replace(" ", "")


_PARTS = re.compile(r"\w+|[^\w\s]")
"""The words of a phrase, as `split` cuts them."""
_NOTHING: Values = MappingProxyType({})
_UNKNOWN_WORD = Word(UNKNOWN, _NOTHING)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language, read once. Raises FileNotFoundError for a language without a file."""
    data = table(language, "dates")
    spellings: dict[str, dict[str, Any]] = defaultdict(dict)
    for category, word, value in _entries(data, language):
        spellings[" ".join(_PARTS.findall(word)) if " " in word or "-" in word or "'" in word else word].setdefault(
            category, value
        )
    for word, category, value in _compounded(data.get("compounds", ()), spellings):
        spellings[word].setdefault(category, value)
    told = {frozenset(values) for values in spellings.values()}
    sets = sorted(told | numerals.CATEGORIES | {frozenset({"clock_meridiem"})}, key=sorted)
    shapes = {categories: chr(_FIRST_SHAPE + index) for index, categories in enumerate(sets) if categories}
    capitalised = frozenset(data["capitalised"])
    words = {
        spelling: Word(shapes.get(frozenset(values), UNKNOWN), MappingProxyType(values), spelling in capitalised)
        for spelling, values in spellings.items()
    }
    of_category: dict[str, str] = defaultdict(str)
    for categories, shape in shapes.items():
        for category in categories:
            of_category[category] += shape

    def shapes_of(category: str) -> str:
        if category not in of_category:
            raise ValueError(f"lexicon/{language}/dates.toml: a rule names the category {category!r}, no word has it")
        return of_category[category]

    rules = [Rule(r["name"], r["reads"], compile_pattern(r["pattern"], shapes_of)) for r in data["rules"]]
    known = "".join(shapes.values())
    triggers = "".join(shapes_of(category) for category in data["triggers"])
    return Vocabulary(
        language=language,
        words=MappingProxyType(words),
        phrases=MappingProxyType(_by_last_word(words)),
        shapes=MappingProxyType(shapes),
        rules_from=MappingProxyType(
            {shape: tuple(rule for rule in rules if shape in rule.pattern.first) for shape in known}
        ),
        trigger=re.compile(f"[{re.escape(triggers)}]"),
        settings=data,
    )


def _entries(data: Mapping[str, Any], language: str) -> Iterator[tuple[str, str, Any]]:
    """(category, word, value) for each word that the file gives in full or as a stem with endings."""
    endings = data.get("endings", ("",))
    for category, entries in data.get("words", {}).items():
        for value, listed in entries.items():
            for word in listed:
                yield category, word, _value(value)
    for category, listed in data.get("lists", {}).items():
        for word in listed:
            yield category, word, True
    for category, entries in data.get("stems", {}).items():
        for value, listed in entries.items():
            for stem, ending in product(listed, endings):
                yield category, stem + ending, _value(value)
    for category, listed in data.get("stem_lists", {}).items():
        for stem, ending in product(listed, endings):
            yield category, stem + ending, True
    for name, feast in holidays.names(language):
        yield "feast", name, feast


def _value(key: str) -> int | float | str:
    """Keys of TOML are strings; those that look like numbers are numbers."""
    if re.fullmatch(r"-?\d+", key):
        return int(key)
    return float(key) if re.fullmatch(r"-?\d+\.\d+", key) else key


def _compounded(
    compounds: tuple[Mapping[str, Any], ...], spellings: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str, tuple[Any, ...]]]:
    """Words that grow from two categories; the value of a compound is the pair of values of its parts."""
    found = []
    for compound in compounds:
        parts = [
            [(word, values[part]) for word, values in spellings.items() if part in values and " " not in word]
            for part in (compound["first"], compound["second"])
        ]
        for (first, left), joint, (second, right) in product(parts[0], compound["joints"], parts[1]):
            for ending in compound.get("endings", ("",)):
                found.append((first + joint + second + ending, compound["category"], (left, right)))
    return found


def _by_last_word(words: Mapping[str, Word]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their last word, the longest first."""
    phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for word in words:
        *before, last = word.split()
        if before:
            phrases[last].append(tuple(before))
    return {last: tuple(sorted(befores, key=len, reverse=True)) for last, befores in phrases.items()}
