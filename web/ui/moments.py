"""Moments that people type, by the clock of the shop (时间)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from runtime.kernel.clock import zoned


def read(typed: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment that a field of date and time holds, None for none."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return zoned(at, zone)
