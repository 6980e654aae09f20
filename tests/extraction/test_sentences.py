"""Sentences: own-worded examples, one row for each thing that a full stop does not end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.extraction.sentences import LONGEST_SENTENCE, paragraphs, split


def texts(text: str, language: str = "de") -> list[str]:
    return [sentence.text for sentence in split(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # ordinals
        (
            "Die Delegation kam am 3. Oktober an. Sie blieb kurz.",
            ["Die Delegation kam am 3. Oktober an.", "Sie blieb kurz."],
        ),
        ("Zum 75. Jahrestag gratulierte Peking.", ["Zum 75. Jahrestag gratulierte Peking."]),
        ("Die 2. Armee übte am 4. Feb. bei Wonsan.", ["Die 2. Armee übte am 4. Feb. bei Wonsan."]),
        (
            "Das Schiff lief am 13. Danach blieb der Hafen leer.",
            ["Das Schiff lief am 13.", "Danach blieb der Hafen leer."],
        ),
        ("Es waren 12. Niemand zählte nach.", ["Es waren 12.", "Niemand zählte nach."]),
        # short forms
        ("Etwa 3 Mio. Schuss seien z. B. per Bahn gekommen.", ["Etwa 3 Mio. Schuss seien z. B. per Bahn gekommen."]),
        ("Die staatl. Agentur schwieg. Seoul auch.", ["Die staatl. Agentur schwieg.", "Seoul auch."]),
        # quotations with full stops inside
        (
            "„Wir warten ab. Mehr sage ich nicht“, erklärte er. Dann ging er.",
            ["„Wir warten ab. Mehr sage ich nicht“, erklärte er.", "Dann ging er."],
        ),
        ('Er rief: "Genug!" Niemand antwortete.', ['Er rief: "Genug!"', "Niemand antwortete."]),
        ("Sie fragte: ‚Wann? Und wo?‘ Er schwieg.", ["Sie fragte: ‚Wann?", "Und wo?‘", "Er schwieg."]),
        # a quotation that was never closed before the next one opens
        (
            "„Der Zug fuhr nachts ab. „Er kam morgens an“, sagte ein Zeuge.",
            ["„Der Zug fuhr nachts ab.", "„Er kam morgens an“, sagte ein Zeuge."],
        ),
        # paragraphs glued together
        ("Die Lieferung blieb aus.Moskau schwieg dazu.", ["Die Lieferung blieb aus.", "Moskau schwieg dazu."]),
        ("Das meldete der Dienst auf ria.ru am Abend.", ["Das meldete der Dienst auf ria.ru am Abend."]),
    ],
)
def test_it_ends_a_german_sentence_where_a_reader_does(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # an hour, told more closely or not
        (
            "The train left at 8:15 p.m. Moscow time. It arrived at 6 a.m. Nobody waved.",
            ["The train left at 8:15 p.m. Moscow time.", "It arrived at 6 a.m.", "Nobody waved."],
        ),
        (
            "She left in May. Nobody waved on 9 May. So it went.",
            ["She left in May.", "Nobody waved on 9 May.", "So it went."],
        ),
        ("Gen. Pak left on Feb. 3. Nobody waved.", ["Gen. Pak left on Feb. 3.", "Nobody waved."]),
        (
            "The U.N. Security Council met. U.S. officials left.",
            ["The U.N. Security Council met.", "U.S. officials left."],
        ),
        ("“We wait. That is all,” he said. She nodded.", ["“We wait. That is all,” he said.", "She nodded."]),
        ("Approx. 40 trucks crossed. Two returned.", ["Approx. 40 trucks crossed.", "Two returned."]),
    ],
)
def test_it_ends_an_english_sentence_where_a_reader_does(text: str, expected: list[str]) -> None:
    assert texts(text, "en") == expected


def test_it_cuts_a_quotation_that_is_too_long_to_be_one_sentence() -> None:
    said = " ".join(f"Die {word} Brücke bleibt vorerst für jeden Verkehr gesperrt." for word in ["alte"] * 8)
    found = texts(f"„{said}“ Das teilte die Verwaltung mit.")
    assert len(found) == 9
    assert found[7].endswith("gesperrt.“")
    assert found[8] == "Das teilte die Verwaltung mit."


def test_it_tells_headings_from_sentences() -> None:
    text = "Gipfel im Hafen\n\nDie Gäste kamen spät. Sie blieben lange.\nMehr zum Thema:\nNeue Töne aus Seoul"
    assert [(s.text, s.heading) for s in split(text, "de")] == [
        ("Gipfel im Hafen", True),
        ("Die Gäste kamen spät.", False),
        ("Sie blieben lange.", False),
        ("Mehr zum Thema:", False),
        ("Neue Töne aus Seoul", True),
    ]


def test_it_joins_lines_that_were_wrapped_at_a_fixed_width() -> None:
    text = (
        "Der Minister landete am frühen Abend in der\nHauptstadt und fuhr ohne Umweg in die Residenz des\nStaatschefs."
    )
    assert [text[a:b] for a, b in paragraphs(text)] == [text]
    assert len(split(text, "de")) == 1


def test_it_keeps_lines_apart_that_only_happen_to_be_short() -> None:
    text = "Seoul warnt\nDer Botschafter musste im Ministerium erscheinen.\nEr schwieg."
    assert texts(text) == text.split("\n")


def test_it_flags_a_sentence_of_which_half_is_boilerplate() -> None:
    text = "Der Zug fuhr ab. Jetzt abonnieren! Er kam an."
    start = text.index("Jetzt")
    flagged = [s.boilerplate for s in split(text, "de", [(start, start + len("Jetzt abonnieren"))])]
    assert flagged == [False, True, False]


def test_it_cuts_a_list_without_full_stops_where_it_pauses() -> None:
    text = ", ".join(["Wonsan am 3. Mai"] * 400)
    cut = texts(text)
    assert len(cut) > 1
    assert max(map(len, cut)) <= LONGEST_SENTENCE
    assert {piece.rstrip(",").count("Wonsan") - piece.rstrip(",").count(",") for piece in cut} == {1}


def test_it_cuts_what_has_no_pause_at_all() -> None:
    assert [len(piece) for piece in texts("x" * (2 * LONGEST_SENTENCE + 7))] == [LONGEST_SENTENCE, LONGEST_SENTENCE, 7]


@given(st.text(max_size=300) | st.text(alphabet="aB .!?„“\"»«'\n\r\u20283…()😀", max_size=120))
def test_it_gives_exact_offsets_and_loses_nothing_but_space(text: str) -> None:
    for language in ("de", "en"):
        end = 0
        for number, sentence in enumerate(split(text, language)):
            assert sentence.index == number
            assert sentence.text == text[sentence.start : sentence.end] != ""
            assert sentence.text == sentence.text.strip()
            assert text[end : sentence.start].strip() == ""
            end = sentence.end
        assert text[end:].strip() == ""
