"""Near copies: one agency text in two papers, with another headline, an opening of its own or the end cut off.

Texts are compared by their shingles, runs of four words without case, accents and punctuation, after Broder ("On the
resemblance and containment of documents", 1997): the share of the shorter text's shingles that the other has too.
Containment rather than resemblance, since papers shorten; a text that merely quotes the same statements shares far
less. A fingerprint keeps the quarter of the shingles whose hash is divisible by four, so that containment can be
estimated from two fingerprints, and copies are found by a hash in common. Translations share no words: they are one
source by the agency that both credit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from zlib import crc32

NEAR = 0.5
"""From this share on, a text is a near copy of the other."""

_RUN = 4  # words of a shingle: three still meet by chance in prose on one subject
_SAMPLE = 4
_SHORTEST = 25  # shingles; below this, two notes about one event may well share half of their words
_WORD = re.compile(r"\w+")


def near_copy(text: str, other: str) -> float:
    """The share of the shorter text that stands in the other, from 0 to 1; `NEAR` and above is a near copy.

    Texts of fewer than some thirty words are only ever whole copies (1) or none (0). Pass texts without their
    boilerplate: menus and subscription notes are the same in all articles of a paper.
    """
    mine, theirs = _shingles(text), _shingles(other)
    shorter = min(len(mine), len(theirs))
    if shorter < _SHORTEST:
        return 1.0 if mine and mine == theirs else 0.0
    return len(mine & theirs) / shorter


def fingerprint(text: str) -> tuple[int, ...]:
    """Hashes that stand for a text, ascending, each in 32 bits without sign; empty for a text too short to compare.

    Stable between versions and machines. About one for four words: store them as an array, index them, and compare
    by `resemblance` with every document that has a hash in common.
    """
    shingles = _shingles(text)
    return tuple(sorted(value for value in shingles if value % _SAMPLE == 0)) if len(shingles) >= _SHORTEST else ()


def resemblance(mine: Iterable[int], theirs: Iterable[int]) -> float:
    """What `near_copy` of the two texts is, estimated from their fingerprints; 0 if one of them is too short."""
    one, other = frozenset(mine), frozenset(theirs)
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter * _SAMPLE >= _SHORTEST else 0.0


def _shingles(text: str) -> frozenset[int]:
    bare = unicodedata.normalize("NFKD", text.casefold())
    words = _WORD.findall("".join(c for c in bare if not unicodedata.combining(c)) if not bare.isascii() else bare)
    runs = zip(*(words[start:] for start in range(_RUN)), strict=False)
    return frozenset(crc32(" ".join(run).encode()) for run in runs)
