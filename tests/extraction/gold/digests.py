"""The project's own gold: digests with what each sentence reports, and figures for what extraction finds in them.

A file holds articles. `## name language day` begins one (with `lines` at the end: a chronicle, every sentence on a line
of its own); each further line is a sentence; a blank line ends the article.
Under a sentence stand its events, `=` for one that must be found and `~` for one that may be:

    = kind[/kind] status[/status] window | name:role, name:role | source, source | place | @label

Sources and places are rated only where they are given. A label stands at an event that is told in several articles.
The window is a day, `a..b`, `..b`, `a..`, or `?` where any time is accepted.
A sentence without events must stay empty.

Run from the folder of the project: python -m tests.extraction.gold.digests [newsroom] [--misses]. `newsroom/` holds
articles as newsrooms print them, longer and less plain.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from timeline.extraction.lexicon import load
from timeline.extraction.match import cluster
from timeline.extraction.model import Article, Dating, Mention, MentionRelation
from timeline.extraction.pipeline import extract

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Expected:
    needed: bool
    kinds: frozenset[str]
    statuses: frozenset[str]
    window: tuple[date | None, date | None] | None
    participants: frozenset[tuple[str, str]]
    sources: frozenset[str]
    place: str = ""
    label: str = ""

    @property
    def kind(self) -> str:
        return min(self.kinds)


@dataclass
class Digest:
    name: str
    language: str
    day: date
    lines: bool = False
    sentences: list[str] = field(default_factory=list)
    events: list[list[Expected]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The first sentence is a headline on a line of its own; in a chronicle every sentence has one."""
        return self.sentences[0] + "\n\n" + ("\n" if self.lines else " ").join(self.sentences[1:])

    def spans(self) -> list[tuple[int, int]]:
        found, at = [], 0
        for sentence in self.sentences:
            start = self.text.index(sentence, at)
            at = start + len(sentence)
            found.append((start, at))
        return found


def read_digests(folder: Path = FOLDER, name: str = "") -> list[Digest]:
    """The articles of all files in the folder whose names begin so."""
    return [digest for path in sorted(folder.glob(f"{name}*.txt")) for digest in _read(path)]


def _read(path: Path) -> Iterator[Digest]:
    digest: Digest | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            name, language, day, *lines = line[3:].split()
            digest = Digest(name, language, date.fromisoformat(day), bool(lines))
        elif not line.strip() or digest is None:
            if digest is not None:
                yield digest
            digest = None
        elif line[0] in "=~":
            digest.events[-1].append(_expected(line))
        else:
            digest.sentences.append(line)
            digest.events.append([])
    if digest is not None:
        yield digest


def _expected(line: str) -> Expected:
    head, *rest = [part.strip() for part in line[1:].split("|")]
    kinds, statuses, window = head.split()
    people = [entry.strip().rpartition(":") for entry in rest[0].split(",")] if rest and rest[0] else []
    sources = [entry.strip() for entry in rest[1].split(",")] if len(rest) > 1 else []
    return Expected(
        line[0] == "=",
        frozenset(kinds.split("/")),
        frozenset(statuses.split("/")),
        _window(window),
        frozenset((name, role) for name, _, role in people),
        frozenset(source for source in sources if source),
        rest[2] if len(rest) > 2 else "",
        rest[3] if len(rest) > 3 else "",
    )


def _window(text: str) -> tuple[date | None, date | None] | None:
    if text == "?":
        return None
    first, dots, last = text.partition("..")
    begin = date.fromisoformat(first) if first else None
    return (begin, date.fromisoformat(last) if last else None) if dots else (begin, begin)


@dataclass
class Figures:
    """Counts over digests; the figures of the report are their quotients."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    status_right: int = 0
    false_occurred: int = 0
    dated: int = 0
    date_right: int = 0
    people_found: int = 0
    people_given: int = 0
    people_wanted: int = 0
    sources_found: int = 0
    sources_given: int = 0
    sources_wanted: int = 0
    placed: int = 0
    place_right: int = 0
    place_wrong: int = 0
    empty: int = 0
    empty_hit: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / max(self.found + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.found + self.missed, 1)

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def status_accuracy(self) -> float:
        return self.status_right / max(self.found, 1)

    @property
    def date_accuracy(self) -> float:
        return self.date_right / max(self.dated, 1)

    @property
    def people_f1(self) -> float:
        return 2 * self.people_found / max(self.people_given + self.people_wanted, 1)

    @property
    def sources_f1(self) -> float:
        return 2 * self.sources_found / max(self.sources_given + self.sources_wanted, 1)


def measure(digests: Sequence[Digest]) -> Figures:
    """Sentence and kind decide whether an event is found; the other figures rest on what is found."""
    figures = Figures()
    for digest in digests:
        mentions = extract(
            Article(digest.name, digest.text, digest.language, digest.day), load(), dating=Dating.given(digest.day)
        ).mentions
        for (start, end), sentence, events in zip(digest.spans(), digest.sentences, digest.events, strict=True):
            here = [m for m in mentions if start <= m.trigger_start < end]
            _compare(f"{digest.name}: {sentence}", events, here, figures)
    return figures


@dataclass(frozen=True)
class Links:
    """Pairs of mentions in two articles: told of one event and grouped, grouped only, told of one event only."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


