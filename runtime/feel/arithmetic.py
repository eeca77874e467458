"""The five arithmetic operators and negation, on numbers, text and time.

Each raises FeelError (or an ArithmeticError, ValueError) where FEEL says null.
Numbers follow the decimal context that the frame set.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from runtime.feel.calendar import (
    DATES,
    DAY,
    DURATIONS,
    FAR,
    MOMENTS,
    SECOND,
    TIMES,
    AnyDuration,
    at_instant,
    at_wall,
    clock_at,
    clock_nanos,
    day_at,
    day_of,
    duration_of_nanos,
    moment_of,
    nanos_of,
    ordinal,
    parts_of,
    since,
    wall,
)
from runtime.feel.comparison import instant, is_zoned, rank
from runtime.feel.frame import TEXT_LENGTH, FeelError, tick
from runtime.feel.values import FeelValue, YearMonth, type_name

EXPONENT_LIMIT = 100_000
MONTHS_LIMIT = 10**12
TRANSCENDENTAL_STEPS = 30  # what a power or logarithm costs, in ordinary steps

_DAY = timedelta(days=1)
_POINTS_IN_TIME = DATES | MOMENTS | TIMES
_SPANS = DURATIONS | {YearMonth}
_LONGEST = Decimal(10) ** 24  # seconds: longer than all years


def add(left: FeelValue, right: FeelValue) -> FeelValue:
    """Return ``left + right``."""
    kind, other = type(left), type(right)
    if kind is other:
        if kind is Decimal or kind is timedelta:
            return left + right
        if kind is str:
            return capped(left + right)
        if kind is YearMonth:
            return year_month(left.months + right.months)
    if kind in _SPANS and other in _POINTS_IN_TIME:
        left, right, kind, other = right, left, other, kind
    if kind in _POINTS_IN_TIME and other in _SPANS:
        return _shift(left, right)
    if kind in DURATIONS and other in DURATIONS:
        return duration_of_nanos(nanos_of(left) + nanos_of(right))
    raise _no_operation("+", left, right)


def subtract(left: FeelValue, right: FeelValue) -> FeelValue:
    """Return ``left - right``."""
    kind, other = type(left), type(right)
    if kind is other and kind in (Decimal, timedelta):
        return left - right
    if kind is other and kind is YearMonth:
        return year_month(left.months - right.months)
    if kind in _POINTS_IN_TIME and other in _SPANS:
        return _shift(left, -right)
    if kind in DURATIONS and other in DURATIONS:
        return duration_of_nanos(nanos_of(left) - nanos_of(right))
    if kind in _POINTS_IN_TIME and other in _POINTS_IN_TIME:
        return _elapsed(left, right)
    raise _no_operation("-", left, right)


def multiply(left: FeelValue, right: FeelValue) -> FeelValue:
    """Return ``left * right``."""
    kind, other = type(left), type(right)
    if kind is other and kind is Decimal:
        return left * right
    if other is Decimal and kind in _SPANS:
        left, right, kind, other = right, left, other, kind
    if kind is Decimal and other in DURATIONS:
        return duration_of(seconds_of(right) * left)
    if kind is Decimal and other is YearMonth:
        return year_month(right.months * left)
    raise _no_operation("*", left, right)


def divide(left: FeelValue, right: FeelValue) -> FeelValue:
    """Return ``left / right``."""
    kind, other = type(left), type(right)
    if other is Decimal and not right:
        raise FeelError("feel-division-by-zero")
    if other is Decimal and kind is Decimal:
        return left / right
    if other is Decimal and kind in DURATIONS:
        return duration_of(seconds_of(left) / right)
    if other is Decimal and kind is YearMonth:
        return year_month(Decimal(left.months) / right)
    if kind in DURATIONS and other in DURATIONS:
        return _ratio(seconds_of(left), seconds_of(right))
    if kind is other and kind is YearMonth:
        return _ratio(Decimal(left.months), Decimal(right.months))
    raise _no_operation("/", left, right)


def power(left: FeelValue, right: FeelValue) -> FeelValue:
    """Return ``left ** right``; the exponent is capped."""
    if type(left) is not Decimal or type(right) is not Decimal:
        raise _no_operation("**", left, right)
    if abs(right) > EXPONENT_LIMIT:
        raise FeelError("feel-exponent-too-large", limit=EXPONENT_LIMIT)
    tick(TRANSCENDENTAL_STEPS)
    if not right:
        return Decimal(1)  # also of 0, as IEEE 754 has it
    if not left and right < 0:
        raise FeelError("feel-division-by-zero")
    return (+left) ** (+right)  # 34 digits first: of 6,000 it would take seconds


def negate(value: FeelValue) -> FeelValue:
    """Return ``-value``."""
    if type(value) is Decimal or type(value) in _SPANS:
        return -value
    raise FeelError("feel-cannot-negate", found=type_name(value))


def capped(text: str) -> str:
    """Return ``text``, charged by its length; raises FeelError if it is too long."""
    if len(text) > TEXT_LENGTH:
        raise FeelError("feel-text-too-long", limit=TEXT_LENGTH)
    tick(len(text) // 64)
    return text


def seconds_of(duration: AnyDuration) -> Decimal:
    """Return the exact length of a days and time duration in seconds."""
    return Decimal(nanos_of(duration)) / SECOND


def duration_of(seconds: Decimal) -> AnyDuration:
    """Return the duration of ``seconds``, to the nanosecond."""
    if abs(seconds) > _LONGEST:
        raise FeelError("feel-out-of-range")
    return duration_of_nanos(int((seconds * SECOND).to_integral_value()))


def year_month(months: int | Decimal) -> YearMonth:
    """Return the duration of whole ``months``, cut towards zero."""
    if not -MONTHS_LIMIT <= months <= MONTHS_LIMIT:
        raise FeelError("feel-out-of-range")
    return YearMonth(int(months))


def _shift(point: Any, duration: AnyDuration | YearMonth) -> FeelValue:
    kind = type(point)
    if isinstance(duration, YearMonth):
        return _shift_months(point, duration.months)
    if kind not in FAR and type(duration) is timedelta:
        try:
            return _shift_near(point, duration)
        except OverflowError:
            pass  # out of Python's calendar, not of FEEL's
    if kind in TIMES:
        moved = (clock_nanos(point) + nanos_of(duration)) % DAY
        return clock_at(moved, point.tzinfo)
    if kind in DATES:
        return day_at(ordinal(point) + nanos_of(duration) // DAY)
    if point.tzinfo is None:
        return at_wall(wall(point) + nanos_of(duration), None)
    return at_instant(since(point) + nanos_of(duration), point.tzinfo)


def _shift_near(point: date | time, duration: timedelta) -> FeelValue:
    if isinstance(point, time):
        midday = datetime.combine(date(2000, 1, 2), point.replace(tzinfo=None))
        return (midday + duration % _DAY).time().replace(tzinfo=point.tzinfo)
    if not isinstance(point, datetime):
        return (datetime.combine(point, time()) + duration).date()
    if point.tzinfo is None:
        return point + duration
    # Elapsed time: across a clock change the wall clock moves by more or less.
    return (point.astimezone(UTC) + duration).astimezone(point.tzinfo)


def _shift_months(point: Any, months: int) -> FeelValue:
    kind = type(point)
    if kind in TIMES:
        raise _no_operation("+", point, YearMonth(months))
    year, month = divmod(point.year * 12 + point.month - 1 + months, 12)
    last = monthrange(2000 + year % 400, month + 1)[1]
    day = day_of(year, month + 1, min(point.day, last))
    return day if kind in DATES else moment_of(day, parts_of(point)[1])


def _elapsed(left: Any, right: Any) -> FeelValue:
    if (type(left) in TIMES) != (type(right) in TIMES):
        raise _no_operation("-", left, right)
    if type(left) in DATES and type(right) in DATES:
        return duration_of_nanos((ordinal(left) - ordinal(right)) * DAY)
    later = _midnight(left) if type(left) in DATES else left
    earlier = _midnight(right) if type(right) in DATES else right
    if is_zoned(later) != is_zoned(earlier):
        raise _no_operation("-", left, right)
    if type(later) in FAR or type(earlier) in FAR:
        return duration_of_nanos(rank(later) - rank(earlier))
    return instant(later) - instant(earlier)


def _midnight(day: Any) -> Any:
    """A date beside a moment means its midnight, UTC (DMN 10.3.2.3.6)."""
    return moment_of(day, time(tzinfo=UTC))


def _ratio(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise FeelError("feel-division-by-zero")
    return left / right


def _no_operation(sign: str, left: FeelValue, right: FeelValue) -> FeelError:
    return FeelError(
        "feel-no-operation", sign=sign, left=type_name(left), right=type_name(right)
    )
