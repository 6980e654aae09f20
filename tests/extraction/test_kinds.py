"""Event triggers: every rule of the lexicon with sentences it must fire on and sentences it must leave alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from timeline.extraction.conditions import CONDITIONS
from timeline.extraction.grammar.verbs import forms
from timeline.extraction.kinds import AFTERWARDS, ANY_VERB, Rule
from timeline.extraction.lexicon import load, table
from timeline.extraction.model import Article, Dating, Mention
from timeline.extraction.pipeline import extract
from timeline.extraction.roles import FRAMES

DAY = date(2024, 6, 20)
CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    language: str
    rule: str
    fires: bool
    text: str

    @property
    def kind(self) -> str:
        return self.rule.split(".")[0]

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}"


def cases() -> Iterator[Case]:
    for language in ("de", "en"):
        rule = ""
        for line in (CASES / f"kinds_{language}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                rule = line.strip("[]")
            elif line[:2] in ("+ ", "- "):
                yield Case(language, rule, line[0] == "+", line[2:])


def mentions(text: str, language: str = "de") -> tuple[Mention, ...]:
    return extract(Article("d", text, language, DAY), load(), dating=Dating.given(DAY)).mentions


@pytest.mark.parametrize("case", [c for c in cases() if c.fires], ids=str)
def test_it_reports_the_event(case: Case) -> None:
    assert case.kind in {mention.kind for mention in mentions(case.text, case.language)}


@pytest.mark.parametrize("case", [c for c in cases() if not c.fires], ids=str)
def test_it_leaves_alone_what_only_sounds_alike(case: Case) -> None:
    assert case.kind not in {mention.kind for mention in mentions(case.text, case.language)}


def test_it_fires_every_rule_on_its_own_sentences() -> None:
    fired = {mention.trace[0].rule for case in cases() if case.fires for mention in mentions(case.text, case.language)}
    rules = {f"kinds.{row['id']}" for language in ("de", "en") for row in table(language, "kinds")["rules"]}
    assert rules - fired == set()


def test_it_knows_the_conditions_that_wait_for_other_reports() -> None:
    assert CONDITIONS.keys() >= AFTERWARDS


def test_it_has_sentences_for_every_rule() -> None:
    rows = {(language, row["id"]) for language in ("de", "en") for row in table(language, "kinds")["rules"]}
    assert {(case.language, case.rule) for case in cases() if case.fires} == rows
    assert {(case.language, case.rule) for case in cases() if not case.fires} >= rows - WITHOUT_NEGATIVE


WITHOUT_NEGATIVE = {("en", "support_statement.back")}
"""Rules of fixed words, which nothing else sounds like."""


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_conjugates_every_verb_that_the_tables_name(language: str) -> None:
    rows, groups = table(language, "kinds"), table(language, "factuality")["verbs"]
    named = {verb for row in rows["rules"] for verb in row.get("verbs", "").split()}
    named |= {idiom.split()[0] for row in rows["rules"] for idiom in row.get("idioms", ())}
    named |= {verb for entry in rows["classes"].values() for verb in entry.get("verbs", "").split()}
    named |= {verb.split("+")[0].split("_")[0] for verbs in groups.values() for verb in verbs.split()}
    known = {form.lemma for readings in forms(language).values() for form in readings}
    assert named - known == {ANY_VERB}


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_knows_every_frame_condition_and_class_that_the_rules_name(language: str) -> None:
    data = table(language, "kinds")
    rules = data["rules"]
    assert {row["frame"] for row in rules} - FRAMES.keys() == set()
    assert {need for row in rules for need in row.get("needs", ())} - CONDITIONS.keys() == set()
    named = {
        name for row in rules for key in ("object", "about", "unless", "subject", "says") for name in row.get(key, ())
    }
    assert named - data["classes"].keys() - {"treaty_subject", "ambassador_host", "visiting"} == set()


def test_it_uses_every_condition_and_frame() -> None:
    rules = [row for language in ("de", "en") for row in table(language, "kinds")["rules"]]
    assert CONDITIONS.keys() - {need for row in rules for need in row.get("needs", ())} == set()
    assert FRAMES.keys() - {row["frame"] for row in rules} == set()


FRAME = {
    "de": "Russland und Nordkorea\n\nDie Beziehungen zwischen Russland und Nordkorea sind eng. {} Mehr folgt.",
    "en": "Russia and North Korea\n\nRelations between Russia and North Korea are close. {} More follows.",
}


def news() -> Iterator[tuple[str, str, str]]:
    for line in (CASES / "news.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, kind, sentence = line.split(" ", 2)
            yield language, kind, sentence


@pytest.mark.parametrize(("language", "kind", "sentence"), list(news()))
def test_it_reads_plain_sentences_of_news(language: str, kind: str, sentence: str) -> None:
    text = FRAME[language].format(sentence)
    start = text.index(sentence)
    found = {m.kind for m in mentions(text, language) if start <= m.trigger_start < start + len(sentence)}
    assert kind in found


# ---- who takes part ------------------------------------------------------------------------------------------------

ROLES = [
    ("de", "Lawrow reiste nach Pjöngjang.", "visit", {("Sergej Lawrow", "actor"), ("Nordkorea", "recipient")}),
    ("de", "Lawrows Besuch in Pjöngjang begann.", "visit", {("Sergej Lawrow", "actor"), ("Nordkorea", "recipient")}),
    (
        "de",
        "Kim Jong Un reiste nach Russland, um Putin zu treffen.",
        "visit",
        {("Kim Jong Un", "actor"), ("Wladimir Putin", "recipient")},
    ),
    ("en", "Lavrov visited North Korea.", "visit", {("Sergei Lavrov", "actor"), ("North Korea", "recipient")}),
    # "him" is the last person before, of the right sex
    (
        "en",
        "Lavrov flew to Pyongyang. Kim Jong Un met him on Thursday.",
        "meeting",
        {("Kim Jong Un", "actor"), ("Sergei Lavrov", "actor")},
    ),
    (
        "en",
        "Choe Son Hui came to Moscow. Putin received her in the Kremlin.",
        "meeting",
        {("Vladimir Putin", "actor"), ("Choe Son Hui", "actor")},
    ),
    (
        "de",
        "Lawrow reiste nach Pjöngjang. Am Donnerstag sprach Kim Jong Un mit ihm.",
        "meeting",
        {("Kim Jong Un", "actor"), ("Sergej Lawrow", "actor")},
    ),
    (
        "de",
        "Choe Son Hui reiste nach Moskau, wo Putin sie empfing.",
        "meeting",
        {("Wladimir Putin", "actor"), ("Choe Son Hui", "actor")},
    ),
    # a relative pronoun is no article of the name behind it
    (
        "de",
        "Putin, den Kim Jong Un eingeladen hatte, ist in Pjöngjang.",
        "invitation",
        {("Kim Jong Un", "actor"), ("Wladimir Putin", "recipient")},
    ),
    (
        "de",
        "Choe Son Hui, die Lawrow im Mai eingeladen hatte, ist in Moskau.",
        "invitation",
        {("Sergej Lawrow", "actor"), ("Choe Son Hui", "recipient")},
    ),
    ("de", "Putin traf sich mit Kim Jong Un.", "meeting", {("Wladimir Putin", "actor"), ("Kim Jong Un", "actor")}),
    (
        "de",
        "Choe Son Hui wurde von Putin empfangen.",
        "meeting",
        {("Choe Son Hui", "actor"), ("Wladimir Putin", "actor")},
    ),
    (
        "en",
        "Talks between Lavrov and Choe Son Hui began.",
        "meeting",
        {("Sergei Lavrov", "actor"), ("Choe Son Hui", "actor")},
    ),
    (
        "de",
        "Die Einladung von Kim Jong Un nahm Putin an.",
        "invitation",
        {("Wladimir Putin", "actor"), ("Kim Jong Un", "recipient")},
    ),
    (
        "de",
        "Nordkorea lieferte Russland Granaten.",
        "arms_transfer",
        {("Nordkorea", "actor"), ("Russland", "recipient")},
    ),
    (
        "de",
        "Russland bezog Granaten aus Nordkorea.",
        "arms_transfer",
        {("Nordkorea", "actor"), ("Russland", "recipient")},
    ),
    (
        "en",
        "Shells were delivered to Russia by North Korea.",
        "arms_transfer",
        {("North Korea", "actor"), ("Russia", "recipient")},
    ),
    (
        "de",
        "Russland feuerte nordkoreanische Raketen auf die Ukraine ab.",
        "military_action",
        {("Russland", "actor"), ("Nordkorea", "supplier"), ("Ukraine", "recipient")},
    ),
    (
        "de",
        "Südkorea warf Nordkorea vor, Russland Raketen zu liefern.",
        "accusation",
        {("Südkorea", "actor"), ("Nordkorea", "recipient")},
    ),
    (
        "de",
        "Russland legte im UN-Sicherheitsrat sein Veto gegen die Resolution zu Nordkorea ein.",
        "sanction",
        {("Russland", "actor"), ("UN-Sicherheitsrat", "forum")},
    ),
    (
        "de",
        "Südkorea fordert den Abzug der nordkoreanischen Truppen aus Russland.",
        "troop_deployment",
        {("Nordkorea", "actor"), ("Russland", "recipient")},
    ),
    (
        "de",
        "Russland unterstütze Nordkorea, sagte Lawrow.",
        "support_statement",
        {("Sergej Lawrow", "actor"), ("Nordkorea", "recipient")},
    ),
    (
        "en",
        "Tokyo was alarmed by the pact between Russia and North Korea.",
        "criticism",
        {("Japan", "actor"), ("Russia", "recipient"), ("North Korea", "recipient")},
    ),
]


@pytest.mark.parametrize(("language", "text", "kind", "expected"), ROLES)
def test_it_gives_everybody_a_part(language: str, text: str, kind: str, expected: set[tuple[str, str]]) -> None:
    found = next(mention for mention in mentions(text, language) if mention.kind == kind)
    assert {(p.name, str(p.role)) for p in found.participants} >= expected


# ---- one event, one mention ----------------------------------------------------------------------------------------

WHOLE = [
    ("Lawrow reiste zu einem Besuch nach Nordkorea.", ["visit"]),
    ("Kim Jong Un reiste nach Moskau, um Putin zu treffen.", ["visit"]),
    ("Kim Jong Un besuchte Russland und traf sich dort mit Putin.", ["meeting", "visit"]),
    ("Russland bestreitet, Waffen aus Nordkorea erhalten zu haben.", ["denial"]),
    ("Seoul bestellte den russischen Botschafter wegen Nordkorea zu einem Gespräch ein.", ["criticism"]),
    (
        "Die USA werfen Nordkorea vor, Russland Raketen geliefert zu haben, was Moskau bestreitet.",
        ["accusation", "arms_transfer", "denial"],
    ),
    ("Das Pentagon erklärte, Russland setze Raketen aus Nordkorea ein.", ["accusation", "military_action"]),
]


@pytest.mark.parametrize(("text", "kinds"), WHOLE)
def test_it_reports_each_event_of_a_sentence_once(text: str, kinds: list[str]) -> None:
    assert sorted(mention.kind for mention in mentions(text)) == kinds


# ---- what does not concern Russia and North Korea ------------------------------------------------------------------

ELSEWHERE = [
    "Südkoreas Präsident traf in Seoul den japanischen Regierungschef Fumio Kishida.",
    "Die USA verhängten Sanktionen gegen Banken in Venezuela.",
    "Frankreich liefert der Ukraine Panzer.",
    "Russland und Südkorea kooperierten früher bei der Infrastruktur.",
    "Nordkorea und Russland unterliegen internationalen Sanktionen.",
    "Die Beziehungen zwischen Moskau und Pjöngjang sind eng.",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_it_passes_over_what_is_no_event_between_the_two(text: str) -> None:
    assert mentions(text) == ()


# ---- quantities ----------------------------------------------------------------------------------------------------

AMOUNTS = [
    ("de", "Nordkorea entsandte 1.500 Soldaten nach Russland.", (1500, 1500, "soldiers")),
    ("de", "Nordkorea schickte mehr als 10.000 Soldaten nach Russland.", (10000, None, "soldiers")),
    ("de", "Nordkorea schickte 10.000 bis 12.000 Soldaten nach Russland.", (10000, 12000, "soldiers")),
    ("de", "Nordkorea lieferte Russland rund drei Millionen Granaten.", (3e6, 3e6, "shells")),
    ("en", "North Korea shipped 6,700 containers to Russia.", (6700, 6700, "containers")),
    ("en", "North Korea has sent up to 3,000 soldiers to Russia.", (None, 3000, "soldiers")),
    ("en", "Russia shipped a million barrels of oil to North Korea.", (1e6, 1e6, "barrels")),
]


@pytest.mark.parametrize(("language", "text", "expected"), AMOUNTS)
def test_it_reads_amounts_with_their_bounds(
    language: str, text: str, expected: tuple[float | None, float | None, str]
) -> None:
    found = [q for mention in mentions(text, language) for q in mention.quantities]
    assert [(q.low, q.high, q.unit) for q in found] == [expected]


# ---- any text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_quotes_exactly_and_points_at_its_words(language: str) -> None:
    texts = [case.text for case in cases() if case.language == language]
    text = "\n".join(texts)
    found = extract(Article("d", text, language, DAY), load(), dating=Dating.given(DAY)).mentions
    assert len(found) > 100
    for mention in found:
        assert text[mention.start : mention.end] == mention.quote
        assert mention.start <= mention.trigger_start < mention.trigger_end <= mention.end
        assert all(text[step.start : step.end] == step.text for step in mention.trace)
        assert 0 < mention.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "„",
        "((((",
        "und und und",
        "Russland, Russland, Russland: Nordkorea –",
        "dass dass dass ob wenn",
        "zu zu zu",
    ],
)
def test_it_survives_any_text(text: str) -> None:
    assert mentions(text) == ()


def test_it_names_no_sentence_twice() -> None:
    every = [re.sub(r"\W+", " ", case.text) for case in cases()]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("text", "language", "visitor"),
    [
        ("Choe Son Hui lud Lawrow zu einem Besuch nach Wonsan ein.", "de", "Sergej Lawrow"),
        ("Lawrow wurde von Choe Son Hui zu einem Besuch in Pjöngjang eingeladen.", "de", "Sergej Lawrow"),
        ("Kim Jong Un hat Putin zu einem Gegenbesuch nach Pjöngjang eingeladen.", "de", "Wladimir Putin"),
        ("Kim Jong Un invited Putin to visit Pyongyang.", "en", "Vladimir Putin"),
        ("Putin reiste zu einem Besuch nach Nordkorea.", "de", "Wladimir Putin"),
    ],
)
def test_it_lets_the_invited_travel_and_not_the_host(text: str, language: str, visitor: str) -> None:
    (visit,) = [mention for mention in mentions(text, language) if mention.kind == "visit"]
    assert [who.name for who in visit.participants if who.role == "actor"] == [visitor]


def test_it_tells_the_visits_of_two_guests_of_one_country_apart() -> None:
    text = (
        "Choe Son Hui traf am Montag in Moskau ein. "
        "Kim Jong Un wurde im Rahmen eines Staatsbesuchs in Wladiwostok empfangen."
    )
    visitors = [mention.participants[0].name for mention in mentions(text) if mention.kind == "visit"]
    assert visitors == ["Choe Son Hui", "Kim Jong Un"]


def test_it_passes_over_only_rules_whose_words_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    some = list(cases())[::5]
    found = [mentions(case.text, case.language) for case in some]
    asked = Rule.possible

    def as_if_all_words_stood_there(rule: Rule, present: set[str], words: frozenset[str]) -> bool:
        return asked(rule, present, words | rule.fixed | rule.openers)

    monkeypatch.setattr(Rule, "possible", as_if_all_words_stood_there)
    assert [mentions(case.text, case.language) for case in some] == found
    assert any(found)
