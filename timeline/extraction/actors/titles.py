"""Titles: "Außenminister" with its state, with the name before or after it, and with the body somebody speaks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from timeline.extraction.actors.phrases import Found, Part, fold
from timeline.extraction.actors.reader import Reader
from timeline.extraction.actors.references import Title, title_facts
from timeline.extraction.lexicon import ActorEntry, packaged
from timeline.extraction.model import ActorKind

DEPUTY = {"de": "Vize-", "en": "deputy "}
PAIRS = {
    "president": "leaders",
    "leader": "leaders",
    "foreign-minister": "foreign-minister",
    "defence-minister": "defence-minister",
}
"""The titles of which two holders are spoken of together, and how `discourse` calls them."""

_COMMA = re.compile(r"\s*,\s*")
_NAME_GAP = re.compile(r"\s+|\s*,\s*")


def read_title(sentence: Reader, found: Found) -> None:
    """ "Außenminister": with its state, and with the name before or after it."""
    if sentence.used[found.first]:
        return
    facts = title_facts(found.phrase.word)
    if facts.get("relative"):
        _relative(sentence, found)
        return
    speaks = bool(facts.get("speaks"))
    owner, start, deputy, other = sentence.before(found.first)
    state, last = (owner.phrase.actor, found.last) if owner else sentence.after(found.last)
    country, beyond = state.country if state else "", last
    if state is None:
        country, beyond = _speaks_for(sentence, found.last)
    key, base = found.phrase.word, found.phrase.base
    female = base.endswith(("in", "woman"))
    if deputy and not facts.get("vague"):
        # A deputy is another person than the holder, under a title of his own.
        key, base = f"deputy-{key.rpartition('-')[2]}", f"{DEPUTY[sentence.language]}{base}"
    title = Title(key, base, country or facts.get("country", ""), female, deputy or bool(facts.get("vague")), other)
    body_stays = owner is not None and state is not None and state.kind is not ActorKind.STATE
    if owner is not None and state is not None and body_stays:
        sentence.add(owner.first, owner.last, "actor", owner.phrase.via, actor=state)
        start = found.first
    if person := _named(sentence, beyond, title) or _named(sentence, found.last, title):
        apart = "," in sentence.gap(person.first - 1, person.first) or person.first > last
        sentence.use(start, last)
        _name(sentence, person, person.first if apart else start, title)
    elif person := _named_before(sentence, owner.first if owner else start, title):
        sentence.use(start, last)
        _name(sentence, person, person.first, title)
    elif speaks and not facts.get("country"):
        # "ein Sprecher des Ministeriums": the body says it; "ein russischer Sprecher": the state does.
        sentence.use(start, last)
        if body_stays:
            sentence.references[-1] = sentence.widened(sentence.references[-1], start, last)
        elif state is not None:
            sentence.add(start, last, "actor", "description", actor=state)
        elif beyond > last:
            sentence.speakers.append((start, beyond))
    elif state is None and owner is None and (pair := _pair_of_holders(sentence, found)):
        sentence.add(found.first, found.last, "pair", "description", word=pair)
    elif _is_english_plural(sentence, found):
        _holders_of_two(sentence, found, title, state, last)
    elif not facts.get("silent"):
        sentence.add(start, last, "office", "office", title=title)
        if owner is None and state is not None:
            _second_holder(sentence, title, last)


def _relative(sentence: Reader, found: Found) -> None:
    """ "Kims Schwester", "the sister of Kim Jong Un", and whoever is named beside it; never Kim himself."""
    first = found.first
    while first > 0 and sentence.joined(first - 1, first) and first - 1 not in sentence.begin:
        if not (sentence.is_word(first - 1, "attributes") or sentence.is_word(first - 1, "former")):
            break
        first -= 1
    before = sentence.end.get(first) if first > 0 and sentence.joined(first - 1, first) else None
    last = found.last
    if before and sentence.is_person(before) and sentence.is_genitive(before):
        whose, first = before.phrase.actor, before.first
    else:
        at = (
            found.last + 1 if found.last < len(sentence.tokens) and sentence.is_word(found.last, "context.of") else None
        )
        after = sentence.begin.get(at) if at else None
        whose, first = None, found.first
        if after and sentence.is_person(after):
            whose, last = after.phrase.actor, after.last
    title = Title(found.phrase.word, found.phrase.base, "", found.phrase.word in ("sister", "daughter", "wife"), True)
    if person := _named(sentence, last, title) or _named_before(sentence, first, title):
        sentence.use(first, last)
        _name(sentence, person, first if sentence.joined(last - 1, person.first) else person.first, title)
    elif whose is not None:
        relatives: Mapping[str, str] = packaged("offices")["relatives"].get(whose.key, {})
        known = sentence.lexicon.actor(relatives.get(found.phrase.word, ""))
        sentence.use(first, last)
        if known is not None:
            sentence.add(first, last, "actor", "description", actor=known)


def _pair_of_holders(sentence: Reader, found: Found) -> str:
    """Which pair "the leaders" or "die Staatschefs" are; "" for one holder, or with an article that says nothing."""
    if found.first == 0 or sentence.tokens[found.first - 1].key not in ("the", "die"):
        return ""
    masculine = not found.phrase.base.endswith("in")
    plural = masculine if sentence.language == "de" else _is_english_plural(sentence, found)
    return PAIRS.get(found.phrase.word, "") if plural else ""


def _is_english_plural(sentence: Reader, found: Found) -> bool:
    plural = fold(found.phrase.base.split()[-1]) + "s"
    return sentence.language == "en" and sentence.tokens[found.last - 1].key == plural


def _holders_of_two(sentence: Reader, found: Found, title: Title, state: ActorEntry | None, last: int) -> None:
    """ "the leaders of Russia and North Korea"; an English plural on its own names nobody."""
    if state is not None and _second(sentence, last) is not None:
        sentence.add(found.first, last, "office", "office", title=title)
        _second_holder(sentence, title, last)


def _second(sentence: Reader, last: int) -> Found | None:
    here = sentence.joined_state(last)
    return here if here and (sentence.language == "en" or sentence.is_genitive(here)) else None


def _second_holder(sentence: Reader, title: Title, last: int) -> None:
    """ "die Außenminister Russlands und Nordkoreas": the second of them, at the name of the state."""
    here = _second(sentence, last)
    if here and here.phrase.actor:
        also = replace(title, country=here.phrase.actor.country)
        sentence.add(here.first, here.last, "office", "office", title=also)


def _speaks_for(sentence: Reader, at: int) -> tuple[str, int]:
    """The country of the body that a title belongs to, and where that body's name ends.

    "Sprecher des südkoreanischen Außenministeriums", "spokesman for the White House National Security Council".
    """
    if at >= len(sentence.tokens) or not sentence.joined(at - 1, at):
        return "", at
    if not (sentence.is_word(at, "context.of") or sentence.is_word(at, "context.at_a_body")):
        return "", at
    step, country, body = at + 1, "", False
    while step < len(sentence.tokens) and sentence.joined(step - 1, step):
        here = sentence.begin.get(step)
        if here and here.phrase.actor is not None and here.phrase.actor.kind is not ActorKind.PERSON:
            country, body = country or here.phrase.actor.country, True
        elif here is None and not any(
            sentence.is_word(step, name) for name in ("context.articles", "context.of", "attributes")
        ):
            break
        elif here is not None and here.phrase.part is Part.BODY:
            body = True
        step = here.last if here else step + 1
    return (country, step) if body else ("", at)


def _named(sentence: Reader, at: int, title: Title) -> Found | None:
    """The person named right after a title, a comma between them or not."""
    if at >= len(sentence.tokens) or not _NAME_GAP.fullmatch(sentence.gap(at - 1, at)):
        return None
    person = sentence.person_at(at)
    if person is None or person.phrase.actor is None:
        return None
    if "," in sentence.gap(at - 1, at):
        known = person.phrase.actor.country
        if known:
            return person if title.country in (known, "") else None
        return person if sentence.text[sentence.tokens[person.last - 1].end :][:1] in (",", "") else None
    held = title_facts(title.key).get("country")
    known = person.phrase.actor.country
    return None if held and known and held != known else person  # "lud der Kremlchef Kim ein"


def _named_before(sentence: Reader, start: int, title: Title) -> Found | None:
    """The person named before a title: "John Kirby, Sprecher …", "Lawrow, der Außenminister …"."""
    first = start
    while (
        first > 0
        and sentence.joined(first - 1, first)
        and any(
            sentence.is_word(first - 1, name)
            for name in ("context.articles", "indefinite", "attributes", "deputy", "former")
        )
    ):
        first -= 1
    if first == 0 or not _COMMA.fullmatch(sentence.gap(first - 1, first)):
        return None
    person = sentence.person_before(first)
    if person is None or person.phrase.actor is None:
        return None
    known = person.phrase.actor.country
    return None if known and title.country and known != title.country else person


def _name(sentence: Reader, person: Found, start: int, title: Title) -> None:
    actor = person.phrase.actor
    if actor is None:
        return
    if not actor.key:
        actor = replace(actor, country=title.country or actor.country, female=title.female)
    sentence.use(person.first, person.last)
    sentence.add(
        start,
        person.last,
        "actor",
        person.phrase.via,
        actor=actor,
        title=title,
        genitive=sentence.is_genitive(person),
        full=len(person.phrase.words) > 1,
    )


def name_the_bodies_of_speakers(sentence: Reader) -> None:
    """ "ein Sprecher des Ministeriums" is the ministry, all of it."""
    for first, last in sentence.speakers:
        inside = range(sentence.offset + sentence.tokens[first].start, sentence.offset + sentence.tokens[last - 1].end)
        at = next((i for i, reference in enumerate(sentence.references) if reference.start in inside), None)
        if at is not None:
            sentence.references[at] = sentence.widened(sentence.references[at], first, last)
