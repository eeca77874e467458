"""The value behind a dot: fields of contexts, parts of dates, times and ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from runtime.feel.calendar import (
    SECOND,
    AnyDuration,
    AnyMoment,
    AnyTime,
    FarDate,
    FarMoment,
    FineTime,
    LongDuration,
    nanos_of,
)
from runtime.feel.comparison import offset_of
from runtime.feel.conversion import from_data
from runtime.feel.frame import tick, warn
from runtime.feel.values import FeelValue, Range, YearMonth, type_name

Part = Callable[[Any], FeelValue]


def get_property(value: FeelValue, name: str) -> FeelValue:
    """Return ``value.name``; of a list that of each item.

    What is not there is null with a warning; null has null everywhere, silently.
    """
    kind = type(value)
    if kind is dict:
        if name in value:
            return from_data(value[name])
        warn("feel-field-not-set", name=name)
        return None
    if kind is list:
        tick(len(value))
        return [get_property(each, name) for each in value]
    if value is None:
        return None
    part = PARTS.get(kind, {}).get(name)
    if part is None:
        warn("feel-no-property", type=type_name(value), name=name)
        return None
    return part(value)


def _region(value: AnyTime | AnyMoment) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _years(value: YearMonth) -> Decimal:
    return _signed(value.months, abs(value.months) // 12)


def _months(value: YearMonth) -> Decimal:
    return _signed(value.months, abs(value.months) % 12)


def _day_part(seconds: int, most: int | None = None) -> Part:
    """Return what counts units of so many seconds, of ``most`` in the next unit."""

    def read(value: AnyDuration) -> Decimal:
        nanos = nanos_of(value)
        count = abs(nanos) // (SECOND * seconds)
        return _signed(nanos, count if most is None else count % most)

    return read


def _signed(sign_of: int, count: int) -> Decimal:
    return Decimal(-count if sign_of < 0 else count)


_CALENDAR: Mapping[str, Part] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_CLOCK: Mapping[str, Part] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second),
    "time offset": offset_of,
    "timezone": _region,
}

_DAYS: Mapping[str, Part] = {
    "days": _day_part(86_400),
    "hours": _day_part(3600, 24),
    "minutes": _day_part(60, 60),
    "seconds": _day_part(1, 60),
}

# Type → name of the part → how it is read; also what the compiler may know.
PARTS: Mapping[type, Mapping[str, Part]] = {
    date: _CALENDAR,
    time: _CLOCK,
    datetime: {**_CALENDAR, **_CLOCK},
    YearMonth: {"years": _years, "months": _months},
    timedelta: _DAYS,
    FarDate: _CALENDAR,
    FineTime: _CLOCK,
    FarMoment: {**_CALENDAR, **_CLOCK},
    LongDuration: _DAYS,
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}

# Names of parts that are no FEEL identifiers: a parser must know them.
SPACED_NAMES = ("time offset", "start included", "end included")
