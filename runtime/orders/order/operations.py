"""What is done to an order: registered, paid, cancelled, moved on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from runtime.engine import messages
from runtime.engine.facts import InstanceMoved
from runtime.engine.machine import Engine
from runtime.engine.messages import Message
from runtime.kernel import bulk
from runtime.kernel.clock import micros
from runtime.kernel.db import amount_units, table_of
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.money import money_text
from runtime.kernel.work import LOST_RACE, Work
from runtime.orders.order import lookup
from runtime.orders.order.bodies import as_body, from_body
from runtime.orders.order.canonical import Order
from runtime.orders.order.facts import ENDED, STATES, Tag
from runtime.orders.order.rules import add_payment, read_payment, remaining
from runtime.orders.order.tables import Movement, OrderRow, Payment

ORDERS, PAYMENT = table_of(OrderRow), table_of(Payment)
MAIN_PROCESS = "order_main"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new order as it stands after its first run through the process."""

    id: int
    order_no: str
    order: Order
    body: bytes
    state: str
    marks: Mapping[str, Any]  # grade, level, color


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
                told(arrival.body),
                arrival.body,
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


def follow(work: Work, engine: Engine, fact: InstanceMoved) -> None:
    """Bring the order into the bucket of the stage its main process stands in."""
    if fact.process_id != MAIN_PROCESS:
        return
    row = lookup.get(work.session, fact.business_key)
    state = fact.stage if fact.stage in STATES else row.state
    marks = {
        name: fact.data.get(name, row._mapping[name])
        for name in ("grade", "level", "color")
    }
    changed = {"state": state, **marks}
    if all(row._mapping[name] == value for name, value in changed.items()):
        return
    _save(work, row, changed)
    if state != row.state:
        entry = (row.id, row.version + 1, micros(work.now), work.actor.id)
        bulk.insert(work, Movement, [(*entry, row.state, state)])
        doc = {"from": row.state, "to": state}
        engine.trail.write(work, row.order_no, Tag.MOVED, doc)


def note_event(
    work: Work, engine: Engine, order_no: str, name: str, data: Mapping[str, Any]
) -> int:
    """Hand an outside event to an order; return how many instances it moved.

    ``paid`` (amount, at, final) adds a payment, ``cancelled`` (reason) asks the
    process to stop; any other name must be a message that the order waits for.
    Raises NotFound, Invalid or Conflict; then nothing has changed.
    """
    if name == "paid":
        return pay(work, engine, order_no, data)
    if name == "cancelled":
        return cancel(work, engine, order_no, data)
    row = lookup.get(work.read, order_no)
    moved = messages.receive(work, engine, row.order_no, Message(name, data))
    if not moved:
        waiting = lookup.list_messages(work.read, row.order_no)
        raise Conflict(
            "event-not-awaited",
            event=name,
            order=order_no,
            awaited=", ".join(waiting) or "-",
        )
    return moved


def pay(work: Work, engine: Engine, order_no: str, data: Mapping[str, Any]) -> int:
    """Note a payment; the order goes on once it is paid in full or for good.

    Part payments add up. Without an amount the rest is paid, without a time it is
    paid now. Money for an ended order is noted as well. Returns how many
    instances moved. Raises NotFound or Invalid.
    """
    row = lookup.get(work.read, order_no)
    order = from_body(bytes(row.body))
    payment = read_payment(data, ZoneInfo(engine.zone))
    amount = remaining(order) if payment.amount is None else payment.amount
    at = payment.at or work.now
    paid = add_payment(order, amount, at, final=payment.final)
    moved = 0
    if order.paid_at is None and paid.paid_at is not None:
        message = Message("paid", {"paid_at": paid.paid_at})
        known = lookup.subjects(paid, row.order_no)
        moved = messages.receive(work, engine, row.order_no, message, known)
    changed = {"body": as_body(paid), "paid": paid.paid, "paid_at": paid.paid_at}
    _save(work, lookup.get(work.session, order_no), changed, expected=row.body)
    last = select(func.coalesce(func.max(PAYMENT.c.seq), 0))
    seq = work.session.execute(last.where(PAYMENT.c.order_id == row.id)).scalar_one()
    entry = (row.id, seq + 1, amount_units(amount), micros(at), micros(work.now))
    bulk.insert(work, Payment, [(*entry, work.actor.id)])
    doc = {"amount": money_text(amount), "at": at, "sum": money_text(paid.paid)}
    doc["settled"] = paid.paid_at is not None
    engine.trail.write(work, row.order_no, Tag.PAID, doc)
    return moved


def cancel(work: Work, engine: Engine, order_no: str, data: Mapping[str, Any]) -> int:
    """Ask the process to stop an order; possible at any point before shipping.

    Raises NotFound, Invalid (no reason that is text) or Conflict when the order
    is past that point.
    """
    row = lookup.get(work.read, order_no)
    reason = data.get("reason", "")
    if not isinstance(reason, str):
        raise Invalid("event-reason-wrong", found=str(reason)[:80])
    if row.state in ENDED:
        raise Conflict("order-ended", order=order_no, state=row.state)
    payload = {"cancel_reason": reason}
    moved = messages.receive(work, engine, row.order_no, Message("cancelled", payload))
    if not moved:
        raise Conflict("order-not-cancellable", order=order_no, state=row.state)
    return moved


def note_told_again(
    work: Work, engine: Engine, row: Any, body: bytes, doc: Mapping[str, Any]
) -> None:
    """Note that the channel now tells the order differently; the first one stands."""
    engine.trail.write(work, row.order_no, Tag.TOLD_AGAIN, doc)
    _save(work, lookup.get(work.session, row.order_no), {"told": told(body)})


def _save(
    work: Work, row: Any, values: Mapping[str, Any], expected: Any = None
) -> None:
    """Write ``values`` on the row as it was read; raises Conflict on a lost race."""
    if expected is not None and bytes(row.body) != bytes(expected):
        raise Conflict(LOST_RACE, what=row.order_no)
    saving = update(ORDERS).where(
        ORDERS.c.id == row.id, ORDERS.c.version == row.version
    )
    values = {**values, "version": row.version + 1}
    if work.session.execute(saving.values(**values)).rowcount != 1:
        raise Conflict(LOST_RACE, what=row.order_no)
