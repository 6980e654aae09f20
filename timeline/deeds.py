"""Acts of the decision log as sentences, in the active language.

They are for curators: they name who did it, and rows that are not public. `Names` looks up what the log's own names
stand for, once for a whole page of acts. What readers are told of changes is in `timeline.corrections`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from timeline import wording
from timeline.models import Decision, Document, Event, Mention, Outlet, Place
from timeline.values import span_of

Verb = Decision.Verb

FIELDS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "kind": lambda: _("kind"),
        "mode": lambda: _("manner"),
        "time": lambda: _("time"),
        "status": lambda: _("status"),
        "factuality": lambda: _("factuality"),
        "commitment": lambda: _("commitment"),
        "attributions": lambda: _("sources named"),
        "quantities": lambda: _("quantities"),
        "place": lambda: _("place"),
        "participants": lambda: _("participants"),
        "title_de": lambda: _("German title"),
        "title_en": lambda: _("English title"),
        "summary_de": lambda: _("German summary"),
        "summary_en": lambda: _("English summary"),
        "title": lambda: _("title"),
        "outlet": lambda: _("outlet"),
        "url": lambda: _("URL"),
        "origin": lambda: _("credited origin"),
        "note": lambda: _("note"),
        "published": lambda: _("date of publication"),
    }
)
"""What a curator may set by hand, in words."""


def field_name(field: str) -> str:
    """What a curated field is called; its key where it has no name."""
    return FIELDS[field]() if field in FIELDS else field


@dataclass(frozen=True, slots=True)
class Names:
    """What the log's names of events, documents, outlets and places stand for today."""

    language: str | None
    events: Mapping[str, Event]
    documents: Mapping[str, Document]
    places: Mapping[str, Place]
    outlets: Mapping[str, Outlet]
    quotes: Mapping[str, str]
    """Of mentions, by document and anchor as the log names them."""

    @classmethod
    def of(
        cls, decisions: Iterable[Decision], language: str | None = None, *, values: Iterable[tuple[str, Any]] = ()
    ) -> Names:
        """Looks the names up in at most one query a table. Select `undoes` with the decisions.

        `values` are further ones to be told, by field.
        """
        rows = list(decisions)
        targets = [row.target for row in (*rows, *(row.undoes for row in rows if row.undoes))]
        told = list(values)
        wanted: dict[str, set[str]] = {name: set() for name in ("event", "document", "place", "outlet")}
        for decision in (*rows, *(row.undoes for row in rows if row.undoes)):
            target, _colon, name = decision.target.partition(":")
            wanted["event" if target == "event" else "document"].add(name.partition(":")[0])
            payload = decision.payload
            wanted["event"].update(
                str(payload[key]) for key in ("event", "into", "to", "from", "other") if key in payload
            )
            told = [*told, *_values_of(payload)]
        for field, value in told:
            if field in ("place", "outlet") and isinstance(value, str):
                wanted[field].add(value)
        return cls(
            language or get_language(),
            _found(Event.objects.all(), "public_id", wanted["event"]),
            _found(Document.objects.with_opening(), "public_id", wanted["document"]),
            _found(Place.objects.all(), "slug", wanted["place"]),
            _found(Outlet.objects.all(), "slug", wanted["outlet"]),
            _quotes(target.removeprefix("mention:") for target in targets if target.startswith("mention:")),
        )

    def event(self, public_id: str) -> str:
        found = self.events.get(public_id)
        return quoted(found.title(self.language) if found else public_id)

    def quote(self, decision: Decision) -> str:
        """How the mention that an act is on begins; where its text is gone, the name of its document."""
        _mention, _colon, name = decision.target.partition(":")
        text = self.quotes.get(name) or str(decision.payload.get("quote", ""))
        if not text:
            return self.document(name.partition(":")[0])
        return quoted(text if len(text) <= 120 else f"{text[:119]}…")

    def document(self, public_id: str) -> str:
        found = self.documents.get(public_id)
        return quoted(document_name(found) if found else public_id)


def _found(rows: Any, column: str, names: set[str]) -> dict[str, Any]:
    names.discard("")
    return {getattr(row, column): row for row in rows.filter(**{f"{column}__in": names})} if names else {}


