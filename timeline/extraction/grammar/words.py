"""Words with offsets and word classes: as much as clauses need, and no tagger.

German writes nouns with a capital and closes most verb forms in a table, so that the class of a word is mostly in its
form. In English many forms are noun and verb ("visit", "supplies", "talks"): the words around decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, lru_cache, partial
from typing import NamedTuple

from timeline.extraction.grammar.verbs import NO_VERB, Mood, Readings, Shape, VerbForm, forms
from timeline.extraction.lexicon import table


class WordClass(StrEnum):
    ARTICLE = "article"
    PREPOSITION = "preposition"
    PRONOUN = "pronoun"
    COORDINATOR = "coordinator"
    SUBORDINATOR = "subordinator"
    """Subordinators, question words and relative pronouns that cannot be anything else."""
    ADVERB = "adverb"
    VERB = "verb"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    """In German any other lower-case word; attributes and unlisted adverbs."""
    NUMBER = "number"
    QUOTE = "quote"
    PUNCTUATION = "punctuation"
    POSSESSIVE = "possessive"
    """The English 's."""


class Word(NamedTuple):
    """`start:end` are offsets into the article's text; `forms` its readings as a verb, in English of nouns too."""

    start: int
    end: int
    text: str
    low: str
    sort: WordClass
    forms: Readings = NO_VERB
    quoted: bool = False

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


FunctionWords = Mapping[str, frozenset[str]]


@cache
def function_words(language: str) -> FunctionWords:
    """The sets of `lexicon/<language>/grammar.toml` by name."""
    return {name: frozenset(words.split()) for name, words in table(language, "grammar").items()}


@cache
def _closed_classes(language: str) -> Mapping[str, WordClass]:
    """The class of every function word; the first list that has a word decides."""
    known = function_words(language)
    doubtful = known["doubtful_subordinators"]
    found: dict[str, WordClass] = {}
    for words, sort in (
        ((known["subordinators"] - doubtful) | known["questions"], WordClass.SUBORDINATOR),
        (known["articles"] - {"sein"}, WordClass.ARTICLE),
        (known["coordinators"], WordClass.COORDINATOR),
        (known["pronouns"], WordClass.PRONOUN),
        (known["prepositions"], WordClass.PREPOSITION),
        (known["adverbs"] | doubtful, WordClass.ADVERB),
    ):
        for word in words:
            found.setdefault(word, sort)
    return found


_OPENING, _CLOSING, _EITHER = "„«“‘‚‹", "“»”’›", "\"'"
_WORD = re.compile(
    r"(?P<word>(?:[A-Z]\.){2,}|[^\W\d_]+\d*(?:[-\u2010\u2011/][^\W_]+)*(?:['’](?!s\b)[^\W\d_]+)?|\d+[^\W\d_]+(?:-[^\W_]+)*)"
    r"|(?P<number>\d+(?:[.,:]\d+)*%?)"
    r"|(?P<possessive>['’]s\b|(?<=s)['’](?=\s+[^\W_]))"
    r"|(?P<quote>[„“”»«\"‚‘’'‹›])"
    r"|(?P<dash>\s[-–—]{1,2}\s|[—…])"
    r"|(?P<other>\S)"
)


def tokenise(text: str, offset: int, language: str) -> tuple[Word, ...]:
    """The words of one sentence; `offset` is where it begins in the article."""
    raw = [(match.start(), match.end(), match[0], match.lastgroup or "other") for match in _WORD.finditer(text)]
    if any(group == "dash" for _, _, _, group in raw):
        raw = [_without_blanks(*token) for token in raw]
    low, sorts, readings, quoted = zip(*_classified(raw, language), strict=True) if raw else ((), (), (), ())
    starts = [token[0] + offset for token in raw]
    ends = [token[1] + offset for token in raw]
    texts = [token[2] for token in raw]
    return tuple(map(_make_word, zip(starts, ends, texts, low, sorts, readings, quoted, strict=True)))


