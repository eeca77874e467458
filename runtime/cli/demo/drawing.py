"""Photos for the demo: parcels as somebody at the packing table takes them."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDE, HIGH = 720, 540
Colour = tuple[int, int, int]
_TAPE, _PAPER, _INK = (214, 186, 132), (246, 246, 242), (34, 34, 38)
_SHADOW, _RED = (96, 92, 88), (196, 52, 44)


def parcel(number: int) -> bytes:
    """Return a JPEG file of a parcel with its label; each number looks otherwise."""
    random = Random(number)
    picture = _table(random)
    draw = ImageDraw.Draw(picture)
    left, top = 130 + random.randrange(60), 150 + random.randrange(40)
    right, bottom = left + 330 + random.randrange(60), top + 240 + random.randrange(40)
    board = (168 + random.randrange(24), 126 + random.randrange(18), 80)
    _box(draw, (left, top, right, bottom), board)
    _label(draw, (left + 34, top + 70), random)
    _fragile(draw, (right - 96, bottom - 84))
    soft = picture.filter(ImageFilter.GaussianBlur(1.1))
    turned = soft.rotate(random.uniform(-3, 3), Image.Resampling.BICUBIC)
    shown = turned.crop((30, 24, WIDE - 30, HIGH - 24))
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=80)
    return out.getvalue()


def _table(random: Random) -> Image.Image:
    """Return the packing table, darker towards the back."""
    light = 150 + random.randrange(30)
    column = Image.new("RGB", (1, HIGH))
    for y in range(HIGH):
        shade = light + y * 60 // HIGH
        column.putpixel((0, y), (shade, shade - 6, shade - 14))
    return column.resize((WIDE, HIGH))


def _box(
    draw: ImageDraw.ImageDraw, front: tuple[int, int, int, int], board: Colour
) -> None:
    left, top, right, bottom = front
    deep, up = 74, 62
    back_left, back_right = (left + deep, top - up), (right + deep, top - up)
    low = (right + deep, bottom - up)
    draw.ellipse((left - 26, bottom - 22, right + deep + 30, bottom + 26), _SHADOW)
    draw.polygon(
        [(left, top), back_left, back_right, (right, top)], _shade(board, 1.14)
    )
    draw.polygon([(right, top), back_right, low, (right, bottom)], _shade(board, 0.78))
    draw.rectangle(front, board)
    middle = (left + right) // 2
    across = [
        (middle - 22, top),
        (middle - 22 + deep, top - up),
        (middle + 22 + deep, top - up),
        (middle + 22, top),
    ]
    draw.polygon(across, _shade(_TAPE, 1.08))
    draw.rectangle((middle - 22, top, middle + 22, top + 62), _TAPE)


def _label(draw: ImageDraw.ImageDraw, at: tuple[int, int], random: Random) -> None:
    """Draw the waybill: a bar code, and lines that nobody can read."""
    x, y = at
    draw.rectangle((x, y, x + 176, y + 128), _PAPER)
    bar = x + 12
    while bar < x + 160:
        thick = random.choice((1, 2, 3))
        draw.rectangle((bar, y + 12, bar + thick, y + 48), _INK)
        bar += thick + random.choice((2, 3, 4))
    for line in range(4):
        end = x + 80 + random.randrange(80)
        draw.rectangle((x + 12, y + 62 + line * 15, end, y + 67 + line * 15), _INK)


def _fragile(draw: ImageDraw.ImageDraw, at: tuple[int, int]) -> None:
    """Draw the sticker that asks for care."""
    x, y = at
    draw.rectangle((x, y, x + 72, y + 60), _PAPER, outline=_RED, width=5)
    draw.polygon([(x + 22, y + 12), (x + 50, y + 12), (x + 36, y + 34)], _RED)
    draw.rectangle((x + 34, y + 34, x + 38, y + 48), _RED)
    draw.rectangle((x + 26, y + 48, x + 46, y + 51), _RED)


def _shade(colour: Colour, by: float) -> Colour:
    red, green, blue = (min(255, int(part * by)) for part in colour)
    return red, green, blue
