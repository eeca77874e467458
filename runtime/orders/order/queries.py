"""Reads of orders for lists and stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    literal,
    or_,
    select,
    union_all,
)

from runtime.kernel.db import beyond, table_of
from runtime.orders.order.facts import ENDED, OrderState
from runtime.orders.order.tables import Movement, OrderRow, Payment

ORDERS, PAYMENT, MOVEMENT = (
    table_of(OrderRow),
    table_of(Payment),
    table_of(Movement),
)


# states by how far along; what is over comes last
EVERY_STATE = tuple(state.value for state in OrderState)
OPEN_STATES = tuple(state.value for state in OrderState if state not in ENDED)
UNGRADED = "P9"  # behind every grade
_SHOWN = tuple(
    ORDERS.c[name]
    for name in (
        *("id", "order_no", "channel", "external_no", "kind", "state", "grade"),
        *("level", "color", "total", "paid", "placed_at", "registered_at"),
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders a list shows; "" means any.

    ``search`` is how an order number or a platform's number begins.
    """

    states: Sequence[str] = OPEN_STATES
    grade: str = ""
    channel: str = ""
    kind: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: grade (or `UNGRADED`), age and id of its last row."""

    rank: str
    placed_at: datetime
    id: int


def list_orders(
    read: Connection, wanted: Wanted, limit: int, after: Cursor | None = None
) -> Sequence[Any]:
    """Return a page of orders: P0 first, then the oldest.

    One statement: an arm a state walks its index from where the page before ended,
    and the arms are merged, so the cost grows with the page.
    """
    arms = [arm for state in wanted.states for arm in _arms(state, wanted, after)]
    pages = (select(arm.limit(limit).subquery()) for arm in arms)
    merged = union_all(*pages).subquery()
    sort = (merged.c.rank, merged.c.placed_at, merged.c.id)
    return read.execute(select(merged).order_by(*sort).limit(limit)).all()


def _arms(state: str, wanted: Wanted, after: Cursor | None) -> Iterator[Select[Any]]:
    """Yield the graded and the ungraded orders of one state, each in its order."""
    narrow = [ORDERS.c.state == state, *_conditions(wanted)]
    age = (ORDERS.c.placed_at, ORDERS.c.id)
    graded = select(ORDERS.c.grade.label("rank"), *_SHOWN).where(
        ORDERS.c.grade.is_not(None), *narrow
    )
    key = (ORDERS.c.grade, *age)
    if after is not None:
        graded = graded.where(beyond(key, (after.rank, *_age(after))))
    yield graded.order_by(*key)
    if wanted.grade:
        return
    ungraded = select(literal(UNGRADED).label("rank"), *_SHOWN).where(
        ORDERS.c.grade.is_(None), *narrow
    )
    if after is not None and after.rank == UNGRADED:
        ungraded = ungraded.where(beyond(age, _age(after)))
    yield ungraded.order_by(*age)


def _age(after: Cursor) -> tuple[Any, ...]:
    return (after.placed_at, after.id)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for name in ("grade", "channel", "kind"):
        value = getattr(wanted, name)
        if value:
            yield ORDERS.c[name] == value
    if wanted.search:
        yield or_(
            ORDERS.c.order_no.startswith(wanted.search, autoescape=True),
            ORDERS.c.external_no.startswith(wanted.search, autoescape=True),
        )


def list_payments(read: Connection, order_id: int) -> Sequence[Any]:
    """Return the payments of an order, oldest first."""
    asked = select(PAYMENT).where(PAYMENT.c.order_id == order_id)
    return read.execute(asked.order_by(PAYMENT.c.seq)).all()


def list_movements(read: Connection, order_id: int) -> Sequence[Any]:
    """Return the movements of an order, oldest first."""
    asked = select(MOVEMENT).where(MOVEMENT.c.order_id == order_id)
    return read.execute(asked.order_by(MOVEMENT.c.seq)).all()


def list_in_state(read: Connection, state: str, limit: int) -> Sequence[Any]:
    """Return orders in one bucket, the oldest first."""
    asked = select(ORDERS.c.id, ORDERS.c.order_no).where(ORDERS.c.state == state)
    return read.execute(asked.order_by(ORDERS.c.id).limit(limit)).all()


def count(read: Connection) -> int:
    """Return how many orders there are."""
    return read.execute(select(func.count()).select_from(ORDERS)).scalar_one()
