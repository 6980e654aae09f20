"""A mention in words, as its card on the desk shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from timeline import deeds, edits, suggestions, wording
from timeline.admin import matching, words
from timeline.admin.matching import Fit
from timeline.extraction.model import EventKind, Role
from timeline.grouping import target_of
from timeline.highlight import Node, Span, nest
from timeline.models import Decision, Document, Event, Mention, MentionParticipant, MentionRelation
from timeline.values import READ

_STAGES = {
    "dates": _("Time expression"),
    "times": _("Time of the event"),
    "actors": _("Who"),
    "kinds": _("Kind"),
    "factuality": _("Factuality"),
    "relations": _("Relation"),
    "match": _("Same event"),
}
"""What a rule decides, by the stage that its name begins with."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rule of the trace and the words that made it fire."""

    stage: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    cue: str


@dataclass(frozen=True, slots=True)
class Part:
    """All participants in one role."""

    role: str
    names: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The event that the mention belongs to, and what it would bring: `others` further mentions tell of it."""

    event: Event
    title: str
    others: int

    @property
    def url(self) -> str:
        return reverse("admin:timeline_event_change", args=[self.event.pk])


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two readings of a mention tell differently, in words."""

    name: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Related:
    relation: str
    mention: Mention

    @property
    def url(self) -> str:
        return document_url(self.mention)


@dataclass(frozen=True, slots=True)
class Card:
    """`number` counts the mentions of one page, as the marks in the text and the cards beside it show it."""

    number: int
    mention: Mention
    quote: Node
    family: str
    kind: str
    mode: str
    factuality: str
    commitment: str
    when: str
    precision: str
    basis: str
    sources: tuple[Source, ...]
    parts: tuple[Part, ...]
    place: str
    quantities: tuple[str, ...]
    confidence: str
    why: tuple[Step, ...]
    related: tuple[Related, ...]
    joined: Joined | None
    fit: Fit | None
    """How well a proposal fits the other mentions of its event."""
    edited: tuple[Difference, ...]
    """What people changed: as it is now, and as the machine read it."""
    newer: tuple[Difference, ...]
    """What a later extraction reads otherwise: as it is now, and as it would be."""
    undo: str
    """The uid of the last decision about it that can be taken back; empty if there is none."""

    @property
    def model(self) -> str:
        """The language model that found it; empty for what the rules found."""
        name, _colon, model = self.mention.extractor_version.partition(":")
        return model if name == "llm" else ""

    @property
    def waits(self) -> bool:
        return self.mention.state == Mention.State.PROPOSED

    @property
    def publishable(self) -> bool:
        """Whether its event could be published as it stands, for this mention at least is accepted."""
        proposed = self.joined is not None and self.joined.event.review == Event.Review.PROPOSED
        return proposed and self.mention.state == Mention.State.ACCEPTED

    @property
    def document_name(self) -> str:
        return words.name(self.mention.document)

    @property
    def document_url(self) -> str:
        return document_url(self.mention)


def document_url(mention: Mention) -> str:
    """The mention's card on the desk of its document."""
    return f"{reverse('admin:timeline_document_change', args=[mention.document_id])}#card-{mention.anchor}"


def card_rows(mentions: QuerySet[Mention]) -> QuerySet[Mention]:
    """The mentions with everything that a card tells, in a constant number of queries."""
    return mentions.select_related("event", "place", "document__outlet").prefetch_related(
        Prefetch("participants", MentionParticipant.objects.select_related("actor")),
        Prefetch("relations", MentionRelation.objects.select_related("target", "target__document")),
    )


def cards(mentions: Iterable[Mention]) -> tuple[Card, ...]:
    """The cards of `card_rows`, in the active language."""
    rows = list(mentions)
    about = _About.of(rows)
    return tuple(_card(number, mention, get_language(), about) for number, mention in enumerate(rows, start=1))


