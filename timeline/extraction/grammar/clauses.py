"""Sentences taken apart into clauses, each with its predicates and the clause that governs it.

That is what gives subject and object, negation, modality, time and attribution their scope: in "X said that Y would
not visit Z, which had supplied arms" the negation belongs to the visit alone, and X vouches for both. The analysis is
shallow and never fails: what it does not understand becomes part of the clause it stands in.

German: commas and verb positions decide (finite verb second in main clauses, last in subordinate ones). English:
conjunctions, relative pronouns, infinitives and gerunds open a clause; verb groups are contiguous.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from timeline.extraction.grammar.verbs import (
    FINITE,
    GERUND,
    INDICATIVE,
    INFINITIVE,
    PARTICIPLE,
    REPORTED,
    TO_INFINITIVE,
    UNREAL,
    Mood,
    Shape,
    VerbForm,
    particles,
)
from timeline.extraction.grammar.words import (
    ADJECTIVE,
    ADVERB,
    ARTICLE,
    COORDINATOR,
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
    FunctionWords,
    Word,
    function_words,
)

FINITE_ONLY = frozenset((FINITE,))
LONGEST_PAIR = 7
"""Words from "between" to the "and" of its two names at most."""
GERUND_ONLY = frozenset((GERUND,))
LONGEST_DATELINE = 8
"""Words that a dateline has at most."""
BREAKS = frozenset(",;:–—()[]…")


class ClauseKind(StrEnum):
    MAIN = "main"
    COMPLEMENT = "complement"
    """dass, ob, that, whether, and main clauses that report what was said ("er sagte, Moskau sei bereit")."""
    RELATIVE = "relative"
    ADVERBIAL = "adverbial"
    INFINITIVE = "infinitive"
    """"…, Waffen zu liefern", "to supply arms", "of supplying arms"."""


MAIN, COMPLEMENT, RELATIVE, ADVERBIAL, INFINITIVE_CLAUSE = ClauseKind
AFTER_CLUSTER = frozenset((PUNCTUATION, VERB, COORDINATOR, QUOTE))
MODAL_INFINITIVES = frozenset(("wollen", "können", "müssen", "dürfen", "sollen", "lassen"))


class Predicate(NamedTuple):
    """A full verb of a clause with what its auxiliaries say. Indices are positions in the sentence's words."""

    lemma: str
    word: int
    words: tuple[int, ...]
    finite: int | None
    shape: Shape
    past: bool = False
    perfect: bool = False
    pluperfect: bool = False
    future: bool = False
    passive: bool = False
    mood: Mood = INDICATIVE
    modal: str = ""
    modal_mood: Mood = INDICATIVE
    perfect_infinitive: bool = False
    """"soll geliefert haben", "may have supplied"."""


class Clause(NamedTuple):
    """`marker` is the word that opens it ("dass", "wenn", "um", "to"), `governor` the clause that it depends on."""

    index: int  # type: ignore[assignment] # nobody asks a clause for tuple.index
    kind: ClauseKind
    marker: str
    marker_word: int | None
    governor: int | None
    words: tuple[int, ...]
    predicates: tuple[Predicate, ...]
    negators: tuple[int, ...] = ()
    coordinated: int | None = None
    """The clause that this one continues with "und" or "and", whose subject it may share."""
    quoted: bool = False

    @property
    def first(self) -> int:
        return self.words[0]

    @property
    def last(self) -> int:
        return self.words[-1]


@dataclass(slots=True, eq=False)
class _Draft:
    kind: ClauseKind
    words: list[int] = field(default_factory=list)
    marker: str = ""
    marker_word: int | None = None
    finite: bool = False
    governor: _Draft | None = None
    coordinated: _Draft | None = None
    reporting: bool = False
    """Stands after or inside what is said: "…, sagte Peskow"."""
    aside: bool = False
    tail: list[list[int]] = field(default_factory=list)
    """Segments without a verb that were put to the clause before: "…, the head of the agency, Budanov, said"."""
    index: int = -1
    """Which clause it becomes; -1 where it is left without a word."""


def clauses(
    words: Sequence[Word],
    columns: Columns,
    language: str,
    speech: frozenset[str],
    named: Collection[int],
    times: Collection[int] = (),
) -> tuple[Clause, ...]:
    """The clauses of a sentence in the order in which they begin.

    `columns` are the words once more, `speech` lemmas of verbs that report, `named` positions of words that are names
    of actors or places, `times` those of time expressions.
    """
    if not words:
        return ()
    reader = (_German if language == "de" else _English)(words, columns, function_words(language), speech, named, times)
    drafts = [draft for draft in reader.read() if draft.words]
    drafts.sort(key=_begin)
    for position, draft in enumerate(drafts):
        draft.index = position
    quoted = {at for at, inside in enumerate(columns.quotations) if inside} if True in columns.quotations else set()
    found = []
    for draft in drafts:
        inside = tuple(sorted(draft.words))
        found.append(
            Clause(
                draft.index,
                draft.kind,
                draft.marker,
                draft.marker_word,
                _place(draft.governor) if draft.governor is not draft else None,
                inside,
                reader.predicates(draft, inside),
                reader.negators(inside),
                _place(draft.coordinated),
                len(quoted) > 0 and len(quoted.intersection(inside)) * 2 > len(inside),
            )
        )
    return _without_circles(found)


def _begin(draft: _Draft) -> int:
    return draft.words[0]


def _place(draft: _Draft | None) -> int | None:
    return draft.index if draft is not None and draft.index >= 0 else None


def _without_circles(found: list[Clause]) -> tuple[Clause, ...]:
    """Clauses whose chain of governors ends; a clause that would govern itself is its own."""
    for position in range(len(found)):
        seen, at = {position}, found[position].governor
        while at is not None:
            if at in seen:
                found[position] = found[position]._replace(governor=None)
                break
            seen.add(at)
            at = found[at].governor
    return tuple(found)


