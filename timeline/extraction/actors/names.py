"""Names of people whom the lexicon does not know, by their form and by what stands around them.

Precision before size: a Korean name shows in its syllables, any other name only beside a title or a verb of saying.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from timeline.extraction.actors.phrases import Token, fold
from timeline.extraction.lexicon import table

LONGEST_NAME = 4

KOREAN_SURNAMES = frozenset(
    """
    ahn an bae baek byun cha chang chae cheon cheong cho choe choi chon chong choo chu chun chung do eom gang gil gim go
    gong gu gwon ha ham han heo ho hong hwang hyon hyun im jang jeon jeong ji jin jo jon jong joo ju jun jung kang kil
    kim ko kong koo ku kwak kwon lee lim ma maeng min moon mun myong myung na nam no noh oh om pae paek pak pan pang
    park pyo pyon ra rho ri rim ro roh ryang ryo ryom ryu seo seok seol shim shin sim sin so sok sol son song suh sung
    tae thae to u um wang wi won woo yang yi yim yom yong yoo yoon yu yun
    """.split()
)
_SYLLABLE = (
    r"(?:kk|pp|tt|ss|jj|ch|kh|ph|th|sh|[bcdghjklmnprstwy])?"
    r"(?:yae|yeo|you|yoo|yu|ya|yo|ye|wae|weo|wa|we|wi|wo|eu|eo|ae|oe|ou|oo|ui|ee|[aeiou])"
    r"(?:ng|ck|[kgnlmptbhr](?![aeiou]))?"
)
_GIVEN_SYLLABLE = re.compile(rf"{_SYLLABLE}s?$")
_KOREAN_GENITIVE = re.compile(r"[aeioukgnlmptbr]s$")
_PARTICLES = frozenset("von van de del der la le al bin ibn da dos di".split())
_SPACE = re.compile(r"[ \u00a0\u202f]$")
_INITIAL = re.compile(r"\. ?$")


def korean_name(text: str, tokens: Sequence[Token], first: int) -> int | None:
    """Where a Korean name that begins at a token ends: "Kim Hong Kyun", "Koo Byoung-sam"."""
    if first + 2 >= len(tokens) or tokens[first].key not in KOREAN_SURNAMES or not tokens[first].capital:
        return None
    one, two = tokens[first + 1], tokens[first + 2]
    if text[tokens[first].end : one.start] not in (" ", "\u00a0") or not one.capital:
        return None
    between = text[one.end : two.start]
    if between == "-" or (between in (" ", "\u00a0") and two.capital):
        syllables = (one.key, two.key)
        if all(len(syllable) <= 6 and _GIVEN_SYLLABLE.match(syllable) for syllable in syllables):
            return first + 3
    return None


def any_name(text: str, tokens: Sequence[Token], first: int, taken: Sequence[bool], language: str) -> int | None:
    """Where a name of two to four capitalised words that begins at a token ends; None if none does.

    To be asked only where a name is expected: in German every noun has a capital.
    """
    never = _no_name(language)
    last = first
    while last < len(tokens) and last - first < LONGEST_NAME:
        token = tokens[last]
        if last > first and not _one_name(text[tokens[last - 1].end : token.start], tokens[last - 1]):
            break
        particle = last > first and token.key in _PARTICLES and last + 1 < len(tokens) and tokens[last + 1].capital
        if not particle and (not token.capital or taken[last] or token.key in never or token.text.isdigit()):
            break
        last += 1
    words = [token for token in tokens[first:last] if token.key not in _PARTICLES]
    if len(words) < 2 or not any(len(token.text) > 1 for token in words):
        return None
    return last


def _one_name(gap: str, before: Token) -> bool:
    """Spaces and hyphens hold a name together, and the full stop of an initial."""
    return gap in (" ", "\u00a0", "-", "’", "'") or (len(before.text) <= 2 and bool(_INITIAL.fullmatch(gap)))


def written(text: str, tokens: Sequence[Token], first: int, last: int) -> str:
    """The name as it stands, a genitive -s after a Korean syllable aside."""
    name = " ".join(text[tokens[first].start : tokens[last - 1].end].split())
    if tokens[first].key in KOREAN_SURNAMES and _KOREAN_GENITIVE.search(tokens[last - 1].key):
        return name[:-1]
    return name


def surname_of(name: str) -> str:
    """The family name of somebody whose country may not be known.

    >>> surname_of("Koo Byoung-sam"), surname_of("Eva von Muster")
    ('Koo', 'Muster')
    """
    words = name.split()
    return words[0] if len(words) > 1 and fold(words[0]) in KOREAN_SURNAMES else words[-1]


@cache
def _no_name(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table(language, "actors")["context"]["no_name"].split())
