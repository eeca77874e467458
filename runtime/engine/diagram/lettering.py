"""How wide is a text, and where does it break? Chinese and Latin alike (排字).

The server has no font to measure with, so widths are estimates on the safe side:
a wide character is one em, a Latin letter about half of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

LINE_HEIGHT: Final = 1.22

_NEVER_FIRST: Final = frozenset(
    ",.;:!?)]}%\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09\u3011\u300b\u300d\u300f\u201d\u2019\u2026"
)
_NARROW: Final = frozenset("iljtfrI.,;:!|'()[]{}/\\`")
_WIDE_LATIN: Final = frozenset("mwMWQO@%&")
_ELLIPSIS: Final = "…"


def text_width(text: str, size: float) -> float:
    """Return how wide ``text`` is when set in ``size``, rather too much than less."""
    return size * sum(_em(each) for each in text)


def wrap(text: str, width: float, size: float, lines: int = 4) -> list[str]:
    """Break ``text`` into at most ``lines`` lines of about equal length.

    Latin text breaks between words, Chinese anywhere but before a closing mark; a
    word wider than the line is cut. What does not fit ends in an ellipsis.
    """
    words = list(_words(text, width, size))
    broken = _fill(words, width, size)
    if len(broken) > lines:
        return _cut([*broken[: lines - 1], "".join(broken[lines - 1 :])], width, size)
    return _balance(words, broken, width, size)


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character == " ":
        return 0.28
    if character in _NARROW:
        return 0.34
    if character in _WIDE_LATIN:
        return 0.9
    return 0.68 if character.isupper() else 0.56


def _words(text: str, width: float, size: float) -> Iterator[str]:
    """Split into the smallest parts that may begin a line; spaces stay behind."""
    word = ""
    for character in " ".join(text.split()):
        begins = _may_begin(word, character)
        if word and (begins or text_width(word + character, size) > width):
            yield word
            word = ""
        word += character
    if word:
        yield word


def _may_begin(before: str, character: str) -> bool:
    if not before or character in _NEVER_FIRST or character == " ":
        return False
    last = before[-1]
    return last == " " or _em(last) == 1.0 or _em(character) == 1.0


def _fill(words: list[str], width: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and text_width((lines[-1] + word).rstrip(), size) <= width:
            lines[-1] += word
        else:
            lines.append(word)
    return lines


def _balance(
    words: list[str], broken: list[str], width: float, size: float
) -> list[str]:
    """Narrow the column as long as the number of lines stays the same."""
    best = broken
    while width > size:
        width -= size / 2
        narrower = _fill(words, width, size)
        too_wide = any(text_width(each.rstrip(), size) > width for each in narrower)
        if len(narrower) > len(broken) or too_wide:
            break
        best = narrower
    return [each.strip() for each in best]


def _cut(lines: list[str], width: float, size: float) -> list[str]:
    last = lines[-1].rstrip()
    while last and text_width(last + _ELLIPSIS, size) > width:
        last = last[:-1]
    return [*(each.strip() for each in lines[:-1]), last.rstrip() + _ELLIPSIS]
