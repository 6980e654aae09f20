"""Whether an event happened, as its mention tells it, and who says so.

The judgement climbs from the word that names the event to the clause that says it: what stands with the word (a modal
verb, "angeblich", "geplant", a negation), then what each governing clause makes of it (said, claimed, planned, called
for, denied). A neutral source is attribution, not doubt; an accuser's words are alleged (annotation rule 5). Values
after FactBank (Saurí & Pustejovsky 2009), see the ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from timeline.extraction.grammar.clauses import Clause, ClauseKind, Predicate
from timeline.extraction.grammar.phrases import Parse, Phrase, actors_of, subject
from timeline.extraction.grammar.senses import compound_head, inflected, senses
from timeline.extraction.grammar.verbs import Mood
from timeline.extraction.grammar.words import WordClass, function_words
from timeline.extraction.kinds import HARD, Candidate, Story, continues_speech, state_of, taken_up_by
from timeline.extraction.lexicon import table
from timeline.extraction.model import (
    SPEECH_ACTS,
    ActorHit,
    ActorKind,
    Attribution,
    Commitment,
    EventKind,
    Evidence,
    Factuality,
)

if TYPE_CHECKING:
    from timeline.extraction.pipeline import Reading

PAIR = frozenset(("RUS", "PRK"))
ARRANGED = frozenset((EventKind.VISIT, EventKind.MEETING, EventKind.AGREEMENT, EventKind.INVITATION))
EFFECT: Mapping[str, Factuality] = {
    "expect": Factuality.EXPECTED,
    "plan": Factuality.PLANNED,
    "consider": Factuality.POSSIBLE,
    "demand": Factuality.REQUESTED,
    "deny": Factuality.DENIED,
    "promise": Factuality.PLANNED,
    "negative": Factuality.NOT_OCCURRED,
    "invite": Factuality.PLANNED,
    "threaten": Factuality.CONDITIONAL,
}
"""What a governing verb makes of an event that nothing else has made unreal."""
COMPLEMENT_PREPOSITIONS = frozenset(
    ("zu", "zum", "zur", "für", "auf", "über", "von", "vom", "an", "nach", "of", "for", "to", "on", "about")
)
"""What ties a noun to one that names it as plan, promise or claim."""
STRONG = frozenset((Factuality.DENIED, Factuality.NOT_OCCURRED, Factuality.REQUESTED))


@cache
def _verbs(language: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for group, verbs in table(language, "factuality")["verbs"].items():
        for verb in verbs.split():
            found.setdefault(verb, []).append(group)
    return {verb: tuple(groups) for verb, groups in found.items()}


def _groups(parse: Parse, clause: Clause, predicate: Predicate) -> tuple[str, ...]:
    """The groups of a verb, with those that need a further word beside it ("call+on")."""
    known = _verbs(parse.language)
    found = list(known.get(predicate.lemma, ()))
    for position in clause.words:
        found += known.get(f"{predicate.lemma}+{parse.words[position].low}", ())
    return tuple(found)


@cache
def _words(language: str) -> Mapping[str, Factuality]:
    endings = ("", "e", "en", "er", "es", "em") if language == "de" else ("",)
    return {
        word + ending: Factuality(value)
        for value, words in table(language, "factuality")["words"].items()
        for word in words.split()
        for ending in endings
    }


@cache
def _nouns(language: str) -> Mapping[str, Factuality]:
    return {
        form: Factuality(value)
        for value, nouns in table(language, "factuality")["nouns"].items()
        for noun in nouns.split()
        for form in inflected(noun, language)
    }


@cache
def claim_nouns(language: str) -> Mapping[str, Factuality]:
    """Forms of nouns that make a claim, plan or call of what they are about."""
    return _nouns(language)


@dataclass
class _Judgement:
    """What is known while climbing."""

    value: Factuality = Factuality.OCCURRED
    distanced: bool = False
    sources: list[Attribution] = field(default_factory=list)
    trace: list[Evidence] = field(default_factory=list)

    def becomes(self, value: Factuality, rule: str, parse: Parse, words: Iterable[int]) -> None:
        self.value = value
        self.note(rule, parse, words)

    def note(self, rule: str, parse: Parse, words: Iterable[int]) -> None:
        inside = sorted(words)
        if inside:
            first, last = parse.words[inside[0]], parse.words[inside[-1]]
            start, end = first.start, (last.end if inside[-1] - inside[0] < 6 else first.end)
            offset = parse.sentence.start
            self.trace.append(
                Evidence(f"factuality.{rule}", parse.sentence.text[start - offset : end - offset], start, end)
            )

    def said_by(self, source: Attribution) -> None:
        if all(source.source != other.source for other in self.sources):
            self.sources.append(source)

    @property
    def real(self) -> bool:
        return self.value is Factuality.OCCURRED


Judged = tuple[Factuality, Commitment, tuple[Attribution, ...], tuple[Evidence, ...]]


def judge(candidate: Candidate, reading: Reading) -> Judged:
    """Factuality, commitment, sources with verbatim cues, and the steps that led there."""
    found = _Judgement()
    if candidate.utterance:
        return Factuality.OCCURRED, Commitment.ASSERTED, (), (_plainly(candidate),)
    _own_words(candidate, found)
    if candidate.noun is not None and candidate.noun.article in function_words(candidate.parse.language)["negators"]:
        found.becomes(Factuality.NOT_OCCURRED, "negated", candidate.parse, candidate.noun.words[:1])
    if candidate.noun is not None:
        _around_noun(candidate, found)
    if candidate.predicate is not None and _predicate_tells(candidate):
        _own_predicate(candidate, found, reading)
    _governors(candidate, found)
    _sources_in_sentence(candidate, found)
    _carried_source(candidate, found)
    if candidate.kind in SPEECH_ACTS and found.value is Factuality.ALLEGED and not found.distanced:
        found.value = Factuality.OCCURRED
    if found.real and not found.trace:
        found.trace.append(_plainly(candidate))
    commitment = Commitment.ASSERTED
    if found.distanced or found.value is Factuality.ALLEGED:
        commitment = Commitment.DISTANCED
    elif found.sources:
        commitment = Commitment.ATTRIBUTED
    return found.value, commitment, tuple(found.sources), tuple(found.trace)


def _plainly(candidate: Candidate) -> Evidence:
    sentence = candidate.parse.sentence
    text = sentence.text[candidate.trigger_start - sentence.start : candidate.trigger_end - sentence.start]
    return Evidence("factuality.plain", text, candidate.trigger_start, candidate.trigger_end)


# ---- the word and its clause ---------------------------------------------------------------------------------------


def _own_words(candidate: Candidate, found: _Judgement) -> None:
    """Hedging adverbs in the clause, adjectives in front of the noun, "wenn", negation."""
    parse, clause = candidate.parse, candidate.clause
    known = function_words(parse.language)
    if clause.marker in known["conditionals"]:
        found.becomes(Factuality.CONDITIONAL, "conditional", parse, clause.words[:1])
        return
    hedges = _words(parse.language)
    for position in clause.words:
        value = hedges.get(parse.words[position].low)
        if candidate.scope is not None and not candidate.scope[0] <= position <= candidate.scope[1]:
            continue
        if value is None or parse.words[position].sort is WordClass.VERB:
            continue
        phrase = parse.phrase_at(position)
        if phrase is None and value is not Factuality.PLANNED and value is not Factuality.NOT_OCCURRED:
            found.becomes(value, "adverb", parse, (position,))
            found.distanced = found.distanced or value is Factuality.ALLEGED
            return
        if phrase is not None and candidate.noun is not None and phrase.index == candidate.noun.index:
            found.becomes(value, "attribute", parse, (position,))
            found.distanced = found.distanced or value is Factuality.ALLEGED
            return
        if phrase is not None and candidate.noun is None and value in (Factuality.ALLEGED,) and phrase.bare:
            found.becomes(value, "attribute", parse, (position,))
            found.distanced = True
            return


def _predicate_tells(candidate: Candidate) -> bool:
    """Whether the tense and mood of the clause's verb are those of the event."""
    if candidate.noun is None:
        return True
    noun = candidate.noun
    return not noun.preposition or candidate.frame in ("deny_noun",) or _is_event_verb(candidate)


