"""Who takes which part in an event: one frame for each way in which verbs and nouns arrange their participants.

A frame gives the actors with their roles and the place; the rules of the lexicon name it. Roles as in the ontology: the
visitor is the actor and the host the recipient, both sides of a meeting are actors, who gives is the actor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from timeline.extraction.grammar.clauses import ClauseKind
from timeline.extraction.grammar.phrases import Phrase, actors_of, subject
from timeline.extraction.kinds import state_of
from timeline.extraction.lexicon import word_list
from timeline.extraction.model import ActorHit, ActorKind, EventKind, Mode, Participant, PlaceHit, Role
from timeline.extraction.sources import speech_verbs

if TYPE_CHECKING:
    from timeline.extraction.kinds import Spot

TO = ("nach", "in", "im", "ins", "zu", "zum", "to", "into", "at", "auf", "bei")
GOAL = ("an", "nach", "ans", "to", "for", "für")
FROM = ("aus", "von", "vom", "from", "by")
AGAINST = ("gegen", "against", "auf", "on", "at", "über", "with", "an")
WITH = ("mit", "with")
BETWEEN = ("zwischen", "between")
WHERE = ("in", "im", "nach", "bei", "auf", "am", "to", "at", "into", "from", "near", "aus", "on")
PAIR = ("RUS", "PRK")
PAIRWISE = frozenset((EventKind.ARMS_TRANSFER, EventKind.TROOP_DEPLOYMENT))
"""What one of the two gives goes to the other, where nobody else is named."""


@dataclass
class Cast:
    """Actors with roles, in the order found, and the place."""

    roles: list[tuple[ActorHit, Role]] = field(default_factory=list)
    place: PlaceHit | None = None

    def add(self, role: Role, hits: Iterable[ActorHit]) -> Cast:
        taken = {hit.key or hit.name for hit, _ in self.roles}
        for hit in hits:
            if (hit.key or hit.name) not in taken:
                self.roles.append((hit, role))
                taken.add(hit.key or hit.name)
        return self

    def at(self, place: PlaceHit | None) -> Cast:
        self.place = self.place or place
        return self

    @property
    def countries(self) -> frozenset[str]:
        """Of the participants and the place, as far as they are known."""
        found = {hit.country for hit, _ in self.roles} | ({self.place.country} if self.place else set())
        return frozenset(found - {""})

    def participants(self, language: str) -> tuple[Participant, ...]:
        return tuple(Participant(hit.name, role, hit.key) for hit, role in self.roles)


# ---- building blocks -----------------------------------------------------------------------------------------------


def hits(phrases: Iterable[Phrase]) -> list[ActorHit]:
    return [hit for phrase in phrases for hit in phrase.actors or phrase.owners]


def states(phrases: Iterable[Phrase], spot: Spot) -> list[ActorHit]:
    """Countries that phrases name, as actors: the state of a place for "in Pjöngjang" where no actor is named."""
    found: list[ActorHit] = []
    for phrase in phrases:
        named = phrase.actors or phrase.owners
        if named:
            found += named
        else:
            found += [state for place in phrase.places for state in state_of(place.country, place, spot.story)]
    return found


def enumerated(spot: Spot, phrase: Phrase) -> list[Phrase]:
    """The places after the first: "in Washington, Seoul und Tokio"."""
    found: list[Phrase] = []
    for other in spot.parse.phrases[phrase.index + 1 :]:
        gap = other.words[0] - (found[-1] if found else phrase).words[-1]
        if gap != 2 or other.preposition or other.article or not (other.places or other.actors) or not phrase.places:
            break
        found.append(other)
    return found


def pointed_at(spot: Spot) -> PlaceHit | None:
    """The place that "dort" or "there" stands for: the last one of the sentence before."""
    words = word_list(spot.parse.language, "factuality", "place", "pointing")
    before_ = spot.story.parse_of(spot.position - 1)
    if before_ is None or not any(spot.parse.words[i].low in words for i in spot.clause.words):
        return None
    places = [place for phrase in before_.phrases for place in phrase.places]
    return places[-1] if places else None


def place_in(phrases: Iterable[Phrase]) -> PlaceHit | None:
    """The most precise place: a town before a country."""
    found = [place for phrase in phrases for place in phrase.places]
    return found[0] if found else None


def land_of(hits_: Iterable[ActorHit]) -> PlaceHit | None:
    """A state as a place: "besuchte Nordkorea"."""
    for hit in hits_:
        if hit.kind is ActorKind.STATE and hit.via != "place":
            return PlaceHit(hit.start, hit.end, hit.text, hit.key, hit.name, hit.country)
    return None


def whom_to_meet(spot: Spot) -> list[ActorHit]:
    """ "reiste nach Moskau, um Putin zu treffen", "zu einem Treffen mit Kim": the host is the person."""
    talks = [p for p in spot.in_clause if p.preposition.split(" ")[-1] in ("zu", "zum", "zur", "for")]
    found: list[ActorHit] = []
    for phrase in talks:
        if "talks" in spot.phrase_senses(phrase):
            after = spot.parse.phrases[phrase.index + 1 : phrase.index + 2]
            found += hits(p for p in after if p.preposition in WITH)
    for clause in spot.parse.clauses:
        below = clause.governor == spot.clause.index and clause.kind is ClauseKind.INFINITIVE
        if below and any(p.lemma in ("treffen", "meet") for p in clause.predicates):
            found += [hit for p in spot.parse.phrases_in(clause) if not p.time for hit in p.actors]
    return [hit for hit in found if hit.kind is ActorKind.PERSON]


def supported(spot: Spot) -> list[ActorHit]:
    """ "zur Unterstützung Russlands", "in support of Russia": whom it is done for."""
    found: list[ActorHit] = []
    for phrase in spot.in_clause:
        if phrase.preposition in ("zur", "zu", "in", "as") and "support" in spot.phrase_senses(phrase):
            found += [*phrase.actors, *phrase.owners]
            found += hits(spot.parse.attached(phrase))
    return found


def where(spot: Spot, *prepositions: str) -> PlaceHit | None:
    found = [p for p in spot.in_clause if p.preposition.split(" ")[-1] in (prepositions or WHERE)]
    return place_in(found) or place_in(q for p in found for q in spot.parse.attached(p))  # "in the city of Wonsan"


def others(found: Iterable[ActorHit], taken: Iterable[ActorHit]) -> list[ActorHit]:
    keys = {hit.key or hit.name for hit in taken}
    return [hit for hit in found if (hit.key or hit.name) not in keys]


def bare_objects(spot: Spot) -> list[ActorHit]:
    return [hit for phrase in spot.objects for hit in phrase.actors]


def counterpart(spot: Spot, doers: Sequence[ActorHit]) -> list[ActorHit]:
    """Of the two sides the one that the doers do not belong to, named in the sentence or right before it."""
    own = {hit.country for hit in doers}
    for back in (0, 1, 2):
        parse_ = spot.story.parse_of(spot.position - back)
        for phrase in parse_.phrases if parse_ is not None else ():
            for hit in (*phrase.actors, *phrase.owners):
                if hit.country in PAIR and hit.country not in own and hit.kind is not ActorKind.MEDIA:
                    return [hit]
    return []


HE_OR_SHE: Mapping[str, bool] = {"him": False, "ihn": False, "ihm": False, "her": True, "sie": True, "ihr": True}
"""Object pronouns, and whether a woman is meant."""


def pointed_person(spot: Spot) -> list[ActorHit]:
    """Who "ihn" is in "Kim empfing ihn am Abend", "with him": the first fitting person of the nearest sentence.

    That is the part of the sentence before the clause, or one of the two sentences before.
    """
    words, top = spot.parse.words, spot.top
    pointing = next(
        (
            words[p.head].low
            for p in (*spot.objects, *spot.to(*WITH))
            if len(p.words) - bool(p.preposition) == 1 and words[p.head].low in HE_OR_SHE and p is not top
        ),
        "",
    )
    if not pointing or not any(hit.kind in (ActorKind.PERSON, ActorKind.STATE) for hit in spot.doers):
        return []
    own = {hit.key or hit.name for hit in spot.doers}
    known = spot.story.reading.lexicon
    for back in (0, 1, 2):
        parse_ = spot.story.parse_of(spot.position - back)
        phrases = [p for p in parse_.phrases if back or p.clause < spot.clause.index] if parse_ else []
        people = [hit for p in phrases for hit in p.actors if hit.kind is ActorKind.PERSON]
        for hit in people:
            entry = known.actor(hit.key) if hit.key else None
            if (hit.key or hit.name) not in own and (entry is not None and entry.female) is HE_OR_SHE[pointing]:
                return [hit]
    return []


def in_content(spot: Spot) -> list[ActorHit]:
    """Russia, North Korea and their people in what is said or in the clauses below."""
    below = {c.index for c in spot.parse.clauses if any(g.index == spot.clause.index for g in spot.parse.governors(c))}
    below.add(spot.clause.index)
    found = [
        hit
        for phrase in spot.parse.phrases
        if phrase.clause in below
        for hit in (*phrase.actors, *phrase.owners)
        if hit.country in PAIR
    ]
    return found


# ---- frames --------------------------------------------------------------------------------------------------------


def state_at(spot: Spot, country: str) -> list[ActorHit]:
    """The state with this code, as if the trigger word had named it."""
    word = spot.parse.words[spot.word]
    return state_of(country, PlaceHit(word.start, word.end, word.text, "", "", country), spot.story)


def visit(spot: Spot) -> Cast:
    cast = Cast().add(Role.ACTOR, spot.doers)
    goals = [p for p in spot.in_clause if p.preposition.split(" ")[-1] in TO and not of_next_verb(spot, p)]
    objects = [p for p in spot.objects if p.actors or p.places]
    if spot.passive and not spot.doers:
        cast = Cast()
    place = place_in([*objects, *goals])
    hosts = others(states([*objects, *goals], spot), spot.doers)
    own = {hit.country for hit in spot.doers}
    hosts = [hit for hit in hosts if hit.country not in own or hit.kind is ActorKind.STATE]
    missions = [p for p in spot.objects if "mission" in spot.sense(p.head)]
    if missions:  # "besuchte in Pjöngjang die russische Botschaft": a guest of the state whose embassy it is
        lands = {hit.country for p in missions for hit in p.concerned} - own
        hosts = [state for c in sorted(lands) for state in (*before(spot, c), *state_at(spot, c))][:1] or hosts
    about = spot.about_phrase
    if about is not None and place is None:
        place = place_in([about])
    met = others(whom_to_meet(spot), spot.doers)
    there = pointed_at(spot) if not hosts and place is None else None
    if there is not None and there.country not in own:
        hosts, place = state_of(there.country, there, spot.story), there
    if not met and not hosts and place is None and all(hit.kind is ActorKind.PERSON for hit in spot.doers):
        hosts = other_side(spot, spot.doers)  # "flew in last month": to the other of the two
    return cast.add(Role.RECIPIENT, met or hosts[:2]).at(place or land_of(hosts))


def of_next_verb(spot: Spot, phrase: Phrase) -> bool:
    """ "dass er ein Werk besuchen und nach Wladiwostok weiterreisen werde": the goal is that of the second verb."""
    verb = spot.predicate.word if spot.predicate is not None and spot.noun is None else None
    if verb is None or phrase.words[0] < verb:
        return False
    others_ = [p.word for p in spot.clause.predicates if p.word > verb]
    if spot.german:
        return any(phrase.words[-1] < word for word in others_)
    return any(word < phrase.words[0] for word in others_)


def visit_noun(spot: Spot) -> Cast:
    owners = list(spot.noun_owners)
    goals = [*spot.attached_to(*TO), *[p for p in spot.attached if p.of is not None and p.places and not p.actors]]
    persons = [hit for hit in owners if hit.kind is ActorKind.PERSON]
    lands = [hit for hit in owners if hit.kind is ActorKind.STATE]
    visitors = persons or compound_person(spot) or (lands if goals else [])
    if not visitors:
        visitors = [hit for hit in hits(spot.attached_to("von", "vom", "by")) if hit.kind is ActorKind.PERSON]
    if not visitors:
        visitors = invited_by_verb(spot)
    if not visitors and spot.noun is not None and (own_journey(spot) or not persons):
        doers = actors_of(spot.parse, spot.top) if spot.passive and not spot.doers else spot.doers
        visitors = [hit for hit in doers if hit.kind is ActorKind.PERSON]
    cast = Cast().add(Role.ACTOR, visitors)
    hosts = states(goals, spot) or [hit for hit in lands if hit not in visitors]
    with_host = hits(spot.attached_to(*WITH, "bei"))
    if not hosts and not with_host:
        goals = [p for p in spot.in_clause if p.preposition.split(" ")[-1] in ("in", "nach", "to") and p.places]
        hosts = states(goals, spot)
        if not hosts:
            hosts = compound_state(spot)
    own = {hit.country for hit in visitors}
    hosts = [hit for hit in (*hosts, *with_host) if hit.country not in own]
    if not hosts and visitors and spot.noun is not None and spot.noun.preposition in ("bei", "während", "during"):
        hosts = [hit for hit in spot.doers if hit.country not in own and hit.country in PAIR]
    return cast.add(Role.RECIPIENT, hosts[:2]).at(place_in(goals) or place_in(spot.attached) or land_of(hosts))


def invited_by_verb(spot: Spot) -> list[ActorHit]:
    """ "lud ihn zu einem Besuch ein", "invited him for a visit": the guest travels, not the subject."""
    if spot.noun is None or spot.predicate is None or spot.noun.preposition not in ("zu", "zum", "for", "to", "on"):
        return []
    if spot.predicate.lemma not in word_list(spot.parse.language, "factuality", "verbs", "invite"):
        return []
    guests = actors_of(spot.parse, spot.top) if spot.passive else others(bare_objects(spot), spot.doers)
    return [hit for hit in guests if hit.kind is ActorKind.PERSON]


def own_journey(spot: Spot) -> bool:
    """ "setzte seine Reise fort", "stattete einen Besuch ab": the subject travels."""
    return spot.noun is not None and not spot.noun.preposition


def compound_person(spot: Spot) -> list[ActorHit]:
    """ "Putin-Besuch": the first part names somebody whom the article knows."""
    if spot.noun is None:
        return []
    word = spot.parse.words[spot.noun.head]
    first, hyphen, _ = word.text.partition("-")
    for hit in spot.story.reading.actors if hyphen else ():
        if hit.kind is ActorKind.PERSON and first in hit.name.split():
            return [replace(hit, start=word.start, end=word.end, text=word.text, via="compound")]
    return []


def compound_state(spot: Spot) -> list[ActorHit]:
    """ "Russlandreise", "Nordkoreabesuch": the first part names the host."""
    if spot.noun is None or not spot.german:
        return []
    low = spot.parse.words[spot.noun.head].low
    word = spot.parse.words[spot.noun.head]
    for entry in spot.story.reading.lexicon.states.values():
        name = entry.name("de").lower()
        if low.startswith(name) and len(low) > len(name):
            return [
                ActorHit(
                    word.start, word.end, word.text, entry.key, entry.name("de"), entry.kind, entry.country, "compound"
                )
            ]
    return []


def visit_other(spot: Spot) -> Cast:
    """Somebody who is said to be there: the host is the other side, wherever the article has named it."""
    cast = visit(spot)
    if any(role is Role.RECIPIENT for _, role in cast.roles):
        return cast
    return cast.add(Role.RECIPIENT, the_other_state(spot, spot.doers))


def the_other_state(spot: Spot, side: Sequence[ActorHit]) -> list[ActorHit]:
    lands = {hit.country for hit in side}
    missing = next((country for country in PAIR if country not in lands), "") if lands & set(PAIR) else ""
    return before(spot, missing) or [hit for hit in both_before(spot) if hit.country == missing]


def awaited(spot: Spot) -> Cast:
    """ "wird in Wonsan erwartet", "Moskau erwartet Kim": the guest travels, the host waits."""
    guests = actors_of(spot.parse, spot.top) if spot.passive else tuple(others(bare_objects(spot), spot.doers))
    if not guests:
        waited = [spot.top] if spot.passive and spot.top is not None else spot.objects
        guests = tuple(hits(q for p in waited for q in (p, *spot.parse.attached(p))))
    goals = spot.to(*TO)
    hosts = others(states(goals, spot), guests) or others(spot.doers, guests)
    hosts = [hit for hit in hosts if hit.country not in {guest.country for guest in guests}]
    cast = Cast().add(Role.ACTOR, guests).add(Role.RECIPIENT, hosts[:2] or the_other_state(spot, guests))
    return cast.at(place_in(goals))


def sent(spot: Spot) -> Cast:
    goals = spot.to(*TO)
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, states(goals, spot)).at(place_in(goals))


def meeting(spot: Spot) -> Cast:
    partners = [*spot.doers, *hits(spot.to(*WITH, *BETWEEN, "beside", "alongside"))]
    if spot.predicate is not None and spot.predicate.lemma == "discuss":
        below = [c.index for c in spot.parse.clauses if c.governor == spot.clause.index and c.predicates]
        partners += hits(p for p in spot.parse.phrases if p.clause in below and p.preposition in WITH)
    partners += bare_objects(spot)
    partners += [hit for p in spot.objects if spot.sense(p.head) & {"envoy", "people", "troops"} for hit in p.owners]
    if len({hit.key or hit.name for hit in partners}) < 2:
        partners += pointed_person(spot)
    if spot.passive:
        partners += actors_of(spot.parse, spot.top)
    persons = [hit for hit in partners if hit.kind is ActorKind.PERSON]
    if len(persons) >= 2:
        partners = persons
    return Cast().add(Role.ACTOR, partners).at(where(spot, "in", "im", "bei", "am", "at", "on", "auf"))


def meeting_noun(spot: Spot) -> Cast:
    partners = list(spot.noun_owners)
    partners += hits(spot.attached_to(*BETWEEN))
    with_ = hits(spot.attached_to(*WITH))
    if not with_ and spot.noun is not None and not spot.noun.preposition and len(partners) < 2:
        with_ = hits(p for p in spot.to(*WITH) if p.words[0] < spot.noun.words[0])  # "hat mit Choe Gespräche geführt"
    partners += with_
    if with_ or not partners:
        doers = [hit for hit in spot.doers if hit.kind is not ActorKind.MEDIA]
        reporting = spot.predicate is not None and spot.predicate.lemma in speech_verbs(spot.parse.language)
        present = spot.noun is not None and spot.noun.preposition in (
            "nach",
            "bei",
            "beim",
            "während",
            "after",
            "during",
            "at",
        )
        if len(partners) < 2 and (not reporting or (present and with_)):
            partners += [hit for hit in doers if hit.kind is ActorKind.PERSON] if reporting else doers
    persons = [hit for hit in partners if hit.kind is ActorKind.PERSON]
    if len(persons) >= 2:
        partners = persons
    place = place_in(spot.attached_to("in", "im", "bei", "am", "at", "auf")) or where(spot, "in", "im", "am", "at")
    return Cast().add(Role.ACTOR, partners).at(place)


def invite(spot: Spot) -> Cast:
    invited = others(bare_objects(spot), spot.doers) or hits(spot.to("an", "to"))
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, invited or counterpart(spot, spot.doers))


def accept(spot: Spot) -> Cast:
    inviters = hits(
        p for p in spot.in_clause if p.preposition in ("von", "vom", "by", "from") or (p.of is not None and p.actors)
    )
    inviters += [hit for p in spot.objects for hit in p.owners]
    inviters = others(inviters, spot.doers)
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, inviters or counterpart(spot, spot.doers))


def invite_noun(spot: Spot) -> Cast:
    owners = list(spot.noun_owners) or hits(spot.attached_to("aus", "from"))
    invited = others(hits(spot.attached_to("an", "to", "for", "für")), owners)
    if not invited:
        invited = others(spot.doers, owners)
    return Cast().add(Role.ACTOR, owners).add(Role.RECIPIENT, invited)


def speech(spot: Spot) -> Cast:
    """The speaker; what is said is about the other side."""
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, counterpart(spot, spot.doers))


def announce(spot: Spot) -> Cast:
    return Cast().add(Role.ACTOR, spot.doers)


def address(spot: Spot) -> Cast:
    """Said to somebody: dative, "an", "für", or the other side of the relations that are praised."""
    to = others(bare_objects(spot), spot.doers) or others(
        hits(spot.to("an", "to", "gegenüber", "für", "for", "mit", "with", "zu", "zwischen", "between")), spot.doers
    )
    own = {hit.country for hit in spot.doers}
    to = [hit for hit in to if hit.country not in own]
    to = to or counterpart(spot, spot.doers) or the_other_state(spot, spot.doers)
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, to[:2])


def agreement(spot: Spot) -> Cast:
    sides = [*spot.doers, *hits(spot.to(*WITH, *BETWEEN))]
    if len({hit.country for hit in sides}) < 2:
        sides += [h for p in spot.parse.phrases if p.preposition in (*WITH, *BETWEEN) for h in p.actors or p.owners]
    if not sides and spot.passive:
        sides = both_before(spot)
    return Cast().add(Role.ACTOR, sides).at(where(spot, "in", "im", "at"))


def both_before(spot: Spot) -> list[ActorHit]:
    """ "The treaty was signed in June": the two states, where the article is about both and nobody else acts."""
    credited = {hit.country for credit in spot.story.credits[spot.position] for hit in credit.hits}
    if not spot.story.countries.issuperset(PAIR) or spot.story.named[spot.position] - {"", *PAIR} - credited:
        return []
    found: dict[str, ActorHit] = {}
    for parse_ in spot.story.parses[spot.position :: -1]:
        for phrase in parse_.phrases:
            for hit in phrase.concerned:
                if hit.kind is ActorKind.STATE and hit.country in PAIR:
                    found.setdefault(hit.country, hit)
        if len(found) == len(PAIR):
            return [found[country] for country in sorted(PAIR, reverse=True)]
    return []


def agreement_noun(spot: Spot) -> Cast:
    sides = [*spot.noun_owners, *hits(spot.attached_to(*WITH, *BETWEEN))]
    if len({hit.country for hit in sides}) < 2:
        # "lobte den im Sommer geschlossenen Vertrag" does not say who concluded it
        doers = () if spot.rule.id == "agreement.signed" else spot.doers
        sides += [hit for hit in doers if hit.kind is not ActorKind.MEDIA and hit.country in PAIR]
        sides += hits(p for p in spot.in_clause if p.preposition in (*WITH, *BETWEEN))
    return Cast().add(Role.ACTOR, sides or both_before(spot)).at(place_in(spot.attached_to("in", "im", "at")))


def mutual(spot: Spot) -> Cast:
    sides = [*spot.doers, *hits(spot.to(*WITH, *BETWEEN))]
    if spot.rule.kind is EventKind.COOPERATION and not sides:
        sides = ends_of_line(spot)
    elif spot.rule.kind is EventKind.COOPERATION and not BOTH_TAKE_PART.isdisjoint(spot.rule.needs):
        sides += others(other_side(spot, sides), sides)
    return Cast().add(Role.ACTOR, sides).at(where(spot, "in", "im", "at", "vor", "off"))


BOTH_TAKE_PART = frozenset(("both_near", "both_here", "pair_about", "between_them", "both_named_here"))
"""Conditions of rules whose event is one of both sides, whoever of them is named."""


def ends_of_line(spot: Spot) -> list[ActorHit]:
    """ "der erste Zug von Moskau nach Pjöngjang": the states at both ends, or both where the article is about them."""
    named = [hit for hit in states(spot.in_clause, spot) if hit.country in PAIR]
    ends = list({hit.country: hit for hit in named}.values())
    return ends if len(ends) == len(PAIR) else both_before(spot) or ends


def mutual_noun(spot: Spot) -> Cast:
    """Both sides of what a noun names: its owners, those after "mit" or "between", else who holds it."""
    sides = [*spot.noun_owners, *hits(spot.attached_to(*WITH, *BETWEEN))]
    if len({hit.country for hit in sides}) < 2:
        sides += [hit for hit in spot.doers if hit.kind is not ActorKind.MEDIA and hit.country in PAIR]
    return Cast().add(Role.ACTOR, sides).at(place_in(spot.attached) or where(spot, "in", "im", "at"))


def give(spot: Spot) -> Cast:
    """The giver, then who gets it: dative, "an", "nach", "to"."""
    givers = list(spot.doers)
    about = spot.about_phrase
    gets = others([h for p in spot.objects if p is not about for h in p.actors], givers)
    goals = [p for p in spot.in_clause if p.preposition.split(" ")[-1] in (*GOAL, "in", "into")]
    gets = gets or others(states(goals, spot), givers) or others(supported(spot), givers)
    if not givers and spot.passive:
        sources = [h for p in spot.in_clause if p.preposition.split(" ")[-1] in FROM for h in p.actors or p.owners]
        givers = sources or owners_of_goods(spot)
        gets = others(gets, givers)
    gets = [hit for hit in gets if hit.kind is not ActorKind.MEDIA]
    if not gets and spot.predicate is not None and spot.predicate.lemma in SHARING:
        gets = others(states(spot.to(*WITH), spot), givers)
    between = spot.rule.kind in PAIRWISE or "giver_known" in spot.rule.needs
    if not gets and givers and all(hit.country in PAIR for hit in givers) and between:
        gets = before(spot, "PRK" if givers[0].country == "RUS" else "RUS") or other_side(spot, givers)
    if not givers and spot.passive and spot.rule.kind in PAIRWISE:
        givers = other_side(spot, gets)
    return Cast().add(Role.ACTOR, givers).add(Role.RECIPIENT, gets).at(place_in(goals) or land_of(gets))


def shuttle(spot: Spot) -> Cast:
    """Ships between ports of both, where arms are spoken of: from North Korea to Russia."""
    sides = [*states(spot.in_clause, spot), *before(spot, "PRK"), *before(spot, "RUS")]
    north = [hit for hit in sides if hit.country == "PRK" and hit.kind is ActorKind.STATE]
    other = [hit for hit in sides if hit.country == "RUS" and hit.kind is ActorKind.STATE]
    return Cast().add(Role.ACTOR, north[:1]).add(Role.RECIPIENT, other[:1]).at(where(spot, "in", "nach", "to"))


def taught(spot: Spot) -> Cast:
    """Who teaches whom: the other side, where nobody says so."""
    pupils = others([hit for p in spot.objects for hit in p.concerned], spot.doers)
    teachers = list(spot.doers) or the_other_state(spot, pupils)
    return Cast().add(Role.ACTOR, teachers).add(Role.RECIPIENT, pupils).at(where(spot, "in", "im", "an"))


def help_noun(spot: Spot) -> Cast:
    """ "mit russischer Hilfe": the owner helps, the other side gets it."""
    noun = spot.noun
    givers = [hit for hit in (*spot.noun_owners, *(noun.actors if noun is not None else ())) if hit.country in PAIR]
    return Cast().add(Role.ACTOR, givers).add(Role.RECIPIENT, the_other_state(spot, givers))


def owners_of_goods(spot: Spot) -> list[ActorHit]:
    """ "nordkoreanische Raketen": whose they are."""
    return [hit for p in spot.objects for hit in p.owners]


def receive(spot: Spot) -> Cast:
    sources = hits(p for p in spot.in_clause if p.preposition.split(" ")[-1] in FROM)
    about = spot.about_phrase
    if not sources and about is not None:
        sources = list(about.owners)
    sources = others(sources or owners_of_goods(spot), spot.doers)
    gets = list(spot.doers)
    if gets and not sources and spot.rule.kind in PAIRWISE:
        sources = other_side(spot, gets)
    if not gets and spot.rule.kind in PAIRWISE and sources:
        gets = other_side(spot, sources)
    return Cast().add(Role.ACTOR, sources).add(Role.RECIPIENT, gets)


def origin(spot: Spot) -> Cast:
    """ "come from North Korea": whose weapons they are, and the other of the two where it is named."""
    givers = hits(spot.to(*FROM))
    taken = [hit for p in spot.parse.phrases for hit in p.concerned if hit.country in PAIR]
    countries = {hit.country for hit in givers}
    gets = [hit for hit in taken if hit.country not in countries and hit.kind is ActorKind.STATE]
    return Cast().add(Role.ACTOR, givers).add(Role.RECIPIENT, gets[:1])


def give_noun(spot: Spot) -> Cast:
    givers = list(spot.noun_owners)
    givers += others(hits(spot.attached_to("aus", "from", "durch", "by")), givers)
    own = word_list(spot.parse.language, "kinds", "noun", "own")
    if not givers and spot.predicate is not None and spot.predicate.lemma in own:
        givers = list(spot.doers)  # "prüft die Lieferung von Waffen"
    if not givers and any(spot.parse.words[i].low == "eigener" for p in spot.attached for i in p.words):
        givers = list(spot.doers)  # "bestätigte den Einsatz eigener Truppen"
    if in_return(spot):
        traded = give(spot)
        swapped = Cast().add(
            Role.ACTOR, [h for h, role in traded.roles if role is Role.RECIPIENT and h.country in PAIR]
        )
        return swapped.add(Role.RECIPIENT, [h for h, role in traded.roles if role is Role.ACTOR])
    if spot.rule.mode is Mode.WITHDRAWAL:
        left = states(spot.attached_to("aus", "from"), spot)
        owners = others(givers_of_troops(spot), left)
        return Cast().add(Role.ACTOR, owners).add(Role.RECIPIENT, left).at(place_in(spot.attached) or land_of(left))
    between = hits(spot.attached_to(*BETWEEN))
    told = [c for c in spot.before if c.kind is EventKind.TROOP_DEPLOYMENT]
    if told and not givers and spot.rule.kind is EventKind.TROOP_DEPLOYMENT and all(p.time for p in spot.attached):
        return Cast().add(Role.ACTOR, told[-1].doers).add(Role.RECIPIENT, told[-1].hosts)
    gets = others(states(spot.attached_to(*GOAL), spot), givers)
    if not gets and spot.rule.kind is EventKind.TROOP_DEPLOYMENT:
        gets = others(states(spot.attached_to("in", "im"), spot), givers)[:1]
    promised = spot.predicate is not None and spot.predicate.lemma == "stellen" and "aussicht" in spot.low
    if promised and not givers:
        givers = [hit for c in sorted({h.country for h in spot.doers} - {""}) for hit in state_at(spot, c)]
        gets = gets or the_other_state(spot, givers)
    if between:
        return Cast().add(Role.ACTOR, between)
    return Cast().add(Role.ACTOR, givers).add(Role.RECIPIENT, gets).at(place_in(spot.attached_to(*GOAL, "in", "im")))


def in_return(spot: Spot) -> bool:
    """ "im Gegenzug für technische Hilfe": what the taker of the clause's goods gives."""
    if spot.noun is None or spot.noun.index == 0:
        return False
    before = spot.parse.phrases[spot.noun.index - 1]
    return "return" in spot.phrase_senses(before) and spot.noun.preposition in ("für", "gegen", "for")


