"""Background work of stock: what is held too long is given free again."""

from __future__ import annotations

from datetime import timedelta

from runtime.engine.machine import Engine
from runtime.jobs.port import OpenWork
from runtime.kernel import parameters
from runtime.kernel.errors import Conflict
from runtime.kernel.work import LOST_RACE, Work
from runtime.orders.inventory import balances, operations

BATCH = 100
HOURS = "reserve_hours"  # the parameter; without it what is held stays held


class HeldStockLane:
    """Releases what is held for orders that were not shipped in time.

    Two workers that find the same order meet at the row of what is held: one has it,
    the other begins anew with what is left.
    """

    name = "held-stock"

    def __init__(self, engine: Engine, open_work: OpenWork) -> None:
        self._engine, self._open_work = engine, open_work

    def tick(self) -> int:
        """Release one batch of what is due; return for how many orders."""
        try:
            with self._open_work() as work:
                return self._release(work)
        except Conflict as lost:
            if lost.code != LOST_RACE:
                raise
            return 1

    def _release(self, work: Work) -> int:
        oldest = balances.oldest_hold(work.read)
        if oldest is None:
            return 0
        hours = parameters.values_at(work.read, work.now).get(HOURS)
        if hours is None:
            return 0
        since = work.now - timedelta(seconds=int(hours * 3600))
        if oldest > since:
            return 0
        late = balances.held_longer(work.read, since, BATCH)
        return operations.release_late(work, self._engine, late, since)
