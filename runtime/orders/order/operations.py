"""What is done to an order from outside: paid, cancelled, moved on, told again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.engine.machine import Engine
from runtime.engine.run import instances, loading, messages
from runtime.engine.run.messages import Message
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.work import Work
from runtime.orders.order import changes, lookup
from runtime.orders.order.bodies import digest
from runtime.orders.order.facts import ENDED, Tag
from runtime.orders.order.payments import pay

__all__ = ["cancel", "note_event", "note_told_again", "pay"]


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
    moved = moved or _cancel_stuck(work, engine, row.order_no, reason)
    if not moved:
        raise Conflict("order-not-cancellable", order=order_no, state=row.state)
    return moved


def _cancel_stuck(work: Work, engine: Engine, order_no: str, reason: str) -> int:
    """End what broke before it could wait for a cancellation; return how many."""
    running = loading.list_running(work.read, order_no)
    stuck = [row.id for row in running if row.is_stuck]
    instances.lock_all(work, stuck)
    for instance_id in stuck:
        loaded = loading.load(work.read, engine, instance_id)
        instances.cancel(work, engine, loaded, reason)
    return len(stuck)


def note_told_again(
    work: Work, engine: Engine, row: Any, body: bytes, doc: Mapping[str, Any]
) -> None:
    """Note that the channel now tells the order differently; the first one stands."""
    engine.trail.write(work, row.order_no, Tag.TOLD_AGAIN, doc)
    changes.save(work, lookup.get(work.session, row.order_no), {"told": digest(body)})
