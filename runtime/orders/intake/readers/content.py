"""Which compression and encoding has this file? (编码识别)

The whole file is decoded once before the first row is given, because a file that
breaks at byte 200,000,000 must be refused before anything was imported.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from runtime.kernel.errors import NotFound, Rejected

CHUNK = 1 << 20
MOST_BYTES = 16 << 30

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-bom"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODECS = {"utf-8-bom": "utf-8-sig"}
# from here on a character takes three bytes: Chinese read by accident does not
_THREE_BYTES = "\u0800"
_ENOUGH = 3
# fewer zero bytes than this are stray characters, not half of UTF-16
_ONE_IN = 4


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes of a text file are; ``lines`` counts line feeds."""

    compression: str
    encoding: str
    lines: int
    size: int

    @property
    def codec(self) -> str:
        """Return Python's name for the encoding."""
        return _CODECS.get(self.encoding, self.encoding)


@dataclass(frozen=True, slots=True)
class _Pass:
    """How far a strict decoding came: ``broken_at`` is None when it came through."""

    broken_at: int | None
    lines: int
    size: int


def first_bytes(path: Path) -> bytes:
    """Return the first bytes of the file; raises NotFound or Rejected plainly."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as fault:
        raise NotFound(
            "file-not-readable", file=str(path), detail=fault.strerror or str(fault)
        ) from None
    if head.startswith(_OLD_EXCEL):
        raise Rejected("file-old-excel", file=path.name)
    return head


def open_bytes(path: Path, compression: str) -> IO[bytes]:
    """Open the file's content, unpacked on the way."""
    return gzip.open(path, "rb") if compression else path.open("rb")  # type: ignore[return-value]  # GzipFile is IO[bytes] in all we use


def examine(path: Path) -> Content:
    """Return what the text file is, after decoding all of it; raises Rejected."""
    compression = "gzip" if first_bytes(path).startswith(GZIP) else ""
    sample = _first_chunk(path, compression)
    if not sample:
        raise Rejected("file-empty", file=path.name)
    if sample.startswith((GZIP, ZIP)):
        raise Rejected("file-packed-twice", file=path.name)
    marked = _by_sample(sample)
    encoding = marked or "utf-8"
    first = _decode_all(path, compression, encoding)
    if first.broken_at is None:
        return Content(compression, encoding, first.lines, first.size)
    if marked or _was_utf8(path, compression, first.broken_at):
        raise Rejected(
            "file-breaks-off", file=path.name, encoding=encoding, byte=first.broken_at
        )
    second = _decode_all(path, compression, "gb18030")
    if second.broken_at is not None:
        raise Rejected("file-not-text", file=path.name, byte=second.broken_at)
    return Content(compression, "gb18030", second.lines, second.size)


def _by_sample(sample: bytes) -> str | None:
    """Return the encoding that a mark or the place of the zero bytes gives away."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    zeros = sample.count(0)
    if zeros * _ONE_IN < len(sample):
        return None
    at_odd = sample[1::2].count(0)
    if at_odd > zeros * 0.9:
        return "utf-16-le"
    return "utf-16-be" if at_odd < zeros * 0.1 else None


def _decode_all(path: Path, compression: str, encoding: str) -> _Pass:
    codec = _CODECS.get(encoding, encoding)
    decoder = codecs.getincrementaldecoder(codec)("strict")
    lines = size = 0
    try:
        for chunk in _chunks(path, compression):
            pending = len(decoder.getstate()[0])
            decoder.decode(chunk)
            lines += chunk.count(b"\n")
            size += len(chunk)
        pending = len(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        return _Pass(size - pending + fault.start, lines, size)
    return _Pass(None, lines, size)


def _was_utf8(path: Path, compression: str, broken_at: int) -> bool:
    """Say whether what stands before the break is Chinese in UTF-8 beyond doubt.

    Looks at the beginning of the file and at what leads up to the break.
    """
    with open_bytes(path, compression) as stream:
        beginning = stream.read(min(CHUNK, broken_at))
        stream.seek(max(0, broken_at - CHUNK))
        leading_up = stream.read(min(CHUNK, broken_at))
    written = (beginning + leading_up).decode("utf-8", "ignore")
    return sum(character >= _THREE_BYTES for character in written) >= _ENOUGH


def _first_chunk(path: Path, compression: str) -> bytes:
    with closing(_chunks(path, compression)) as chunks:
        return next(chunks, b"")


def _chunks(path: Path, compression: str) -> Generator[bytes, None, None]:
    read = 0
    try:
        with open_bytes(path, compression) as stream:
            while chunk := stream.read(CHUNK):
                read += len(chunk)
                if read > MOST_BYTES:
                    raise Rejected("file-too-large", file=path.name, bytes=MOST_BYTES)
                yield chunk
    except EOFError:
        raise Rejected("file-truncated-gzip", file=path.name, bytes=read) from None
    except (gzip.BadGzipFile, zlib.error) as fault:
        raise Rejected(
            "file-damaged-gzip", file=path.name, bytes=read, detail=str(fault)
        ) from None
