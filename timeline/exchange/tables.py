"""Tables as files and back: CSV, XLSX, JSON. Every cell is a text.

Written cells that a spreadsheet would take for a formula get an apostrophe in front, which reading takes away again
(OWASP, "CSV Injection"), so a table that was written and read is the same table.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

LARGEST = 16_000_000
"""Bytes of a file, and ten times that of what an XLSX file unpacks to."""
MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000_000
"""Characters; a document's text is a cell too."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"

    @property
    def content_type(self) -> str:
        return {
            Format.CSV: "text/csv; charset=utf-8",
            Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format.JSON: "application/json",
        }[self]


class UnreadableTableError(ValueError):
    """A file that is no table, with what is wrong and what to do, in the language of the curator."""


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` hold a text for every header. `lines` says where each row stands in its file, counted from 1 with the
    header as the first; `encoding` as what a text file was read, for people who see wrong letters."""

    headers: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    lines: tuple[int, ...]
    encoding: str = ""


def read_table(data: bytes, name: str) -> Table:
    """A table out of a file. What it is follows from its content; its name decides only between CSV and JSON.

    Raises UnreadableTableError.
    """
    if not data.strip():
        raise UnreadableTableError(_("The file is empty."))
    if len(data) > LARGEST:
        raise UnreadableTableError(
            _("The file has %(size)d MB, and %(limit)d MB are the most: part it.")
            % {"size": len(data) // 1_000_000 + 1, "limit": LARGEST // 1_000_000}
        )
    if data[:4] == b"PK\x03\x04":
        return _table(_sheet(data))
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableTableError(_("This is an old Excel file (.xls): save it as .xlsx or CSV."))
    text, encoding = _decoded(data)
    if name.lower().endswith(".json") or text.lstrip()[:2] in ("[{", "[\n", "[ ", "[]", "[\r"):
        return _table(_objects(text), encoding)
    return _table(_separated(text), encoding)


def write_table(headers: Sequence[str], rows: Iterable[Sequence[str]], to: Format) -> bytes:
    """A file of the rows, whose cells stand in the order of the headers."""
    if to is Format.JSON:
        records = [dict(zip(headers, row, strict=True)) for row in rows]
        return json.dumps(records, ensure_ascii=False, indent=1).encode()
    quoted = ([_quoted(cell) for cell in row] for row in rows)
    if to is Format.CSV:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(headers)
        writer.writerows(quoted)
        return text.getvalue().encode("utf-8-sig")  # the mark is what makes Excel read UTF-8
    return _workbook(headers, quoted)


def _quoted(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith((*_FORMULA, "'")) else cell


# ---- reading ---------------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding: UTF-8, UTF-16 with its mark, else what Excel writes on Windows."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}[encoding]
    raise UnreadableTableError(_("This is no table that can be read: give CSV (UTF-8), XLSX or JSON."))


def _separated(text: str) -> list[tuple[int, Sequence[Any]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, Sequence[Any]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, [_unquoted(cell) for cell in row]))
            line = reader.line_num + 1
            _refuse_too_many(len(rows))
    except csv.Error as error:
        raise UnreadableTableError(
            _("Line %(line)d is no CSV: %(error)s. Is a quotation mark left open?") % {"line": line, "error": error}
        ) from error
    return rows


def _objects(text: str) -> list[tuple[int, Sequence[Any]]]:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableTableError(_("This is no JSON: %(error)s") % {"error": error}) from error
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise UnreadableTableError(_("The JSON must be a list of objects, one for each row."))
    headers = list(dict.fromkeys(str(key) for record in found for key in record))
    _refuse_too_many(len(found))
    rows: list[tuple[int, Sequence[Any]]] = [(1, headers)]
    rows += [(at, [record.get(key) for key in headers]) for at, record in enumerate(found, start=2)]
    return rows


def _sheet(data: bytes) -> list[tuple[int, Sequence[Any]]]:
    """The first sheet of a workbook that has any rows. Formulas count as what they last amounted to."""
    import openpyxl

    damaged = UnreadableTableError(_("This is no XLSX file, or it is damaged: save it anew, or as CSV."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 10 * LARGEST:
                raise UnreadableTableError(
                    _("The workbook unpacks to more than can be read: part it, or save it as CSV.")
                )
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        rows: list[tuple[int, Sequence[Any]]] = []
        for sheet in book.worksheets:
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
                if any(cell is not None for cell in cells):
                    rows.append((number, [_unquoted(cell) if isinstance(cell, str) else cell for cell in cells]))
                    _refuse_too_many(len(rows))
            if rows:
                break
    except UnreadableTableError:
        raise
    except Exception as error:  # openpyxl lets through whatever the damaged part of the file makes Python raise
        raise damaged from error
    return rows


def _refuse_too_many(rows: int) -> None:
    if rows > MOST_ROWS + 1:
        raise UnreadableTableError(_("The table has more than %(limit)d rows: part it.") % {"limit": MOST_ROWS})


def _table(rows: Sequence[tuple[int, Sequence[Any]]], encoding: str = "") -> Table:
    filled = [(line, [_text(cell) for cell in cells]) for line, cells in rows]
    filled = [(line, cells) for line, cells in filled if any(cells)]
    if not filled:
        raise UnreadableTableError(_("The table has no rows."))
    headers = filled[0][1]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise UnreadableTableError(_("The table has more than %(limit)d columns.") % {"limit": MOST_COLUMNS})
    repeated = sorted({header for header in headers if header and headers.count(header) > 1})
    if repeated:
        raise UnreadableTableError(_("Two columns are named “%(name)s”: rename one.") % {"name": repeated[0]})
    if len(filled) == 1:
        raise UnreadableTableError(
            _("The table has a first line and nothing below it: the first line names the columns.")
        )
    lines, records = [], []
    for line, cells in filled[1:]:
        if any(cells[len(headers) :]):
            raise UnreadableTableError(
                _("Row %(line)d has more cells than the first one has names: is a separator inside a text not quoted?")
                % {"line": line}
            )
        cells = cells + [""] * (len(headers) - len(cells))
        lines.append(line)
        records.append({header: cell for header, cell in zip(headers, cells, strict=False) if header})
    return Table(tuple(header for header in headers if header), tuple(records), tuple(lines), encoding)


def _text(cell: Any) -> str:
    """A cell as a person would type it. A point in time at midnight is a day, a number without fraction has none."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell).replace("\x00", "").strip()


# ---- writing ---------------------------------------------------------------------------------------------------------


def _workbook(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Tumen")
    sheet.append(list(headers))
    for row in rows:
        # A cell of XLSX holds 32,767 characters; a longer text is whole in the CSV and the JSON.
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_767] for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
