"""Built-ins of the calendar and the clock; the clock is the frame's."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from runtime.feel.builtins.registry import builtin
from runtime.feel.calendar import (
    AnyDate,
    AnyMoment,
    date_part,
    day_at,
    day_of,
    ordinal,
)
from runtime.feel.frame import FeelError, current
from runtime.feel.temporal import region
from runtime.feel.values import DATE, DATE_TIME, NUMBER, STRING

_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("now", DATE_TIME)
def now() -> datetime:
    """Give the moment of the run, in its zone."""
    frame = current()
    if frame.now is None:
        raise FeelError("feel-no-clock")
    return frame.now.astimezone(region(frame.zone))


@builtin("today", DATE)
def today() -> date:
    """Give the day of the run, in its zone."""
    return now().date()


@builtin("day of year", NUMBER, "date: date|date and time")
def day_of_year(day: AnyDate | AnyMoment) -> Decimal:
    """Count the days since New Year, from 1."""
    return Decimal(ordinal(date_part(day)) - ordinal(day_of(day.year, 1, 1)) + 1)


@builtin("day of week", STRING, "date: date|date and time")
def day_of_week(day: AnyDate | AnyMoment) -> str:
    """Give the English name of the weekday."""
    return _WEEKDAYS[day.isoweekday() - 1]


@builtin("month of year", STRING, "date: date|date and time")
def month_of_year(day: AnyDate | AnyMoment) -> str:
    """Give the English name of the month."""
    return _MONTHS[day.month - 1]


@builtin("week of year", NUMBER, "date: date|date and time")
def week_of_year(day: AnyDate | AnyMoment) -> Decimal:
    """Give the ISO 8601 week: its Thursday says which year it is of."""
    thursday = day_at(ordinal(date_part(day)) - day.isoweekday() + 4)
    new_year = day_of(thursday.year, 1, 1)
    return Decimal((ordinal(thursday) - ordinal(new_year)) // 7 + 1)
