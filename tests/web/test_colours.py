"""The colours of the style sheet, measured: contrast in both themes, and lanes that colour-blind readers tell apart.

Contrast after WCAG 2.2; colour blindness after Machado, Oliveira and Fernandes (2009), severity 1; differences in
CIELAB. Position and shape say the same as colour, so neighbouring lanes are enough.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from timeline.extraction.model import EventKind

CSS = (Path(settings.BASE_DIR) / "static" / "timeline" / "timeline.css").read_text(encoding="utf-8")
THEMES = ("light", "dark")
Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]

SIGHT: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def colour(name: str, theme: str) -> Colour:
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", CSS)
    assert found, name
    digits = found[1 + THEMES.index(theme)].lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return linear(red), linear(green), linear(blue)


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    brighter, darker = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def seen(light: Colour, sight: Matrix) -> Colour:
    """A colour in CIELAB as somebody sees it."""
    red, green, blue = (min(max(sum(a * b for a, b in zip(row, light, strict=True)), 0.0), 1.0) for row in sight)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: Colour, other: Colour, sight: Matrix) -> float:
    return sum((a - b) ** 2 for a, b in zip(seen(one, sight), seen(other, sight), strict=True)) ** 0.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["panel", "stripe", "raised"])
def test_text_is_readable(theme: str, ground: str) -> None:
    for ink in ("ink", "ink-2", "ink-3", "accent", "bad"):
        assert contrast(colour(ink, theme), colour(ground, theme)) >= 4.5, ink


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [("accent", "accent-ground"), ("warn", "warn-ground"), ("bad", "bad-ground"), ("ink", "trigger"), ("ink", "time"),
     ("panel", "ink"), ("ink-3", "ground")],
)  # fmt: skip
def test_coloured_grounds_keep_text_readable(theme: str, ink: str, ground: str) -> None:
    assert contrast(colour(ink, theme), colour(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", list(EventKind))
def test_marks_stand_out(theme: str, kind: EventKind) -> None:
    for ground in ("panel", "stripe"):
        assert contrast(colour(kind, theme), colour(ground, theme)) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_the_borders_of_fields_stand_out(theme: str) -> None:
    assert contrast(colour("control", theme), colour("panel", theme)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", list(SIGHT))
def test_neighbouring_lanes_differ_for_everybody(theme: str, sight: str) -> None:
    near = {
        (one.value, other.value): round(difference(colour(one, theme), colour(other, theme), SIGHT[sight]))
        for one, other in pairwise(EventKind)
    }
    assert {pair: apart for pair, apart in near.items() if apart < 12} == {}
