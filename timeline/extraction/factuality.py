"""Whether an event happened, as its mention tells it, and who says so.

The judgement climbs from the word that names the event to the clause that says it: what stands with the word (a modal
verb, "angeblich", "geplant", a negation), then what each governing clause makes of it (said, claimed, planned, called
for, denied). A neutral source is attribution, not doubt; an accuser's words are alleged (annotation rule 5). Values
after FactBank (Saurí & Pustejovsky 2009), see the ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from timeline.extraction.grammar.clauses import Clause, ClauseKind, Predicate
from timeline.extraction.grammar.phrases import Parse, Phrase, actors_of, is_for_when, objects_of, subject
from timeline.extraction.grammar.senses import compound_head, inflected, senses
from timeline.extraction.grammar.verbs import Mood
from timeline.extraction.grammar.words import WordClass, function_words
from timeline.extraction.kinds import HARD, Candidate
from timeline.extraction.lexicon import table, word_list
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
from timeline.extraction.sources import (
    Credit,
    can_speak,
    continues_speech,
    is_account,
    is_impersonal,
    resumes,
    seated,
    seats_after,
    taken_up_by,
    takes_up_account,
    voice,
    written,
)

if TYPE_CHECKING:
    from timeline.extraction.pipeline import Reading

PAIR = frozenset(("RUS", "PRK"))
ARRANGED = frozenset((EventKind.VISIT, EventKind.MEETING, EventKind.AGREEMENT, EventKind.INVITATION))
MOVES = frozenset((EventKind.TROOP_DEPLOYMENT, EventKind.VISIT, EventKind.MEETING))
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
CONFIRMED = "governor.confirmed"
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


def judge(candidates: Sequence[Candidate], reading: Reading) -> list[Judged]:
    """Factuality, commitment, sources with verbatim cues, and the steps that led there, for all of an article."""
    return [_with_accusers(candidate, _judge(candidate, reading), candidates) for candidate in candidates]


def _with_accusers(candidate: Candidate, judged: Judged, candidates: Sequence[Candidate]) -> Judged:
    """ "Pjöngjang wurde vorgeworfen, … zu liefern": the source of the claim is who accuses, named elsewhere."""
    value, commitment, sources, trace = judged
    if sources or value is not Factuality.ALLEGED or candidate.kind in SPEECH_ACTS:
        return judged
    above = {clause.index for clause in candidate.parse.governors(candidate.clause)}
    for other in candidates:
        here = other.sentence.index == candidate.sentence.index
        if here and other.kind is EventKind.ACCUSATION and other.clause.index in above:
            cue = candidate.parse.sentence.text[
                other.trigger_start - candidate.sentence.start : other.trigger_end - candidate.sentence.start
            ]
            sources = tuple(Attribution(hit.name, cue, hit.key) for hit in other.doers)
    return value, commitment, sources, trace


def _judge(candidate: Candidate, reading: Reading) -> Judged:
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
    _credited(candidate, found)
    _carried_source(candidate, found)
    _told_after(candidate, found)
    _unvouched(candidate, found)
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
    if clause.marker in _adverbs(parse.language, "open") or _is_asked(parse, clause):
        found.becomes(Factuality.POSSIBLE, "question", parse, clause.words[:1])
        return
    if candidate.noun is None and (almost := _almost(candidate)) is not None:
        found.becomes(Factuality.NOT_OCCURRED, "almost", parse, (almost,))
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


def _adverbs(language: str, name: str) -> frozenset[str]:
    return word_list(language, "factuality", "adverbs", name)


def _is_asked(parse: Parse, clause: Clause) -> bool:
    """ "Liefert Nordkorea Raketen?", "Did Kim meet Putin?": a question with the verb first leaves it open."""
    asks = parse.sentence.text.rstrip(' "“”»«‘’').endswith("?")
    return asks and clause.kind is ClauseKind.MAIN and parse.words[clause.words[0]].sort is WordClass.VERB


def _almost(candidate: Candidate) -> int | None:
    """ "Beinahe hätte er besucht", "almost visited"; not "fast 1.000 Soldaten"."""
    parse = candidate.parse
    adverbs = _adverbs(parse.language, "almost")
    if adverbs.isdisjoint(parse.lows):
        return None
    for position in candidate.clause.words:
        if parse.words[position].low in adverbs and parse.phrase_of[position] < 0:
            following = parse.words[position + 1] if position + 1 < len(parse.words) else None
            if following is not None and following.sort is WordClass.VERB:
                return position
    return None


def _predicate_tells(candidate: Candidate) -> bool:
    """Whether the tense and mood of the clause's verb are those of the event."""
    if candidate.noun is None:
        return True
    noun = candidate.noun
    if candidate.rule == "agreement.signed":
        return False  # the participle tells: "der unterzeichnete Vertrag verpflichtet beide"
    with_help = candidate.rule == "cooperation.help_of_side"  # "könnte mit russischer Hilfe eine Rakete bauen"
    return not noun.preposition or with_help or candidate.frame in ("deny_noun",) or _is_event_verb(candidate)


