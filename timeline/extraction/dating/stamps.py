"""The publication date where it is written down: in the page's metadata, in its address, in a dateline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache

from timeline.extraction.dating.clues import Clue
from timeline.extraction.model import Article, Basis, Dating, DatingReason, Precision, PublishedBasis, Timex

METADATA_KEYS = ("published", "json_ld_date", "date")
"""What a page may say of its publication, the most reliable first."""

LONGEST_STAMP = 60

_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


def from_page(article: Article) -> Dating | None:
    """The day that the page states, else the one that its address holds."""
    for key in METADATA_KEYS:
        day = stamp(article.metadata.get(key, ""))
        if day:
            return _on(PublishedBasis.METADATA, day, DatingReason.of("page", day=day, field=key))
    for address in (article.url, article.metadata.get("url", "")):
        found = _IN_ADDRESS.search(address)
        day = stamp("-".join(found.group(1, 3, 4))) if found else None
        if day:
            return _on(PublishedBasis.METADATA, day, DatingReason.of("address", day=day))
    return None


def limits_of_page(article: Article) -> Iterator[Clue]:
    """A page that was changed on some day appeared before it."""
    day = stamp(article.metadata.get("modified", ""))
    if day:
        yield Clue(None, day, DatingReason.of("changed", day=day))


def _on(basis: PublishedBasis, day: date, reason: DatingReason) -> Dating:
    return Dating(basis, day, day, (reason,))


@lru_cache(maxsize=1024)
def stamp(written: str) -> date | None:
    """The day of a time stamp as pages write it, in any usual notation; None if it is none, or not of one day.

    ISO 8601 is read as it is. dateparser reads the rest, and only forms that name day, month and year: it would
    complete the others with today's date, and resolve "yesterday" against it.
    """
    written = written.strip()[:LONGEST_STAMP]
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).date()
    except ValueError:
        from dateparser.date import DateDataParser  # takes long to import, and few articles need it

        settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
        parser = DateDataParser(languages=["de", "en"], settings=settings)
        found = parser.get_date_data(written)
        return found.date_obj.date() if found.date_obj and found.period in ("day", "time") else None


# ---- datelines -------------------------------------------------------------------------------------------------------

DATELINE_REACH = 400
"""How far into the text a dateline is looked for, in characters."""

_LABELS = "Stand|Veröffentlicht|Erschienen|Aktualisiert|Datum|Published|Posted|Date|Updated|Last updated"
_BEFORE = re.compile(
    rf"(?:^|\n|[(|•·])\s*(?:[A-ZÄÖÜ][\w./ -]{{0,40}}?[,:/(]\s*|(?:[A-ZÄÖÜ]{{2,}}[\w./-]* ?){{1,3}},?\s*)?"
    rf"(?:(?:{_LABELS})(?:\s+(?:am|on))?:?\s*)?(?:(?:den|am|on)\s+)?$"
)
_CLOCK = r",?\s*(?:um\s+|at\s+|-\s*)?\d{1,2}[:.]\d{2}(?::\d\d)?(?:\s*(?:Uhr|[ap]\.?m\.?|[A-Z]{2,4}))?"
_AFTER = re.compile(rf"\s*(?:$|\n|[)|•·/–—:-]|{_CLOCK}|\([^)\n]{{2,40}}\)|[A-Z]{{2,}}[\s:/-])")


def from_dateline(article: Article, timexes: Sequence[Timex]) -> Dating | None:
    """The day of a dateline: a full date at the head of the text, on a line of its own or before the first sentence."""
    for timex in timexes:
        if timex.start > DATELINE_REACH:
            break
        span = timex.span
        if span is None or span.precision is not Precision.DAY or span.basis is not Basis.EXPLICIT:
            continue
        if span.earliest and is_dateline(article.text, timex):
            return _on(PublishedBasis.TEXT, span.earliest, DatingReason.of("dateline", text=timex.text))
    return None


def is_dateline(text: str, timex: Timex) -> bool:
    """Whether what stands around a date makes it a dateline, and no part of a sentence."""
    before = text[max(0, timex.start - 80) : timex.start]
    return bool(_BEFORE.search(before)) and bool(_AFTER.match(text, timex.end))
