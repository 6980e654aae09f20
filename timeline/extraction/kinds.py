"""Reports of events: trigger words, and who takes which part.

Rules are data (`lexicon/<language>/kinds.toml`): a verb or noun, what must stand with it, and a frame. This module
tries them on every clause, keeps the first that holds for a word, and fills the frame. What one sentence tells of one
event twice ("reiste zu einem Besuch") becomes one candidate. Whether it happened, and when, is asked later.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.extraction.frozen import frozen
from timeline.extraction.grammar.clauses import COMPLEMENT, INFINITIVE_CLAUSE, RELATIVE, Clause, Predicate
from timeline.extraction.grammar.phrases import Parse, Phrase, actors_of, antecedent, objects_of, parse, subject
from timeline.extraction.grammar.senses import (
    ADJECTIVE_ENDINGS,
    class_phrases,
    compound_head,
    fixed_classes,
    inflected,
    meanings,
    senses,
    verb_senses,
)
from timeline.extraction.grammar.verbs import Mood, Shape, attributive
from timeline.extraction.grammar.words import (
    ADJECTIVE,
    ARTICLE,
    NOUN,
    PRONOUN,
    PUNCTUATION,
    VERB,
    function_words,
    tokenise,
)
from timeline.extraction.lazily import lazily
from timeline.extraction.lexicon import ActorEntry, Lexicon, table, word_list
from timeline.extraction.model import (
    ACCUSATION,
    AGREEMENT,
    ARMS_TRANSFER,
    COOPERATION,
    CRITICISM,
    DEMAND,
    DENIAL,
    MEETING,
    MILITARY_ACTION,
    SANCTION,
    SPEECH_ACTS,
    SUPPORT_STATEMENT,
    TROOP_DEPLOYMENT,
    VISIT,
    ActorHit,
    ActorKind,
    EventKind,
    Evidence,
    Mode,
    Participant,
    PlaceHit,
    Quantity,
    Role,
    Sentence,
)
from timeline.extraction.quantities import quantities
from timeline.extraction.remembered import Remembered
from timeline.extraction.sources import (
    Credit,
    continues_speech,
    credited,
    find_credits,
    own_speakers,
    resumes,
    speakers,
    speech_verbs,
    taken_up_by,
)

if TYPE_CHECKING:
    from timeline.extraction.pipeline import Reading
    from timeline.extraction.roles import Cast

PAIR = frozenset(("RUS", "PRK"))
HARD = frozenset((ARMS_TRANSFER, TROOP_DEPLOYMENT, MILITARY_ACTION, COOPERATION))


ACTING, RECEIVING = (Role.ACTOR, Role.SUPPLIER), Role.RECIPIENT
AFTERWARDS = frozenset(("hostile_content", "own_deed_denied"))
"""Conditions that only the other reports of a sentence give, in `_disclosures` and `_disavowals`."""
PRESUPPOSED = {"northern_troops": "troops", "consequence": "consequence", "threat": "consequence"}
"""Conditions that cannot hold where no word of the sentence has the class."""


@frozen
class Rule:
    """One rule of the lexicon; see the head of `lexicon/de/kinds.toml`."""

    id: str
    kind: EventKind
    mode: Mode
    frame: str
    object: frozenset[str]
    about: frozenset[str]
    unless: frozenset[str]
    phrases: tuple[str, ...]
    needs: tuple[str, ...]
    says: frozenset[str]
    says_modal: frozenset[str]
    subject: frozenset[str] = frozenset()
    idiom: tuple[str, ...] = ()
    """Words that must stand in the clause beside the verb: "stärken den Rücken", "call in"."""
    fixed: frozenset[str] = frozenset()
    """The same, in no order."""
    openers: frozenset[str] = frozenset()
    """The first words of `phrases`."""
    presupposed: frozenset[str] = frozenset()
    """The classes that its conditions presuppose."""
    waits: bool = False
    """Needs what only the other reports of its sentence give: it is tried when they are known."""

    def possible(self, present: set[str], words: frozenset[str]) -> bool:
        """Whether the classes and words that the rule asks for are in the sentence at all; cheap, asked first."""
        return (
            not self.waits
            and self.presupposed <= present
            and self.fixed <= words
            and (not self.object or not self.object.isdisjoint(present))
            and (not self.subject or not self.subject.isdisjoint(present))
            and (not self.says or not self.says.isdisjoint(present))
            and (not self.openers or not self.openers.isdisjoint(words))
        )


@frozen
class Candidate:
    """A report of an event, before anybody asks whether it happened and when.

    `predicate` is the verb that names the event, or the one that the noun in `noun` stands with; `doers` are those who
    act, in a speech act the speakers. `start:end` is the quote.
    """

    sentence: Sentence
    parse: Parse
    clause: Clause
    predicate: Predicate | None
    noun: Phrase | None
    rule: str
    kind: EventKind
    mode: Mode
    frame: str
    start: int
    end: int
    trigger_start: int
    trigger_end: int
    participants: tuple[Participant, ...]
    place: str | None
    place_key: str
    quantities: tuple[Quantity, ...]
    confidence: float
    trace: tuple[Evidence, ...]
    doers: tuple[ActorHit, ...] = ()
    hosts: tuple[ActorHit, ...] = ()
    """Those it is done to, or with whom."""
    countries: frozenset[str] = frozenset()
    """Of the participants and the place."""
    utterance: bool = False
    """Found in what somebody says: the saying itself is the event, and it is told as a fact."""
    scope: tuple[int, int] | None = None
    """Positions of the words whose hedges concern this candidate, where one clause tells of two events."""
    story: Story | None = field(default=None, repr=False, compare=False)


@frozen
class Story:
    """A whole article, parsed: what a candidate is asked about besides its own sentence."""

    reading: Reading
    parses: tuple[Parse, ...]
    speakers: tuple[tuple[ActorHit, ...], ...]
    """Who is speaking in each sentence: named in it, or carried over into a quotation or indirect speech."""
    sources: tuple[tuple[ActorHit, ...], ...] = ()
    """Whom each sentence goes back to: its speaker, or whom it credits otherwise ("laut KCNA")."""
    credits: tuple[tuple[Credit, ...], ...] = ()
    """The sources that each sentence credits beside its clauses of saying."""
    countries: frozenset[str] = frozenset()
    """What the article as a whole is about: countries named in at least two of its sentences."""
    named: tuple[frozenset[str], ...] = ()
    """The countries that each sentence names."""
    meanings: tuple[set[str], ...] = ()
    """The classes of the words of each sentence."""

    def parse_of(self, index: int) -> Parse | None:
        return self.parses[index] if 0 <= index < len(self.parses) else None


@cache
def _rules(language: str) -> tuple[Mapping[str, tuple[Rule, ...]], Mapping[str, tuple[Rule, ...]], tuple[Rule, ...]]:
    """Rules by verb lemma, by noun form, and those for what is said, in the order of the table."""
    verbs: dict[str, list[Rule]] = {}
    nouns: dict[str, list[Rule]] = {}
    said: list[Rule] = []
    for row in table(language, "kinds")["rules"]:
        rule = _rule(row)
        for verb in row.get("verbs", "").split():
            verbs.setdefault(verb, []).append(rule)
        for idiom in row.get("idioms", ()):
            verb, *fixed = idiom.split()
            verbs.setdefault(verb, []).append(replace(rule, idiom=tuple(fixed), fixed=frozenset(fixed)))
        for noun in row.get("nouns", "").split():
            for form in dict.fromkeys(inflected(noun, language)):
                nouns.setdefault(form, []).append(rule)
        if rule.says or rule.says_modal:
            said.append(rule)
    return {k: tuple(v) for k, v in verbs.items()}, {k: tuple(v) for k, v in nouns.items()}, tuple(said)


def _rule(row: Mapping[str, Any]) -> Rule:
    phrases = tuple(phrase.lower() for phrase in row.get("phrases_object", ()))
    return Rule(
        id=row["id"],
        kind=EventKind(row["kind"]),
        mode=Mode(row.get("mode", "")),
        frame=row["frame"],
        object=frozenset(row.get("object", ())),
        about=frozenset(row.get("about", ())),
        unless=frozenset(row.get("unless", ())),
        phrases=phrases,
        openers=frozenset(phrase.split()[0] for phrase in phrases),
        needs=tuple(row.get("needs", ())),
        says=frozenset(row.get("says", ())),
        says_modal=frozenset(row.get("says_modal", ())),
        subject=frozenset(row.get("subject", ())),
        presupposed=frozenset(PRESUPPOSED[need] for need in row.get("needs", ()) if need in PRESUPPOSED),
        waits=not AFTERWARDS.isdisjoint(row.get("needs", ())),
    )


@cache
def _event_heads(language: str) -> Remembered[str, str]:
    """The noun of a rule that a word is, or that a compound ends in; empty if there is none."""
    nouns = _rules(language)[1]
    return Remembered(lambda low: compound_head(low, nouns, language))


def event_noun(low: str, language: str) -> EventKind | None:
    """Whether a noun names a visit or a meeting, for those who date by it ("bei dem Treffen")."""
    head = _event_heads(language)[low]
    kind = _rules(language)[1][head][0].kind if head else None
    return kind if kind in (VISIT, MEETING) else None


def tell(reading: Reading) -> Story:
    """Parses every sentence that is not boilerplate; one empty parse stands for each that is."""
    language = reading.language if reading.language in ("de", "en") else "de"
    speech = speech_verbs(language)
    adjectival = _adjectival(reading.lexicon, language)
    parses = []
    actors_in, places_in, timexes_in = (
        _by_sentence(reading.sentences, hits) for hits in (reading.actors, reading.places, reading.timexes)
    )
    for sentence in reading.sentences:
        if sentence.boilerplate:
            parses.append(Parse(sentence, language, (), (), (), (), (), ()))
            continue
        tokens = tokenise(sentence.text, sentence.start, language)
        actors = actors_in[sentence.index]
        if any(map(adjectival.__getitem__, tokens.columns.texts)):
            actors += _adjectives(sentence, actors, reading)
        places, timexes = places_in[sentence.index], timexes_in[sentence.index]
        parses.append(parse(sentence, language, tokens, actors, places, timexes, speech))
    named = tuple(countries_of(parse_) for parse_ in parses)
    present = tuple(meanings_of(parse_) for parse_ in parses)
    for (before, here), parse_ in zip(pairwise(present), parses[1:], strict=True):
        if "treaty" in before:
            here.add("treaty_subject")  # "It entered into force …"
        if "workers" in before and parse_.words and parse_.words[0].low in ("sie", "they"):
            here.add("workers")  # "Sie würden Drohnen montieren"
    said = tuple(find_credits(parse_, reading.lexicon) for parse_ in parses)
    spoken = own_speakers(parses)
    return Story(
        reading=reading,
        parses=tuple(parses),
        speakers=speakers(parses, spoken),
        sources=credited(parses, spoken, said, reading.lexicon),
        credits=said,
        countries=_whole(named),
        named=named,
        meanings=present,
    )


class _Adjective(NamedTuple):
    """The adjective of a state: its pattern from the first word on, and its place in the lexicon."""

    rank: int
    pattern: re.Pattern[str]
    state: ActorEntry


@cache
def _state_adjectives(lexicon: Lexicon, language: str) -> Mapping[str, tuple[_Adjective, ...]]:
    """State adjectives by their first word, in German with every ending."""
    stems = {
        stem.lower(): entry
        for entry in lexicon.actors
        if entry.kind is ActorKind.STATE
        for stem in entry.adjectives.get(language, ())
    }
    endings = ADJECTIVE_ENDINGS if language == "de" else ("",)
    found: dict[str, list[_Adjective]] = {}
    for rank, (stem, entry) in enumerate(stems.items()):
        pattern = re.compile(rf"\b{re.escape(stem)}(?:{'|'.join(endings)})\b", re.IGNORECASE)
        first = _RUN.findall(stem)[0]
        for word in [first + ending for ending in endings] if first == stem else [first]:
            found.setdefault(word, []).append(_Adjective(rank, pattern, entry))
    return {word: tuple(adjectives) for word, adjectives in found.items()}


_RUN = re.compile(r"\w+")


@cache
def _adjectival(lexicon: Lexicon, language: str) -> Remembered[str, bool]:
    """Whether a token holds the adjective of a state, or the first word of one."""
    known = _state_adjectives(lexicon, language)
    return Remembered(lambda text: not known.keys().isdisjoint(_RUN.findall(text.lower())))


def _adjectives(sentence: Sentence, actors: Sequence[ActorHit], reading: Reading) -> list[ActorHit]:
    """State adjectives that the stage of actors left open, since nobody is named: "nordkoreanische Generäle"."""
    language = reading.language if reading.language in ("de", "en") else "de"
    known = _state_adjectives(reading.lexicon, language)
    found: list[tuple[int, ActorHit]] = []
    for run in _RUN.finditer(sentence.text):
        for rank, pattern, state in known.get(run[0].lower(), ()):
            match = pattern.match(sentence.text, run.start())
            if match is None:
                continue
            start, end = sentence.start + match.start(), sentence.start + match.end()
            lower = language == "en" and match.group().islower()  # "told us" names no state
            if not lower and not any(hit.start < end and start < hit.end for hit in actors):
                name, text = state.name(language), match.group()
                hit = ActorHit(start, end, text, state.key, name, state.kind, state.country, "adjective")
                found.append((rank, hit))
    return [hit for _, hit in sorted(found, key=lambda ranked: ranked[0])]


def _by_sentence(sentences: Sequence[Sentence], hits: Iterable[Any]) -> list[list[Any]]:
    """What lies inside each sentence, in the order given; what reaches over a border lies in none."""
    found: list[list[Any]] = [[] for _ in sentences]
    starts = [sentence.start for sentence in sentences]
    for hit in hits:
        at = bisect_right(starts, hit.start) - 1
        if at >= 0 and hit.end <= sentences[at].end:
            found[at].append(hit)
    return found


def find(document: Reading) -> tuple[Candidate, ...]:
    """All reports of events in the article, in text order."""
    story = tell(document)
    found: list[Candidate] = []
    for position in range(len(story.parses)):
        found += _in_sentence(story, position, found)
    return tuple(_with_accuser(candidate, found) for candidate in found)


def _with_accuser(candidate: Candidate, told: Sequence[Candidate]) -> Candidate:
    """ "Pjöngjang wurde vorgeworfen, …": who accuses it elsewhere in the article, the nearest one."""
    if candidate.kind is not ACCUSATION or candidate.doers or not candidate.hosts:
        return candidate
    accused = {hit.country for hit in candidate.hosts}
    others = [
        other
        for other in told
        if other.kind is ACCUSATION and other.doers and accused & {hit.country for hit in other.hosts}
    ]
    if not others:
        return candidate
    nearest = min(others, key=lambda other: abs(other.sentence.index - candidate.sentence.index))
    accusers = tuple(hit for hit in nearest.doers if hit.country not in accused)
    named = tuple(Participant(hit.name, Role.ACTOR, hit.key) for hit in accusers)
    return replace(candidate, doers=accusers, participants=(*named, *candidate.participants))


def _in_sentence(story: Story, position: int, before: Sequence[Candidate]) -> list[Candidate]:
    candidates = [part for spot in _spots(story, position, before) for part in _contrasted(spot)]
    candidates += _by_what_it_is_about(story, position, candidates, before)
    candidates += _disclosures(story, position, candidates, before)
    candidates += _disavowals(story, position, candidates, before)
    candidates += _sayings(story, position, candidates, before)
    if not candidates:
        return []
    candidates = _without_denied([c for c in candidates if _concerns(c, story, position)])
    kept = _distinct(candidates)
    return sorted(kept, key=lambda c: (c.trigger_start, c.kind))


# ---- a word that may report an event -------------------------------------------------------------------------------


FIRST_PERSON = frozenset(("wir", "ich", "we", "i"))


@dataclass
class Spot:
    """A trigger in its clause, with what its rule and its frame ask about."""

    story: Story
    position: int
    parse: Parse
    clause: Clause
    rule: Rule
    predicate: Predicate | None
    noun: Phrase | None
    word: int
    before: Sequence[Candidate]
    said_by: tuple[ActorHit, ...] = ()
    attribute_of: Phrase | None = None
    """The trigger is a participle in front of this phrase: "die von Nordkorea gelieferten Raketen"."""

    @property
    def german(self) -> bool:
        return self.parse.language == "de"

    @lazily
    def top(self) -> Phrase | None:
        """The subject; where an object of the rule's classes comes first, the actor after the verb."""
        if self.attribute_of is not None:
            return self.attribute_of
        found = subject(self.parse, self.clause)
        if found is not None and not self.passive and self.noun is None and self.is_fixed(found):
            later = [p for p in self.in_clause if p.bare and (p.actors or p.owners) and p.words[0] > found.words[-1]]
            return later[0] if later else found  # "Kritik übte auch Tokio"
        if found is None or self.passive or not self.rule.object or self.predicate is None or self.noun is not None:
            return found
        if self.rule.object & self.phrase_senses(found) and not found.actors:
            finite = self.predicate.finite if self.predicate.finite is not None else self.predicate.word
            if self.german and self.parse.words[self.clause.words[0]].low in ("beide", "alle", "man"):
                return None
            if self.german and "es" in [self.parse.words[i].low for i in self.clause.words[:2]]:
                return None  # "dass es Truppen entsandt hat"
            later = [p for p in self.in_clause if p.bare and p.actors and p.words[0] > finite]
            return later[0] if later and found.words[-1] < finite and self.german else found
        return found

    def is_fixed(self, phrase: Phrase) -> bool:
        """Whether a phrase is one of the words that the rule ties to its verb: "Besorgnis äußerte …"."""
        low = self.parse.words[phrase.head].low
        return not phrase.concerned and (low in self.rule.idiom or low in self.rule.phrases)

    @lazily
    def passive(self) -> bool:
        return self.predicate is not None and self.predicate.passive

    @lazily
    def in_clause(self) -> tuple[Phrase, ...]:
        """Phrases of the clause; of a participle in front of a noun those between the article and it."""
        if self.attribute_of is not None:
            first = self.word
            while first > 0 and self.parse.words[first - 1].sort not in (VERB, PUNCTUATION):
                first -= 1
                if self.parse.words[first].sort is ARTICLE and self.parse.phrase_of[first] < 0:
                    break
            between = (p for p in self.parse.phrases_in(self.clause) if first <= p.words[0] < self.word)
            return (*(p for p in between if p.preposition), self.attribute_of)
        found = self.own_part(self.parse.phrases_in(self.clause))
        sources = {i for credit in self.story.credits[self.position] if credit.clause < 0 for i in credit.words}
        return tuple(p for p in found if p.head not in sources) if sources else found

    def own_part(self, phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
        """ "wird Kim treffen und einen Vertrag unterzeichnen": of two verbs each has what stands before it."""
        predicates = self.clause.predicates
        if not self.german or len(predicates) < 2 or self.predicate is None or self.predicate.finite is None:
            return phrases
        if any(p.finite != self.predicate.finite or p.word == p.finite for p in predicates):
            return phrases
        verbs = sorted(p.word for p in predicates)
        after = max((word for word in verbs if word < self.predicate.word), default=-1)
        before = self.predicate.word if self.predicate.word != verbs[-1] else len(self.parse.words)
        top = subject(self.parse, self.clause)
        shared = {p.index for p in self.parse.joined_to(top)} if top is not None else set()
        return tuple(p for p in phrases if after < p.words[0] < before or p.index in shared or p.time)

    @lazily
    def clause_range(self) -> range:
        """All positions between the first and the last word of the clause."""
        return range(self.clause.words[0], self.clause.words[-1] + 1)

    @lazily
    def about_phrase(self) -> Phrase | None:
        if self.clause.kind is not RELATIVE:
            return None
        found = antecedent(self.parse, self.clause)
        if found is not None and self.rule.object and not self.rule.object & self.phrase_senses(found):
            # "fragments of missiles fired by Russia": of the phrases in front the one that the rule asks for
            own = [p for p in self.parse.attached(found) if p.words[-1] < self.clause.words[0]]
            return next((p for p in reversed(own) if self.rule.object & self.phrase_senses(p)), found)
        return found

    @lazily
    def doers(self) -> tuple[ActorHit, ...]:
        """Who does it: the subject, in the passive the one after "von" or "by"."""
        if self.said_by:
            return self.said_by
        if self.predicate is None:
            return ()
        if self.passive:
            agents = [p for p in self.in_clause if p.preposition in ("von", "vom", "durch", "by") and p.concerned]
            agents = [p for p in agents if p.of is None] or agents[-1:]
            return tuple(hit for p in agents for hit in actors_of(self.parse, p))
        found = self.led_by() or actors_of(self.parse, self.top)
        speakers = self.story.speakers[self.position]
        if not found and (self.first_person or self.resumed):
            return self.for_their_state(speakers)
        if not found and (state := self.meant_by_it()):
            return state
        if self.rule.kind in SPEECH_ACTS and self.noun is None and self.spoken and speakers:
            # "Russland unterstütze Nordkorea, sagte Lawrow": the minister speaks for his state
            lands = {hit.country for hit in found if hit.kind is ActorKind.STATE}
            if lands and lands == {hit.country for hit in speakers if hit.kind is not ActorKind.MEDIA}:
                return speakers
        return found

    def led_by(self) -> tuple[ActorHit, ...]:
        """ "eine Delegation unter Leitung von Minister Koslow", "a delegation headed by …": the person travels."""
        if self.top is None or "envoy" not in self.sense(self.top.head):
            return ()
        leading = [p for p in self.in_clause if "lead" in self.sense(p.head) and p.words[0] > self.top.words[-1]]
        after = [q for p in leading for q in (p, *self.parse.attached(p))]
        return tuple(hit for p in after for hit in p.actors if hit.kind is ActorKind.PERSON)

    def meant_by_it(self) -> tuple[ActorHit, ...]:
        """ "Pjöngjang bestätigte, dass es Truppen entsandt hat": the state that says it, where "es" gives something."""
        governor = self.clause.governor
        if governor is None or not self.rule.object or self.rule.kind not in HARD or not self.german:
            return ()
        words = [self.parse.words[i].low for i in self.clause.words[:2]]
        if "es" not in words or self.clause.kind is not COMPLEMENT:
            return ()
        above = actors_of(self.parse, subject(self.parse, self.parse.clauses[governor]))
        return tuple(hit for hit in above if hit.kind in (ActorKind.STATE, ActorKind.ORGANISATION))

    @lazily
    def resumed(self) -> bool:
        """ "It added that …", "The agency also said …": who spoke before goes on."""
        return self.predicate is not None and resumes(self.parse, self.clause, self.predicate)

    def for_their_state(self, speakers: tuple[ActorHit, ...]) -> tuple[ActorHit, ...]:
        """The speakers; where only a state's own media speak ("Man sei bereit", says KCNA), it is the state."""
        if any(hit.kind is not ActorKind.MEDIA or hit.country not in PAIR for hit in speakers):
            return speakers
        states, language = self.story.reading.lexicon.states, self.parse.language
        known = [(hit, states[hit.country]) for hit in speakers]
        return tuple(
            replace(hit, key=state.key, name=state.name(language), kind=state.kind, via="media") for hit, state in known
        )

    @lazily
    def pledged(self) -> bool:
        """ "told Lavrov that her country would stand by Russia": own support is given by being promised."""
        if self.rule.kind is not SUPPORT_STATEMENT or self.clause.kind is not COMPLEMENT:
            return False
        predicate = self.predicate
        ahead = predicate is not None and (predicate.future or predicate.mood is Mood.UNREAL)
        own = {hit.country for hit in self.story.speakers[self.position]} & {hit.country for hit in self.doers}
        return ahead and bool(own)

    @lazily
    def spoken(self) -> bool:
        """Whether the clause is what somebody says."""
        return self.clause.kind is COMPLEMENT or self.clause.quoted or continues_speech(self.parse)

    @lazily
    def first_person(self) -> bool:
        """ "Wir verurteilen …" in a quotation: the speaker acts."""
        low = self.parse.words[self.top.head].low if self.top is not None else ""
        article = self.top.article if self.top is not None else ""
        own = low in ("es", "it", "er", "sie", "he", "she", "they") or article in ("his", "her", "its", "their")
        if low == "man" or low in FIRST_PERSON or (own and self.clause.kind is COMPLEMENT):
            return True
        words = self.parse.words
        return not FIRST_PERSON.isdisjoint([words[i].low for i in self.clause.words])

    @lazily
    def doer_phrase(self) -> Phrase | None:
        if self.predicate is None:
            return None
        if self.passive:
            agents = [p for p in self.in_clause if p.preposition in ("von", "vom", "durch", "by")]
            return agents[0] if agents else None
        return self.top

    @lazily
    def objects(self) -> list[Phrase]:
        if self.passive:
            others = objects_of(self.parse, self.clause, self.top)
            return ([self.top] if self.top is not None else []) + others
        found = list(self.own_part(tuple(objects_of(self.parse, self.clause, self.top))))
        about = self.about_phrase
        if about is not None and (self.top is None or about.index != self.top.index):
            found = [about, *found]
        return found

    @lazily
    def object_actors(self) -> tuple[ActorHit, ...]:
        return tuple(hit for p in self.objects for hit in (p.actors or (p.owners if self.names_body(p) else ())))

    def names_body(self, phrase: Phrase) -> bool:
        """ "die russische Regierung", "officials in Seoul": the owner acts through it."""
        return "body" in self.sense(phrase.head)

    def sense(self, word: int) -> frozenset[str]:
        w = self.parse.words[word]
        return senses(w.low, w.sort is NOUN, self.parse.language)

    def phrase_senses(self, phrase: Phrase) -> set[str]:
        found: set[str] = set()
        for word in phrase.words:
            found |= self.sense(word)
        return found | self.fixed(phrase)

    def fixed(self, phrase: Phrase) -> set[str]:
        return set()

    def to(self, *prepositions: str) -> list[Phrase]:
        return [p for p in self.in_clause if p.preposition.split(" ")[-1] in prepositions]

    def actors_to(self, *prepositions: str) -> tuple[ActorHit, ...]:
        return tuple(hit for p in self.to(*prepositions) for hit in p.actors or p.owners)

    @lazily
    def low(self) -> str:
        words = self.parse.words
        return " ".join(words[i].low for i in self.clause.words)

    @lazily
    def attached(self) -> tuple[Phrase, ...]:
        """Phrases that belong to the noun: genitives, "von …", "mit …", "in …" right after it."""
        if self.noun is None:
            return ()
        found = [*self.parse.attached(self.noun)]
        at = self.noun.words[-1]
        for other in self.parse.phrases[self.noun.index + 1 :]:
            if other.clause != self.noun.clause:
                break
            between = self.parse.words[at + 1 : other.words[0]]
            if any(w.sort in (VERB, PUNCTUATION) for w in between) or (other.time and not other.preposition):
                break
            if other not in found and (other.preposition or other.joined is not None or other.of is not None):
                found.append(other)
            elif other not in found:
                break
            at = other.words[-1]
        return tuple(found)

    @lazily
    def noun_owners(self) -> tuple[ActorHit, ...]:
        """Who owns the event that the noun names: "Lawrows Besuch", "der Besuch des Ministers", "Lavrov's visit"."""
        if self.noun is None:
            return ()
        found = list(self.noun.owners)
        for other in self.attached:
            of_it = other.of is not None and self.belongs(other)
            if of_it or other.preposition in ("von", "vom", "by", "durch", "of"):
                found += other.actors or other.owners
        return tuple(found)

    def belongs(self, other: Phrase) -> bool:
        at: Phrase | None = other
        while at is not None and at.of is not None:
            if self.noun is not None and at.of == self.noun.index:
                return True
            at = self.parse.phrases[at.of]
        return False

    def attached_to(self, *prepositions: str) -> list[Phrase]:
        return [p for p in self.attached if p.preposition.split(" ")[-1] in prepositions]

    # -- result

    @lazily
    def _casts(self) -> dict[str, Cast]:
        return {}

    def cast(self, frame: str) -> Cast:
        """Who takes which part, as this frame sees it. Asked more than once: do not change it."""
        if frame not in self._casts:
            from timeline.extraction.roles import FRAMES

            self._casts[frame] = FRAMES[frame](self)
        return self._casts[frame]

    def candidate(self) -> Candidate:
        cast = self.cast(self.rule.frame)
        parse_ = self.parse
        words = self.predicate.words if self.noun is None and self.predicate is not None else (self.word,)
        start, end = parse_.words[self.word].start, parse_.words[self.word].end
        trace = [Evidence(f"kinds.{self.rule.id}", parse_.words[self.word].text, start, end)]
        trace += [
            Evidence("kinds.word", parse_.words[w].text, parse_.words[w].start, parse_.words[w].end)
            for w in words
            if w != self.word
        ]
        trace += [Evidence(f"kinds.role.{role}", hit.text, hit.start, hit.end) for hit, role in cast.roles]
        return Candidate(
            sentence=parse_.sentence,
            parse=parse_,
            clause=self.clause,
            predicate=self.predicate,
            noun=self.noun,
            rule=self.rule.id,
            kind=self.rule.kind,
            mode=self.rule.mode,
            frame=self.rule.frame,
            start=parse_.sentence.start,
            end=parse_.sentence.end,
            trigger_start=start,
            trigger_end=end,
            participants=cast.participants(parse_.language),
            place=cast.place.name if cast.place else None,
            place_key=cast.place.key if cast.place else "",
            quantities=quantities(parse_, self.clause, self.rule.kind),
            confidence=self.confidence(cast),
            trace=tuple(trace),
            doers=tuple([hit for hit, role in cast.roles if role in ACTING]),
            hosts=tuple([hit for hit, role in cast.roles if role is RECEIVING]),
            countries=cast.countries,
            utterance=bool(self.rule.says or self.rule.says_modal) or "said" in self.rule.needs or self.pledged,
            story=self.story,
        )

    def confidence(self, cast: Cast) -> float:
        """Verbs name events more surely than nouns; participants and a plain sentence add to it."""
        value = 0.7 if self.noun is None else 0.55
        value -= 0.15 if "told" in self.rule.needs else 0.0
        countries = {hit.country for hit, _ in cast.roles}
        value += 0.15 if countries >= PAIR else 0.08 if countries & PAIR else 0.0
        value -= 0.1 if not cast.roles else 0.0
        value += 0.05 if self.rule.object else 0.0
        return round(min(value, 0.95), 2)


def meanings_of(parse_: Parse) -> set[str]:
    """The classes of all words of a sentence."""
    language = parse_.language
    known, columns = meanings(language), parse_.columns
    words = zip(columns.lows, columns.sorts, strict=True)
    found: set[str] = set().union(*[known[low, sort is NOUN] for low, sort in words])
    found |= fixed_classes(columns.lows, language)
    if "treaty" in found:
        found.add("treaty_subject")
    if "evidence" in found:
        found.add("falsehood")
    return found


def _spots(story: Story, position: int, before: Sequence[Candidate]) -> Iterable[Spot]:
    from timeline.extraction.conditions import holds

    parse_ = story.parses[position]
    verbs, nouns, _ = _rules(parse_.language)
    present, words = story.meanings[position], parse_.lows
    for clause in parse_.clauses:
        for predicate in clause.predicates or _understood(parse_, clause):
            for rule in verbs.get(predicate.lemma, ()):
                if not rule.possible(present, words):
                    continue
                spot = Spot(story, position, parse_, clause, rule, predicate, None, predicate.word, before)
                if holds(spot):
                    yield spot
                    break
    yield from _attributes(story, position, before)
    heads = _event_heads(parse_.language)
    for phrase in parse_.phrases:
        word = phrase.head
        token = parse_.words[word]
        head = heads[token.low] if token.sort is NOUN else ""
        own_clause = parse_.clause_at(word) if head else None
        if own_clause is None:
            continue
        predicate_ = own_clause.predicates[0] if own_clause.predicates else None
        for rule in nouns[head]:
            if not rule.possible(present, words):
                continue
            spot = Spot(story, position, parse_, own_clause, rule, predicate_, phrase, word, before)
            if holds(spot):
                yield spot
                break


ANY_VERB = "*"
"""In a rule's verbs: whatever verb it is, the words around it tell what happened."""


def _by_what_it_is_about(
    story: Story, position: int, candidates: Sequence[Candidate], before: Sequence[Candidate]
) -> Iterable[Candidate]:
    """Events whose verb no rule knows: in clauses that report nothing yet, what is acted on gives the kind."""
    from timeline.extraction.conditions import CONDITIONS, holds

    parse_ = story.parses[position]
    present, words = story.meanings[position], parse_.lows
    rules = [rule for rule in _rules(parse_.language)[0].get(ANY_VERB, ()) if rule.possible(present, words)]
    if not rules:
        return
    taken = {candidate.clause.index for candidate in candidates}
    for clause in parse_.clauses:
        if clause.index in taken or not clause.predicates:
            continue
        predicate = clause.predicates[0]
        told: bool | None = None  # asked of the clause, whatever the rule
        for rule in rules:
            spot = Spot(story, position, parse_, clause, rule, predicate, None, predicate.word, before)
            if "told" in rule.needs:
                told = CONDITIONS["told"](spot) if told is None else told
                if not told:
                    continue
            if holds(spot, given=("told",) if told else ()):
                yield spot.candidate()
                break


def _attributes(story: Story, position: int, before: Sequence[Candidate]) -> Iterable[Spot]:
    """German participles in front of a noun that tell of a hostile act: "an Russland verschiffte Munition"."""
    from timeline.extraction.conditions import holds

    parse_ = story.parses[position]
    if parse_.language != "de":
        return
    known = attributive("de")
    if known.keys().isdisjoint(parse_.lows):
        return
    verbs, _, _ = _rules("de")
    for phrase in parse_.phrases:
        clause = parse_.clause_at(phrase.head)
        for word in phrase.words:
            token = parse_.words[word]
            lemma = known.get(token.low) if token.sort is ADJECTIVE else None
            if lemma is None or clause is None:
                continue
            predicate = Predicate(lemma, word, (word,), None, Shape.PARTICIPLE, perfect=True, passive=True)
            for rule in verbs.get(lemma, ()):
                if rule.kind not in HARD:
                    continue
                spot = Spot(story, position, parse_, clause, rule, predicate, None, word, before, attribute_of=phrase)
                if spot.doers and holds(spot):
                    yield spot
                    break


def _understood(parse_: Parse, clause: Clause) -> tuple[Predicate, ...]:
    """The verb that a headline leaves out: "Blinken besorgt", "Kim in Moscow"."""
    if not parse_.sentence.heading or len(clause.words) < 2:
        return ()
    lemma = "sein" if parse_.language == "de" else "be"
    return (Predicate(lemma, clause.words[-1], (clause.words[-1],), None, Shape.FINITE),)


TURNS = frozenset(("sondern", "but"))


def _contrasted(spot: Spot) -> list[Candidate]:
    """ "nicht nur Granaten, sondern angeblich auch Raketen": two events with a factuality each in one clause."""
    told = spot.candidate()
    if spot.noun is not None or not spot.rule.object or spot.predicate is None:
        return [told]
    if spot.parse.lows.isdisjoint(TURNS):
        return [told]
    words = spot.parse.words
    hedges = word_list(spot.parse.language, "factuality", "words", "alleged")
    turn = next((i for i in spot.clause_range if words[i].low in TURNS), None)
    if turn is None or not any(words[i].low in hedges for i in spot.clause_range if i > turn):
        return [told]
    objects = [p for p in spot.in_clause if spot.rule.object & spot.phrase_senses(p)]
    first = [p for p in objects if p.head < turn]
    second = [p for p in objects if p.head > turn]
    if not first or not second:
        return [told]
    noun = words[second[0].head]
    last = spot.clause_range[-1]
    return [
        replace(told, scope=(spot.clause_range[0], turn)),
        replace(told, trigger_start=noun.start, trigger_end=noun.end, scope=(turn, last)),
    ]


# ---- what is said, as an event of its own --------------------------------------------------------------------------


def governed_by(parse_: Parse, clause: Clause) -> list[Clause]:
    """Clauses that depend on this one, directly or not."""
    return [c for c in parse_.clauses if any(g.index == clause.index for g in parse_.governors(c))]


def _disclosures(
    story: Story, position: int, candidates: Sequence[Candidate], before: Sequence[Candidate]
) -> list[Candidate]:
    """An official of a third state says that Russia or North Korea did something hostile: that is an accusation."""
    from timeline.extraction.conditions import holds

    parse_ = story.parses[position]
    verbs, _, _ = _rules(parse_.language)
    found = []
    if not parse_.reporting:
        return []
    facts = [c for c in candidates if c.kind in HARD and is_told_as_fact(c)]
    earlier = [c for c in before if c.sentence.index == position - 1 and c.kind in HARD and is_told_as_fact(c)]
    if not facts and not earlier:
        return []
    taken_up = taken_up_by(parse_)
    confirming = word_list(parse_.language, "factuality", "verbs", "confirm")
    for clause, predicate in parse_.reporting:
        if any(c.clause.index == clause.index and c.kind in SPEECH_ACTS for c in candidates):
            continue
        inside = {c.index for c in governed_by(parse_, clause)}
        told = [c for c in facts if c.clause.index in inside]
        if taken_up is not None and taken_up[0].index == clause.index:
            told = earlier
        confirmed = predicate.lemma in confirming
        told = [c for c in told if _by_the_pair(c) or (confirmed and _of_the_pair(c))]
        if any(c.clause.governor == clause.index and c.kind in SPEECH_ACTS for c in candidates):
            told = []  # "said it condemned the use of …"
        if not told:
            continue
        rule = next((r for r in verbs.get(predicate.lemma, ()) if "hostile_content" in r.needs), None)
        if rule is None:
            continue
        spot = Spot(story, position, parse_, clause, rule, predicate, None, predicate.word, before)
        if holds(spot, given=("hostile_content",)):
            accusation = spot.candidate()
            if accusation.doers or not parse_.sentence.heading:  # "…, report says" names nobody who accuses
                found.append(accusation)
    return found


def _disavowals(
    story: Story, position: int, candidates: Sequence[Candidate], before: Sequence[Candidate]
) -> list[Candidate]:
    """One of the two says that they have not done, or will not do, what they are charged with: that is a denial."""
    from timeline.extraction.conditions import holds

    if not any(c.kind in DEEDS for c in candidates):
        return []
    parse_ = story.parses[position]
    verbs, _, _ = _rules(parse_.language)
    found = []
    for clause, predicate in parse_.reporting:
        rule = next((r for r in verbs.get(predicate.lemma, ()) if "own_deed_denied" in r.needs), None)
        if rule is None:
            continue
        if any(c.clause.index == clause.index and c.kind in SPEECH_ACTS for c in candidates):
            continue
        inside = {c.index for c in governed_by(parse_, clause)}
        spot = Spot(story, position, parse_, clause, rule, predicate, None, predicate.word, before)
        own = {hit.country for hit in spot.doers} & PAIR
        denied = [c for c in candidates if c.clause.index in inside and c.kind in DEEDS and c.clause.negators]
        ours = [c for c in denied if {hit.country for hit in c.doers} <= PAIR]
        if own and ours and holds(spot, given=("own_deed_denied",)):
            found.append(spot.candidate())
    return found


DEEDS = frozenset((ARMS_TRANSFER, TROOP_DEPLOYMENT))
"""What the two are charged with."""


def _by_the_pair(candidate: Candidate) -> bool:
    """Whether one of the two does it, or gets it from somebody whom the clause does not name."""
    by = candidate.doers or (candidate.hosts if candidate.noun is None else ())
    return bool({hit.country for hit in by} & PAIR)


def _of_the_pair(candidate: Candidate) -> bool:
    return bool({hit.country for hit in candidate.hosts} & PAIR)


def is_told_as_fact(candidate: Candidate) -> bool:
    """Whether the clause states it: no modal verb, no future, no condition."""
    predicate = candidate.predicate
    if candidate.clause.marker in function_words(candidate.parse.language)["conditionals"]:
        return False
    if predicate is None:
        return True
    plain = not predicate.modal or predicate.perfect_infinitive
    future = predicate.future and predicate.mood is not Mood.UNREAL
    return plain and not future


def _sayings(
    story: Story, position: int, candidates: Sequence[Candidate], before: Sequence[Candidate]
) -> list[Candidate]:
    """Evaluations in what somebody says: a quotation that condemns is criticism, one that demands is a demand."""
    from timeline.extraction.conditions import holds

    parse_ = story.parses[position]
    _, _, said = _rules(parse_.language)
    speakers = story.speakers[position] or tuple(
        hit for hit in story.sources[position] if hit.kind is not ActorKind.MEDIA
    )
    if not speakers:
        return []
    reporting = parse_.reporting
    acts = [c for c in candidates if c.kind in SPEECH_ACTS and set(c.doers) & set(speakers)]
    if any(c.kind is not DEMAND for c in acts):
        return []
    if all(hit.kind is ActorKind.MEDIA for hit in speakers) and any(c.kind in SPEECH_ACTS for c in candidates):
        return []  # the agency reports what somebody said
    if reporting:
        outer, predicate = reporting[0]
        content = governed_by(parse_, outer) or [outer]
    else:
        outer, predicate = None, None
        content = list(parse_.clauses)
    told: list[Candidate] = []
    for rule in said:
        possible = rule.possible(story.meanings[position], parse_.lows)
        if not possible or any(c.kind is rule.kind for c in (*told, *acts)):
            continue
        if acts and rule.kind not in APART:
            continue
        for clause in content:
            if any(c.kind not in APART or c.trigger_start in _range_of(parse_, clause) for c in (*told, *acts)):
                continue  # one clause tells of one act
            word = _said_word(parse_, clause, rule)
            if word is None or any(c.trigger_start == parse_.words[word].start for c in candidates):
                continue
            spot = Spot(story, position, parse_, clause, rule, predicate, None, word, before, said_by=speakers)
            if holds(spot):
                told.append(replace(spot.candidate(), clause=outer or clause, predicate=predicate))
                break
    return told


APART = frozenset((CRITICISM, ACCUSATION, DEMAND))
"""Acts of which one sentence of a speaker can hold two: "Das verstoße gegen das Recht und müsse enden"."""


def _range_of(parse_: Parse, clause: Clause) -> range:
    return range(parse_.words[clause.words[0]].start, parse_.words[clause.words[-1]].end)


def _said_word(parse_: Parse, clause: Clause, rule: Rule) -> int | None:
    if rule.says_modal:
        for predicate in clause.predicates:
            if predicate.modal in rule.says_modal and not predicate.perfect_infinitive:
                return predicate.finite if predicate.finite is not None else predicate.word
        return None
    meant = verb_senses(parse_.language)
    for predicate in clause.predicates:
        if meant.get(predicate.lemma, frozenset()) & rule.says:
            return predicate.word
    for position in clause.words:
        word = parse_.words[position]
        meaning = senses(word.low, word.sort is NOUN, parse_.language)
        unproven = "falsehood" in rule.says and "evidence" in meaning and bool(clause.negators)
        if unproven or meaning & rule.says:
            return position
    low = f" {' '.join(parse_.words[i].low for i in clause.words)} "
    for text, name in class_phrases(parse_.language):
        if name in rule.says and text in low:
            return next(i for i in clause.words if parse_.words[i].low == text.split()[-1])
    return None


# ---- one event, one mention ----------------------------------------------------------------------------------------


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drops what tells an event of the same sentence again."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.noun is not None, c.trigger_start)):
        if any(_repeats(candidate, other) for other in kept):
            continue
        kept.append(candidate)
    return kept


def _without_denied(candidates: Sequence[Candidate]) -> list[Candidate]:
    """What a denial denies is no further report on its sentence (annotation rule 8)."""
    denials = [c for c in candidates if c.kind is DENIAL and not c.utterance]
    return [c for c in candidates if c in denials or not any(_denied_by(c, denial) for denial in denials)]


def _denied_by(candidate: Candidate, denial: Candidate) -> bool:
    if candidate.kind in SPEECH_ACTS and candidate.noun is None:
        return False
    if candidate.clause.index == denial.clause.index:
        return candidate.noun is not None
    between = (candidate.clause, *candidate.parse.governors(candidate.clause))
    chain = [clause.index for clause in between]
    if denial.clause.index not in chain:
        goes_on = any(clause.coordinated == denial.clause.index for clause in between)
        return goes_on and bool(candidate.clause.negators)  # "rejected the claims and said it has never sold arms"
    steps = between[: chain.index(denial.clause.index)]
    return all(clause.kind in (COMPLEMENT, INFINITIVE_CLAUSE) for clause in steps)


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    if candidate.trigger_start == other.trigger_start:
        return True
    if candidate.kind is other.kind and (candidate.scope is None or other.scope is None):
        same_clause = candidate.clause.index == other.clause.index
        if candidate.kind in SPEECH_ACTS:
            doers = {hit.key or hit.name for hit in candidate.doers}
            same_doers = doers <= {hit.key or hit.name for hit in other.doers}
            return same_clause or same_doers or candidate.noun is not None
        if candidate.noun is not None:
            return same_clause or _overlap(candidate, other)
        again = candidate.rule == other.rule and candidate.participants == other.participants
        if same_clause and again and candidate.place == other.place and candidate.scope is None:
            return True  # "getötet oder verletzt"
        same_rule = candidate.rule == other.rule and candidate.frame in ("casualties", "hit")
        if same_rule and candidate.clause.coordinated == other.clause.index:
            return True  # "have been killed or wounded", "were recovered and traced to the North"
        inside = candidate.clause.kind is RELATIVE and candidate.clause.governor == other.clause.index
        if inside and candidate.kind is MEETING and set(candidate.participants) == set(other.participants):
            return True  # "was received by Kim, with whom he discussed …"
        if inside and candidate.kind is SANCTION:
            return True  # "vetoed a resolution that would have renewed the sanctions"
        if again and candidate.frame == "mutual" and candidate.clause.coordinated == other.clause.index:
            return True  # "hob in Moskau ab und landete in Pjöngjang"
        below = candidate.clause.kind is INFINITIVE_CLAUSE and candidate.clause.governor == other.clause.index
        if below and candidate.participants == other.participants:
            return True  # "took part in liberating Kursk"
        return _purpose(candidate, other)
    if candidate.kind is SUPPORT_STATEMENT and other.mode is Mode.PROMISE:
        return candidate.clause.governor == other.clause.index  # "vowed that her country would stand by Russia"
    if candidate.kind is MEETING and other.kind is VISIT:
        # a visit whose only content is one meeting is one visit
        return (candidate.noun is not None and candidate.clause.index == other.clause.index) or _purpose(
            candidate, other
        )
    return False


def _overlap(candidate: Candidate, other: Candidate) -> bool:
    mine, theirs = {p.name for p in candidate.participants}, {p.name for p in other.participants}
    return not mine or bool(mine & theirs)


def _purpose(candidate: Candidate, other: Candidate) -> bool:
    """ "reiste nach Moskau, um Putin zu treffen": the infinitive tells what for."""
    clause = candidate.clause
    return (
        clause.kind is INFINITIVE_CLAUSE
        and clause.marker in ("um", "zu", "to")
        and clause.governor == other.clause.index
    )


def state_of(country: str, at: PlaceHit, story: Story) -> list[ActorHit]:
    """The state with this country code, as if it were named where the place stands."""
    entry = story.reading.lexicon.states.get(country) if country else None
    if entry is not None:
        name = entry.name(story.reading.language)
        return [ActorHit(at.start, at.end, at.text, entry.key, name, ActorKind.STATE, country, "place")]
    return []


# ---- does it concern Russia and North Korea ------------------------------------------------------------------------


def countries_of(parse_: Parse) -> frozenset[str]:
    found = {hit.country for phrase in parse_.phrases for hit in (*phrase.actors, *phrase.owners)}
    return frozenset(found | {place.country for phrase in parse_.phrases for place in phrase.places})


def _concerns(candidate: Candidate, story: Story, position: int) -> bool:
    """The domain: at least one of the two takes part, and the other is in the sentence or right before it."""
    own = candidate.countries
    sentence = story.named[position]
    after = position + 3 if candidate.sentence.heading else position
    near = sentence.union(*story.named[max(0, position - 2) : after])
    whole = near | whole_article(story)
    if candidate.kind in (VISIT, MEETING, COOPERATION, AGREEMENT):
        outsiders = own - PAIR - {""}
        if outsiders and not own >= PAIR:
            return len(own & PAIR) == 1 and candidate.kind is AGREEMENT and sentence >= PAIR
        if own >= PAIR:
            return True
        return (bool((own or near) & PAIR) and whole >= PAIR) or near >= PAIR
    if candidate.kind is SANCTION:
        struck = {hit.country for hit in candidate.hosts} - {""}
        if struck and not struck & PAIR and candidate.mode is not Mode.VETO:
            return False
        if struck == {"RUS"} and not near & {"PRK"} and _is_aside(story):
            return False
        named = candidate.sentence.heading or bool(near & PAIR)
        return "PRK" in own or near >= PAIR or (named and "UKR" not in sentence and whole >= PAIR)
    acting = {hit.country for hit in candidate.doers} - {""}
    foreign = bool(acting) and not acting & PAIR and "PRK" not in own | sentence
    if foreign and candidate.kind in HARD and (candidate.kind is MILITARY_ACTION or "KOR" not in acting):
        return False  # what others do in their wars and give their friends; what Seoul gives Kyiv is its answer
    if candidate.kind is MILITARY_ACTION and acting == {"RUS"} and "PRK" not in sentence | own:
        return "PRK" in near and _taken_up(candidate)  # Russia's own war, or North Korea's weapons told of before
    if foreign and candidate.kind is DENIAL and not near & {"PRK"} and _is_aside(story):
        return False
    if own >= PAIR or sentence >= PAIR:
        return True
    if sentence & PAIR or own & PAIR:
        return whole >= PAIR
    if own - {"KOR", "UKR"} and candidate.kind in HARD:
        return False  # what third states give each other
    if candidate.kind in HARD and not candidate.participants and candidate.clause.kind is INFINITIVE_CLAUSE:
        return False  # "firms involved in shipping weapons"
    if candidate.kind in SPEECH_ACTS and not sentence - own - {""}:
        return whole >= PAIR  # nobody else is spoken about
    return near >= PAIR or (bool(own) and own <= {"KOR", "UKR"} and whole >= PAIR)


def _taken_up(candidate: Candidate) -> bool:
    """ "fired the missiles", "feuerte sie ab": what is used has been told of; "fired 40 drones" is something new."""
    known = function_words(candidate.parse.language)
    things = [p for p in candidate.parse.phrases_in(candidate.clause) if p.bare and not p.actors and not p.time]
    return any(p.article in known["articles_definite"] or candidate.parse.words[p.head].sort is PRONOUN for p in things)


def _is_aside(story: Story) -> bool:
    """North Korea is named here and there in an article about something else."""
    return 5 * sum("PRK" in named for named in story.named) < len(story.named)


def whole_article(story: Story) -> frozenset[str]:
    """Countries that the article as a whole is about: named in at least two sentences."""
    return story.countries


def _whole(named: Sequence[frozenset[str]]) -> frozenset[str]:
    counts: dict[str, int] = {}
    for countries in named:
        for country in countries:
            counts[country] = counts.get(country, 0) + 1
    return frozenset(country for country, count in counts.items() if count >= 2)
