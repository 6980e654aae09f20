"""A function of a word form whose latest results are kept: few forms make up most of any text."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

Form = TypeVar("Form", bound=Hashable)
Known = TypeVar("Known")

MOST_FORMS = 16_384
"""Forms that are kept of each function; where there are more, all are forgotten and learnt anew."""


class Remembered(dict[Form, Known]):
    """Asked by `known[form]`, which for a form seen before is one step, without a call of Python.

    >>> lengths = Remembered(len)
    >>> lengths["Moskau"]
    6
    """

    def __init__(self, learn: Callable[[Form], Known]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, form: Form) -> Known:
        if len(self) >= MOST_FORMS:
            self.clear()
        known = self[form] = self._learn(form)
        return known
