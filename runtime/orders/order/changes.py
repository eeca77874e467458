"""A change of an order's row: its version decides who was first (乐观锁)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict
from runtime.kernel.work import LOST_RACE, Work
from runtime.orders.order.tables import OrderRow

ORDERS = table_of(OrderRow)


def save(work: Work, row: Any, values: Mapping[str, Any], expected: Any = None) -> None:
    """Write ``values`` on the row as it was read; raises Conflict on a lost race."""
    if expected is not None and bytes(row.body) != bytes(expected):
        raise Conflict(LOST_RACE, what=row.order_no)
    saving = update(ORDERS).where(
        ORDERS.c.id == row.id, ORDERS.c.version == row.version
    )
    values = {**values, "version": row.version + 1}
    if work.session.execute(saving.values(**values)).rowcount != 1:
        raise Conflict(LOST_RACE, what=row.order_no)
