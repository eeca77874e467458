"""The only place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from runtime.kernel.errors import Misconfigured

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Tells the moment, always aware and in UTC."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that moves only when told to: for tests and the demo."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return self._at

    def advance(self, step: timedelta) -> None:
        """Move the clock forward by ``step``."""
        self._at += step

    def set(self, at: datetime) -> None:
        """Set the clock to ``at``, an aware moment."""
        self._at = at.astimezone(UTC)


def zoned(at: datetime, zone: tzinfo) -> datetime:
    """Return a moment that somebody typed or sent; without a zone it is of ``zone``."""
    return at if at.tzinfo else at.replace(tzinfo=zone)


def clock_from(text: str | None) -> Clock:
    """Return the clock that ``SPILLWAY_NOW`` asks for, or the machine's.

    ``text`` is ISO 8601 with a zone; without one it is a fault of the settings.
    """
    if not text:
        return SystemClock()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Misconfigured("setting-now-wrong", found=text) from None
    if at.tzinfo is None:
        raise Misconfigured("setting-now-wrong", found=text)
    return FixedClock(at)


def micros(moment: datetime) -> int:
    """Return an aware moment as whole microseconds since 1970, UTC."""
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def moment(count: int) -> datetime:
    """Return the aware UTC moment of ``count`` microseconds since 1970."""
    return EPOCH + timedelta(microseconds=count)
