"""The words that extraction knows, as data: a frozen, versioned value that is passed in, never looked up.

Two sorts of data lie in `lexicon/`. `table(language, name)` gives what belongs to one language and to one stage: cues,
triggers, endings. `load()` gives the `Lexicon`: actors, offices with their terms, and places, to which the rows that
curators add are joined by `Lexicon.extended`. Both are read once and cached.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from timeline.extraction.model import ActorKind

LANGUAGES = ("de", "en")
SURNAME_FIRST = ("PRK", "KOR", "CHN")

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def _read(*path: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("lexicon", *path).read_text(encoding="utf-8"))


@cache
def packaged(name: str) -> Mapping[str, Any]:
    """The packaged table `lexicon/<name>.toml`, which belongs to no language, read once."""
    return MappingProxyType(_read(f"{name}.toml"))


@cache
def table(language: str, name: str) -> Mapping[str, Any]:
    """The packaged table `lexicon/<language>/<name>.toml`, read once. Raises FileNotFoundError if there is none."""
    return MappingProxyType(_read(language, f"{name}.toml"))


@cache
def word_list(language: str, name: str, group: str, key: str) -> frozenset[str]:
    """The words that an entry of a packaged table lists, with blanks between them."""
    return frozenset(table(language, name)[group][key].split())


@dataclass(frozen=True, eq=False)
class ActorEntry:
    """One actor. `names` has the canonical name for each language; `aliases` hold further spellings in any of them.

    `metonyms` are names of places that speak for the actor ("Moskau"), `adjectives` stems by language ("russisch"),
    `people` what its citizens are called. `female` helps pronouns, `agency` marks news agencies.
    """

    key: str
    kind: ActorKind
    names: Mapping[str, str]
    country: str = ""
    aliases: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    adjectives: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    female: bool = False
    agency: bool = False

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names.get("en") or self.key

    @property
    def short(self) -> tuple[str, ...]:
        """A person's surnames, which stand for the person once the full name has stood in the text."""
        if self.kind is not ActorKind.PERSON:
            return ()
        return tuple(dict.fromkeys(surname(name, self.country) for name in (*self.names.values(), *self.aliases)))


def surname(name: str, country: str) -> str:
    """The family name: the first word of Korean and Chinese names, the last one of others.

    >>> surname("Kim Hong-kyun", "KOR"), surname("Linda Thomas-Greenfield", "USA")
    ('Kim', 'Thomas-Greenfield')
    """
    words = name.split()
    return words[0] if country in SURNAME_FIRST else words[-1]


@dataclass(frozen=True, eq=False)
class Office:
    """Who held an office from when to when (both days inclusive, None for unknown or still).

    `titles` are all its names by language, without country: {"de": ("Außenminister", "Außenministerin"), …}.
    """

    holder: str
    titles: Mapping[str, tuple[str, ...]]
    country: str = ""
    term_from: date | None = None
    term_to: date | None = None

    def held_on(self, day: date | None) -> bool:
        """Whether the term covers the day; an unknown day is answered for the latest holder only."""
        if day is None:
            return self.term_to is None
        return (self.term_from is None or self.term_from <= day) and (self.term_to is None or day <= self.term_to)


