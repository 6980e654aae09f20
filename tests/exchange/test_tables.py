"""Tables as files and back."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.exchange.tables import LARGEST, Format, UnreadableTableError, read_table, write_table

HEADERS = ("date", "title")
ROWS = [["2023-09", "Besuch in Pjöngjang"], ["", 'ein "Zitat", mit Komma'], ["2024", "zwei\nZeilen"]]


@pytest.mark.parametrize("to", list(Format))
def test_what_is_written_is_read_again(to: Format) -> None:
    table = read_table(write_table(HEADERS, ROWS, to), f"events.{to}")
    assert table.headers == HEADERS
    assert [list(row.values()) for row in table.rows] == ROWS


FORMULAS = ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", "'quoted", "'=1"]


@pytest.mark.parametrize("to", [Format.CSV, Format.XLSX])
@pytest.mark.parametrize("cell", ["=HYPERLINK('x')", "+1", "-1", "@x"])
def test_no_cell_is_a_formula(to: Format, cell: str) -> None:
    data = write_table(["title"], [[cell]], to)
    if to is Format.CSV:
        stored = data.decode("utf-8-sig").splitlines()[1].strip('"')
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet is not None
        stored, kind = str(sheet["A2"].value), sheet["A2"].data_type
        assert kind == "s"
    assert stored == f"'{cell}"


@pytest.mark.parametrize("to", list(Format))
@given(
    cells=st.lists(st.one_of(st.sampled_from(FORMULAS), st.text("ab'=+-@ ,;\"ü", min_size=1)), min_size=1, max_size=4)
)
def test_quoted_formulas_come_back_as_they_were(to: Format, cells: list[str]) -> None:
    rows = [["row", cell.strip()] for cell in cells]
    table = read_table(write_table(["id", "title"], rows, to), f"x.{to}")
    assert [row["title"] for row in table.rows] == [row[1] for row in rows]


@pytest.mark.parametrize(
    ("data", "rows", "encoding"),
    [
        ("a;b\nä;1\n".encode(), [{"a": "ä", "b": "1"}], "UTF-8"),
        ("a;b\nä;1\n".encode("utf-8-sig"), [{"a": "ä", "b": "1"}], "UTF-8"),
        ("a;b\nä;1\n".encode("cp1252"), [{"a": "ä", "b": "1"}], "Windows-1252"),
        ("a\tb\nä\t1\n".encode("utf-16"), [{"a": "ä", "b": "1"}], "UTF-16"),
        (b"a,b\n\n,\n1,2\n\n", [{"a": "1", "b": "2"}], "UTF-8"),
        (b"a,b,\n1,,\n", [{"a": "1", "b": ""}], "UTF-8"),
        (b'[{"a": 1, "b": null}, {"b": "x"}]', [{"a": "1", "b": ""}, {"a": "", "b": "x"}], "UTF-8"),
    ],
)
def test_it_reads_what_programs_write(data: bytes, rows: list[dict[str, str]], encoding: str) -> None:
    table = read_table(data, "list")
    assert ([dict(row) for row in table.rows], table.encoding) == (rows, encoding)


def test_it_tells_where_a_row_stands_in_its_file() -> None:
    table = read_table(b'a,b\n1,"two\nlines"\n\n3,4\n', "list.csv")
    assert table.lines == (2, 5)


def test_a_day_of_a_spreadsheet_is_a_day() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    from datetime import datetime

    sheet.append(["date", "count"])
    sheet.append([datetime(2024, 6, 19), 3.0])
    out = io.BytesIO()
    book.save(out)
    assert dict(read_table(out.getvalue(), "x.xlsx").rows[0]) == {"date": "2024-06-19", "count": "3"}


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"  ", "x.csv", "The file is empty."),
        (b"x" * (LARGEST + 1), "x.csv", "The file has 17 MB, and 16 MB are the most: part it."),
        (b"a,b\n", "x.csv", "The table has a first line and nothing below it: the first line names the columns."),
        (b"a,a\n1,2\n", "x.csv", "Two columns are named “a”: rename one."),
        (
            b"a,b\n1,2,3\n",
            "x.csv",
            "Row 2 has more cells than the first one has names: is a separator inside a text not quoted?",
        ),
        (b"\xd0\xcf\x11\xe0 old", "x.xls", "This is an old Excel file (.xls): save it as .xlsx or CSV."),
        (b"PK\x03\x04 broken", "x.xlsx", "This is no XLSX file, or it is damaged: save it anew, or as CSV."),
        (b'{"a": 1}', "x.json", "The JSON must be a list of objects, one for each row."),
        (b"\x00\x01\x02", "x.csv", "This is no table that can be read: give CSV (UTF-8), XLSX or JSON."),
    ],
)
def test_it_says_why_a_file_is_no_table(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableTableError) as fault:
        read_table(data, name)
    assert str(fault.value) == message


@pytest.mark.parametrize("data", [b'a,b\n1,"open\n', b"[" * 100_000, b'[{"a": ]'])
def test_it_names_the_fault_of_a_broken_file(data: bytes) -> None:
    with pytest.raises(UnreadableTableError):
        read_table(data, "x.json" if data[:1] == b"[" else "x.csv")


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (10 * LARGEST + 1))
    with pytest.raises(UnreadableTableError, match="unpacks to more than can be read"):
        read_table(out.getvalue(), "x.xlsx")


def test_json_keeps_letters_as_they_are() -> None:
    assert json.loads(write_table(["title"], [["=Pjöngjang"]], Format.JSON)) == [{"title": "=Pjöngjang"}]
