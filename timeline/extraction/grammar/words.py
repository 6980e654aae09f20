"""Words with offsets and word classes: as much as clauses need, and no tagger.

German writes nouns with a capital and closes most verb forms in a table, so that the class of a word is mostly in its
form. In English many forms are noun and verb ("visit", "supplies", "talks"): the words around decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import accumulate, repeat
from typing import NamedTuple

from timeline.extraction.grammar.verbs import (
    FINITE,
    GERUND,
    INFINITIVE,
    NO_VERB,
    PARTICIPLE,
    REPORTED,
    Readings,
    VerbForm,
    attributive,
    forms,
)
from timeline.extraction.lexicon import table
from timeline.extraction.remembered import Remembered


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


# Names of their own, as in `verbs`: a member is asked for many times a word.
(
    ARTICLE,
    PREPOSITION,
    PRONOUN,
    COORDINATOR,
    SUBORDINATOR,
    ADVERB,
    VERB,
    NOUN,
    ADJECTIVE,
    NUMBER,
    QUOTE,
    PUNCTUATION,
    POSSESSIVE,
) = WordClass


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


_OPENING, _TURNING = "„«“‘‚‹", "\"'“"
_TOKENS = re.compile(
    r"((?:[A-Z]\.){2,}|[A-Z]\.(?=\s[A-Z][a-z])|[^\W\d_]+\d*(?:[-\u2010\u2011/][^\W_]+)*(?:['’](?!s\b)[^\W\d_]+)?"
    r"|\d+[^\W\d_]+(?:-[^\W_]+)*"  # a word
    r"|\d+(?:[.,:]\d+)*%?"  # a number
    r"|['’]s\b"  # the English possessive
    r"|\s[-–—]{1,2}\s|\S)"  # a dash with blanks around it; any other mark
)
"""Splits a sentence into its tokens and what stands between them."""
_BEGINS_WORD = re.compile(r"\d*[^\W\d_]")
_APOSTROPHES = frozenset("'’")
_POSSESSIVE_AFTER_S = re.compile(r"(?<=s)['’](?=\s+[^\W_])")
_QUOTES = frozenset("„“”»«\"‚‘’'‹›")


class Token(StrEnum):
    """What sort of token a text is; an apostrophe is taken for a mark of quotation until its neighbours are seen."""

    WORD = "word"
    NUMBER = "number"
    POSSESSIVE = "possessive"
    QUOTE = "quote"
    DASH = "dash"
    OTHER = "other"


_WORD, _NUMBER, _POSSESSIVE, _QUOTE, _DASH, _OTHER = Token


def _token(text: str) -> Token:
    first = text[0]
    if _BEGINS_WORD.match(text):
        return _WORD
    if first.isdecimal():
        return _NUMBER
    if first.isspace() or text in "—…":
        return _DASH
    if text in _QUOTES:
        return _QUOTE
    return _POSSESSIVE if first in _APOSTROPHES else _OTHER


class _Alone(NamedTuple):
    """What a token is without its neighbours: inside a sentence, and as `first_…` where one begins."""

    token: Token
    low: str
    sort: WordClass
    forms: Readings
    first_sort: WordClass
    first_forms: Readings


class Columns(NamedTuple):
    """The words of one sentence, column by column; see `Word`."""

    starts: Sequence[int]
    ends: Sequence[int]
    texts: Sequence[str]
    lows: Sequence[str]
    sorts: Sequence[WordClass]
    forms: Sequence[Readings]
    quotations: Sequence[bool]


NO_COLUMNS = Columns((), (), (), (), (), (), ())


class Tokens(NamedTuple):
    """The words of one sentence, and the same by columns."""

    words: tuple[Word, ...]
    columns: Columns


class _Line:
    """The tokens of one sentence as columns; `sorts` and `forms` change while neighbours are looked at."""

    __slots__ = ("ends", "forms", "lows", "quotations", "sorts", "starts", "texts", "tokens")

    tokens: list[Token]
    lows: tuple[str, ...]
    sorts: list[WordClass]
    forms: list[Readings]

    def __init__(self, starts: list[int], ends: list[int], texts: list[str], known: Mapping[str, _Alone]) -> None:
        self.starts, self.ends, self.texts = starts, ends, texts
        alone = zip(*[known[text] for text in texts], strict=True) if texts else ((),) * len(_Alone._fields)
        tokens, self.lows, sorts, readings, _, _ = alone
        self.tokens, self.sorts, self.forms = list(tokens), list(sorts), list(readings)
        self.quotations = [False] * len(texts)


def tokenise(text: str, offset: int, language: str) -> Tokens:
    """The words of one sentence; `offset` is where it begins in the article."""
    if language == "en":
        line = _line(text, offset, _known("en"))
        if _is_title_case(line):
            line = _line(text, offset, _known_in_titles())
        _amounts(line)
        _english_nouns(line)
        _english_headline(line)
        _english_attributes(line)
    else:
        line = _line(text, offset, _known("de"))
        _fixed_adverbs(line)
        _german_attributes(line)
    columns = Columns(line.starts, line.ends, line.texts, line.lows, line.sorts, line.forms, line.quotations)
    return Tokens(tuple(map(_make_word, repeat(Word), zip(*columns, strict=True))), columns)


def _line(text: str, offset: int, known: Mapping[str, _Alone]) -> _Line:
    """The tokens, each taken by itself but for where sentences and quotations begin."""
    pieces = _TOKENS.split(text)
    borders = list(accumulate(map(len, pieces), initial=offset))
    line = _Line(borders[1:-1:2], borders[2::2], pieces[1::2], known)
    texts, tokens, sorts, readings = line.texts, line.tokens, line.sorts, line.forms
    quoted, opened, begins, after = False, 0, True, 0
    for at in [at for at, token in enumerate(tokens) if token is not _WORD] + [len(tokens)]:
        if begins and at > after:
            first = known[texts[after]]
            sorts[after], readings[after] = first.first_sort, first.first_forms
            begins = False
        if at == len(tokens):
            break
        after = at + 1
        mark, token = texts[at], tokens[at]
        if mark in _APOSTROPHES and _POSSESSIVE_AFTER_S.match(text, line.starts[at] - offset):
            token = tokens[at] = _POSSESSIVE
            sorts[at] = POSSESSIVE
        if token is _QUOTE:
            # Straight and English closing marks open a quotation where none is open.
            opens = not quoted if mark in _TURNING else mark in _OPENING or (mark == "»" and not quoted)
            if opens and not quoted:
                opened = at
            elif quoted and not opens:
                line.quotations[opened:at] = [True] * (at - opened)
            quoted = opens
            begins = begins or quoted
        elif token is _DASH:
            # A dash with blanks around it parts clauses; the blanks are no part of it.
            texts[at] = mark.strip()
            line.starts[at] += mark.index(texts[at])
            line.ends[at] = line.starts[at] + len(texts[at])
            begins = True
        else:
            begins = token is _OTHER and mark in ":.!?"
    if quoted:
        line.quotations[opened:] = [True] * (len(tokens) - opened)
    return line


_make_word: Callable[[type[Word], tuple[int, int, str, str, WordClass, Readings, bool]], Word] = tuple.__new__
"""What `Word._make` does, without a step of Python for each word."""


def _is_title_case(line: _Line) -> bool:
    """A headline with capitals throughout: "Kim Visits Russia To Meet Putin"."""
    long = 0
    for text, token in zip(line.texts, line.tokens, strict=True):
        if token is _WORD and len(text) > 3:
            if not text[0].isupper():
                return False
            long += 1
    return long >= 3


# ---- a word by itself ----------------------------------------------------------------------------------------------


@cache
def _known(language: str) -> Remembered[str, _Alone]:
    closed = _closed_classes(language)
    classify = _german_class if language == "de" else _english_class

    def learn(text: str) -> _Alone:
        token = _token(text)
        low = text.lower()
        if language == "de" and "ss" in low:
            spelled = _with_sharp_s(low)
            text, low = (spelled if text == low else text), spelled
        if token is _WORD:
            return _Alone(token, low, *classify(text, low, False, closed), *classify(text, low, True, closed))
        sort = _CLASS_OF_TOKEN[token]
        return _Alone(token, "–" if token is _DASH else low, sort, NO_VERB, sort, NO_VERB)

    return Remembered(learn)


def _with_sharp_s(low: str) -> str:
    """Swiss "stiess" and "Strafmassnahme" in the spelling of the lexicon, "stieß" and "strafmaßnahme".

    >>> _with_sharp_s("ausserdem"), _with_sharp_s("gegenmassnahmen"), _with_sharp_s("wissen")
    ('außerdem', 'gegenmaßnahmen', 'wissen')
    """
    whole, endings = _sharp_s()
    if low in whole:
        return whole[low]
    ending = next((ending for ending in endings if low.endswith(ending)), "")
    return low[: len(low) - len(ending)] + endings[ending] if ending else low


@cache
def _sharp_s() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Verb forms and function words with "ß" by their spelling with "ss", and nouns that compounds end in."""
    known = {*forms("de"), *_closed_classes("de")}
    whole = {word.replace("ß", "ss"): word for word in sorted(known) if "ß" in word}
    rows = [*table("de", "kinds")["classes"].values(), *table("de", "kinds")["rules"]]
    listed = {word.lower() for row in rows for key in ("heads", "nouns", "words") for word in row.get(key, "").split()}
    listed = {noun for noun in listed if "ß" in noun and noun.replace("ß", "ss") not in listed}
    nouns = {noun.replace("ß", "ss") + end: noun + end for noun in sorted(listed) for end in ("", "n", "en", "e", "s")}
    return {swiss: word for swiss, word in whole.items() if swiss not in known}, nouns


