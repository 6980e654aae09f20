"""Names of countries by ISO 3166 alpha-3 code, from the states that the lexicon knows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from timeline.extraction import lexicon
from timeline.extraction.model import ActorKind


@cache
def country_names(language: str) -> Mapping[str, str]:
    states = (entry for entry in lexicon.load().actors if entry.kind is ActorKind.STATE and entry.country)
    names: dict[str, str] = {}
    for state in states:
        names.setdefault(state.country, state.name(language))
    return MappingProxyType(names)
