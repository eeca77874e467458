"""Equality, rank and membership of FEEL values, with null for "unknown"."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from runtime.feel.calendar import (
    DATES,
    DURATIONS,
    FAR,
    TIMES,
    FarDate,
    FarMoment,
    FineTime,
    LongDuration,
    clock_nanos,
    nanos_of,
    offset,
    ordinal,
    since,
)
from runtime.feel.frame import FeelError, tick
from runtime.feel.values import (
    ORDERED,
    FeelValue,
    Range,
    RangeKind,
    YearMonth,
    type_name,
)

# A day without a clock change: the offset of a bare time in a region is taken here.
REFERENCE_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - zones are asked for their offset

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(left: FeelValue, right: FeelValue) -> bool | None:
    """Return whether both are the same value; null when their types differ."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return _equal_beside(left, right)
    return _EQUALITIES.get(kind, _same)(left, right)


def compare(sign: str, left: FeelValue, right: FeelValue) -> bool | None:
    """Return ``left sign right`` for ``<``, ``<=``, ``>``, ``>=``.

    Null when the values have no common rank. A moment without an offset takes that
    of the other one (DMN 1.5, 10.3.2.15, the table of ``<``).
    """
    kind = type(left)
    if kind in FAR or type(right) in FAR:
        return _compare_far(sign, left, right)
    if kind is not type(right) or kind not in ORDERED:
        return None
    if kind is YearMonth:
        return _OPERATORS[sign](left.months, right.months)
    if kind in (datetime, time):
        if is_zoned(left) != is_zoned(right):
            return _compare_clocks(sign, left, right)
        return _OPERATORS[sign](instant(left), instant(right))
    return _OPERATORS[sign](left, right)


def contains(interval: Range, value: FeelValue) -> bool | None:
    """Return whether ``value`` lies in the range."""
    if interval.kind is RangeKind.UNEQUAL:
        return negated(equal(value, interval.start))
    if interval.kind is RangeKind.NULL_END:
        return None
    above: bool | None = True
    below: bool | None = True
    if interval.start is not None:
        sign = ">=" if interval.start_included else ">"
        above = compare(sign, value, interval.start)
    if interval.end is not None:
        sign = "<=" if interval.end_included else "<"
        below = compare(sign, value, interval.end)
    return both(above, below)


def matches(test: FeelValue, value: FeelValue) -> bool | None:
    """Return whether ``value in test``: a value, a range or a list of tests."""
    tick()
    if type(test) is Range:
        is_range = type(value) is Range
        return equal(test, value) if is_range else contains(test, value)
    if type(test) is not list:
        return equal(value, test)
    if type(value) is list:
        return equal(test, value) is True or any(
            matches(each, value) is True for each in test
        )
    return any_of(matches(each, value) for each in test)


def negated(truth: bool | None) -> bool | None:
    """Return the three-valued not."""
    return None if truth is None else not truth


def both(left: bool | None, right: bool | None) -> bool | None:
    """Return the three-valued and."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(truths: Iterable[bool | None]) -> bool | None:
    """Return the three-valued or."""
    unknown = False
    for truth in truths:
        if truth is True:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """Return true if one is true, null if none is and all are unknown."""
    seen = set()
    for truth in truths:
        if truth is True:
            return True
        seen.add(truth)
    return None if seen == {None} else False


def interval(
    start: FeelValue, end: FeelValue, *, start_included: bool, end_included: bool
) -> Range:
    """Return the range that ``[start..end]`` writes.

    Raises FeelError when its ends cannot be ends of one range.
    """
    for each in (start, end):
        if each is not None and type(each) not in ORDERED:
            raise FeelError("feel-range-type", found=type_name(each))
    if start is None and end is None:
        raise FeelError("feel-range-without-ends")
    if start is None or end is None:
        return Range(start, end, start_included, end_included, RangeKind.NULL_END)
    if type_name(start) != type_name(end):
        raise FeelError("feel-range-mixed", start=type_name(start), end=type_name(end))
    if compare(">", start, end):
        raise FeelError("feel-range-backwards")
    return Range(start, end, start_included, end_included)


def one_sided(sign: str, bound: FeelValue) -> Range | None:
    """Return the range that ``(< bound)`` and its kin write, null without rank."""
    if type(bound) not in ORDERED and sign not in ("=", "!="):
        return None
    if sign in ("<", "<="):
        return Range(None, bound, False, sign == "<=")
    if sign in (">", ">="):
        return Range(bound, None, sign == ">=", False)
    kind = RangeKind.INTERVAL if sign == "=" else RangeKind.UNEQUAL
    return Range(bound, bound, True, True, kind)


def is_zoned(value: FeelValue) -> bool:
    """Return whether the value has a zone or an offset."""
    return value.tzinfo is not None


def instant(value: datetime | time) -> Any:
    """Return what ranks the value: UTC for zoned ones, else the wall clock.

    Python compares two moments of one region by wall clock, which is wrong in the
    hour that a clock change repeats.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo is None else value.astimezone(UTC)
    since_midnight = timedelta(
        hours=value.hour,
        minutes=value.minute,
        seconds=value.second,
        microseconds=value.microsecond,
    )
    return since_midnight - (offset_of(value) or timedelta(0))


