"""What a rule is tried on: the names of an order, as who asks may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.designer.trying import Scene
from runtime.orders.intake import scopes
from web import context, sights


def ambient() -> frozenset[str]:
    """Return the names that a rule may read without being given them."""
    return context.runtime().engine.definitions.vocabulary.ambient


def names_of(order_no: str) -> Mapping[str, Any]:
    """Return the names of an order with their values; raises NotFound."""
    engine, now = context.runtime().engine, context.runtime().clock.now()
    return scopes.names_of(context.reading(), engine, order_no, now, sights.sight())


def on(names: Mapping[str, Any]) -> Scene:
    """Return a scene of now and here with such names in it."""
    runtime = context.runtime()
    return Scene(names, ambient(), runtime.clock.now(), runtime.settings.zone)


def on_order(order_no: str) -> Scene:
    """Return a scene with the names of an order; raises NotFound."""
    return on(names_of(order_no))
