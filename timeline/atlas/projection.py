"""Frames of the map and where a place lies in each. Pure: shared by the drawing and by scripts/outlines.py."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

Plane = Callable[[float, float], tuple[float, float]]
"""From degrees (latitude, longitude) to a plane whose y grows to the north."""


def albers(latitude: float, longitude: float) -> tuple[float, float]:
    """Albers' equal-area conic, made for Eurasia: centre 90° E, standard parallels 30° and 60° N.

    J. P. Snyder, Map Projections: A Working Manual (1987), equations 14-1 to 14-6.
    """
    first, second, middle = math.radians(30), math.radians(60), math.radians(45)
    n = (math.sin(first) + math.sin(second)) / 2
    c = math.cos(first) ** 2 + 2 * n * math.sin(first)

    def rho(angle: float) -> float:
        return math.sqrt(max(0.0, c - 2 * n * math.sin(angle))) / n

    eastward = longitude + 360 if longitude < -30 else longitude
    theta = n * math.radians(eastward - 90)
    radius = rho(math.radians(latitude))
    return radius * math.sin(theta), rho(middle) - radius * math.cos(theta)


def local(latitude: float, longitude: float) -> tuple[float, float]:
    """Equirectangular, true to scale at 40° N: good enough for Korea and its neighbours."""
    return math.radians(longitude) * math.cos(math.radians(40)), math.radians(latitude)


def plain(latitude: float, longitude: float) -> tuple[float, float]:
    """Equirectangular, true to scale at 30°: the world as a key map."""
    return math.radians(longitude) * math.cos(math.radians(30)), math.radians(latitude)


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on a plane, `width` by `height` pixels; `west` to `east` and `south` to `north` are what it is for."""

    name: str
    plane: Plane
    west: float
    east: float
    south: float
    north: float
    corner: tuple[float, float]
    """The upper left corner, in the plane."""
    scale: float
    """Pixels for one unit of the plane."""
    width: int
    height: int
    text: float
    """Pixels of the type of its labels, as the style sheet has it: a frame that is shown small needs larger ones."""

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Pixels from the upper left corner; may lie outside."""
        x, y = self.plane(latitude, longitude)
        return (x - self.corner[0]) * self.scale, (self.corner[1] - y) * self.scale

    def shows(self, latitude: float, longitude: float) -> bool:
        """Whether a place is one of those that this frame is for."""
        x, y = self.place(latitude, longitude)
        inside = 0 <= x <= self.width and 0 <= y <= self.height
        return inside and self.west <= longitude <= self.east and self.south <= latitude <= self.north


def _frame(
    name: str,
    plane: Plane,
    west: float,
    east: float,
    south: float,
    north: float,
    box: tuple[float, ...],
    width: int,
    text: float,
) -> Frame:
    left, top, right, bottom = box
    scale = width / (right - left)
    return Frame(name, plane, west, east, south, north, (left, top), scale, width, round((top - bottom) * scale), text)


EURASIA = _frame("eurasia", albers, -12, 180, 5, 82, (-1.0, 0.72, 0.8, -0.26), 960, 12)
KOREA = _frame("korea", local, 122, 137, 33, 49.5, (*local(49.4, 122.6), *local(33.2, 137.2)), 360, 15)
WORLD = _frame("world", plain, -180, 180, -60, 85, (*plain(80, -172), *plain(-50, 188)), 480, 19)
FRAMES = MappingProxyType({frame.name: frame for frame in (EURASIA, KOREA, WORLD)})