_CLASS_OF_TOKEN = {
    _NUMBER: NUMBER,
    _POSSESSIVE: POSSESSIVE,
    _QUOTE: QUOTE,
    _DASH: PUNCTUATION,
    _OTHER: PUNCTUATION,
}


@cache
def _known_in_titles() -> Remembered[str, _Alone]:
    """Under a capital that says nothing a verb is looked for as if there were none."""
    known, verbs = _known("en"), forms("en")

    def learn(text: str) -> _Alone:
        low = text.lower()
        return known[low if low in verbs else text]

    return Remembered(learn)


def _german_class(text: str, low: str, begins: bool, closed: Mapping[str, WordClass]) -> tuple[WordClass, Readings]:
    """A capital makes a noun, except at the beginning and of function words."""
    function = closed.get(low)
    if text != low and not begins and function not in _NEVER_NOUNS:
        return (PRONOUN if low in ("sie", "ihnen") else NOUN), NO_VERB
    if function is not None:
        return function, NO_VERB
    readings = forms("de").get(low, NO_VERB)
    if text == low:
        return (VERB, readings) if readings else (ADJECTIVE, NO_VERB)
    if low in function_words("de")["numerals"]:
        return ADJECTIVE, NO_VERB  # "Zwei russische Schiffe …" is one phrase
    if not readings:
        return (ADVERB if low.endswith(_ADVERB_ENDINGS) else NOUN), NO_VERB
    return (VERB, readings) if _opens_sentence(readings) else (NOUN, NO_VERB)


