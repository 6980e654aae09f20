"""Actors and places by the names that people type, and the names that fields suggest."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extraction.identity import Directory
from timeline.extraction.model import ActorKind


def actor_keys(names: Iterable[str]) -> dict[str, str]:
    """The keys of the actors whom people call so, by name; "" for nobody known."""
    directory = Directory(packaged_and_curated_lexicon())
    return {name: directory.actor_key(name) for name in names}


def place_key(name: str) -> str:
    """The key of the place, or of the state, that people call so; "" for none known."""
    return Directory(packaged_and_curated_lexicon()).place_key(name)


def place_name(key: str) -> str:
    lexicon = packaged_and_curated_lexicon()
    place, state = lexicon.place(key), lexicon.actor(key)
    if place is not None:
        return place.name(_language())
    return state.name(_language()) if state is not None else key


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """What actors are called in the active language, by key; unknown ones are left out."""
    wanted = {key for key in keys if key}
    lexicon = packaged_and_curated_lexicon() if wanted else None
    found = {key: lexicon.actor(key) for key in wanted} if lexicon else {}
    return {key: entry.name(_language()) for key, entry in found.items() if entry}


def actor_names() -> list[str]:
    """What the fields for people, states and organisations suggest."""
    return _sorted(actor.name(_language()) for actor in packaged_and_curated_lexicon().actors)


def place_names() -> list[str]:
    """What the fields for places suggest."""
    lexicon = packaged_and_curated_lexicon()
    states = [actor.name(_language()) for actor in lexicon.actors if actor.kind is ActorKind.STATE]
    return _sorted([*(place.name(_language()) for place in lexicon.places), *states])


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "de"


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=str.casefold)
