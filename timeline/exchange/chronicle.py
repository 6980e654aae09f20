"""What the rows of a table say about events: our own export as well as a list that was kept by hand.

Pure: a table and what the curator answered become a plan. Nothing is guessed: a date that can be read in two orders, or
a category that is no kind of ours, is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from timeline import wording
from timeline.exchange.tables import Table
from timeline.exchange.times import Order, UnreadableTimeError, read_time
from timeline.extraction import actors, sentences
from timeline.extraction.lexicon import Lexicon
from timeline.extraction.model import EventKind, Mode, Participant, Role, Status, TimeSpan


class Field(StrEnum):
    """What a column can hold. The values are also the headers of our own export."""

    ID = "public_id"
    DATE = "date"
    TITLE = "title"
    TITLE_DE = "title_de"
    TITLE_EN = "title_en"
    TEXT = "text"
    TEXT_DE = "summary_de"
    TEXT_EN = "summary_en"
    KIND = "kind"
    MODE = "mode"
    STATUS = "status"
    PLACE = "place"
    PARTICIPANTS = "participants"
    URL = "source_url"


_HEADERS: Mapping[Field, str] = {
    Field.ID: "public_id",
    Field.DATE: "date datum time zeit zeitpunkt when wann day tag edtf",
    Field.TITLE: "title titel headline überschrift schlagzeile event ereignis name",
    Field.TITLE_DE: "title_de titel_de headline_de",
    Field.TITLE_EN: "title_en titel_en headline_en",
    Field.TEXT: "text description beschreibung summary zusammenfassung details notes content inhalt body",
    Field.TEXT_DE: "summary_de text_de description_de",
    Field.TEXT_EN: "summary_en text_en description_en",
    Field.KIND: "kind category kategorie type typ art tag_category event_type categories",
    Field.MODE: "mode modus",
    Field.STATUS: "status",
    Field.PLACE: "place ort location",
    Field.PARTICIPANTS: "participants beteiligte actors akteure people personen",
    Field.URL: "source_url url link source quelle source_link reference href",
}
"""Names under which the columns are known, in lower case; the first column that has one of them is taken."""

LONGEST_TITLE = 300
LONGEST_TEXT = 5000
LEAVE_OUT = "leave_out"
"""The answer for a category whose rows are not wanted."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the curator said about a table. `columns`: the header for a field, where it is not found by its name;
    `categories`: for a category in lower case the key of a kind, or LEAVE_OUT; `kind` for rows without one."""

    language: str = "de"
    order: Order | None = None
    columns: Mapping[Field, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    kind: EventKind | None = None
    status: Status = Status.OCCURRED

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Answers:
        """From the record that `as_record` made. Raises ValueError and KeyError for any other."""
        return cls(
            language=record["language"],
            order=Order(record["order"]) if record["order"] else None,
            columns={Field(wanted): header for wanted, header in record["columns"].items()},
            categories={
                word: answer if answer == LEAVE_OUT else EventKind(answer).value
                for word, answer in record["categories"].items()
            },
            kind=EventKind(record["kind"]) if record["kind"] else None,
            status=Status(record["status"]),
        )

    def as_record(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            "language": self.language,
            "order": self.order.value if self.order else "",
            "columns": {wanted.value: header for wanted, header in self.columns.items()},
            "categories": dict(self.categories),
            "kind": self.kind.value if self.kind else "",
            "status": self.status.value,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be taken. None means that the table has no such column; "" or () that the cell is empty."""

    line: int
    public_id: str
    kind: EventKind | None = None
    span: TimeSpan | None = None
    mode: Mode | None = None
    status: Status | None = None
    title_de: str | None = None
    title_en: str | None = None
    summary_de: str | None = None
    summary_en: str | None = None
    place: str | None = None
    participants: tuple[Participant, ...] | None = None
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row. `column` is a header of the table, "" for the row as a whole."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table amounts to. It can be carried out only without problems and open questions."""

    columns: Mapping[Field, str]
    entries: tuple[Entry, ...] = ()
    left_out: int = 0
    problems: tuple[Problem, ...] = ()
    unknown_categories: Mapping[str, int] = field(default_factory=dict)
    """Categories that are no kind, with the number of their rows."""
    asks_for_order: bool = False
    asks_for_kind: bool = False
    unused: tuple[str, ...] = ()
    """Columns that are not read."""

    @property
    def complete(self) -> bool:
        return not (self.problems or self.unknown_categories or self.asks_for_order or self.asks_for_kind)


