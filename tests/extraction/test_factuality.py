"""Whether it happened and who says so: each value and each sort of source with German and English sentences."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.extraction.lexicon import load
from timeline.extraction.model import Article, Dating, Mention
from timeline.extraction.pipeline import extract

DAY = date(2024, 6, 20)  # a Thursday


def mention(text: str, kind: str, language: str = "de") -> Mention:
    found = extract(Article("d", text, language, DAY), load(), dating=Dating.given(DAY)).mentions
    return next(m for m in found if m.kind == kind)


STATUS = [
    # plain past, with a neutral source or without
    ("de", "arms_transfer", "Nordkorea hat Russland Granaten geliefert.", "occurred"),
    ("de", "visit", "Lawrow reiste laut KCNA nach Pjöngjang.", "occurred"),
    ("de", "visit", "Wie die Agentur Tass meldete, reiste Lawrow nach Pjöngjang.", "occurred"),
    ("en", "visit", "Lavrov travelled to Pyongyang, according to KCNA.", "occurred"),
    ("en", "meeting", "Putin met Kim Jong Un, the Kremlin said.", "occurred"),
    ("de", "arms_transfer", "Kim Jong Un bestätigte, dass Nordkorea Russland Granaten geliefert hat.", "occurred"),
    # an article before the infinitive is no relative pronoun
    ("de", "arms_transfer", "Washington warf Nordkorea vor, der Gruppe Wagner Raketen verkauft zu haben.", "alleged"),
    ("de", "troop_deployment", "Seoul beschuldigte Kim Jong Un, dem Kreml Soldaten geschickt zu haben.", "alleged"),
    # the rest of a verb that an infinitive stands inside; words that stand after their noun
    ("de", "cooperation", "Kim könnte den Versuch, Raketen zu bauen, mit russischer Hilfe wagen.", "possible"),
    ("de", "invitation", "Putin wird die Einladung Kims, Nordkorea zu besuchen, annehmen.", "planned"),
    ("de", "arms_transfer", "Von Oktober an lieferte Nordkorea Raketen an Russland.", "occurred"),
    # a fact beside a plan; on what occasion something is announced; a treaty that obliges
    ("en", "military_action", "Both plan to build a memorial to North Koreans who were killed in Kursk.", "occurred"),
    (
        "en",
        "arms_transfer",
        "Moscow tried to end the inquiry because it was itself buying North Korean arms.",
        "occurred",
    ),
    ("de", "meeting", "Das kündigte Schoigu nach einem Treffen mit Kim Jong Un in Pjöngjang an.", "occurred"),
    ("de", "agreement", "Der im Mai unterzeichnete Vertrag verpflichtet Russland und Nordkorea zu Hilfe.", "occurred"),
    ("de", "meeting", "Moskau kündigte ein Treffen Putins mit Kim Jong Un an.", "planned"),
    ("en", "visit", "Kim plans to visit Moscow because he needs oil.", "planned"),
    ("en", "visit", "Both agreed to build a bridge when Kim Jong Un visited Russia in May.", "occurred"),
    ("en", "agreement", "Lavrov and Choe Son Hui put their names to a plan for 2025.", "occurred"),
    # own plans
    ("de", "visit", "Putin will Nordkorea besuchen.", "planned"),
    # "sollen" beside what is to come is a plan, beside what goes on already hearsay
    ("de", "cooperation", "Nordkoreanische Ingenieure sollen in Russland geschult werden.", "planned"),
    ("de", "cooperation", "Zwischen Russland und Nordkorea soll künftig ein Zug verkehren.", "planned"),
    ("de", "troop_deployment", "Nordkoreanische Soldaten sollen bereits in Russland ausgebildet werden.", "alleged"),
    # officials on own deeds to come, in the mood of indirect speech
    ("de", "troop_deployment", "Nordkorea schicke weitere Soldaten nach Russland, sagte Schoigu.", "planned"),
    ("de", "visit", "Kim komme nach Moskau, sagte Peskow.", "planned"),
    ("de", "troop_deployment", "Nordkorea schicke weitere Soldaten nach Russland, sagte Yoon.", "alleged"),
    ("de", "visit", "Lawrow wird am Freitag in Pjöngjang erwartet.", "expected"),
    ("de", "military_action", "Nordkorea testete nach eigenen Angaben eine Rakete, Russland schwieg.", "occurred"),
    (
        "de",
        "troop_deployment",
        "Washington sieht Belege, dass Nordkorea Soldaten nach Russland geschickt hat.",
        "alleged",
    ),
    ("de", "visit", "Lawrow plant, im Juli nach Nordkorea zu reisen.", "planned"),
    ("de", "meeting", "Lawrow soll am Dienstag mit Choe Son Hui zusammentreffen.", "planned"),
    ("de", "meeting", "Putin wird sich am Dienstag mit Kim Jong Un treffen.", "planned"),
    ("de", "visit", "Der geplante Besuch Putins in Nordkorea beschäftigt Moskau.", "planned"),
    ("de", "visit", "Kim Jong Un lud Putin zu einem Besuch in Nordkorea ein.", "planned"),
    ("en", "visit", "Putin plans to visit North Korea.", "planned"),
    ("en", "visit", "Putin accepted an invitation from Kim Jong Un to visit North Korea.", "planned"),
    ("en", "visit", "Lavrov spoke of preparations in Moscow to visit Pyongyang.", "planned"),
    ("en", "visit", "Putin will travel to Pyongyang next week, the Kremlin said.", "planned"),
    ("en", "visit", "Putin's upcoming visit to North Korea worries nobody in Moscow.", "planned"),
    ("de", "cooperation", "Putin versprach, Nordkorea mit Getreide zu unterstützen.", "planned"),
    ("de", "troop_deployment", "Pjöngjang hat entschieden, Soldaten nach Russland zu schicken.", "planned"),
    ("de", "troop_deployment", "Nordkorea beschloss, weitere Truppen nach Russland zu entsenden.", "planned"),
    ("de", "cooperation", "Russland fasste den Entschluss, Nordkorea Kohle zu liefern.", "planned"),
    ("en", "troop_deployment", "Pyongyang has decided to send soldiers to Russia.", "planned"),
    ("en", "visit", "Kim Jong Un to visit Moscow, Kremlin says", "planned"),
    ("en", "cooperation", "Russia to send wheat to North Korea", "planned"),
    ("en", "cooperation", "Direct Pyongyang-Moscow trains to resume after five years", "planned"),
    ("en", "visit", "Lavrov of Russia is due to visit Pyongyang.", "planned"),
    ("en", "visit", "Kim Jong Un was set to travel to Moscow.", "planned"),
    ("en", "arms_transfer", "Russia has yet to supply missiles to North Korea.", "not_occurred"),
    ("en", "arms_transfer", "Russia is yet to deliver missiles to North Korea.", "not_occurred"),
    ("en", "visit", "Kim Jong Un was to have visited Moscow in May. Russia was silent.", "not_occurred"),
    ("en", "denial", "Seoul could not yet confirm the reports of North Korean troops in Russia.", "occurred"),
    # what a third side expects
    ("de", "visit", "Putin wird nach Angaben aus Seoul bald nach Nordkorea reisen.", "expected"),
    ("de", "visit", "Yonhap berichtete, Kim Jong Un werde Russland im Juli besuchen.", "expected"),
    ("de", "visit", "Ein Besuch Putins in Nordkorea wird für Juli erwartet.", "expected"),
    ("en", "visit", "Putin is expected to travel to Pyongyang next week.", "expected"),
    ("en", "visit", "Kim Jong Un will probably visit Russia this year.", "expected"),
    (
        "en",
        "military_action",
        "Kyiv's adviser said Russia had for the first time fired missiles from North Korea.",
        "alleged",
    ),
    ("en", "sanction", "Canada imposed sanctions on North Korea's minister, No Kwang Chol, over Russia.", "occurred"),
    (
        "en",
        "military_action",
        "Seoul confirmed that Ukraine's army had captured two North Korean soldiers in Russia.",
        "occurred",
    ),
    (
        "en",
        "arms_transfer",
        "Officials said there was no evidence that North Korea had sent tanks to Russia.",
        "alleged",
    ),
    ("en", "cooperation", "Speculation is rife that Russia gave North Korea a reactor.", "alleged"),
    # what may be
    ("de", "meeting", "Putin könnte Kim Jong Un im Herbst treffen.", "possible"),
    ("de", "meeting", "Ein Treffen von Putin mit Kim Jong Un sei nicht ausgeschlossen, sagte Peskow.", "possible"),
    (
        "de",
        "arms_transfer",
        "Seoul erwägt wegen Nordkorea, der Ukraine Waffen zu liefern, sagte Yoon Suk Yeol in Russland.",
        "possible",
    ),
    ("en", "cooperation", "Russia could help North Korea with its satellites.", "possible"),
    ("en", "visit", "A possible visit by Putin to North Korea occupies Seoul.", "possible"),
    # what accusers, guesses, hearsay and opponents say
    ("de", "military_action", "Kiew meldet die Gefangennahme nordkoreanischer Soldaten in Kursk.", "alleged"),
    ("en", "troop_deployment", "Seoul announced the arrival of North Korean troops in Russia.", "alleged"),
    (
        "de",
        "troop_deployment",
        "Seoul berichtete über die Verlegung nordkoreanischer Soldaten in Russland.",
        "alleged",
    ),
    ("en", "troop_deployment", "Seoul reported on the transfer of North Korean soldiers to Russia.", "alleged"),
    ("de", "arms_transfer", "Die USA werfen Nordkorea vor, Russland Granaten geliefert zu haben.", "alleged"),
    ("de", "arms_transfer", "Nordkorea soll Russland Granaten geliefert haben.", "alleged"),
    ("de", "arms_transfer", "Nordkorea hat Russland angeblich Granaten geliefert.", "alleged"),
    ("de", "troop_deployment", "Das Pentagon erklärte, Nordkorea habe Soldaten nach Russland entsandt.", "alleged"),
    (
        "de",
        "troop_deployment",
        "Laut südkoreanischem Geheimdienst hat Nordkorea Soldaten nach Russland entsandt.",
        "alleged",
    ),
    ("de", "arms_transfer", "Seoul vermutet, dass Nordkorea Russland Granaten liefert.", "alleged"),
    (
        "de",
        "arms_transfer",
        "Die mutmaßlichen Waffenlieferungen Nordkoreas an Russland beschäftigen die UN.",
        "alleged",
    ),
    ("en", "arms_transfer", "The US accused North Korea of supplying Russia with shells.", "alleged"),
    ("en", "arms_transfer", "North Korea has allegedly supplied Russia with shells.", "alleged"),
    ("en", "troop_deployment", "Seoul's intelligence service said North Korea had sent soldiers to Russia.", "alleged"),
    ("en", "troop_deployment", "Kyiv believes that North Korea has sent soldiers to Russia.", "alleged"),
    # under a condition
    ("de", "arms_transfer", "Sollte Nordkorea Russland Raketen liefern, wäre das eine Eskalation.", "conditional"),
    ("de", "arms_transfer", "Wenn Nordkorea Russland Raketen liefert, verhängt Seoul Sanktionen.", "conditional"),
    ("de", "sanction", "Washington warnte Russland und Nordkorea vor weiteren Sanktionen.", "conditional"),
    ("en", "arms_transfer", "If North Korea supplies missiles to Russia, Seoul will respond.", "conditional"),
    ("en", "troop_deployment", "Seoul will react if North Korea sends soldiers to Russia.", "conditional"),
    # what somebody calls for
    ("de", "troop_deployment", "Seoul fordert den Abzug der nordkoreanischen Truppen aus Russland.", "requested"),
    (
        "de",
        "sanction",
        "Japan rief den Sicherheitsrat auf, neue Sanktionen gegen Nordkorea und Russland zu verhängen.",
        "requested",
    ),
    ("en", "troop_deployment", "Seoul urged North Korea to withdraw its troops from Russia.", "requested"),
    ("en", "sanction", "Japan called on the council to impose new sanctions on North Korea and Russia.", "requested"),
    # what did not happen
    ("de", "visit", "Der Besuch Putins in Nordkorea wurde abgesagt.", "not_occurred"),
    ("de", "visit", "Eine Reise Putins nach Nordkorea steht noch aus.", "not_occurred"),
    ("de", "visit", "Putin wird Nordkorea nicht besuchen.", "not_occurred"),
    (
        "de",
        "sanction",
        "Der UN-Sicherheitsrat kann keine Sanktionen gegen Russland und Nordkorea verhängen.",
        "not_occurred",
    ),
    ("en", "visit", "Kim Jong Un's trip to Russia was cancelled.", "not_occurred"),
    ("en", "agreement", "Russia and North Korea did not sign a treaty.", "not_occurred"),
    # what all but happened, and what is still to come about
    ("de", "visit", "Beinahe hätte Putin Nordkorea besucht.", "not_occurred"),
    ("de", "meeting", "Das geplante Treffen Putins mit Kim Jong Un fällt aus.", "not_occurred"),
    ("de", "meeting", "Ein Treffen von Putin mit Kim Jong Un steht nicht auf dem Programm.", "not_occurred"),
    ("en", "visit", "Putin almost visited North Korea in 2019.", "not_occurred"),
    ("en", "visit", "Putin has yet to visit North Korea.", "not_occurred"),
    # questions, direct and indirect
    ("de", "arms_transfer", "Liefert Nordkorea Russland Raketen?", "possible"),
    ("de", "arms_transfer", "Ob Nordkorea Russland Raketen geliefert hat, ist unklar.", "possible"),
    ("en", "meeting", "Did Kim Jong Un meet Putin in Vladivostok?", "possible"),
    ("en", "arms_transfer", "It is unclear whether North Korea has shipped missiles to Russia.", "possible"),
    ("de", "meeting", "„Warum nicht?“ Kim Jong Un traf Putin in Wladiwostok.", "occurred"),
    # the Konjunktiv of a main clause, and nobody who says so
    ("de", "arms_transfer", "Nordkorea habe Russland Raketen geliefert.", "alleged"),
    # verbs and nouns that vouch for nothing
    ("de", "visit", "Gerüchten zufolge hat Kim Jong Un Moskau besucht.", "alleged"),
    ("en", "visit", "Kim Jong Un is said to have visited Moscow.", "alleged"),
    ("en", "troop_deployment", "North Korea appears to have sent soldiers to Russia.", "alleged"),
    # the present tense for what is to come
    ("de", "visit", "Kim Jong Un kommt noch diese Woche nach Russland.", "planned"),
    ("de", "visit", "Lawrow reist am Freitag nach Pjöngjang.", "planned"),
    ("en", "visit", "Putin travels to Pyongyang on Friday.", "planned"),
    ("de", "visit", "Kim Jong Un ist diese Woche in Russland.", "occurred"),
    ("en", "visit", "A delegation from North Korea is visiting Moscow this week.", "occurred"),
    # what one of the two says about both is a plan, not a guess
    ("en", "troop_deployment", "Shoigu announced that North Korea would send sappers to Kursk.", "planned"),
    # what a clause makes of its subject
    ("de", "visit", "Ein baldiger Besuch Putins in Nordkorea ist im Gespräch.", "possible"),
    ("en", "visit", "A visit by Putin to North Korea is in the works.", "planned"),
    # a speech act is done by being told, whatever it is about
    ("de", "accusation", "Die USA behaupteten, Nordkorea liefere Russland Granaten.", "occurred"),
    ("de", "denial", "Die USA werfen Nordkorea vor, Russland Granaten zu liefern, was Moskau bestritt.", "occurred"),
    ("de", "demand", "Seoul hat Nordkorea aufgefordert, die Soldaten aus Russland abzuziehen.", "occurred"),
    # who stands before the colon of a headline says it; what it is about does not
    ("de", "arms_transfer", "Zwölf Länder: Nordkorea liefert Russland Granaten", "alleged"),
    ("de", "arms_transfer", "Experten: Nordkorea lieferte Raketen an Russland", "alleged"),
    ("de", "troop_deployment", "Medienbericht: Nordkorea schickt Soldaten nach Russland", "alleged"),
    ("de", "troop_deployment", "Krieg in der Ukraine: Nordkorea schickt Soldaten nach Russland", "occurred"),
    ("en", "troop_deployment", "Report: North Korea sends troops to Russia", "alleged"),
    ("en", "troop_deployment", "North Korea sends troops to Russia, report says", "alleged"),
    ("en", "troop_deployment", "Ukraine war: North Korea sends troops to Russia", "occurred"),
    # an attempt is no deed
    ("de", "arms_transfer", "Russland versucht seit Monaten, in Nordkorea Munition zu kaufen.", "planned"),
    ("de", "arms_transfer", "Moskau bemüht sich darum, von Pjöngjang Granaten zu erhalten.", "planned"),
    ("en", "arms_transfer", "Moscow has been trying to buy ammunition from North Korea.", "planned"),
    ("en", "arms_transfer", "North Korea attempted to ship rockets to Russia.", "planned"),
]


@pytest.mark.parametrize(("language", "kind", "text", "expected"), STATUS)
def test_it_tells_whether_it_happened(language: str, kind: str, text: str, expected: str) -> None:
    assert mention(text, kind, language).factuality == expected


SOURCES = [
    ("de", "visit", "Lawrow reiste laut KCNA nach Pjöngjang.", "attributed", [("KCNA", "laut KCNA")]),
    (
        "de",
        "visit",
        "Lawrow reiste nach Angaben des Kremls nach Pjöngjang.",
        "attributed",
        [("Kreml", "nach Angaben des Kremls")],
    ),
    ("de", "visit", "Lawrow reiste nach Pjöngjang, sagte Peskow.", "attributed", [("Dmitri Peskow", "sagte")]),
    ("de", "visit", "Lawrow reiste nach Pjöngjang, so Peskow.", "attributed", [("Dmitri Peskow", "so Peskow")]),
    ("de", "visit", "Putin hat Experten zufolge Nordkorea besucht.", "attributed", [("Experten", "Experten zufolge")]),
    ("en", "visit", "Lavrov travelled to Pyongyang, according to KCNA.", "attributed", [("KCNA", "according to KCNA")]),
    ("en", "visit", "Lavrov travelled to Pyongyang, Peskov said.", "attributed", [("Dmitry Peskov", "said")]),
    (
        "de",
        "arms_transfer",
        "Die USA und Südkorea beschuldigen Nordkorea, Russland Granaten zu liefern.",
        "distanced",
        [("USA", "beschuldigen"), ("Südkorea", "beschuldigen")],
    ),
    (
        "en",
        "arms_transfer",
        "Officials in Washington suspect that North Korea is supplying Russia with shells.",
        "distanced",
        [("USA", "suspect")],
    ),
    ("de", "visit", "Lawrow reiste nach Pjöngjang.", "asserted", []),
    (
        "de",
        "criticism",
        "„Wir verurteilen die Waffenlieferungen Nordkoreas an Russland“, sagte Blinken.",
        "asserted",
        [],
    ),
    (
        "de",
        "troop_deployment",
        "Seoul fordert den Abzug der nordkoreanischen Truppen aus Russland.",
        "attributed",
        [("Südkorea", "fordert")],
    ),
]


@pytest.mark.parametrize(("language", "kind", "text", "commitment", "sources"), SOURCES)
def test_it_tells_who_says_so_in_their_words(
    language: str, kind: str, text: str, commitment: str, sources: list[tuple[str, str]]
) -> None:
    found = mention(text, kind, language)
    assert (found.commitment, [(a.source, a.cue) for a in found.attributions]) == (commitment, sources)


def test_it_carries_the_source_into_indirect_speech_that_goes_on() -> None:
    text = "Peskow sprach am Mittwoch über Nordkorea. Lawrow sei nach Pjöngjang gereist und habe dort Choe getroffen."
    assert [a.source for a in mention(text, "visit").attributions] == ["Dmitri Peskow"]


def test_it_carries_the_source_back_into_a_quotation_that_is_named_later() -> None:
    text = "„Lawrow ist nach Pjöngjang gereist. Er hat dort Choe Son Hui getroffen“, sagte Peskow."
    assert [a.source for a in mention(text, "visit").attributions] == ["Dmitri Peskow"]


def test_it_tells_two_events_of_one_clause_apart() -> None:
    text = "Russland hat nicht nur Granaten, sondern angeblich auch ballistische Raketen aus Nordkorea eingesetzt."
    found = extract(Article("d", text, "de", DAY), load(), dating=Dating.given(DAY)).mentions
    told = {text[m.trigger_start : m.trigger_end]: m.factuality for m in found if m.kind == "military_action"}
    assert told == {"eingesetzt": "occurred", "Raketen": "alleged"}


def test_it_keeps_a_negation_in_its_own_clause() -> None:
    text = "Putin reiste nach Nordkorea, aber Lawrow besuchte Nordkorea nicht."
    found = extract(Article("d", text, "de", DAY), load(), dating=Dating.given(DAY)).mentions
    assert {m.participants[0].name: m.factuality for m in found} == {
        "Wladimir Putin": "occurred",
        "Sergej Lawrow": "not_occurred",
    }


def test_it_explains_every_judgement() -> None:
    found = mention("Nordkorea soll Russland Granaten geliefert haben.", "arms_transfer")
    assert [(step.rule, step.text) for step in found.trace if step.rule.startswith("factuality")] == [
        ("factuality.modal.soll_hearsay", "soll")
    ]
