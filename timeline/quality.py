"""How good the extraction is, as the decisions of curators show it: by kind of event and by rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from django.db import connection

_SURE = 1.96
"""Standard deviations: with 95 % certainty."""

_DECIDED = """
    FROM timeline_mention AS mention
    {join}
    WHERE NOT mention.by_hand AND mention.state IN ('accepted', 'rejected')
    GROUP BY 1
"""
_COUNTS = """
    count(DISTINCT mention.id) FILTER (WHERE mention.state = 'accepted' AND mention.reading IS NULL),
    count(DISTINCT mention.id) FILTER (WHERE mention.state = 'accepted' AND mention.reading IS NOT NULL),
    count(DISTINCT mention.id) FILTER (WHERE mention.state = 'rejected')
"""
_BY_KIND = f"SELECT coalesce(mention.reading ->> 'kind', mention.kind), {_COUNTS} {_DECIDED.format(join='')}"
_BY_RULE = f"SELECT step ->> 'rule', {_COUNTS} " + _DECIDED.format(
    join="CROSS JOIN LATERAL jsonb_array_elements(mention.trace) AS step"
)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What became of the mentions that one kind or one rule had a part in. `name` is the key of the kind or the rule.

    `accepted` as they were read, `edited` and then accepted, `rejected`.
    """

    name: str
    accepted: int
    edited: int
    rejected: int

    @property
    def decided(self) -> int:
        return self.accepted + self.edited + self.rejected

    def share(self, count: int) -> float:
        """A part of the decided ones, from 0 to 1."""
        return count / self.decided if self.decided else 0.0

    @property
    def weakness(self) -> float:
        """The share of wrong readings that is exceeded with near certainty: few decisions prove little.

        The lower bound of Wilson's interval, so that one rejected of one does not stand above forty of fifty.
        """
        if not self.decided:
            return 0.0
        n, wrong = self.decided, self.share(self.edited + self.rejected)
        middle = wrong + _SURE**2 / (2 * n)
        spread = _SURE * sqrt(wrong * (1 - wrong) / n + _SURE**2 / (4 * n**2))
        return max(0.0, (middle - spread) / (1 + _SURE**2 / n))


def by_kind() -> list[Verdicts]:
    """Every kind of event that somebody decided on, the weakest first; an edited mention under the kind it was found
    as."""
    return _weakest_first(_rows(_BY_KIND))


def by_rule() -> list[Verdicts]:
    """Every rule in the traces of mentions that somebody decided on, the weakest first."""
    return _weakest_first(_rows(_BY_RULE))


def _rows(query: str) -> list[Verdicts]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [Verdicts(name or "", *counts) for name, *counts in cursor.fetchall()]


def _weakest_first(verdicts: Iterable[Verdicts]) -> list[Verdicts]:
    return sorted(verdicts, key=lambda row: (-row.weakness, -row.decided, row.name))
