"""The first run of a new order: how far it comes, and where that counts (首次运行)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from runtime.engine.design.definitions import Deployed
from runtime.engine.machine import Engine, Later
from runtime.engine.run import running
from runtime.engine.run.running import Outcome
from runtime.kernel import parameters
from runtime.kernel.work import Work
from runtime.orders.intake.channel import Channel
from runtime.orders.intake.channels import subjects
from runtime.orders.order.bodies import as_context
from runtime.orders.order.decoding import Decoded
from runtime.orders.order.facts import OrderState
from runtime.orders.order.lookup import STRUCT

_WITHOUT_A_PERSON = frozenset(
    {OrderState.RELEASED, OrderState.FULFILLING, OrderState.COMPLETED}
)


def place_of(outcome: Outcome) -> str:
    """Return where a new order stands, as an import counts it."""
    if outcome.failure is not None:
        return "failed"
    if outcome.stage in _WITHOUT_A_PERSON:
        return "straight_through"
    if outcome.stage in (OrderState.HELD, OrderState.WAITING_PAYMENT):
        return str(outcome.stage)
    return "waiting_person"


def run_all(
    work: Work,
    engine: Engine,
    deployed: Deployed,
    channel: Channel,
    fresh: Sequence[Decoded],
) -> list[Outcome]:
    """Run each new order in memory to where it first waits; nothing is written."""
    values = parameters.values_at(work.read, work.now)
    around = subjects(channel)
    coming = [one.order for one in fresh]
    shared: dict[str, Later] = {
        name: cache(partial(make, work.read, coming))
        for name, make in engine.shared.items()
    }
    outcomes = []
    for one in fresh:
        known = {**around, STRUCT: one.order}
        later: dict[str, Later] = {**shared, "order": partial(as_context, one.order)}
        frame = engine.frame_for(work.now, values, known, later)
        outcomes.append(running.begin(deployed, {}, frame, engine.handlers))
    return outcomes
