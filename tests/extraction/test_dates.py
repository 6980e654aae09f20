"""Time expressions: own-worded examples of what docs/dates.md does not list, a comment for each class.

Unless a row says otherwise the text is published on Thursday, 13 June 2024.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from timeline.extraction.dates import tag
from timeline.extraction.dates.holidays import easter, feasts
from timeline.extraction.dates.pattern import compile_pattern
from timeline.extraction.dates.vocabulary import vocabulary
from timeline.extraction.model import Dating, Extent, Precision, PublishedBasis, Timex
from timeline.extraction.sentences import split

THURSDAY = date(2024, 6, 13)


def found(text: str, language: str = "de", day: date | None = THURSDAY) -> tuple[Timex, ...]:
    return tag(text, language, Dating.given(day) if day else Dating(PublishedBasis.UNKNOWN))


def values(text: str, language: str = "de", day: date | None = THURSDAY) -> list[tuple[str, str]]:
    return [(timex.text, timex.value) for timex in found(text, language, day)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # amounts, numbers of things, measures
        ("Die Stadt zählt 1950 Einwohner.", []),
        ("Rund 2010 kamen.", []),
        ("Der Gipfel liegt auf 1500 bis 1800 Metern.", []),
        ("Die Resolution 2397 gilt.", []),
        ("Man wählt die Nummer 2019.", []),
        ("Der Film „Vision 2030“ läuft.", []),
        # ages are none in German corpora
        ("Der Fahrer ist 31 Jahre alt, sein Sohn im Alter von 12 Jahren.", []),
        ("Zugelassen ist, wer ab 16 Jahren mitmacht.", []),
        # names
        ("Friedrich Merz traf Theresa May.", []),
        ("Sie gewann im Winter-Biathlon beim MIP-Montag.", []),
        ("Die Hwasong-18 und die KN-23 flogen.", []),
        # telephone numbers, decimals, versions, shares
        ("Rufen Sie 0471 925111 an.", []),
        ("Der Wert stieg um 3,5 auf 12.5 Prozent.", []),
        ("Version 10.4.2 ist da.", []),
        # phrases with a word of time that tell none
        ("Guten Morgen, nach wie vor am Tag der offenen Tür!", []),
        # ordinals and lowercase words
        ("Der dritte Mann ging mit so vielen mit.", []),
    ],
)
def test_it_leaves_alone_what_only_looks_like_a_time(text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He may march on.",
        "The second man was the first to fall.",
        "Resolution 1718 was passed by 1950 people.",
        "The Boeing 1999 flew 2000 miles.",
        "They sat and sun themselves.",
        "Shares rose 4.21 points to $12.30.",
        "Mrs May thanked Jan, who may go on.",
        "Prices fall, and a second term is near.",
        "Version 3.1.10 is out.",
        "He scored in the second half.",
    ],
)
def test_english_words_and_numbers_that_are_no_times(text: str) -> None:
    assert values(text, "en") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # capital letters, abbreviations, Austrian and Swiss words
        ("AM 3. MÄRZ 2021 TAGTE DER RAT.", [("3. MÄRZ 2021", "2021-03-03")]),
        ("Di., 4. Okt. 2022, Feldkirch.", [("Di., 4. Okt. 2022", "2022-10-04")]),
        ("Am 6. Feber und 7. Jänner 2020.", [("6. Feber", "2020-02-06"), ("7. Jänner 2020", "2020-01-07")]),
        # years in front of what begins with a capital letter are years
        ("Er wurde 2014 Bürgermeister.", [("2014", "2014")]),
        # old years need a word that says so
        ("Im Jahr 1230 starb er, 1170 geboren.", [("Jahr 1230", "1230")]),
        ("Der Dichter (1749–1832) reiste viel.", [("1749", "1749"), ("1832", "1832")]),
        # compounds
        ("Zum Jahresende 2025 endet er.", [("Jahresende 2025", "2025")]),
        ("Am Sonntagnachmittag schneite es.", [("Sonntagnachmittag", "2024-06-09TAF")]),
        # enumerations over several prepositions, with the last comma
        (
            "Er kommt am 11., 18., und 25. März 2025 sowie am 1. und 8. April 2025.",
            [
                ("11.", "2025-03-11"),
                ("18.", "2025-03-18"),
                ("25. März 2025", "2025-03-25"),
                ("1.", "2025-04-01"),
                ("8. April 2025", "2025-04-08"),
            ],
        ),
        # ranges over the turn of the year
        (
            "Vom 28. Dezember bis 3. Jänner 2023 war zu.",
            [("28. Dezember", "2022-12-28"), ("3. Jänner 2023", "2023-01-03")],
        ),
        # hours that share their "Uhr"
        (
            "Morgen von 9.30 bis 12 Uhr.",
            [("Morgen", "2024-06-14"), ("9.30", "2024-06-14T09:30"), ("12 Uhr", "2024-06-14T12:00")],
        ),
        # sets
        ("Sie verdient 900 Euro im Monat.", [("im Monat", "P1M")]),
        ("Alle drei Monate wird gezählt.", [("Alle drei Monate", "P3M")]),
        ("Montags ist Ruhetag.", [("Montags", "XXXX-WXX-1")]),
        # durations in one word or with half a unit
        (
            "Nach einer zweiwöchigen Reise und anderthalb Jahren.",
            [("zweiwöchigen", "P2W"), ("anderthalb Jahren", "P1.5Y")],
        ),
        ("Seit Jahren streiten sie.", [("Jahren", "PXY")]),
        ("Sechs bis acht Monate dauert es.", [("Sechs", "P6M"), ("acht Monate", "P8M")]),
        # plural stretches ahead are the future, those behind have a length
        ("In den nächsten Jahren baut man.", [("den nächsten Jahren", "FUTURE_REF")]),
        ("In den vergangenen Monaten baute man.", [("den vergangenen Monaten", "PXM")]),
        # two steps back or on
        (
            "Vorletzte Woche kam er, übernächsten Montag geht er.",
            [("Vorletzte Woche", "2024-W22"), ("übernächsten Montag", "2024-06-24")],
        ),
        ("Im vorletzten August war Flut.", [("vorletzten August", "2022-08")]),
        # a weekday of another week
        ("Dienstag vergangener Woche fiel Schnee.", [("Dienstag vergangener Woche", "2024-06-04")]),
        # hours that hold every day have none
        ("Geöffnet ist von 10 bis 18 Uhr.", [("10", "T10:00"), ("18 Uhr", "T18:00")]),
        (
            "Am 3. und 4. Juli, jeweils um 20 Uhr.",
            [("3.", "2024-07-03"), ("4. Juli", "2024-07-04"), ("20 Uhr", "T20:00")],
        ),
        # a weekday beside a date finds the year
        (
            "Im Mai 2021 kam er. Am Freitag, 7. Juni, ging er.",
            [("Mai 2021", "2021-05"), ("Freitag, 7. Juni", "2024-06-07")],
        ),
        # a limit is not the time that the text tells of
        ("Der Vertrag gilt bis 2030. Im Mai war er fertig.", [("2030", "2030"), ("Mai", "2024-05")]),
        # impossible days
        ("Am 31. Juni 2021 geschah nichts.", [("Juni 2021", "2021-06")]),
    ],
)
def test_german_forms(text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the order of day and month, ordinals, abbreviations
        (
            "On the 3rd of May 2021 and Sept. 4, 2022.",
            [("the 3rd of May 2021", "2021-05-03"), ("Sept. 4, 2022", "2022-09-04")],
        ),
        ("It closed on 3/5/2021.", [("3/5/2021", "2021-03-05")]),
        ("He left on Thursday, May 30.", [("Thursday, May 30", "2024-05-30")]),
        # parts of months, years and decades
        ("From mid-May to early 2025.", [("mid-May", "2024-05"), ("early 2025", "2025")]),
        ("In the mid-1990s and the late eighties.", [("the mid-1990s", "199"), ("the late eighties", "198")]),
        # quarters, halves, fiscal years
        (
            "In fiscal 2023 and this year's third quarter.",
            [("fiscal 2023", "2023"), ("this year's third quarter", "2024-Q3")],
        ),
        (
            "Profit in the fourth quarter of 2022 fell from a year earlier.",
            [("the fourth quarter of 2022", "2022-Q4"), ("a year earlier", "2021-Q4")],
        ),
        # ago, from now, earlier
        ("It sank two and a half years ago.", [("two and a half years ago", "2021-12")]),
        ("A decade ago it was new.", [("A decade ago", "201")]),
        ("It was sold several years ago.", [("several years ago", "PAST_REF")]),
        # stretches
        ("Over the past year and the last three months.", [("the past year", "P1Y"), ("the last three months", "P3M")]),
        (
            "In recent weeks and in the coming months.",
            [("recent weeks", "PAST_REF"), ("the coming months", "FUTURE_REF")],
        ),
        # ages are durations in English corpora
        ("The 26-year-old driver waited for hours.", [("26-year-old", "P26Y"), ("hours", "PTXH")]),
        # what is told relative to an event is a duration only
        ("Two days before the summit he fell ill.", [("Two days", "P2D")]),
        # clocks
        (
            "At 9 o'clock, at 10:15 a.m. and at 1430 GMT.",
            [("9 o'clock", "2024-06-13T09:00"), ("10:15 a.m.", "2024-06-13T10:15"), ("1430 GMT", "2024-06-13T14:30")],
        ),
        (
            "It met at noon and until midnight tonight.",
            [("noon", "2024-06-13T12:00"), ("midnight", "2024-06-13T00:00"), ("tonight", "2024-06-13TNI")],
        ),
        # month names that are words only count with a capital letter
        ("They met in March and in May.", [("March", "2024-03"), ("May", "2024-05")]),
    ],
)
def test_english_forms(text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # the past
        ("Am Samstag starb der Dichter.", date(2024, 6, 8)),
        ("Am Samstag hat der Rat getagt.", date(2024, 6, 8)),
        ("Am Samstag ist das Schiff gesunken.", date(2024, 6, 8)),
        ("Am Samstag soll er geflohen sein.", date(2024, 6, 8)),
        # the future
        ("Am Samstag wird der Rat tagen.", date(2024, 6, 15)),
        ("Am Samstag soll der Rat tagen.", date(2024, 6, 15)),
        ("Am Samstag beginnt das Fest.", date(2024, 6, 15)),
        # each clause has its own tense
        ("Der Sprecher sagte, der Rat werde am Samstag tagen.", date(2024, 6, 15)),
        ("Am Samstag tagte der Rat, der bald wieder tagen wird.", date(2024, 6, 8)),
        # an attribute is no verb
        ("Das für Samstag geplante Treffen wird stattfinden.", date(2024, 6, 15)),
    ],
)
def test_the_tense_of_the_clause_says_which_saturday(text: str, day: date) -> None:
    assert [timex.span and timex.span.earliest for timex in found(text)] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Er wurde am 5. Juni gesehen.", date(2024, 6, 5)),
        ("Er wird am 5. Juli erwartet.", date(2024, 7, 5)),
        ("Er wurde am 5. Dezember gesehen.", date(2023, 12, 5)),
        ("Im Jahr 2011 zog er um. Am 5. Dezember starb er.", date(2011, 12, 5)),
    ],
)
def test_a_day_without_a_year_is_the_one_that_fits(text: str, day: date) -> None:
    assert found(text)[-1].span == found(text)[-1].span
    assert [timex.span.earliest for timex in found(text)[-1:] if timex.span] == [day]


def test_a_range_spans_its_days_and_both_ends_know_it() -> None:
    first, last = found("Die Messe dauert vom 1. bis zum 3. August.")
    assert first.span == last.span
    assert first.span is not None
    assert (first.span.earliest, first.span.latest) == (date(2024, 8, 1), date(2024, 8, 3))
    assert (first.span.precision, first.span.extent) == (Precision.INTERVAL, Extent.THROUGHOUT)


def test_between_leaves_the_day_open() -> None:
    first, _ = found("Zwischen dem 1. und dem 3. August kommt er.")
    assert first.span is not None
    assert first.span.extent is Extent.WITHIN


def test_since_has_no_end_while_the_publication_is_unknown() -> None:
    (timex,) = found("Seit 2020 ruht der Handel.", day=None)
    assert timex.span is not None
    assert (timex.span.earliest, timex.span.latest, timex.span.precision) == (date(2020, 1, 1), None, Precision.OPEN)


def test_of_this_week_only_what_the_tense_leaves() -> None:
    told = [timex.span for text in ("Diese Woche kam er.", "Diese Woche wird er kommen.") for timex in found(text)]
    assert [(span.earliest, span.latest) for span in told if span] == [
        (date(2024, 6, 10), THURSDAY),
        (THURSDAY, date(2024, 6, 16)),
    ]


def test_sentences_that_are_given_decide_where_a_clause_ends() -> None:
    text = "Er kam am 3. Samstag wird er gehen."
    sentences = split(text, "de")
    assert tag(text, "de", Dating.given(THURSDAY), sentences) == tag(
        text, "de", Dating.given(THURSDAY), list(sentences)
    )


def test_no_sentences_are_one_sentence() -> None:
    assert len(tag("Gestern.", "de", Dating.given(THURSDAY), [])) == 1


def test_a_language_without_a_lexicon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        tag("Hier, ieri.", "it", Dating.given(THURSDAY))


@pytest.mark.parametrize(
    ("key", "year", "day"),
    [
        ("victory-day", 2024, date(2024, 5, 9)),
        ("easter", 2024, date(2024, 3, 31)),
        ("corpus-christi", 2024, date(2024, 5, 30)),
        ("rose-monday", 2024, date(2024, 2, 12)),
        ("thanksgiving", 2023, date(2023, 11, 23)),
        ("memorial-day", 2023, date(2023, 5, 29)),
        ("advent-first", 2023, date(2023, 12, 3)),
        ("advent-first", 2022, date(2022, 11, 27)),
    ],
)
def test_public_days_fall_on_their_days(key: str, year: int, day: date) -> None:
    assert feasts()[key].on(year) == day


def test_every_public_day_has_a_day_in_every_year_and_names_of_its_own() -> None:
    names = [
        (language, name) for feast in feasts().values() for language in feast.names for name in feast.names[language]
    ]
    assert len(names) == len(set(names))
    assert {feast.on(year).year - year for feast in feasts().values() for year in range(1990, 2041)} == {0}


def test_easter_is_a_sunday_between_22_march_and_25_april() -> None:
    days = [easter(year) for year in range(1900, 2100)]
    assert {day.isoweekday() for day in days} == {7}
    assert all(date(day.year, 3, 22) <= day <= date(day.year, 4, 25) for day in days)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_rule_of_the_lexicon_can_match(language: str) -> None:
    known = vocabulary(language)
    named = {rule.name for rules in known.rules_from.values() for rule in rules}
    assert named == {rule["name"] for rule in known.settings["rules"]}


@pytest.mark.parametrize("pattern", ["<a", "(<a>", "<a>)", "<a>?", "{1,2}", "<a> *", "<nothing>"])
def test_a_broken_pattern_is_an_error_at_once(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|category"):
        compile_pattern(pattern, lambda category: {"a": "!"}.get(category) or _unknown(category))


def _unknown(category: str) -> str:
    raise ValueError(f"no word has the category {category}")


def test_shifting_the_day_shifts_what_is_counted_from_it() -> None:
    for step in range(400):
        day = THURSDAY + timedelta(days=step)
        assert [timex.value for timex in found("Gestern kam er.", day=day)] == [(day - timedelta(days=1)).isoformat()]
