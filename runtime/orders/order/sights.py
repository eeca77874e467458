"""What one reader sees of single orders: their fields, and the sentences about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection

from runtime.engine.run.veiling import OPEN, Veil
from runtime.orders.order import lookup
from runtime.orders.order.bodies import as_context, from_body
from runtime.orders.order.rights import ALL, Sight

_SUMS = ("total", "paid")


@dataclass(frozen=True, slots=True)
class Seen:
    """One order for one reader."""

    sight: Sight = ALL
    veil: Veil = field(default=OPEN)

    def card(self, row: Any) -> dict[str, Any]:
        """Return the order of its row for a page; what is hidden is None."""
        return self.sight.card(as_context(from_body(bytes(row.body))))

    def sums(self, row: Any) -> dict[str, Any]:
        """Return what the order costs and what was paid; None for what is hidden."""
        return sums_of(self.sight, row)

    @property
    def hides(self) -> bool:
        """Whether there is anything that this reader may not see of orders."""
        return bool(self.sight.hidden)


def seen_of(sight: Sight, row: Any) -> Seen:
    """Return what a reader sees of the order of a row."""
    if sight.roles is None:
        return Seen()
    return Seen(sight, _veil(sight, bytes(row.body), row.paid))


def sums_of(sight: Sight, row: Any) -> dict[str, Any]:
    """Return what an order costs and what was paid; None for what is hidden."""
    return {
        name: getattr(row, name) if sight.shows(name) else None
        for name in _SUMS
        if hasattr(row, name)
    }


def listed(sight: Sight, rows: Sequence[Any]) -> list[Any]:
    """Return rows of orders without the sums that are hidden."""
    if all(map(sight.shows, _SUMS)):
        return list(rows)
    return [SimpleNamespace(**{**row._mapping, **sums_of(sight, row)}) for row in rows]


def veils(
    read: Connection, sight: Sight, order_nos: Iterable[str]
) -> Mapping[str, Veil]:
    """Return order number → what hides from its sentences; one statement a page.

    Of an order that is not there all sentences are told as they are.
    """
    if not sight.hidden:
        return {one: Veil(sight.roles) for one in order_nos}
    rows = lookup.bodies(read, order_nos)
    return {row.order_no: _veil(sight, bytes(row.body), row.paid) for row in rows}


def _veil(sight: Sight, body: bytes, paid: Any) -> Veil:
    if not sight.hidden:
        return Veil(sight.roles)
    veil = Veil(sight.roles, list(sight.values(as_context(from_body(body)))))
    if not sight.shows("paid"):
        veil.hide(paid)
    return veil
