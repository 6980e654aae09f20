"""Who may do what at the desk: the permission that each act takes.

The groups that hold these permissions are made by migration 0004; docs/reference.md tells people about them. An act
asks here when it is written to the log (`timeline.curation`), screens ask before they offer it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from timeline.models import Decision, Event

Verb = Decision.Verb
User = AbstractBaseUser | AnonymousUser

_BY_VERB: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (Verb.PUBLISH, "event"): "publish_event",
        (Verb.UNPUBLISH, "event"): "publish_event",
        (Verb.MERGE, "event"): "merge_event",
        (Verb.EDIT, "event"): "add_event",
        (Verb.TAKE_DOWN, "document"): "take_down_document",
    }
)
_BY_TARGET = {"mention": "change_mention", "event": "change_event", "document": "change_document"}
"""What any other act on such a target takes."""

_BESIDE_THE_EVENT = frozenset({Verb.NOTE, Verb.APPROVE, Verb.JUDGE})
"""Acts on an event that change nothing which the public sees of it."""


def permission_for(verb: str, target: str) -> str:
    """The codename of the permission that an act on the log's `target` (or on its kind, as "event") takes."""
    kind = target.partition(":")[0]
    return _BY_VERB.get((verb, kind)) or _BY_TARGET[kind]


def may(user: User, verb: str, target: str) -> bool:
    """Whether a person may do such an act. What changes a published event is left to those who publish."""
    if not _holds(user, permission_for(verb, target)):
        return False
    return not _needs_an_editor(verb, target) or _holds(user, "publish_event")


def may_given(user: User, verb: str, target: str, *, published: bool) -> bool:
    """The same without a look at the database, for many acts at once; `published`: whether the event is."""
    if not _holds(user, permission_for(verb, target)):
        return False
    beside = verb in _BESIDE_THE_EVENT or not target.startswith("event")
    return beside or not published or _holds(user, "publish_event")


def require(user: User, verb: str, target: str) -> None:
    """Raises PermissionDenied, with the reason in words, unless the person may do the act."""
    if may(user, verb, target):
        return
    if _needs_an_editor(verb, target):
        raise PermissionDenied(_("This event is public: only who may publish events may change it."))
    raise PermissionDenied(_("Your account lacks the permission for this."))


def _holds(user: User, permission: str) -> bool:
    return isinstance(user, PermissionsMixin) and user.has_perm(f"timeline.{permission}")


def _needs_an_editor(verb: str, target: str) -> bool:
    kind, _colon, public_id = target.partition(":")
    if kind != "event" or verb in _BESIDE_THE_EVENT or not public_id:
        return False
    return bool(Event.objects.filter(public_id=public_id).published().exists())