def givers_of_troops(spot: Spot) -> list[ActorHit]:
    found = list(spot.noun_owners)
    for phrase in spot.attached:
        if "troops" in spot.phrase_senses(phrase):
            found += [*phrase.owners, *phrase.actors]
    return found


def casualties(spot: Spot) -> Cast:
    """Whose soldiers fell, and by whose hand."""
    found = (*spot.objects, *([spot.top] if spot.top is not None else []))
    victims = [p for p in found if {"troops", "nationals"} & _around(spot, p)]
    foreign = [p for p in victims if p.concerned and all(hit.country != "PRK" for hit in p.concerned)]
    victims = [p for p in victims if p not in foreign] or victims  # "Kyiv's forces have captured two soldiers"
    states_ = [hit for p in victims for q in (p, *spot.parse.attached(p)) for hit in q.concerned]
    states_ = states_ or before(spot, "PRK")
    captors = before(spot, "UKR") or state_at(spot, "UKR")
    taken = bool(CAPTURE & {form.lemma for i in spot.clause.words for form in spot.parse.words[i].forms})
    taken = taken or any("capture" in spot.sense(i) for i in spot.clause.words)
    war = "UKR" in spot.story.countries | spot.story.named[spot.position]
    by = others(spot.doers, states_) if spot.predicate is not None and (spot.passive or spot.top not in victims) else []
    if not by and taken and war:
        by = captors[:1]  # who is taken prisoner in this war is taken by Ukraine
    return Cast().add(Role.ACTOR, by).add(Role.RECIPIENT, states_[:1]).at(where(spot))