def _english_class(text: str, low: str, begins: bool, closed: Mapping[str, WordClass]) -> tuple[WordClass, Readings]:
    if low in ("us", "it", "may", "will", "who") and text.isupper() and len(text) > 1:
        return NOUN, NO_VERB
    function = closed.get(low)
    if function is not None:
        return function, NO_VERB
    readings = forms("en").get(low, NO_VERB) or _prefixed(low)
    if readings:
        # with a capital inside the sentence a name, unless the headline has capitals throughout
        return (VERB if text == low or begins else NOUN), readings
    if text == low and low.endswith("ly") and len(low) > 4:
        return ADVERB, NO_VERB
    return NOUN, NO_VERB


def _prefixed(low: str) -> Readings:
    """ "co-chairs", "re-exported", "test-fired": a known verb after one of a few first parts."""
    first, hyphen, rest = low.partition("-")
    return forms("en").get(rest, NO_VERB) if hyphen and first in _VERB_PREFIXES else NO_VERB


_VERB_PREFIXES = frozenset("co re pre test de un over air hand".split())
_NEVER_NOUNS = (ARTICLE, PREPOSITION, COORDINATOR)
_ADVERB_ENDINGS = ("lich", "iell", "weise", "falls", "tens", "seits", "maßen", "wärts")
_VERB_FIRST = frozenset(("haben", "sein", "werden", "können", "sollen", "wollen", "müssen", "dürfen", "mögen"))


def _opens_sentence(readings: Readings) -> bool:
    """Whether a capitalised German form is a verb: "Sollten …", "Befürchtet wird", but "Treffen" is a noun."""
    if any(form.lemma in _VERB_FIRST for form in readings):
        return True
    infinitive = any(form.shape is INFINITIVE for form in readings)
    return not infinitive and all(form.mood is not REPORTED for form in readings)


# ---- an English word among its neighbours --------------------------------------------------------------------------


