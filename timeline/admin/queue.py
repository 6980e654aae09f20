"""The review queue: documents with open proposals, filtered by the address, a page at a time, and who is on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.admin import words
from timeline.extraction.model import EventKind
from timeline.models import Document, Event, Mention, kind_choices
from timeline.querysets import Proposals

PAGE_LENGTH = 25
_PROPOSED_SHOWN = 10

SURENESS: Mapping[str, tuple[Any, float, float]] = {
    "low": (gettext_lazy("below 0.6"), 0.0, 0.6),
    "middle": (gettext_lazy("0.6 to 0.8"), 0.6, 0.8),
    "high": (gettext_lazy("0.8 and more"), 0.8, 1.01),
}
"""Bands of confidence, each with its name, its lower bound and the one it stays below."""

ORDERS: Mapping[str, Any] = {
    "oldest": gettext_lazy("oldest first"),
    "newest": gettext_lazy("newest first"),
    "unsure": gettext_lazy("least sure first"),
    "sure": gettext_lazy("surest first"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the queue asks for. Values that make no sense are left out.

    `assigned` is "me", "nobody" or the primary key of a person; `after` the last row of the page before.
    """

    kind: str = ""
    sure: str = ""
    assigned: str = ""
    order: str = "oldest"
    after: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        kind, sure, assigned = query.get("kind", ""), query.get("sure", ""), query.get("assigned", "")
        order = query.get("order", "oldest")
        somebody = assigned in ("me", "nobody") or (assigned.isascii() and assigned.isdigit() and len(assigned) < 10)
        return cls(
            kind=kind if kind in set(EventKind) else "",
            sure=sure if sure in SURENESS else "",
            assigned=assigned if somebody else "",
            order=order if order in ORDERS else "oldest",
            after=query.get("after", ""),
        )

    def url(self, **changes: str) -> str:
        """The address of the queue with these values in place of some of its own."""
        asked = replace(self, **changes)
        values = {name: getattr(asked, name) for name in ("kind", "sure", "assigned", "order", "after")}
        said = {name: value for name, value in values.items() if value and (name, value) != ("order", "oldest")}
        return f"{reverse('admin:index')}{'?' if said else ''}{urlencode(said)}"

    @property
    def filtered(self) -> bool:
        return bool(self.kind or self.sure or self.assigned)

    def proposals(self, user: Any) -> Proposals:
        """The open mentions that are asked for."""
        low, high = SURENESS[self.sure][1:] if self.sure else (None, None)
        assigned = {"me": user.pk, "nobody": None}.get(self.assigned, self.assigned)
        return Proposals(self.kind, low, high, by_assignee=bool(self.assigned), assignee=assigned)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document in the queue in words."""

    document: Any
    name: str
    published: str
    confidence: str

    @property
    def decided(self) -> int:
        return int(self.document.accepted + self.document.rejected)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue. `proposals` and `documents` count all pages; `next_url` is empty on the last one."""

    asked: Asked
    rows: tuple[Waiting, ...]
    proposals: int
    documents: int
    next_url: str
    first_url: str
    kinds: tuple[Choice, ...]
    sureness: tuple[Choice, ...]
    assignees: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    people: tuple[User, ...]


def queue(request: HttpRequest) -> Queue:
    """The page that the request asks for, in a constant number of queries."""
    asked = Asked.of(request.GET)
    wanted = asked.proposals(request.user)
    found = Mention.objects.count_open(wanted)
    keys = Document.objects.waiting_page(wanted, order=asked.order, after=asked.after, length=PAGE_LENGTH + 1)
    page = keys[:PAGE_LENGTH]
    people = tuple(curators())
    return Queue(
        asked=asked,
        rows=_rows([key.pk for key in page]),
        proposals=found.proposals,
        documents=found.documents,
        next_url=asked.url(after=page[-1].cursor) if len(keys) > PAGE_LENGTH else "",
        first_url=asked.url(after="") if asked.after else "",
        kinds=_kinds(asked, request),
        sureness=_choices({key: band[0] for key, band in SURENESS.items()}, asked.sure),
        assignees=_assignees(asked, people),
        orders=_choices(ORDERS, asked.order),
        people=people,
    )


