"""Actors and places of a text.

`phrases` looks up words, `nominals` puts them together in a sentence, `discourse` decides over the whole text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from timeline.extraction.actors.discourse import Discourse, surnames
from timeline.extraction.actors.nominals import compose, people, scan
from timeline.extraction.actors.phrases import Token, tries
from timeline.extraction.lexicon import ActorEntry, Lexicon
from timeline.extraction.model import ActorHit, ActorKind, PlaceHit, Sentence

__all__ = ["find"]


def find(
    sentences: Sequence[Sentence], language: str, lexicon: Lexicon, day: date | None
) -> tuple[tuple[ActorHit, ...], tuple[PlaceHit, ...]]:
    """The actors and places of a whole document, in text order; boilerplate holds none.

    `day` decides who holds an office; None leaves that to those who hold one still. A phrase that means two actors
    ("beide Seiten") gives two hits over the same words. A state in a place's position ("in Russland") is both an actor
    and a place, a capital there only a place; elsewhere a capital is only the government ("Moskau bestritt").
    """
    actor_trie, place_trie = tries(lexicon, language)
    states = _states(lexicon)
    scans = [scan(sentence, actor_trie, place_trie) for sentence in sentences if not sentence.boilerplate]
    composed = [compose(scanned, states, {}, language) for scanned in scans]
    known = surnames(person for references, _ in composed for person in people(references))
    discourse = Discourse(lexicon, language, day, states)
    actors: list[ActorHit] = []
    places: list[PlaceHit] = []
    again = [
        compose(scanned, states, known, language) if _holds_one(scanned.tokens, known) else done
        for scanned, done in zip(scans, composed, strict=True)
    ]
    for references, _ in again:
        discourse.learn(references)
    for scanned, (references, located) in zip(scans, again, strict=True):
        actors += discourse.settle(scanned.sentence, references)
        places += located
    return tuple(actors), tuple(places)


@lru_cache(maxsize=8)
def _states(lexicon: Lexicon) -> Mapping[str, ActorEntry]:
    """States by their country code."""
    return MappingProxyType({actor.country: actor for actor in lexicon.actors if actor.kind is ActorKind.STATE})


def _holds_one(tokens: Sequence[Token], surnames: Mapping[str, ActorEntry]) -> bool:
    return any(token.key in surnames or token.key.removesuffix("s") in surnames for token in tokens)