def _amounts(line: _Line) -> None:
    """ "at least 300 shells": no preposition, and the amount is what is spoken of."""
    if "at" not in line.lows:
        return
    for position in range(1, len(line.lows)):
        if line.lows[position] in ("least", "most") and line.lows[position - 1] == "at":
            line.sorts[position - 1] = line.sorts[position] = ADVERB


def _english_nouns(line: _Line) -> None:
    """Of words that could be verbs, those that are nouns here."""
    for position, sort in enumerate(line.sorts):
        if sort is VERB and _is_english_noun(position, line):
            line.sorts[position] = NOUN


def _english_headline(line: _Line) -> None:
    """ "First Moscow flight lands in Pyongyang": a headline without a verb has one in what looked like a plural."""
    if not line.lows or line.lows[-1] in (".", "?", "!") or VERB in line.sorts:
        return
    for position in range(1, len(line.sorts) - 1):
        after_noun = line.sorts[position - 1] is NOUN and not line.lows[position - 1].endswith("s")
        if after_noun and line.sorts[position] is NOUN and line.forms[position]:
            low = line.lows[position]
            if low.endswith("s") and low in _headline_verbs():
                line.sorts[position] = VERB
                return


@cache
def _headline_verbs() -> frozenset[str]:
    lemmas = function_words("en")["headline_verbs"]
    return frozenset(
        low for low, readings in forms("en").items() if any(f.lemma in lemmas and f.shape is FINITE for f in readings)
    )


_ENGLISH_BEFORE_NOUN = (ARTICLE, POSSESSIVE, NUMBER)


def _is_english_noun(position: int, line: _Line) -> bool:
    """Whether a word that could be a verb is a noun here: "the visit", "arms supplies", "in talks"."""
    low = line.lows[position]
    readings = line.forms[position]
    shapes = readings.shapes
    if not readings.lemmas.isdisjoint(_ENGLISH_AUXILIARIES):
        return False
    if position == 0:
        return not (readings.past or GERUND in shapes)  # news gives no orders
    known = function_words("en")
    before_low, before = line.lows[position - 1], line.sorts[position - 1]
    if low in _PLURALS_TO_COME and position + 1 < len(line.lows) and line.lows[position + 1] == "to":
        return not _object_follows(position + 1, line)  # "Moscow trains to resume", but "trains to Seoul"
    if low == "direct" and before_low not in _BEFORE_BACK:
        return True  # "the first direct flight"
    if low in known["gerund_nouns"] and _beside_nouns(position, line) and not _takes_object(position, line):
        return True  # "equipment and training"
    if before not in _ENGLISH_BEFORE_NOUN and _is_verb_only(low, readings):
        return False
    if before_low == "," and INFINITIVE in shapes and not readings.past and _opens_without_subject(position, line):
        return True  # "Separately, direct trains …": news gives no orders
    if low.endswith("s") and FINITE in shapes and _auxiliary_follows(position, line):
        return True  # "passenger trains are running"
    if before_low.endswith("s") and before_low[:-1] in known["demonyms"]:
        return False  # "North Koreans toil"
    opens = position == 1 and before is NOUN and before_low.endswith("s")
    if opens and before_low not in known["plural_modifiers"] and INFINITIVE in shapes and not readings.past:
        return False  # "Others fear", "Analysts expect"
    if before is NOUN and low in known["plural_modifiers"] and _modifies(position, line):
        return True  # "North Korea sanctions monitors"
    if low in _GERUND_NOUNS and before is ARTICLE:
        return True
    if GERUND in shapes and before is ARTICLE:
        ends = position + 1 >= len(line.tokens) or line.tokens[position + 1] is not _WORD
        return ends or line.lows[position + 1] in known["prepositions"]
    if before_low in known["demonyms"] and not readings.past:
        return True  # "North Korean shells"
    if GERUND in shapes or (PARTICIPLE in shapes and INFINITIVE not in shapes):
        return False
    if before in _ENGLISH_BEFORE_NOUN and before_low not in ("that", "this", "these", "those", "all", "both"):
        return True
    if before is PREPOSITION and before_low != "to" and (INFINITIVE in shapes or FINITE in shapes):
        return not readings.past
    if before is ADVERB and position > 1 and line.sorts[position - 2] in _ENGLISH_BEFORE_NOUN:
        return not readings.past  # "an earlier plan"
    if before is VERB and INFINITIVE in shapes:
        # "held talks", "signed deals": after a full verb; after an auxiliary it is the verb itself
        return line.forms[position - 1].lemmas.isdisjoint(_ENGLISH_AUXILIARIES)
    if before is VERB and low.endswith("s"):
        return True
    if before is COORDINATOR and position > 1:
        return line.sorts[position - 2] is NOUN and INFINITIVE in shapes and _noun_follows(position, line)
    if before is NOUN and not line.texts[position - 1][:1].isupper():
        if "-" in before_low and low.endswith("s") and _has_verb(position, line):
            return True  # "held one-on-one talks"
        modifies = before_low in known["plural_modifiers"] or (low.endswith("s") and _has_verb(position, line))
        plural_subject = before_low.endswith("s") and not modifies
        return (
            not plural_subject and (INFINITIVE in shapes or low.endswith("s")) and not _object_follows(position, line)
        )
    if before is NOUN and INFINITIVE in shapes and not readings.past:
        # A bare form after a name in the singular is the head of a compound: "Putin visit", "Russia trip".
        if _several_subjects(position, line) or _is_made_to(position, line):
            return False
        return not _object_follows(position, line)
    return False


