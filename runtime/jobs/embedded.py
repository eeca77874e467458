"""The embedded loop (内嵌循环): one thread that looks after its lanes in turn."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import structlog

from runtime.jobs.port import Lane

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the loop and a lane rest, in seconds; each rest doubles up to a cap."""

    idle_first: float = 0.2  # nothing was due
    idle_longest: float = 1.0
    failed_first: float = 1.0  # a lane raised
    failed_longest: float = 60.0


class Loop:
    """Runs lanes one after the other until it is told to stop.

    Whoever starts it stops it, best by ``with loop:``. Stopping lets the lane
    that is at work finish its tick, so nothing is left half done. Rests are
    measured by the monotonic clock: setting the machine's clock stops no lane.
    """

    def __init__(
        self,
        lanes: Sequence[Lane],
        pace: Pace | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pace, self._seconds = pace or Pace(), seconds
        self._seats = [_Seat(lane) for lane in lanes]
        self._bell = threading.Event()
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    def run_once(self) -> int:
        """Give every lane that does not rest one tick; return how much was done."""
        done = 0
        for seat in self._seats:
            if self._is_stopping:
                break
            if seat.rests_until <= self._seconds():
                done += self._tick(seat)
        return done

    def run(self) -> None:
        """Run lanes until ``stop``; rest longer and longer while nothing is due."""
        idle = self._pace.idle_first
        while not self._is_stopping:
            if self.run_once():
                idle = self._pace.idle_first
                continue
            if self._bell.wait(idle):
                self._bell.clear()
                idle = self._pace.idle_first
            else:
                idle = min(idle * 2, self._pace.idle_longest)

    def start(self) -> None:
        """Run in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="jobs")
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Tell whether its thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def failing(self) -> list[str]:
        """Return the lanes whose last tick failed: they rest, and are tried again."""
        return [seat.lane.name for seat in self._seats if seat.failures]

    def wake(self) -> None:
        """Look again at once: something has become due."""
        self._bell.set()

    def stop(self) -> None:
        """Stop after the present tick and wait for its end; safe to call twice."""
        self._is_stopping = True
        self._bell.set()
        if self._thread not in (None, threading.current_thread()):
            self._thread.join()

    def __enter__(self) -> Loop:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        cause: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _tick(self, seat: _Seat) -> int:
        cause = caught(seat.tick, "A lane failed and rests", lane=seat.lane.name)
        if cause is None:
            seat.failures = 0
            return seat.done
        rest = self._pace.failed_first * 2.0 ** min(seat.failures, 30)
        seat.failures += 1
        seat.rests_until = self._seconds() + min(rest, self._pace.failed_longest)
        return 0


class _Seat:
    """A lane, what its last tick did, and how long it rests."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.done = 0
        self.failures = 0
        self.rests_until = float("-inf")

    def tick(self) -> None:
        self.done = self.lane.tick()


def caught(
    action: Callable[[], None], sentence: str, **fields: Any
) -> Exception | None:
    """Do ``action``; log and return what it raised, None when it went well.

    Background work has no caller to complain to. This is the only place where
    a lane may stop an exception that it did not expect.
    """
    try:
        action()
    except Exception as cause:
        code = getattr(cause, "code", type(cause).__name__)
        trace = traceback.format_exc()  # plain: no variable's value in the log
        log.error(sentence, action="job-failed", cause=code, exception=trace, **fields)
        return cause
    return None
