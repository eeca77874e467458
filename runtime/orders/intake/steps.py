"""What a diagram may ask of an order that came in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from runtime.engine.handlers import Handlers, ServiceCall
from runtime.orders.intake.channels import CHECKS_OFF
from runtime.orders.order.canonical import CREDITS, KINDS
from runtime.orders.order.lookup import STRUCT
from runtime.orders.order.rules import facts_of

handlers = Handlers()


def _one_of(words: Iterable[str]) -> str:
    """Return the type of a text that is one of ``words``."""
    return "string(" + ", ".join(f'"{word}"' for word in words) + ")"


GIVES = {
    "kind": _one_of(KINDS),
    "amount": "number",
    "paid": "number",
    "unpaid": "boolean",
    "deviation": "number",
    "address_complete": "boolean",
    "missing": "list<string>",
    "credit": _one_of(CREDITS),
    "custom": "boolean",
    "fresh": "boolean",
    "fragile": "boolean",
    "tags": "list<string>",
    "remark": "string",
    "demands_today": "boolean",
    "checks_off": "list<string>",
    "quantity": "number",
    "needs_checks": "boolean",
    "needs_photo": "boolean",
}


@handlers.service_task("order.facts", gives=GIVES, repeatable=True)
def facts(call: ServiceCall) -> dict[str, Any]:
    """Compute what the decisions look at."""
    around = call.subject.ambient
    return facts_of(around[STRUCT], around["param"], around[CHECKS_OFF])