def _beside_nouns(position: int, line: _Line) -> bool:
    """Where a noun in -ing can stand: "equipment and training", "provides training", "in fighting"."""
    before, low = line.sorts[position - 1], line.lows[position - 1]
    if before is COORDINATOR:
        return position > 1 and line.sorts[position - 2] is NOUN
    if before is VERB:
        return line.forms[position - 1].lemmas.isdisjoint(_ENGLISH_AUXILIARIES | _BEFORE_DOING)
    return before is ADJECTIVE or low in ("in", "for", "with", "on", "through")


_BEFORE_DOING = frozenset(("start", "begin", "stop", "continue", "keep", "see", "go", "come", "deny"))


def _takes_object(position: int, line: _Line) -> bool:
    """Whether what follows is the object of a gerund: "training pilots", "for training its army"."""
    return position + 1 < len(line.sorts) and line.sorts[position + 1] in _BEGINS_OBJECT


_BEGINS_OBJECT = (ARTICLE, NOUN, NUMBER, PRONOUN, ADJECTIVE)


def _is_verb_only(low: str, readings: Readings) -> bool:
    """Whether a bare or third-person form is never a noun: "the pair discuss", "Kremlin denies"."""
    bare = GERUND not in readings.shapes and (INFINITIVE in readings.shapes or not readings.past)  # "come" is both
    return bare and bool(readings.lemmas) and readings.lemmas <= _verbs_only()


@cache
def _verbs_only() -> frozenset[str]:
    lemmas = {lemma for readings in forms("en").values() for lemma in readings.lemmas}
    made = {lemma for lemma in lemmas if len(lemma) > 5 and lemma.endswith(("ise", "ize", "ify"))}
    return function_words("en")["verb_only"] | made - {"exercise", "promise", "compromise", "franchise", "surprise"}


_ENGLISH_AUXILIARIES = frozenset(
    ("be", "have", "do", "will", "would", "shall", "should", "can", "could", "may", "might", "must")
)


_GERUND_NOUNS = frozenset(
    "meeting hearing briefing building signing gathering shelling bombing beginning warning crossing landing".split()
)
"""Nouns in -ing that are no attribute after an article: "the meeting Putin invited Kim to"."""
_PLURALS_TO_COME = frozenset("trains talks exports ships supplies".split())
"""Plurals that a headline lets do something: "Moscow trains to resume"."""
_FINITE_AUXILIARIES = frozenset(
    "is are was were has have had will would can could may might should must did does".split()
)


def _auxiliary_follows(position: int, line: _Line) -> bool:
    return position + 1 < len(line.lows) and line.lows[position + 1] in _FINITE_AUXILIARIES


def _has_verb(position: int, line: _Line) -> bool:
    """Whether the clause so far has its verb: "have denied arms transfers"."""
    for at in range(position - 1, -1, -1):
        sort = line.sorts[at]
        if sort in (PUNCTUATION, SUBORDINATOR, COORDINATOR):
            return False
        if sort is VERB and line.forms[at].shapes != {GERUND}:
            return True
    return False


def _several_subjects(position: int, line: _Line) -> bool:
    """ "Putin, Kim sign …", "Russia and North Korea cooperate": names joined before the verb."""
    at = position - 1
    while at > 0 and line.texts[at][:1].isupper():
        at -= 1
    return at > 0 and line.lows[at] in (",", "and", "&") and line.texts[at - 1][:1].isupper()


