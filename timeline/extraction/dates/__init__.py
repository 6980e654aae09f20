"""Time expressions of German and English news, resolved.

`tag` is the whole surface. The stages, one file each: `vocabulary` cuts the text into words and knows their categories,
`grammar` finds the spans by the rules of the lexicon, `readings` give them a meaning, `meanings` resolve it against the
publication date, the tense (`direction`) and what the text has named before; `calendar` and `holidays` know the days.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from timeline.extraction.dates.direction import Tense, tense_at
from timeline.extraction.dates.grammar import Expression, expressions
from timeline.extraction.dates.meanings import UNKNOWN_DAY, Answer, Now, Reference
from timeline.extraction.dates.vocabulary import Words, vocabulary
from timeline.extraction.model import Basis, Dating, Precision, Sentence, TimeSpan, Timex, TimexType

_SENTENCE_END = re.compile(r"[.!?…]+[\"“”»«)\]]*\s+(?=[\"„“»«(]*[^\W\d_a-zäöüß])|\n\s*\n")


def tag(text: str, language: str, dating: Dating, sentences: Sequence[Sentence] | None = None) -> tuple[Timex, ...]:
    """The time expressions of a text in order, without overlaps, each resolved as far as the article's dating allows.

    Where the dating is a window, what depends on the publication day is widened to every day that it can mean (basis
    `publication_window`); where nothing is known, such expressions have no span. Raises FileNotFoundError for a
    language without a lexicon.
    """
    known = vocabulary(language)
    words = known.split(text)
    found = list(expressions(words, known))
    if not found:
        return ()
    bounds = sentence_bounds(text) if sentences is None else [(s.start, s.end) for s in sentences] or [(0, len(text))]
    if dating.day is not None:
        answers = _resolve(found, words, language, dating.day, bounds)
        return tuple(_timex(words, e, a, _span(a)) for e, a in zip(found, answers, strict=True))
    if dating.earliest is None and dating.latest is None:
        answers = _resolve(found, words, language, None, bounds)
        return tuple(_timex(words, e, a, _span(a)) for e, a in zip(found, answers, strict=True))
    at_earliest = _resolve(found, words, language, dating.earliest, bounds)
    at_latest = _resolve(found, words, language, dating.latest, bounds)
    unanchored = _resolve(found, words, language, None, bounds)
    return tuple(
        _timex(words, e, low if low == high else unknown, _widened(low, high, dating))
        for e, low, high, unknown in zip(found, at_earliest, at_latest, unanchored, strict=True)
    )


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Where sentences begin and end, roughly and without any dependency: enough for tense and reference."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _resolve(
    found: Sequence[Expression], words: Words, language: str, anchor: date | None, bounds: Sequence[tuple[int, int]]
) -> list[Answer]:
    """One answer an expression, each seeing what those before it have named."""
    starts = [start for start, _ in bounds]
    answers: list[Answer] = []
    references: tuple[Reference, ...] = ()
    for expression in found:
        start, end = words.starts[expression.first], words.ends[expression.last]
        index = max(bisect_right(starts, start) - 1, 0)

        def find_tense(start: int = start, end: int = end, index: int = index) -> Tense:
            return tense_at(language, words.text, start, end, bounds[index])

        now = Now(anchor, index, references, find_tense)
        try:
            answer = expression.meaning.resolve(now)
        except (ValueError, OverflowError):  # beyond the years that a calendar has
            answer = Answer(TimexType.DATE, UNKNOWN_DAY)
        answers.append(answer)
        if answer.refer is not None:
            references = (*references[-7:], Reference(answer.refer, index, answer.year_named))
    return answers


def _span(answer: Answer) -> TimeSpan | None:
    if answer.first is None and answer.last is None:
        return None
    return TimeSpan(answer.first, answer.last, answer.precision, answer.extent, answer.approximate, answer.basis)


def _widened(low: Answer, high: Answer, dating: Dating) -> TimeSpan | None:
    """What an expression covers if the article appeared on any day of its window."""
    if low == high:
        return _span(low)
    first = low.first if dating.earliest else None
    last = high.last if dating.latest else None
    if first is None and last is None:
        return None
    if first is None or last is None:
        return TimeSpan(first, last, Precision.OPEN, low.extent, basis=Basis.PUBLICATION_WINDOW)
    first, last = min(first, last), max(first, last)
    precision = low.precision if (low.first, low.last) == (first, last) else Precision.INTERVAL
    return TimeSpan(first, last, precision, low.extent, low.approximate, Basis.PUBLICATION_WINDOW)


def _timex(words: Words, expression: Expression, answer: Answer, span: TimeSpan | None) -> Timex:
    start, end = words.starts[expression.first], words.ends[expression.last]
    return Timex(start, end, words.text[start:end], answer.type, answer.value, span, f"dates.{expression.rule}")
