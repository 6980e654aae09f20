"""What is announced before a document is written: the same text, a near copy or the same address is there already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from timeline.extraction.model import Article
from timeline.ingest import known_document
from timeline.models import Document
from timeline.near_copies import near_copies
from timeline.outlets import web_address

KNOWN, SAME_TEXT, NEAR_COPY, SAME_ADDRESS = "known", "same_text", "near_copy", "same_address"
_SHOWN = 3
"""Near copies of one text that are named."""


def notices(article: Article) -> list[dict[str, Any]]:
    """What stored documents have in common with an article: a `code`, and `document` and `title` to lead there.

    Of documents that belong together by more than one sign, the strongest is told.
    """
    return list(_found(article))


def _found(article: Article) -> Iterator[dict[str, Any]]:
    known = known_document(article)
    if known is not None:
        yield _notice(KNOWN, known)
        return
    sha256 = hashlib.sha256(article.text.encode()).hexdigest()
    told = set()
    for other in near_copies(article.text, article.boilerplate, article.language, sha256)[:_SHOWN]:
        told.add(other.pk)
        yield _notice(SAME_TEXT if other.sha256 == sha256 else NEAR_COPY, other)
    if url := web_address(article.url):
        for other in Document.objects.filter(url=url).exclude(pk__in=told).order_by("pk")[:_SHOWN]:
            yield _notice(SAME_ADDRESS, other)


def _notice(code: str, document: Document) -> dict[str, Any]:
    opening = Truncator(" ".join(document.text[:200].split())).chars(70)
    return {"code": code, "document": document.pk, "title": document.title or opening or document.public_id}


def told(notice: dict[str, Any]) -> str:
    """A notice in words, in the active language; the title of the document belongs behind it."""
    return {
        KNOWN: _("Already there, nothing would be added:"),
        SAME_TEXT: _("The same text is there from another place:"),
        NEAR_COPY: _("Nearly the same text is there, so this would be no independent source:"),
        SAME_ADDRESS: _("Another text is there under the same address:"),
    }[notice["code"]]
