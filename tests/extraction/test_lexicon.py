"""The lexicon: complete, consistent, and a value that curators' rows extend."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

import pytest

from timeline.extraction.lexicon import (
    LANGUAGES,
    ActorEntry,
    Lexicon,
    Office,
    PlaceEntry,
    body_key,
    load,
    packaged,
    table,
    word_list,
)
from timeline.extraction.model import ActorKind

NAMES = MappingProxyType({"de": "Eva Muster", "en": "Eva Sample"})


@pytest.mark.parametrize(
    ("title", "country", "day", "holder"),
    [
        ("Außenminister", "RUS", date(2023, 10, 19), "sergei-lavrov"),
        ("foreign minister", "RUS", date(2001, 5, 1), "igor-ivanov"),
        ("Verteidigungsminister", "RUS", date(2024, 5, 12), "sergei-shoigu"),
        ("Verteidigungsminister", "RUS", date(2024, 5, 14), "andrei-belousov"),
        ("Präsident", "RUS", date(2010, 1, 1), "dmitry-medvedev"),
        ("Machthaber", "PRK", date(2011, 12, 17), "kim-jong-il"),
        ("Machthaber", "PRK", date(2011, 12, 18), "kim-jong-un"),
        ("Außenministerin", "PRK", date(2024, 1, 15), "choe-son-hui"),
        ("top diplomat", "PRK", date(2019, 1, 15), "ri-yong-ho"),
        ("president", "KOR", date(2024, 10, 22), "yoon-suk-yeol"),
        ("Präsident", "KOR", date(2025, 6, 4), "lee-jae-myung"),
        ("secretary of state", "USA", date(2023, 9, 13), "antony-blinken"),
        ("NATO-Generalsekretär", "", date(2024, 9, 30), "jens-stoltenberg"),
        ("NATO-Generalsekretär", "", date(2024, 10, 1), "mark-rutte"),
        ("Kremlsprecher", "RUS", None, "dmitry-peskov"),
    ],
)
def test_it_knows_who_held_an_office_on_a_day(title: str, country: str, day: date | None, holder: str) -> None:
    found = load().office_holder(title, country, day)
    assert found is not None
    assert found.key == holder


@pytest.mark.parametrize(
    ("title", "country", "day"),
    [
        ("Präsident", "KOR", date(2025, 5, 1)),  # between two terms
        ("Kaiser", "RUS", date(2020, 1, 1)),
        ("Außenminister", "ATA", date(2020, 1, 1)),
    ],
)
def test_it_names_nobody_where_nobody_is_known(title: str, country: str, day: date) -> None:
    assert load().office_holder(title, country, day) is None


def test_it_gives_the_day_of_a_handover_to_the_successor() -> None:
    lexicon = Lexicon(
        tuple(ActorEntry(key, ActorKind.PERSON, NAMES) for key in ("old", "new")),
        (
            Office("old", MappingProxyType({"de": ("Vogt",)}), "RUS", date(2020, 1, 1), date(2021, 5, 1)),
            Office("new", MappingProxyType({"de": ("Vogt",)}), "RUS", date(2021, 5, 1), None),
        ),
        (),
    )
    holders = [lexicon.office_holder("vogt", "RUS", date(2021, 5, 1) + timedelta(days)) for days in (-1, 0, 1)]
    assert [holder.key for holder in holders if holder] == ["old", "new", "new"]


def test_every_holder_is_an_actor_and_terms_do_not_overlap() -> None:
    lexicon = load()
    for row in packaged("offices")["offices"]:
        terms = row["terms"]
        assert [term["holder"] for term in terms if lexicon.actor(term["holder"]) is None] == []
        for earlier, later in pairwise(terms):
            assert earlier["to"] < later["from"], (row["titles"], row["country"], later)


def test_every_entry_has_a_name_in_both_languages_and_a_key_of_its_own() -> None:
    lexicon = load()
    for entries in (lexicon.actors, lexicon.places):
        assert all(entry.names[language] for entry in entries for language in LANGUAGES)
        keys = [entry.key for entry in entries]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("body", "country", "key", "german", "english"),
    [
        (
            "foreign-ministry",
            "KOR",
            "kor-foreign-ministry",
            "Südkoreanisches Außenministerium",
            "South Korean Foreign Ministry",
        ),
        ("foreign-ministry", "USA", "usa-foreign-ministry", "US-Außenministerium", "US State Department"),
        ("defence-ministry", "USA", "pentagon", "Pentagon", "Pentagon"),
        ("intelligence", "UKR", "ukr-intelligence", "Ukrainischer Geheimdienst", "Ukrainian Intelligence"),
        ("presidential-office", "RUS", "kremlin", "Kreml", "Kremlin"),
        ("state-media", "PRK", "prk-state-media", "Nordkoreanische Staatsmedien", "North Korean State Media"),
    ],
)
def test_every_state_has_its_bodies(body: str, country: str, key: str, german: str, english: str) -> None:
    entry = load().actor(body_key(body, country))
    assert entry is not None
    assert (entry.key, entry.names["de"], entry.names["en"]) == (key, german, english)


def test_states_are_places_too() -> None:
    place = load().place("north-korea")
    assert place is not None
    assert (place.name("de"), place.country, place.region) == ("Nordkorea", "PRK", True)


def test_curators_extend_it_and_it_stays_a_value() -> None:
    packaged_lexicon = load()
    rows = ActorEntry("eva-muster", ActorKind.PERSON, NAMES, "DEU", ("Muster",))
    place = PlaceEntry("musterdorf", MappingProxyType({"de": "Musterdorf", "en": "Sampleton"}), "DEU")
    office = Office("eva-muster", MappingProxyType({"de": ("Vögtin",), "en": ("reeve",)}), "DEU", date(2020, 1, 1))
    alias = ActorEntry(
        "sergei-lavrov", ActorKind.PERSON, MappingProxyType({"de": "S. Lawrow", "en": "S. Lavrov"}), "", ("Lawroff",)
    )
    extended = packaged_lexicon.extended([rows, alias], [office], [place], frozenset({("russia", "Moskau")}))
    assert extended.actor("eva-muster") == rows
    assert extended.place("musterdorf") == place
    assert (holder := extended.office_holder("Vögtin", "DEU", date(2021, 1, 1))) is not None
    assert holder.key == "eva-muster"
    lavrov = extended.actor("sergei-lavrov")
    assert lavrov is not None
    assert (lavrov.name("de"), lavrov.country) == ("S. Lawrow", "RUS")
    assert {"Lawroff", "Sergej Lawrow", "Lavrov"} <= set(lavrov.aliases)
    assert packaged_lexicon.actor("eva-muster") is None
    assert extended.version != packaged_lexicon.version


def test_its_version_is_that_of_its_content_whatever_the_order() -> None:
    one, two = (PlaceEntry(key, NAMES) for key in ("one", "two"))
    lexicon = load()
    assert lexicon.extended(places=[one, two]) == lexicon.extended(places=[two]).extended(places=[one])
    assert hash(lexicon.extended(places=[one])) != hash(lexicon)
    assert lexicon.extended().version == lexicon.version


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_tables_have_the_same_keys_in_both_languages(language: str) -> None:
    for name in ("actors", "reading", "sentences"):
        assert set(table(language, name)) == set(table("de", name))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_splits_a_list_of_words_once(language: str) -> None:
    listed = word_list(language, "factuality", "verbs", "confirm")
    assert listed == set(table(language, "factuality")["verbs"]["confirm"].split())
    assert word_list(language, "factuality", "verbs", "confirm") is listed
