"""Built-ins that make a number, a text, a date or a duration of something else."""

from __future__ import annotations

from datetime import UTC, time, timedelta, timezone, tzinfo
from decimal import Decimal

from runtime.feel.builtins.registry import builtin
from runtime.feel.calendar import (
    DATES,
    MOMENTS,
    SECOND,
    AnyDate,
    AnyDuration,
    AnyMoment,
    AnyTime,
    LongDuration,
    date_part,
    day_of,
    moment_of,
    parts_of,
    time_of,
)
from runtime.feel.frame import FeelError, number
from runtime.feel.temporal import (
    duration_text,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from runtime.feel.text import NUMBER_TEXT, value_text
from runtime.feel.values import (
    ANY,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    TIME,
    YEAR_MONTH,
    FeelValue,
    YearMonth,
)

_WIDEST_OFFSET = timedelta(hours=18)  # as Java has it
_LARGEST_WHOLE = 10**15


@builtin(
    "number",
    NUMBER,
    "from: string|number",
    "grouping separator?: string?",
    "decimal separator?: string?",
)
def to_number(
    source: str | Decimal, grouping: str | None = None, point: str | None = None
) -> Decimal:
    """Read a number; separators, if given, must be two different ones."""
    if grouping is not None or point is not None:
        _check_separators(grouping, point)
    if type(source) is Decimal:
        return source
    plain = str(source).replace(grouping, "") if grouping else str(source)
    if point == ",":
        plain = plain.replace(",", ".")
    if NUMBER_TEXT.fullmatch(plain) is None:
        raise FeelError("feel-not-a-number", found=str(source)[:40])
    return number(plain)


def _check_separators(grouping: str | None, point: str | None) -> None:
    known = grouping in (None, " ", ",", ".") and point in (None, ",", ".")
    if not known or grouping == point:
        raise FeelError("feel-separators")


@builtin("string", STRING, "from")
def to_string(source: FeelValue) -> str | None:
    """Write any value as text."""
    return value_text(source)


@builtin("date", DATE, "from: string|date|date and time")
def to_date(source: str | AnyDate | AnyMoment) -> AnyDate:
    """Read a date, or take the date of a moment."""
    return parse_date(source) if isinstance(source, str) else date_part(source)


@builtin("date", DATE, "year: number", "month: number", "day: number")
def date_of(year: Decimal, month: Decimal, day: Decimal) -> AnyDate:
    """Make a date of its parts."""
    return day_of(whole(year), whole(month), whole(day))


@builtin("time", TIME, "from: string|time|date|date and time")
def to_time(source: FeelValue) -> FeelValue:
    """Read a time, or take the time of a moment; a date's is midnight UTC."""
    if isinstance(source, str):
        return parse_time(source)
    if type(source) in MOMENTS:
        return parts_of(source)[1]
    return time(tzinfo=UTC) if type(source) in DATES else source


@builtin(
    "time",
    TIME,
    "hour: number",
    "minute: number",
    "second: number",
    "offset?: days and time duration?",
)
def clock_of(
    hour: Decimal, minute: Decimal, second: Decimal, offset: AnyDuration | None = None
) -> AnyTime:
    """Make a time of its parts; seconds may have a fraction."""
    seconds = whole(second)
    if not (0 <= whole(hour) <= 23 and 0 <= whole(minute) <= 59 and 0 <= seconds <= 59):
        raise FeelError("feel-out-of-range")
    seconds += whole(hour) * 3600 + whole(minute) * 60
    return time_of(seconds, int(second % 1 * SECOND), _zone(offset))


def _zone(offset: AnyDuration | None) -> tzinfo | None:
    if offset is None:
        return None
    if isinstance(offset, LongDuration) or abs(offset) > _WIDEST_OFFSET:
        raise FeelError("feel-offset", found=duration_text(offset))
    return timezone(offset)


@builtin("date and time", DATE_TIME, "from: string|date|date and time")
def to_date_time(source: FeelValue) -> FeelValue:
    """Read a moment; a date's is its midnight."""
    if isinstance(source, str):
        return parse_date_time(source)
    return moment_of(source, time()) if type(source) in DATES else source


@builtin("date and time", DATE_TIME, "date: date|date and time", "time: time")
def date_time_of(day: AnyDate | AnyMoment, clock: AnyTime) -> AnyMoment:
    """Join the date of the first with the time of the second."""
    return moment_of(date_part(day), clock)


@builtin("duration", ANY, "from: string")
def to_duration(source: str) -> AnyDuration | YearMonth:
    """Read a duration of either kind."""
    return parse_duration(source)


@builtin(
    "years and months duration",
    YEAR_MONTH,
    "from: date|date and time",
    "to: date|date and time",
)
def years_and_months_between(
    start: AnyDate | AnyMoment, end: AnyDate | AnyMoment
) -> YearMonth:
    """Count the whole months between two days, negative when ``end`` is earlier."""
    if _day_key(end) < _day_key(start):
        return -_months_between(end, start)
    return _months_between(start, end)


def _months_between(start: AnyDate | AnyMoment, end: AnyDate | AnyMoment) -> YearMonth:
    months = (end.year - start.year) * 12 + end.month - start.month
    return YearMonth(months - 1 if end.day < start.day else months)


def _day_key(day: AnyDate | AnyMoment) -> tuple[int, int, int]:
    return (day.year, day.month, day.day)


def whole(value: Decimal) -> int:
    """Return the number cut to an integer, as positions, scales and parts take it."""
    if abs(value) > _LARGEST_WHOLE:
        raise FeelError("feel-out-of-range")
    return int(value)
