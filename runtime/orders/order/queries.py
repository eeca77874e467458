"""Reads of orders for lists and stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from runtime.kernel.db import beyond, table_of
from runtime.orders.order.tables import Movement, OrderRow, Payment

ORDERS, PAYMENT, MOVEMENT = (
    table_of(OrderRow),
    table_of(Payment),
    table_of(Movement),
)

UNGRADED = "P9"  # what was never graded comes last
PAGED = (
    *(ORDERS.c.id, ORDERS.c.order_no, ORDERS.c.channel, ORDERS.c.external_no),
    *(ORDERS.c.kind, ORDERS.c.state, ORDERS.c.grade, ORDERS.c.level, ORDERS.c.color),
    *(ORDERS.c.total, ORDERS.c.paid, ORDERS.c.placed_at, ORDERS.c.registered_at),
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders a list shows; ``q`` is how one of their numbers begins."""

    state: str | None = None
    grade: str | None = None
    channel: str | None = None
    kind: str | None = None
    q: str | None = None


def list_page(
    read: Connection, wanted: Wanted, limit: int, after: Sequence[Any] | None = None
) -> Sequence[Any]:
    """Return a page of orders, P0 first, then by age; without their bodies.

    ``after`` is the sort key of the last row of the page before: rank, moment, id.
    """
    rank = func.coalesce(ORDERS.c.grade, UNGRADED)
    sort = (rank, ORDERS.c.placed_at, ORDERS.c.id)
    asked = select(*PAGED, rank.label("rank"))
    for name in ("state", "grade", "channel", "kind"):
        value = getattr(wanted, name)
        if value:
            asked = asked.where(ORDERS.c[name] == value)
    if wanted.q:
        numbers = (ORDERS.c.order_no, ORDERS.c.external_no)
        begins = [one.startswith(wanted.q, autoescape=True) for one in numbers]
        asked = asked.where(or_(*begins))
    if after is not None:
        asked = asked.where(beyond(sort, after))
    return read.execute(asked.order_by(*sort).limit(limit)).all()


def count(read: Connection) -> int:
    """Return how many orders there are."""
    return read.execute(select(func.count()).select_from(ORDERS)).scalar_one()
