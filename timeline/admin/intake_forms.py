"""What a curator fills in to add documents other than by pasting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from timeline.admin.forms import DayField
from timeline.intake.addresses import parse
from timeline.intake.refusals import Refused
from timeline.intake.uploads import MAX_FILES
from timeline.models import Outlet

MAX_ADDRESSES = 50


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each must hold something."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = list(data) if isinstance(data, list | tuple) else [data]
        if len(given) > MAX_FILES:
            raise ValidationError(
                _("These are more than %(limit)d files: put them into a ZIP archive."), params={"limit": MAX_FILES}
            )
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class _ForAll(forms.Form):
    """What holds for all articles that do not say it themselves."""

    outlet = forms.CharField(
        label=_("Outlet"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "outlet-names"}),
        help_text=_("Who published it. A new name becomes a new outlet."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("found by itself")), ("de", _("German")), ("en", _("English"))],
    )

    def __init__(self, *args: Any, may_add_outlets: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_add_outlets = may_add_outlets

    @property
    def outlet_names(self) -> QuerySet[Outlet, str]:
        """What the field suggests."""
        return Outlet.objects.values_list("name", flat=True)

    def clean_outlet(self) -> str:
        name = str(self.cleaned_data["outlet"])
        if name and not self.may_add_outlets and not Outlet.objects.filter(name__iexact=name).exists():
            raise ValidationError(_("There is no outlet of this name, and you may not add one."))
        return name

    def options(self) -> dict[str, str]:
        """The options of the batch."""
        published = self.cleaned_data.get("published")
        return {
            "outlet": self.cleaned_data["outlet"],
            "language": self.cleaned_data["language"],
            "published": published.isoformat() if published else "",
        }


class FilesForm(_ForAll):
    uploads = FilesField(
        label=_("Files"),
        help_text=_("Text, HTML, PDF with a text layer, DOCX, or a ZIP archive of these; 20 MB each, 50 MB together."),
        error_messages={"required": _("Choose one file or several."), "empty": _("One of the files is empty.")},
    )
    published = DayField(
        label=_("Published on"),
        required=False,
        help_text=_("Of all of them. Left empty, the day is looked for in each text."),
    )
    field_order = ("uploads", "outlet", "published", "language")


class AddressesForm(_ForAll):
    addresses = forms.CharField(
        label=_("Web addresses"),
        widget=forms.Textarea(attrs={"rows": 5, "inputmode": "url", "spellcheck": "false"}),
        help_text=_(
            "One a line, beginning with https:// or http://. The pages are fetched from here, not from your browser."
        ),
        error_messages={"required": _("Give at least one address.")},
    )
    field_order = ("addresses", "outlet", "language")

    def clean_addresses(self) -> list[str]:
        found, faults = [], []
        lines = [line.strip() for line in str(self.cleaned_data["addresses"]).splitlines() if line.strip()]
        if len(lines) > MAX_ADDRESSES:
            raise ValidationError(_("These are more than %(limit)d addresses."), params={"limit": MAX_ADDRESSES})
        for line in lines:
            try:
                found.append(parse(line).url)
            except Refused as refused:
                faults.append(f"{line[:100]}: {refused}")
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(found))