def _is_event_verb(candidate: Candidate) -> bool:
    verbs = table(candidate.parse.language, "kinds")["noun"]["verbs"].split()
    return candidate.predicate is not None and candidate.predicate.lemma in verbs


def _around_noun(candidate: Candidate, found: _Judgement) -> None:
    """What the noun is attached to: "Plan eines Besuchs", and the verb that has it as object or subject."""
    parse, noun = candidate.parse, candidate.noun
    assert noun is not None  # noqa: S101
    heads = _nouns(parse.language)
    at: Phrase | None = noun
    seen: set[int] = set()
    while at is not None and at.index not in seen:
        seen.add(at.index)
        above = parse.phrases[at.of] if at.of is not None else _noun_before(parse, at)
        if above is None:
            break
        head = compound_head(parse.words[above.head].low, heads, parse.language)
        if head:
            value = heads[head]
            if found.real or value in STRONG:
                found.becomes(value, "noun", parse, (above.head,))
                found.distanced = found.distanced or value is Factuality.ALLEGED
        at = above
    predicate = candidate.predicate
    if predicate is None:
        return
    negated = bool(candidate.clause.negators)
    groups = _groups(parse, candidate.clause, predicate)
    root = noun
    if (
        root.preposition
        and "suspect" in groups
        and root.preposition.split(" ")[-1] in ("vor", "of", "about", "against")
    ):
        found.becomes(Factuality.CONDITIONAL, "warned", parse, predicate.words)
        _attribute(candidate, candidate.clause, predicate, found)
        return
    if noun.preposition in ("vor", "before", "ahead of") and found.real:
        found.becomes(Factuality.PLANNED, "ahead_of", parse, noun.words[:1])
    for group in groups:
        effect = _effect(group, negated, predicate)
        if effect is None:
            continue
        if root.preposition and group not in ("demand", "expect", "plan", "negative", "consider", "invite", "threaten"):
            continue
        if found.real or effect in STRONG:
            found.becomes(effect, f"verb.{group}", parse, predicate.words)
        if group in ("promise", "demand", "expect", "threaten"):
            _attribute(candidate, candidate.clause, predicate, found)
        return
    if "claim" in groups:
        if found.real:
            found.becomes(Factuality.ALLEGED, "verb.claim", parse, predicate.words)
        found.distanced = True
        _attribute(candidate, candidate.clause, predicate, found)


