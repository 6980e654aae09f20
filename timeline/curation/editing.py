"""Acts on what a mention says: putting its reading right, adding one that the machine missed, and newer readings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from timeline import edits
from timeline.curation.acting import (
    CurationError,
    Stamp,
    User,
    Verb,
    fresh,
    record,
    regroup_and_rederive,
)
from timeline.curation.checking import checked_reading
from timeline.extraction.model import MODES, Commitment, EventKind, Factuality, Mode, TimeSpan
from timeline.extraction.sentences import split as sentences_of
from timeline.grouping import target_of, writing
from timeline.models import Decision, Document, Mention
from timeline.projection import settle
from timeline.values import READ, article_value, span_columns, span_of


def edit(
    mention: Mention, fields: Mapping[str, Any], *, user: User | None, reason: str = "", stamp: Stamp | None = None
) -> Decision:
    """Puts right what a mention says. What the machine read is kept, and undoing brings it back.

    `fields` by name, any of `values.READ`: members of the vocabulary or their keys, a TimeSpan or its record, the slug
    of a place or "", lists of {name, role, key} (participants) and of {source, key} (attributions). Those that say the
    same as before are passed over.
    """
    with writing():
        mention = fresh(mention)
        given = {name: checked_reading(name, value) for name, value in fields.items()}
        return _edit(mention, given, {}, user, reason, stamp)


def take_over(mention: Mention, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Lets a mention say what a later extraction reads there, as an edit of it."""
    with writing():
        mention = fresh(mention)
        newer = _newer(mention)
        given = {name: checked_reading(name, newer[name]) for name in READ if name in newer}
        decision = _edit(mention, given, {"newer": newer}, user, reason, stamp)
        Mention.objects.filter(pk=mention.pk).update(newer=None)
    return decision


