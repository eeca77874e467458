"""XLSX: typed cells become the exact text that the same sheet as CSV would hold."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from runtime.kernel.errors import Rejected
from runtime.orders.intake.readers import open_rows, workbook
from runtime.orders.intake.rules import check_header, read_row


@pytest.fixture
def sheet(tmp_path: Path):
    """Return a maker of workbooks from rows of cells."""

    def make(*rows: list[Any]) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "orders.xlsx"
        book.save(path)
        return path

    return make


def _cells(path):
    with open_rows(path) as source:
        return [list(row.values.values()) for row in source.rows]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (178.8, "178.8"),
        (5, "5"),
        (5.0, "5"),
        (0.1, "0.1"),
        (1e-07, "0.0000001"),
        (123456789012345, "123456789012345"),
        (datetime(2020, 2, 21, 0, 0, 3), "2020-02-21 00:00:03"),  # noqa: DTZ001 - cells have no zone
        (date(2020, 2, 21), "2020-02-21 00:00:00"),
        (time(8, 30), "08:30:00"),
        (True, "true"),
        ("00123", "00123"),
        ("𠮷田😀", "𠮷田😀"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
def test_a_cell_gives_its_exact_text(sheet, cell, text):
    assert _cells(sheet(["a", "b"], [cell, "x"])) == [[text, "x"]]


def test_an_empty_cell_is_an_empty_text(sheet):
    assert _cells(sheet(["a", "b", "c"], [None, "x", None])) == [["", "x", ""]]


def test_blank_rows_are_no_rows(sheet):
    path = sheet(["a", "b"], [None, None], [1, 2], [None, ""], [3, 4])
    with open_rows(path) as source:
        assert [row.number for row in source.rows] == [1, 2]


def test_a_row_that_is_too_wide_is_named(sheet):
    with open_rows(sheet(["a"], [1, 2])) as source:
        assert next(source.rows).fault.code == "row-wrong-width"


def test_an_empty_workbook_is_refused(sheet):
    with pytest.raises(Rejected, match="it is empty"):
        open_rows(sheet())


def test_a_column_that_stands_twice_is_refused(sheet):
    with pytest.raises(Rejected, match="these twice: a"):
        open_rows(sheet(["a", "a "]))


def test_a_hidden_first_sheet_is_passed_over(tmp_path):
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.create_sheet("订单").append(["a"])
    book.save(tmp_path / "orders.xlsx")
    with open_rows(tmp_path / "orders.xlsx") as source:
        assert source.header == ("a",)


def test_one_mapping_reads_csv_and_xlsx(sheet, tmall):
    header = [*tmall.mapping.columns]
    placed = datetime(2020, 2, 21)  # noqa: DTZ001 - cells have no zone of a workbook have no zone
    path = sheet(header, [1, 178.8, 100.5, 78.3, placed, None, "上海"])
    with open_rows(path) as source:
        check_header(tmall, source.header, "orders.xlsx")
        order = read_row(tmall, next(source.rows), is_table=True).order
    assert (str(order.total), str(order.paid)) == ("178.80", "178.80")


def test_a_zip_without_workbook_is_refused(tmp_path):
    path = tmp_path / "orders.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", "a,b")
    with pytest.raises(Rejected, match="Unpack it"):
        open_rows(path)


def test_half_a_workbook_is_refused(sheet):
    path = sheet(["a"], [1])
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(Rejected, match="cannot be read"):
        open_rows(path)


def _replaced(path: Path, part: str, content: str) -> Path:
    copy = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        for name, data in {**parts, part: content.encode()}.items():
            new.writestr(name, data)
    return copy


def test_a_workbook_with_entities_is_refused(sheet):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    path = _replaced(sheet(["a"]), "xl/worksheets/sheet1.xml", bomb)
    with pytest.raises(Rejected, match="XML entities"):
        open_rows(path)


def test_a_sheet_that_breaks_off_is_refused(sheet):
    path = _replaced(sheet(["a"], [1]), "xl/worksheets/sheet1.xml", "<worksheet><she")
    with pytest.raises(Rejected, match="cannot be read"):
        open_rows(path)


def test_texts_that_would_fill_the_memory_are_refused(sheet, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_SHARED", 10)
    with pytest.raises(Rejected, match="Save the sheet as CSV"):
        open_rows(_replaced(sheet(["a"]), "xl/sharedStrings.xml", "<sst>long</sst>"))
