"""Which tasks wait where a shortcut leads around (等待放行)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.engine.machine import Engine
from runtime.engine.run import queries as tasks
from runtime.kernel.errors import Conflict
from runtime.orders.bypass import queries


def list_waiting(
    read: Connection, engine: Engine, name: str, now: datetime, limit: int
) -> list[Any]:
    """Return the rows of tasks that a policy leads around, the oldest first.

    Of a budget that ends only as many as are left; what somebody holds is left to
    them. Raises NotFound, or Conflict when the policy is not open, or each use of it
    needs a code.
    """
    shown = queries.get_policy(read, engine, name, now)
    if shown.opening is None:
        raise Conflict("bypass-not-open", policy=name)
    if shown.policy.needs_code:
        raise Conflict("bypass-by-code-alone", policy=name)
    left = shown.opening.uses_left
    most = limit if left is None else min(limit, left)
    return _led(read, engine, shown, most)


def find_oldest(
    read: Connection, engine: Engine, name: str, now: datetime
) -> str | None:
    """Return the business key that waits longest at a policy's steps, None for none."""
    shown = queries.get_policy(read, engine, name, now)
    rows = _led(read, engine, shown, 1)
    return rows[0].business_key if rows else None


def _led(
    read: Connection, engine: Engine, shown: queries.Shown, limit: int
) -> list[Any]:
    name = shown.policy.name
    places = sorted({(one.role, one.element) for one in shown.places})
    found = tasks.list_at(read, places, limit)
    return [row for row in found if queries.policy_at(read, engine, row) == name]
