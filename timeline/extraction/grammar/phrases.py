"""Noun phrases of a sentence with preposition, case and the actor that they name, and who is subject of what.

A phrase is found by its border words, not by a parser: a preposition or an article opens it, a verb, a comma or the
next opener ends it. In German the article shows the case; in English order does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

from timeline.extraction.grammar.clauses import (
    COMPLEMENT,
    INFINITIVE_CLAUSE,
    MAIN,
    RELATIVE,
    Clause,
    Predicate,
    clauses,
)
from timeline.extraction.grammar.senses import senses
from timeline.extraction.grammar.verbs import FINITE, INDICATIVE, REPORTED
from timeline.extraction.grammar.words import (
    ADJECTIVE,
    ADVERB,
    ARTICLE,
    COORDINATOR,
    NO_COLUMNS,
    NOUN,
    NUMBER,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    QUOTE,
    SUBORDINATOR,
    VERB,
    Columns,
    Tokens,
    Word,
    WordClass,
    function_words,
)
from timeline.extraction.lazily import lazily
from timeline.extraction.lexicon import table
from timeline.extraction.model import ActorHit, ActorKind, PlaceHit, Sentence, Timex

COMPARED = frozenset(("mehr", "weniger", "more", "fewer", "less"))
ACT_FOR = frozenset(("body", "envoy", "people", "troops", "workers", "intelligence"))
ORIGINATE = frozenset(("body", "envoy", "people", "troops", "workers", "weapons", "missiles"))
Hit = TypeVar("Hit", ActorHit, PlaceHit)
PERSON, STATE = ActorKind.PERSON, ActorKind.STATE
_RANK = {ActorKind.PERSON: 4, ActorKind.ORGANISATION: 3, ActorKind.MEDIA: 3, ActorKind.GROUP: 2, ActorKind.STATE: 1}


class Phrase(NamedTuple):
    """`words` are positions in the sentence; `head` the noun that the phrase is about.

    `actors` are named by the phrase itself (two for "die beiden Präsidenten"), `owners` by a genitive or adjective in
    front of the head ("Kims Besuch", "nordkoreanische Raketen"). `of` is the phrase that this one is attached to as
    genitive, `joined` the one it is joined to by "und" or "and".
    """

    index: int  # type: ignore[assignment] # nobody asks a phrase for tuple.index
    clause: int
    words: tuple[int, ...]
    preposition: str
    article: str
    head: int
    actors: tuple[ActorHit, ...]
    owners: tuple[ActorHit, ...]
    places: tuple[PlaceHit, ...]
    genitive: bool = False
    dative: bool = False
    accusative: bool = False
    time: bool = False
    of: int | None = None
    joined: int | None = None

    @property
    def bare(self) -> bool:
        return not self.preposition and not self.genitive and not self.time and self.of is None

    @property
    def concerned(self) -> tuple[ActorHit, ...]:
        return self.actors or self.owners


_make_phrase: Callable[[tuple[Any, ...]], Phrase] = partial(tuple.__new__, Phrase)
"""What `Phrase._make` does, without a step of Python for each phrase."""


@dataclass(frozen=True, eq=False)
class Parse:
    """One sentence as the stages of events see it; what they ask often is found once."""

    sentence: Sentence
    language: str
    words: tuple[Word, ...]
    clauses: tuple[Clause, ...]
    phrases: tuple[Phrase, ...]
    timexes: tuple[Timex, ...]
    clause_of: tuple[int, ...]
    phrase_of: tuple[int, ...]
    joins: tuple[Phrase, ...] = ()
    """The phrases that are joined to another one."""
    speech: frozenset[str] = frozenset()
    """Lemmas after which something said follows."""
    columns: Columns = NO_COLUMNS
    """The words once more, column by column."""

    @lazily
    def subjects(self) -> dict[int, Phrase | None]:
        """The subjects found so far, by the index of their clause."""
        return {}

    @lazily
    def lows(self) -> frozenset[str]:
        """Its words in lower case, in no order."""
        return frozenset(self.columns.lows)

    @lazily
    def main(self) -> Clause | None:
        """The first main clause."""
        return next((clause for clause in self.clauses if clause.kind is MAIN), None)

    @lazily
    def reporting(self) -> tuple[tuple[Clause, Predicate], ...]:
        """Its verbs of saying, each with its clause."""
        speech = self.speech
        return tuple([(c, predicate) for c in self.clauses for predicate in c.predicates if predicate.lemma in speech])

    @lazily
    def reported(self) -> bool:
        """Whether its main clause stands in the mood of indirect speech."""
        return self.main is not None and is_reported(self.main)

    @lazily
    def mostly_quoted(self) -> bool:
        return sum(self.columns.quotations) * 2 > len(self.words)

    @lazily
    def _by_clause(self) -> Mapping[int, tuple[Phrase, ...]]:
        return _grouped([(phrase.clause, phrase) for phrase in self.phrases])

    @lazily
    def _bare_by_clause(self) -> Mapping[int, tuple[Phrase, ...]]:
        return _grouped([(phrase.clause, phrase) for phrase in self.phrases if phrase.bare])

    @lazily
    def _by_owner(self) -> Mapping[int, tuple[Phrase, ...]]:
        return _grouped([(phrase.of, phrase) for phrase in self.phrases if phrase.of is not None])

    def phrases_in(self, clause: Clause) -> tuple[Phrase, ...]:
        return self._by_clause.get(clause.index, ())

    def bare_phrases_in(self, clause: Clause) -> tuple[Phrase, ...]:
        """Those that can be a subject or object."""
        return self._bare_by_clause.get(clause.index, ())

    def clause_at(self, word: int) -> Clause | None:
        index = self.clause_of[word]
        return self.clauses[index] if index >= 0 else None

    def phrase_at(self, word: int) -> Phrase | None:
        index = self.phrase_of[word]
        return self.phrases[index] if index >= 0 else None

    def word_at(self, offset: int) -> int | None:
        for position, word in enumerate(self.words):
            if word.start <= offset < word.end:
                return position
        return None

    def span(self, positions: Sequence[int]) -> tuple[int, int]:
        return self.words[min(positions)].start, self.words[max(positions)].end

    def governors(self, clause: Clause) -> Iterable[Clause]:
        """The clauses above, nearest first."""
        at, seen = clause.governor, {clause.index}
        while at is not None and at not in seen:
            seen.add(at)
            yield self.clauses[at]
            at = self.clauses[at].governor

    def joined_to(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """The phrase and all that are joined to it: "Putin und Kim"."""
        found = [phrase]
        for other in self.joins:
            if other.joined == found[-1].index and other.index > phrase.index:
                found.append(other)
        return tuple(found)

    def attached(self, phrase: Phrase) -> tuple[Phrase, ...]:
        return self._by_owner.get(phrase.index, ())


def _grouped(phrases: Iterable[tuple[int, Phrase]]) -> Mapping[int, tuple[Phrase, ...]]:
    found: dict[int, list[Phrase]] = {}
    for number, phrase in phrases:
        found.setdefault(number, []).append(phrase)
    return {number: tuple(group) for number, group in found.items()}


def parse(
    sentence: Sentence,
    language: str,
    tokens: Tokens,
    actors: Sequence[ActorHit],
    places: Sequence[PlaceHit],
    timexes: Sequence[Timex],
    speech: frozenset[str],
) -> Parse:
    """Clauses and phrases of one sentence; actors, places and timexes are those inside it."""
    words, columns = tokens
    positions = _Positions(columns.starts, columns.ends)
    begins = [positions.starting(hit.start) for hit in actors if hit.via in NAMING]
    named = {position for position in begins if position is not None}
    dated = {position for timex in timexes for position in positions.covered(timex.start, timex.end)}
    found = clauses(words, columns, language, speech, named, dated)
    clause_of = [-1] * len(words)
    for clause in found:
        for position in clause.words:
            clause_of[position] = clause.index
    opening = {clause.marker_word for clause in found if clause.kind is not INFINITIVE_CLAUSE}
    phrases = _Phrases(words, columns, clause_of, language, actors, places, dated, opening, positions).read()
    phrase_of = [-1] * len(words)
    for phrase in phrases:
        for position in phrase.words:
            phrase_of[position] = phrase.index
    joins = tuple([phrase for phrase in phrases if phrase.joined is not None])
    return Parse(
        sentence,
        language,
        words,
        found,
        tuple(phrases),
        tuple(timexes),
        tuple(clause_of),
        tuple(phrase_of),
        joins,
        speech,
        columns,
    )


class _Positions:
    """From offsets to the positions of words."""

    def __init__(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        self._starts, self._ends = starts, ends

    def starting(self, offset: int) -> int | None:
        """The word that begins exactly there."""
        at = bisect_left(self._starts, offset)
        return at if at < len(self._starts) and self._starts[at] == offset else None

    def covered(self, start: int, end: int) -> range:
        """The words between two offsets, also those in part."""
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))


NAMING = frozenset(("name", "metonym", "short", "pattern"))
NEVER_OPENING = frozenset((VERB, ADVERB, SUBORDINATOR, PUNCTUATION))
"""Classes of words with which no phrase begins."""


COUNTS = frozenset(("dutzende", "hunderte", "tausende", "zehntausende", "hunderttausende", "millionen", "dutzend"))
"""Nouns that count what follows: "Tausende nordkoreanische Arbeiter"."""

TRAILING = frozenset((QUOTE, ADVERB, COORDINATOR))
"""Classes of words with which no phrase ends."""

POINTING = frozenset(("dieser", "diese", "dieses", "jener", "jene"))
"""German articles that stand alone as pronouns where another article follows."""


class _Phrases:
    def __init__(
        self,
        words: Sequence[Word],
        columns: Columns,
        clause_of: Sequence[int],
        language: str,
        actors: Sequence[ActorHit],
        places: Sequence[PlaceHit],
        dated: Collection[int],
        opening: Collection[int | None],
        positions: _Positions,
    ) -> None:
        self.words, self.clause_of, self.known = words, clause_of, function_words(language)
        self.texts, self.lows, self.sorts = columns.texts, columns.lows, columns.sorts
        self.opening = opening
        """Positions of words that open a clause: "after North Korea fired …" has no preposition."""
        self.language, self.german = language, language == "de"
        self.actor_at: dict[int, list[ActorHit]] = {}
        self.place_at: dict[int, list[PlaceHit]] = {}
        self.time_at = dated
        for hit in actors:
            for position in positions.covered(hit.start, hit.end):
                self.actor_at.setdefault(position, []).append(hit)
        for place in places:
            for position in positions.covered(place.start, place.end):
                self.place_at.setdefault(position, []).append(place)
        self.dative, self.accusative = self.known["dative"], self.known["accusative"]
        self.postpositions = "zufolge" in self.lows
        self.found: list[Phrase] = []
        self.barren = 0
        """Nothing begins in front of this position: so far a phrase has been looked for in vain."""

    def read(self) -> list[Phrase]:
        sorts, size = self.sorts, len(self.sorts)
        position, joining = 0, False
        while position < size:
            sort = sorts[position]
            if sort in NEVER_OPENING:
                if sort is PUNCTUATION and self.texts[position] == ",":
                    joining = joining or self.in_list(position)
                elif sort is not ADVERB:
                    joining = False
                position += 1
                continue
            if sort is COORDINATOR:
                joining = self.lows[position] in self.known["joining"]
                position += 1
                continue
            end = None if position < self.barren else self.end_of(position)
            if end is None:
                if sort is not QUOTE and sort is not ADJECTIVE:
                    joining = False
                position += 1
                continue
            self.add(position, end, joining)
            joining = False
            position = end
        return self.found

    def in_list(self, position: int) -> bool:
        """A comma inside an enumeration: the words around it belong to one clause, and no verb follows at once."""
        if not self.found or position + 1 >= len(self.words):
            return False
        before, after = self.clause_of[position - 1], self.clause_of[position + 1]
        last = self.found[-1]
        listed = not last.preposition or self.names_the_same(last, position + 1)
        listed = listed or (self.german and bool(last.places) and position + 1 in self.place_at)  # "in Seoul, Tokio"
        return before == after and last.words[-1] == position - 1 and not last.time and listed

    def names_the_same(self, last: Phrase, at: int) -> bool:
        """ "with his North Korean counterpart, Yun Jong Ho, …": a person right after the comma is the one before it."""
        if self.german or any(hit.kind is PERSON for hit in last.actors):
            return False
        person = any(hit.kind is PERSON for hit in self.actor_at.get(at, ()))
        return person and "body" in senses(self.lows[self.root(last).head], True, self.language)

    def end_of(self, start: int) -> int | None:
        """Where the phrase that begins here ends; None if none begins."""
        sorts, size, at = self.sorts, len(self.sorts), start
        while at < size and sorts[at] is PREPOSITION:
            at += 1
        opened = at > start
        if opened and at in self.opening and at < size and sorts[at] is ARTICLE:
            return at + 1  # "eine Feier, bei der Kim …": the relative pronoun is no article
        clause_of = self.clause_of
        clause = clause_of[at] if at < size else -1
        nouns = 0
        while at < size:
            sort = sorts[at]
            if sort is QUOTE or (sort is PUNCTUATION and self.ordinal_stop(at, start)):
                at += 1
                continue
            if clause_of[at] != clause:
                break
            if sort is NOUN:
                if nouns and self.parts(at):
                    break
                if self.german and at > start and sorts[at - 1] is NUMBER and self.ends_date(at):
                    break  # "zum ersten Mal seit 2018 Pjöngjang"
                nouns += 1
            elif sort is ADJECTIVE or sort is NUMBER:
                if nouns and self.lows[at - 1] not in COUNTS and not self.genitive_before(at):
                    break
            elif sort is ARTICLE:
                if nouns:
                    break
                if self.german and self.lows[at] in POINTING and self.sort_at(at + 1) is ARTICLE:
                    return at + 1  # "in dem dieser den Mut rühmt"
            elif sort is PRONOUN:
                if not nouns and at - start <= 1:
                    return at + 1
                break
            elif sort is POSSESSIVE:
                nouns = 0
            elif sort is VERB:
                if not self.gerund_attribute(at, start):
                    break
            elif nouns:
                break
            elif sort is ADVERB:
                if not opened:
                    break
            elif sort is COORDINATOR or (sort is PUNCTUATION and self.texts[at] == ","):
                if (at == start and sort is COORDINATOR) or not self.attributes_joined(at):
                    break
            else:
                break
            at += 1
        stop = at
        while at > start and sorts[at - 1] in TRAILING:
            at -= 1
        if nouns or self.names_something(start, at):
            return at
        self.barren = stop - 1  # a pronoun may stand there, and may follow one other word
        return None

    def ordinal_stop(self, at: int, start: int) -> bool:
        """The full stop of an ordinal: "zum 75. Jahrestag"."""
        if not self.german or self.texts[at] != "." or at == start or at - 1 in self.time_at:
            return False
        return self.sorts[at - 1] is NUMBER and self.sort_at(at + 1) in (NOUN, ADJECTIVE)

    def sort_at(self, position: int) -> WordClass | None:
        return self.sorts[position] if position < len(self.words) else None

    def gerund_attribute(self, at: int, start: int) -> bool:
        """ "the growing cooperation", "planned visit": an English verb form before a noun, after an article."""
        if self.german or at == start or at + 1 >= len(self.words):
            return False
        before = self.sorts[at - 1]
        return before in (ARTICLE, POSSESSIVE) and self.sorts[at + 1] is NOUN

    def names_something(self, start: int, end: int) -> bool:
        return end > start and not self.actor_at.keys().isdisjoint(range(start, end))

    def attributes_joined(self, at: int) -> bool:
        """ "volle und bedingungslose Unterstützung", "scientific, technical help"."""
        before, after = self.words[at - 1], self.words[at + 1] if at + 1 < len(self.words) else None
        return before.sort is ADJECTIVE and after is not None and after.sort is ADJECTIVE

    def genitive_before(self, at: int) -> bool:
        """ "Nordkoreas staatliche Agentur": an attribute after a name in the genitive goes on to the head."""
        before = self.words[at - 1]
        if not self.german:
            return before.sort is POSSESSIVE
        followed = at + 1 < len(self.words) and self.sorts[at + 1] in (
            NOUN,
            ADJECTIVE,
            QUOTE,
        )
        return followed and self.is_genitive_name(at - 1)

    def is_genitive_name(self, position: int) -> bool:
        word = self.words[position]
        return position in self.actor_at and word.low.endswith(("s", "'", "’")) and not word.text.isupper()  # "NIS"

    def ends_date(self, at: int) -> bool:
        """Whether a time expression ends right before the word, which is no part of it."""
        return at - 1 in self.time_at and at not in self.time_at

    def parts(self, at: int) -> bool:
        """Whether a noun right after a noun begins a phrase of its own: one name after another ("Kim Putin")."""
        if (at in self.time_at) != (at - 1 in self.time_at) and self.german:
            return True  # "am Dienstag Kim Jong Un"
        here, before = self.actor_at.get(at, ()), self.actor_at.get(at - 1, ())
        if here and not before and at - 1 in self.time_at:
            return True  # "On Friday Medvedev met …"
        if self.german and not here and not before and self.lows[at - 1] in self.known["accounts"]:
            return True  # "nach eigenen Angaben Raketen", "im Gegenzug Kampfjets"
        if self.german and not here and not before and at - 1 in self.place_at and at not in self.place_at:
            return True  # "in Charkiw Trümmer"
        if (here or at in self.place_at) and not before and self.german and self.named_after_voices(at, here):
            return True
        if here and not before and not self.german and self.lows[at - 1] == self.texts[at - 1]:
            # "at the end of the meeting Putin invited Kim"
            begins = any(hit.kind is PERSON and hit.start == self.words[at].start for hit in here)
            return begins and self.verb_after_name(at)
        if here and not before and self.german and self.is_genitive_name(at):
            # "Gespräche Lawrows mit …": a genitive after its noun, unless it goes on to a noun of its own
            after = self.sorts[at + 1] if at + 1 < len(self.words) else None
            return after not in (NOUN, ADJECTIVE)
        if here and not before and self.german and at - 1 in self.place_at:
            return True
        if not before or not self.german:
            return False
        if not here:
            # "Moskau Technologie", "Nordkorea Waffen": a name and what follows it in the sentence
            named = all(hit.via not in ("adjective", "office", "description") for hit in before)
            account = self.german and at > 1 and self.lows[at - 2] in self.known["accounts"]
            return named and (account or not self.is_genitive_name(at - 1))  # "nach Angaben Seouls | Waffen"
        if at - 1 in self.place_at and at not in self.place_at and not set(map(id, here)) & set(map(id, before)):
            return True  # "in Wostotschny Putin"
        if set(map(id, here)) & set(map(id, before)):
            return False
        if self.is_genitive_name(at - 1):
            return False
        names = {hit.key or hit.name for hit in here if hit.via != "adjective"}
        others = {hit.key or hit.name for hit in before if hit.via != "adjective"}
        persons = all(hit.kind in (PERSON, STATE) for hit in (*here, *before))
        return bool(names and others and not names & others and persons)

    def named_after_voices(self, at: int, here: Sequence[ActorHit]) -> bool:
        """ "nach Ansicht von Experten Russland Raketen", "nach Angaben Moskau": no name of those who speak."""
        before = self.lows[at - 1]
        if before in self.known["accounts"]:
            return not self.lows[at].endswith("s")
        state = any(hit.kind is STATE and hit.via != "adjective" for hit in here)
        return state and "voice" in senses(before, True, self.language)

    def verb_after_name(self, at: int) -> bool:
        while at < len(self.words) and at in self.actor_at and self.sorts[at] is NOUN:
            at += 1
        return self.sort_at(at) is VERB

    def add(self, start: int, end: int, joining: bool) -> None:
        """Makes the phrase of these words and ties it to the one before."""
        lows, sorts = self.lows, self.sorts
        inside: list[int] = []
        nouns: list[int] = []
        prepositions: list[str] = []
        article = ""
        for i in range(start, end):
            sort = sorts[i]
            if sort is QUOTE:
                continue
            if sort is ARTICLE and self.german and i in self.opening and i + 1 < end:
                continue  # "Putin, den Kim eingeladen hatte": the relative pronoun is no article
            inside.append(i)
            if sort is NOUN or sort is PRONOUN:
                nouns.append(i)
            elif sort is ARTICLE:
                article = article or lows[i]
            elif sort is PREPOSITION and i not in self.opening:
                prepositions.append(lows[i])
        head = nouns[-1] if nouns else inside[-1]
        if article and not self.german and inside[0] in self.opening and len(inside) > 1:
            article = next((lows[i] for i in inside[1:] if sorts[i] is ARTICLE), "")  # "that her country"
        preposition = self.preposition(prepositions, inside, start) if prepositions or self.postpositions else ""
        actors, owners = self.named(inside, head) if self.actor_at else ((), ())
        previous = self.found[-1] if self.found else None
        follows = previous is not None and previous.words[-1] == self.before(start)
        genitive = self.german and not preposition and self.is_genitive(article, inside, nouns)
        of, joined = None, None
        if previous is not None:
            attaches = genitive or preposition in ("of", "von") or (preposition == "by" and not self.german)
            if (follows and attaches and not previous.time) or (genitive and joining and previous.of is not None):
                of = previous.index if follows and not previous.time else previous.of
            if joining and not preposition and self.opens_clause(previous, self.clause_of[head]):
                self.found[previous.index] = previous = previous._replace(preposition="", clause=self.clause_of[head])
            here = self.clause_of[head]
            apart = previous.clause != here and self.words_open(here, start)  # "… to Russia, and Moscow has denied it"
            if joining and preposition in ("", previous.preposition) and not apart:
                joined = previous.index
                root = self.root(previous)
                if self.texts[start - 1] == "," and actors and root is not previous and not root.actors:
                    joined = root.index  # "der Sprecher des Ministeriums, Matthew Miller, …"
                    genitive, of, previous = False, None, root
                preposition = preposition or previous.preposition
                genitive = genitive or (not article and previous.genitive)
                of = of if of is not None else previous.of
            if follows and preposition in ("aus", "from") and (actors or owners):
                self.originates(previous, (*actors, *owners))
        low, dative, accusative = lows[head], self.dative, self.accusative
        self.found.append(
            _make_phrase(
                (
                    len(self.found),
                    self.clause_of[head],
                    tuple(inside),
                    preposition,
                    article,
                    head,
                    actors,
                    owners,
                    tuple(self.hits_at(self.place_at, inside)) if self.place_at else (),
                    genitive and of is not None,
                    article in dative or (bool(nouns) and low in dative),
                    article in accusative or low in accusative,
                    head in self.time_at and not actors,
                    of,
                    joined,
                )
            )
        )

    def words_open(self, clause: int, start: int) -> bool:
        """Whether the clause begins with the phrase at this word, after its coordinator."""
        return start == 0 or self.clause_of[start - 1] != clause

    def opens_clause(self, phrase: Phrase, clause: int) -> bool:
        """ "since Kim and Putin met": what looked like a preposition opens the clause whose subjects are joined."""
        doubtful = phrase.preposition in self.known["doubtful_subordinators"]
        return not self.german and doubtful and phrase.clause != clause and bool(phrase.actors)

    def preposition(self, found: Sequence[str], inside: Sequence[int], start: int) -> str:
        """The preposition that the phrase stands with; not one that belongs to an amount."""
        if not found:
            after = inside[-1] + 1
            return "zufolge" if after < len(self.lows) and self.lows[after] == "zufolge" else ""  # "Kiew zufolge"
        counted = inside[min(len(found), len(inside) - 1)]
        if found[0] == "at" and len(found) == 1 and self.lows[counted] in ("least", "most"):
            return ""  # "at least five tankers"
        spelled = len(found) > 1 and self.lows[counted] in table(self.language, "quantities")["numbers"]
        numbered = self.sorts[counted] is NUMBER or spelled or self.counts(inside, len(found))
        if numbered and "_".join(found) in self.known["before_numbers"]:
            return ""  # "über 1.000 Soldaten"
        if found[-1] in ("als", "than") and len(found) == 1 and start and self.lows[start - 1] in COMPARED:
            return ""  # "mehr als hundert Soldaten"
        return " ".join(found)

    def counts(self, inside: Sequence[int], at: int) -> bool:
        """ "over a million barrels": an article and a number in words."""
        if self.german or at + 1 >= len(inside) or self.lows[inside[at]] not in ("a", "half"):
            return False
        return self.lows[inside[at + 1]] in table(self.language, "quantities")["scale"]

    def named(self, inside: Sequence[int], head: int) -> tuple[tuple[ActorHit, ...], tuple[ActorHit, ...]]:
        """The actors that the words name, and those who own what they name."""
        hits = self.hits_at(self.actor_at, inside)
        if not hits:
            return (), ()
        owners: list[ActorHit] = []
        others: list[ActorHit] = []
        for hit in hits:
            (owners if self.owns(hit, inside, head) else others).append(hit)
        return tuple(self.strongest(others)), tuple(owners)

    @staticmethod
    def hits_at(found_at: Mapping[int, Sequence[Hit]], inside: Sequence[int]) -> list[Hit]:
        """The hits over these words, each once."""
        if found_at.keys().isdisjoint(inside):
            return []
        return list({id(hit): hit for i in inside for hit in found_at.get(i, ())}.values())

    def originates(self, previous: Phrase, hits: tuple[ActorHit, ...]) -> None:
        """ "eine Delegation aus Nordkorea", "shells from North Korea": the state that stands behind it owns it."""
        sort = senses(self.lows[previous.head], True, self.language)
        if sort & ORIGINATE and not previous.actors:
            self.found[previous.index] = previous._replace(owners=(*previous.owners, *hits))

    def root(self, phrase: Phrase) -> Phrase:
        """The phrase at the top of a chain of genitives."""
        while phrase.of is not None:
            phrase = self.found[phrase.of]
        return phrase

    def before(self, start: int) -> int:
        """The position before this one, marks of quotation passed over."""
        at = start - 1
        while at >= 0 and self.sorts[at] is QUOTE:
            at -= 1
        return at

    def owns(self, hit: ActorHit, inside: Sequence[int], head: int) -> bool:
        """Whether the actor stands in front of the head as adjective or genitive."""
        last = max([i for i in inside if any(other is hit for other in self.actor_at.get(i, ()))])
        if last >= head:
            return False
        if self.german:
            return hit.via == "adjective" or self.is_genitive_name(last)
        return (
            hit.via == "adjective"
            or hit.kind is STATE
            or self.sorts[last] is POSSESSIVE
            or self.sort_at(last + 1) is POSSESSIVE
        )

    def strongest(self, hits: Sequence[ActorHit]) -> list[ActorHit]:
        """Of several readings at one place the most telling one: the person rather than the office or the state."""
        if len(hits) < 2:
            return list(hits)
        kept: list[ActorHit] = []
        for hit in hits:
            if any(
                other is not hit
                and other.key == hit.key
                and other.key
                and _RANK.get(other.kind, 0) >= _RANK.get(hit.kind, 0)
                and other in kept
                for other in hits
            ):
                continue
            kept.append(hit)
        if any(hit.kind is PERSON and hit.via != "pronoun" for hit in kept):
            kept = [hit for hit in kept if hit.kind is PERSON]
        if any(hit.kind is not STATE and hit.via != "pronoun" for hit in kept):
            named = [hit for hit in kept if hit.kind is not STATE]
            spans = {(hit.start, hit.end) for hit in named}
            kept = [hit for hit in kept if hit.kind is not STATE or (hit.start, hit.end) in spans]
        return kept

    def is_genitive(self, article: str, inside: Sequence[int], nouns: Sequence[int]) -> bool:
        if article:
            return article in self.known["genitive"] or (
                article in self.known["feminine"] and self.follows_noun(inside[0])
            )
        if not nouns or not self.follows_noun(inside[0]):
            return False
        adjective = next((self.lows[i] for i in inside if self.sorts[i] is ADJECTIVE), "")
        return adjective.endswith("er") or self.is_genitive_name(nouns[-1])  # "eine Reise Putins nach …"

    def follows_noun(self, start: int) -> bool:
        at = self.before(start)
        return at >= 0 and self.sorts[at] is NOUN and self.clause_of[at] == self.clause_of[start]


def is_reported(clause: Clause) -> bool:
    """Whether a clause stands in the mood of indirect speech: "Moskau sei bereit"."""
    return any(p.mood is REPORTED or p.modal_mood is REPORTED for p in clause.predicates)


# ---- who does it ---------------------------------------------------------------------------------------------------


NO_SUBJECTS = frozenset(("sich", "himself", "itself", "themselves", "es"))
MOST_STEPS = 6
"""Clauses that a subject is looked for in, one after the other."""


def subject(parse_: Parse, clause: Clause) -> Phrase | None:
    """The subject of a clause's predicate; taken over from the clause before or above where it has none of its own."""
    if clause.index not in parse_.subjects:
        parse_.subjects[clause.index] = _subject(parse_, clause, 0)
    return parse_.subjects[clause.index]


