"""The map without rows: every place of the lexicon has its spot, and the outlines stay small."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from timeline.atlas import places as atlas
from timeline.atlas.places import Located
from timeline.atlas.projection import EURASIA, FRAMES, KOREA, WORLD
from timeline.extraction import lexicon


def test_every_place_of_the_lexicon_has_coordinates_on_earth_and_no_other_has() -> None:
    assert set(atlas.coordinates()) == {place.key for place in lexicon.load().places}
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in atlas.coordinates().values())


def test_a_capital_lies_in_its_frame() -> None:
    for key, frames in {
        "moscow": {EURASIA.name, WORLD.name},
        "pyongyang": {EURASIA.name, KOREA.name, WORLD.name},
        "berlin": {EURASIA.name, WORLD.name},
        "washington": {WORLD.name},
        "canberra": {WORLD.name},
    }.items():
        assert {name for name, frame in FRAMES.items() if frame.shows(*atlas.coordinates()[key])} == frames, key


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_what_lies_further_east_and_north_is_drawn_so(frame) -> None:  # type: ignore[no-untyped-def]
    seoul, pyongyang, vladivostok = (
        frame.place(*atlas.coordinates()[key]) for key in ("seoul", "pyongyang", "vladivostok")
    )
    assert pyongyang[0] < seoul[0] < vladivostok[0]
    assert vladivostok[1] < pyongyang[1] < seoul[1]


def test_the_outlines_are_paths_of_numbers_and_weigh_less_than_60_kilobytes() -> None:
    assert atlas._OUTLINES.stat().st_size <= 60_000
    for frame in atlas.outlines().values():
        assert set(frame) == {"land", "russia", "north-korea"}
        for path in frame.values():
            assert re.fullmatch(r"(M-?[\d.]+ -?[\d.]+l[-\d. ]+z)+", path)


def test_places_that_would_hide_each_other_are_one_spot_with_all_their_events() -> None:
    def place(slug: str, count: int, region: bool = False) -> Located:
        return Located(slug, slug, count, *atlas.coordinates()[slug], region)

    (main, korea) = atlas.sheets(
        [place("pyongyang", 5), place("kumsusan", 2), place("vladivostok", 1), place("north-korea", 1, region=True)]
    )
    assert [(spot.label, spot.count) for spot in korea.spots] == [
        ("pyongyang +1", 7),
        ("north-korea", 1),
        ("vladivostok", 1),
    ]
    assert sum(spot.count for spot in main.spots) == 9
    assert [spot.region for spot in korea.spots] == [False, True, False]


def test_names_get_the_room_that_they_take_in_the_type_of_their_map() -> None:
    """The small map has larger type: a name that would run into the next spot stays away."""
    east = Located("east", "Washington", 2, 40.0, -74.0)
    west = Located("west", "Washington", 1, 40.0, -142.0)

    (_, world) = atlas.sheets([east, west])
    in_small_type = atlas._labelled(world.spots, replace(WORLD, text=EURASIA.text))

    assert [spot.side for spot in world.spots] == ["right", ""]
    assert [spot.side for spot in in_small_type] == ["right", "right"]
