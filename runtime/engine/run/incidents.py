"""Incidents (故障): elements that cannot go on, and the three ways out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import orjson
from sqlalchemy import Connection, Select, select, update

from runtime.engine.facts import IncidentResolved, Tag
from runtime.engine.machine import Engine
from runtime.engine.run import deliveries, instances, loading
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause, Closing
from runtime.engine.run.loading import INSTANCE
from runtime.engine.spiff import Run
from runtime.engine.tables import MOVED_ON, Incident, IncidentState
from runtime.kernel.db import beyond, table_of
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import Text, Title
from runtime.kernel.work import Work

INCIDENT = table_of(Incident)


def list_open(
    read: Connection, limit: int = 200, after: tuple[Any, int] | None = None
) -> Sequence[Any]:
    """Return open incidents, the oldest first; ``after``: moment and id of the last."""
    sort = (INCIDENT.c.created_at, INCIDENT.c.id)
    asked = select(INCIDENT).where(INCIDENT.c.state == IncidentState.OPEN.value)
    if after is not None:
        asked = asked.where(beyond(sort, after))
    return read.execute(asked.order_by(*sort).limit(limit)).all()


def list_of(read: Connection, business_key: str) -> Sequence[Any]:
    """Return every incident of a business key, open or not, oldest first."""
    mine = select(INSTANCE.c.id).where(INSTANCE.c.business_key == business_key)
    asked = select(INCIDENT).where(INCIDENT.c.instance_id.in_(mine))
    return read.execute(asked.order_by(INCIDENT.c.created_at, INCIDENT.c.id)).all()


def list_page(
    read: Connection, state: IncidentState, limit: int = 200
) -> Sequence[Any]:
    """Return incidents with the version of their process.

    The open ones begin with the oldest, the resolved ones with the latest.
    """
    asked = _placed().where(INCIDENT.c.state == state.value)
    if state is IncidentState.OPEN:
        asked = asked.order_by(INCIDENT.c.created_at, INCIDENT.c.id)
    else:
        asked = asked.order_by(INCIDENT.c.resolved_at.desc(), INCIDENT.c.id.desc())
    return read.execute(asked.limit(limit)).all()


def get(read: Connection, incident_id: int) -> Any:
    """Return an incident with the version of its process; raises NotFound."""
    asked = _placed().where(INCIDENT.c.id == incident_id)
    row = read.execute(asked).one_or_none()
    if row is None:
        raise NotFound("incident-unknown", incident=incident_id)
    return row


def _placed() -> Select[Any]:
    return select(INCIDENT, INSTANCE.c.definition_id).where(
        INSTANCE.c.id == INCIDENT.c.instance_id
    )


def cause_of(row: Any) -> Text:
    """Return in plain words why an element cannot go on."""
    facts = {"values": "-", **orjson.loads(row.facts)}  # not kept in early releases
    return Text(row.code, {name: _in_words(value) for name, value in facts.items()})


def went_on(row: Any) -> bool:
    """Tell whether an incident ended because its instance went another way."""
    return bool(row.resolution == MOVED_ON)


def told(row: Any, step: Title) -> Text | Title:
    """Return why ``step`` cannot go on, for people who never saw a diagram's ids.

    It is what the failing part said itself; if nothing, the cause with the step's
    name. `cause_of` has the technical sentence.
    """
    cause = cause_of(row)
    reason = cause.facts.get("reason")
    if isinstance(reason, Text | Title):
        return reason
    named = Title(f"“{step.zh or step.en}”", f"“{step.en or step.zh}”")
    known = {"element": named} if "element" in cause.facts else {}
    return Text(cause.code, {**cause.facts, **known})


def retry(work: Work, engine: Engine, incident_id: int, reason: str) -> bool:
    """Try the stuck step again; return whether the instance got past it.

    A step that fails again closes this incident and opens a new one. Raises
    NotFound, Conflict (resolved already) or Invalid (no reason given).
    """
    row = _open(work, incident_id, reason)
    closing = _closing(work, row, "retry", reason)
    if row.code == deliveries.DEAD:
        went_on = _redrive(work, engine, row, (closing, reason))
        _tell(work, row, "retry")
        return went_on

    def act(run: Run) -> None:
        run.resume(row.element)

    heading = Event.RETRIED, Tag.INCIDENT_RETRIED, closing
    went_on = _go_on(work, engine, row, (act, heading, reason))
    _tell(work, row, "retry")
    return went_on


def skip(work: Work, engine: Engine, incident_id: int, reason: str) -> bool:
    """Pass over the stuck element without doing it; return whether it goes on.

    Raises NotFound, Conflict (resolved already) or Invalid (no reason given).
    """
    row = _open(work, incident_id, reason)

    def act(run: Run) -> None:
        run.resume(row.element)
        run.skip(row.element)

    closing = _closing(work, row, "skip", reason)
    heading = Event.SKIPPED, Tag.INCIDENT_SKIPPED, closing
    went_on = _go_on(work, engine, row, (act, heading, reason))
    _tell(work, row, "skip")
    return went_on


def cancel(work: Work, engine: Engine, incident_id: int, reason: str) -> None:
    """End the instance that is stuck.

    Raises NotFound, Conflict (resolved already) or Invalid (no reason given).
    """
    row = _open(work, incident_id, reason)
    loaded = loading.load(work.read, engine, row.instance_id)
    closing = _closing(work, row, "cancel", reason)
    instances.cancel(work, engine, loaded, reason, closing)
    _tell(work, row, "cancel")


def _tell(work: Work, row: Any, way: str) -> None:
    told = row.id, row.instance_id, row.business_key, way, work.actor.id
    work.tell(IncidentResolved(*told))


def _go_on(
    work: Work,
    engine: Engine,
    row: Any,
    way: tuple[Callable[[Run], None], tuple[Event, Tag, Closing], str],
) -> bool:
    """Let the instance of an incident go on; return whether it got past it."""
    act, (event, tag, closing), reason = way
    loaded = loading.load(work.read, engine, row.instance_id)
    doc = {"incident": row.id, "element": row.element, "reason": reason}
    cause = Cause(event, tag, doc, {"reason": reason}, row.element, closing=closing)
    return instances.move(work, engine, loaded, act, cause).failure is None


def _redrive(
    work: Work, engine: Engine, row: Any, resolved: tuple[Closing, str]
) -> bool:
    closing, reason = resolved
    dead = deliveries.dead_of(work.read, row.instance_id, row.element)
    instances.mark_going_on(work, row.instance_id, but_for=row.id)
    if dead is not None:
        deliveries.redrive(work, engine, dead, reason)
    closing.close(work)
    return dead is not None


def _open(work: Work, incident_id: int, reason: str) -> Any:
    """Return the row of an open incident, for a person who gives a reason."""
    if not reason.strip():
        raise Invalid("reason-missing")
    asked = select(INCIDENT).where(INCIDENT.c.id == incident_id)
    row = work.read.execute(asked).one_or_none()
    if row is None:
        raise NotFound("incident-unknown", incident=incident_id)
    if row.state != IncidentState.OPEN.value:
        raise _resolved(row)
    return row


def _closing(work: Work, row: Any, resolution: str, reason: str) -> Closing:
    """Return what resolves an incident that is still open."""

    def refuse() -> NoReturn:
        asked = select(INCIDENT).where(INCIDENT.c.id == row.id)
        raise _resolved(work.session.execute(asked).one())

    changing = update(INCIDENT).where(
        INCIDENT.c.id == row.id, INCIDENT.c.state == IncidentState.OPEN.value
    )
    values = {
        "state": IncidentState.RESOLVED.value,
        "resolved_at": work.now,
        "resolved_by": work.actor.id,
        "resolution": resolution,
        "reason": reason,
    }
    return Closing(changing.values(**values), refuse)


def _resolved(row: Any) -> Conflict:
    return Conflict("incident-resolved", incident=row.id, by=row.resolved_by)


def _in_words(value: Any) -> Any:
    """Return a fact as it is told: a sentence or name was kept in both languages."""
    return Title(**value) if isinstance(value, dict) else value
