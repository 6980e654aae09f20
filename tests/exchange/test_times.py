"""Dates as people write them in tables."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.exchange.times import Order, UnreadableTimeError, read_time
from timeline.extraction.model import Extent, Precision, TimeSpan

READ = [
    ("", "", Precision.UNKNOWN),
    ("2023-09-13", "2023-09-13", Precision.DAY),
    ("2023-09-13 00:00:00", "2023-09-13", Precision.DAY),
    ("2023-09-13T00:00", "2023-09-13", Precision.DAY),
    ("2023-09", "2023-09", Precision.MONTH),
    ("2023", "2023", Precision.YEAR),
    ("2023~", "2023~", Precision.YEAR),
    ("2023-23", "[2023-09-01..2023-11-30]", Precision.SEASON),
    ("2023-24", "[2023-12-01..2024-02-29]", Precision.SEASON),
    ("2023-09-01/2023-09-05", "2023-09-01/2023-09-05", Precision.INTERVAL),
    ("[2023-09-01..2023-09-05]", "[2023-09-01..2023-09-05]", Precision.INTERVAL),
    ("[..2023-09-05]", "[..2023-09-05]", Precision.OPEN),
    ("2023-09-01/..", "2023-09-01/..", Precision.OPEN),
    ("13.9.2023", "2023-09-13", Precision.DAY),
    ("13. 09. 2023", "2023-09-13", Precision.DAY),
    ("9/2023", "2023-09", Precision.MONTH),
    ("09.2023", "2023-09", Precision.MONTH),
    ("Sept. 2023", "2023-09", Precision.MONTH),
    ("Sep 2023", "2023-09", Precision.MONTH),
    ("Mär 2024", "2024-03", Precision.MONTH),
    ("September 13, 2023", "2023-09-13", Precision.DAY),
    ("Sep 13, 2023", "2023-09-13", Precision.DAY),
    ("Freitag, 13. Oktober 2023", "2023-10-13", Precision.DAY),
    ("13-17 September 2023", "2023-09-13/2023-09-17", Precision.INTERVAL),
    ("13. bis 17. September 2023", "2023-09-13/2023-09-17", Precision.INTERVAL),
    ("28 August – 3 September 2023", "2023-08-28/2023-09-03", Precision.INTERVAL),
    ("Sept 13-17, 2023", "2023-09-13/2023-09-17", Precision.INTERVAL),
    ("März–Mai 2023", "2023-03-01/2023-05-31", Precision.INTERVAL),
    ("zwischen März und Mai 2023", "[2023-03-01..2023-05-31]", Precision.INTERVAL),
    ("Q3 2023", "[2023-07-01..2023-09-30]", Precision.INTERVAL),
    ("Herbst 2023", "[2023-09-01..2023-11-30]", Precision.SEASON),
    ("ca. 2019", "2019~", Precision.YEAR),
    ("about May 2019", "2019-05~", Precision.MONTH),
    ("seit 2014", "2014-01-01/..", Precision.OPEN),
    ("vor 2010", "[..2009-12-31]", Precision.OPEN),
    ("until May 2010", "[..2010-05-31]", Precision.OPEN),
]


@pytest.mark.parametrize(("text", "edtf", "precision"), READ)
def test_it_reads_dates_of_any_precision(text: str, edtf: str, precision: Precision) -> None:
    span = read_time(text)
    assert (span.edtf, span.precision) == (edtf, precision)


@pytest.mark.parametrize(("order", "edtf"), [(Order.MONTH_FIRST, "2023-03-09"), (Order.DAY_FIRST, "2023-09-03")])
def test_numbers_with_a_slash_are_read_in_the_order_that_was_named(order: Order, edtf: str) -> None:
    assert read_time("3/9/2023", order).edtf == edtf


@pytest.mark.parametrize("text", ["3/9/2023", "13/9/2023"])
def test_it_asks_for_the_order_and_never_guesses_it(text: str) -> None:
    with pytest.raises(UnreadableTimeError) as fault:
        read_time(text)
    assert fault.value.asks_for_order


@pytest.mark.parametrize(
    "text",
    ["gestern", "letzte Woche", "im Mai", "on Friday", "2023-02-30", "2023-13-01", "31.6.2023", "13.9.23", "soon",
     "[..]", "2023-09-05/2023-09-01", "13 to 9", "Besuch am 13. September 2023 in Moskau"],
)  # fmt: skip
def test_what_names_no_time_of_its_own_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTimeError) as fault:
        read_time(text)
    assert text[:20] in str(fault.value)
    assert not fault.value.asks_for_order


DAYS = st.dates(date(1945, 1, 1), date(2099, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> TimeSpan:
    first, extent, approximate = draw(DAYS), draw(st.sampled_from(Extent)), draw(st.booleans())
    kind = draw(st.sampled_from(["day", "interval", "after", "before"]))
    if kind == "day":
        return TimeSpan.day(first, approximate=approximate)
    if kind == "interval":
        last = first + timedelta(days=draw(st.integers(1, 2000)))
        return TimeSpan(first, last, Precision.INTERVAL, extent, approximate)
    bounds = (first, None) if kind == "after" else (None, first)
    return TimeSpan(*bounds, Precision.OPEN, extent, approximate)


@given(spans())
def test_edtf_is_read_as_it_is_written(span: TimeSpan) -> None:
    assert read_time(span.edtf) == span


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableTimeError):
        assert isinstance(read_time(text, Order.DAY_FIRST), TimeSpan)
