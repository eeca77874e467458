"""Open any file of orders by what it holds, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from runtime.kernel.errors import Rejected
from runtime.orders.intake.readers import delimited, jsonlines
from runtime.orders.intake.readers.content import (
    ZIP,
    examine,
    first_bytes,
    open_bytes,
)
from runtime.orders.intake.readers.source import Source


def open_rows(path: Path) -> Source:
    """Open CSV, JSON Lines (both may be gzipped) or XLSX for reading row by row.

    Raises NotFound or Rejected with what to do; all that can be known before the
    first row (encoding to the last byte, packing, columns) is known before it.
    """
    if first_bytes(path).startswith(ZIP):
        return _workbook(path)
    content = examine(path)
    raw = open_bytes(path, content.compression)
    stream = io.TextIOWrapper(raw, encoding=content.codec, newline="")
    try:
        source = _text_source(stream, path)
    except BaseException:
        stream.close()
        raise
    source.encoding = content.encoding
    source.compression = content.compression
    source.expected = content.lines
    source.close = stream.close
    return source


def _text_source(stream: io.TextIOWrapper, path: Path) -> Source:
    opening = _first_character(stream)
    stream.seek(0)
    if opening == "{":
        return Source("jsonl", "", "", (), jsonlines.rows_of(stream, path.name))
    if opening == "[":
        raise Rejected("file-json-array", file=path.name)
    delimiter, header, rows = delimited.open_table(stream, path.name)
    return Source("csv", "", "", header, rows, delimiter=delimiter)


def _first_character(stream: io.TextIOWrapper) -> str:
    while block := stream.read(4096):
        written = block.lstrip()
        if written:
            return written[0]
    return ""


def _workbook(path: Path) -> Source:
    if not zipfile.is_zipfile(path):
        raise Rejected("file-damaged-workbook", file=path.name, detail="zip")
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise Rejected("file-zip-without-workbook", file=path.name)
    from runtime.orders.intake.readers import workbook

    return workbook.open_workbook(path)
