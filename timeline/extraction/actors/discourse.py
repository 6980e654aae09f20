"""Who is meant: titles by the day and by who was named with them, short forms, pronouns, "beide Seiten", "das Land".

References are settled in text order, each from what stands before it. The rules are those of an attentive reader:
whoever was named first in the last sentence is what the next one is about; whoever spoke last goes on speaking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from timeline.extraction.actors.names import surname_of
from timeline.extraction.actors.phrases import fold
from timeline.extraction.actors.references import Reference, Title, title_facts, words
from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import LANGUAGES, ActorEntry, Lexicon, Office, body_key
from timeline.extraction.model import ActorHit, ActorKind, Sentence

LOOK_BACK = 4
"""Sentences that a pronoun or "das Land" reaches back."""
REACH = 60
"""Sentences that a title, a body or "beide Länder" reaches back: most articles are shorter."""

LONGEST_FRONT = 7
"""Words before a pronoun that follows its verb: "Bei einem Empfang am Abend dankte er …"."""

LONGEST_LEAD = 3
"""Words before "they" at the head of a sentence: "On Wednesday they …"."""

NAMED_ROLES = frozenset(
    "ambassador deputy-minister minister vice-president un-ambassador intelligence-chief president prime-minister "
    "foreign-minister defence-minister".split()
)
"""Titles under which a person whom nobody names is still one: "der russische Botschafter"."""

PAIRED_TITLES: Mapping[str, Sequence[str]] = {
    "leaders": ("president", "leader", "prime-minister"),
    "foreign-minister": ("foreign-minister",),
    "defence-minister": ("defence-minister",),
    "ministers": ("foreign-minister", "defence-minister", "unification-minister", "minister"),
}


@frozen
class Settled:
    """An actor that a reference turned out to mean."""

    reference: Reference
    actor: ActorEntry


class Discourse:
    """What has been said so far. `settle` takes the sentences in order."""

    def __init__(self, lexicon: Lexicon, language: str, day: date | None) -> None:
        self.lexicon, self.language, self.day, self.states = lexicon, language, day, lexicon.states
        self.words = words(language)
        self._said: dict[int, list[Settled]] = {}
        self.entitled: dict[tuple[str, str], ActorEntry] = {}
        self.unnamed: dict[str, ActorEntry] = {}
        self._offices = _offices(lexicon)

    def learn(self, references: Iterable[Reference]) -> None:
        """Remember who is named with which title anywhere in the text: the ambassador may be named later."""
        for reference in references:
            actor = reference.actor
            if actor is None or actor.kind is not ActorKind.PERSON:
                continue
            if not actor.key:
                known = self.unnamed.setdefault(actor.name(self.language), actor)
                actor = self.unnamed[actor.name(self.language)] = known if known.country else actor
            if reference.title:
                self.entitled.setdefault((reference.title.key, actor.country or reference.title.country), actor)

    def settle(self, sentence: Sentence, references: Sequence[Reference]) -> list[ActorHit]:
        hits: list[ActorHit] = []
        for reference in references:
            for actor in self._meant(sentence, reference):
                self._said.setdefault(sentence.index, []).append(Settled(reference, actor))
                start = reference.start
                if (
                    hits
                    and actor.key
                    and hits[-1].key == actor.key
                    and sentence.text[hits[-1].end - sentence.start : start - sentence.start] == " "
                ):
                    start = hits.pop().start  # "Südkoreas Geheimdienst NIS"
                hits.append(
                    ActorHit(
                        start,
                        reference.end,
                        sentence.text[start - sentence.start : reference.end - sentence.start],
                        actor.key,
                        actor.name(self.language),
                        actor.kind,
                        actor.country,
                        reference.via,
                    )
                )
        return hits

    def _in(self, index: int) -> Sequence[Settled]:
        """What a sentence has named up to this point, in text order."""
        return self._said.get(index, ())

    def _before(self, sentence: Sentence) -> Iterator[Settled]:
        """What has been named up to this point, the last first."""
        for index in range(sentence.index, max(-1, sentence.index - REACH), -1):
            yield from reversed(self._in(index))

    def _meant(self, sentence: Sentence, reference: Reference) -> Sequence[ActorEntry]:
        if reference.sort == "actor":
            return [self._bearer(sentence, reference, reference.actor)] if reference.actor else []
        if reference.sort == "office" and reference.title:
            return self._holder(sentence, reference.title, sentence.text[reference.end - sentence.start :])
        if reference.sort == "body":
            return self._body(sentence, reference)
        if reference.sort == "pair":
            return self._pair(sentence, reference.word)
        return self._back(sentence, reference)

    def _bearer(self, sentence: Sentence, reference: Reference, actor: ActorEntry) -> ActorEntry:
        """Who bears a name: a surname alone is that of the person whom the sentence before was about, if it is his."""
        if not actor.key:
            actor = self.unnamed.get(actor.name(self.language), actor)
        if reference.via != "short":
            return actor
        for settled in self._in(sentence.index - 1):
            if settled.actor.kind is ActorKind.PERSON:
                topic = settled.actor
                same_name = fold(surname_of(topic.name("de"))) == fold(surname_of(actor.name("de")))
                return topic if settled.reference.full and same_name else actor
        return actor

    # ---- titles and bodies

    def _holder(self, sentence: Sentence, title: Title, after: str) -> Sequence[ActorEntry]:
        body = title_facts(title.key).get("body")
        if title.other:
            return self._body_of(body, title.country)
        if title_facts(title.key).get("counterpart"):
            return self._counterpart(sentence, title)
        named = self._named_with(title)
        if title.loose:
            if named:
                return [named]
            if kin := title_facts(title.key).get("kin"):
                sole = bool(title_facts(title.key).get("sole"))
                another = sole and (title.country or re.match(r"\s+(?:für|of|for)\b", after))
                last = self._last_holder(sentence, title, kin, sole=sole) if not another else None
                if last or not sole:
                    return [last] if last else []
            return [self._untold(title)] if title.country and title.key in NAMED_ROLES else []
        if title.country or title_facts(title.key).get("country") is not None or self._is_of_an_organisation(title):
            holder = self.lexicon.office_holder(title.base, title.country, self.day)
            if holder:
                return [holder]
            if named:
                return [named]
            if body:
                return self._body_of(body, title.country)
            return [self._untold(title)] if title.country and title.key in NAMED_ROLES else []
        last = self._last_holder(sentence, title)
        return [last] if last else []

    def _counterpart(self, sentence: Sentence, title: Title) -> Sequence[ActorEntry]:
        """ "Lawrow und sein nordkoreanischer Kollege": who holds the office of the last person in another state."""
        if not title.country:
            return []
        for settled in self._before(sentence):
            if settled.actor.kind is ActorKind.PERSON and settled.actor.country != title.country:
                for office in self._offices_of(settled.actor):
                    name = next(iter(office.titles.get(self.language, ())), "")
                    if holder := self.lexicon.office_holder(name, title.country, self.day):
                        return [holder]
                return []
        return []

    def _offices_of(self, holder: ActorEntry) -> list[Office]:
        """The offices that somebody holds on the day of the article."""
        return [office for office in self._offices.get(holder.key, ()) if office.held_on(self.day)]

    def _body_of(self, body: str | None, country: str) -> Sequence[ActorEntry]:
        known = self.lexicon.actor(body_key(body, country)) if body and country else None
        return [known] if known else []

    def _is_of_an_organisation(self, title: Title) -> bool:
        return self.lexicon.office_holder(title.base, "", self.day) is not None

    def _named_with(self, title: Title) -> ActorEntry | None:
        """The person whom the text names with this title, of this state if one is said; None if there are two."""
        kin = [title.key, *(["ambassador"] if title.key.startswith("ambassador-") else [])]
        found = {
            id(actor): actor
            for (key, country), actor in self.entitled.items()
            if key in kin and (country == title.country or not title.country)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _last_holder(
        self, sentence: Sentence, title: Title, kin: Sequence[str] = (), *, sole: bool = False
    ) -> ActorEntry | None:
        """ "der Außenminister", "die nordkoreanische Diplomatin": the last person spoken of who is one.

        `sole`: nobody, if two have been spoken of.
        """
        fitting = self._holders_before(sentence, title, kin)
        first = next(fitting, None)
        return first if not sole or all(other is first for other in fitting) else None

    def _holders_before(self, sentence: Sentence, title: Title, kin: Sequence[str]) -> Iterator[ActorEntry]:
        keys = kin or (title.key,)
        names = {title.base, *(name for key in kin for name in title_facts(key).get(self.language, ()))}
        for settled in self._before(sentence):
            actor = settled.actor
            if actor.kind is not ActorKind.PERSON or (title.country and actor.country != title.country):
                continue
            if kin and self.language == "de" and actor.female != title.female:
                continue  # "die Ministerin" is not Lawrow
            offices = self._offices_of(actor)
            holds = any(names & set(office.titles.get(self.language, ())) for office in offices)
            if holds or any(self.entitled.get((key, actor.country)) is actor for key in keys):
                yield actor

    def _untold(self, title: Title) -> ActorEntry:
        """Somebody in office whom neither table nor text names: "Russischer Botschafter"."""
        state = self.states.get(title.country)
        names = dict.fromkeys(LANGUAGES, title.base)
        if state:
            german, english = (next(iter(state.adjectives.get(language, ())), "") for language in LANGUAGES)
            if german and self.language == "de":
                names["de"] = f"{german[0].upper()}{german[1:]}{'e' if title.female else 'er'} {title.base}"
            if english and self.language == "en":
                names["en"] = f"{english} {title.base}"
            names = dict.fromkeys(LANGUAGES, names[self.language])
        return ActorEntry("", ActorKind.PERSON, MappingProxyType(names), title.country, female=title.female)

    def _body(self, sentence: Sentence, reference: Reference) -> Sequence[ActorEntry]:
        if reference.country:
            return self._body_of(reference.word, reference.country)
        if seated := self._body_of(reference.word, self._seat(sentence, reference)):
            return seated
        for settled in self._before(sentence):
            actor = settled.actor
            if actor.country and actor.kind in (ActorKind.ORGANISATION, ActorKind.MEDIA):
                if actor.key == body_key(reference.word, actor.country):
                    return [actor]
                if reference.word == "ministry" and (actor.key.endswith("ministry") or actor.key == "pentagon"):
                    return [actor]
        return self._own_body(sentence, reference)

    def _seat(self, sentence: Sentence, reference: Reference) -> str:
        """ "Aus Seoul kam Widerspruch: …, erklärte das Außenministerium": the country that the news comes from."""
        before = sentence.text[: reference.start - sentence.start]
        opening = re.match(r"(?:Aus|In|From|In) (\w+)", before)
        if opening is None:
            return ""
        capitals = self.lexicon.capitals.items()
        return next((country for country, place in capitals if place.name(self.language) == opening[1]), "")

    def _own_body(self, sentence: Sentence, reference: Reference) -> Sequence[ActorEntry]:
        """ "North Korea has no such plan, its defence ministry said": of the state named first in the sentence."""
        before = re.search(r"(\w+)\s+$", sentence.text[: reference.start - sentence.start])
        if before is None or fold(before[1]) not in self.words["coreference.possessives"]:
            return []
        states = self._states_of(self._in(sentence.index)) or self._states_of(self._in(sentence.index - 1))[-1:]
        return self._body_of(reference.word, states[0].country) if states else []

    # ---- pairs

    def _pair(self, sentence: Sentence, sort: str) -> Sequence[ActorEntry]:
        if sort == "states":
            return self._two_states(sentence)
        titles = PAIRED_TITLES[sort]
        people: list[ActorEntry] = []
        for settled in self._before(sentence):
            actor = settled.actor
            if actor not in people and actor.kind is ActorKind.PERSON and self._holds_one_of(actor, titles):
                people.append(actor)
            if len(people) == 2:
                return sorted(people, key=self._first_place)
        holders = [self._office(titles, state.country) for state in self._two_states(sentence)]
        return [holder for holder in holders if holder] if all(holders) and sort != "ministers" else []

    def _first_place(self, actor: ActorEntry) -> tuple[int, int]:
        """Where the text names somebody first."""
        return next(
            (index, settled.reference.start)
            for index, said in self._said.items()
            for settled in said
            if settled.actor is actor
        )

    def _holds_one_of(self, actor: ActorEntry, titles: Sequence[str]) -> bool:
        names = {name for key in titles for name in title_facts(key).get(self.language, ())}
        offices = self._offices_of(actor)
        if any(names & set(office.titles.get(self.language, ())) for office in offices):
            return True
        return any(self.entitled.get((key, actor.country)) is actor for key in titles)

    def _office(self, titles: Sequence[str], country: str) -> ActorEntry | None:
        for title in titles:
            base = next(iter(title_facts(title).get(self.language, ())), "")
            if holder := self.lexicon.office_holder(base, country, self.day):
                return holder
        return None

    def _two_states(self, sentence: Sentence) -> Sequence[ActorEntry]:
        """The two states last spoken of; people count for theirs."""
        recent: list[ActorEntry] = []
        for index in range(sentence.index, max(-1, sentence.index - REACH), -1):
            for settled in self._in(index):
                state = self.states.get(settled.actor.country)
                counts = settled.actor.kind in (ActorKind.STATE, ActorKind.PERSON)
                if state and counts and state not in recent:
                    recent.append(state)
            if len(recent) >= 2:
                break
        usual = [state for country in ("RUS", "PRK") if (state := self.states.get(country))]
        if len(recent) > 2 and all(state in recent for state in usual):
            return usual
        return recent[:2] if len(recent) >= 2 else []

    # ---- pronouns and "das Land"

    def _back(self, sentence: Sentence, reference: Reference) -> Sequence[ActorEntry]:
        sort = reference.word
        if sort == "two":
            return self._they(sentence, reference)
        if sort in ("agency", "medium"):
            media = (s.actor for s in self._before(sentence) if s.actor.kind is ActorKind.MEDIA)
            last = next((medium for medium in media if medium.agency or sort == "medium"), None)
            return [last] if last else []
        if sort == "country":
            return self._country(sentence, reference)
        if sort == "it":
            return self._it(sentence, reference)
        if not self._is_subject(sentence, reference):
            return []
        if sort == "they" or (sort == "she" and self._is_plural(sentence, reference)):
            return self._they(sentence, reference)
        return self._person(sentence, reference, female=sort == "she")

    def _country(self, sentence: Sentence, reference: Reference) -> Sequence[ActorEntry]:
        """ "Das Land" at the head of a sentence is what the last one was about; "mit dem Land" is the other side."""
        if reference.start == sentence.start:
            for index in range(sentence.index - 1, sentence.index - LOOK_BACK, -1):
                states = self._states_of(self._in(index))
                if states:
                    return states[:1]
            return []
        back = range(sentence.index, sentence.index - LOOK_BACK, -1)
        speaking = {s.actor.country for s in self._in(sentence.index) if s.reference.speaks}
        told = (settled for index in back for settled in reversed(self._in(index)))
        states = self._states_of(settled for settled in told if settled.actor.country not in speaking)
        return [state for state in states if state is not states[0]][:1] or states[:1]

    def _states_of(self, said: Iterable[Settled]) -> list[ActorEntry]:
        countries = (settled.actor.country for settled in said if settled.actor.kind is not ActorKind.MEDIA)
        return [self.states[country] for country in countries if country in self.states]

    def _it(self, sentence: Sentence, reference: Reference) -> Sequence[ActorEntry]:
        """ "Südkorea erklärte, es prüfe …": the speaker of the same sentence, where it is no person."""
        start, end = reference.start - sentence.start, reference.end - sentence.start
        if not re.match(r"\s\w", sentence.text[end:]) or not re.search(r"(?:,|\w)\s$", sentence.text[:start]):
            return []
        speakers = [s for s in self._in(sentence.index) if s.reference.speaks]
        if speakers and speakers[-1].actor.kind is not ActorKind.PERSON:
            return [speakers[-1].actor]
        return []

    def _is_plural(self, sentence: Sentence, reference: Reference) -> bool:
        """Whether the verb beside "sie" is a plural form."""
        after = re.match(r"\s+(\w+)", sentence.text[reference.end - sentence.start :])
        before = re.search(r"(\w+)\s+$", sentence.text[: reference.start - sentence.start])
        verbs = [match[1] for match in (after, before) if match and match[1].islower() and match[1] != "den"]
        plural = self.words["coreference.plural_verbs"]
        return any(
            fold(verb) in plural or verb.endswith(("ten", "fen", "den", "ben", "gen", "men", "len", "ren"))
            for verb in verbs
        )

    def _is_subject(self, sentence: Sentence, reference: Reference) -> bool:
        """Whether a pronoun can be the subject: "dass sie", ", sagte sie", not "nannte sie illegal"."""
        if fold(reference.text) in self.words["coreference.subjects"]:
            return True
        before = sentence.text[: reference.start - sentence.start].rstrip(' \u00a0„“"»«')
        if self._is_inverted(sentence, reference, before):
            return True
        word = re.search(r"\w+$", before)
        return word is None or fold(word[0]) in self.words["coreference.opening"] or reference.speaks

    def _is_inverted(self, sentence: Sentence, reference: Reference, before: str) -> bool:
        """ "Zugleich würdigte sie …", "Am Abend traf er …": after the verb of a sentence that names nobody yet."""
        if self.language != "de" or any(settled.actor.kind is ActorKind.PERSON for settled in self._in(sentence.index)):
            return False
        lows = before.split()
        fronted = bool(lows) and fold(lows[0]) in self.words["coreference.fronted"] and lows[0][0].isupper()
        return fronted and 1 < len(lows) <= LONGEST_FRONT and lows[-1].isalpha() and lows[-1].islower()

    def _they(self, sentence: Sentence, reference: Reference) -> Sequence[ActorEntry]:
        """At the head of a sentence: two people, or else two states, that alone share the sentence before."""
        front = sentence.text[: reference.start - sentence.start].split()
        if front and (self.language == "de" or len(front) > LONGEST_LEAD or self._in(sentence.index)):
            return []
        last = [settled.actor for settled in self._in(sentence.index - 1)]
        for kind in (ActorKind.PERSON, ActorKind.STATE):
            group = {actor.key or actor.name(self.language): actor for actor in last if actor.kind is kind}
            if len(group) == 2:
                return list(group.values())
        return []

    def _person(self, sentence: Sentence, reference: Reference, *, female: bool) -> Sequence[ActorEntry]:
        """Who "er" or "sie" is: who speaks goes on speaking; else who was named first in the nearest sentence."""
        here = self._in(sentence.index)
        if reference.speaks:
            for index in range(sentence.index - 1, sentence.index - LOOK_BACK, -1):
                speakers = [s for s in self._in(index) if s.reference.speaks]
                if speakers:
                    last = speakers[-1].actor
                    is_body = last.kind not in (ActorKind.PERSON, ActorKind.MEDIA) and self.language == "de"
                    if is_body or (last.kind is ActorKind.PERSON and last.female == female):
                        return [last]
        fitting = [s for s in here if s.actor.kind is ActorKind.PERSON and s.actor.female == female]
        fitting = [s for s in fitting if not self._is_beside(sentence, s.reference, reference)]
        if fitting and not reference.speaks:
            # "Peskow sagte, Putin habe …, und er …": whom he speaks of, else himself.
            content = [s for s in fitting if not s.reference.speaks and not s.reference.genitive]
            return [(content or fitting)[0].actor]
        for index in range(sentence.index - 1, sentence.index - LOOK_BACK, -1):
            people = [s for s in self._in(index) if s.actor.kind is ActorKind.PERSON and s.actor.female == female]
            if people:
                subjects = [s for s in people if not s.reference.genitive]
                return [(subjects or people)[0].actor]
        return []

    def _is_beside(self, sentence: Sentence, named: Reference, pronoun: Reference) -> bool:
        """ "Bei seinem Treffen mit Kim überbrachte er …": one clause does not name somebody and mean him by "er"."""
        if self.language != "de" or named.genitive or named.end > pronoun.start:
            return False
        between = sentence.text[named.end - sentence.start : pronoun.start - sentence.start]
        return not any(mark in between for mark in ",;:–„“»«") and " und " not in between


@lru_cache(maxsize=8)
def _offices(lexicon: Lexicon) -> Mapping[str, Sequence[Office]]:
    """The offices of each holder at any time, by the holder's key."""
    found: dict[str, list[Office]] = {}
    for office in lexicon.offices:
        found.setdefault(office.holder, []).append(office)
    return found


@lru_cache(maxsize=4096)
def _surnames_of(person: ActorEntry) -> frozenset[str]:
    """The folded surnames of somebody whom the lexicon knows."""
    return frozenset(fold(name) for name in person.short) - NO_SURNAME


def surnames(people: Iterable[ActorEntry], language: str) -> Mapping[str, ActorEntry]:
    """Folded surnames of the people whom a text names in full, in German with their genitives.

    Of two people of one name it is the one whom the lexicon knows by it alone ("Kim"), or else the first.
    """
    found: dict[str, ActorEntry] = {}
    for person in people:
        keys = _surnames_of(person) if person.key else {fold(surname_of(person.name("de")))} - NO_SURNAME
        for key in keys:
            if key not in found or any(fold(alias) == key for alias in person.aliases):
                found[key] = person
    if language == "de":
        found = {**{f"{key}s": person for key, person in found.items()}, **found}
    return found


NO_SURNAME = frozenset("no an so im in do will may mark long young price rice wood bruce brown".split())
"""Surnames that are common words at the beginning of a sentence: those need the whole name."""
