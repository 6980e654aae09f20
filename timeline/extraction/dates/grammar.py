"""Finding the expressions of a text: the longest rule that fits wherever a run of known words holds a trigger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from timeline.extraction.dates.meanings import Meaning
from timeline.extraction.dates.readings import READERS, Match
from timeline.extraction.dates.vocabulary import Vocabulary, Words


@dataclass(frozen=True, slots=True)
class Expression:
    """The words `first` to `last` (inclusive) and what they mean. `joined` is -1, 0 or 1: what a "seit" or "bis" in
    front of it, or the other end of a range, makes of it."""

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
        meaning = READERS[rule.reads](match)
        if meaning is not None:
            return Expression(match.first, match.last, meaning, rule.name)
    return None