def plan(table: Table, answers: Answers, lexicon: Lexicon) -> Plan:
    """Reads all rows. Every fault is told with its line; a row with a fault is no entry."""
    columns = columns_of(table.headers, answers.columns)
    reader = _Reader(columns, answers, lexicon)
    entries = []
    for line, row in zip(table.lines, table.rows, strict=True):
        entry = reader.read(line, row)
        if entry:
            entries.append(entry)
    if Field.TITLE not in columns and not {Field.TITLE_DE, Field.TITLE_EN, Field.ID} & columns.keys():
        reader.problems[:0] = [
            Problem(1, "", _("No column is known as the headline: choose one, or name it “title” in the file."))
        ]
    read = set(columns.values())
    return Plan(
        columns,
        tuple(entries),
        reader.left_out,
        tuple(reader.problems),
        dict(sorted(reader.unknown.items())),
        reader.asks_for_order,
        reader.asks_for_kind,
        tuple(header for header in table.headers if header not in read),
    )


def columns_of(headers: Iterable[str], chosen: Mapping[Field, str]) -> dict[Field, str]:
    """The header of each field: the chosen one, else the first whose name is known. A header serves one field."""
    known = list(headers)
    found = {wanted: header for wanted, header in chosen.items() if header in known}
    for wanted, names in _HEADERS.items():
        if wanted in found or (wanted in chosen and not chosen[wanted]):
            continue
        free = (header for header in known if header not in found.values())
        match = next((header for header in free if _plain(header) in names.split()), None)
        if match:
            found[wanted] = match
    return found


def _plain(header: str) -> str:
    return "_".join(header.lower().replace("-", " ").split())


@cache
def kinds_by_word() -> Mapping[str, EventKind]:
    """Kinds by key and by their labels in every language, in lower case."""
    words = {kind.value: kind for kind in EventKind}
    for language in wording.LANGUAGES:
        words |= {wording.catalogue(language).label("kind", kind.value).lower(): kind for kind in EventKind}
    return words


@cache
def statuses_by_word() -> Mapping[str, Status]:
    """Statuses by key and by their labels in every language, in lower case."""
    words = {status.value: status for status in Status}
    for language in wording.LANGUAGES:
        words |= {wording.catalogue(language).label("status", status.value).lower(): status for status in Status}
    return words


class _FaultyCellError(ValueError):
    """A cell that cannot be taken, with the reason in the language of the curator."""


Cells = Mapping[Field, str]
_TAKING = re.compile(rf"(.+?)(?: \(({'|'.join(Role)})\))?")


