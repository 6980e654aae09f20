"""Actors and places of a text.

`phrases` finds the words that the lexicon knows, `names` people whom it does not; `reader` holds a sentence while
`titles`, `nominals` and `places` put its words together; `discourse` decides over the whole text who is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from timeline.extraction.actors.discourse import Discourse, surnames
from timeline.extraction.actors.nominals import compose, people
from timeline.extraction.actors.phrases import tries
from timeline.extraction.actors.reader import Scan, scan
from timeline.extraction.lexicon import ActorEntry, Lexicon
from timeline.extraction.model import ActorHit, PlaceHit, Sentence

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
    scans = [scan(sentence, actor_trie, place_trie) for sentence in sentences if not sentence.boilerplate]
    composed = [compose(scanned, lexicon, {}, language) for scanned in scans]
    known = surnames((person for references, _ in composed for person in people(references)), language)
    discourse = Discourse(lexicon, language, day)
    actors: list[ActorHit] = []
    places: list[PlaceHit] = []
    again = [
        compose(scanned, lexicon, known, language) if known and _tells_more(scanned, known) else done
        for scanned, done in zip(scans, composed, strict=True)
    ]
    for references, _ in again:
        discourse.learn(references)
    for scanned, (references, located) in zip(scans, again, strict=True):
        actors += discourse.settle(scanned.sentence, references)
        places += located
    return tuple(actors), tuple(places)


def _tells_more(scanned: Scan, surnames: Mapping[str, ActorEntry]) -> bool:
    """Whether a surname stands in a sentence that the lexicon alone reads as nobody or as somebody else."""
    if surnames.keys().isdisjoint(scanned.keys):
        return False
    named = {found.first: found.phrase.actor for found in scanned.found if found.last == found.first + 1}
    inside = {at for found in scanned.found for at in range(found.first, found.last) if found.last > found.first + 1}
    for at, token in enumerate(scanned.tokens):
        person = surnames.get(token.key)
        if person and token.capital and at not in inside and named.get(at) is not person:
            return True
    return False
