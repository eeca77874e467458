"""Background work of people: absences begin without anybody logging in."""

from __future__ import annotations

from functools import partial

from runtime.engine.machine import Engine
from runtime.identity import absences
from runtime.jobs.embedded import caught
from runtime.jobs.port import OpenWork


class AbsenceLane:
    """Begins absences whose time has come, each in a unit of work of its own."""

    name = "absences"

    def __init__(self, engine: Engine, open_work: OpenWork) -> None:
        self._engine, self._open_work = engine, open_work

    def tick(self) -> int:
        """Begin what is due; return how many absences began."""
        with self._open_work() as work:
            due = absences.list_due(work.read, work.now)
        faults = [self._caught(absence_id) for absence_id in due]
        return faults.count(None)

    def _caught(self, absence_id: int) -> Exception | None:
        begin = partial(self._begin, absence_id)
        return caught(begin, "An absence could not begin", absence=absence_id)

    def _begin(self, absence_id: int) -> None:
        with self._open_work() as work:
            absences.begin(work, self._engine, absence_id)
