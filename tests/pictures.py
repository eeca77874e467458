"""Files that somebody attaches: photos of telephones, and what only looks like one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from openpyxl import Workbook
from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def photo(size: tuple[int, int] = (640, 480), **more: Any) -> bytes:
    """Return a photo: left half red, right half blue."""
    kind = more.pop("kind", "JPEG")
    picture = Image.new("RGB", size, (220, 20, 20))
    picture.paste((20, 20, 220), (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def photo_of_a_phone() -> bytes:
    """Return a photo that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "SECRET MAKER"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (30.0, 16.0, 27.0)
    return photo((640, 480), exif=exif)


def large_photo(size: int) -> bytes:
    """Return a true photo with so much behind it that it has ``size`` bytes."""
    made = photo()
    return made + b"\0" * (size - len(made))


def png_bomb(side: int = 60_000) -> bytes:
    """Return a small PNG file that says it has more pixels than memory holds."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def archive(**names: bytes) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in names.items():
            packed.writestr(name, content)
    return out.getvalue()


def workbook(**more: bytes) -> bytes:
    """Return a workbook, with further parts in it."""
    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "external_no"
    book.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in more.items():
            packed.writestr(name, content)
    return out.getvalue()


def sent(answer: Any) -> Any:
    """Return an answer, with the file closed that held what was sent."""
    answer.request.environ["wsgi.input"].close()
    return answer


def opened(content: bytes) -> Image.Image:
    """Return the picture that bytes hold."""
    return Image.open(io.BytesIO(content))
