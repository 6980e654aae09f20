"""The time that an event gets: annotation rule 7 of the ontology, one way at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from timeline.extraction.lexicon import load
from timeline.extraction.model import Article, Basis, Dating, Mention, Precision, PublishedBasis
from timeline.extraction.pipeline import extract

DAY = date(2024, 6, 20)  # a Thursday
FILL = " ".join(["Die Straße war gesperrt."] * 4)
"""Makes what follows it background: the lead is over."""


def mentions(text: str, language: str = "de", dating: Dating | None = None) -> tuple[Mention, ...]:
    return extract(Article("d", text, language, DAY), load(), dating=dating or Dating.given(DAY)).mentions


def mention(text: str, kind: str, language: str = "de", dating: Dating | None = None) -> Mention:
    return next(m for m in mentions(text, language, dating) if m.kind == kind)


SPANS = [
    # one moment in two clauses; a ticker; what is said in the past tense of English
    (
        "de",
        "agreement",
        "Vereinbart hatten Russland und Nordkorea das, als Putin im Mai 2023 Pjöngjang besuchte.",
        "2023-05-01",
        "2023-05-31",
        Basis.ANAPHORIC,
    ),
    (
        "en",
        "visit",
        "Putin and Kim Jong Un met last September, when Kim travelled to Russia.",
        "2023-09-01",
        "2023-09-30",
        Basis.ANAPHORIC,
    ),
    (
        "de",
        "meeting",
        "09:15 Uhr: Putin und Kim Jong Un haben nach Angaben des Kremls Gespräche aufgenommen.",
        "2024-06-20",
        "2024-06-20",
        Basis.RELATIVE,
    ),
    (
        "en",
        "criticism",
        "Japan's minister Yoshimasa Hayashi said on Wednesday that Tokyo was alarmed by Putin's visit to North Korea.",
        "2024-06-19",
        "2024-06-19",
        Basis.RELATIVE,
    ),
    # the clause's own expression
    ("de", "visit", "Lawrow reiste am Mittwoch nach Pjöngjang.", "2024-06-19", "2024-06-19", Basis.RELATIVE),
    ("de", "visit", "Kim Jong Un besuchte im September 2023 Russland.", "2023-09-01", "2023-09-30", Basis.EXPLICIT),
    ("en", "visit", "Lavrov travelled to Pyongyang on Wednesday.", "2024-06-19", "2024-06-19", Basis.RELATIVE),
    (
        "de",
        "visit",
        "Der Besuch Lawrows in Pjöngjang am Dienstag, den Moskau lobte, war kurz.",
        "2024-06-18",
        "2024-06-18",
        Basis.RELATIVE,
    ),
    # each clause its own
    (
        "de",
        "visit",
        "Peskow sagte am Montag, Lawrow werde im Juli nach Nordkorea reisen.",
        "2024-07-01",
        "2024-07-31",
        Basis.RELATIVE,
    ),
    # news without an expression: the day of publication
    ("de", "visit", "Lawrow ist in Pjöngjang eingetroffen.", "2024-06-20", "2024-06-20", Basis.FALLBACK),
    (
        "en",
        "criticism",
        "Japan condemned the arms deliveries from North Korea to Russia.",
        "2024-06-20",
        "2024-06-20",
        Basis.FALLBACK,
    ),
    # background: before it
    ("de", "arms_transfer", "Nordkorea hat Russland Granaten geliefert.", None, "2024-06-20", Basis.BOUNDED),
    (
        "de",
        "accusation",
        "Zuvor hatten die USA Nordkorea beschuldigt, Russland zu beliefern.",
        None,
        "2024-06-20",
        Basis.BOUNDED,
    ),
    ("de", "visit", f"{FILL} Lawrow hat einmal Nordkorea besucht.", None, "2024-06-20", Basis.BOUNDED),
    # plans: after it
    ("de", "visit", "Putin will Nordkorea besuchen.", "2024-06-20", None, Basis.BOUNDED),
    ("en", "cooperation", "Russia could help North Korea with its satellites.", "2024-06-20", None, Basis.BOUNDED),
    # a plan for a time that has begun is one for the rest of it
    ("de", "meeting", "Putin könnte Kim Jong Un diese Woche treffen.", "2024-06-20", "2024-06-23", Basis.RELATIVE),
    # what is said on a dated occasion lies before or after it
    (
        "de",
        "cooperation",
        "Putin sagte am Montag, Russland könne Nordkorea mit Satelliten helfen.",
        "2024-06-17",
        None,
        Basis.BOUNDED,
    ),
    (
        "de",
        "troop_deployment",
        "Am Montag erklärte das Pentagon, Nordkorea habe Soldaten nach Russland entsandt.",
        None,
        "2024-06-17",
        Basis.BOUNDED,
    ),
    # another event's time
    (
        "de",
        "support_statement",
        "Putin traf am Dienstag Kim Jong Un. Bei dem Treffen lobte Kim Jong Un Russland.",
        "2024-06-18",
        "2024-06-18",
        Basis.ANAPHORIC,
    ),
    (
        "de",
        "denial",
        "Die USA warfen Nordkorea im März 2023 vor, Russland Granaten zu liefern. Damals bestritt Moskau das.",
        "2023-03-01",
        "2023-03-31",
        Basis.ANAPHORIC,
    ),
    (
        "de",
        "support_statement",
        "Russland legte im März sein Veto zu Nordkorea ein. Pjöngjang dankte Moskau dafür.",
        "2024-03-01",
        "2024-06-20",
        Basis.ANAPHORIC,
    ),
    # the words of one speaker are one occasion
    (
        "de",
        "criticism",
        "Blinken verurteilte die Hilfe Nordkoreas für Russland. „Das reicht“, sagte Blinken am Dienstag in Seoul.",
        "2024-06-18",
        "2024-06-18",
        Basis.ANAPHORIC,
    ),
    # the day on which something is told is not the day on which it was done
    (
        "de",
        "support_statement",
        "Kim traf Lawrow am Dienstag. Kim lobte Russland, wie KCNA am Mittwoch meldete.",
        "2024-06-18",
        "2024-06-18",
        Basis.ANAPHORIC,
    ),
    (
        "en",
        "arms_transfer",
        "Seoul confirmed the delivery of North Korean shells to Russia on Tuesday.",
        None,
        "2024-06-18",
        Basis.BOUNDED,
    ),
    # what people did right after a dated meeting or journey of theirs is told
    (
        "en",
        "support_statement",
        "Lavrov arrived in Pyongyang on Monday. He thanked Kim Jong Un for his support.",
        "2024-06-17",
        "2024-06-17",
        Basis.ANAPHORIC,
    ),
    (
        "en",
        "troop_deployment",
        "Shoigu flew to Pyongyang on Monday. He told reporters that North Korea would send sappers to Russia.",
        "2024-06-17",
        None,
        Basis.BOUNDED,
    ),
    (
        "de",
        "military_action",
        "Am Dienstag unterrichtete der Geheimdienst das Parlament. "
        "Demnach sind in Kursk rund 300 nordkoreanische Soldaten gefallen.",
        None,
        "2024-06-18",
        Basis.BOUNDED,
    ),
    # another speaker, another day
    (
        "en",
        "support_statement",
        "Lavrov arrived in Pyongyang on Monday. Putin thanked Kim Jong Un for his support.",
        "2024-06-20",
        "2024-06-20",
        Basis.FALLBACK,
    ),
    # before, after and since what was told
    (
        "de",
        "demand",
        "Russland legte am Montag sein Veto zu den Sanktionen gegen Nordkorea ein. "
        "Zuvor hatte Moskau verlangt, die Sanktionen zu lockern.",
        None,
        "2024-06-17",
        Basis.BOUNDED,
    ),
    (
        "en",
        "support_statement",
        f"{FILL} Russia vetoed the resolution on North Korea in March. Pyongyang has since thanked Moscow.",
        "2024-03-01",
        "2024-06-20",
        Basis.ANAPHORIC,
    ),
    (
        "en",
        "visit",
        "Kim Jong Un met Putin on Sunday. A day earlier, Lavrov had arrived in Pyongyang.",
        "2024-06-15",
        "2024-06-15",
        Basis.ANAPHORIC,
    ),
    (
        "en",
        "visit",
        "Kim Jong Un met Putin on Sunday, state media said on Tuesday. A day earlier, Lavrov had arrived in Pyongyang.",
        "2024-06-15",
        "2024-06-15",
        Basis.ANAPHORIC,
    ),
    (
        "de",
        "visit",
        "Kim Jong Un traf am Sonntag Putin, wie KCNA am Dienstag meldete. Am Tag zuvor war Lawrow in Pjöngjang.",
        "2024-06-15",
        "2024-06-15",
        Basis.ANAPHORIC,
    ),
    (
        "en",
        "military_action",
        "Putin and Kim Jong Un met on Monday. The talks came two days after North Korea fired a missile.",
        "2024-06-15",
        "2024-06-15",
        Basis.ANAPHORIC,
    ),
    (
        "en",
        "military_action",
        "Putin and Kim Jong Un met on Monday. North Korea had tested a missile two days before the meeting.",
        "2024-06-15",
        "2024-06-15",
        Basis.ANAPHORIC,
    ),
    (
        "de",
        "support_statement",
        "Putin und Kim Jong Un trafen sich am Montag. Zwei Tage nach dem Gipfel dankte Moskau Pjöngjang.",
        "2024-06-19",
        "2024-06-19",
        Basis.ANAPHORIC,
    ),
    (
        "en",
        "sanction",
        "With the monitors gone since a Russian veto in March, Seoul and Tokyo watch North Korea alone.",
        "2024-03-01",
        "2024-03-31",
        Basis.RELATIVE,
    ),
    # the meeting that a relative clause of the subject tells, if it is not long ago
    (
        "de",
        "agreement",
        "Lawrow, der am 12. Juni in Wonsan mit Kim Jong Un zusammentraf, versprach, Touristen zu schicken.",
        "2024-06-12",
        "2024-06-12",
        Basis.ANAPHORIC,
    ),
    (
        "de",
        "support_statement",
        "Putin, der im Jahr 2000 Nordkorea besuchte, lobte Kim Jong Un.",
        "2024-06-20",
        "2024-06-20",
        Basis.FALLBACK,
    ),
    # a test in the lead is the news of the day, an official who speaks up reacts to it
    (
        "en",
        "military_action",
        "North Korea fired a ballistic missile built with Russian help.",
        "2024-06-20",
        "2024-06-20",
        Basis.FALLBACK,
    ),
    (
        "en",
        "accusation",
        f"{FILL} Robert Wood accused Russia of shielding North Korea.",
        "2024-06-20",
        "2024-06-20",
        Basis.FALLBACK,
    ),
    # one sentence tells when somebody did something, the next one what
    (
        "de",
        "sanction",
        "Seoul reagierte am Dienstag. Südkorea verhängte Sanktionen gegen zwei nordkoreanische Schiffe.",
        "2024-06-18",
        "2024-06-18",
        Basis.ANAPHORIC,
    ),
    # whoever is quoted has spoken, whatever the mood of the quotation
    (
        "de",
        "demand",
        "Moskau und Pjöngjang müssten ihre Zusammenarbeit beenden, so Yoon am Mittwoch in Seoul.",
        "2024-06-19",
        "2024-06-19",
        Basis.RELATIVE,
    ),
    (
        "de",
        "demand",
        "Moskau und Pjöngjang müssten den „Pakt“ beenden, sonst werde Seoul handeln, so Yoon am Mittwoch in Seoul.",
        "2024-06-19",
        "2024-06-19",
        Basis.RELATIVE,
    ),
    # the end of a sentence belongs to the whole, and what has happened this month did so by now
    (
        "en",
        "sanction",
        "Tokyo sanctioned banks involved in North Korea's arms trade with Russia in April.",
        "2024-04-01",
        "2024-04-30",
        Basis.RELATIVE,
    ),
    (
        "en",
        "sanction",
        "Moscow thanked Pyongyang after Tokyo sanctioned two North Korean banks in June.",
        "2024-06-01",
        "2024-06-20",
        Basis.RELATIVE,
    ),
    # "first" beside something else
    (
        "de",
        "cooperation",
        "Russland und Nordkorea bauen seit dem 30. April an der ersten Brücke über den Tumen.",
        "2024-04-30",
        "2024-06-20",
        Basis.RELATIVE,
    ),
    # the date of what something came after
    (
        "en",
        "cooperation",
        f"{FILL} Russia has passed on satellite technology to North Korea following a failed launch in May.",
        None,
        "2024-06-20",
        Basis.BOUNDED,
    ),
    # how often is no time
    (
        "de",
        "visit",
        "Schoigu besuchte am Montag zum zweiten Mal binnen zwei Wochen Nordkorea.",
        "2024-06-17",
        "2024-06-17",
        Basis.RELATIVE,
    ),
    (
        "en",
        "visit",
        "It is the first visit by a Russian minister to North Korea in three decades.",
        None,
        "2024-06-20",
        Basis.BOUNDED,
    ),
    # what was done then lasts
    (
        "de",
        "invitation",
        "Eine Einladung Putins nach Moskau hat Kim Jong Un seit April 2024 in der Tasche.",
        "2024-04-01",
        "2024-04-30",
        Basis.EXPLICIT,
    ),
    # a headline takes the day that the lead tells
    (
        "en",
        "meeting",
        "Kim and Putin meet in Vladivostok\n\nKim Jong Un and Putin met in Vladivostok on Tuesday.",
        "2024-06-18",
        "2024-06-18",
        Basis.ANAPHORIC,
    ),
    # a joined clause goes on in the tense of the one before it
    (
        "en",
        "meeting",
        "Choe Son Hui flew to Moscow last month, and was received by Putin.",
        "2024-05-01",
        "2024-05-31",
        Basis.RELATIVE,
    ),
    # a date that belongs to something else
    ("de", "visit", "Es wäre Lawrows erste Reise nach Nordkorea seit 2018.", "2024-06-20", None, Basis.BOUNDED),
]


@pytest.mark.parametrize(("language", "kind", "text", "earliest", "latest", "basis"), SPANS)
def test_it_finds_the_time(
    language: str, kind: str, text: str, earliest: str | None, latest: str | None, basis: Basis
) -> None:
    span = mention(text, kind, language).span
    found = (span.earliest and span.earliest.isoformat(), span.latest and span.latest.isoformat(), span.basis)
    assert found == (earliest, latest, basis)


def test_it_dates_what_stands_after_a_label() -> None:
    text = "März 2024: Russland blockiert eine Resolution zu Nordkorea."
    span = mention(text, "sanction").span
    assert (span.earliest, span.latest) == (date(2024, 3, 1), date(2024, 3, 31))


CHRONICLE = """Was bisher geschah