def _is_event_verb(candidate: Candidate) -> bool:
    verbs = word_list(candidate.parse.language, "kinds", "noun", "verbs")
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
    _predicative(candidate, found, negated=negated)
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
    if candidate.frame == "help_noun" and "suspect" in groups and found.real:
        _said(candidate, candidate.clause, predicate, "suspect", negated, found)  # "geht von russischer Hilfe aus"
        return
    if noun.preposition in ("vor", "before", "ahead of") and found.real:
        found.becomes(Factuality.PLANNED, "ahead_of", parse, noun.words[:1])
    for group in groups:
        effect = _effect(group, negated, predicate)
        if effect is None:
            continue
        if set(root.preposition.split(" ")) & _occasions(parse.language) or candidate.rule == "agreement.signed":
            continue  # "announced it after a meeting", "the treaty signed in June obliges both"
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
    elif _is_reported(noun, predicate, parse):
        group = "confirm" if "confirm" in groups else "neutral"
        _said(candidate, candidate.clause, predicate, group, negated, found)  # "Kiew meldet Gefangennahme"


@cache
def _occasions(language: str) -> frozenset[str]:
    """Prepositions by which a noun tells on what occasion, or after what, something was done."""
    words = table(language, "factuality")["time"]
    return frozenset(words["during"].split()) | {"after", "following", "nach", "seit", "since"}


def _is_reported(noun: Phrase, predicate: Predicate, parse: Parse) -> bool:
    """ "meldet die Gefangennahme", "reported on the transfer": what the noun names is what the verb reports."""
    topic = noun.bare or noun.preposition in ("über", "von", "on", "about", "of")
    return topic and predicate.lemma in word_list(parse.language, "factuality", "reporting", "nouns")