@dataclass(frozen=True, slots=True)
class _About:
    """What the cards of a page tell of other rows, looked up once for all of them."""

    reports: Mapping[int, int]
    fits: Mapping[int, Fit]
    undoable: Mapping[str, str]
    names: deeds.Names

    @classmethod
    def of(cls, mentions: Sequence[Mention]) -> _About:
        return cls(_reports(mentions), _fits(mentions), _undoable(mentions), _names(mentions))


_COMPARED = 4
"""Other mentions of its event that a proposal is compared with; more of them say little new."""


def _fits(mentions: Sequence[Mention]) -> Mapping[int, Fit]:
    """How well each proposal fits what else tells of its event, by primary key."""
    waiting = [m for m in mentions if m.state == Mention.State.PROPOSED and m.event_id is not None]
    members: dict[int, list[Mention]] = defaultdict(list)
    living = Mention.objects.exclude(state=Mention.State.REJECTED).filter(event__in={m.event_id for m in waiting})
    for member in living.with_values().order_by("state", "document__public_id", "start") if waiting else ():
        if member.event_id is not None:
            members[member.event_id].append(member)
    pairs = ((one, [m for m in members[one.event_id or 0] if m.pk != one.pk][:_COMPARED]) for one in waiting)
    return {pk: matching.told(comparison) for pk, comparison in suggestions.fits(pairs).items()}


def _undoable(mentions: Sequence[Mention]) -> Mapping[str, str]:
    """The uid of the last act on each mention or on its event as a whole, by the mention's name in the log.

    A split is an act on the event that was split; it counts for the mentions that it made an event of their own.
    """
    wholes = {target_of(m): target_of(m.event) if m.event else "" for m in mentions}
    acts = Decision.objects.in_force().exclude(verb__in=_NOT_UNDONE_HERE)
    events = {m.event.public_id for m in mentions if m.event}
    told = Q(target__in={*wholes, *wholes.values()}) | Q(verb=Decision.Verb.SPLIT, payload__into__in=events)
    last: dict[str, tuple[int, str]] = {}
    for act in acts.filter(told).order_by("at", "id").only("target", "uid", "verb", "payload"):
        last[act.target] = (act.pk, str(act.uid))
        if act.verb == Decision.Verb.SPLIT:
            last |= {f"mention:{key.replace('#', ':')}": last[act.target] for key in act.payload["mentions"]}
    return {mention: max(last.get(mention, (0, "")), last.get(event, (0, "")))[1] for mention, event in wholes.items()}


_NOT_UNDONE_HERE = (Decision.Verb.NOTE, Decision.Verb.APPROVE, Decision.Verb.JUDGE, Decision.Verb.OVERRIDE)
"""Acts on an event as a whole that are taken back on its own desk."""


def _names(mentions: Sequence[Mention]) -> deeds.Names:
    readings = [reading for m in mentions for reading in (m.reading, m.newer) if reading]
    places = [("place", row.place.slug) for row in mentions if row.place]
    return deeds.Names.of([], values=[*places, *(pair for reading in readings for pair in reading.items())])


def _differences(here: Mapping[str, Any], there: Mapping[str, Any], names: deeds.Names) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            deeds.field_name(field),
            deeds.value_text(field, here[field], names),
            deeds.value_text(field, there[field], names),
        )
        for field in READ
        if field in there and here[field] != there[field]
    )


def _reports(mentions: Sequence[Mention]) -> Mapping[int, int]:
    """How many mentions that are not rejected tell of each of the events."""
    events = {mention.event_id for mention in mentions if mention.event_id is not None}
    return Event.objects.filter(pk__in=events).count_reports() if events else {}


