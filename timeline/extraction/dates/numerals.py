"""What is written in digits: how it is cut from a text, and what it may be.

A token keeps together what belongs together in digits: "13.06.2024" is a date, "14.30" a clock time or a decimal,
"7,000" a number, "G20" a word. Every part of `TOKEN` is bounded or steps over what it matches once, so that a text is
cut in time that grows with its length.
"""

from __future__ import annotations

import re
from typing import Any

_TOKENS = {
    "word": r"[^\W\d_](?:(?:\.[^\W\d_])+\.|\w*)",
    "mark": r"[^\w\s]|_",
    "gap": r"\n\s*\n|\r\s*\r",
    "iso": r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d-])",
    "numeric": r"\d{1,2}(?:\. ?\d{1,2}\.|/ ?\d{1,2}/|- ?\d{1,2}-) ?(?:\d{4}|\d{2})(?!\d|[./-]\d)",
    "day_month": r"\d{1,2}\. ?\d{1,2}\.(?!\d)",
    "clock": r"\d{1,2}[:.]\d{2}(?:(?<=:\d\d):\d{2})?(?![\d%]|[.,:]\d)",
    "decimal": r"\d{1,3}(?:[.,'’]\d{3})+(?!\d)|\d+[.,]\d+(?:[.,]\d+)*",
    "decade": r"\d{2,4}(?:er(?:n)?|['’]?s)\b",
    "nth": r"\d{1,2}(?:st|nd|rd|th)\b",
    "mixed": r"\d+[^\W\d_]\w*",
    "int": r"\d+",
}
TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TOKENS.items()))
"""One word, number, mark or blank line of a text."""
PIECE = re.compile("|".join([_TOKENS["word"], r"[^\S\n\r]+", *_TOKENS.values(), r"\s"]))
"""A token, without saying of which kind, or what stands between two of them: pieces make up the whole text."""

LONGEST_INTEGER = 4
"""Digits; what is longer is an amount and nothing else."""


def categories(kind: str, text: str) -> dict[str, Any]:
    """What a token of this kind may be, with its value for each; empty if it is nothing that a rule knows."""
    match kind:
        case "int":
            return _integer(text)
        case "nth":
            day = int(text[:-2])
            return {"nth": day} if 1 <= day <= 31 else {}
        case "decade":
            digits = text.rstrip("ernsERNS'’")
            return {"decade": digits} if digits.endswith("0") else {}
        case "clock":
            hour, minute = re.split(r"[:.]", text)[:2]
            if int(hour) > 24 or int(minute) > 59:
                return {"decimal": text}
            clock = {"clock": (int(hour), int(minute))}
            return {**clock, "decimal": text} if "." in text else clock
        case "gap":
            return {}
        case _:
            return {kind: text}


def _integer(text: str) -> dict[str, Any]:
    """A plain number: it may be a day, an hour, a year, the short form of a year, or only a count."""
    if len(text) > LONGEST_INTEGER or not text.isascii():
        return {"number": text}
    number = int(text)
    values: dict[str, Any] = {"int": number}
    if len(text) <= 2:
        if 1 <= number <= 31:
            values["day_number"] = number
        if number <= 24:
            values["hour"] = number
        if len(text) == 2:
            values["short_year"] = number
    elif len(text) == 4:
        if number >= 1000:
            values["year"] = number
        if number < 2400 and number % 100 < 60:
            values["clock_digits"] = number
    return values


_EXAMPLES = {
    "int": ("0", "7", "07", "14", "28", "25", "31", "32", "144", "0144", "0199", "2014", "1999", "2414", "20140"),
    "nth": ("3rd",),
    "decade": ("1990s",),
    "clock": ("10:30", "10.30", "10.75"),
    "iso": ("2014-05-03",),
    "numeric": ("3.5.2014",),
    "day_month": ("3.5.",),
}
CATEGORIES = frozenset(frozenset(categories(kind, text)) for kind, texts in _EXAMPLES.items() for text in texts)
"""Every set of categories that digits can have; a clock time with "am" or "pm" is made by `Vocabulary`."""
