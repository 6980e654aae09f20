"""Words for people, in German and English, made from structure. Pure: no Django, no rows.

The words themselves are data in `timeline/wordings/<language>.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("de", "en")
_FOLDER = Path(__file__).parent / "wordings"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language."""

    language: str
    words: Mapping[str, Any]

    def label(self, section: str, key: str) -> str:
        """The label of a member of the vocabulary. Raises KeyError for a member that has none."""
        return str(self.words[section][key])


def catalogue(language: str | None) -> Catalogue:
    """The catalogue for a language code such as "de", "en-gb"; German where there is none for it."""
    code = (language or "")[:2].lower()
    return _read(code if code in LANGUAGES else LANGUAGES[0])


@cache
def _read(language: str) -> Catalogue:
    return Catalogue(language, tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8")))
