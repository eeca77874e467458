"""``--as``: orders as one person may see them, else as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import orjson

from runtime.cli.app import Frame
from runtime.orders.order.rights import ALL, Sight, sight_of
from runtime.orders.order.sights import Seen, seen_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from runtime.bootstrap import Runtime

READER = click.option(
    "--as", "person", metavar="NAME", help="Only what this person may see."
)


def sight(
    frame: Frame, runtime: Runtime, read: Connection, person: str | None
) -> Sight:
    """Return what a person may see; whoever names nobody has the whole database."""
    if person is None:
        return ALL
    return sight_of(read, frame.actor(runtime, person).roles)


def seen(
    frame: Frame, runtime: Runtime, read: Connection, person: str | None, row: Any
) -> Seen:
    """Return what a person may see of the order of a row."""
    return seen_of(sight(frame, runtime, read, person), row)


def card(row: Any, seen: Seen) -> dict[str, Any]:
    """Return an order as the contract has it, with its state and marks."""
    body = seen.sight.body(orjson.loads(bytes(row.body)))
    return {
        "order_no": row.order_no,
        "state": row.state,
        "grade": row.grade,
        "level": row.level,
        "color": row.color,
        "registered_at": row.registered_at,
        **body,
    }
