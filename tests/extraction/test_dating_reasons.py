"""Why a publication date is what it is: told in both languages, kept as records, read from sentences of older rows."""

from __future__ import annotations

import re

import pytest

from timeline import wording
from timeline.extraction.dating import reasons
from timeline.extraction.lexicon import packaged
from timeline.extraction.model import DatingReason

EXAMPLE = {
    "by": "mara",
    "day": "2024-06-19",
    "until": "2024-06-24",
    "field": "json_ld_date",
    "text": "seit Mai (2021)",
    "other": "Mai 2019",
    "texts": '"letzte Woche"',
    "epoch": "invasion-of-ukraine",
}


def example(key: str) -> DatingReason:
    return DatingReason.of(key, **{name: EXAMPLE[name] for name in re.findall(r"{(\w+)}", reasons.SENTENCES[key])})


@pytest.mark.parametrize("key", reasons.SENTENCES)
def test_every_reason_comes_back_from_its_record_and_from_its_sentence(key: str) -> None:
    reason = example(key)
    assert reasons.of_record(reasons.as_record(reason)) == reason
    assert reasons.of_record(reasons.sentence(reason)) == reason


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_reason_is_told_in_every_language_with_all_that_it_names_but_the_curator(language: str) -> None:
    cat = wording.catalogue(language)
    assert set(cat.words["published_reason"]) == set(reasons.SENTENCES)
    for key, english in reasons.SENTENCES.items():
        told = cat.label("published_reason", key)
        assert set(re.findall(r"{(\w+)}", told)) == set(re.findall(r"{(\w+)}", english)) - {"by"}


@pytest.mark.parametrize(
    ("stored", "german", "english"),
    [
        (
            {"key": "epoch", "values": {"epoch": "covid-19", "day": "2020-03-11"}},
            "Der Text erwähnt die Covid-19-Pandemie; das begann am 11. März 2020.",
            "The text speaks of the Covid-19 pandemic, which began on 11 March 2020.",
        ),
        (
            'The text looks back on "im Juni", so it is not older than 2024-06-01.',
            "Der Text blickt auf „im Juni“ zurück und erschien also nicht vor dem 1. Juni 2024.",
            "The text looks back on “im Juni”, so it is not older than 1 June 2024.",
        ),
        (
            '"70. Jahrestag" falls on 2023-07-27, and the text looks ahead to it.',
            "„70. Jahrestag“ fällt auf den 27. Juli 2023, und der Text blickt darauf voraus.",
            "“70. Jahrestag” falls on 27 July 2023, and the text looks ahead to it.",
        ),
        (
            "mara confirmed the publication date.",
            "Ein Kurator hat den Erscheinungstag bestätigt.",
            "A curator has confirmed the publication date.",
        ),
        ("It stands in the printed issue.", "It stands in the printed issue.", "It stands in the printed issue."),
        ("The text speaks of a feud, which began on 2020-01-01.",) * 3,
    ],
)
def test_what_rows_hold_reads_well_whether_old_or_new(stored: object, german: str, english: str) -> None:
    reason = reasons.of_record(stored)  # type: ignore[arg-type]
    assert (
        wording.published_reason(reason, wording.catalogue("de")),
        wording.published_reason(reason, wording.catalogue("en")),
    ) == (german, english)


def test_every_world_event_has_a_key_and_a_name_in_both_languages() -> None:
    rows = packaged("epochs")["epoch"]
    assert len({row["key"] for row in rows}) == len(rows)
    assert all(set(row["what"]) == {"de", "en"} for row in rows)
