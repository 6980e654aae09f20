"""What a curator fills in. Each form says what is wrong at the field; none of them writes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from timeline.admin.fields import ParticipantsField
from timeline.extraction.model import Extent, Precision, TimeSpan
from timeline.extraction.read import UnreadableArticle
from timeline.models import (
    Document,
    Event,
    Outlet,
    Place,
    extent_choices,
    kind_choices,
    precision_choices,
    relation_choices,
    status_choices,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DayInput(forms.DateInput):
    """The browser's own date field, which shows the day as the reader's country writes it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day as the browser's date field sends it, or typed as 2024-02-29 or 29.02.2024."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **options)
        self.error_messages["invalid"] = _("This is no day of the calendar. Write it like 2024-02-29.")


_UNREADABLE: Mapping[str, StrOrPromise] = MappingProxyType(
    {
        "empty": _("There is no text in it."),
        "binary": _("This is no text: it holds control characters. Paste the article as text or as HTML."),
        "encoding": _("This is no text: it holds half a character. Paste it again."),
        "too_large": _("This is more than the 500,000 characters that are read as one article. Paste a part of it."),
        "language": _("The text seems to be neither German nor English. Choose the language if it is one of them."),
    }
)
"""What `extraction.read` refuses, by its code; any other code is told in its own words."""


