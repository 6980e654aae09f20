"""Stored documents that say much the same: a report that several papers print is one source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from timeline.extraction.copies import NEAR, fingerprint, near_copy
from timeline.models import Document, Mention

_LIKELY = NEAR - 0.2
"""The share of hashes in common estimates the share of words in common to about a tenth."""


def body(text: str, boilerplate: Iterable[Sequence[int]]) -> str:
    """A text without its menus and notes, which are the same in all articles of a paper."""
    parts, at = [], 0
    for start, end in sorted((span[0], span[1]) for span in boilerplate):
        parts.append(text[at:start])
        at = max(at, end)
    return "\n".join([*parts, text[at:]])


def near_copies(text: str, boilerplate: Iterable[Sequence[int]], language: str, sha256: str) -> list[Document]:
    """The stored documents that are near copies of a text: found by hashes in common, then compared word by word."""
    bare = body(text, boilerplate)
    return _near(bare, fingerprint(bare), language, sha256, Document.objects.all())


def mark_copies(document: Document) -> set[int]:
    """Marks who copies whom among the near copies of a document; the events whose reports that concerns.

    The earliest published of them is the original, whatever came in first, so that the order makes no difference.
    """
    others = Document.objects.exclude(pk=document.pk)
    text = body(document.text, document.boilerplate)
    near = _near(text, document.fingerprint, document.language, document.sha256, others)
    if not near:
        return set()
    originals = {other.copy_of_id or other.pk for other in near}
    family = [document, *Document.objects.filter(Q(pk__in=originals) | Q(copy_of__in=originals))]
    original = min(family, key=_age)
    copies = [member.pk for member in family if member.pk != original.pk]
    Document.objects.filter(pk__in=copies).update(copy_of=original)
    Document.objects.filter(pk=original.pk).update(copy_of=None)
    reports = Mention.objects.filter(document__in=family).exclude(event=None)
    return set(reports.values_list("event_id", flat=True))


def _near(
    text: str, prints: Iterable[int], language: str, sha256: str, documents: QuerySet[Document]
) -> list[Document]:
    hashes = frozenset(prints)
    alike = Q(sha256=sha256) | Q(fingerprint__overlap=list(hashes))
    others = documents.filter(alike, taken_down_at=None, language=language)
    likely = [
        pk
        for pk, theirs_sha256, theirs in others.values_list("pk", "sha256", "fingerprint")
        if theirs_sha256 == sha256 or len(hashes.intersection(theirs)) >= _LIKELY * min(len(hashes), len(theirs))
    ]
    return [
        other
        for other in Document.objects.filter(pk__in=likely).order_by("pk")
        if other.sha256 == sha256 or near_copy(text, body(other.text, other.boilerplate)) >= NEAR
    ]


def _age(document: Document) -> tuple[date, str]:
    """When it was published at the latest; one of which that is not known counts as later than all others."""
    return document.published_latest or date.max, document.public_id