_make_word: Callable[[tuple[int, int, str, str, WordClass, Readings, bool]], Word] = partial(tuple.__new__, Word)
"""What `Word._make` does, without a step of Python for each word."""

Token = tuple[int, int, str, str]
Classified = tuple[str, WordClass, Readings, bool]


def _without_blanks(start: int, end: int, text: str, group: str) -> Token:
    """A dash with blanks around it parts clauses; the blanks are no part of it."""
    bare = text.strip() if group == "dash" else text
    start += text.index(bare)
    return start, start + len(bare), bare, group


def _classified(raw: list[Token], language: str) -> list[Classified]:
    found: list[Classified] = []
    quoted, begins = False, True
    english = language == "en"
    titled = english and _is_title_case(raw)
    for position, (_, _, text, group) in enumerate(raw):
        if group == "word":
            if titled:
                low = text.lower()
                sort, readings = _word_class(low if low in forms("en") else text, begins, language)[1:]
            else:
                low, sort, readings = _word_class(text, begins, language)
            if english and readings and sort is WordClass.VERB and _is_english_noun(position, raw, found):
                sort = WordClass.NOUN
            found.append((low, sort, readings, quoted))
            begins = False
        elif group == "quote":
            # Straight and English closing marks open a quotation where none is open.
            quoted = not quoted if text in _EITHER + "“" else text in _OPENING or (text == "»" and not quoted)
            found.append((text, WordClass.QUOTE, NO_VERB, quoted))
            begins = begins or quoted
        elif group == "other":
            found.append((text.lower(), WordClass.PUNCTUATION, NO_VERB, quoted))
            begins = text in ":.!?"
        elif group == "dash":
            found.append(("–", WordClass.PUNCTUATION, NO_VERB, quoted))
            begins = True
        else:
            sort = WordClass.POSSESSIVE if group == "possessive" else WordClass.NUMBER
            found.append((text.lower(), sort, NO_VERB, quoted))
            begins = False
    return _english_attributes(found) if english else _german_attributes(found)


def _is_title_case(raw: list[tuple[int, int, str, str]]) -> bool:
    """A headline with capitals throughout: "Kim Visits Russia To Meet Putin"."""
    long = [text for _, _, text, group in raw if group == "word" and len(text) > 3]
    return len(long) >= 3 and all(text[:1].isupper() for text in long)


def _english_attributes(found: list[Classified]) -> list[Classified]:
    """Participles in front of a noun are attributes ("the alleged dispatch"); words in -ed after "has" are verbs."""
    for position, (low, sort, readings, quoted) in enumerate(found):
        before = found[position - 1] if position else None
        after = found[position + 1][1] if position + 1 < len(found) else None
        if sort is WordClass.VERB and before is not None and after is WordClass.NOUN:
            form_like = any(form.shape in (Shape.PARTICIPLE, Shape.GERUND) for form in readings)
            opens = before[1] in (WordClass.ARTICLE, WordClass.POSSESSIVE, WordClass.ADJECTIVE) or (
                before[1] is WordClass.PREPOSITION
                and before[0] not in ("to", "of", "for", "by", "in", "from", "at", "without")
            )
            if form_like and opens and before[0] not in ("that", "this", "these", "those"):
                found[position] = (low, WordClass.ADJECTIVE, NO_VERB, quoted)
        elif sort is WordClass.NOUN and not readings and low.endswith("ed") and len(low) > 4 and before is not None:
            if before[1] in (WordClass.NOUN, WordClass.PRONOUN, WordClass.ADVERB) or before[0] in _TAKE_PARTICIPLE:
                found[position] = (low, WordClass.VERB, _UNKNOWN_ED, quoted)
        elif sort is WordClass.NOUN and not readings and before is not None and before[0] in _TAKE_INFINITIVE:
            found[position] = (low, WordClass.VERB, _UNKNOWN_INFINITIVE, quoted)
    return found


