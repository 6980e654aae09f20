"""Times, filters and histories in words; titles are in test_wording_titles.py."""

from __future__ import annotations

from datetime import date

import pytest

from timeline import wording
from timeline.extraction.model import Extent, Precision, TimeSpan

DE, EN = wording.catalogue("de"), wording.catalogue("en")


@pytest.mark.parametrize(
    ("span", "german", "english"),
    [
        (TimeSpan.day(date(2023, 9, 14)), "14. September 2023", "14 September 2023"),
        (TimeSpan.before(date(2023, 9, 14)), "vor dem 14. September 2023", "before 14 September 2023"),
        (
            TimeSpan(date(2024, 6, 13), date(2024, 6, 19), Precision.INTERVAL),
            "zwischen 13. und 19. Juni 2024",
            "between 13 and 19 June 2024",
        ),
        (
            TimeSpan(date(2024, 6, 13), date(2024, 6, 19), Precision.INTERVAL, Extent.THROUGHOUT),
            "13.–19. Juni 2024",
            "13–19 June 2024",
        ),
        (
            TimeSpan(date(2023, 9, 1), date(2023, 9, 30), Precision.MONTH),
            "September 2023 (Tag unbekannt)",
            "September 2023 (day not known)",
        ),
    ],
)
def test_a_time_is_never_told_more_exactly_than_it_is_known(span: TimeSpan, german: str, english: str) -> None:
    assert (wording.when(span, DE), wording.when(span, EN)) == (german, english)