def _noun_before(parse: Parse, phrase: Phrase) -> Phrase | None:
    """The phrase right before a prepositional one: "Vorbereitungen | für einen Besuch"."""
    if not phrase.preposition or phrase.index == 0:
        return None
    before = parse.phrases[phrase.index - 1]
    if phrase.preposition.split(" ")[-1] not in COMPLEMENT_PREPOSITIONS:
        return None
    adjacent = phrase.words[0] - before.words[-1] <= 2 and before.clause == phrase.clause and not before.time
    between = parse.words[before.words[-1] + 1 : phrase.words[0]]
    return before if adjacent and all(w.sort is WordClass.QUOTE for w in between) else None


def _effect(group: str, negated: bool, predicate: Predicate) -> Factuality | None:
    if group == "negative":
        if predicate.lemma in ("ausschließen", "exclude", "rule_out") and negated:
            return Factuality.POSSIBLE
        return None if negated else Factuality.NOT_OCCURRED
    if group == "deny":
        return None if negated else Factuality.DENIED
    value = EFFECT.get(group)
    if negated and value in (Factuality.PLANNED, Factuality.EXPECTED):
        return Factuality.NOT_OCCURRED
    return value


def _own_predicate(candidate: Candidate, found: _Judgement, reading: Reading) -> None:
    """Tense, mood, modal verb and negation of the verb that names the event or makes news of the noun."""
    parse, clause, predicate = candidate.parse, candidate.clause, candidate.predicate
    assert predicate is not None  # noqa: S101
    negated = _negates(parse, clause, candidate)
    value, rule = _modal(candidate, predicate, reading)
    if negated and candidate.kind is not EventKind.DENIAL and candidate.rule not in ("denial.not_confirm",):
        if found.value is Factuality.POSSIBLE or found.value is Factuality.NOT_OCCURRED:
            return
        found.becomes(Factuality.NOT_OCCURRED, "negated", parse, negated)
        return
    if value is not None and found.real:
        found.becomes(value, rule, parse, (predicate.finite if predicate.finite is not None else predicate.word,))
        found.distanced = found.distanced or value is Factuality.ALLEGED


