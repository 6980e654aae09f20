"""What holds for every text and every anchor: offsets, determinism, whole weeks, order of bounds, and no exception."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.extraction.dates import grammar, numerals, tag
from timeline.extraction.dates.vocabulary import vocabulary
from timeline.extraction.model import Dating, PublishedBasis

LANGUAGES = ("de", "en")
anchors = st.dates(date(1800, 1, 1), date(2200, 12, 31))
windows = st.tuples(st.none() | st.dates(), st.none() | st.dates()).map(
    lambda pair: Dating(PublishedBasis.INFERRED, *(sorted(pair) if None not in pair else pair))  # type: ignore[type-var]
)


@st.composite
def sentences(draw: st.DrawFn, language: str) -> str:
    """Words of the lexicon, numbers and marks in random order: nearly all of it looks like a time expression."""
    known = sorted(vocabulary(language).words)
    numbers = st.integers(0, 9999).map(str) | st.integers(1, 31).map(lambda day: f"{day}.")
    written = st.dates().map(lambda day: f"{day:%d.%m.%Y}") | st.times().map(lambda time: f"{time:%H:%M}")
    part = st.sampled_from(known) | st.sampled_from(known).map(str.title) | numbers | written | st.text(max_size=3)
    return " ".join(draw(st.lists(part, max_size=12)))


texts = st.sampled_from(LANGUAGES).flatmap(lambda language: st.tuples(st.just(language), sentences(language)))


@given(st.text(st.sampled_from("0123456789 ./-:,'’\n\r\t_aersnthd%ä²½"), max_size=40) | st.text(max_size=40))
def test_the_pieces_of_a_text_are_its_tokens_and_the_blanks_between_them(text: str) -> None:
    pieces = numerals.PIECE.findall(text)
    assert "".join(pieces) == text
    told = [piece for piece in pieces if not piece.isspace() or (len(piece) > 1 and piece[0] in "\n\r")]
    assert told == [token[0] for token in numerals.TOKEN.finditer(text)]


@given(texts, windows)
def test_what_is_remembered_of_a_text_changes_nothing(told: tuple[str, str], dating: Dating) -> None:
    language, text = told
    found = tag(text, language, dating)
    with patch.object(grammar, "LONGEST_REMEMBERED", 0):
        assert tag(text, language, dating) == found


@given(texts, windows)
def test_offsets_cut_the_expression_out_in_order_without_overlap(told: tuple[str, str], dating: Dating) -> None:
    language, text = told
    found = tag(text, language, dating)
    assert [text[timex.start : timex.end] for timex in found] == [timex.text for timex in found]
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(timex.text == timex.text.strip() != "" for timex in found)


@given(texts, anchors)
def test_the_same_text_has_the_same_answer(told: tuple[str, str], day: date) -> None:
    language, text = told
    assert tag(text, language, Dating.given(day)) == tag(text, language, Dating.given(day))


@given(texts, windows)
def test_bounds_are_in_order(told: tuple[str, str], dating: Dating) -> None:
    language, text = told
    for timex in tag(text, language, dating):
        if timex.span and timex.span.earliest and timex.span.latest:
            assert timex.span.earliest <= timex.span.latest


@given(st.sampled_from(LANGUAGES), st.text(), windows)
def test_no_text_raises(language: str, text: str, dating: Dating) -> None:
    assert all(text[timex.start : timex.end] == timex.text for timex in tag(text, language, dating))


@pytest.mark.parametrize("day", [date.min, date.max, date(2024, 2, 29)])
@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_the_ends_of_the_calendar_raise_nothing(language: str, day: date, data: st.DataObject) -> None:
    tag(data.draw(sentences(language)), language, Dating.given(day))


WEEKDAYS = {
    "de": (
        "Am {} traf er ein.",
        ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    ),
    "en": (
        "He arrived on {}.",
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ),
}


@given(
    st.sampled_from(LANGUAGES),
    st.sampled_from(["{}", "vergangenen {}", "kommenden {}", "last {}", "next {}"]),
    st.integers(0, 6),
    anchors,
    st.integers(-60, 60),
)
def test_whole_weeks_shift_weekdays_by_whole_weeks(
    language: str, form: str, weekday: int, day: date, weeks: int
) -> None:
    frame, names = WEEKDAYS[language]
    text = frame.format(form.format(names[weekday]))
    shift = timedelta(weeks=weeks)
    here, there = tag(text, language, Dating.given(day)), tag(text, language, Dating.given(day + shift))
    assert [timex.text for timex in here] == [timex.text for timex in there] != []
    assert [timex.span.earliest + shift for timex in here if timex.span and timex.span.earliest] == [
        timex.span.earliest for timex in there if timex.span
    ]


@given(texts, anchors, st.integers(0, 400), st.floats(0, 1))
def test_a_window_covers_what_each_of_its_days_would_mean(
    told: tuple[str, str], day: date, days: int, share: float
) -> None:
    language, text = told
    window = Dating(PublishedBasis.INFERRED, day, day + timedelta(days=days))
    widened = tag(text, language, window)
    for inside in (day, day + timedelta(days=int(share * days)), day + timedelta(days=days)):
        for wide, narrow in zip(widened, tag(text, language, Dating.given(inside)), strict=True):
            if wide.span and wide.span.closed and narrow.span and narrow.span.closed:
                assert wide.span.contains(narrow.span)