def _predicative(candidate: Candidate, found: _Judgement, *, negated: bool) -> None:
    """ "Ein Besuch ist im Gespräch", "A visit is in the works", "steht nicht auf dem Programm"."""
    parse, clause = candidate.parse, candidate.clause
    low = " ".join(parse.words[i].low for i in clause.words)
    for value, phrases in table(parse.language, "factuality")["predicatives"].items():
        if any(phrase in low for phrase in phrases) and found.real:
            meant = Factuality.NOT_OCCURRED if negated else Factuality(value)
            found.becomes(meant, "predicative", parse, clause.words[-1:])
            return


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
    if candidate.rule == "denial.not_confirm":
        return None, ""  # "could not yet confirm": that it does not is told as a fact
    if modal in ("können", "could", "may", "might", "can", "dürfen", "mögen"):
        if modal == "dürfen" and predicate.modal_mood is Mood.UNREAL:
            return Factuality.EXPECTED, "modal.dürfte"
        if (
            modal in ("können", "can", "could", "dürfen")
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
        if kind in ARRANGED or _future_time(candidate, reading) or _intended(candidate, predicate):
            return Factuality.PLANNED, "modal.soll_planned"
        return Factuality.ALLEGED, "modal.soll_hearsay"
    if modal in ("should", "must", "müssen"):
        return Factuality.REQUESTED, f"modal.{modal}"
    if modal == "wollen":
        return (Factuality.ALLEGED if predicate.perfect_infinitive else Factuality.PLANNED), "modal.will"
    if candidate.noun is None and candidate.frame == "awaited":
        return Factuality.EXPECTED, "verb.expect"
    if candidate.frame == "shuttle" and not modal:
        return Factuality.ALLEGED, "freight"  # what ships carry is concluded, not seen
    if predicate.perfect_infinitive and not modal:
        return None, ""
    if predicate.future and predicate.past and predicate.perfect:
        return Factuality.NOT_OCCURRED, "was_to_have"  # "was to have visited Moscow"
    if predicate.future:
        unreal = predicate.mood is Mood.UNREAL
        if unreal and not _reported(candidate):
            return Factuality.CONDITIONAL, "would"
        if unreal and takes_up_account(candidate.parse):
            return Factuality.EXPECTED, "would"  # "Sie würden demnach Drohnen bauen"
        if unreal and kind in HARD and candidate.parse.language == "de":
            return None, ""  # "behaupteten, Moskau würde liefern" stands for the Konjunktiv I
        return Factuality.PLANNED, "future"
    if predicate.mood is Mood.UNREAL and _reported(candidate) and candidate.parse.language == "en":
        return Factuality.PLANNED, "would"  # "said that it would send": the future of indirect speech
    if predicate.mood is Mood.UNREAL and not predicate.pluperfect and not _reported(candidate):
        return Factuality.CONDITIONAL, "unreal"
    present = not predicate.past and not predicate.perfect and not predicate.pluperfect
    soon = word_list(candidate.parse.language, "factuality", "adverbs", "soon")
    if present and any(candidate.parse.words[i].low in soon for i in candidate.clause.words):
        return Factuality.PLANNED, "present_for_future"
    if present and (_future_time(candidate, reading) or (kind in ARRANGED and _runs_on(candidate, reading, predicate))):
        return Factuality.PLANNED, "present_for_future"
    return None, ""


def _intended(candidate: Candidate, predicate: Predicate) -> bool:
    """ "sollen ausgebildet werden", "soll künftig verkehren": a plan; "soll bereits liefern" is hearsay."""
    language = candidate.parse.language
    lows = [candidate.parse.words[i].low for i in candidate.clause.words]
    if not _adverbs(language, "going_on").isdisjoint(lows):
        return False
    arranged = predicate.passive or candidate.rule in ("cooperation.traffic", "cooperation.build", "cooperation.start")
    return arranged or not _adverbs(language, "to_come").isdisjoint(lows)


def _reported(candidate: Candidate) -> bool:
    below = candidate.clause.governor is not None and candidate.clause.kind is ClauseKind.COMPLEMENT
    return below or takes_up_account(candidate.parse)


def _future_time(candidate: Candidate, reading: Reading) -> bool:
    """Whether a time expression of the clause lies after the publication."""
    day = reading.dating.latest
    if day is None:
        return False
    parse, words = candidate.parse, candidate.clause.words
    starts, ends = parse.words[words[0]].start, parse.words[words[-1]].end
    plans = candidate.kind is EventKind.AGREEMENT
    return any(
        t.span is not None
        and t.span.earliest is not None
        and not (plans and is_for_when(parse, parse.word_at(t.start) or 0))
        and t.span.earliest >= day
        and (t.span.latest is None or t.span.latest > day)
        for t in parse.timexes
        if starts <= t.start < ends
    )


def _runs_on(candidate: Candidate, reading: Reading, predicate: Predicate) -> bool:
    """ "kommt noch diese Woche": the present tense with a period that is not over yet."""
    day = reading.dating.latest
    going_on = candidate.parse.words[predicate.word].low.endswith("ing")  # "is visiting Moscow this week"
    if day is None or going_on or predicate.lemma in ("sein", "be", "weilen", "bleiben", "remain", "stay"):
        return False
    parse, words = candidate.parse, candidate.clause.words
    starts, ends = parse.words[words[0]].start, parse.words[words[-1]].end
    spans = [t.span for t in parse.timexes if starts <= t.start < ends and t.span is not None]
    return any(s.earliest is not None and s.latest is not None and s.earliest <= day < s.latest for s in spans)


# ---- the clauses above ---------------------------------------------------------------------------------------------


def _governors(candidate: Candidate, found: _Judgement) -> None:
    parse, clause = candidate.parse, candidate.clause
    known = function_words(parse.language)
    below = clause
    stated = _states(candidate, clause)
    if candidate.kind in SPEECH_ACTS and clause.kind is ClauseKind.RELATIVE and not clause.quoted:
        return  # "…, was Moskau bestritt" is told by the article itself
    for above in parse.governors(clause):
        if not above.predicates and below.kind is ClauseKind.INFINITIVE and below.marker == "to":
            if found.real:
                found.becomes(Factuality.PLANNED, "headline_infinitive", parse, below.words[:1])
            below = above
            continue  # "Kim to visit Moscow, Kremlin says"
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
            _apply(candidate, below, above, found, stated=stated)
        if above.marker in known["conditionals"] and found.real:
            found.becomes(Factuality.CONDITIONAL, "conditional", parse, above.words[:1])
        below = above


def _is_label(parse: Parse, clause: Clause) -> bool:
    """ "Seoul: …", "Experten: …", "UN report: …": what stands before the colon names somebody who speaks."""
    return any(_speaks(parse, phrase) for phrase in parse.phrases_in(clause) if not phrase.time)


def _speaks(parse: Parse, phrase: Phrase) -> bool:
    """Whether somebody, named or not, or a report stands alone, and not "Ukraine war"."""
    if phrase.preposition:
        return False
    peoples = parse.words[phrase.head].low in word_list(parse.language, "factuality", "sources", "peoples")
    return bool(phrase.actors) or peoples or can_speak(parse, phrase) or is_account(parse, phrase)


def _labelled(candidate: Candidate, label: Clause, found: _Judgement) -> None:
    parse = candidate.parse
    for phrase in parse.phrases_in(label):
        if phrase.preposition or phrase.time:
            continue
        if _speaks(parse, phrase):
            hits, words = phrase.concerned[:2], written(parse, phrase)
            _source(candidate, Credit(hits, "" if hits else words, words if hits else "", phrase.words), found)
            found.note("label", parse, phrase.words)
            return


def _inherit(below: Clause, above: Clause, found: _Judgement, parse: Parse) -> None:
    """ "…, bevor er zurückkehrt": as real as the clause that it belongs to."""
    if below.marker in ("bevor", "ehe", "before", "until", "bis") and found.real:
        for predicate in above.predicates:
            if predicate.future or predicate.modal or not (predicate.past or predicate.perfect or predicate.pluperfect):
                found.becomes(Factuality.PLANNED, "before", parse, below.words[:1])
                return


FACTUAL_MARKERS = frozenset(("because", "since", "as", "when", "while", "after", "weil", "da", "als", "nachdem"))
"""What opens a clause in the past tense that tells a fact, whatever the clause above makes of its own event."""


def _states(candidate: Candidate, clause: Clause) -> bool:
    """ "plans to build memorials to soldiers who fell", "…, because it was buying shells": a fact beside a plan."""
    predicate = candidate.predicate
    if predicate is None or clause.index != candidate.clause.index:
        return False
    back = predicate.past or predicate.perfect or predicate.pluperfect
    if clause.kind is ClauseKind.RELATIVE:
        return back and bool(clause.marker)
    return clause.kind is ClauseKind.ADVERBIAL and back and clause.marker in FACTUAL_MARKERS


def _apply(candidate: Candidate, below: Clause, above: Clause, found: _Judgement, *, stated: bool = False) -> None:
    parse = candidate.parse
    predicate = _governing_predicate(above, below)
    if predicate is None:
        return
    groups = _groups(parse, above, predicate)
    negated = bool(above.negators)
    is_clause = below.kind is ClauseKind.COMPLEMENT
    noun = _noun_above(parse, above, below)
    if noun is not None and found.real and not stated:
        nouns = _nouns(parse.language)
        meant = nouns[compound_head(parse.words[noun].low, nouns, parse.language)]
        found.becomes(meant, "governor.noun", parse, (noun,))
        found.distanced = found.distanced or meant is Factuality.ALLEGED
    if is_clause and negated and found.real and (missing := _evidence(parse, above)):
        found.becomes(Factuality.ALLEGED, "governor.unconfirmed", parse, missing)
        found.distanced = True
    hedged = _hedged_above(parse, above, below)
    if hedged is not None and found.real:
        found.becomes(_words(parse.language)[parse.words[hedged].low], "governor.hedge", parse, (hedged,))
    for group in groups:
        if group in ("neutral", "confirm", "claim", "suspect") and (is_clause or group in ("claim", "suspect")):
            _said(candidate, above, predicate, group, negated, found)
            return
        if stated:
            continue
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
    yet = [i for i in above.words if parse.words[i].low == "yet"] if below.kind is ClauseKind.INFINITIVE else []
    if yet and found.real and predicate.lemma in ("have", "be"):
        found.becomes(Factuality.NOT_OCCURRED, "governor.yet", parse, yet)
    if below.kind is ClauseKind.INFINITIVE and found.real and (rule := _seems(parse, predicate)):
        found.becomes(Factuality.ALLEGED, rule, parse, predicate.words)
        found.distanced = True
    if below.kind is ClauseKind.COMPLEMENT and below.marker in ("ob", "whether") and found.real:
        found.becomes(Factuality.POSSIBLE, "question", parse, below.words[:1])
    if below.kind is ClauseKind.INFINITIVE and found.real and below.marker in ("zu", "to"):
        ready = [i for i in above.words if parse.words[i].low in word_list(parse.language, "kinds", "ready", "words")]
        if ready:
            found.becomes(Factuality.PLANNED, "readiness", parse, ready[-1:])
        elif predicate.future or predicate.modal:
            found.becomes(Factuality.PLANNED, "infinitive", parse, predicate.words)


def _evidence(parse: Parse, above: Clause) -> list[int]:
    """ "There is no evidence that …", "keine Hinweise, dass …": what would bear it out is missing."""
    return [
        i
        for i in above.words
        if "evidence" in senses(parse.words[i].low, parse.words[i].sort is WordClass.NOUN, parse.language)
    ]


def _seems(parse: Parse, predicate: Predicate) -> str:
    """The rule of a verb above an infinitive that vouches for nothing: "is said to have", "appears to have"."""
    if predicate.lemma in _adverbs(parse.language, "seeming"):
        return "governor.seems"
    hearsay = predicate.passive and predicate.lemma in _adverbs(parse.language, "hearsay")
    return "governor.hearsay" if hearsay else ""


LASTING = frozenset(("be", "grow", "mount", "abound", "persist", "swirl"))
"""Verbs that may stand between a noun and the clause that tells what it is."""


def _noun_above(parse: Parse, above: Clause, below: Clause) -> int | None:
    """The noun that the clause depends on: "sein Wunsch, … zu besuchen", "an invitation from Kim to visit …"."""
    if below.kind not in (ClauseKind.COMPLEMENT, ClauseKind.INFINITIVE) or below.marker in ("um", ""):
        return None
    nouns = _nouns(parse.language)
    for position in reversed([i for i in above.words if i < below.words[0]]):
        word = parse.words[position]
        if word.sort is WordClass.VERB and word.forms.lemmas.isdisjoint(LASTING):
            return None  # "Speculation is rife that …" is none the less a speculation that …
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
    _said_of_plan(candidate, speakers, found)
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
    elif group == "confirm" and not negated and _done_to_the_pair(candidate):
        # "Seoul confirms that Ukraine captured two soldiers": whoever confirms it is no opponent of who did it
        found.note(CONFIRMED, parse, predicate.words)
    elif any(step.rule == f"factuality.{CONFIRMED}" for step in found.trace):
        return  # "told the agency that it had confirmed …"
    elif found.real and candidate.kind in HARD and _opponent(candidate, speakers, above):
        found.distanced = group == "confirm" or bool(speakers)
        found.becomes(Factuality.ALLEGED, "governor.opponent", parse, predicate.words)
    elif found.value is Factuality.PLANNED and _third_side(candidate, speakers):
        found.becomes(Factuality.EXPECTED, "governor.third_side", parse, predicate.words)


def _said_of_plan(candidate: Candidate, speakers: tuple[ActorHit, ...], found: _Judgement) -> None:
    """ "Nordkorea schicke 1.000 Pioniere, sagte Schoigu": of own deeds, in this mood, before they come."""
    predicate = candidate.predicate
    if predicate is None or candidate.noun is not None or not found.real or not speakers:
        return
    if predicate.mood is not Mood.REPORTED or predicate.perfect or predicate.modal or candidate.kind not in MOVES:
        return
    lows = [candidate.parse.words[i].low for i in candidate.clause.words]
    lasting, now = (_adverbs(candidate.parse.language, name) for name in ("lasting", "going_on"))
    going_on = predicate.lemma in lasting or not now.isdisjoint(lows)
    own = all(hit.country in PAIR for hit in speakers) and bool({hit.country for hit in candidate.doers} & PAIR)
    if own and not going_on:
        found.becomes(Factuality.PLANNED, "said_of_plan", candidate.parse, predicate.words)


def _opponent(candidate: Candidate, speakers: tuple[ActorHit, ...], above: Clause) -> bool:
    """Whether only outsiders vouch for a hostile act of Russia or North Korea."""
    if not {hit.country for hit in candidate.doers} & PAIR and not _names_pair(candidate):
        return False
    if speakers:
        return all(hit.country not in PAIR and hit.kind is not ActorKind.MEDIA for hit in speakers)
    return subject(candidate.parse, above) is not None


def _done_to_the_pair(candidate: Candidate) -> bool:
    """Whether a third side did it to soldiers of one of the two."""
    return bool(candidate.doers) and not {hit.country for hit in candidate.doers} & PAIR and bool(candidate.hosts)


def _names_pair(candidate: Candidate) -> bool:
    named = any(p.key in ("russia", "north-korea") for p in candidate.participants)
    if named or candidate.participants or candidate.noun is None:
        return named
    around = candidate.parse.phrases_in(candidate.clause)  # "Moscow was covering up its own arms purchases"
    return any(hit.country in PAIR for phrase in around for hit in phrase.concerned)


def _third_side(candidate: Candidate, speakers: tuple[ActorHit, ...]) -> bool:
    """Whether the source belongs to neither of those who would do it."""
    own = {hit.country for hit in candidate.doers}
    own |= PAIR if own & PAIR or candidate.kind in (EventKind.VISIT, EventKind.MEETING) else set()
    return bool(speakers) and not {hit.country for hit in speakers} & own


def _attribute(candidate: Candidate, above: Clause, predicate: Predicate, found: _Judgement) -> tuple[ActorHit, ...]:
    """Credits whoever speaks in the clause above, and gives the speakers."""
    parse = candidate.parse
    who = voice(parse, above, predicate)
    hits = _speakers(candidate, above, predicate, who)
    cue = parse.words[predicate.word].text
    if candidate.kind in SPEECH_ACTS and candidate.clause.index == above.index:
        return hits
    doers = {hit.key or hit.name for hit in candidate.doers} if candidate.kind in SPEECH_ACTS else set()
    for hit in hits:
        if (hit.key or hit.name) in doers:
            return hits  # the act is the speaker's own
        found.said_by(Attribution(hit.name, cue, hit.key))
    if who is not None and predicate.lemma in word_list(parse.language, "factuality", "sources", "citing"):
        for phrase in objects_of(parse, above, who):  # "TASS quoted Peskov as saying"
            for hit in phrase.concerned[:1]:
                found.said_by(Attribution(hit.name, cue, hit.key))
    if not hits and who is not None and can_speak(parse, who):
        seats = seats_after(parse, who, candidate.story.reading.lexicon) if candidate.story is not None else ()
        for hit in seats:
            found.said_by(Attribution(hit.name, cue, hit.key))
        if not seats:
            found.said_by(Attribution(written(parse, who), cue))
    found.note("source", parse, predicate.words)
    return hits


def _speakers(candidate: Candidate, above: Clause, predicate: Predicate, who: Phrase | None) -> tuple[ActorHit, ...]:
    """The actors that speak: the subject, the place beside "hieß es", or whoever spoke before ("it added")."""
    parse, story = candidate.parse, candidate.story
    hits = actors_of(parse, who)
    if hits or story is None:
        return hits
    if is_impersonal(parse, predicate):
        hits = seated(parse, above, story.reading.lexicon)
    if not hits and resumes(parse, above, predicate):
        hits = story.sources[candidate.sentence.index]
    return hits


# ---- sources without a clause of their own -------------------------------------------------------------------------


def _credited(candidate: Candidate, found: _Judgement) -> None:
    """ "laut KCNA", "nach Angaben Seouls", "wie TASS meldete", "unter Berufung auf den NIS"."""
    for credit in candidate.story.credits[candidate.sentence.index] if candidate.story is not None else ():
        if credit.clause != candidate.clause.index and not _is_own_act(candidate, credit):
            _source(candidate, credit, found)
            found.note("source", candidate.parse, credit.words)


def _is_own_act(candidate: Candidate, credit: Credit) -> bool:
    """ "…, so ein Sprecher des Ministeriums": who speaks is no source of what he does by speaking."""
    doers = {hit.key or hit.name for hit in candidate.doers} if candidate.kind in SPEECH_ACTS else set()
    return bool(credit.hits) and {hit.key or hit.name for hit in credit.hits} <= doers


def _source(candidate: Candidate, credit: Credit, found: _Judgement) -> None:
    for hit in credit.hits:
        found.said_by(Attribution(hit.name, credit.cue, hit.key))
    if credit.text:
        found.said_by(Attribution(credit.text, credit.cue))
    nouns = _nouns(candidate.parse.language)
    rumour = [i for i in credit.words if nouns.get(candidate.parse.words[i].low) is Factuality.ALLEGED]
    if found.real and rumour:
        found.becomes(Factuality.ALLEGED, "source.rumour", candidate.parse, rumour)  # "Gerüchten zufolge"
        found.distanced = True
    if credit.vague:
        _made_precise(candidate, credit, found)
    if not credit.hits and any(candidate.parse.words[i].low in ("eigenen", "own") for i in credit.words):
        for hit in candidate.doers[:1]:
            found.said_by(Attribution(hit.name, credit.cue, hit.key))  # "nach eigenen Angaben"
        if {hit.country for hit in candidate.doers} <= PAIR:
            return
    outside = all(hit.country not in PAIR and hit.kind is not ActorKind.MEDIA for hit in credit.hits)
    if found.real and candidate.kind in HARD and outside and _opponent(candidate, credit.hits, candidate.clause):
        found.becomes(Factuality.ALLEGED, "source.opponent", candidate.parse, credit.words)
        found.distanced = bool(credit.hits)
    elif found.value is Factuality.PLANNED and _third_side(candidate, credit.hits):
        found.becomes(Factuality.EXPECTED, "source.third_side", candidate.parse, credit.words)


def _made_precise(candidate: Candidate, credit: Credit, found: _Judgement) -> None:
    """ "nach nordkoreanischen Angaben … . …, berichtete KCNA": the next sentence says whose account it is."""
    story, following = candidate.story, candidate.sentence.index + 1
    if story is None or following >= len(story.sources):
        return
    sides = {hit.country for hit in credit.hits}
    for hit in story.sources[following]:
        if hit.country in sides and hit.kind in (ActorKind.MEDIA, ActorKind.ORGANISATION):
            found.said_by(Attribution(hit.name, "", hit.key))


def _carried_source(candidate: Candidate, found: _Judgement) -> None:
    """A sentence of indirect speech or quotation without a speaker goes on with the one before."""
    story = candidate.story
    if story is None or found.sources:
        return
    index = candidate.sentence.index
    if index >= len(story.sources):
        return
    before = bool(index and story.sources[index - 1])
    if not continues_speech(candidate.parse, told=before):
        return
    own = {hit.key or hit.name for hit in candidate.doers}
    hits = story.sources[index]
    _said_of_plan(candidate, hits, found)
    for hit in hits:
        if candidate.kind in SPEECH_ACTS and (hit.key or hit.name) in own:
            continue
        found.said_by(Attribution(hit.name, "", hit.key))
    if found.real and candidate.kind in HARD and hits and _opponent(candidate, hits, candidate.clause):
        found.becomes(Factuality.ALLEGED, "carried.opponent", candidate.parse, candidate.clause.words[:1])
        found.distanced = True


def _unvouched(candidate: Candidate, found: _Judgement) -> None:
    """ "Moskau habe ein Flugabwehrsystem geliefert": the Konjunktiv of a main clause, and nobody who says so."""
    predicate, clause = candidate.predicate, candidate.clause
    if predicate is None or candidate.noun is not None or clause.kind is not ClauseKind.MAIN or found.sources:
        return
    if found.real and candidate.kind in HARD and predicate.mood is Mood.REPORTED:
        found.becomes(Factuality.ALLEGED, "unvouched", candidate.parse, predicate.words)
        found.distanced = True


def _told_after(candidate: Candidate, found: _Judgement) -> None:
    """ "Das teilte das Ministerium mit", "This was confirmed by …": the sentence after names the source of this one."""
    story = candidate.story
    after = story.parse_of(candidate.sentence.index + 1) if story is not None else None
    taken_up = taken_up_by(after) if after is not None and candidate.kind not in SPEECH_ACTS else None
    if after is None or taken_up is None:
        return
    clause, predicate = taken_up
    hits = actors_of(after, voice(after, clause, predicate))
    for hit in hits:
        found.said_by(Attribution(hit.name, after.words[predicate.word].text, hit.key))
    if found.real and candidate.kind in HARD and hits and _opponent(candidate, hits, clause):
        found.becomes(Factuality.ALLEGED, "told_after.opponent", candidate.parse, candidate.clause.words[:1])
        found.distanced = True
