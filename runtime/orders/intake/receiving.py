"""Orders that programs hand in: each is read, taken, and told what became of it.

An order that is known already is no fault: the first one stands and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from runtime.engine.machine import Engine
from runtime.kernel.errors import Invalid, NotFound
from runtime.kernel.work import Work
from runtime.orders.intake import channels, operations
from runtime.orders.intake.channel import Channel
from runtime.orders.intake.rules import read_payload
from runtime.orders.order import lookup
from runtime.orders.order.bodies import digest
from runtime.orders.order.decoding import Decoded
from runtime.orders.order.unreadable import shown


@dataclass(frozen=True, slots=True)
class Told:
    """One order as a channel tells it, ready to be taken."""

    channel: Channel
    decoded: Decoded

    @property
    def key(self) -> tuple[str, str]:
        """Return what makes two orders the same one."""
        return self.channel.id, self.decoded.order.external_no


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one order: its number, and whether this call created it.

    One that is known may be told with other content than at first (``is_changed``).
    """

    order_no: str
    is_new: bool
    is_changed: bool


def read_told(read: Connection, payload: object) -> Told:
    """Return the order that ``payload`` is; raises Invalid with every fault by field.

    Its channel must be deployed; the order is canonical, whatever the channel's files
    look like.
    """
    named = payload.get("channel") if isinstance(payload, Mapping) else ""
    if not isinstance(named, str):
        named = shown(named)
    try:
        channel = channels.get(read, named)
    except NotFound as unknown:
        said = unknown.text
        raise Invalid("order-invalid", {"channel": [said]}, count=1) from None
    return Told(channel, read_payload(channel, payload))


def receive(work: Work, engine: Engine, told: Sequence[Told]) -> list[Received]:
    """Take orders of any channels; return what became of each, in the same sequence.

    Raises Conflict("lost-race") when another worker took one of them.
    """
    batches = _by_channel(told)
    taken = operations.take_all(work, engine, batches)
    numbers, new = taken.known | taken.new, set(taken.new)
    changed = {id(one) for one in taken.repeats}
    found = []
    for one in told:
        is_changed = id(one.decoded) in changed
        found.append(Received(numbers[one.key], one.key in new, is_changed))
        new.discard(one.key)  # the same order once more in one batch is known
    return found


def list_changed(read: Connection, told: Sequence[Told]) -> list[Decoded]:
    """Return those that are known and are told differently now."""
    known = _known(read, _by_channel(told))
    return [
        one.decoded
        for one in told
        if one.key in known and known[one.key].told != digest(one.decoded.body)
    ]


def _by_channel(told: Iterable[Told]) -> Sequence[tuple[Channel, list[Decoded]]]:
    found: dict[str, tuple[Channel, list[Decoded]]] = {}
    for one in told:
        _, batch = found.setdefault(one.channel.id, (one.channel, []))
        batch.append(one.decoded)
    return list(found.values())


def _known(
    read: Connection, batches: Iterable[tuple[Channel, Sequence[Decoded]]]
) -> dict[tuple[str, str], Any]:
    return {
        (channel.id, number): row
        for channel, batch in batches
        for number, row in lookup.known(
            read, channel.id, [one.order.external_no for one in batch]
        ).items()
    }
