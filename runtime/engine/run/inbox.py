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

from runtime.engine.run.queries import IS_OPEN, LISTED, TASK

_SORT = (TASK.c.due_at, TASK.c.id)
_LIMIT = bindparam("limit", type_=Integer)
_AFTER = tuple_(*(bindparam(f"after_{one.name}", type_=one.type) for one in _SORT))


class Due(NamedTuple):
    """Where a page of overdue tasks ended."""

    due_at: datetime
    id: int


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
    given = {"now": now, "limit": limit} | _named(wanted)
    if after is not None:
        given |= {"after_due_at": after.due_at, "after_id": after.id}
    asked = _overdue_page(len(wanted), is_next=after is not None)
    return list(read.execute(asked, given).all())


def count(
    read: Connection, person: str, roles: Iterable[str], now: datetime, most: int
) -> Piles:
    """Return how many tasks a person holds, may take, and is late with.

    Nothing is counted beyond ``most``: the answer takes as long for a million.
    """
    wanted = sorted(set(roles))
    given = {"person": person, "now": now, "limit": most} | _named(wanted)
    return Piles(*read.execute(_counting(len(wanted)), given).one())


def _named(roles: Sequence[str]) -> dict[str, Any]:
    return {f"role_{n}": role for n, role in enumerate(roles)}


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
