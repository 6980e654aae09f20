"""Whether a clause looks back or ahead: the tense of its verb, by the cues of the language's lexicon.

`[tense]` in `dates.toml` lists finite verbs by tense and regular expressions for regular forms. The nearest cue of the
expression's own clause counts most; one beyond a comma counts less, one beyond two less again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from timeline.extraction.lexicon import table

WIDEST_CLAUSE = 300
"""How far from the expression a verb is looked for, in characters."""
WIDEST_ATTRIBUTE = 30
"""How far before a word its determiner is looked for."""


class Tense(StrEnum):
    """STATE is the present tense of verbs that tell what is so in general ("ist", "lives")."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    STATE = "state"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Cues:
    """`beyond_comma` and `after` are distances in characters that such a cue seems farther away."""

    cue: re.Pattern[str]
    participle: re.Pattern[str]
    infinitive_of_perfect: re.Pattern[str]
    planned: re.Pattern[str]
    determiner: re.Pattern[str]
    not_finite_after: re.Pattern[str]
    boundary: re.Pattern[str]
    beyond_comma: int
    after: int


@cache
def cues(language: str) -> Cues:
    data: Mapping[str, Any] = table(language, "dates")["tense"]

    def any_of(name: str) -> str:
        return "|".join([*map(re.escape, data.get(name, ())), *data.get(f"{name}_forms", ())])

    not_verbs = any_of("not_verbs")
    parts = "|".join(
        f"(?P<{name}>{any_of(name)})"
        for name in ("future", "auxiliary", "modal", "past", "regular", "present", "state")
        if any_of(name)
    )
    return Cues(
        cue=re.compile(rf"\b(?!(?:{not_verbs})\b)(?:{parts})\b"),
        participle=re.compile(rf"\b(?:{any_of('participle')})\b"),
        infinitive_of_perfect=re.compile(rf"\b(?:{any_of('participle')})\s+(?:{any_of('perfect_infinitive')})\b"),
        planned=re.compile(any_of("planned") or "(?!)"),
        determiner=re.compile(rf"\b(?:{any_of('determiner')})\s+(?:[a-zäöüß]+\s+)?$"),
        not_finite_after=re.compile(rf"\b(?:{any_of('not_finite_after') or '(?!)'})\s+(?:\w+\s+)?$", re.IGNORECASE),
        boundary=re.compile(data["clause_boundary"]),
        beyond_comma=int(data["beyond_comma"]),
        after=int(data["after"]),
    )


@dataclass(frozen=True, eq=False)
class Clauses:
    """A text whose sentences are searched for verbs once, when somebody first asks about one of them."""

    language: str
    text: str
    bounds: Sequence[tuple[int, int]]
    _read: dict[int, tuple[list[re.Match[str]], list[int], list[int]]] = field(default_factory=dict)
    _tenses: dict[int, Tense] = field(default_factory=dict)
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [start for start, _ in self.bounds])

    def sentence_at(self, position: int) -> int:
        """The number of the sentence in which a position lies (of the one before, if it lies between two)."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def tense_at(self, start: int, end: int) -> Tense:
        """The tense of the clause in which `text[start:end]` stands; UNKNOWN if no verb is recognised."""
        known = cues(self.language)
        verbs, starts, boundaries = self._verbs_of(self.sentence_at(start))
        best, best_distance = Tense.UNKNOWN, float(10 * WIDEST_CLAUSE)
        low, high = bisect_left(starts, start - WIDEST_CLAUSE), bisect_right(starts, end + WIDEST_CLAUSE)
        for verb in verbs[low:high]:
            behind = verb.start() >= end
            left, right = (end, verb.start()) if behind else (verb.end(), start)
            between = bisect_left(boundaries, right) - bisect_left(boundaries, left)
            distance = right - left + known.beyond_comma * between + (known.after if behind else 0)
            if distance < best_distance and (tense := self._tense_of(verb, boundaries)) is not Tense.UNKNOWN:
                best, best_distance = tense, distance
        return best

    def _verbs_of(self, sentence: int) -> tuple[list[re.Match[str]], list[int], list[int]]:
        """The verbs of a sentence, where they begin, and where its clauses end."""
        if sentence not in self._read:
            known, (start, end) = cues(self.language), self.bounds[sentence]
            verbs = list(known.cue.finditer(self.text, start, end))
            boundaries = [found.start() for found in known.boundary.finditer(self.text, start, end)]
            self._read[sentence] = verbs, [verb.start() for verb in verbs], boundaries
        return self._read[sentence]

    def _tense_of(self, verb: re.Match[str], boundaries: Sequence[int]) -> Tense:
        if verb.start() not in self._tenses:
            at = bisect_left(boundaries, verb.end())
            end = boundaries[at] if at < len(boundaries) else self.bounds[self.sentence_at(verb.start())][1]
            clause = self.text[verb.end() : min(end, verb.end() + WIDEST_CLAUSE)]
            before = self.text[max(0, verb.start() - WIDEST_ATTRIBUTE) : verb.start()]
            self._tenses[verb.start()] = _tense(verb, before, clause, cues(self.language))
        return self._tenses[verb.start()]


def _tense(verb: re.Match[str], before: str, clause: str, known: Cues) -> Tense:
    """The tense that a verb gives its clause; `clause` is what follows it there."""
    match verb.lastgroup:
        case "future":
            return Tense.FUTURE
        case "auxiliary":
            if known.planned.match(f"{verb[0]} {clause}"):
                return Tense.FUTURE  # "ist für Sonntag ein Besuch geplant"
            return Tense.PAST if known.participle.search(clause) else Tense.STATE
        case "modal":
            return Tense.PAST if known.infinitive_of_perfect.search(clause) else Tense.FUTURE
        case "past" | "regular" if known.not_finite_after.search(before):
            return Tense.UNKNOWN
        case "past":
            return Tense.PAST
        case "regular":  # "der erwartete Besuch" has an adjective, no verb
            return Tense.UNKNOWN if known.determiner.search(before) else Tense.PAST
        case "state":
            return Tense.STATE
        case _:
            return Tense.PRESENT
