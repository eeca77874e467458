"""The first rows of a file that somebody shows, to try a mapping on them (样本).

Read by the readers of the import, in a temporary place that is gone when the block
ends; what is kept goes back to whom it came from.
"""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import msgspec

from runtime.kernel.errors import FlowError, Invalid, NotFound, Rejected
from runtime.kernel.texts import Title
from runtime.kernel.writing import written
from runtime.orders.intake.readers import Row, open_rows
from runtime.orders.intake.readers.content import GZIP, ZIP
from runtime.orders.order.decoding import read_json

MOST_BYTES, MOST_UNPACKED = 24 << 20, 96 << 20
MOST_ROWS, MOST_KEPT = 200, 300_000  # rows, and bytes of all of them
MOST_COLUMNS = 400
_CHUNK = 1 << 20
_WRITER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a sample; one that cannot be read says why, in both languages."""

    number: int
    values: Mapping[str, Any]
    fault: Title | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file. ``columns`` are its header, or the names in its rows.

    ``is_whole`` tells that the file has no other rows.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Shown, ...]
    is_table: bool
    is_whole: bool

    def as_text(self) -> str:
        """Return the sample as a page sends it again."""
        rows = [[one.number, one.values, _sides(one.fault)] for one in self.rows]
        kept = [self.file, self.columns, self.is_table, self.is_whole, rows]
        return _WRITER.encode(kept).decode()


def taken(stream: BinaryIO, name: str) -> Sample:
    """Return the first rows of an uploaded file; raises Rejected with what to do."""
    file = PurePosixPath(written(name).replace("\\", "/")).name[-120:] or "file"
    with tempfile.TemporaryDirectory(prefix="spillway-") as folder:
        path = Path(folder) / file
        _copy(stream, path)
        _refuse_bombs(path)
        try:
            return _read(path)
        except NotFound as gone:  # a name that no file can have
            raise Rejected("file-not-text", file=file, byte=0) from gone


def from_text(kept: str) -> Sample:
    """Return the sample that a page sends again; raises Invalid for no such thing."""
    try:
        file, columns, is_table, is_whole, rows = read_json(kept)
        shown = [Shown(int(n), dict(values), _title(why)) for n, values, why in rows]
        names = tuple(str(one) for one in columns)
    except (FlowError, ValueError, TypeError) as cause:
        raise Invalid("sample-unreadable") from cause
    return Sample(str(file), names, tuple(shown), bool(is_table), bool(is_whole))


def row_of(shown: Shown) -> Row:
    """Return a row as the import reads it."""
    return Row(shown.number, dict(shown.values))


def _copy(stream: BinaryIO, path: Path) -> None:
    try:
        with path.open("wb") as file:
            while chunk := stream.read(_CHUNK):
                file.write(chunk)
                if file.tell() > MOST_BYTES:
                    most = MOST_BYTES >> 20
                    raise Rejected("sample-too-large", file=path.name, most=most)
    except (OSError, ValueError) as cause:
        raise Rejected("file-not-text", file=path.name, byte=0) from cause


def _refuse_bombs(path: Path) -> None:
    """Refuse what grows beyond all measure when it is unpacked; unpack the rest."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(GZIP):
        _unpack(path)
    elif head.startswith(ZIP) and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            size = sum(one.file_size for one in archive.infolist())
        if size > MOST_UNPACKED:
            _refuse_size(path)


def _unpack(path: Path) -> None:
    """Unpack as much as there may be; what is wrong with it the readers tell."""
    size = 0
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > MOST_UNPACKED:
                    _refuse_size(path)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return


def _refuse_size(path: Path) -> None:
    most = MOST_UNPACKED >> 20
    raise Rejected("sample-unpacks-too-large", file=path.name, most=most)


def _read(path: Path) -> Sample:
    rows: list[Shown] = []
    kept, is_whole = 0, True
    with open_rows(path) as source:
        header = source.header
        if len(header) > MOST_COLUMNS:
            facts = {"most": MOST_COLUMNS, "found": len(header)}
            raise Rejected("sample-too-wide", file=path.name, **facts)
        for row in source.rows:
            kept += len(_WRITER.encode(row.values))
            if len(rows) == MOST_ROWS or kept > MOST_KEPT:
                is_whole = False
                break
            rows.append(Shown(row.number, row.values, _told(row)))
    names = header or tuple(dict.fromkeys(n for one in rows for n in one.values))
    return Sample(path.name, names[:MOST_COLUMNS], tuple(rows), bool(header), is_whole)


def _told(row: Row) -> Title | None:
    if row.fault is None:
        return None
    return Title(row.fault.say("zh"), row.fault.say("en"))


def _sides(fault: Title | None) -> list[str] | None:
    return None if fault is None else [fault.zh, fault.en]


def _title(sides: Sequence[Any] | None) -> Title | None:
    return None if sides is None else Title(str(sides[0]), str(sides[1]))
