"""The vocabulary as choices, labelled in the active language; and the clock of the rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language

from timeline import wording
from timeline.extraction import model as vocabulary

Choices = list[tuple[str, Any]]


def label(section: str, key: str) -> str:
    """The word for a member of the vocabulary in the active language."""
    return wording.catalogue(get_language()).label(section, key)


_lazy_label = lazy(label, str)


def _labelled(section: str, members: Iterable[StrEnum]) -> Choices:
    return [(member.value, _lazy_label(section, member.value)) for member in members]


# Named functions, because migrations refer to choices by name and so stay the same when the vocabulary grows.


def kind_choices() -> Choices:
    return _labelled("kind", vocabulary.EventKind)


def mode_choices() -> Choices:
    return _labelled("mode", vocabulary.Mode)


def factuality_choices() -> Choices:
    return _labelled("factuality", vocabulary.Factuality)


def status_choices() -> Choices:
    return _labelled("status", vocabulary.Status)


def commitment_choices() -> Choices:
    return _labelled("commitment", vocabulary.Commitment)


def precision_choices() -> Choices:
    return _labelled("precision", vocabulary.Precision)


def extent_choices() -> Choices:
    return _labelled("extent", vocabulary.Extent)


def basis_choices() -> Choices:
    return _labelled("basis", vocabulary.Basis)


def published_basis_choices() -> Choices:
    return _labelled("published_basis", vocabulary.PublishedBasis)


def role_choices() -> Choices:
    return _labelled("role", vocabulary.Role)


def relation_choices() -> Choices:
    return _labelled("relation", vocabulary.RelationType)


def actor_kind_choices() -> Choices:
    return _labelled("actor_kind", vocabulary.ActorKind)


def now() -> datetime:
    """The current time in whole milliseconds, the finest that a JSON fixture keeps.

    A log entry that came back from a fixture with other microseconds would be a changed entry, which the log refuses.
    """
    moment = timezone.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
