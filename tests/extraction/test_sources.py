"""Who says so: named in a clause, by a phrase, in a chain, or in the sentence before or after."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.extraction.lexicon import load
from timeline.extraction.model import Article, Dating, Mention
from timeline.extraction.pipeline import extract

DAY = date(2024, 11, 7)  # a Thursday
NIS_DE = "Südkoreanischer Geheimdienst (NIS)"
NIS_EN = "National Intelligence Service (NIS)"


def last(text: str, kind: str, language: str) -> Mention:
    found = extract(Article("d", text, language, DAY), load(), dating=Dating.given(DAY)).mentions
    return [m for m in found if m.kind == kind][-1]


SOURCES = [
    # by a phrase
    ("de", "meeting", "Kim Jong Un wird nach Kreml-Angaben Putin treffen.", ["Kreml"]),
    ("de", "arms_transfer", "US-Angaben zufolge hat Nordkorea Munition nach Russland geschickt.", ["USA"]),
    ("de", "arms_transfer", "Nordkorea hat nach Darstellung von Experten Russland Raketen geliefert.", ["Experten"]),
    ("en", "visit", "Per Yonhap, Kim Jong Un arrived in Vladivostok on Tuesday.", ["Yonhap"]),
    ("en", "visit", "As KCNA reported, Kim Jong Un travelled to Vladivostok.", ["KCNA"]),
    ("de", "meeting", "Nach Kremlangaben hat Putin Kim Jong Un getroffen.", ["Kreml"]),
    # the short form in brackets belongs to the name, "state media" to the verb behind it
    ("en", "meeting", "Putin met Kim Jong Un to discuss aid, the Korean Central News Agency (KCNA) said.", ["KCNA"]),
    (
        "en",
        "troop_deployment",
        "North Korea sent troops to Russia, the National Intelligence Service (NIS) said.",
        [NIS_EN],
    ),
    # who quotes, and who is quoted
    ("en", "visit", "Lavrov visited Pyongyang, the TASS agency quoted Peskov as saying.", ["TASS", "Dmitry Peskov"]),
    (
        "de",
        "visit",
        "Lawrow hat Pjöngjang besucht, zitierte die Agentur TASS den Sprecher Peskow.",
        ["TASS", "Dmitri Peskow"],
    ),
    ("de", "visit", "Lawrow hat Pjöngjang besucht, verlautete aus dem Kreml.", ["Kreml"]),
    # the name between commas behind the office and all that belongs to it
    (
        "en",
        "arms_transfer",
        "The spokesman for the White House National Security Council, John Kirby, said North Korea had armed Russia.",
        ["John Kirby"],
    ),
    # nobody is the subject: the place or body beside the verb speaks
    ("de", "troop_deployment", "Nordkorea habe Soldaten nach Russland entsandt, hieß es in Seoul.", ["Südkorea"]),
    ("de", "visit", "Aus Pjöngjang hieß es, Kim Jong Un werde Russland besuchen.", ["Nordkorea"]),
    (
        "de",
        "troop_deployment",
        "Wie aus Kreisen des südkoreanischen Militärs verlautete, hat Nordkorea Soldaten nach Russland geschickt.",
        ["Südkoreanisches Militär"],
    ),
    # the name is the last word of the account, and what follows is another phrase
    ("de", "arms_transfer", "Nordkorea lieferte nach Angaben Seouls Granaten an Russland.", ["Südkorea"]),
    ("de", "military_action", "Nordkorea testete nach eigenen Angaben Raketen, Russland schwieg.", ["Nordkorea"]),
    ("de", "visit", "Lawrow ist nach Angaben der Agentur Tass in Pjöngjang eingetroffen.", ["TASS"]),
    # indirect speech is that of the subject of the sentence before, or of whoever "demnach" takes up
    (
        "de",
        "arms_transfer",
        "Seoul zeigte sich besorgt. Der Norden habe Russland weitere Granaten geliefert.",
        ["Südkorea"],
    ),
    (
        "de",
        "troop_deployment",
        "Der NIS unterrichtete das Parlament. Demnach hat Nordkorea Soldaten nach Russland geschickt.",
        [],
    ),
    # a chain: who reports, then on whom the report relies
    (
        "de",
        "troop_deployment",
        "Yonhap berichtete unter Berufung auf den Geheimdienst NIS, Nordkorea habe Soldaten nach Russland geschickt.",
        ["Yonhap", NIS_DE],
    ),
    (
        "en",
        "arms_transfer",
        "Yonhap reported that North Korea had shipped shells to Russia, citing the defence ministry in Seoul.",
        ["Yonhap", "South Korean Defence Ministry"],
    ),
    # the sentence goes on with what was said before
    (
        "de",
        "arms_transfer",
        "Der NIS erklärte, Nordkorea habe Soldaten nach Russland geschickt. Zudem habe es Russland Raketen geliefert.",
        [NIS_DE],
    ),
    (
        "de",
        "support_statement",
        "KCNA zufolge traf Kim Jong Un Lawrow. Dabei habe Kim Russland volle Unterstützung zugesagt.",
        ["KCNA"],
    ),
    (
        "en",
        "arms_transfer",
        "South Korea's spy agency said North Korea had sent troops to Russia. It added that Pyongyang had shipped "
        "shells to Russia.",
        [NIS_EN],
    ),
    (
        "en",
        "visit",
        "The Kremlin said Putin would meet Kim Jong Un. The statement also said Lavrov would visit Pyongyang.",
        ["Kremlin"],
    ),
    # the sentence after says whose account it is
    (
        "de",
        "visit",
        "Lawrow reist nach Pjöngjang. Das teilte ein Sprecher des russischen Außenministeriums am Mittwoch mit.",
        ["Russisches Außenministerium"],
    ),
    (
        "de",
        "visit",
        "Putin wird nach nordkoreanischen Angaben Pjöngjang besuchen. Er freue sich darauf, berichtete KCNA.",
        ["Nordkorea", "KCNA"],
    ),
    # a body without its country, media whose verb looks like a noun, a state agency
    (
        "en",
        "arms_transfer",
        "North Korea has sent shells to Russia, its defence ministry said.",
        ["North Korean Defence Ministry"],
    ),
    (
        "en",
        "meeting",
        "Lavrov and Kim Jong Un met in Wonsan, North Korean state media report.",
        ["North Korean State Media"],
    ),
    ("de", "visit", "Kim Jong Un reiste nach Russland, wie die nordkoreanische Staatsagentur berichtete.", ["KCNA"]),
    # "he" is nobody's newspaper
    (
        "en",
        "troop_deployment",
        "Shoigu met Kim Jong Un in Pyongyang, Yonhap said. He announced that Pyongyang would send troops to Kursk.",
        ["Sergei Shoigu"],
    ),
    # the accuser is named elsewhere
    (
        "de",
        "arms_transfer",
        "Die USA werfen Nordkorea vor, Russland zu helfen. Pjöngjang wird beschuldigt, Moskau Granaten zu liefern.",
        ["USA"],
    ),
    (
        "en",
        "arms_transfer",
        "Washington accused North Korea of helping Russia. Pyongyang was accused of supplying Russia with missiles.",
        ["USA"],
    ),
]


@pytest.mark.parametrize(("language", "kind", "text", "expected"), SOURCES)
def test_it_credits_who_says_so(language: str, kind: str, text: str, expected: list[str]) -> None:
    assert [said.source for said in last(text, kind, language).attributions] == expected


ALLEGED = [
    ("de", "Nordkorea habe Soldaten nach Russland entsandt, hieß es in Seoul."),
    ("de", "Nach südkoreanischen Angaben hat Nordkorea Soldaten nach Russland entsandt."),
    ("en", "Yonhap reported, quoting officials in Seoul, that North Korea had sent troops to Russia."),
]


@pytest.mark.parametrize(("language", "text"), ALLEGED)
def test_an_opponents_word_stays_a_claim_however_it_is_credited(language: str, text: str) -> None:
    assert last(text, "troop_deployment", language).factuality == "alleged"


NOBODY = [
    ("de", "visit", "Die Agentur KCNA feierte. Lawrow reiste nach Nordkorea."),
    ("en", "visit", "The Kremlin said nothing new. Lavrov travelled to North Korea."),
    (
        "de",
        "troop_deployment",
        "Nordkorea hat Soldaten nach Russland geschickt. Dort hätten sie gelernt, wenn Zeit wäre.",
    ),
]


@pytest.mark.parametrize(("language", "kind", "text"), NOBODY)
def test_it_credits_nobody_for_what_the_article_tells_itself(language: str, kind: str, text: str) -> None:
    assert last(text, kind, language).attributions == ()


def test_a_source_takes_no_part_in_what_it_reports() -> None:
    text = "North Korea has sent troops to Russia, according to South Korea's spy agency."
    found = last(text, "troop_deployment", "en")
    assert [(p.name, p.role) for p in found.participants] == [("North Korea", "actor"), ("Russia", "recipient")]


def test_an_accuser_named_elsewhere_takes_part() -> None:
    text = "Die USA werfen Nordkorea vor, Russland zu helfen. Pjöngjang wird beschuldigt, Moskau Granaten zu liefern."
    found = last(text, "accusation", "de")
    assert [(p.name, p.role) for p in found.participants] == [("USA", "actor"), ("Nordkorea", "recipient")]


def test_media_of_a_state_speak_for_it() -> None:
    text = "Putin wird Nordkorea besuchen, berichtete KCNA. Man danke Russland für die Hilfe."
    found = last(text, "support_statement", "de")
    assert [p.name for p in found.participants] == ["Nordkorea", "Russland"]
    assert [said.source for said in found.attributions] == ["KCNA"]
