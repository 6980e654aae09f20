"""When a trigger word is a report: the conditions that rules of the lexicon name.

`holds` asks a rule's classes first, then each of its `needs`. A condition is a function of the spot, named as in the
lexicon. Most of them ask who acts: the same verb is a promise in the mouth of the Kremlin and nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from timeline.extraction.grammar.clauses import INFINITIVE_CLAUSE, ClauseKind, Predicate
from timeline.extraction.grammar.phrases import Phrase, actors_of
from timeline.extraction.grammar.senses import compound_head, fixed_classes, senses
from timeline.extraction.grammar.verbs import UNREAL, Mood
from timeline.extraction.grammar.words import ADJECTIVE, NOUN, WordClass, function_words
from timeline.extraction.lexicon import table, word_list
from timeline.extraction.model import ActorHit, ActorKind, EventKind, Role
from timeline.extraction.roles import bare_objects, before, hits, in_content, pointed_person
from timeline.extraction.sources import continues_speech

if TYPE_CHECKING:
    from timeline.extraction.kinds import Spot

PAIR = frozenset(("RUS", "PRK"))
NO_EVENT_WHEN_NEGATED = frozenset(
    (EventKind.DENIAL, EventKind.CRITICISM, EventKind.DEMAND, EventKind.SUPPORT_STATEMENT)
)


def holds(spot: Spot, given: Collection[str] = ()) -> bool:
    """Whether the spot's rule fires. Conditions in `given` are known to hold."""
    rule = spot.rule
    if rule.says or rule.says_modal:
        return all(name in given or CONDITIONS[name](spot) for name in rule.needs)
    if rule.fixed and not has_idiom(spot, rule.fixed):
        return False
    if rule.subject and not rule.subject & _subject_senses(spot):
        return False
    if rule.object and not _object(spot, rule.object):
        return False
    if rule.phrases and not has_phrase(spot, rule.phrases):
        return False
    if rule.about and not rule.about & sentence_senses(spot):
        return False
    if rule.unless and rule.unless & clause_senses(spot):
        return False
    if rule.kind in NO_EVENT_WHEN_NEGATED and spot.noun is None:
        if "negated" not in rule.needs and negated(spot):
            return False
        unproven = "negated" in rule.needs and rule.kind is EventKind.DENIAL  # "could not confirm"
        if spot.predicate is not None and not unproven and not _done(spot.predicate):
            return False
    for name in rule.needs:  # noqa: SIM110 # asked of every spot, where a generator costs as much as a condition
        if name not in given and not CONDITIONS[name](spot):
            return False
    return True


def _done(predicate: Predicate) -> bool:
    """Whether a speech act is told as done: what somebody may or will say is no news yet."""
    ahead = predicate.future or (predicate.modal and not predicate.perfect_infinitive)
    return not ahead or (predicate.modal in ("wollen",) and predicate.past)


def _subject_senses(spot: Spot) -> set[str]:
    """Of the subject and what belongs to it: "tausende von Arbeitern"."""
    if spot.top is None:
        return set()
    if spot.parse.words[spot.top.head].low in ("sie", "they") and spot.position:
        earlier = spot.story.meanings[spot.position - 1] & {"workers"}
        if earlier:
            return {*earlier}  # "Sie würden Drohnen montieren"
    return {sense for p in (spot.top, *spot.parse.attached(spot.top)) for sense in with_phrases(spot, p)}


# ---- words around --------------------------------------------------------------------------------------------------


def _object(spot: Spot, wanted: frozenset[str]) -> bool:
    """One of the classes among the objects of a verb, or in the compound or complement of a noun."""
    if "treaty_subject" in wanted:
        named = spot.top is not None and "treaty" in spot.phrase_senses(spot.top)
        return named or _treaty_before(spot)
    if spot.noun is not None:
        near = [spot.noun, *spot.attached]
        return any(wanted & with_phrases(spot, phrase) for phrase in near)
    top = spot.top.index if spot.top is not None and not spot.passive else -1
    skip = {top, *(p.index for p in spot.parse.phrases if p.of == top)}
    phrases = [p for p in spot.in_clause if p.index not in skip or p.clause != spot.clause.index]
    about = spot.about_phrase
    if about is not None:
        phrases.append(about)
    if "law" in wanted and any(spot.parse.words[p.head].low == "it" for p in spot.objects):
        return True  # "both houses had approved it"
    return any(wanted & with_phrases(spot, phrase) for phrase in phrases) or bool(wanted & loose_senses(spot))


def _treaty_before(spot: Spot) -> bool:
    """ "It entered into force in December": the pronoun stands for the treaty of the sentence before."""
    first = spot.parse.words[spot.top.head if spot.top is not None else spot.clause.words[0]].low
    return first in ("es", "er", "dieses", "dieser", "it") and "treaty" in spot.story.meanings[spot.position - 1]


def with_phrases(spot: Spot, phrase: Phrase) -> set[str]:
    return spot.phrase_senses(phrase) | fixed_phrases(spot, phrase)


def fixed_phrases(spot: Spot, phrase: Phrase) -> set[str]:
    words = spot.parse.words
    return fixed_classes([words[i].low for i in phrase.words], spot.parse.language)


def loose_senses(spot: Spot) -> set[str]:
    """Senses of words of the clause that belong to no phrase: predicate adjectives, adverbs, fixed phrases."""
    found: set[str] = set()
    for position in spot.clause.words:
        if spot.parse.phrase_of[position] < 0 and spot.parse.words[position].sort is not WordClass.VERB:
            found |= spot.sense(position)
    words = spot.parse.words
    return found | fixed_classes([words[i].low for i in spot.clause.words], spot.parse.language)


def clause_senses(spot: Spot) -> set[str]:
    found: set[str] = set()
    for position in spot.clause.words:
        found |= spot.sense(position)
    return found


def sentence_senses(spot: Spot) -> set[str]:
    found: set[str] = set()
    for position, word in enumerate(spot.parse.words):
        found |= spot.sense(position)
        if not VISITING.isdisjoint(word.forms.lemmas):
            found.add("visiting")
    return found


VISITING = frozenset(("besuchen", "reisen", "kommen", "visit", "travel", "come"))


def has_idiom(spot: Spot, fixed: frozenset[str]) -> bool:
    below = [c for c in spot.parse.clauses if c.governor == spot.clause.index and c.kind is ClauseKind.INFINITIVE]
    words = spot.parse.words
    own = {words[i].low for i in spot.clause.words}
    wanted = fixed - own
    return not wanted or (wanted.isdisjoint(PARTICLES) and wanted <= {words[i].low for c in below for i in c.words})


PARTICLES = frozenset("out in off up down on over away back aside behind by with".split())
"""Words that belong to the verb right before them, and to none in a clause below."""


def has_phrase(spot: Spot, phrases: Iterable[str]) -> bool:
    verb = spot.predicate.words if spot.predicate is not None else ()
    low = f" {' '.join(spot.parse.words[i].low for i in spot.clause.words if i not in verb)} "
    return any(f" {phrase} " in low for phrase in phrases)  # "sorgte für Gäste" is no "Sorge"


# ---- who -----------------------------------------------------------------------------------------------------------


def outsiders(found: Iterable[ActorHit]) -> list[ActorHit]:
    return [hit for hit in found if hit.country not in PAIR and hit.via != "pronoun_none"]


def insiders(found: Iterable[ActorHit]) -> list[ActorHit]:
    return [hit for hit in found if hit.country in PAIR]


def traveller(spot: Spot) -> bool:
    """A person or delegation, not a state and not soldiers."""
    if any(hit.kind is ActorKind.PERSON for hit in spot.doers):
        return True
    phrase = spot.doer_phrase
    if phrase is None:
        return False
    if not spot.doers and spot.parse.words[phrase.head].low in ("er", "he", "she"):
        return True  # somebody whom the text has named before
    return bool(spot.sense(phrase.head) & {"envoy", "people", "body"}) and "troops" not in spot.sense(phrase.head)


def destination(spot: Spot) -> bool:
    from timeline.extraction.roles import TO

    goals = [
        p
        for p in spot.in_clause
        if p.preposition.split(" ")[-1] in (*TO, "for", "towards") and (p.places or p.concerned)
    ]
    leaving = spot.predicate is not None and spot.predicate.lemma in (
        "zurückkehren",
        "heimkehren",
        "abreisen",
        "aufbrechen",
        "zurückreisen",
        "abfliegen",
        "begeben",
        "return",
        "depart",
        "leave",
        "head",
    )
    return bool(goals) or (leaving and any(p.places for p in spot.in_clause))


