"""Which verb a word form belongs to, with tense and mood: the paradigms of `lexicon/<language>/verbs.toml`.

German needs the exact form: "habe geliefert" reports what somebody said, "hatte geliefert" looks back, "hätte
geliefert" did not happen; "lädt … ein" is one verb in two places. The table holds the principal parts of strong verbs
and the infinitives of weak ones, a particle set off by a bar ("ein|laden"); all forms of the third person are made
from them once and kept in a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache

from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import table


class Shape(StrEnum):
    FINITE = "finite"
    INFINITIVE = "infinitive"
    TO_INFINITIVE = "to_infinitive"
    """German "einzuladen"; "zu" and "to" as words of their own are seen by the clause, not by the form."""
    PARTICIPLE = "participle"
    GERUND = "gerund"


class Mood(StrEnum):
    INDICATIVE = "indicative"
    REPORTED = "reported"
    """German Konjunktiv I, the mood of indirect speech."""
    UNREAL = "unreal"
    """German Konjunktiv II, where its form differs from the indicative; English "would"."""


# Names of their own for what is asked of every word: in Python 3.11 a member costs twenty times as much by its class.
FINITE, INFINITIVE, TO_INFINITIVE, PARTICIPLE, GERUND = Shape
INDICATIVE, REPORTED, UNREAL = Mood


@frozen
class VerbForm:
    """One reading of a word form. `particle` is set where the form needs its particle elsewhere in the clause."""

    lemma: str
    shape: Shape
    past: bool = False
    mood: Mood = Mood.INDICATIVE
    particle: str = ""
    plural: bool = False


class Readings(tuple[VerbForm, ...]):
    """All readings of a word form, with what is asked about them most."""

    shapes: frozenset[Shape]
    lemmas: frozenset[str]
    whole: frozenset[str]
    """Lemmas of the readings that need no particle elsewhere."""
    particles: frozenset[str]
    """The particles that the others need."""
    past: bool
    """Whether any reading is of the past."""

    def __new__(cls, found: Iterable[VerbForm] = ()) -> Readings:
        readings = super().__new__(cls, found)
        readings.shapes = frozenset(form.shape for form in readings)
        readings.lemmas = frozenset(form.lemma for form in readings)
        readings.whole = frozenset(form.lemma for form in readings if not form.particle)
        readings.particles = frozenset(form.particle for form in readings if form.particle)
        readings.past = any(form.past for form in readings)
        return readings


NO_VERB = Readings()
INSEPARABLE = ("be", "emp", "ent", "er", "ge", "miss", "ver", "wider", "zer", "über", "unter")
PARTICIPLE_ENDINGS = ("e", "en", "er", "es", "em")


@cache
def forms(language: str) -> Mapping[str, Readings]:
    """Lower-case form -> its readings; a separable verb stands under "lud" (with its particle) and under "einlud"."""
    data = table(language, "verbs")
    make = _german if language == "de" else _english
    found: dict[str, dict[VerbForm, None]] = {}
    for word, form in make(data):
        found.setdefault(word, {})[form] = None
    return {word: Readings(readings) for word, readings in found.items()}


@cache
def particles(language: str) -> frozenset[str]:
    """The words that can be the parted particle of a verb."""
    return frozenset(form.particle for readings in forms(language).values() for form in readings if form.particle)


@cache
def attributive(language: str) -> Mapping[str, str]:
    """Declined German participle ("geplanten") -> lemma; in English the participle itself."""
    found: dict[str, str] = {}
    for word, readings in forms(language).items():
        for form in readings:
            if form.shape is Shape.PARTICIPLE:
                for ending in PARTICIPLE_ENDINGS if language == "de" else ("",):
                    found.setdefault(word + ending, form.lemma)
    return found


# ---- German --------------------------------------------------------------------------------------------------------


@frozen
class _German:
    """Principal parts of a simple verb: what it takes to make every form of the third person."""

    infinitive: str
    present: str
    preterites: tuple[str, ...]
    unreal: str
    participles: tuple[str, ...]

    @property
    def reported(self) -> tuple[str, ...]:
        """Konjunktiv I: "liefere", and beside "handele" also "handle"."""
        if self.infinitive.endswith(("eln", "ern")):
            return self.stem + "e", self.infinitive[:-3] + self.infinitive[-2] + "e"
        return (self.stem + "e",)

    @property
    def stem(self) -> str:
        return (
            self.infinitive.removesuffix("en") if self.infinitive.endswith("en") else self.infinitive.removesuffix("n")
        )


def _german(data: Mapping[str, object]) -> Iterator[tuple[str, VerbForm]]:
    strong = {infinitive: _principal_parts(infinitive, str(parts)) for infinitive, parts in _table(data, "strong")}
    for word, entry in _table(data, "auxiliary"):
        lemma, *marks = str(entry).split()
        yield word, _marked(lemma, marks)
        if word == lemma and "inf" not in marks:
            yield word, VerbForm(lemma, Shape.INFINITIVE)
    for entry in (*strong, *_list(data, "strong_prefixed")):
        yield from _german_forms(entry, _strong_parts(entry.rpartition("|")[2], strong))
    for entry in _list(data, "weak"):
        yield from _german_forms(entry, _weak_parts(entry.rpartition("|")[2]))


def _principal_parts(infinitive: str, parts: str) -> _German:
    present, preterite, unreal, participle = parts.split()
    return _German(infinitive, present, tuple(preterite.split("/")), unreal, tuple(participle.split("/")))


def _german_forms(entry: str, parts: _German) -> Iterator[tuple[str, VerbForm]]:
    particle, _, rest = entry.rpartition("|")
    lemma = particle + rest
    finite = [
        (parts.present, False, Mood.INDICATIVE, False),
        (parts.infinitive, False, Mood.INDICATIVE, True),
        *((form, False, Mood.REPORTED, False) for form in parts.reported),
    ]
    for preterite in parts.preterites:
        finite += [(preterite, True, Mood.INDICATIVE, False), (_plural(preterite), True, Mood.INDICATIVE, True)]
    if parts.unreal not in parts.preterites:
        finite += [(parts.unreal, False, Mood.UNREAL, False), (_plural(parts.unreal), False, Mood.UNREAL, True)]
    for word, past, mood, plural in finite:
        yield word, VerbForm(lemma, Shape.FINITE, past, mood, particle, plural)
        if particle:
            yield particle + word, VerbForm(lemma, Shape.FINITE, past, mood, plural=plural)
    yield particle + rest, VerbForm(lemma, Shape.INFINITIVE)
    if particle:
        yield f"{particle}zu{rest}", VerbForm(lemma, Shape.TO_INFINITIVE)
    for participle in parts.participles:
        yield particle + participle, VerbForm(lemma, Shape.PARTICIPLE, past=True)


def _strong_parts(verb: str, strong: Mapping[str, _German]) -> _German:
    """The parts of a strong verb, where need be made of a simple one: be + streiten. Raises KeyError for others."""
    if verb in strong:
        return strong[verb]
    prefix = next(p for p in INSEPARABLE if verb.startswith(p) and verb.removeprefix(p) in strong)
    base = strong[verb.removeprefix(prefix)]
    return _German(
        verb,
        prefix + base.present,
        tuple(prefix + form for form in base.preterites),
        prefix + base.unreal,
        tuple(prefix + form.removeprefix("ge") for form in base.participles),
    )


def _weak_parts(verb: str) -> _German:
    stem = verb.removesuffix("en") if verb.endswith("en") else verb.removesuffix("n")
    link = "e" if stem.endswith(("t", "d", "chn", "ffn", "gn", "tm", "dm")) else ""
    without_ge = verb.endswith("ieren") or verb.startswith(INSEPARABLE)
    preterite = f"{stem}{link}te"
    participle = ("" if without_ge else "ge") + stem + link + "t"
    return _German(verb, f"{stem}{link}t", (preterite,), preterite, (participle,))


def _plural(form: str) -> str:
    return form + ("n" if form.endswith("e") else "en")


def _marked(lemma: str, marks: list[str]) -> VerbForm:
    shapes = {"inf": Shape.INFINITIVE, "part": Shape.PARTICIPLE, "ger": Shape.GERUND}
    shape = next((shapes[mark] for mark in marks if mark in shapes), Shape.FINITE)
    mood = Mood.REPORTED if "k1" in marks else Mood.UNREAL if "k2" in marks else Mood.INDICATIVE
    return VerbForm(lemma, shape, "past" in marks or shape is Shape.PARTICIPLE, mood, plural="pl" in marks)


# ---- English -------------------------------------------------------------------------------------------------------


def _english(data: Mapping[str, object]) -> Iterator[tuple[str, VerbForm]]:
    irregular = {verb: str(parts).split() for verb, parts in _table(data, "irregular")}
    for word, entry in _table(data, "auxiliary"):
        lemma, *marks = str(entry).split()
        yield word, _marked(lemma, marks)
    for verb in dict.fromkeys([*irregular, *_list(data, "regular")]):
        yield verb, VerbForm(verb, Shape.INFINITIVE)
        yield verb, VerbForm(verb, Shape.FINITE, plural=True)
        yield _third_person(verb), VerbForm(verb, Shape.FINITE)
        for stem in (verb, verb + "l") if verb.endswith(("el", "al")) else (verb,):  # travelled, traveled
            past, participle = irregular.get(verb) or (_suffixed(stem, "ed"),) * 2
            yield past, VerbForm(verb, Shape.FINITE, past=True)
            yield participle, VerbForm(verb, Shape.PARTICIPLE, past=True)
            yield _suffixed(stem, "ing"), VerbForm(verb, Shape.GERUND)


DOUBLING = frozenset(
    """
admit abet annul commit compel confer control defer deter dispel equip excel expel forget fulfil incur infer occur omit
patrol permit prefer propel rebel rebut recur refer regret repel submit transfer transmit
""".split()
)
"""Verbs of two syllables with the stress on the last; all of one syllable and one short vowel do the same."""
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


def _suffixed(verb: str, ending: str) -> str:
    """ "ship" -> "shipped", "confer" -> "conferred", "deny" -> "denied", "accuse" -> "accusing"."""
    if verb.endswith("e") and not (ending == "ing" and verb.endswith(("ee", "oe", "ye"))):
        return verb[:-1] + ending
    if ending == "ed" and verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    doubled = verb in DOUBLING or _SHORT.fullmatch(verb) is not None
    return verb + (verb[-1] if doubled else "") + ending


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


# ---- the table -----------------------------------------------------------------------------------------------------


def _table(data: Mapping[str, object], name: str) -> list[tuple[str, object]]:
    rows = data[name]
    assert isinstance(rows, dict)  # noqa: S101
    return list(rows.items())


def _list(data: Mapping[str, object], name: str) -> list[str]:
    rows = data[name]
    return rows.split() if isinstance(rows, str) else []
