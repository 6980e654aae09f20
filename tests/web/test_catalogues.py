"""The interface in both languages: every message is translated, and what is compiled is what is written."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from django.utils.translation.template import templatize

FUNCTIONS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
ROOT: Path = settings.BASE_DIR


def _sources() -> Iterator[tuple[str, bytes]]:
    for path in sorted((ROOT / "timeline").rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path), path.read_bytes()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        # What templatize gives is no program: only its lines count.
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        yield str(path), "\n".join(line.strip() for line in code.splitlines()).encode()


def messages() -> set[str]:
    """The singular of every message in code and templates."""
    found: set[str] = set()
    for name, source in _sources():
        extracted: Any = extract_python(io.BytesIO(source), FUNCTIONS, [], {"encoding": "utf-8"})
        for _line, function, arguments, _comments in extracted:
            if function in FUNCTIONS:
                arguments = arguments if isinstance(arguments, tuple) else (arguments,)
                message = arguments[1 if function.startswith(("pgettext", "npgettext")) else 0]
                assert message is not None, f"{name}: a message that is no literal"
                found.add(message)
    return found


def catalogue(language: str) -> Any:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(language: str) -> dict[str, tuple[str, ...]]:
    """Translations by the singular of their message, fuzzy ones left out."""
    found = {}
    for message in catalogue(language):
        if message.id and not message.fuzzy:
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            found[key] = message.string if isinstance(message.string, tuple) else (message.string,)
    return found


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    translated = {key for key, strings in entries(language).items() if all(strings)}
    assert sorted(messages() - translated) == []
    assert sorted(translated - messages()) == []


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_translations_keep_the_placeholders(language: str) -> None:
    written = catalogue(language)
    problems = [f"{message.id}: {error}" for message in written if message.id for error in message.check(written)]
    assert problems == []


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_the_compiled_catalogue_is_current(language: str) -> None:
    """`manage.py compilemessages`, which needs no gettext, has compiled what is written; the tests run it first."""
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled: dict[Any, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    expected: dict[Any, str] = {}
    for message in catalogue(language):
        if isinstance(message.id, tuple):
            expected |= {(message.id[0], n): text for n, text in enumerate(message.string)}
        elif message.id:
            key = f"{message.context}\x04{message.id}" if message.context else message.id
            expected[key] = message.string
    assert {key: text for key, text in compiled.items() if key} == expected


def test_what_is_compiled_holds_at_once_in_the_process_that_looked_before(tmp_path: Path, settings: Any) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "django.po").write_text(f'{header}msgid "heron"\nmsgstr "Reiher"\n', encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    with translation.override("de"):
        assert translation.gettext("heron") == "heron"
        call_command("compilemessages", verbosity=0)
    # As a worker that is forked then: its first request activates the language anew.
    with translation.override("de"):
        assert translation.gettext("heron") == "Reiher"
