"""Rows of a CSV file: comma, semicolon or tab, quotes as spreadsheets write them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from runtime.kernel.errors import Rejected
from runtime.kernel.texts import Text
from runtime.orders.intake.readers.header import columns_of
from runtime.orders.intake.readers.lines import Lines
from runtime.orders.intake.readers.source import UNREADABLE_LINE, Row

MOST_CELL = 1_000_000
DELIMITERS = (",", ";", "\t")


def open_table(stream: TextIO, file: str) -> tuple[str, tuple[str, ...], Iterator[Row]]:
    """Return delimiter, column names and rows; raises Rejected for a bad header."""
    csv.field_size_limit(MOST_CELL)
    lines = Lines(stream, file)
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise Rejected("file-empty", file=file)
    delimiter = max(DELIMITERS, key=first.count)
    cells = next(csv.reader([first], delimiter=delimiter))
    header = columns_of(cells, file)
    return delimiter, header, _rows(lines, delimiter, header, file)


def _rows(
    lines: Lines, delimiter: str, header: tuple[str, ...], file: str
) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    width = len(header)
    number = 0
    for cells, fault in _records(reader, lines, file):
        if fault is not None:
            number += 1
            yield Row(number, {UNREADABLE_LINE: lines.last}, fault)
        elif len(cells) == width:
            if any(cells):
                number += 1
                yield Row(number, dict(zip(header, cells, strict=True)))
        elif any(cells):
            number += 1
            yield Row(number, _kept(header, cells), _wrong_width(header, cells))


def _records(
    reader: Iterator[list[str]], lines: Lines, file: str
) -> Iterator[tuple[list[str], Text | None]]:
    while True:
        begun = lines.number + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield [], _fault_of(str(error), begun, file)
            continue
        if cells is None:
            return
        yield cells, None


def _fault_of(said: str, line: int, file: str) -> Text:
    """Return why one row cannot be read; what endangers all rows is raised."""
    if "field larger" in said:
        raise Rejected("file-cell-too-large", file=file, line=line, most=MOST_CELL)
    if "unexpected end" in said:
        raise Rejected("file-quote-open", file=file, line=line)
    return Text("row-quotes-wrong", {"line": line})


def _wrong_width(header: tuple[str, ...], cells: list[str]) -> Text:
    return Text("row-wrong-width", {"expected": len(header), "found": len(cells)})


def _kept(header: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    names = [*header, *(f"+{n}" for n in range(1, len(cells) - len(header) + 1))]
    return dict(zip(names, cells, strict=False))
