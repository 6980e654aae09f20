"""The whole extraction: pure, exact, light to import, and never at a loss for any text."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extraction.gold.digests import read_digests
from timeline.extraction import extract, load_lexicon, timexes
from timeline.extraction.model import Article, Dating, EventKind, Extraction, PublishedBasis
from timeline.extraction.sentences import LONGEST_SENTENCE

STORY = (
    "Südkoreas Außenministerium hat am Montag den russischen Botschafter Georgi Sinowjew einbestellt. „Moskau muss die "
    "Zusammenarbeit beenden“, sagte ein Sprecher. Putin besuchte Pjöngjang im Juni. Er soll dort Kim Jong Un Hilfe "
    "zugesagt haben. Nordkorea habe Raketen geliefert, behauptet Kiew; der Kreml dementiert das. "
)
TWO_MODALS = "Putin hätte Kim besuchen wollen sollen. "
FRAGMENTS = [
    *STORY.split(" "),
    "„",
    "“",
    '"',
    "»",
    "«",
    "\n",
    "\n\n",
    "\t",
    "–",
    "(",
    ")",
    "...",
    "?",
    "😀",
    "\u2028",
    "3.",
    "–",
]

RUNNING_ON = [word for word in FRAGMENTS if not word.strip().endswith((".", "?", "!"))]
LONG_RUNS = [
    "Putin traf Kim und lieferte Raketen nach Moskau ",
    "Putin, der, wie es, obwohl er, während Kim, sagte, ging, kam, ",
    "and Putin said that Kim supplied shells to Moscow which it denied ",
    "rote große schnelle kleine ",
    "des Besuchs des Ministers der Regierung ",
    "„ » ( ",
    "Wonsan\t3.5.\tPutin\n",
    "am 3. Mai 2024 oder gestern, ",
]

SENTENCES = [(digest.language, sentence) for digest in read_digests() for sentence in digest.sentences]


def checked(extraction: Extraction) -> Extraction:
    """The extraction, after a look at everything that points into the text."""
    text = extraction.article.text
    for sentence in extraction.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
    for timex in extraction.timexes:
        assert text[timex.start : timex.end] == timex.text
    ids = [mention.id for mention in extraction.mentions]
    assert len(ids) == len(set(ids))
    for mention in extraction.mentions:
        assert text[mention.start : mention.end] == mention.quote != ""
        assert 0 <= mention.trigger_start < mention.trigger_end <= len(text)
        if mention.date_start is not None:
            assert text[mention.date_start : mention.date_end] == mention.date_text
        for step in mention.trace:
            assert text[step.start : step.end] == step.text
    assert {end for relation in extraction.relations for end in (relation.source, relation.target)} <= set(ids)
    return extraction


def article(text: str, language: str = "de", published: date | None = date(2024, 10, 22)) -> Article:
    return Article("doc", text, language, published)


def test_it_finds_events_with_their_evidence() -> None:
    found = checked(extract(article(STORY), load_lexicon()))
    assert {EventKind.CRITICISM, EventKind.VISIT, EventKind.DENIAL} <= {mention.kind for mention in found.mentions}


def test_it_takes_the_given_dating_over_that_of_the_article() -> None:
    dating = Dating(PublishedBasis.INFERRED, date(2024, 7, 1), date(2024, 7, 9), ("It was confirmed.",))
    assert extract(article(STORY), load_lexicon(), dating=dating).dating is dating


def test_it_gives_the_same_result_for_the_same_article() -> None:
    assert extract(article(STORY), load_lexicon()) == extract(article(STORY), load_lexicon())


def test_it_gives_the_same_result_in_another_process() -> None:
    code = (
        "from datetime import date; from timeline.extraction import extract, load_lexicon;"
        "from timeline.extraction.model import Article;"
        f"print(extract(Article('doc', {TWO_MODALS + STORY!r}, 'de', date(2024, 10, 22)), load_lexicon()).mentions)"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400), st.sampled_from(["de", "en"]))
def test_it_never_fails_on_random_text(text: str, language: str) -> None:
    checked(extract(article(text, language), load_lexicon()))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60), st.sampled_from(["de", "en"]), st.booleans())
def test_it_never_fails_on_words_in_disorder(words: list[str], language: str, dated: bool) -> None:
    checked(extract(article(" ".join(words), language, date(2024, 10, 22) if dated else None), load_lexicon()))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SENTENCES), st.sampled_from(SENTENCES), st.randoms(use_true_random=False))
def test_it_never_fails_on_the_words_of_two_sentences_shuffled(
    first: tuple[str, str], second: tuple[str, str], random: Random
) -> None:
    """Verbs, names and sources in every order: what stands after its verb in one text stands before it in another."""
    words = f"{first[1]} {second[1]}".split()
    random.shuffle(words)
    checked(extract(article(" ".join(words), first[0]), load_lexicon()))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(RUNNING_ON), min_size=180, max_size=260), st.sampled_from(["de", "en"]))
def test_it_never_fails_on_a_sentence_of_two_hundred_words(words: list[str], language: str) -> None:
    checked(extract(article(" ".join(words), language), load_lexicon()))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("unit", LONG_RUNS)
def test_it_never_fails_on_five_thousand_words_without_a_full_stop(unit: str, language: str) -> None:
    found = checked(extract(article(unit * (5_000 // len(unit.split())), language), load_lexicon()))
    assert max(sentence.end - sentence.start for sentence in found.sentences) <= LONGEST_SENTENCE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Außenminister von dem Land Russland er hat gemacht einen Besuch nach die Pjöngjang Stadt gestern.", "de"),
        (
            "Es ist gewesen gesagt durch Seoul dass die Waffen wurden geliefert zu Moskau, nicht wahr sei.",
            "de",
        ),
        ("Kim, welcher wird treffen Putin haben soll, „die Freundschaft ist unser, sagte. Er dankte „ihm.", "de"),
        ("Nachricht Alarm: Rakete! Rakete?? (Nordkorea) – Russland – – Lieferung [Bild] 12:30 Uhr Uhr", "de"),
        (
            'It was by Seoul said the troops to have been sending Russia for, but not confirmed "yet. He "denied.',
            "en",
        ),
        ("Die Agentur, die sich auf Berichte aus Seoul beruft, meldete die Ankunft von Soldaten aus Nordkorea.", "de"),
        ("Name | Date | Guest\nWonsan | 3 May | Putin\nRason | 4 May | Lavrov, visited; met; signed", "en"),
    ],
)
def test_it_never_fails_on_clumsy_translations_and_tables(text: str, language: str) -> None:
    checked(extract(article(text, language), load_lexicon()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kim",
        "Gipfel Putin Kim Wladiwostok",
        "Ort\tZeit\tGast\nWonsan\t3.5.\tPutin\nRason\t4.5.\tLawrow",
        "„Er kam „und ging „nie wieder sagte Putin zu Kim in Moskau",
        "Putin " * 300 + "besuchte Kim.",
        "Putin, der, wie es, obwohl er, während Kim, sagte, ging, kam, " * 40,
    ],
)
def test_it_never_fails_on_what_is_hardly_a_text(text: str) -> None:
    checked(extract(article(text), load_lexicon()))
    assert timexes(article(text)) == extract(article(text), load_lexicon()).timexes


def test_importing_it_imports_nothing_heavy() -> None:
    heavy = "dateparser trafilatura simplemma lxml django regex plotly rapidfuzz numpy"
    code = f"import sys, timeline.extraction; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "[]\n"


def test_reading_a_dated_article_imports_nothing_heavy_either() -> None:
    code = (
        "import sys; from datetime import date; from timeline.extraction import extract, load_lexicon, read_bytes;"
        f"article = read_bytes({STORY.encode()!r}, name='a.txt', published=date(2024, 10, 22));"
        "assert extract(article, load_lexicon()).mentions;"
        "print([m for m in ('dateparser', 'trafilatura', 'simplemma', 'lxml', 'django') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "[]\n"
