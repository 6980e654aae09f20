"""RSS and Atom: what is new in a feed becomes a batch of web addresses to read.

A feed is asked with what it said last (ETag, Last-Modified) and not before its time; after failures later and later. Of
one host, one article is asked for every `PAUSE`, whatever feed it stands in.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from timeline import batches
from timeline.batches import Input
from timeline.intake.addresses import parse
from timeline.intake.fetching import FEEDS, fetch
from timeline.intake.refusals import Refused
from timeline.models import Batch, BatchItem, Feed, FeedEntry, now

PAUSE = timedelta(seconds=5)
"""Between two requests to one host."""
MAX_ENTRIES = 100
"""Of one visit; a feed has the newest first."""
SLOWEST = 2**6
"""How many times the usual interval a feed that fails is left alone at most."""

_TYPES = (*FEEDS, "text/plain", "text/html")
"""Feeds are often served as something else; whether it is one shows when it is read."""
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of an article."""

    key: str
    url: str
    title: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit brought: a batch to work off, if there was anything new, or the reason why it failed."""

    feed: Feed
    batch: Batch | None = None
    refused: Refused | None = None


def due(at: datetime | None = None) -> list[Feed]:
    """The active feeds whose time has come, those first that were not visited for longest."""
    moment = at or now()
    return [feed for feed in Feed.objects.filter(active=True).order_by("visited_at", "pk") if _is_due(feed, moment)]


def _is_due(feed: Feed, moment: datetime) -> bool:
    if feed.visited_at is None:
        return True
    interval = timedelta(minutes=feed.interval) * min(2**feed.failures, SLOWEST)
    return bool(feed.visited_at + interval <= moment)


def visit(feed: Feed, *, user: Any = None) -> Visit:
    """Asks a feed for what is new. What goes wrong is kept with the feed and returned, not raised."""
    said = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    try:
        fetched = fetch(feed.url, accept=_TYPES, headers={name: value for name, value in said.items() if value})
        entries = [] if fetched.status == 304 else read(fetched.data, fetched.url)
    except Refused as refused:
        _keep(feed, refused.code, refused.details, failures=feed.failures + 1)
        return Visit(feed, refused=refused)
    if fetched.status == 304:
        _keep(feed, "feed_unchanged")
        return Visit(feed)
    with transaction.atomic():
        Feed.objects.select_for_update().get(pk=feed.pk)
        fresh = _unseen(feed, entries)
        FeedEntry.objects.bulk_create(
            [FeedEntry(feed=feed, key=entry.key, url=entry.url, title=entry.title) for entry in fresh]
        )
        batch = _batch(feed, fresh, user) if fresh else None
        _keep(
            feed,
            "feed_asked",
            {"new": len(fresh), "entries": len(entries)},
            etag=fetched.headers.get("etag", "")[:500],
            last_modified=fetched.headers.get("last-modified", "")[:100],
        )
    return Visit(feed, batch)


def read(data: bytes, url: str) -> list[Entry]:
    """The entries of a feed that lead to a web address. Raises Refused for what is no feed, or a trap."""
    if _ENTITY.search(data.replace(b"\x00", b"")):  # UTF-16 spells the same with zeros between
        raise Refused("entities")
    import feedparser  # takes 0.1 s to import, and only feeds need it

    parsed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": url})
    if not parsed.get("version"):
        raise Refused("no_feed")
    found: dict[str, Entry] = {}
    for entry in _entries(parsed.entries[:MAX_ENTRIES]):
        found.setdefault(entry.key, entry)
    return list(found.values())


def _entries(rows: Sequence[Any]) -> Iterator[Entry]:
    for row in rows:
        link = str(row.get("link") or "")
        try:
            address = parse(link).url
        except Refused:
            continue
        identity = str(row.get("id") or address)
        stamp = row.get("published_parsed") or row.get("updated_parsed")
        try:
            published = date(*stamp[:3]) if stamp else None
        except (TypeError, ValueError):
            published = None
        key = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
        yield Entry(key, address, " ".join(str(row.get("title") or "").split())[:500], published)


def _unseen(feed: Feed, entries: Sequence[Entry]) -> list[Entry]:
    seen = set(FeedEntry.objects.filter(feed=feed, key__in=[e.key for e in entries]).values_list("key", flat=True))
    return [entry for entry in entries if entry.key not in seen]


def _batch(feed: Feed, entries: Sequence[Entry], user: Any) -> Batch:
    options = {"outlet": feed.outlet.name if feed.outlet else "", "language": feed.language}
    turns = _Turns()
    inputs = [
        Input(
            entry.title or entry.url,
            {
                "url": entry.url,
                "title": entry.title,
                "published": entry.published.isoformat() if entry.published else "",
                "host": _host(entry.url),
            },
            not_before=turns.next(_host(entry.url)),
        )
        for entry in entries
    ]
    return batches.create(Batch.Kind.FEED, feed.title, inputs, user=user, options=options)


class _Turns:
    """When each host may be asked next: after what waits for it already."""

    def __init__(self) -> None:
        self._taken: dict[str, datetime] = {}

    def next(self, host: str) -> datetime:
        if host not in self._taken:
            waiting = BatchItem.objects.filter(
                state=BatchItem.State.WAITING, payload__host=host, not_before__isnull=False
            )
            last = waiting.order_by("-not_before").values_list("not_before", flat=True).first()
            self._taken[host] = max(now(), last + PAUSE) if last else now()
        turn = self._taken[host]
        self._taken[host] = turn + PAUSE
        return turn


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _keep(feed: Feed, code: str, details: Any = None, *, failures: int = 0, **columns: Any) -> None:
    Feed.objects.filter(pk=feed.pk).update(
        visited_at=now(), code=code, details=dict(details or {}), failures=failures, **columns
    )


def label_of(visit: Visit) -> str:
    """What a visit brought, in the active language."""
    if visit.refused is not None:
        return str(visit.refused)
    return _("%(count)d new") % {"count": visit.batch.items.count()} if visit.batch else _("nothing new")
