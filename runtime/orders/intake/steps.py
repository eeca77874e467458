"""What a diagram may ask of an order that came in."""

from __future__ import annotations

from typing import Any

from runtime.engine.handlers import Handlers, ServiceCall
from runtime.orders.intake.channels import CHECKS_OFF
from runtime.orders.order.lookup import STRUCT
from runtime.orders.order.rules import facts_of

handlers = Handlers()
GIVES = {
    "kind": "string",
    "amount": "number",
    "paid": "number",
    "unpaid": "boolean",
    "deviation": "number",
    "address_complete": "boolean",
    "missing": "list<string>",
    "credit": "string",
    "custom": "boolean",
    "fresh": "boolean",
    "fragile": "boolean",
    "tags": "list<string>",
    "remark": "string",
    "demands_today": "boolean",
    "checks_off": "list<string>",
    "quantity": "number",
}


@handlers.service_task("order.facts", gives=GIVES)
def facts(call: ServiceCall) -> dict[str, Any]:
    """Compute what the decisions look at."""
    around = call.subject.ambient
    return facts_of(around[STRUCT], around["param"], around[CHECKS_OFF])