def offset_of(value: FeelValue) -> timedelta | None:
    """Return the offset from UTC; a bare time takes its region's winter offset."""
    if isinstance(value, datetime):
        return value.utcoffset()
    if isinstance(value, FarMoment):
        return offset(value)
    return None if value.tzinfo is None else value.tzinfo.utcoffset(REFERENCE_DAY)


def _compare_far(sign: str, left: FeelValue, right: FeelValue) -> bool | None:
    """Rank what Python's types cannot hold, also beside what they can."""
    if type_name(left) != type_name(right):
        return None
    kind = type(left)
    if kind not in DATES | DURATIONS and is_zoned(left) != is_zoned(right):
        return _compare_clocks(sign, left, right)
    return _OPERATORS[sign](rank(left), rank(right))


def _compare_clocks(sign: str, left: FeelValue, right: FeelValue) -> bool:
    """Rank a local value beside a zoned one, which never are the same value."""
    return _OPERATORS[sign[0]](_clock(left), _clock(right))


def _clock(value: FeelValue) -> int:
    return rank(value) + nanos_of(offset_of(value) or timedelta(0))


def _equal_beside(left: FeelValue, right: FeelValue) -> bool | None:
    """Compare values of two Python types: of one FEEL type if one of them is far."""
    if type(left) not in FAR and type(right) not in FAR:
        return None
    if type_name(left) != type_name(right):
        return None
    if type(left) in DATES | DURATIONS:
        return False  # what both could hold has one form
    return _equal_clocks(left, right)


def _equal_clocks(left: FeelValue, right: FeelValue) -> bool:
    return is_zoned(left) == is_zoned(right) and rank(left) == rank(right)


def rank(value: FeelValue) -> int:
    """Return the place of a date, time, moment or duration among its kind."""
    kind = type(value)
    if kind in DATES:
        return ordinal(value)
    if kind in DURATIONS:
        return nanos_of(value)
    if kind in TIMES:
        ahead = offset_of(value) or timedelta(0)
        return clock_nanos(value) - nanos_of(ahead)
    return since(value)


def _same(left: FeelValue, right: FeelValue) -> bool | None:
    return True if left is right else None


def _equal_times(left: datetime | time, right: datetime | time) -> bool:
    return is_zoned(left) == is_zoned(right) and bool(instant(left) == instant(right))


def _equal_lists(left: list[FeelValue], right: list[FeelValue]) -> bool:
    tick()
    return len(left) == len(right) and all(
        equal(a, b) is True for a, b in zip(left, right, strict=True)
    )


def _equal_contexts(
    left: Mapping[str, FeelValue], right: Mapping[str, FeelValue]
) -> bool:
    tick()
    return left.keys() == right.keys() and all(
        equal(left[key], right[key]) is True for key in left
    )


def _equal_ranges(left: Range, right: Range) -> bool:
    return (
        (left.start_included, left.end_included, left.kind)
        == (right.start_included, right.end_included, right.kind)
        and equal(left.start, right.start) is True
        and equal(left.end, right.end) is True
    )


_EQUALITIES: Mapping[type, Callable[[Any, Any], bool | None]] = {
    bool: operator.is_,
    Decimal: operator.eq,
    str: operator.eq,
    date: operator.eq,
    timedelta: operator.eq,
    YearMonth: operator.eq,
    datetime: _equal_times,
    time: _equal_times,
    list: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    FarDate: operator.eq,
    LongDuration: operator.eq,
    FarMoment: _equal_clocks,
    FineTime: _equal_clocks,
}