def _negates(parse: Parse, clause: Clause, candidate: Candidate) -> tuple[int, ...]:
    """Negators that reach the event: not one inside a phrase that is no part of it."""
    found = []
    for position in clause.negators:
        phrase = parse.phrase_at(position)
        if parse.words[position].low in ("ohne", "without"):
            continue
        if phrase is not None and phrase.preposition and parse.words[position].sort is WordClass.ARTICLE:
            head = parse.words[phrase.head].low
            if head not in ("fall", "weise", "umständen", "circumstances", "way", "case"):
                continue
        beside = candidate.noun is not None and (phrase is None or phrase.index != candidate.noun.index)
        if beside and not _is_event_verb(candidate):
            continue  # "bereitet niemandem Sorge": the verb does not tell of the event
        if (
            clause.kind is ClauseKind.INFINITIVE
            or phrase is None
            or candidate.noun is None
            or phrase.index == candidate.noun.index
            or phrase.bare
        ):
            found.append(position)
    return tuple(found)


def _modal(candidate: Candidate, predicate: Predicate, reading: Reading) -> tuple[Factuality | None, str]:
    """What the verb group says; (None, "") for a plain statement."""
    kind, modal = candidate.kind, predicate.modal
    if modal in ("können", "could", "may", "might", "can", "dürfen", "mögen"):
        if modal == "dürfen" and predicate.modal_mood is Mood.UNREAL:
            return Factuality.EXPECTED, "modal.dürfte"
        if (
            modal in ("können", "can", "could")
            and predicate.past
            and not predicate.perfect_infinitive
            and predicate.modal_mood is Mood.INDICATIVE
        ):
            return None, ""
        return Factuality.POSSIBLE, f"modal.{modal}"
    if modal == "sollen":
        if predicate.perfect_infinitive:
            return Factuality.ALLEGED, "modal.soll_hearsay"
        if predicate.modal_mood is Mood.UNREAL:
            return (Factuality.PLANNED if kind in ARRANGED else Factuality.REQUESTED), "modal.sollte"
        if kind in ARRANGED or _future_time(candidate, reading):
            return Factuality.PLANNED, "modal.soll_planned"
        return Factuality.ALLEGED, "modal.soll_hearsay"
    if modal in ("should", "must", "müssen"):
        return Factuality.REQUESTED, f"modal.{modal}"
    if modal == "wollen":
        return (Factuality.ALLEGED if predicate.perfect_infinitive else Factuality.PLANNED), "modal.will"
    if predicate.perfect_infinitive and not modal:
        return None, ""
    if predicate.future:
        unreal = predicate.mood is Mood.UNREAL
        if unreal and not _reported(candidate):
            return Factuality.CONDITIONAL, "would"
        if unreal and kind in HARD and candidate.parse.language == "de":
            return None, ""  # "behaupteten, Moskau würde liefern" stands for the Konjunktiv I
        return Factuality.PLANNED, "future"
    if predicate.mood is Mood.UNREAL and _reported(candidate) and candidate.parse.language == "en":
        return Factuality.PLANNED, "would"  # "said that it would send": the future of indirect speech
    if predicate.mood is Mood.UNREAL and not predicate.pluperfect and not _reported(candidate):
        return Factuality.CONDITIONAL, "unreal"
    if _future_time(candidate, reading) and not predicate.past and not predicate.perfect:
        return Factuality.PLANNED, "present_for_future"
    return None, ""


def _reported(candidate: Candidate) -> bool:
    return candidate.clause.governor is not None and candidate.clause.kind is ClauseKind.COMPLEMENT


def _future_time(candidate: Candidate, reading: Reading) -> bool:
    """Whether a time expression of the clause lies after the publication."""
    day = reading.dating.latest
    if day is None:
        return False
    parse, words = candidate.parse, candidate.clause.words
    starts, ends = parse.words[words[0]].start, parse.words[words[-1]].end
    return any(
        t.span is not None
        and t.span.earliest is not None
        and t.span.earliest >= day
        and (t.span.latest is None or t.span.latest > day)
        for t in parse.timexes
        if starts <= t.start < ends
    )