def _rows(pks: Sequence[int]) -> tuple[Waiting, ...]:
    rows = Document.objects.filter(pk__in=pks).with_review_counts().with_confidence().with_opening()
    by_pk = {row.pk: row for row in rows.select_related("outlet", "assigned_to")}
    return tuple(
        Waiting(by_pk[pk], words.name(by_pk[pk]), words.published(by_pk[pk]), _confidence(by_pk[pk])) for pk in pks
    )


def _confidence(document: Any) -> str:
    if document.least_sure is None:  # decided since the page was asked for
        return ""
    least, most = (localize(round(value, 2)) for value in (document.least_sure, document.most_sure))
    return str(least) if least == most else f"{least} – {most}"


def _kinds(asked: Asked, request: HttpRequest) -> tuple[Choice, ...]:
    counts = Mention.objects.count_open_by_kind(replace(asked, kind="").proposals(request.user))
    return tuple(
        Choice(key, str(name), counts.get(key, 0), key == asked.kind)
        for key, name in kind_choices()
        if counts.get(key) or key == asked.kind
    )


def _choices(named: Mapping[str, Any], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(key, str(name), None, key == chosen) for key, name in named.items())


def _assignees(asked: Asked, people: Sequence[User]) -> tuple[Choice, ...]:
    fixed = {"me": _("me"), "nobody": _("nobody")}
    return _choices({**fixed, **{str(person.pk): called(person) for person in people}}, asked.assigned)


def curators() -> QuerySet[User]:
    """Who documents can be assigned to: everybody who may decide on mentions."""
    able = User.objects.with_perm("timeline.change_mention", backend=_BACKEND)
    return able.filter(is_staff=True).order_by("last_name", "first_name", "username")


_BACKEND = "django.contrib.auth.backends.ModelBackend"


def called(person: Any) -> str:
    return str(person.get_full_name() or person.get_username())


# ---- who is to look at it --------------------------------------------------------------------------------------------


def assign(request: HttpRequest) -> HttpResponse:
    """Assigns the chosen documents, to oneself or with the permission for it to anybody, or to nobody again."""
    to = request.POST.get("to", "")
    if to not in ("", "me", str(request.user.pk)) and not request.user.has_perm("timeline.assign_document"):
        raise PermissionDenied(_("Only who may assign documents to others can do this."))
    if not request.user.has_perm("timeline.change_mention"):
        raise PermissionDenied(_("Your account lacks the permission for this."))
    back = Asked.of(QueryDict(request.POST.get("asked", ""))).url()
    chosen = [pk for pk in request.POST.getlist("document") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    person = None
    if to:
        person = request.user if to == "me" else curators().filter(pk=to if to.isdigit() else 0).first()
        if person is None:
            messages.error(request, _("There is nobody of this name who may decide on mentions."))
            return HttpResponseRedirect(back)
    documents = Document.objects.filter(pk__in=chosen)
    if to in ("", "me") and not request.user.has_perm("timeline.assign_document"):
        documents = documents.filter(assigned_to=None) | documents.filter(assigned_to=request.user.pk)
    count = documents.update(assigned_to=person)
    if not count:
        messages.warning(request, _("No document was chosen, or others are at work on them."))
    elif person is None:
        told = ngettext(
            "%(count)d document is assigned to nobody.", "%(count)d documents are assigned to nobody.", count
        )
        messages.success(request, told % {"count": count})
    else:
        told = ngettext(
            "%(count)d document is assigned to %(who)s.", "%(count)d documents are assigned to %(who)s.", count
        )
        messages.success(request, told % {"count": count, "who": called(person)})
    return HttpResponseRedirect(back)


# ---- what waits for a second person ----------------------------------------------------------------------------------


def proposed_for_publication() -> QuerySet[Event]:
    """Events that somebody approved as they stand and nobody has published, the oldest approval first."""
    events: QuerySet[Event] = Event.objects.filter(review=Event.Review.PROPOSED, approved_at__isnull=False)
    return events.order_by("approved_at", "pk")[:_PROPOSED_SHOWN]
