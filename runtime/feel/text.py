"""A FEEL value as text, as the built-in ``string`` writes it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from runtime.feel.arithmetic import capped
from runtime.feel.calendar import FarDate, FarMoment, FineTime, LongDuration
from runtime.feel.frame import TEXT_LENGTH, Exhausted, FeelError, tick
from runtime.feel.temporal import (
    date_text,
    date_time_text,
    duration_text,
    time_text,
)
from runtime.feel.values import FeelValue, Range, YearMonth, type_name

# How a number is written as text, for whoever reads one.
NUMBER_TEXT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)

_PLAIN_KEY = re.compile(r"\w[\w ]*")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def value_text(value: FeelValue) -> str | None:
    """Return the value as text; text is itself, null stays null.

    Raises FeelError for what has no text (a function) and for a text too long.
    """
    if value is None:
        return None
    if type(value) is str:
        return value
    try:
        return capped(_nested(value))
    except RecursionError as fault:
        raise Exhausted("feel-nested-too-deep") from fault


def number_text(value: Decimal) -> str:
    """Return the number without exponent and trailing zeros."""
    if not value:
        return "0"
    if not value.is_finite() or abs(value.adjusted()) > TEXT_LENGTH:
        raise FeelError("feel-text-too-long", limit=TEXT_LENGTH)
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def quoted(value: str) -> str:
    """Return a FEEL text literal of ``value``."""
    return f'"{value.translate(_ESCAPES)}"'


def unescaped(literal: str) -> str:
    """Return what stands between the quotes of a FEEL text, escapes resolved.

    Surrogate pairs written as two escapes become one character; an unknown escape
    stays as it is.
    """
    if "\\" not in literal:
        return literal
    plain = _ESCAPE.sub(_escaped, literal)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(min(int(code, 16), sys.maxunicode))
    return _ESCAPED.get(found[3], "\\" + found[3])


def _nested(value: FeelValue) -> str:
    tick()
    write = _WRITERS.get(type(value))
    if write is None:
        raise FeelError("feel-no-text", found=type_name(value))
    return write(value)


def _list_text(value: list[FeelValue]) -> str:
    return f"[{_joined(map(_nested, value))}]"


def _context_text(value: Mapping[str, FeelValue]) -> str:
    fields = (f"{_key_text(key)}: {_nested(each)}" for key, each in value.items())
    return "{" + _joined(fields) + "}"


def _key_text(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else quoted(key)


def _joined(parts: Iterable[str]) -> str:
    """Join with commas, but stop when it grows too long (shared lists can be huge)."""
    kept: list[str] = []
    length = 0
    for part in parts:
        length += len(part) + 2
        if length > TEXT_LENGTH:
            raise FeelError("feel-text-too-long", limit=TEXT_LENGTH)
        kept.append(part)
    return ", ".join(kept)


def _range_text(value: Range) -> str:
    opening = "[" if value.start_included else "("
    closing = "]" if value.end_included else ")"
    return f"{opening}{_nested(value.start)}..{_nested(value.end)}{closing}"


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    str: quoted,
    Decimal: number_text,
    date: date_text,
    datetime: date_time_text,
    time: time_text,
    timedelta: duration_text,
    FarDate: date_text,
    FarMoment: date_time_text,
    FineTime: time_text,
    LongDuration: duration_text,
    YearMonth: duration_text,
    list: _list_text,
    dict: _context_text,
    Range: _range_text,
}