def visited(spot: Spot) -> bool:
    return any(p.actors or p.places or p.article for p in spot.objects) or (bool(spot.objects) and foreign_place(spot))


def foreign_place(spot: Spot) -> bool:
    from timeline.extraction.roles import TO, pointed_at

    own = {hit.country for hit in spot.doers}
    goals = [p for p in (*spot.to(*TO), *spot.objects) if p.places or p.actors]
    there = pointed_at(spot)
    if there is not None and there.country not in own:
        return True
    countries = {place.country for p in goals for place in p.places} | {h.country for p in goals for h in p.actors}
    return bool(countries - own - {""})


def arrived_or_abroad(spot: Spot) -> bool:
    """Whoever has arrived is somewhere else: "Lawrow ist gelandet"."""
    verbs = word_list(spot.parse.language, "kinds", "arrival", "verbs")
    arrived = spot.predicate is not None and spot.predicate.lemma in verbs
    arrived = arrived or _comes_in(spot)
    person = any(hit.kind is ActorKind.PERSON and hit.country in PAIR for hit in spot.doers)
    return abroad_or_named(spot) or (arrived and person)


def _comes_in(spot: Spot) -> bool:
    """ "touched down on Monday", "flew in last month", "stepped off the plane": words of arriving, no place needed."""
    after = table(spot.parse.language, "kinds")["arrival"].get("idioms", "").split()
    if not spot.rule.idiom or spot.rule.idiom[-1] not in after or spot.predicate is None:
        return False
    if spot.rule.idiom != ("in",):
        return True
    at = spot.predicate.word + 1
    phrase = spot.parse.phrase_at(at) if at < len(spot.parse.words) else None
    return at < len(spot.parse.words) and spot.parse.words[at].low == "in" and (phrase is None or phrase.time)


def being_abroad(spot: Spot) -> bool:
    """ "war zuletzt 2019 in Russland": somebody is in the other country, and nothing else is said of him."""
    phrase_of, words = spot.parse.phrase_of, spot.parse.words
    loose = any(phrase_of[i] < 0 and words[i].sort in (ADJECTIVE, NOUN) for i in spot.clause.words)
    if loose or len(spot.clause.predicates) > 1:
        return False
    persons = any(hit.kind is ActorKind.PERSON for hit in spot.doers)
    group = spot.top is not None and bool(spot.sense(spot.top.head) & {"envoy"})
    guest = bool({"gast", "guest"} & set(spot.rule.idiom)) and persons and bool(insiders(spot.doers))
    if not (persons or group) or not (foreign_place(spot) or guest):
        return False
    top = spot.top
    rest = [p for p in spot.in_clause if p is not top and p.of is None and not p.time]
    rest = [p for p in rest if top is None or p.joined != top.index]
    return all(
        spot.parse.words[p.head].low in spot.rule.idiom  # "auf dem Weg", "due"
        or (p.preposition and (p.places or p.actors or p.time or spot.phrase_senses(p) & {"talks", "journey"}))
        for p in rest
    )


def guest_expected(spot: Spot) -> bool:
    """ "wird am Sonntag in Wonsan erwartet", "Moskau erwartet Kim": people who come, not what somebody thinks."""
    guests = _guests(spot)
    people = any(hit.kind is ActorKind.PERSON for hit in (hit for p in guests for hit in actors_of(spot.parse, p)))
    party = any(spot.phrase_senses(p) & {"envoy", "people", "guests", "troops"} for p in guests)
    elsewhere = foreign_place(spot) or bool(insiders(spot.doers)) or any(p.places for p in spot.in_clause)
    return bool(guests) and (people or (party and both_near(spot))) and elsewhere and not negated(spot)


def _guests(spot: Spot) -> list[Phrase]:
    if spot.passive:
        return [spot.top] if spot.top is not None else []
    return [p for p in spot.objects if not p.preposition]


def guest_of_the_other(spot: Spot) -> bool:
    """In the country of the other side, as the clause says or the sentences before it."""
    lands = {place.country for p in spot.in_clause if p.preposition for place in p.places}
    own = {hit.country for hit in spot.doers}
    return bool(lands & PAIR - own) or (not lands - own - {""} and bool(PAIR - own) and pair_about(spot))


def troops_abroad(spot: Spot) -> bool:
    if len(spot.clause.predicates) != 1 or not troops_subject(spot):
        return False
    places = {place.country for p in spot.in_clause if p.preposition for place in p.places}
    places |= {hit.country for p in spot.in_clause if p.preposition for hit in p.actors}
    return bool(places - {"PRK", ""}) or bool(clause_senses(spot) & {"battle"})


def cargo_between(spot: Spot) -> bool:
    """Containers from North Korea to Russia: what they hold is the question of all reports about them."""
    countries = {hit.country for hit, _ in spot.cast("give").roles}
    return countries >= PAIR and not outsiders(spot.doers)


def helps_other(spot: Spot) -> bool:
    """ "hilft dem Norden, solche Waffen zu bauen": one of the two helps the other."""
    countries = {hit.country for hit, _ in spot.cast("give").roles}
    return countries >= PAIR and bool(insiders(spot.doers))


def abroad_or_named(spot: Spot) -> bool:
    """A journey to a place that no list knows: "nach Chabarowsk"."""
    return destination(spot) or any(
        p.preposition in ("nach", "to") and not p.article and not p.time and spot.parse.words[p.head].capital
        for p in spot.in_clause
    )


def outsider_worried(spot: Spot) -> bool:
    cast = spot.cast("worry")
    return bool(outsiders(hit for hit, role in cast.roles if role is Role.ACTOR))


def public_traffic(spot: Spot) -> bool:
    """Nobody's own train: "His armoured train crossed the border" is a journey."""
    top = spot.top
    own = top is not None and (
        top.article.startswith(POSSESSIVES) or any(hit.kind is ActorKind.PERSON for hit in top.concerned)
    )
    return not own


def cargo_moves(spot: Spot) -> bool:
    """ "Thousands of containers have left Rajin for Russia": between the two, as far as is said."""
    return both_near(spot) and not negated(spot)


def both_near(spot: Spot) -> bool:
    """Both states are named in the sentence or right before it."""
    found: set[str] = set()
    for back in (0, 1):
        parse_ = spot.story.parse_of(spot.position - back)
        for phrase in parse_.phrases if parse_ is not None else ():
            found |= {hit.country for hit in phrase.concerned} | {place.country for place in phrase.places}
    return found >= PAIR


def between_them(spot: Spot) -> bool:
    """Both are named near, or it is a bridge or a line across the border in an article about both."""
    if both_near(spot):
        return True
    near = (*spot.in_clause, *spot.attached, *([spot.noun] if spot.noun is not None else []))
    return any("crossing" in spot.phrase_senses(p) for p in near) and pair_about(spot)


def arms_near(spot: Spot) -> bool:
    """Weapons are spoken of in the sentence or right beside it: then a freighter carries them."""
    near = spot.story.meanings[max(0, spot.position - 2) : spot.position + 2]
    return any("weapons" in found for found in near) and not negated(spot)


def arms_or_passive(spot: Spot) -> bool:
    """Containers that are loaded between the two, where nobody says what else they hold."""
    return (spot.passive or arms_near(spot)) and not negated(spot)


def northerners(spot: Spot) -> bool:
    """ "15.000 Menschen aus Nordkorea": people of North Korea are the subject."""
    top = spot.top
    if top is None or not {"persons", "nationals", "people"} & spot.sense(top.head):
        return False
    near = [top, *spot.parse.attached(top), *(p for p in spot.in_clause if p.preposition in ("aus", "from"))]
    return any(hit.country == "PRK" for p in near for hit in p.concerned) and not negated(spot)


def help_behind(spot: Spot) -> bool:
    """ "mit russischer Hilfe", "geht von russischer Hilfe aus": one of the two helped the other with what is told."""
    noun = spot.noun
    if noun is None or not insiders([*spot.noun_owners, *noun.actors]) or not pair_about(spot):
        return False
    if noun.preposition in ("mit", "dank", "with", "thanks to"):
        return spot.predicate is not None and spot.predicate.lemma not in ("rechnen", "beginnen", "drohen")
    behind = word_list(spot.parse.language, "kinds", "noun", "behind")
    return spot.predicate is not None and spot.predicate.lemma in behind


def trained_side(spot: Spot) -> bool:
    """People of one of the two learn from the other."""
    taught = insiders(hit for p in spot.objects for hit in p.concerned)
    return bool(taught) and not outsiders(spot.doers) and pair_about(spot) and pair_only(spot)


