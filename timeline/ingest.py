"""Articles to rows: documents, the mentions found in them, and the events that those belong to.

One transaction a document, and reading the same article again changes nothing. What a person decided is never touched:
a new reading only ever proposes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.text import slugify

from timeline.curated_lexicon import actor_rows, packaged_and_curated_lexicon, place_rows
from timeline.extraction import VERSION
from timeline.extraction.copies import NEAR, fingerprint, near_copy
from timeline.extraction.identity import fold
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import ActorKind, Article, Dating, EventKind, Extraction, KnownEvent
from timeline.extraction.model import Mention as MentionValue
from timeline.extraction.pipeline import extract
from timeline.grouping import Regrouping, regroup, writing
from timeline.models import (
    Decision,
    Document,
    Event,
    Mention,
    MentionParticipant,
    MentionRelation,
    Outlet,
    now,
)
from timeline.projection import rederive
from timeline.values import article_value, dating_columns, dating_value, mention_columns, time_columns

__all__ = [
    "IngestResult",
    "Outcome",
    "extract_document",
    "group_waiting",
    "ingest",
    "packaged_and_curated_lexicon",
    "reread",
]


class Outcome(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of an article: its mentions, the events that it brought, and the known ones that it reports too."""

    outcome: Outcome
    document: Document
    mentions: int = 0
    proposed: int = 0
    merged: int = 0
    copy_of: Document | None = None


def ingest(
    article: Article, *, dating: Dating | None = None, at: datetime | None = None, grouped: bool = True
) -> IngestResult:
    """Stores an article with everything that is found in it; unchanged if its text is known from the same place.

    `dating` settles the publication date, `at` the time at which it was added; both are found out if not given. Without
    `grouped` its mentions wait for `group_waiting`, which takes as long for many documents as for one.
    """
    moment = at or now()
    with writing():
        lexicon = packaged_and_curated_lexicon()
        url = web_address(article.url)
        outlet = _outlet(article.outlet, url, lexicon)
        sha256 = hashlib.sha256(article.text.encode()).hexdigest()
        known = Document.objects.filter(sha256=sha256, outlet=outlet, url=url).first()
        if known is not None:
            return IngestResult(Outcome.UNCHANGED, known, copy_of=known.copy_of)
        public_id = document_id(sha256, outlet.slug if outlet else "", url)
        extraction = extract(replace(article, doc=public_id), lexicon, _known_events(article), dating)
        document: Document = Document.objects.create(
            public_id=public_id,
            sha256=sha256,
            text=article.text,
            length=len(article.text),
            language=article.language,
            title=article.title[:500],
            outlet=outlet,
            url=url,
            origin=article.metadata.get("origin", "")[:200],
            fingerprint=list(fingerprint(body(article.text, extraction.article.boilerplate))),
            boilerplate=[list(span) for span in extraction.article.boilerplate],
            extractor_version=VERSION,
            lexicon_version=lexicon.version,
            created_at=moment,
            **dating_columns(extraction.dating),
        )
        rows = _write_mentions(document, extraction.mentions, lexicon)
        _write_relations(document, extraction, rows)
        rederive(_mark_copies(document), at=moment)
        regrouping = group_waiting(at=moment) if grouped else Regrouping()
        document.refresh_from_db(fields=["copy_of"])
    return IngestResult(
        Outcome.NEW,
        document,
        mentions=len(extraction.mentions),
        proposed=len(regrouping.created),
        merged=regrouping.merged,
        copy_of=document.copy_of,
    )


def group_waiting(*, at: datetime | None = None) -> Regrouping:
    """Gives mentions that belong to no event yet their events, those that an interrupted run left behind as well."""
    with writing():
        waiting = Mention.objects.filter(event=None).exclude(state=Mention.State.REJECTED)
        regrouping = regroup(waiting.values_list("kind", flat=True), packaged_and_curated_lexicon())
        rederive(regrouping.changed, at=at)
    return regrouping


def extract_document(document: Document, dating: Dating | None = None) -> Extraction:
    """What is found in a stored document today; writes nothing."""
    return extract(article_value(document), packaged_and_curated_lexicon(), dating=dating or dating_value(document))


