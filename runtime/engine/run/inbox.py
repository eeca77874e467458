"""Reads of the inbox beside its queues: what is overdue, and how much there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from runtime.engine.run.queries import IS_OPEN, LISTED, TASK
from runtime.engine.run.running import LAST_PRIORITY
from runtime.kernel.db import Moment

_SORT = (TASK.c.due_at, TASK.c.id)
_PRIORITIES = range(LAST_PRIORITY + 1)
_TYPES = [column.type for column in _SORT]


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
    arms = [
        _page(_overdue(select(*LISTED), role, now), limit, after)
        for role in sorted(set(roles))
    ]
    if not arms:
        return []
    merged = union_all(*(select(arm.subquery()) for arm in arms)).subquery()
    asked = select(merged).order_by(merged.c.due_at, merged.c.id).limit(limit)
    return list(read.execute(asked).all())


def count(
    read: Connection, person: str, roles: Iterable[str], now: datetime, most: int
) -> Piles:
    """Return how many tasks a person holds, may take, and is late with.

    Nothing is counted beyond ``most``: the answer takes as long for a million.
    """
    wanted = sorted(set(roles))
    held = select(TASK.c.id).where(IS_OPEN, TASK.c.assignee == person)
    free = [_free(role) for role in wanted]
    late = [_overdue(select(TASK.c.id), role, now) for role in wanted]
    asked = select(_capped([held], most), _capped(free, most), _capped(late, most))
    return Piles(*read.execute(asked).one())


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


def _free(role: str) -> Select[Any]:
    asked = select(TASK.c.id).where(IS_OPEN, TASK.c.role == role)
    # in the sequence of their index, so that no planner walks past the held ones
    free = asked.where(TASK.c.assignee.is_(None))
    return free.order_by(TASK.c.priority, TASK.c.created_at, TASK.c.id)


def _overdue(asked: Select[Any], role: str, now: datetime) -> Select[Any]:
    return asked.where(IS_OPEN, TASK.c.role == role, TASK.c.due_at < now)


def _page(asked: Select[Any], limit: int, after: Due | None) -> Select[Any]:
    if after is not None:
        asked = asked.where(tuple_(*_SORT) > tuple_(*map(literal, after, _TYPES)))
    return asked.order_by(*_SORT).limit(limit)


def _capped(arms: list[Select[Any]], most: int) -> ColumnElement[int]:
    """Return the count of all arms, none of them read further than ``most``."""
    if not arms:
        return select(literal(0)).scalar_subquery()
    parts = [select(arm.limit(most).subquery()) for arm in arms]
    rows = union_all(*parts).limit(most).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()
