"""Orders in memory, run by us and by the reference, in the same surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.setup import seed_folders
from runtime.engine import folder, running
from runtime.engine.artifacts import Kind
from runtime.engine.handlers import ServiceCall
from runtime.engine.running import Outcome
from runtime.engine.spiff import Element, Run
from runtime.engine.spiff.stock import (
    StockEnvironment,
    StockRun,
    load_stock,
)
from runtime.feel import Frame
from runtime.kernel import parameters
from runtime.kernel.actors import Actor, ActorKind
from runtime.orders.intake import channels
from runtime.orders.order import lookup
from runtime.orders.order.canonical import Order
from runtime.orders.order.operations import MAIN_PROCESS

_APPROVED = {"decision": "approve", "note": "价格与合同一致"}
# what a person answers at each place of the main process
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "sales_confirm": _APPROVED,
    "finance_price_check": _APPROVED,
    "warehouse_reserve": {"decision": "approve", "location": "A-03-12"},
    "supervisor_approve": _APPROVED,
    "custom_review": {"decision": "approve", "lead_days": 7, "note": "尺寸已确认"},
    "resolve_hold": {"decision": "recheck", "contacted_by": "phone", "note": "已补充"},
    "ship": {"carrier": "SF", "tracking_no": "SF1234567890123"},
}
ROLES = frozenset({"cs", "sales", "finance", "warehouse", "supervisor", "custom"})
CLERK = Actor("bench", "bench", ROLES, ActorKind.PERSON)
_UNKNOWN = Element("", "service-task")


class Surroundings:
    """What a run of the main process sees: subjects, parameters, services, a clock."""

    def __init__(self, runtime: Runtime, channel: str) -> None:
        self.engine = runtime.engine
        self.now = runtime.clock.now()
        with runtime.database.reading() as read:
            self.deployed = self.engine.definitions.current(read, MAIN_PROCESS)
            self.values = parameters.values_at(read, self.now)
            self.channel = channels.get(read, channel)

    def frame(self, order: Order) -> Frame:
        """Return a fresh frame, as an import makes one for each of its orders."""
        around = channels.subjects(self.channel)
        known = {**around, **lookup.subjects(order, None)}
        return self.engine.frame_for(self.now, self.values, known)

    def begin(self, order: Order) -> Outcome:
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


class Stock:
    """The reference in the same surroundings: same diagram, tables, FEEL, services."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._services = around.engine.handlers.services
        self.model = load_stock(
            MAIN_PROCESS,
            {
                file.place: file.body
                for file in folder.collect(seed_folders())
                if file.kind is Kind.PROCESS
            },
            around.deployed.decisions.get,
        )

    def begin(self, order: Order) -> StockRun:
        """Run a new order to where it first waits."""
        run = StockRun(self.model, {}, self.environment(order))
        run.advance()
        return run

    def environment(self, order: Order) -> StockEnvironment:
        """Return what a run of the reference evaluates and asks."""
        frame = self._around.frame(order)

        def service(
            operator: str, given: dict[str, Any], data: Mapping[str, Any]
        ) -> Any:
            call = ServiceCall(operator, _UNKNOWN, given, data, frame)
            return self._services[operator].answer(call)

        return StockEnvironment(service, frame)
