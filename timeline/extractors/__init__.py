"""Who reads the articles: the rules, or a language model behind an endpoint, with the same contract.

The rules (`RULES`) are the default: offline, deterministic, free. A model is asked only where `TUMEN_LLM_URL` is set;
what it says is checked against the text before anybody sees it, and is marked with its name wherever it is shown.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol

from timeline.extraction import VERSION
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import Article, Dating, Extraction, KnownEvent
from timeline.extraction.pipeline import extract

__all__ = ["RULES", "Extractor", "ExtractorError", "Rules", "configured"]


class ExtractorError(RuntimeError):
    """An article could not be read just now. The message says why and what to do; trying again later is safe."""


class Extractor(Protocol):
    """Reads one article. `version` is stored with each mention; at most 40 characters."""

    @property
    def version(self) -> str: ...

    def __call__(
        self,
        article: Article,
        lexicon: Lexicon,
        known_events: Sequence[KnownEvent] = (),
        dating: Dating | None = None,
    ) -> Extraction:
        """What `timeline.extraction.extract` returns. Raises ExtractorError if the article could not be read."""
        ...


class Rules:
    """The rules of `timeline.extraction`. Never raises ExtractorError."""

    version = VERSION

    def __call__(
        self,
        article: Article,
        lexicon: Lexicon,
        known_events: Sequence[KnownEvent] = (),
        dating: Dating | None = None,
    ) -> Extraction:
        return extract(article, lexicon, known_events, dating)


RULES: Extractor = Rules()


def configured() -> Extractor:
    """The extractor that the environment names: the rules, unless `TUMEN_LLM_URL` is set.

    One for the whole process, so that its budget is one. Raises ExtractorError if the settings make no sense.
    """
    values = {
        "TUMEN_LLM_URL": os.environ.get("TUMEN_LLM_URL", ""),
        "TUMEN_LLM_MODEL": os.environ.get("TUMEN_LLM_MODEL", ""),
        "TUMEN_LLM_KEY": os.environ.get("TUMEN_LLM_KEY", ""),
        "TUMEN_LLM_TOKENS": os.environ.get("TUMEN_LLM_TOKENS", ""),
        "TUMEN_LLM_TIMEOUT": os.environ.get("TUMEN_LLM_TIMEOUT", ""),
    }
    return _configured(tuple((name, value.strip()) for name, value in values.items()))


@cache
def _configured(values: tuple[tuple[str, str], ...]) -> Extractor:
    settings = dict(values)
    url, model = settings["TUMEN_LLM_URL"], settings["TUMEN_LLM_MODEL"]
    if not url:
        return RULES
    if not url.startswith(("http://", "https://")):
        raise ExtractorError(f"TUMEN_LLM_URL is {url!r}: give the base of the API, such as https://host/v1")
    if not model:
        raise ExtractorError("TUMEN_LLM_URL is set and TUMEN_LLM_MODEL is not: name the model")
    from timeline.extractors.endpoint import Budget, Endpoint  # needs the network library, which the rules do not

    return Endpoint(
        url,
        model,
        settings["TUMEN_LLM_KEY"],
        timeout=_number(settings, "TUMEN_LLM_TIMEOUT", 60),
        budget=Budget(_number(settings, "TUMEN_LLM_TOKENS", 1_000_000)),
    )


def _number(settings: Mapping[str, str], name: str, default: int) -> int:
    text = settings[name]
    if text and not (text.isdecimal() and int(text) > 0):
        raise ExtractorError(f"{name} is {text!r}: give a whole number above 0")
    return int(text) if text else default