def _subject(parse_: Parse, clause: Clause, depth: int) -> Phrase | None:
    if depth > MOST_STEPS:
        return None
    if clause.kind is INFINITIVE_CLAUSE:
        return _controller(parse_, clause, depth)
    own = _own_subject(parse_, clause)
    if own is not None:
        return own
    if clause.kind is RELATIVE:
        return antecedent(parse_, clause)
    if clause.coordinated is not None and clause.coordinated != clause.index:
        return _subject(parse_, _continued(parse_, clause, parse_.clauses[clause.coordinated]), depth + 1)
    return None


def _continued(parse_: Parse, clause: Clause, before: Clause) -> Clause:
    """ "Seoul erklärte, Moskau habe gelogen, und nannte dies …": the indicative goes on with the clause of saying."""
    moods = [{p.mood for p in c.predicates if p.finite is not None} for c in (clause, before)]
    if before.kind is COMPLEMENT and moods == [{INDICATIVE}, {REPORTED}]:
        return parse_.clauses[before.governor] if before.governor is not None else before
    return before


def _own_subject(parse_: Parse, clause: Clause) -> Phrase | None:
    finite = next((p.finite for p in clause.predicates if p.finite is not None), None)
    words = parse_.words
    candidates = [
        p
        for p in parse_.bare_phrases_in(clause)
        if not p.dative and not p.accusative and words[p.head].low not in NO_SUBJECTS
    ]
    if not candidates:
        return None
    if parse_.language == "en":
        if finite is None:
            verbless = not clause.predicates and parse_.sentence.heading
            return candidates[0] if verbless and candidates else None
        before = [p for p in candidates if p.words[-1] < finite and p.joined is None]
        if before:
            return before[-1]
        after = [p for p in candidates if p.words[0] > finite]
        return after[0] if after and clause.words[0] == finite and clause.coordinated is None else None
    if clause.kind in (MAIN, COMPLEMENT) and finite is not None and clause.marker == "":
        before = [p for p in candidates if p.words[-1] < finite]
        if before:
            return before[0]
        after = [p for p in candidates if p.words[0] > finite]
        if clause.coordinated is not None and clause.words[0] == finite:
            # "… und lobte die Beziehungen": what follows is an object, unless it can only be the subject
            return None
        return after[0] if after else None
    if clause.kind is RELATIVE:
        return _relative_subject(parse_, clause, candidates)
    return candidates[0] if candidates else None


