"""Noun phrases about actors: which words of a sentence belong together and whom they name.

"Der russische Außenminister Sergej Lawrow" is one reference, not three; "Matthew Miller, ein Sprecher des
US-Außenministeriums" are two, the man and the body he speaks for. What cannot be said from the sentence alone (which
ambassador, who "er" is) stays open here and is decided in `discourse`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from timeline.extraction.actors.names import any_name, korean_name, written
from timeline.extraction.actors.phrases import Found, Part, Phrase, Token, Trie, fold, tokenize
from timeline.extraction.lexicon import LANGUAGES, ActorEntry, Lexicon, PlaceEntry, packaged, table
from timeline.extraction.model import ActorKind, PlaceHit, Sentence

MOST_ATTRIBUTES = 3
"""Lower-case attributes between a state and its title: "der neue stellvertretende russische …"."""
LONGEST_APPOSITION = 4
DEPUTY = {"de": "Vize-", "en": "deputy "}

_GAP = re.compile(r"(?:['’]s)?[\s\u00a0]+|-")
_COMMA = re.compile(r"\s*,\s*")
_NAME_GAP = re.compile(r"\s+|\s*,\s*")
_ADJECTIVE_ENDING = re.compile(r"(?:e[nrsm]?)$")
_ABBREVIATED = re.compile(r"(?:^|\W)[A-Z]\.[A-Z]$")
_POSSESSIVE = re.compile(r"['’]s?\b")


@dataclass(frozen=True, slots=True)
class Title:
    """A title in the text: its key, its word without ending, and its state.

    `loose`: one of many or a deputy, so that the table of holders does not answer it; `other`: a former one or an
    indefinite one, so that nobody named with it elsewhere is meant either.
    """

    key: str
    base: str
    country: str
    female: bool = False
    loose: bool = False
    other: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A part of a sentence that stands for an actor, known (`actor`) or still open.

    `start:end` are offsets into the article. `sort` is actor, office (see `title`), body (`word` is its key in the
    table, `country` may be open), pair or back (`word` is which). `speaks`: a verb of saying stands beside it.
    """

    start: int
    end: int
    sort: str
    via: str
    text: str
    actor: ActorEntry | None = None
    title: Title | None = None
    word: str = ""
    country: str = ""
    speaks: bool = False
    genitive: bool = False
    full: bool = False
    """The person is named with first name and surname."""


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `lexicon/<language>/actors.toml` as sets of folded words."""

    language: str
    sets: Mapping[str, frozenset[str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.sets[name]


@cache
def words(language: str) -> Words:
    data = table(language, "actors")
    flat: dict[str, str] = {key: value for key, value in data.items() if isinstance(value, str)}
    flat |= {
        f"{group}.{key}": value
        for group in ("context", "described", "coreference")
        for key, value in data[group].items()
    }
    sets = {name: frozenset(fold(word) for word in value.replace("|", " ").split()) for name, value in flat.items()}
    return Words(language, MappingProxyType(sets))


@cache
def _titles() -> Mapping[str, Mapping[str, Any]]:
    titles: Mapping[str, Mapping[str, Any]] = packaged("offices")["titles"]
    return titles


def title_facts(key: str) -> Mapping[str, Any]:
    """What the packaged table says of a title; nothing for one that a curator added."""
    return _titles().get(key, {})


def _owned(actor: ActorEntry) -> str:
    """The body that an organisation of all is where a state owns it: "der russische Sicherheitsrat"."""
    bodies: Mapping[str, Mapping[str, Any]] = packaged("offices")["bodies"]
    return next((key for key, row in bodies.items() if actor.key and row.get("of_all") == actor.key), "")


def unnamed(name: str, country: str = "", *, female: bool = False) -> ActorEntry:
    """A person whom the lexicon does not know, by the name that the text gives."""
    return ActorEntry("", ActorKind.PERSON, MappingProxyType(dict.fromkeys(LANGUAGES, name)), country, female=female)


@dataclass(slots=True)
class Scan:
    """One sentence with the phrases found in it; composed in place, phrase by phrase, by `Composer`."""

    sentence: Sentence
    tokens: list[Token]
    found: list[Found]
    places: list[Found]


def scan(sentence: Sentence, actors: Trie, places: Trie) -> Scan:
    tokens = tokenize(sentence.text)
    return Scan(sentence, tokens, actors.search(tokens), places.search(tokens))


class Composer:
    """Puts the phrases of one sentence together. `surnames` are those of people named in full elsewhere in the text."""

    def __init__(self, scanned: Scan, lexicon: Lexicon, surnames: Mapping[str, ActorEntry], language: str):
        self.text, self.offset = scanned.sentence.text, scanned.sentence.start
        self.tokens, self.language, self.words = scanned.tokens, language, words(language)
        self.lexicon = lexicon
        self.used = [False] * len(self.tokens)
        self.references: list[Reference] = []
        self.places: list[PlaceHit] = []
        self._place_phrases = scanned.places
        self._settings: dict[int, str] = {}
        self._speakers: list[tuple[int, int]] = []
        self.found = self._with_names(scanned.found, surnames)
        self._reindex()

    def _reindex(self) -> None:
        self.begin = {found.first: found for found in self.found}
        self.end = {found.last: found for found in self.found}

    # ---- reading the text

    def gap(self, left: int, right: int) -> str:
        """What stands between two tokens."""
        return self.text[self.tokens[left].end : self.tokens[right].start]

    def joined(self, left: int, right: int) -> bool:
        """Whether two tokens follow each other in one noun phrase."""
        if left < 0 or right >= len(self.tokens):
            return False
        gap = self.gap(left, right)
        return bool(_GAP.fullmatch(gap)) or (gap == ". " and len(self.tokens[left].text) == 1)  # "U.S. officials"

    def is_genitive(self, found: Found) -> bool:
        """ "Russlands", "Russia's": says whose something is."""
        token = self.tokens[found.last - 1]
        if _POSSESSIVE.match(self.text, token.end):
            return True
        return self.language == "de" and token.text.endswith("s") and not token.text.isupper()

    def is_word(self, at: int, name: str) -> bool:
        """Whether the token is one of a list, endings of German attributes aside."""
        key = self.tokens[at].key
        known = self.words[name]
        return key in known or (self.language == "de" and _ADJECTIVE_ENDING.sub("", key) in known)

    def owns(self, found: Found | None) -> bool:
        """Whether a phrase can say whose office, body or government the next word is."""
        if found is None or self.used[found.first]:
            return False
        phrase = found.phrase
        if phrase.part is Part.ADJECTIVE:
            return True
        if phrase.part is not Part.ACTOR or phrase.actor is None or phrase.actor.kind is ActorKind.PERSON:
            return False
        hyphen = found.last < len(self.tokens) and self.gap(found.last - 1, found.last) == "-"
        return self.is_genitive(found) or hyphen or (self.language == "en" and phrase.via != "pattern")

    def before(self, at: int) -> tuple[Found | None, int, bool, bool]:
        """Whose the phrase at a token is: the owner to its left, where the phrase begins, and whether it is that of a
        deputy, or of somebody who is not or no longer the holder ("ein", "früher")."""
        owner, first, deputy, other, steps = None, at, False, False, 0
        while first > 0 and steps <= MOST_ATTRIBUTES and self.joined(first - 1, first):
            left = self.end.get(first)
            if owner is None and left is not None and self.owns(left):
                owner, first = left, left.first
            elif self.is_word(first - 1, "deputy"):
                deputy, first = True, first - 1
            elif self.is_word(first - 1, "former"):
                other, first = True, first - 1
            elif self.is_word(first - 1, "attributes") and not self.tokens[first - 1].text[0].isdigit():
                first -= 1
            else:
                break
            steps += 1
        if first > 0 and self.joined(first - 1, first) and self.is_word(first - 1, "indefinite"):
            other = True
        return owner, owner.first if owner else at, deputy, other

    def after(self, at: int, *, body: bool = False) -> tuple[ActorEntry | None, int]:
        """Whose the phrase that ends at a token is: "Russlands", "von Russland", "of the United States" after it."""
        if at >= len(self.tokens) or not self.joined(at - 1, at):
            return None, at
        here = self.begin.get(at)
        if here and self._is_state(here) and self.language == "de" and self.is_genitive(here):
            return here.phrase.actor, here.last
        if self.is_word(at, "context.of") or (body and self.tokens[at].key == "in"):
            step = at + 1
            if step < len(self.tokens) and self.is_word(step, "context.articles"):
                step += 1
            here = self.begin.get(step)
            if here and self._is_state(here) and self.joined(step - 1, step):
                # "the head of Ukraine's army" is none of Ukraine's.
                owns_more = self.language == "en" and self.is_genitive(here)
                return (None, at) if owns_more else (here.phrase.actor, here.last)
        return None, at

    def _is_state(self, found: Found) -> bool:
        phrase = found.phrase
        return phrase.part is Part.ACTOR and phrase.actor is not None and phrase.actor.kind is ActorKind.STATE

    # ---- names

    def _with_names(self, found: Sequence[Found], surnames: Mapping[str, ActorEntry]) -> list[Found]:
        """The phrases with Korean names, and surnames of people named in full elsewhere, put in."""
        kept = [self._as_named_here(item, surnames) for item in found]
        taken = [False] * len(self.tokens)
        for item in found:
            taken[item.first : item.last] = [True] * (item.last - item.first)
        added = []
        for at, token in enumerate(self.tokens):
            if not token.capital:
                continue
            last = korean_name(self.text, self.tokens, at)
            if last and not any(item.first <= at and item.last >= last for item in kept):
                name = written(self.text, self.tokens, at, last)
                kept = [item for item in kept if item.last <= at or item.first >= last]
                added.append(Found(at, last, self._person(name)))
            elif not taken[at] and (person := surnames.get(token.key) or surnames.get(self._without_s(token))):
                added.append(Found(at, at + 1, Phrase(Part.ACTOR, (token.text,), True, "short", person)))
        return sorted([*kept, *added], key=lambda item: item.first)

    def _without_s(self, token: Token) -> str:
        return token.key.removesuffix("s") if self.language == "de" else token.key

    def _as_named_here(self, found: Found, surnames: Mapping[str, ActorEntry]) -> Found:
        """A surname alone is that of whoever bears it in this text: "Kim" in a text about Kim Yo Jong."""
        phrase = found.phrase
        actor = phrase.actor
        if phrase.part is not Part.ACTOR or len(phrase.words) > 1 or not actor or actor.kind is not ActorKind.PERSON:
            return found
        token = self.tokens[found.first]
        person = surnames.get(token.key) or surnames.get(self._without_s(token)) or actor
        return replace(found, phrase=Phrase(Part.ACTOR, phrase.words, True, "short", person))

    def _person(self, name: str) -> Phrase:
        return Phrase(Part.ACTOR, tuple(name.split()), True, "pattern", unnamed(name))

    def person_at(self, at: int, title: Mapping[str, Any] | None = None) -> Found | None:
        """The person whose name begins at a token, known or only shaped like a name."""
        if at >= len(self.tokens):
            return None
        here = self.begin.get(at)
        if here and (here.phrase.via != "short" or not self._begins_longer(at)):
            actor = here.phrase.actor
            is_person = here.phrase.part is Part.ACTOR and actor is not None and actor.kind is ActorKind.PERSON
            return here if is_person and not self.used[at] else None
        taken = list(self.used)
        for found in self.found:
            if found.phrase.via != "short":
                taken[found.first : found.last] = [True] * (found.last - found.first)
        last = any_name(self.text, self.tokens, at, taken, self.language)
        if last is None:
            return None
        return Found(at, last, self._person(written(self.text, self.tokens, at, last)))

    def _begins_longer(self, at: int) -> bool:
        """Whether a known surname stands here as the first name of somebody else."""
        return at + 1 in self.begin and self.begin[at + 1].phrase.via == "short" and self.joined(at, at + 1)

    def person_before(self, last: int) -> Found | None:
        """The person whose name ends at a token."""
        here = self.end.get(last)
        if here and here.phrase.via != "short":
            actor = here.phrase.actor
            return here if here.phrase.part is Part.ACTOR and actor and actor.kind is ActorKind.PERSON else None
        for first in range(max(0, last - 4), last - 1):
            found = self.person_at(first)
            if found and found.last == last and found.phrase.via == "pattern":
                return found
        return here

    # ---- composing

    def compose(self) -> tuple[list[Reference], list[PlaceHit]]:
        for found in self.found:
            if found.phrase.part is Part.TITLE:
                self._title(found)
        for found in self.found:
            if found.phrase.part is Part.BODY and not self.used[found.first]:
                self._body(found)
        for found in self.found:
            if found.phrase.part is Part.GOVERNMENT and not self.used[found.first]:
                self._government(found)
        self._capitals()
        self._speakers_by_pattern()
        for found in self.found:
            if found.phrase.part in (Part.ADJECTIVE, Part.ACTOR) and not self.used[found.first]:
                self._apposition(found)
        for found in self.found:
            if not self.used[found.first] and not self._is_within_place(found):
                self._plain(found)
        self._described()
        self._place_hits()
        self._nameless_speakers()
        return self._merged(), self.places

    def _merged(self) -> list[Reference]:
        """In text order, with "Kims Schwester Kim Yo Jong" as one."""
        merged: list[Reference] = []
        for reference in sorted(self.references, key=lambda reference: (reference.start, reference.end)):
            last = merged[-1] if merged else None
            if last and last.actor and last.actor is reference.actor and last.end + 1 == reference.start:
                text = self.text[last.start - self.offset : reference.end - self.offset]
                merged[-1] = replace(reference, start=last.start, text=text)
            else:
                merged.append(reference)
        return merged

    def add(self, first: int, last: int, sort: str, via: str, **facts: Any) -> None:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        if end < len(self.text) and self.text[end] == "." and _ABBREVIATED.search(self.text[start:end]):
            end += 1
        if possessive := _POSSESSIVE.match(self.text, end):
            end = possessive.end()
        self._use(first, last)
        reference = Reference(
            self.offset + start,
            self.offset + end,
            sort,
            via,
            self.text[start:end],
            speaks=self._speaks(first, last),
            **facts,
        )
        self.references.append(reference)

    def _widened(self, reference: Reference, first: int, last: int) -> Reference:
        """The reference with the tokens from one to another (exclusive) as well."""
        start = min(reference.start, self.offset + self.tokens[first].start)
        end = max(reference.end, self.offset + self.tokens[last - 1].end)
        text = self.text[start - self.offset : end - self.offset]
        return replace(reference, start=start, end=end, text=text, speaks=reference.speaks or self._speaks(first, last))

    def _nameless_speakers(self) -> None:
        """ "ein Sprecher des Ministeriums" is the ministry, all of it."""
        for first, last in self._speakers:
            inside = range(self.offset + self.tokens[first].start, self.offset + self.tokens[last - 1].end)
            at = next((i for i, reference in enumerate(self.references) if reference.start in inside), None)
            if at is not None:
                self.references[at] = self._widened(self.references[at], first, last)

    def _use(self, first: int, last: int) -> None:
        self.used[first:last] = [True] * (last - first)

    def _speaks(self, first: int, last: int) -> bool:
        said = self.words["context.said"]
        if last < len(self.tokens) and re.fullmatch(r"[\s,]+", self.gap(last - 1, last)):
            key = self.tokens[last].key
            if key in said or key in self.words["context.called"]:
                return True
        left = first - 1
        while (
            left >= 0
            and left >= first - 3
            and (self.is_word(left, "context.articles") or self.is_word(left, "indefinite"))
        ):
            left -= 1
        if left < 0 or not self.gap(left, left + 1).isspace():
            return False
        key, before = self.tokens[left].key, self.text[: self.tokens[left].start].rstrip()
        # English tells "“…,” said Peskov" from "Peskov said Kim would come" by what stands before the verb.
        inverted = self.language == "de" or before.endswith((",", '"', "”", "“", "'", "’"))
        return (key in said and inverted) or (key in self.words["context.so"] and before.endswith(","))

    def _title(self, found: Found) -> None:
        """ "Außenminister": with its state, and with the name before or after it."""
        if self.used[found.first]:
            return
        facts = title_facts(found.phrase.word)
        speaks = bool(facts.get("speaks"))
        owner, start, deputy, other = self.before(found.first)
        state, last = (owner.phrase.actor, found.last) if owner else self.after(found.last)
        country, beyond = state.country if state else "", last
        if state is None:
            country, beyond = self._speaks_for(found.last)
        key, base = found.phrase.word, found.phrase.base
        female = base.endswith(("in", "woman"))
        if deputy and not facts.get("vague"):
            # A deputy is another person than the holder, under a title of his own.
            key, base = f"deputy-{key.rpartition('-')[2]}", f"{DEPUTY[self.language]}{base}"
        title = Title(key, base, country or facts.get("country", ""), female, deputy or bool(facts.get("vague")), other)
        body_stays = owner is not None and state is not None and state.kind is not ActorKind.STATE
        if owner is not None and state is not None and body_stays:
            self.add(owner.first, owner.last, "actor", owner.phrase.via, actor=state)
            start = found.first
        if person := self._named(beyond, title) or self._named(found.last, title):
            apart = "," in self.gap(person.first - 1, person.first) or person.first > last
            self._use(start, last)
            self._name(person, person.first if apart else start, title)
        elif person := self._named_before(owner.first if owner else start, title):
            self._use(start, last)
            self._name(person, person.first, title)
        elif speaks and not facts.get("country"):
            # "ein Sprecher des Ministeriums": the body says it; "ein russischer Sprecher": the state does.
            self._use(start, last)
            if body_stays:
                self.references[-1] = self._widened(self.references[-1], start, last)
            elif state is not None:
                self.add(start, last, "actor", "description", actor=state)
            elif beyond > last:
                self._speakers.append((start, beyond))
        elif self._is_english_plural(found):
            self._holders_of_two(found, title, state, last)
        elif not facts.get("silent"):
            self.add(start, last, "office", "office", title=title)
            if owner is None and state is not None:
                self._second_holder(title, last)

    def _is_english_plural(self, found: Found) -> bool:
        return self.language == "en" and self.tokens[found.last - 1].key == fold(found.phrase.base.split()[-1]) + "s"

    def _holders_of_two(self, found: Found, title: Title, state: ActorEntry | None, last: int) -> None:
        """ "the leaders of Russia and North Korea"; an English plural on its own names nobody."""
        if state is not None and self._second(last) is not None:
            self.add(found.first, last, "office", "office", title=title)
            self._second_holder(title, last)

    def _joined_state(self, last: int) -> Found | None:
        """The state joined by "und" to the one that ends at a token."""
        if last + 1 >= len(self.tokens) or self.tokens[last].key not in ("und", "and", "sowie"):
            return None
        here = self.begin.get(last + 1)
        return here if here and self._is_state(here) else None

    def _second(self, last: int) -> Found | None:
        here = self._joined_state(last)
        return here if here and (self.language == "en" or self.is_genitive(here)) else None

    def _second_holder(self, title: Title, last: int) -> None:
        """ "die Außenminister Russlands und Nordkoreas": the second of them, at the name of the state."""
        here = self._second(last)
        if here and here.phrase.actor:
            also = replace(title, country=here.phrase.actor.country)
            self.add(here.first, here.last, "office", "office", title=also)

    def _speaks_for(self, at: int) -> tuple[str, int]:
        """The country of the body that a title belongs to, and where that body's name ends.

        "Sprecher des südkoreanischen Außenministeriums", "spokesman for the White House National Security Council".
        """
        if at >= len(self.tokens) or not self.joined(at - 1, at):
            return "", at
        if not (self.is_word(at, "context.of") or self.is_word(at, "context.at_a_body")):
            return "", at
        step, country, body = at + 1, "", False
        while step < len(self.tokens) and self.joined(step - 1, step):
            here = self.begin.get(step)
            if here and here.phrase.actor is not None and here.phrase.actor.kind is not ActorKind.PERSON:
                country, body = country or here.phrase.actor.country, True
            elif here is None and not any(
                self.is_word(step, name) for name in ("context.articles", "context.of", "attributes")
            ):
                break
            elif here is not None and here.phrase.part is Part.BODY:
                body = True
            step = here.last if here else step + 1
        return (country, step) if body else ("", at)

    def _named(self, at: int, title: Title) -> Found | None:
        """The person named right after a title, a comma between them or not."""
        if at >= len(self.tokens) or not _NAME_GAP.fullmatch(self.gap(at - 1, at)):
            return None
        person = self.person_at(at)
        if person is None or person.phrase.actor is None:
            return None
        if "," in self.gap(at - 1, at):
            known = person.phrase.actor.country
            if known:
                return person if title.country in (known, "") else None
            return person if self.text[self.tokens[person.last - 1].end :][:1] in (",", "") else None
        return person

    def _named_before(self, start: int, title: Title) -> Found | None:
        """The person named before a title: "John Kirby, Sprecher …", "Lawrow, der Außenminister …"."""
        first = start
        while (
            first > 0
            and self.joined(first - 1, first)
            and any(
                self.is_word(first - 1, name)
                for name in ("context.articles", "indefinite", "attributes", "deputy", "former")
            )
        ):
            first -= 1
        if first == 0 or not _COMMA.fullmatch(self.gap(first - 1, first)):
            return None
        person = self.person_before(first)
        if person is None or person.phrase.actor is None:
            return None
        known = person.phrase.actor.country
        return None if known and title.country and known != title.country else person

    def _name(self, person: Found, start: int, title: Title) -> None:
        actor = person.phrase.actor
        if actor is None:
            return
        if not actor.key:
            actor = replace(actor, country=title.country or actor.country, female=title.female)
        self._use(person.first, person.last)
        self.add(
            start,
            person.last,
            "actor",
            person.phrase.via,
            actor=actor,
            title=title,
            genitive=self.is_genitive(person),
            full=len(person.phrase.words) > 1,
        )

    def _body(self, found: Found) -> None:
        """ "das südkoreanische Außenministerium", "Südkoreas Geheimdienst", "das Außenministerium in Seoul"."""
        body = found.phrase.word
        owner, start, *_ = self.before(found.first)
        state = owner.phrase.actor if owner else None
        last = found.last
        if state is None:
            state, last = self.after(found.last, body=True)
        if body == "embassy" and last < len(self.tokens) and self.is_word(last, "context.embassy_as_message"):
            return
        if state is not None and state.country:
            self.add(start, last, "body", "office", word=body, country=state.country)
        elif body not in ("embassy", "media", "military"):
            self.add(found.first, found.last, "body", "office", word=body)

    def _government(self, found: Found) -> None:
        """ "die südkoreanische Regierung", "Beamte in Washington und Seoul": the states themselves."""
        following = self.begin.get(found.last)
        if following and following.phrase.part is Part.ACTOR and self.joined(found.last - 1, found.last):
            return  # "the North's official KCNA news agency"
        owner, start, *_ = self.before(found.first)
        if owner is not None and owner.phrase.actor is not None and owner.phrase.actor.kind is ActorKind.STATE:
            self.add(start, found.last, "actor", "description", actor=owner.phrase.actor)
            return
        state, last = self.after(found.last, body=True)
        if state is None:
            return
        states = [state]
        while (other := self._joined_state(last)) is not None and other.phrase.actor is not None:
            states.append(other.phrase.actor)
            last = other.last
        for state in states:
            self.add(found.first, last, "actor", "description", actor=state)

    def _speakers_by_pattern(self) -> None:
        """Unknown people beside a verb of saying: "sagte Eva Muster, …", "Eva Sample said"."""
        said = self.words["context.said"]
        for at, token in enumerate(self.tokens):
            if token.key not in said:
                continue
            if at + 1 < len(self.tokens) and self.gap(at, at + 1) == " " and at + 1 not in self.begin:
                person = self.person_at(at + 1)
                after = self.text[self.tokens[person.last - 1].end :][:1] if person else ""
                if person and (after in ',.;:“”"«»' or self.language == "en"):
                    self.add(person.first, person.last, "actor", "pattern", actor=person.phrase.actor, full=True)
            if self.language == "en" and at > 1 and self.gap(at - 1, at) == " " and not self.used[at - 1]:
                person = self.person_before(at)
                if person and person.phrase.via == "pattern":
                    self.add(person.first, person.last, "actor", "pattern", actor=person.phrase.actor, full=True)

    def _apposition(self, found: Found) -> None:
        """ "die staatliche nordkoreanische Nachrichtenagentur KCNA" is KCNA; the adjective names nobody else."""
        actor = found.phrase.actor
        if actor is None or actor.kind is not ActorKind.STATE:
            return
        if found.phrase.part is Part.ACTOR and not self.is_genitive(found):
            return
        for at in range(found.last, min(found.last + LONGEST_APPOSITION + 1, len(self.tokens))):
            if not self.joined(at - 1, at):
                return
            other = self.begin.get(at)
            if other is None or (other.phrase.part is Part.GOVERNMENT and not self.used[at]):
                if (
                    self.is_word(at, "context.articles")
                    or self.is_word(at, "context.locative")
                    or self.is_word(at, "context.of")
                ):
                    return
                continue
            named = other.phrase.actor
            if named is not None and (body := _owned(named)) and at == found.last:
                self.add(found.first, other.last, "body", "office", word=body, country=actor.country)
            elif (
                other.phrase.part is Part.ACTOR
                and named is not None
                and named.kind in (ActorKind.MEDIA, ActorKind.ORGANISATION, ActorKind.PERSON)
                and named.country in (actor.country, "" if at > found.last else actor.country)
                and not self.used[at]
            ):
                full = len(other.phrase.words) > 1
                self.add(found.first, other.last, "actor", other.phrase.via, actor=named, full=full)
            return

    def _is_within_place(self, found: Found) -> bool:
        """ "den russischen Fernen Osten": the place says whose it is."""
        return any(
            place.first <= found.first
            and found.last <= place.last
            and place.last - place.first > found.last - found.first
            for place in self._place_phrases
        )

    def _plain(self, found: Found) -> None:
        phrase = found.phrase
        if self._is_direction(found):
            return
        if phrase.part is Part.ACTOR and phrase.actor is not None:
            setting = self._setting(found)
            self._settings[found.first] = setting
            if setting == "place" and (phrase.via == "metonym" or self._is_building(found)):
                return
            self.add(
                found.first,
                found.last,
                "actor",
                "adjective" if self._is_compounded(found) else phrase.via,
                actor=phrase.actor,
                genitive=self.is_genitive(found),
                full=len(phrase.words) > 1,
            )
        elif phrase.part is Part.ADJECTIVE and phrase.actor is not None:
            self.add(found.first, found.last, "actor", phrase.via, actor=phrase.actor)
        elif phrase.part is Part.PAIR:
            self.add(found.first, found.last, "pair", phrase.via, word=phrase.word)
        elif phrase.part is Part.BACK and self._is_someone(found):
            self.add(found.first, found.last, "back", phrase.via, word=phrase.word)

    def _is_someone(self, found: Found) -> bool:
        """Not the polite German "Sie", and not "die Agentur" where the agency is named."""
        token, named = self.tokens[found.first], self.begin.get(found.last)
        if found.phrase.word in ("agency", "medium") and named and self.joined(found.last - 1, found.last):
            return False
        polite = self.language == "de" and token.key == "sie" and token.capital and found.first > 0
        return not (polite and self.gap(found.first - 1, found.first).isspace())

    def _is_direction(self, found: Found) -> bool:
        """ "in den Norden" is no state."""
        return (
            found.phrase.via == "description"
            and found.first > 0
            and self.is_word(found.first - 1, "coreference.not_after")
        )

    def _is_compounded(self, found: Found) -> bool:
        """ "US-Sanktionen", "UN-Sanktionen": no more than an adjective."""
        actor = found.phrase.actor
        follows = found.last < len(self.tokens) and self.gap(found.last - 1, found.last) == "-"
        return follows and actor is not None and actor.kind in (ActorKind.STATE, ActorKind.ORGANISATION)

    # ---- states by what is said of them

    def _described(self) -> None:
        """ "das isolierte Land": an article, attributes that only one state bears in this field, and a noun."""
        nouns, attributes = self.words["described.nouns"], self.words["described.north-korea"]
        for at, token in enumerate(self.tokens):
            if token.key not in nouns or self.used[at]:
                continue
            first, fits = at, False
            while first > 0 and at - first < 4 and self.joined(first - 1, first) and not self.used[first - 1]:
                key = self.tokens[first - 1].key
                stem = _ADJECTIVE_ENDING.sub("", key)
                if self.is_word(first - 1, "context.articles"):
                    break
                fits = fits or key in attributes or stem in attributes
                first -= 1
            state = self.lexicon.states.get("PRK")
            if fits and state is not None and not self.is_word(max(0, first - 1), "indefinite"):
                self.add(first, at + 1, "actor", "description", actor=state)

    # ---- places

    def _capitals(self) -> None:
        """ "die nordkoreanische Hauptstadt", "the capital of Russia", where the city is not named beside it."""
        named = {found.first for found in self._place_phrases if found.phrase.actor is None}
        for at, token in enumerate(self.tokens):
            if token.key not in self.words["context.capital"] or at + 1 in named:
                continue
            owner, first, *_ = self.before(at)
            state, last = (owner.phrase.actor, at + 1) if owner else self.after(at + 1)
            place = self.lexicon.capitals.get(state.country) if state else None
            if place is not None:
                self._use(first, last)
                self._place(first, last, place)
                self._place_phrases = [p for p in self._place_phrases if p.last <= first or p.first >= last]

    def _place(self, first: int, last: int, place: PlaceEntry) -> None:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        name = place.name(self.language)
        hit = PlaceHit(self.offset + start, self.offset + end, self.text[start:end], place.key, name, place.country)
        self.places.append(hit)

    def _setting(self, found: Found) -> str:
        """What stands before a city or state makes it a place, an actor, or leaves it open: place, actor, either."""
        at = found.first - 1
        if found.first == 0:
            return "place" if self.text.startswith("(") else "actor"
        if self._is_visited(found):
            return "either"
        gap = self.gap(at, found.first)
        joint = self.tokens[at].key in ("und", "and", "oder", "or", "sowie")
        if joint or gap.strip() in (",", "/"):
            previous = self.end.get(at if joint else at + 1)
            if previous is not None and previous.first in self._settings:
                return self._settings[previous.first]
            return "actor"
        steps = 0
        while (
            at > 0 and steps < 3 and self.joined(at, at + 1) and not self._decides(at) and not self.tokens[at].capital
        ):
            at, steps = at - 1, steps + 1
        if not self.joined(at, at + 1):
            return "actor"
        if self.tokens[at].key in self.words["context.locative"]:
            # "Beamte in Seoul" are the government, "Treffen mit chinesischen Beamten in Seoul" is not.
            governing = at > 0 and self.is_word(at - 1, "context.governing") and self.joined(at - 1, at)
            return "actor" if governing and not self.used[at - 1] else "place"
        if self.tokens[at].key in self.words["context.either"]:
            near = self.tokens[at - 1].key if at and self.joined(at - 1, at) else ""
            if near in self.words["context.speaking"]:
                return "actor"
            return "place" if near in self.words["context.moving"] else "either"
        return "either" if self.is_word(at, "context.travelling") else "actor"

    def _is_visited(self, found: Found) -> bool:
        """ "besuchte Pjöngjang", "Pjöngjang besuchen": a verb of visiting beside it."""
        beside = [found.first - 1, found.first - 2, found.last, found.last + 1]
        return any(
            0 <= at < len(self.tokens)
            and self.tokens[at].key in self.words["context.visiting"]
            and self.joined(min(at, found.first - 1), min(at, found.first - 1) + 1)
            and "," not in self.text[self.tokens[min(at, found.first)].end : self.tokens[max(at, found.last - 1)].start]
            for at in beside
        )

    def _decides(self, at: int) -> bool:
        key = self.tokens[at].key
        return key in self.words["context.locative"] or key in self.words["context.either"]

    def _is_building(self, found: Found) -> bool:
        """The Kremlin is a palace too, where somebody is in it."""
        places = [place for place in self._place_phrases if place.first == found.first and place.last == found.last]
        return any(place.phrase.actor is None for place in places)

    def _is_in_a_title(self, place: Found) -> bool:
        """ "Botschafter in Seoul", "das Außenministerium in Moskau": nobody is there because of it."""
        if any(f.first <= place.first and place.last <= f.last for f in self.found if f.phrase.part is Part.TITLE):
            return True
        start = self.offset + self.tokens[place.first].start
        return any(ref.start <= start < ref.end for ref in self.references if ref.sort in ("office", "body"))

    def _place_hits(self) -> None:
        named = [found for found in self.found if found.phrase.part is Part.ACTOR]
        for at, found in enumerate(self._place_phrases):
            place = found.phrase.place
            actors = [other for other in named if other.first < found.last and found.first < other.last]
            wider = any(other.first < found.first or other.last > found.last for other in actors)
            wider = wider or self._is_in_a_title(found)
            same = any((other.first, other.last) == (found.first, found.last) for other in actors)
            if place is None or wider or (same and self._settings.get(found.first, "actor") == "actor"):
                continue
            following = self._place_phrases[at + 1] if at + 1 < len(self._place_phrases) else None
            if same and following and following.first == found.last and self.is_genitive(found):
                continue  # "in Russlands Fernostregion" is one place
            self._place(found.first, found.last, place)
        self.places.sort(key=lambda hit: hit.start)


def compose(
    scanned: Scan, lexicon: Lexicon, surnames: Mapping[str, ActorEntry], language: str
) -> tuple[list[Reference], list[PlaceHit]]:
    """The references and places of a sentence, in text order."""
    return Composer(scanned, lexicon, surnames, language).compose()


def people(references: Sequence[Reference]) -> Iterator[ActorEntry]:
    """Those named with first name and surname, in the lexicon or not."""
    for reference in references:
        if reference.actor and reference.full and reference.actor.kind is ActorKind.PERSON:
            yield reference.actor
