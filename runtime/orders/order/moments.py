"""Which moment does a written time mean? (时间读数)

A time with a zone is taken at its word. A time without one takes the zone of its
channel, and both readings are kept, because this is where orders get lost a day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from runtime.orders.order.unreadable import Unreadable, shown

FIRST_YEAR, LAST_YEAR = 1970, 2199
Doubt = Literal["", "twice", "never"]


class Reading(Struct, frozen=True):
    """How a time without a zone was read: what stood there, whose zone, when.

    ``doubt`` is "twice" when the clock showed that time twice that day (the first
    is taken) and "never" when summer time skipped it.
    """

    field: str
    raw: str
    zone: str
    at: datetime
    doubt: Doubt = ""

    @property
    def utc(self) -> datetime:
        """Return the moment in UTC."""
        return self.at.astimezone(UTC)


def read_moment(value: object) -> datetime:
    """Return the time as written, aware or naive, or raise Unreadable."""
    moment = value if isinstance(value, datetime) else _written(value)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Unreadable(
            "time-out-of-range",
            found=shown(value),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return moment if moment.tzinfo is None else _at_fixed_offset(moment, moment.tzinfo)


def place(field: str, raw: object, naive: datetime, zone: ZoneInfo) -> Reading:
    """Return what the naive time means in ``zone``."""
    whole_day = _offset_of_day(naive.date(), zone)
    if whole_day is not None:
        return Reading(field, str(raw), zone.key, naive.replace(tzinfo=whole_day))
    at = _at_fixed_offset(naive, zone)
    return Reading(field, str(raw), zone.key, at, _doubt(naive, zone))


def _written(value: object) -> datetime:
    """Read ``2026-11-11 00:00:03`` and its ISO 8601 forms; a date alone is no time."""
    if not isinstance(value, str):
        raise Unreadable("time-not-readable", found=shown(value))
    written = value.strip()
    if len(written) < len("2026-11-11T00:00") or written[10] not in "T ":
        raise Unreadable("time-not-readable", found=shown(value))
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise Unreadable("time-not-readable", found=shown(value)) from None


def _at_fixed_offset(moment: datetime, zone: tzinfo) -> datetime:
    """Pin the offset, so that the order reads the same after it was stored."""
    offset = moment.replace(tzinfo=zone).utcoffset() or timedelta()
    if offset.seconds % 60 or offset.microseconds:
        raise Unreadable("time-not-readable", found=shown(moment))
    return moment.replace(tzinfo=_fixed(offset), fold=0)


@lru_cache(maxsize=4096)
def _offset_of_day(day: date, zone: ZoneInfo) -> timezone | None:
    """Return the offset if the clocks of ``zone`` stand still all that day."""
    first, last = datetime.combine(day, time.min), datetime.combine(day, time.max)
    if _doubt(first, zone) or _doubt(last, zone):
        return None
    at_first, at_last = _at_fixed_offset(first, zone), _at_fixed_offset(last, zone)
    same = at_first.utcoffset() == at_last.utcoffset()
    return _fixed(at_first.utcoffset() or timedelta()) if same else None


@cache
def _fixed(offset: timedelta) -> timezone:
    return timezone(offset)


def _doubt(naive: datetime, zone: ZoneInfo) -> Doubt:
    first = naive.replace(tzinfo=zone, fold=0).utcoffset()
    second = naive.replace(tzinfo=zone, fold=1).utcoffset()
    if first == second or first is None or second is None:
        return ""
    return "twice" if first > second else "never"