def dismiss(mention: Mention, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Keeps what a mention says, against a later extraction that reads something else there."""
    with writing():
        mention = fresh(mention)
        payload = {"newer": _newer(mention)}
        decision = record(Verb.DISMISS, target_of(mention), payload, user, reason, stamp)
        Mention.objects.filter(pk=mention.pk).update(newer=None)
    return decision


def mark(
    document: Document,
    start: int,
    end: int,
    fields: Mapping[str, Any],
    *,
    user: User | None,
    reason: str = "",
    stamp: Stamp | None = None,
) -> Decision:
    """Adds a mention that the machine missed: the words from `start` to `end` (code points) name an event.

    Its quote are the sentences that these words stand in. It is accepted with that; `fields` as for `edit`, of which
    kind, time and factuality must be given. The decision's target names the new mention.
    """
    with writing():
        document = Document.objects.select_related("outlet").get(pk=document.pk)
        start, end = _trimmed(document, start, end)
        given = {**_NOTHING_SAID, **{name: checked_reading(name, value) for name, value in fields.items()}}
        if missing := [name for name in ("kind", "time", "factuality") if name not in given]:
            raise CurationError(_("A mention needs: %(fields)s.") % {"fields": ", ".join(missing)})
        given = dict(_with_fitting_mode(given, asked="mode" in fields))
        first, last = _sentences_around(document, start, end)
        mention = _row(document, (first, last), (start, end), given)
        payload = {"start": first, "end": last, "trigger_start": start, "trigger_end": end, "fields": given}
        decision = record(Verb.MARK, target_of(mention), payload, user, reason, stamp)
        edits.write(mention, given)
        settle([fresh(mention)])
        regroup_and_rederive([given["kind"]], [mention.event_id], decision)
    return decision


_NOTHING_SAID: Mapping[str, Any] = {
    "mode": Mode.NONE.value,
    "commitment": Commitment.ASSERTED.value,
    "attributions": [],
    "participants": [],
    "place": "",
    "quantities": [],
}


def _edit(
    mention: Mention,
    given: Mapping[str, Any],
    more: Mapping[str, Any],
    user: User | None,
    reason: str,
    stamp: Stamp | None,
) -> Decision:
    now = edits.said(mention)
    given = _with_fitting_mode({**now, **given}, asked="mode" in given)
    changed = {name: value for name, value in given.items() if value != now[name]}
    if not changed:
        raise CurationError(_("Nothing in it differs from what the mention says already."))
    if "kind" in changed:
        _refuse_twice(mention.document, (mention.trigger_start, mention.trigger_end), changed["kind"])
    payload = {"fields": changed, "before": {name: now[name] for name in changed}, **more}
    decision = record(Verb.EDIT, target_of(mention), payload, user, reason, stamp)
    settle([mention])
    regroup_and_rederive({now["kind"], changed.get("kind", now["kind"])}, [mention.event_id], decision)
    return decision


def _with_fitting_mode(record: Mapping[str, Any], *, asked: bool) -> Mapping[str, Any]:
    """The record with a mode that its kind has. One that was `asked` for and does not fit is refused."""
    mode, kind = Mode(record["mode"]), EventKind(record["kind"])
    if mode is Mode.NONE or mode in MODES.get(kind, ()):
        return record
    if asked:
        raise CurationError(_("The manner “%(mode)s” does not go with this kind of event.") % {"mode": mode.value})
    return {**record, "mode": Mode.NONE.value}


def _newer(mention: Mention) -> dict[str, Any]:
    if not mention.newer:
        raise CurationError(_("There is no newer reading of this mention (any more)."))
    return dict(mention.newer)


def _trimmed(document: Document, start: int, end: int) -> tuple[int, int]:
    """The passage without blanks at its ends. Raises CurationError for one that is none."""
    if document.taken_down_at:
        raise CurationError(_("The document was taken down: nothing can be marked in it."))
    if not 0 <= start < end <= document.length:
        raise CurationError(_("This passage does not lie in the text: select it again."))
    passage = document.text[start:end]
    if not passage.strip():
        raise CurationError(_("There are no words in this passage: select some."))
    if len(passage) > _LONGEST_PASSAGE:
        raise CurationError(
            _("This passage has more than %(limit)d characters: select a sentence or less.")
            % {"limit": _LONGEST_PASSAGE}
        )
    return start + len(passage) - len(passage.lstrip()), end - (len(passage) - len(passage.rstrip()))


_LONGEST_PASSAGE = 1000


def _sentences_around(document: Document, start: int, end: int) -> tuple[int, int]:
    """From where to where the sentences reach in which a passage stands."""
    boilerplate = article_value(document).boilerplate
    touched = [
        sentence
        for sentence in sentences_of(document.text, document.language, boilerplate)
        if sentence.start < end and start < sentence.end
    ]
    return min([start, *(s.start for s in touched)]), max([end, *(s.end for s in touched)])


def _row(document: Document, quote: tuple[int, int], words: tuple[int, int], given: Mapping[str, Any]) -> Mention:
    """A new mention by hand, or the one that was marked here before and taken back."""
    kind = given["kind"]
    back: Mention | None = Mention.objects.filter(
        document=document,
        trigger_start=words[0],
        trigger_end=words[1],
        kind=kind,
        by_hand=True,
        state=Mention.State.REJECTED,
    ).first()
    if back is not None and back.reading is None:
        return fresh(back)
    _refuse_twice(document, words, kind)
    time: TimeSpan = span_of(given["time"])
    mention: Mention = Mention.objects.create(
        document=document,
        start=quote[0],
        end=quote[1],
        quote=document.text[quote[0] : quote[1]],
        trigger_start=words[0],
        trigger_end=words[1],
        kind=EventKind(kind).value,
        factuality=Factuality(given["factuality"]).value,
        confidence=1.0,
        by_hand=True,
        **span_columns(time),
    )
    return fresh(mention)


def _refuse_twice(document: Document, words: tuple[int, int], kind: str) -> None:
    if Mention.objects.filter(document=document, trigger_start=words[0], trigger_end=words[1], kind=kind).exists():
        raise CurationError(_("These words carry a mention of this kind already."))
