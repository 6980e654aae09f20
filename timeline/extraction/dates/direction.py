"""Whether a clause looks back or ahead: the tense of its verb, by the cues of the language's lexicon.

`[tense]` in `dates.toml` lists finite verbs by tense and regular expressions for regular forms. The nearest cue of the
expression's own clause counts most; one beyond a comma counts less, one beyond two less again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from timeline.extraction.lexicon import table

WIDEST_CLAUSE = 300
"""How far from the expression a verb is looked for, in characters."""


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
    determiner: re.Pattern[str]
    boundary: re.Pattern[str]
    beyond_comma: int
    after: int


@cache
def cues(language: str) -> Cues:
    data: Mapping[str, Any] = table(language, "dates")["tense"]

    def any_of(name: str) -> str:
        return "|".join([*map(re.escape, data.get(name, ())), *data.get(f"{name}_forms", ())])

    not_verbs = "|".join(map(re.escape, data["not_verbs"]))
    parts = "|".join(
        f"(?P<{name}>{any_of(name)})"
        for name in ("future", "auxiliary", "modal", "past", "present", "state")
        if any_of(name)
    )
    return Cues(
        cue=re.compile(rf"\b(?!(?:{not_verbs})\b)(?:{parts})\b"),
        participle=re.compile(rf"\b(?:{any_of('participle')})\b"),
        infinitive_of_perfect=re.compile(rf"\b(?:{any_of('participle')})\s+(?:{any_of('perfect_infinitive')})\b"),
        determiner=re.compile(rf"\b(?:{any_of('determiner')})\s+(?:\w+\s+)?$"),
        boundary=re.compile(data["clause_boundary"]),
        beyond_comma=int(data["beyond_comma"]),
        after=int(data["after"]),
    )


def tense_at(language: str, text: str, start: int, end: int, sentence: tuple[int, int]) -> Tense:
    """The tense of the clause in which `text[start:end]` stands; UNKNOWN if no verb is recognised."""
    known = cues(language)
    left = max(sentence[0], start - WIDEST_CLAUSE)
    right = min(sentence[1], end + WIDEST_CLAUSE)
    best, best_distance = Tense.UNKNOWN, 10 * WIDEST_CLAUSE
    for cue in known.cue.finditer(text, left, right):
        between = text[cue.end() : start] if cue.end() <= start else text[end : cue.start()]
        distance = len(between) + known.beyond_comma * len(known.boundary.findall(between))
        if cue.start() >= end:
            distance += known.after
        if distance < best_distance:
            tense = _tense_of(cue, text, right, known)
            if tense is not Tense.UNKNOWN:
                best, best_distance = tense, distance
    return best


def _tense_of(cue: re.Match[str], text: str, right: int, known: Cues) -> Tense:
    boundary = known.boundary.search(text, cue.end(), right)
    rest = text[cue.end() : boundary.start() if boundary else right]
    match cue.lastgroup:
        case "future":
            return Tense.FUTURE
        case "auxiliary":
            return Tense.PAST if known.participle.search(rest) else Tense.STATE
        case "modal":
            return Tense.PAST if known.infinitive_of_perfect.search(rest) else Tense.FUTURE
        case "past":
            attributive = known.determiner.search(text[max(0, cue.start() - 30) : cue.start()])
            return Tense.UNKNOWN if attributive else Tense.PAST
        case "state":
            return Tense.STATE
        case _:
            return Tense.PRESENT
