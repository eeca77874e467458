"""What who is there sees of orders: asked once a request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import g

from runtime.engine.run.veiling import OPEN, Veil
from runtime.orders.order import rights, sights
from runtime.orders.order.rights import Sight
from runtime.orders.order.sights import Seen
from web import context


def sight() -> Sight:
    """Return which fields of orders who is there sees."""
    if "sight" not in g:
        g.sight = rights.sight_of(context.reading(), context.actor().roles)
    found: Sight = g.sight
    return found


def seen(row: Any) -> Seen:
    """Return what who is there sees of the order of a row."""
    return sights.seen_of(sight(), row)


def listed(rows: Sequence[Any]) -> list[Any]:
    """Return rows of orders without the sums that are hidden."""
    return sights.listed(sight(), rows)


def veils(order_nos: Iterable[str]) -> Mapping[str, Veil]:
    """Return order number → what hides from its sentences; one statement a page."""
    found = sights.veils(context.reading(), sight(), order_nos)
    return defaultdict(lambda: OPEN, found)


def veil(order_no: str) -> Veil:
    """Return what hides from the sentences about one order."""
    return veils([order_no])[order_no]