def _only_plural(parse_: Parse, clause: Clause) -> bool:
    """Whether the finite verb of a clause can have no subject in the singular."""
    finite = next((p.finite for p in clause.predicates if p.finite is not None), None)
    forms_ = [f for f in parse_.words[finite].forms if f.shape is FINITE] if finite is not None else []
    return bool(forms_) and all(form.plural for form in forms_)


def _relative_subject(parse_: Parse, clause: Clause, candidates: Sequence[Phrase]) -> Phrase | None:
    """ "die Moskau unterstützt": Moskau; "der Waffen liefert": nobody inside, the antecedent is meant."""
    if not candidates:
        return None
    marker = clause.marker
    opener = clause.marker_word
    with_preposition = bool(opener) and parse_.words[(opener or 0) - 1].sort is PREPOSITION
    if with_preposition or marker in ("den", "dem", "denen", "dessen", "deren", "was", "wo", "womit"):
        return candidates[0]
    first = candidates[0]
    possessive = first.article.startswith(("ihr", "sein"))
    if _only_plural(parse_, clause) and len(first.actors) == 1 and first.actors[0].kind is not ActorKind.MEDIA:
        joined = any(p.joined == first.index for p in parse_.phrases)
        if not joined and first.actors[0].country not in ("USA", "UNO"):
            return None  # "Russen, die Nordkorea geholfen haben"
    if first.actors and not possessive and marker != "der":
        return first
    return None


