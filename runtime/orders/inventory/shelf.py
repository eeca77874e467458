"""The shelf (货架): what is available, as runs in memory see it and take from it.

Orders of one batch share a shelf, so that together they take no more than there is.
What is taken here is a plan: the transaction decides, SKU by SKU, and lets the whole
be done anew if somebody was quicker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from runtime.orders.inventory import balances, rules
from runtime.orders.order.canonical import Order

SUBJECT = "inventory.shelf"  # no FEEL name, so only services see it


class Taken(NamedTuple):
    """What an order takes now, by SKU; or what is missing, and then it takes none."""

    fresh: Mapping[str, int]
    lacking: Mapping[str, int]


class Shelf:
    """What is available of the SKUs that are asked for; read when first asked for.

    ``business_key`` names the order whose run it is, if it has a number already: what
    is held for it need not be taken once more.
    """

    def __init__(
        self, read: Connection, business_key: str = "", coming: Iterable[Order] = ()
    ) -> None:
        self._read, self._key, self._coming = read, business_key, coming
        self._left: dict[str, int] = {}  # of controlled SKUs
        self._known: set[str] = set()
        self._taken: set[tuple[str, str]] = set()

    def take(self, order: Order) -> Taken:
        """Take all that an order needs, or nothing of it; once for each order."""
        name = (order.channel, order.external_no)
        if name in self._taken:
            return Taken({}, {})
        needed = self._controlled(rules.wanted(order.lines))
        if needed and self._key:
            held = balances.holds_of(self._read, self._key)
            needed = {sku: n for sku, n in needed.items() if sku not in held}
        lacking = rules.lacking(needed, self._left)
        if lacking:
            return Taken({}, lacking)
        for sku, quantity in needed.items():
            self._left[sku] -= quantity
        self._taken.add(name)
        return Taken(needed, {})

    def controlled(self, order: Order) -> Mapping[str, int]:
        """Return SKU → quantity of what the order needs under stock control."""
        wanted = rules.wanted(order.lines)
        held = balances.holds_of(self._read, self._key) if self._key else {}
        known = {*self._controlled(wanted), *held}
        return {sku: n for sku, n in wanted.items() if sku in known}

    def _controlled(self, wanted: Mapping[str, int]) -> dict[str, int]:
        if not self._known.issuperset(wanted):
            self._learn(wanted)
        return {sku: n for sku, n in wanted.items() if sku in self._left}

    def _learn(self, wanted: Iterable[str]) -> None:
        """Read what is wanted now, and with the first question what will be."""
        skus = {line.sku for one in self._coming for line in one.lines}
        skus = (skus | set(wanted)) - self._known
        self._coming = ()
        self._left |= balances.available(self._read, sorted(skus))
        self._known |= skus


def rehearsed(
    pieces: Mapping[str, int],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the subject and the parameter by which a case has so much in stock."""
    return {SUBJECT: Rehearsed(pieces)}, {rules.BEGUN: bool(pieces)}


class Rehearsed(Shelf):
    """A shelf with just what a case puts there; nothing is read."""

    def __init__(self, pieces: Mapping[str, int]) -> None:
        self._key, self._coming = "", ()
        self._left = dict(pieces)
        self._known, self._taken = set(), set()

    def _learn(self, wanted: Iterable[str]) -> None:
        self._known |= set(wanted)


def for_batch(read: Connection, coming: Iterable[Order]) -> Shelf:
    """Return the shelf that new orders take from together."""
    return Shelf(read, coming=coming)
