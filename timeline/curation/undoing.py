"""Taking acts back, and reading the log of a row."""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.utils.translation import gettext as _

from timeline.curation.acting import (
    CurationError,
    Stamp,
    User,
    Verb,
    all_of,
    end_of,
    mention_named,
    record,
    regroup_and_rederive,
    reproject,
)
from timeline.curation.documents import dating_in_force
from timeline.curation.reviewing import describe_anew
from timeline.grouping import target_of, writing
from timeline.models import Decision, Document, Event, Mention
from timeline.projection import settle
from timeline.rereading import reread
from timeline.values import mention_key


def undo(decision: Decision, *, user: User | None, reason: str = "", stamp: Stamp | None = None) -> Decision:
    """Takes an act back, as a further row of the log; everything that followed from it is derived anew."""
    with writing():
        decision = Decision.objects.get(pk=decision.pk)
        if decision.verb == Verb.UNDO:
            raise CurationError(_("Undoing cannot be undone: do the act again."))
        if Decision.objects.filter(undoes=decision).exists():
            raise CurationError(_("This act was undone already."))
        if decision.verb == Verb.TAKE_DOWN:
            raise CurationError(_("The text is gone: add the document again."))
        if decision.verb == Verb.EDIT and decision.target.startswith("event:"):
            raise CurationError(_("An event entered by hand is taken back by rejecting it."))
        undoing = record(Verb.UNDO, decision.target, {}, user, reason, stamp, undoes=decision)
        by_verb = _UNDOING.get(Verb(decision.verb), _undo_on_event)
        undoing_it = _undo_on_document if _describes_document(decision) else by_verb
        undoing_it(decision, undoing)
    return undoing


def history(subject: Event | Mention | Document | str) -> list[Decision]:
    """The acts on an event (with those on its mentions, and events merged into it), a mention or a document, oldest
    first, undone ones included. A text is taken as the log's own name for its target."""
    acts = Decision.objects.select_related("user", "undoes", "undone_by").order_by("at", "id")
    if isinstance(subject, Document):
        mentions = [target_of(mention) for mention in subject.mentions.select_related("document")]
        return list(acts.filter(target__in=[f"document:{subject.public_id}", *mentions]))
    if isinstance(subject, Event):
        mentions = [target_of(mention) for mention in subject.mentions.select_related("document")]
        came = {"verb__in": (Verb.MERGE, Verb.SPLIT, Verb.MOVE), "payload__into": subject.public_id}
        merged = Q(**came)
        undone = Q(**{f"undoes__{name}": value for name, value in came.items()})
        return list(acts.filter(Q(target__in=[target_of(subject), *mentions]) | merged | undone))
    return list(acts.filter(target=target_of(subject)))


def _undo_on_mention(decision: Decision, undoing: Decision) -> None:
    mention = mention_named(decision.target)
    if mention is None:
        return
    settle([mention])
    regroup_and_rederive([mention.kind], [mention.event_id], undoing)


def _undo_on_event(decision: Decision, undoing: Decision) -> None:
    names = [decision.target.removeprefix("event:"), decision.payload.get("to", "")]
    reproject(Event.objects.filter(public_id__in=names).values_list("pk", flat=True), undoing)


def _undo_merge(decision: Decision, undoing: Decision) -> None:
    """Gives the merged event back the mentions that it brought along and that are still where they went."""
    event = Event.objects.get(public_id=decision.target.removeprefix("event:"))
    into = end_of(event)
    chosen = Decision.objects.in_force().filter(verb=Verb.OVERRIDE, payload__with=str(decision.uid))
    for override in chosen.order_by("at", "id"):
        stamp = Stamp(undoing.at, undoing.by, uuid.uuid4())
        record(Verb.UNDO, override.target, {}, undoing.user, undoing.reason, stamp, undoes=override)
    mentions = [m for m in all_of(into) if mention_key(m) in decision.payload["rows"]]
    Event.objects.filter(pk=event.pk).update(merged_into=None, review=Event.Review.PROPOSED)
    Mention.objects.filter(pk__in=[mention.pk for mention in mentions]).update(event=event)
    regroup_and_rederive(
        {mention.kind for mention in all_of(into)} | {m.kind for m in mentions}, [event.pk, into.pk], undoing
    )


