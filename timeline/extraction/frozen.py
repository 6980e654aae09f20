"""Values that pass between stages: dataclasses with slots that nobody changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(cls: type[T]) -> type[T]:
    """`dataclass(frozen=True, slots=True)` for whoever reads or checks the code, and three times as fast to make.

    At run time a frozen dataclass sets each of its fields by a call that goes around its own lock; an article needs
    some two thousand such values. So the lock is the type checker's alone.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
