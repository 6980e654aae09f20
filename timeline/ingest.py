"""Articles to rows: documents, the mentions found in them, and the events that those belong to.

Two steps: an article is read, which may take long and ask other hosts, and then what was found is written in one
transaction. Reading the same article again changes nothing. What a person decided is never touched: a new reading only
ever proposes (`timeline.rereading`).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from timeline.curated_lexicon import packaged_and_curated_lexicon
from timeline.extraction.copies import fingerprint
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import Article, Dating
from timeline.extractors import Extractor
from timeline.findings import Findings, find
from timeline.grouping import Regrouping, regroup, writing
from timeline.mention_rows import write_mentions, write_relations
from timeline.models import Document, Mention, Outlet, now
from timeline.near_copies import body, mark_copies
from timeline.outlets import find_outlet, keep, web_address
from timeline.projection import rederive
from timeline.values import dating_columns

__all__ = [
    "IngestResult",
    "Outcome",
    "Overtaken",
    "document_id",
    "group_if_due",
    "group_waiting",
    "ingest",
    "known_document",
    "read",
    "store",
    "web_address",
]


class Outcome(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"


class Overtaken(RuntimeError):  # noqa: N818 - no fault: the work is done again
    """What was found no longer fits, because somebody changed the rows that it was read from. Read it again."""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of an article: its mentions, the events that it brought, and the known ones that it reports too.

    `trouble` says why the rules read it although a language model is configured; `dropped` counts what a model said
    and could not be believed.
    """

    outcome: Outcome
    document: Document
    mentions: int = 0
    proposed: int = 0
    merged: int = 0
    copy_of: Document | None = None
    trouble: str = ""
    dropped: int = 0


def ingest(
    article: Article,
    *,
    dating: Dating | None = None,
    at: datetime | None = None,
    grouped: bool = True,
    extractor: Extractor | None = None,
) -> IngestResult:
    """Stores an article with everything that is found in it; unchanged if its text is known from the same place.

    `dating` settles the publication date, `at` the time at which it was added; both are found out if not given. Without
    `grouped` its mentions wait for `group_waiting`, which takes as long for many documents as for one. `extractor`
    takes the place of the configured one.
    """
    while True:
        known = known_document(article)
        if known is not None:
            return IngestResult(Outcome.UNCHANGED, known, copy_of=known.copy_of)
        findings = read(article, dating, extractor)
        try:
            return store(findings, at=at, grouped=grouped)
        except Overtaken:
            continue


def known_document(article: Article) -> Document | None:
    """The stored document with the same text from the same place."""
    outlet = _outlet(article, packaged_and_curated_lexicon())
    if outlet is not None and outlet.pk is None:
        return None
    found: Document | None = Document.objects.filter(
        sha256=_sha256(article.text), outlet=outlet, url=web_address(article.url)
    ).first()
    return found


def read(article: Article, dating: Dating | None = None, extractor: Extractor | None = None) -> Findings:
    """What is found in an article that is not stored yet. Call it outside of any transaction."""
    outlet = _outlet(article, packaged_and_curated_lexicon())
    return find(replace(article, doc=_public_id(article, outlet)), dating, extractor)


def store(findings: Findings, *, at: datetime | None = None, grouped: bool = True) -> IngestResult:
    """Writes what was found in an article. Raises Overtaken and leaves nothing behind where it no longer fits."""
    extraction, lexicon = findings.extraction, findings.lexicon
    article = extraction.article
    moment = at or now()
    with writing():
        outlet = keep(_outlet(article, lexicon))
        if article.doc != _public_id(article, outlet):
            raise Overtaken("the outlet of the article is another one by now")
        known = known_document(article)
        if known is not None:
            return IngestResult(Outcome.UNCHANGED, known, copy_of=known.copy_of)
        document: Document = Document.objects.create(
            public_id=article.doc,
            sha256=_sha256(article.text),
            text=article.text,
            length=len(article.text),
            language=article.language,
            title=article.title[:500],
            outlet=outlet,
            url=web_address(article.url),
            origin=article.metadata.get("origin", "")[:200],
            fingerprint=list(fingerprint(body(article.text, article.boilerplate))),
            boilerplate=[list(span) for span in article.boilerplate],
            extractor_version=findings.extractor,
            lexicon_version=lexicon.version,
            created_at=moment,
            **dating_columns(extraction.dating),
        )
        rows = write_mentions(document, extraction.mentions, findings)
        write_relations(document, findings, rows)
        rederive(mark_copies(document), at=moment)
        regrouping = group_waiting(at=moment) if grouped else Regrouping()
        document.refresh_from_db(fields=["copy_of"])
    return IngestResult(
        Outcome.NEW,
        document,
        mentions=len(extraction.mentions),
        proposed=len(regrouping.created),
        merged=regrouping.merged,
        copy_of=document.copy_of,
        trouble=findings.trouble,
        dropped=len(extraction.dropped),
    )


def group_waiting(*, at: datetime | None = None) -> Regrouping:
    """Gives mentions that belong to no event yet their events, those that an interrupted run left behind as well."""
    with writing():
        waiting = Mention.objects.filter(event=None).exclude(state=Mention.State.REJECTED)
        regrouping = regroup(waiting.values_list("kind", flat=True), packaged_and_curated_lexicon(), only_new=True)
        rederive(regrouping.changed, at=at)
    return regrouping


_WORTH_IT = 4
"""So many times the waiting mentions may be grouped already for grouping them all again to be worth it."""


def group_if_due(*, at: datetime | None = None) -> Regrouping:
    """`group_waiting` once a quarter as many mentions wait as there are: for in between, while many documents come.

    Grouping looks at all mentions of a kind, however few are new. Done each time that their number has grown by a part,
    it looks at each a few times, and a document costs the same however many are stored.
    """
    living = Mention.objects.exclude(state=Mention.State.REJECTED)
    if living.filter(event=None).count() * _WORTH_IT < living.count():
        return Regrouping()
    return group_waiting(at=at)


def document_id(sha256: str, outlet: str, url: str) -> str:
    """The permanent public id of a document, made from what makes it one."""
    digest = hashlib.sha256(f"document {sha256} {outlet} {url}".encode()).digest()
    return base64.b32encode(digest[:7]).decode().rstrip("=").lower()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _outlet(article: Article, lexicon: Lexicon) -> Outlet | None:
    return find_outlet(article.outlet, web_address(article.url), lexicon)


def _public_id(article: Article, outlet: Outlet | None) -> str:
    return document_id(_sha256(article.text), outlet.slug if outlet else "", web_address(article.url))
