"""What happens to an order, as audit tags; and the states an order can be in."""

from __future__ import annotations

from enum import StrEnum


class OrderState(StrEnum):
    """The bucket an order is in; every order is in exactly one."""

    RECEIVED = "received"
    HELD = "held"
    WAITING_PAYMENT = "waiting_payment"
    APPROVING = "approving"
    RELEASED = "released"
    FULFILLING = "fulfilling"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNED = "returned"


ENDED = frozenset({OrderState.COMPLETED, OrderState.CANCELLED, OrderState.RETURNED})
STATES = frozenset(state.value for state in OrderState)


class Tag(StrEnum):
    """Audit tags of orders: source:subject:verb."""

    REGISTERED = "order:order:registered"
    MOVED = "order:order:moved"
    PAID = "order:payment:noted"
    TOLD_AGAIN = "order:order:told-again"
    ATTACHED = "order:attachment:added"
    REMARKED = "order:comment:added"
    RESERVED = "order:stock:reserved"
    UNRESERVED = "order:stock:released"
    STOCK_SHIPPED = "order:stock:shipped"
