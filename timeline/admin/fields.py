"""Fields for what mentions and events say: times of any precision, people with their roles, sources, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from timeline.admin import naming
from timeline.exchange.times import UnreadableTimeError, read_time
from timeline.extraction.model import TimeSpan
from timeline.models import role_choices


class SpanField(forms.CharField):
    """A time as people write it: a day, a month, a year, from … to …, or nothing. Its value is a TimeSpan.

    Shown as EDTF, which reads back as it stands.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("When"))
        options.setdefault(
            "help_text", _("2023-10-19, 2023-10, 2023, 2023-10-01/2023-10-05, or in words. Empty: not known.")
        )
        super().__init__(required=False, max_length=80, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.edtf if isinstance(value, TimeSpan) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_time(text)
        except UnreadableTimeError as unreadable:
            raise ValidationError(str(unreadable)) from unreadable

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or "").strip())


class PlaceField(forms.CharField):
    """A place by its name. Its value is the slug, "" for none."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": "place-names", "autocomplete": "off"})
        super().__init__(label=_("Place"), required=False, max_length=200, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return naming.place_name(value) if value else value

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        key = naming.place_key(name) if name else ""
        if name and not key:
            raise ValidationError(_("There is no place “%(place)s”: add it first."), params={"place": name})
        return key

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((self.prepare_value(initial) or "") != (data or "").strip())


class ParticipantsWidget(forms.Widget):
    """A row for each participant, and some that are empty. Without a name a row counts as none."""

    template_name = "admin/timeline/parts/participants.html"
    empty_rows = 2

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        names, roles = _listed(data, f"{name}_name"), _listed(data, f"{name}_role")
        return [{"name": who.strip(), "role": role} for who, role in zip(names, roles, strict=False) if who.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_name" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        given = value or ()
        names = naming.names_of(row.get("key", "") for row in given)
        rows = [{"name": names.get(row.get("key", ""), row["name"]), "role": row["role"]} for row in given]
        rows += [{"name": "", "role": "recipient" if rows or number else "actor"} for number in range(self.empty_rows)]
        context = {"name": name, "rows": rows, "roles": role_choices(), "id": (attrs or {}).get("id", f"id_{name}")}
        return render_to_string(self.template_name, context)


class ParticipantsField(forms.Field):
    """Who takes part, in which role. Its value is a list of {name, role, key}."""

    widget = ParticipantsWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Participants"), required=False, **options)

    def clean(self, value: Any) -> list[dict[str, str]]:
        roles = dict(role_choices())
        for row in value or ():
            if row["role"] not in roles:
                raise ValidationError(_("Choose a role for “%(name)s”."), params={"name": row["name"]})
            if len(row["name"]) > 200:
                raise ValidationError(_("A name has at most 200 characters."))
        return _keyed(value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether others take part, whatever the language in which they are named."""
        return _identities(initial or ()) != _identities(_keyed(data or ()))


def _keyed(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    keys = naming.actor_keys(row["name"] for row in rows)
    return [{**row, "key": keys[row["name"]]} for row in rows]


def _identities(rows: Any) -> list[tuple[str, str]]:
    return [(row["key"] or row["name"], row["role"]) for row in rows]


class SourcesField(forms.CharField):
    """Who says so, a name a line. Its value is a list of {source, key}."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Says who"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("The sources that the text names, one a line."),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        names = naming.names_of(row.get("key", "") for row in value)
        return "\n".join(names.get(row.get("key", ""), row["source"]) for row in value)

    def clean(self, value: Any) -> Any:
        keys = naming.actor_keys(_lines(super().clean(value)))
        return [{"source": name[:200], "key": key} for name, key in keys.items()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _lines(self.prepare_value(initial)) != _lines(data)


def _lines(text: str | None) -> list[str]:
    return [" ".join(line.split()) for line in (text or "").splitlines() if line.strip()]


def _listed(data: Any, name: str) -> Sequence[str]:
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    found: Any = data.get(name, []) if isinstance(data, Mapping) else []
    return found if isinstance(found, list) else [found]


def stored_offset(text: str, shown: int) -> int:
    """An offset in a text as a browser shows it (a line ends with one character) as an offset in the text itself."""
    if "\r" not in text:
        return shown
    at = 0
    for _count in range(shown):
        at += 2 if text.startswith("\r\n", at) else 1
    return at
