"""The picture that other sites show beside a link to an event: 1200 by 630 pixels, PNG. Pure.

The font is the one that Pillow brings (Aileron, CC0), so that every machine draws the same. It has no letters with
marks: those are set from the bare letter and a drawn mark, which German needs for its umlauts.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from PIL import Image, ImageDraw, ImageFont

from timeline.extraction.model import Family

WIDTH, HEIGHT = 1200, 630
_LEFT, _RIGHT = 84, 1116
_TITLE, _SMALLEST, _MOST_LINES = 62, 42, 4
_INK, _SOFT, _GROUND = "#16202e", "#465366", "#ffffff"
_COLOURS: Mapping[Family, str] = MappingProxyType(
    {
        Family.DIPLOMACY: "#0b57d0",
        Family.MILITARY: "#c23a44",
        Family.PRESSURE: "#4e379e",
        Family.EXCHANGE: "#12694a",
    }
)
_SPELLED = str.maketrans(
    {
        "ß": "ss",
        "–": "-",
        "—": "-",
        "„": ",,",
        "‚": ",",
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "æ": "ae",
        "\u202f": " ",
        "\xa0": " ",
    }
)
_DIAERESIS, _ACUTE, _GRAVE = "\u0308", "\u0301", "\u0300"
_HAS = frozenset("“”‘’…·")
"""Beyond ASCII, what the font holds."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture says, in the reader's language."""

    family: Family
    kicker: str
    title: str
    facts: tuple[str, ...]
    site: str


def png(card: Card) -> bytes:
    """The picture; the same bytes for the same card."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 22, HEIGHT), fill=_COLOURS[card.family])
    write(draw, (_LEFT, 70), card.kicker, 32, _COLOURS[card.family])
    size, lines = _fitted(card.title)
    for number, line in enumerate(lines):
        write(draw, (_LEFT, 130 + number * int(size * 1.18)), line, size, _INK)
    for number, fact in enumerate(card.facts):
        write(draw, (_LEFT, 454 + number * 44), _cut(fact, 32), 32, _SOFT)
    draw.line((_LEFT, 558, _RIGHT, 558), fill="#d9dfe8", width=2)
    write(draw, (_LEFT, 574), card.site, 28, _SOFT)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType")
    return font


def letters(text: str) -> list[tuple[str, str]]:
    """The text as letters that the font has, each with the mark that is to be drawn on it ("" for none).

    >>> letters("Mühe")
    [('M', ''), ('u', '̈'), ('h', ''), ('e', '')]
    """
    found: list[tuple[str, str]] = []
    for character in unicodedata.normalize("NFD", text.translate(_SPELLED)):
        if unicodedata.combining(character):
            if found:
                found[-1] = (found[-1][0], character)
        elif character.isascii() or character in _HAS:
            found.append((character, ""))
    return found


def width(text: str, size: int) -> float:
    return float(_font(size).getlength("".join(letter for letter, _ in letters(text))))


def write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, fill: str) -> None:
    """Writes one line with its upper left corner there."""
    parts, font = letters(text), _font(size)
    plain = "".join(letter for letter, _ in parts)
    draw.text(at, plain, font=font, fill=fill)
    for position, (letter, mark) in enumerate(parts):
        if mark:
            middle = at[0] + font.getlength(plain[:position]) + font.getlength(letter) / 2
            top = at[1] + font.getbbox(letter)[1] - size * (0.1 if letter.isupper() or letter != "i" else 0)
            _mark(draw, mark, middle, top, size, fill)


def _mark(draw: ImageDraw.ImageDraw, mark: str, x: float, y: float, size: int, fill: str) -> None:
    reach = size * 0.11
    if mark == _DIAERESIS:
        dot = size * 0.058
        for side in (-1, 1):
            draw.ellipse((x + side * reach - dot, y - dot, x + side * reach + dot, y + dot), fill=fill)
    elif mark in (_ACUTE, _GRAVE):
        slant = reach if mark == _ACUTE else -reach
        draw.line((x - slant / 2, y + reach / 2, x + slant / 2, y - reach / 2), fill=fill, width=max(2, size // 14))


def _fitted(title: str) -> tuple[int, list[str]]:
    """The largest size in which the title stands in four lines; what is longer is cut."""
    for size in range(_TITLE, _SMALLEST - 1, -4):
        lines = list(_wrapped(title, size))
        if len(lines) <= _MOST_LINES:
            return size, lines
    kept = lines[:_MOST_LINES]
    return _SMALLEST, [*kept[:-1], _cut(f"{kept[-1]} …", _SMALLEST)]


def _wrapped(text: str, size: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width(longer, size) > _RIGHT - _LEFT:
            yield line
            line = word
        else:
            line = longer
    yield line


def _cut(text: str, size: int) -> str:
    while width(text, size) > _RIGHT - _LEFT:
        text = f"{text[:-2].rstrip(' …')}…"
    return text