def antecedent(parse_: Parse, clause: Clause) -> Phrase | None:
    """The phrase that a relative clause is about."""
    before = [p for p in parse_.phrases if p.words[-1] < clause.words[0] and not p.time]
    if not before:
        return None
    last = before[-1]
    while last.of is not None and not last.actors and parse_.phrases[last.of].words[-1] < clause.words[0]:
        last = parse_.phrases[last.of]
    return last


def _controller(parse_: Parse, clause: Clause, depth: int) -> Phrase | None:
    """Who does what an infinitive says: the object of "accuse", "invite", "urge", else the subject above."""
    if clause.governor is None:
        return None
    above = parse_.clauses[clause.governor]
    predicate = next((p for p in reversed(above.predicates)), None)
    if predicate is not None and predicate.lemma in function_words(parse_.language)["object_control"]:
        passive = predicate.passive
        if passive:
            return _subject(parse_, above, depth + 1)
        top = _subject(parse_, above, depth + 1)
        objects = [p for p in objects_of(parse_, above, top) if p.actors]
        if objects:
            return objects[-1]
        wanted = [p for p in parse_.phrases_in(above) if p.preposition in ("on", "auf", "an", "for") and p.actors]
        if wanted:
            return wanted[-1]
    if above.kind is RELATIVE and not above.predicates:
        return antecedent(parse_, above)
    return _subject(parse_, above, depth + 1)


