"""Incidents (故障): elements that cannot go on, and the three ways out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import deliveries, instances
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause
from runtime.engine.spiff import Run
from runtime.engine.tables import Incident, IncidentState
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.work import Work

INCIDENT = table_of(Incident)


def list_open(read: Connection, limit: int = 200) -> Sequence[Any]:
    """Return open incidents, the oldest first."""
    asked = select(INCIDENT).where(INCIDENT.c.state == IncidentState.OPEN.value)
    return read.execute(asked.order_by(INCIDENT.c.created_at).limit(limit)).all()


def retry(work: Work, engine: Engine, incident_id: int, reason: str) -> bool:
    """Try the stuck step again; return whether the instance got past it.

    A step that fails again closes this incident and opens a new one. Raises
    NotFound, Conflict (resolved already) or Invalid (no reason given).
    """
    row = _take(work, incident_id, "retry", reason)
    if row.code == deliveries.DEAD:
        return _redrive(work, engine, row, reason)
    loaded = instances.load(work.read, engine, row.instance_id)
    doc = {"incident": incident_id, "element": row.element, "reason": reason}
    cause = Cause(Event.RETRIED, Tag.INCIDENT_RETRIED, doc, {"reason": reason})
    outcome = instances.move(work, engine, loaded, _again, cause)
    return outcome.failure is None


def skip(work: Work, engine: Engine, incident_id: int, reason: str) -> bool:
    """Pass over the stuck element without doing it; return whether it goes on.

    Raises NotFound, Conflict (resolved already) or Invalid (no reason given).
    """
    row = _take(work, incident_id, "skip", reason)
    loaded = instances.load(work.read, engine, row.instance_id)

    def act(run: Run) -> None:
        run.skip(row.element)

    doc = {"incident": incident_id, "element": row.element, "reason": reason}
    cause = Cause(
        Event.SKIPPED, Tag.INCIDENT_SKIPPED, doc, {"reason": reason}, row.element
    )
    outcome = instances.move(work, engine, loaded, act, cause)
    return outcome.failure is None


def cancel(work: Work, engine: Engine, incident_id: int, reason: str) -> None:
    """End the instance that is stuck.

    Raises NotFound, Conflict (resolved already) or Invalid (no reason given).
    """
    row = _take(work, incident_id, "cancel", reason)
    loaded = instances.load(work.read, engine, row.instance_id)
    instances.cancel(work, engine, loaded, reason)


def _redrive(work: Work, engine: Engine, row: Any, reason: str) -> bool:
    dead = deliveries.dead_of(work.session, row.instance_id, row.element)
    if dead is not None:
        deliveries.redrive(work, engine, dead, reason)
    return dead is not None


def _again(run: Run) -> None:
    return None


def _take(work: Work, incident_id: int, resolution: str, reason: str) -> Any:
    """Check that an incident is open and have it closed when the work begins."""
    if not reason.strip():
        raise Invalid("reason-missing")
    row = work.read.execute(
        select(INCIDENT).where(INCIDENT.c.id == incident_id)
    ).one_or_none()
    if row is None:
        raise NotFound("incident-unknown", incident=incident_id)
    if row.state != IncidentState.OPEN.value:
        raise _resolved(row)
    values = {
        "state": IncidentState.RESOLVED.value,
        "resolved_at": work.now,
        "resolved_by": work.actor.id,
        "resolution": resolution,
        "reason": reason,
    }

    def close() -> None:
        closing = update(INCIDENT).where(
            INCIDENT.c.id == incident_id, INCIDENT.c.state == IncidentState.OPEN.value
        )
        if work.session.execute(closing.values(**values)).rowcount != 1:
            raise _resolved(row)

    work.on_begin(close)
    return row


def _resolved(row: Any) -> Conflict:
    return Conflict("incident-resolved", incident=row.id, by=row.resolved_by)
