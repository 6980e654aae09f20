"""The places of events as spots on the frames of the map. Pure: no rows, no request."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import orjson

from timeline.atlas.projection import EURASIA, KOREA, WORLD, Frame
from timeline.extraction import lexicon

_OUTLINES = Path(__file__).parent / "outlines.json"
_SMALLEST, _GROWTH, _LARGEST = 4.0, 3.2, 24.0
_LETTER = 0.55
"""How wide a letter is, in heights of the type."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place with its number of events. `region`: the point stands for an area, not for itself."""

    slug: str
    name: str
    count: int
    latitude: float
    longitude: float
    region: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """One circle; several places where they would hide each other, the one with the most events first."""

    x: float
    y: float
    radius: float
    places: tuple[Located, ...]
    side: str = ""
    """Where the label stands: right, left, or nowhere."""

    @property
    def count(self) -> int:
        return sum(place.count for place in self.places)

    @property
    def region(self) -> bool:
        return all(place.region for place in self.places)

    @property
    def label(self) -> str:
        more = len(self.places) - 1
        return f"{self.places[0].name} +{more}" if more else self.places[0].name


@dataclass(frozen=True, slots=True)
class Sheet:
    """One frame with its outlines (path data by name) and what lies in it."""

    frame: Frame
    outlines: Mapping[str, str]
    spots: tuple[Spot, ...]


@cache
def coordinates() -> Mapping[str, tuple[float, float]]:
    """Latitude and longitude of the lexicon's places, by key."""
    rows = chain.from_iterable(table.items() for table in lexicon.packaged("coordinates").values())
    return MappingProxyType({key: (float(point[0]), float(point[1])) for key, point in rows})


@cache
def outlines() -> Mapping[str, Mapping[str, str]]:
    """Path data by frame and country; made by scripts/outlines.py."""
    frames: Mapping[str, Mapping[str, str]] = orjson.loads(_OUTLINES.read_bytes())["frames"]
    return frames


def sheets(places: Sequence[Located]) -> tuple[Sheet, ...]:
    """Eurasia; Korea closer up and the world, each only if something lies there that the map of Eurasia tells less
    well."""
    near = [place for place in places if KOREA.shows(place.latitude, place.longitude)]
    on_main = [place for place in places if EURASIA.shows(place.latitude, place.longitude)]
    elsewhere = [place for place in places if place not in on_main]
    shown = [(EURASIA, on_main), (KOREA, near if len(near) > 1 else []), (WORLD, elsewhere)]
    return tuple(
        Sheet(frame, outlines()[frame.name], _spots(own, frame)) for frame, own in shown if own or frame is EURASIA
    )


def _radius(count: int) -> float:
    """The area grows with the number of events."""
    return round(min(_LARGEST, _SMALLEST + _GROWTH * math.sqrt(count)), 1)


def _spots(places: Iterable[Located], frame: Frame) -> tuple[Spot, ...]:
    """Largest first, each taking in the smaller ones that it would hide; then labels where there is room."""
    spots: list[Spot] = []
    for place in sorted(places, key=lambda place: (-place.count, place.slug)):
        x, y = frame.place(place.latitude, place.longitude)
        host = next((n for n, spot in enumerate(spots) if math.hypot(spot.x - x, spot.y - y) < spot.radius + 3), None)
        if host is None:
            spots.append(Spot(round(x, 1), round(y, 1), _radius(place.count), (place,)))
        else:
            old = spots[host]
            grown = Spot(old.x, old.y, old.radius, (*old.places, place))
            spots[host] = Spot(old.x, old.y, _radius(grown.count), grown.places)
    return _labelled(spots, frame)


def _labelled(spots: Sequence[Spot], frame: Frame) -> tuple[Spot, ...]:
    taken = [(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    done = []
    for spot in spots:
        wide, half = _LETTER * frame.text * len(spot.label) + 6, 0.6 * frame.text
        sides = {
            "right": (spot.x + spot.radius + 2, spot.y - half, spot.x + spot.radius + wide, spot.y + half),
            "left": (spot.x - spot.radius - wide, spot.y - half, spot.x - spot.radius - 2, spot.y + half),
        }
        free = [
            side
            for side, box in sides.items()
            if box[0] >= 0
            and box[2] <= frame.width
            and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
        ]
        side = free[0] if free else ""
        if side:
            taken.append(sides[side])
        done.append(Spot(spot.x, spot.y, spot.radius, spot.places, side))
    return tuple(done)
