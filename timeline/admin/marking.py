"""A text cut into pieces at the offsets of the mentions in it, so that a template can mark each of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Marked(Protocol):
    """What is marked; the rows of `timeline.models.Mention` fit. Offsets are those of the document."""

    start: int
    end: int
    trigger_start: int
    trigger_end: int
    date_start: int | None
    date_end: int | None
    state: str

    @property
    def anchor(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks.

    `anchors` are the mentions whose quote covers it, `begins` those whose trigger begins here, `trigger` the mention
    whose trigger it is part of ("" for none), `state` the most open one of the mentions that cover it.
    """

    text: str
    anchors: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    trigger: str = ""
    date: bool = False
    state: str = ""
    boilerplate: bool = False


_OPENNESS = ("proposed", "accepted", "rejected")


def pieces(
    text: str, mentions: Sequence[Marked], boilerplate: Iterable[Sequence[int]] = (), start: int = 0
) -> tuple[Piece, ...]:
    """Cuts `text`, which begins at the document's offset `start`, wherever a mark begins or ends.

    The texts of the pieces put together are `text`. A mark that reaches beyond it is cut off at its ends.
    """
    end = start + len(text)
    furniture = [(int(first), int(last)) for first, last in boilerplate]
    cuts = {start, end}
    for mention in mentions:
        cuts.update((mention.start, mention.end, mention.trigger_start, mention.trigger_end))
        if mention.date_start is not None and mention.date_end is not None:
            cuts.update((mention.date_start, mention.date_end))
    for first, last in furniture:
        cuts.update((first, last))
    places = sorted(cut for cut in cuts if start <= cut <= end)
    found = []
    for first, last in zip(places, places[1:], strict=False):
        over = [mention for mention in mentions if mention.start <= first and last <= mention.end]
        triggers = [mention for mention in mentions if mention.trigger_start <= first and last <= mention.trigger_end]
        found.append(
            Piece(
                text=text[first - start : last - start],
                anchors=tuple(mention.anchor for mention in over),
                begins=tuple(mention.anchor for mention in triggers if mention.trigger_start == first),
                trigger=min(triggers, key=_openness).anchor if triggers else "",
                date=any(_in_date(mention, first, last) for mention in mentions),
                state=min(over, key=_openness).state if over else "",
                boilerplate=any(one <= first and last <= other for one, other in furniture),
            )
        )
    return tuple(found)


def _openness(mention: Marked) -> int:
    return _OPENNESS.index(mention.state)


def _in_date(mention: Marked, first: int, last: int) -> bool:
    if mention.date_start is None or mention.date_end is None:
        return False
    return mention.date_start <= first and last <= mention.date_end
