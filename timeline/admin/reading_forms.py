"""Forms for what a mention says, for marking one, and for entering an event by hand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from timeline import edits
from timeline.admin.fields import ParticipantsField, PlaceField, SourcesField, SpanField
from timeline.extraction.model import MODES, EventKind, Factuality, Mode
from timeline.models import (
    Mention,
    commitment_choices,
    factuality_choices,
    kind_choices,
    mode_choices,
    status_choices,
)
from timeline.values import span_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REJECTION_REASONS: tuple[StrOrPromise, ...] = (
    _("no event"),
    _("another kind of event"),
    _("wrong time"),
    _("wrong participants"),
    _("not about Russia and North Korea"),
)
"""Why mentions are rejected most often: offered as buttons, and by the keys 1 to 5."""


def reason_buttons() -> SafeString:
    """The reasons as buttons of a form, rendered once for all cards of a page."""
    return render_to_string("admin/timeline/parts/reason_buttons.html", {"reasons": REJECTION_REASONS})


class _Said(forms.Form):
    """What mentions and events have in common."""

    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    mode = forms.ChoiceField(
        label=_("Manner"), choices=mode_choices, required=False, help_text=_("Only some kinds have one.")
    )
    time = SpanField()
    participants = ParticipantsField()
    place = PlaceField()

    def clean_mode(self) -> str:
        mode = str(self.cleaned_data["mode"])
        kind = self.cleaned_data.get("kind")
        if mode and kind and Mode(mode) not in MODES.get(EventKind(kind), ()):
            raise ValidationError(_("This manner does not go with this kind of event."))
        return mode


class ReadingForm(_Said):
    """What a mention says, as a person puts it right. `said` is what `curation.edit` and `mark` take."""

    factuality = forms.ChoiceField(label=_("Factuality"), choices=factuality_choices, initial=Factuality.OCCURRED.value)
    commitment = forms.ChoiceField(
        label=_("How it is told"), choices=commitment_choices, required=False, initial="asserted"
    )
    attributions = SourcesField()
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)
    field_order = (
        "kind",
        "mode",
        "time",
        "factuality",
        "participants",
        "place",
        "commitment",
        "attributions",
        "reason",
    )

    @classmethod
    def of(cls, mention: Mention, data: Any = None) -> Self:
        said = edits.said(mention)
        return cls(data, initial={**said, "time": span_of(said["time"])})

    def clean_commitment(self) -> str:
        return str(self.cleaned_data["commitment"] or "asserted")

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in _READ}

    @property
    def changed(self) -> dict[str, Any]:
        """Those that the person touched: a time that no text says exactly stays what it is."""
        return {name: value for name, value in self.said.items() if name in self.changed_data}


_READ = ("kind", "mode", "time", "factuality", "commitment", "attributions", "participants", "place")


class MarkForm(ReadingForm):
    """A mention that the machine missed: a passage by its offsets, or a sentence of the list with words of it."""

    start = forms.IntegerField(widget=forms.HiddenInput, required=False)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False)


class HandForm(_Said):
    """An event that no document tells of."""

    status = forms.ChoiceField(label=_("Status"), choices=status_choices)
    title_de = forms.CharField(label=_("German title"), max_length=300)
    title_en = forms.CharField(label=_("English title"), max_length=300)
    source_url = forms.URLField(
        label=_("Source URL"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text=_("Where it is told. Without it the event cannot become public."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, help_text=_("Why it is entered by hand."), required=False
    )
    field_order = (
        "title_de",
        "title_en",
        "kind",
        "mode",
        "time",
        "status",
        "participants",
        "place",
        "source_url",
        "reason",
    )

    @property
    def entered(self) -> Mapping[str, Any]:
        """What `curation.enter_by_hand` takes. What was left empty is left out, all but the titles and the time."""
        given = self.cleaned_data
        optional = {name: given[name] for name in ("mode", "place", "participants") if given[name]}
        always = {name: given[name] for name in ("kind", "time", "status", "title_de", "title_en", "source_url")}
        return MappingProxyType({**always, **optional})