class _Reader:
    """What both languages share: segments between breaks, negators, the search for the governing clause."""

    def __init__(
        self,
        words: Sequence[Word],
        columns: Columns,
        known: FunctionWords,
        speech: frozenset[str],
        named: Collection[int],
        times: Collection[int],
    ) -> None:
        self.words = words
        self.known = known
        self.speech = speech
        self.named = named
        self.times = times
        self.lows, self.sorts, self.forms = columns.lows, columns.sorts, columns.forms
        self.verbs = [at for at, sort in enumerate(self.sorts) if sort is VERB and at not in times]  # "last fall"
        negators = known["negators"]
        negating = [at for at, low in enumerate(self.lows) if low in negators or low[-3:] == "n't"]
        # "No Kwang Chol" denies nothing
        self.negating = {at for at in negating if at not in named or not words[at].capital}
        self.drafts: list[_Draft] = []
        self.owners: list[_Draft | None] = [None] * len(words)
        """The draft that each word has been given to."""
        self.after_colon: set[int] = set()
        self.in_brackets: set[int] = set()
        self.after_dash: set[int] = set()

    def close_dateline(self, body: Sequence[int]) -> None:
        """ "SEOUL, Oct 21 (Reuters) - …": what stands before the first dash has no verb and is no subject."""
        if body[0] not in self.after_dash:
            return
        verbless = not any(draft.finite for draft in self.drafts if not self.bracketed(draft))
        short = sum(len(draft.words) for draft in self.drafts) <= LONGEST_DATELINE
        if verbless and short:
            for draft in self.drafts:
                draft.finite = True

    def bracketed(self, draft: _Draft) -> bool:
        return draft.words[0] in self.in_brackets

    def label_before(self, body: Sequence[int]) -> _Draft | None:
        """What stands before a colon without a verb: "Seoul: Truppen da" names a source, "Juli 2023:" a date."""
        if body[0] not in self.after_colon or not self.drafts:
            return None
        label = self.drafts[-1]
        plain = label.kind is MAIN and not label.finite and len(label.words) <= 6
        plain = plain and label.words[0] not in self.in_brackets
        return label if plain and label.governor is None else None

    def segments(self) -> list[list[int]]:
        """Runs of words between breaks; `after_colon` remembers which of them follow a colon."""
        found: list[list[int]] = []
        current: list[int] = []
        colon = bracket = dash = False
        for position, sort in enumerate(self.sorts):
            if sort is PUNCTUATION:
                mark = self.lows[position]
                if mark not in BREAKS or self.is_around_acronym(position):
                    continue
                colon = colon or mark == ":"
                bracket = mark in "(["
                dash = mark in ("–", "—")
                if current:
                    found.append(current)
                    current = []
            elif sort is not QUOTE:
                if colon:
                    self.after_colon.add(position)
                    colon = False
                if bracket:
                    self.in_brackets.add(position)
                if dash:
                    self.after_dash.add(position)
                    dash = False
                current.append(position)
        if current:
            found.append(current)
        return found

    def is_around_acronym(self, position: int) -> bool:
        """ "the Korean Central News Agency (KCNA) said": the short form in brackets parts nothing."""
        at = position + 1 if self.lows[position] == "(" else position - 1 if self.lows[position] == ")" else 0
        if not 0 < at < len(self.words) - 2 or self.lows[at - 1] != "(" or self.lows[at + 1] != ")":
            return False
        text = self.words[at].text
        short = len(text) > 1 and text.isalpha() and text.isupper()
        return short and self.sorts[at + 2] is not PUNCTUATION and self.sorts[max(0, at - 2)] is NOUN

    def negators(self, inside: Sequence[int]) -> tuple[int, ...]:
        if self.negating.isdisjoint(inside):
            return ()
        followed = zip(inside, [*(self.lows[position] for position in inside[1:]), ""], strict=True)
        harmless = self.known["not_negating"]
        return tuple(
            [position for position, following in followed if position in self.negating and following not in harmless]
        )

    def is_speech(self, position: int) -> bool:
        return not self.speech.isdisjoint(self.forms[position].lemmas)

    def verbs_in(self, body: Iterable[int]) -> list[int]:
        return [position for position in body if self.sorts[position] is VERB]

    def add(self, draft: _Draft) -> _Draft:
        self.drafts.append(draft)
        for position in draft.words:
            self.owners[position] = draft
        return draft

    def give(self, draft: _Draft, body: Sequence[int]) -> None:
        """Lets the clause go on with these words."""
        draft.words += body
        for position in body:
            self.owners[position] = draft

    def before(self, position: int) -> _Draft | None:
        """The clause that the word before this position belongs to."""
        for at in range(position - 1, -1, -1):
            if self.owners[at] is not None:
                return self.owners[at]
        return None

    def follow(self, draft: _Draft) -> _Draft | None:
        """The first main clause after the draft, for subordinate clauses that come first."""
        return next(
            (d for d in self.drafts if d.kind is MAIN and d.words and d.words[0] > draft.words[0] and d is not draft),
            None,
        )

    def settle_governors(self) -> None:
        """Gives every subordinate clause its governor, and what is said the clause that says it."""
        for draft in self.drafts:
            if draft.kind is MAIN or draft.governor is not None or not draft.words:
                continue
            draft.governor = self.before(draft.words[0]) or self.follow(draft)
            if draft.governor is draft:
                draft.governor = None
        for draft in self.drafts:
            if not draft.reporting or not draft.words:
                continue
            for other in self.drafts:
                said = other.words and other is not draft and other.kind is MAIN and not other.reporting
                free = other.governor is None or (other.governor.kind is MAIN and not other.governor.governor)
                before = other.words[0] < draft.words[0] or draft.aside
                if said and free and before and not self.is_label(other):
                    other.governor = draft
                    other.kind = COMPLEMENT

    def is_label(self, draft: _Draft) -> bool:
        return any(other.governor is draft and other.kind is MAIN for other in self.drafts)


