"""How an order of the demo comes in: through its channel, as any other does."""

from __future__ import annotations

from runtime.bootstrap import Runtime
from runtime.cli.demo.shop import Arrival
from runtime.kernel.actors import Actor, ActorKind
from runtime.orders.intake import channels, operations
from runtime.orders.intake.rules import read_payload


def send(runtime: Runtime, arrival: Arrival) -> int:
    """Hand an order in; return how many orders it made."""
    name = arrival.channel
    actor = Actor(f"channel:{name}", name, kind=ActorKind.CHANNEL)
    with runtime.work(actor) as work:
        channel = channels.get(work.read, name)
        decoded = read_payload(channel, arrival.payload)
        return operations.take(work, runtime.engine, channel, [decoded]).created
