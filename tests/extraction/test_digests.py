"""The figures of the project's own gold do not fall."""

from __future__ import annotations

import pytest

from tests.extraction.gold.digests import Figures, measure, read_digests


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(read_digests())


def test_it_reports_what_happens(figures: Figures) -> None:
    assert figures.precision >= 0.9
    assert figures.recall >= 0.7


def test_it_passes_over_sentences_without_an_event(figures: Figures) -> None:
    assert figures.empty >= 40
    assert figures.empty_hit <= figures.empty / 10


def test_it_tells_status_time_and_participants(figures: Figures) -> None:
    assert figures.status_accuracy >= 0.9
    assert figures.date_accuracy >= 0.75
    assert figures.people_f1 >= 0.8


def test_it_credits_sources_and_rather_leaves_a_place_open_than_naming_a_wrong_one(figures: Figures) -> None:
    assert figures.sources_f1 >= 0.75
    assert figures.placed >= 20
    assert figures.place_wrong <= figures.placed / 10


def test_it_hardly_ever_takes_for_done_what_is_not(figures: Figures) -> None:
    assert figures.false_occurred <= 1
