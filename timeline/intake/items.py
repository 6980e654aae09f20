"""What batches do with an item: check, read and store an article, or read a stored document again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from timeline import batches, ingest, rereading
from timeline.batches import Checked, Done, Input, Write
from timeline.extraction.model import Article
from timeline.intake.archives import safe_name, unpack
from timeline.intake.fetching import fetch
from timeline.intake.files import Format, Given, format_of, read_file
from timeline.intake.notices import notices
from timeline.intake.refusals import Refused
from timeline.models import Batch, BatchItem, Document

State = BatchItem.State


# ---- what goes in ----------------------------------------------------------------------------------------------------


def inputs_of(name: str, data: bytes) -> list[Input]:
    """The items that an uploaded file becomes: itself, or the files of a ZIP archive.

    An entry of an archive that cannot be taken becomes an item that says so. Raises Refused where nothing can be taken.
    """
    name = safe_name(name)
    try:
        archive = format_of(data) is Format.ZIP
    except Refused:
        archive = False  # what it is instead is said at the item
    if not archive:
        return [Input(name, {"name": name}, data)]
    return [
        Input(
            f"{name}: {entry.name}",
            {"name": entry.name, **_refusal(entry.refused)},
            entry.data,
        )
        for entry in unpack(data)
    ]


def _refusal(refused: Refused | None) -> dict[str, Any]:
    return {"refused": refused.code, "details": dict(refused.details)} if refused else {}


def reread_batch(documents: Iterable[Document], label: str, *, user: Any = None) -> Batch:
    """A batch that reads stored documents again."""
    inputs = [Input(document.title or document.public_id, {"document": document.public_id}) for document in documents]
    return batches.create(Batch.Kind.REREAD, label, inputs, user=user)


# ---- what is done with it --------------------------------------------------------------------------------------------


def check(item: BatchItem) -> Checked:
    """Reads an article without writing anything; what a host was asked for is kept for the writing."""
    fetched, payload = _content(item)
    article = _article(item, fetched, payload)
    return Checked(notices(article), fetched if item.content is None else None, payload)


def read_and_store(item: BatchItem) -> Write:
    """Stores an article with what is found in it. Its mentions are grouped when the batch is settled."""
    content, payload = _content(item)
    article = _article(item, content, payload)
    known = ingest.known_document(article)
    if known is not None:
        return lambda: _known(known)
    findings = ingest.read(article)

    def write() -> Done:
        result = ingest.store(findings, grouped=False)
        return _known(result.document) if result.outcome is ingest.Outcome.UNCHANGED else _stored(result)

    return write


def read_again(item: BatchItem) -> Write:
    """Reads a stored document with the configured extractor and proposes what is new."""
    document = Document.objects.filter(public_id=item.payload["document"]).select_related("outlet").first()
    if document is None:
        raise Refused("deleted")
    if document.taken_down_at:
        raise Refused("taken_down")
    findings = rereading.read_again(document)

    def write() -> Done:
        renewal = rereading.renew(document, findings)
        if not renewal.changed:
            return Done(State.UNCHANGED, "reread_unchanged", document=document)
        details = {name: getattr(renewal, name) for name in ("proposed", "renewed", "gone", "differing")}
        return Done(State.CHANGED, "reread", details, document=document)

    return write


def _content(item: BatchItem) -> tuple[bytes, Mapping[str, Any]]:
    """The bytes of an item and what is known of them; fetched, if it is an address that was not asked yet."""
    payload: Mapping[str, Any] = item.payload
    if "refused" in payload:
        raise Refused(payload["refused"], **payload["details"])
    if item.content is not None:
        return bytes(item.content), payload
    fetched = fetch(payload["url"])
    known = {"url": fetched.url, "charset": fetched.charset, "name": _name_of(fetched.content_type)}
    return fetched.data, {**payload, **known}


_NAMES: Mapping[str, str] = MappingProxyType({"text/plain": "article.txt", "application/pdf": "article.pdf"})


def _name_of(content_type: str) -> str:
    return _NAMES.get(content_type, "article.html")


def _article(item: BatchItem, content: bytes, payload: Mapping[str, Any]) -> Article:
    # What the item itself says (a row of a table does) goes before what holds for all.
    own = {"published": payload.get("day"), "outlet": payload.get("outlet"), "language": payload.get("language")}
    options: Mapping[str, Any] = {**item.batch.options, **{name: said for name, said in own.items() if said}}
    published = options.get("published")
    given = Given(
        published=date.fromisoformat(published) if published else None,
        outlet=options.get("outlet", ""),
        url=payload.get("url", ""),
        language=options.get("language") or None,
        title=payload.get("title", ""),
        charset=payload.get("charset", ""),
    )
    article = read_file(content, payload["name"], given)
    if payload.get("published") and not {"published", "date"} & article.metadata.keys():
        # What a feed says of an article is said by the same publisher as what the page says.
        return replace(article, metadata=MappingProxyType({**article.metadata, "published": payload["published"]}))
    return article


def _known(document: Document) -> Done:
    return Done(State.UNCHANGED, "known", {"title": _title(document)}, document=document)


def _stored(result: ingest.IngestResult) -> Done:
    details: dict[str, Any] = {"mentions": result.mentions}
    code = "read"
    if result.copy_of is not None:
        code, details["title"] = "copy", _title(result.copy_of)
    if result.trouble:
        code, details["trouble"] = f"{code}_by_rules", result.trouble
    return Done(State.NEW, code, details, document=result.document)


def _title(document: Document) -> str:
    return document.title or document.public_id


def labelled(names: Sequence[str]) -> str:
    """How a batch of such items is called."""
    return names[0] if len(names) == 1 else f"{names[0]} … ({len(names)})"
