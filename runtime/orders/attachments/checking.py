"""What somebody sends, made into what is kept; before any transaction (检查附件)."""

from __future__ import annotations

import hashlib
import zipfile
from typing import BinaryIO

from runtime.kernel.errors import Invalid
from runtime.orders.attachments import photos, rules
from runtime.orders.attachments.rules import Given, Kind, Prepared

MOST_UNPACKED = 100 * rules.MEGABYTE
MOST_PARTS = 2_000
_PDF_END, _PDF_TAIL = b"%%EOF", 1024
_WORKBOOK = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_ENCODINGS = ("utf-8", "gb18030")


def prepare(stream: BinaryIO, name: str, *, photos_only: bool = False) -> Prepared:
    """Return what is kept of a file; raises Invalid with what to do instead.

    A file that is too large is refused by its size, before it is read.
    """
    given = _look(stream, name)
    kind = _kind(given, photos_only=photos_only)
    most = rules.most_of(kind)
    if given.size > most:
        limit, found = rules.megabytes(most), rules.megabytes(given.size)
        raise Invalid("attachment-too-large", limit=limit, found=found)
    if kind.is_photo:
        return _photo(stream, name, kind)
    body = stream.read(most + 1)
    _check_content(stream, body, kind)
    digest = hashlib.sha256(body).hexdigest()
    return Prepared(rules.clean_name(name, kind), kind, body, digest)


def _look(stream: BinaryIO, name: str) -> Given:
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(rules.HEAD)
    stream.seek(0)
    return Given(name, size, head)


def _kind(given: Given, *, photos_only: bool) -> Kind:
    if not given.size:
        raise Invalid("attachment-empty")
    if rules.is_heic(given.head):
        raise Invalid("attachment-heic")
    kind = rules.kind_of(given)
    if photos_only and (kind is None or not kind.is_photo):
        raise Invalid("attachment-no-photo")
    if kind is None:
        raise Invalid("attachment-kind")
    return kind


def _photo(stream: BinaryIO, name: str, kind: Kind) -> Prepared:
    photo = photos.redrawn(stream, kind)
    return Prepared(
        rules.clean_name(name, photo.kind),
        photo.kind,
        photo.body,
        hashlib.sha256(photo.body).hexdigest(),
        photo.width,
        photo.height,
        photo.small,
    )


def _check_content(stream: BinaryIO, body: bytes, kind: Kind) -> None:
    """Refuse what only begins like the kind it claims to be."""
    if kind is Kind.PDF and _PDF_END not in body[-_PDF_TAIL:]:
        raise Invalid("attachment-damaged")
    if kind is Kind.CSV and not (rules.is_plain_text(body) and _is_readable(body)):
        raise Invalid("attachment-kind")
    if kind is Kind.XLSX:
        stream.seek(0)
        _check_workbook(stream)


def _is_readable(body: bytes) -> bool:
    for encoding in _ENCODINGS:
        try:
            body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _check_workbook(stream: BinaryIO) -> None:
    """Accept a workbook without macros that stays small when it is unpacked."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Invalid("attachment-damaged") from None
    names = {part.filename for part in parts}
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if not names >= _WORKBOOK or has_macros:
        raise Invalid("attachment-kind")
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
        limit = rules.megabytes(MOST_UNPACKED)
        raise Invalid("attachment-unpacked", limit=limit)
