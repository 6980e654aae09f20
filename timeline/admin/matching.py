"""What speaks for and against two reports telling of one event, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.extraction.comparison import Comparison, Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SAID: Mapping[str, StrOrPromise] = MappingProxyType(
    {
        "kind": gettext_lazy("kind of event"),
        "time": gettext_lazy("time"),
        "agents": gettext_lazy("who acts"),
        "others": gettext_lazy("with whom"),
        "destination": gettext_lazy("where to"),
        "place": gettext_lazy("place"),
        "mode": gettext_lazy("manner"),
        "factuality": gettext_lazy("factuality"),
        "objects": gettext_lazy("what it is about"),
        "amounts": gettext_lazy("amounts"),
        "sources": gettext_lazy("sources named"),
        "journey": gettext_lazy("stop of a journey"),
        "wording": gettext_lazy("wording"),
        "document": gettext_lazy("told by one document"),
    }
)
"""What a reason of the matcher is about, by the first part of its key."""

_STRONG = 1.0


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was weighed. `sign` is how it speaks: ++, +, ±, − or −− for one event; `told` says that in words.

    `seen` is what was seen in the two reports.
    """

    about: str
    sign: str
    told: str
    seen: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two reports fit: in hundredths, and why, what weighs most first."""

    percent: int
    points: tuple[Point, ...]


def told(comparison: Comparison) -> Fit:
    """A comparison in the active language."""
    weighed = sorted(comparison.reasons, key=lambda reason: -abs(reason.weight))
    return Fit(round(comparison.score * 100), tuple(_point(reason) for reason in weighed))


def _point(reason: Reason) -> Point:
    topic = reason.key.partition(".")[0]
    if reason.weight == 0:
        sign, words = "±", _("says nothing")
    elif reason.weight > 0:
        sign, words = ("++", _("speaks strongly for it")) if reason.weight >= _STRONG else ("+", _("speaks for it"))
    elif reason.weight > -_STRONG:
        sign, words = "−", _("speaks against it")
    else:
        sign, words = "−−", _("speaks strongly against it")
    return Point(str(_SAID.get(topic, topic)), sign, words, " / ".join(str(value) for value in reason.values if value))
