"""A text is cut at the offsets of its mentions, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from timeline.admin.marking import Piece, pieces

TEXT = "Am Montag reiste sie an. Er dementiert."


@dataclass
class Spot:
    start: int
    end: int
    trigger_start: int
    trigger_end: int
    date_start: int | None = None
    date_end: int | None = None
    state: str = "proposed"
    kind: str = "visit"

    @property
    def anchor(self) -> str:
        return f"m{self.trigger_start}-{self.trigger_end}-{self.kind}"


def test_it_marks_quote_trigger_and_date_apart() -> None:
    spot = Spot(0, 24, 10, 16, date_start=3, date_end=9)
    quote = {"anchors": ("m10-16-visit",), "state": "proposed"}
    assert pieces(TEXT, [spot]) == (
        Piece("Am ", **quote),
        Piece("Montag", date=True, **quote),
        Piece(" ", **quote),
        Piece("reiste", begins=("m10-16-visit",), trigger="m10-16-visit", **quote),
        Piece(" sie an.", **quote),
        Piece(" Er dementiert."),
    )


def test_it_lets_two_mentions_begin_on_one_word() -> None:
    first, second = Spot(0, 24, 10, 16, state="accepted"), Spot(0, 24, 10, 16, kind="meeting")
    trigger = next(piece for piece in pieces(TEXT, [first, second]) if piece.text == "reiste")
    assert trigger.begins == ("m10-16-visit", "m10-16-meeting")
    assert trigger.trigger == "m10-16-meeting", "the link leads to the one that still waits"
    assert trigger.state == "proposed"


def test_it_knows_the_documents_offsets_in_an_excerpt() -> None:
    spot = Spot(25, 39, 28, 38, kind="denial")
    assert [piece.text for piece in pieces(TEXT[25:], [spot], start=25)] == ["Er ", "dementiert", "."]


def test_it_dims_boilerplate() -> None:
    assert pieces("Menu Text", [], [[0, 5]]) == (Piece("Menu ", boilerplate=True), Piece("Text"))


def test_it_makes_nothing_of_nothing() -> None:
    assert pieces("", []) == ()


@st.composite
def spots(draw: st.DrawFn) -> list[Spot]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        start, trigger, trigger_end, end = sorted(draw(st.lists(st.integers(0, len(TEXT) + 5), min_size=4, max_size=4)))
        found.append(Spot(start, end, trigger, trigger_end))
    return found


@given(spots())
def test_it_loses_no_character_and_no_mark(found: list[Spot]) -> None:
    cut = pieces(TEXT, found)
    assert "".join(piece.text for piece in cut) == TEXT
    at = 0
    for piece in cut:
        covering = tuple(spot.anchor for spot in found if spot.start <= at and at + len(piece.text) <= spot.end)
        assert piece.anchors == covering
        at += len(piece.text)
