"""A photo is drawn anew: upright, no larger than a screen, and nothing but the picture.

What an image file holds beside its picture (where it was taken, a page or an archive
behind it) is lost by that.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import BinaryIO

from PIL import Image, ImageOps

from runtime.kernel.errors import Invalid, Suspended
from runtime.orders.attachments.rules import Kind

MOST_PIXELS = 50_000_000  # a telephone's largest photo has 48 million
LONGEST, SMALL = 2_000, 320  # pixels of the longer side: of the photo, of its preview
SMALL_PNG = 1024 * 1024  # bytes; a larger one is kept as JPEG
AT_ONCE, PATIENCE_SECONDS = 2, 20
QUALITY = 85
_TURNS = BoundedSemaphore(AT_ONCE)
_WHITE = (255, 255, 255)
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# what Pillow raises on damaged bytes
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept, with a small one to look at in lists."""

    kind: Kind
    body: bytes
    width: int
    height: int
    small: bytes


def redrawn(stream: BinaryIO, kind: Kind) -> Photo:
    """Return the photo, drawn anew; a few at once, the others wait.

    Raises Invalid for a damaged one or one of too many pixels, and Suspended when
    too many others are being drawn.
    """
    with _turn():
        try:
            picture = _picture(stream, kind)
            return _kept(picture, kind)
        except _TOO_LARGE:
            raise _too_many_pixels() from None
        except _DAMAGED:
            raise Invalid("attachment-damaged") from None


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURNS.acquire(timeout=PATIENCE_SECONDS):
        raise Suspended("attachment-busy")
    try:
        yield
    finally:
        _TURNS.release()


def _too_many_pixels() -> Invalid:
    return Invalid("attachment-pixels", most=MOST_PIXELS // 1_000_000)


def _picture(stream: BinaryIO, kind: Kind) -> Image.Image:
    """Return the picture alone, upright and no larger than it is kept."""
    with Image.open(stream, formats=[kind.name]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _too_many_pixels()
        opened.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(opened)
        has_gaps = "transparency" in upright.info or upright.mode in {"RGBA", "LA"}
        picture = upright.convert("RGBA" if has_gaps else "RGB")
    picture.thumbnail((LONGEST, LONGEST))
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _kept(picture: Image.Image, kind: Kind) -> Photo:
    drawn = _png(picture) if kind is Kind.PNG else b""
    if drawn and len(drawn) <= SMALL_PNG:
        kept, body = Kind.PNG, drawn
    else:
        kept, body = Kind.JPEG, _jpeg(picture)
    small = picture.copy()
    small.thumbnail((SMALL, SMALL))
    return Photo(kept, body, picture.width, picture.height, _jpeg(small))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, _WHITE)
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
