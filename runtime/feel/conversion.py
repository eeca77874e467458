"""FEEL values to and from the data of a run, and to and from typed JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from runtime.feel.calendar import FarDate, FarMoment, FineTime, LongDuration
from runtime.feel.frame import (
    OPERATION_FAULTS,
    Exhausted,
    FeelError,
    Frame,
    number,
    payer,
    tick,
    whole_number,
)
from runtime.feel.temporal import (
    date_text,
    date_time_text,
    duration_text,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    time_text,
)
from runtime.feel.text import NUMBER_TEXT, number_text, value_text
from runtime.feel.types import TYPE_NAMES
from runtime.feel.values import (
    CONTEXT,
    DATE,
    DATE_TIME,
    DAY_TIME,
    NUMBER,
    PLAIN,
    STRING,
    TIME,
    YEAR_MONTH,
    FeelValue,
    Invocable,
    YearMonth,
    type_name,
)

# Whole numbers below this go to JSON digit by digit, larger ones as floats do.
_WRITTEN_OUT = 10**21

_TEXTS: Mapping[type, tuple[str, Callable[[Any], str]]] = {
    date: (DATE, date_text),
    datetime: (DATE_TIME, date_time_text),
    time: (TIME, time_text),
    timedelta: (DAY_TIME, duration_text),
    FarDate: (DATE, date_text),
    FarMoment: (DATE_TIME, date_time_text),
    FineTime: (TIME, time_text),
    LongDuration: (DAY_TIME, duration_text),
    YearMonth: (YEAR_MONTH, duration_text),
}
_DATA = frozenset({type(None), bool, str, Decimal, *_TEXTS})


def from_data(data: Any) -> FeelValue:
    """Return the FEEL value of data: int and float become Decimal, exactly as shown.

    A float goes by its repr, so 19.99 stays 19.99. What FEEL has no value for is
    null. Charged by size: shared parts can make a small structure walk for ever.
    """
    kind = type(data)
    if kind in PLAIN:
        return data
    if kind is int:
        return whole_number(data)
    if kind is list or kind is tuple:
        tick(1 + len(data) // 8)
        return [from_data(each) for each in data]
    if kind is dict:
        tick(1 + len(data) // 8)
        return {key: from_data(each) for key, each in data.items()}
    return _from_other(data)


def _from_other(data: Any) -> FeelValue:
    if isinstance(data, float):
        return Decimal(repr(float(data))) if math.isfinite(data) else None
    if isinstance(data, str):  # an enum's member, text of a parser
        return str.__str__(data)
    if isinstance(data, int):
        return whole_number(int(data))
    if isinstance(data, Mapping):
        return from_data(dict(data))
    return data if isinstance(data, Invocable) else None


def written(data: Any) -> str:
    """Return a value as FEEL writes it; what has no text is told by its type."""
    try:
        return (value_text([from_data(data)]) or "")[1:-1]
    except OPERATION_FAULTS:
        return type_name(data)


def to_data(value: FeelValue, frame: Frame | None = None) -> Any:
    """Return what the data of a run may hold: typed values stay typed.

    Lists and contexts are copied, charged by size to ``frame`` or the running
    evaluation; raises Exhausted. Functions and ranges are no data: null, warned.
    """
    frame = payer(frame)
    frame.spend(1)
    if type(value) in _DATA:
        return value
    try:
        return _to_data(value, frame)
    except RecursionError as fault:
        raise Exhausted("feel-nested-too-deep") from fault


def _to_data(value: FeelValue, frame: Frame) -> Any:
    kind = type(value)
    if kind is list:
        frame.spend(len(value))
        return [
            each if type(each) in _DATA else _to_data(each, frame) for each in value
        ]
    if kind is dict:
        frame.spend(len(value))
        return {
            key: each if type(each) in _DATA else _to_data(each, frame)
            for key, each in value.items()
        }
    frame.warn("feel-not-data", found=type_name(value))
    return None


def to_typed_json(value: FeelValue, frame: Frame | None = None) -> Any:
    """Return the value for JSON: dates and durations as ``{"type", "value"}``.

    A number that would lose digits as a JSON number becomes text.
    """
    try:
        return _to_json(value, payer(frame))
    except RecursionError as fault:
        raise Exhausted("feel-nested-too-deep") from fault


def _to_json(value: FeelValue, frame: Frame) -> Any:
    frame.spend(1)
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is Decimal:
        return _json_number(value)
    if kind is list:
        return [_to_json(each, frame) for each in value]
    if kind is dict:
        plain = {key: _to_json(each, frame) for key, each in value.items()}
        return {"type": CONTEXT, "value": plain} if _looks_typed(plain) else plain
    if kind in _TEXTS:
        name, write = _TEXTS[kind]
        return {"type": name, "value": write(value)}
    frame.warn("feel-not-data", found=type_name(value))
    return None


def _json_number(value: Decimal) -> int | float | str:
    near = float(value)
    if not math.isfinite(near) or Decimal(repr(near)) != value:
        return number_text(value)
    whole = value == value.to_integral_value()
    return int(value) if whole and abs(value) < _WRITTEN_OUT else near


def from_typed_json(data: Any) -> FeelValue:
    """Return the FEEL value of typed JSON; plain JSON is its own value.

    Raises FeelError when a typed value does not hold what its type says.
    """
    if isinstance(data, list):
        return [from_typed_json(each) for each in data]
    if not isinstance(data, Mapping):
        return from_data(data)
    if not _looks_typed(data):
        return {str(key): from_typed_json(each) for key, each in data.items()}
    return read_typed(data["type"], data["value"])


def read_typed(kind: str, value: Any) -> FeelValue:
    """Return ``value`` as a FEEL value of the type named ``kind``.

    Raises FeelError when it is none, or when there is no such type.
    """
    name = TYPE_NAMES.get(kind, kind)
    if value is None:
        return None
    if name == CONTEXT and isinstance(value, Mapping):
        return {str(key): from_typed_json(each) for key, each in value.items()}
    read = _READERS.get(name)
    if read is None or not isinstance(value, str):
        found = from_typed_json(value)
        if type_name(found) == name:
            return found
        raise FeelError("feel-not-of-type", expected=kind, found=type_name(found))
    try:
        return read(value)
    except (ArithmeticError, ValueError) as fault:
        raise FeelError("feel-not-of-type", expected=kind, found=value) from fault


def _read_number(written: str) -> Decimal:
    if NUMBER_TEXT.fullmatch(written) is None:
        raise FeelError("feel-not-a-number", found=written[:40])
    return number(written)


def _looks_typed(data: Mapping[str, Any]) -> bool:
    if data.keys() != {"type", "value"} or not isinstance(data["type"], str):
        return False
    name = TYPE_NAMES.get(data["type"], data["type"])
    return name in _READERS or name == CONTEXT


_READERS: Mapping[str, Callable[[str], FeelValue]] = {
    STRING: str,
    NUMBER: _read_number,
    DATE: parse_date,
    TIME: parse_time,
    DATE_TIME: parse_date_time,
    DAY_TIME: parse_duration,
    YEAR_MONTH: parse_duration,
    "duration": parse_duration,
}
