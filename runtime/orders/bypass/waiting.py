"""Which tasks wait where a shortcut leads around (等待放行)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.engine.machine import Engine
from runtime.engine.run import queries as tasks
from runtime.kernel.errors import Conflict
from runtime.orders.bypass import policies, queries
from runtime.orders.bypass.queries import Opening
from runtime.orders.bypass.rules import Policy


def list_waiting(
    read: Connection, engine: Engine, name: str, now: datetime, limit: int
) -> list[Any]:
    """Return the rows of tasks that a policy leads around, the oldest first.

    Of a budget that ends only as many as are left; what somebody holds is left to
    them. Raises NotFound, or Conflict when the policy is not open, or each use of it
    needs a code.
    """
    shown = queries.get_policy(read, engine, name, now)
    left = _usable(shown.policy, shown.opening).uses_left
    most = limit if left is None else min(limit, left)
    return _led(read, engine, shown, most)


def check(read: Connection, name: str, now: datetime) -> None:
    """Accept a policy that is open and lets many through; raises as `list_waiting`."""
    policy, _ = policies.current(read, name)
    _usable(policy, queries.find_opening(read, name, now))


def find_oldest(
    read: Connection, engine: Engine, name: str, now: datetime
) -> str | None:
    """Return the business key that waits longest at a policy's steps, None for none."""
    shown = queries.get_policy(read, engine, name, now)
    rows = _led(read, engine, shown, 1)
    return rows[0].business_key if rows else None


def _usable(policy: Policy, opening: Opening | None) -> Opening:
    """Return what is open, if many may go through at once; raises Conflict."""
    if opening is None:
        raise Conflict("bypass-not-open", policy=policy.name)
    if policy.needs_code:
        raise Conflict("bypass-by-code-alone", policy=policy.name)
    return opening


def _led(
    read: Connection, engine: Engine, shown: queries.Shown, limit: int
) -> list[Any]:
    name = shown.policy.name
    places = sorted({(one.role, one.element) for one in shown.places})
    found = tasks.list_at(read, places, limit)
    return [row for row in found if queries.policy_at(read, engine, row) == name]
