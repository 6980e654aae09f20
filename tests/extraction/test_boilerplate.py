"""Boilerplate: what belongs to the page is marked, what belongs to the article is not."""

from __future__ import annotations

import pytest

from timeline.extraction.boilerplate import find, origin

BODY = "Der Minister reiste ab.\nEr sprach mit dem Gast.\nDer Gast schwieg dazu.\n"
REST = "Danach fuhr der Zug in die Stadt zurück.\nDort wartete schon der Botschafter.\n"


def marked(text: str, language: str = "de") -> list[str]:
    return [text[a:b] for a, b in find(text, language)]


@pytest.mark.parametrize(
    "line",
    [
        # calls
        "Erhalten Sie jeden Morgen die wichtigsten Meldungen",
        "Jetzt abonnieren und weiterlesen",
        "Newsletter bestellen",
        "Folgen Sie uns auf Instagram",
        "Folgen Sie Blatt weiter",
        "Folge uns auf Telegram!",
        "Teilen Sie diesen Beitrag",
        "Sie können diesen Artikel mit Ihren Freunden teilen:",
        "Artikel drucken",
        "Schreiben Sie einen Kommentar",
        "12 Kommentare",
        # credits
        "Quelle: blatt.example, mkl/dpa",
        "Quelllink",
        "(dpa/AFP)",
        "Mit Material von Reuters",
        "Zusätzliche Berichterstattung von Eva Muster in Tokio",
        "Von Eva Muster, Tokio",
        "Foto: Eva Muster/dpa",
        "Dieser Artikel wurde automatisch übersetzt.",
        # menus, tags, dates, page marks
        "Tags: Gipfel, Handel",
        "Lesen Sie auch: Streit um die Brücke",
        "Das könnte Sie auch interessieren",
        "Veröffentlicht am 3. Mai 2024, 10:15 Uhr",
        "Lesezeit: 3 Minuten",
        "abc-de-17",
        "Impressum",
        "Wir verwenden Cookies, um die Seite zu verbessern.",
    ],
)
def test_it_marks_german_lines_of_the_page(line: str) -> None:
    assert marked(f"{BODY}{line}\n{REST}") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our morning briefing",
        "Follow us on Instagram",
        "Share this article",
        "Source: paper.example, ab/AFP",
        "With reporting by Reuters",
        "Reporting by Eva Sample in Tokyo",
        "By Eva Sample",
        "Published on May 3, 2024",
        "3 min read",
        "Read more: Bridge still closed",
        "All rights reserved.",
    ],
)
def test_it_marks_english_lines_of_the_page(line: str) -> None:
    body = "The minister left.\nHe talked to the guest.\nThe guest was silent.\n"
    assert marked(f"{body}{line}\nThen the train went back to the city.\n", "en") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Gipfel im Hafen von Wonsan",
        "Quellen im Ministerium bestätigten die Reise.",
        "Sie folgen damit dem Beispiel der Nachbarn.",
        "Von Seoul aus flog er weiter.",
        "Video und Ton der Rede liegen den Ermittlern vor.",
        "Der Newsletter des Ministeriums erwähnte den Besuch nicht.",
        "Der Stand am Montag: vier Schiffe.",
        "Bericht: Hafen von Wonsan gesperrt",
        "Video: Gast winkt vom Schiff",
        "Er schrieb auf Telegram und auf Facebook, dass der Gast schweige.",
    ],
)
def test_it_leaves_lines_of_the_article_alone(line: str) -> None:
    assert marked(f"{line}\n{BODY}") == []


def test_it_marks_a_headline_only_where_it_is_repeated() -> None:
    assert find(f"Gipfel im Hafen von Wonsan\nGipfel im Hafen von Wonsan\n{BODY}", "de") == ((27, 53),)


def test_it_marks_the_teasers_under_an_article_that_has_a_body() -> None:
    assert marked(f"{BODY}Streit um die Brücke\nNeue Töne aus Seoul") == ["Streit um die Brücke", "Neue Töne aus Seoul"]
    assert marked("Der Gast kam.\nStreit um die Brücke") == []


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("(Seoul) Der Gast kam.", "(Seoul) "),
        ("MOSKAU (Reuters) - Der Gast kam.", "MOSKAU (Reuters) - "),
        ("Tokio, 3. Mai (dpa) – Der Gast kam.", "Tokio, 3. Mai (dpa) – "),
        ("Berlin/Seoul (AFP) Der Gast kam.", "Berlin/Seoul (AFP) "),
    ],
)
def test_it_marks_the_dateline(text: str, dateline: str) -> None:
    assert marked(text) == [dateline]


@pytest.mark.parametrize("text", ["Kim (40) kam an.", "(Er kam spät.) Dann ging er.", "Kim Jong Un (Bild) kam an."])
def test_it_takes_no_other_bracket_for_a_dateline(text: str) -> None:
    assert marked(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{BODY}Quelle: blatt.example, mkl/dpa/AFP", "dpa"),
        (f"{BODY}(KCNA)", "KCNA"),
        ("Der Gast kam an. (AFP)", "AFP"),
        ("MOSKAU (Reuters) - Der Gast kam.", "Reuters"),
        (f"{BODY}Mit Material von Reuters und AP", "Reuters"),
        ("Der Gast kam, wie die Nachrichtenagentur (KCNA) meldete.", ""),
        ("Laut Reuters kam der Gast. Quellen nannte die AFP nicht.", ""),
        (BODY, ""),
    ],
)
def test_it_finds_the_agency_that_the_article_credits(text: str, expected: str) -> None:
    assert origin(text, "de") == expected