def objects_of(parse_: Parse, clause: Clause, top: Phrase | None) -> list[Phrase]:
    """Phrases without preposition that are not the subject, and not joined to it."""
    bare = parse_.bare_phrases_in(clause)
    if top is None or not bare:
        return [*bare]
    taken = {p.index for p in parse_.joined_to(top)}
    return [p for p in bare if p.index not in taken]


def actors_of(parse_: Parse, phrase: Phrase | None) -> tuple[ActorHit, ...]:
    """The actors that a phrase names, with those joined to it; those in front of the head where it names none."""
    if phrase is None:
        return ()
    found: list[ActorHit] = []
    parts = parse_.joined_to(phrase)
    if len(parts) > 1 and not phrase.actors and _is_apposition(parse_, phrase, parts[1]):
        parts = parts[1:]
    for part in parts:
        found += part.actors or part.owners
    if not found and phrase.article and parse_.language == "en":
        found = _named_behind(parse_, phrase)
    if not found and parse_.language == "en":
        after = parse_.phrases[phrase.index + 1 : phrase.index + 2]
        found = [hit for p in after if p.preposition == "including" for q in parse_.joined_to(p) for hit in q.actors]
    if not found and ACT_FOR & senses(parse_.words[phrase.head].low, True, parse_.language):
        parts = parse_.attached(phrase)
        found = [hit for part in parts for hit in part.concerned]  # "die Marine Nordkoreas"
        found = found or [hit for part in parts for q in parse_.attached(part) for hit in q.concerned]
    return tuple(found)


