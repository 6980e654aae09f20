"""Places, and whether a city or state stands in a sentence as one or as its government."""

from __future__ import annotations

from itertools import zip_longest

from timeline.extraction.actors.phrases import ACTOR, TITLE, Found
from timeline.extraction.actors.reader import Reader
from timeline.extraction.actors.references import Setting
from timeline.extraction.lexicon import PlaceEntry
from timeline.extraction.model import PlaceHit


def find_capitals(sentence: Reader) -> None:
    """ "die nordkoreanische Hauptstadt", "the capital of Russia", where the city is not named beside it."""
    capital = sentence.words["context.capital"]
    if capital.isdisjoint(sentence.keys):
        return
    named = {found.first for found in sentence.place_phrases if found.phrase.actor is None}
    for at, token in enumerate(sentence.tokens):
        if token.key not in capital or at + 1 in named:
            continue
        owner, first, *_ = sentence.before(at)
        state, last = (owner.phrase.actor, at + 1) if owner else sentence.after(at + 1)
        place = sentence.lexicon.capitals.get(state.country) if state else None
        if place is not None:
            sentence.use(first, last)
            _place(sentence, first, last, place)
            sentence.place_phrases = [p for p in sentence.place_phrases if p.last <= first or p.first >= last]


def place_hits(sentence: Reader) -> None:
    """The places; a city or state only where it stands as one, not inside a longer name or a title."""
    phrases = sentence.place_phrases
    named = [found for found in sentence.found if found.phrase.part is ACTOR]
    for found, following in zip_longest(phrases, phrases[1:]):
        overlapping = [other for other in named if other.first < found.last and found.first < other.last]
        if any(other.first < found.first or other.last > found.last for other in overlapping):
            continue
        if any((other.first, other.last) == (found.first, found.last) for other in overlapping):
            if sentence.settings.get(found.first, Setting.ACTOR) is Setting.ACTOR:
                continue
            if following and following.first == found.last and sentence.is_genitive(found):
                continue  # "in Russlands Fernostregion" is one place
        if not _is_in_a_title(sentence, found):
            _place(sentence, found.first, found.last, found.phrase.place)
    sentence.places.sort(key=lambda hit: hit.start)


def _place(sentence: Reader, first: int, last: int, place: PlaceEntry | None) -> None:
    if place is None:
        return
    start, end = sentence.tokens[first].start, sentence.tokens[last - 1].end
    text, offset = sentence.text[start:end], sentence.offset
    hit = PlaceHit(offset + start, offset + end, text, place.key, place.name(sentence.language), place.country)
    sentence.places.append(hit)


def setting_of(sentence: Reader, found: Found) -> Setting:
    """As what a city or state stands in a sentence, by the words before it."""
    if found.first == 0:
        return Setting.PLACE if sentence.text.startswith("(") else Setting.ACTOR  # a dateline
    if _is_visited(sentence, found):
        return Setting.EITHER
    before = found.first - 1
    joins = sentence.tokens[before].key in ("und", "and", "oder", "or", "sowie")
    if joins or sentence.gap(before, found.first).strip() in (",", "/"):
        previous = sentence.end.get(before if joins else found.first)
        return sentence.settings.get(previous.first, Setting.ACTOR) if previous else Setting.ACTOR
    at = _word_that_decides(sentence, before)
    if at is None:
        return Setting.ACTOR
    key, earlier = sentence.tokens[at].key, at - 1 if sentence.joined(at - 1, at) else None
    if key in sentence.words["context.locative"]:
        # "Beamte in Seoul" are the government, "Treffen mit chinesischen Beamten in Seoul" is not.
        governing = earlier is not None and sentence.is_word(earlier, "context.governing")
        return Setting.ACTOR if governing and not sentence.used[at - 1] else Setting.PLACE
    if key in sentence.words["context.either"] and earlier is not None:
        if sentence.tokens[earlier].key in sentence.words["context.speaking"]:
            return Setting.ACTOR
        if sentence.tokens[earlier].key in sentence.words["context.moving"]:
            return Setting.PLACE
    return Setting.EITHER


def _word_that_decides(sentence: Reader, at: int) -> int | None:
    """The preposition or noun to the left, articles and attributes passed over, that makes a place of what follows."""
    for step in range(at, max(-1, at - 4), -1):
        if not sentence.joined(step, step + 1):
            return None
        key = sentence.tokens[step].key
        if key in sentence.words["context.locative"] or key in sentence.words["context.either"]:
            return step
        if sentence.is_word(step, "context.travelling"):
            return step
        if sentence.tokens[step].capital:
            return None
    return None


def _is_visited(sentence: Reader, found: Found) -> bool:
    """ "besuchte Pjöngjang", "besuchte zuletzt Pjöngjang", "Pjöngjang bald besuchen": a verb of visiting beside it."""
    visiting = sentence.words["context.visiting"]
    if visiting.isdisjoint(sentence.keys):
        return False
    left = range(found.first - 1, found.first - 3, -1)
    right = range(found.last, found.last + 2)
    for reach, step in ((left, 1), (right, -1)):
        for at in reach:
            if not sentence.joined(*sorted((at, at + step))):
                break
            if sentence.tokens[at].key in visiting:
                return True
    return False


def is_building(sentence: Reader, found: Found) -> bool:
    """The Kremlin is a palace too, where somebody is in it."""
    places = (place for place in sentence.place_phrases if (place.first, place.last) == (found.first, found.last))
    return any(place.phrase.actor is None for place in places)


def _is_in_a_title(sentence: Reader, place: Found) -> bool:
    """ "Botschafter in Seoul", "das Außenministerium in Moskau": nobody is there because of it."""
    if any(f.first <= place.first and place.last <= f.last for f in sentence.found if f.phrase.part is TITLE):
        return True
    start = sentence.offset + sentence.tokens[place.first].start
    return any(ref.start <= start < ref.end for ref in sentence.references if ref.sort in ("office", "body"))


def is_within_place(sentence: Reader, found: Found) -> bool:
    """ "den russischen Fernen Osten": the place says whose it is."""
    size = found.last - found.first
    return any(
        place.first <= found.first and found.last <= place.last and place.last - place.first > size
        for place in sentence.place_phrases
    )
