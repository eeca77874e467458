"""The story of an order as the interface tells it to who is there."""

from __future__ import annotations

from typing import Any

from runtime.engine.run import story
from runtime.kernel.actors import name_of
from runtime.orders.order import lookup, telling
from web import context, sights
from web.language import language

# what of a story tells a reason
_REASONS = frozenset(
    {"decision", "gateway", "incident", "time", "notice", "told-again"}
)
Lines = list[dict[str, Any]]


def timeline(order_no: str) -> Lines:
    """Return everything that happened to an order; raises NotFound."""
    seen = sights.seen(lookup.get(context.reading(), order_no))
    engine = context.runtime().engine
    return _said(telling.tell_all(context.reading(), engine, order_no, seen=seen))


def explained(order_no: str) -> tuple[Lines, list[str]]:
    """Return why things happened to an order, and what it waits for."""
    read, engine = context.reading(), context.runtime().engine
    seen = sights.seen(lookup.get(read, order_no))
    told = telling.tell_all(read, engine, order_no, whole=True, seen=seen)
    waiting = story.tell_waiting(read, engine, order_no, seen.veil)
    reasons = [one for one in told if one.kind in _REASONS]
    return _said(reasons), [one.say(language()) for one in waiting]


def _said(lines: list[story.Line]) -> Lines:
    return [
        {
            "at": line.at,
            "actor": name_of(line.actor),
            "kind": line.kind,
            "text": line.text.say(language()),
            "more": [one.say(language()) for one in line.more],
        }
        for line in lines
    ]