def _quotes(mentions: Iterable[str]) -> dict[str, str]:
    """The quotes of mentions that are called <document>:m<start>-<end>-<kind>."""
    names = {name for name in mentions if ":m" in name}
    if not names:
        return {}
    documents = {name.partition(":")[0] for name in names}
    starts = {int(name.partition(":m")[2].partition("-")[0]) for name in names}
    rows = Mention.objects.filter(document__public_id__in=documents, trigger_start__in=starts)
    rows = rows.select_related("document").only(*_OF_A_QUOTE)
    return {f"{row.document.public_id}:{row.anchor}": row.quote for row in rows}


_OF_A_QUOTE = ("document__public_id", "trigger_start", "trigger_end", "kind", "reading", "quote")


def _values_of(payload: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The values that an act replaced and those that it set, by field."""
    if "field" in payload:
        return [(payload["field"], payload.get("value")), (payload["field"], payload.get("before"))]
    both = (payload.get("fields"), payload.get("before"))
    return [pair for values in both if isinstance(values, Mapping) for pair in values.items()]


def document_name(document: Document) -> str:
    """The title of a document or, without one, how its text begins.

    Fetch documents `with_opening()` where their text is not needed.
    """
    if document.title:
        return document.title
    opening = document.opening if hasattr(document, "opening") else document.text
    return named_by(opening) or document.public_id


def named_by(opening: str) -> str:
    """The first words of a text, as its name."""
    return Truncator(" ".join(opening[:200].split())).chars(70)


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an act changed, with both values in words."""

    field: str
    before: str
    value: str


def changes(decision: Decision, names: Names) -> tuple[Change, ...]:
    """The curated fields that an act set, old and new; none for an act that is no change of fields."""
    payload = decision.payload
    if decision.verb == Verb.OVERRIDE:
        pairs = [(payload["field"], payload.get("before"), payload["value"])]
    elif decision.verb == Verb.EDIT and isinstance(payload.get("before"), Mapping):
        pairs = [(field, payload["before"].get(field), value) for field, value in payload["fields"].items()]
    elif decision.verb == Verb.NOTE:
        pairs = [("note", payload.get("before"), payload.get("note"))]
    else:
        return ()
    return tuple(
        Change(field_name(field), value_text(field, before, names), value_text(field, value, names))
        for field, before, value in pairs
    )


def sentence(decision: Decision, names: Names) -> str:
    """What somebody did or took back, and why they say they did."""
    if decision.undoes:
        said = _("%(who)s took back: %(what)s") % {"who": decision.by, "what": deed(decision.undoes, names)}
    else:
        said = deed(decision, names)
    return f"{said} – {decision.reason}" if decision.reason else said


def deed(decision: Decision, names: Names) -> str:
    """Who did what, without the reason. Raises ValueError for an act that has no sentence."""
    target, _colon, name = decision.target.partition(":")
    payload: Mapping[str, Any] = decision.payload
    who = {"who": decision.by}
    match decision.verb:
        case Verb.ACCEPT:
            return _("%(who)s accepted a mention: %(quote)s") % {**who, "quote": names.quote(decision)}
        case Verb.REJECT if target == "mention":
            return _("%(who)s rejected a mention: %(quote)s") % {**who, "quote": names.quote(decision)}
        case Verb.REJECT:
            return _("%(who)s rejected the event %(event)s") % {**who, "event": names.event(name)}
        case Verb.APPROVE:
            return _("%(who)s approved the event %(event)s for publication") % {**who, "event": names.event(name)}
        case Verb.PUBLISH:
            return _("%(who)s published the event %(event)s") % {**who, "event": names.event(name)}
        case Verb.UNPUBLISH:
            return _("%(who)s withdrew the event %(event)s") % {**who, "event": names.event(name)}
        case Verb.NOTE:
            return _note(payload, _about(target, name, names), who)
        case Verb.EDIT if target == "event":
            return _("%(who)s entered the event %(event)s by hand") % {**who, "event": names.event(name)}
        case Verb.EDIT if target == "document":
            return _("%(who)s changed %(document)s: %(changes)s") % {
                **who,
                "document": names.document(name),
                "changes": _listed(decision, names),
            }
        case Verb.EDIT:
            return _("%(who)s edited a mention: %(quote)s. %(changes)s") % {
                **who,
                "quote": names.quote(decision),
                "changes": _listed(decision, names),
            }
        case Verb.MARK:
            return _("%(who)s marked a mention in the text: %(quote)s") % {**who, "quote": names.quote(decision)}
        case Verb.MOVE:
            return _("%(who)s moved a mention to the event %(event)s: %(quote)s") % {
                **who,
                "event": names.event(str(payload.get("into", ""))),
                "quote": names.quote(decision),
            }
        case Verb.DISMISS:
            return _("%(who)s kept what stands in %(document)s against a newer reading") % {
                **who,
                "document": names.document(name.partition(":")[0]),
            }
        case Verb.JUDGE:
            return _judged(payload, names.event(name), names, who)
        case Verb.OVERRIDE:
            (change,) = changes(decision, names)
            return _("%(who)s set the %(field)s of %(event)s to %(value)s; before, it was %(before)s") % {
                **who,
                "field": change.field,
                "event": names.event(name),
                "value": change.value,
                "before": change.before,
            }
        case Verb.MERGE:
            return _("%(who)s merged the event %(event)s into %(into)s") % {
                **who,
                "event": names.event(name),
                "into": names.event(payload["into"]),
            }
        case Verb.SPLIT:
            count = len(payload["mentions"])
            return ngettext(
                "%(who)s split %(count)d mention off from %(event)s as the event %(into)s",
                "%(who)s split %(count)d mentions off from %(event)s as the event %(into)s",
                count,
            ) % {**who, "count": count, "event": names.event(name), "into": names.event(payload["into"])}
        case Verb.RELATE:
            return _("%(who)s noted: %(event)s – %(relation)s – %(other)s") % {
                **who,
                "event": names.event(name),
                "relation": wording.catalogue(names.language).label("relation", payload["type"]),
                "other": names.event(payload["to"]),
            }
        case Verb.CONFIRM_DATE:
            return _("%(who)s confirmed %(day)s as the day on which %(document)s was published") % {
                **who,
                "day": _day(payload, names),
                "document": names.document(name),
            }
        case Verb.TAKE_DOWN:
            return _("%(who)s took down the text of %(document)s") % {**who, "document": names.document(name)}
    raise ValueError(f"the log has an act without a sentence: {decision.verb}")


def value_text(field: str, value: Any, names: Names) -> str:
    """A value of a curated field in words, as the log keeps it."""
    catalogue = wording.catalogue(names.language)
    if value is None or value == "" or value == []:
        return _("nothing")
    if field in ("kind", "mode", "status", "factuality", "commitment"):
        return catalogue.label(field, value)
    if field == "time":
        return wording.when(span_of(value), catalogue)
    if field == "place":
        place = names.places.get(value)
        return place.name(names.language) if place else str(value)
    if field == "outlet":
        return names.outlets[value].name if value in names.outlets else str(value)
    if field == "participants":
        return ", ".join(participant["name"] for participant in value)
    if field == "attributions":
        return ", ".join(said["source"] for said in value)
    if field == "quantities":
        return "; ".join(" ".join(str(part) for part in amount.values() if part) for amount in value)
    return quoted(str(value))


def quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}


