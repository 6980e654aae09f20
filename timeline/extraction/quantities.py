"""Numbers that belong to an event: soldiers, shells, containers, barrels; exact, as a range, or "more than"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from timeline.extraction.grammar.clauses import Clause
from timeline.extraction.grammar.phrases import Parse
from timeline.extraction.grammar.senses import compound_head, inflected, senses
from timeline.extraction.grammar.words import NOUN, NUMBER, PRONOUN, VERB
from timeline.extraction.lexicon import table
from timeline.extraction.model import EventKind, Quantity

MATERIAL = frozenset(
    (EventKind.ARMS_TRANSFER, EventKind.TROOP_DEPLOYMENT, EventKind.MILITARY_ACTION, EventKind.COOPERATION)
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@cache
def _data(language: str) -> Mapping[str, dict[str, str]]:
    """Unit nouns by form, number words and the words that make a number open on one side."""
    data = table(language, "quantities")
    units = {
        form: unit
        for unit, nouns in data["units"].items()
        for noun in nouns.split()
        for form in inflected(noun, language)
    }
    numbers = {word: str(value) for word, value in data["numbers"].items()}
    scale = {word: str(value) for word, value in data["scale"].items()}
    bounds = {word: side for side, words in data["bounds"].items() for word in words.split()}
    return {"units": units, "numbers": numbers, "scale": scale, "bounds": bounds}


def quantities(parse: Parse, clause: Clause, kind: EventKind) -> tuple[Quantity, ...]:
    """The quantities of a clause that fit the kind: a number with a unit noun after it ("rund 3.000 Soldaten").

    `unit` is a key of the table ("soldiers", "shells"), `of` the sort of goods where the unit is a container.
    """
    if kind not in MATERIAL:
        return ()
    data = _data(parse.language)
    found = []
    words = list(clause.words)
    read = 0
    for at, position in enumerate(words):
        value = number_at(parse, position)
        if value is None or at < read:
            continue
        low: float | None = value
        high: float | None = value
        step = at + 1
        while step < len(words) and parse.words[words[step]].low in data["scale"]:
            factor = float(data["scale"][parse.words[words[step]].low])
            low, high = value * factor, value * factor
            step += 1
        upper, after = _range(parse, words, step)
        if upper is not None:
            high, step = upper, after
            if low is not None and high is not None and low < high / 500:
                low *= 1000  # "10 bis 12.000"
        read = step
        unit, of = _unit(parse, words, step)
        if not unit:
            continue
        side = _side(parse, words, at, data["bounds"])
        if side == "more":
            high = None
        elif side == "less":
            low = None
        found.append(Quantity(low, high, unit, of))
    return tuple(dict.fromkeys(found))


def number_at(parse: Parse, position: int) -> float | None:
    word = parse.words[position]
    if word.sort is NUMBER and _NUMBER.fullmatch(word.text):
        if parse.language == "de":
            plain = (
                word.text.replace(".", "").replace(",", ".")
                if not re.fullmatch(r"\d{1,2}\.\d{1,2}", word.text)
                else None
            )
        else:
            plain = word.text.replace(",", "")
        try:
            return float(plain) if plain is not None else None
        except ValueError:
            return None
    data = _data(parse.language)
    value = data["numbers"].get(word.low)
    if value is None and position and parse.words[position - 1].low in ("a", "eine"):
        value = data["scale"].get(word.low)  # "a million barrels"
    return float(value) if value is not None else None


def _range(parse: Parse, words: list[int], step: int) -> tuple[float | None, int]:
    """ "10.000 bis 12.000": the second number."""
    if step + 1 >= len(words) or parse.words[words[step]].low not in ("bis", "to", "und", "and", "or", "oder"):
        return None, step
    second = number_at(parse, words[step + 1])
    if second is None:
        return None, step
    after, scale = step + 2, _data(parse.language)["scale"]
    while after < len(words) and parse.words[words[after]].low in scale:
        second *= float(scale[parse.words[words[after]].low])
        after += 1
    return second, after


def _unit(parse: Parse, words: list[int], step: int) -> tuple[str, str]:
    data = _data(parse.language)["units"]
    for position in words[step : step + 5]:
        word = parse.words[position]
        if word.sort in (VERB, NUMBER, PRONOUN):
            break
        if word.sort is not NOUN:
            continue
        head = compound_head(word.low, data, parse.language)
        if head:
            return data[head], _content(parse, words, words.index(position))
        if parse.language == "de":
            break
    return "", ""


def _content(parse: Parse, words: list[int], at: int) -> str:
    """What a container holds: "Container mit Munition"."""
    for position in words[at + 1 : at + 4]:
        word = parse.words[position]
        if word.sort is NOUN and "weapons" in senses(word.low, True, parse.language):
            return word.text
        if word.sort in (VERB, NUMBER):
            break
    return ""


def _side(parse: Parse, words: list[int], at: int, bounds: Mapping[str, str]) -> str:
    lows = [parse.words[i].low for i in words[max(0, at - 3) : at]]
    for size in (2, 1):
        if len(lows) >= size:
            side = bounds.get("_".join(lows[-size:]))
            if side:
                return side
    return ""
