"""How the mentions of one article hang together: what is said about what, what denies what, what is part of what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from timeline.extraction.kinds import HARD, Candidate
from timeline.extraction.model import (
    ACCUSATION,
    CRITICISM,
    DENIAL,
    MEETING,
    SPEECH_ACTS,
    VISIT,
    Factuality,
    Mention,
    MentionRelation,
    RelationType,
)

if TYPE_CHECKING:
    from timeline.extraction.pipeline import Reading

Pair = tuple[Candidate, Mention]


def relate(pairs: Sequence[Pair], reading: Reading) -> tuple[MentionRelation, ...]:
    """`about` from a speech act to its content, `denies` from a denial to the claim, `part_of` from a meeting to the
    visit it belongs to; without repetitions, in text order of the source."""
    found: list[MentionRelation] = []
    for position, pair in enumerate(pairs):
        found += _about(pair, pairs)
        found += _denies(position, pairs)
        found += _part_of(position, pairs)
    return tuple(dict.fromkeys(found))


def _about(pair: Pair, pairs: Sequence[Pair]) -> list[MentionRelation]:
    candidate, mention = pair
    if candidate.kind not in SPEECH_ACTS or candidate.kind is DENIAL:
        return []
    return [
        MentionRelation(mention.id, other.id, RelationType.ABOUT)
        for content, other in pairs
        if content.sentence.index == candidate.sentence.index
        and other.id != mention.id
        and _is_content(content, candidate)
    ]


def _is_content(content: Candidate, speech: Candidate) -> bool:
    """Whether the content stands in a clause below the speech act, or as a noun beside its verb."""
    if content.clause.index == speech.clause.index:
        return content.noun is not None and content.kind not in SPEECH_ACTS
    return any(above.index == speech.clause.index for above in speech.parse.governors(content.clause))


def _denies(position: int, pairs: Sequence[Pair]) -> list[MentionRelation]:
    """A denial points to the claim before it: in its sentence, else the last one told."""
    candidate, mention = pairs[position]
    if candidate.kind is not DENIAL:
        return []
    claims = [
        (other, claim)
        for other, claim in pairs
        if other.sentence.index <= candidate.sentence.index
        and _is_claim(other, claim, candidate)
        and claim.id != mention.id
    ]
    if not claims:
        return []
    nearest = max(other.sentence.index for other, _ in claims)
    if candidate.sentence.index - nearest > 4:
        return []
    return [
        MentionRelation(mention.id, claim.id, RelationType.DENIES)
        for other, claim in claims
        if other.sentence.index == nearest
    ]


def _is_claim(other: Candidate, claim: Mention, denial: Candidate) -> bool:
    if claim.factuality is Factuality.ALLEGED or claim.kind is ACCUSATION:
        return True
    return claim.kind is CRITICISM and other.kind not in HARD and not set(other.doers) & set(denial.doers)


def _part_of(position: int, pairs: Sequence[Pair]) -> list[MentionRelation]:
    """A meeting in the same or the sentence after a visit, with the visitor, at a time that can be the same."""
    candidate, mention = pairs[position]
    if candidate.kind is not MEETING:
        return []
    people = {p.key or p.name for p in mention.participants}
    for other, visit in reversed(pairs[:position]):
        near = candidate.sentence.index - other.sentence.index <= 1
        if not near:
            break
        visitors = {p.key or p.name for p in visit.participants}
        if visit.kind is VISIT and people & visitors and mention.span.overlaps(visit.span):
            return [MentionRelation(mention.id, visit.id, RelationType.PART_OF)]
    return []
