"""``show``, ``event`` and ``export-orders``: one order's story, and many orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from runtime.cli import readers
from runtime.cli.app import CLI, Frame, command
from runtime.cli.options import json_object
from runtime.engine.run import story
from runtime.kernel.actors import name_of
from runtime.kernel.errors import Conflict, NotFound
from runtime.kernel.texts import text
from runtime.orders.order import exporting, lookup, operations, queries, telling
from runtime.orders.order.exporting import FORMATS, Filter


@command("show")
@click.argument("order_no", metavar="ORDER")
@readers.READER
def show(frame: Frame, order_no: str, person: str | None) -> None:
    """Tell the whole story of an order; ORDER is its number or the channel's."""
    console = frame.console
    with frame.runtime() as runtime, runtime.database.reading() as read:
        row = _one(lookup.find(read, order_no), order_no)
        seen = readers.seen(frame, runtime, read, person, row)
        engine, number = runtime.engine, row.order_no
        lines = telling.tell_all(read, engine, number, whole=True, seen=seen)
        waiting = story.tell_waiting(read, engine, number, seen.veil)
        movements = queries.list_movements(read, row.id)
        payments = queries.list_payments(read, row.id)
    sums = seen.sums(row)
    console.say(
        "order-head",
        order=row.order_no,
        channel=row.channel,
        external=row.external_no,
        state=console.state(row.state),
        grade=row.grade or "-",
        level=row.level or "-",
        total="-" if sums["total"] is None else sums["total"],
        paid="-" if sums["paid"] is None else sums["paid"],
    )
    console.table(
        ("head-at", "head-who", "head-what"),
        [
            row
            for line in lines
            for row in (
                (line.at, line.actor, line.text),
                *(("", "", text("order-because", why=one)) for one in line.more),
            )
        ],
    )
    for one in waiting:
        console.say("order-waits", what=one)
    console.data(
        {
            "order": readers.card(row, seen),
            "story": [
                {
                    "at": line.at,
                    "actor": name_of(line.actor),
                    "kind": line.kind,
                    "text": line.text.say(console.language),
                    "more": [one.say(console.language) for one in line.more],
                }
                for line in lines
            ],
            "waiting": [one.say(console.language) for one in waiting],
            "movements": [
                {
                    "at": m.at,
                    "actor": name_of(m.actor),
                    "from": m.from_state,
                    "to": m.to_state,
                }
                for m in movements
            ],
            "payments": [
                {
                    "amount": str(p.amount),
                    "paid_at": p.paid_at,
                    "actor": name_of(p.actor),
                }
                for p in payments
                if sums["paid"] is not None
            ],
        }
    )


@command("event")
@click.argument("order_no")
@click.argument("name")
@click.option("--data", default="{}", metavar="JSON", help="What the event tells.")
@click.option("--as", "person", metavar="NAME", help="Who tells it.")
def event(
    frame: Frame, order_no: str, name: str, data: str, person: str | None
) -> None:
    """Tell an order an event: paid, cancelled, or a message that it waits for."""
    told = json_object(data)
    with frame.runtime() as runtime:
        engine = runtime.engine
        with runtime.database.reading() as read:
            number = _one(lookup.find(read, order_no), order_no).order_no
        actor = frame.actor(runtime, person) if person else CLI
        moved = runtime.attempt(
            actor,
            lambda work: operations.note_event(work, engine, number, name, told),
        )
        with runtime.database.reading() as read:
            row = lookup.get(read, number)
    frame.console.say(
        "event-done" if moved else "event-noted",
        event=name,
        order=number,
        state=frame.console.state(row.state),
    )
    frame.console.data({"order_no": number, "moved": moved, "state": row.state})


@command("export-orders")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="csv")
@click.option("--out", type=click.Path(path_type=Path), help="File; else stdout.")
@click.option("--state", help="Only this state.")
@click.option("--grade", help="Only this grade.")
@click.option("--channel", help="Only this channel.")
@readers.READER
def export_orders(
    frame: Frame, kind: str, out: Path | None, person: str | None, **wanted: str | None
) -> None:
    """Write orders to a file; cells that look like formulas are made harmless."""
    with frame.runtime() as runtime, runtime.database.snapshot() as read:
        sight = readers.sight(frame, runtime, read, person)
        count = exporting.export(read, Filter(**wanted), kind, out, sight)
    if out is not None:
        frame.console.say("orders-exported", count=count, file=out)
        frame.console.data({"orders": count, "file": str(out)})


def _one(rows: Any, name: str) -> Any:
    if not rows:
        raise NotFound("order-unknown", order=name)
    if len(rows) > 1:
        numbers = ", ".join(row.order_no for row in rows)
        raise Conflict("order-ambiguous", order=name, found=numbers)
    return rows[0]
