"""Compiles the translations that are newer than their compiled form. In place of Django's, which needs gettext."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed

from timeline.checks import is_newer


class Command(BaseCommand):
    help = "Compiles the translations under locale/ that changed. Needs no gettext."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for source in sorted(
            path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")
        ):
            target = source.with_suffix(".mo")
            if is_newer(target, source):
                continue
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parts[-3])
            # Beside and then in place: servers and tests may be reading the old one.
            part = target.with_suffix(".part")
            with part.open("wb") as file:
                write_mo(file, catalogue)
            part.replace(target)
            # This process may have looked for the translations before, and remembers that there were none: the
            # workers of `make demo` are forked from it.
            translation_file_changed(None, target)
            if options["verbosity"]:
                self.stdout.write(f"compiled {source.relative_to(settings.BASE_DIR)}")
