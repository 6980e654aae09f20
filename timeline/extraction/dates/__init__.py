"""Time expressions of German and English news, resolved.

`tag` is the whole surface. The stages, one file each: `vocabulary` cuts the text into words and knows their categories,
`grammar` finds the spans by the rules of the lexicon, `readings` give them a meaning, `joining` links what stands
together, `meanings` and `discourse` resolve it against the publication date, the tense (`direction`) and what the text
has named before; `calendar` and `holidays` know the days.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.extraction.dates.direction import Clauses
from timeline.extraction.dates.discourse import Discourse, span_of, widened
from timeline.extraction.dates.grammar import expressions
from timeline.extraction.dates.joining import Joined, Joint, join
from timeline.extraction.dates.meanings import Answer
from timeline.extraction.dates.vocabulary import Words, vocabulary
from timeline.extraction.model import Dating, Sentence, TimeSpan, Timex

_SENTENCE_END = re.compile(
    r"""(?:(?<![.\s(]\w)(?<!\b\d)(?<!\b\d\d)\.|[!?…])[.!?…]{0,3}["“”»«)\]]{0,3}\s+(?=["„“»«(]{0,3}[^\W\d_a-zäöüß])|\n\s*\n"""
)
"""Not after "3." and "14.", which are ordinals, nor after "p.m." and initials."""


def tag(text: str, language: str, dating: Dating, sentences: Sequence[Sentence] | None = None) -> tuple[Timex, ...]:
    """The time expressions of a text in order, without overlaps, each resolved as far as the article's dating allows.

    Where the dating is a window, what depends on the publication day is widened to every day that it can mean (basis
    `publication_window`); where nothing is known, such expressions have no span. Raises FileNotFoundError for a
    language without a lexicon, and nothing for any text.
    """
    known = vocabulary(language)
    words = known.split(text)
    joined = join(expressions(words, known), words)
    if not joined:
        return ()
    bounds = sentence_bounds(text) if sentences is None else [(s.start, s.end) for s in sentences]
    discourse = Discourse(joined, words, Clauses(language, text, bounds or [(0, len(text))]))
    if dating.day is not None or (dating.earliest is None and dating.latest is None):
        answers = discourse.resolve(dating.day)
        return tuple(_timex(words, j, a, span_of(a)) for j, a in zip(joined, answers, strict=True))
    low, high = discourse.resolve(dating.earliest), discourse.resolve(dating.latest)
    neither = discourse.resolve(None)
    return tuple(
        _timex(words, j, at_low if at_low == at_high else unknown, widened(at_low, at_high, dating))
        for j, at_low, at_high, unknown in zip(joined, low, high, neither, strict=True)
    )


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Where sentences begin and end, roughly and without any dependency: enough for tense and reference."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _timex(words: Words, joined: Joined, answer: Answer, span: TimeSpan | None) -> Timex:
    start, end = words.starts[joined.expression.first], words.ends[joined.expression.last]
    joint = "" if joined.joint is Joint.NONE else f".{joined.joint.name.lower()}"
    rule = f"dates.{joined.expression.rule}{joint}"
    return Timex(start, end, words.text[start:end], answer.type, answer.value, span, rule)
