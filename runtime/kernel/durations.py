"""ISO 8601 durations of days and smaller units."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def parse_duration(text: str) -> timedelta:
    """Return the duration of ``text`` such as ``PT30M`` or ``P1DT12H``.

    Years and months are refused (ValueError): their length depends on the date.
    """
    match = _DURATION.fullmatch(text.strip())
    parts = {
        unit: int(n) for unit, n in (match.groupdict() if match else {}).items() if n
    }
    if not parts:
        raise ValueError(text)
    try:
        return timedelta(**parts)
    except OverflowError:
        raise ValueError(text) from None