_TAKE_PARTICIPLE = frozenset(("has", "have", "had", "was", "were", "been", "is", "are", "be", "being"))
_TAKE_INFINITIVE = frozenset(("will", "would", "can", "could", "may", "might", "must", "should", "cannot"))
_UNKNOWN_ED = Readings((VerbForm("", Shape.FINITE, past=True), VerbForm("", Shape.PARTICIPLE, past=True)))
_UNKNOWN_INFINITIVE = Readings((VerbForm("", Shape.INFINITIVE),))


@lru_cache(maxsize=16384)
def _word_class(text: str, begins: bool, language: str) -> tuple[str, WordClass, Readings]:
    """A word in lower case with its class and readings, as far as they can be told without its neighbours."""
    low = text.lower()
    closed = _closed_classes(language)
    if language == "de":
        return low, *_german_class(text == low, low, begins, closed)
    return low, *_english_class(text, low, begins, closed)


def _german_class(
    lower_case: bool, low: str, begins: bool, closed: Mapping[str, WordClass]
) -> tuple[WordClass, Readings]:
    """A capital makes a noun, except at the beginning and of function words."""
    function = closed.get(low)
    if not lower_case and not begins and function not in _NEVER_NOUNS:
        return (WordClass.PRONOUN if low in ("sie", "ihnen") else WordClass.NOUN), NO_VERB
    if function is not None:
        return function, NO_VERB
    readings = forms("de").get(low, NO_VERB)
    if lower_case:
        return (WordClass.VERB, readings) if readings else (WordClass.ADJECTIVE, NO_VERB)
    if not readings:
        return (WordClass.ADVERB if low.endswith(_ADVERB_ENDINGS) else WordClass.NOUN), NO_VERB
    return (WordClass.VERB, readings) if _opens_sentence(readings) else (WordClass.NOUN, NO_VERB)


def _english_class(text: str, low: str, begins: bool, closed: Mapping[str, WordClass]) -> tuple[WordClass, Readings]:
    if low in ("us", "it", "may", "will", "who") and text.isupper() and len(text) > 1:
        return WordClass.NOUN, NO_VERB
    function = closed.get(low)
    if function is not None:
        return function, NO_VERB
    readings = forms("en").get(low, NO_VERB)
    if readings:
        # with a capital inside the sentence a name, unless the headline has capitals throughout
        return (WordClass.VERB if text == low or begins else WordClass.NOUN), readings
    if text == low and low.endswith("ly") and len(low) > 4:
        return WordClass.ADVERB, NO_VERB
    return WordClass.NOUN, NO_VERB


_NEVER_NOUNS = (WordClass.ARTICLE, WordClass.PREPOSITION, WordClass.COORDINATOR)
_ADVERB_ENDINGS = ("lich", "iell", "weise", "falls", "tens", "seits", "maßen", "wärts")
_VERB_FIRST = frozenset(("haben", "sein", "werden", "können", "sollen", "wollen", "müssen", "dürfen", "mögen"))


def _opens_sentence(readings: Readings) -> bool:
    """Whether a capitalised German form is a verb: "Sollten …", "Befürchtet wird", but "Treffen" is a noun."""
    if any(form.lemma in _VERB_FIRST for form in readings):
        return True
    infinitive = any(form.shape is Shape.INFINITIVE for form in readings)
    return not infinitive and all(form.mood is not Mood.REPORTED for form in readings)


_ENGLISH_BEFORE_NOUN = (WordClass.ARTICLE, WordClass.POSSESSIVE, WordClass.NUMBER)


