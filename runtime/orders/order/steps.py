"""What a diagram may ask of an order, and what an order does when it moves."""

from __future__ import annotations

from typing import Any

from runtime.engine.facts import InstanceMoved
from runtime.engine.handlers import Handlers, ServiceCall
from runtime.engine.machine import Engine
from runtime.kernel.work import Work
from runtime.orders.order import buckets
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


@handlers.on(InstanceMoved)
def follow(work: Work, engine: Engine, fact: InstanceMoved) -> None:
    """Bring the order into the bucket its process stands in."""
    buckets.follow(work, engine, fact)
