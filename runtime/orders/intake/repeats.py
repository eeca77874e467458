"""An order that is told again: the first stands, what differs goes to its trail."""

from __future__ import annotations

from typing import Any

from runtime.engine.machine import Engine
from runtime.kernel.work import Work
from runtime.orders.order import lookup
from runtime.orders.order import operations as orders
from runtime.orders.order.amounts import ZERO
from runtime.orders.order.bodies import differences, digest, from_body
from runtime.orders.order.canonical import Order
from runtime.orders.order.decoding import Decoded
from runtime.orders.order.rules import is_newly_paid


def take_again(work: Work, engine: Engine, again: Decoded) -> None:
    """Note what a known order is told to be now; pay it if it is paid now."""
    order = again.order
    known = lookup.known(work.read, order.channel, [order.external_no])
    row = lookup.get(work.read, known[order.external_no].order_no)
    first = from_body(bytes(row.body))
    found = differences(first, order)
    if row.told == digest(again.body) or not found:
        return
    doc = {
        "differences": {
            one.path: [_short(one.before), _short(one.after)] for one in found
        }
    }
    if is_newly_paid(first, order):
        orders.pay(work, engine, row.order_no, _payment(first, order))
    orders.note_told_again(work, engine, row, again.body, doc)


def _payment(first: Order, again: Order) -> dict[str, Any]:
    """Return the final payment that a repeat tells.

    It adds what is new since the sum that came in; where the channel tells no sum
    at all, the rest.
    """
    payment: dict[str, Any] = {"at": again.paid_at, "final": True}
    if again.paid:
        payment["amount"] = str(max(again.paid - first.paid, ZERO))
    return payment


def _short(value: Any) -> str:
    return str(value)[:200]