def _is_english_noun(position: int, raw: list[tuple[int, int, str, str]], found: list[Classified]) -> bool:
    """Whether a word that could be a verb is a noun here: "the visit", "arms supplies", "in talks"."""
    low = raw[position][2].lower()
    readings = forms("en")[low]
    shapes = readings.shapes
    if any(form.lemma in _ENGLISH_AUXILIARIES for form in readings):
        return False
    if position == 0:
        return not any(form.past or form.shape is Shape.GERUND for form in readings)  # news gives no orders
    before_low, before, before_readings, _ = found[position - 1]
    if low.endswith("s") and Shape.FINITE in shapes and _auxiliary_follows(position, raw):
        return True  # "passenger trains are running"
    if before_low.endswith("s") and before_low[:-1] in function_words("en")["demonyms"]:
        return False  # "North Koreans toil"
    if low in _GERUND_NOUNS and before is WordClass.ARTICLE:
        return True
    if Shape.GERUND in shapes and before is WordClass.ARTICLE:
        ends = position + 1 >= len(raw) or raw[position + 1][3] != "word"
        return ends or raw[position + 1][2].lower() in function_words("en")["prepositions"]
    if before_low in function_words("en")["demonyms"] and not any(form.past for form in readings):
        return True  # "North Korean shells"
    if Shape.GERUND in shapes or (Shape.PARTICIPLE in shapes and not shapes & {Shape.INFINITIVE}):
        return False
    if before in _ENGLISH_BEFORE_NOUN and before_low not in ("that", "this", "these", "those", "all", "both"):
        return True
    if before is WordClass.PREPOSITION and before_low != "to" and shapes & {Shape.INFINITIVE, Shape.FINITE}:
        return not any(form.past for form in readings)
    if before is WordClass.ADVERB and position > 1 and found[position - 2][1] in _ENGLISH_BEFORE_NOUN:
        return not any(form.past for form in readings)  # "an earlier plan"
    if before is WordClass.VERB and Shape.INFINITIVE in shapes:
        # "held talks", "signed deals": after a full verb; after an auxiliary it is the verb itself
        return not any(form.lemma in _ENGLISH_AUXILIARIES for form in before_readings)
    if before is WordClass.VERB and low.endswith("s"):
        return True
    if before is WordClass.COORDINATOR and position > 1:
        return found[position - 2][1] is WordClass.NOUN and Shape.INFINITIVE in shapes and _noun_follows(position, raw)
    if before is WordClass.NOUN and not raw[position - 1][2][:1].isupper():
        modifies = before_low in function_words("en")["plural_modifiers"] or (low.endswith("s") and _has_verb(found))
        plural_subject = before_low.endswith("s") and not modifies
        return (
            not plural_subject
            and (Shape.INFINITIVE in shapes or low.endswith("s"))
            and not _object_follows(position, raw)
        )
    if before is WordClass.NOUN and Shape.INFINITIVE in shapes and not any(form.past for form in readings):
        # A bare form after a name in the singular is the head of a compound: "Putin visit", "Russia trip".
        if _several_subjects(position, raw):
            return False
        return not _object_follows(position, raw)
    return False


_ENGLISH_AUXILIARIES = frozenset(
    ("be", "have", "do", "will", "would", "shall", "should", "can", "could", "may", "might", "must")
)


_GERUND_NOUNS = frozenset(
    "meeting hearing briefing building signing gathering shelling bombing beginning warning crossing landing".split()
)
"""Nouns in -ing that are no attribute after an article: "the meeting Putin invited Kim to"."""
_FINITE_AUXILIARIES = frozenset(
    "is are was were has have had will would can could may might should must did does".split()
)


def _auxiliary_follows(position: int, raw: list[tuple[int, int, str, str]]) -> bool:
    return position + 1 < len(raw) and raw[position + 1][2].lower() in _FINITE_AUXILIARIES


def _has_verb(found: list[Classified]) -> bool:
    """Whether the clause so far has its verb: "have denied arms transfers"."""
    for _, sort, readings, _ in reversed(found):
        if sort in (WordClass.PUNCTUATION, WordClass.SUBORDINATOR, WordClass.COORDINATOR):
            return False
        if sort is WordClass.VERB and any(form.shape is not Shape.GERUND for form in readings):
            return True
    return False


def _several_subjects(position: int, raw: list[tuple[int, int, str, str]]) -> bool:
    """ "Putin, Kim sign …", "Russia and North Korea cooperate": names joined before the verb."""
    at = position - 1
    while at > 0 and raw[at][2][:1].isupper():
        at -= 1
    return at > 0 and raw[at][2].lower() in (",", "and", "&") and raw[at - 1][2][:1].isupper()


