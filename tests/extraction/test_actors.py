"""Actors and places: tables of sentences, a comment for each class of rules."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import pytest

from timeline.extraction import load_lexicon
from timeline.extraction.actors import find
from timeline.extraction.lexicon import ActorEntry, Office, PlaceEntry
from timeline.extraction.model import ActorHit, ActorKind
from timeline.extraction.sentences import split

DAY = date(2024, 6, 25)


def hits(text: str, language: str = "de", day: date | None = DAY, **options: object) -> tuple[ActorHit, ...]:
    lexicon = options.get("lexicon") or load_lexicon()
    actors, _ = find(split(text, language), language, lexicon, day)  # type: ignore[arg-type]
    for hit in actors:
        assert text[hit.start : hit.end] == hit.text
    return actors


def who(text: str, language: str = "de", day: date | None = DAY) -> list[tuple[str, str]]:
    """Words and key, or the name of whom the lexicon does not know."""
    return [(hit.text, hit.key or hit.name) for hit in hits(text, language, day)]


def where(text: str, language: str = "de") -> list[tuple[str, str]]:
    _, places = find(split(text, language), language, load_lexicon(), DAY)
    assert [text[place.start : place.end] for place in places] == [place.text for place in places]
    return [(place.text, place.key) for place in places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # spellings and the genitive
        ("Kim Jong-un kam.", [("Kim Jong-un", "kim-jong-un")]),
        ("Kim Jong-uns Zug fuhr ab.", [("Kim Jong-uns", "kim-jong-un")]),
        ("KIM JONG UN kam.", [("KIM JONG UN", "kim-jong-un")]),
        ("Choe Son-huis Reise endete.", [("Choe Son-huis", "choe-son-hui")]),
        ("Lawrows Maschine landete.", [("Lawrows", "sergei-lavrov")]),
        ("Schoigu und Shoigu sind einer.", [("Schoigu", "sergei-shoigu"), ("Shoigu", "sergei-shoigu")]),
        ("Nordkoreas Führung schwieg.", [("Nordkoreas Führung", "north-korea")]),
        # adjectives in all endings
        ("Die nordkoreanischen Häfen ruhen.", [("nordkoreanischen", "north-korea")]),
        ("Ein russisches Schiff lief aus.", [("russisches", "russia")]),
        ("Die russisch-nordkoreanische Grenze ist kurz.", [("russisch", "russia"), ("nordkoreanische", "north-korea")]),
        # acronyms keep their capitals
        ("Die USA und die UN warnten.", [("USA", "usa"), ("UN", "united-nations")]),
        ("Er gab uns ap und nis.", []),
        ("Nato und NATO sind eins.", [("Nato", "nato"), ("NATO", "nato")]),
        ("Ein Sprecher des Kremls kam.", [("Sprecher des Kremls", "kremlin")]),
        # the longest name wins
        ("Das schreibt die Washington Post.", [("Washington Post", "washington-post")]),
        ("Der UN-Sicherheitsrat tagte.", [("UN-Sicherheitsrat", "un-security-council")]),
        ("Die Vereinten Nationen schwiegen.", [("Vereinten Nationen", "united-nations")]),
        # metonyms and houses
        ("Moskau bestritt das.", [("Moskau", "russia")]),
        ("Seoul und Washington warnten.", [("Seoul", "south-korea"), ("Washington", "usa")]),
        ("Das Weiße Haus schwieg.", [("Weiße Haus", "white-house")]),
        ("Der Kreml dementierte.", [("Kreml", "kremlin")]),
        ("Das Blaue Haus war leer.", [("Blaue Haus", "blue-house")]),
        # governments are their states
        ("Die südkoreanische Regierung prüft das.", [("südkoreanische Regierung", "south-korea")]),
        (
            "Beamte in Washington und Seoul vermuten das.",
            [("Beamte in Washington und Seoul", "usa"), ("Beamte in Washington und Seoul", "south-korea")],
        ),
        ("Die Führung in Pjöngjang schwieg.", [("Führung in Pjöngjang", "north-korea")]),
        ("Nordkoreanischen Angaben zufolge regnet es.", [("Nordkoreanischen Angaben", "north-korea")]),
        # bodies by state and by seat
        ("Der Chef des russischen Sicherheitsrates kam.", [("russischen Sicherheitsrates", "rus-security-council")]),
        ("Südkoreas Geheimdienst NIS prüft das.", [("Südkoreas Geheimdienst NIS", "kor-intelligence")]),
        (
            "Der ukrainische Militärgeheimdienst HUR prüft.",
            [("ukrainische Militärgeheimdienst HUR", "ukr-intelligence")],
        ),
        ("Das südkoreanische Außenministerium schwieg.", [("südkoreanische Außenministerium", "kor-foreign-ministry")]),
        ("Südkoreas Geheimdienst prüft das.", [("Südkoreas Geheimdienst", "kor-intelligence")]),
        ("Der Geheimdienst der Ukraine prüft das.", [("Geheimdienst der Ukraine", "ukr-intelligence")]),
        ("Das Außenministerium in Seoul schwieg.", [("Außenministerium in Seoul", "kor-foreign-ministry")]),
        ("Das US-Verteidigungsministerium zählte mit.", [("US-Verteidigungsministerium", "pentagon")]),
        ("Die nordkoreanischen Staatsmedien schwiegen.", [("nordkoreanischen Staatsmedien", "prk-state-media")]),
        ("Er schrieb eine Botschaft an das Volk.", []),
        # one reference, not three
        (
            "Der russische Außenminister Sergej Lawrow kam.",
            [("russische Außenminister Sergej Lawrow", "sergei-lavrov")],
        ),
        ("Pjöngjangs Spitzendiplomatin Choe kam.", [("Pjöngjangs Spitzendiplomatin Choe", "choe-son-hui")]),
        ("Die staatliche nordkoreanische Agentur KCNA schwieg.", [("nordkoreanische Agentur KCNA", "kcna")]),
        ("Die amtliche russische Agentur Tass schwieg.", [("russische Agentur Tass", "tass")]),
        ("Kims Schwester Kim Yo Jong schimpfte.", [("Kims Schwester Kim Yo Jong", "kim-yo-jong")]),
        ("Kims mächtige Schwester Kim Yo Jong schimpfte.", [("Kims mächtige Schwester Kim Yo Jong", "kim-yo-jong")]),
        ("Kims Schwester schimpfte.", [("Kims Schwester", "kim-yo-jong")]),
        ("Er traf Kims verstorbenen Vater, Kim Jong Il.", [("Kim Jong Il", "kim-jong-il")]),
        ("Die Schwester von Kim Jong Un schimpfte.", [("Schwester von Kim Jong Un", "kim-yo-jong")]),
        ("Putins Tochter schwieg.", []),
        ("Die Schwester schwieg.", []),
        # a speaker and the body spoken for are two
        (
            "Matthew Miller, ein Sprecher des US-Außenministeriums, schwieg.",
            [("Matthew Miller", "matthew-miller"), ("US-Außenministeriums", "usa-foreign-ministry")],
        ),
        (
            "Die Sprecherin des chinesischen Außenministeriums, Mao Ning, schwieg.",
            [("chinesischen Außenministeriums", "chn-foreign-ministry"), ("Mao Ning", "mao-ning")],
        ),
        (
            "Ein Sprecher des japanischen Außenministeriums kam.",
            [("Sprecher des japanischen Außenministeriums", "jpn-foreign-ministry")],
        ),
        # compounds with a state are no more than adjectives
        ("Die US-Sanktionen bleiben.", [("US", "usa")]),
    ],
)
def test_it_finds_german_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert who(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North Korea's envoy left.", [("North Korea's envoy", "North Korean envoy")]),
        ("The North Korean army moved.", [("North Korean army", "prk-military")]),
        ("U.S. officials and the UK waited.", [("U.S. officials", "usa"), ("UK", "united-kingdom")]),
        ("They told us to wait.", []),
        ("Sergey Lavrov's plane landed.", [("Sergey Lavrov's", "sergei-lavrov")]),
        ("South Korea's spy agency agreed.", [("South Korea's spy agency", "kor-intelligence")]),
        ("Ukraine's Defence Ministry agreed.", [("Ukraine's Defence Ministry", "ukr-defence-ministry")]),
        ("The reclusive state denied it.", [("reclusive state", "north-korea")]),
        ("The North denied it.", [("The North", "north-korea")]),
        ("They sailed to the north of it.", []),
        ("The nuclear-armed North was accused.", [("nuclear-armed North", "north-korea")]),
        (
            "Coal from the North reached the isolated North's ally.",
            [("the North", "north-korea"), ("isolated North's", "north-korea")],
        ),
        ("Farms in the South of Russia and ships in the North Sea were idle.", [("Russia", "russia")]),
        (
            "He is the head of Ukraine's military intelligence.",
            [("Ukraine's military intelligence", "ukr-intelligence")],
        ),
        ("A Kremlin aide agreed.", [("Kremlin aide", "kremlin")]),
        ("Western officials agreed.", [("Western officials", "west")]),
        ("Kim Yo Jong, the sister of Kim Jong Un, agreed.", [("Kim Yo Jong", "kim-yo-jong")]),
        ("Kim's sister agreed.", [("Kim's sister", "kim-yo-jong")]),
        ("The South's spy agency agreed.", [("The South's spy agency", "kor-intelligence")]),
        ("The North's official KCNA news agency agreed.", [("The North's official KCNA", "kcna")]),
        ("Minister Andrei R. Belousov left.", [("Minister Andrei R. Belousov", "andrei-belousov")]),
        ("Yonhap news agency agreed.", [("Yonhap news agency", "yonhap")]),
        (
            "Matthew Miller, a State Department spokesman, left.",
            [("Matthew Miller", "matthew-miller"), ("State Department", "usa-foreign-ministry")],
        ),
        (
            "A spokesman for the South Korean foreign ministry left.",
            [("spokesman for the South Korean foreign ministry", "kor-foreign-ministry")],
        ),
        (
            "A Chinese foreign ministry spokesperson left.",
            [("Chinese foreign ministry spokesperson", "chn-foreign-ministry")],
        ),
        ("A State Department spokesperson left.", [("State Department spokesperson", "usa-foreign-ministry")]),
        ("Kremlin spokesman Dmitry Peskov left.", [("Kremlin spokesman Dmitry Peskov", "dmitry-peskov")]),
        ("The Blue House and the White House met.", [("Blue House", "blue-house"), ("White House", "white-house")]),
    ],
)
def test_it_finds_english_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert who(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Der russische Außenminister kam.", date(2023, 10, 18), "sergei-lavrov"),
        ("Der russische Außenminister kam.", date(2002, 10, 18), "igor-ivanov"),
        ("Russlands Verteidigungsminister kam.", date(2023, 7, 26), "sergei-shoigu"),
        ("Russlands Verteidigungsminister kam.", date(2024, 11, 29), "andrei-belousov"),
        ("Der nordkoreanische Machthaber kam.", date(2024, 1, 1), "kim-jong-un"),
        ("Der nordkoreanische Machthaber kam.", date(2002, 8, 23), "kim-jong-il"),
        ("Der Außenminister Nordkoreas kam.", date(2019, 1, 1), "ri-yong-ho"),
        ("Der südkoreanische Präsident kam.", date(2024, 10, 22), "yoon-suk-yeol"),
        ("Der südkoreanische Präsident kam.", date(2018, 10, 22), "moon-jae-in"),
        ("Der US-Präsident kam.", date(2018, 6, 12), "donald-trump"),
        ("Der Kremlchef kam.", date(2024, 6, 19), "vladimir-putin"),
        ("Der Kremlsprecher kam.", date(2024, 6, 19), "dmitry-peskov"),
        ("Der NATO-Generalsekretär kam.", date(2024, 11, 1), "mark-rutte"),
        ("Japans Regierungschef kam.", date(2024, 1, 1), "fumio-kishida"),
        ("Der russische Botschafter in Nordkorea kam.", date(2023, 1, 1), "alexander-matsegora"),
    ],
)
def test_it_resolves_an_office_by_the_day(text: str, day: date, expected: str) -> None:
    assert [key for _, key in who(text, "de", day)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der frühere russische Außenminister kam.", []),
        ("Ein ehemaliger US-Präsident kam.", []),
        (
            "Der stellvertretende russische Außenminister kam.",
            [("russische Außenminister", "Russischer Vize-Außenminister")],
        ),
        ("Der erste stellvertretende Direktor kam.", []),
        ("Ein Außenminister kam.", []),
        ("Die Machthaber der Welt kamen.", []),
        (
            "Der niederländische Außenminister kam.",
            [("niederländische Außenminister", "Niederländischer Außenminister")],
        ),
        ("Die finnische Außenministerin kam.", [("finnische Außenministerin", "Finnische Außenministerin")]),
    ],
)
def test_it_names_no_holder_for_a_deputy_or_a_former_one(text: str, expected: list[tuple[str, str]]) -> None:
    assert who(text) == expected


def test_it_resolves_a_counterpart_by_the_office() -> None:
    assert [key for _, key in who("Lawrow traf seinen nordkoreanischen Amtskollegen.")] == [
        "sergei-lavrov",
        "choe-son-hui",
    ]
    assert [key for _, key in who("Putin met his Chinese counterpart.", "en")] == ["vladimir-putin", "xi-jinping"]
    assert [key for _, key in who("Lawrow traf einen Kollegen.")] == ["sergei-lavrov"]


def test_it_resolves_two_offices_of_two_states() -> None:
    assert who("Die Außenminister Russlands und Nordkoreas trafen sich.") == [
        ("Außenminister Russlands", "sergei-lavrov"),
        ("Nordkoreas", "choe-son-hui"),
    ]
    assert who("The leaders of Russia and North Korea met.", "en") == [
        ("leaders of Russia", "vladimir-putin"),
        ("North Korea", "kim-jong-un"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # somebody named with the title elsewhere, even later
        (
            "Seoul lud den russischen Botschafter vor. Botschafter Iwan Petrow aus Russland schwieg.",
            [("Seoul", "south-korea"), ("russischen Botschafter", "Russischer Botschafter")],
        ),
        (
            "Seoul lud den russischen Botschafter vor. Der russische Botschafter Iwan Petrow schwieg.",
            [
                ("Seoul", "south-korea"),
                ("russischen Botschafter", "Iwan Petrow"),
                ("russische Botschafter Iwan Petrow", "Iwan Petrow"),
            ],
        ),
        # a title alone is that of the last person who holds it
        (
            "Lawrow flog ab. Choe blieb. Der Außenminister winkte.",
            [("Lawrow", "sergei-lavrov"), ("Choe", "choe-son-hui"), ("Außenminister", "choe-son-hui")],
        ),
        # a deputy is not the holder
        (
            "Der stellvertretende finnische Außenminister Eino Kivi kam. Der finnische Außenminister blieb fort.",
            [
                ("finnische Außenminister Eino Kivi", "Eino Kivi"),
                ("finnische Außenminister", "Finnischer Außenminister"),
            ],
        ),
        (
            "Choe kam. Die nordkoreanische Diplomatin winkte.",
            [("Choe", "choe-son-hui"), ("nordkoreanische Diplomatin", "choe-son-hui")],
        ),
    ],
)
def test_it_resolves_a_title_by_who_is_named_with_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert who(text)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Vizeaußenminister Kim Sang Ho kam.", "de", ("Vizeaußenminister Kim Sang Ho", "Kim Sang Ho", "")),
        (
            "Der deutsche Botschafter Georg Schmidt kam.",
            "de",
            ("deutsche Botschafter Georg Schmidt", "Georg Schmidt", "DEU"),
        ),
        ("Das sagte Eva Muster, eine Beobachterin.", "de", ("Eva Muster", "Eva Muster", "")),
        ("Die Politologin Eva von Muster schwieg.", "de", ("Politologin Eva von Muster", "Eva von Muster", "")),
        ("“No,” said Eva Sample, a visitor.", "en", ("Eva Sample", "Eva Sample", "")),
        ("Eva Sample said no.", "en", ("Eva Sample", "Eva Sample", "")),
        ("Analyst J. Sample left.", "en", ("Analyst J. Sample", "J. Sample", "")),
        ("Eva Sample, a U.S. spokeswoman, left.", "en", ("Eva Sample", "Eva Sample", "USA")),
        ("Eva Sample, a researcher at a think tank, left.", "en", ("Eva Sample", "Eva Sample", "")),
    ],
)
def test_it_finds_people_whom_the_lexicon_does_not_know(
    text: str, language: str, expected: tuple[str, str, str]
) -> None:
    (hit,) = hits(text, language)
    assert (hit.text, hit.name, hit.country, hit.key, hit.via, hit.kind) == (*expected, "", "pattern", ActorKind.PERSON)


@pytest.mark.parametrize(
    "text",
    [
        "Der Forscher Ende Oktober schwieg.",
        "Das sagte Experten Freude voraus.",
        "Am Montag kam Besuch Nummer Drei.",
        "Der große Tag Kim.",
    ],
)
def test_it_takes_no_other_capitalised_words_for_names(text: str) -> None:
    assert [hit for hit in hits(text) if hit.via == "pattern"] == []


def test_it_does_not_take_one_kim_for_another() -> None:
    assert who("Kim Hong Kyun traf Kim Jong Un. Kim Sol Song sah zu.") == [
        ("Kim Hong Kyun", "kim-hong-kyun"),
        ("Kim Jong Un", "kim-jong-un"),
        ("Kim Sol Song", "Kim Sol Song"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kim kam.", [("Kim", "kim-jong-un")]),
        ("Kim Yo Jong sprach. Kim schimpfte.", [("Kim Yo Jong", "kim-yo-jong"), ("Kim", "kim-yo-jong")]),
        (
            "Kim Jong Un sprach. Auch Kim Yo Jong kam. Die Halle war voll. Kim winkte.",
            [("Kim Jong Un", "kim-jong-un"), ("Kim Yo Jong", "kim-yo-jong"), ("Kim", "kim-jong-un")],
        ),
        (
            "Das sagte Eva Muster, eine Beobachterin. Musters Bericht fehlt.",
            [("Eva Muster", "Eva Muster"), ("Musters", "Eva Muster")],
        ),
        ("Das sagte Koo Ja-ho, ein Beobachter. Koo ging.", [("Koo Ja-ho", "Koo Ja-ho"), ("Koo", "Koo Ja-ho")]),
        ("Robert Wood kam. Wood sprach.", [("Robert Wood", "robert-wood")]),
    ],
)
def test_it_knows_who_bears_a_surname_here(text: str, expected: list[tuple[str, str]]) -> None:
    assert who(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the subject of the sentence before
        ("Putin traf Kim. Er lachte.", ("Er", ["vladimir-putin"])),
        ("Choe traf Lawrow. Sie lachte.", ("Sie", ["choe-son-hui"])),
        ("Choe traf Lawrow. Er lachte.", ("Er", ["sergei-lavrov"])),
        ("Choe kam. Danach, so heißt es, habe sie geruht.", ("sie", [])),
        ("Choe kam. Es heißt, dass sie ruht.", ("sie", ["choe-son-hui"])),
        # whoever spoke goes on speaking, a body too
        ("Putin sei müde, sagte Peskow. Er fügte hinzu, man warte.", ("Er", ["dmitry-peskov"])),
        (
            "„Wir warten“, erklärte das russische Außenministerium. Man prüfe, sagte er.",
            ("er", ["rus-foreign-ministry"]),
        ),
        # what a speaker says of another
        ("Peskow sagte, Putin komme und er bringe Gäste mit.", ("er", ["vladimir-putin"])),
        ("Südkorea erklärte, es prüfe den Fall.", ("es", ["south-korea"])),
        ("Südkorea erklärte, man prüfe es.", ("es", [])),
        # no antecedent, no polite address
        ("Er lachte.", ("Er", [])),
        ("Choe kam. Folgen Sie ihr!", ("Sie", [])),
        # pairs
        ("Russland und Nordkorea schwiegen. Beide Seiten prüfen.", ("Beide Seiten", ["russia", "north-korea"])),
        ("Seoul rief Tokio an. Die beiden Länder prüfen.", ("beiden Länder", ["south-korea", "japan"])),
        (
            "Putin rief Kim an. Die beiden Staatschefs lachten.",
            ("beiden Staatschefs", ["vladimir-putin", "kim-jong-un"]),
        ),
        (
            "Lawrow rief Choe an. Die beiden Außenminister lachten.",
            ("beiden Außenminister", ["sergei-lavrov", "choe-son-hui"]),
        ),
        (
            "Russland rief Nordkorea an. Beide Präsidenten lachten.",
            ("Beide Präsidenten", ["vladimir-putin", "kim-jong-un"]),
        ),
        ("Putin rief Kim an. Die Staatschefs lachten.", ("Staatschefs", ["vladimir-putin", "kim-jong-un"])),
        ("Die Staatschefs lachten.", ("Staatschefs", [])),
        ("Putin traf Kim. Sie lachten.", ("Sie", ["vladimir-putin", "kim-jong-un"])),
        ("Beide Seiten prüfen.", ("Beide Seiten", [])),
        # nobody is named and meant by a pronoun in one clause
        ("Lawrow reiste ab. Bei seinem Treffen mit Kim sprach er lange.", ("er", ["sergei-lavrov"])),
        # a body of the country that the news comes from
        (
            "Moskaus Behörde schwieg. Aus Seoul kam Kritik, erklärte das Außenministerium.",
            ("Außenministerium", ["kor-foreign-ministry"]),
        ),
        # a minister, if only one has been spoken of and no other office is named
        ("Lawrow kam an. Der Minister lachte.", ("Minister", ["sergei-lavrov"])),
        ("Choe Son Hui kam an. Die Ministerin lachte.", ("Ministerin", ["choe-son-hui"])),
        ("Lawrow kam an. Die Ministerin lachte.", ("Ministerin", [])),
        ("Lawrow kam an. Der Minister für Fischerei lachte.", ("Minister", [])),
        ("Lawrow rief Außenminister Blinken an. Der Minister lachte.", ("Minister", [])),
        # states by description
        ("Er sah Soldaten aus dem Norden.", ("dem Norden", ["north-korea"])),
        ("Seoul rief an. Das Land wartet.", ("Das Land", ["south-korea"])),
        ("Nordkorea wartet. Russland arbeitet mit dem Land zusammen.", ("dem Land", ["north-korea"])),
        ("Er besuchte das isolierte Land.", ("isolierte Land", ["north-korea"])),
        ("Er half dem diktatorisch regierten Staat.", ("diktatorisch regierten Staat", ["north-korea"])),
        ("Er half dem isolierten Dorf.", ("isolierten Dorf", [])),
        ("Er warnte den Norden.", ("den Norden", ["north-korea"])),
        ("Er fuhr in den Norden.", ("den Norden", [])),
        # agencies and ministries
        ("AP war dabei. Das meldet die Nachrichtenagentur.", ("die Nachrichtenagentur", ["ap"])),
        ("AP war dabei. Das meldet die Agentur Tass.", ("die Agentur", [])),
        (
            "Seouls Vereinigungsministerium rief. Das Ministerium schwieg.",
            ("Ministerium", ["kor-unification-ministry"]),
        ),
    ],
)
def test_it_goes_back_to_whom_german_means(text: str, expected: tuple[str, list[str]]) -> None:
    words, keys = expected
    start = text.rindex(words)
    assert [hit.key for hit in hits(text) if (hit.start, hit.end) == (start, start + len(words))] == keys


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Putin met Kim. He laughed.", ("He", ["vladimir-putin"])),
        ("Putin met Choe. She laughed.", ("She", ["choe-son-hui"])),
        ("Putin is tired, Peskov said. He added that it was late.", ("He", ["dmitry-peskov"])),
        ("South Korea said it was checking.", ("it", ["south-korea"])),
        ("South Korea denied it.", ("it", [])),
        ("Lavrov said he was tired.", ("he", ["sergei-lavrov"])),
        ("Lavrov met Choe. The pair laughed.", ("The pair", ["sergei-lavrov", "choe-son-hui"])),
        ("Russia and North Korea were silent. Both sides wait.", ("Both sides", ["russia", "north-korea"])),
        ("Putin called Kim. The two leaders laughed.", ("two leaders", ["vladimir-putin", "kim-jong-un"])),
        (
            "Lavrov called Choe. Both foreign ministers laughed.",
            ("Both foreign ministers", ["sergei-lavrov", "choe-son-hui"]),
        ),
        ("Putin called Kim. The leaders laughed.", ("leaders", ["vladimir-putin", "kim-jong-un"])),
        ("Seoul called. The country waits.", ("The country", ["south-korea"])),
        ("Lavrov arrived. The minister laughed.", ("minister", ["sergei-lavrov"])),
        ("Lavrov called Choe. The minister laughed.", ("minister", [])),
    ],
)
def test_it_goes_back_to_whom_english_means(text: str, expected: tuple[str, list[str]]) -> None:
    words, keys = expected
    start = text.rindex(words)
    assert [hit.key for hit in hits(text, "en") if (hit.start, hit.end) == (start, start + len(words))] == keys


# ---- places


@pytest.mark.parametrize(
    ("text", "actors", "places"),
    [
        # a capital is the government, except where somebody is in it or goes there
        ("Moskau warnte.", ["russia"], []),
        ("Er landete in Moskau.", [], ["moscow"]),
        ("Er flog nach Pjöngjang und Seoul.", [], ["pyongyang", "seoul"]),
        ("Er kam in die nordkoreanische Hauptstadt Pjöngjang.", ["north-korea"], ["pyongyang"]),
        ("Er flog in die nordkoreanische Hauptstadt.", [], ["pyongyang"]),
        ("Er flog in die Hauptstadt Russlands.", [], ["moscow"]),
        ("Er flog in die Hauptstadt.", [], []),
        ("Er sprach im Kreml.", [], ["kremlin-palace"]),
        ("Der Kreml sprach.", ["kremlin"], []),
        ("Aber der Kreml sprach.", ["kremlin"], []),
        ("Er liefert Waffen an Moskau.", ["russia"], []),
        ("Nach Angaben aus Moskau regnet es.", ["russia"], []),
        ("Er kam aus Moskau.", ["russia"], ["moscow"]),
        ("Er besuchte Pjöngjang.", ["north-korea"], ["pyongyang"]),
        ("Er will Pjöngjang besuchen.", ["north-korea"], ["pyongyang"]),
        ("Er besuchte, wie Pjöngjang meldet, niemanden.", ["north-korea"], []),
        # a state is both
        ("Er landete in Nordkorea.", ["north-korea"], ["north-korea"]),
        ("Nordkorea warnte.", ["north-korea"], []),
        # other places are nothing else
        ("Der Zug hielt in Wladiwostok.", [], ["vladivostok"]),
        ("Er besichtigte das Kosmodrom Wostotschny.", [], ["vostochny"]),
        ("Er besuchte den russischen Fernen Osten.", [], ["russian-far-east"]),
        ("Die Region Kursk und Kursk selbst blieben leer.", [], ["kursk-region", "kursk"]),
        ("Von Rajin nach Panmunjom ist es weit, von Wonsan nicht.", [], ["rajin", "panmunjom", "wonsan"]),
        ("Der Start in Sohae misslang.", [], ["sohae"]),
        # the seat of a body and the post of an ambassador are no places of events
        ("Das Außenministerium in Seoul schwieg.", ["kor-foreign-ministry"], []),
        ("Russlands Botschafter in Nordkorea schwieg.", ["alexander-matsegora"], []),
        # a dateline
        ("(Seoul) Man wartet.", [], ["seoul"]),
    ],
)
def test_it_tells_places_from_governments_in_german(text: str, actors: list[str], places: list[str]) -> None:
    assert ([key for _, key in who(text)], [key for _, key in where(text)]) == (actors, places)


@pytest.mark.parametrize(
    ("text", "actors", "places"),
    [
        ("Moscow warned.", ["russia"], []),
        ("It landed in Moscow.", [], ["moscow"]),
        ("Shells were sent to Moscow.", ["russia"], ["moscow"]),
        ("Lavrov flew to Pyongyang.", ["sergei-lavrov"], ["pyongyang"]),
        ("The launch from Vostochny failed.", [], ["vostochny"]),
        ("The Russian Far East is wide.", [], ["russian-far-east"]),
        ("He left the North Korean capital.", [], ["pyongyang"]),
        ("Troops reached the Kursk region.", [], ["kursk-region"]),
    ],
)
def test_it_tells_places_from_governments_in_english(text: str, actors: list[str], places: list[str]) -> None:
    assert ([key for _, key in who(text, "en")], [key for _, key in where(text, "en")]) == (actors, places)


def test_it_names_actors_and_places_in_the_language_of_the_article() -> None:
    german = hits("Choe und Lawrow und Nordkorea und der UN-Sicherheitsrat.")
    english = hits("Choe and Lavrov and North Korea and the UN Security Council.", "en")
    assert [hit.name for hit in german] == ["Choe Son Hui", "Sergej Lawrow", "Nordkorea", "UN-Sicherheitsrat"]
    assert [hit.name for hit in english] == ["Choe Son Hui", "Sergei Lavrov", "North Korea", "UN Security Council"]


def test_it_looks_for_nobody_in_boilerplate() -> None:
    text = "Putin kam.\nMehr zu Kim Jong Un"
    sentences = split(text, "de", [(11, len(text))])
    assert [hit.key for hit in find(sentences, "de", load_lexicon(), DAY)[0]] == ["vladimir-putin"]


def test_it_uses_what_curators_add_and_not_what_they_mute() -> None:
    names = MappingProxyType({"de": "Iwan Petrow", "en": "Ivan Petrov"})
    lexicon = load_lexicon().extended(
        [ActorEntry("ivan-petrov", ActorKind.PERSON, names, "RUS", ("Petroff",))],
        [Office("ivan-petrov", MappingProxyType({"de": ("Hafenmeister",), "en": ("harbour master",)}), "RUS")],
        [PlaceEntry("neuhafen", MappingProxyType({"de": "Neuhafen", "en": "New Harbour"}), "RUS")],
        frozenset({("russia", "Moskau")}),
    )
    text = "Petroff sah den russischen Hafenmeister in Neuhafen. Moskau schwieg."
    actors, places = find(split(text, "de"), "de", lexicon, DAY)
    assert [(hit.text, hit.key) for hit in actors] == [
        ("Petroff", "ivan-petrov"),
        ("russischen Hafenmeister", "ivan-petrov"),
    ]
    assert [(place.text, place.key, place.name) for place in places] == [
        ("Neuhafen", "neuhafen", "Neuhafen"),
        ("Moskau", "moscow", "Moskau"),  # no government any more, so it is the town
    ]


def test_every_hit_is_known_to_the_lexicon_by_its_key() -> None:
    text = (
        "Das polnische Außenministerium und Israels Armee in Kuba. Der Kreml in Russland. Frankreichs Medien in Genf."
    )
    actors, places = find(split(text, "de"), "de", load_lexicon(), DAY)
    assert len(actors) >= 5
    for hit in actors:
        entry = load_lexicon().actor(hit.key)
        assert entry is not None
        assert (entry.name("de"), entry.kind, entry.country) == (hit.name, hit.kind, hit.country)
    for place in places:
        known = load_lexicon().place(place.key)
        assert known is not None
        assert (known.name("de"), known.country) == (place.name, place.country)