def _is_made_to(position: int, line: _Line) -> bool:
    """ "help North Korea build …": a bare verb after the name of who is helped or let do it."""
    at = position - 1
    while at > 0 and line.texts[at][:1].isupper():
        at -= 1
    return not line.forms[at].lemmas.isdisjoint(_MAKE_DO)


def _opens_without_subject(position: int, line: _Line) -> bool:
    """Whether only adverbs and punctuation have been read so far."""
    return all(sort is ADVERB or sort is PUNCTUATION for sort in line.sorts[:position])


def _modifies(position: int, line: _Line) -> bool:
    """Whether another noun follows that it can belong to: a plural, or a body that sees to it."""
    after = line.lows[position + 1] if position + 1 < len(line.lows) else ""
    return after.isalpha() and (
        after in _AFTER_MODIFIER or (after.endswith("s") and not line.texts[position + 1][:1].isupper())
    )


_AFTER_MODIFIER = frozenset("panel committee regime list monitoring relief package resolution watchdog body".split())
_MAKE_DO = frozenset(("help", "let", "make", "see", "watch"))
_AFTER_NOUN = frozenset(("of", "to", ",", ".", "and", "for", "by", "with"))


def _noun_follows(position: int, line: _Line) -> bool:
    return position + 1 >= len(line.lows) or line.lows[position + 1] in _AFTER_NOUN


def _object_follows(position: int, line: _Line) -> bool:
    if position + 1 >= len(line.texts):
        return False
    first = line.texts[position + 1][:1]
    return first.isupper() or line.lows[position + 1] in function_words("en")["articles"] or first.isdigit()


def _english_attributes(line: _Line) -> None:
    """Participles in front of a noun are attributes ("the alleged dispatch"); words in -ed after "has" are verbs."""
    lows, sorts, readings = line.lows, line.sorts, line.forms
    last = len(sorts) - 1
    known = function_words("en")
    attributive, adjectival = known["attributive"], known["adjectival"]
    for position, sort in enumerate(sorts):
        if position == 0:
            continue
        before, before_low = sorts[position - 1], lows[position - 1]
        if lows[position] == "her" and before is VERB and (position == last or sorts[position + 1] in _AFTER_OBJECT):
            sorts[position] = PRONOUN  # "received her in the Kremlin"
            continue
        if lows[position] == "over" and before is VERB and not readings[position - 1].lemmas.isdisjoint(_OVER):
            sorts[position] = ADVERB  # "handed over missiles"
            continue
        if lows[position] == "since" and before_low in _PERFECT and _tells_what_was_done(position + 1, line):
            sorts[position] = ADVERB  # "has since thanked Moscow"
        elif sort is VERB and before_low == "," and _is_said_by(position + 1, line):
            sorts[position], readings[position] = NOUN, NO_VERB  # "…, report says"
        elif sort is COORDINATOR and lows[position] == "yet" and (before_low in _BEFORE_YET or position == last - 1):
            sorts[position] = ADVERB  # "could not yet confirm"
        elif sort is VERB:
            if lows[position] == "state" and position < last and lows[position + 1] in known["state_owned"]:
                sorts[position], readings[position] = ADJECTIVE, NO_VERB  # "state media said"
                continue
            if position == last or sorts[position + 1] not in (NOUN, ADJECTIVE):
                continue
            joined = before is COORDINATOR and lows[position] in adjectival  # "missiles and related cargo"
            if joined or (lows[position] in attributive and _opens_attributes(before, before_low)):
                sorts[position], readings[position] = ADJECTIVE, NO_VERB
                continue
            if sorts[position + 1] is ADJECTIVE:
                continue
            shapes = readings[position].shapes
            opens = before in _BEFORE_ATTRIBUTE or (before is PREPOSITION and before_low not in _BEFORE_GERUND)
            if opens and (PARTICIPLE in shapes or GERUND in shapes) and before_low not in _POINTING:
                sorts[position], readings[position] = ADJECTIVE, NO_VERB
        elif sort is NOUN and not readings[position]:
            low = lows[position]
            if low.endswith("ed") and len(low) > 4:
                if before in _BEFORE_UNKNOWN or before_low in _TAKE_PARTICIPLE:
                    sorts[position], readings[position] = VERB, _UNKNOWN_ED
            elif before_low in _TAKE_INFINITIVE or (before_low == "to" and _is_unknown_infinitive(position, line)):
                sorts[position], readings[position] = VERB, _UNKNOWN_INFINITIVE
        elif lows[position] == "back" and before_low in _BEFORE_BACK and _takes_object(position, line):
            sorts[position], readings[position] = VERB, forms("en")["back"]  # "to back Moscow"