@dataclass(frozen=True, eq=False)
class PlaceEntry:
    """One place. `aliases` as for actors; `region` marks what is larger than a town."""

    key: str
    names: Mapping[str, str]
    country: str = ""
    aliases: tuple[str, ...] = ()
    region: bool = False

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names.get("en") or self.key


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Everything extraction knows of the world. Equal and hashed by `version`, the hash of its content."""

    actors: tuple[ActorEntry, ...]
    offices: tuple[Office, ...]
    places: tuple[PlaceEntry, ...]
    muted: frozenset[tuple[str, str]] = frozenset()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lexicon) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with the content, not with the order in which rows were added."""
        rows = [
            *(f"actor {_stable(entry)}" for entry in self.actors),
            *(f"office {_stable(entry)}" for entry in self.offices),
            *(f"place {_stable(entry)}" for entry in self.places),
            *(f"muted {key} {text}" for key, text in self.muted),
        ]
        return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:12]

    @cached_property
    def _actors_by_key(self) -> Mapping[str, ActorEntry]:
        return {entry.key: entry for entry in self.actors}

    @cached_property
    def states(self) -> Mapping[str, ActorEntry]:
        """The states by their country code."""
        return {actor.country: actor for actor in self.actors if actor.kind is ActorKind.STATE}

    @cached_property
    def people(self) -> Mapping[tuple[str, str], ActorEntry]:
        """People by first and last word of their full names, in lower case: "Andrei R. Belousov" is one of them."""
        found: dict[tuple[str, str], ActorEntry] = {}
        for actor in self.actors:
            for name in (*actor.names.values(), *actor.aliases) if actor.kind is ActorKind.PERSON else ():
                words = name.casefold().split()
                if len(words) > 1:
                    found.setdefault((words[0], words[-1]), actor)
        return found

    @cached_property
    def capitals(self) -> Mapping[str, PlaceEntry]:
        """The capitals by the country code of their state: the place that a state's first metonym names."""
        named = {
            (name, place.country): place for place in self.places for name in (*place.names.values(), *place.aliases)
        }
        found = {
            country: named.get((state.metonyms[0], country)) for country, state in self.states.items() if state.metonyms
        }
        return {country: place for country, place in found.items() if place}

    @cached_property
    def _places_by_key(self) -> Mapping[str, PlaceEntry]:
        return {entry.key: entry for entry in self.places}

    @cached_property
    def _offices_by_title(self) -> Mapping[tuple[str, str], tuple[Office, ...]]:
        found: dict[tuple[str, str], list[Office]] = {}
        for office in self.offices:
            for title in {title.casefold() for titles in office.titles.values() for title in titles}:
                found.setdefault((title, office.country), []).append(office)
        return {key: tuple(offices) for key, offices in found.items()}

    def actor(self, key: str) -> ActorEntry | None:
        return self._actors_by_key.get(key)

    def place(self, key: str) -> PlaceEntry | None:
        return self._places_by_key.get(key)

    def office_holder(self, title: str, country: str, day: date | None) -> ActorEntry | None:
        """Who held the office on that day; None if nobody is known, or more than one.

        >>> load().office_holder("Außenminister", "RUS", date(2023, 10, 19)).name("de")
        'Sergej Lawrow'
        """
        offices = self._offices_by_title.get((title.casefold(), country), ())
        holders = [office.holder for office in offices if office.held_on(day)]
        if len(set(holders)) == 2 and day is not None:  # the day of a handover belongs to the successor
            holders = [o.holder for o in offices if o.held_on(day) and o.term_from == day] or holders
        return self.actor(holders[0]) if len(set(holders)) == 1 else None

    def extended(
        self,
        actors: Iterable[ActorEntry] = (),
        offices: Iterable[Office] = (),
        places: Iterable[PlaceEntry] = (),
        muted: frozenset[tuple[str, str]] = frozenset(),
    ) -> Lexicon:
        """This lexicon with the rows that curators keep.

        An entry whose key is known adds its aliases and replaces names and country; a new key is a new entry. `muted`
        are pairs of key and text: that spelling no longer stands for that actor or place.
        """
        known_actors = dict(self._actors_by_key)
        for actor in actors:
            known_actors[actor.key] = _joined_actor(known_actors.get(actor.key), actor)
        known_places = dict(self._places_by_key)
        for place in places:
            known_places[place.key] = _joined_place(known_places.get(place.key), place)
        known_offices = {_stable(office): office for office in (*self.offices, *offices)}
        return Lexicon(
            tuple(known_actors.values()),
            tuple(known_offices.values()),
            tuple(known_places.values()),
            self.muted | muted,
        )


def _stable(entry: object) -> str:
    """The content of an entry as text that does not depend on the order of keys in its tables."""
    values = (
        (name, sorted(value.items()) if isinstance(value, Mapping) else value)
        for name, value in sorted(vars(entry).items())
    )
    return repr([(name, value) for name, value in values if not name.startswith("_")])


def _joined_actor(known: ActorEntry | None, added: ActorEntry) -> ActorEntry:
    if known is None:
        return added
    spellings = (*known.aliases, *known.names.values(), *added.aliases)
    return replace(
        known,
        kind=added.kind,
        names=MappingProxyType({**known.names, **added.names}),
        country=added.country or known.country,
        aliases=tuple(dict.fromkeys(spellings)),
    )


