"""Dates, times, durations and zones as text: reading and writing ISO 8601.

Reading raises FeelError (or ValueError, OverflowError for what no calendar has).
Fractions of a second are kept to the nanosecond.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from runtime.feel.arithmetic import add, duration_of, year_month
from runtime.feel.calendar import (
    AnyDate,
    AnyDuration,
    AnyMoment,
    AnyTime,
    clock_at,
    day_of,
    fraction_of,
    moment_of,
    nanos_of,
    offset,
    parts_of,
    time_of,
)
from runtime.feel.comparison import offset_of
from runtime.feel.frame import FeelError
from runtime.feel.values import (
    DATE,
    DATE_TIME,
    DAY_TIME,
    TIME,
    FeelValue,
    YearMonth,
)

_DATE = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]+)?", re.ASCII
)
_DURATION = re.compile(
    r"(?P<minus>-)?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?P<time>T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d*)?|\.\d+)S)?)?",
    re.ASCII,
)
# The usual shape, which Python reads at once (ten times as fast).
_USUAL_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d(?:\.\d{1,6})?"
    r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?",
    re.ASCII,
)
_MIDNIGHT_24 = "T24:00:00"  # the end of a day, as ISO 8601 may write it
_WIDEST_OFFSET = 14


def parse_literal(literal: str) -> FeelValue:
    """Return the value of ``@"literal"``: a date, a time, both or a duration."""
    if literal.lstrip("-").startswith("P"):
        return parse_duration(literal)
    if "T" in literal:
        return parse_date_time(literal)
    return parse_time(literal) if ":" in literal else parse_date(literal)


def parse_date(written: str) -> AnyDate:
    """Return the date of ``2026-11-21``."""
    found = _DATE.fullmatch(written)
    if found is None:
        raise _not_a(DATE, written)
    return day_of(int(found[1]), int(found[2]), int(found[3]))


def parse_time(written: str) -> AnyTime:
    """Return the time of ``08:30:00`` with fraction, offset or ``@Region/City``."""
    found = _TIME.fullmatch(written)
    if found is None:
        raise _not_a(TIME, written)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if minute > 59 or second > 59:
        raise _not_a(TIME, written)
    nanos = int((found[4] or ".0")[1:10].ljust(9, "0"))
    seconds = hour * 3600 + minute * 60 + second
    return time_of(seconds, nanos, parse_zone(found[5]))


def parse_date_time(written: str) -> AnyMoment:
    """Return the moment of ``2026-11-21T08:30:00…``; a bare date is its midnight."""
    if _USUAL_MOMENT.fullmatch(written):
        return datetime.fromisoformat(written)
    if _MIDNIGHT_24 in written and "." not in written:
        opening = written.replace(_MIDNIGHT_24, "T00:00:00", 1)
        return _next_day(parse_date_time(opening))
    day, separator, clock = written.partition("T")
    if not separator:
        return moment_of(parse_date(written), clock_at(0, None))
    try:
        return moment_of(parse_date(day), parse_time(clock))
    except FeelError as fault:
        if fault.code != "feel-not-temporal":
            raise
        raise _not_a(DATE_TIME, written) from fault


def _next_day(moment: AnyMoment) -> AnyMoment:
    """The same time of the next day, also when the clocks change between."""
    on, at = parts_of(moment)
    return moment_of(add(on, timedelta(days=1)), at)


def parse_duration(written: str) -> AnyDuration | YearMonth:
    """Return the duration of ``P1Y2M`` or ``P3DT4H5M6.7S``; not of a mixture."""
    found = _DURATION.fullmatch(written)
    if found is None or written[-1] in "PT":
        raise _not_a(DAY_TIME, written)
    sign = -1 if found["minus"] else 1
    if found["years"] or found["months"]:
        if found["days"] or found["time"]:
            raise FeelError("feel-duration-mixed", found=written)
        return year_month(
            sign * (int(found["years"] or 0) * 12 + int(found["months"] or 0))
        )
    minutes = (
        int(found["days"] or 0) * 1440
        + int(found["hours"] or 0) * 60
        + int(found["minutes"] or 0)
    )
    return duration_of(sign * (minutes * 60 + Decimal(found["seconds"] or 0)))


def parse_zone(written: str | None) -> tzinfo | None:
    """Return the zone of ``Z``, ``+08:00`` or ``@Asia/Shanghai``."""
    if written is None:
        return None
    if written in ("Z", "z"):
        return UTC
    if written.startswith("@"):
        return region(written[1:])
    hours, minutes, seconds = (*map(int, written[1:].split(":")), 0)[:3]
    if hours > _WIDEST_OFFSET or minutes > 59 or seconds > 59:
        raise FeelError("feel-offset", found=written)
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-offset if written[0] == "-" else offset)


@lru_cache(maxsize=256)
def region(name: str) -> ZoneInfo:
    """Return the time zone of a region such as ``Asia/Shanghai``."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as fault:
        raise FeelError("feel-unknown-zone", zone=name) from fault


def date_text(value: AnyDate | AnyMoment) -> str:
    """Return ``2026-11-21``."""
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04}-{value.month:02}-{value.day:02}"


def time_text(value: AnyTime) -> str:
    """Return ``08:30:00``, with fraction and zone if it has them."""
    return _clock_text(value) + zone_text(value.tzinfo, offset_of(value))


def date_time_text(value: AnyMoment) -> str:
    """Return ``2026-11-21T08:30:00`` with the zone as it was given."""
    ahead = offset(value)
    return f"{date_text(value)}T{_clock_text(value)}{zone_text(value.tzinfo, ahead)}"


def zone_text(zone: tzinfo | None, ahead: timedelta | None) -> str:
    """Return a zone as FEEL writes it behind a time; ``ahead`` is its offset then."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    if not ahead:
        return "Z"
    hours, rest = divmod(int(abs(ahead).total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    sign = "-" if ahead < timedelta(0) else "+"
    return f"{sign}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def duration_text(value: AnyDuration | YearMonth) -> str:
    """Return ``P1Y2M`` or ``P3DT4H5M6.7S``, normalised."""
    if isinstance(value, YearMonth):
        return _year_month_text(value)
    nanos = nanos_of(value)
    days, rest = divmod(Decimal(abs(nanos)).scaleb(-9), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds.normalize(), "S"))
    clock = "".join(f"{count:f}{unit}" for count, unit in parts if count)
    if not clock and not days:
        return "PT0S"
    sign = "-" if nanos < 0 else ""
    shown_days = f"{days:f}D" if days else ""
    return f"{sign}P{shown_days}" + (f"T{clock}" if clock else "")


def _year_month_text(value: YearMonth) -> str:
    years, months = divmod(abs(value.months), 12)
    sign = "-" if value.months < 0 else ""
    shown_years = f"{years}Y" if years else ""
    shown_months = f"{months}M" if months or not years else ""
    return f"{sign}P{shown_years}{shown_months}"


def _clock_text(value: AnyTime | AnyMoment) -> str:
    shown = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    fraction = fraction_of(value)
    return shown + f".{fraction:09}".rstrip("0") if fraction else shown


def _not_a(kind: str, written: str) -> FeelError:
    return FeelError("feel-not-temporal", kind=kind, found=written[:40])