def _undo_edit(decision: Decision, undoing: Decision) -> None:
    """Lets the mention say what it said before; a newer reading that was taken over is a proposal again."""
    mention = mention_named(decision.target)
    if mention is None:
        return
    kinds = {mention.kind, mention.found_as, decision.payload.get("before", {}).get("kind", mention.kind)}
    if "newer" in decision.payload:
        Mention.objects.filter(pk=mention.pk).update(newer=decision.payload["newer"])
    settle([mention])
    regroup_and_rederive(kinds, [mention.event_id], undoing)


def _undo_dismiss(decision: Decision, undoing: Decision) -> None:
    mention = mention_named(decision.target)
    if mention is not None:
        Mention.objects.filter(pk=mention.pk).update(newer=decision.payload["newer"])


def _undo_move(decision: Decision, undoing: Decision) -> None:
    """Gives the mention back to the event that it came from, which stands again if the move had emptied it."""
    into = end_of(Event.objects.get(public_id=decision.payload["into"]))
    moved = [m for m in all_of(into) if mention_key(m) in decision.payload["rows"]]
    source = Event.objects.filter(public_id=decision.payload["from"]).first()
    if source is not None and not decision.payload["left"] and not _merged_by_hand(source):
        Event.objects.filter(pk=source.pk).update(merged_into=None, review=Event.Review.PROPOSED)
        source.refresh_from_db()
    home = end_of(source) if source is not None else None
    Mention.objects.filter(pk__in=[mention.pk for mention in moved]).update(event=home)
    kinds = {mention.kind for mention in (*moved, *all_of(into))}
    regroup_and_rederive(kinds, [into.pk, home.pk if home else None], undoing)


def _merged_by_hand(event: Event) -> bool:
    return bool(Decision.objects.in_force().filter(target=target_of(event), verb=Verb.MERGE).exists())


def _undo_judge(decision: Decision, undoing: Decision) -> None:
    """What was kept apart may come together again."""
    names = [decision.target.removeprefix("event:"), decision.payload["other"]]
    events = Event.objects.filter(public_id__in=names)
    kinds = Mention.objects.filter(event__in=events).values_list("kind", flat=True).distinct()
    regroup_and_rederive(kinds, [event.pk for event in events], undoing)


def _undo_split(decision: Decision, undoing: Decision) -> None:
    """Puts what was split off back, and lets the event that it had become lead to where it is now."""
    event = end_of(Event.objects.get(public_id=decision.target.removeprefix("event:")))
    split_off = Event.objects.get(public_id=decision.payload["into"])
    if split_off.merged_into_id is not None:
        raise CurationError(_("What was split off was merged into another event since: undo that first."))
    mentions = all_of(split_off)
    if {mention_key(m) for m in mentions} - {*decision.payload["mentions"]}:
        movers = [m for m in mentions if mention_key(m) in decision.payload["mentions"]]
    else:
        movers = mentions
        Event.objects.filter(pk=split_off.pk).update(merged_into=event, review=Event.Review.MERGED)
        split_off.participants.all().delete()
    Mention.objects.filter(pk__in=[mention.pk for mention in movers]).update(event=event)
    regroup_and_rederive({mention.kind for mention in all_of(event)}, [event.pk, split_off.pk], undoing)


def _undo_confirm_date(decision: Decision, undoing: Decision) -> None:
    document = Document.objects.select_related("outlet").get(public_id=decision.target.removeprefix("document:"))
    if document.taken_down_at:
        raise CurationError(_("The document was taken down: its text cannot be read again."))
    reread(document, dating_in_force(document), at=undoing.at)


def _describes_document(decision: Decision) -> bool:
    return decision.target.startswith("document:") and decision.verb in (Verb.EDIT, Verb.NOTE)


def _undo_on_document(decision: Decision, undoing: Decision) -> None:
    describe_anew(Document.objects.get(public_id=decision.target.removeprefix("document:")), undoing)


_UNDOING = {
    Verb.ACCEPT: _undo_on_mention,
    Verb.REJECT: lambda decision, undoing: (
        _undo_on_event(decision, undoing)
        if decision.target.startswith("event:")
        else _undo_on_mention(decision, undoing)
    ),
    Verb.EDIT: _undo_edit,
    Verb.MARK: _undo_on_mention,
    Verb.DISMISS: _undo_dismiss,
    Verb.MOVE: _undo_move,
    Verb.JUDGE: _undo_judge,
    Verb.MERGE: _undo_merge,
    Verb.SPLIT: _undo_split,
    Verb.CONFIRM_DATE: _undo_confirm_date,
}
