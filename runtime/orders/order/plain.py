"""Foreign values as JSON can hold them, no digit lost (``extra``)."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from runtime.orders.order.unreadable import Unreadable

DEEPEST = 32
_EXACT_WHOLE = 2**53
_LARGEST = Decimal(sys.float_info.max)  # a JSON number above it cannot be read


def mapping(values: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return the values as JSON holds them; a fraction stays a number if it can."""
    if depth >= DEEPEST:
        raise Unreadable("extra-too-deep", levels=DEEPEST)
    return {str(key): value(each, depth + 1) for key, each in values.items()}


def value(raw: Any, depth: int = 0) -> Any:
    """Return one value as JSON holds it: text where a number would lose digits."""
    kind = type(raw)
    if raw is None or kind is str or kind is bool:
        return raw
    if kind is Decimal:
        return _number(raw)
    if kind is int:
        return raw if -_EXACT_WHOLE <= raw <= _EXACT_WHOLE else str(raw)
    if kind is float:
        return raw if math.isfinite(raw) else str(raw)
    return _nested(raw, depth)


def exact(raw: Any) -> Any:
    """Return a stored value with its numbers as Decimal, digit by digit."""
    kind = type(raw)
    if kind is float or kind is int:
        return Decimal(repr(raw))
    if kind is dict:
        return {key: exact(each) for key, each in raw.items()}
    return [exact(each) for each in raw] if kind is list else raw


def whole(raw: Any) -> Any:
    """Return a whole Decimal as int and anything else as it is."""
    if type(raw) is Decimal and raw.is_finite() and raw == raw.to_integral_value():
        return int(raw)
    return raw


def _number(raw: Decimal) -> Any:
    if not raw.is_finite() or abs(raw) > _LARGEST:
        return str(raw)
    if raw == raw.to_integral_value() and abs(raw) <= _EXACT_WHOLE:
        return int(raw)
    read = msgspec.json.decode(f"{raw:E}")  # what a reader of the stored number gets
    return read if exact(read) == raw else str(raw)


def _nested(raw: Any, depth: int) -> Any:
    if isinstance(raw, Mapping):
        return mapping(raw, depth)
    if isinstance(raw, list | tuple):
        if depth >= DEEPEST:
            raise Unreadable("extra-too-deep", levels=DEEPEST)
        return [value(each, depth + 1) for each in raw]
    if isinstance(raw, date | time):
        return raw.isoformat()
    return raw.total_seconds() if isinstance(raw, timedelta) else str(raw)
