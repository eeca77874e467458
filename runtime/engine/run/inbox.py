"""Reads of the inbox beside its queues: what is overdue, and how much there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from runtime.engine.run.offering import LAST_PRIORITY
from runtime.engine.run.queries import IS_OPEN, LISTED, TASK, Cursor, named
from runtime.kernel.db import Moment, beyond

_SORT = (TASK.c.due_at, TASK.c.id)
_PRIORITIES = range(LAST_PRIORITY + 1)
_LIMIT = bindparam("limit", type_=Integer)
_AFTER = tuple_(*(bindparam(f"after_{one.name}", type_=one.type) for one in _SORT))


class Due(NamedTuple):
    """Where a page of overdue tasks ended."""

    due_at: datetime
    id: int


class Narrow(NamedTuple):
    """What a pile is narrowed to: a step ("" for all), a priority (None for all)."""

    element: str = ""
    priority: int | None = None


class Piles(NamedTuple):
    """How many open tasks there are, counted no further than asked."""

    mine: int
    team: int
    overdue: int


def list_overdue(
    read: Connection,
    roles: Iterable[str],
    now: datetime,
    limit: int,
    after: Due | None = None,
) -> list[Any]:
    """Return open tasks of ``roles`` past their time, also held ones: latest first.

    Each role is one walk along an index, so the cost grows with the page.
    """
    wanted = sorted(set(roles))
    if not wanted:
        return []
    given = {"now": now, "limit": limit} | named(wanted)
    if after is not None:
        given |= {"after_due_at": after.due_at, "after_id": after.id}
    asked = _overdue_page(len(wanted), is_next=after is not None)
    return list(read.execute(asked, given).all())


def list_narrowed(
    read: Connection,
    narrow: Narrow,
    holder: str | None,
    roles: Iterable[str],
    limit: int,
    after: Cursor | None = None,
) -> list[Any]:
    """Return open tasks of a narrowed pile: those that ``holder`` has, else free ones.

    Free ones are of ``roles``. The most urgent come first, then the oldest.
    """
    asked = select(*LISTED).where(IS_OPEN)
    if narrow.element:
        asked = asked.where(TASK.c.element == narrow.element)
    if narrow.priority is not None:
        asked = asked.where(TASK.c.priority == narrow.priority)
    if holder is not None:
        asked = asked.where(TASK.c.assignee == holder)
    else:
        free = TASK.c.assignee.is_(None)
        asked = asked.where(free, TASK.c.role.in_(sorted(set(roles))))
    sort = (TASK.c.priority, TASK.c.created_at, TASK.c.id)
    if after is not None:
        asked = asked.where(beyond(sort, (after.priority, after.created_at, after.id)))
    return list(read.execute(asked.order_by(*sort).limit(limit)).all())


def count(
    read: Connection, person: str, roles: Iterable[str], now: datetime, most: int
) -> Piles:
    """Return how many tasks a person holds, may take, and is late with.

    Nothing is counted beyond ``most``: the answer takes as long for a million.
    """
    wanted = sorted(set(roles))
    given = {"person": person, "now": now, "limit": most} | named(wanted)
    return Piles(*read.execute(_counting(len(wanted)), given).one())


def arrived(
    read: Connection, roles: Iterable[str], since: datetime, most: int
) -> Sequence[Any]:
    """Return the unclaimed tasks of ``roles`` that came after ``since``, by step.

    Of a role no more than ``most`` are counted; a row tells definition, element, how
    many and since when.
    """
    arms = [
        select(
            _arrived(role, since)
            .order_by(TASK.c.priority, TASK.c.created_at)
            .limit(most)
            .subquery()
        )
        for role in sorted(set(roles))
    ]
    if not arms:
        return []
    found = union_all(*arms).subquery()
    place = (found.c.definition_id, found.c.element)
    number = func.count().label("number")
    first = func.min(found.c.created_at, type_=Moment).label("first")
    asked = select(*place, number, first).group_by(*place).order_by(first, *place)
    return read.execute(asked).all()


def _arrived(role: str, since: datetime) -> Select[Any]:
    columns = (TASK.c.definition_id, TASK.c.element, TASK.c.priority, TASK.c.created_at)
    asked = select(*columns).where(IS_OPEN, TASK.c.role == role)
    # each priority named, so that the index of the queue leads to the newest ones
    fresh = TASK.c.priority.in_(_PRIORITIES), TASK.c.created_at > since
    return asked.where(TASK.c.assignee.is_(None), *fresh)


@lru_cache(maxsize=64)
def _overdue_page(role_count: int, *, is_next: bool) -> Executable:
    """Return the statement of a page of so many roles; built once, bound each time."""
    arms = []
    for role in _roles(role_count):
        arm = _overdue(select(*LISTED), role)
        if is_next:
            arm = arm.where(tuple_(*_SORT) > _AFTER)
        arms.append(select(arm.order_by(*_SORT).limit(_LIMIT).subquery()))
    merged = union_all(*arms).subquery()
    return select(merged).order_by(merged.c.due_at, merged.c.id).limit(_LIMIT)


@lru_cache(maxsize=32)
def _counting(role_count: int) -> Executable:
    """Return the statement that counts for so many roles."""
    held = select(TASK.c.id).where(IS_OPEN, TASK.c.assignee == bindparam("person"))
    free = [_free(role) for role in _roles(role_count)]
    late = [_overdue(select(TASK.c.id), role) for role in _roles(role_count)]
    return select(_capped([held]), _capped(free), _capped(late))


def _roles(count: int) -> list[BindParameter[str]]:
    return [bindparam(f"role_{n}", type_=TASK.c.role.type) for n in range(count)]


def _free(role: BindParameter[str]) -> Select[Any]:
    asked = select(TASK.c.id).where(IS_OPEN, TASK.c.role == role)
    # in the sequence of their index, so that no planner walks past the held ones
    free = asked.where(TASK.c.assignee.is_(None))
    return free.order_by(TASK.c.priority, TASK.c.created_at, TASK.c.id)


def _overdue(asked: Select[Any], role: BindParameter[str]) -> Select[Any]:
    return asked.where(IS_OPEN, TASK.c.role == role, TASK.c.due_at < bindparam("now"))


def _capped(arms: Sequence[Select[Any]]) -> ColumnElement[int]:
    """Return the count of all arms, none of them read further than the limit."""
    if not arms:
        return select(literal(0)).scalar_subquery()
    parts = [select(arm.limit(_LIMIT).subquery()) for arm in arms]
    rows = union_all(*parts).limit(_LIMIT).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()