CAPTURE = frozenset(("fassen", "fangen", "gefangennehmen", "festnehmen", "aufgreifen", "ergreifen", "capture"))


def casualties_noun(spot: Spot) -> Cast:
    """ "die Verluste der nordkoreanischen Truppen": whose soldiers they are."""
    near = [spot.noun, *spot.attached] if spot.noun is not None else []
    own = [hit for phrase in near for hit in phrase.concerned if hit.country == "PRK"]
    told = [h for c in reversed(spot.before) if c.frame == "casualties" for h in c.hosts]
    found = own or before(spot, "PRK") or told
    return Cast().add(Role.RECIPIENT, found[:1]).at(place_in(spot.attached) or where(spot))


def losses(spot: Spot) -> Cast:
    """ "Nordkorea erlitt Verluste": the state whose soldiers they are."""
    return Cast().add(Role.RECIPIENT, [who for who in spot.doers if who.country == "PRK"]).at(where(spot))


def losses_told(spot: Spot) -> Cast:
    """ "Kyiv put the number of North Koreans killed at 3,000": the state whose soldiers they are, whoever counts."""
    named = [hit for p in spot.in_clause for hit in p.concerned if hit.country == "PRK"]
    return Cast().add(Role.RECIPIENT, (named or before(spot, "PRK"))[:1]).at(where(spot))


