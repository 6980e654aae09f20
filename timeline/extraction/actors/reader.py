"""A sentence while its actors are read: its words, the phrases found in it, and what has been made of them so far.

The functions of `titles`, `nominals` and `places` work on a `Reader` one after the other; each marks the words it has
used, so that no later one takes them for somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from timeline.extraction.actors.names import KOREAN_SURNAMES, any_name, korean_name, written
from timeline.extraction.actors.phrases import ACTOR, ADJECTIVE, Found, Phrase, Token, Trie, tokenize
from timeline.extraction.actors.references import Reference, Setting, unnamed, words
from timeline.extraction.frozen import frozen
from timeline.extraction.lexicon import SURNAME_FIRST, ActorEntry, Lexicon
from timeline.extraction.model import ActorKind, PlaceHit, Sentence
from timeline.extraction.remembered import Remembered

MOST_ATTRIBUTES = 3
"""Lower-case attributes between a state and its title: "der neue stellvertretende russische …"."""

_GAP = re.compile(r"(?:['’]s)?[\s\u00a0]+|-")
_ADJECTIVE_ENDING = re.compile(r"(?:e[nrsm]?)$")
_ABBREVIATED = re.compile(r"(?:^|\W)[A-Z]\.[A-Z]$")
_POSSESSIVE = re.compile(r"['’]s?\b")


@frozen
class Scan:
    """One sentence with the phrases found in it; `keys` are those of all its tokens."""

    sentence: Sentence
    tokens: list[Token]
    keys: frozenset[str]
    found: list[Found]
    places: list[Found]


def scan(sentence: Sentence, actors: Trie, places: Trie) -> Scan:
    tokens = tokenize(sentence.text)
    keys = [token.key for token in tokens]
    return Scan(sentence, tokens, frozenset(keys), actors.search(tokens, keys), places.search(tokens, keys))


def stem(word: str) -> str:
    """A German attribute without its ending."""
    return _STEMS[word]


def _stem(word: str) -> str:
    return _ADJECTIVE_ENDING.sub("", word)


_STEMS = Remembered(_stem)


_first_word: Callable[[Found], int] = itemgetter(0)


class Reader:
    """One sentence. `surnames` are those of people named in full anywhere in the text."""

    def __init__(self, scanned: Scan, lexicon: Lexicon, surnames: Mapping[str, ActorEntry], language: str) -> None:
        self.text, self.offset = scanned.sentence.text, scanned.sentence.start
        self.tokens, self.keys, self.language = scanned.tokens, scanned.keys, language
        self.words = words(language)
        self.lexicon = lexicon
        self.used = [False] * len(self.tokens)
        self.references: list[Reference] = []
        self.places: list[PlaceHit] = []
        self.place_phrases = scanned.places
        self.settings: dict[int, Setting] = {}
        """By the first word of a city or state."""
        self.speakers: list[tuple[int, int]] = []
        """First and last words of speakers without a name, whose bodies are still to be found."""
        self.found = self._with_names(scanned.found, surnames)
        self._tells_who_speaks = not (
            self.words["context.said"].isdisjoint(self.keys)
            and self.words["context.called"].isdisjoint(self.keys)
            and self.words["context.so"].isdisjoint(self.keys)
        )
        self.begin = {found.first: found for found in self.found}
        self.end = {found.last: found for found in self.found}

    def gap(self, left: int, right: int) -> str:
        """What stands between two tokens."""
        return self.text[self.tokens[left].end : self.tokens[right].start]

    def joined(self, left: int, right: int) -> bool:
        """Whether two tokens follow each other in one noun phrase."""
        if left < 0 or right >= len(self.tokens):
            return False
        gap = self.gap(left, right)
        return (
            gap == " " or bool(_GAP.fullmatch(gap)) or (gap == ". " and len(self.tokens[left].text) == 1)
        )  # "U.S. officials"

    def is_genitive(self, found: Found) -> bool:
        """ "Russlands", "Russia's": says whose something is."""
        token = self.tokens[found.last - 1]
        if _POSSESSIVE.match(self.text, token.end):
            return True
        return self.language == "de" and token.text.endswith("s") and not token.text.isupper()

    def is_word(self, at: int, name: str) -> bool:
        """Whether the token is one of a list, endings of German attributes aside."""
        key = self.tokens[at].key
        known = self.words[name]
        return key in known or (self.language == "de" and stem(key) in known)

    def owns(self, found: Found | None) -> bool:
        """Whether a phrase can say whose office, body or government the next word is."""
        if found is None or self.used[found.first]:
            return False
        phrase = found.phrase
        if phrase.part is ADJECTIVE:
            return True
        if phrase.part is not ACTOR or phrase.actor is None or phrase.actor.kind is ActorKind.PERSON:
            return False
        hyphen = found.last < len(self.tokens) and self.gap(found.last - 1, found.last) == "-"
        return self.is_genitive(found) or hyphen or (self.language == "en" and phrase.via != "pattern")

    def before(self, at: int) -> tuple[Found | None, int, bool, bool]:
        """Whose the phrase at a token is: the owner to its left, where the phrase begins, and whether it is that of a
        deputy, or of somebody who is not or no longer the holder ("ein", "früher")."""
        owner, first, deputy, other, steps = None, at, False, False, 0
        while first > 0 and steps <= MOST_ATTRIBUTES and self.joined(first - 1, first):
            left = self.end.get(first)
            if owner is None and left is not None and self.owns(left):
                owner, first = left, left.first
            elif self.is_word(first - 1, "deputy"):
                deputy, first = True, first - 1
            elif self.is_word(first - 1, "former"):
                other, first = True, first - 1
            elif self.is_word(first - 1, "attributes") and not self.tokens[first - 1].text[0].isdigit():
                first -= 1
            else:
                break
            steps += 1
        if first > 0 and self.joined(first - 1, first) and self.is_word(first - 1, "indefinite"):
            other = True
        return owner, owner.first if owner else at, deputy, other

    def after(self, at: int, *, body: bool = False) -> tuple[ActorEntry | None, int]:
        """Whose the phrase that ends at a token is: "Russlands", "von Russland", "of the United States" after it."""
        if at >= len(self.tokens) or not self.joined(at - 1, at):
            return None, at
        here = self.begin.get(at)
        if here and self.is_state(here) and self.language == "de" and self.is_genitive(here):
            return here.phrase.actor, here.last
        if self.is_word(at, "context.of") or (body and self.tokens[at].key == "in"):
            step = at + 1
            if step < len(self.tokens) and self.is_word(step, "context.articles"):
                step += 1
            here = self.begin.get(step)
            if here and self.is_state(here) and self.joined(step - 1, step):
                # "the head of Ukraine's army" is none of Ukraine's.
                owns_more = self.language == "en" and self.is_genitive(here)
                return (None, at) if owns_more else (here.phrase.actor, here.last)
        return None, at

    def is_state(self, found: Found) -> bool:
        phrase = found.phrase
        return phrase.part is ACTOR and phrase.actor is not None and phrase.actor.kind is ActorKind.STATE

    def _with_names(self, found: Sequence[Found], surnames: Mapping[str, ActorEntry]) -> list[Found]:
        """The phrases with Korean names, and surnames of people named in full elsewhere, put in."""
        kept = [self._as_named_here(item, surnames) for item in found]
        begins_name = not KOREAN_SURNAMES.isdisjoint(self.keys)
        if not begins_name and surnames.keys().isdisjoint(self.keys):
            return kept
        taken = [False] * len(self.tokens)
        for item in found:
            taken[item.first : item.last] = [True] * (item.last - item.first)
        added = []
        for at, token in enumerate(self.tokens):
            if not token.capital:
                continue
            last = korean_name(self.text, self.tokens, at) if begins_name else None
            if last and not any(item.first <= at and item.last >= last for item in kept):
                name = written(self.text, self.tokens, at, last)
                kept = [item for item in kept if item.last <= at or item.first >= last]
                added.append(Found(at, last, self._person(name)))
            elif not taken[at] and (person := surnames.get(token.key)):
                added.append(Found(at, at + 1, Phrase(ACTOR, (token.text,), True, "short", person)))
        return sorted([*kept, *added], key=_first_word)

    def _as_named_here(self, found: Found, surnames: Mapping[str, ActorEntry]) -> Found:
        """A surname alone is that of whoever bears it in this text: "Kim" in a text about Kim Yo Jong."""
        phrase = found.phrase
        actor = phrase.actor
        if phrase.part is not ACTOR or len(phrase.words) > 1 or not actor or actor.kind is not ActorKind.PERSON:
            return found
        token = self.tokens[found.first]
        person = surnames.get(token.key) or actor
        return Found(found.first, found.last, Phrase(ACTOR, phrase.words, True, "short", person))

    def _person(self, name: str) -> Phrase:
        """Somebody with this name: known, if a known name only has another one or an initial inside."""
        words = name.split()
        last = words[-1].casefold()
        people = self.lexicon.people
        known = people.get((words[0].casefold(), last)) or people.get((words[0].casefold(), last.removesuffix("s")))
        if known is not None and known.country not in SURNAME_FIRST:
            return Phrase(ACTOR, tuple(words), True, "name", known)
        return Phrase(ACTOR, tuple(words), True, "pattern", unnamed(name))

    def person_at(self, at: int) -> Found | None:
        """The person whose name begins at a token, known or only shaped like a name."""
        if at >= len(self.tokens):
            return None
        here = self.begin.get(at)
        if here and (here.phrase.via != "short" or not self._begins_longer(at)):
            actor = here.phrase.actor
            is_person = here.phrase.part is ACTOR and actor is not None and actor.kind is ActorKind.PERSON
            return here if is_person and not self.used[at] else None
        taken = list(self.used)
        for found in self.found:
            if found.phrase.via != "short":
                taken[found.first : found.last] = [True] * (found.last - found.first)
        last = any_name(self.text, self.tokens, at, taken, self.language)
        if last is None:
            return None
        return Found(at, last, self._person(written(self.text, self.tokens, at, last)))

    def _begins_longer(self, at: int) -> bool:
        """Whether a known surname stands here as the first name of somebody else."""
        return at + 1 in self.begin and self.begin[at + 1].phrase.via == "short" and self.joined(at, at + 1)

    def person_before(self, last: int) -> Found | None:
        """The person whose name ends at a token."""
        here = self.end.get(last)
        if here and here.phrase.via != "short":
            actor = here.phrase.actor
            return here if here.phrase.part is ACTOR and actor and actor.kind is ActorKind.PERSON else None
        for first in range(max(0, last - 4), last - 1):
            found = self.person_at(first)
            if found and found.last == last and found.phrase.via == "pattern":
                return found
        return here

    def add(self, first: int, last: int, sort: str, via: str, **facts: Any) -> None:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        if end < len(self.text) and self.text[end] == "." and _ABBREVIATED.search(self.text[start:end]):
            end += 1
        if possessive := _POSSESSIVE.match(self.text, end):
            end = possessive.end()
        self.use(first, last)
        reference = Reference(
            self.offset + start,
            self.offset + end,
            sort,
            via,
            self.text[start:end],
            speaks=self.speaks(first, last),
            **facts,
        )
        self.references.append(reference)

    def widened(self, reference: Reference, first: int, last: int) -> Reference:
        """The reference with the tokens from one to another (exclusive) as well."""
        start = min(reference.start, self.offset + self.tokens[first].start)
        end = max(reference.end, self.offset + self.tokens[last - 1].end)
        text = self.text[start - self.offset : end - self.offset]
        return replace(reference, start=start, end=end, text=text, speaks=reference.speaks or self.speaks(first, last))

    def use(self, first: int, last: int) -> None:
        self.used[first:last] = [True] * (last - first)

    def speaks(self, first: int, last: int) -> bool:
        if not self._tells_who_speaks:
            return False
        said = self.words["context.said"]
        if last < len(self.tokens) and re.fullmatch(r"[\s,]+", self.gap(last - 1, last)):
            key = self.tokens[last].key
            if key in said or key in self.words["context.called"]:
                return True
        left = first - 1
        while (
            left >= 0
            and left >= first - 3
            and (self.is_word(left, "context.articles") or self.is_word(left, "indefinite"))
        ):
            left -= 1
        if left < 0 or not self.gap(left, left + 1).isspace():
            return False
        key, before = self.tokens[left].key, self.text[: self.tokens[left].start].rstrip()
        # English tells "“…,” said Peskov" from "Peskov said Kim would come" by what stands before the verb.
        inverted = self.language == "de" or before.endswith((",", '"', "”", "“", "'", "’"))
        return (key in said and inverted) or (key in self.words["context.so"] and before.endswith(","))

    def is_person(self, found: Found) -> bool:
        actor = found.phrase.actor
        return found.phrase.part is ACTOR and actor is not None and actor.kind is ActorKind.PERSON

    def joined_state(self, last: int) -> Found | None:
        """The state joined by "und" to the one that ends at a token."""
        if last + 1 >= len(self.tokens) or self.tokens[last].key not in ("und", "and", "sowie"):
            return None
        here = self.begin.get(last + 1)
        return here if here and self.is_state(here) else None
