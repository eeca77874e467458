"""What the data of a run may hold, and how it is written without losing its type.

A typed value becomes an object with one key that names its type: ``{"$n": "1.10"}``.
Keys of user data that begin with ``$`` get one more ``$``, so nothing that a person
sends can be taken for a tag.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from sys import getsizeof
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from runtime import feel
from runtime.feel import FAR, YearMonth
from runtime.kernel.errors import BadOutput

DEPTH_LIMIT = 200
NUMBER_SIZE = 512  # bytes of an int or Decimal, some 900 digits

_TAG = "$"
_OPTIONS = (
    orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
)
_JSON_INTEGERS = range(-(1 << 63), 1 << 63)
_ATOMS = frozenset({type(None), bool, date, datetime, time, timedelta, YearMonth, *FAR})
_NUMBERS = frozenset({int, Decimal})
_ZONE = re.compile(r"\[([^\]]+)\]$")


def own(value: Any, *, what: str = "") -> Any:
    """Return a private copy of ``value`` made of plain data only.

    ``what`` says in the message whose value it is. Raises BadOutput for anything a
    run cannot store: objects, sets, NaN, keys that are no text, broken text.
    """
    return _own(value, what, DEPTH_LIMIT)


def own_context(value: Any, *, what: str = "") -> dict[str, Any]:
    """Return a private copy of a mapping; raises BadOutput when it is none."""
    if not isinstance(value, Mapping):
        raise BadOutput("data-not-a-context", what=what, found=type(value).__name__)
    copied: dict[str, Any] = own(dict(value), what=what)
    return copied


def write(value: Any) -> bytes:
    """Return ``value`` as JSON with tags; raises BadOutput when it cannot be kept."""
    tags = _Tags()
    try:
        written = orjson.dumps(value, default=tags.write, option=_OPTIONS)
    except TypeError:  # an integer beyond 64 bits, or no data at all
        return _write_escaped(value)
    if written.count(b'"$') > tags.written:
        return _write_escaped(value)
    return written


def read(written: bytes) -> Any:
    """Return what ``write`` wrote, each value with its type."""
    value = orjson.loads(written)
    return typed(value) if b'"$' in written else value


def read_raw(written: bytes) -> tuple[Any, bool]:
    """Return what ``write`` wrote with its tags as they are, and whether it has any.

    For a reader who knows where data stands: turning tags into values costs more
    than reading the JSON.
    """
    return orjson.loads(written), b'"$' in written


def typed(value: Any) -> Any:
    """Return ``value`` of JSON with its tags turned into values."""
    kind = type(value)
    if kind is dict:
        return _typed_object(value)
    if kind is list:
        return [typed(each) if type(each) in _NESTED else each for each in value]
    return value


_NESTED = frozenset({dict, list})


def _own(value: Any, what: str, depth: int) -> Any:
    kind = type(value)
    if kind is str:
        return value if value.isascii() else _clean_text(value, what)
    if kind in _ATOMS:
        return value
    if kind in _NUMBERS:
        return _short(value, what)
    if not depth:
        raise BadOutput("data-nested-too-deep", what=what, limit=DEPTH_LIMIT)
    if kind is dict:
        return {
            name if type(name) is str and name.isascii() else _key(name, what): (
                each
                if (kind := type(each)) in _ATOMS
                or (kind is str and each.isascii())
                or (kind in _NUMBERS and getsizeof(each) <= NUMBER_SIZE)
                else _own(each, what, depth - 1)
            )
            for name, each in value.items()
        }
    if kind is list or kind is tuple:
        return [_own(each, what, depth - 1) for each in value]
    return _own_other(value, what, depth)


def _short(value: Any, what: str) -> Any:
    """Return a number, unless it is so long that reckoning with it takes time."""
    if getsizeof(value) > NUMBER_SIZE:
        raise BadOutput("data-number-too-long", what=what)
    return value


def _own_other(value: Any, what: str, depth: int) -> Any:
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, str):  # the member of a StrEnum
        return _clean_text(str.__str__(value), what)
    if isinstance(value, Mapping):
        return _own(dict(value), what, depth)
    raise BadOutput("data-not-storable", what=what, found=type(value).__name__)


def _key(key: Any, what: str) -> str:
    if type(key) is str:
        return key if key.isascii() else _clean_text(key, what)
    if isinstance(key, str):
        return str.__str__(key)
    raise BadOutput("data-not-storable", what=what, found=f"key {key!r}")


def _clean_text(value: str, what: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadOutput("data-broken-text", what=what) from error
    return value


class _Tags:
    """Write what JSON has no type for, and count how often."""

    __slots__ = ("written",)

    def __init__(self) -> None:
        self.written = 0

    def write(self, value: Any) -> dict[str, str]:
        """Return the tagged form; called by orjson for each value it does not know."""
        self.written += 1
        if type(value) is Decimal:  # nearly all of them are
            return {"$n": str(value)}
        writer = _WRITERS.get(type(value))
        if writer is None:
            raise TypeError(type(value).__name__)
        return writer(value)


def _write_escaped(value: Any) -> bytes:
    try:
        return orjson.dumps(_escaped(value), option=_OPTIONS)
    except TypeError as error:
        raise BadOutput("data-not-storable", what="", found=str(error)) from error


def _escaped(value: Any) -> Any:
    kind = type(value)
    if kind is dict:
        return {
            _TAG + key if key.startswith(_TAG) else key: _escaped(each)
            for key, each in value.items()
        }
    if kind in (list, tuple):
        return [_escaped(each) for each in value]
    if kind is int and value not in _JSON_INTEGERS:
        return {"$i": str(value)}
    writer = _WRITERS.get(kind)
    return value if writer is None else writer(value)


def _typed_object(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        ((key, content),) = value.items()
        reader = _READERS.get(key)
        if reader is not None:
            return reader(content)
    return {
        key[1:] if key.startswith(_TAG) else key: (
            typed(each) if type(each) in _NESTED else each
        )
        for key, each in value.items()
    }


def _number(value: Decimal) -> dict[str, str]:
    return {"$n": str(value)}


def _moment(value: datetime) -> dict[str, str]:
    return {"$t": _moment_text(value, value.tzinfo, value.fold)}


# Many values of a run, and of a batch of runs, are the moment it was made at. Equal
# moments may be written differently: the zone and the fold tell them apart.
@lru_cache(maxsize=256)
def _moment_text(value: datetime, _zone: tzinfo | None, _fold: int) -> str:
    return _zoned(value)


def _zoned(value: datetime | time) -> str:
    zone = value.tzinfo
    if not isinstance(zone, ZoneInfo):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value.replace(tzinfo=None).isoformat()}[{zone.key}]"
    return f"{value.isoformat()}[{zone.key}]"


def _read_datetime(written: str) -> datetime:
    zone = _ZONE.search(written)
    if zone is None:
        return datetime.fromisoformat(written)
    moment = datetime.fromisoformat(written[: zone.start()])
    return moment.astimezone(ZoneInfo(zone[1]))


def _read_time(written: str) -> time:
    zone = _ZONE.search(written)
    if zone is None:
        return time.fromisoformat(written)
    return time.fromisoformat(written[: zone.start()]).replace(tzinfo=ZoneInfo(zone[1]))


def _duration(value: timedelta) -> dict[str, str]:
    return {"$d": f"{value.days},{value.seconds},{value.microseconds}"}


def _read_duration(written: str) -> timedelta:
    days, seconds, microseconds = map(int, written.split(","))
    return timedelta(days, seconds, microseconds)


_WRITERS: Mapping[type, Callable[[Any], dict[str, str]]] = {
    Decimal: _number,
    datetime: _moment,
    date: lambda value: {"$y": value.isoformat()},
    time: lambda value: {"$h": _zoned(value)},
    timedelta: _duration,
    YearMonth: lambda value: {"$m": str(value.months)},
    **dict.fromkeys(FAR, lambda value: {"$f": feel.value_text(value) or ""}),
}
_READERS: Mapping[str, Callable[[str], Any]] = {
    "$n": Decimal,
    "$t": _read_datetime,
    "$y": date.fromisoformat,
    "$h": _read_time,
    "$d": _read_duration,
    "$m": lambda written: YearMonth(int(written)),
    "$i": int,
    "$f": feel.parse_literal,  # what Python has no type for
}
