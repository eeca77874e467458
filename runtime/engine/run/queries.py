"""Reads: the inbox by queue and by person, and where an instance stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    literal,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)

from runtime.engine.tables import (
    Delivery,
    DeliveryState,
    Incident,
    IncidentState,
    Instance,
    Subscription,
    TaskState,
    Timer,
    UserTask,
)
from runtime.kernel.audit import AuditEntry
from runtime.kernel.db import Moment, table_of

TASK, INSTANCE = table_of(UserTask), table_of(Instance)
OPEN = TaskState.OPEN.value
# written out, so that every planner sees that the partial index fits
IS_OPEN = TASK.c.state == literal_column(f"'{OPEN}'")
_SORT = (TASK.c.priority, TASK.c.created_at, TASK.c.id)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the sort key of its last row."""

    priority: int
    created_at: Any
    id: int


def list_queue(
    read: Connection, roles: Iterable[str], limit: int, after: Cursor | None = None
) -> list[Any]:
    """Return unclaimed open tasks of ``roles``: most urgent first, then oldest.

    One indexed arm a role, so the cost does not grow with the number of tasks.
    """
    arms = [_queue_arm(role, limit, after) for role in sorted(set(roles))]
    if not arms:
        return []
    if len(arms) == 1:
        return list(read.execute(arms[0]))
    rows = read.execute(union_all(*(select(arm.subquery()) for arm in arms)))
    return sorted(rows, key=_rank)[:limit]


def list_mine(
    read: Connection, person: str, limit: int, after: Cursor | None = None
) -> Sequence[Any]:
    """Return the open tasks that ``person`` holds."""
    asked = select(TASK).where(IS_OPEN, TASK.c.assignee == person)
    return read.execute(_page(asked, limit, after)).all()


def list_of(read: Connection, business_key: str) -> Sequence[Any]:
    """Return every task of a business key, oldest first."""
    asked = select(TASK).where(
        TASK.c.instance_id.in_(
            select(INSTANCE.c.id).where(INSTANCE.c.business_key == business_key)
        )
    )
    return read.execute(asked.order_by(TASK.c.id)).all()


def instances_of(read: Connection, business_key: str) -> Sequence[Any]:
    """Return every instance of a business key, oldest first."""
    asked = select(INSTANCE).where(INSTANCE.c.business_key == business_key)
    return read.execute(asked.order_by(INSTANCE.c.id)).all()


def trail_of(read: Connection, business_key: str, tags: Iterable[str]) -> Sequence[Any]:
    """Return the audit entries of a business key with these tags, oldest first."""
    entry = table_of(AuditEntry)
    asked = select(entry).where(
        entry.c.subject == business_key, entry.c.tag.in_(list(tags))
    )
    return read.execute(asked.order_by(entry.c.seq)).all()


def waiting_of(read: Connection, instance_id: int) -> dict[str, list[Any]]:
    """Return everything an instance waits for now, by kind."""
    delivery, incident = table_of(Delivery), table_of(Incident)
    asked = {
        "tasks": (TASK, TASK.c.state == OPEN),
        "messages": (table_of(Subscription), true()),
        "timers": (table_of(Timer), true()),
        "deliveries": (delivery, delivery.c.state == DeliveryState.PENDING.value),
        "incidents": (incident, incident.c.state == IncidentState.OPEN.value),
    }
    return {
        name: list(
            read.execute(
                select(table).where(table.c.instance_id == instance_id, condition)
            )
        )
        for name, (table, condition) in asked.items()
    }


def _queue_arm(role: str, limit: int, after: Cursor | None) -> Select[Any]:
    asked = select(TASK).where(IS_OPEN, TASK.c.assignee.is_(None), TASK.c.role == role)
    return _page(asked, limit, after)


def _page(asked: Select[Any], limit: int, after: Cursor | None) -> Select[Any]:
    """Sort and cut; ``after`` is sought in the index, not counted up to."""
    if after is not None:
        last = tuple_(
            literal(after.priority),
            literal(after.created_at, Moment),
            literal(after.id),
        )
        asked = asked.where(tuple_(*_SORT) > last)
    return asked.order_by(*_SORT).limit(limit)


def _rank(row: Any) -> tuple[Any, ...]:
    return row.priority, row.created_at, row.id