def _listed(decision: Decision, names: Names) -> str:
    return "; ".join(
        _("%(field)s from %(before)s to %(value)s")
        % {"field": change.field, "before": change.before, "value": change.value}
        for change in changes(decision, names)
    )


def _about(target: str, name: str, names: Names) -> str:
    return names.event(name) if target == "event" else names.document(name.partition(":")[0])


def _note(payload: Mapping[str, Any], about: str, who: Mapping[str, str]) -> str:
    if not payload.get("note"):
        return _("%(who)s removed the internal note on %(about)s") % {**who, "about": about}
    text = quoted(Truncator(payload["note"]).chars(120))
    return _("%(who)s wrote an internal note on %(about)s: %(note)s") % {**who, "about": about, "note": text}


def _judged(payload: Mapping[str, Any], event: str, names: Names, who: Mapping[str, str]) -> str:
    values = {**who, "event": event, "other": names.event(str(payload.get("other", "")))}
    if payload.get("verdict") == "no":
        return _("%(who)s judged %(event)s and %(other)s to be different events") % values
    return _("%(who)s was unsure whether %(event)s and %(other)s are the same event") % values


def _day(payload: Mapping[str, Any], names: Names) -> str:
    return wording.day_text(date.fromisoformat(payload["day"]), wording.catalogue(names.language))
