"""The lane that sends what is owed to outside systems (投递)."""

from __future__ import annotations

from dataclasses import replace

import structlog

from runtime.connectors import sending
from runtime.connectors.config import Targets
from runtime.connectors.sending import Answered, Failed, Outcome, Refused
from runtime.engine.machine import Engine
from runtime.engine.run import deliveries
from runtime.engine.run.deliveries import Due, Schedule
from runtime.jobs.embedded import caught
from runtime.jobs.port import OpenWork
from runtime.kernel.errors import BpmnError, Conflict, FlowError
from runtime.kernel.texts import Text, text
from runtime.kernel.work import LOST_RACE, attempt

log = structlog.get_logger(__name__)
BATCH = 8  # sent side by side, so a batch ends within one time-out


class DeliveryLane:
    """Leases due deliveries, sends them, and records what became of each.

    Leasing and recording are units of work of their own; in between, while the
    network is asked, none is open. A worker that dies in between loses only its
    lease: the delivery goes out again, under the same key.
    """

    name = "deliveries"

    def __init__(
        self,
        engine: Engine,
        open_work: OpenWork,
        targets: Targets,
        language: str = "en",
    ) -> None:
        self._engine, self._open_work = engine, open_work
        self._targets, self._language = targets, language

    def tick(self) -> int:
        """Send one batch of what is due."""
        with self._open_work() as work:
            batch = deliveries.take_due(work, BATCH, Schedule())
        for due, outcome in sending.send_all(self._targets, batch):
            self._settle(due, outcome)
        return len(batch)

    def _settle(self, due: Due, outcome: Outcome) -> None:
        """Record an outcome; what cannot be recorded as it is, failed."""
        fields = {"delivery": due.id, "key": due.key, "connector": due.connector}
        cause = caught(
            lambda: attempt(lambda: self._record(due, outcome)),
            "The outcome of a delivery could not be recorded",
            **fields,
        )
        if cause is None or is_lost_race(cause):
            return  # lost: the lease runs out and it is sent again
        is_final = isinstance(cause, FlowError) and not isinstance(cause, Conflict)
        failed = Failed(_said(cause), is_final)
        attempt(lambda: self._record(due, failed))

    def _record(self, due: Due, outcome: Outcome) -> None:
        with self._open_work() as work:
            if isinstance(outcome, Answered):
                deliveries.answered(work, self._engine, due.id, outcome.reply)
            elif isinstance(outcome, Refused):
                deliveries.refused(work, self._engine, due.id, outcome.outcome)
            else:
                why = outcome.why.say(self._language)
                schedule = self._schedule(due, outcome)
                deliveries.failed(work, self._engine, due.id, why, schedule)

    def _schedule(self, due: Due, outcome: Failed) -> Schedule:
        """Return how often it is tried: once when repeating cannot help."""
        target = self._targets.find(due.connector)
        if outcome.is_final or target is None:
            return replace(Schedule(), attempts=1)
        return replace(Schedule(), attempts=target.attempts, every=target.every)


def is_lost_race(cause: Exception) -> bool:
    """Tell whether somebody else was faster with the same instance."""
    return isinstance(cause, Conflict) and cause.code == LOST_RACE


def _said(cause: Exception) -> Text:
    if isinstance(cause, FlowError) and not isinstance(cause, BpmnError):
        return Text(cause.code, cause.facts)
    return text("delivery-unrecorded", error=type(cause).__name__)
