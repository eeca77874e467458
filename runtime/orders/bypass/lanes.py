"""Background work of the bypass: what has ended by its time is written down."""

from __future__ import annotations

from runtime.engine.machine import Engine
from runtime.jobs.port import OpenWork
from runtime.orders.bypass import operations


class ClosingLane:
    """Closes openings whose time is over; of several workers one does."""

    name = "bypasses"

    def __init__(self, engine: Engine, open_work: OpenWork) -> None:
        self._engine, self._open_work = engine, open_work

    def tick(self) -> int:
        """Close what is over; return how many there were."""
        with self._open_work() as work:
            return operations.close_overdue(work, self._engine)