def measure_links(digests: Sequence[Digest]) -> Links:
    """Rests on the labelled events that are found, one mention each; a pair counts where both have labels.

    Labels hold within a set of files, so ask for one set at a time.
    """
    mentions: list[Mention] = []
    relations: list[MentionRelation] = []
    labels: dict[str, tuple[str, str]] = {}
    for digest in digests:
        found = extract(
            Article(digest.name, digest.text, digest.language, digest.day), load(), dating=Dating.given(digest.day)
        )
        mentions += found.mentions
        relations += found.relations
        for (start, end), events in zip(digest.spans(), digest.events, strict=True):
            left = [m for m in found.mentions if start <= m.trigger_start < end]
            for event in sorted(events, key=lambda e: not e.needed):
                fitting = sorted((m for m in left if m.kind in event.kinds), key=lambda m: -_shared(m, event))
                if fitting:
                    left.remove(fitting[0])
                    if event.label:
                        labels[fitting[0].id] = (event.label, digest.name)
    groups = cluster(mentions, relations=relations, lexicon=load())
    group_of = {mention: number for number, group in enumerate(groups) for mention in group}
    right = wrong = missed = 0
    for (one, (label, article)), (other, (label_, article_)) in combinations(labels.items(), 2):
        if article != article_:
            same, grouped = label == label_, group_of[one] == group_of[other]
            right += same and grouped
            wrong += grouped and not same
            missed += same and not grouped
    return Links(right, wrong, missed)


def _compare(label: str, events: Sequence[Expected], here: list[Mention], figures: Figures) -> None:
    left = list(here)
    for event in sorted(events, key=lambda e: not e.needed):
        fitting = [m for m in left if m.kind in event.kinds]
        fitting.sort(key=lambda m: (m.factuality not in event.statuses, -_shared(m, event)))
        if not fitting:
            if event.needed:
                figures.missed += 1
                figures.misses.append(f"missed {event.kind} | {label}")
            continue
        mention = fitting[0]
        left.remove(mention)
        if event.needed:
            _rate(label, event, mention, figures)
    for mention in left:
        figures.wrong += 1
        figures.misses.append(f"wrong {mention.kind} {mention.factuality} [{mention.rule}] | {label}")
    if not events:
        figures.empty += 1
        figures.empty_hit += bool(here)


def _rate(label: str, event: Expected, mention: Mention, figures: Figures) -> None:
    figures.found += 1
    right = mention.factuality in event.statuses
    figures.status_right += right
    figures.false_occurred += mention.factuality == "occurred" and not right
    if not right:
        wanted = "/".join(sorted(event.statuses))
        figures.misses.append(f"status {mention.kind} {mention.factuality}, not {wanted} [{mention.rule}] | {label}")
    if event.window is not None:
        figures.dated += 1
        fits = (mention.span.earliest, mention.span.latest) == event.window
        figures.date_right += fits
        if not fits:
            figures.misses.append(
                f"date {mention.kind} {mention.span.earliest}..{mention.span.latest}, not "
                f"{event.window[0]}..{event.window[1]} | {label}"
            )
    _rate_source_and_place(label, event, mention, figures)
    given = {(p.name, str(p.role)) for p in mention.participants}
    figures.people_found += len(given & event.participants)
    figures.people_given += len(given)
    figures.people_wanted += len(event.participants)
    if given != event.participants:
        figures.misses.append(f"people {mention.kind} {sorted(given)}, not {sorted(event.participants)} | {label}")


def _rate_source_and_place(label: str, event: Expected, mention: Mention, figures: Figures) -> None:
    credited = {said.source for said in mention.attributions}
    if event.sources:
        figures.sources_found += len(credited & event.sources)
        figures.sources_given += len(credited)
        figures.sources_wanted += len(event.sources)
        if credited != event.sources:
            figures.misses.append(f"source {mention.kind} {sorted(credited)}, not {sorted(event.sources)} | {label}")
    if event.place:
        figures.placed += 1
        figures.place_right += mention.place == event.place
        figures.place_wrong += mention.place not in (None, event.place)
        if mention.place != event.place:
            figures.misses.append(f"place {mention.kind} {mention.place}, not {event.place} | {label}")


def _shared(mention: Mention, event: Expected) -> int:
    return len({p.name for p in mention.participants} & {name for name, _ in event.participants})


NEWSROOM = ("papers", "reports", "agencies", "wires")
"""The sets of `newsroom/`, each written and annotated without sight of the rules; labels hold within a set."""


def main() -> None:
    sets = [read_digests()]
    if "newsroom" in sys.argv:
        sets = [read_digests(FOLDER / "newsroom", name) for name in NEWSROOM]
    for digests in sets:
        figures, links = measure(digests), measure_links(digests)
        print(
            f"precision {figures.precision:.2f}  recall {figures.recall:.2f}  f1 {figures.f1:.2f}  "
            f"status {figures.status_accuracy:.2f}  false occurred {figures.false_occurred}  "
            f"dates {figures.date_accuracy:.2f}  people {figures.people_f1:.2f}  sources {figures.sources_f1:.2f}  "
            f"places {figures.place_right} of {figures.placed}, {figures.place_wrong} wrong  "
            f"empty sentences hit {figures.empty_hit} of {figures.empty}  "
            f"links {links.right} right, {links.wrong} wrong, {links.missed} missed"
        )
        if "--misses" in sys.argv:
            print("\n".join(figures.misses))


if __name__ == "__main__":
    main()