class _German(_Reader):
    MODALS = frozenset(("können", "sollen", "wollen", "müssen", "dürfen", "mögen"))
    AUXILIARIES = frozenset(("haben", "sein", "werden"))
    HELPERS = AUXILIARIES | MODALS

    def read(self) -> list[_Draft]:
        shapes = [self.forms[at].shapes for at in self.verbs]
        self.maybe_finite = {at for at, possible in zip(self.verbs, shapes, strict=True) if FINITE in possible}
        self.coordinators = {at for at, sort in enumerate(self.sorts) if sort is COORDINATOR}
        self.zu = "zu" in self.lows
        self.with_zu = self.zu or any(TO_INFINITIVE in possible for possible in shapes)
        segments = self.segments()
        for index, segment in enumerate(segments):
            if self.is_inserted(segments, index):
                self.add(_Draft(RELATIVE, list(segment), finite=True))
                continue
            for part, coordinated in self.coordinated_parts(segment):
                self.place(part, coordinated)
        self.settle_conditionals()
        self.settle_indirect_speech()
        self.settle_governors()
        return self.drafts

    # -- segments into clauses

    def is_inserted(self, segments: Sequence[Sequence[int]], index: int) -> bool:
        """ "Der Vertrag, im Juni unterzeichnet, wurde ratifiziert": a participle between commas, a verb behind."""
        if not 0 < index < len(segments) - 1:
            return False
        before, segment, following = segments[index - 1], segments[index], segments[index + 1][0]
        verbs = self.verbs_in(segment)
        if len(verbs) != 1 or verbs[0] not in (segment[0], segment[-1]) or following not in self.maybe_finite:
            return False
        if PARTICIPLE not in self.forms[verbs[0]].shapes or self.is_speech(following) or self.is_speech(verbs[0]):
            return False
        if self.lows[segment[0] - 1] != "," or self.lows[following - 1] != ",":
            return False
        return self.sorts[before[-1]] is NOUN and not self.verbs_in(before)

    def finite_at(self, segment: Sequence[int]) -> list[int]:
        """Positions of words that can be the finite verb."""
        found = [position for position in segment if position in self.maybe_finite]
        return [position for position in found if not self.beside_zu(position, segment)] if found and self.zu else found

    def beside_zu(self, position: int, segment: Sequence[int]) -> bool:
        """ "geliefert zu haben", "liefern zu wollen"."""
        at = segment.index(position)
        if at and self.lows[segment[at - 1]] == "zu":
            return True
        if at + 1 == len(segment) or self.lows[segment[at + 1]] != "zu":
            return False
        return PARTICIPLE in self.forms[position].shapes or self.lows[segment[-1]] in MODAL_INFINITIVES

    def surely_finite(self, position: int) -> bool:
        if self.forms[position].shapes == FINITE_ONLY:
            return True
        if not self.is_auxiliary(position):
            return False
        # "werden", "haben": an infinitive only at the end of a cluster
        return position + 1 < len(self.sorts) and self.sorts[position + 1] not in AFTER_CLUSTER

    def is_auxiliary(self, position: int) -> bool:
        return not self.HELPERS.isdisjoint(self.forms[position].lemmas)

    def coordinated_parts(self, segment: list[int]) -> list[tuple[list[int], bool]]:
        """The segment, cut before each coordinator that joins two finite verbs."""
        if self.coordinators.isdisjoint(segment) or len(self.maybe_finite.intersection(segment)) < 2:
            return [(segment, False)]
        parts: list[tuple[list[int], bool]] = []
        start, joined = 0, False
        for at, position in enumerate(segment):
            if position not in self.coordinators or at == start:
                continue
            left, right = self.finite_at(segment[start:at]), self.finite_at(segment[at + 1 :])
            if not left or not right:
                continue
            if not self.coordinators.isdisjoint(segment[at + 1 : segment.index(right[0])]):
                continue  # a later one is nearer to the second verb
            cluster = any(self.is_auxiliary(i) for i in left)
            verb_final = left[-1] == segment[at - 1]
            new_cluster = right[0] == segment[at + 1] and self.is_auxiliary(right[0])
            if cluster and not new_cluster and not any(self.surely_finite(i) for i in right):
                continue
            if verb_final and not any(self.surely_finite(i) for i in left) and self.is_auxiliary(right[-1]):
                continue  # "bestritten und als absurd bezeichnet hat": one cluster
            parts.append((segment[start:at], joined))
            start, joined = at, True
        parts.append((segment[start:], joined))
        return [(part, joined) for part, joined in parts if part]

    def place(self, segment: list[int], coordinated: bool) -> None:
        body = segment
        while body and self.sorts[body[0]] is COORDINATOR:
            coordinated = coordinated or self.lows[body[0]] in self.known["joining"]
            body = body[1:]
        if not body:
            return
        finite = self.finite_at(body)
        infinitive = self.to_infinitive(body)
        if body[0] in self.in_brackets and not finite:
            self.add(_Draft(MAIN, list(body), finite=True))  # "(Seoul)", "(74)"
            return
        self.close_dateline(body)
        label = self.label_before(body)
        if label is not None:
            label.finite = True
        opened = self.drafts[-1] if self.drafts else None
        waiting = self.waiting()
        kind, marker = self.opening(body, finite, infinitive)
        if kind is not None:
            self.add(_Draft(kind, list(body), self.lows[marker], marker, bool(finite)))
        elif not finite and infinitive:
            if waiting is not None and waiting.kind is not MAIN and waiting is opened:
                self.give(waiting, body)
            else:
                self.add(_Draft(INFINITIVE_CLAUSE, list(body), "zu", infinitive[0], finite=True))
        elif finite and opened is not None and self.wants_participle(opened, finite):
            self.give(opened, body)
        elif finite and opened is not None and self.resumes_after_infinitive(opened, body, finite):
            self.give(self.finite_clause(opened), body)
        elif finite and waiting is not None and self.is_aside(body, finite):
            self.add(_Draft(MAIN, list(body), finite=True, reporting=True, aside=True))
        elif finite and waiting is not None and self.lows[body[0]] in ("sollte", "sollten"):
            # "dass dies, sollte es sich bestätigen, eine Eskalation wäre"
            self.add(_Draft(ADVERBIAL, list(body), "wenn", body[0], finite=True, governor=waiting))
        elif finite and waiting is not None and self.may_continue(waiting, body, finite):
            self.give(waiting, body)
            waiting.finite = True
        elif finite:
            draft = self.add(_Draft(MAIN, list(body), finite=True))
            draft.governor = label
            draft.reporting = self.reports(body, finite)
            if opened is not None and not coordinated and finite[0] == body[0] and not draft.reporting:
                draft.coordinated = opened  # "…, sagte jedoch, …": the same subject goes on
            if coordinated and opened is not None:
                opened = self.finite_clause(opened)
                draft.coordinated = opened
                verb_final = self.verb_final(body, finite)
                if opened.kind is not MAIN and verb_final and opened.finite:
                    draft.kind, draft.marker, draft.marker_word = opened.kind, opened.marker, opened.marker_word
                    draft.governor = opened.governor or self.before(opened.words[0])
                draft.reporting = draft.reporting and opened.kind is not MAIN
        elif waiting is not None:
            self.give(waiting, body)
        elif label is not None:
            self.add(_Draft(MAIN, list(body), governor=label))
        elif opened is not None:
            self.give(self.host(body), body)
        else:
            self.add(_Draft(MAIN, list(body)))

    def wants_participle(self, opened: _Draft, finite: Sequence[int]) -> bool:
        """ "hätten Fragen von Interesse, Frieden und Sicherheit erörtert": a list tore the cluster apart."""
        if any(self.surely_finite(i) for i in finite):
            return False
        verbs = self.verbs_in(opened.words)
        return opened.kind is not INFINITIVE_CLAUSE and len(verbs) == 1 and self.is_auxiliary(verbs[0])

    def resumes_after_infinitive(self, opened: _Draft, body: Sequence[int], finite: Sequence[int]) -> bool:
        """ "könnte seinen Versuch, einen Satelliten zu starten, mit Hilfe wagen": its infinitive comes last."""
        if opened.kind is not INFINITIVE_CLAUSE or finite[-1] != body[-1]:
            return False
        outer = self.finite_clause(opened)
        return outer is not opened and self.wants_participle(outer, finite)

    def is_aside(self, body: Sequence[int], finite: Sequence[int]) -> bool:
        """A clause of saying inside another: "Die Soldaten, sagte er, …", "Inzwischen, so behauptet Kiew, …"."""
        so = self.lows[body[0]] in ("so", "wie") and len(body) > 1 and finite[0] == body[1]
        if so or finite[0] != body[0]:
            return so and self.is_speech(finite[0])
        after = [i for i in body if i > finite[0] and self.sorts[i] is not ADVERB]
        waiting = self.waiting()
        nobody = waiting is not None and not any(i in self.named for i in waiting.words)
        # not in "der Sprecher, John Kirby, warnte Nordkorea"
        named = bool(after) and ((after[0] in self.named and nobody) or self.sorts[after[0]] is PRONOUN)
        return named and self.speaker_follows(body, finite[0])

    def speaker_follows(self, body: Sequence[int], verb: int) -> bool:
        """Whether a subject comes right after the verb of saying: "sagte Peskow", not "sagte am Montag"."""
        after = [i for i in body if i > verb and self.sorts[i] is not ADVERB]
        told = self.is_speech(verb) or (self.is_auxiliary(verb) and any(self.is_speech(i) for i in after))
        if not after or not told:
            return False  # "hatte Peskow gesagt" tells as well
        word = self.words[after[0]]
        if not self.known["impersonal"].isdisjoint(self.forms[verb].lemmas):
            return word.sort is PREPOSITION or word.low == "es"  # "verlautete aus dem Kreml"
        return after[0] not in self.times and word.low != "sich" and (word.sort in (NOUN, PRONOUN, ARTICLE, ADJECTIVE))

    def host(self, body: Sequence[int]) -> _Draft:
        """The clause that a segment without a verb belongs to: the one right before it."""
        return self.before(body[0]) or self.drafts[-1]

    def waiting(self) -> _Draft | None:
        """The last clause that its finite verb has not come for."""
        for draft in reversed(self.drafts):
            if not draft.finite and draft.kind is not INFINITIVE_CLAUSE:
                return draft
        return None

    def finite_clause(self, draft: _Draft) -> _Draft:
        while draft.kind is INFINITIVE_CLAUSE:
            outer = self.before(draft.words[0])
            if outer is None or outer is draft:
                break
            draft = outer
        return draft

    def may_continue(self, waiting: _Draft, body: Sequence[int], finite: Sequence[int]) -> bool:
        """Whether the segment brings the finite verb that the waiting clause lacks."""
        if waiting.kind is MAIN:
            return True
        return finite[-1] == body[-1] or self.lows[finite[0]] in ("ist", "sind", "sei", "seien", "habe", "hat")

    def opening(
        self, body: Sequence[int], finite: Sequence[int], infinitive: Sequence[int]
    ) -> tuple[ClauseKind | None, int]:
        """Which subordinate clause the segment opens, if any, and the position of its marker."""
        lead = body[0]
        low, sort = self.lows[lead], self.sorts[lead]
        if infinitive and low in self.known["purpose"]:
            return INFINITIVE_CLAUSE, lead
        subordinators = self.known["subordinators"]
        if sort is ADVERB and len(body) > 1 and low not in subordinators:
            lead = body[1]  # "auch wenn", "selbst nachdem"
            low = self.lows[lead]
        if low in subordinators:
            doubtful = low in self.known["doubtful_subordinators"]
            if not doubtful or (not self.second(body, finite) and self.verb_final(body, finite)):
                complement = low in ("dass", "daß", "ob")
                return (COMPLEMENT if complement else ADVERBIAL), lead
            return None, lead
        if lead != body[0]:
            return None, lead
        pronoun = body[0]
        if sort is PREPOSITION and len(body) > 1:
            pronoun = body[1]
        low = self.lows[pronoun]
        if low in self.known["questions"] and pronoun == body[0] and self.drafts and not self.second(body, finite):
            relative = low in ("was", "wo", "wohin", "woraufhin", "wobei", "wonach", "wogegen", "wofür", "womit")
            return (RELATIVE if relative else COMPLEMENT), pronoun
        if (
            low in self.known["relatives"]
            and self.drafts
            and body[0] not in self.after_colon
            and body[0] not in self.after_dash
            and not (infinitive and not finite and infinitive[-1] == body[-1])  # "der Ukraine Waffen zu liefern"
            and self.is_relative(body, pronoun, finite)
        ):
            return RELATIVE, pronoun
        return None, body[0]

    def second(self, body: Sequence[int], finite: Sequence[int]) -> bool:
        """Whether the finite verb stands right after the first word: not a subordinate clause."""
        return bool(finite) and len(body) > 2 and finite[0] == body[1]

    def verb_final(self, body: Sequence[int], finite: Sequence[int]) -> bool:
        """Whether the finite verb stands at the end, as in a subordinate clause."""
        if not finite or (finite[-1] == body[0] and len(body) > 1):
            return False
        auxiliaries = [i for i in finite if self.is_auxiliary(i) and self.surely_finite(i)]
        if auxiliaries and auxiliaries[-1] != max(self.verbs_in(body)):
            return False  # "wird … drängen": the auxiliary comes second
        return finite[-1] == body[-1] or self.verbs_end(body, finite)

    def verbs_end(self, body: Sequence[int], finite: Sequence[int]) -> bool:
        """Whether all verbs stand together near the end, at most a prepositional phrase after them."""
        after = [i for i in body if i > finite[-1]]
        if not after:
            return True
        verbs = self.verbs_in(body)
        return len(verbs) == finite[-1] - verbs[0] + 1 and self.sorts[after[0]] is PREPOSITION

    def is_relative(self, body: Sequence[int], pronoun: int, finite: Sequence[int]) -> bool:
        """ "die Moskau unterstützt" is a relative clause, "die Gespräche seien gut" an article and its noun."""
        at = body.index(pronoun)
        if at + 1 >= len(body):
            return False
        following = self.words[body[at + 1]]
        if following.low in self.known["articled"]:
            return False  # "der Ukraine Waffen zu liefern"
        attribute = following.sort in (NOUN, ADJECTIVE) and body[at + 1] not in self.named
        adjective = following.sort is ADJECTIVE
        if not finite:
            return not attribute and not adjective and following.sort is not NUMBER
        if at == 1:  # a preposition before it: "mit dem er sprach"
            return self.verb_final(body, finite)
        if not self.verb_final(body, finite):
            return False
        if not attribute:
            return True
        cluster = len(body) > 2 and self.sorts[body[-2]] is VERB and finite[-1] == body[-1]
        reported = any(form.mood is REPORTED for form in self.forms[finite[-1]])
        return cluster or not reported

    def to_infinitive(self, body: Sequence[int]) -> list[int]:
        found: list[int] = []
        if not self.with_zu:
            return found
        for at, position in enumerate(body):
            word = self.words[position]
            shapes = word.forms.shapes
            with_zu = at > 0 and self.lows[body[at - 1]] == "zu" and INFINITIVE in shapes
            if TO_INFINITIVE in shapes or with_zu or (at > 0 and self.guessed_infinitive(body, at)):
                found.append(position)
        return found

    def guessed_infinitive(self, body: Sequence[int], at: int) -> bool:
        """An unlisted verb: "zu" and a lower-case word in -en at the end of its segment."""
        word = self.words[body[at]]
        if word.sort is not ADJECTIVE or not word.low.endswith("n"):
            return False
        return self.lows[body[at - 1]] == "zu" and at == len(body) - 1

    def reports(self, body: Sequence[int], finite: Sequence[int]) -> bool:
        """ "…, sagte Peskow": the verb first, something said before it."""
        return bool(self.drafts[:-1]) and finite[0] == body[0] and self.speaker_follows(body, finite[0])

    def settle_conditionals(self) -> None:
        """ "Sollten die Berichte zutreffen, wäre …": two clauses with the verb first."""
        mains = [d for d in self.drafts if d.kind is MAIN and d.words]
        mains = [d for d in mains if d.words[0] not in self.in_brackets]
        for draft, following in pairwise(mains):
            if draft.words[0] not in self.maybe_finite:
                continue
            then = following.words[0]
            follows = self.sorts[then] is VERB or self.lows[then] in ("so", "dann")
            if follows and not draft.reporting and not following.reporting and not draft.coordinated:
                draft.kind, draft.marker, draft.marker_word = ADVERBIAL, "wenn", draft.words[0]
                draft.governor, following.coordinated = following, None
        for position, draft in enumerate(self.drafts[1:], 1):
            # "warnte vor Folgen, sollte Kim liefern": the condition comes last
            if draft.kind is MAIN and self.lows[draft.words[0]] in ("sollte", "sollten"):
                draft.kind, draft.marker, draft.marker_word = ADVERBIAL, "wenn", draft.words[0]
                draft.coordinated, draft.governor = None, self.drafts[position - 1]

    def settle_indirect_speech(self) -> None:
        """A main clause in the Konjunktiv, or right after a verb of saying, is what that verb says."""
        previous: _Draft | None = None
        for draft in self.drafts:
            if draft.kind is MAIN and draft.words:
                if (
                    previous is not None
                    and draft.coordinated is None
                    and not draft.reporting
                    and self.says(previous)
                    and (self.is_reported(draft) or self.ends_saying(previous))
                ):
                    draft.governor, draft.kind = previous, COMPLEMENT
                    continue
                if draft.coordinated is not None and draft.coordinated.kind is COMPLEMENT:
                    finite = self.finite_at(draft.words)
                    goes_on = bool(finite) and finite[0] == draft.words[0] and not self.is_speech(finite[0])
                    if goes_on or self.is_reported(draft):
                        draft.governor, draft.kind = draft.coordinated.governor, COMPLEMENT
                        continue
                if not draft.reporting:
                    previous = draft

    def is_reported(self, draft: _Draft) -> bool:
        finite = self.finite_at(draft.words)
        return bool(finite) and any(form.mood is not INDICATIVE for form in self.forms[finite[0]])

    def ends_saying(self, draft: _Draft) -> bool:
        """ "Peskow sagte am Montag, die Kontakte störten niemanden": nothing but a time or place after the verb."""
        verb = next(i for i in self.verbs_in(draft.words) if self.is_speech(i))
        after = [i for i in draft.words if i > verb]
        return not after or after[0] in self.times or self.sorts[after[0]] is PREPOSITION

    def says(self, draft: _Draft) -> bool:
        return any(self.is_speech(i) for i in self.verbs_in(draft.words))

    # -- predicates

    def predicates(self, draft: _Draft, inside: Sequence[int]) -> tuple[Predicate, ...]:
        verbs = self.verbs_in(inside)
        if not verbs:
            return ()
        if draft.kind is INFINITIVE_CLAUSE:
            return tuple(self.infinitive_predicates(inside, verbs))
        finite = self.choose_finite(draft, inside, verbs)
        if finite is not None and self.is_headline_participle(draft, inside, verbs):
            form = self.full_form(finite)
            return (Predicate(form.lemma, finite, (finite,), None, form.shape, perfect=True, passive=True),)
        particle = self.particle_of(inside, finite)
        auxiliary = self.reading(finite, particle) if finite is not None else None
        lexical: list[int] = []
        helping: list[tuple[str, Shape]] = []
        for i in verbs:
            if i != finite:
                if self.only_auxiliary(i):
                    helping.append(self.helper(i))
                else:
                    lexical.append(i)
        if not lexical or (auxiliary is not None and auxiliary.lemma not in self.HELPERS):
            found = [self.full_verb(finite, auxiliary, particle)] if finite is not None and auxiliary else []
            found += [self.embedded(i) for i in lexical]
            return tuple(found)
        return tuple(self.compound(i, finite, auxiliary, helping, inside) for i in lexical)

    def is_headline_participle(self, draft: _Draft, inside: Sequence[int], verbs: Sequence[int]) -> bool:
        """ "Russischer Botschafter einbestellt": a participle alone at the end of a main clause."""
        if draft.kind is not MAIN or self.words[-1].text == ".":
            return False
        if len(verbs) != 1 or verbs[0] != inside[-1] or len(inside) < 2:
            return False
        if not all(other is draft or not other.finite or self.is_label(other) for other in self.drafts):
            return False
        return any(form.shape is PARTICIPLE and form.lemma for form in self.forms[verbs[0]])

    def choose_finite(self, draft: _Draft, inside: Sequence[int], verbs: Sequence[int]) -> int | None:
        candidates = self.finite_at(inside)
        if not candidates:
            return None
        sure = [i for i in candidates if self.surely_finite(i)]
        if (
            draft.kind is MAIN
            or (draft.kind is COMPLEMENT and not draft.marker)
            or (draft.marker == "wenn" and draft.marker_word == draft.words[0] and self.sorts[draft.words[0]] is VERB)
        ):
            return (sure or candidates)[0]
        return (sure or candidates)[-1]

    def particle_of(self, inside: Sequence[int], finite: int | None) -> str:
        """The parted particle of the finite verb: the last word of the clause, or one that can be nothing else."""
        if finite is None:
            return ""
        wanted = self.forms[finite].particles
        if not wanted:
            return ""
        after = [i for i in inside if i > finite]
        for i in reversed(after):
            low = self.lows[i]
            if low not in wanted or low not in particles("de"):
                continue
            follows = inside[inside.index(i) + 1] if i != inside[-1] else None
            if follows is None:
                return low
            next_word = self.words[follows]
            gap = follows != i + 1
            if gap or (next_word.sort in (PREPOSITION, COORDINATOR) and low not in ("zu", "um")):
                return low
        return ""

    def reading(self, position: int | None, particle: str) -> VerbForm | None:
        if position is None:
            return None
        readings = [form for form in self.forms[position] if form.shape is FINITE]
        exact = [form for form in readings if form.particle == particle]
        indicative = [form for form in exact if form.mood is INDICATIVE]
        chosen = indicative or exact or [form for form in readings if not form.particle] or readings
        return chosen[0] if chosen else None

    def only_auxiliary(self, position: int) -> bool:
        return self.forms[position].whole <= self.HELPERS

    def helper(self, position: int) -> tuple[str, Shape]:
        form = self.forms[position][0]
        word = self.lows[position]
        shape = PARTICIPLE if word in ("worden", "geworden", "gewesen", "gehabt") else INFINITIVE
        return (word if word == "worden" else form.lemma), shape

    def full_verb(self, finite: int, form: VerbForm, particle: str) -> Predicate:
        words = [finite]
        if particle:
            words += [i for i in range(finite + 1, len(self.words)) if self.lows[i] == particle][-1:]
        return Predicate(form.lemma, finite, tuple(words), finite, FINITE, past=form.past, mood=self.mood(finite, form))

    def mood(self, finite: int, form: VerbForm) -> Mood:
        return form.mood

    def embedded(self, position: int) -> Predicate:
        form = self.full_form(position)
        return Predicate(form.lemma, position, (position,), None, form.shape, past=form.shape is PARTICIPLE)

    def full_form(self, position: int) -> VerbForm:
        """The reading as participle or infinitive, or what there is."""
        readings = self.forms[position]
        for shape in (PARTICIPLE, INFINITIVE, TO_INFINITIVE):
            for form in readings:
                if form.shape is shape:
                    return form
        return readings[0]

    def compound(
        self,
        position: int,
        finite: int | None,
        auxiliary: VerbForm | None,
        helping: Sequence[tuple[str, Shape]],
        inside: Sequence[int],
    ) -> Predicate:
        form = self.full_form(position)
        lemma, past, mood = "", False, INDICATIVE
        if auxiliary is not None:
            lemma, past, mood = auxiliary.lemma, auxiliary.past, auxiliary.mood
        modal, will, has = lemma in self.MODALS, lemma == "werden", lemma in ("haben", "sein")
        helpers = [name for name, _ in helping]
        participle = form.shape is PARTICIPLE
        if participle and (modal or will) and not helping and self.has_shape(position, INFINITIVE):
            # "wird erhalten": a passive only where an agent or the past tense makes it one
            participle = will and (past or any(self.lows[i] in ("von", "vom", "durch") for i in inside))
            if not participle:
                form = next(f for f in self.forms[position] if f.shape is INFINITIVE)
        modal_helper = next((name for name in helpers if name in self.MODALS), "")
        perfect_infinitive = participle and (modal or will) and ("haben" in helpers or "sein" in helpers)
        passive = (will and not perfect_infinitive) or "worden" in helpers or "werden" in helpers
        return Predicate(
            lemma=form.lemma,
            word=position,
            words=(position,) if finite is None else (min(finite, position), max(finite, position)),
            finite=finite,
            shape=form.shape,
            past=past and (will or modal),
            perfect=has and not past and (participle or (mood is UNREAL and bool(modal_helper))),
            pluperfect=has and past and participle and mood is INDICATIVE,
            future=will and not participle,
            passive=participle and passive,
            mood=mood,
            modal=lemma if modal else modal_helper,
            modal_mood=mood if modal else INDICATIVE,
            perfect_infinitive=perfect_infinitive,
        )

    def has_shape(self, position: int, shape: Shape) -> bool:
        return shape in self.forms[position].shapes

    def infinitive_predicates(self, inside: Sequence[int], verbs: Sequence[int]) -> Iterable[Predicate]:
        helpers = dict.fromkeys(form.lemma for i in verbs if self.only_auxiliary(i) for form in self.forms[i])
        lexical = [i for i in verbs if not self.only_auxiliary(i)] or list(verbs)
        for i in lexical:
            form = self.full_form(i)
            past = form.shape is PARTICIPLE and bool(helpers.keys() & {"haben", "sein"})
            yield Predicate(
                form.lemma,
                i,
                (i,),
                None,
                TO_INFINITIVE,
                perfect=past,
                perfect_infinitive=past,
                passive=form.shape is PARTICIPLE and "werden" in helpers,
                modal=next((name for name in helpers if name in self.MODALS), ""),
            )


