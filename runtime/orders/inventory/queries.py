"""Lists of stock: balances, the entries that made them so, for whom it is held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from runtime.orders.inventory.balances import ENTRY, HOLD, ITEM, LISTED


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
