"""The rows of orders that have just come in (新到订单)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from runtime.kernel import bulk
from runtime.kernel.clock import micros
from runtime.kernel.db import amount_units
from runtime.kernel.work import Work
from runtime.orders.order.canonical import Order
from runtime.orders.order.tables import Movement, OrderRow, Payment

Row = tuple[Any, ...]


class Arrival(NamedTuple):
    """A new order as it stands after its first run through the process.

    ``told`` recognises the same content when it comes again; ``marks`` hold grade,
    level and color.
    """

    id: int
    order_no: str
    order: Order
    body: bytes
    told: bytes
    state: str
    marks: Mapping[str, Any]


class OrderRows:
    """Rows of new orders, gathered for one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._at = micros(work.now)
        self._orders: list[Row] = []
        self._payments: list[Row] = []
        self._movements: list[Row] = []

    def add(self, arrival: Arrival) -> None:
        """Gather the rows of one new order."""
        order, at, actor = arrival.order, self._at, self._work.actor.id
        paid_at = None if order.paid_at is None else micros(order.paid_at)
        marks = arrival.marks
        self._orders.append(
            (
                arrival.id,
                arrival.order_no,
                order.channel,
                order.external_no,
                order.kind,
                arrival.state,
                marks.get("grade"),
                marks.get("level"),
                marks.get("color"),
                amount_units(order.total),
                amount_units(order.paid),
                micros(order.placed_at),
                paid_at,
                at,
                1,
                arrival.told,
                arrival.body,
                order.customer.id or None,
            )
        )
        if order.paid:
            paid, when = amount_units(order.paid), paid_at or micros(order.placed_at)
            self._payments.append((arrival.id, 1, paid, when, at, actor))
        self._movements.append((arrival.id, 1, at, actor, None, arrival.state))

    def write(self) -> None:
        """Insert everything."""
        bulk.insert(self._work, OrderRow, self._orders)
        bulk.insert(self._work, Payment, self._payments)
        bulk.insert(self._work, Movement, self._movements)


def told(body: bytes) -> bytes:
    """Return the digest by which the same order, told again, is recognised."""
    return hashlib.blake2b(body, digest_size=8).digest()
