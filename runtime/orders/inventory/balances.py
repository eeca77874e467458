"""Balances (余额) and what is held for whom, as operations and checks read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal, select

from runtime.kernel.db import table_of
from runtime.kernel.errors import NotFound
from runtime.orders.inventory.tables import StockEntry, StockHold, StockItem

ITEM, ENTRY, HOLD = table_of(StockItem), table_of(StockEntry), table_of(StockHold)
AT_ONCE = 500  # values of one statement
AVAILABLE = (ITEM.c.on_hand - ITEM.c.held).label("available")
LISTED = (*ITEM.c, AVAILABLE)


def has_items(read: Connection) -> bool:
    """Tell whether there is any SKU under stock control."""
    return read.execute(_ANY).first() is not None


_ANY = select(literal(1)).select_from(ITEM).limit(1)


def available(read: Connection, skus: Sequence[str]) -> dict[str, int]:
    """Return SKU → what nobody was promised yet, of those under stock control."""
    found: dict[str, int] = {}
    for first in range(0, len(skus), AT_ONCE):
        some = {"skus": skus[first : first + AT_ONCE]}
        found |= {row.sku: row.available for row in read.execute(_AVAILABLE, some)}
    return found


_AVAILABLE = select(ITEM.c.sku, AVAILABLE).where(
    ITEM.c.sku.in_(bindparam("skus", expanding=True)), ITEM.c.is_controlled == 1
)


def holds_of(read: Connection, business_key: str) -> Mapping[str, Any]:
    """Return SKU → what is held for a business key now, in SKU sequence."""
    rows = read.execute(_HOLDS, {"key": business_key})
    return {row.sku: row for row in rows}


_HOLDS = (
    select(HOLD).where(HOLD.c.business_key == bindparam("key")).order_by(HOLD.c.sku)
)


def held_longer(read: Connection, since: datetime, limit: int) -> Sequence[str]:
    """Return business keys that something is held for since ``since`` or before."""
    asked = (
        select(HOLD.c.business_key, func.min(HOLD.c.since).label("first"))
        .where(HOLD.c.since <= since)
        .group_by(HOLD.c.business_key)
        .order_by("first")
        .limit(limit)
    )
    return [row.business_key for row in read.execute(asked)]


def oldest_hold(read: Connection) -> datetime | None:
    """Return since when the oldest hold is there, None without any."""
    asked = select(HOLD.c.since).order_by(HOLD.c.since).limit(1)
    return read.execute(asked).scalar_one_or_none()


def get(read: Connection, sku: str) -> Any:
    """Return the balance of a SKU; raises NotFound."""
    row = read.execute(select(*LISTED).where(ITEM.c.sku == sku)).one_or_none()
    if row is None:
        raise NotFound("stock-unknown", sku=sku)
    return row
