"""Plotly's bundle out of its Python package, and its compression once a version instead of at every collectstatic.

Nothing of others is committed: the page loads `{% static "vendor/plotly.min.js" %}`, which is made of the file
`package_data/plotly.min.js` of the installed package: those of its modules that our kinds of charts need. django-htmx
brings its own files the usual way.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
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


TRACES = ("scatter", "heatmap")
"""The kinds of traces that our figures use; Plotly's core always has the first of them."""
TRIMMED_VERSION = "4.1.1"
"""The version of plotly.js whose trimmed bundle the tests have drawn every chart with. Any other is served whole."""

# What esbuild writes: helpers by which a module is run when it is first asked for, each under a name of its own.
_COMMON_JS = re.compile(
    r"([\w$]+)=\(\w,\w\)=>\(\)=>\{try\{return \w\|\|\w\(\(\w=\{exports:\{\}\}\)\.exports,\w\),\w\.exports\}"
)
_ES_MODULE = re.compile(r"([\w$]+)=\(\w,\w,\w\)=>\(\)=>\{if\(\w\)throw \w\[0\];try\{return \w&&\(\w=\w\(\w=0\)\),\w\}")
_OPENING = '"use strict";var Plotly=(()=>{'
_ENDING = re.compile(r"return ([\w$]+)\(\);\}\)\(\);\n")
_CALLED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)\(\)")
_REGISTERED = re.compile(r"\.register\(\[((?:[\w$]+\(\),?)+)\]\)")


class _OtherShapeError(ValueError):
    """The bundle is not made the way that `trimmed` knows."""


def trimmed(bundle: str, traces: tuple[str, ...] = TRACES) -> str:
    """Of an `unwrapped` bundle what charts of these kinds of traces need: a quarter of it to load, read and run.

    The bundle is a row of modules, `var a=W((exports,module)=>{…});`, each of which others run by calling it (`a()`),
    and the last of which registers the kinds of traces. Where that one registers fewer, modules are left over that
    nothing can call; these go. What stays is the same to the letter and in the same order. A word that looks like the
    call of a module and is another's keeps a module too many, never one too few.

    A bundle of another version than `TRIMMED_VERSION`, or made otherwise, is left as it is.
    """
    try:
        return _trimmed(bundle, traces) if f"plotly.js v{TRIMMED_VERSION}\n" in bundle[:200] else bundle
    except _OtherShapeError:
        return bundle


def _trimmed(bundle: str, traces: tuple[str, ...]) -> str:
    begin = bundle.find(_OPENING) + len(_OPENING)
    endings = list(_ENDING.finditer(bundle))
    common, es = _COMMON_JS.search(bundle), _ES_MODULE.search(bundle)
    if begin < len(_OPENING) or not endings or not common or not es:
        raise _OtherShapeError
    body = bundle[begin : endings[-1].start()]
    module = re.escape(common[1])
    cuts = [0, *(found.start() + 1 for found in re.finditer(rf";var [\w$]+={module}\(\(", body)), len(body)]
    parts = [body[start:end] for start, end in pairwise(cuts)]
    by_name: dict[str, set[int]] = {}
    for index, part in enumerate(parts):
        for name in re.findall(rf"([\w$]+)=(?:{module}|{re.escape(es[1])})\(", part):
            by_name.setdefault(name, set()).add(index)
    # The first part has the helpers, the last one is what the bundle gives out.
    if endings[-1][1] not in by_name or by_name[endings[-1][1]] != {len(parts) - 1}:
        raise _OtherShapeError
    parts[-1] = _registering(parts, by_name, traces)
    kept = _reached(parts, by_name)
    return "".join(
        [bundle[:begin], *(part for index, part in enumerate(parts) if index in kept), bundle[endings[-1].start() :]]
    )


def _registering(parts: list[str], by_name: dict[str, set[int]], traces: tuple[str, ...]) -> str:
    """The last module with only those of its traces that are wanted."""
    registered = _REGISTERED.search(parts[-1])
    if not registered:
        raise _OtherShapeError
    of_trace = {}
    for call in registered[1].rstrip(",").split(","):
        here = [parts[index] for index in by_name.get(call[:-2], ())]
        # A trace's module gives on what another one says of it.
        here += [parts[index] for part in here for name in _CALLED.findall(part) for index in by_name.get(name, ())]
        for name in re.findall(r'moduleType:"trace",name:"(\w+)"', "".join(here)):
            of_trace[name] = call
    wanted = [trace for trace in traces if trace != "scatter"]
    if not of_trace or not set(wanted) <= set(of_trace):
        raise _OtherShapeError
    calls = ",".join(call for name, call in of_trace.items() if name in wanted)
    return parts[-1][: registered.start(1)] + calls + parts[-1][registered.end(1) :]


def _reached(parts: list[str], by_name: dict[str, set[int]]) -> set[int]:
    """The parts that the first and the last one call, at first or second hand."""
    reached: set[int] = set()
    waiting = [0, len(parts) - 1]
    while waiting:
        index = waiting.pop()
        if index in reached:
            continue
        reached.add(index)
        for name in _CALLED.findall(parts[index]):
            waiting += by_name.get(name, ())
    return reached


def served(bundle: str) -> str:
    """What readers get of the installed bundle."""
    return trimmed(unwrapped(bundle))


class BundleStorage(FileSystemStorage):
    """The folder of the bundle, which is read `unwrapped` and `trimmed`."""

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        if name != BUNDLE:
            return super().open(name, mode)
        return ContentFile(served(Path(self.path(name)).read_text(encoding="utf-8")).encode(), name)

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
