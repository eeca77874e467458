"""What is on hand, held and available, and the entries that made it so."""

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


def list_items(
    read: Connection, wanted: str, limit: int, after: str = ""
) -> Sequence[Any]:
    """Return balances by SKU, behind ``after``; ``wanted`` is a part of the SKU."""
    asked = select(*LISTED).where(ITEM.c.sku > after)
    if wanted:
        asked = asked.where(
            func.lower(ITEM.c.sku).contains(wanted.lower(), autoescape=True)
        )
    return read.execute(asked.order_by(ITEM.c.sku).limit(limit)).all()


def list_entries(
    read: Connection, sku: str, limit: int, before: int = 0
) -> Sequence[Any]:
    """Return the entries of a SKU, the newest first, in front of number ``before``."""
    asked = select(ENTRY).where(ENTRY.c.sku == sku)
    if before:
        asked = asked.where(ENTRY.c.seq < before)
    return read.execute(asked.order_by(ENTRY.c.seq.desc()).limit(limit)).all()


def list_held(read: Connection, sku: str, limit: int) -> Sequence[Any]:
    """Return for whom a SKU is held, the oldest first."""
    asked = select(HOLD).where(HOLD.c.sku == sku)
    return read.execute(
        asked.order_by(HOLD.c.since, HOLD.c.business_key).limit(limit)
    ).all()
