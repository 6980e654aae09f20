"""An event for machines: schema.org as JSON-LD. Never more exact than it is known.

https://schema.org/Event takes ISO 8601 dates, reduced ones included, but no "some day in this span": such a time is
given as the page's `temporalCoverage` only, with an open side as "..".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from timeline.dossier import Dossier, Report
from timeline.extraction.model import ActorKind, Extent, TimeSpan

_TYPES = {ActorKind.PERSON: "Person", ActorKind.STATE: "Country", ActorKind.MEDIA: "NewsMediaOrganization"}


def event_record(dossier: Dossier, words: str, language: str, absolute: Callable[[str], str]) -> dict[str, Any]:
    """`words` are time and status in the reader's language, `absolute` makes an address a whole one."""
    event = dossier.event
    happening: dict[str, Any] = {
        "@type": "Event",
        "@id": f"{absolute(dossier.url)}#event",
        "name": dossier.title,
        "description": words,
        **_dates(event.time),
    }
    if event.place:
        happening["location"] = {"@type": "Place", "name": event.place.name(language)}
    if dossier.participants:
        happening["attendee"] = [
            {
                "@type": _TYPES.get(ActorKind(taking.actor.kind), "Organization") if taking.actor else "Thing",
                "name": taking.name,
            }
            for taking in dossier.participants
        ]
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": absolute(dossier.url),
        "inLanguage": language,
        "dateModified": event.updated_at.date().isoformat(),
        "mainEntity": happening,
    }
    if coverage := _coverage(event.time):
        page["temporalCoverage"] = coverage
    if dossier.reports:
        page["citation"] = [_article(report, absolute) for report in dossier.reports]
    return page


def _dates(span: TimeSpan) -> dict[str, str]:
    """A day, a whole month or year, or a beginning and an end; nothing for a time that is only a window."""
    if span.earliest is None or span.latest is None or span.approximate:
        return {}
    if span.extent is Extent.THROUGHOUT:
        return {"startDate": span.earliest.isoformat(), "endDate": span.latest.isoformat()}
    return {"startDate": span.edtf} if span.edtf[:1].isdigit() else {}


def _coverage(span: TimeSpan) -> str:
    if span.earliest is None and span.latest is None:
        return ""
    if span.earliest == span.latest and span.earliest:
        return span.earliest.isoformat()
    return f"{span.earliest.isoformat() if span.earliest else '..'}/{span.latest.isoformat() if span.latest else '..'}"


def _article(report: Report, absolute: Callable[[str], str]) -> dict[str, Any]:
    document = report.document
    article: dict[str, Any] = {
        "@type": "NewsArticle",
        "url": document.url or absolute(report.url),
        "inLanguage": document.language,
    }
    if document.title:
        article["headline"] = document.title
    if document.published_earliest and document.published_earliest == document.published_latest:
        article["datePublished"] = document.published_earliest.isoformat()
    if report.outlet:
        article["publisher"] = {"@type": "Organization", "name": report.outlet.name}
    return article
