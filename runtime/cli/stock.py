"""``stock``: what is on hand, held and available; count it, receive it, correct it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from runtime.cli.app import Frame, command, spillway
from runtime.engine.machine import Engine
from runtime.kernel.actors import name_of
from runtime.kernel.work import Work
from runtime.orders.inventory import balances, operations, queries
from runtime.orders.inventory.moving import Moved

MOST = 10_000
Change = Callable[[Work, Engine, str, int, str], Moved]
AS = click.option("--as", "person", metavar="NAME", help="Who does it.")
NOTE = click.option("--note", default="", help="A remark; kept with the entry.")


@spillway.group("stock")
def stock() -> None:
    """Look at the stock and change it; every change is an entry of the ledger."""


@command("list", group=stock)
@click.argument("part", default="")
@click.option("--limit", type=click.IntRange(1, MOST), default=1000, show_default=True)
def list_(frame: Frame, part: str, limit: int) -> None:
    """Show what is on hand, held and available; PART is a part of the SKU."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        rows = queries.list_items(read, part, limit)
    frame.console.table(
        ("head-sku", "head-on-hand", "head-held", "head-available"),
        [(row.sku, row.on_hand, row.held, row.available) for row in rows],
    )
    frame.console.data({"items": [_item(row) for row in rows]})


@command("show", group=stock)
@click.argument("sku")
@click.option("--limit", type=click.IntRange(1, MOST), default=50, show_default=True)
def show(frame: Frame, sku: str, limit: int) -> None:
    """Show the newest entries of a SKU, and the balance behind each."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        item, rows = balances.get(read, sku), queries.list_entries(read, sku, limit)
    heads = ("head-version", "head-kind", "head-quantity", "head-on-hand", "head-held")
    entries = [_entry(one) for one in rows]
    shown = ("number", "kind", "quantity", "on_hand", "held")
    frame.console.table(heads, [[one[name] for name in shown] for one in entries])
    frame.console.data({**_item(item), "entries": entries})


@command("count", group=stock)
@click.argument("sku")
@click.argument("counted", type=int)
@NOTE
@AS
def count(frame: Frame, sku: str, counted: int, note: str, person: str | None) -> None:
    """Set what is on hand to what was counted; begins stock control of a new SKU."""
    _change(frame, person, operations.count, (sku, counted, note))


@command("receive", group=stock)
@click.argument("sku")
@click.argument("quantity", type=int)
@NOTE
@AS
def receive(
    frame: Frame, sku: str, quantity: int, note: str, person: str | None
) -> None:
    """Add goods that came in; begins stock control of a new SKU."""
    _change(frame, person, operations.receive, (sku, quantity, note))


@command("adjust", group=stock)
@click.argument("sku")
@click.argument("change", type=int)
@click.option("--note", required=True, help="Why; kept with the entry.")
@AS
def adjust(frame: Frame, sku: str, change: int, note: str, person: str | None) -> None:
    """Correct what is on hand by CHANGE, such as +2, or -- -1 for one that broke."""
    _change(frame, person, operations.adjust, (sku, change, note))


@command("control", group=stock)
@click.argument("sku")
@click.argument("state", type=click.Choice(["on", "off"]))
@AS
def control(frame: Frame, sku: str, state: str, person: str | None) -> None:
    """Put a known SKU under stock control, or let any quantity of it pass."""
    is_controlled = state == "on"
    with frame.runtime() as runtime:
        engine = runtime.engine
        runtime.attempt(
            frame.actor(runtime, person),
            lambda work: operations.control(
                work, engine, sku, is_controlled=is_controlled
            ),
        )
    frame.console.say(
        "stock-control-on" if is_controlled else "stock-control-off", sku=sku
    )
    frame.console.data({"sku": sku, "controlled": is_controlled})


def _change(
    frame: Frame, person: str | None, change: Change, what: tuple[str, int, str]
) -> None:
    sku = what[0]
    with frame.runtime() as runtime:
        actor, engine = frame.actor(runtime, person), runtime.engine
        moved = runtime.attempt(actor, lambda work: change(work, engine, *what))
    facts = {"on_hand": moved.on_hand, "held": moved.held}
    facts["available"] = moved.available
    frame.console.say("stock-changed", sku=sku, **facts)
    frame.console.data({"sku": sku, **facts, "entry": moved.entries})


def _item(row: Any) -> dict[str, Any]:
    return {
        "sku": row.sku,
        "on_hand": row.on_hand,
        "held": row.held,
        "available": row.available,
        "controlled": bool(row.is_controlled),
    }


def _entry(row: Any) -> dict[str, Any]:
    return {
        "number": row.seq,
        "kind": row.kind,
        "quantity": row.quantity,
        "on_hand": row.on_hand,
        "held": row.held,
        "order": row.business_key,
        "by": name_of(row.actor),
        "at": row.at,
        "note": row.note,
    }
