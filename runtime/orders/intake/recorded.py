"""Recorded orders, and made-up ones, as rehearsals ask for them (预演用订单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from runtime.engine.design.artifacts import Kind
from runtime.engine.design.shelf import Shelf
from runtime.engine.rehearsing import MadeUp, Recorded, Span
from runtime.kernel.db import table_of
from runtime.orders.intake.channel import load_channel
from runtime.orders.intake.channels import CHECKS_OFF
from runtime.orders.order import lookup
from runtime.orders.order.bodies import as_context, from_body
from runtime.orders.order.buckets import MAIN_PROCESS
from runtime.orders.order.decoding import decode_order
from runtime.orders.order.lookup import STRUCT
from runtime.orders.order.tables import OrderRow

ORDERS = table_of(OrderRow)
_ASKED = (
    *(ORDERS.c.id, ORDERS.c.order_no, ORDERS.c.external_no, ORDERS.c.channel),
    *(ORDERS.c.registered_at, ORDERS.c.body),
)


def recorded(read: Connection, span: Span) -> Sequence[Recorded]:
    """Return recorded orders as they are known now, the newest first."""
    asked = select(*_ASKED).order_by(ORDERS.c.id.desc()).limit(span.most)
    if span.before:
        asked = asked.where(ORDERS.c.id < span.before)
    if span.since is not None:
        asked = asked.where(ORDERS.c.registered_at >= span.since)
    return [_recorded(row) for row in read.execute(asked)]


def counted(read: Connection, span: Span) -> int:
    """Return how many recorded orders there are since the moment of ``span``."""
    asked = select(func.count()).select_from(ORDERS)
    if span.since is not None:
        asked = asked.where(ORDERS.c.registered_at >= span.since)
    return int(read.execute(asked).scalar_one())


def checks_off(shelf: Shelf) -> Mapping[str, frozenset[str]]:
    """Return channel → the checks it switches off, as its file on the shelf says.

    Raises Misconfigured for a file that cannot be read.
    """
    return {
        file.key: load_channel(file.key, file.body, file.place).checks_off
        for file in shelf.of(Kind.MAPPING)
    }


def made_up(given: MadeUp, zone: str) -> dict[str, Any]:
    """Return the subjects of an order that somebody made up; raises Invalid."""
    ambient: dict[str, Any] = {"order": {}}
    if given.subject:
        decoded = decode_order(dict(given.subject), ZoneInfo(zone))
        ambient = lookup.subjects(decoded.order, None)
    switched = (name for name, how in given.checks.items() if how == "off")
    return ambient | {CHECKS_OFF: frozenset(switched)}


def _recorded(row: Any) -> Recorded:
    order = from_body(bytes(row.body))
    return Recorded(
        number=row.id,
        key=row.order_no,
        name=row.external_no,
        source=row.channel,
        at=row.registered_at,
        process_id=MAIN_PROCESS,
        known={STRUCT: order},
        later={"order": partial(as_context, order, row.order_no)},
    )
