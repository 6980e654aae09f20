"""Every phrase that has to do with actors and places, in one trie of folded words a language.

A lexicon becomes about ten thousand phrases: names with their German endings, state adjectives, titles, bodies, and the
words that lead back to an actor ("beide Seiten", "er"). Looking up all words of a sentence costs one step a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any, NamedTuple

from timeline.extraction.lexicon import ActorEntry, Lexicon, PlaceEntry, packaged, table
from timeline.extraction.model import ActorKind
from timeline.extraction.remembered import Remembered


class Part(StrEnum):
    """What a phrase is in a noun phrase about an actor."""

    ACTOR = "actor"
    ADJECTIVE = "adjective"
    TITLE = "title"
    BODY = "body"
    GOVERNMENT = "government"
    PAIR = "pair"
    BACK = "back"
    PLACE = "place"


# Names of their own for what is asked of every phrase, as in `grammar.words`.
ACTOR, ADJECTIVE, TITLE, BODY, GOVERNMENT, PAIR, BACK, PLACE = Part


class Token(NamedTuple):
    """A word of a sentence; `start:end` are offsets into the sentence, `key` is the folded form."""

    start: int
    end: int
    text: str
    key: str
    capital: bool


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """`words` are those of the form; `exact` asks for its capitals, word for word. `word` is the key of a title, of a
    body, or of the sort of a pair or of a phrase that goes back, `base` a title without its ending."""

    part: Part
    words: tuple[str, ...]
    exact: bool
    via: str = "name"
    actor: ActorEntry | None = None
    place: PlaceEntry | None = None
    word: str = ""
    base: str = ""

    def fits(self, tokens: Sequence[Token], at: int) -> bool:
        if not self.exact:
            return True
        for offset, word in enumerate(self.words):
            text = tokens[at + offset].text
            if word.isupper() and len(word) <= 4 and text != word and not (len(word) > 2 and text == word.capitalize()):
                return False
            # "Kim Jong-un" and "Kim Jong Un" are one name, "der sicherheitsrat" is none.
            if word[0].isupper() and not text[0].isupper() and not (offset and _hyphenated(tokens, at + offset)):
                return False
        return True


def _hyphenated(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].start == tokens[at - 1].end + 1


class Found(NamedTuple):
    """A phrase at tokens `first` to `last` (exclusive)."""

    first: int
    last: int
    phrase: Phrase


@dataclass(slots=True)
class _Node:
    phrases: list[Phrase] = field(default_factory=list)
    next: dict[str, _Node] = field(default_factory=dict)


class Trie:
    """Phrases by their folded words; the longest that fits wins, and the first of equal length."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._root = _Node()
        for phrase in phrases:
            node = self._root
            for word in phrase.words:
                node = node.next.setdefault(fold(word), _Node())
            node.phrases.append(phrase)

    def search(self, tokens: Sequence[Token], keys: Sequence[str]) -> list[Found]:
        """All phrases from left to right, none inside another; `keys` are those of the tokens."""
        found: list[Found] = []
        begin, end = self._root.next, 0
        if begin.keys().isdisjoint(keys):
            return found
        for at in [at for at, key in enumerate(keys) if key in begin]:
            best = self._longest(tokens, at) if at >= end else None
            if best and best.phrase.via == "description" and best.last - best.first > 1:
                # "the North" gives way to the "North Korean" that begins inside it.
                inner = self._longest(tokens, best.last - 1)
                best = inner if inner and inner.last > best.last else best
            if best:
                found.append(best)
                end = best.last
        return found

    def _longest(self, tokens: Sequence[Token], first: int) -> Found | None:
        node, at, best = self._root.next.get(tokens[first].key), first + 1, None
        while node is not None:
            for phrase in node.phrases:
                if phrase.fits(tokens, first):
                    best = Found(first, at, phrase)
                    break
            node, at = (node.next.get(tokens[at].key), at + 1) if at < len(tokens) else (None, at)
        return best


_WORD = re.compile(r"((?<!['’])[^\W_]+|(?<=['’])(?!s\b)[^\W_]+)")
_WORD_WITHOUT_APOSTROPHES = re.compile(r"([^\W_]+)")
"""The same where no apostrophe is about, and quicker."""


def fold(word: str) -> str:
    """A word without case, accents and umlauts, with ss for ß."""
    return _FOLDED[word]


def _fold(word: str) -> str:
    low = word.casefold()
    if low.isascii():
        return low
    return "".join([c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c)])


_FOLDED = Remembered(_fold)


def _form(word: str) -> tuple[str, str, bool]:
    return word, fold(word), word[0].isupper()


_FORMS = Remembered(_form)


def tokenize(text: str) -> list[Token]:
    """The words of a text; the English possessive is none."""
    pattern = _WORD if "'" in text or "’" in text else _WORD_WITHOUT_APOSTROPHES
    pieces = pattern.split(text)
    borders = list(accumulate(map(len, pieces)))
    forms = [_FORMS[word] for word in pieces[1::2]]
    return [
        _make_token((start, end, *form)) for start, end, form in zip(borders[::2], borders[1::2], forms, strict=False)
    ]


_make_token: Callable[[tuple[int, int, str, str, bool]], Token] = partial(tuple.__new__, Token)
"""What `Token._make` does, without a step of Python for each word."""