def hit(spot: Spot) -> Cast:
    """A weapon as subject, or what is left of it as object: whose it is, and where it came down."""
    top = next((p for p in spot.objects if "debris" in spot.phrase_senses(p)), spot.top)
    near = (top, *spot.parse.attached(top)) if top is not None else ()
    suppliers = [owner for phrase in near for owner in phrase.concerned] or before(spot, "PRK")
    users = others([h for p in spot.in_clause for h in p.concerned if h.country == "RUS"], suppliers)
    goals = [p for p in spot.in_clause if p.preposition]
    targets = [h for h in states(goals, spot) if h.country not in PAIR]
    cast = Cast().add(Role.ACTOR, users).add(Role.SUPPLIER, suppliers)
    return cast.add(Role.RECIPIENT, targets[:1]).at(place_in(goals))


def _around(spot: Spot, phrase: Phrase) -> set[str]:
    return {sense for p in (phrase, *spot.parse.attached(phrase)) for sense in spot.phrase_senses(p)}


def other_side(spot: Spot, side: Sequence[ActorHit]) -> list[ActorHit]:
    """The other of the two states, where the sentence names none but those on this side and the article is of both."""
    lands = {hit.country for hit in side}
    if len(lands & set(PAIR)) != 1 or not lands <= set(PAIR) or spot.noun is not None:
        return []
    return [hit for hit in both_before(spot) if hit.country not in lands]


