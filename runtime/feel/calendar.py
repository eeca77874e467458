"""Dates, times and durations beyond Python's: any year, and billionths of a second.

FEEL takes years of up to nine digits and seconds with a fraction (DMN 10.3.2.3.4 to
10.3.2.3.6, XML Schema). What Python can hold (years 1 to 9999, microseconds) is held
by Python's types; only what it cannot is one of the four types here, so that every
value has one form. All work goes by whole nanoseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeAlias

from runtime.feel.frame import FeelError

YEARS = 999_999_999  # the widest year, either way
SECOND = 1_000_000_000
DAY = 86_400 * SECOND

# The calendar repeats after so many years, to the weekday.
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
# Where the years of a cycle are looked up: far from the ends of Python's calendar.
_EARLY, _LATE = 401, 9_201
_MICROSECOND = 1_000
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FarDate:
    """A date of a year that Python has not: before 1 or after 9999."""

    year: int
    month: int
    day: int

    def isoweekday(self) -> int:
        """Return 1 for Monday to 7 for Sunday."""
        return (ordinal(self) - 1) % 7 + 1


@dataclass(frozen=True, slots=True)
class FineTime:
    """A time with 1 to 999 nanoseconds beyond the microseconds of ``coarse``."""

    coarse: time
    nanos: int

    @property
    def hour(self) -> int:
        """The hour, 0 to 23."""
        return self.coarse.hour

    @property
    def minute(self) -> int:
        """The minute, 0 to 59."""
        return self.coarse.minute

    @property
    def second(self) -> int:
        """The whole second, 0 to 59."""
        return self.coarse.second

    @property
    def tzinfo(self) -> tzinfo | None:
        """The zone, if the time has one."""
        return self.coarse.tzinfo


@dataclass(frozen=True, slots=True)
class FarMoment:
    """A date and time of which Python cannot hold the date or the time."""

    on: date | FarDate
    at: time | FineTime

    @property
    def year(self) -> int:
        """The year, negative before the year 0."""
        return self.on.year

    @property
    def month(self) -> int:
        """The month, 1 to 12."""
        return self.on.month

    @property
    def day(self) -> int:
        """The day of the month."""
        return self.on.day

    @property
    def hour(self) -> int:
        """The hour, 0 to 23."""
        return self.at.hour

    @property
    def minute(self) -> int:
        """The minute, 0 to 59."""
        return self.at.minute

    @property
    def second(self) -> int:
        """The whole second, 0 to 59."""
        return self.at.second

    @property
    def tzinfo(self) -> tzinfo | None:
        """The zone, if the moment has one."""
        return self.at.tzinfo

    def isoweekday(self) -> int:
        """Return 1 for Monday to 7 for Sunday."""
        return self.on.isoweekday()


@dataclass(frozen=True, slots=True)
class LongDuration:
    """A days and time duration that no timedelta holds, in nanoseconds."""

    nanos: int

    def __neg__(self) -> LongDuration:
        return LongDuration(-self.nanos)

    def __abs__(self) -> LongDuration:
        return LongDuration(abs(self.nanos))


AnyDate: TypeAlias = date | FarDate
AnyTime: TypeAlias = time | FineTime
AnyMoment: TypeAlias = datetime | FarMoment
AnyDuration: TypeAlias = timedelta | LongDuration

DATES = frozenset({date, FarDate})
TIMES = frozenset({time, FineTime})
MOMENTS = frozenset({datetime, FarMoment})
DURATIONS = frozenset({timedelta, LongDuration})
FAR = frozenset({FarDate, FineTime, FarMoment, LongDuration})


def day_of(year: int, month: int, day: int) -> AnyDate:
    """Return a date; raises ValueError or FeelError when there is no such day."""
    if MINYEAR <= year <= MAXYEAR:
        return date(year, month, day)
    if abs(year) > YEARS:
        raise FeelError("feel-out-of-range")
    known = date(_EARLY + (year - _EARLY) % _CYCLE_YEARS, month, day)
    return FarDate(year, known.month, known.day)


def time_of(seconds: int, nanos: int, zone: tzinfo | None) -> AnyTime:
    """Return the time so many seconds and nanoseconds after midnight."""
    minutes, second = divmod(seconds, 60)
    micros, rest = divmod(nanos, _MICROSECOND)
    coarse = time(*divmod(minutes, 60), second, micros, tzinfo=zone)
    return FineTime(coarse, rest) if rest else coarse


def moment_of(on: AnyDate, at: AnyTime) -> AnyMoment:
    """Return the date and time of a date and a time."""
    if isinstance(on, FarDate) or isinstance(at, FineTime):
        return FarMoment(on, at)
    return datetime.combine(on, at)


def duration_of_nanos(nanos: int) -> AnyDuration:
    """Return the duration of so many nanoseconds."""
    if nanos % _MICROSECOND == 0:
        try:
            return timedelta(microseconds=nanos // _MICROSECOND)
        except OverflowError:
            pass
    return LongDuration(nanos)


def nanos_of(duration: AnyDuration) -> int:
    """Return the length of a duration in nanoseconds."""
    if isinstance(duration, LongDuration):
        return duration.nanos
    seconds = duration.days * 86_400 + duration.seconds
    return seconds * SECOND + duration.microseconds * _MICROSECOND


def parts_of(moment: AnyMoment) -> tuple[AnyDate, AnyTime]:
    """Return the date and the time, which keeps the zone."""
    if isinstance(moment, FarMoment):
        return moment.on, moment.at
    return moment.date(), moment.timetz()


def date_part(value: AnyDate | AnyMoment) -> AnyDate:
    """Return the date of a date, or of a date and time."""
    if isinstance(value, FarMoment):
        return value.on
    return value.date() if isinstance(value, datetime) else value


def ordinal(day: AnyDate) -> int:
    """Return the number of the day; the first day of the year 1 is 1."""
    if isinstance(day, date):
        return day.toordinal()
    cycles, place = divmod(day.year - _EARLY, _CYCLE_YEARS)
    known = date(_EARLY + place, day.month, day.day)
    return known.toordinal() + cycles * _CYCLE_DAYS


def day_at(number: int) -> AnyDate:
    """Return the date of a number of ``ordinal``; raises FeelError beyond all years."""
    if 1 <= number <= date.max.toordinal():
        return date.fromordinal(number)
    first = date(_EARLY, 1, 1).toordinal()
    cycles, place = divmod(number - first, _CYCLE_DAYS)
    known = date.fromordinal(first + place)
    return day_of(known.year + cycles * _CYCLE_YEARS, known.month, known.day)


def clock_nanos(at: AnyTime) -> int:
    """Return the nanoseconds since midnight, zones aside."""
    coarse = at.coarse if isinstance(at, FineTime) else at
    seconds = coarse.hour * 3600 + coarse.minute * 60 + coarse.second
    whole = seconds * SECOND + coarse.microsecond * _MICROSECOND
    return whole + at.nanos if isinstance(at, FineTime) else whole


def fraction_of(at: AnyTime | AnyMoment) -> int:
    """Return the nanoseconds of the second."""
    if isinstance(at, FarMoment):
        at = at.at
    if isinstance(at, FineTime):
        return at.coarse.microsecond * _MICROSECOND + at.nanos
    return at.microsecond * _MICROSECOND


def clock_at(nanos: int, zone: tzinfo | None) -> AnyTime:
    """Return the time of so many nanoseconds since midnight."""
    return time_of(*divmod(nanos, SECOND), zone)


def offset(moment: AnyMoment) -> timedelta | None:
    """Return the offset from UTC, None without a zone."""
    if moment.tzinfo is None:
        return None
    on, _ = parts_of(moment)
    known = datetime.combine(_known(on), time(moment.hour, moment.minute))
    return moment.tzinfo.utcoffset(known)


def wall(moment: AnyMoment) -> int:
    """Return the moment by its own clock, in nanoseconds."""
    on, at = parts_of(moment)
    return ordinal(on) * DAY + clock_nanos(at)


def since(moment: AnyMoment) -> int:
    """Return the moment in nanoseconds: by UTC with a zone, else by its own clock."""
    return wall(moment) - nanos_of(offset(moment) or timedelta(0))


def at_wall(nanos: int, zone: tzinfo | None) -> AnyMoment:
    """Return the moment of ``wall``."""
    number, rest = divmod(nanos, DAY)
    return moment_of(day_at(number), clock_at(rest, zone))


def at_instant(nanos: int, zone: tzinfo | None) -> AnyMoment:
    """Return the moment of ``since``, told by the clock of its zone."""
    if zone is None:
        return at_wall(nanos, None)
    number, rest = divmod(nanos, DAY)
    seconds, _ = divmod(rest, SECOND)
    known = datetime.combine(_known(day_at(number)), time(), tzinfo=UTC)
    told = (known + timedelta(seconds=seconds)).astimezone(zone)
    ahead = told.utcoffset() or timedelta(0)
    moment = at_wall(nanos + nanos_of(ahead), zone)
    if told.fold and isinstance(moment, datetime):
        return moment.replace(fold=1)
    return moment


def _known(day: AnyDate) -> date:
    """Return a day on which zones can be asked for their offset."""
    if isinstance(day, date) and MINYEAR + 1 < day.year < MAXYEAR - 1:
        return day
    first = _EARLY if day.year < _LATE else _LATE
    return date(first + (day.year - first) % _CYCLE_YEARS, day.month, day.day)
