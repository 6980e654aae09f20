"""How to cite an event's page, in the styles that people are asked for. Pure.

After the Chicago Manual of Style (17th ed., 14.207), the APA Publication Manual (7th ed., 10.16), the MLA Handbook
(9th ed., 5.94 and appendix 2) and BibTeX's `misc`. English by convention in every language of the interface.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SITE = "Tumen: Timeline Russia–North Korea"

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is cited: `updated` is the day of its last change, `accessed` the day on which it is read."""

    key: str
    title: str
    url: str
    updated: date
    accessed: date


def chicago(page: Page) -> str:
    return f"“{_ended(page.title)}” {SITE}. Last modified {_american(page.updated)}. {page.url}."


def apa(page: Page) -> str:
    day = f"{page.updated.year}, {_MONTHS[page.updated.month - 1]} {page.updated.day}"
    return f"Tumen. ({day}). {_ended(page.title)} {page.url}"


def mla(page: Page) -> str:
    return f"“{_ended(page.title)}” {SITE}, {_short(page.updated)}, {page.url}. Accessed {_short(page.accessed)}."


def bibtex(page: Page) -> str:
    fields = {
        "title": f"{{{page.title.translate(_BIBTEX)}}}",
        "howpublished": SITE.replace("–", "--"),
        "year": str(page.updated.year),
        "month": _MONTHS[page.updated.month - 1].lower()[:3],
        "note": f"Last modified {page.updated.isoformat()}, accessed {page.accessed.isoformat()}",
        "url": page.url,
    }
    lines = [f"  {name} = {{{value}}}" if name != "month" else f"  {name} = {value}" for name, value in fields.items()]
    return "@misc{" + f"tumen-{page.key},\n" + ",\n".join(lines) + "\n}"


STYLES = {"Chicago": chicago, "APA": apa, "MLA": mla, "BibTeX": bibtex}


def _ended(title: str) -> str:
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."


def _american(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _short(day: date) -> str:
    """As MLA writes it: months of more than four letters are cut."""
    name = _MONTHS[day.month - 1]
    month = name if len(name) <= 4 else "Sept." if name == "September" else f"{name[:3]}."
    return f"{day.day} {month} {day.year}"