def reread(document: Document, dating: Dating, *, at: datetime | None = None) -> Regrouping:
    """Extracts a stored document anew, with the publication date that is now known.

    What was proposed is replaced by what is proposed now. What was accepted or rejected stays as it is and is not
    proposed again; only its time follows a new publication date.
    """
    with writing():
        lexicon = packaged_and_curated_lexicon()
        redated = dating != dating_value(document)
        extraction = extract(article_value(document), lexicon, dating=dating)
        Document.objects.filter(pk=document.pk).update(
            extractor_version=VERSION, lexicon_version=lexicon.version, **dating_columns(extraction.dating)
        )
        stored = list(
            Mention.objects.filter(document=document).with_values().order_by("start", "trigger_start", "kind")
        )
        same = same_mentions(stored, extraction.mentions)
        rows: dict[str, int] = {}
        events: dict[str, int | None] = {}
        for mention in stored:
            value = same.get(mention.pk)
            if mention.state != Mention.State.PROPOSED or mention.by_hand:
                if value is not None and redated:
                    Mention.objects.filter(pk=mention.pk).update(**time_columns(value))
            elif value is not None and value.anchor == mention.anchor:
                _rewrite_mention(mention, value, lexicon)
            else:
                if value is not None:
                    events[value.id] = mention.event_id
                mention.delete()
                continue
            if value is not None:
                rows[value.id] = mention.pk
        new = [value for value in extraction.mentions if value.id not in rows]
        rows |= _write_mentions(document, new, lexicon, events)
        _write_relations(document, extraction, rows)
        kinds = {mention.kind for mention in stored} | {value.kind.value for value in extraction.mentions}
        recounted = _mark_copies(Document.objects.get(pk=document.pk)) if redated else set()
        regrouping = regroup(kinds, lexicon)
        touched = {mention.event_id for mention in stored if mention.event_id is not None}
        _drop_forgotten(touched)
        rederive(regrouping.changed | touched | recounted, at=at)
    return regrouping


def same_mentions(stored: Sequence[Mention], values: Sequence[MentionValue]) -> dict[int, MentionValue]:
    """Which stored mention, by primary key, is which of a new reading: the kind and half of the stored quote agree.

    One to one, the nearest triggers first, so that the same anchor always means the same mention.
    """
    candidates = []
    for mention in stored:
        for value in values:
            common = min(mention.end, value.end) - max(mention.start, value.start)
            if value.kind == mention.kind and 2 * common >= mention.end - mention.start:
                distance = abs(mention.trigger_start - value.trigger_start) + abs(
                    mention.trigger_end - value.trigger_end
                )
                candidates.append((distance, -common, mention.trigger_start, value.trigger_start, mention.pk, value))
    found: dict[int, MentionValue] = {}
    taken: set[str] = set()
    for *_, pk, value in sorted(candidates, key=lambda candidate: candidate[:5]):
        if pk not in found and value.id not in taken:
            found[pk] = value
            taken.add(value.id)
    return found


def document_id(sha256: str, outlet: str, url: str) -> str:
    """The permanent public id of a document, made from what makes it one."""
    digest = hashlib.sha256(f"document {sha256} {outlet} {url}".encode()).digest()
    return base64.b32encode(digest[:7]).decode().rstrip("=").lower()


_LONGEST_ADDRESS = 2000
"""Bytes: an address is part of the index that finds an article again, and an entry of that has 2,700 at most."""


def web_address(url: str) -> str:
    """The address, if it is one that a reader can be sent to; "" for anything else (javascript:, a bare path)."""
    url = url.strip()
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return ""
    return url if len(url.encode()) <= _LONGEST_ADDRESS else ""


# ---- near copies -----------------------------------------------------------------------------------------------------


def body(text: str, boilerplate: Iterable[Sequence[int]]) -> str:
    """A text without its menus and notes, which are the same in all articles of a paper."""
    parts, at = [], 0
    for start, end in sorted((span[0], span[1]) for span in boilerplate):
        parts.append(text[at:start])
        at = max(at, end)
    return "\n".join([*parts, text[at:]])


def _mark_copies(document: Document) -> set[int]:
    """Marks who copies whom among the near copies of a document; the events whose reports that concerns.

    The earliest published of them is the original, whatever came in first, so that the order makes no difference.
    """
    near = _near_copies(document)
    if not near:
        return set()
    originals = {other.copy_of_id or other.pk for other in near}
    family = [document, *Document.objects.filter(Q(pk__in=originals) | Q(copy_of__in=originals))]
    original = min(family, key=_age)
    others = [member.pk for member in family if member.pk != original.pk]
    Document.objects.filter(pk__in=others).update(copy_of=original)
    Document.objects.filter(pk=original.pk).update(copy_of=None)
    reports = Mention.objects.filter(document__in=family).exclude(event=None)
    return set(reports.values_list("event_id", flat=True))


def _near_copies(document: Document) -> list[Document]:
    """Stored documents that say much the same: found by hashes in common, and then compared word by word."""
    alike = Q(sha256=document.sha256) | Q(fingerprint__overlap=document.fingerprint)
    others = Document.objects.exclude(pk=document.pk).filter(alike, taken_down_at=None, language=document.language)
    hashes = frozenset(document.fingerprint)
    likely = [
        pk
        for pk, sha256, theirs in others.values_list("pk", "sha256", "fingerprint")
        if sha256 == document.sha256 or len(hashes.intersection(theirs)) >= _LIKELY * min(len(hashes), len(theirs))
    ]
    text = body(document.text, document.boilerplate)
    return [
        other
        for other in Document.objects.filter(pk__in=likely).order_by("pk")
        if other.sha256 == document.sha256 or near_copy(text, body(other.text, other.boilerplate)) >= NEAR
    ]


_LIKELY = NEAR - 0.2
"""The share of hashes in common estimates the share of words in common to about a tenth."""


def _age(document: Document) -> tuple[date, str]:
    """When it was published at the latest; one of which that is not known counts as later than all others."""
    return document.published_latest or date.max, document.public_id