class _English(_Reader):
    MODALS = frozenset(("can", "could", "may", "might", "should", "must", "shall"))
    AUXILIARIES = frozenset(("be", "have", "do", "will", "would"))
    HELPERS = AUXILIARIES | MODALS
    ALWAYS_FINITE = MODALS | {"will", "would"}
    ADVERBS_INSIDE = (ADVERB, QUOTE)
    ASIDES_INSIDE = frozenset(("not", "never", "to", "itself", "himself", "herself", "themselves"))
    """What may stand inside a verb group: "has recently sent", "was itself buying", "was \u201cconcerned\u201d"."""

    def read(self) -> list[_Draft]:
        self.groups = self.verb_groups()
        self.group_at = {group.words[0]: group for group in self.groups}
        subordinators = self.known["subordinators"]
        self.openers = {
            at
            for at, (low, sort) in enumerate(zip(self.lows, self.sorts, strict=True))
            if (sort is COORDINATOR or low in subordinators) and at not in self.times  # "later that week"
        }
        segments = self.segments()
        for index, segment in enumerate(segments):
            if self.is_inserted(segments, index):
                self.group_at[segment[0]].finite = False
                self.place(segment, RELATIVE, None, False)
                continue
            for part, kind, marker, coordinated in self.parts(segment):
                self.place(part, kind, marker, coordinated)
        self.settle_governors()
        return self.drafts

    def is_inserted(self, segments: Sequence[Sequence[int]], index: int) -> bool:
        """ "The treaty, signed in June, was ratified": a participle between commas, and the verb behind it."""
        if not 0 < index < len(segments) - 1:
            return False
        group, following = self.group_at.get(segments[index][0]), self.group_at.get(segments[index + 1][0])
        if group is None or following is None or not (group.bare_participle and following.finite):
            return False
        if self.lows[segments[index][0] - 1] != "," or self.lows[segments[index + 1][0] - 1] != ",":
            return False
        before = segments[index - 1]
        return self.sorts[before[-1]] is NOUN and not any(g.finite for g in self.groups_in(before))

    def groups_in(self, segment: Iterable[int]) -> list[_Group]:
        """The verb groups that begin in a segment that nothing has been placed of yet."""
        return [self.group_at[position] for position in segment if position in self.group_at]

    def verb_groups(self) -> list[_Group]:
        found: list[_Group] = []
        lows, sorts, size = self.lows, self.sorts, len(self.lows)
        at = -1
        for position in self.verbs:
            if position <= at:
                continue  # inside the group before
            words = [position]
            at = position
            while self.helps(at):
                following = at + 1
                while following < size and (
                    sorts[following] in self.ADVERBS_INSIDE
                    or (lows[following] in self.ASIDES_INSIDE and lows[at] != "to")
                ):
                    yet = lows[following - 1] == "yet"  # "has yet to supply"
                    if lows[following] == "to" and (yet or not self.semi_modal(at, following)):
                        break
                    following += 1
                following = self.past_aside(following)
                if following == size or sorts[following] is not VERB:
                    break
                words.append(following)
                at = following
            skipped = position - 1
            while skipped > 0 and sorts[skipped] is ADVERB:
                skipped -= 1
            group = _Group(words)
            group.infinitive = position > 0 and lows[skipped] == "to" and INFINITIVE in self.forms[position].shapes
            group.marker = skipped if group.infinitive or sorts[skipped] is PREPOSITION else None
            self.describe(group, lows[at + 1] if at + 1 < size else "")
            found.append(group)
        return found

    def past_aside(self, at: int) -> int:
        """Past "for the first time" or "in recent months" between auxiliary and participle; else where it is."""
        end, size = at, len(self.lows)
        if end < size and self.sorts[end] is PREPOSITION:
            end += 1
            while end < size and self.sorts[end] in (ARTICLE, ADJECTIVE, NUMBER, ADVERB, NOUN):
                if self.lows[end] in self.known["asides"]:
                    participle = end + 1 < size and self.sorts[end + 1] is VERB
                    return end + 1 if participle and PARTICIPLE in self.forms[end + 1].shapes else at
                end += 1
        return at

    def helps(self, position: int) -> bool:
        return not self.HELPERS.isdisjoint(self.forms[position].lemmas)

    def semi_modal(self, at: int, to: int) -> bool:
        """ "is to visit", "has to": an auxiliary right before "to"."""
        lemmas = self.forms[at].lemmas
        return ("be" in lemmas or "have" in lemmas) and to + 1 < len(self.words)

    def describe(self, group: _Group, following: str) -> None:
        first = self.forms[group.words[0]]
        group.gerund = not group.infinitive and first.shapes == GERUND_ONLY
        group.finite = not group.infinitive and not group.gerund and FINITE in first.shapes
        group.bare_participle = not group.infinitive and len(group.words) == 1 and PARTICIPLE in first.shapes
        if self.lows[group.words[0]] == "been":
            group.finite = False
        if not self.ALWAYS_FINITE.isdisjoint(first.lemmas):
            group.finite = True
        if group.bare_participle and following == "by" and first.lemmas.isdisjoint(self.known["moving"]):
            group.finite = False  # "shells supplied by Pyongyang", not "Kim travelled by train"
        if (
            group.bare_participle
            and following in ("of", "in", "to", "with", "for")
            and not first.lemmas.isdisjoint(self.known["participial"])
        ):
            group.finite = False  # "individuals accused of evading sanctions"

    def reduce(self, segment: Sequence[int]) -> None:
        """ "A treaty concluded between the two binds both": of two verbs the participle is an attribute."""
        for group, later in pairwise(self.groups_in(segment)):
            if not (group.bare_participle and group.finite and later.finite):
                continue
            at = group.words[-1]
            between = range(at + 1, later.words[0])
            if not between or self.sorts[at + 1] is not PREPOSITION:
                continue
            if at == 0 or self.sorts[group.words[0] - 1] is not NOUN:
                continue
            lows = self.lows[at + 1 : later.words[0]]
            joined = any(self.sorts[i] in (COORDINATOR, SUBORDINATOR, PUNCTUATION) for i in between)
            joined = joined and "between" not in lows
            if not joined and self.known["doubtful_subordinators"].isdisjoint(lows):
                group.finite = self.is_speech(at)

    def parts(self, segment: list[int]) -> Iterable[tuple[list[int], ClauseKind | None, int | None, bool]]:
        """The segment cut where a clause opens: (words, kind or None for what continues, marker, coordinated)."""
        cuts: dict[int, tuple[ClauseKind | None, int | None, bool]] = {}
        self.reduce(segment)
        groups = self.groups_in(segment)
        if not groups:
            yield segment, None, None, False
            return
        inside = set(segment)
        for position in segment if not self.openers.isdisjoint(inside) else ():
            if position not in self.openers:
                continue
            low = self.lows[position]
            later = [g for g in groups if g.words[0] > position]
            if low in self.known["subordinators"] and any(g.finite for g in later):
                kind = self.subordinate(position, segment, later)
                if kind is not None:
                    start = position
                    at = segment.index(position)
                    if at and self.sorts[segment[at - 1]] is PREPOSITION and low in ("which", "whom", "what"):
                        start = segment[at - 1]
                    cuts[start] = (kind, position, False)
            elif low in ("that", "whether") and not any(g.finite for g in later) and self.opens_saying(position):
                cuts[position] = (COMPLEMENT, position, False)  # "said that Naryshkin, the head of …, had left"
            elif self.sorts[position] is COORDINATOR and position != segment[0]:
                right = later[0] if later else None
                if right is None or not right.finite:
                    continue
                since = max((c for c in cuts if c < position), default=segment[0])
                if not any(g.finite for g in groups if since <= g.words[0] < position) or self.between_two(position):
                    continue
                subordinators = self.known["subordinators"]
                between = (c for c in segment if position < c <= right.words[0])
                if not any(self.lows[c] in subordinators for c in between):
                    cuts[position] = (None, None, True)
        previous: _Group | None = None
        for at_group, group in enumerate(groups):
            start = group.words[0]
            goes_on = groups[at_group + 1] if at_group + 1 < len(groups) and groups[at_group + 1].finite else None
            contact = None
            if group.finite and self.may_be_contact(cuts, previous, group, goes_on):
                contact = self.contact(group, inside)
            if contact is not None:
                cuts.setdefault(contact, (RELATIVE, None, False))  # "under a treaty he signed"
                if previous is None and goes_on is not None:
                    cuts.setdefault(goes_on.words[0], (None, None, False))  # "The shells Pyongyang sent were old"
            elif group.finite and previous is not None and self.resumes_main(segment, cuts, groups[:at_group], group):
                cuts.setdefault(start, (None, None, False))  # "The decision to send troops was taken"
            elif group.infinitive and group.marker is not None and group.marker in inside:
                opens = group.marker
                if opens - 1 in inside and self.lows[opens - 1] in ("not", "never"):
                    opens -= 1  # "urged them not to supply arms"
                cuts.setdefault(opens, (INFINITIVE_CLAUSE, group.marker, False))
            elif group.gerund and previous is None and goes_on is not None and self.follows_noun(start, inside):
                cuts.setdefault(start, (RELATIVE, None, False))  # "A ferry linking the two went back into service"
                cuts.setdefault(goes_on.words[0], (None, None, False))
            elif group.gerund and start == segment[0]:
                cuts.setdefault(start, (INFINITIVE_CLAUSE, start, False))
            elif group.gerund and group.marker is not None and group.marker in inside:
                cuts.setdefault(group.marker, (INFINITIVE_CLAUSE, group.marker, False))
            elif group.gerund and previous is not None and self.complements(previous, group):
                cuts.setdefault(start, (INFINITIVE_CLAUSE, start, False))  # "denied sending weapons"
            elif previous is not None and group.finite and not self.cut_between(cuts, previous, group):
                if group.bare_participle and self.reduced(previous, group):
                    cuts.setdefault(start, (RELATIVE, None, False))
                elif previous.finite and self.is_speech(previous.words[-1]):
                    cuts.setdefault(self.said_from(previous, group), (COMPLEMENT, None, False))
            elif group.bare_participle and not group.finite and previous is not None:
                cuts.setdefault(start, (RELATIVE, None, False))
            previous = group
        if not cuts:
            yield segment, None, None, False
            return
        bounds = sorted({segment[0], *cuts})
        for begin, end in zip(bounds, [*bounds[1:], 10**9], strict=True):
            part = [i for i in segment if begin <= i < end]
            kind, marker, coordinated = cuts.get(begin, (None, None, False))
            if part:
                yield part, kind, marker, coordinated

    def between_two(self, coordinator: int) -> bool:
        """ "said the pact between Moscow and Pyongyang was …": the word joins two names, no clauses."""
        for at in range(coordinator - 1, max(-1, coordinator - LONGEST_PAIR), -1):
            word = self.words[at]
            if word.sort is VERB or word.sort is PUNCTUATION or word.sort is COORDINATOR:
                return False
            if word.low == "between":
                return True
        return False

    def opens_saying(self, position: int) -> bool:
        """Whether the word right before is a verb of saying."""
        return position > 0 and self.sorts[position - 1] is VERB and self.is_speech(position - 1)

    def may_be_contact(
        self, cuts: Iterable[int], previous: _Group | None, group: _Group, goes_on: _Group | None
    ) -> bool:
        """Whether a finite verb beside this one leaves room for a relative clause without its pronoun."""
        if previous is None:
            return goes_on is not None and not self.joined(group, goes_on)
        spoken = not previous.finite or self.is_speech(previous.words[-1])
        return not spoken and not self.cut_between(cuts, previous, group)

    def contact(self, group: _Group, inside: Collection[int]) -> int | None:
        """Where a relative clause without its pronoun begins: "a treaty | he signed", "the shells | Pyongyang sent"."""
        at = group.words[0] - 1
        while at in inside and self.sorts[at] is ADVERB:
            at -= 1
        if at in inside and self.lows[at] in ("he", "she", "they", "it", "we"):
            first = at
        else:
            first = at + 1
            if self.lows[at].endswith("s") and self.lows[at - 1] in self.known["demonyms"]:
                first -= 1  # "the shells | Russian gunners fire"
            while first - 1 in inside and self.sorts[first - 1] is NOUN and self.words[first - 1].capital:
                first -= 1
            if first == at - 1 and self.lows[at - 1] in self.known["demonyms"]:
                pass
            elif first > at or first not in self.named or any(i in self.times for i in range(first, at + 1)):
                return None
        before = first - 1
        if before not in inside or before in self.times or before in self.named:
            return None
        word = self.words[before]
        opened = before > 0 and self.sorts[before - 1] in (
            ARTICLE,
            NUMBER,
            ADJECTIVE,
            NOUN,
            POSSESSIVE,
            PREPOSITION,
        )
        return first if word.sort is NOUN and not word.capital and opened else None

    def follows_noun(self, at: int, inside: Collection[int]) -> bool:
        return at - 1 in inside and self.words[at - 1].sort is NOUN

    def joined(self, group: _Group, later: _Group) -> bool:
        between = self.words[group.words[-1] + 1 : later.words[0]]
        return any(w.sort in (COORDINATOR, SUBORDINATOR, PUNCTUATION) for w in between)

    def resumes_main(
        self, segment: Sequence[int], cuts: Iterable[int], before: Sequence[_Group], group: _Group
    ) -> bool:
        """Whether a verb is that of the subject before a clause in between: "Those who fought are heroes".

        Its subject stands at the head of the segment, and nothing before the clause in between is a finite verb.
        """
        opened = [cut for cut in cuts if cut < group.words[0]]
        if not opened or segment[0] in opened or self.sorts[segment[0]] in (PREPOSITION, SUBORDINATOR, ADVERB):
            return False
        first = min(opened)
        inner = [g for g in before if g.words[0] > first]
        if any(g.words[0] < first for g in before) or not inner or self.joined(inner[-1], group):
            return False
        noun = self.sorts[first - 1] is NOUN or self.lows[first - 1] in ("those", "these", "he", "she")
        if not noun or max(opened) > inner[-1].words[0]:
            return False
        own = any(self.sorts[i] in (NOUN, PRONOUN) for i in range(first + 1, inner[-1].words[0]))
        if group.words[0] == inner[-1].words[-1] + 1 and not own:
            return False  # "who helped build": not "that Russia fires come from …"
        relative = self.lows[first] in ("who", "which", "that") and len(inner) == 1 and inner[0].finite
        infinitive = inner[-1].infinitive and not any(g.finite for g in inner)
        helped = self.helps(group.words[0])
        return relative or (infinitive and helped)

    def complements(self, previous: _Group, group: _Group) -> bool:
        """ "denied sending", "has started to ship": a gerund right after a full verb."""
        between = range(previous.words[-1] + 1, group.words[0])
        return all(self.sorts[i] is ADVERB for i in between) and not self.helps(previous.words[-1])

    def cut_between(self, cuts: Iterable[int], left: _Group, right: _Group) -> bool:
        return any(left.words[0] < cut <= right.words[0] for cut in cuts)

    def reduced(self, previous: _Group, group: _Group) -> bool:
        """ "missiles supplied by North Korea": a participle after a noun, in a clause that has its verb."""
        start = group.words[0]
        before = self.sorts[start - 1] if start else None
        return (previous.finite and before is NOUN and not self.is_speech(previous.words[-1])) or (
            start + 1 < len(self.words) and self.lows[start + 1] == "by"
        )

    def said_from(self, previous: _Group, group: _Group) -> int:
        """Where what is said begins after "said": past "on Monday", "in a statement", "to reporters"."""
        at = previous.words[-1] + 1
        stop = group.words[0]
        if not self.forms[previous.words[-1]].lemmas.isdisjoint(self.known["addressing"]):
            at = self.after_addressee(at, stop)
        while at < stop - 1 and self.sorts[at] in (PREPOSITION, ADVERB):
            following = self.words[at + 1]
            if self.lows[at] in ("more", "fewer", "less") or following.sort is NUMBER or following.low == "least":
                break  # "said | more than 10,000 labourers arrived"
            if self.sorts[at] is ADVERB:
                at += 1
                continue
            end = at + 1
            while end < stop - 1 and self.sorts[end] in (ARTICLE, NUMBER):
                end += 1
            at = end + 1
        return min(at, stop)

    def after_addressee(self, at: int, stop: int) -> int:
        """Past who is told something: "told | us | more than", "told | the BBC | the North", "told | Putin | he"."""
        end = at
        if self.sorts[at] is PRONOUN and self.lows[at] in ("us", "him", "her", "them", "me"):
            end = at + 1
        elif self.sorts[at] is ARTICLE:
            end = at + 1
            while end < stop and self.sorts[end] in (NOUN, ADJECTIVE):
                end += 1
        elif self.sorts[at] is NOUN and not self.words[at].capital:
            end = at + 1
        elif self.sorts[at] is NOUN:
            end = at + 1
            while end < stop and self.sorts[end] is NOUN and self.words[end].capital and end not in self.named:
                end += 1
        return end if end < stop else at

    def subordinate(self, position: int, segment: Sequence[int], later: Sequence[_Group]) -> ClauseKind | None:
        low = self.lows[position]
        at = segment.index(position)
        before = self.words[segment[at - 1]] if at else None
        following = self.words[segment[at + 1]] if at + 1 < len(segment) else None
        if following is None:
            return None
        if low == "that":
            if before is not None and before.sort is PREPOSITION:
                return None
            at_verb = next((i for i in segment[at + 1 :] if i not in self.times and self.sorts[i] is not ADVERB), None)
            verb_first = at_verb is not None and self.sorts[at_verb] is VERB
            if verb_first and (before is None or before.sort is not VERB):
                return RELATIVE if before is not None else None
            if before is None or (before.sort is NOUN and not before.forms and following.sort is VERB):
                return None if before is None and position == 0 else COMPLEMENT
            return RELATIVE if self.lacks_object(position, later) else COMPLEMENT
        if low in ("which", "who", "whom", "whose", "where"):
            return RELATIVE if at or position > 0 else None
        if low in self.known["doubtful_subordinators"]:
            first = later[0]
            # a preposition if only a noun phrase follows: "after the summit", "as president"
            if not first.finite or any(self.sorts[i] is COORDINATOR for i in segment if position < i < first.words[0]):
                return None
            # "After the talks, …" ends at a comma and has no verb; "after talks in Moscow ended" has one
            between = [i for i in segment if position < i < first.words[0]]
            if not between:
                return None
            own_verb = any(g.finite for g in self.groups if g.words[0] in segment and g.words[0] < position)
            return ADVERBIAL if own_verb or at == 0 else None
        if low in ("whether", "how", "why", "what"):
            return COMPLEMENT
        return ADVERBIAL

    def lacks_object(self, that: int, later: Sequence[_Group]) -> bool:
        """ "the treaty that they signed last year": the noun before "that" is what the verb after it lacks.

        Not where the noun can have a content ("the claim that …") or a verb of saying goes before ("told them that").
        """
        before, group = self.words[that - 1], next((g for g in later if g.finite), None)
        if before.sort is not NOUN or that - 1 in self.named or that - 1 in self.times or group is None:
            return False
        if before.low in self.known["content_nouns"] or before.low.removesuffix("s") in self.known["content_nouns"]:
            return False
        if any(self.is_speech(g.words[-1]) for g in self.groups if g.words[0] < that):
            return False
        at = group.words[-1] + 1
        after = self.words[at] if at < len(self.words) else None
        gap = after is None or at in self.times or after.sort in (PREPOSITION, PUNCTUATION)
        return gap and not self.is_speech(group.words[-1])

    def place(self, part: list[int], kind: ClauseKind | None, marker: int | None, coordinated: bool) -> None:
        groups = self.groups_in(part)
        finite = any(g.finite for g in groups)
        if part[0] in self.in_brackets and not finite:
            self.add(_Draft(MAIN, list(part), finite=True))
            return
        self.close_dateline(part)
        label = self.label_before(part)
        if label is not None and kind is None:
            label.finite = True
            self.add(_Draft(MAIN, list(part), finite=finite, governor=label))
            return
        if kind is not None:
            whole = finite or kind is not COMPLEMENT
            draft = _Draft(kind, list(part), self.lows[marker] if marker is not None else "", marker, finite=whole)
            draft.governor = self.before(part[0])
            self.add(draft)
            return
        body = part[1:] if self.sorts[part[0]] is COORDINATOR and len(part) > 1 else part
        opened = self.drafts[-1] if self.drafts else None
        waiting = next((d for d in reversed(self.drafts) if not d.finite and d.kind in (MAIN, COMPLEMENT)), None)
        if coordinated and opened is not None and self.goes_on_bare(opened, body, groups):
            draft = self.add(_Draft(INFINITIVE_CLAUSE, list(body), "to", finite=True))
            draft.governor = opened.governor
        elif coordinated and opened is not None:
            partner = self.partner(opened, body, groups)
            draft = self.add(_Draft(partner.kind, list(body), partner.marker, finite=True))
            draft.coordinated, draft.governor = partner, partner.governor
        elif finite and waiting is not None and self.is_aside(body, groups):
            self.add(_Draft(MAIN, list(body), finite=True, reporting=True, aside=True))
        elif finite and waiting is not None and self.tells_of_plan(waiting, body, groups):
            waiting.finite = True
            self.add(_Draft(MAIN, list(body), finite=True, reporting=True))
        elif finite and waiting is not None:
            self.give(waiting, body)
            waiting.finite = True
        elif finite:
            draft = self.add(_Draft(MAIN, list(body), finite=True))
            draft.reporting = self.sorts[part[0]] is not COORDINATOR and self.reports(body, groups)
            if draft.reporting and groups[0].words[0] == body[0] and opened is not None:
                self.take_back(draft, opened)
            if self.sorts[part[0]] is COORDINATOR and opened is not None:
                draft.coordinated = opened
        elif opened is not None and waiting is None:
            host = self.before(body[0]) or opened
            self.give(host, body)
            host.tail.append(list(body))
        elif waiting is not None:
            self.give(waiting, body)
        else:
            self.add(_Draft(MAIN, list(body)))

    def tells_of_plan(self, waiting: _Draft, body: Sequence[int], groups: Sequence[_Group]) -> bool:
        """ "Putin to visit Pyongyang, Kremlin says": a headline's infinitive, and a subject of its own that says it."""
        last = self.drafts[-1]
        planned = last.kind is INFINITIVE_CLAUSE and last.marker == "to" and last.governor is waiting
        own = any(self.words[i].sort is NOUN for i in body if i < groups[0].words[0])
        return planned and own and self.reports(body, groups)

    def goes_on_bare(self, opened: _Draft, body: Sequence[int], groups: Sequence[_Group]) -> bool:
        """Whether a bare verb after "and" goes on with the infinitive before it: "wants to meet Kim and sign a treaty".

        After a modal verb ("will meet Kim and sign a treaty") the group takes over what stands before the first verb.
        """
        if not groups or len(groups[0].words) > 1:
            return False
        group = groups[0]
        word = self.words[group.words[0]]
        first = next((i for i in body if self.sorts[i] is not ADVERB), None)
        if first != group.words[0] or INFINITIVE not in word.forms.shapes or any(f.past for f in word.forms):
            return False
        before = [g for g in self.groups if g.words[-1] < group.words[0]]
        if not before:
            return False
        if opened.kind is INFINITIVE_CLAUSE and before[-1].infinitive:
            outer = next((g for g in reversed(before) if g.finite), None)
            base = outer is not None and len(outer.words) == 1 and self.is_base(outer.words[0])
            if base:
                return False  # "they want to meet and hope to sign"
            group.infinitive, group.finite = True, False
            return True
        helpers = before[-1].words[:-1]
        if before[-1].finite and helpers and self.lows[helpers[0]] in self.BARE_AFTER:
            group.words = [*helpers, *group.words]
        return False

    BARE_AFTER = MODALS | {"will", "would", "do", "does", "did"}
    """Auxiliaries after which a verb stands bare."""

    def is_base(self, position: int) -> bool:
        shapes = self.forms[position].shapes
        return INFINITIVE in shapes and not self.helps(position)

    def partner(self, opened: _Draft, body: Sequence[int], groups: Sequence[_Group]) -> _Draft:
        """Which clause "and" goes on with: one with a finite verb, without a new subject one of the same tense."""
        while opened.kind is INFINITIVE_CLAUSE and opened.governor is not None:
            opened = opened.governor
        finite = [g for g in groups if g.finite]
        outer = opened.governor
        if finite and finite[0].words[0] == body[0] and outer is not None and opened.kind is not MAIN:
            tense = self.tense(finite[0])
            if tense == self.tense_of(outer) and tense != self.tense_of(opened):
                return outer
        return opened

    def tense_of(self, draft: _Draft) -> str:
        held = set(draft.words)
        return next((self.tense(g) for g in self.groups if g.finite and g.words[0] in held), "")

    def tense(self, group: _Group) -> str:
        first = self.words[group.words[0]]
        if len(group.words) > 1:
            goes_on = first.low in ("was", "were") and GERUND in self.forms[group.words[-1]].shapes
            return "past" if goes_on else first.low
        return "past" if any(form.past and form.shape is FINITE for form in first.forms) else "present"

    def reports(self, body: Sequence[int], groups: Sequence[_Group]) -> bool:
        """ "…, Peskov said on Monday": a short clause whose verb of saying has nothing said after it."""
        if body[0] == 0 or not self.drafts:
            return False
        speaking = [g for g in groups if g.finite and self.is_speech(g.words[-1])]
        if not speaking:
            return False
        group = speaking[0]
        if group.words[0] == body[0]:
            return True
        after = [i for i in body if i > group.words[-1] and self.lows[i] not in ("as", "saying")]
        return (
            len(after) <= 8
            and all(self.sorts[i] is not VERB for i in after)
            and (not after or self.sorts[after[0]] in (PREPOSITION, ADVERB, NOUN, COORDINATOR))
        )

    def take_back(self, draft: _Draft, opened: _Draft) -> None:
        """A clause of saying that begins with its verb has its subject in the segments before it."""
        after = [i for i in draft.words if i > draft.words[0] and i not in self.times]
        if after and self.sorts[after[0]] in (NOUN, ARTICLE, PRONOUN):
            return
        for tail in opened.tail:
            opened.words = [i for i in opened.words if i not in tail]
            draft.words = sorted([*tail, *draft.words])
            for position in tail:
                self.owners[position] = draft
        opened.tail = []

    def is_aside(self, body: Sequence[int], groups: Sequence[_Group]) -> bool:
        """ "The soldiers, he said, are in Kursk": a subject of its own and a verb of saying, nothing after it."""
        speaking = [g for g in groups if g.finite and self.is_speech(g.words[-1])]
        if not speaking or len(body) > 7:
            return False
        verb = speaking[0].words
        waiting = next((d for d in reversed(self.drafts) if not d.finite and d.kind is MAIN), None)
        own = waiting is not None and any(i in self.named for i in waiting.words)
        says = not self.known["inverting"].isdisjoint(self.forms[verb[-1]].lemmas)
        if verb[0] == body[0] and own and not says:
            return False  # "Robert Wood, the deputy envoy, accused Moscow"
        subject_before = verb[0] != body[0] and self.sorts[body[0]] is not PREPOSITION
        after = [i for i in body if i > verb[-1] and i not in self.times]
        inverted = verb[0] == body[0] and bool(after) and self.sorts[after[0]] in (NOUN, ARTICLE)
        named = subject_before and self.sorts[body[0]] in (PRONOUN, ARTICLE)
        return (named and not after) or inverted

    # -- predicates

    def predicates(self, draft: _Draft, inside: Sequence[int]) -> tuple[Predicate, ...]:
        held = set(inside)
        return tuple(self.predicate(g) for g in self.groups if g.words[-1] in held)

    def predicate(self, group: _Group) -> Predicate:
        at, alone = group.words[-1], len(group.words) == 1
        last = self.words[at]
        form = self.chosen_form(last, not alone, group)
        following = self.lows[at + 1] if at + 1 < len(self.words) else ""
        phrasal = f"{form.lemma}_{following}"
        lemma = phrasal if phrasal in self.known["phrasal"] else form.lemma
        finite = group.words[0] if group.finite else None
        shape = TO_INFINITIVE if group.infinitive else form.shape
        attribute = group.bare_participle and not group.finite
        if alone:
            past = last.low in ("was", "were", "did") or (form.past and form.shape is FINITE)
            return Predicate(lemma, at, (at,), finite, shape, past, passive=attribute)
        helpers = [self.words[i] for i in group.words[:-1]]
        lemmas = [form.lemma for word in helpers for form in word.forms[:1]]
        lows = [word.low for word in helpers]
        first = self.words[group.words[0]]
        participle = PARTICIPLE in last.forms.shapes
        have = "have" in lemmas
        passive = attribute or (participle and bool(lemmas) and lemmas[-1] in ("be",))
        modal = next((name for name in lemmas if name in self.MODALS), "")
        semi = any(self.lows[i] == "to" for i in range(group.words[0], group.words[-1]))
        future = "will" in lemmas or (semi and "be" in lemmas) or ("be" in lemmas and "going" in lows)
        unreal = "would" in lemmas
        return Predicate(
            lemma=lemma,
            word=at,
            words=tuple(group.words),
            finite=finite,
            shape=shape,
            past=first.low in ("was", "were", "did"),
            perfect=have and participle and not modal and "had" not in lows,
            pluperfect=have and participle and "had" in lows and not modal,
            future=future,
            passive=passive,
            mood=UNREAL if unreal else INDICATIVE,
            modal=modal,
            modal_mood=UNREAL if modal in ("could", "might", "should") else INDICATIVE,
            perfect_infinitive=have and participle and (bool(modal) or group.infinitive or group.gerund),
        )

    def chosen_form(self, word: Word, helped: bool, group: _Group) -> VerbForm:
        order = (
            (PARTICIPLE, GERUND, INFINITIVE, FINITE)
            if helped
            else ((INFINITIVE,) if group.infinitive else (FINITE, GERUND, PARTICIPLE, INFINITIVE))
        )
        for shape in order:
            for form in word.forms:
                if form.shape is shape:
                    return form
        return word.forms[0]


@dataclass(slots=True)
class _Group:
    """A contiguous English verb group: auxiliaries, adverbs passed over, the full verb last."""

    words: list[int]
    infinitive: bool = False
    gerund: bool = False
    finite: bool = False
    bare_participle: bool = False
    marker: int | None = None
