"""Which classes of meaning a word belongs to: weapons, troops, treaties, as listed in `lexicon/<language>/kinds.toml`.

German compounds are looked up by their last part ("Artilleriemunition" is munition) and by their first part where that
is what counts ("Waffenlieferung" is about weapons). English compounds are two words and need no such rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from timeline.extraction.grammar.verbs import NO_VERB, forms
from timeline.extraction.lexicon import table
from timeline.extraction.remembered import Remembered

SHORTEST_HEAD = 5
"""Letters that the last part of a compound must have; shorter ones are the end of too many other words."""
_GERMAN_ENDINGS = ("", "s", "es", "e", "en", "n", "er", "ern", "se", "ses", "sen", "innen")
_ENGLISH_ENDINGS = ("", "s", "es")
ADJECTIVE_ENDINGS = ("", "e", "en", "er", "es", "em")
_LINKS = ("", "s", "es", "n", "en", "e")


def inflected(noun: str, language: str) -> Iterable[str]:
    """The forms a noun takes; stems that change in the plural have to be listed."""
    endings = _GERMAN_ENDINGS if language == "de" else _ENGLISH_ENDINGS
    for ending in endings:
        yield noun + ending
    if language == "en" and noun.endswith("y"):
        yield noun[:-1] + "ies"


@cache
def _heads(language: str) -> Mapping[str, frozenset[str]]:
    return _index(language, "heads", lambda word: inflected(word, language))


@cache
def _words(language: str) -> Mapping[str, frozenset[str]]:
    endings = ADJECTIVE_ENDINGS if language == "de" else ("",)
    return _index(language, "words", lambda word: (word + ending for ending in endings))


@cache
def _parts(language: str) -> Mapping[str, frozenset[str]]:
    return _index(language, "parts", lambda word: (word,))


def _index(language: str, key: str, spelled: object) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, entry in table(language, "kinds")["classes"].items():
        for word in entry.get(key, "").split():
            for form in spelled(word.lower()):  # type: ignore[operator]
                found.setdefault(form, set()).add(name)
    return {form: frozenset(names) for form, names in found.items()}


@cache
def verb_senses(language: str) -> Mapping[str, frozenset[str]]:
    """Lemmas that carry the meaning of a class: "violate" is a breach."""
    return _index(language, "verbs", lambda verb: (verb,))


@cache
def meanings(language: str) -> Remembered[tuple[str, bool], frozenset[str]]:
    """The classes of a word in any reading, by (lower case, whether it is a noun); those of the verb that it can be a
    form of are among them."""
    known = verb_senses(language)

    def learn(word: tuple[str, bool]) -> frozenset[str]:
        found = set(senses(*word, language))
        for lemma in forms(language).get(word[0], NO_VERB).lemmas:
            found |= known.get(lemma, frozenset())
        return frozenset(found)

    return Remembered(learn)


@cache
def class_phrases(language: str) -> tuple[tuple[str, str], ...]:
    """Fixed phrases of classes as (phrase between blanks, class), lower case."""
    classes = table(language, "kinds")["classes"]
    return tuple((f" {p.lower()} ", name) for name, entry in classes.items() for p in entry.get("phrases", ()))


@cache
def _phrases_by_first(language: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for text, name in class_phrases(language):
        found.setdefault(text.split()[0], []).append((text, name))
    return {first: tuple(phrases) for first, phrases in found.items()}


def fixed_classes(lows: Sequence[str], language: str) -> set[str]:
    """The classes of the fixed phrases that these lower-case words, in this order, hold."""
    known = _phrases_by_first(language)
    if known.keys().isdisjoint(lows):
        return set()
    joined = f" {' '.join(lows)} "
    return {name for first in known.keys() & set(lows) for text, name in known[first] if text in joined}


@lru_cache(maxsize=16384)
def senses(low: str, noun: bool, language: str) -> frozenset[str]:
    """The classes of a lower-cased word; a German noun also by the parts of a compound."""
    heads, words = _heads(language), _words(language)
    found = set(words.get(low, ()))
    found |= heads.get(low, frozenset())
    if noun and language == "de":
        plain = low.replace("-", "")
        for at in range(3, len(plain) - SHORTEST_HEAD + 1):
            found |= heads.get(plain[at:], frozenset())
        for at in range(3, len(plain) - 2):
            found |= _parts(language).get(plain[:at], frozenset())
        found |= _parts(language).get(low, frozenset())
    if noun and language == "en" and "-" in low:
        found |= heads.get(low.rpartition("-")[2], frozenset())
    return frozenset(found)


def compound_head(low: str, heads: Mapping[str, object], language: str) -> str:
    """The listed head of a noun: itself, or in German the longest listed ending; empty if there is none.

    >>> compound_head("staatsbesuchs", {"besuchs": None}, "de")
    'besuchs'
    """
    if low in heads:
        return low
    if language == "de":
        plain = low.replace("-", "")
        for at in range(3, len(plain) - SHORTEST_HEAD + 1):
            if plain[at:] in heads:
                return plain[at:]
    return ""
