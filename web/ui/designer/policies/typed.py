"""One policy of a file as it is typed, and the file that says so."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from runtime.kernel.texts import Text, text
from runtime.orders.bypass import files
from web.ui import bypass_policy_forms as fields
from web.ui.designer.editing import Kept
from web.ui.designer.holding import Held


@dataclass(frozen=True, slots=True)
class Filled:
    """One policy as it is shown: what stands in its fields, and what came of it."""

    policy: str
    typed: Mapping[str, Any]
    revision: int
    is_saved: bool = False
    is_checked: bool = False
    kept: Kept | None = None

    def but(self, **other: Any) -> Filled:
        """Return it with something else."""
        return replace(self, **other)


def policies(held: Held) -> dict[str, Mapping[str, Any]]:
    """Return policy → what the file says of it, as far as it says anything."""
    found = files.tables(held.body)
    return {name: body for name, body in found.items() if isinstance(body, Mapping)}


def with_typed(held: Held, filled: Filled) -> dict[str, Mapping[str, Any]]:
    """Return the policies of the file with the one that was typed.

    One whose fields say what they said before stays as it is written.
    """
    bodies = {**files.tables(held.body)}
    was, body = bodies.get(filled.policy), fields.body_of(filled.typed)
    if not isinstance(was, Mapping) or not _is_same(was, body):
        bodies[filled.policy] = body
    return bodies


def unreadable(held: Held) -> Text | None:
    """Return why a file cannot be edited by fields, None if it can be."""
    try:
        found = tomllib.loads(held.body.decode())
    except ValueError as cause:
        return text("draft-unreadable", why=str(cause))
    odd = next((name for name in found if not isinstance(found[name], Mapping)), None)
    return None if odd is None else text("policies-no-table", name=odd)


def _is_same(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return _plain(fields.typed_of(was)) == _plain(fields.typed_of(now))


def _plain(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields without the sequence of their ticks."""
    return {
        name: sorted(one) if isinstance(one, list) else one
        for name, one in typed.items()
    }
