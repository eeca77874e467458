"""What an entry does to a balance, and what an order needs (库存规则)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

MOST = 1_000_000_000  # pieces of one SKU
BEGUN = "stock_begun"  # the parameter that the first balance of all makes true


class Kind(StrEnum):
    """What an entry of the ledger is; each moves the balance in its own way."""

    COUNT = "count"
    RECEIVE = "receive"
    ADJUST = "adjust"
    RESERVE = "reserve"
    RELEASE = "release"
    SHIP = "ship"


class Balance(NamedTuple):
    """What is there, and how much of that is promised to somebody."""

    on_hand: int = 0
    held: int = 0

    @property
    def available(self) -> int:
        """Return what nobody was promised yet."""
        return self.on_hand - self.held

    @property
    def is_possible(self) -> bool:
        """Tell whether no more is promised than is there."""
        return 0 <= self.held <= self.on_hand


class Ordered(Protocol):
    """One article of an order, as far as stock is concerned."""

    @property
    def sku(self) -> str:
        """Return which goods."""
        ...

    @property
    def quantity(self) -> int:
        """Return how many."""
        ...


def after(before: Balance, kind: str, quantity: int) -> Balance:
    """Return the balance behind one entry."""
    on_hand, held = before
    if kind == Kind.COUNT:
        return Balance(quantity, held)
    if kind in (Kind.RECEIVE, Kind.ADJUST):
        return Balance(on_hand + quantity, held)
    if kind == Kind.RESERVE:
        return Balance(on_hand, held + quantity)
    if kind == Kind.RELEASE:
        return Balance(on_hand, held - quantity)
    if kind == Kind.SHIP:
        return Balance(on_hand - quantity, held - quantity)
    raise ValueError(kind)


def wanted(lines: Iterable[Ordered]) -> dict[str, int]:
    """Return SKU → quantity of all lines together, in SKU sequence."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    return {sku: sums[sku] for sku in sorted(sums)}


def lacking(needed: Mapping[str, int], available: Mapping[str, int]) -> dict[str, int]:
    """Return SKU → how many pieces are missing; empty when all of it is there."""
    return {
        sku: quantity - available[sku]
        for sku, quantity in needed.items()
        if quantity > available[sku]
    }


def written(quantities: Mapping[str, int]) -> list[str]:
    """Return quantities as people read them in any language: ``A-1 × 3``."""
    return [f"{sku} × {quantity}" for sku, quantity in quantities.items()]
