"""What a browser of the tests is served is what collectstatic would write, not the file of the installed package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from timeline.vendored import BUNDLE, PREFIX, PlotlyFinder


@cache
def collected() -> tuple[TemporaryDirectory[str], Path]:
    """The bundle as it is collected, in a folder that is there for as long as the process."""
    folder = TemporaryDirectory()
    path = Path(folder.name) / BUNDLE
    with PlotlyFinder().storage.open(BUNDLE) as bundle:
        path.write_bytes(bundle.read())
    return folder, path


class CollectedPlotlyFinder(PlotlyFinder):
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != f"{PREFIX}/{BUNDLE}":
            return super().find(path, find_all, **kwargs)
        found = str(collected()[1])
        return [found] if find_all else found