def not_denied(spot: Spot) -> bool:
    return not negated(spot)


def clearing_content(spot: Spot) -> bool:
    """What is answered says that something is not so, or that it is lawful."""
    below = {c.index for c in spot.parse.clauses if c.governor == spot.clause.index} | {spot.clause.index}
    lawful = any(
        "lawful" in spot.sense(i) for c in spot.parse.clauses if c.index in below for i in c.words
    ) or "lawful" in fixed_in(spot, below)
    return negated_content(spot) or lawful


def fixed_in(spot: Spot, clauses: Collection[int]) -> set[str]:
    """Classes of the fixed phrases that stand in these clauses."""
    words = spot.parse.words
    lows = ([words[i].low for i in spot.parse.clauses[c].words] for c in clauses)
    return {name for low in lows for name in fixed_classes(low, spot.parse.language)}


def pair_or_both(spot: Spot) -> bool:
    return pair(spot) or (between_them(spot) and not outsiders(spot.doers) and not _at_home(spot))


def _at_home(spot: Spot) -> bool:
    """ "Kim weihte in Pjöngjang ein Krankenhaus ein": the sentence knows of one side only, and of no border."""
    lands = spot.story.named[spot.position] - {""}
    crossing = any("crossing" in spot.phrase_senses(p) for p in spot.in_clause)
    own = {hit.country for hit in spot.doers}
    inside = {place.country for p in spot.in_clause for place in p.places} == own or own == {"PRK"}
    return len(lands) == 1 and lands == own and inside and not crossing


def both_named_here(spot: Spot) -> bool:
    """The sentence names one of the two and nobody else, the other is near: a plane from one lands with the other."""
    lands = spot.story.named[spot.position] - {""}
    return bool(lands) and lands <= PAIR and both_near(spot) and not negated(spot)


def honours_other(spot: Spot) -> bool:
    """A memorial for the other side's people, or for own ones who fell for it."""
    lands = {hit.country for p in spot.in_clause for hit in p.concerned}
    lands |= {place.country for p in spot.in_clause for place in p.places}
    return lands >= PAIR or (bool(clause_senses(spot) & {"troops", "nationals"}) and pair_about(spot))


def received_about(spot: Spot) -> bool:
    """What meets with criticism is something that one of the two has done."""
    if any(hit.country in PAIR for p in spot.in_clause for hit in p.concerned) or spot.top is None:
        return True
    low = spot.parse.words[spot.top.head].low
    return low in ANAPHORS or low in ("es", "it") or bool(spot.phrase_senses(spot.top) & DEEDS)


DEEDS = frozenset(
    """
    move journey talks treaty claim deed sanction vote cooperation exercise weapons troops invitation relations
    breach trade
    """.split()
)
"""Classes of nouns for what the two do."""


def pair_only(spot: Spot) -> bool:
    """No third state but that of a speaker is named in the sentence: it is between the two."""
    speak = {hit.country for hit in (*spot.story.speakers[spot.position], *spot.story.sources[spot.position])}
    return spot.story.named[spot.position] - {"", *speak} <= PAIR


def threat(spot: Spot) -> bool:
    """ "vowed to take measures against …": what is promised is a consequence that somebody has to bear."""
    below = {c.index for c in spot.parse.clauses if c.governor == spot.clause.index} | {spot.clause.index}
    against = {"gegen", "against", "auf", "to", "for"}
    return any(
        "consequence" in spot.phrase_senses(p)
        and not spot.parse.words[p.head].low.startswith(("sanktion", "sanction", "straf", "embargo"))
        and any(q.preposition in against for q in spot.parse.phrases[p.index + 1 : p.index + 2])
        for p in spot.parse.phrases
        if p.clause in below
    )


def no_threat(spot: Spot) -> bool:
    return not threat(spot)


def negated_content(spot: Spot) -> bool:
    """What is answered says that something is not so."""
    return any(c.negators for c in spot.parse.clauses if c.governor == spot.clause.index)


def honours_fighters(spot: Spot) -> bool:
    """Own soldiers are honoured for what they did for the other side."""
    soldiers = any("troops" in spot.phrase_senses(p) for p in spot.objects)
    abroad = bool(sentence_senses(spot) & {"battle"}) or bool(spot.story.named[spot.position] & {"RUS", "UKR"})
    return soldiers and abroad


def vote_near(spot: Spot) -> bool:
    """The clause, or the sentences before it, are about a vote of the Security Council."""
    near = range(max(0, spot.position - 2), spot.position + 1)
    return any("vote" in spot.story.meanings[i] for i in near) or "ballot" in spot.story.meanings[spot.position]


def treaty_near(spot: Spot) -> bool:
    """The law or the document is that of a treaty, named here or in the two sentences before."""
    return any("treaty" in spot.story.meanings[i] for i in range(max(0, spot.position - 2), spot.position + 1))


def treaty_meant(spot: Spot) -> bool:
    """ "Putin hatte ihn am Samstag unterzeichnet": the treaty of the sentences before."""
    taken_up = word_list(spot.parse.language, "kinds", "taken_up", "treaty")
    meant = any(spot.parse.words[p.head].low in taken_up and len(p.words) == 1 for p in spot.objects)
    before_ = spot.story.meanings[max(0, spot.position - 2) : spot.position]
    return meant and bool(insiders(spot.doers)) and any("treaty" in found for found in before_)


def honours_fallen(spot: Spot) -> bool:
    """Before coffins or a memorial, or for soldiers who fell abroad."""
    near = clause_senses(spot)
    fallen = bool(near & {"memorial", "coffin"}) or any(
        spot.parse.words[i].low.startswith(("gefallen", "fallen")) for i in spot.clause.words
    )
    return fallen and pair_about(spot) and not outsiders(spot.doers)


def listed(spot: Spot) -> bool:
    """Somebody of the two is put on a list: "two Russian firms were added to the list"."""
    return any(hit.country in PAIR for p in spot.objects for hit in p.concerned) and not insiders(spot.doers)


def told(spot: Spot) -> bool:
    """The clause tells that something came about: no state, no habit, no condition, nothing that did not happen.

    The present tense tells of events in headlines and with a date only.
    """
    predicate = spot.predicate
    language = spot.parse.language
    if predicate is None or negated(spot) or spot.clause.marker in function_words(language)["conditionals"]:
        return False
    if spot.clause.kind is INFINITIVE_CLAUSE or predicate.mood is UNREAL:
        return False
    states, habits = _lasting(language)
    if predicate.lemma in states:
        return False
    if not habits.isdisjoint(spot.parse.lows) and any(spot.parse.words[i].low in habits for i in spot.clause.words):
        return False
    done = predicate.past or predicate.perfect or predicate.pluperfect or predicate.future
    if done or spot.parse.sentence.heading or predicate.modal in ("sollen", "wollen"):
        return True
    return any(phrase.time for phrase in spot.in_clause)


