"""Takes the table of figures out of docs/quality.md for the public page on how the timeline is made.

    python -m scripts.measured

The figures are written once, in the documentation; timeline/measured.json is what the site, which ships without its
documentation, knows of them. tests/web/test_measured.py compares the two.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "docs" / "quality.md"
TARGET = ROOT / "timeline" / "measured.json"
COLUMNS = ("development", "digests", "unseen")


def table(text: str) -> dict[str, dict[str, str]]:
    """The figures by the name of their row and their column; a dash where nothing was measured is left out."""
    body = text.split("| | Development gold | Own digests | Unseen check |\n", 1)[1].split("\n\n", 1)[0]
    rows = {}
    for line in body.splitlines()[1:]:
        name, *cells = (cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|")))
        rows[name] = {key: cell for key, cell in zip(COLUMNS, cells, strict=True) if cell != "–"}
    return rows


if __name__ == "__main__":
    found = table(SOURCE.read_text(encoding="utf-8"))
    TARGET.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(found)} rows in {TARGET.relative_to(ROOT)}")
