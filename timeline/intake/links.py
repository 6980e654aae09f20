"""Whether the addresses of documents still answer: asked rarely, one host at a time, and remembered with the day."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from urllib.parse import urlsplit

from django.db.models import F, Q

from timeline.intake.fetching import Fetched, fetch
from timeline.intake.refusals import Refused
from timeline.models import Document

NO_ANSWER = 0
_ANSWERED = frozenset({"content_type", "content_encoding", "answer_too_large", "answer_ratio", "answer_damaged"})
"""Refusals that tell of a page which is there, only not one to be read."""

Fetch = Callable[[str], Fetched]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one document's address: its HTTP status, or NO_ANSWER."""

    document: Document
    status: int

    @property
    def alive(self) -> bool:
        return NO_ANSWER < self.status < 400


def due(today: date, *, days: int, limit: int) -> list[Document]:
    """Documents whose address was not asked for so many days, those never asked and those longest ago first."""
    stale = Q(link_checked_on=None) | Q(link_checked_on__lte=today - timedelta(days=days))
    with_address = Document.objects.exclude(url="").filter(stale).only("pk", "public_id", "url", "title")
    return list(with_address.order_by(F("link_checked_on").asc(nulls_first=True), "pk")[:limit])


def check(
    documents: Iterable[Document],
    today: date,
    *,
    fetch: Fetch = fetch,
    pause: float = 2.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Answer]:
    """Asks each address, remembers the answer on its document at once, and passes it on.

    Hosts take turns, and one host is asked again after `pause` seconds at the earliest. An interrupted check loses
    nothing: what was asked is not due again.
    """
    asked_at: dict[str, float] = {}
    for document in _in_turns(documents):
        host = urlsplit(document.url).netloc
        if host in asked_at and (wait := asked_at[host] + pause - time.monotonic()) > 0:
            sleep(wait)
        status = status_of(document.url, fetch)
        asked_at[host] = time.monotonic()
        Document.objects.filter(pk=document.pk).update(link_status=status, link_checked_on=today)
        yield Answer(document, status)


def status_of(url: str, fetch: Fetch = fetch) -> int:
    """The HTTP status that an address ends in, after redirects; NO_ANSWER where none came."""
    try:
        return fetch(url).status
    except Refused as refused:
        if refused.code in _ANSWERED:
            return 200
        return int(refused.details.get("status", NO_ANSWER))


def _in_turns(documents: Iterable[Document]) -> Iterator[Document]:
    by_host: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_host[urlsplit(document.url).netloc].append(document)
    for row in zip_longest(*by_host.values()):
        yield from (document for document in row if document is not None)
