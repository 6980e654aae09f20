"""What the templates need beyond Django's own: marked text, marks as icons, words for the vocabulary, time in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from timeline import svg, wording
from timeline.extraction.dating import reasons
from timeline.extraction.model import TimeSpan
from timeline.highlight import Node
from timeline.models import Event
from timeline.querysets import HIT_END, HIT_START

register = template.Library()


def _catalogue() -> wording.Catalogue:
    return wording.catalogue(get_language())


@register.filter
def word(key: str, section: str) -> str:
    """The label of a member of the vocabulary: `{{ event.kind|word:"kind" }}`."""
    return _catalogue().label(section, key)


@register.filter
def in_words(span: TimeSpan) -> str:
    """A time with its precision, in words."""
    return wording.when(span, _catalogue())


@register.filter
def day(value: date | None) -> str:
    """A day in words; empty without one."""
    return wording.day_text(value, _catalogue()) if value else ""


@register.filter
def published_reason(record: dict[str, Any] | str) -> str:
    """One of a document's `published_reasons` as a sentence."""
    return wording.published_reason(reasons.of_record(record), _catalogue())


@register.filter
def hits(event: Event) -> SafeString:
    """The passage of an event's texts in which the search found its words, with these marked; empty without any."""
    for headline in (getattr(event, "headline_german", ""), getattr(event, "headline_english", "")):
        if HIT_START in headline:
            text = conditional_escape(" ".join(headline.split()))
            marked_up = text.replace(HIT_START, "<mark>").replace(HIT_END, "</mark>")
            return mark_safe(marked_up)  # noqa: S308 - escaped before the marks were put in
    return SafeString("")


@register.simple_tag
def mark_symbols() -> SafeString:
    return mark_safe(svg.symbols())  # noqa: S308 - built from constants


@register.simple_tag
def mark_icon(status: str, size: float = 14) -> SafeString:
    return mark_safe(svg.symbol(status, size))  # noqa: S308 - escaped there


@register.inclusion_tag("timeline/_share.html", takes_context=True)
def share(context: template.Context) -> dict[str, Any]:
    """The snippet that puts the view of these filters into another page."""
    request, filters = context["request"], context["filters"]
    address = request.build_absolute_uri(reverse("embed") + filters.query_string())
    snippet = format_html(
        '<iframe src="{}" width="100%" height="560" loading="lazy" title="{}"></iframe>',
        address,
        gettext("Timeline Russia–North Korea"),
    )
    return {"embed_snippet": str(snippet), "embeddable": bool(settings.EMBED_ANCESTORS)}


@register.filter
def unlocalized(value: float) -> str:
    """A number as SVG writes it, whatever the reader's language."""
    return f"{value:g}"


@register.filter
def drawing(markup: str) -> SafeString:
    """A drawing of `timeline.svg`, which escapes what it is given."""
    return mark_safe(markup)  # noqa: S308


_ELEMENTS = {"mention": "mark", "trigger": "b", "time": "i", "boilerplate": "span"}


def _resolved(words: SafeString, meant: TimeSpan, *, continued: bool) -> SafeString:
    """A time expression of a document with what it means, which the style sheet shows on hover and focus."""
    one_day = meant.earliest is not None and meant.earliest == meant.latest
    element = "time" if one_day else "span"
    day = format_html(' datetime="{}"', meant.earliest.isoformat()) if one_day and meant.earliest else ""
    focus = "" if continued else SafeString(' tabindex="0"')
    return format_html('<{0} class="time"{1} data-when="{2}"{3}>{4}</{0}>', element, day, in_words(meant), focus, words)


@register.filter
def marked(node: Node) -> SafeString:
    """A marked text as HTML. A mention's first part carries its anchor as id, every part carries it as data."""
    inner = SafeString("".join(conditional_escape(c) if isinstance(c, str) else marked(c) for c in node.children))
    span = node.span
    if span is None:
        return inner
    element = _ELEMENTS[span.name]
    if span.name == "time" and span.subject is not None:
        return _resolved(inner, span.subject, continued=node.continued)
    attributes: Any = SafeString("")
    if span.name == "mention":
        mention = span.subject
        anchor = "" if node.continued else format_html(' id="{}"', span.key)
        attributes = format_html('{} data-mention="{}" class="k-{}"', anchor, span.key, mention.kind)
        if node.continued:
            attributes = format_html('{} data-mention="{}" class="k-{} continued"', anchor, span.key, mention.kind)
    else:
        attributes = format_html(' class="{}"', span.name)
    return format_html("<{}{}>{}</{}>", element, attributes, inner, element)
