"""All that is public about one event, ready to be shown: who says what, where it stands, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from timeline import wording
from timeline.chart import event_url
from timeline.corrections import Correction, corrections
from timeline.countries import country_names
from timeline.extraction.derive import StatusChange
from timeline.extraction.model import Factuality, Quantity, RelationType, Status
from timeline.highlight import Node, Span, nest
from timeline.models import Actor, Document, Event, EventRelation, Mention, Outlet
from timeline.speakers import Speakers
from timeline.values import span_of
from timeline.wording import Catalogue

# What another event is to this one, by the relation that leads from this one to it, or from it to this one.
_OUTGOING = {
    RelationType.ABOUT: _("speaks of"),
    RelationType.DENIES: _("denies"),
    RelationType.PART_OF: _("part of"),
    RelationType.REACTION_TO: _("reaction to"),
    RelationType.SUPERSEDES: _("replaces"),
}
_INCOMING = {
    RelationType.ABOUT: _("spoken of in"),
    RelationType.DENIES: _("denied by"),
    RelationType.PART_OF: _("comprises"),
    RelationType.REACTION_TO: _("followed by"),
    RelationType.SUPERSEDES: _("replaced by"),
}
_DENYING = frozenset({Factuality.DENIED, Factuality.NOT_OCCURRED})


@dataclass(frozen=True, slots=True)
class Report:
    """One sentence of one document that tells of the event."""

    mention: Mention
    document: Document
    outlet: Outlet | None
    quote: Node
    denies: bool
    url: str
    credited: tuple[str, ...] = ()
    """Who says so according to it, by name in the reader's language."""
    of: Event | None = None
    """The event of its own that the report tells of, where it speaks against this one."""
    country: str = ""
    """The outlet's, by name."""

    @property
    def withheld(self) -> bool:
        """The document was taken down: that it reported stays, its words do not."""
        return self.document.taken_down_at is not None


@dataclass(frozen=True, slots=True)
class Related:
    """Another published event; `words` say what it is to this one."""

    event: Event
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class StatusStep:
    """One part of the status's history in words; `url` leads to the sentence that brought it."""

    status: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in words, with the reports that give it just so."""

    words: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody who took part. `actor` None: only the name is known."""

    name: str
    role: str
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class Dossier:
    event: Event
    url: str
    title: str
    summary: str
    steps: tuple[StatusStep, ...]
    reasons: tuple[str, ...]
    reports: tuple[Report, ...]
    participants: tuple[Taking, ...]
    related: tuple[Related, ...]
    amounts: tuple[Amount, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def asserting(self) -> tuple[Report, ...]:
        return tuple(report for report in self.reports if not report.denies)

    @property
    def denying(self) -> tuple[Report, ...]:
        return tuple(report for report in self.reports if report.denies)


def dossier(event: Event, cat: Catalogue) -> Dossier:
    """From an event read with `EventQuerySet.with_evidence()`; beyond it, rows are asked for the log and for names."""
    own: list[Mention] = event.reports  # type: ignore[attr-defined]
    pointing: list[EventRelation] = event.public_related_from  # type: ignore[attr-defined]
    denials = [relation.source for relation in pointing if relation.type == RelationType.DENIES]
    against: list[Mention] = [mention for denial in denials for mention in denial.reports]  # type: ignore[attr-defined]
    speakers = Speakers.of([*own, *against], cat.language)
    reports = [_report(mention, cat, speakers, denies=Factuality(mention.factuality) in _DENYING) for mention in own]
    for denial in denials:
        told: list[Mention] = denial.reports  # type: ignore[attr-defined]
        reports += [_report(mention, cat, speakers, denies=True, of=denial) for mention in told]
    related: list[Related] = []
    for relation in event.public_relations:  # type: ignore[attr-defined]
        related.append(_related(relation.target, relation.type, _OUTGOING))
    for relation in pointing:
        related.append(_related(relation.source, relation.type, _INCOMING))
    participants = [
        Taking(row.actor.name(cat.language) if row.actor else row.name, row.role, row.actor)
        for row in event.participants.all()
    ]
    related.sort(key=lambda item: (item.event.sort_date is None, item.event.sort_date, item.event.public_id))
    return Dossier(
        event=event,
        url=event_url(event.public_id, event.title_de),
        title=event.title(cat.language),
        summary=event.summary(cat.language),
        steps=_steps(event, reports, cat),
        reasons=tuple(wording.reason(record, cat) for record in event.explanation.get("reasons", ())),
        reports=tuple(reports),
        participants=tuple(participants),
        related=tuple(related),
        amounts=_amounts(reports, cat),
        corrections=_corrections(event, reports, cat),
    )


def quote_of(mention: Mention) -> Node:
    """The quote with its trigger and its time expression marked."""
    spans = [Span(mention.trigger_start, mention.trigger_end, "trigger")]
    if mention.date_start is not None and mention.date_end is not None:
        spans.append(Span(mention.date_start, mention.date_end, "time"))
    return nest(mention.quote, _moved(spans, -mention.start))


def _amounts(reports: Iterable[Report], cat: Catalogue) -> tuple[Amount, ...]:
    """What the reports of the event itself count, each amount once, in the order of the reports."""
    told: dict[str, list[Report]] = {}
    for report in reports:
        if report.of is None:
            for row in report.mention.quantities:
                own = told.setdefault(wording.amount(Quantity(**row), cat), [])
                if report not in own:
                    own.append(report)
    return tuple(Amount(words, tuple(own)) for words, own in told.items())


def _corrections(event: Event, reports: Iterable[Report], cat: Catalogue) -> tuple[Correction, ...]:
    """From the log, and the days on which texts were taken down after the event had been published."""
    lines = list(corrections([event.public_id], cat).get(event.public_id, ()))
    removed = {
        report.document.taken_down_at.date()
        for report in reports
        if report.document.taken_down_at and event.published_at and report.document.taken_down_at > event.published_at
    }
    lines += [Correction(day, str(_("the text of a report was taken down"))) for day in removed]
    return tuple(sorted(lines, key=lambda line: line.day))


def _moved(spans: Iterable[Span], by: int) -> list[Span]:
    return [Span(span.start + by, span.end + by, span.name, span.key, span.subject) for span in spans]


def _report(mention: Mention, cat: Catalogue, speakers: Speakers, *, denies: bool, of: Event | None = None) -> Report:
    document = mention.document
    url = f"{reverse('document', args=[document.public_id])}#{mention.anchor}"
    code = document.outlet.country if document.outlet else ""
    country = country_names(cat.language).get(code, code)
    credited = speakers.credited(mention)
    return Report(mention, document, document.outlet, quote_of(mention), denies, url, credited, of, country)


def _related(event: Event, relation: str, words: Mapping[RelationType, Any]) -> Related:
    return Related(event, str(words[RelationType(relation)]), event_url(event.public_id, event.title_de))


def _steps(event: Event, reports: Iterable[Report], cat: Catalogue) -> tuple[StatusStep, ...]:
    urls = {f"{report.document.public_id}#{report.mention.anchor}": report.url for report in reports}
    steps = []
    for record in event.status_history:
        change = StatusChange(
            Status(record["status"]),
            date.fromisoformat(record["day"]) if record["day"] else None,
            record["mention"],
            span_of(record["span"]) if record.get("span") else None,
        )
        steps.append(
            StatusStep(change.status, wording.history_sentence((change,), cat), urls.get(change.mention_id, ""))
        )
    return tuple(steps)