SHARING = frozenset(("teilen", "austauschen", "share", "pool"))
"""Verbs of giving whose recipient stands after "mit" or "with"."""


def before(spot: Spot, country: str) -> list[ActorHit]:
    """The state as it was last named, in this sentence or the two before."""
    for back in (0, 1, 2):
        parse_ = spot.story.parse_of(spot.position - back)
        for phrase in parse_.phrases if parse_ is not None else ():
            for hit in phrase.concerned:
                if hit.country == country and hit.kind is ActorKind.STATE:
                    return [hit]
    return []


def troops(spot: Spot) -> Cast:
    """Soldiers as subject: their state acts."""
    top = spot.top
    senders = [*top.owners, *top.actors] if top is not None else []
    if top is not None:
        senders += hits(p for p in spot.parse.attached(top))
        senders += hits(p for p in spot.in_clause if p.preposition in ("aus", "from") and p.clause == top.clause)
    if not senders:
        senders = before(spot, "PRK")
    goals = spot.to("in", "im", "nach", "an", "to", "at", "auf", "gegen", "against", "on")
    hosts = others(states(goals, spot), senders)
    if not hosts and spot.rule.kind is EventKind.COOPERATION:
        hosts = other_side(spot, senders)
    return Cast().add(Role.ACTOR, senders).add(Role.RECIPIENT, hosts[:1]).at(place_in(goals))


