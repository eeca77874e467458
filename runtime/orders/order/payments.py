"""Money that comes in for an order: noted, added up, and the order goes on (付款)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from runtime.engine.machine import Engine
from runtime.engine.run import messages
from runtime.engine.run.messages import Message
from runtime.kernel.money import money_text
from runtime.kernel.work import Work
from runtime.orders.order import changes, lookup
from runtime.orders.order.bodies import as_body, from_body
from runtime.orders.order.facts import Tag
from runtime.orders.order.lookup import PAYMENT
from runtime.orders.order.rules import add_payment, read_payment, remaining


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
    changes.save(work, lookup.get(work.session, order_no), changed, expected=row.body)
    _note(work, row.id, amount, at)
    doc = {"amount": money_text(amount), "at": at, "sum": money_text(paid.paid)}
    doc["settled"] = paid.paid_at is not None
    engine.trail.write(work, row.order_no, Tag.PAID, doc)
    return moved


def _note(work: Work, order_id: int, amount: Decimal, at: datetime) -> None:
    last = select(func.coalesce(func.max(PAYMENT.c.seq), 0))
    seq = work.session.execute(last.where(PAYMENT.c.order_id == order_id)).scalar_one()
    row = {
        "order_id": order_id,
        "seq": seq + 1,
        "amount": amount,
        "paid_at": at,
        "noted_at": work.now,
        "actor": work.actor.id,
    }
    work.session.execute(PAYMENT.insert(), row)
