"""Periodic work (定期作业): done once a slot, whoever of many workers comes first.

The slot is a row written in the transaction of the work itself. Two workers
cannot both have it, and work that fails takes its slot back with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, text

from runtime.jobs.port import OpenWork
from runtime.jobs.tables import JobSlot
from runtime.kernel.clock import micros
from runtime.kernel.db import table_of
from runtime.kernel.work import Work

SLOT = table_of(JobSlot)
_TAKE = text(
    "INSERT INTO job_slot (name, slot, done_at) VALUES (:name, :slot, :at) "
    "ON CONFLICT (name, slot) DO NOTHING"
)


def once(work: Work, name: str, slot: str) -> bool:
    """Take ``slot`` of the work ``name``; return False when somebody has it.

    A worker that has not committed yet makes the others wait for its outcome.
    """
    values = {"name": name, "slot": slot, "at": micros(work.now)}
    return work.session.execute(_TAKE, values).rowcount == 1


def is_done(read: Connection, name: str, slot: str) -> bool:
    """Tell whether the work ``name`` was done for ``slot``."""
    asked = select(SLOT.c.slot).where(SLOT.c.name == name, SLOT.c.slot == slot)
    return read.execute(asked).first() is not None


def each_day(zone: str) -> Callable[[datetime], str]:
    """Return what names the slot of a moment: its calendar day in ``zone``."""
    place = ZoneInfo(zone)

    def slot_of(now: datetime) -> str:
        return now.astimezone(place).date().isoformat()

    return slot_of


class Periodic:
    """A lane that does one piece of work once a slot, inside one unit of work."""

    def __init__(
        self,
        name: str,
        slot_of: Callable[[datetime], str],
        do: Callable[[Work], None],
        open_work: OpenWork,
    ) -> None:
        self.name = name
        self._slot_of, self._do, self._open_work = slot_of, do, open_work
        self._last = ""  # the slot last seen done, to spare the question

    def tick(self) -> int:
        """Do the work unless its present slot is taken."""
        with self._open_work() as work:
            slot = self._slot_of(work.now)
            is_mine = self._is_free(work, slot) and once(work, self.name, slot)
            if is_mine:
                self._do(work)
        self._last = slot
        return int(is_mine)

    def _is_free(self, work: Work, slot: str) -> bool:
        return slot != self._last and not is_done(work.read, self.name, slot)