def presence(spot: Spot) -> Cast:
    """Soldiers whose being somewhere is confirmed: "bestätigte nordkoreanische Truppen in Russland"."""
    near = [q for p in spot.objects for q in (p, *spot.parse.attached(p))]
    senders = [owner for phrase in near for owner in phrase.concerned if owner.country == "PRK"]
    goals = spot.to("in", "im", "an", "at", "on", "near", "bei")
    return (
        Cast()
        .add(Role.ACTOR, senders)
        .add(Role.RECIPIENT, others(states(goals, spot), senders)[:1])
        .at(place_in(goals))
    )


def attack(spot: Spot) -> Cast:
    """Who uses the weapons; whose they are is the supplier; against whom is the recipient."""
    users = list(spot.doers)
    goods = [p for p in spot.objects if "weapons" in spot.phrase_senses(p)]
    suppliers = [hit for p in goods for hit in (*p.owners, *[h for a in spot.parse.attached(p) for h in a.concerned])]
    suppliers += hits(p for p in spot.in_clause if p.preposition in ("aus", "from"))
    suppliers = others(suppliers, users)
    goals = [p for p in spot.in_clause if p.preposition.split(" ")[-1] in (*AGAINST, "in", "im", "into", "auf")]
    targets = others([h for h in states(goals, spot) if h.country not in PAIR], [*users, *suppliers])
    targets += [h for p in spot.objects if p not in goods for h in p.owners if h.country not in PAIR]
    below = [c for c in spot.parse.clauses if c.governor == spot.clause.index and c.kind is ClauseKind.INFINITIVE]
    targets += [
        h for c in below for p in spot.parse.phrases_in(c) for h in (*p.actors, *p.owners) if h.country not in PAIR
    ]
    cast = Cast().add(Role.ACTOR, users).add(Role.SUPPLIER, suppliers).add(Role.RECIPIENT, targets[:2])
    return cast.at(place_in(goals) or land_of(targets))