# ---- the clauses above ---------------------------------------------------------------------------------------------


def _governors(candidate: Candidate, found: _Judgement) -> None:
    parse, clause = candidate.parse, candidate.clause
    known = function_words(parse.language)
    below = clause
    if candidate.kind in SPEECH_ACTS and clause.kind is ClauseKind.RELATIVE and not clause.quoted:
        return  # "…, was Moskau bestritt" is told by the article itself
    for above in parse.governors(clause):
        if not above.predicates and _is_label(parse, above):
            _labelled(candidate, above, found)
            return
        if below.kind is ClauseKind.RELATIVE and below.marker:
            # a relative clause states what it states, whoever governs its noun; the source still counts
            if above.kind in (ClauseKind.COMPLEMENT,):
                below = above
                continue
            below = above
            continue
        if below.kind is ClauseKind.INFINITIVE and below.marker == "um" and found.real:
            found.becomes(Factuality.PLANNED, "purpose", parse, below.words[:1])
        if below.kind is ClauseKind.ADVERBIAL:
            _inherit(below, above, found, parse)
        else:
            _apply(candidate, below, above, found)
        if above.marker in known["conditionals"] and found.real:
            found.becomes(Factuality.CONDITIONAL, "conditional", parse, above.words[:1])
        below = above


def _is_label(parse: Parse, clause: Clause) -> bool:
    """ "Seoul: …": what stands before the colon names somebody."""
    return any(phrase.concerned for phrase in parse.phrases_in(clause) if not phrase.time)


def _labelled(candidate: Candidate, label: Clause, found: _Judgement) -> None:
    parse = candidate.parse
    for phrase in parse.phrases_in(label):
        if phrase.concerned and not phrase.preposition:
            _source(candidate, list(phrase.concerned), phrase, _source_text(parse, phrase), found, [])
            found.note("label", parse, phrase.words)
            return


def _inherit(below: Clause, above: Clause, found: _Judgement, parse: Parse) -> None:
    """ "…, bevor er zurückkehrt": as real as the clause that it belongs to."""
    if below.marker in ("bevor", "ehe", "before", "until", "bis") and found.real:
        for predicate in above.predicates:
            if predicate.future or predicate.modal or not (predicate.past or predicate.perfect or predicate.pluperfect):
                found.becomes(Factuality.PLANNED, "before", parse, below.words[:1])
                return


def _apply(candidate: Candidate, below: Clause, above: Clause, found: _Judgement) -> None:
    parse = candidate.parse
    predicate = _governing_predicate(above, below)
    if predicate is None:
        return
    groups = _groups(parse, above, predicate)
    negated = bool(above.negators)
    is_clause = below.kind is ClauseKind.COMPLEMENT
    noun = _noun_above(parse, above, below)
    if noun is not None and found.real:
        nouns = _nouns(parse.language)
        meant = nouns[compound_head(parse.words[noun].low, nouns, parse.language)]
        found.becomes(meant, "governor.noun", parse, (noun,))
        found.distanced = found.distanced or meant is Factuality.ALLEGED
    hedged = _hedged_above(parse, above, below)
    if hedged is not None and found.real:
        found.becomes(_words(parse.language)[parse.words[hedged].low], "governor.hedge", parse, (hedged,))
    for group in groups:
        if group in ("neutral", "confirm", "claim", "suspect") and (is_clause or group in ("claim", "suspect")):
            _said(candidate, above, predicate, group, negated, found)
            return
        value = _effect(group, negated, predicate)
        if value is None:
            continue
        if below.kind not in (ClauseKind.COMPLEMENT, ClauseKind.INFINITIVE):
            continue
        supposed = found.value is Factuality.PLANNED and value in (Factuality.EXPECTED, Factuality.POSSIBLE)
        if found.real or supposed or value in STRONG:
            found.becomes(value, f"governor.{group}", parse, predicate.words)
        if group in ("promise", "demand", "expect", "deny", "threaten"):
            _attribute(candidate, above, predicate, found)
        return
    if below.kind is ClauseKind.COMPLEMENT and below.marker in ("ob", "whether") and found.real:
        found.becomes(Factuality.POSSIBLE, "question", parse, below.words[:1])
    if below.kind is ClauseKind.INFINITIVE and found.real and below.marker in ("zu", "to"):
        ready = [
            i for i in above.words if parse.words[i].low in table(parse.language, "kinds")["ready"]["words"].split()
        ]
        if ready:
            found.becomes(Factuality.PLANNED, "readiness", parse, ready[-1:])
        elif predicate.future or predicate.modal:
            found.becomes(Factuality.PLANNED, "infinitive", parse, predicate.words)