class _Reader:
    """Reads row after row, and keeps what is wrong or open."""

    def __init__(self, columns: Mapping[Field, str], answers: Answers, lexicon: Lexicon) -> None:
        self.columns, self.answers, self.lexicon = columns, answers, lexicon
        self.problems: list[Problem] = []
        self.unknown: dict[str, int] = {}
        self.left_out = 0
        self.asks_for_order = self.asks_for_kind = False
        self.places = {name.casefold(): row.key for row in lexicon.places for name in (row.key, *row.names.values())}
        self.actors = {name.casefold(): row for row in lexicon.actors for name in (row.key, *row.names.values())}

    def read(self, line: int, row: Mapping[str, str]) -> Entry | None:
        cells = {wanted: row[header] for wanted, header in self.columns.items()}
        if self.answers.categories.get(_category(cells)) == LEAVE_OUT:
            self.left_out += 1
            return None
        values: dict[str, Any] = {}
        sound = True
        for wanted, reading in _READINGS.items():
            try:
                values |= reading(self, cells)
            except (_FaultyCellError, UnreadableTimeError) as fault:
                sound = False
                if isinstance(fault, UnreadableTimeError) and fault.asks_for_order:
                    self.asks_for_order = True
                else:
                    self.problems.append(Problem(line, self.columns.get(wanted, ""), str(fault)))
        if not sound or ("kind" not in values and not cells.get(Field.ID)):
            return None
        return Entry(line=line, public_id=cells.get(Field.ID, ""), **values)

    def kind(self, cells: Cells) -> dict[str, Any]:
        """Asks where there is no answer, once for all rows of a category."""
        category = _category(cells)
        kind = self.answers.kind
        if category:
            answer = self.answers.categories.get(category)
            kind = EventKind(answer) if answer else kinds_by_word().get(category)
            if kind is None:
                self.unknown[category] = self.unknown.get(category, 0) + 1
        elif kind is None and not cells.get(Field.ID):
            self.asks_for_kind = True
        return {"kind": kind} if kind else {}

    def span(self, cells: Cells) -> dict[str, Any]:
        if Field.DATE not in cells:
            return {}
        return {"span": read_time(cells[Field.DATE], self.answers.order)}

    def titles(self, cells: Cells) -> dict[str, Any]:
        titles = _in_both_languages(cells, Field.TITLE, Field.TITLE_DE, Field.TITLE_EN, self.answers.language)
        if any(len(title) > LONGEST_TITLE for title in titles.values()):
            raise _FaultyCellError(_("A headline has at most %(limit)d characters.") % {"limit": LONGEST_TITLE})
        if cells.get(Field.ID):
            return {f"title_{language}": title for language, title in titles.items()}
        if not any(titles.values()):
            raise _FaultyCellError(_("The headline is missing."))
        # A headline in one language is worth more to the readers of the other than one made from the kind alone.
        return {f"title_{language}": titles.get(language) or max(titles.values()) for language in ("de", "en")}

    def texts(self, cells: Cells) -> dict[str, Any]:
        texts = _in_both_languages(cells, Field.TEXT, Field.TEXT_DE, Field.TEXT_EN, self.answers.language)
        if any(len(text) > LONGEST_TEXT for text in texts.values()):
            raise _FaultyCellError(_("A text has at most %(limit)d characters.") % {"limit": LONGEST_TEXT})
        return {f"summary_{language}": text for language, text in texts.items()}

    def mode(self, cells: Cells) -> dict[str, Any]:
        word = cells.get(Field.MODE, "").lower()
        if Field.MODE not in cells:
            return {}
        if word not in set(Mode):
            known = ", ".join(mode.value for mode in Mode if mode)
            raise _FaultyCellError(_("“%(word)s” is none of: %(known)s") % {"word": word, "known": known})
        return {"mode": Mode(word)}

    def status(self, cells: Cells) -> dict[str, Any]:
        word = cells.get(Field.STATUS, "").lower()
        if not word:
            return {} if cells.get(Field.ID) else {"status": self.answers.status}
        status = statuses_by_word().get(word)
        if status is None:
            known = ", ".join(status.value for status in Status)
            raise _FaultyCellError(_("“%(word)s” is none of: %(known)s") % {"word": word, "known": known})
        return {"status": status}

    def place(self, cells: Cells) -> dict[str, Any]:
        name = cells.get(Field.PLACE, "")
        if Field.PLACE not in cells:
            return {}
        if name and name.casefold() not in self.places:
            raise _FaultyCellError(_("There is no place “%(place)s”: add it first.") % {"place": name})
        return {"place": self.places[name.casefold()] if name else ""}

    def participants(self, cells: Cells) -> dict[str, Any]:
        """Names with a semicolon between them, each with its role in brackets if it is not the one who acts.

        Without such a column they are those whom the headline of a new event names.
        """
        if Field.PARTICIPANTS not in cells:
            return {} if cells.get(Field.ID) else {"participants": self._named_in(cells)}
        found = []
        for part in cells[Field.PARTICIPANTS].split(";"):
            match = _TAKING.fullmatch(part.strip())
            if match is None:
                continue
            name, role = match.groups()
            if len(name) > 200:
                raise _FaultyCellError(_("“%(name)s …” is too long for a name.") % {"name": name[:60]})
            actor = self.actors.get(name.casefold())
            named = actor.names.get("de", name) if actor else name
            found.append(Participant(named, Role(role or Role.ACTOR), actor.key if actor else ""))
        return {"participants": tuple(found)}

    def _named_in(self, cells: Cells) -> tuple[Participant, ...]:
        language = self.answers.language
        headline = _in_both_languages(cells, Field.TITLE, Field.TITLE_DE, Field.TITLE_EN, language).get(language, "")
        hits, _places = actors.find(sentences.split(headline, language), language, self.lexicon, None)
        entries = {hit.key: self.lexicon.actor(hit.key) for hit in hits if hit.key}
        return tuple(Participant(entry.name("de"), Role.ACTOR, key) for key, entry in entries.items() if entry)

    def url(self, cells: Cells) -> dict[str, Any]:
        url = cells.get(Field.URL, "")
        try:
            parts = urlsplit(url)
            sound = not url or (parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url)
        except ValueError:
            sound = False
        if not sound or len(url) > 2000:
            raise _FaultyCellError(
                _("“%(url)s” is no address of a web page: it begins with https://.") % {"url": url[:80]}
            )
        return {"source_url": url}


_READINGS: Mapping[Field, Callable[[_Reader, Cells], dict[str, Any]]] = {
    Field.KIND: _Reader.kind,
    Field.DATE: _Reader.span,
    Field.TITLE: _Reader.titles,
    Field.TEXT: _Reader.texts,
    Field.MODE: _Reader.mode,
    Field.STATUS: _Reader.status,
    Field.PLACE: _Reader.place,
    Field.PARTICIPANTS: _Reader.participants,
    Field.URL: _Reader.url,
}


def _category(cells: Cells) -> str:
    return cells.get(Field.KIND, "").lower()


def _in_both_languages(cells: Cells, one: Field, german: Field, english: Field, language: str) -> dict[str, str]:
    """Texts by language: a column without a language is in the language of the table."""
    found = {code: cells[column] for code, column in (("de", german), ("en", english)) if column in cells}
    if one in cells and not found.get(language):
        found[language] = cells[one]
    return found
