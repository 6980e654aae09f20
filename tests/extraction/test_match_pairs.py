"""Reports that look alike, in two languages: those of one event must meet, those of two must not."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.extraction.lexicon import load
from timeline.extraction.match import cluster
from timeline.extraction.model import Article, Dating
from timeline.extraction.pipeline import extract

Report = tuple[str, date, str]

ONE_EVENT: list[tuple[str, Report, Report]] = [
    # decree signed Monday / announced Tuesday
    (
        "agreement",
        (
            "en",
            date(2024, 11, 12),
            "Kim Jong Un has ratified the pact with Moscow, the official newspaper reported on Tuesday.",
        ),
        (
            "de",
            date(2024, 11, 14),
            "Per Dekret ratifizierte Kim Jong Un am Montag den Pakt mit Russland.",
        ),
    ),
    # ratified: state / leader
    (
        "agreement",
        ("en", date(2024, 11, 13), "North Korea ratified its defence treaty with Russia on Monday."),
        (
            "de",
            date(2024, 11, 12),
            "Kim Jong Un hat den Beistandsvertrag mit Russland ratifiziert, meldete KCNA am Dienstag.",
        ),
    ),
    # captured 9 Jan / announced 11 Jan
    (
        "military_action",
        ("en", date(2025, 1, 12), "Ukrainian forces captured two North Korean soldiers in Kursk on January 9."),
        (
            "de",
            date(2025, 1, 13),
            "Selenskyj sagte am Samstag, die Ukraine habe bei Kursk zwei nordkoreanische Soldaten gefangen genommen.",
        ),
    ),
    # visit: minister / title
    (
        "visit",
        (
            "de",
            date(2024, 7, 19),
            "Russlands Vize-Verteidigungsminister Alexej Kriworutschko besuchte am Donnerstag Pjöngjang.",
        ),
        (
            "en",
            date(2024, 7, 20),
            "Alexei Krivoruchko, Russia's deputy defence minister, arrived in Pyongyang on Thursday.",
        ),
    ),
    # meeting month / day
    (
        "meeting",
        ("de", date(2024, 3, 5), "Im September 2023 traf Kim Jong Un Putin in Wostotschny."),
        ("en", date(2023, 9, 14), "Kim Jong Un met Vladimir Putin at the Vostochny spaceport on Wednesday."),
    ),
    # veto: headline/ look back
    (
        "sanction",
        (
            "en",
            date(2024, 3, 28),
            "Russia vetoed the renewal of the UN panel that monitors sanctions on North Korea on Thursday.",
        ),
        (
            "de",
            date(2024, 5, 2),
            "Russland legte im März sein Veto gegen die Aufsicht über die Sanktionen gegen Nordkorea ein.",
        ),
    ),
    # flight
    (
        "cooperation",
        (
            "de",
            date(2025, 7, 28),
            "Der erste Direktflug von Moskau nach Pjöngjang ist am Montag in Nordkorea gelandet.",
        ),
        (
            "en",
            date(2025, 7, 29),
            "A first direct flight opened the air link between Russia and North Korea on Monday.",
        ),
    ),
    # plan then done
    (
        "visit",
        ("en", date(2025, 5, 20), "Lavrov will visit North Korea in July, his ministry said."),
        ("de", date(2025, 7, 12), "Lawrow ist am Freitag in Nordkorea eingetroffen."),
    ),
    # summons
    (
        "criticism",
        (
            "de",
            date(2024, 10, 21),
            "Südkorea bestellte am Montag wegen der nordkoreanischen Soldaten den russischen Botschafter ein.",
        ),
        (
            "en",
            date(2024, 10, 22),
            "South Korea summoned the Russian ambassador on Monday to protest against North Korea's troop dispatch.",
        ),
    ),
    # accusation same day
    (
        "accusation",
        (
            "de",
            date(2023, 10, 14),
            "Die USA warfen Nordkorea am Freitag vor, Russland 1000 Container mit Munition geliefert zu haben.",
        ),
        (
            "en",
            date(2023, 10, 13),
            "The United States on Friday accused North Korea of shipping 1,000 containers of munitions to Russia.",
        ),
    ),
    # sanctions same
    (
        "sanction",
        (
            "de",
            date(2024, 5, 25),
            "Japan verhängte am Freitag Sanktionen gegen elf russische Firmen wegen Waffenlieferungen aus Nordkorea.",
        ),
        (
            "en",
            date(2024, 5, 24),
            "Japan imposed sanctions on 11 Russian companies on Friday over arms deliveries from North Korea.",
        ),
    ),
    # state medal
    (
        "support_statement",
        ("de", date(2020, 5, 5), "Putin verlieh Kim Jong Un am Dienstag eine Gedenkmedaille."),
        ("en", date(2020, 5, 6), "Vladimir Putin awarded Kim Jong Un a commemorative medal on Tuesday."),
    ),
    # one capture, told twice in one of the reports
    (
        "military_action",
        (
            "de",
            date(2025, 1, 15),
            "Zwei nordkoreanische Soldaten wurden am 9. Januar in der russischen Region Kursk gefangen genommen. "
            "Südkoreas Geheimdienst bestätigte am Sonntag die Gefangennahme der Nordkoreaner.",
        ),
        ("en", date(2025, 1, 12), "Seoul confirmed that Ukraine had captured two North Korean soldiers in Kursk."),
    ),
]

TWO_EVENTS: list[tuple[tuple[str, str], Report, Report]] = [
    # accusation/denial
    (
        ("accusation", "denial"),
        ("en", date(2023, 10, 13), "The United States on Friday accused North Korea of shipping munitions to Russia."),
        (
            "de",
            date(2023, 10, 14),
            "Nordkorea wies am Samstag den Vorwurf zurück, Russland Munition geliefert zu haben.",
        ),
    ),
    # two visits same person same year
    (
        ("visit", "visit"),
        ("en", date(2025, 3, 22), "Sergei Shoigu visited Pyongyang on 21 March."),
        ("de", date(2025, 6, 5), "Sergej Schoigu reiste am 4. Juni nach Pjöngjang."),
    ),
    # two visits, one without day
    (
        ("visit", "visit"),
        ("en", date(2025, 6, 18), "Sergei Shoigu arrived in Pyongyang on Tuesday."),
        ("de", date(2025, 6, 5), "Sergej Schoigu reiste am Mittwoch nach Pjöngjang."),
    ),
    # captives / losses
    (
        ("military_action", "military_action"),
        ("en", date(2025, 1, 12), "Ukraine has captured two North Korean soldiers in Kursk, Seoul confirmed."),
        (
            "de",
            date(2025, 1, 14),
            "Rund 300 nordkoreanische Soldaten sind in Kursk gefallen, teilte Südkoreas Geheimdienst mit.",
        ),
    ),
    # two ratifications of two sides
    (
        ("agreement", "agreement"),
        ("en", date(2024, 11, 10), "Putin signed the law ratifying the treaty with North Korea on Saturday."),
        (
            "de",
            date(2024, 11, 13),
            "Kim Jong Un unterzeichnete am Montag das Dekret zur Ratifizierung des Vertrags mit Russland.",
        ),
    ),
    # treaty signed / ratified
    (
        ("agreement", "agreement"),
        ("en", date(2024, 6, 20), "Putin and Kim Jong Un signed a treaty in Pyongyang on Wednesday."),
        ("de", date(2024, 11, 13), "Nordkorea ratifizierte am Montag den Vertrag mit Russland."),
    ),
    # flight/train
    (
        ("cooperation", "cooperation"),
        (
            "en",
            date(2025, 6, 18),
            "Russia and North Korea resumed direct train services between Moscow and Pyongyang on Tuesday.",
        ),
        (
            "de",
            date(2025, 7, 29),
            "Der erste Direktflug von Moskau nach Pjöngjang ist am Montag in Nordkorea gelandet.",
        ),
    ),
    # sanctions Japan / SK same day
    (
        ("sanction", "sanction"),
        (
            "en",
            date(2024, 5, 24),
            "Japan imposed sanctions on Russian ships on Friday over arms deliveries from North Korea.",
        ),
        (
            "de",
            date(2024, 5, 25),
            "Südkorea verhängte am Freitag Sanktionen gegen russische Schiffe wegen Waffenlieferungen aus Nordkorea.",
        ),
    ),
    # tests 2
    (
        ("military_action", "military_action"),
        (
            "en",
            date(2024, 5, 31),
            "North Korea fired ten ballistic missiles on Thursday, days after talks with Russia.",
        ),
        ("de", date(2024, 5, 28), "Nordkorea testete am Montag eine ballistische Rakete mit russischer Technik."),
    ),
    # invitation / visit
    (
        ("invitation", "visit"),
        ("en", date(2023, 9, 14), "Putin accepted an invitation from Kim Jong Un to visit North Korea on Wednesday."),
        ("de", date(2024, 6, 20), "Putin besuchte am Mittwoch Nordkorea."),
    ),
    # guest the other way
    (
        ("visit", "visit"),
        ("en", date(2025, 3, 12), "Sergei Lavrov visited Pyongyang on Tuesday."),
        ("de", date(2025, 3, 13), "Choe Son Hui traf am Dienstag in Moskau ein."),
    ),
    # two denials
    (
        ("denial", "denial"),
        (
            "en",
            date(2024, 10, 17),
            "The Kremlin on Thursday dismissed reports that North Korean troops were in Russia as fake.",
        ),
        ("de", date(2023, 1, 10), "Der Kreml wies am Dienstag Berichte über nordkoreanische Waffenlieferungen zurück."),
    ),
    # criticism two days
    (
        ("criticism", "criticism"),
        ("en", date(2024, 6, 20), "Japan condemned the treaty between Russia and North Korea on Thursday."),
        (
            "de",
            date(2024, 10, 25),
            "Japan verurteilte am Donnerstag die Entsendung nordkoreanischer Soldaten nach Russland.",
        ),
    ),
    # oil/shells
    (
        ("cooperation", "arms_transfer"),
        (
            "en",
            date(2024, 11, 22),
            "Russia has shipped a million barrels of oil to North Korea since March, a study found.",
        ),
        ("de", date(2024, 11, 20), "Nordkorea hat Russland Granaten geliefert, teilte Kiew mit."),
    ),
    # what is built and what flies
    (
        ("cooperation", "cooperation"),
        (
            "en",
            date(2025, 7, 29),
            "A first direct flight opened the air link between Russia and North Korea on Monday.",
        ),
        ("de", date(2025, 7, 28), "Russland und Nordkorea bauen seit April gemeinsam eine Brücke über den Tumen."),
    ),
]


def kinds_shared(*reports: Report) -> tuple[list[set[str]], set[str]]:
    """The kinds that each report tells of, and those of which one event holds reports of both."""
    found = [
        extract(Article(f"d{number}", text, language, day), load(), dating=Dating.given(day))
        for number, (language, day, text) in enumerate(reports)
    ]
    mentions = {mention.id: mention for one in found for mention in one.mentions}
    groups = cluster(list(mentions.values()), relations=[tie for one in found for tie in one.relations])
    shared = {
        mentions[group[0]].kind.value for group in groups if len({mentions[name].doc for name in group}) == len(reports)
    }
    return [{mention.kind.value for mention in one.mentions} for one in found], shared


@pytest.mark.parametrize(("kind", "one", "other"), ONE_EVENT)
def test_reports_of_one_event_meet(kind: str, one: Report, other: Report) -> None:
    assert kind in kinds_shared(one, other)[1]
    assert kind in kinds_shared(other, one)[1]


@pytest.mark.parametrize(("kinds", "one", "other"), TWO_EVENTS)
def test_reports_of_two_events_do_not_meet(kinds: tuple[str, str], one: Report, other: Report) -> None:
    told, shared = kinds_shared(one, other)
    assert (kinds[0] in told[0], kinds[1] in told[1], shared) == (True, True, set())


def test_a_claim_its_denial_and_what_both_are_about_stay_three_events_whatever_else_is_told() -> None:
    told, shared = kinds_shared(
        ("en", date(2023, 10, 13), "The United States on Friday accused North Korea of shipping munitions to Russia."),
        (
            "de",
            date(2023, 10, 14),
            "Nordkorea wies am Samstag den Vorwurf zurück, Russland Munition geliefert zu haben.",
        ),
        ("en", date(2023, 10, 15), "Pyongyang denied on Saturday that it had shipped munitions to Russia."),
    )
    assert told[0] == {"accusation", "arms_transfer"}
    assert (told[1], told[2], shared) == ({"denial"}, {"denial"}, set())