def _noun_above(parse: Parse, above: Clause, below: Clause) -> int | None:
    """The noun that the clause depends on: "sein Wunsch, … zu besuchen", "an invitation from Kim to visit …"."""
    if below.kind not in (ClauseKind.COMPLEMENT, ClauseKind.INFINITIVE) or below.marker in ("um", ""):
        return None
    nouns = _nouns(parse.language)
    for position in reversed([i for i in above.words if i < below.words[0]]):
        word = parse.words[position]
        if word.sort is WordClass.VERB:
            return None
        if word.sort is WordClass.NOUN and compound_head(word.low, nouns, parse.language):
            return position
    return None


def _hedged_above(parse: Parse, above: Clause, below: Clause) -> int | None:
    """ "hält es für möglich, dass …", "it is likely that …": the hedge stands in the clause above."""
    if below.kind is not ClauseKind.COMPLEMENT or below.marker not in ("dass", "daß", "that"):
        return None
    hedges = _words(parse.language)
    for position in above.words:
        word = parse.words[position]
        if word.low in hedges and word.sort is not WordClass.VERB and position < below.words[0] and not above.negators:
            return position
    return None


def _governing_predicate(above: Clause, below: Clause) -> Predicate | None:
    before = [p for p in above.predicates if p.word < below.words[0]]
    return before[-1] if before else (above.predicates[0] if above.predicates else None)


def _said(
    candidate: Candidate, above: Clause, predicate: Predicate, group: str, negated: bool, found: _Judgement
) -> None:
    """Somebody says it: attribution; doubt if it is an accusation, a guess, or an opponent's word on a hostile act."""
    parse = candidate.parse
    speakers = _attribute(candidate, above, predicate, found)
    if group == "claim":
        found.distanced = True
        if found.value in (Factuality.OCCURRED, Factuality.PLANNED):
            found.becomes(Factuality.ALLEGED, "governor.claim", parse, predicate.words)
    elif group == "suspect":
        found.distanced = True
        if found.real:
            found.becomes(Factuality.ALLEGED, "governor.suspect", parse, predicate.words)
        elif found.value is Factuality.PLANNED and candidate.kind not in ARRANGED:
            found.becomes(Factuality.POSSIBLE, "governor.suspect", parse, predicate.words)
    elif negated and group == "confirm" and found.real:
        found.becomes(Factuality.ALLEGED, "governor.unconfirmed", parse, predicate.words)
    elif found.real and candidate.kind in HARD and _opponent(candidate, speakers, above):
        found.distanced = group == "confirm" or bool(speakers)
        found.becomes(Factuality.ALLEGED, "governor.opponent", parse, predicate.words)
    elif found.value is Factuality.PLANNED and _third_side(candidate, speakers):
        found.becomes(Factuality.EXPECTED, "governor.third_side", parse, predicate.words)


def _opponent(candidate: Candidate, speakers: tuple[ActorHit, ...], above: Clause) -> bool:
    """Whether only outsiders vouch for a hostile act of Russia or North Korea."""
    if not {hit.country for hit in candidate.doers} & PAIR and not _names_pair(candidate):
        return False
    if speakers:
        return all(hit.country not in PAIR and hit.kind is not ActorKind.MEDIA for hit in speakers)
    return subject(candidate.parse, above) is not None


def _names_pair(candidate: Candidate) -> bool:
    return any(p.key in ("russia", "north-korea") for p in candidate.participants)