3. März 2023: Die USA werfen Nordkorea vor, der Gruppe Wagner Granaten geliefert zu haben.
Moskau weist das zurück.
9. Mai 2023: Lawrow besucht Pjöngjang, Putin telefoniert mit Kim Jong Un.
4. Juni 2023: Nach Angaben Kiews hat Nordkorea Raketen nach Russland geliefert.
Peskow bestreitet das später.
7. Juli 2023: Seoul verlangt von Russland den Abzug nordkoreanischer Soldaten.
Putin dankt Kim Jong Un für seine Treue.
"""


def test_a_line_of_a_chronicle_has_the_day_of_its_entry_and_what_is_told_in_it_has_happened_by_then() -> None:
    found = [(m.kind.value, m.span.edtf) for m in mentions(CHRONICLE)]
    assert found == [
        ("accusation", "2023-03-03"),
        ("arms_transfer", "[..2023-03-03]"),
        ("denial", "2023-03-03"),
        ("visit", "2023-05-09"),
        ("meeting", "2023-05-09"),
        ("arms_transfer", "[..2023-06-04]"),
        ("denial", "[2023-06-04..2024-06-20]"),
        ("demand", "2023-07-07"),
        ("troop_deployment", "[2023-07-07..]"),
        ("support_statement", "2024-06-20"),  # behind the last entry may stand what concerns all of them
    ]


def test_an_entry_counts_more_than_the_feast_that_is_its_occasion() -> None:
    text = "7. bis 10. Mai 2024: Choe Son Hui besucht Moskau zu den Feiern am Tag des Sieges."
    span = mention(text, "visit").span
    assert (span.earliest, span.latest) == (date(2024, 5, 7), date(2024, 5, 10))


def test_it_points_at_the_words_that_gave_the_time() -> None:
    found = mention("Lawrow reiste am Mittwoch nach Pjöngjang.", "visit")
    assert (found.date_text, found.date_start) == ("Mittwoch", 17)


def test_it_names_no_words_where_nothing_but_the_publication_gave_the_time() -> None:
    found = mention("Lawrow ist in Pjöngjang eingetroffen.", "visit")
    assert (found.date_text, found.date_start, found.date_end) == (None, None, None)


def test_it_goes_on_at_the_same_time_after_und() -> None:
    found = mentions("Kim Jong Un besuchte im September 2023 Russland und traf sich dort mit Putin.")
    assert {m.span.earliest for m in found} == {date(2023, 9, 1)}


def test_it_keeps_a_plan_apart_from_what_has_happened_before_und() -> None:
    found = mentions("Choe Son Hui traf am Mittwoch in Moskau ein und wird am Freitag Lawrow treffen.")
    assert {(m.kind, m.span.earliest) for m in found} == {
        ("visit", date(2024, 6, 19)),
        ("meeting", date(2024, 6, 21)),
    }


def test_it_widens_news_to_the_window_of_publication() -> None:
    window = Dating(PublishedBasis.INFERRED, date(2024, 6, 18), date(2024, 6, 20))
    span = mention("Lawrow ist in Pjöngjang eingetroffen.", "visit", dating=window).span
    assert (span.earliest, span.latest, span.basis) == (
        date(2024, 6, 18),
        date(2024, 6, 20),
        Basis.PUBLICATION_WINDOW,
    )


def test_it_makes_up_no_day_where_the_publication_is_unknown() -> None:
    unknown = Dating(PublishedBasis.UNKNOWN)
    span = mention("Lawrow ist in Pjöngjang eingetroffen.", "visit", dating=unknown).span
    assert (span.earliest, span.latest, span.precision) == (None, None, Precision.UNKNOWN)


COMING = [
    ("de", "Lawrow reist am Freitag nach Pjöngjang.", "2024-06-21"),
    ("de", "Lawrow trifft am Montag in Pjöngjang Kim Jong Un.", "2024-06-24"),
    ("en", "Putin travels to Pyongyang on Friday.", "2024-06-21"),
    (
        "de",
        "Zuvor hatte Tass gemeldet, Kim Jong Un wolle im Herbst nach Wladiwostok fahren.",
        "[2024-09-01..2024-11-30]",
    ),
]


@pytest.mark.parametrize(("language", "text", "day"), COMING)
def test_the_present_tense_of_a_journey_and_a_reported_wish_look_ahead(language: str, text: str, day: str) -> None:
    assert [m.span.edtf for m in mentions(text, language)] == [day]


# ---- cases/times.txt -------------------------------------------------------------------------------------------------

CASES = [
    line.split(" ", 3)
    for line in (Path(__file__).parent / "cases" / "times.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("language", "kind", "days", "text"), CASES)
def test_it_dates_what_a_text_tells(language: str, kind: str, days: str, text: str) -> None:
    found = mentions(text.replace("[…]", FILL), language)
    assert [m.span.edtf for m in found if m.kind == kind] == days.split(",")
