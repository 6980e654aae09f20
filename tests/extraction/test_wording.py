"""Times, histories, reasons and filters in words; titles have a file of their own."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import wording
from timeline.extraction.derive import Reason, ReasonKey, StatusChange
from timeline.extraction.model import Basis, EventKind, Extent, Mode, Precision, Status, TimeSpan

DE, EN = wording.catalogue("de"), wording.catalogue("en")


def span(
    first: str, last: str, precision: Precision = Precision.INTERVAL, *, lasts: bool = False, about: bool = False
) -> TimeSpan:
    extent = Extent.THROUGHOUT if lasts else Extent.WITHIN
    return TimeSpan(date.fromisoformat(first), date.fromisoformat(last), precision, extent, about)


TIMES = [
    # (time, by itself and inside a sentence in German, the same in English)
    (
        TimeSpan.day(date(2023, 9, 14)),
        "14. September 2023",
        "am 14. September 2023",
        "14 September 2023",
        "on 14 September 2023",
    ),
    (
        TimeSpan.day(date(2023, 9, 14), approximate=True),
        "um den 14. September 2023",
        "um den 14. September 2023",
        "around 14 September 2023",
        "around 14 September 2023",
    ),
    (
        span("2024-01-15", "2024-01-21", Precision.WEEK),
        "Woche vom 15. bis 21. Januar 2024",
        "in der Woche vom 15. bis 21. Januar 2024",
        "week of 15 to 21 January 2024",
        "in the week of 15 to 21 January 2024",
    ),
    (
        span("2024-01-29", "2024-02-04", Precision.WEEK, lasts=True),
        "die ganze Woche vom 29. Januar bis 4. Februar 2024",
        "in der ganzen Woche vom 29. Januar bis 4. Februar 2024",
        "the whole week of 29 January to 4 February 2024",
        "throughout the week of 29 January to 4 February 2024",
    ),
    (
        span("2023-09-01", "2023-09-30", Precision.MONTH),
        "September 2023 (Tag unbekannt)",
        "im September 2023",
        "September 2023 (day not known)",
        "in September 2023",
    ),
    (
        span("2023-09-01", "2023-09-30", Precision.MONTH, lasts=True),
        "den ganzen September 2023",
        "im ganzen September 2023",
        "all of September 2023",
        "throughout September 2023",
    ),
    (
        span("2023-09-01", "2023-09-30", Precision.MONTH, about=True),
        "etwa September 2023 (Tag unbekannt)",
        "etwa im September 2023",
        "around September 2023 (day not known)",
        "around September 2023",
    ),
    (
        span("2024-06-01", "2024-08-31", Precision.SEASON),
        "Sommer 2024 (Tag unbekannt)",
        "im Sommer 2024",
        "summer 2024 (day not known)",
        "in summer 2024",
    ),
    (
        span("2023-12-01", "2024-02-29", Precision.SEASON),
        "Winter 2023/24 (Tag unbekannt)",
        "im Winter 2023/24",
        "winter 2023/24 (day not known)",
        "in winter 2023/24",
    ),
    (
        span("2024-03-21", "2024-06-20", Precision.SEASON),
        "Frühling 2024 (Tag unbekannt)",
        "im Frühling 2024",
        "spring 2024 (day not known)",
        "in spring 2024",
    ),
    (
        span("2023-01-01", "2023-12-31", Precision.YEAR),
        "2023 (Tag unbekannt)",
        "im Jahr 2023",
        "2023 (day not known)",
        "in 2023",
    ),
    (
        span("2023-01-01", "2023-12-31", Precision.YEAR, lasts=True),
        "das ganze Jahr 2023",
        "im ganzen Jahr 2023",
        "all of 2023",
        "throughout 2023",
    ),
    (
        span("2024-06-13", "2024-06-19"),
        "zwischen 13. und 19. Juni 2024",
        "zwischen dem 13. und dem 19. Juni 2024",
        "between 13 and 19 June 2024",
        "between 13 and 19 June 2024",
    ),
    (
        span("2024-06-13", "2024-06-14"),
        "13. oder 14. Juni 2024",
        "am 13. oder 14. Juni 2024",
        "13 or 14 June 2024",
        "on 13 or 14 June 2024",
    ),
    (
        span("2024-05-28", "2024-06-03"),
        "zwischen 28. Mai und 3. Juni 2024",
        "zwischen dem 28. Mai und dem 3. Juni 2024",
        "between 28 May and 3 June 2024",
        "between 28 May and 3 June 2024",
    ),
    (
        span("2023-12-28", "2024-01-03"),
        "zwischen 28. Dezember 2023 und 3. Januar 2024",
        "zwischen dem 28. Dezember 2023 und dem 3. Januar 2024",
        "between 28 December 2023 and 3 January 2024",
        "between 28 December 2023 and 3 January 2024",
    ),
    (
        span("2023-09-12", "2023-09-17", lasts=True),
        "12.–17. September 2023",
        "vom 12. bis zum 17. September 2023",
        "12–17 September 2023",
        "from 12 to 17 September 2023",
    ),
    (
        span("2024-05-28", "2024-06-03", lasts=True),
        "28. Mai – 3. Juni 2024",
        "vom 28. Mai bis zum 3. Juni 2024",
        "28 May – 3 June 2024",
        "from 28 May to 3 June 2024",
    ),
    (
        span("2023-09-01", "2023-11-30"),
        "zwischen September und November 2023",
        "zwischen September und November 2023",
        "between September and November 2023",
        "between September and November 2023",
    ),
    (
        span("2022-01-01", "2023-12-31", lasts=True),
        "2022 – 2023",
        "von 2022 bis 2023",
        "2022 – 2023",
        "from 2022 to 2023",
    ),
    (
        span("2023-12-28", "2024-01-03", about=True),
        "etwa zwischen 28. Dezember 2023 und 3. Januar 2024",
        "etwa zwischen dem 28. Dezember 2023 und dem 3. Januar 2024",
        "roughly between 28 December 2023 and 3 January 2024",
        "roughly between 28 December 2023 and 3 January 2024",
    ),
    (
        TimeSpan.before(date(2023, 9, 14)),
        "vor dem 14. September 2023",
        "vor dem 14. September 2023",
        "before 14 September 2023",
        "before 14 September 2023",
    ),
    (
        TimeSpan.after(date(2023, 9, 14)),
        "ab dem 14. September 2023",
        "nach dem 14. September 2023",
        "from 14 September 2023 on",
        "after 14 September 2023",
    ),
    (
        TimeSpan(date(2023, 9, 14), None, Precision.UNKNOWN),
        "ab dem 14. September 2023",
        "nach dem 14. September 2023",
        "from 14 September 2023 on",
        "after 14 September 2023",
    ),
    (TimeSpan.before(None), "Zeit unbekannt", "", "time unknown", ""),
    # a precision that the bounds do not bear out is not told
    (
        span("2023-09-03", "2023-09-28", Precision.MONTH),
        "zwischen 3. und 28. September 2023",
        "zwischen dem 3. und dem 28. September 2023",
        "between 3 and 28 September 2023",
        "between 3 and 28 September 2023",
    ),
    (
        span("2024-01-15", "2024-01-19", Precision.WEEK),
        "zwischen 15. und 19. Januar 2024",
        "zwischen dem 15. und dem 19. Januar 2024",
        "between 15 and 19 January 2024",
        "between 15 and 19 January 2024",
    ),
]


@pytest.mark.parametrize(("time", "german", "within_german", "english", "within_english"), TIMES)
def test_a_time_is_never_told_more_exactly_than_it_is_known(
    time: TimeSpan, german: str, within_german: str, english: str, within_english: str
) -> None:
    assert (wording.when(time, DE), wording.at(time, DE)) == (german, within_german)
    assert (wording.when(time, EN), wording.at(time, EN)) == (english, within_english)


def test_there_is_an_example_of_every_precision() -> None:
    assert {time.precision for time, *_ in TIMES} == set(Precision)


days = st.dates(date(1950, 1, 1), date(2050, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> TimeSpan:
    first, length = draw(days), draw(st.integers(0, 800))
    precision = draw(st.sampled_from(list(Precision)))
    last = first if precision is Precision.DAY else first + timedelta(length)
    extent, about = draw(st.sampled_from(list(Extent))), draw(st.booleans())
    if precision is Precision.OPEN:
        return TimeSpan(*draw(st.sampled_from([(first, None), (None, first)])), precision, extent, about)
    if precision is Precision.UNKNOWN:
        return TimeSpan(*draw(st.sampled_from([(first, None), (None, first), (None, None)])), precision, extent, about)
    return TimeSpan(first, last, precision, extent, about)


@given(spans())
def test_every_time_has_words_that_name_its_years_and_no_other_day(time: TimeSpan) -> None:
    allowed = {day.year for day in (time.earliest, time.latest) if day}
    for cat in (DE, EN):
        text = wording.when(time, cat)
        assert text == text.strip()
        assert text
        named = {int(year) for year in re.findall(r"\b\d{4}\b", text)}
        assert named <= allowed
        assert named or not allowed
        numbers = {int(day) for day in re.findall(r"\b\d{1,2}\b(?!\d)", re.sub(r"\d{4}(/\d\d)?", "", text))}
        assert numbers <= {day.day for day in (time.earliest, time.latest) if day}


def test_a_history_says_what_became_known_when() -> None:
    october = span("2023-10-01", "2023-10-31", Precision.MONTH)
    history = (
        StatusChange(Status.PLANNED, date(2023, 9, 14), "a"),
        StatusChange(Status.OCCURRED, date(2024, 1, 15), "b", october),
    )
    assert wording.history_sentence(history, DE) == "angekündigt am 14. September 2023, eingetreten im Oktober 2023"
    assert wording.history_sentence(history, EN) == "announced on 14 September 2023, occurred in October 2023"
    assert wording.history_sentence((), DE) == ""


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_history(status: Status) -> None:
    for cat in (DE, EN):
        dated = wording.history_sentence((StatusChange(status, date(2024, 5, 1), "a", None),), cat)
        assert dated
        assert "{" not in dated
        assert wording.history_sentence((StatusChange(status, None, "a", None),), cat)


VALUES = {"reports": 3, "days": 4, "day": "2024-05-01", "status": "planned", "by": "USA", "against": "Kreml"}


@pytest.mark.parametrize("key", list(ReasonKey))
def test_every_reason_is_a_sentence_in_both_languages(key: ReasonKey) -> None:
    values = {**VALUES, "places": "Moskau, Wladiwostok", "copies": 2}
    if not key.startswith("status_"):
        del values["status"]
    for cat in (DE, EN):
        for missing in ((), ("day",)):
            told = wording.reason(Reason("span", key, {k: v for k, v in values.items() if k not in missing}), cat)
            assert told.endswith(".")
            assert "{" not in told


def test_a_reason_is_told_from_its_record_too() -> None:
    why = Reason("status", ReasonKey.STATUS_REPORTED, {"status": "planned", "day": "2023-09-14", "reports": 1}, ("a",))
    assert wording.reason(why.as_record(), DE) == "Stand „angekündigt“ nach dem Bericht vom 14. September 2023."
    assert wording.reason(why, EN) == "Status “planned” by the report of 14 September 2023."


FILTERS = [
    (wording.FilterWords(0), "Keine Ereignisse", "No events"),
    (wording.FilterWords(1), "1 Ereignis", "1 event"),
    (wording.FilterWords(12345), "12.345 Ereignisse", "12,345 events"),
    (
        wording.FilterWords(
            23,
            kinds=(EventKind.VISIT, EventKind.MEETING),
            first=date(2023, 9, 1),
            last=date(2024, 10, 31),
            min_sources=2,
        ),
        "23 Ereignisse, Besuche und Treffen, September 2023 – Oktober 2024, mindestens zwei Quellen",
        "23 events, visits and meetings, September 2023 – October 2024, at least two sources",
    ),
    (
        wording.FilterWords(5, statuses=(Status.PLANNED, Status.EXPECTED), actors=("Kim Jong Un", "Putin")),
        "5 Ereignisse, Stand: angekündigt oder erwartet, mit Kim Jong Un und Putin",
        "5 events, status: planned or expected, with Kim Jong Un and Putin",
    ),
    (
        wording.FilterWords(5, places=("Moskau",), outlets=("A", "B", "C"), countries=("Österreich",), q="Brücke"),
        "5 Ereignisse, Ort: Moskau, berichtet von A, B oder C, aus Medien in Österreich, Suche „Brücke“",
        "5 events, place: Moskau, reported by A, B or C, from media in Österreich, search “Brücke”",
    ),
    (
        wording.FilterWords(5, first=date(2023, 9, 1)),
        "5 Ereignisse, ab September 2023",
        "5 events, from September 2023",
    ),
    (
        wording.FilterWords(5, last=date(2023, 9, 14)),
        "5 Ereignisse, bis 14. September 2023",
        "5 events, until 14 September 2023",
    ),
    (
        wording.FilterWords(5, last=date(2023, 9, 30)),
        "5 Ereignisse, bis September 2023",
        "5 events, until September 2023",
    ),
    (
        wording.FilterWords(5, first=date(2023, 9, 14), last=date(2023, 9, 14)),
        "5 Ereignisse, 14. September 2023",
        "5 events, 14 September 2023",
    ),
    (
        wording.FilterWords(5, first=date(2023, 9, 1), last=date(2023, 9, 30)),
        "5 Ereignisse, September 2023",
        "5 events, September 2023",
    ),
    (
        wording.FilterWords(5, first=date(2023, 1, 1), last=date(2024, 12, 31)),
        "5 Ereignisse, 2023–2024",
        "5 events, 2023–2024",
    ),
    (wording.FilterWords(5, first=date(2023, 1, 1), last=date(2023, 12, 31)), "5 Ereignisse, 2023", "5 events, 2023"),
    (wording.FilterWords(5, min_sources=40), "5 Ereignisse, mindestens 40 Quellen", "5 events, at least 40 sources"),
]


@pytest.mark.parametrize(("shown", "german", "english"), FILTERS)
def test_the_filter_sentence_says_what_is_shown(shown: wording.FilterWords, german: str, english: str) -> None:
    assert (wording.filter_sentence(shown, DE), wording.filter_sentence(shown, EN)) == (german, english)


def test_a_disputed_event_is_summed_up_with_both_sides() -> None:
    facts = wording.EventFacts(
        EventKind.ARMS_TRANSFER,
        Mode.NONE,
        Status.DISPUTED,
        (("Nordkorea", "state", "PRK", "actor"), ("Russland", "state", "RUS", "recipient")),
        span=TimeSpan.before(date(2024, 6, 1), Basis.BOUNDED),
        asserted_by=("USA", "Südkorea"),
        disputed_by=("Kreml",),
    )
    assert wording.summary(facts, DE) == (
        "Umstritten: Nordkorea soll vor dem 1. Juni 2024 Russland Waffen geliefert haben. "
        "Das sagen: USA und Südkorea; das bestreiten: Kreml."
    )
