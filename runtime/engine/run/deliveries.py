"""Calls to outside systems (投递): rows first, sent later, tried again, never lost.

The row is written with the step that needs it. A worker leases due rows, sends
them outside any transaction and records the answer, which moves the instance.
The key of a row never changes, so a receiver can tell a repeat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn

import orjson
from sqlalchemy import Connection, or_, select, update

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import instances, loading
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause, Closing
from runtime.engine.run.running import Failure
from runtime.engine.spiff.values import read as decode_data
from runtime.engine.tables import Delivery, DeliveryState
from runtime.kernel.db import beyond, table_of
from runtime.kernel.errors import BpmnError, Conflict, NotFound
from runtime.kernel.work import LOST_RACE, Work

DELIVERY = table_of(Delivery)
DEAD = "delivery-dead"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often and how patiently a delivery is tried (source: 15 minutes, 3 times)."""

    attempts: int = 3
    every: timedelta = timedelta(minutes=15)
    lease: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Due:
    """One leased delivery, ready to be sent."""

    id: int
    key: str
    business_key: str
    connector: str
    verb: str
    payload: Mapping[str, Any]
    attempt: int


def take_due(work: Work, limit: int, schedule: Schedule) -> list[Due]:
    """Lease due deliveries so that no other worker sends them meanwhile.

    A worker that dies gives its lease back by time; that spends no attempt.
    """
    now = work.now
    asked = (
        select(DELIVERY)
        .where(
            DELIVERY.c.state == DeliveryState.PENDING.value,
            DELIVERY.c.next_at <= now,
            or_(DELIVERY.c.leased_until.is_(None), DELIVERY.c.leased_until <= now),
        )
        .order_by(DELIVERY.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if not work.read.execute(asked.with_only_columns(DELIVERY.c.id)).first():
        return []
    rows = work.session.execute(asked).all()
    leasing = update(DELIVERY).where(DELIVERY.c.id.in_([row.id for row in rows]))
    work.session.execute(leasing.values(leased_until=now + schedule.lease))
    return [
        Due(
            row.id,
            row.key,
            row.business_key,
            row.connector,
            row.verb,
            decode_data(row.payload.encode()),
            row.attempt + 1,
        )
        for row in rows
    ]


def answered(
    work: Work, engine: Engine, delivery_id: int, reply: Mapping[str, Any]
) -> None:
    """Record the answer and move the instance on.

    An answer to a delivery that is no longer pending is dropped silently: the
    instance went another way meanwhile, or a repeat was answered twice.
    """
    row = get(work.read, delivery_id)
    if row.state != DeliveryState.PENDING.value:
        return
    _move(work, engine, row, lambda run: run.answer(row.node, dict(reply)), reply)


def refused(work: Work, engine: Engine, delivery_id: int, outcome: BpmnError) -> None:
    """Record a modelled outcome: the diagram's error event of that code goes on."""
    row = get(work.read, delivery_id)
    if row.state != DeliveryState.PENDING.value:
        return
    given = {"error": outcome.code, **outcome.facts}
    _move(work, engine, row, lambda run: run.fail(row.node, outcome), given, outcome)


def failed(
    work: Work, engine: Engine, delivery_id: int, why: str, schedule: Schedule
) -> bool:
    """Record a failed try; return whether it will be tried again.

    After the last attempt the delivery is dead and its element an incident.
    """
    row = get(work.read, delivery_id)
    if row.state != DeliveryState.PENDING.value:
        return False
    attempt = row.attempt + 1
    is_dead = attempt >= schedule.attempts
    doc = {"key": row.key, "attempt": attempt, "why": why[:200], "dead": is_dead}
    engine.trail.write(work, row.business_key, Tag.DELIVERY_FAILED, doc)
    if is_dead:
        facts = {"connector": row.connector, "attempts": attempt, "why": why[:200]}
        failure = Failure(row.element, DEAD, facts, row.payload)
        instances.raise_incident(
            work, engine, (row.instance_id, row.business_key), failure
        )
    values = {
        "attempt": attempt,
        "last_error": why[:1000],
        "leased_until": None,
        "next_at": work.now + schedule.every,
        "state": (DeliveryState.DEAD if is_dead else DeliveryState.PENDING).value,
    }
    _closing(row, values).close(work)
    return not is_dead


def redrive(work: Work, engine: Engine, delivery_id: int, reason: str) -> None:
    """Make a dead delivery due again, with all its attempts.

    Raises NotFound, or Conflict when it is not dead.
    """
    row = get(work.read, delivery_id)
    if row.state != DeliveryState.DEAD.value:
        raise Conflict("delivery-not-dead", delivery=delivery_id, state=row.state)
    values = {
        "state": DeliveryState.PENDING.value,
        "attempt": 0,
        "next_at": work.now,
        "leased_until": None,
    }
    _closing(row, values).close(work)
    doc = {"key": row.key, "element": row.element, "reason": reason}
    engine.trail.write(work, row.business_key, Tag.DELIVERY_REDRIVEN, doc)


def get(read: Connection, delivery_id: int) -> Any:
    """Return the row of a delivery; raises NotFound."""
    asked = select(DELIVERY).where(DELIVERY.c.id == delivery_id)
    row = read.execute(asked).one_or_none()
    if row is None:
        raise NotFound("delivery-unknown", delivery=delivery_id)
    return row


def list_by_state(
    read: Connection,
    state: DeliveryState,
    limit: int = 200,
    after: tuple[Any, int] | None = None,
) -> Sequence[Any]:
    """Return deliveries in ``state``, the oldest first; ``after``: moment and id."""
    sort = (DELIVERY.c.created_at, DELIVERY.c.id)
    asked = select(DELIVERY).where(DELIVERY.c.state == state.value)
    if after is not None:
        asked = asked.where(beyond(sort, after))
    return read.execute(asked.order_by(*sort).limit(limit)).all()


def dead_of(read: Connection, instance_id: int, element: str) -> int | None:
    """Return the id of an instance's dead delivery at an element, if there is one."""
    asked = select(DELIVERY.c.id).where(
        DELIVERY.c.instance_id == instance_id,
        DELIVERY.c.element == element,
        DELIVERY.c.state == DeliveryState.DEAD.value,
    )
    return read.execute(asked.order_by(DELIVERY.c.id.desc())).scalars().first()


def _move(
    work: Work,
    engine: Engine,
    row: Any,
    act: Any,
    given: Mapping[str, Any],
    outcome: BpmnError | None = None,
) -> None:
    loaded = loading.load(work.read, engine, row.instance_id)
    values = {
        "state": DeliveryState.ANSWERED.value,
        "attempt": row.attempt + 1,
        "ended_at": work.now,
        "leased_until": None,
    }
    doc = {"key": row.key, "connector": row.connector, "attempt": row.attempt + 1}
    doc["reply"] = orjson.loads(orjson.dumps(given, default=str))
    closing = _closing(row, values)
    cause = Cause(
        Event.ANSWER,
        Tag.DELIVERY_ANSWERED,
        doc,
        given,
        row.element,
        name="" if outcome is None else outcome.code,
        closing=closing,
    )
    instances.move(work, engine, loaded, act, cause)


def _closing(row: Any, values: Mapping[str, Any]) -> Closing:
    """Return what changes a delivery that is still as it was read."""

    def refuse() -> NoReturn:
        raise Conflict(LOST_RACE, what=row.key)

    changing = update(DELIVERY).where(
        DELIVERY.c.id == row.id,
        DELIVERY.c.state == row.state,
        DELIVERY.c.attempt == row.attempt,
    )
    return Closing(changing.values(**values), refuse, row.node)
