"""The engine's own background work: timers that are due (定时器)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from runtime.engine.machine import Engine
from runtime.engine.run import timers
from runtime.jobs.embedded import caught
from runtime.jobs.port import OpenWork
from runtime.kernel.errors import Conflict
from runtime.kernel.work import LOST_RACE

BATCH = 50
PARKED = timedelta(minutes=1)


class TimerLane:
    """Fires due timers, each in a unit of work of its own, the oldest first.

    A timer that somebody else fired is passed over. One that cannot be fired is
    logged and looked at again after a minute, so it holds up no other.
    """

    name = "timers"

    def __init__(self, engine: Engine, open_work: OpenWork) -> None:
        self._engine, self._open_work = engine, open_work

    def tick(self) -> int:
        """Fire one batch of what is due; return how many fired."""
        with self._open_work() as work:
            due = timers.list_due(work.read, work.now, BATCH)
        return sum(self._fire(row) for row in due)

    def _fire(self, row: Any) -> int:
        cause = caught(
            lambda: self._fire_unless_taken(row),
            "A timer could not be fired and is parked",
            instance=row.instance_id,
            node=row.node,
        )
        if cause is None:
            return 1
        with self._open_work() as work:
            until = work.now + PARKED
            timers.park(work, row.instance_id, row.node, until)
        return 0

    def _fire_unless_taken(self, row: Any) -> None:
        try:
            with self._open_work() as work:
                timers.fire(work, self._engine, row.instance_id, row.node)
        except Conflict as lost:
            if lost.code != LOST_RACE:
                raise
