"""The lexicon in use: the packaged one with what curators keep in rows, as one frozen value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from timeline.extraction import lexicon as lexica
from timeline.extraction.lexicon import ActorEntry, Lexicon, PlaceEntry
from timeline.extraction.lexicon import Office as OfficeEntry
from timeline.extraction.model import ActorKind
from timeline.models import Actor, Alias, Office, Place


def packaged_and_curated_lexicon() -> Lexicon:
    """The packaged lexicon with the actors, aliases, offices and places of the database; asks it anew each time.

    The packaged value itself as long as the rows say nothing else, so that everything remembered about it still holds.
    """
    return _joined(_Kept.now())


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the rows say, as plain tuples that can be compared."""

    actors: tuple[tuple[str, str, str, str, str], ...]
    aliases: tuple[tuple[str, str, bool], ...]
    offices: tuple[tuple[str, str, str, str, date | None, date | None], ...]
    places: tuple[tuple[str, str, str, str], ...]

    @classmethod
    def now(cls) -> _Kept:
        return cls(
            tuple(Actor.objects.order_by("slug").values_list("slug", "kind", "name_de", "name_en", "country")),
            tuple(Alias.objects.order_by("actor__slug", "text").values_list("actor__slug", "text", "muted")),
            tuple(
                Office.objects.order_by("holder__slug", "title_en", "term_from").values_list(
                    "holder__slug", "title_de", "title_en", "country", "term_from", "term_to"
                )
            ),
            tuple(Place.objects.order_by("slug").values_list("slug", "name_de", "name_en", "country")),
        )


@lru_cache(maxsize=4)
def _joined(kept: _Kept) -> Lexicon:
    packaged = lexica.load()
    spellings: dict[str, list[str]] = defaultdict(list)
    for slug, text, muted in kept.aliases:
        if not muted:
            spellings[slug].append(text)
    actors = [
        ActorEntry(slug, ActorKind(kind), _names(german, english), country, tuple(spellings[slug]))
        for slug, kind, german, english, country in kept.actors
    ]
    places = [PlaceEntry(slug, _names(german, english), country) for slug, german, english, country in kept.places]
    offices = [
        OfficeEntry(holder, MappingProxyType({"de": (german,), "en": (english,)}), country, term_from, term_to)
        for holder, german, english, country, term_from, term_to in kept.offices
    ]
    new_actors = [entry for entry in actors if not _says_the_same(packaged.actor(entry.key), entry)]
    new_places = [entry for entry in places if not _says_the_same(packaged.place(entry.key), entry)]
    silenced = frozenset((slug, text) for slug, text, muted in kept.aliases if muted)
    if not (new_actors or new_places or offices or silenced):
        return packaged
    return packaged.extended(new_actors, offices, new_places, silenced)


def _names(german: str, english: str) -> Mapping[str, str]:
    return MappingProxyType({"de": german, "en": english})


def _says_the_same(known: ActorEntry | PlaceEntry | None, entry: ActorEntry | PlaceEntry) -> bool:
    if known is None or (isinstance(known, ActorEntry) and isinstance(entry, ActorEntry) and known.kind != entry.kind):
        return False
    return dict(known.names) == dict(entry.names) and known.country == entry.country and not entry.aliases


def actor_rows(keys: Iterable[str], lexicon: Lexicon) -> dict[str, Actor]:
    """The rows of actors by key; those that only the lexicon knows are added. Unknown keys are left out."""
    wanted = {key for key in keys if key}
    found = {row.slug: row for row in Actor.objects.filter(slug__in=wanted)}
    for key in sorted(wanted - found.keys()):
        if entry := lexicon.actor(key):
            found[key] = Actor.objects.create(
                slug=key, kind=entry.kind, name_de=entry.name("de"), name_en=entry.name("en"), country=entry.country
            )
    return found


def place_rows(keys: Iterable[str], lexicon: Lexicon) -> dict[str, Place]:
    """The rows of places by key, as for actors; a state can be a place."""
    wanted = {key for key in keys if key}
    found = {row.slug: row for row in Place.objects.filter(slug__in=wanted)}
    for key in sorted(wanted - found.keys()):
        if entry := lexicon.place(key) or lexicon.actor(key):
            found[key] = Place.objects.create(
                slug=key, name_de=entry.name("de"), name_en=entry.name("en"), country=entry.country
            )
    return found
