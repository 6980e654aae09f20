"""Plotly's bundle out of its Python package, and its compression once a version instead of at every collectstatic.

Nothing of others is committed: the page loads `{% static "vendor/plotly.min.js" %}`, which is made of the file
`package_data/plotly.min.js` of the installed package. django-htmx brings its own files the usual way.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

PREFIX = "vendor"
BUNDLE = "plotly.min.js"

EMPTY_STYLE_HASH = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
PLOTLY_STYLE_HASH = "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='"


def plotly_folder() -> Path:
    """The folder of the bundle in the installed package, found without importing it (which takes a second)."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the Python package plotly is not installed")
    return Path(spec.submodule_search_locations[0]) / "package_data"


_WRAPPED = re.compile(
    r"""(?P<licence>/\*\*.*?\*/\n)
    \(\s*function\(root,\s*factory\)\s*\{[^{}]*\{[^{}]*\}\s*else\s*\{[^{}]*\}\s*\}\s*
    \(typeof\ self\ !==\ "undefined"\ \?\ self\ :\ this,\ \(\)\ =>\ \{\s*
    (?P<body>"use\ strict";var\ Plotly=\(\(\)=>\{.*\bwindow\.Plotly\ =\ Plotly;)\s*return\ Plotly;\s*\}\)\);\s*""",
    re.DOTALL | re.VERBOSE,
)


def unwrapped(bundle: str) -> str:
    """The bundle without the function around all of it, which is for other module systems than the browser's.

    A browser reads a function that is passed on twice: lightly with the file, beside the page, then in full when it is
    called, in the way of the page. Without it, the first time is the only one, which halves the time until Plotly is
    there (0.4 instead of 0.8 s of an idle core). A bundle that is wrapped otherwise is left as it is.
    """
    found = _WRAPPED.fullmatch(bundle)
    return f"{found['licence']}{found['body']}\n" if found else bundle


class BundleStorage(FileSystemStorage):
    """The folder of the bundle, which is read `unwrapped`."""

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        if name != BUNDLE:
            return super().open(name, mode)
        return ContentFile(unwrapped(Path(self.path(name)).read_text(encoding="utf-8")).encode(), name)

    def get_modified_time(self, name: str) -> datetime:
        """What it becomes depends on this module, too."""
        written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, tz=UTC)
        return max(super().get_modified_time(name), written)


class PlotlyFinder(BaseFinder):
    """Exposes one file of the package, as `vendor/plotly.min.js`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = BundleStorage(location=plotly_folder())
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic and whitenoise ask for it

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [self.storage.path(BUNDLE)] if path == f"{PREFIX}/{BUNDLE}" else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        yield BUNDLE, self.storage


class CachedCompressor(Compressor):  # type: ignore[misc]
    """Keeps what took long to compress, by its contents: brotli at its best level needs ten seconds for Plotly."""

    WORTH_KEEPING = 1_000_000

    def __init__(self, *args: Any, cache: Path, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cache = cache

    def compress_brotli(self, data: bytes) -> bytes:
        return self._kept(data, ".br", super().compress_brotli)

    def compress_gzip(self, data: bytes) -> bytes:
        return self._kept(data, ".gz", super().compress_gzip)

    def _kept(self, data: bytes, suffix: str, compress: Any) -> bytes:
        if len(data) < self.WORTH_KEEPING:
            return bytes(compress(data))
        path = self.cache / (hashlib.sha256(data).hexdigest() + suffix)
        if path.is_file():
            return path.read_bytes()
        compressed = bytes(compress(data))
        self.cache.mkdir(parents=True, exist_ok=True)
        # Written beside and moved into place, so that an interrupted run leaves no half of a file behind.
        handle, part = tempfile.mkstemp(dir=self.cache)
        with os.fdopen(handle, "wb") as file:
            file.write(compressed)
        os.replace(part, path)
        return compressed


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed, pre-compressed names."""

    def create_compressor(self, **kwargs: Any) -> CachedCompressor:
        from timeline.embedded import data_folder

        return CachedCompressor(cache=data_folder() / "compressed", **kwargs)
