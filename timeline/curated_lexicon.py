"""The lexicon in use: the packaged one with what curators keep in rows, as one frozen value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from types import MappingProxyType

from timeline.extraction import lexicon as lexica
from timeline.extraction.lexicon import ActorEntry, Lexicon, PlaceEntry
from timeline.extraction.lexicon import Office as OfficeEntry
from timeline.extraction.model import ActorKind
from timeline.models import Actor, Alias, Office, Place


def packaged_and_curated_lexicon() -> Lexicon:
    """The packaged lexicon with the actors, aliases, offices and places of the database; asks it anew each time.

    A row that says what the package says already leaves its version as it is.
    """
    packaged = lexica.load()
    aliases: dict[int, list[str]] = defaultdict(list)
    muted: set[tuple[str, str]] = set()
    for alias in Alias.objects.select_related("actor").order_by("actor__slug", "text"):
        if alias.muted:
            muted.add((alias.actor.slug, alias.text))
        else:
            aliases[alias.actor_id].append(alias.text)
    actors = [_actor(row, aliases[row.pk]) for row in Actor.objects.order_by("slug")]
    places = [_place(row) for row in Place.objects.order_by("slug")]
    return packaged.extended(
        actors=[entry for entry in actors if not _says_the_same(packaged.actor(entry.key), entry)],
        offices=[_office(row) for row in Office.objects.select_related("holder").order_by("pk")],
        places=[
            entry
            for entry in places
            if not _says_the_same(packaged.place(entry.key), entry) and not packaged.actor(entry.key)
        ],
        muted=frozenset(muted),
    )


def _says_the_same(known: ActorEntry | PlaceEntry | None, entry: ActorEntry | PlaceEntry) -> bool:
    if known is None or (isinstance(known, ActorEntry) and isinstance(entry, ActorEntry) and known.kind != entry.kind):
        return False
    return dict(known.names) == dict(entry.names) and known.country == entry.country and not entry.aliases


def _actor(row: Actor, aliases: list[str]) -> ActorEntry:
    names = MappingProxyType({"de": row.name_de, "en": row.name_en})
    return ActorEntry(row.slug, ActorKind(row.kind), names, row.country, tuple(aliases))


def _place(row: Place) -> PlaceEntry:
    return PlaceEntry(row.slug, MappingProxyType({"de": row.name_de, "en": row.name_en}), row.country)


def _office(row: Office) -> OfficeEntry:
    titles = MappingProxyType({"de": (row.title_de,), "en": (row.title_en,)})
    return OfficeEntry(row.holder.slug, titles, row.country, row.term_from, row.term_to)


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
