"""Near copies of one text."""

from __future__ import annotations

import pytest

from timeline.extraction.copies import NEAR, fingerprint, near_copy, resemblance

AGENCY = (
    "Der Außenminister ist am Vormittag in der Hauptstadt des Nachbarlandes gelandet. Am Flughafen empfing ihn eine "
    "Ehrengarde, danach legte er an einem Denkmal einen Kranz nieder. Für den Nachmittag waren Gespräche mit seiner "
    "Amtskollegin angesetzt, bei denen es um Getreide, Erdöl und den Ausbau der Bahnstrecke gehen sollte. Über den "
    "Inhalt wurde Stillschweigen vereinbart. Beobachter rechnen damit, dass auch ein Gegenbesuch zur Sprache kam. "
    "Am Abend stand ein Konzert auf dem Programm, bevor die Maschine wieder nach Westen abhob."
)
OTHERS = (
    "Zu einem Besuch ist der Chefdiplomat ins Nachbarland gereist. Nach einer Kranzniederlegung sprach er dort mit der "
    "Außenministerin über Handel und Verkehr. Einzelheiten nannten beide Seiten nicht. Fachleute halten es für "
    "denkbar, dass er dabei eine Einladung seines Präsidenten überbrachte. Die Reise dauerte nur einen Tag, und noch "
    "am selben Abend flog die Delegation zurück. Auf dem Rollfeld spielte eine Kapelle, und Kinder schwenkten Fahnen."
)
OPENING = "Wie unser Korrespondent erfährt, bahnt sich in der Region eine neue Zusammenarbeit an. Lesen Sie hier mehr. "


@pytest.mark.parametrize(
    ("text", "other", "is_copy"),
    [
        (AGENCY, AGENCY, True),
        (AGENCY, AGENCY.upper().replace(",", " –"), True),
        (AGENCY, OPENING + AGENCY, True),
        (AGENCY, AGENCY[: len(AGENCY) // 2], True),
        (
            AGENCY,
            AGENCY.replace("Kranz", "Gebinde").replace("Konzert", "Festessen").replace("Vormittag", "Morgen"),
            True,
        ),
        (AGENCY, OTHERS, False),
        # a quotation in common is no copy
        (AGENCY, f"{OTHERS} Über den Inhalt wurde Stillschweigen vereinbart.", False),
        ("", "", False),
        ("Kurz gemeldet.", "Kurz gemeldet.", False),
        ("Eine kurze Notiz aus fünf Wörtern", "Eine kurze Notiz aus fünf Wörtern", True),
        ("Eine kurze Notiz aus fünf Wörtern", "Eine kurze Notiz aus acht Wörtern", False),
    ],
)
def test_it_tells_copies_from_reports_of_the_same_event(text: str, other: str, is_copy: bool) -> None:
    assert (near_copy(text, other) >= NEAR) is is_copy
    assert near_copy(text, other) == near_copy(other, text)


def test_a_fingerprint_stands_for_the_text() -> None:
    assert resemblance(fingerprint(AGENCY), fingerprint(OPENING + AGENCY)) >= NEAR
    assert resemblance(fingerprint(AGENCY), fingerprint(OTHERS)) < 0.1
    assert fingerprint(AGENCY) == tuple(sorted(set(fingerprint(AGENCY))))
    assert all(0 <= value < 2**32 for value in fingerprint(AGENCY))


def test_fingerprints_of_short_texts_match_nothing() -> None:
    assert fingerprint("Nur ein paar Worte.") == ()
    assert resemblance((), ()) == 0.0


def test_a_fingerprint_does_not_change_between_versions() -> None:
    text = " ".join(f"Wort{number}" for number in range(40))
    assert fingerprint(text)[:3] == (163664352, 685713988, 874274164)
    assert len(fingerprint(text)) == 9
