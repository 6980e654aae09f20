"""One click of a curator: who may do it, what it calls, and how its outcome is told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from timeline import curation, rights
from timeline.admin import meanwhile
from timeline.admin.forms import ReasonForm
from timeline.curation import CurationError
from timeline.grouping import writing
from timeline.models import Decision, Document, Event, Mention

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)


def require(request: HttpRequest, permission: str) -> None:
    """Raises PermissionDenied unless the curator has the permission of the app."""
    if not request.user.has_perm(f"timeline.{permission}"):
        raise PermissionDenied


def perform(request: HttpRequest, act: Callable[[], object], told: str, *, about: Mention | None = None) -> bool:
    """Does an act wholly or not at all and tells the curator so. Returns whether it was done.

    Raises `meanwhile.Changed`, which becomes a page of its own, where others decided something about the screen's event
    or document (of an act `about` one mention: about that one) after the screen was shown.
    """
    try:
        with writing():
            meanwhile.check(request, about)
            act()
    except CurationError as refusal:
        messages.error(request, str(refusal))
    except (IntegrityError, OperationalError):
        logger.warning("an act of curation met a conflict", exc_info=True)
        messages.error(request, conflict())
    else:
        messages.success(request, told)
        return True
    return False


def named(rows: QuerySet[Any], **columns: str) -> Any:
    """The row that a form names. Raises Http404 where there is none, also for what cannot be a name at all."""
    try:
        return rows.get(**columns)
    except (ObjectDoesNotExist, ValueError, ValidationError, OverflowError) as error:
        raise Http404 from error


def filled_in(request: HttpRequest, form: Form) -> bool:
    """Whether a form of one line is valid; if not, the message says what is wrong."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return form.is_valid()


def conflict() -> str:
    return _(
        "The database refused this because of a change made at the same time. Nothing was saved; "
        "look at it again and repeat it if it still fits."
    )


# ---- acts on mentions, the same on the desk of a document and on that of an event ------------------------------------


def _split_off(mention: Mention, **by: Any) -> Decision:
    return curation.split([mention], **by)


_ON_A_MENTION: Mapping[str, tuple[StrOrPromise, Callable[..., Decision]]] = MappingProxyType(
    {
        "accept": (gettext_lazy("Accepted."), curation.accept),
        "reject": (gettext_lazy("Rejected."), curation.reject),
        "split": (gettext_lazy("Split off as an event of its own."), _split_off),
        "take_over": (gettext_lazy("The newer reading holds now."), curation.take_over),
        "dismiss": (gettext_lazy("The newer reading is dismissed."), curation.dismiss),
    }
)
"""What the buttons of a card do, by their names."""


def is_on_a_mention(act: str) -> bool:
    return act in _ON_A_MENTION


def decide_mention(request: HttpRequest, mention: Mention, act: str) -> None:
    """Does what a button of a mention's card says, with the reason that came along."""
    require(request, "change_mention")
    form = ReasonForm(request.POST)
    if not filled_in(request, form):
        return
    reason = form.cleaned_data["reason"]
    told, decide = _ON_A_MENTION[act]
    perform(request, lambda: decide(mention, user=request.user, reason=reason), str(told), about=mention)


def accept_mentions(request: HttpRequest, mentions: QuerySet[Mention]) -> None:
    """Accepts several mentions, all or none."""
    require(request, "change_mention")
    rows = list(mentions.select_related("document"))
    told = ngettext("%(count)d mention accepted.", "%(count)d mentions accepted.", len(rows)) % {"count": len(rows)}
    perform(request, lambda: curation.accept_several(rows, user=request.user), told)


def write_note(request: HttpRequest, subject: Event | Document) -> None:
    """Writes the internal note of an event or a document."""
    text = request.POST.get("note", "").replace("\r\n", "\n")
    told = _("The internal note is saved.")
    perform(request, lambda: curation.note(subject, text, user=request.user), told)


# ---- acts on events --------------------------------------------------------------------------------------------------


def publish(
    request: HttpRequest, events: Iterable[Event], told: str, *, reason: str = "", accepting: bool = False
) -> None:
    """Publishes events, all or none, and warns of what they lack. `accepting` their open mentions first."""
    require(request, "publish_event")
    if accepting:
        require(request, "change_mention")
    rows = list(events)

    def act() -> None:
        for event in rows:
            if accepting:
                curation.accept_all(event, user=request.user)
            curation.publish(event, user=request.user, reason=reason)

    if perform(request, act, told):
        for event in Event.objects.filter(pk__in=[event.pk for event in rows]):
            for warning in curation.publication_warnings(event):
                messages.warning(request, f"{event.title(get_language())}: {warning}")


def approve_with_open_mentions(request: HttpRequest, event: Event, *, reason: str = "") -> None:
    """Accepts the open mentions of an event and proposes it for publication as it then stands."""
    require(request, "change_mention")

    def act() -> None:
        curation.accept_all(event, user=request.user)
        curation.approve(event, user=request.user, reason=reason)

    perform(request, act, _("All mentions accepted and the event proposed for publication."))


# ---- undoing ---------------------------------------------------------------------------------------------------------


def undo(request: HttpRequest, uid: str = "") -> None:
    """Undoes the decision of this uid, else the one that the form names. Who may take such a one may undo it."""
    decision = named(Decision.objects.all(), uid=uid or request.POST.get("decision", ""))
    rights.require(request.user, decision.verb, decision.target)
    perform(request, lambda: curation.undo(decision, user=request.user), _("Undone."))