def _card(number: int, mention: Mention, language: str | None, about: _About) -> Card:
    catalogue = wording.catalogue(language)
    said = edits.said(mention) if mention.reading or mention.newer else {}
    return Card(
        number=number,
        mention=mention,
        quote=nest(mention.quote, [_moved(span, -mention.start) for span in _inner_spans(mention)]),
        family=EventKind(mention.kind).family,
        kind=catalogue.label("kind", mention.kind),
        mode=catalogue.label("mode", mention.mode) if mention.mode else "",
        factuality=catalogue.label("factuality", mention.factuality),
        commitment=catalogue.label("commitment", mention.commitment),
        when=wording.when(mention.time, catalogue),
        precision=catalogue.label("precision", mention.precision),
        basis=catalogue.label("basis", mention.basis),
        sources=tuple(Source(said["source"], said.get("cue", "")) for said in mention.attributions),
        parts=_parts(mention, language),
        place=mention.place.name(language) if mention.place else "",
        quantities=tuple(_quantity(amount) for amount in mention.quantities),
        confidence=localize(round(mention.confidence, 2)),
        why=tuple(_step(step) for step in mention.trace),
        related=tuple(
            Related(catalogue.label("relation", relation.type), relation.target) for relation in mention.relations.all()
        ),
        joined=_joined(mention, language, about.reports),
        fit=about.fits.get(mention.pk),
        edited=_differences(said, edits.found(mention), about.names) if mention.reading else (),
        newer=_differences(said, mention.newer, about.names) if mention.newer else (),
        undo=about.undoable.get(target_of(mention), ""),
    )


def _parts(mention: Mention, language: str | None) -> tuple[Part, ...]:
    catalogue = wording.catalogue(language)
    names: dict[str, list[str]] = {role.value: [] for role in Role}
    for participant in mention.participants.all():
        names[participant.role].append(participant.actor.name(language) if participant.actor else participant.name)
    return tuple(Part(catalogue.label("role", role), ", ".join(found)) for role, found in names.items() if found)


def _joined(mention: Mention, language: str | None, reports: Mapping[int, int]) -> Joined | None:
    if mention.event is None:
        return None
    itself = 0 if mention.state == Mention.State.REJECTED else 1
    return Joined(mention.event, mention.event.title(language), reports.get(mention.event.pk, itself) - itself)


def _step(step: Mapping[str, str]) -> Step:
    stage = step["rule"].partition(".")[0]
    return Step(str(_STAGES.get(stage, stage)), step["rule"], step.get("text", ""))


def _quantity(amount: Mapping[str, object]) -> str:
    low, high = amount.get("low"), amount.get("high")
    thing = " ".join(str(part) for part in (amount.get("unit"), amount.get("of")) if part)
    if low == high:
        number = _number(low)
    elif high is None:
        number = gettext("more than %(number)s") % {"number": _number(low)}
    elif low is None:
        number = gettext("up to %(number)s") % {"number": _number(high)}
    else:
        number = pgettext("range of numbers", "%(low)s to %(high)s") % {"low": _number(low), "high": _number(high)}
    return f"{number} {thing}".strip()


def _number(value: object) -> str:
    return str(localize(int(value) if isinstance(value, float) and value.is_integer() else value))


def marked_text(document: Document, shown: Sequence[Card]) -> Node:
    """The document's text with its boilerplate and the mentions of the cards, which are the spans' subjects."""
    spans = [Span(first, last, "boilerplate") for first, last in document.boilerplate]
    times: dict[tuple[int, int], Span] = {}
    for card in shown:
        mention = card.mention
        spans.append(Span(mention.start, mention.end, "mention", mention.anchor, card))
        for span in _inner_spans(mention, card):
            if span.name != "time" or times.setdefault((span.start, span.end), span) is span:
                spans.append(span)
    return nest(document.text, spans)


def _inner_spans(mention: Mention, subject: Card | None = None) -> list[Span]:
    spans = [Span(mention.trigger_start, mention.trigger_end, "trigger", mention.anchor, subject)]
    if mention.date_start is not None and mention.date_end is not None:
        spans.append(Span(mention.date_start, mention.date_end, "time", mention.anchor, subject))
    return spans


def _moved(span: Span, by: int) -> Span:
    return replace(span, start=span.start + by, end=span.end + by)
