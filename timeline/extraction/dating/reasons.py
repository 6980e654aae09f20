"""The reasons of a publication date: as English sentences, as records, and back from both.

`SENTENCES` is the one place that says which keys there are and what each needs to be told. `timeline.wording` tells
them in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from timeline.extraction.lexicon import packaged
from timeline.extraction.model import DatingReason

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "given": "The publication date was given.",
        "confirmed": "{by} confirmed the publication date.",
        "page": "The page gives {day} as its date of publication ({field}).",
        "address": "The address of the page holds the day {day}.",
        "changed": "The page was changed on {day}.",
        "dateline": 'The dateline reads "{text}".',
        "looks_back": 'The text looks back on "{text}", so it is not older than {day}.',
        "looks_ahead": 'The text looks ahead to "{text}", so it is not younger than {day}.',
        "years_between": 'The text counts "{text}" from "{other}".',
        "epoch": "The text speaks of {epoch}, which began on {day}.",
        "years_since": 'The text puts {epoch} ({day}) "{text}" before its publication.',
        "anniversary_ahead": '"{text}" falls on {day}, and the text looks ahead to it.',
        "anniversary": '"{text}" falls on {day}.',
        "office_since": '"{text}" holds that office since {day}.',
        "office": '"{text}" holds that office from {day} to {until}.',
        "feast": '"{text}" and "{other}" are one day, {day}; a bare weekday is at most six days off.',
        "weekday": '"{text}" is {day}, and without a year it is near.',
        "known_events": "From {day} to {until} {texts} lead to events that are known already.",
    }
)
"""In English, with days as they are kept (2024-06-19): what `extract` prints."""

DAYS = frozenset({"day", "until"})
"""The values that are days."""

_DAY = r"\d{4}-\d\d-\d\d"

OTHER = "other"
"""The key of a reason that none of the sentences tells: its value `text` is the sentence that somebody wrote."""


def sentence(reason: DatingReason) -> str:
    """The reason in English."""
    values = dict(reason.values)
    if reason.key == OTHER:
        return values["text"]
    if "epoch" in values:
        values["epoch"] = epoch_name(values["epoch"], "en")
    return SENTENCES[reason.key].format(**values)


def as_record(reason: DatingReason) -> dict[str, Any]:
    """For a JSON column."""
    return {"key": reason.key, "values": dict(reason.values)}


def of_record(record: Mapping[str, Any] | str) -> DatingReason:
    """From a JSON column. A text is the English sentence that rows held before reasons had keys."""
    if not isinstance(record, str):
        return DatingReason.of(record["key"], **record["values"])
    for key, pattern in _patterns().items():
        if found := pattern.fullmatch(record):
            values = found.groupdict()
            if "epoch" in values:
                named = _epoch_named(values["epoch"])
                if named is None:
                    continue
                values["epoch"] = named
            return DatingReason.of(key, **values)
    return DatingReason.of(OTHER, text=record)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """What each sentence looks like when it is told."""

    def slot(name: re.Match[str]) -> str:
        return f"(?P<{name[1]}>{_DAY if name[1] in DAYS else '.+?'})"

    return {
        key: re.compile(re.sub(r"\\{(\w+)\\}", slot, re.escape(text)), re.DOTALL) for key, text in SENTENCES.items()
    }


def epoch_name(key: str, language: str) -> str:
    """What a world event of `lexicon/epochs.toml` is called, as an object. Raises KeyError for an unknown one."""
    return str(_epochs()[key][language])


@cache
def _epochs() -> Mapping[str, Mapping[str, str]]:
    rows: Sequence[Mapping[str, Any]] = packaged("epochs")["epoch"]
    return {row["key"]: row["what"] for row in rows}


def _epoch_named(name: str) -> str | None:
    return next((key for key, names in _epochs().items() if names["en"] == name), None)