@cache
def _lasting(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Verbs of lasting and words of habit."""
    data = table(language, "kinds")["told"]
    return frozenset(data["states"].split()), frozenset(data["habits"].split())


def changes_hands(spot: Spot) -> bool:
    """Between the two: the cast of giving has both, or a goal or source of the other one is named."""
    return spot.cast("give").countries >= PAIR and not outsiders(spot.doers)


def northern_troops(spot: Spot) -> bool:
    """Soldiers of North Korea are what the clause is about, as subject or object."""
    if spot.rule.frame == "presence" and negated(spot):
        return False  # "could not confirm that there are troops"
    if "troops" not in spot.story.meanings[spot.position] or "PRK" not in spot.story.named[spot.position]:
        return False
    about = spot.about_phrase
    for phrase in (*spot.objects, *([spot.top] if spot.top is not None else []), *([about] if about else [])):
        near = (phrase, *spot.parse.attached(phrase))
        if any("troops" in spot.phrase_senses(p) for p in near) and any(
            hit.country == "PRK" for p in near for hit in p.concerned
        ):
            return True
    return False


def no_outsider(spot: Spot) -> bool:
    """Nobody else does it: "Ukraine's army attacked North Korean soldiers" sends none."""
    return not outsiders(spot.doers)


def abroad_or_in_battle(spot: Spot) -> bool:
    places = {place.country for p in spot.in_clause for place in p.places} & {"RUS", "UKR"}
    named = {hit.country for p in spot.in_clause if p.preposition for hit in p.concerned} & {"RUS", "UKR"}
    return bool(places or named or clause_senses(spot) & {"battle"})


def other_near(spot: Spot) -> bool:
    """Somebody of the other side is named in the clause."""
    own = {hit.country for hit in spot.doers}
    return any(hit.country in PAIR - own for phrase in spot.in_clause for hit in phrase.concerned)


def persons_of_both(spot: Spot) -> bool:
    """A person of each side, in what only people who are together do."""
    if negated(spot):
        return False
    countries = {hit.country for hit, _ in spot.cast("meeting").roles if hit.kind is ActorKind.PERSON}
    return countries >= PAIR or (bool(countries & PAIR) and (_somebody(spot) or _people_of_other(spot, countries)))


def _people_of_other(spot: Spot, own: Collection[str]) -> bool:
    """ "umarmte nordkoreanische Offiziere": people of the other side, whom nobody names."""
    people = [p for p in spot.objects if spot.sense(p.head) & {"troops", "people", "envoy", "guests", "nationals"}]
    return any(hit.country in PAIR - set(own) for p in people for hit in p.concerned)


def both_here(spot: Spot) -> bool:
    """Both states are named in the sentence itself, and no third one."""
    return spot.story.named[spot.position] - {""} == PAIR


def pair_about(spot: Spot) -> bool:
    """Both are named near, or one in the sentence of an article that is about both, and nobody else with it."""
    if both_near(spot):
        return True
    named = spot.story.named[spot.position] - {""}
    if named:
        return named <= PAIR and spot.story.countries >= PAIR
    return frozenset().union(*spot.story.named[max(0, spot.position - 2) : spot.position]) - {""} == PAIR


def giver_known(spot: Spot) -> bool:
    """One of the two gives or gets it, or the passive leaves open which one: "Kohle soll verschifft werden"."""
    unnamed = spot.passive or spot.clause.kind is ClauseKind.INFINITIVE or "ship" in _subject_senses(spot)
    return bool(insiders(spot.doers)) or (not spot.doers and unnamed and pair_about(spot))


def joint_noun(spot: Spot) -> bool:
    """ "ein gemeinsames Manöver", "the opening of the bridge": both take part in what the noun names."""
    if spot.noun is None or not noun_reported(spot):
        return False
    cast = spot.cast("mutual_noun")
    if outsiders(hit for hit, _ in cast.roles) or outsiders(h for p in spot.attached for h in p.concerned):
        return False
    if cast.countries >= PAIR:
        return True
    words = {spot.parse.words[i].low for i in spot.noun.words}
    shared = any(low.startswith(JOINT) for low in words)
    venture = any("trade" in with_phrases(spot, p) for p in (spot.noun, *spot.attached))
    return (shared or venture) and between_them(spot)


JOINT = ("gemeinsam", "bilateral", "joint")


def bound(spot: Spot) -> bool:
    """What is said to grow or to be renewed is a relation: "strengthens the trust between our peoples"."""
    return bool(clause_senses(spot) & {"relations", "treaty"})


def ahead(spot: Spot) -> bool:
    """The clause tells of something to come; what is going on all the time is a trend, no event."""
    predicate = spot.predicate
    if predicate is None:
        return False
    governor = next(iter(spot.parse.governors(spot.clause)), None)
    planned = word_list(spot.parse.language, "factuality", "verbs", "plan")
    promised = word_list(spot.parse.language, "factuality", "verbs", "promise") | {"vereinbaren", "agree"}
    above = governor is not None and any(p.lemma in planned or p.lemma in promised for p in governor.predicates)
    return predicate.future or predicate.modal in ("wollen", "sollen") or above


def plain_rejection(spot: Spot) -> bool:
    """What is rejected is a statement or taken up by a pronoun, not a person or an offer."""
    return all(
        spot.parse.words[p.head].sort is WordClass.PRONOUN
        or spot.parse.words[p.head].low in ("das", "dies", "this", "it")
        or with_phrases(spot, p) & {"claim", "falsehood", "breach"}
        for p in spot.objects
    )


def not_reflexive(spot: Spot) -> bool:
    return not {spot.parse.words[i].low for i in spot.clause.words} & {"sich", "itself", "himself", "themselves"}


def claim_or_false(spot: Spot) -> bool:
    found = clause_senses(spot)
    return bool(found & {"claim", "falsehood"})


def visitor_noun(spot: Spot) -> bool:
    cast = spot.cast("visit_noun")
    travels = any(role is Role.ACTOR for _, role in cast.roles)
    verbs = word_list(spot.parse.language, "kinds", "noun", "verbs")
    told = spot.predicate is not None and spot.predicate.lemma in verbs
    if troops_near(spot):
        return False  # "the arrival of soldiers"
    return bool(cast.roles) and (travels or told or spot.parse.sentence.heading) and noun_reported(spot)


def partner(spot: Spot) -> bool:
    if any(_thing(spot, p) for p in spot.objects) and not (spot.rule.idiom and _persons(spot) >= 2):
        return False  # "eine Entscheidung treffen", "met its obligations"
    cast = spot.cast("meeting")
    keys = {hit.key or hit.name for hit, _ in cast.roles}
    if len(keys) >= 2:
        return True
    with_ = [p for p in spot.in_clause if p.preposition in ("mit", "with")]
    people = [p for p in (*with_, *spot.objects) if spot.sense(p.head) & {"body", "people", "envoy"}]
    host = spot.top is not None and bool(spot.sense(spot.top.head) & {"body", "people", "envoy"})
    return len(keys) == 1 and bool(people) and (host or bool(spot.doers))


def _thing(spot: Spot, phrase: Phrase) -> bool:
    """An object that is no person, state or body."""
    word = spot.parse.words[phrase.head]
    if phrase.actors or phrase.time or word.sort is not WordClass.NOUN:
        return False
    return not spot.sense(phrase.head) & {"body", "people", "envoy", "troops", "workers"}


def partner_strict(spot: Spot) -> bool:
    """Talking is a meeting only where two parties talk with each other."""
    if (
        spot.predicate is not None
        and spot.predicate.lemma == "austauschen"
        and any(_thing(spot, p) or "message" in spot.phrase_senses(p) for p in spot.objects)
    ):
        return False  # "tauschten Urkunden aus", "tauschten Grußbotschaften aus"
    if spot.predicate is not None and spot.predicate.lemma in ("sprechen", "reden", "speak", "talk"):
        with_ = [p for p in spot.to("mit", "with") if not _of_a_relation(spot, p)]
        named = hits(with_) or pointed_person(spot) or any(spot.sense(p.head) & {"envoy", "people"} for p in with_)
        return bool(named and spot.doers) or _talk_together(spot)
    return _talk_together(spot) or _persons(spot) >= 2


def _persons(spot: Spot) -> int:
    return len({hit.key or hit.name for hit, _ in spot.cast("meeting").roles if hit.kind is ActorKind.PERSON})


def _talk_together(spot: Spot) -> bool:
    """ "Putin and Kim talked for two hours", "the ministers of both countries conferred": the subject is both sides."""
    if spot.top is None or {hit.country for hit in spot.doers} < PAIR or outsiders(spot.doers):
        return False
    people_ = all(hit.kind is ActorKind.PERSON for hit in spot.doers)
    return people_ or bool(spot.sense(spot.top.head) & {"body", "people", "envoy"})


def _of_a_relation(spot: Spot, phrase: Phrase) -> bool:
    """ "spoke of solidarity with the Russian army": the phrase belongs to the noun before it."""
    before_ = spot.parse.phrases[phrase.index - 1] if phrase.index else None
    return before_ is not None and bool({"support", "relations", "cooperation"} & spot.phrase_senses(before_))


def partner_object(spot: Spot) -> bool:
    persons = [hit for hit in (*spot.doers, *bare_objects(spot)) if hit.kind in (ActorKind.PERSON, ActorKind.STATE)]
    persons += [hit for p in spot.objects if spot.sense(p.head) & {"envoy", "people"} for hit in p.owners]
    persons += pointed_person(spot)
    keys = {hit.key for hit in persons}
    if spot.passive:
        return bool(actors_of(spot.parse, spot.top))
    return len(keys) >= 2


def partner_noun(spot: Spot) -> bool:
    cast = spot.cast("meeting_noun")
    return bool(cast.roles) and noun_reported(spot)


def invited(spot: Spot) -> bool:
    somebody = bool(spot.object_actors) or any(
        spot.parse.words[p.head].sort is WordClass.PRONOUN and spot.parse.words[p.head].low not in ("sich", "es", "it")
        for p in spot.objects
    )
    host = any(
        p.article and not p.preposition and spot.sense(p.head) & {"people", "guests", "envoy"} for p in spot.objects
    )
    return (somebody or (host and bool(insiders(spot.doers)))) and (bool(spot.doers) or spot.passive)


def inviter_noun(spot: Spot) -> bool:
    inviters = spot.noun_owners or hits(spot.attached_to("aus", "from"))
    return bool(inviters) and noun_reported(spot)


def asked_to_come(spot: Spot) -> bool:
    """ "bat Putin, nach Pjöngjang zu kommen": who is asked to travel is invited."""
    travel = word_list(spot.parse.language, "kinds", "noun", "travel")
    below = [c for c in spot.parse.clauses if c.governor == spot.clause.index and c.kind is ClauseKind.INFINITIVE]
    if not bare_objects(spot):
        return False
    if any("journey" in spot.phrase_senses(p) for p in spot.to("zu", "for")):
        return True  # "bat die Ministerin zu einem Gegenbesuch"
    paid = [p for c in below for p in spot.parse.phrases_in(c) if "journey" in spot.phrase_senses(p)]
    return bool(paid) or any(p.lemma in travel for c in below for p in c.predicates)


def north_loses(spot: Spot) -> bool:
    return any(hit.country == "PRK" for hit in spot.doers) and not negated(spot)


def about_the_pair(spot: Spot) -> bool:
    return bool(in_content(spot)) and not negated(spot)


def weapons_or_the_pair(spot: Spot) -> bool:
    """What is disclosed is about weapons, or about what one of the two has done."""
    return about_the_pair(spot) or "weapons" in sentence_senses(spot)


def visit_in_preparation(spot: Spot) -> bool:
    """ "teilte mit, dass ein Besuch in Vorbereitung sei": who announces a visit invites or accepts (ontology)."""
    words = word_list(spot.parse.language, "kinds", "preparation", "words")
    if words.isdisjoint(spot.parse.lows) or not insiders(spot.doers):
        return False
    below = [c for c in spot.parse.clauses if c.governor == spot.clause.index and not c.negators]
    for clause in below:
        lows = [spot.parse.words[i] for i in clause.words]
        journey = any(senses(w.low, w.sort is WordClass.NOUN, spot.parse.language) & {"journey", "talks"} for w in lows)
        if journey and any(w.low in words for w in lows):
            return True
    return False


def both_or_partner(spot: Spot) -> bool:
    found = spot.cast("agreement").countries
    if len(found) >= 2:
        return True
    if spot.word and spot.parse.words[spot.word - 1].low in ("wie", "as"):
        return False  # "wie vereinbart"
    named = {hit.country for p in spot.in_clause for hit in p.concerned}
    named |= {place.country for p in spot.in_clause for place in p.places}
    if insiders(spot.doers):  # "Russia agreed to help North Korea"
        below = {c.index for c in spot.parse.clauses if c.governor == spot.clause.index}
        below = {i for i in below if spot.parse.clauses[i].kind is ClauseKind.INFINITIVE}
        for phrase in spot.parse.phrases:
            if phrase.clause in below:
                named |= {hit.country for hit in phrase.concerned} | {place.country for place in phrase.places}
    return named >= PAIR or (spot.passive and pair_about(spot))


def signed_attribute(spot: Spot) -> bool:
    """ "das unterzeichnete Abkommen": the attribute tells that it was signed."""
    if spot.noun is None:
        return False
    known = word_list(spot.parse.language, "kinds", "signed", "words")
    return any(spot.parse.words[i].low.startswith(tuple(known)) for i in spot.noun.words)


def doer(spot: Spot) -> bool:
    return bool(spot.doers)


def tester(spot: Spot) -> bool:
    """Who tries weapons out; Russia fires North Korea's in its war."""
    return bool(spot.doers) and not all(hit.country == "RUS" for hit in spot.doers)


def doer_or_passive(spot: Spot) -> bool:
    return bool(spot.doers) or spot.passive


def doer_state(spot: Spot) -> bool:
    return bool(insiders(spot.doers)) and "troops" not in _subject_senses(spot)


def own_side(spot: Spot) -> bool:
    return bool(insiders(spot.doers))


def addressed(spot: Spot) -> bool:
    cast = spot.cast(spot.rule.frame)
    own = {hit.country for hit in spot.doers}
    return any(hit.country not in own for hit, role in cast.roles if role.value == "recipient")


def other_side(spot: Spot) -> bool:
    """The object itself is of the other side, not only somebody in the sentence."""
    own = {hit.country for hit in spot.doers}
    objects = [hit for p in spot.objects for hit in p.concerned]
    return any(hit.country in PAIR and hit.country not in own for hit in objects)


def said(spot: Spot) -> bool:
    """In somebody's words: a clause that a verb of saying governs, a quotation or indirect speech."""
    if spot.clause.kind is ClauseKind.INFINITIVE:
        governor = next(iter(spot.parse.governors(spot.clause)), None)
        ready = word_list(spot.parse.language, "kinds", "ready", "words")
        if governor is None or not {spot.parse.words[i].low for i in governor.words} & set(ready):
            return False
    return bool(spot.story.speakers[spot.position])


def own_offer(spot: Spot) -> bool:
    """ "Putin sagte, Russland könne helfen": a leader says what his side can give."""
    if not insiders(spot.doers):
        return False
    own = {hit.country for hit in spot.doers}
    if _vows_to_help(spot, own):
        return True
    for clause in spot.parse.clauses:
        if clause.governor != spot.clause.index or not clause.predicates:
            continue
        predicate = clause.predicates[0]
        offers = predicate.modal in ("können", "can", "could", "wollen") or predicate.future
        if not offers and predicate.mood is not Mood.UNREAL:
            continue
        giving = word_list(spot.parse.language, "kinds", "giving", "verbs")
        from timeline.extraction.grammar.phrases import subject

        top = subject(spot.parse, clause)
        lands = {hit.country for hit in actors_of(spot.parse, top)}
        ours = top is not None and top.article.startswith(POSSESSIVES) and not lands  # "his country would help"
        if predicate.lemma in giving and (lands & own or ours) and not clause.negators:
            return True
    return False


def _vows_to_help(spot: Spot, own: Collection[str]) -> bool:
    """ "Kim versicherte, er werde alles tun, um Russland zu helfen": the help stands in a clause below the vow."""
    giving = word_list(spot.parse.language, "kinds", "giving", "verbs")
    vows = {
        c.index
        for c in spot.parse.clauses
        if c.governor == spot.clause.index and not c.negators and any(p.future for p in c.predicates)
    }
    for clause in spot.parse.clauses:
        if clause.governor in vows and any(p.lemma in giving for p in clause.predicates):
            helped = {hit.country for p in spot.parse.phrases_in(clause) for hit in p.concerned}
            return bool(helped & PAIR - set(own))
    return False


def clears_itself(spot: Spot) -> bool:
    """ "verstößt nicht gegen Resolutionen", "break no rules": one of the two says that it does nothing wrong."""
    return bool(insiders(spot.doers)) and bool(spot.clause.negators)


def own_side_speaker(spot: Spot) -> bool:
    """A Russian or North Korean speaks well of the other side."""
    if not insiders(spot.doers):
        return False
    own = {hit.country for hit in spot.doers}
    other = PAIR - own
    sentence = [hit for p in spot.parse.phrases for hit in (*p.actors, *p.owners)]
    shared = any(word.low.startswith(OURS) for word in spot.parse.words) and spot.story.countries >= PAIR
    yours = any(p.article in ("ihre", "ihr", "ihren", "eure", "your") for p in spot.parse.phrases_in(spot.clause))
    shared = shared or (yours and spot.clause.quoted and "troops" in clause_senses(spot) and pair_about(spot))
    return (shared or any(hit.country in other for hit in sentence)) and not spot.clause.negators


OURS = ("unser", "bilateral", "our")
"""Beginnings of words by which a speaker means both sides without naming them."""


def outsider_speaker(spot: Spot) -> bool:
    people = outsiders(spot.doers)
    return bool(people) and all(hit.kind is not ActorKind.MEDIA for hit in people) and about_pair(spot)


def about_pair(spot: Spot) -> bool:
    sentence = {hit.country for p in spot.parse.phrases for hit in (*p.actors, *p.owners)}
    if sentence & PAIR or any(spot.parse.words[i].low in ANAPHORS for i in spot.clause.words):
        return True
    others = spot.story.named[spot.position] - {"", *(hit.country for hit in spot.doers)}
    if others or not spot.story.countries >= PAIR:
        return False
    before_ = spot.story.named[spot.position - 1] if spot.position else frozenset()
    return continues_speech(spot.parse) or bool(before_ & PAIR)  # it goes on about them


ANAPHORS = frozenset(("dies", "das", "diese", "dieser", "this", "that", "these", "such", "solche"))


def speaker(spot: Spot) -> bool:
    return bool(spot.doers)


def negated(spot: Spot) -> bool:
    """The clause says that it is not so; "without legal standing" says so of a noun only."""
    negators = spot.clause.negators
    return bool(negators) and any(spot.parse.words[i].low not in ("ohne", "without") for i in negators)


def outsider(spot: Spot) -> bool:
    return bool(outsiders(spot.doers)) or (not spot.doers and spot.doer_phrase is not None)


def critic(spot: Spot) -> bool:
    """A third side, or one of the two where it speaks about what a third one does."""
    if outsider(spot):
        return True
    others = frozenset().union(*spot.story.named[max(0, spot.position - 2) : spot.position + 1]) - {"", *PAIR}
    acts = any({"sanction", "claim", "vote"} & spot.phrase_senses(p) for p in spot.objects)
    return bool(insiders(spot.doers)) and bool(others) and acts


def outsider_or_north(spot: Spot) -> bool:
    """Critics: third states, or one of the two criticising somebody for its relations; not an unnamed analyst.

    A government that is not named ("the government warned Moscow") is one where the object is one of the two.
    """
    if spot.doers:
        return True
    partners = spot.doer_phrase is not None and "partners" in spot.sense(spot.doer_phrase.head)
    if partners and both_near(spot):
        return True  # "Ten countries condemned the cooperation between the two"
    body = spot.doer_phrase is not None and "body" in spot.sense(spot.doer_phrase.head)
    return body and bool(insiders(bare_objects(spot)))


def demander(spot: Spot) -> bool:
    """Who demands something of Russia or North Korea; what is asked of others is another matter."""
    concerned = bool(in_content(spot))
    asked = [p for p in spot.objects if p.actors or spot.sense(p.head) & {"body", "people", "partners"}]
    asked = [p for p in asked if not any(hit.kind is ActorKind.ORGANISATION for hit in p.actors)]
    if asked and not concerned:
        return False
    if not spot.doers and not spot.passive and spot.top is not None:
        voice = spot.parse.words[spot.top.head].sort is WordClass.NOUN
        return voice and bool(insiders(bare_objects(spot)))  # "Die Autoren fordern Pjöngjang auf"
    return bool(outsiders(spot.doers)) or (bool(insiders(spot.doers)) and concerned)


def official_outsider(spot: Spot) -> bool:
    people = [hit for hit in outsiders(spot.doers) if hit.kind is not ActorKind.MEDIA]
    if people:
        return True
    if spot.doer_phrase is None or insiders(spot.doers):
        return False
    return bool(spot.phrase_senses(spot.doer_phrase) & {"intelligence", "reports"})


def outsider_noun(spot: Spot) -> bool:
    """ "Kritik aus Tokio", "Washington's accusation": a third side's, about one of the two."""
    owners = [*spot.noun_owners, *(hit for p in spot.attached_to("aus", "from", "in") for hit in p.concerned)]
    told = [hit for hit in outsiders(owners) if hit.kind is not ActorKind.MEDIA]
    return bool(told) and not negated(spot) and noun_reported(spot)


def own_side_noun(spot: Spot) -> bool:
    return bool(insiders(spot.noun_owners))


def outsider_named(spot: Spot) -> bool:
    return any(hit.kind is not ActorKind.MEDIA for hit in outsiders(spot.doers))


def that_clause(spot: Spot) -> bool:
    """Something is claimed of Russia or North Korea in a clause of its own."""
    below = [c for c in spot.parse.clauses if c.governor == spot.clause.index and c.kind is ClauseKind.COMPLEMENT]
    return bool(below) and bool(in_content(spot))


def hostile_content(spot: Spot) -> bool:
    """Known from the candidates of the sentence, never from the spot: `kinds` says so where it is given."""
    return False


def own_deed_denied(spot: Spot) -> bool:
    """Known from the candidates of the sentence, as above."""
    return False


def intelligence_agent(spot: Spot) -> bool:
    phrase = spot.doer_phrase
    return phrase is not None and "intelligence" in spot.phrase_senses(phrase) and not negated(spot)


def confirming_outsider(spot: Spot) -> bool:
    """An intelligence agency, or a third side that bears out a deed of the two: "Seoul confirmed the deployment"."""
    if intelligence_agent(spot):
        return True
    deed = any("deed" in spot.phrase_senses(p) for p in spot.objects)
    told = outsider_named(spot) and not insiders(spot.doers) and not negated(spot)
    return deed and told and bool(spot.story.named[spot.position] & PAIR)


def on_a_deed(spot: Spot) -> bool:
    """ "berichtete über die Verlegung nordkoreanischer Soldaten": what is reported on is a deed of one of the two."""
    topics = [p for p in spot.to("über", "von", "on", "about", "of") if "deed" in spot.phrase_senses(p)]
    near = [q for p in topics for q in (p, *spot.parse.attached(p))]
    return any(hit.country in PAIR for p in near for hit in p.concerned) and not negated(spot)


def consequence(spot: Spot) -> bool:
    """A consequence is announced: "warnte vor weiteren Sanktionen", "…, dass Lieferungen zu Reaktionen führen"."""
    warned = [p for p in spot.in_clause if p.preposition in ("vor", "mit", "of", "with", "about", "against")]
    if any("consequence" in spot.phrase_senses(p) for p in warned):
        return True
    if spot.predicate is not None and spot.predicate.lemma in ("ankündigen", "announce"):
        return False
    below = [c for c in spot.parse.clauses if c.governor == spot.clause.index]
    return any(
        "consequence"
        in senses(spot.parse.words[i].low, spot.parse.words[i].sort is WordClass.NOUN, spot.parse.language)
        for c in below
        for i in c.words
    )


def weapons_object(spot: Spot) -> bool:
    """The weapons are what is given, not what somebody speaks about or pays for."""
    return _given(spot, "weapons")


def troops_object(spot: Spot) -> bool:
    return _given(spot, "troops")


def _given(spot: Spot, sense: str) -> bool:
    about = spot.about_phrase
    for phrase in (*spot.objects, *([about] if about is not None else [])):
        if sense in with_phrases(spot, phrase) or any(
            sense in with_phrases(spot, a) for a in spot.parse.attached(phrase)
        ):
            return True
    with_ = [p for p in spot.in_clause if p.preposition in ("mit", "with", "of")]
    return any(sense in with_phrases(spot, p) for p in with_)


def troops_near(spot: Spot) -> bool:
    if spot.noun is None:
        return False
    theirs = spot.noun.article in ("their", "ihre", "ihren", "ihrer", "its")
    if theirs and spot.top is not None and spot.top is not spot.noun and "troops" in spot.phrase_senses(spot.top):
        return True  # "the soldiers have completed their deployment"
    if any("troops" in spot.phrase_senses(p) for p in (spot.noun, *spot.attached)):
        return True
    known = spot.noun.article in ("die", "der", "the", "diese", "this") and spot.rule.id == "troop_deployment.noun"
    sent = any(c.kind is EventKind.TROOP_DEPLOYMENT for c in spot.before)
    return known and sent and "dispatch" in spot.sense(spot.noun.head) and all(p.time for p in spot.attached)


def troops_subject(spot: Spot) -> bool:
    """Soldiers are the subject, North Korean ones as far as is said; "sie" where the sentence before named them."""
    top = spot.top
    if top is None:
        return False
    if spot.parse.words[top.head].low in ("sie", "diese", "they", "these") and _troops_before(spot):
        return True
    phrases = (top, *spot.parse.attached(top))
    ours = {hit.country for p in phrases for hit in (*p.actors, *p.owners)}
    if any("troops" in spot.phrase_senses(p) for p in phrases):
        return "PRK" in (ours or {"PRK"})
    fights = spot.rule.kind is EventKind.MILITARY_ACTION
    return fights and any("nationals" in spot.phrase_senses(p) for p in phrases)


def _troops_before(spot: Spot) -> bool:
    parse_ = spot.story.parse_of(spot.position - 1)
    if parse_ is None:
        return False
    nouns = (w for w in parse_.words if w.sort is WordClass.NOUN)
    return any("troops" in senses(w.low, True, parse_.language) for w in nouns)


def troops_lost(spot: Spot) -> bool:
    """ "der Tod nordkoreanischer Soldaten", "losses among them": North Korea's soldiers, as far as is said."""
    if spot.noun is None:
        return False
    near = (spot.noun, *spot.attached)
    reach = len(spot.story.parses) if spot.sense(spot.noun.head) & {"capture"} else 2
    first = spot.parse.sentence.index - reach
    if any(c.frame.startswith("casualties") and c.sentence.index >= first for c in spot.before):
        return True
    if not any({"troops", "nationals"} & spot.phrase_senses(p) for p in near):
        return False
    countries = {hit.country for p in near for hit in p.concerned}
    return "PRK" in countries or (not countries and bool(before(spot, "PRK")))


def weapons_of_north(spot: Spot) -> bool:
    """ "Eine nordkoreanische Rakete schlug ein": the weapon is the subject, and it is North Korea's."""
    top = spot.top
    if top is None or negated(spot):
        return False
    near = (top, *spot.parse.attached(top))
    weapons = any("weapons" in with_phrases(spot, p) for p in near)
    owners = {hit.country for p in near for hit in p.concerned}
    elsewhere = not owners and _made_in_north(spot)
    return weapons and ("PRK" in owners or elsewhere)


def _made_in_north(spot: Spot) -> bool:
    """ "…, deren Trümmer aus Nordkorea stammen", "…, eine nordkoreanische": the sentence says so elsewhere."""
    others = [p for p in spot.parse.phrases if p.clause != spot.clause.index]
    made = [hit for p in others if p.preposition in ("aus", "from", "als", "as") for hit in p.concerned]
    return any(hit.country == "PRK" for hit in (*made, *(owner for p in others for owner in p.owners)))


def _some_of_them(spot: Spot) -> bool:
    """ "Rund 4.000 von ihnen wurden getötet", "dozens of them": a number, and who is counted stands before."""
    words = spot.parse.words
    counted = word_list(spot.parse.language, "kinds", "counted", "words")
    if spot.clause.kind is ClauseKind.RELATIVE and spot.parse.words[spot.clause.words[0]].low in ("von", "unter", "of"):
        return any(words[i].sort is WordClass.NUMBER or words[i].low in counted for i in spot.clause.words)
    return any(
        words[p.head].low in ("ihnen", "denen", "diesen", "them", "these", "those", "whom")
        and p.preposition in ("von", "of", "unter", "among")
        and p.words[0] > 0
        and (words[p.words[0] - 1].sort is WordClass.NUMBER or words[p.words[0] - 1].low in counted)
        for p in spot.parse.phrases
        if p.clause == spot.clause.index
    )


def _of_troops(spot: Spot) -> bool:
    """ "11.000 Soldaten, von denen 4.000 fielen": the relative clause is about soldiers."""
    above = [p for p in spot.parse.phrases if p.clause == spot.clause.governor]
    return any({"troops", "nationals"} & spot.phrase_senses(p) for p in above)


def troops_hit(spot: Spot) -> bool:
    if _some_of_them(spot) and (_troops_before(spot) or _of_troops(spot)) and "PRK" in spot.story.countries:
        return True
    phrases = [*spot.objects, *([spot.top] if spot.top is not None else [])]
    for phrase in phrases:
        near = (phrase, *spot.parse.attached(phrase))
        lows = {spot.parse.words[i].low for p in near for i in p.words}
        counted = spot.parse.words[phrase.head].sort is WordClass.NUMBER or bool(
            lows & {"ihnen", "them", "sie", "they"}
        )
        if counted and _troops_before(spot) and "PRK" in spot.story.countries:
            return True  # "2,000 of them"
        if not any({"troops", "nationals"} & spot.phrase_senses(p) for p in near):
            continue
        countries = {hit.country for p in near for hit in p.concerned}
        unnamed = not countries and (_troops_before(spot) or bool(before(spot, "PRK")))
        if "PRK" in countries or (unnamed and "PRK" in spot.story.countries):
            return True
    return False


def target(spot: Spot) -> bool:
    return bool(spot.object_actors)


def pair(spot: Spot) -> bool:
    cast = spot.cast("mutual")
    return {hit.country for hit, _ in cast.roles} >= PAIR


def vetoed(spot: Spot) -> bool:
    words = {spot.parse.words[i].low for i in spot.clause.words}
    veto = any(low.endswith(("veto", "vetos")) for low in words)
    lemma = spot.predicate.lemma if spot.predicate is not None else ""
    return veto or lemma in ("blockieren", "verhindern", "veto", "block", "stimmen", "enthalten", "abstain")


def mocked(spot: Spot) -> bool:
    lemma = spot.predicate.lemma if spot.predicate is not None else ""
    if lemma in ("machen", "make"):
        return "lustig" in spot.low.split() or "fun" in spot.low.split()
    if lemma in ("kommentieren", "comment"):
        return negated(spot)
    return True


def new_sanction(spot: Spot) -> bool:
    """Sanctions that are being imposed or announced, not those that stand ("unterliegt Sanktionen")."""
    words = word_list(spot.parse.language, "kinds", "new", "words")
    if spot.noun is None:
        return False
    fresh = any(spot.parse.words[i].low in words for i in spot.noun.words)
    weighed = word_list(spot.parse.language, "factuality", "verbs", "consider")
    considered = spot.predicate is not None and spot.predicate.lemma in weighed and bool(outsiders(spot.doers))
    return fresh or considered


def phoned(spot: Spot) -> bool:
    """ "called" is a telephone call only where a person is rung up: no "on", no clause, no predicate noun."""
    lemma = spot.predicate.lemma if spot.predicate is not None else ""
    if lemma == "call":
        return "telephone" in spot.low or "phone" in spot.low
    return partner(spot)


def phone_noun(spot: Spot) -> bool:
    if spot.noun is None:
        return False
    return any(spot.parse.words[i].low in ("phone", "telephone", "video") for i in spot.noun.words)


def partner_persons(spot: Spot) -> bool:
    cast = spot.cast("meeting")
    persons = {hit.key or hit.name for hit, _ in cast.roles if hit.kind is ActorKind.PERSON}
    return len(persons) >= 2 or (bool(persons) and _somebody(spot))


def _somebody(spot: Spot) -> bool:
    """An object that nobody could be found for: "received her in the Kremlin", "empfing den Gast"."""
    return any(
        spot.parse.words[p.head].low in ("him", "her", "ihn", "ihm")
        or (p.article and not p.concerned and spot.sense(p.head) & {"body", "people", "envoy", "guests"})
        for p in spot.objects
    )


def owned_noun(spot: Spot) -> bool:
    return bool(spot.noun_owners)


def not_called_for(spot: Spot) -> bool:
    """ "called it illegal", not "called for an end to the illegal trade"."""
    at = spot.predicate.word + 1 if spot.predicate is not None else 0
    call = spot.predicate is not None and spot.predicate.lemma == "call"
    return not (call and at < len(spot.parse.words) and spot.parse.words[at].low in ("for", "on", "upon"))


def with_worry(spot: Spot) -> bool:
    """ "watches the talks with grave concern"."""
    return any("worry" in spot.phrase_senses(p) for p in spot.in_clause if p.preposition in ("with", "mit"))


def toll_of_north(spot: Spot) -> bool:
    """ "put the number of North Koreans killed at 3,000": how many of North Korea's soldiers were lost."""
    lows = {spot.parse.words[i].low for i in spot.clause.words}
    counted = lows & word_list(spot.parse.language, "kinds", "toll", "counted")
    lost = lows & word_list(spot.parse.language, "kinds", "toll", "lost")
    ours = "PRK" in spot.story.named[spot.position] or _troops_before(spot)
    return bool(counted and lost) and ours and not negated(spot)


def sanctions_at_stake(spot: Spot) -> bool:
    """What is vetoed is about sanctions: a resolution, a mandate, "a push to impose further sanctions"."""
    return vote_near(spot) or "sanction" in spot.story.meanings[spot.position]


def sanctioned_before(spot: Spot) -> bool:
    """Sanctions have been told of, here or in the sentence before."""
    if "sanction" in spot.story.meanings[spot.position]:
        return True
    return any(c.kind is EventKind.SANCTION and c.sentence.index >= spot.parse.sentence.index - 1 for c in spot.before)


def more_of_them(spot: Spot) -> bool:
    """ "has since added more", "added further names"."""
    return bool({spot.parse.words[i].low for i in spot.clause.words} & {"more", "further", "others", "another"})


def debris_of_weapons(spot: Spot) -> bool:
    """ "Fragments of a North Korean missile were recovered": the weapon is North Korea's, by its name or as is said."""
    found = next((p for p in (spot.top, *spot.objects) if p is not None and "debris" in spot.phrase_senses(p)), None)
    if found is None or negated(spot):
        return False
    near = (found, *spot.parse.attached(found))
    if not any("weapons" in with_phrases(spot, p) for p in near):
        return False
    named = any(spot.parse.words[i].low.startswith(NORTHERN_WEAPONS) for p in near for i in p.words)
    return named or "PRK" in spot.story.named[spot.position]


NORTHERN_WEAPONS = ("hwasong", "kn-", "koksan", "pukguksong")
"""Beginnings of names that only North Korean weapons bear."""


def weapons_from_north(spot: Spot) -> bool:
    """ "Half of the shells come from North Korea"."""
    return any(hit.country == "PRK" for p in spot.to("from", "aus") for hit in p.concerned) and not negated(spot)


def their_deeds(spot: Spot) -> bool:
    """ "hailed their part in the battle": the soldiers of the sentence before, or of this one."""
    named = any(p.article == "their" for p in spot.objects)
    return named and (_troops_before(spot) or "troops" in sentence_senses(spot))


def accused(spot: Spot) -> bool:
    if any(spot.parse.words[p.head].low in ("it", "them", "es", "sie", "ihn") for p in spot.objects) and in_content(
        spot
    ):
        return True  # "a group that accused it of supplying Russia with shells"
    named = actors_of(spot.parse, spot.top) if spot.passive else bare_objects(spot)
    if spot.rule.idiom:  # "holds North Korea responsible"
        named = [*named, *hits(spot.objects)]
    return any(hit.country in PAIR for hit in named)


def called_on(spot: Spot) -> bool:
    """ "called on Russia to …", "called for an end": not "called the talks a success"."""
    if any(p.preposition in ("on", "upon", "for") for p in spot.in_clause):
        return True
    below = [c for c in spot.parse.clauses if c.governor == spot.clause.index]
    return any(c.kind is ClauseKind.INFINITIVE and c.marker == "to" for c in below) and bool(spot.objects)


# ---- when a noun tells of an event ---------------------------------------------------------------------------------


POSSESSIVES = ("sein", "ihr", "his", "her", "their", "its")
CONTRACTED = frozenset(("am", "im", "beim", "zum", "zur", "vom"))


def noun_reported(spot: Spot) -> bool:
    """Whether the noun brings news of its event, rather than naming it as a date or a topic.

    "Es folgte ein Besuch Lawrows" tells of one; "vor dem Besuch" dates something else by one that the reader knows.
    """
    noun = spot.noun
    if noun is None:
        return True
    language = spot.parse.language
    root = _outermost(spot, noun)
    preposition = (root.preposition or noun.preposition).split(" ")[-1]
    own = bool(spot.noun_owners) or any(p.actors or p.places for p in spot.attached) or bool(noun.actors)
    own = own or (spot.rule.kind is EventKind.MEETING and {hit.country for hit in spot.doers} >= PAIR)
    if spot.predicate is None:
        return own
    lemma = spot.predicate.lemma
    known = _told_before(spot)
    possessive = noun.article.startswith(POSSESSIVES) and bool(spot.doers)
    own = own or (possessive and preposition not in word_list(language, "kinds", "noun", "anchors"))
    definite = (
        noun.article in function_words(spot.parse.language)["articles_definite"]
        or preposition in CONTRACTED
        or possessive
        or bool(noun.owners)
    )
    if not root.preposition and not noun.preposition:
        verbs = word_list(language, "kinds", "noun", "verbs")
        if lemma in verbs or any(f"{lemma}+{spot.parse.words[i].low}" in verbs for i in spot.clause.words):
            return True
        return own and not known
    if preposition in word_list(language, "kinds", "noun", "topic"):
        if own and not known and lemma in word_list(language, "kinds", "noun", "presuming"):
            return True  # "thanked Kim for the dispatch of soldiers", "reported on the transfer of soldiers"
        return own and _claimed(spot, noun)
    warned = preposition in word_list(language, "kinds", "noun", "warned")
    if warned and lemma in word_list(language, "kinds", "noun", "warners"):
        return True
    if _purpose_of_visit(spot):
        return False
    return own and not (definite and known)


def _claimed(spot: Spot, noun: Phrase) -> bool:
    """ "der Vorwurf der Waffenlieferung", "Spekulationen über eine Reise": the noun before it makes it a claim."""
    from timeline.extraction.factuality import claim_nouns

    before = spot.parse.phrases[noun.of] if noun.of is not None else None
    if before is None and noun.index:
        before = spot.parse.phrases[noun.index - 1]
    if before is None or before.clause != noun.clause:
        return False
    return bool(compound_head(spot.parse.words[before.head].low, claim_nouns(spot.parse.language), spot.parse.language))


def _outermost(spot: Spot, phrase: Phrase) -> Phrase:
    """The phrase that the noun's phrase is a genitive of, at the top: "die Reiseroute von Putins Besuch"."""
    seen = set()
    while phrase.of is not None and phrase.index not in seen:
        seen.add(phrase.index)
        phrase = spot.parse.phrases[phrase.of]
    return phrase


def _told_before(spot: Spot) -> bool:
    """An earlier mention of the article tells of an event of this kind with one of these participants.

    Who does it counts before whom it is done to: two guests of one country are two visits.
    """
    cast = spot.cast(spot.rule.frame)
    doers = {hit.key or hit.name for hit, role in cast.roles if role is Role.ACTOR}
    keys = doers or {hit.key or hit.name for hit, _ in cast.roles}
    return any(
        c.kind is spot.rule.kind and (not keys or keys & {p.key or p.name for p in c.participants}) for c in spot.before
    )


def _purpose_of_visit(spot: Spot) -> bool:
    """ "reiste zu einem Treffen mit Kim": the meeting is what the journey was for."""
    if spot.noun is None or spot.rule.kind is not EventKind.MEETING or spot.predicate is None:
        return False
    travel = word_list(spot.parse.language, "kinds", "noun", "travel")
    return spot.predicate.lemma in travel and spot.noun.preposition.split(" ")[-1] in ("zu", "zum", "zur", "for", "für")


CONDITIONS: Mapping[str, Callable[[Spot], bool]] = {
    condition.__name__: condition
    for condition in (
        about_the_pair,
        abroad_or_in_battle,
        accused,
        addressed,
        ahead,
        arms_near,
        arms_or_passive,
        arrived_or_abroad,
        asked_to_come,
        being_abroad,
        both_here,
        both_named_here,
        both_near,
        both_or_partner,
        between_them,
        bound,
        called_on,
        cargo_between,
        cargo_moves,
        changes_hands,
        claim_or_false,
        clearing_content,
        clears_itself,
        confirming_outsider,
        consequence,
        critic,
        debris_of_weapons,
        demander,
        doer,
        doer_or_passive,
        doer_state,
        foreign_place,
        giver_known,
        guest_expected,
        guest_of_the_other,
        help_behind,
        helps_other,
        honours_fallen,
        honours_fighters,
        hostile_content,
        invited,
        honours_other,
        inviter_noun,
        joint_noun,
        listed,
        mocked,
        more_of_them,
        negated,
        negated_content,
        new_sanction,
        no_outsider,
        no_threat,
        on_a_deed,
        north_loses,
        northern_troops,
        northerners,
        not_denied,
        not_called_for,
        not_reflexive,
        noun_reported,
        official_outsider,
        other_near,
        other_side,
        outsider,
        outsider_named,
        outsider_noun,
        outsider_or_north,
        outsider_speaker,
        outsider_worried,
        own_deed_denied,
        own_offer,
        own_side,
        own_side_noun,
        own_side_speaker,
        owned_noun,
        pair,
        pair_about,
        pair_only,
        pair_or_both,
        partner,
        partner_noun,
        partner_object,
        partner_persons,
        partner_strict,
        persons_of_both,
        phone_noun,
        phoned,
        plain_rejection,
        public_traffic,
        received_about,
        said,
        sanctioned_before,
        sanctions_at_stake,
        toll_of_north,
        signed_attribute,
        speaker,
        target,
        tester,
        that_clause,
        their_deeds,
        threat,
        told,
        trained_side,
        traveller,
        treaty_meant,
        treaty_near,
        troops_abroad,
        troops_hit,
        troops_lost,
        troops_near,
        troops_object,
        troops_subject,
        vetoed,
        visit_in_preparation,
        visited,
        visitor_noun,
        vote_near,
        weapons_from_north,
        weapons_object,
        weapons_of_north,
        weapons_or_the_pair,
        with_worry,
    )
}
