"""Resolving the expressions of one text in order, each against what those before it have named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from timeline.extraction.dates import calendar
from timeline.extraction.dates.direction import Clauses, Tense
from timeline.extraction.dates.joining import Joined, Joint
from timeline.extraction.dates.meanings import UNKNOWN_DAY, Answer, Daypart, Now, Reference, in_daypart, on_calendar
from timeline.extraction.dates.vocabulary import Words
from timeline.extraction.model import Basis, Dating, Extent, Precision, TimeSpan, TimexType

_SO_WHO = re.compile(r"[,“]\s+so\s+[^,;.:]*$")
"""What stands before the day on which somebody said it: "Es sei genug, so Yoon am [Mittwoch]"."""

ONE_SIDED = (Joint.FROM, Joint.UNTIL, Joint.BY)
"""Joints whose period is a limit, and not the time that the text tells of."""

WIDEST_SENTENCE = 2_000
"""Characters: the longest that a sentence is; only a text that nobody has cut into sentences goes on for longer."""

REMEMBERED = 8
"""How many named periods back an expression may refer."""

_QUOTES = re.compile(r"[“”„\"«»]")
_REPORTED_WHEN = re.compile(
    r"""[,;–—]\s+(?:
      (?:wie|so|as|hieß\ es|heißt\ es)\b[^,;]*
    | [^,;]*\b(?:says?|said|report(?:s|ed)?|announced|added|told\ reporters)\s+
      (?:(?:in|at|from)\s[^,;]*)?(?:(?:on|late|early)\s+)*
    )$""",
    re.VERBOSE,
)
"""What stands before the day of whoever tells the news: "…, wie KCNA am [Sonntag] meldete", "…, he said [Monday]"."""


@dataclass(frozen=True, eq=False)
class Discourse:
    """A text with its expressions and clauses."""

    joined: Sequence[Joined]
    words: Words
    clauses: Clauses

    def resolve(self, anchor: date | None) -> list[Answer]:
        """One answer an expression, for an article that appeared on that day (None: unknown)."""
        answers: list[Answer] = []
        references: tuple[Reference, ...] = ()
        for index, joined in enumerate(self.joined):
            sentence = self.sentence_of(index)
            find_tense = partial(self.tense_of, index)
            now = Now(anchor, sentence, references, find_tense)
            try:
                answer = joined.expression.meaning.resolve(now)
            except (ValueError, OverflowError):  # beyond the years that a calendar has
                answer = Answer(TimexType.DATE, UNKNOWN_DAY)
            answers.append(answer)
            if answer.refer is not None and (answer.type is TimexType.DATE or answer.refer != now.last):
                year_named = answer.year_named and joined.joint not in ONE_SIDED
                aside = self.is_aside(index, sentence)
                reference = Reference(answer.refer, sentence, year_named, joined.several, find_tense, aside)
                references = (*references[1 - REMEMBERED :], reference)
        return [self._joined(index, answers, anchor) for index in range(len(answers))]

    def sentence_of(self, index: int) -> int:
        return self.clauses.sentence_at(self.words.starts[self.joined[index].expression.first])

    def tense_of(self, index: int) -> Tense:
        expression = self.joined[index].expression
        start = self.words.starts[expression.first]
        if _SO_WHO.search(self.words.text, self._since(self.clauses.sentence_at(start), start), start):
            return Tense.PAST
        return self.clauses.tense_at(self.words.starts[expression.first], self.words.ends[expression.last])

    def is_aside(self, index: int, sentence: int) -> bool:
        """Whether an expression stands in a quotation, or says when somebody told what the sentence tells."""
        start = self.words.starts[self.joined[index].expression.first]
        before = self.words.text[self._since(sentence, start) : start]
        return len(_QUOTES.findall(before)) % 2 == 1 or _REPORTED_WHEN.search(before) is not None

    def _since(self, sentence: int, start: int) -> int:
        """Where the sentence begins, or as far before a position as one can be long."""
        return max(self.clauses.bounds[sentence][0], start - WIDEST_SENTENCE)

    def _joined(self, index: int, answers: Sequence[Answer], anchor: date | None) -> Answer:
        """What "seit", "bis" or the other end of a range makes of the days of an answer."""
        answer, joined = answers[index], self.joined[index]
        meaning = joined.expression.meaning
        if joined.joint is Joint.CLOCK_OF and joined.partner is not None and isinstance(meaning, Daypart):
            day = answers[joined.partner]
            if day.precision is not Precision.DAY or day.first is None:
                return answer
            return in_daypart(on_calendar(calendar.day(day.first), day.basis), None, meaning.clock)
        if answer.first is None or answer.last is None:
            return answer
        match joined.joint:
            case Joint.SINCE:
                until = anchor if anchor and anchor >= answer.first else None
                return _stretch(answer, answer.first, until, Extent.THROUGHOUT)
            case Joint.FROM:
                return _stretch(answer, answer.first, None, Extent.THROUGHOUT)
            case Joint.UNTIL:
                since = anchor if anchor and anchor <= answer.last else None
                return _stretch(answer, since, answer.last, Extent.THROUGHOUT)
            case Joint.BY:
                since = anchor if anchor and anchor <= answer.last else None
                return _stretch(answer, since, answer.last, Extent.WITHIN)
            case Joint.RANGE | Joint.BETWEEN if joined.partner is not None:
                other = answers[joined.partner]
                begin, end = (answer, other) if joined.partner > index else (other, answer)
                if begin.first is None or end.last is None or begin.first > end.last:
                    return answer
                extent = Extent.THROUGHOUT if joined.joint is Joint.RANGE else Extent.WITHIN
                return _stretch(answer, begin.first, end.last, extent)
            case Joint.NIGHT_TO:
                return _stretch(answer, answer.first - calendar.ONE_DAY, answer.last, Extent.WITHIN)
            case _:
                return answer


def _stretch(answer: Answer, first: date | None, last: date | None, extent: Extent) -> Answer:
    if first is not None and first == last:
        precision = Precision.DAY
    else:
        precision = Precision.INTERVAL if first and last else Precision.OPEN
    return replace(answer, first=first, last=last, precision=precision, extent=extent)


def span_of(answer: Answer) -> TimeSpan | None:
    if answer.first is None and answer.last is None:
        return None
    return TimeSpan(answer.first, answer.last, answer.precision, answer.extent, answer.approximate, answer.basis)


def widened(low: Answer, high: Answer, dating: Dating) -> TimeSpan | None:
    """What an expression covers if the article appeared on any day of its window, from its answers at both ends."""
    if low == high:
        return span_of(low)
    first = min((day for day in (low.first, high.first) if day), default=None) if dating.earliest else None
    last = max((day for day in (low.last, high.last) if day), default=None) if dating.latest else None
    if first is None and last is None:
        return None
    if low.precision is Precision.OPEN:  # "until Friday" has no beginning, whenever the article appeared
        first = first if low.first else None
        last = last if high.last else None
    if first is None or last is None:
        return TimeSpan(first, last, Precision.OPEN, low.extent, basis=Basis.PUBLICATION_WINDOW)
    precision = low.precision if (low.first, low.last) == (first, last) else Precision.INTERVAL
    return TimeSpan(first, last, precision, low.extent, low.approximate, Basis.PUBLICATION_WINDOW)
