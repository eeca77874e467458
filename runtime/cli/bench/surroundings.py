"""Orders in memory, run as an import or an answer runs them, without the database."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.bench.sample import canonical
from runtime.engine.run import running
from runtime.engine.run.running import Outcome
from runtime.engine.spiff import Run
from runtime.feel import Frame
from runtime.kernel import parameters
from runtime.orders.intake import channels
from runtime.orders.order import lookup
from runtime.orders.order.bodies import as_context
from runtime.orders.order.buckets import MAIN_PROCESS
from runtime.orders.order.canonical import Order
from runtime.orders.order.decoding import decode_order


class Surroundings:
    """What a run of the main process sees: subjects, parameters, services, a clock."""

    def __init__(self, runtime: Runtime, channel: str) -> None:
        self.engine = runtime.engine
        self.now = runtime.clock.now()
        with runtime.database.reading() as read:
            self.deployed = self.engine.definitions.current(read, MAIN_PROCESS)
            self.values = parameters.values_at(read, self.now)
            self.channel = channels.get(read, channel)

    def order(self, number: str, **changes: Any) -> Order:
        """Return an order made up here, as its channel would decode it."""
        payload = {"channel": self.channel.id, **canonical(number, **changes)}
        return decode_order(payload, self.channel.zone).order

    def frame(self, order: Order) -> Frame:
        """Return a fresh frame, as an import makes one for each of its orders."""
        known = {**channels.subjects(self.channel), lookup.STRUCT: order}
        later = {"order": partial(as_context, order)}
        return self.engine.frame_for(self.now, self.values, known, later)

    def start(self, order: Order) -> Outcome:
        """Run a new order to where it first waits."""
        return running.begin(self.deployed, {}, self.frame(order), self.engine.handlers)

    def complete(
        self, order: Order, body: bytes, node: int, answer: Mapping[str, Any]
    ) -> Outcome:
        """Load a frozen run, complete its user task, run on, freeze it again."""

        def act(run: Run) -> None:
            run.complete(node, answer)

        return running.proceed(
            self.deployed, body, act, self.frame(order), self.engine.handlers
        )
