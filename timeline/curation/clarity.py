"""Whether the title of an event tells what happened, or only what kind of thing it was."""

from __future__ import annotations

import re
from functools import cache

from timeline import wording
from timeline.extraction.model import EventKind, Mode, Status
from timeline.models import Event

_WORD = re.compile(r"[^\W\d_]{2,}")
_PLACEHOLDERS = frozenset({"kein titel", "ohne titel", "neues ereignis", "no title", "without title", "new event"})


def is_unclear(event: Event, language: str) -> bool:
    """Whether a title there is names neither people nor places nor things: one word, a placeholder, only the kind."""
    title = event.title(language)
    said = [word.casefold() for word in _WORD.findall(title)]
    return len(said) < 2 or " ".join(said) in _PLACEHOLDERS or title.casefold() in _bare(event.kind, language)


@cache
def _bare(kind: str, language: str) -> frozenset[str]:
    """The titles of events of a kind about which nothing else is known, in every manner and status."""
    catalogue = wording.catalogue(language)
    known_by_kind = (wording.EventFacts(EventKind(kind), mode, status) for mode in Mode for status in Status)
    titles = {wording.title(facts, catalogue) for facts in known_by_kind} | {catalogue.label("kind", kind)}
    return frozenset(title.casefold() for title in titles)
