"""The figures of the project's own gold do not fall."""

from __future__ import annotations

import pytest

from tests.extraction.gold.digests import FOLDER, NEWSROOM, Figures, measure, measure_links, read_digests

NEWSROOM_FOLDER = FOLDER / "newsroom"


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


# ---- articles as newsrooms print them --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed() -> Figures:
    return measure(read_digests(NEWSROOM_FOLDER))


def test_it_reports_what_newsrooms_print(printed: Figures) -> None:
    assert printed.precision >= 0.85
    assert printed.recall >= 0.7


def test_it_tells_status_and_participants_in_what_newsrooms_print(printed: Figures) -> None:
    assert printed.status_accuracy >= 0.9
    assert printed.false_occurred <= 2
    assert printed.people_f1 >= 0.7
    assert printed.date_accuracy >= 0.6


def test_it_passes_over_what_is_no_event_in_what_newsrooms_print(printed: Figures) -> None:
    assert printed.empty >= 150
    assert printed.empty_hit <= printed.empty / 10


@pytest.mark.parametrize("name", [name for name in NEWSROOM if name != "wires"])  # which hold too few such pairs
def test_it_groups_reports_of_one_event_and_rather_leaves_two_apart(name: str) -> None:
    links = measure_links(read_digests(NEWSROOM_FOLDER, name))
    assert links.right + links.missed >= 20
    assert links.precision >= 0.6