def _named_behind(parse_: Parse, phrase: Phrase) -> list[ActorHit]:
    """ "The spokesman for the council, John Kirby, said": the name between commas behind what belongs to the noun."""
    words = parse_.words
    for after in parse_.phrases[phrase.index + 1 :]:
        if after.clause != phrase.clause:
            break
        if (after.preposition and after.joined is None) or after.of is not None:
            continue
        last = after.words[-1]
        apart = words[after.words[0] - 1].text == "," and last + 1 < len(words) and words[last + 1].text == ","
        return [hit for hit in after.actors if hit.kind is PERSON] if apart else []
    return []


def _is_apposition(parse_: Parse, phrase: Phrase, after: Phrase) -> bool:
    """ "Shoigu's counterpart, Kang Sun Nam, …": the name after the comma is that of the one before it."""
    comma = parse_.words[after.words[0] - 1].text == ","
    person = any(hit.kind is PERSON for hit in after.actors)
    return comma and person and "body" in senses(parse_.words[phrase.head].low, True, parse_.language)


def is_for_when(parse: Parse, position: int) -> bool:
    """Whether a time expression that begins there is that for which something is meant: "ein Plan für 2024"."""
    at = position - 1
    while at > 0 and parse.words[at].sort in (ARTICLE, ADJECTIVE, NUMBER):
        at -= 1
    if at > 0 and parse.words[at].sort is COORDINATOR:
        at -= 1
        while at > 0 and parse.words[at].sort in (ARTICLE, ADJECTIVE, NUMBER):
            at -= 1
    return at >= 0 and parse.words[at].low in ("for", "für")


def main_predicate(clause: Clause) -> Predicate | None:
    return clause.predicates[0] if clause.predicates else None
