"""Noun phrases about actors: which words of a sentence belong together and whom they name.

"Der russische Außenminister Sergej Lawrow" is one reference, not three; "Matthew Miller, ein Sprecher des
US-Außenministeriums" are two, the man and the body he speaks for. What cannot be said from the sentence alone (which
ambassador, who "er" is) stays open here and is decided in `discourse`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from timeline.extraction.actors.phrases import ACTOR, ADJECTIVE, BACK, BODY, GOVERNMENT, PAIR, TITLE, Found
from timeline.extraction.actors.places import find_capitals, is_building, is_within_place, place_hits, setting_of
from timeline.extraction.actors.reader import MOST_ATTRIBUTES, Reader, Scan, stem
from timeline.extraction.actors.references import Reference, Setting
from timeline.extraction.actors.titles import name_the_bodies_of_speakers, read_title
from timeline.extraction.lexicon import ActorEntry, Lexicon, packaged
from timeline.extraction.model import ActorKind, PlaceHit

LONGEST_APPOSITION = 4


def compose(
    scanned: Scan, lexicon: Lexicon, surnames: Mapping[str, ActorEntry], language: str
) -> tuple[list[Reference], list[PlaceHit]]:
    """The references and places of a sentence, in text order: titles first, because they take most words with them."""
    sentence = Reader(scanned, lexicon, surnames, language)
    for found in sentence.found:
        if found.phrase.part is TITLE:
            read_title(sentence, found)
    for found in sentence.found:
        if found.phrase.part is BODY and not sentence.used[found.first]:
            _body(sentence, found)
    for found in sentence.found:
        if found.phrase.part is GOVERNMENT and not sentence.used[found.first]:
            _government(sentence, found)
    find_capitals(sentence)
    _speakers_by_pattern(sentence)
    for found in sentence.found:
        if found.phrase.part in (ADJECTIVE, ACTOR) and not sentence.used[found.first]:
            _apposition(sentence, found)
    for found in sentence.found:
        if not sentence.used[found.first] and not is_within_place(sentence, found):
            _plain(sentence, found)
    _described(sentence)
    _half_of_korea(sentence, heading=scanned.sentence.heading)
    place_hits(sentence)
    name_the_bodies_of_speakers(sentence)
    return _merged(sentence), sentence.places


def people(references: Sequence[Reference]) -> Iterator[ActorEntry]:
    """Those named with first name and surname, in the lexicon or not."""
    for reference in references:
        if reference.actor and reference.full and reference.actor.kind is ActorKind.PERSON:
            yield reference.actor


def _owned(actor: ActorEntry) -> str:
    """The body that an organisation of all is where a state owns it: "der russische Sicherheitsrat"."""
    bodies: Mapping[str, Mapping[str, Any]] = packaged("offices")["bodies"]
    return next((key for key, row in bodies.items() if actor.key and row.get("of_all") == actor.key), "")


def _body(sentence: Reader, found: Found) -> None:
    """ "das südkoreanische Außenministerium", "Südkoreas Geheimdienst", "das Außenministerium in Seoul"."""
    body = found.phrase.word
    owner, start, *_ = sentence.before(found.first)
    state = owner.phrase.actor if owner else None
    last = found.last
    if state is None:
        state, last = sentence.after(found.last, body=True)
    if body == "embassy" and last < len(sentence.tokens) and sentence.is_word(last, "context.embassy_as_message"):
        return
    if state is not None and state.country:
        sentence.add(start, last, "body", "office", word=body, country=state.country)
    elif body not in ("embassy", "media", "military"):
        sentence.add(found.first, found.last, "body", "office", word=body)


def _government(sentence: Reader, found: Found) -> None:
    """ "die südkoreanische Regierung", "Beamte in Washington und Seoul": the states themselves."""
    following = sentence.begin.get(found.last)
    if following and following.phrase.part is ACTOR and sentence.joined(found.last - 1, found.last):
        return  # "the North's official KCNA news agency"
    owner, start, *_ = sentence.before(found.first)
    if owner is not None and owner.phrase.actor is not None and owner.phrase.actor.kind is ActorKind.STATE:
        sentence.add(start, found.last, "actor", "description", actor=owner.phrase.actor)
        return
    state, last = sentence.after(found.last, body=True)
    if state is None:
        return
    states = [state]
    while (other := sentence.joined_state(last)) is not None and other.phrase.actor is not None:
        states.append(other.phrase.actor)
        last = other.last
    for state in states:
        sentence.add(found.first, last, "actor", "description", actor=state)


def _speakers_by_pattern(sentence: Reader) -> None:
    """Unknown people beside a verb of saying: "sagte Eva Muster, …", "Eva Sample said"."""
    said = sentence.words["context.said"]
    if said.isdisjoint(sentence.keys):
        return
    for at, token in enumerate(sentence.tokens):
        if token.key not in said:
            continue
        if at + 1 < len(sentence.tokens) and sentence.gap(at, at + 1) == " " and at + 1 not in sentence.begin:
            person = sentence.person_at(at + 1)
            after = sentence.text[sentence.tokens[person.last - 1].end :][:1] if person else ""
            if person and (after in ',.;:“”"«»' or sentence.language == "en"):
                sentence.add(person.first, person.last, "actor", "pattern", actor=person.phrase.actor, full=True)
        if sentence.language == "en" and at > 1 and sentence.gap(at - 1, at) == " " and not sentence.used[at - 1]:
            person = sentence.person_before(at)
            if person and person.phrase.via == "pattern":
                sentence.add(person.first, person.last, "actor", "pattern", actor=person.phrase.actor, full=True)


def _apposition(sentence: Reader, found: Found) -> None:
    """ "die staatliche nordkoreanische Nachrichtenagentur KCNA" is KCNA; the adjective names nobody else."""
    actor = found.phrase.actor
    if actor is None or actor.kind is not ActorKind.STATE:
        return
    if found.phrase.part is ACTOR and not sentence.is_genitive(found):
        return
    for at in range(found.last, min(found.last + LONGEST_APPOSITION + 1, len(sentence.tokens))):
        if not sentence.joined(at - 1, at):
            return
        other = sentence.begin.get(at)
        if other is None or (other.phrase.part is GOVERNMENT and not sentence.used[at]):
            if (
                sentence.is_word(at, "context.articles")
                or sentence.is_word(at, "context.locative")
                or sentence.is_word(at, "context.of")
            ):
                return
            continue
        named = other.phrase.actor
        if named is not None and (body := _owned(named)) and at == found.last:
            sentence.add(found.first, other.last, "body", "office", word=body, country=actor.country)
        elif (
            other.phrase.part is ACTOR
            and named is not None
            and named.kind in (ActorKind.MEDIA, ActorKind.ORGANISATION, ActorKind.PERSON)
            and named.country in (actor.country, "" if at > found.last else actor.country)
            and not sentence.used[at]
        ):
            full = len(other.phrase.words) > 1
            if not named.key and named.kind is ActorKind.PERSON:
                named = replace(named, country=actor.country)  # "der nordkoreanische Eisenbahnminister Jon Kil Su"
            sentence.add(found.first, other.last, "actor", other.phrase.via, actor=named, full=full)
        return


def _plain(sentence: Reader, found: Found) -> None:
    phrase = found.phrase
    if _is_direction(sentence, found):
        return
    if phrase.part is ACTOR and phrase.actor is not None:
        setting = setting_of(sentence, found)
        sentence.settings[found.first] = setting
        if setting is Setting.PLACE and (phrase.via == "metonym" or is_building(sentence, found)):
            return
        sentence.add(
            found.first,
            found.last,
            "actor",
            "adjective" if _is_compounded(sentence, found) else phrase.via,
            actor=phrase.actor,
            genitive=sentence.is_genitive(found),
            full=len(phrase.words) > 1,
        )
    elif phrase.part is ADJECTIVE and phrase.actor is not None:
        sentence.add(found.first, found.last, "actor", phrase.via, actor=phrase.actor)
    elif phrase.part is PAIR:
        sentence.add(found.first, found.last, "pair", phrase.via, word=phrase.word)
    elif phrase.part is BACK and _is_someone(sentence, found):
        sentence.add(found.first, found.last, "back", phrase.via, word=phrase.word)


def _is_someone(sentence: Reader, found: Found) -> bool:
    """Not the polite German "Sie", and not "die Agentur" where the agency is named."""
    token, named = sentence.tokens[found.first], sentence.begin.get(found.last)
    if found.phrase.word in ("agency", "medium") and named and sentence.joined(found.last - 1, found.last):
        return False
    polite = sentence.language == "de" and token.key == "sie" and token.capital and found.first > 0
    return not (polite and sentence.gap(found.first - 1, found.first).isspace())


def _is_direction(sentence: Reader, found: Found) -> bool:
    """ "in den Norden" is no state."""
    if found.phrase.via != "description" or found.first == 0:
        return False
    if sentence.language == "en" and found.phrase.part is ACTOR:
        token = sentence.tokens[found.last - 1]
        if token.key in ("north", "south") and (token.text not in HALVES or _goes_on(sentence, found.last)):
            return True  # "to the north", "in the South of Russia", "in the North Sea"
    people = found.first > 1 and sentence.is_word(found.first - 2, "coreference.people_from")
    return sentence.is_word(found.first - 1, "coreference.not_after") and not people


def _is_compounded(sentence: Reader, found: Found) -> bool:
    """ "US-Sanktionen", "UN-Sanktionen": no more than an adjective."""
    actor = found.phrase.actor
    follows = found.last < len(sentence.tokens) and sentence.gap(found.last - 1, found.last) == "-"
    return follows and actor is not None and actor.kind in (ActorKind.STATE, ActorKind.ORGANISATION)


def _described(sentence: Reader) -> None:
    """ "das isolierte Land": an article, attributes that only one state bears in this field, and a noun."""
    nouns, attributes = sentence.words["described.nouns"], sentence.words["described.north-korea"]
    if nouns.isdisjoint(sentence.keys):
        return
    for at, token in enumerate(sentence.tokens):
        if token.key not in nouns or sentence.used[at]:
            continue
        first, fits = at, False
        while first > 0 and at - first < 4 and sentence.joined(first - 1, first) and not sentence.used[first - 1]:
            key = sentence.tokens[first - 1].key
            if sentence.is_word(first - 1, "context.articles"):
                break
            fits = fits or key in attributes or stem(key) in attributes
            first -= 1
        state = sentence.lexicon.states.get("PRK")
        if fits and state is not None and not sentence.is_word(max(0, first - 1), "indefinite"):
            sentence.add(first, at + 1, "actor", "description", actor=state)


HALVES = {"North": "PRK", "South": "KOR"}
"""What English calls the two Koreas for short, where it writes them with a capital."""


def _goes_on(sentence: Reader, at: int) -> bool:
    """ "North Sea", "South of Russia": a longer name; not "accused the North of sending arms"."""
    if at >= len(sentence.tokens) or not sentence.joined(at - 1, at) or "s" in sentence.gap(at - 1, at):
        return False
    if sentence.tokens[at].capital or not sentence.is_word(at, "context.of"):
        return sentence.tokens[at].capital
    after = sentence.tokens[at + 1 : at + 2]
    return bool(after) and (after[0].capital or after[0].key in sentence.words["context.articles"])


def _half_of_korea(sentence: Reader, *, heading: bool) -> None:
    """ "the nuclear-armed North", "the isolated North's army": attributes between article and name; none in headlines
    ("South urges North to pull out")."""
    if sentence.language != "en":
        return
    for at, token in enumerate(sentence.tokens):
        if token.text not in HALVES or sentence.used[at] or at in sentence.begin:
            continue
        if any(place.first <= at < place.last for place in sentence.place_phrases):
            continue
        if _goes_on(sentence, at + 1):
            continue
        first = at
        while first > 0 and at - first < MOST_ATTRIBUTES and sentence.joined(first - 1, first):
            if sentence.tokens[first - 1].capital or sentence.is_word(first - 1, "context.articles"):
                break
            first -= 1
        article = first > 0 and sentence.joined(first - 1, first) and sentence.is_word(first - 1, "context.articles")
        state = sentence.lexicon.states.get(HALVES[token.text])
        if state is not None and (article or heading):
            sentence.add(first if article else at, at + 1, "actor", "description", actor=state)


def _merged(sentence: Reader) -> list[Reference]:
    """In text order, with "Kims Schwester Kim Yo Jong" as one."""
    merged: list[Reference] = []
    for reference in sorted(sentence.references, key=lambda reference: (reference.start, reference.end)):
        last = merged[-1] if merged else None
        if last and last.actor and last.actor is reference.actor and last.end + 1 == reference.start:
            text = sentence.text[last.start - sentence.offset : reference.end - sentence.offset]
            merged[-1] = replace(reference, start=last.start, text=text)
        else:
            merged.append(reference)
    return merged