def _is_unknown_infinitive(position: int, line: _Line) -> bool:
    """ "to bulldoze the bridge": an unlisted lower-case word between "to" and an object that no noun stands before."""
    low = line.lows[position]
    if position + 1 >= len(line.sorts) or line.texts[position] != low or low.endswith(("s", "ing", "ion", "ment")):
        return False
    begins = line.sorts[position + 1] in (ARTICLE, PRONOUN)
    return begins and line.lows[position + 1] not in ("that", "this", "we", "he", "she", "they")


def _is_said_by(position: int, line: _Line) -> bool:
    """Whether a verb of the third person stands there: what is before it is who speaks."""
    return position < len(line.sorts) and line.sorts[position] is VERB and line.lows[position] in _SAYS


_SAYS = frozenset(("says", "said", "claims", "claimed", "finds", "found", "shows", "showed", "suggests", "suggested"))


def _tells_what_was_done(position: int, line: _Line) -> bool:
    """Whether a participle, or an adverb before one, stands there, and no name or month."""
    if position >= len(line.sorts) or line.texts[position][:1].isupper():
        return False
    return line.sorts[position] in (VERB, NOUN, ADVERB)


_BEFORE_YET = frozenset("not never n't cannot as has have had is are was were nobody none no".split())
_PERFECT = frozenset(("has", "have", "had"))


_AFTER_OBJECT = (PREPOSITION, PUNCTUATION, COORDINATOR)
_OVER = frozenset(("hand", "turn", "sign"))


def _opens_attributes(before: WordClass, low: str) -> bool:
    """Whether a participle after this word can be an attribute: "fired guided bombs", "two wounded soldiers"."""
    if before is VERB or before is NOUN:
        return (before is VERB and low not in _TAKE_PARTICIPLE) or low in table("en", "quantities")["numbers"]
    return before in (ARTICLE, POSSESSIVE, ADJECTIVE, NUMBER, PREPOSITION)


_BEFORE_ATTRIBUTE = (ARTICLE, POSSESSIVE, ADJECTIVE)
_BEFORE_GERUND = frozenset(("to", "of", "for", "by", "in", "from", "at", "without"))
_POINTING = frozenset(("that", "this", "these", "those"))
_BEFORE_UNKNOWN = (NOUN, PRONOUN, ADVERB)
_TAKE_PARTICIPLE = frozenset(("has", "have", "had", "was", "were", "been", "is", "are", "be", "being"))
_TAKE_INFINITIVE = frozenset(("will", "would", "can", "could", "may", "might", "must", "should", "cannot"))
_BEFORE_BACK = _TAKE_INFINITIVE | {"to"}
_UNKNOWN_ED = Readings((VerbForm("", FINITE, past=True), VerbForm("", PARTICIPLE, past=True)))
_UNKNOWN_INFINITIVE = Readings((VerbForm("", INFINITIVE),))


# ---- a German word among its neighbours ----------------------------------------------------------------------------


_FIXED_ADVERBS = {"anderem": "unter", "anderen": "unter", "umständen": "unter", "allem": "vor"}
"""Words that make an adverb with the preposition before them: "lieferte unter anderem Öl"."""


def _fixed_adverbs(line: _Line) -> None:
    lows, sorts, readings = line.lows, line.sorts, line.forms
    if "entschieden" not in lows and _FIXED_ADVERBS.keys().isdisjoint(lows):
        return
    for position in range(1, len(lows)):
        low = lows[position]
        if low in _FIXED_ADVERBS and lows[position - 1] == _FIXED_ADVERBS[low]:
            sorts[position - 1] = sorts[position] = ADVERB
            readings[position] = NO_VERB
        elif low == "entschieden" and position + 1 < len(lows) and sorts[position + 1] is PUNCTUATION:
            sorts[position], readings[position] = VERB, forms("de")[low]  # "hat entschieden, …", no adverb


