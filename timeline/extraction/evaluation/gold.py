"""Gold: what people say that articles report, read from one of two kinds of file.

**JSON lines** hold offsets alone, an object an article, so that the articles themselves may stay elsewhere: `doc`,
`language`, `sha256` of the text in UTF-8, `published` (`date`, `alternatives`), `events`, `negatives` (`start`, `end`)
and `ignored` (pairs of offsets). An event has `id`, `kind` and `accepted_kinds`, `core` (false: may be missed),
`evidence` (pairs of offsets, the best sentence first), `windows` (pairs of days, null for open), `factuality` and
`accepted_factuality`, `participants` (`name`, `role`), `attribution` (`source`) and `cluster`, the same in every
article that tells of the event.

**Digests** hold the text as well, for short articles written by hand. `## name language day` begins one (with `lines`
at the end a chronicle, every sentence on a line of its own); each further line is a sentence, the first a headline; a
blank line ends it. Under a sentence stand its events, `=` for one that must
be found and `~` for one that may be; a sentence without any must stay empty:

    = kind[/kind] status[/status] window | name:role, name:role | source, source

The window is a day, `a..b`, `..b`, `a..`, or `?` where any time will do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from timeline.extraction.model import Article, EventKind, Factuality, Role
from timeline.extraction.read import UnreadableArticle, read_bytes, read_text

Span = tuple[int, int]
Window = tuple[date | None, date | None]
Value = TypeVar("Value", EventKind, Factuality)


class BadGold(ValueError):  # noqa: N818 - it names the input, as callers see it
    """A gold that cannot be used. The message says where it is wrong and how."""


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One event of one article. `kinds` and `statuses` hold every accepted value, the preferred one first.

    `windows` are accepted times, none where any time is accepted; `evidence` the sentences that tell of it. `cluster`
    is empty where nobody has said which reports tell of the same event.
    """

    id: str
    needed: bool
    kinds: tuple[EventKind, ...]
    statuses: tuple[Factuality, ...]
    evidence: tuple[Span, ...]
    windows: tuple[Window, ...]
    participants: frozenset[tuple[str, Role]]
    sources: tuple[str, ...]
    cluster: str = ""

    @property
    def kind(self) -> EventKind:
        return self.kinds[0]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One article with its events. `negatives` are sentences that must stay empty, `ignored` those nobody rates."""

    article: Article
    published: date | None
    events: tuple[GoldEvent, ...]
    negatives: tuple[Span, ...] = ()
    ignored: tuple[Span, ...] = ()


def read_gold(path: Path, articles: Path | None = None) -> tuple[GoldDocument, ...]:
    """The documents of a gold in `path`: a `.jsonl`, whose articles lie in `articles` as `<doc>.txt`, or digests in a
    `.txt` or a folder of such. Raises BadGold."""
    if not path.exists():
        raise BadGold(f"{path} does not exist")
    try:
        if path.suffix == ".jsonl" and path.is_file():
            documents = tuple(_documents(path, articles))
        else:
            files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
            documents = tuple(digest for file in files for digest in _digests(file))
    except UnicodeDecodeError as error:
        raise BadGold(f"{path} is not UTF-8: the first broken byte is at offset {error.start}") from error
    except OSError as error:
        raise BadGold(f"{error.filename or path} cannot be read ({error.strerror})") from error
    if not documents:
        raise BadGold(f"{path} holds no article")
    names = [document.article.doc for document in documents]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise BadGold(f"{path} holds two articles of the name {twice}")
    return documents


# ---- JSON lines ------------------------------------------------------------------------------------------------------


def _documents(path: Path, articles: Path | None) -> Iterator[GoldDocument]:
    if articles is None:
        raise BadGold(f"{path} holds offsets alone: say with --articles where its texts lie")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield _document(json.loads(line), articles)
            except json.JSONDecodeError as error:
                raise BadGold(f"{path}, line {number}: is no JSON: {error.msg}, column {error.colno}") from error
            except KeyError as error:
                raise BadGold(f"{path}, line {number}: the key {error.args[0]!r} is missing") from error
            except (TypeError, ValueError, AttributeError) as error:
                raise BadGold(f"{path}, line {number}: {error}") from error


def _document(row: Mapping[str, Any], articles: Path) -> GoldDocument:
    if not isinstance(row, Mapping):
        raise ValueError("is no JSON object")
    name = row["doc"]
    if Path(name).name != name:
        raise ValueError(f"{name!r} is no name of a document")
    file = articles / f"{name}.txt"
    if not file.is_file():
        raise ValueError(f"the text of {name} is not there: expected {file}")
    published = row["published"]["date"]
    day = date.fromisoformat(published) if published else None
    try:
        article = read_bytes(file.read_bytes(), name=file.name, published=day, language=row["language"])
    except UnreadableArticle as error:
        raise ValueError(f"{file} {error}") from error
    if hashlib.sha256(article.text.encode()).hexdigest() != row["sha256"]:
        raise ValueError(f"{file} is not the text that was annotated (its sha256 differs)")
    size = len(article.text)
    return GoldDocument(
        article,
        day,
        tuple(_event(event, size) for event in row["events"]),
        _spans(([entry["start"], entry["end"]] for entry in row["negatives"]), size),
        _spans(row.get("ignored", ()), size),
    )


def _event(row: Mapping[str, Any], size: int) -> GoldEvent:
    return GoldEvent(
        id=row["id"],
        needed=row["core"],
        kinds=_accepted(EventKind, row["kind"], row["accepted_kinds"]),
        statuses=_accepted(Factuality, row["factuality"], row["accepted_factuality"]),
        evidence=_spans(row["evidence"], size),
        windows=tuple((_day(first), _day(last)) for first, last in row["windows"]),
        participants=frozenset((who["name"], Role(who["role"])) for who in row["participants"]),
        sources=tuple(said["source"] for said in row["attribution"]),
        cluster=row["cluster"] or "",
    )


def _accepted(values: type[Value], first: str, others: Sequence[str]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values(name) for name in (first, *others)))


def _spans(pairs: Iterable[Sequence[int]], size: int) -> tuple[Span, ...]:
    spans = tuple((start, end) for start, end in pairs)
    for start, end in spans:
        if not 0 <= start < end <= size:
            raise ValueError(f"the offsets {start} to {end} lie outside of the text")
    return spans


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# ---- digests ---------------------------------------------------------------------------------------------------------


def _digests(path: Path) -> Iterator[GoldDocument]:
    head: tuple[str, str, date, bool] | None = None
    lines: list[tuple[str, list[str]]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        try:
            if line.startswith("## "):
                name, language, day, *form = line[3:].split()
                if form not in ([], ["lines"]):
                    raise ValueError(f"{' '.join(form)!r} is no form of a digest")
                head, lines = (name, language, date.fromisoformat(day), bool(form)), []
            elif head is None:
                continue
            elif not line.strip():
                yield _digest(*head, lines)
                head = None
            elif line[0] in "=~":
                if not lines:
                    raise ValueError("an event stands before the first sentence")
                _digest_event(line, (0, 1), "")
                lines[-1][1].append(line)
            else:
                lines.append((line, []))
        except ValueError as error:
            raise BadGold(f"{path}, line {number}: {error}") from error


def _digest(
    name: str, language: str, day: date, chronicle: bool, lines: Sequence[tuple[str, Sequence[str]]]
) -> GoldDocument:
    if not lines:
        raise ValueError(f"{name} has no sentence")
    text = lines[0][0] + "\n\n" + ("\n" if chronicle else " ").join(sentence for sentence, _ in lines[1:])
    events, negatives, at = list[GoldEvent](), list[Span](), 0
    for sentence, told in lines:
        start = text.index(sentence, at)
        at = start + len(sentence)
        events += [_digest_event(line, (start, at), f"{name}-{len(events) + i}") for i, line in enumerate(told, 1)]
        if not told:
            negatives.append((start, at))
    article = read_text(text, doc=name, published=day, language=language)
    return GoldDocument(article, day, tuple(events), tuple(negatives))


def _digest_event(line: str, sentence: Span, id: str) -> GoldEvent:  # noqa: A002 - as in GoldEvent
    head, people, sources = [*(part.strip() for part in line[1:].split("|")), "", ""][:3]
    words = head.split()
    if len(words) != 3:
        raise ValueError(f"{head!r} is not a kind, a status and a window")
    kinds, statuses, window = words
    named = [entry.strip().rpartition(":") for entry in people.split(",") if entry.strip()]
    return GoldEvent(
        id=id,
        needed=line[0] == "=",
        kinds=tuple(map(EventKind, kinds.split("/"))),
        statuses=tuple(map(Factuality, statuses.split("/"))),
        evidence=(sentence,),
        windows=_window(window),
        participants=frozenset((name, Role(role)) for name, _, role in named),
        sources=tuple(source.strip() for source in sources.split(",") if source.strip()),
    )


def _window(text: str) -> tuple[Window, ...]:
    if text == "?":
        return ()
    first, dots, last = text.partition("..")
    return ((_day(first), _day(last if dots else first)),)