# ---- outlets ---------------------------------------------------------------------------------------------------------


def _outlet(name: str, url: str, lexicon: Lexicon) -> Outlet | None:
    """The outlet of this name or, without a name, of this web address; added if it is not known yet."""
    name = " ".join(name.split())[:200]
    domain = (urlsplit(url).hostname or "").removeprefix("www.")
    if name:
        slug = slugify(name.translate(_GERMAN))[:80] or f"outlet-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        named: Outlet | None = Outlet.objects.filter(name__iexact=name).order_by("pk").first()
        if named is None:
            defaults = {"name": name, "domain": domain, **_known(name, lexicon)}
            named, _ = Outlet.objects.get_or_create(slug=slug, defaults=defaults)
        return named
    if not domain:
        return None
    parents = [domain.split(".", cut)[-1] for cut in range(domain.count("."))]
    by_domain: dict[str, Outlet] = {
        row.domain: row for row in Outlet.objects.filter(domain__in=parents).order_by("-pk")
    }
    for parent in parents:
        if parent in by_domain:
            return by_domain[parent]
    added: Outlet
    slug = slugify(domain.replace(".", "-"))[:80]
    added, _ = Outlet.objects.get_or_create(slug=slug, defaults={"name": domain[:200], "domain": domain[:200]})
    return added


_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def _known(name: str, lexicon: Lexicon) -> dict[str, str]:
    """Kind and country of an outlet that the lexicon knows as a medium."""
    for actor in lexicon.actors:
        if actor.kind is ActorKind.MEDIA and fold(name) in map(fold, (*actor.names.values(), *actor.aliases)):
            kind = Outlet.Kind.AGENCY if actor.agency else Outlet.Kind.NEWSPAPER
            return {"kind": kind, "country": actor.country}
    return {}


# ---- mentions --------------------------------------------------------------------------------------------------------


def _write_mentions(
    document: Document,
    values: Sequence[MentionValue],
    lexicon: Lexicon,
    events: Mapping[str, int | None] | None = None,
) -> dict[str, int]:
    """New rows for mentions; their primary keys by id. `events`: those that they belong to already."""
    places = place_rows((value.place_key for value in values), lexicon)
    rows = Mention.objects.bulk_create(
        Mention(
            document=document,
            event_id=(events or {}).get(value.id),
            place=places.get(value.place_key),
            extractor_version=VERSION,
            lexicon_version=lexicon.version,
            **mention_columns(value),
        )
        for value in values
    )
    _write_participants(dict(zip((row.pk for row in rows), values, strict=True)), lexicon)
    return {value.id: row.pk for value, row in zip(values, rows, strict=True)}


def _rewrite_mention(mention: Mention, value: MentionValue, lexicon: Lexicon) -> None:
    """Brings a proposed mention up to date with a new reading."""
    Mention.objects.filter(pk=mention.pk).update(
        place=place_rows([value.place_key], lexicon).get(value.place_key),
        extractor_version=VERSION,
        lexicon_version=lexicon.version,
        **mention_columns(value),
    )
    MentionParticipant.objects.filter(mention=mention).delete()
    _write_participants({mention.pk: value}, lexicon)


def _write_participants(mentions: Mapping[int, MentionValue], lexicon: Lexicon) -> None:
    actors = actor_rows((p.key for value in mentions.values() for p in value.participants), lexicon)
    MentionParticipant.objects.bulk_create(
        MentionParticipant(
            mention_id=pk,
            actor=actors.get(participant.key),
            name=participant.name[:200],
            role=participant.role.value,
            position=position,
        )
        for pk, value in mentions.items()
        for position, participant in enumerate(
            {(participant.name[:200], participant.role): participant for participant in value.participants}.values()
        )
    )


def _write_relations(document: Document, extraction: Extraction, rows: Mapping[str, int]) -> None:
    """The relations of a document's mentions as the new reading has them."""
    MentionRelation.objects.filter(source__document=document).delete()
    MentionRelation.objects.bulk_create(
        MentionRelation(source_id=rows[relation.source], target_id=rows[relation.target], type=relation.type.value)
        for relation in dict.fromkeys(extraction.relations)
        if relation.source in rows and relation.target in rows and relation.source != relation.target
    )


def _drop_forgotten(events: Iterable[int]) -> None:
    """Removes events that nothing tells of any more, unless a person decided on them or an old id leads to them."""
    bare = Event.objects.filter(pk__in=set(events), mentions=None, by_hand=False, merged=None)
    for event in bare.exclude(review=Event.Review.MERGED):
        if not Decision.objects.filter(target=f"event:{event.public_id}").exists():
            event.delete()


def _known_events(article: Article) -> list[KnownEvent]:
    """Published events with a date, from which the publication date of an article without one can be inferred."""
    if article.published is not None or {"published", "date"} & article.metadata.keys():
        return []
    dated = Event.objects.published().exclude(sort_date=None).prefetch_related("participants__actor")
    return [
        KnownEvent(
            EventKind(event.kind),
            event.time,
            frozenset(row.actor.slug for row in event.participants.all() if row.actor),
        )
        for event in dated.order_by("public_id")
    ]
