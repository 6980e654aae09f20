"""A language model behind an endpoint that speaks the OpenAI chat protocol, as an extractor.

Configured by the environment (see README.md) and never used without. Calls have a time limit. What may pass by itself
(no connection, `PASSING`, an answer that is not of the form asked for) is tried again with growing pauses, or after the
pause that the server asks for; what may not (a wrong key, a wrong address) fails at once. `Budget` ends the spending
before a call, not after.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import Article, Dating, Extraction, KnownEvent
from timeline.extraction.pipeline import read
from timeline.extractors import ExtractorError
from timeline.extractors.answers import SCHEMA, AnswerError, believe, messages

PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""Answers after which trying again can help (RFC 9110; 425 after RFC 8470, 429 after RFC 6585)."""

MAX_ANSWER = 2_000_000
"""Bytes of an answer that are read; more is a fault of the server."""


@dataclass
class Budget:
    """Tokens that may be spent by this process; None: no limit. Shared by threads."""

    tokens: int | None
    spent: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def require(self, tokens: int) -> None:
        """Raises ExtractorError if that many tokens more would exceed the budget."""
        with self._lock:
            if self.tokens is not None and self.spent + tokens > self.tokens:
                raise ExtractorError(
                    f"the language model's budget is used up: {self.spent} of {self.tokens} tokens are spent and this "
                    f"article needs about {tokens}; raise TUMEN_LLM_TOKENS or unset TUMEN_LLM_URL to use the rules"
                )

    def spend(self, tokens: int) -> None:
        with self._lock:
            self.spent += tokens


@dataclass(frozen=True)
class Endpoint:
    """An extractor that asks a model. `url` is the API's base, such as "https://host/v1"."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 60.0
    attempts: int = 4
    answer_tokens: int = 8_000
    budget: Budget = field(default_factory=lambda: Budget(None))
    sleep: Callable[[float], None] = time.sleep

    @property
    def version(self) -> str:
        return f"llm:{self.model}"[:40]

    def __call__(
        self,
        article: Article,
        lexicon: Lexicon,
        known_events: Sequence[KnownEvent] = (),
        dating: Dating | None = None,
    ) -> Extraction:
        """As `Extractor`; dates of publication, sentences and time expressions are those of the rules."""
        reading = read(article, lexicon, known_events, dating)
        asked = {
            "model": self.model,
            "temperature": 0,
            "max_tokens": self.answer_tokens,
            "messages": messages(article, reading.dating),
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "events", "strict": True, "schema": SCHEMA},
            },
        }
        trouble = ""
        for attempt in range(self.attempts):
            answer, trouble, pause = self._ask(asked)
            if answer is not None:
                try:
                    believed = believe(answer, article, lexicon, self.version)
                except AnswerError as error:
                    trouble = str(error)
                else:
                    return Extraction(
                        article=article,
                        dating=reading.dating,
                        sentences=reading.sentences,
                        timexes=reading.timexes,
                        mentions=believed.mentions,
                        relations=believed.relations,
                        dropped=believed.dropped,
                    )
            if attempt + 1 < self.attempts:
                self.sleep(pause or _pause(attempt))
        raise ExtractorError(f"the language model did not answer in {self.attempts} attempts: {trouble}")

    def _ask(self, asked: dict[str, Any]) -> tuple[str | None, str, float]:
        """One call: the answer's text or None, what was wrong, and the pause that the server asks for in seconds."""
        import urllib3

        body = json.dumps(asked, ensure_ascii=False).encode()
        # A token of German is about three bytes; rounding up keeps the budget a limit.
        self.budget.require(len(body) // 3 + 1 + self.answer_tokens)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        limit = urllib3.Timeout(connect=min(10.0, self.timeout), read=self.timeout)
        try:
            with urllib3.PoolManager(retries=False, timeout=limit) as pool:
                response = pool.request(
                    "POST",
                    f"{self.url.rstrip('/')}/chat/completions",
                    body=body,
                    headers=headers,
                    redirect=False,
                    preload_content=False,
                )
                started = time.monotonic()
                data = b""
                while part := response.read(65_536):
                    data += part
                    # A server that drips a byte a second never runs into the time limit of a single read.
                    if len(data) > MAX_ANSWER or time.monotonic() - started > self.timeout:
                        return None, "the answer is too long or too slow", 0.0
        except urllib3.exceptions.HTTPError as error:
            return None, f"no answer from {urlsplit(self.url).hostname}: {type(error).__name__}", 0.0
        if response.status in PASSING:
            return None, f"the server answered {response.status}", _asked_pause(response.headers.get("Retry-After"))
        if response.status != 200:
            raise ExtractorError(
                f"the language model's server answered {response.status}: check TUMEN_LLM_URL, TUMEN_LLM_MODEL and "
                "TUMEN_LLM_KEY"
            )
        return self._content(data)

    def _content(self, data: bytes) -> tuple[str | None, str, float]:
        try:
            answer = json.loads(data)
            usage = answer.get("usage") or {}
            used = usage.get("total_tokens")
            self.budget.spend(used if isinstance(used, int) and used >= 0 else len(data) // 3 + 1)
            choice = answer["choices"][0]
            content = choice["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            return None, "the server's answer is not of the chat protocol", 0.0
        if choice.get("finish_reason") == "length":
            return None, "the answer was cut off at its longest", 0.0
        if not isinstance(content, str):
            return None, "the answer has no text", 0.0
        return content, "", 0.0


def _pause(attempt: int) -> float:
    """Growing pauses with jitter, so that many workers do not come back at the same moment."""
    return float(2**attempt * (0.5 + random.random() / 2))  # noqa: S311


def _asked_pause(header: str | None) -> float:
    """Seconds that the server asks to wait, at most a minute; 0 if it asks for none or for a date."""
    try:
        return min(max(float(header or 0), 0.0), 60.0)
    except ValueError:
        return 0.0
