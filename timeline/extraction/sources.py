"""Who says so: whom a text credits, by a verb of saying, by a phrase ("laut KCNA"), or from one sentence to the next.

A sentence credits in four ways: a clause says it ("…, sagte Peskow"), a phrase names the source ("nach Kreml-Angaben",
"according to Seoul"), a report names whom it relies on ("unter Berufung auf den NIS", "citing officials"), or the whole
sentence goes on with what the one before began ("Man sei bereit …", "It added that …").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from timeline.extraction.frozen import frozen
from timeline.extraction.grammar.clauses import MAIN, RELATIVE, Clause, ClauseKind, Predicate
from timeline.extraction.grammar.phrases import Parse, Phrase, actors_of, is_reported, subject
from timeline.extraction.grammar.senses import compound_head, senses
from timeline.extraction.grammar.verbs import UNREAL
from timeline.extraction.grammar.words import WordClass, function_words
from timeline.extraction.lexicon import Lexicon, table
from timeline.extraction.model import ActorHit, ActorKind, PlaceHit
from timeline.extraction.remembered import Remembered

SEATS = ("in", "aus", "von", "from")
"""Before the capital that an unnamed source sits in: "Beamte in Seoul", "hieß es aus Moskau"."""
REACH = 2
"""Sentences back that "it added" or "the statement" takes up."""


@frozen
class Credit:
    """A source that a sentence names without saying so in the clause above: `hits`, or else unnamed as `text`.

    `vague` are words that name a side and nobody in particular ("nach nordkoreanischen Angaben").
    """

    hits: tuple[ActorHit, ...]
    text: str
    cue: str
    words: tuple[int, ...]
    clause: int = -1
    """The clause of saying, -1 for a phrase."""
    vague: bool = False


# ---- verbs of saying -----------------------------------------------------------------------------------------------


@cache
def speech_verbs(language: str) -> frozenset[str]:
    """Lemmas after which something said follows."""
    groups = table(language, "factuality")["verbs"]
    return frozenset(verb for name in ("neutral", "claim", "suspect", "confirm") for verb in groups[name].split())


@cache
def _reporting_verbs(language: str) -> frozenset[str]:
    """Those of them that say without accusing or guessing."""
    groups = table(language, "factuality")["verbs"]
    return frozenset(verb for name in ("neutral", "confirm") for verb in groups[name].split())


@cache
def _words(language: str) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in table(language, "factuality")["sources"].items()}


@cache
def _source_nouns(language: str) -> Mapping[str, None]:
    return dict.fromkeys(table(language, "factuality")["sources"]["nouns"].split())


def taken_up_by(parse_: Parse) -> tuple[Clause, Predicate] | None:
    """The clause that says who told the sentence before: "Das erklärte der Minister", "This was announced by …",
    "Diese Angaben bestätigte der Geheimdienst"."""
    if not parse_.reporting:
        return None
    clause = next((c for c in parse_.clauses if c.kind is MAIN and c.predicates), None)
    if clause is None or clause.predicates[0].lemma not in parse_.speech:
        return None
    first = next((p for p in parse_.phrases_in(clause) if not p.time), None)
    low = parse_.words[clause.words[0]].low
    alone = len(clause.words) > 1 and parse_.words[clause.words[1]].sort is WordClass.VERB
    if low in ("das", "dies", "this", "that") and alone:
        return clause, clause.predicates[0]
    account = first is not None and low in ("diese", "dieser", "dies", "this", "these") and _source_noun(parse_, first)
    return (clause, clause.predicates[0]) if account else None


def voice(parse_: Parse, clause: Clause, predicate: Predicate) -> Phrase | None:
    """The phrase that speaks in a clause of saying; in the passive the one after "von" or "by"."""
    if predicate.passive:
        return next((p for p in parse_.phrases_in(clause) if p.preposition in ("von", "vom", "by", "durch")), None)
    return subject(parse_, clause)


def is_impersonal(parse_: Parse, predicate: Predicate) -> bool:
    """ "hieß es", "verlautete": nobody is the subject, the place or body beside it speaks."""
    return predicate.lemma in _words(parse_.language)["impersonal"]


def seated(parse_: Parse, clause: Clause, lexicon: Lexicon) -> tuple[ActorHit, ...]:
    """ "hieß es in Seoul", "verlautete aus dem Präsidialamt": who speaks without being the subject."""
    found: list[ActorHit] = []
    for phrase in parse_.phrases_in(clause):
        if phrase.preposition.split(" ")[0] in (*SEATS, "vom", "beim", "bei", "im") and not phrase.time:
            attached = [hit for p in parse_.attached(phrase) for hit in p.concerned]
            found += phrase.concerned or attached or _governments(phrase.places, lexicon, parse_.language)
    return tuple(found[:1])


def seats_after(parse_: Parse, phrase: Phrase, lexicon: Lexicon) -> tuple[ActorHit, ...]:
    """ "Beamte in Washington und Seoul": the states that the capitals after an unnamed source stand for."""
    found: list[ActorHit] = []
    for other in parse_.phrases[phrase.index + 1 :]:
        adjacent = (
            other.preposition in ("in", "aus", "from")
            and other.words[0] - parse_.phrases[other.index - 1].words[-1] <= 2
        )
        if not adjacent or other.time:
            break
        found += other.actors or _governments(other.places, lexicon, parse_.language)
    return tuple(found)


def _governments(places: Iterable[PlaceHit], lexicon: Lexicon, language: str) -> list[ActorHit]:
    return [
        ActorHit(at.start, at.end, at.text, state.key, state.name(language), ActorKind.STATE, at.country, "place")
        for at in places
        if (state := lexicon.states.get(at.country)) is not None
    ]


def can_speak(parse_: Parse, phrase: Phrase) -> bool:
    """Whether the noun is somebody who can speak: "Experten", "officials", not "Einzelheiten"."""
    word = parse_.words[phrase.head]
    return bool(senses(word.low, word.sort is WordClass.NOUN, parse_.language) & {"voice", "body", "intelligence"})


def written(parse_: Parse, phrase: Phrase) -> str:
    """The words of an unnamed source, without its article: "hochrangiger südkoreanischer Beamter"."""
    apart = (WordClass.ARTICLE, WordClass.PREPOSITION)
    return " ".join(parse_.words[i].text for i in phrase.words if parse_.words[i].sort not in apart)


# ---- credits by a phrase -------------------------------------------------------------------------------------------


def find_credits(parse_: Parse, lexicon: Lexicon) -> tuple[Credit, ...]:
    """All sources that a sentence names beside its clauses of saying, in text order, those relied on last."""
    known = _words(parse_.language)
    if known["signs"].isdisjoint(parse_.lows):
        return ()
    found = [*_by_preposition(parse_, lexicon), *_by_so(parse_), *_by_clause(parse_, lexicon), *_by_media(parse_)]
    found.sort(key=lambda credit: credit.words)
    return (*found, *_relied_on(parse_, lexicon))


def _by_preposition(parse_: Parse, lexicon: Lexicon) -> Iterable[Credit]:
    """ "laut KCNA", "nach Angaben Seouls", "Experten zufolge", "nach Kreml-Angaben", "according to Kyiv"."""
    known, english = _words(parse_.language), parse_.language == "en"
    for phrase in parse_.phrases:
        preposition = phrase.preposition.split(" ")
        last = phrase.words[-1] + 1
        following = parse_.words[last].low if last < len(parse_.words) else ""
        according = english and phrase.preposition == "to" and _word_before(parse_, phrase) == "according"
        said = bool(_source_noun(parse_, phrase))
        by = according or preposition[0] in known["before"] or (preposition[0] in ("nach", "according") and said)
        after = following in known["after"] or phrase.preposition in known["after"]
        if not by and not after:
            continue
        attached = parse_.attached(phrase)
        attached = (*attached, *(q for p in attached for q in parse_.attached(p)))  # "der Agentur Tass"
        hits = [h for p in (phrase, *attached) for h in p.actors] or [h for p in (phrase, *attached) for h in p.owners]
        if not hits:
            hits = [*_first_of_compound(parse_, phrase, lexicon)]
        if not hits and by:
            hits = [*seats_after(parse_, phrase, lexicon)]
        begin = phrase.words[0] - (1 if according else 0)
        end = max(p.words[-1] for p in (phrase, *attached))
        if after and end + 1 < len(parse_.words) and parse_.words[end + 1].low in known["after"]:
            end += 1
        vague = said and all(hit.kind is ActorKind.STATE for hit in hits)
        yield _credit(parse_, phrase, hits, range(begin, end + 1), vague=vague)


def _word_before(parse_: Parse, phrase: Phrase) -> str:
    return parse_.words[phrase.words[0] - 1].low if phrase.words[0] else ""


def is_account(parse_: Parse, phrase: Phrase) -> bool:
    """Whether the noun is an account of something: "Bericht", "Medienberichte", "UN report"."""
    return bool(_source_noun(parse_, phrase))


@cache
def _source_heads(language: str) -> Remembered[str, str]:
    """The source noun that a word is, or that a compound ends in; empty if there is none."""
    known = _source_nouns(language)
    return Remembered(lambda low: compound_head(low, known, language))


def _source_noun(parse_: Parse, phrase: Phrase) -> str:
    """The noun that makes a source of a phrase: "Angaben", "Medienberichte", "Kreml-Angaben"."""
    head = _source_heads(parse_.language)[parse_.words[phrase.head].low]
    if head or not phrase.actors:
        return head
    known = _source_nouns(parse_.language)
    nouns = (parse_.words[i].low for i in phrase.words if parse_.words[i].sort is WordClass.NOUN)
    return next((low for low in nouns if low in known), "")  # "nach Angaben Seouls": the name is part of the phrase


def _first_of_compound(parse_: Parse, phrase: Phrase, lexicon: Lexicon) -> Iterable[ActorHit]:
    """ "Kreml-Angaben", "US-Angaben": who is named by the first part of the noun."""
    word = parse_.words[phrase.head]
    first, hyphen, _ = word.text.partition("-")
    if not hyphen:
        return
    for entry in lexicon.actors:
        if first in (entry.name(parse_.language), *entry.metonyms, *entry.aliases):
            name = entry.name(parse_.language)
            yield ActorHit(word.start, word.end, word.text, entry.key, name, entry.kind, entry.country, "compound")
            return


def _by_so(parse_: Parse) -> Iterable[Credit]:
    """ "…, so Peskow", "…, so ein Sprecher des Ministeriums"."""
    if not _words(parse_.language)["so"]:
        return
    for position, word in enumerate(parse_.words[:-1]):
        if word.low not in _words(parse_.language)["so"]:
            continue
        if parse_.words[position + 1].sort not in (WordClass.NOUN, WordClass.ARTICLE, WordClass.ADJECTIVE):
            continue
        before = parse_.words[position - 1] if position else None
        source = parse_.phrase_at(position + 1)
        if before is None or before.sort not in (WordClass.PUNCTUATION, WordClass.QUOTE) or source is None:
            continue
        hits = [*actors_of(parse_, source)]
        if hits or source.words[-1] + 2 >= len(parse_.words):
            cue = f"{word.text} {written(parse_, source)}"
            yield Credit(tuple(hits[:2]), _unnamed(parse_, source, hits), cue, (position, *source.words))


def _by_clause(parse_: Parse, lexicon: Lexicon) -> Iterable[Credit]:
    """ "wie TASS meldete", "as Peskov put it", "so hieß es in Moskau": a clause of saying that governs nothing."""
    known, reporting = _words(parse_.language), _reporting_verbs(parse_.language)
    for clause in parse_.clauses:
        predicate = next((p for p in clause.predicates if p.lemma in reporting), None)
        low = parse_.words[clause.words[0]].low
        if clause.marker in known["as"] and predicate is not None:
            who = voice(parse_, clause, predicate)
            hits = actors_of(parse_, who)
            if not hits and who is not None:
                hits = seats_after(parse_, who, lexicon)
            if not hits and is_impersonal(parse_, predicate):
                hits = seated(parse_, clause, lexicon)
            text = _unnamed(parse_, who, hits) if who is not None else ""
            yield Credit(hits, text, parse_.words[predicate.word].text, predicate.words, clause.index)
        elif low in known["so"] and clause.predicates and clause.kind is ClauseKind.MAIN:
            hits = seated(parse_, clause, lexicon)
            if hits and is_impersonal(parse_, clause.predicates[0]):
                at = clause.predicates[0].word
                yield Credit(hits, "", parse_.words[at].text, (at,), clause.index)


def _by_media(parse_: Parse) -> Iterable[Credit]:
    """ "…, state media report." at the end of a sentence, where the verb looks like a noun."""
    if parse_.language != "en" or not parse_.phrases:
        return
    phrase = parse_.phrases[-1]
    ends = all(word.sort in (WordClass.PUNCTUATION, WordClass.QUOTE) for word in parse_.words[phrase.words[-1] + 1 :])
    media = tuple(hit for hit in phrase.actors if hit.kind is ActorKind.MEDIA)
    reports = parse_.words[phrase.head].low in ("report", "reports") and not phrase.preposition
    if media and ends and reports and phrase.words[0] and parse_.words[phrase.words[0] - 1].text == ",":
        yield Credit(media, "", parse_.words[phrase.head].text, phrase.words)


def _relied_on(parse_: Parse, lexicon: Lexicon) -> Iterable[Credit]:
    """Whom a report relies on: "unter Berufung auf Seoul", "citing officials", "zitierte KCNA"."""
    known = _words(parse_.language)
    for phrase in parse_.phrases:
        if phrase.preposition in ("unter", "mit") and parse_.words[phrase.head].low in known["relying"]:
            after = [p for p in parse_.phrases[phrase.index + 1 : phrase.index + 2] if p.preposition == "auf"]
            yield from (_relied(parse_, p, phrase.words[0], lexicon) for p in after)
    for clause in parse_.clauses:
        for predicate in clause.predicates:
            if predicate.lemma not in known["citing"]:
                continue
            if clause.kind is ClauseKind.INFINITIVE and parse_.language == "en":
                cited = next((p for p in parse_.phrases_in(clause) if p.bare and p.words[0] > predicate.word), None)
            elif predicate.lemma == "berufen":
                cited = next((p for p in parse_.phrases_in(clause) if p.preposition == "auf"), None)
            else:
                media = [h for p in parse_.phrases_in(clause) for h in p.actors if h.kind is ActorKind.MEDIA]
                if media and clause.kind is ClauseKind.RELATIVE:
                    yield Credit(tuple(media[:1]), "", parse_.words[predicate.word].text, predicate.words)
                continue
            if cited is not None:
                yield _relied(parse_, cited, predicate.word, lexicon)


def _relied(parse_: Parse, phrase: Phrase, begin: int, lexicon: Lexicon) -> Credit:
    attached = parse_.attached(phrase)
    hits = [h for p in (*parse_.joined_to(phrase), *attached) for h in p.actors]
    hits = hits or [h for p in (phrase, *attached) for h in p.owners] or [*seats_after(parse_, phrase, lexicon)]
    first = min(begin, phrase.words[0])  # "…, die sich auf Seoul beruft": the verb comes last
    last = max(begin, *(p.words[-1] for p in (phrase, *attached)))
    return _credit(parse_, phrase, hits, range(first, last + 1))


def _credit(parse_: Parse, phrase: Phrase, hits: Sequence[ActorHit], words: range, *, vague: bool = False) -> Credit:
    offset = parse_.sentence.start
    cue = parse_.sentence.text[parse_.words[words[0]].start - offset : parse_.words[words[-1]].end - offset]
    return Credit(tuple(hits[:2]), _unnamed(parse_, phrase, hits), cue, tuple(words), vague=vague)


def _unnamed(parse_: Parse, phrase: Phrase, hits: Sequence[ActorHit]) -> str:
    if hits:
        return ""
    speaking = next((p for p in (phrase, *parse_.attached(phrase)) if can_speak(parse_, p)), None)
    return written(parse_, speaking) if speaking is not None else ""


# ---- from sentence to sentence -------------------------------------------------------------------------------------


Speakers = tuple[tuple[ActorHit, ...], ...]
"""Who speaks in each sentence of an article."""


def own_speakers(parses: Sequence[Parse]) -> Speakers:
    """The speaker of each sentence that has a clause of saying of its own."""
    return tuple([_speaker(parse_) for parse_ in parses])


def speakers(parses: Sequence[Parse], own: Speakers) -> Speakers:
    """The speaker of each sentence: of its own clause of saying, or carried over where it is quoted or reported."""
    return _carried(parses, [hits or _named_by_so(parse_) for parse_, hits in zip(parses, own, strict=True)])


def credited(
    parses: Sequence[Parse], own: Speakers, credits_: Sequence[Sequence[Credit]], lexicon: Lexicon
) -> Speakers:
    """The source of each sentence: its speaker, else whom it credits, or carried over as a speaker is."""
    named = []
    for parse_, speaking, found in zip(parses, own, credits_, strict=True):
        hits = speaking or tuple(hit for credit in found for hit in credit.hits)
        named.append(hits or _impersonal_speaker(parse_, lexicon))
    return _carried(parses, named)


def _carried(parses: Sequence[Parse], named: Sequence[tuple[ActorHit, ...]]) -> tuple[tuple[ActorHit, ...], ...]:
    found = list(named)
    last = -1
    for position, parse_ in enumerate(parses):
        if not parse_.words:
            continue
        if not found[position] and takes_up_speaker(parse_):
            back = (at for at in range(position - 1, max(-1, position - 1 - REACH), -1) if found[at])
            found[position] = next((found[at] for at in back), ())
        elif not found[position] and continues_speech(parse_, told=last >= 0 and bool(found[last])):
            later = named[position + 1] if position + 1 < len(parses) and _opens_quote(parse_) else ()
            found[position] = later or (found[last] or _spoken_of(parses[last], parse_) if last >= 0 else ())
        last = position
    return tuple(found)


def _spoken_of(before: Parse, parse_: Parse) -> tuple[ActorHit, ...]:
    """ "Seoul zeigte sich besorgt. Der Pakt verstoße …": the indirect speech is that of the subject before."""
    main = parse_.main
    told = next((c for c in before.clauses if c.kind is MAIN and c.predicates), None)
    if main is None or told is None or not parse_.reported or is_reported(told):
        return ()
    if told.predicates[0].passive or takes_up_account(before):
        return ()
    who = subject(before, told)
    if who is None or not (who.actors or can_speak(before, who)):
        return ()
    return tuple(hit for hit in actors_of(before, who) if hit.kind is not ActorKind.MEDIA)[:1]


def _speaker(parse_: Parse) -> tuple[ActorHit, ...]:
    for clause, _ in sorted(parse_.reporting, key=lambda told: told[0].governor is not None):
        if clause.quoted or clause.kind is RELATIVE:
            continue
        who = actors_of(parse_, subject(parse_, clause))
        if who:
            return who
    return ()


def _named_by_so(parse_: Parse) -> tuple[ActorHit, ...]:
    """ "…, so Peskow am Mittwoch": whoever is credited in this way speaks, not who spoke before."""
    if _words(parse_.language)["so"].isdisjoint(parse_.lows):
        return ()
    return tuple(hit for credit in _by_so(parse_) for hit in credit.hits)


def _impersonal_speaker(parse_: Parse, lexicon: Lexicon) -> tuple[ActorHit, ...]:
    for clause in parse_.clauses:
        for predicate in clause.predicates:
            if is_impersonal(parse_, predicate) and not clause.quoted:
                return seated(parse_, clause, lexicon)
    return ()


def takes_up_speaker(parse_: Parse) -> bool:
    """ "It added that …", "The statement also said …", "Weiter hieß es …": the source before goes on speaking."""
    return any(resumes(parse_, clause, predicate) for clause, predicate in parse_.reporting)


def resumes(parse_: Parse, clause: Clause, predicate: Predicate) -> bool:
    """Whether a clause of saying names nobody and takes up whoever spoke before."""
    if clause.quoted or clause.kind is RELATIVE or predicate.passive:
        return False
    who = subject(parse_, clause)
    if who is None or is_impersonal(parse_, predicate):
        return is_impersonal(parse_, predicate)  # "hieß es weiter": a subject is that of another clause
    if who.concerned:
        return False
    low = parse_.words[who.head].low
    return low in ("it", "es") or low in _words(parse_.language)["documents"]


def continues_speech(parse_: Parse, *, told: bool = False) -> bool:
    """Whether the whole sentence is a quotation or indirect speech of somebody named before.

    `told`: the sentence before has a source, so that "hätten entwickelt" stands for the Konjunktiv I as well.
    """
    main = parse_.main
    if main is None:
        return False
    reported = parse_.reported or (told and takes_up_account(parse_))
    return reported or parse_.mostly_quoted or (told and parse_.language == "de" and _stands_for_reported(parse_, main))


def takes_up_account(parse_: Parse) -> bool:
    """ "Demnach sind 300 Soldaten gefallen": the sentence gives what the source before it has told."""
    return any(word.low in _words(parse_.language)["by_it"] for word in parse_.words[:4])


def _stands_for_reported(parse_: Parse, main: Clause) -> bool:
    """ "Sie hätten Bande entwickelt": the Konjunktiv II in place of the first, without a condition beside it."""
    conditionals = function_words("de")["conditionals"]
    if any(clause.marker in conditionals for clause in parse_.clauses):
        return False
    looks_back = any(p.mood is UNREAL and (p.perfect or p.pluperfect) and not p.modal for p in main.predicates)
    obliged = any(p.modal == "müssen" and p.modal_mood is UNREAL for p in main.predicates)
    return looks_back or obliged  # "Beide müssten ihre Soldaten abziehen"


def _opens_quote(parse_: Parse) -> bool:
    return bool(parse_.words) and parse_.words[0].sort is WordClass.QUOTE and parse_.words[-1].quoted
