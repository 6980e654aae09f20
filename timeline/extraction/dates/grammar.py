"""Finding the expressions of a text: the longest rule that fits wherever a run of known words holds a trigger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from timeline.extraction.dates.meanings import Meaning
from timeline.extraction.dates.readings import READERS, Match
from timeline.extraction.dates.vocabulary import UNKNOWN, Fit, Vocabulary, Words
from timeline.extraction.frozen import frozen


@frozen
class Expression:
    """The words `first` to `last` (inclusive), what they mean, and the rule that found them."""

    first: int
    last: int
    meaning: Meaning
    rule: str


def expressions(words: Words, vocabulary: Vocabulary) -> Iterator[Expression]:
    """The expressions of a text in order; none overlaps another."""
    shapes, end = words.shapes, 0
    while trigger := vocabulary.trigger.search(shapes, end):
        at = max(shapes.rfind(UNKNOWN, end, trigger.start()) + 1, end)
        end = shapes.find(UNKNOWN, trigger.end())
        end = len(shapes) if end < 0 else end
        # a rule looks at one word before and after the run, and at nothing beyond
        before = max(0, at - 1)
        near = shapes[before : end + 1]
        fits = vocabulary.fits if len(near) <= LONGEST_REMEMBERED else vocabulary.fitting
        while at < end:
            found = _longest(fits(near, at - before), words, vocabulary, before)
            if found is None:
                at += 1
            else:
                yield found
                at = found.last + 1


LONGEST_REMEMBERED = 24
"""Words of a run up to which it is remembered which rules fit it."""


def _longest(fits: Iterable[Fit], words: Words, vocabulary: Vocabulary, before: int) -> Expression | None:
    """The meaning of the longest rule that no guard refuses; `before` words stand before the run."""
    for rule, groups in fits:
        match = Match(rule, words, vocabulary, groups, before)
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
