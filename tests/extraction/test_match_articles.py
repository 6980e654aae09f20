"""From articles to events: what German and English reports of the same event come to, through all stages."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from timeline.extraction.derive import Report, derive
from timeline.extraction.lexicon import load
from timeline.extraction.match import cluster
from timeline.extraction.model import Article, Dating, EventKind, Extraction, Mention, Status
from timeline.extraction.pipeline import extract

ARTICLES = {
    "announced": (
        "de",
        date(2025, 2, 3),
        "Russlands Außenminister Sergej Lawrow will im März nach Nordkorea reisen. Das kündigte sein Ministerium an.",
    ),
    "arrived": (
        "de",
        date(2025, 3, 12),
        "Der russische Außenminister Sergej Lawrow ist am Dienstag in Pjöngjang eingetroffen. "
        "Südkorea kritisierte Russland am Mittwoch scharf.",
    ),
    "english": (
        "en",
        date(2025, 3, 14),
        "Russian Foreign Minister Sergei Lavrov visited North Korea on 11 March. "
        "South Korea condemned Russia on Wednesday.",
    ),
    "later": (
        "en",
        date(2025, 9, 20),
        "Sergei Lavrov visited Pyongyang in March 2025. He travelled to North Korea again on 18 September.",
    ),
    "another": (
        "de",
        date(2025, 3, 21),
        "Auch Sergej Schoigu besuchte Nordkorea am 11. März.",
    ),
}


@pytest.fixture(scope="module")
def extractions() -> dict[str, Extraction]:
    return {
        doc: extract(Article(doc, text, language, published=day), load(), dating=Dating.given(day))
        for doc, (language, day, text) in ARTICLES.items()
    }


def documents(extractions: dict[str, Extraction], kind: EventKind) -> set[tuple[str, ...]]:
    """The documents of each event of the kind."""
    found = list(extractions.values())
    mentions = {mention.id: mention for one in found for mention in one.mentions}
    groups = cluster(list(mentions.values()), relations=[tie for one in found for tie in one.relations])
    return {
        tuple(sorted({mentions[name].doc for name in group})) for group in groups if mentions[group[0]].kind is kind
    }


def test_reports_of_one_journey_meet_across_languages_and_others_stay_apart(extractions: dict[str, Extraction]) -> None:
    assert documents(extractions, EventKind.VISIT) == {
        ("announced", "arrived", "english", "later"),
        ("later",),
        ("another",),
    }


def test_one_rebuke_told_in_two_languages_is_one(extractions: dict[str, Extraction]) -> None:
    assert documents(extractions, EventKind.CRITICISM) == {("arrived", "english")}


def test_the_order_in_which_articles_arrive_makes_no_difference(extractions: dict[str, Extraction]) -> None:
    mentions = [mention for one in extractions.values() for mention in one.mentions]
    expected = cluster(mentions)
    for order in permutations(extractions):
        assert cluster([mention for doc in order for mention in extractions[doc].mentions]) == expected


def test_what_was_announced_and_came_about_has_a_history(extractions: dict[str, Extraction]) -> None:
    def told(doc: str) -> Mention:
        return next(mention for mention in extractions[doc].mentions if mention.kind is EventKind.VISIT)

    derived = derive([Report(told(doc), extractions[doc].dating, doc) for doc in ("later", "english", "announced")])
    assert derived.span.edtf == "2025-03-11"
    assert [(change.status, change.day) for change in derived.history] == [
        (Status.PLANNED, date(2025, 2, 3)),
        (Status.OCCURRED, date(2025, 3, 14)),
    ]
    assert derived.sources == {"announced", "english", "later"}
