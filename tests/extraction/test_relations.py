"""What the mentions of an article have to do with each other."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.extraction.lexicon import load
from timeline.extraction.model import Article, Dating
from timeline.extraction.pipeline import extract

DAY = date(2024, 6, 20)


def related(text: str, language: str = "de") -> set[tuple[str, str, str]]:
    found = extract(Article("d", text, language, DAY), load(), dating=Dating.given(DAY))
    kinds = {mention.id: str(mention.kind) for mention in found.mentions}
    return {(kinds[r.source], str(r.type), kinds[r.target]) for r in found.relations}


PAIRS = [
    (
        "de",
        "Die USA werfen Nordkorea vor, Russland Granaten geliefert zu haben.",
        {("accusation", "about", "arms_transfer")},
    ),
    ("en", "The US accused North Korea of supplying Russia with shells.", {("accusation", "about", "arms_transfer")}),
    (
        "de",
        "Seoul fordert den Abzug der nordkoreanischen Truppen aus Russland.",
        {("demand", "about", "troop_deployment")},
    ),
    ("de", "Kim Jong Un lud Putin zu einem Besuch in Nordkorea ein.", {("invitation", "about", "visit")}),
    ("en", "Kim Jong Un has invited Putin to visit North Korea.", {("invitation", "about", "visit")}),
    (
        "de",
        "Die USA werfen Nordkorea vor, Russland Granaten geliefert zu haben. Moskau bestreitet das.",
        {
            ("accusation", "about", "arms_transfer"),
            ("denial", "denies", "accusation"),
            ("denial", "denies", "arms_transfer"),
        },
    ),
    (
        "de",
        "Kim Jong Un besuchte am Mittwoch Russland. Am selben Tag traf er in Wostotschny Putin.",
        {("meeting", "part_of", "visit")},
    ),
    ("de", "Lawrow reiste im März nach Pjöngjang. Putin traf Kim Jong Un im September 2023.", set()),
    ("de", "Nordkorea lieferte Russland Granaten.", set()),
]


@pytest.mark.parametrize(("language", "text", "expected"), PAIRS)
def test_it_relates_what_belongs_together(language: str, text: str, expected: set[tuple[str, str, str]]) -> None:
    assert related(text, language) == expected