@lru_cache(maxsize=8)
def tries(lexicon: Lexicon, language: str) -> tuple[Trie, Trie]:
    """The tries of actors (with everything around them) and of places."""
    phrases = [
        *_names(lexicon, language),
        *_titles(lexicon, language),
        *_bodies(language),
        *_going_back(lexicon, language),
    ]
    return Trie(phrases), Trie(_places(lexicon, language))


# ---- forms -----------------------------------------------------------------------------------------------------------

NAME_ENDINGS = {"de": ("", "s", "es"), "en": ("",)}
TITLE_ENDINGS = {"de": ("", "s", "es", "n", "en", "r", "e"), "en": ("", "s")}
BODY_ENDINGS = {"de": ("", "s", "es", "n", "en"), "en": ("",)}
ADJECTIVE_ENDINGS = {"de": ("", "e", "en", "er", "es", "em"), "en": ("", "s")}


def _forms(text: str, endings: Sequence[str]) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text)
    if words:
        for ending in endings:
            yield (*words[:-1], words[-1] + ending)


def _is_acronym(text: str) -> bool:
    return text.isupper() and len(text.replace(".", "")) <= 6


def _names(lexicon: Lexicon, language: str) -> Iterator[Phrase]:
    for entry in lexicon.actors:
        muted = {text for key, text in lexicon.muted if key == entry.key}
        sources = [("name", (*entry.names.values(), *entry.aliases)), ("metonym", entry.metonyms)]
        for via, texts in sources:
            for text in dict.fromkeys(texts):
                if text not in muted:
                    # An acronym takes the genitive -s, but "UNs" is rare enough to keep "US" and "USA" apart.
                    endings = ("",) if _is_acronym(text) else NAME_ENDINGS[language]
                    for words in _forms(text, endings):
                        yield Phrase(Part.ACTOR, words, exact=True, via=via, actor=entry)
        for stem in entry.adjectives.get(language, ()):
            for words in _forms(stem, ("",) if _is_acronym(stem) else ADJECTIVE_ENDINGS[language]):
                yield Phrase(Part.ADJECTIVE, words, exact=language == "en", via="adjective", actor=entry)
        for text in entry.people:
            for words in _forms(text, ("",)):
                yield Phrase(Part.ADJECTIVE, words, exact=True, via="adjective", actor=entry)


def _titles(lexicon: Lexicon, language: str) -> Iterator[Phrase]:
    known: set[str] = set()
    for key, row in packaged("offices")["titles"].items():
        for text in row.get(language, ()):
            known.add(text)
            yield from _title(text, key, language)
    for office in lexicon.offices:
        for text in office.titles.get(language, ()):
            if text not in known:
                known.add(text)
                yield from _title(text, text, language)


def _title(text: str, key: str, language: str) -> Iterator[Phrase]:
    for words in _forms(text, TITLE_ENDINGS[language]):
        yield Phrase(Part.TITLE, words, exact=language == "de", via="office", word=key, base=text)


def _bodies(language: str) -> Iterator[Phrase]:
    for key, row in packaged("offices")["bodies"].items():
        for text in row[f"{language}_words"]:
            for words in _forms(text, BODY_ENDINGS[language]):
                yield Phrase(Part.BODY, words, exact=language == "de", via="office", word=key)
    for text in table(language, "actors")["government"]:
        for words in _forms(text, ("",)):
            yield Phrase(Part.GOVERNMENT, words, exact=language == "de", via="description")


def _going_back(lexicon: Lexicon, language: str) -> Iterator[Phrase]:
    pairs: dict[str, Any] = dict(table(language, "actors")["pairs"])
    openers = pairs.pop("openers").split()
    for sort, nouns in pairs.items():
        for noun in nouns.split("|") if "|" in nouns else nouns.split():
            for opener in openers:
                for words in _forms(f"{opener} {noun.replace('-', ' ')}", ("",)):
                    yield Phrase(Part.PAIR, words, exact=False, via="description", word=sort)
    back = table(language, "actors")["coreference"]
    for sort in ("country", "agency", "medium", "two"):
        for text in back[sort].split("|"):
            for words in _forms(text, ("",)):
                yield Phrase(Part.BACK, words, exact=False, via="description", word=sort)
    for key in ("north-korea", "south-korea"):
        for text in back[key].split("|"):
            for words in _forms(text, ("",)):
                # "der Norden" is a state where it is written as a name, "the north" is a direction.
                yield Phrase(Part.ACTOR, words, exact=True, via="description", actor=lexicon.actor(key))
    for sort in ("he", "she", "it", "they"):
        for text in back[sort].split("|"):
            yield Phrase(Part.BACK, (text,), exact=False, via="pronoun", word=sort)


def _places(lexicon: Lexicon, language: str) -> Iterator[Phrase]:
    states = {entry.key: entry for entry in lexicon.actors if entry.kind is ActorKind.STATE}
    for place in lexicon.places:
        muted = {text for key, text in lexicon.muted if key == place.key}
        for text in dict.fromkeys((*place.names.values(), *place.aliases)):
            if text not in muted:
                endings = ("",) if _is_acronym(text) else NAME_ENDINGS[language]
                for words in _forms(text, endings):
                    yield Phrase(Part.PLACE, words, exact=True, place=place, actor=states.get(place.key))
