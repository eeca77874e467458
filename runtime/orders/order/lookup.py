"""Find an order by any of its names, and hand it to a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from runtime.engine.tables import Subscription, UserTask
from runtime.kernel.db import table_of
from runtime.kernel.errors import NotFound
from runtime.orders.order.bodies import Buyer, as_context, buyer_of, from_body
from runtime.orders.order.canonical import Order
from runtime.orders.order.tables import Movement, OrderRow, Payment

ORDERS, PAYMENT = table_of(OrderRow), table_of(Payment)
MOVEMENT, SUBSCRIPTION = table_of(Movement), table_of(Subscription)
TASK = table_of(UserTask)
# what a list says of an order; its body stays where it is
LISTED = (
    *(ORDERS.c.order_no, ORDERS.c.channel, ORDERS.c.external_no, ORDERS.c.kind),
    *(ORDERS.c.grade, ORDERS.c.level, ORDERS.c.color, ORDERS.c.total),
)
AT_ONCE = 500  # keys of one statement; databases take a limited number of values
STRUCT = "order.struct"  # the typed order; no FEEL name, so only services see it


def get(read: Connection, order_no: str) -> Any:
    """Return the row of an order number; raises NotFound."""
    row = read.execute(_ONE, {"order": order_no}).one_or_none()
    if row is None:
        raise NotFound("order-unknown", order=order_no)
    return row


_ONE = select(ORDERS).where(ORDERS.c.order_no == bindparam("order"))


def get_listed(read: Connection, order_nos: Iterable[str]) -> Mapping[str, Any]:
    """Return order number → what a list says of it; raises NotFound for the missing.

    One statement for a page of any usual length, however many orders it names.
    """
    wanted = list(dict.fromkeys(order_nos))
    found: dict[str, Any] = {}
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        asked = select(*LISTED).where(ORDERS.c.order_no.in_(some))
        found |= {row.order_no: row for row in read.execute(asked)}
    for order_no in wanted:
        if order_no not in found:
            raise NotFound("order-unknown", order=order_no)
    return found


def state_of(read: Connection, order_no: str) -> str:
    """Return the bucket that an order is in; raises NotFound."""
    asked = select(ORDERS.c.state).where(ORDERS.c.order_no == order_no)
    found = read.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotFound("order-unknown", order=order_no)
    return str(found)


def of_task(read: Connection, task_id: int) -> Any:
    """Return number and state of the order that a task is for; raises NotFound."""
    row = read.execute(_OF_TASK, {"task": task_id}).one_or_none()
    if row is None:
        raise NotFound("task-unknown", task=task_id)
    return row


_OF_TASK = (
    select(ORDERS.c.order_no, ORDERS.c.state)
    .join(TASK, TASK.c.business_key == ORDERS.c.order_no)
    .where(TASK.c.id == bindparam("task"))
)


def customers(read: Connection, order_nos: Iterable[str]) -> Mapping[str, Buyer]:
    """Return order number → who bought and where it goes; one statement a page."""
    rows = bodies(read, order_nos)
    return {row.order_no: buyer_of(bytes(row.body)) for row in rows}


def bodies(read: Connection, order_nos: Iterable[str]) -> list[Any]:
    """Return number, body and payments' sum of orders; one statement a page."""
    wanted = list(dict.fromkeys(order_nos))
    found: list[Any] = []
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        asked = select(ORDERS.c.order_no, ORDERS.c.body, ORDERS.c.paid)
        found += read.execute(asked.where(ORDERS.c.order_no.in_(some)))
    return found


def find(read: Connection, name: str) -> Sequence[Any]:
    """Return orders by order number or by a channel's number (the two-way link)."""
    asked = select(ORDERS).where(
        or_(ORDERS.c.order_no == name, ORDERS.c.external_no == name)
    )
    return read.execute(asked.order_by(ORDERS.c.id).limit(20)).all()


def known(
    read: Connection, channel: str, external_nos: Sequence[str]
) -> Mapping[str, Any]:
    """Return the rows of those numbers that the channel has told before."""
    asked = {"channel": channel, "numbers": external_nos}
    return {row.external_no: row for row in read.execute(_KNOWN, asked)}


_KNOWN = select(
    ORDERS.c.id, ORDERS.c.order_no, ORDERS.c.external_no, ORDERS.c.told
).where(
    ORDERS.c.channel == bindparam("channel"),
    ORDERS.c.external_no.in_(bindparam("numbers", expanding=True)),
)


def load_context(read: Connection, order_no: str) -> Mapping[str, Any]:
    """Return what FEEL sees as ``order``."""
    row = get(read, order_no)
    return as_context(from_body(bytes(row.body)), order_no)


def load_order(read: Connection, order_no: str) -> Order:
    """Return the typed order."""
    return from_body(bytes(get(read, order_no).body))


def subjects(order: Order, order_no: str | None) -> dict[str, Any]:
    """Return the subjects of a run for an order that is at hand."""
    return {"order": as_context(order, order_no), STRUCT: order}


def list_messages(read: Connection, order_no: str) -> list[str]:
    """Return the messages that an order waits for."""
    asked = select(SUBSCRIPTION.c.message).where(
        SUBSCRIPTION.c.business_key == order_no
    )
    return sorted({row.message for row in read.execute(asked)})
