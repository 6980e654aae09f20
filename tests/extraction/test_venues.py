"""Where it took place, when another clause or sentence says so: each way in both languages, and the limits."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.extraction.lexicon import load
from timeline.extraction.model import Article, Dating, Mention
from timeline.extraction.pipeline import extract

DAY = date(2024, 6, 20)  # a Thursday


def last(text: str, kind: str, language: str) -> Mention:
    found = extract(Article("d", text, language, DAY), load(), dating=Dating.given(DAY)).mentions
    return [m for m in found if m.kind == kind][-1]


PLACES = [
    # a word that points back
    ("de", "meeting", "Kim Jong Un besuchte 2019 Wladiwostok und traf sich dort mit Putin.", "Wladiwostok"),
    ("en", "meeting", "Kim Jong Un travelled to Vladivostok in 2019 and met Putin there.", "Vladivostok"),
    # a journey beside the meeting that it led to
    ("de", "meeting", "Choe Son Hui ist in Moskau eingetroffen. Am Freitag wird sie Lawrow treffen.", "Moskau"),
    ("de", "meeting", "Schoigu flog am Dienstag nach Pjöngjang und traf am Mittwoch Kim Jong Un.", "Pjöngjang"),
    ("en", "meeting", "Shoigu flew into Pyongyang on Tuesday. He met Kim Jong Un on Wednesday.", "Pyongyang"),
    # on the occasion of a meeting told with its place
    (
        "de",
        "support_statement",
        "Putin und Kim Jong Un trafen sich am Mittwoch in Wladiwostok. Bei dem Treffen dankte Kim Putin für Öl.",
        "Wladiwostok",
    ),
    (
        "en",
        "support_statement",
        "Putin and Kim Jong Un met in Vladivostok on Wednesday. During their talks, Kim thanked Putin for oil.",
        "Vladivostok",
    ),
    # in the clause, at no noun of it
    ("de", "support_statement", "Lawrow lobte in Pjöngjang die Freundschaft mit Nordkorea.", "Pjöngjang"),
    ("en", "invitation", "Kim Jong Un invited Putin on Wednesday in Vladivostok.", "Vladivostok"),
    ("en", "meeting", "Lavrov met Kim Jong Un in the coastal city of Wonsan.", "Wonsan"),
    # the seat of the ministry that speaks, and of who summons
    (
        "de",
        "criticism",
        "Südkoreas Außenministerium verurteilte die Lieferungen Nordkoreas an Russland.",
        "Seoul",
    ),
    ("de", "criticism", "Südkorea bestellte den russischen Botschafter wegen der Soldaten aus Nordkorea ein.", "Seoul"),
    ("en", "criticism", "South Korea's foreign ministry condemned North Korea's shipments to Russia.", "Seoul"),
    ("en", "criticism", "Seoul summoned the Russian ambassador over the troops from North Korea.", "Seoul"),
    # what is struck
    ("de", "military_action", "Im Krieg gegen die Ukraine hat Russland Raketen aus Nordkorea eingesetzt.", "Ukraine"),
    ("en", "military_action", "Russia fired North Korean missiles at Ukraine.", "Ukraine"),
]


@pytest.mark.parametrize(("language", "kind", "text", "expected"), PLACES)
def test_it_takes_the_place_from_what_the_text_ties_to_the_event(
    language: str, kind: str, text: str, expected: str
) -> None:
    assert last(text, kind, language).place == expected


NO_PLACE = [
    # a visit long ago of other people
    (
        "de",
        "meeting",
        "Lawrow besuchte im Oktober 2023 Pjöngjang. Putin und Kim Jong Un trafen sich am Mittwoch.",
    ),
    ("en", "meeting", "Lavrov visited Pyongyang in October 2023. Putin and Kim Jong Un met on Wednesday."),
    # the place belongs to what is spoken of
    ("de", "support_statement", "Putin dankte Kim Jong Un für die Soldaten in Kursk."),
    ("en", "support_statement", "Putin thanked Kim Jong Un for the soldiers in Kursk."),
    # a state says something somewhere
    ("de", "criticism", "Südkorea verurteilte die Lieferungen Nordkoreas an Russland."),
    ("en", "criticism", "South Korea condemned North Korea's shipments to Russia."),
    # the goal of another verb
    ("de", "visit", "Lawrow sagte in Moskau, dass Kim Jong Un erst ein Werk besuchen und dann Putin treffen werde."),
]


@pytest.mark.parametrize(("language", "kind", "text"), NO_PLACE)
def test_it_leaves_the_place_open_in_doubt(language: str, kind: str, text: str) -> None:
    assert last(text, kind, language).place is None


def test_the_goal_of_the_second_verb_is_no_goal_of_the_first() -> None:
    text = "Yonhap berichtete, dass Kim Jong Un ein Flugzeugwerk besichtigen und nach Wladiwostok weiterreisen werde."
    found = extract(Article("d", text, "de", DAY), load(), dating=Dating.given(DAY)).mentions
    assert [(m.quote[m.trigger_start : m.trigger_end], m.place) for m in found] == [
        ("besichtigen", None),
        ("weiterreisen", "Wladiwostok"),
    ]


def test_it_says_why() -> None:
    mention = last("Seoul bestellte den russischen Botschafter wegen der Hilfe aus Nordkorea ein.", "criticism", "de")
    assert [step.text for step in mention.trace if step.rule == "venues.seat"] == ["bestellte"]
