"""Reads of orders for lists and stories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from runtime.kernel.db import table_of
from runtime.orders.order.tables import Movement, OrderRow, Payment

ORDERS, PAYMENT, MOVEMENT = (
    table_of(OrderRow),
    table_of(Payment),
    table_of(Movement),
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
