"""The choices beside the timeline, each with the number of events that choosing it would show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.extraction.model import EventKind, Status
from timeline.filters import Filters
from timeline.models import EventCount
from timeline.querysets import EventQuerySet, names_of
from timeline.wording import Catalogue

MOST_OPTIONS = 60
"""Of actors and the like; those with the most events, and those that are chosen."""

MOST_LOOKED_AT = 2_000
"""Of very many events so many are counted for each facet: its counts are then the least that a choice leads to."""


@dataclass(frozen=True, slots=True)
class Option:
    """`at_least`: the count is that of some of very many events, so that nought does not mean none."""

    value: str
    label: str
    count: int
    chosen: bool
    at_least: bool = False

    @property
    def empty(self) -> bool:
        """Whether choosing it leads to a page without events, which is said before it is done."""
        return self.count == 0 and not self.at_least

    @property
    def words(self) -> str:
        """The count as it is shown: "≥ 120" where there may be more, nothing where nothing is known."""
        number = f"{self.count:,}".replace(",", "\u202f")
        return number if not self.at_least else f"≥\u00a0{number}" if self.count else ""


@dataclass(frozen=True, slots=True)
class Facet:
    parameter: str
    label: str
    options: tuple[Option, ...]
    error: str = ""

    @property
    def chosen(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.chosen)

    @property
    def summary(self) -> str:
        """What is chosen, in a few words: a name, or how many."""
        chosen = self.chosen
        if not chosen:
            return _("all")
        return chosen[0].label if len(chosen) == 1 else str(len(chosen))


_LABELS = {
    "kind": gettext_lazy("Type"),
    "status": gettext_lazy("Status"),
    "actor": gettext_lazy("Actors"),
    "place": gettext_lazy("Places"),
    "outlet": gettext_lazy("Outlets"),
    "country": gettext_lazy("Source country"),
}
_MODELS = {"actor": "Actor", "place": "Place", "outlet": "Outlet"}


def facets(
    filters: Filters,
    published: EventQuerySet,
    cat: Catalogue,
    countries: Mapping[str, str],
    *,
    many: bool = False,
) -> list[Facet]:
    """All facets, in a number of queries that does not depend on the rows.

    A count respects every other filter; for actors, of whom all must take part, also the actors already chosen.
    `countries` are the names of countries by code. Of `many` events only some are counted (`MOST_LOOKED_AT`).
    """
    found: list[Facet] = []
    for parameter, label in _LABELS.items():
        others = filters if parameter == "actor" else filters.without(parameter)
        counts, at_least = _counted(parameter, others, published, many=many)
        labels = _labels(parameter, counts, filters, cat, countries)
        chosen = filters.chosen(parameter)
        options = [
            Option(value, name, counts.get(value, 0), value in chosen, at_least) for value, name in labels.items()
        ]
        found.append(Facet(parameter, str(label), tuple(options), filters.errors.get(parameter, "")))
    return found


def _counted(parameter: str, filters: Filters, published: EventQuerySet, *, many: bool) -> tuple[dict[str, int], bool]:
    """The counts of a facet, and whether they are those of some of the events only."""
    if parameter == "kind" and filters.kept_count_of and not (filters.first or filters.last):
        return EventCount.objects.by_kind(), False
    events = filters.apply(published)
    if not many:
        return _counts(parameter, events), False
    some = published.filter(pk__in=events.order_by().values("pk")[:MOST_LOOKED_AT])
    return _counts(parameter, some), True


def _counts(parameter: str, events: EventQuerySet) -> dict[str, int]:
    match parameter:
        case "kind" | "status":
            return events.count_by(parameter)
        case "actor":
            return events.count_by("participants__actor__slug")
        case "place":
            return events.count_by("place__slug")
        case "outlet":
            return events.count_by_report("document__outlet__slug")
        case _:
            return events.count_by_report("document__outlet__country")


def _labels(
    parameter: str, counts: Mapping[str, int], filters: Filters, cat: Catalogue, countries: Mapping[str, str]
) -> dict[str, str]:
    """The options with their labels: a fixed vocabulary in its order, anything else by its number of events."""
    if parameter == "kind":
        return {kind.value: cat.label("kind", kind) for kind in EventKind}
    if parameter == "status":
        return {status.value: cat.label("status", status) for status in Status}
    often = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_OPTIONS]
    values = list(dict.fromkeys([*filters.chosen(parameter), *often]))
    if parameter == "country":
        names = {value: countries.get(value, value) for value in values}
    else:
        names = names_of(_MODELS[parameter], values, cat.language)
    return {value: names[value] for value in sorted(names, key=lambda value: (-counts.get(value, 0), names[value]))}