class PasteForm(forms.Form):
    """An article to be read at once."""

    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("The whole article, as it stands. It is kept word for word and never changes afterwards."),
        error_messages={"required": _("Paste the text of the article.")},
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=500)
    outlet = forms.CharField(
        label=_("Outlet"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "outlet-names"}),
        help_text=_("Who published it. A new name becomes a new outlet."),
    )
    url = forms.URLField(label=_("URL"), required=False, max_length=2000, assume_scheme="https")
    published = DayField(
        label=_("Published on"),
        required=False,
        help_text=_("Left empty, the day is looked for in the text and otherwise inferred or left unknown."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("found by itself")), ("de", _("German")), ("en", _("English"))],
    )

    def __init__(self, *args: Any, may_add_outlets: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_add_outlets = may_add_outlets

    def clean_text(self) -> str:
        """The line ends of the article, not those that browsers put into form data."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")

    @property
    def outlet_names(self) -> QuerySet[Outlet, str]:
        """What the field suggests."""
        return Outlet.objects.values_list("name", flat=True)

    def refuse(self, unreadable: UnreadableArticle) -> None:
        """Says at the field why the text is no article that can be read."""
        field = "language" if unreadable.code == "language" else "text"
        self.add_error(field, _UNREADABLE.get(unreadable.code, str(unreadable)))

    def clean_outlet(self) -> str:
        name = str(self.cleaned_data["outlet"])
        if name and not self.may_add_outlets and not Outlet.objects.filter(name__iexact=name).exists():
            raise ValidationError(_("There is no outlet of this name, and you may not add one."))
        return name


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be put right about a document. Its text is not among it."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)

    url = forms.URLField(
        label=_("URL"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )

    class Meta:
        model = Document
        fields = ("title", "outlet", "url", "origin", "note")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.instance.taken_down_at:
            raise ValidationError(_("This document was taken down: it stays as it is."))
        same = Document.objects.filter(
            sha256=self.instance.sha256, outlet=given.get("outlet"), url=given.get("url", "")
        ).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("There is already a document with this text, outlet and URL."))
        return given


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)


class TakedownForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        error_messages={"required": _("Say why: whoever reads the history will ask.")},
    )
    sure = forms.BooleanField(label=_("The text shall be gone for good."))


class RelateForm(ReasonForm):
    type = forms.ChoiceField(label=_("This event …"), choices=relation_choices)


class ConfirmDateForm(ReasonForm):
    day = DayField(label=_("Published on"))


class OverrideForm(forms.Form):
    """One derived value of an event set by hand. `chosen` is what `curation.override` takes as its value."""

    sets: StrOrPromise = ""
    value: Any
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        error_messages={"required": _("Say why: whoever reads the history will ask.")},
    )
    field_order: tuple[str, ...] = ("value", "reason")

    @classmethod
    def of(cls, field: str, event: Event) -> Self:
        """The form as it is offered first, filled with what holds now."""
        return cls(initial=cls.shown(field, event), auto_id=f"id_{field}_%s")

    @classmethod
    def answered(cls, field: str, data: Any) -> Self:
        """The form as it came back."""
        return cls(data, auto_id=f"id_{field}_%s")

    @classmethod
    def shown(cls, field: str, event: Event) -> dict[str, Any]:
        return {"value": getattr(event, field)}

    @property
    def chosen(self) -> Any:
        return self.cleaned_data["value"]


class TitleForm(OverrideForm):
    value = forms.CharField(label=_("Title"), max_length=300)


class GermanTitleForm(TitleForm):
    sets = _("German title")


class EnglishTitleForm(TitleForm):
    sets = _("English title")


class KindForm(OverrideForm):
    sets = _("Kind")
    value = forms.ChoiceField(label=_("Kind"), choices=kind_choices)


class StatusForm(OverrideForm):
    sets = _("Status")
    value = forms.ChoiceField(label=_("Status"), choices=status_choices)


class PlaceForm(OverrideForm):
    sets = _("Place")
    value = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.all(), required=False)

    @property
    def chosen(self) -> str:
        place = self.cleaned_data["value"]
        return place.slug if place else ""


class ParticipantsForm(OverrideForm):
    sets = _("Participants")
    value = ParticipantsField()

    @classmethod
    def shown(cls, field: str, event: Event) -> dict[str, Any]:
        rows = event.participants.select_related("actor")
        return {"value": [{"name": r.name, "role": r.role, "key": r.actor.slug if r.actor else ""} for r in rows]}


class TimeForm(OverrideForm):
    """Bounds and precision must fit each other, as everywhere: a month keeps both its ends, a day is one day."""

    sets = _("Time")
    earliest = DayField(label=_("Earliest day"), required=False)
    latest = DayField(label=_("Latest day"), required=False)
    precision = forms.ChoiceField(label=_("Precision"), choices=precision_choices)
    extent = forms.ChoiceField(label=_("Meant is"), choices=extent_choices)
    approximate = forms.BooleanField(label=_("approximate"), required=False)
    field_order = ("earliest", "latest", "precision", "extent", "approximate", "reason")

    @classmethod
    def shown(cls, field: str, event: Event) -> dict[str, Any]:
        return {name: getattr(event, name) for name in ("earliest", "latest", "precision", "extent", "approximate")}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last, precision = given.get("earliest"), given.get("latest"), given.get("precision")
        bounds = (first is not None) + (last is not None)
        if self.errors:
            return given
        if precision == Precision.DAY:
            day = first or last
            if day is None or (bounds == 2 and first != last):
                self.add_error("precision", _("For a day, give that one day."))
            given["earliest"] = given["latest"] = day
        elif first and last and last < first:
            self.add_error("latest", _("The latest day lies before the earliest one."))
        elif precision == Precision.OPEN and bounds != 1:
            self.add_error("precision", _("A time that is open on one side has exactly one of the two days."))
        elif precision == Precision.UNKNOWN and bounds == 2:
            self.add_error("precision", _("With both days the time is known: choose how exactly."))
        elif precision not in (Precision.OPEN, Precision.UNKNOWN) and bounds != 2:
            self.add_error("precision", _("This precision needs both days."))
        return given

    @property
    def chosen(self) -> TimeSpan:
        given = self.cleaned_data
        return TimeSpan(
            given["earliest"],
            given["latest"],
            Precision(given["precision"]),
            Extent(given["extent"]),
            given["approximate"],
        )


OVERRIDES: Mapping[str, type[OverrideForm]] = MappingProxyType(
    {
        "title_de": GermanTitleForm,
        "title_en": EnglishTitleForm,
        "kind": KindForm,
        "status": StatusForm,
        "time": TimeForm,
        "place": PlaceForm,
        "participants": ParticipantsForm,
    }
)
"""What the desk lets a curator set by hand, by the field of `curation.override`."""