def _third_side(candidate: Candidate, speakers: tuple[ActorHit, ...]) -> bool:
    """Whether the source belongs to neither of those who would do it."""
    own = {hit.country for hit in candidate.doers}
    own |= PAIR if candidate.kind in (EventKind.VISIT, EventKind.MEETING) else set()
    return bool(speakers) and not {hit.country for hit in speakers} & own


def _attribute(candidate: Candidate, above: Clause, predicate: Predicate, found: _Judgement) -> tuple[ActorHit, ...]:
    parse = candidate.parse
    who = subject(parse, above)
    if predicate.passive:
        agents = [p for p in parse.phrases_in(above) if p.preposition in ("von", "vom", "by", "durch")]
        who = agents[0] if agents else None
    speakers = actors_of(parse, who)
    cue = parse.words[predicate.word].text
    if candidate.kind in SPEECH_ACTS and candidate.clause.index == above.index:
        return speakers
    doers = {hit.key or hit.name for hit in candidate.doers} if candidate.kind in SPEECH_ACTS else set()
    for hit in speakers:
        if (hit.key or hit.name) in doers:
            return speakers  # the act is the speaker's own
        found.said_by(Attribution(hit.name, cue, hit.key))
    if not speakers and who is not None and _has_voice(parse, who):
        seats = _seats(candidate, who)
        for hit in seats:
            found.said_by(Attribution(hit.name, cue, hit.key))
        if not seats:
            found.said_by(Attribution(_source_text(parse, who), cue))
    found.note("source", parse, predicate.words)
    return speakers


def _has_voice(parse: Parse, phrase: Phrase) -> bool:
    """Whether the noun is somebody who can speak: "Experten", "officials", not "Einzelheiten"."""
    word = parse.words[phrase.head]
    return bool(senses(word.low, word.sort is WordClass.NOUN, parse.language) & {"voice", "body", "intelligence"})


def _seats(candidate: Candidate, phrase: Phrase) -> list[ActorHit]:
    """ "Beamte in Washington und Seoul": the states that the capitals after an unnamed source stand for."""
    parse, story = candidate.parse, candidate.story
    found: list[ActorHit] = []
    for other in parse.phrases[phrase.index + 1 :]:
        adjacent = (
            other.preposition in ("in", "aus", "from")
            and other.words[0] - parse.phrases[other.index - 1].words[-1] <= 2
        )
        if not adjacent or other.time:
            break
        found += other.actors
        if story is not None and not other.actors:
            found += [hit for place in other.places for hit in state_of(place.country, place, story)]
    return found


def _source_text(parse: Parse, phrase: Phrase) -> str:
    """The words of an unnamed source, without its article: "hochrangiger südkoreanischer Beamter"."""
    words = [
        parse.words[i] for i in phrase.words if parse.words[i].sort not in (WordClass.ARTICLE, WordClass.PREPOSITION)
    ]
    return " ".join(w.text for w in words)


# ---- sources without a clause of their own -------------------------------------------------------------------------


