"""The five arithmetic operators and negation, on numbers, text and time.

Each raises FeelError (or an ArithmeticError, ValueError) where FEEL says null.
Numbers follow the decimal context that the frame set.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from runtime.feel.comparison import instant, is_zoned
from runtime.feel.frame import TEXT_LENGTH, FeelError, tick
from runtime.feel.values import FeelValue, YearMonth, type_name

EXPONENT_LIMIT = 100_000
MONTHS_LIMIT = 10**12
TRANSCENDENTAL_STEPS = 30  # what a power or logarithm costs, in ordinary steps

_MICROSECONDS = 1_000_000
_DAY = timedelta(days=1)
_POINTS_IN_TIME = (date, datetime, time)
_DURATIONS = (timedelta, YearMonth)


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
    if kind in _DURATIONS and other in _POINTS_IN_TIME:
        left, right, kind, other = right, left, other, kind
    if kind in _POINTS_IN_TIME and other in _DURATIONS:
        return _shift(left, right)
    raise _no_operation("+", left, right)


def subtract(left: FeelValue, right: FeelValue) -> FeelValue:
    """Return ``left - right``."""
    kind, other = type(left), type(right)
    if kind is other and kind in (Decimal, timedelta):
        return left - right
    if kind is other and kind is YearMonth:
        return year_month(left.months - right.months)
    if kind in _POINTS_IN_TIME and other in _DURATIONS:
        return _shift(left, -right)
    if kind in _POINTS_IN_TIME and other in _POINTS_IN_TIME:
        return _elapsed(left, right)
    raise _no_operation("-", left, right)


def multiply(left: FeelValue, right: FeelValue) -> FeelValue:
    """Return ``left * right``."""
    kind, other = type(left), type(right)
    if kind is other and kind is Decimal:
        return left * right
    if other is Decimal and kind in _DURATIONS:
        left, right, kind, other = right, left, other, kind
    if kind is Decimal and other is timedelta:
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
    if other is Decimal and kind is timedelta:
        return duration_of(seconds_of(left) / right)
    if other is Decimal and kind is YearMonth:
        return year_month(Decimal(left.months) / right)
    if kind is other and kind is timedelta:
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
    return (+left) ** (+right)  # 34 digits first: of 6,000 it would take seconds


def negate(value: FeelValue) -> FeelValue:
    """Return ``-value``."""
    if type(value) in (Decimal, timedelta, YearMonth):
        return -value
    raise FeelError("feel-cannot-negate", found=type_name(value))


def capped(text: str) -> str:
    """Return ``text``, charged by its length; raises FeelError if it is too long."""
    if len(text) > TEXT_LENGTH:
        raise FeelError("feel-text-too-long", limit=TEXT_LENGTH)
    tick(len(text) // 64)
    return text


def seconds_of(duration: timedelta) -> Decimal:
    """Return the exact length of a days and time duration in seconds."""
    whole = Decimal(duration.days * 86_400 + duration.seconds)
    return whole + Decimal(duration.microseconds) / _MICROSECONDS


def duration_of(seconds: Decimal) -> timedelta:
    """Return the duration of ``seconds``, to the microsecond."""
    return timedelta(microseconds=int((seconds * _MICROSECONDS).to_integral_value()))


def year_month(months: int | Decimal) -> YearMonth:
    """Return the duration of whole ``months``, cut towards zero."""
    if not -MONTHS_LIMIT <= months <= MONTHS_LIMIT:
        raise FeelError("feel-out-of-range")
    return YearMonth(int(months))


def _shift(
    point: date | time, duration: timedelta | YearMonth
) -> date | datetime | time:
    if isinstance(point, time):
        if isinstance(duration, YearMonth):
            raise _no_operation("+", point, duration)
        return _shift_time(point, duration)
    if isinstance(duration, YearMonth):
        return _shift_months(point, duration.months)
    if not isinstance(point, datetime):
        return (datetime.combine(point, time()) + duration).date()
    if point.tzinfo is None:
        return point + duration
    # Elapsed time: across a clock change the wall clock moves by more or less.
    return (point.astimezone(UTC) + duration).astimezone(point.tzinfo)


def _shift_months(point: date, months: int) -> date:
    year, month = divmod(point.year * 12 + point.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise FeelError("feel-out-of-range")
    last = monthrange(year, month + 1)[1]
    return point.replace(year=year, month=month + 1, day=min(point.day, last))


def _shift_time(point: time, duration: timedelta) -> time:
    midday = datetime.combine(date(2000, 1, 2), point.replace(tzinfo=None))
    return (midday + duration % _DAY).time().replace(tzinfo=point.tzinfo)


def _elapsed(left: FeelValue, right: FeelValue) -> timedelta:
    if isinstance(left, time) != isinstance(right, time):
        raise _no_operation("-", left, right)
    if type(left) is date and type(right) is date:
        return timedelta((left - right).days)
    later = _midnight(left) if type(left) is date else left
    earlier = _midnight(right) if type(right) is date else right
    if is_zoned(later) != is_zoned(earlier):
        raise _no_operation("-", left, right)
    elapsed: timedelta = instant(later) - instant(earlier)
    return elapsed


def _midnight(day: date) -> datetime:
    """A date beside a moment means its midnight, UTC (DMN 10.3.2.3.6)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _ratio(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise FeelError("feel-division-by-zero")
    return left / right


def _no_operation(sign: str, left: FeelValue, right: FeelValue) -> FeelError:
    return FeelError(
        "feel-no-operation", sign=sign, left=type_name(left), right=type_name(right)
    )
