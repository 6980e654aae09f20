"""Who a participant is and where a place lies, so that two documents can be compared whatever they call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache

from timeline.extraction import lexicon as lexica
from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import ActorEntry, Lexicon
from timeline.extraction.model import ActorKind, Participant

_WORD = re.compile(r"\w+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
STEM = 7
"""Letters of a word that are compared: enough to tell words apart, few enough to pass over most endings."""


@frozen
class Party:
    """A participant: `identity` is its lexicon key, else its folded name; `country` is empty if unknown.

    `called` are the folded names by which a person is known, with the surname.
    """

    identity: str
    country: str
    person: bool
    state: bool
    called: tuple[str, ...] = field(default=(), compare=False, repr=False)


@frozen
class Spot:
    """A place: `identity` as for a party, `wide` if it is larger than a town."""

    identity: str
    country: str
    wide: bool
    state: bool = False


def fold(name: str) -> str:
    """A name without case, accents, hyphens and punctuation.

    >>> fold("Choe Son-hui") == fold("choe son hui")
    True
    """
    text = name.casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(_WORD.findall(text))


class Directory:
    """What a lexicon knows of actors and places, by key and by folded name."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        """`lexicon`: the packaged one if None."""
        self.lexicon = lexicon or lexica.load()
        self._actors, self._places = _by_name(self.lexicon)
        self._parties: dict[tuple[str, str], Party] = {}
        self._spots: dict[tuple[str, str], Spot] = {}

    def party(self, participant: Participant) -> Party:
        known = self._parties.get((participant.key, participant.name))
        if known is None:
            known = self._parties[participant.key, participant.name] = self._party(participant)
        return known

    def _party(self, participant: Participant) -> Party:
        entry = self.lexicon.actor(participant.key or self._actors.get(fold(participant.name), ""))
        if entry is None:
            return Party(participant.key or fold(participant.name), "", person=not participant.key, state=False)
        person = entry.kind is ActorKind.PERSON
        return Party(entry.key, entry.country, person, entry.kind is ActorKind.STATE, _called(entry) if person else ())

    def actor_key(self, name: str) -> str:
        """The key of the actor that is called so; "" if the lexicon knows none."""
        return self._actors.get(fold(name), "")

    def place_key(self, name: str) -> str:
        """The key of the place, or of the state as a place, that is called so; "" if the lexicon knows none."""
        key = self._places.get(fold(name), "")
        state = self.lexicon.actor(self._actors.get(fold(name), ""))
        return key or (state.key if state is not None and state.kind is ActorKind.STATE else "")

    def spot(self, name: str | None, key: str) -> Spot | None:
        """The place, or the state that stands for one; None if neither name nor key says where."""
        if not name and not key:
            return None
        known = self._spots.get((name or "", key))
        if known is None:
            known = self._spots[name or "", key] = self._spot(name or "", key)
        return known

    def _spot(self, name: str, key: str) -> Spot:
        place = self.lexicon.place(key or self._places.get(fold(name), ""))
        state = self.lexicon.actor(place.key if place else key or self._actors.get(fold(name), ""))
        if state is not None and state.kind is ActorKind.STATE:
            return Spot(state.key, state.country, wide=True, state=True)
        if place is not None:
            return Spot(place.key, place.country, place.region)
        return Spot(key or fold(name), "", wide=False)

    @property
    def name_stems(self) -> frozenset[str]:
        """Beginnings of all words of names: they tell who and where, but not what."""
        return _name_stems(self.lexicon)


@lru_cache(maxsize=4096)
def _called(person: ActorEntry) -> tuple[str, ...]:
    names = {fold(name) for name in (*person.names.values(), *person.aliases)}
    return tuple(sorted(names | {name.rsplit(" ", 1)[-1] for name in names if len(name.split()) == 2}))


@lru_cache(maxsize=8)
def _by_name(lexicon: Lexicon) -> tuple[Mapping[str, str], Mapping[str, str]]:
    actors: dict[str, str] = {}
    for actor in lexicon.actors:
        for name in (*actor.names.values(), *actor.aliases):
            actors.setdefault(fold(name), actor.key)
    places: dict[str, str] = {}
    for place in lexicon.places:
        for name in (*place.names.values(), *place.aliases):
            places.setdefault(fold(name), place.key)
    return actors, places


@lru_cache(maxsize=8)
def _name_stems(lexicon: Lexicon) -> frozenset[str]:
    names = [name for place in lexicon.places for name in (*place.names.values(), *place.aliases)]
    for actor in lexicon.actors:
        names += [*actor.names.values(), *actor.aliases, *actor.metonyms, *actor.short]
        names += [stem for stems in actor.adjectives.values() for stem in stems]
    words = {form for name in names for word in fold(name).split() for form in (word, f"{word}s", f"{word}es")}
    return frozenset(word[:STEM] for word in words)
