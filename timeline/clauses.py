"""Titles from structure: names with their articles and cases, and the clause that each kind and status is told in.

The words, frames and clauses are data in `timeline/wordings/titles.<language>.toml`; here is only how they are joined.
Pure: no Django, no rows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from timeline.extraction.model import ActorKind, EventKind, Mode, Quantity, Role, Status, TimeSpan

_FOLDER = Path(__file__).parent / "wordings"
LONGEST = 110
"""Characters of a title."""


class Taking(NamedTuple):
    """Who takes part: the name in the language of the title, `ActorKind` or "", ISO alpha-3 country or "", role."""

    name: str
    kind: str
    country: str
    role: str


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What titles and summaries are made of. `participants` are `Taking` or tuples like it.

    `objects` are keys of the tables `lexicon/*/objects.toml` ("missile"); `act` is the rule that most reports were
    found by, which tells a treaty signed from one agreed ("sign"), "" if unknown.
    """

    kind: EventKind
    mode: Mode
    status: Status
    participants: tuple[tuple[str, str, str, str], ...] = ()
    place: str | None = None
    quantities: tuple[Quantity, ...] = ()
    span: TimeSpan | None = None
    objects: tuple[str, ...] = ()
    act: str = ""
    asserted_by: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()


@cache
def titles(language: str) -> Mapping[str, Any]:
    """The packaged words of titles. Raises FileNotFoundError for a language without them."""
    return tomllib.loads((_FOLDER / f"titles.{language}.toml").read_text(encoding="utf-8"))


@cache
def _names() -> Mapping[str, frozenset[str]]:
    table = tomllib.loads((_FOLDER / "names.toml").read_text(encoding="utf-8"))
    return {key: frozenset(words) for key, words in table.items()}


def headline(facts: EventFacts, language: str, words: Mapping[str, Any]) -> str:
    """The title: never empty, never longer than `LONGEST`, with people by the name that news call them.

    `words` are those of `wording.Catalogue`, for lists. Long titles name fewer people, then drop the place.
    """
    for most in (3, 2, 1):
        told = _Clause(facts, language, words, most=most, short=True).text("")
        if len(told) <= LONGEST:
            return told
    plain = _Clause(
        EventFacts(facts.kind, facts.mode, facts.status, _shortest(facts.participants)),
        language,
        words,
        most=1,
        short=True,
    ).text("")
    if len(plain) <= LONGEST:
        return plain
    return f"{plain[: LONGEST - 1].rsplit(' ', 1)[0].rstrip(' ,:')}…"


def _shortest(participants: Sequence[tuple[str, str, str, str]]) -> tuple[tuple[str, str, str, str], ...]:
    """The participant with the shortest name in each role."""
    best: dict[str, tuple[str, str, str, str]] = {}
    for participant in participants:
        known = best.get(participant[3])
        if known is None or len(participant[0]) < len(known[0]):
            best[participant[3]] = participant
    return tuple(best.values())


def sentence(facts: EventFacts, language: str, words: Mapping[str, Any], time: str) -> str:
    """The same as a sentence with full names and the time (an adverbial, empty if unknown), without a full stop."""
    return _Clause(facts, language, words, most=6, short=False).text(time)


# ---- amounts ---------------------------------------------------------------------------------------------------------


def amount(quantity: Quantity, language: str) -> str:
    """A quantity in words, as exact as it is known, with what it is of in brackets.

    >>> amount(Quantity(10000, 12000, "soldiers"), "en"), amount(Quantity(None, 3e6, "shells"), "de")
    ('10,000 to 12,000 soldiers', 'bis zu 3 Millionen Granaten')

    Raises KeyError for a unit that `lexicon/*/quantities.toml` does not have.
    """
    told = _amount(quantity, titles(language))
    return f"{told} ({quantity.of})" if quantity.of else told


def number(value: float, language: str) -> str:
    """A number as the language writes it: "12.000", "3 million", "2.5"."""
    return _number(value, titles(language)["amount"])


def unit_name(unit: str, language: str) -> str:
    """What is counted, in the plural. Raises KeyError for a unit that `lexicon/*/quantities.toml` does not have."""
    return str(titles(language)["unit"][unit])