def attack_noun(spot: Spot) -> Cast:
    users = list(spot.noun_owners) or [hit for hit in spot.doers if hit.country in PAIR]
    suppliers = [hit for p in spot.attached for hit in p.owners if hit not in users]
    goals = spot.attached_to("in", "im", "gegen", "against", "auf", "on", "into")
    targets = [h for h in states(goals, spot) if h.country not in PAIR]
    return (
        Cast().add(Role.ACTOR, users).add(Role.SUPPLIER, suppliers).add(Role.RECIPIENT, targets[:1]).at(place_in(goals))
    )


def sanction(spot: Spot) -> Cast:
    lists = [p for p in spot.to("auf", "on", "in") if "sanction" in spot.phrase_senses(p)]
    keepers = [
        hit for p in lists for q in (p, *spot.parse.attached(p)) for hit in q.concerned if hit.country not in PAIR
    ]
    imposers = list(spot.doers) or keepers  # "auf die südkoreanische Sanktionsliste gesetzt"
    against = [p for p in spot.to("gegen", "against", "auf", "on", "über") if p not in lists]
    targets = others(hits(against), imposers)
    targets += others(bare_objects(spot), [*imposers, *targets])
    if lists:
        struck = [h for p in spot.objects if p not in lists for h in p.owners]
        targets += others(struck, [*imposers, *targets])
    forums = [hit for p in spot.to("in", "im", "at", "bei") for hit in p.actors if hit.kind is ActorKind.ORGANISATION]
    cast = Cast().add(Role.ACTOR, imposers).add(Role.FORUM, forums)
    return cast.add(Role.RECIPIENT, [hit for hit in targets if hit not in forums])


def sanction_noun(spot: Spot) -> Cast:
    targets = hits(spot.attached_to("gegen", "against", "on", "over"))
    imposers = others(spot.noun_owners, targets) or others(spot.doers, targets)
    forums = [hit for p in spot.attached_to("in", "im", "at") for hit in p.actors if hit.kind is ActorKind.ORGANISATION]
    return Cast().add(Role.ACTOR, imposers).add(Role.FORUM, forums).add(Role.RECIPIENT, targets)


def deny(spot: Spot) -> Cast:
    return Cast().add(Role.ACTOR, spot.doers)


def deny_noun(spot: Spot) -> Cast:
    return Cast().add(Role.ACTOR, spot.noun_owners)


