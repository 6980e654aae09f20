"""Makes timeline/atlas/outlines.json from Natural Earth's country outlines, simplified for each frame of the map.

    npm pack world-atlas@2 && tar xzf world-atlas-2.*.tgz
    python -m scripts.outlines package/countries-50m.json package/countries-110m.json

Natural Earth is in the public domain; the npm package world-atlas 2 (ISC licence) holds its release 4.1 as TopoJSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from timeline.atlas.projection import EURASIA, KOREA, WORLD, Frame

TARGET = Path(__file__).parent.parent / "timeline" / "atlas" / "outlines.json"
SOURCE = "Natural Earth 4.1 (public domain), by way of the npm package world-atlas 2"
OWN_PATHS = {"643": "russia", "408": "north-korea"}
ANTARCTICA = "010"
SEAM = -30
"""The longitude at which the map of Eurasia is cut open; what lies across it is on its far side."""
MARGIN = 6
Point = tuple[float, float]


def rings(topology: dict[str, Any]) -> Iterator[tuple[str, list[Point]]]:
    """The rings of all countries as (longitude, latitude), with the country's numeric ISO 3166 code."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = {"Polygon": lambda a: [a], "MultiPolygon": lambda a: a}[country["type"]](country["arcs"])
        for polygon in polygons:
            for ring in polygon:
                joined: list[Point] = []
                for number in ring:
                    part = arcs[number] if number >= 0 else arcs[~number][::-1]
                    joined += part[1:] if joined else part
                yield str(country.get("id", "")), unbroken(joined)


def unbroken(ring: Sequence[Point]) -> list[Point]:
    """A ring across the 180th meridian with longitudes that go on beyond it."""
    turn, points = 0, [ring[0]]
    for (before, _), (longitude, latitude) in pairwise(ring):
        turn += 360 if longitude - before < -180 else -360 if longitude - before > 180 else 0
        points.append((longitude + turn, latitude))
    shift = 360 if min(longitude for longitude, _ in points) < -180 else 0
    return [(longitude + shift, latitude) for longitude, latitude in points]


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: no point that is left out lies further from the line than the tolerance."""
    keep = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        far, at = 0.0, -1
        for n in range(first + 1, last):
            px, py = points[n]
            distance = (
                abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length
                if length
                else ((px - ax) ** 2 + (py - ay) ** 2) ** 0.5
            )
            if distance > far:
                far, at = distance, n
        if far > tolerance:
            keep.add(at)
            stack += [(first, at), (at, last)]
    return [points[n] for n in sorted(keep)]


def in_crimea(ring: Sequence[Point]) -> bool:
    """Natural Earth draws who holds a place; to whom Crimea belongs says General Assembly resolution 68/262."""
    return all(32 < longitude < 37 and 44 < latitude < 47 for longitude, latitude in ring)


def area(points: Sequence[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))) / 2


def path(points: Sequence[Point]) -> str:
    """Whole pixels would wobble: one decimal, relative, without a sign or a space that is not needed."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    out = [f"M{tenths[0][0] / 10:g} {tenths[0][1] / 10:g}l"]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths)]
    out.append(" ".join(f"{dx / 10:g} {dy / 10:g}" for dx, dy in steps if dx or dy).replace(" -", "-"))
    return "".join(out) + "z"


def clipped(points: Sequence[Point], frame: Frame) -> list[Point]:
    """What of a ring lies in the frame, or little beside it, so that the cut edges are out of sight (Sutherland and
    Hodgman)."""
    inside = list(points)
    for axis, limit, sign in (
        (0, -MARGIN, 1),
        (0, frame.width + MARGIN, -1),
        (1, -MARGIN, 1),
        (1, frame.height + MARGIN, -1),
    ):
        outside, inside = inside, []
        for one, other in zip(outside, [*outside[1:], *outside[:1]], strict=True):
            stays, comes = sign * (one[axis] - limit) >= 0, sign * (other[axis] - limit) >= 0
            if stays:
                inside.append(one)
            if stays != comes:
                share = (limit - one[axis]) / (other[axis] - one[axis])
                inside.append((one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])))
    return inside


def outline(topology: dict[str, Any], frame: Frame, tolerance: float, smallest: float) -> dict[str, str]:
    parts: dict[str, list[str]] = {"land": [], **{name: [] for name in OWN_PATHS.values()}}
    for code, ring in rings(topology):
        if code == ANTARCTICA:
            continue
        if frame is EURASIA and len({longitude < SEAM for longitude, _ in ring}) > 1:
            continue
        placed = clipped([frame.place(latitude, longitude) for longitude, latitude in ring], frame)
        if len(placed) < 4:
            continue
        shape = simplified([*placed, placed[0]], tolerance)
        if len(shape) > 3 and area(shape) >= smallest:
            own = "land" if in_crimea(ring) else OWN_PATHS.get(code, "land")
            parts[own].append(path(shape))
    return {name: "".join(pieces) for name, pieces in parts.items()}


def main(fine: str, coarse: str) -> None:
    detailed, plain = (json.loads(Path(name).read_text()) for name in (fine, coarse))
    frames = {
        EURASIA.name: outline(detailed, EURASIA, 1.0, 6),
        KOREA.name: outline(detailed, KOREA, 0.5, 3),
        WORLD.name: outline(plain, WORLD, 0.9, 10),
    }
    TARGET.write_text(json.dumps({"source": SOURCE, "frames": frames}, separators=(",", ":")) + "\n")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
