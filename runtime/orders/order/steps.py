"""What a diagram may ask of an order, and what an order does when it moves."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from runtime.engine.facts import InstanceMoved
from runtime.engine.handlers import Handlers, ServiceCall
from runtime.engine.machine import Engine
from runtime.kernel.work import Work
from runtime.orders.order import buckets, customers, special
from runtime.orders.order.canonical import Order
from runtime.orders.order.lookup import STRUCT

handlers = Handlers()


REGISTERED = {"channel": "string", "external_no": "string", "at": "date and time"}


@handlers.service_task("order.register", gives=REGISTERED, repeatable=True)
def register(call: ServiceCall) -> dict[str, Any]:
    """Say from where and when the order came."""
    order = call.subject.ambient[STRUCT]
    return {
        "channel": order.channel,
        "external_no": order.external_no,
        "at": call.subject.now,
    }


@handlers.service_task("order.release", gives={"at": "date and time"}, repeatable=True)
def release(call: ServiceCall) -> dict[str, Any]:
    """Release the order to the warehouse."""
    return {"at": call.subject.now}


@handlers.service_task("order.cancel", gives={"at": "date and time"})
def cancel(call: ServiceCall) -> dict[str, Any]:
    """Close the order; nothing has been shipped."""
    return {"at": call.subject.now}


PRICE = {
    "changed": "boolean",
    "agreed": "number",
    "listed": "number",
    "gap": "number",
    "deviation": "number",
}
_AS_LISTED = special.PriceChange(Decimal(0), Decimal(0), Decimal(0), Decimal(0))


@handlers.service_task("order.price", gives=PRICE, repeatable=True)
def price(call: ServiceCall) -> dict[str, Any]:
    """Say how far the agreed prices are from the list."""
    change = special.price_change(call.subject.ambient[STRUCT])
    told = change or _AS_LISTED
    return {
        "changed": change is not None,
        "agreed": told.agreed,
        "listed": told.listed,
        "gap": told.gap,
        "deviation": told.deviation,
    }


COUPON = {
    "used": "boolean",
    "code": "string",
    "limited": "boolean",
    "placed_on": "date",
    "known_customer": "boolean",
}


@handlers.service_task("order.coupon", gives=COUPON, repeatable=True)
def coupon(call: ServiceCall) -> dict[str, Any]:
    """Say which coupon was used, on which day of this house, and by whom."""
    around = call.subject.ambient
    order = around[STRUCT]
    return {
        "used": bool(order.coupon.code),
        "code": order.coupon.code,
        "limited": order.coupon.limited,
        "placed_on": order.placed_at.astimezone(ZoneInfo(call.subject.zone)).date(),
        "known_customer": _is_known(order, around),
    }


GOODS = {"pieces": "number", "known_customer": "boolean"}


@handlers.service_task("order.goods", gives=GOODS, repeatable=True)
def goods(call: ServiceCall) -> dict[str, Any]:
    """Say what quality control has before it: how many pieces, and for whom."""
    around = call.subject.ambient
    order = around[STRUCT]
    return {
        "pieces": Decimal(sum(line.quantity for line in order.lines)),
        "known_customer": _is_known(order, around),
    }


def _is_known(order: Order, around: Mapping[str, Any]) -> bool:
    """Say whether the customer is a known one; a rehearsal has no orders of before."""
    found = around.get(customers.SUBJECT)
    before = (lambda _: False) if found is None else found.have_bought
    return special.is_known_customer(order, around["param"], before)


@handlers.on(InstanceMoved)
def follow(work: Work, engine: Engine, fact: InstanceMoved) -> None:
    """Bring the order into the bucket its process stands in."""
    buckets.follow(work, engine, fact)