def _amount(quantity: Quantity, words: Mapping[str, Any]) -> str:
    low, high = quantity.low, quantity.high
    key = "more" if high is None else "less" if low is None else "exact" if low == high else "range"
    values = {"low": _number(low or 0, words["amount"]), "high": _number(high or 0, words["amount"])}
    unit = words["unit_one" if (high or low) == 1 else "unit"][quantity.unit]
    return str(words["amount"][key].format(unit=unit, **values))


def _number(value: float, words: Mapping[str, Any]) -> str:
    if value == 1e6:
        return str(words["one_million"])
    for size, key in ((1e9, "billion"), (1e6, "million")):
        if value >= 2 * size and value % (size / 10) == 0:
            written = f"{value / size:.1f}".removesuffix(".0").replace(".", words["decimals"])
            return str(words[key].format(number=written))
    whole, _, part = f"{value:,.1f}".removesuffix(".0").partition(".")
    return whole.replace(",", words["thousands"]) + (f"{words['decimals']}{part}" if part else "")


# ---- names -----------------------------------------------------------------------------------------------------------

_BRACKETS = re.compile(r"\s*\([^)]*\)")


def surname(name: str, country: str) -> str:
    """A person as news call him: by the surname, but in full where the family name comes first and is shared by many.

    >>> surname("Sergej Lawrow", "RUS"), surname("Kim Jong Un", "PRK"), surname("Ursula von der Leyen", "DEU")
    ('Lawrow', 'Kim Jong Un', 'von der Leyen')
    """
    words = name.split()
    names = _names()
    if len(words) < 2 or country in names["countries"]:
        return name
    if not country and (words[0] in names["families"] or (len(words) == 2 and _SYLLABLES.fullmatch(words[1]))):
        return name
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in names["particles"]:
        start -= 1
    return " ".join(words[start:])


_SYLLABLES = re.compile(r"[A-Z]\w+-[a-z]\w+")
"""A given name of two Korean syllables: "Soo-suk"."""


@dataclass(frozen=True, slots=True)
class _Name:
    """One name in its forms. `gender` is m, f, n, p or "" without an article."""

    text: str
    kind: str
    country: str
    gender: str
    preposition: str


class _German:
    """German noun phrases. Cases: nom gen dat acc; prepositions with their case: in nach aus mit von."""

    _ARTICLES: Mapping[str, tuple[str, str, str, str]] = {
        "m": ("der", "des", "dem", "den"),
        "f": ("die", "der", "der", "die"),
        "n": ("das", "des", "dem", "das"),
        "p": ("die", "der", "den", "die"),
    }
    _CASES: Mapping[str, int] = {"nom": 0, "gen": 1, "dat": 2, "acc": 3}
    _STRONG: Mapping[str, str] = {"m": "er", "f": "e", "n": "es", "p": "e"}

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words

    def name(self, text: str, kind: str, country: str) -> _Name:
        gender, head = "", ""
        if text in self._words["article"]:
            gender = self._words["article"][text]
        elif kind not in (ActorKind.PERSON, ActorKind.STATE, ActorKind.MEDIA):
            gender, head = self._head(text)
        preposition = self._words["preposition"].get(head or text.casefold(), "")
        return _Name(text, kind, country, gender, preposition)

    def _head(self, text: str) -> tuple[str, str]:
        """Gender by the last word or its end, or by the first word of a facility; and the word that gave it."""
        heads: Mapping[str, str] = self._words["head"]
        parts = text.split()
        for end in sorted((h for h in heads if parts[-1].casefold().endswith(h)), key=len, reverse=True):
            return heads[end], end
        first = parts[0].casefold()
        return (heads[first], first) if first in heads else ("", "")

    def plural(self, name: _Name) -> bool:
        return name.gender == "p"

    def bare(self, name: _Name) -> bool:
        """Whether a headline drops the article at the subject: always but for states and places."""
        return name.kind != ActorKind.STATE

    def subject(self, name: _Name, *, headline: bool) -> str:
        return name.text if headline and self.bare(name) else self.form(name, "nom")

    def form(self, name: _Name, case: str) -> str:
        if not name.gender:
            return f"{name.text}s" if case == "gen" and not _hisses(name.text) else name.text
        number = self._CASES[case]
        return f"{self._ARTICLES[name.gender][number]} {self._declined(name, number)}"

    def _declined(self, name: _Name, case: int) -> str:
        """The words after the definite article: adjectives weak, the noun with its ending."""
        first, *rest = name.text.split()
        strong = self._STRONG[name.gender]
        weak = "e" if case == 0 or (case == 3 and name.gender in "fn") else "en"
        words = [first, *rest]
        position = 0
        while position < len(words) - 1 and self._is_adjective(words[position], strong):
            stem = words[position].removesuffix(strong)
            adjective = f"{stem}{weak}"
            known = name.text in self._words["article"]
            words[position] = adjective if known or not stem.endswith("isch") else adjective[0].lower() + adjective[1:]
            position += 1
        noun = words[position]
        if case == 1 and name.gender in "mn" and not noun.isupper():
            words[position] = f"{noun}es" if _hisses(noun) else f"{noun}s"
        if case == 2 and name.gender == "p" and not noun.isupper() and not re.search(r"[nsi]$", noun):
            words[position] = f"{noun}n"
        return " ".join(words)

    def _is_adjective(self, word: str, ending: str) -> bool:
        return word[0].isupper() and word.endswith(ending) and word.casefold() not in self._words["head"]

    def phrase(self, names: Sequence[_Name], case: str, join: _Joiner) -> str:
        """Several names in one case; a genitive of several is told with "von"."""
        if case in self._CASES:
            if case == "gen" and (len(names) > 1 or (not names[0].gender and _hisses(names[0].text))):
                return f"von {self.phrase(names, 'dat', join)}"
            return join([self.form(name, case) for name in names], dative=case == "dat")
        if case in ("mit", "von"):
            return f"{case} {self.phrase(names, 'dat', join)}"
        if case == "aus":
            return f"aus {self.phrase(names, 'dat', join)}"
        return join([self._local(name, whither=case == "nach") for name in names], dative=case == "in")

    def _local(self, name: _Name, *, whither: bool) -> str:
        """Where, or whither, with the preposition that the name takes."""
        if name.kind == ActorKind.PERSON:
            return f"{'zu' if whither else 'bei'} {name.text}"
        if not name.gender:
            return f"{name.preposition or ('nach' if whither else 'in')} {name.text}"
        form = self.form(name, "acc" if whither else "dat")
        phrase = f"{name.preposition or 'in'} {form}"
        return re.sub(r"^(in|an) dem ", lambda found: f"{found[1][0]}m ", phrase)


