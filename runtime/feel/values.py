"""What a FEEL value is: Python's own types, three of ours, and those of calendar.py.

null None · boolean bool · number Decimal · string str · date · time · date and
time (datetime) · days and time duration (timedelta) · list · context (dict), and
YearMonth, Range, Function. Values are never changed once made, so they may be
shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from runtime.feel.calendar import FAR, FarDate, FarMoment, FineTime, LongDuration

FeelValue: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A years and months duration, as a signed count of months."""

    months: int

    def __neg__(self) -> YearMonth:
        return YearMonth(-self.months)

    def __abs__(self) -> YearMonth:
        return YearMonth(abs(self.months))


class RangeKind(StrEnum):
    """How membership in a range is decided."""

    INTERVAL = "interval"
    NULL_END = "null-end"  # [1..null): one end is unknown
    UNEQUAL = "unequal"  # (!=5): everything but start


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; a missing end of kind INTERVAL is unbounded, as in (<5)."""

    start: FeelValue
    end: FeelValue
    start_included: bool
    end_included: bool
    kind: RangeKind = RangeKind.INTERVAL


class Invocable:
    """What a call may call: a Function of the expression or a built-in.

    Call one through ``runtime.feel.calls.call``.
    """

    __slots__ = ()

    def call(self, values: Sequence[FeelValue], names: tuple[str, ...]) -> FeelValue:
        """Return the value of a built-in for values in order, or named one by one."""
        raise NotImplementedError


class Function(Invocable):
    """A function that an expression defines, closed over its scope.

    ``body(scope)`` gives the value; ``parameters`` are name and declared type
    (None: any), in order.
    """

    __slots__ = ("body", "parameters", "scope")

    def __init__(
        self,
        parameters: tuple[tuple[str, Any], ...],
        body: Callable[[Any], FeelValue],
        scope: Mapping[str, FeelValue],
    ) -> None:
        self.parameters = parameters
        self.body = body
        self.scope = scope


NULL = "null"
ANY = "any"
BOOLEAN = "boolean"
NUMBER = "number"
STRING = "string"
DATE = "date"
TIME = "time"
DATE_TIME = "date and time"
DAY_TIME = "days and time duration"
YEAR_MONTH = "years and months duration"
LIST = "list"
CONTEXT = "context"
RANGE = "range"
FUNCTION = "function"

NAMES: Mapping[type, str] = {
    type(None): NULL,
    bool: BOOLEAN,
    Decimal: NUMBER,
    str: STRING,
    date: DATE,
    datetime: DATE_TIME,
    time: TIME,
    timedelta: DAY_TIME,
    FarDate: DATE,
    FarMoment: DATE_TIME,
    FineTime: TIME,
    LongDuration: DAY_TIME,
    YearMonth: YEAR_MONTH,
    list: LIST,
    dict: CONTEXT,
    Range: RANGE,
    Function: FUNCTION,
}

# Types whose values can be ranked: compare(), ranges, min, max, sort.
ORDERED = FAR | {Decimal, str, date, datetime, time, timedelta, YearMonth}

# Types of which a variable's value needs no conversion.
PLAIN = frozenset(
    {type(None), bool, Decimal, str, date, datetime, time, timedelta}
    | {YearMonth, Range, Function, *FAR}
)


def type_name(value: FeelValue) -> str:
    """Return the FEEL name of the value's type, "any" for what is no FEEL value."""
    name = NAMES.get(type(value))
    if name is not None:
        return name
    return FUNCTION if isinstance(value, Invocable) else ANY