def _german_attributes(line: _Line) -> None:
    """A verb form between an article and a noun is an attribute: "das unterzeichnete Abkommen", "sein Programm"."""
    lows, sorts, readings = line.lows, line.sorts, line.forms
    last = len(sorts) - 1
    for position, sort in enumerate(sorts):
        if sort is not VERB or position == last:
            continue
        low = lows[position]
        following = sorts[position + 1]
        if following is QUOTE and position + 2 <= last:
            following = sorts[position + 2]
        before = sorts[position - 1] if position else None
        if low == "sein":
            if (following is NOUN or following is ADJECTIVE) and before is not VERB:
                sorts[position], readings[position] = ARTICLE, NO_VERB
        elif (
            following is NOUN
            and low.endswith(_DECLINED)
            and low not in ("haben", "werden")
            and (
                (
                    before in _OPENS_ATTRIBUTE
                    and not _is_year(lows[position - 1])
                    and not _is_postposition(position - 1, line)
                )
                or _inside_attribute(position, line)
            )
        ):
            sorts[position], readings[position] = ADJECTIVE, NO_VERB
        elif (
            following is ADJECTIVE
            and position + 2 <= last
            and sorts[position + 2] is NOUN
            and low.endswith(_DECLINED)
            and PARTICIPLE not in readings[position].shapes
            and (before is None or before is NUMBER or before is ARTICLE)
            and low in attributive("de")
        ):
            # "die 11.000 entsandten nordkoreanischen Kämpfer", "Verwundete russische Soldaten"
            sorts[position], readings[position] = ADJECTIVE, NO_VERB
    guessed = [
        (position, unknown)
        for position, sort in enumerate(sorts)
        if sort is ADJECTIVE and lows[position].endswith(_VERB_ENDINGS) and (unknown := _guessed(position, line))
    ]
    for position, unknown in guessed:
        sorts[position], readings[position] = VERB, unknown


_DECLINED = ("e", "en", "er", "es", "em")
_OPENS_ATTRIBUTE = (ARTICLE, ADJECTIVE, PREPOSITION, NUMBER)


def _is_year(low: str) -> bool:
    """ "Im September 2023 besuchte Kim Moskau": a year counts nothing that the verb form would be an attribute of."""
    return len(low) == 4 and low.isdecimal() and low[:2] in ("18", "19", "20")


def _is_postposition(position: int, line: _Line) -> bool:
    """ "Beobachtern zufolge lieferte Kim …", "Von Oktober an besuchte …": it belongs to what stands before it."""
    low = line.lows[position]
    if position == 0 or line.sorts[position - 1] not in (NOUN, NUMBER, PUNCTUATION):
        return False
    started = any(line.lows[at] in ("von", "vom") for at in range(max(0, position - 5), position))
    return low in function_words("de")["postpositions"] or (low in ("an", "aus") and started)


def _inside_attribute(position: int, line: _Line) -> bool:
    """ "das im Juni unterzeichnete Abkommen": an article, then at once a preposition or adverb, and no verb since."""
    sorts = line.sorts
    for at in range(position - 1, max(-1, position - 9), -1):
        sort = sorts[at]
        if sort in (VERB, PUNCTUATION, SUBORDINATOR):
            return False
        if sort is ARTICLE and sorts[at + 1] in (PREPOSITION, ADVERB, NUMBER):
            return at == 0 or sorts[at - 1] is not NOUN or line.lows[at] not in ("der", "des")
    return False


_AFTER_VERB = frozenset((PREPOSITION, ARTICLE, ADVERB, PRONOUN, PUNCTUATION, NOUN, QUOTE, COORDINATOR))
_UNKNOWN = {
    "ten": Readings((VerbForm("", FINITE, past=True, plural=True),)),
    "te": Readings((VerbForm("", FINITE, past=True),)),
    "t": Readings((VerbForm("", FINITE), VerbForm("", PARTICIPLE, past=True))),
}
_VERB_ENDINGS = tuple(_UNKNOWN)


def _guessed(position: int, line: _Line) -> Readings:
    """Of an adjective so far, unlisted, that stands where only a verb can: "Moskau verbraucht Öl"; else none."""
    low, sorts = line.lows[position], line.sorts
    if position == 0 or position + 1 == len(sorts) or len(low) < 6:
        return NO_VERB
    before, after = sorts[position - 1], sorts[position + 1]
    if (before is not NOUN and before is not PRONOUN) or after not in _AFTER_VERB:
        return NO_VERB
    ending = next(e for e in _VERB_ENDINGS if low.endswith(e))
    return NO_VERB if after is NOUN and ending != "t" else _UNKNOWN[ending]
