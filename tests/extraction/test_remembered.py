"""Results that are kept by word form."""

from __future__ import annotations

import pytest

from timeline.extraction import remembered
from timeline.extraction.remembered import Remembered


def test_it_learns_each_form_once():
    asked: list[str] = []

    def learn(form: str) -> int:
        asked.append(form)
        return len(form)

    known = Remembered(learn)
    assert [known[form] for form in ("Moskau", "und", "Moskau", "und")] == [6, 3, 6, 3]
    assert asked == ["Moskau", "und"]


def test_it_keeps_no_more_than_it_may_and_still_answers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(remembered, "MOST_FORMS", 10)
    known: Remembered[int, int] = Remembered(lambda number: number * number)
    sizes = []
    for number in range(100):
        assert known[number] == number * number
        sizes.append(len(known))
    assert max(sizes) == 10
