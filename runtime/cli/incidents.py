"""``incident`` and ``delivery``: what is stuck, and the ways out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import orjson

from runtime.cli.app import Frame, command, spillway
from runtime.engine.run import deliveries, incidents
from runtime.engine.tables import DeliveryState

AS = click.option("--as", "name", metavar="NAME", help="Who acts.")
REASON = click.option("--reason", required=True, help="Why; kept in the trail.")


@spillway.group("incident")
def incident() -> None:
    """List, retry, skip or cancel what cannot go on."""


@command("list", group=incident)
@click.option("--limit", default=200, show_default=True)
def list_(frame: Frame, limit: int) -> None:
    """Show open incidents, the oldest first."""
    console = frame.console
    with frame.runtime() as runtime, runtime.database.reading() as read:
        rows = incidents.list_open(read, limit)
    items = [
        {
            "id": row.id,
            "order_no": row.business_key,
            "element": row.element,
            "code": row.code,
            "message": incidents.cause_of(row).say(console.language),
            "created_at": row.created_at,
        }
        for row in rows
    ]
    if not items:
        console.say("incident-none")
    else:
        console.table(
            ("head-incident", "head-order", "head-element", "head-why", "head-since"),
            [
                (
                    one["id"],
                    one["order_no"],
                    one["element"],
                    one["message"],
                    one["created_at"],
                )
                for one in items
            ],
        )
    console.data({"items": items})


@command("retry", group=incident)
@click.argument("incident_id", type=int)
@REASON
@AS
def retry(frame: Frame, incident_id: int, reason: str, name: str | None) -> None:
    """Try the step again."""
    _resolve(frame, (incident_id, reason, name), "retry", incidents.retry)


@command("skip", group=incident)
@click.argument("incident_id", type=int)
@REASON
@AS
def skip(frame: Frame, incident_id: int, reason: str, name: str | None) -> None:
    """Pass over the step without doing it."""
    _resolve(frame, (incident_id, reason, name), "skip", incidents.skip)


@command("cancel", group=incident)
@click.argument("incident_id", type=int)
@REASON
@AS
def cancel(frame: Frame, incident_id: int, reason: str, name: str | None) -> None:
    """End the instance that is stuck."""
    _resolve(frame, (incident_id, reason, name), "cancel", incidents.cancel)


@spillway.group("delivery")
def delivery() -> None:
    """List outside calls and send dead ones again."""


@command("list", group=delivery)
@click.option(
    "--state",
    type=click.Choice([one.value for one in DeliveryState]),
    default=DeliveryState.DEAD.value,
    show_default=True,
)
def list_deliveries(frame: Frame, state: str) -> None:
    """Show outside calls in one state, the oldest first."""
    with frame.runtime() as runtime, runtime.database.reading() as read:
        rows = deliveries.list_by_state(read, DeliveryState(state))
    items = [
        {
            "id": row.id,
            "order_no": row.business_key,
            "element": row.element,
            "target": f"{row.connector}.{row.verb}",
            "attempt": row.attempt,
            "next_at": row.next_at,
            "last_error": row.last_error,
            "payload": orjson.loads(row.payload),
        }
        for row in rows
    ]
    if not items:
        frame.console.say("delivery-none")
    else:
        frame.console.table(
            ("head-delivery", "head-order", "head-target", "head-attempt", "head-why"),
            [
                (
                    one["id"],
                    one["order_no"],
                    one["target"],
                    one["attempt"],
                    one["last_error"],
                )
                for one in items
            ],
        )
    frame.console.data({"items": items})


@command("redrive", group=delivery)
@click.argument("delivery_id", type=int)
@REASON
@AS
def redrive(frame: Frame, delivery_id: int, reason: str, name: str | None) -> None:
    """Make a dead call due again, with all its tries."""
    with frame.runtime() as runtime:
        engine = runtime.engine
        runtime.attempt(
            frame.actor(runtime, name),
            lambda work: deliveries.redrive(work, engine, delivery_id, reason),
        )
    frame.console.say("delivery-redriven", delivery=delivery_id)
    frame.console.data({"delivery": delivery_id, "state": "pending"})


def _resolve(
    frame: Frame,
    asked: tuple[int, str, str | None],
    verb: str,
    run: Callable[..., Any],
) -> None:
    incident_id, reason, name = asked
    with frame.runtime() as runtime:
        engine = runtime.engine
        went_on = runtime.attempt(
            frame.actor(runtime, name),
            lambda work: run(work, engine, incident_id, reason),
        )
    code = "incident-still-stuck" if went_on is False else f"incident-{verb}-done"
    frame.console.say(code, incident=incident_id)
    frame.console.data({"incident": incident_id, "done": went_on is not False})
