"""What passes between the rooms of the actor stage: titles, references, and the word lists of a language."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from timeline.extraction.actors.phrases import fold
from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import LANGUAGES, ActorEntry, packaged, table
from timeline.extraction.model import ActorKind


class Setting(StrEnum):
    """As what a city or state stands in a sentence."""

    ACTOR = "actor"
    PLACE = "place"
    EITHER = "either"


@frozen
class Title:
    """A title in the text: its key, its word without ending, and its state.

    `loose`: one of many or a deputy, so that the table of holders does not answer it; `other`: a former one or an
    indefinite one, so that nobody named with it elsewhere is meant either.
    """

    key: str
    base: str
    country: str
    female: bool = False
    loose: bool = False
    other: bool = False


@frozen
class Reference:
    """A part of a sentence that stands for an actor, known (`actor`) or still open.

    `start:end` are offsets into the article. `sort` is actor, office (see `title`), body (`word` is its key in the
    table, `country` may be open), pair or back (`word` is which). `speaks`: a verb of saying stands beside it.
    """

    start: int
    end: int
    sort: str
    via: str
    text: str
    actor: ActorEntry | None = None
    title: Title | None = None
    word: str = ""
    country: str = ""
    speaks: bool = False
    genitive: bool = False
    full: bool = False
    """The person is named with first name and surname."""


@cache
def words(language: str) -> Mapping[str, frozenset[str]]:
    """The lists of `lexicon/<language>/actors.toml` as sets of folded words."""
    data = table(language, "actors")
    flat: dict[str, str] = {key: value for key, value in data.items() if isinstance(value, str)}
    flat |= {
        f"{group}.{key}": value
        for group in ("context", "described", "coreference")
        for key, value in data[group].items()
    }
    return {name: frozenset(fold(word) for word in value.replace("|", " ").split()) for name, value in flat.items()}


@cache
def _titles() -> Mapping[str, Mapping[str, Any]]:
    titles: Mapping[str, Mapping[str, Any]] = packaged("offices")["titles"]
    return titles


def title_facts(key: str) -> Mapping[str, Any]:
    """What the packaged table says of a title; nothing for one that a curator added."""
    return _titles().get(key, {})


def unnamed(name: str, country: str = "", *, female: bool = False) -> ActorEntry:
    """A person whom the lexicon does not know, by the name that the text gives."""
    return ActorEntry("", ActorKind.PERSON, MappingProxyType(dict.fromkeys(LANGUAGES, name)), country, female=female)