def _joined_place(known: PlaceEntry | None, added: PlaceEntry) -> PlaceEntry:
    if known is None:
        return added
    return replace(
        known,
        names=MappingProxyType({**known.names, **added.names}),
        country=added.country or known.country,
        aliases=tuple(dict.fromkeys((*known.aliases, *known.names.values(), *added.aliases))),
    )


def _words(value: str | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _by_language(value: Mapping[str, Any] | None) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({language: _words((value or {}).get(language)) for language in LANGUAGES})


def _names(row: Mapping[str, Any]) -> Mapping[str, str]:
    return MappingProxyType({language: row[language] for language in LANGUAGES})


def _by_country(table_of_countries: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Country ("" for none), key and row of a table of tables."""
    for country, rows in table_of_countries.items():
        for key, row in rows.items():
            yield "" if country == "none" else country, key, row


def _actors() -> Iterator[ActorEntry]:
    for kind, countries in packaged("actors").items():
        for country, key, row in _by_country(countries):
            yield ActorEntry(
                key=key,
                kind=ActorKind(kind),
                names=_names(row),
                country=country,
                aliases=_words(row.get("aliases")),
                metonyms=_words(row.get("metonyms")),
                people=_words(row.get("people")),
                adjectives=_by_language(row.get("adjectives")),
                female=row.get("female", False),
                agency=row.get("agency", False),
            )


def _places(states: Iterable[ActorEntry]) -> Iterator[PlaceEntry]:
    """The places of the table, then the states and those of their capitals (the first metonyms) that it leaves out."""
    known: set[str] = set()
    for country, key, row in _by_country(packaged("places")):
        yield PlaceEntry(key, _names(row), country, _words(row.get("aliases")), row.get("region", False))
        known.update((row["de"], row["en"]))
    for state in states:
        yield PlaceEntry(state.key, state.names, state.country, state.aliases, region=True)
        capital = state.metonyms
        if capital and known.isdisjoint(capital):
            names = MappingProxyType({"de": capital[0], "en": capital[-1]})
            yield PlaceEntry(capital[-1].lower().replace(" ", "-"), names, state.country, capital[1:-1])


def _offices() -> Iterator[Office]:
    data = packaged("offices")
    for row in data["offices"]:
        titles = {
            language: tuple(word for title in row["titles"] for word in data["titles"][title].get(language, ()))
            for language in LANGUAGES
        }
        for term in row["terms"]:
            yield Office(term["holder"], MappingProxyType(titles), row["country"], term.get("from"), term.get("to"))


def body_key(body: str, country: str) -> str:
    """The key of a state's foreign ministry, intelligence service, … (`bodies` in `lexicon/offices.toml`)."""
    same: Mapping[str, str] = packaged("offices")["bodies"][body].get("same", {})
    return same.get(country) or f"{country.lower()}-{body}"


def _bodies(states: Iterable[ActorEntry], named: Container[str]) -> Iterator[ActorEntry]:
    """The organisation that every state has, called after it: "Südkoreanisches Außenministerium"."""
    bodies: Mapping[str, Any] = packaged("offices")["bodies"]
    for state in states:
        for body, row in bodies.items():
            key = body_key(body, state.country)
            adjectives = [state.adjectives.get(language, ()) for language in LANGUAGES]
            if key in named or not all(adjectives) or state.country not in row.get("only", (state.country,)):
                continue
            german, english = (words[0] for words in adjectives)
            names = {
                "de": f"{german[0].upper()}{german[1:]}{row['ending']} {row['de']}",
                "en": f"{english} {row['en']}",
            }
            kind = ActorKind.MEDIA if row.get("media") else ActorKind.ORGANISATION
            yield ActorEntry(key, kind, MappingProxyType(names), state.country)


@cache
def load() -> Lexicon:
    """The packaged lexicon, read once."""
    actors = tuple(_actors())
    states = [actor for actor in actors if actor.kind is ActorKind.STATE]
    bodies = _bodies(states, {actor.key for actor in actors})
    return Lexicon((*actors, *bodies), tuple(_offices()), tuple(_places(states)))