def _noun_follows(position: int, raw: list[tuple[int, int, str, str]]) -> bool:
    return position + 1 >= len(raw) or raw[position + 1][2].lower() in (
        "of",
        "to",
        ",",
        ".",
        "and",
        "for",
        "by",
        "with",
    )


def _object_follows(position: int, raw: list[tuple[int, int, str, str]]) -> bool:
    if position + 1 >= len(raw):
        return False
    following = raw[position + 1][2]
    return following[:1].isupper() or following.lower() in function_words("en")["articles"] or following[:1].isdigit()


def _german_attributes(found: list[Classified]) -> list[Classified]:
    """A verb form between an article and a noun is an attribute: "das unterzeichnete Abkommen", "sein Programm"."""
    for position in range(len(found) - 1):
        low, sort, _, quoted = found[position]
        if sort is not WordClass.VERB:
            continue
        following = found[position + 1][1]
        if following is WordClass.QUOTE and position + 2 < len(found):
            following = found[position + 2][1]
        before = found[position - 1][1] if position else None
        opens = before in (WordClass.ARTICLE, WordClass.ADJECTIVE, WordClass.PREPOSITION, WordClass.NUMBER)
        declined = low.endswith(("e", "en", "er", "es", "em"))
        opens = opens or (declined and _inside_attribute(position, found))
        if low == "sein" and following in (WordClass.NOUN, WordClass.ADJECTIVE) and before is not WordClass.VERB:
            found[position] = (low, WordClass.ARTICLE, NO_VERB, quoted)
        elif following is WordClass.NOUN and opens and declined and low not in ("haben", "werden", "sein"):
            found[position] = (low, WordClass.ADJECTIVE, NO_VERB, quoted)
    return [
        _guessed(position, found) if word[1] is WordClass.ADJECTIVE else word for position, word in enumerate(found)
    ]


def _inside_attribute(position: int, found: list[Classified]) -> bool:
    """ "das im Juni unterzeichnete Abkommen": an article, then at once a preposition or adverb, and no verb since."""
    for at in range(position - 1, max(-1, position - 9), -1):
        sort = found[at][1]
        if sort in (WordClass.VERB, WordClass.PUNCTUATION, WordClass.SUBORDINATOR):
            return False
        if sort is WordClass.ARTICLE and found[at + 1][1] in (WordClass.PREPOSITION, WordClass.ADVERB):
            return at == 0 or found[at - 1][1] is not WordClass.NOUN or found[at][0] not in ("der", "des")
    return False


_AFTER_VERB = (
    WordClass.PREPOSITION,
    WordClass.ARTICLE,
    WordClass.ADVERB,
    WordClass.PRONOUN,
    WordClass.PUNCTUATION,
    WordClass.NOUN,
    WordClass.QUOTE,
    WordClass.COORDINATOR,
)
_UNKNOWN = {
    "t": Readings((VerbForm("", Shape.FINITE), VerbForm("", Shape.PARTICIPLE, past=True))),
    "te": Readings((VerbForm("", Shape.FINITE, past=True),)),
    "ten": Readings((VerbForm("", Shape.FINITE, past=True, plural=True),)),
}


def _guessed(position: int, found: list[Classified]) -> Classified:
    """An adjective so far, unlisted, that looks like a verb and stands where only one can: "Moskau verbraucht Öl"."""
    low, _, _, quoted = found[position]
    if position == 0 or position + 1 == len(found):
        return found[position]
    before, after = found[position - 1][1], found[position + 1][1]
    if before not in (WordClass.NOUN, WordClass.PRONOUN) or after not in _AFTER_VERB:
        return found[position]
    ending = next((e for e in ("ten", "te", "t") if low.endswith(e)), None)
    if ending is None or len(low) < 6:
        return found[position]
    if after is WordClass.NOUN and ending != "t":
        return found[position]
    return low, WordClass.VERB, _UNKNOWN[ending], quoted