class _English:
    """English noun phrases. Case "" is the plain object; prepositions: in to from with by of."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words

    def name(self, text: str, kind: str, country: str) -> _Name:
        gender, head = "", ""
        last, first = text.split()[-1].casefold(), text.split()[0].casefold()
        if text in self._words["article"]:
            gender = "n"
        elif kind not in (ActorKind.PERSON, ActorKind.STATE, ActorKind.MEDIA):
            head = next((word for word in (last, first) if word in self._words["head"]), "")
            if not head and "cosmodrome" in (last, first):
                head = "cosmodrome"
            gender = "n" if head else ""
        if kind not in (ActorKind.PERSON, ActorKind.STATE) and last in self._words["plural"]:
            gender = "p"
        return _Name(text, kind, country, gender, self._words["preposition"].get(head or last, ""))

    def plural(self, name: _Name) -> bool:
        return name.gender == "p"

    def subject(self, name: _Name, *, headline: bool) -> str:
        return name.text if headline and name.kind != ActorKind.STATE else self.form(name)

    def form(self, name: _Name) -> str:
        return f"the {name.text}" if name.gender == "n" else name.text

    def phrase(self, names: Sequence[_Name], case: str, join: _Joiner) -> str:
        told = join([self.form(name) for name in names], dative=False)
        if not case:
            return told
        if case == "in":
            return f"{names[0].preposition or 'in'} {told}"
        return f"{case} {told}"


def _hisses(name: str) -> bool:
    """Whether a genitive -s cannot be heard."""
    return bool(re.search(r"(s|ß|x|z|ce)$", name, re.IGNORECASE))


class _Joiner:
    """Joins names into one list, the rest of too many as "and others"."""

    def __init__(self, words: Mapping[str, Any], most: int) -> None:
        self._words = words["list"]
        self._most = most

    def __call__(self, names: Sequence[str], *, dative: bool) -> str:
        listed = list(names)
        if len(listed) > max(self._most, 1):
            listed = [*listed[: max(self._most, 1)], self._words["more_dative" if dative else "more"]]
        return join_words(listed, self._words["and"])


def join_words(names: Sequence[str], last: str) -> str:
    """ "a, b and c": `last` is the pattern of the last two."""
    if len(names) < 2:
        return "".join(names)
    return last.format(first=", ".join(names[:-1]), last=names[-1])


# ---- clauses ---------------------------------------------------------------------------------------------------------

_SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
_GIVING = frozenset({EventKind.ARMS_TRANSFER, EventKind.TROOP_DEPLOYMENT})
_TRAVELLING = frozenset({EventKind.VISIT, EventKind.TROOP_DEPLOYMENT})
_ARMED = frozenset({EventKind.ARMS_TRANSFER, EventKind.MILITARY_ACTION})
_WEAPONS = ("missile", "ammunition", "drone", "aircraft")


class _Clause:
    """One clause: the slots filled from the facts, the frame that they allow, and the words around it."""

    def __init__(self, facts: EventFacts, language: str, words: Mapping[str, Any], *, most: int, short: bool) -> None:
        self._facts = facts
        self._titles = titles(language)
        self._grammar = _German(self._titles) if language == "de" else _English(self._titles)
        self._join = _Joiner(words, most)
        self._short = short
        self._people = self._titles["lead"].get(facts.kind) == "person"
        self._slots = self._fill()
        self._frame = self._choose()

    def _fill(self) -> dict[str, list[_Name]]:
        takings = [Taking(*participant) for participant in self._facts.participants]
        by_role = {role: [taking for taking in takings if taking.role == role] for role in Role}
        agents = self._leading(by_role[Role.ACTOR])
        suppliers = self._leading(by_role[Role.SUPPLIER])
        if self._facts.kind in _GIVING:
            agents = suppliers or agents
        counterparts = [taking for taking in self._leading(by_role[Role.RECIPIENT]) if taking not in agents]
        slots = {
            "agent": self._named(agents),
            "counterpart": self._named(counterparts),
            "supplier": self._named(suppliers),
            "forum": self._named(self._leading(by_role[Role.FORUM])),
        }
        place = self._place(takings)
        if self._facts.kind in _TRAVELLING:
            states = [taking for taking in by_role[Role.RECIPIENT] if taking.kind != ActorKind.PERSON]
            slots["destination"] = place or self._named(self._leading(states or by_role[Role.RECIPIENT])[:1])
            if self._facts.kind is EventKind.VISIT:  # nobody travels to himself
                there = {name.text for name in slots["destination"]}
                slots["agent"] = [name for name in slots["agent"] if name.text not in there]
        elif place and all(place[0].text != name.text for names in slots.values() for name in names):
            slots["place"] = place
        envoys = [taking.country for taking in by_role[Role.RECIPIENT] if taking.country in self._titles["adjective"]]
        slots["envoy"] = [_Name(self._titles["adjective"][country], "", country, "m", "") for country in envoys[:1]]
        return {slot: names for slot, names in slots.items() if names}

    def _place(self, takings: Iterable[Taking]) -> list[_Name]:
        if not self._facts.place:
            return []
        state = next((t for t in takings if t.name == self._facts.place and t.kind == ActorKind.STATE), None)
        name = self._grammar.name(_BRACKETS.sub("", self._facts.place), ActorKind.STATE if state else "", "")
        return [name]

    def _leading(self, takings: Sequence[Taking]) -> list[Taking]:
        """One for each country: the person or the state and its organs before their people, as the kind wants."""
        order = (
            (ActorKind.PERSON, ActorKind.STATE, ActorKind.ORGANISATION)
            if self._people
            else (ActorKind.STATE, ActorKind.ORGANISATION, ActorKind.GROUP, ActorKind.MEDIA, ActorKind.PERSON)
        )
        if not self._people and any(taking.kind != ActorKind.PERSON for taking in takings):
            # a spokesman whom the lexicon does not know, beside the ministry that he speaks for
            takings = [taking for taking in takings if taking.kind != ActorKind.PERSON or taking.country]
        kept: list[Taking] = []
        for taking in takings:
            rivals = [other for other in takings if other.country and other.country == taking.country]
            ranks = [order.index(other.kind) if other.kind in order else len(order) for other in rivals]
            rank = order.index(taking.kind) if taking.kind in order else len(order)
            if not rivals or rank == min(ranks):
                kept.append(taking)
        return list(dict.fromkeys(kept))

    def _named(self, takings: Iterable[Taking]) -> list[_Name]:
        names = []
        for taking in takings:
            text = _BRACKETS.sub("", taking.name) or taking.name
            if self._short and taking.kind == ActorKind.PERSON:
                text = surname(text, taking.country)
            names.append(self._grammar.name(text, taking.kind, taking.country))
        return list(dict.fromkeys(names))

    def _choose(self) -> Mapping[str, Any]:
        kind, mode = self._facts.kind.value, self._facts.mode.value
        act = self._titles["act"].get(f"{kind}.{self._facts.act}", "")
        have = {*self._slots} | ({"agents"} if len(self._slots.get("agent", ())) > 1 else set())
        for key in (
            (f"{kind}/{mode}",) if mode and f"{kind}/{mode}" in self._titles["frame"] else (f"{kind}:{act}", kind)
        ):
            for frame in self._titles["frame"].get(key, ()):
                if have.issuperset(frame.get("needs", ())):
                    return frame  # type: ignore[no-any-return]
        raise KeyError(kind)

    # -- words

    def text(self, time: str) -> str:
        """The clause, with the time where the language wants it."""
        clause = self._titles["clause"].get(self._facts.status.value)
        if clause is None or "verb" not in self._frame:
            return self._finished(self._titles["bare"][self._facts.status.value], {"time": time})
        verb = self._titles["verb"][self._frame["verb"]]
        agents = self._slots["agent"]
        many = len(agents) > 1 or self._grammar.plural(agents[0])
        particle = verb.get("particle", "")
        values = {
            "subject": self._join([self._grammar.subject(name, headline=self._short) for name in agents], dative=False),
            "finite": verb["many" if many else "one"],
            "infinitive": self._infinitive(),
            "participle": verb["participle"],
            "auxiliary": verb.get("auxiliary", "haben"),
            "particle": particle,
            "self": self._frame.get("self", ""),
            "rest": self._filled(self._frame["rest"]),
            "time": time,
        }
        return self._finished(clause, values, many=many)

    def _infinitive(self) -> str:
        return str(self._frame["verb"] if isinstance(self._grammar, _German) else self._verb(self._frame["verb"], True))

    def _verb(self, verb: str, many: bool) -> str:
        return str(self._titles["verb"][verb]["many" if many else "one"])

    def _finished(self, pattern: str, values: Mapping[str, str], *, many: bool | None = None) -> str:
        plural = bool(self._frame.get("plural", False)) if many is None else many

        def word(found: re.Match[str]) -> str:
            name = found[1]
            if name == "nominal":
                return self._filled(self._frame["nominal"])
            return values[name] if name in values else self._verb(name, plural)

        text = " ".join(_SLOT.sub(word, pattern).split())
        return re.sub(r"^\w|(?<=: )\w", lambda letter: letter[0].upper(), text)

    def _filled(self, pattern: str) -> str:
        """The pattern with its slots; one that the facts do not fill leaves nothing behind."""

        def phrase(found: re.Match[str]) -> str:
            slot, case = found[1], found[2] or ""
            if slot == "object":
                return self._object()
            if slot == "envoy" and slot in self._slots:
                return self._envoy(case)
            return self._grammar.phrase(self._slots[slot], case, self._join) if slot in self._slots else ""

        return " ".join(_SLOT.sub(phrase, pattern).split())

    def _envoy(self, case: str) -> str:
        """The ambassador of a state."""
        adjective = self._slots["envoy"][0].text
        if isinstance(self._grammar, _English):
            return f"the {adjective} ambassador"
        article, noun = {"gen": ("des", "Botschafters"), "dat": ("dem", "Botschafter")}.get(
            case, ("den", "Botschafter")
        )
        return f"{article} {adjective}en {noun}"

    def _object(self) -> str:
        """What is handed over, sent or fired, and how much of it: as exactly as the facts say it."""
        troops = self._facts.kind is EventKind.TROOP_DEPLOYMENT
        units = ("soldiers",) if troops else ("shells", "missiles", "guns", "containers")
        for unit in units:
            counted = [quantity for quantity in self._facts.quantities if quantity.unit == unit]
            if len(counted) == 1 and (counted[0].low or counted[0].high or 0) > 1:
                return _amount(counted[0], self._titles)
        known = [name for name in _WEAPONS if name in self._facts.objects]
        return str(self._titles["object"]["soldiers" if troops else known[0] if len(known) == 1 else "weapons"])