def accuse(spot: Spot) -> Cast:
    """The accuser and the accused: object, or subject of the passive."""
    accused = bare_objects(spot) if not spot.passive else [*actors_of(spot.parse, spot.top), *bare_objects(spot)]
    accused = others(accused, spot.doers) or others(in_content(spot), spot.doers)
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, accused)


def reproach_noun(spot: Spot) -> Cast:
    """ "der Vorwurf Washingtons gegen Moskau", "criticism from Tokyo": who makes it, and of whom."""
    owners = [*spot.noun_owners, *hits(spot.attached_to("aus", "from", "in"))]
    by = [hit for hit in owners if hit.country not in PAIR and hit.kind is not ActorKind.MEDIA]
    at = [h for h in hits(spot.attached_to(*AGAINST)) if h.country in PAIR] or others(in_content(spot), by)
    return Cast().add(Role.ACTOR, by).add(Role.RECIPIENT, at[:2])


def accuse_speech(spot: Spot) -> Cast:
    """Accused is who did what is claimed: Russia and North Korea in the clauses below."""
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, others(blamed(spot), spot.doers)[:2])


def blamed(spot: Spot) -> list[ActorHit]:
    """The subjects of what is claimed, else whoever of the two it names."""
    found: list[ActorHit] = []
    for clause in spot.parse.clauses:
        if clause.governor == spot.clause.index:
            found += [hit for hit in actors_of(spot.parse, subject(spot.parse, clause)) if hit.country in PAIR]
    return found or in_content(spot)


def summon(spot: Spot) -> Cast:
    summoned = [hit for p in spot.objects for hit in (*p.actors, *p.owners)]
    summoned += [hit for p in spot.objects for a in spot.parse.attached(p) for hit in a.actors]
    for hit in summoned[:1]:
        at = PlaceHit(hit.start, hit.end, hit.text, "", "", hit.country)
        summoned += state_of(hit.country, at, spot.story)
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, others(summoned, spot.doers)).at(where(spot, "in"))


def criticise(spot: Spot) -> Cast:
    targets = bare_objects(spot) or blamed(spot)
    if not others(targets, spot.doers) and {hit.country for hit in spot.doers} <= set(PAIR):
        targets = third_side(spot)  # "Moskau nannte die Maßnahme …": that of Seoul
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, others(targets, spot.doers)[:2])


def received(spot: Spot) -> Cast:
    """What meets with criticism is the subject; the critics are where it does: "stieß in Tokio auf Kritik"."""
    places = [p for p in spot.in_clause if p.preposition.split(" ")[-1] in ("in", "im", "aus", "bei", "beim", "unter")]
    places = [q for p in places for q in (p, *enumerated(spot, p))]
    critics = [h for h in states(places, spot) if h.country not in PAIR and h.kind is not ActorKind.MEDIA]
    met = [h for h in actors_of(spot.parse, spot.top) if h.country in PAIR] or in_content(spot)
    return Cast().add(Role.ACTOR, critics).add(Role.RECIPIENT, others(met, critics)[:2])


def third_side(spot: Spot) -> list[ActorHit]:
    """The one state beside the two that this sentence or the two before it name."""
    near = [p for b in (0, 1, 2) if (parse_ := spot.story.parse_of(spot.position - b)) for p in parse_.phrases]
    found = {hit.country: hit for p in near for hit in states([p], spot) if hit.country not in ("", *PAIR)}
    return [hit for hit in found.values() if hit.kind is ActorKind.STATE][:1] if len(found) == 1 else []


def worry(spot: Spot) -> Cast:
    """Who is alarmed is the object, or the subject of the passive; by whom, whoever of the two is named."""
    alarmed = list(actors_of(spot.parse, spot.top)) if spot.passive else bare_objects(spot)
    if spot.passive and not alarmed and spot.first_person:
        alarmed = list(spot.story.speakers[spot.position])
    return Cast().add(Role.ACTOR, alarmed).add(Role.RECIPIENT, others(in_content(spot), alarmed)[:2])


def criticise_speech(spot: Spot) -> Cast:
    found = [hit for p in spot.parse.phrases for hit in (*p.actors, *p.owners) if hit.country in PAIR]
    if not found and spot.rule.kind is EventKind.DEMAND:
        found = both_before(spot)
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, others(found, spot.doers)[:2])


def deny_speech(spot: Spot) -> Cast:
    return Cast().add(Role.ACTOR, spot.doers)


def demand(spot: Spot) -> Cast:
    asked = others(bare_objects(spot), spot.doers) or others(
        hits(spot.to("von", "vom", "an", "on", "of", "to")), spot.doers
    )
    asked = [hit for hit in asked if hit.country in PAIR] or others(in_content(spot), spot.doers)
    return Cast().add(Role.ACTOR, spot.doers).add(Role.RECIPIENT, asked[:2])


def demand_noun(spot: Spot) -> Cast:
    owners = list(spot.noun_owners)
    asked = others(hits(spot.attached_to("an", "to", "nach")), owners)
    return Cast().add(Role.ACTOR, owners).add(Role.RECIPIENT, asked)


FRAMES: Mapping[str, Callable[[Spot], Cast]] = {
    frame.__name__: frame
    for frame in (
        visit,
        visit_noun,
        visit_other,
        awaited,
        sent,
        meeting,
        meeting_noun,
        invite,
        accept,
        invite_noun,
        speech,
        announce,
        address,
        agreement,
        agreement_noun,
        mutual,
        mutual_noun,
        give,
        receive,
        origin,
        give_noun,
        help_noun,
        taught,
        shuttle,
        troops,
        casualties,
        casualties_noun,
        losses,
        losses_told,
        hit,
        presence,
        attack,
        attack_noun,
        sanction,
        sanction_noun,
        deny,
        deny_noun,
        accuse,
        accuse_speech,
        reproach_noun,
        summon,
        criticise,
        received,
        worry,
        criticise_speech,
        deny_speech,
        demand,
        demand_noun,
    )
}
