"""What a diagram may ask of stock, and when what is held is given free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from runtime.engine.facts import InstanceMoved
from runtime.engine.handlers import Handlers, Made, ServiceCall, Undone
from runtime.engine.machine import Engine
from runtime.kernel.work import Work
from runtime.orders.inventory import operations, rules
from runtime.orders.inventory.shelf import SUBJECT, Shelf
from runtime.orders.order.buckets import MAIN_PROCESS
from runtime.orders.order.facts import OrderState
from runtime.orders.order.lookup import STRUCT

handlers = Handlers()
OUT_OF_STOCK = "out_of_stock"
SWITCH = "reserve_stock"  # the parameter that switches reserving off
GOODS = "list<context<sku: string, quantity: number>>"


GIVES = {
    "reserved": GOODS,
    "approved": "boolean",
    "reasons": "list<string>",
    "lacking": "list<string>",
}


@handlers.service_task("inventory.reserve", gives=GIVES, undone_by="inventory.release")
def reserve(call: ServiceCall) -> dict[str, Any]:
    """Reserve all that the order needs; if it lacks, the order is not approved.

    An order whose goods are not under stock control passes and gets no answer.
    """
    around = call.subject.ambient
    shelf = _shelf(around)
    if shelf is None or not around["param"].get(SWITCH, True):
        return {}
    taken = shelf.take(around[STRUCT])
    if taken.lacking:
        lacking = rules.written(taken.lacking)
        return {"approved": False, "reasons": [OUT_OF_STOCK], "lacking": lacking}
    return {"reserved": _goods(taken.fresh)} if taken.fresh else {}


@handlers.writes("inventory.reserve")
def write_reserved(work: Work, engine: Engine, made: Sequence[Made]) -> None:
    """Hold what was reserved."""
    needs = [
        (key, _quantities(output["reserved"]))
        for key, output in made
        if "reserved" in output
    ]
    if needs:
        operations.reserve(work, engine, needs)


@handlers.undoes("inventory.release")
def undo_reserved(work: Work, engine: Engine, undone: Undone) -> None:
    """Give free what was held, when an order goes back to a step before that."""
    operations.release(work, engine, undone.business_key, "returned")


@handlers.service_task(
    "inventory.ship", gives={"outcome": 'string("shipped")', "shipped_goods": GOODS}
)
def ship(call: ServiceCall) -> dict[str, Any]:
    """Note that the order was shipped; its goods go off what is on hand."""
    around = call.subject.ambient
    shelf = _shelf(around)
    goods = {} if shelf is None else shelf.controlled(around[STRUCT])
    return {"outcome": "shipped"} | ({"shipped_goods": _goods(goods)} if goods else {})


@handlers.writes("inventory.ship")
def write_shipped(work: Work, engine: Engine, made: Sequence[Made]) -> None:
    """Take off what was shipped; refuses the step if that is not there."""
    for key, output in made:
        if "shipped_goods" in output:
            goods = _quantities(output["shipped_goods"])
            operations.ship(work, engine, key, goods)


@handlers.on(InstanceMoved)
def follow(work: Work, engine: Engine, fact: InstanceMoved) -> None:
    """Give free what is held for an order that was cancelled, however that came."""
    if fact.process_id == MAIN_PROCESS and fact.stage == OrderState.CANCELLED:
        operations.release(work, engine, fact.business_key, "cancelled")


def _shelf(around: Mapping[str, Any]) -> Shelf | None:
    """Return the shelf, None where no goods ever came under stock control.

    A parameter says so, which every step has at hand: nothing is read for it.
    """
    has_begun = around["param"].get(rules.BEGUN, True)
    shelf: Shelf | None = around.get(SUBJECT) if has_begun else None
    return shelf


def _goods(quantities: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"sku": sku, "quantity": n} for sku, n in quantities.items()]


def _quantities(goods: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {one["sku"]: int(one["quantity"]) for one in goods}
