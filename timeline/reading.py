"""A document as it is shown to readers: its text, or what of it may be shown, with the public mentions marked in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from timeline import wording
from timeline.chart import event_url
from timeline.extraction.model import EventKind, Status
from timeline.extraction.pipeline import timexes
from timeline.extraction.sentences import split
from timeline.highlight import Node, Span, nest, paragraphs
from timeline.marks import Dot
from timeline.models import Document, Mention, Outlet
from timeline.values import article_value, dating_value
from timeline.wording import Catalogue

LONGEST_RESOLVED = 100_000
"""Characters. Time expressions are resolved for each reader anew, some two milliseconds for a thousand characters; in
what comes after these only those of public mentions say what they mean."""


@dataclass(frozen=True, slots=True)
class Note:
    """A mention in the margin; `when` is its time as this document tells it."""

    mention: Mention
    title: str
    when: str
    url: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`gap`: text before it is left out, because the outlet allows no more than quotes."""

    text: Node
    notes: tuple[Note, ...]
    boilerplate: bool
    gap: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """`abridged`: only quotes and their neighbours are shown; `cut_off`: text after the last one is left out."""

    paragraphs: tuple[Paragraph, ...]
    abridged: bool
    events: tuple[Note, ...]
    cut_off: bool


def reading(document: Document, cat: Catalogue) -> Reading:
    """From a document whose public mentions, with their events, lie in `document.reports`."""
    mentions: list[Mention] = document.reports  # type: ignore[attr-defined]
    notes = {mention.anchor: _note(mention, cat) for mention in mentions}
    abridged = document.outlet is not None and document.outlet.rights == Outlet.Rights.QUOTE
    if document.taken_down_at is not None or not document.text:
        return Reading((), abridged, tuple(notes.values()), cut_off=False)
    furniture = [(int(start), int(end)) for start, end in document.boilerplate]
    spans = list(_spans(document, mentions))
    shown: list[Paragraph] = []
    at = 0
    for start, end in _quoted(document, mentions) if abridged else paragraphs(document.text):
        dim = any(first <= start and end <= last for first, last in furniture)
        furnished = [] if dim else [Span(first, last, "boilerplate") for first, last in furniture]
        shown.append(
            Paragraph(
                text=nest(document.text, [*spans, *furnished], start=start, end=end),
                notes=tuple(notes[mention.anchor] for mention in mentions if start <= mention.trigger_start < end),
                boilerplate=dim,
                gap=_says_anything(document.text, at, start, furniture),
            )
        )
        at = end
    return Reading(
        tuple(shown),
        abridged,
        tuple(notes.values()),
        cut_off=_says_anything(document.text, at, len(document.text), furniture),
    )


def published(document: Document, cat: Catalogue) -> str:
    """When the document was published, in words; a window stays a window."""
    first, last = document.published_earliest, document.published_latest
    if first and last:
        days = {"first": wording.day_text(first, cat), "last": wording.day_text(last, cat)}
        return days["first"] if first == last else _("between %(first)s and %(last)s") % days
    if first:
        return _("on or after %(day)s") % {"day": wording.day_text(first, cat)}
    if last:
        return _("on or before %(day)s") % {"day": wording.day_text(last, cat)}
    return _("not known")


def _says_anything(text: str, start: int, end: int, furniture: Sequence[tuple[int, int]]) -> bool:
    """Whether anything but boilerplate stands between two offsets."""
    return any(
        not character.isspace() and not any(first <= place < last for first, last in furniture)
        for place, character in enumerate(text[start:end], start)
    )


def _note(mention: Mention, cat: Catalogue) -> Note:
    event = mention.event
    if event is None:
        raise ValueError(f"mention {mention.pk} is public and has no event")
    when = wording.when(mention.time, cat)
    return Note(mention, event.title(cat.language), when, event_url(event.public_id, event.title_de))


def dots(notes: Sequence[Note], cat: Catalogue) -> list[Dot]:
    """What a document reports, as it tells it, for a chart whose marks lead to their sentences."""
    return [
        Dot(
            id=note.mention.anchor,
            kind=EventKind(note.mention.kind),
            status=Status(note.mention.factuality),
            span=note.mention.time,
            sources=1,
            title=note.title,
            words=f"{note.title}\n{note.when}\n{cat.label('factuality', note.mention.factuality)}",
            href=f"#{note.mention.anchor}",
        )
        for note in notes
    ]


def _spans(document: Document, mentions: Sequence[Mention]) -> Iterator[Span]:
    """Quotes before what is marked in them, so that they lie outside where both are the same."""
    for mention in mentions:
        yield Span(mention.start, mention.end, "mention", mention.anchor, mention)
    for mention in mentions:
        yield Span(mention.trigger_start, mention.trigger_end, "trigger", mention.anchor, mention)
    yield from _times(document, mentions)


def _times(document: Document, mentions: Sequence[Mention]) -> Iterator[Span]:
    """The time expressions with what they mean: for public mentions as curators left it, else as the text alone tells.

    The others are read from the text and its day of publication, never from rows: a mention that is not public must
    leave no trace, not even by the time that somebody gave it.
    """
    told: dict[tuple[int, int], Span] = {}
    for mention in mentions:
        if mention.date_start is not None and mention.date_end is not None:
            place = (mention.date_start, mention.date_end)
            told.setdefault(place, Span(*place, "time", mention.anchor, mention.time))
    yield from told.values()
    article = article_value(document)
    beginning = replace(article, text=article.text[:LONGEST_RESOLVED])
    for timex in timexes(beginning, dating_value(document)):
        known = timex.span is not None and (timex.span.earliest is not None or timex.span.latest is not None)
        if known and not any(timex.start < end and start < timex.end for start, end in told):
            yield Span(timex.start, timex.end, "time", "", timex.span)


def _quoted(document: Document, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The sentences of the quotes and their neighbours, as stretches inside one line each."""
    sentences = split(document.text, document.language, [(int(start), int(end)) for start, end in document.boilerplate])
    wanted: set[int] = set()
    for position, sentence in enumerate(sentences):
        if any(mention.start < sentence.end and sentence.start < mention.end for mention in mentions):
            wanted |= {position - 1, position, position + 1}
    kept = [(sentences[n].start, sentences[n].end) for n in sorted(wanted) if 0 <= n < len(sentences)]
    kept += [(mention.start, mention.end) for mention in mentions]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(kept):
        if merged and not document.text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [
        (start + first, start + last) for start, end in merged for first, last in paragraphs(document.text[start:end])
    ]