def _sources_in_sentence(candidate: Candidate, found: _Judgement) -> None:
    """ "laut KCNA", "nach Angaben Seouls", "Experten zufolge", "so Peskow", "wie TASS meldete"."""
    parse = candidate.parse
    data = table(parse.language, "factuality")["sources"]
    nouns = data["nouns"].split()
    for phrase in parse.phrases:
        words = [parse.words[i].low for i in phrase.words]
        last = phrase.words[-1] + 1
        following = parse.words[last].low if last < len(parse.words) else ""
        preposition = phrase.preposition.split(" ")
        by = preposition[0] in data["before"].split() or (
            preposition[0] in ("nach", "according") and parse.words[phrase.head].low in nouns
        )
        after = following in data["after"].split() or phrase.preposition in data["after"].split()
        if (
            parse.language == "en"
            and phrase.preposition == "to"
            and phrase.words[0]
            and parse.words[phrase.words[0] - 1].low == "according"
        ):
            by = True
        if not by and not after:
            continue
        start = phrase.words[0] - (1 if parse.language == "en" and phrase.preposition == "to" else 0)
        attached = parse.attached(phrase)
        involved = [h for p in (phrase, *attached) for h in p.actors] or [
            h for p in (phrase, *attached) for h in p.owners
        ]
        if not involved and by:
            involved = _seats(candidate, phrase)  # "nach Angaben aus Seoul"
        end = max(p.words[-1] for p in (phrase, *attached))
        end = (
            end + 1
            if after and end + 1 < len(parse.words) and parse.words[end + 1].low in data["after"].split()
            else end
        )
        text = parse.sentence.text[
            parse.words[start].start - parse.sentence.start : parse.words[end].end - parse.sentence.start
        ]
        _source(candidate, involved, phrase, text, found, words)
        found.note("source", parse, range(start, end + 1))
    for position, word in enumerate(parse.words[:-1]):
        if word.low == "so" and parse.words[position + 1].sort in (WordClass.NOUN, WordClass.ARTICLE):
            before = parse.words[position - 1] if position else None
            source = parse.phrase_at(position + 1)
            if before is not None and before.sort in (WordClass.PUNCTUATION, WordClass.QUOTE) and source is not None:
                involved = list(source.actors or source.owners)
                if involved or source.words[-1] + 2 >= len(parse.words):
                    _source(candidate, involved, source, f"so {_source_text(parse, source)}", found, [])
                    found.note("source", parse, (position, *source.words))
    for clause in parse.clauses:
        reports = any({"neutral", "confirm"} & set(_verbs(parse.language).get(p.lemma, ())) for p in clause.predicates)
        if clause.marker in ("wie", "as") and reports and clause.index != candidate.clause.index:
            _attribute(candidate, clause, clause.predicates[0], found)


def _source(
    candidate: Candidate, involved: list[ActorHit], phrase: Phrase, cue: str, found: _Judgement, words: list[str]
) -> None:
    for hit in involved[:2]:
        found.said_by(Attribution(hit.name, cue, hit.key))
    if not involved and _has_voice(candidate.parse, phrase):
        found.said_by(Attribution(_source_text(candidate.parse, phrase), cue))
    outside = all(hit.country not in PAIR and hit.kind is not ActorKind.MEDIA for hit in involved)
    if found.real and candidate.kind in HARD and outside and _opponent(candidate, tuple(involved), candidate.clause):
        found.becomes(Factuality.ALLEGED, "source.opponent", candidate.parse, phrase.words)
        found.distanced = bool(involved)
    elif found.value is Factuality.PLANNED and _third_side(candidate, tuple(involved)):
        found.becomes(Factuality.EXPECTED, "source.third_side", candidate.parse, phrase.words)


def _carried_source(candidate: Candidate, found: _Judgement) -> None:
    """A sentence of indirect speech or quotation without a speaker goes on with the one before."""
    story = candidate.story
    if story is None or found.sources:
        return
    if not continues_speech(candidate.parse):
        _told_after(candidate, story, found)
        return
    speakers = story.speakers[candidate.sentence.index] if candidate.sentence.index < len(story.speakers) else ()
    own = {hit.key or hit.name for hit in candidate.doers}
    for hit in speakers:
        if candidate.kind in SPEECH_ACTS and (hit.key or hit.name) in own:
            continue
        found.said_by(Attribution(hit.name, "", hit.key))
    if found.real and candidate.kind in HARD and speakers and _opponent(candidate, tuple(speakers), candidate.clause):
        found.becomes(Factuality.ALLEGED, "carried.opponent", candidate.parse, candidate.clause.words[:1])
        found.distanced = True


def _told_after(candidate: Candidate, story: Story, found: _Judgement) -> None:
    """ "Das teilte das Ministerium mit": the sentence after names the source of the one before."""
    after = story.parse_of(candidate.sentence.index + 1)
    taken_up = taken_up_by(after) if after is not None else None
    if after is None or taken_up is None or candidate.kind in SPEECH_ACTS:
        return
    clause, predicate = taken_up
    speakers = actors_of(after, subject(after, clause))
    for hit in speakers:
        found.said_by(Attribution(hit.name, after.words[predicate.word].text, hit.key))
    if found.real and candidate.kind in HARD and speakers and _opponent(candidate, speakers, clause):
        found.becomes(Factuality.ALLEGED, "told_after.opponent", candidate.parse, candidate.clause.words[:1])
        found.distanced = True
