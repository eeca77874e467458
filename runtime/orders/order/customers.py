"""Who has bought here before (老客户): completed orders of the same customer."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from runtime.kernel.db import table_of
from runtime.orders.order.canonical import Order
from runtime.orders.order.facts import OrderState
from runtime.orders.order.tables import OrderRow

SUBJECT = "order.customers"  # no FEEL name, so only services see it
ORDERS = table_of(OrderRow)


class Customers:
    """What is known of customers; read when somebody asks.

    A customer is known by the id that their channel gives them, within that channel.
    """

    def __init__(self, read: Connection, business_key: str = "") -> None:
        self._read = read

    def have_bought(self, order: Order) -> bool:
        """Tell whether the customer placed an order before, and it was completed.

        One that still waits, was cancelled or came back does not count: whoever
        orders twice in a row is not known by that. One statement, on an index.
        """
        if not order.customer.id:
            return False
        asked = {
            "channel": order.channel,
            "customer": order.customer.id,
            "placed": order.placed_at,
        }
        return self._read.execute(_BEFORE, asked).first() is not None


def for_batch(read: Connection, coming: Iterable[Order]) -> Customers:
    """Return the same for new orders, none of which is completed yet."""
    return Customers(read)


_BEFORE = (
    select(ORDERS.c.id)
    .where(
        ORDERS.c.channel == bindparam("channel"),
        ORDERS.c.customer == bindparam("customer"),
        ORDERS.c.state == OrderState.COMPLETED.value,
        ORDERS.c.placed_at < bindparam("placed"),
    )
    .limit(1)
)
