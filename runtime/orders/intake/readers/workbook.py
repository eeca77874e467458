"""Rows of an XLSX workbook: its first visible sheet, every cell as exact text.

A cell gives the text that the same sheet saved as CSV would hold, so that one
channel mapping reads both.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from runtime.kernel.errors import Rejected
from runtime.kernel.texts import Text
from runtime.orders.intake.readers.header import columns_of
from runtime.orders.intake.readers.source import Row, Source

MOST_SHARED = 40 << 20
MOST_UNPACKED = 4 << 30
_PROLOG = 1 << 16
# what openpyxl and its XML parser raise on a damaged workbook
_DAMAGED = (
    zipfile.BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    OSError,
)


def open_workbook(path: Path) -> Source:
    """Open the first visible sheet; raises Rejected for a damaged or huge one."""
    try:
        has_formulas = _inspect(path)
        books = [_load(path, values=True)]
        if has_formulas:
            books.append(_load(path, values=False))
        sheets = [_first_sheet(book) for book in books]
        records = _records(sheets)
        first = next((cells for cells in records if any(cells)), None)
    except _DAMAGED as fault:
        raise _damaged(path, fault) from None
    if first is None:
        raise Rejected("file-empty", file=path.name)
    header = columns_of(_trimmed(first), path.name)
    return Source(
        format="xlsx",
        encoding="",
        compression="",
        header=header,
        rows=_rows(records, header, path),
        expected=max(0, (sheets[0].max_row or 0) - 1),
        close=partial(_close, books),
    )


def cell_text(value: Any) -> str:
    """Return the cell as text: every digit, and times as ``2026-11-11 00:00:03``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _plain_digits(value)
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def _plain_digits(value: float) -> str:
    digits = format(Decimal(repr(value)), "f")
    return digits.removesuffix(".0")


def _load(path: Path, *, values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles we do not read
        return openpyxl.load_workbook(
            path, read_only=True, data_only=values, keep_links=False
        )


def _close(books: Sequence[Any]) -> None:
    for book in books:
        book.close()


def _first_sheet(book: Any) -> Any:
    visible = [each for each in book.worksheets if each.sheet_state == "visible"]
    if not visible:
        raise KeyError("no visible sheet")
    visible[0].reset_dimensions()
    return visible[0]


def _inspect(path: Path) -> bool:
    """Refuse what would fill the memory; return whether a cell holds a formula."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        shared = sum(
            each.file_size for each in parts if each.filename.endswith("Strings.xml")
        )
        if shared > MOST_SHARED or sum(p.file_size for p in parts) > MOST_UNPACKED:
            raise Rejected("file-workbook-too-large", file=path.name)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _refuse_doctype(archive, part, path)
        return any(
            _holds_formula(archive, part)
            for part in parts
            if part.filename.startswith("xl/worksheets/")
        )


def _refuse_doctype(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path
) -> None:
    with archive.open(part) as stream:
        prolog = stream.read(_PROLOG).replace(b"\0", b"")
    if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog:
        raise Rejected("file-workbook-doctype", file=path.name)


def _holds_formula(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(1 << 20):
            if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                return True
            tail = chunk[-2:]
    return False


def _records(sheets: Sequence[Any]) -> Iterator[list[str]]:
    if len(sheets) == 1:
        for cells in sheets[0].iter_rows(values_only=True):
            yield [cell_text(cell) for cell in cells]
        return
    values, formulas = (sheet.iter_rows(values_only=True) for sheet in sheets)
    for cells, written in zip(values, formulas, strict=True):
        # a formula nobody calculated stays as the text it is
        yield [
            cell_text(formula if cell is None else cell)
            for cell, formula in zip(cells, written, strict=True)
        ]


def _rows(
    records: Iterator[list[str]], header: tuple[str, ...], path: Path
) -> Iterator[Row]:
    width = len(header)
    number = 0
    try:
        for raw in records:
            if not any(raw):
                continue
            number += 1
            cells = _trimmed(raw)
            cells += [""] * (width - len(cells))
            values = dict(zip(header, cells, strict=False))
            yield Row(number, values, _surplus(cells, width))
    except _DAMAGED as fault:
        raise _damaged(path, fault) from None


def _surplus(cells: list[str], width: int) -> Text | None:
    if len(cells) <= width:
        return None
    return Text("row-wrong-width", {"expected": width, "found": len(cells)})


def _trimmed(cells: list[str]) -> list[str]:
    """Return the cells without the empty ones at the end of the sheet's row."""
    last = len(cells)
    while last and not cells[last - 1]:
        last -= 1
    return cells[:last]


def _damaged(path: Path, fault: Exception) -> Rejected:
    return Rejected("file-damaged-workbook", file=path.name, detail=str(fault))
