"""Finding the expressions of a text: the longest rule that fits wherever a run of known words holds a trigger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from timeline.extraction.dates.meanings import Meaning
from timeline.extraction.dates.readings import READERS, Match
from timeline.extraction.dates.vocabulary import UNKNOWN, Vocabulary, Words


@dataclass(frozen=True, slots=True)
class Expression:
    """The words `first` to `last` (inclusive), what they mean, and the rule that found them."""

    first: int
    last: int
    meaning: Meaning
    rule: str


def expressions(words: Words, vocabulary: Vocabulary) -> Iterator[Expression]:
    """The expressions of a text in order; none overlaps another."""
    for run in vocabulary.runs.finditer(words.shapes):
        at, end = run.span()
        if not vocabulary.trigger.search(words.shapes, at, end):
            continue
        while at < end:
            found = _longest(words, vocabulary, at)
            if found is None:
                at += 1
            else:
                yield found
                at = found.last + 1


def _longest(words: Words, vocabulary: Vocabulary, at: int) -> Expression | None:
    """The meaning of the longest rule that fits from the word `at` on and that no guard refuses."""
    fitting = [
        (groups.end(), index, rule, groups)
        for index, rule in enumerate(vocabulary.rules_from[words.shapes[at]])
        if (groups := rule.pattern.regex.match(words.shapes, at))
    ]
    for _, _, rule, groups in sorted(fitting, key=lambda fit: (-fit[0], fit[1])):
        match = Match(rule, words, vocabulary, groups)
        if _in_compound(match):
            continue
        meaning = READERS[rule.reads](match)
        if meaning is not None:
            return Expression(match.first, match.last, meaning, rule.name)
    return None


def _in_compound(match: Match) -> bool:
    """Whether a hyphen ties the words to others that tell no time: "Winter-Biathlon", "MIP-Montag"."""
    words = match.words
    return match.vocabulary.settings["compounds_with_hyphen"] and (
        _tied(words, match.first - 2, match.first - 1, match.first)
        or _tied(words, match.last + 2, match.last + 1, match.last)
    )


def _tied(words: Words, other: int, dash: int, near: int) -> bool:
    if not 0 <= other < len(words.starts) or "dash" not in words.values[dash] or words.shapes[other] != UNKNOWN:
        return False
    left, right = min(other, near), max(other, near)
    glued = words.ends[left] == words.starts[dash] and words.ends[dash] == words.starts[right]
    return glued and words.text[words.starts[other]].isalpha()
