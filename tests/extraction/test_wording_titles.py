"""Titles: for every kind and status in both languages, for names of every shape, and for what is missing.

`titles.txt` holds the whole table, to be read line by line: a title that changes there was meant to change.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import wording
from timeline.clauses import LONGEST, surname
from timeline.clauses import titles as packaged
from timeline.extraction.lexicon import table
from timeline.extraction.model import MODES, EventKind, Mode, Quantity, Role, Status

DE, EN = wording.catalogue("de"), wording.catalogue("en")
TABLE = Path(__file__).parent / "titles.txt"

ACTORS = {
    "lavrov": ("Sergej Lawrow", "Sergei Lavrov", "person", "RUS"),
    "putin": ("Wladimir Putin", "Vladimir Putin", "person", "RUS"),
    "kim": ("Kim Jong Un", "Kim Jong Un", "person", "PRK"),
    "russia": ("Russland", "Russia", "state", "RUS"),
    "north-korea": ("Nordkorea", "North Korea", "state", "PRK"),
    "south-korea": ("Südkorea", "South Korea", "state", "KOR"),
    "usa": ("USA", "United States", "state", "USA"),
    "ukraine": ("Ukraine", "Ukraine", "state", "UKR"),
    "ministry": ("Südkoreanisches Außenministerium", "South Korean Foreign Ministry", "organisation", "KOR"),
    "council": ("UN-Sicherheitsrat", "UN Security Council", "organisation", ""),
    "kremlin": ("Kreml", "Kremlin", "organisation", "RUS"),
    "experts": ("Experten", "experts", "group", ""),
    "stranger": ("Lim Soo-suk", "Lim Soo-suk", "person", ""),
    "nato": ("NATO", "NATO", "organisation", ""),
    "service": ("Ukrainischer Geheimdienst", "Ukrainian intelligence service", "organisation", "UKR"),
}
ROLES = {"a": Role.ACTOR, "r": Role.RECIPIENT, "s": Role.SUPPLIER, "f": Role.FORUM}

CASES = {
    "visit": "lavrov:a north-korea:r",
    "meeting": "putin:a kim:a",
    "meeting/phone": "putin:a kim:a",
    "invitation": "kim:a putin:r",
    "agreement": "russia:a north-korea:a",
    "agreement/promise": "usa:a ukraine:r",
    "support_statement": "kim:a russia:r",
    "arms_transfer": "north-korea:a russia:r",
    "troop_deployment": "north-korea:a russia:r",
    "troop_deployment/withdrawal": "north-korea:a russia:r",
    "military_action": "russia:a ukraine:r north-korea:s",
    "military_action/test": "north-korea:a",
    "sanction": "usa:a north-korea:r russia:r",
    "sanction/veto": "russia:a council:f",
    "accusation": "usa:a south-korea:a north-korea:r",
    "denial": "kremlin:a",
    "criticism": "ministry:a russia:r",
    "criticism/summons": "south-korea:a russia:r",
    "demand": "usa:a north-korea:r",
    "demand/threat": "usa:a russia:r",
    "cooperation": "russia:a north-korea:a",
}
ACTS = [
    ("invitation", "invite", "kim:a putin:r"),
    ("invitation", "accept", "putin:a kim:r"),
    ("invitation", "announce", "kremlin:a"),
    ("agreement", "sign", "russia:a north-korea:a"),
    ("support_statement", "thank", "north-korea:a russia:r"),
    ("support_statement", "gift", "putin:a kim:a"),
    ("support_statement", "gift", "putin:a kim:r"),
    ("support_statement", "praise_person", "kim:a putin:r"),
    ("cooperation", "exercise", "russia:a north-korea:a"),
    ("sanction", "vote", "council:a"),
    ("criticism", "condemn", "usa:a north-korea:r"),
    ("criticism", "concern", "south-korea:a russia:r"),
    ("criticism", "warn", "usa:a russia:r"),
]


def facts(key: str, status: Status, cast: str, cat: wording.Catalogue, **more: object) -> wording.EventFacts:
    kind, _, mode = key.partition("/")
    names = [part.split(":") for part in cast.split()]
    place = 0 if cat is DE else 1
    participants = tuple((ACTORS[name][place], ACTORS[name][2], ACTORS[name][3], ROLES[role]) for name, role in names)
    return wording.EventFacts(EventKind(kind), Mode(mode), status, participants, **more)  # type: ignore[arg-type]


def titles(key: str, status: Status, cast: str, **more: object) -> tuple[str, str]:
    german, english = (wording.title(facts(key, status, cast, cat, **more), cat) for cat in (DE, EN))
    return german, english


def rendered() -> str:
    rows = []
    for key, cast in CASES.items():
        rows += [(key, status.value, *titles(key, status, cast)) for status in Status]
        nobody = " ".join(part for part in cast.split() if not part.endswith(":a"))
        rows += [(key, "occurred, no agent", *titles(key, Status.OCCURRED, nobody))]
        rows += [(key, "not_occurred, nobody", *titles(key, Status.NOT_OCCURRED, ""))]
        rows += [(key, "planned, agent alone", *titles(key, Status.PLANNED, cast.split()[0]))]
    for kind, act, cast in ACTS:
        rows += [(f"{kind}:{act}", status.value, *titles(kind, status, cast, act=act)) for status in Status]
    return "".join(" | ".join(row) + "\n" for row in rows)


def test_every_title_of_the_table_reads_as_reviewed() -> None:
    assert rendered().splitlines() == TABLE.read_text(encoding="utf-8").splitlines()


def test_the_table_has_every_kind_and_mode() -> None:
    wanted = {f"{kind}/{mode}" for kind, modes in MODES.items() for mode in modes} | {kind.value for kind in EventKind}
    assert set(CASES) == wanted


@pytest.mark.parametrize(
    ("key", "status", "cast", "more", "german", "english"),
    [
        # places, with the preposition and the article that they take
        (
            "visit",
            "occurred",
            "lavrov:a north-korea:r",
            {"place": "Seoul"},
            "Lawrow besucht Seoul",
            "Lavrov visits Seoul",
        ),
        (
            "visit",
            "not_occurred",
            "kim:a russia:r",
            {"place": "Russischer Ferner Osten"},
            "Besuch Kim Jong Uns im russischen Fernen Osten bleibt aus",
            None,
        ),
        (
            "meeting",
            "occurred",
            "putin:a kim:a",
            {"place": "Kosmodrom Wostotschny"},
            "Putin und Kim Jong Un treffen sich auf dem Kosmodrom Wostotschny",
            None,
        ),
        (
            "meeting",
            "planned",
            "putin:a kim:a",
            {"place": "Vostochny Cosmodrome"},
            None,
            "Putin and Kim Jong Un plan to meet at the Vostochny Cosmodrome",
        ),
        ("visit", "occurred", "lavrov:a usa:r", {}, "Lawrow besucht die USA", "Lavrov visits the United States"),
        ("visit", "not_occurred", "lavrov:a usa:r", {}, "Besuch Lawrows in den USA bleibt aus", None),
        ("visit", "denied", "kim:a putin:r", {}, "Besuch Kim Jong Uns bei Putin dementiert", None),
        (
            "visit",
            "planned",
            "north-korea:a north-korea:r",
            {},
            "Besuch in Nordkorea geplant",
            "Visit to North Korea planned",
        ),
        # plural and feminine states; the ambassador of a state
        (
            "criticism/summons",
            "occurred",
            "ukraine:a usa:r",
            {},
            "Die Ukraine bestellt den amerikanischen Botschafter ein",
            "Ukraine summons the US ambassador",
        ),
        (
            "troop_deployment",
            "alleged",
            "usa:a ukraine:r",
            {},
            "Die USA sollen Soldaten in die Ukraine entsandt haben",
            "The United States is said to have sent soldiers to Ukraine",
        ),
        (
            "troop_deployment/withdrawal",
            "requested",
            "russia:a ukraine:r",
            {},
            "Gefordert: Russland soll Soldaten aus der Ukraine abziehen",
            None,
        ),
        ("arms_transfer", "planned", "usa:a ukraine:r", {}, "Die USA wollen der Ukraine Waffen liefern", None),
        # organs decline
        (
            "criticism",
            "denied",
            "russia:a ministry:r",
            {},
            "Kritik Russlands an dem südkoreanischen Außenministerium dementiert",
            None,
        ),
        (
            "accusation",
            "not_occurred",
            "service:a russia:r",
            {},
            "Vorwürfe des ukrainischen Geheimdiensts gegen Russland bleiben aus",
            None,
        ),
        (
            "demand",
            "occurred",
            "nato:a russia:r",
            {},
            "NATO stellt Forderungen an Russland",
            "NATO makes demands on Russia",
        ),
        (
            "criticism",
            "occurred",
            "experts:a russia:r",
            {},
            "Experten kritisieren Russland",
            "Experts criticise Russia",
        ),
        # of one country the one is named who stands for the kind
        (
            "criticism",
            "occurred",
            "stranger:a ministry:a russia:r",
            {},
            "Südkoreanisches Außenministerium kritisiert Russland",
            None,
        ),
        ("meeting", "occurred", "putin:a russia:a kim:a", {}, "Putin und Kim Jong Un treffen sich", None),
        # how much of what
        (
            "troop_deployment",
            "alleged",
            "north-korea:a russia:r",
            {"quantities": (Quantity(10000, 12000, "soldiers"),)},
            "Nordkorea soll 10.000 bis 12.000 Soldaten nach Russland entsandt haben",
            "North Korea is said to have sent 10,000 to 12,000 soldiers to Russia",
        ),
        (
            "arms_transfer",
            "alleged",
            "north-korea:a russia:r",
            {"quantities": (Quantity(1e6, None, "shells"),)},
            "Nordkorea soll Russland mehr als eine Million Granaten geliefert haben",
            "North Korea is said to have supplied more than one million shells to Russia",
        ),
        (
            "arms_transfer",
            "alleged",
            "north-korea:a russia:r",
            {"quantities": (Quantity(None, 2.5e6, "shells"),)},
            "Nordkorea soll Russland bis zu 2,5 Millionen Granaten geliefert haben",
            "North Korea is said to have supplied up to 2.5 million shells to Russia",
        ),
        (
            "arms_transfer",
            "alleged",
            "north-korea:a russia:r",
            {"objects": ("missile",)},
            "Nordkorea soll Russland Raketen geliefert haben",
            "North Korea is said to have supplied missiles to Russia",
        ),
        (
            "arms_transfer",
            "alleged",
            "north-korea:a russia:r",
            {"objects": ("ammunition", "missile")},
            "Nordkorea soll Russland Waffen geliefert haben",
            None,
        ),
    ],
)
def test_a_title_is_grammatical(
    key: str, status: str, cast: str, more: dict[str, object], german: str | None, english: str | None
) -> None:
    told = titles(key, Status(status), cast, **more)
    assert told == (german or told[0], english or told[1])


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_the_words_of_titles_fit_together(language: str) -> None:
    words = packaged(language)
    rules = {rule["id"] for tongue in wording.LANGUAGES for rule in table(tongue, "kinds")["rules"]}
    assert set(words["act"]) <= rules
    acts = {f"{rule.split('.')[0]}:{act}" for rule, act in words["act"].items()}
    assert acts == {key for key in words["frame"] if ":" in key}
    frames = [frame for found in words["frame"].values() for frame in found]
    assert {frame["verb"] for frame in frames if "verb" in frame} <= set(words["verb"])
    assert all("agent" in frame["needs"] or "agents" in frame["needs"] for frame in frames if "verb" in frame)
    assert all("needs" not in words["frame"][kind][-1] for kind in CASES)
    assert set(words["bare"]) == set(Status)


@pytest.mark.parametrize(
    ("name", "country", "short"),
    [
        ("Sergej Lawrow", "RUS", "Lawrow"),
        ("Kim Jong Un", "PRK", "Kim Jong Un"),
        ("Xi Jinping", "CHN", "Xi Jinping"),
        ("Ursula von der Leyen", "DEU", "von der Leyen"),
        ("Lim Soo-suk", "", "Lim Soo-suk"),
        ("Kim Hong Kyun", "", "Kim Hong Kyun"),
        ("Anna Berg-Lind", "", "Berg-Lind"),
        ("Madonna", "", "Madonna"),
        ("", "", ""),
    ],
)
def test_people_are_called_as_news_call_them(name: str, country: str, short: str) -> None:
    assert surname(name, country) == short


def test_many_names_become_few() -> None:
    cast = tuple((f"Vorname Nachname-Zuname{number}", "person", f"C{number}", "actor") for number in range(9))
    for cat, rest in ((DE, "und weitere treffen sich"), (EN, "and others meet")):
        told = wording.title(wording.EventFacts(EventKind.MEETING, Mode.NONE, Status.OCCURRED, cast), cat)
        assert told.endswith(rest)
        assert len(told) <= LONGEST


names = st.text(min_size=1, max_size=60).filter(str.strip)
cast = st.lists(
    st.tuples(
        names,
        st.sampled_from(["person", "state", "organisation", "media", "group", ""]),
        st.sampled_from(["RUS", "PRK", "USA", ""]),
        st.sampled_from(list(Role)),
    ),
    max_size=6,
)


@given(st.sampled_from(list(CASES)), st.sampled_from(list(Status)), cast, st.none() | names)
def test_a_title_of_anything_is_short_and_says_something(
    key: str, status: Status, who: list[tuple[str, str, str, str]], place: str | None
) -> None:
    kind, _, mode = key.partition("/")
    told = wording.EventFacts(EventKind(kind), Mode(mode), status, tuple(who), place=place)
    for cat in (DE, EN):
        assert 0 < len(wording.title(told, cat)) <= LONGEST
        assert "  " not in wording.title(told, cat)
        assert wording.summary(told, cat).endswith(".")
