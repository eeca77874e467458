"""What may be attached, told by its first bytes, and under which name it is shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024
MOST_PHOTO, MOST_FILE = 12 * MEGABYTE, 10 * MEGABYTE
MOST_FILES = 9  # of one field
LONGEST_NAME = 120
HEAD = 1024  # bytes that tell what something is
FORMAT = "attachment"  # how a form's schema marks the id of an attachment
PHOTOS = "image/*"  # what `contentMediaType` says of a field that takes photos alone
_JOINER = "\u200d"  # holds the parts of one emoji together
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_UNSAID = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKUP = re.compile(rb"(?i)<\s*(!doctype|html|svg|script|\?xml|head|body|iframe)")
_HEIC = frozenset({b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1"})


class Kind(StrEnum):
    """What may be attached, by its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    CSV = "text/csv"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    @property
    def is_photo(self) -> bool:
        """Tell whether it is a picture, which is redrawn."""
        return self.value.startswith("image/")


SUFFIXES = {
    Kind.JPEG: ".jpg",
    Kind.PNG: ".png",
    Kind.WEBP: ".webp",
    Kind.PDF: ".pdf",
    Kind.CSV: ".csv",
    Kind.XLSX: ".xlsx",
}
_BEGINNINGS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"%PDF-", Kind.PDF),
    (b"PK\x03\x04", Kind.XLSX),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody wants to attach: its name as given, its size, its first bytes."""

    name: str
    size: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """An attachment that may be kept: checked, a photo redrawn."""

    name: str
    kind: Kind
    body: bytes
    sha256: str
    width: int | None = None
    height: int | None = None
    small: bytes | None = None


def kind_of(given: Given) -> Kind | None:
    """Return what something is by its first bytes, None for what is not taken.

    A CSV file has no bytes of its own: it is text without markup whose name says so.
    """
    for beginning, kind in _BEGINNINGS:
        if given.head.startswith(beginning):
            return kind
    if given.head.startswith(b"RIFF") and given.head[8:12] == b"WEBP":
        return Kind.WEBP
    is_table = given.name.lower().endswith(".csv") and is_plain_text(given.head)
    return Kind.CSV if is_table else None


def is_heic(head: bytes) -> bool:
    """Tell whether it is the format in which some phones keep photos."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC


def is_plain_text(content: bytes) -> bool:
    """Tell whether bytes are text that no browser could take for a page."""
    has_controls = any(byte < 32 and byte not in b"\t\r\n\f" for byte in content)
    return not has_controls and _MARKUP.search(content) is None


def most_of(kind: Kind) -> int:
    """Return how many bytes of a kind are taken."""
    return MOST_PHOTO if kind.is_photo else MOST_FILE


def megabytes(size: int) -> str:
    """Return a size as people say it."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def clean_name(given: str, kind: Kind) -> str:
    """Return the name that is shown: no folders, nothing unseen, the right ending."""
    stem = _SUFFIX.sub("", seen_name(given)).strip(" .")
    ending = SUFFIXES[kind]
    return (stem[: LONGEST_NAME - len(ending)] or "file") + ending


def seen_name(given: str) -> str:
    """Return what can be seen of a name, without folders."""
    last = re.split(r"[/\\]", given)[-1]
    kept = "".join(one for one in last if _is_seen(one))
    return " ".join(kept.split()).strip(" .")


def _is_seen(one: str) -> bool:
    return one == _JOINER or unicodedata.category(one) not in _UNSAID
