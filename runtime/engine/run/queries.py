"""Reads: the inbox by queue and by person, and where an instance stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from runtime.engine.facts import Tag
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
from runtime.kernel.clock import moment
from runtime.kernel.db import table_of

TASK, INSTANCE = table_of(UserTask), table_of(Instance)
OPEN = TaskState.OPEN.value
# written out, so that every planner sees that the partial index fits
IS_OPEN = TASK.c.state == literal_column(f"'{OPEN}'")
# what a list shows; the other columns are read with the one task that is opened
LISTED = (
    TASK.c.id,
    TASK.c.definition_id,
    TASK.c.business_key,
    TASK.c.element,
    TASK.c.role,
    TASK.c.priority,
    TASK.c.state,
    TASK.c.created_at,
    TASK.c.due_at,
    TASK.c.assignee,
    TASK.c.owner,
    TASK.c.signing,
    TASK.c.asked_by,
)
_SORT = (TASK.c.priority, TASK.c.created_at, TASK.c.id)
_LIMIT = bindparam("limit", type_=Integer)
_AFTER = tuple_(*(bindparam(f"after_{one.name}", type_=one.type) for one in _SORT))


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the sort key of its last row."""

    priority: int
    created_at: Any
    id: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Which tasks that are over: of these roles; ``by``: ended by this person."""

    roles: frozenset[str]
    state: TaskState
    by: str | None = None


def list_queue(
    read: Connection, roles: Iterable[str], limit: int, after: Cursor | None = None
) -> list[Any]:
    """Return unclaimed open tasks of ``roles``: most urgent first, then oldest.

    The databases merge one indexed arm a role, so the cost grows with the page and
    not with the number of tasks.
    """
    wanted = sorted(set(roles))
    if not wanted:
        return []
    is_lazy = read.dialect.name == "sqlite"
    asked = _queue_page(len(wanted), is_next=after is not None, is_lazy=is_lazy)
    return list(read.execute(asked, named(wanted) | _bounds(limit, after)).all())


def named(roles: Sequence[str]) -> dict[str, Any]:
    """Return roles as a statement built for so many of them takes them."""
    return {f"role_{n}": role for n, role in enumerate(roles)}


def list_mine(
    read: Connection, person: str, limit: int, after: Cursor | None = None
) -> Sequence[Any]:
    """Return the open tasks that ``person`` holds."""
    asked = _mine_page(is_next=after is not None)
    return read.execute(asked, {"person": person} | _bounds(limit, after)).all()


def list_at(
    read: Connection, places: Sequence[tuple[str, str]], limit: int
) -> Sequence[Any]:
    """Return the open tasks at steps that nobody holds, the oldest first.

    ``places`` are role and element of each step.
    """
    if not places:
        return ()
    asked = (
        select(TASK)
        .where(
            IS_OPEN,
            TASK.c.assignee.is_(None),
            tuple_(TASK.c.role, TASK.c.element).in_(places),
        )
        .order_by(TASK.c.created_at, TASK.c.id)
    )
    return read.execute(asked.limit(limit)).all()


def list_some(read: Connection, task_ids: Iterable[int]) -> Sequence[Any]:
    """Return tasks by number, open or not, most urgent first; unknown ones lack."""
    asked = select(*LISTED).where(TASK.c.id.in_(list(task_ids)))
    return read.execute(asked.order_by(*_SORT)).all()


@lru_cache(maxsize=64)
def _queue_page(role_count: int, *, is_next: bool, is_lazy: bool) -> Executable:
    """Return the statement of a page of so many queues; built once, bound each time.

    Each arm says its own order, so that the database merges and does not sort. A
    lazy one takes no more of an arm than it needs. PostgreSQL plans an arm by itself
    and would sort it whole, unless it is told that a page of it is enough.
    """
    arms = [
        _arm(
            TASK.c.assignee.is_(None),
            TASK.c.role == bindparam(f"role_{n}"),
            is_next=is_next,
        )
        for n in range(role_count)
    ]
    if role_count == 1:
        return arms[0].limit(_LIMIT)
    if not is_lazy:
        arms = [arm.limit(_LIMIT) for arm in arms]
    merged = union_all(*(select(arm.subquery()) for arm in arms))
    return merged.order_by(*(text(one.name) for one in _SORT)).limit(_LIMIT)


@lru_cache(maxsize=2)
def _mine_page(*, is_next: bool) -> Executable:
    """Return the statement of a page of what a person holds."""
    mine = _arm(TASK.c.assignee == bindparam("person"), is_next=is_next)
    return mine.limit(_LIMIT)


def list_ended(
    read: Connection, wanted: Ended, limit: int, before: int | None = None
) -> Sequence[Any]:
    """Return tasks that are over, the newest first; ``before``: an id."""
    asked = select(*LISTED).where(
        TASK.c.state == wanted.state.value, TASK.c.role.in_(sorted(wanted.roles))
    )
    if wanted.by is not None:
        asked = asked.where(TASK.c.ended_by == wanted.by)
    if before is not None:
        asked = asked.where(TASK.c.id < before)
    return read.execute(asked.order_by(TASK.c.id.desc()).limit(limit)).all()


def version_at(read: Connection, instance_id: int) -> int:
    """Return how often an instance has changed; an answer may name what it saw."""
    asked = select(INSTANCE.c.version).where(INSTANCE.c.id == instance_id)
    return int(read.execute(asked).scalar_one())


def count_held(read: Connection, person: str) -> int:
    """Return how many open tasks ``person`` holds, or waits for to come back."""
    theirs = (TASK.c[name] == person for name in ("assignee", "owner", "asked_by"))
    asked = select(func.count()).where(IS_OPEN, or_(*theirs))
    return read.execute(asked).scalar_one()


def count_by_role(read: Connection) -> dict[str, int]:
    """Return role → how many tasks wait for it, claimed or not."""
    asked = select(TASK.c.role, func.count()).where(IS_OPEN).group_by(TASK.c.role)
    return {role: count for role, count in read.execute(asked)}


def count_incidents(read: Connection) -> dict[str, int]:
    """Return code → how many open incidents it has."""
    incident = table_of(Incident)
    is_open = incident.c.state == literal_column(f"'{IncidentState.OPEN.value}'")
    asked = select(incident.c.code, func.count()).where(is_open)
    return {code: n for code, n in read.execute(asked.group_by(incident.c.code))}


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


def mark_of(read: Connection, business_key: str) -> int:
    """Return a number that grows with whatever happens to a business key."""
    return read.execute(_MARK, {"subject": business_key}).scalar_one_or_none() or 0


_MARK = (
    select(AuditEntry.seq)
    .where(AuditEntry.subject == bindparam("subject"))
    .order_by(AuditEntry.seq.desc())
    .limit(1)
)


def last_doer(read: Connection, instance_id: int) -> str | None:
    """Return who completed the last task of an instance, None before the first."""
    asked = select(TASK.c.ended_by).where(
        TASK.c.instance_id == instance_id, TASK.c.state == TaskState.COMPLETED.value
    )
    return read.execute(asked.order_by(TASK.c.id.desc()).limit(1)).scalar_one_or_none()


def taken_at(read: Connection, task: Any) -> datetime | None:
    """Return since when somebody holds a task, None if nobody does."""
    if task.assignee is None:
        return None
    for entry in reversed(trail_of(read, task.business_key, _TAKING)):
        if orjson.loads(entry.doc)["task"] == task.id:
            return moment(entry.at)
    return None


_TAKING = (
    Tag.TASK_CLAIMED.value,
    Tag.TASK_HANDED_OVER.value,
    Tag.TASK_TRANSFERRED.value,
    Tag.TASK_DELEGATED.value,
    Tag.TASK_CAME_BACK.value,
    Tag.TASK_ANSWERED.value,
    Tag.SIGNER_ADDED.value,
    Tag.TASK_SIGNED.value,
)


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


def _arm(*conditions: ColumnElement[bool], is_next: bool) -> Select[Any]:
    """Select open tasks; where the page before ended is sought in the index."""
    asked = select(*LISTED).where(IS_OPEN, *conditions).order_by(*_SORT)
    return asked.where(tuple_(*_SORT) > _AFTER) if is_next else asked


def _bounds(limit: int, after: Cursor | None) -> dict[str, Any]:
    if after is None:
        return {"limit": limit}
    return {
        "limit": limit,
        "after_priority": after.priority,
        "after_created_at": after.created_at,
        "after_id": after.id,
    }
