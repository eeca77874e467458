"""The reference beside us: same diagram, tables, FEEL, services and subjects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.cli.bench.surroundings import Surroundings
from runtime.cli.setup import seed_folders
from runtime.engine.design import folder
from runtime.engine.design.artifacts import Kind
from runtime.engine.handlers import ServiceCall
from runtime.engine.spiff import Element
from runtime.engine.spiff.stock import (
    StockEnvironment,
    StockRun,
    StockStore,
    load_stock,
)
from runtime.orders.order.buckets import MAIN_PROCESS
from runtime.orders.order.canonical import Order

_UNKNOWN = Element("", "service-task")


class Stock:
    """The reference in the same surroundings: one model for all its runs."""

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

    def start(self, order: Order) -> StockRun:
        """Run a new order to where it first waits."""
        run = StockRun(self.model, {}, self.environment(order))
        run.advance()
        return run

    def store(self, *, is_lean: bool = True) -> StockStore:
        """Return what writes its runs as JSON; lean leaves the diagram out."""
        return StockStore(self.model, is_lean=is_lean)

    def environment(self, order: Order) -> StockEnvironment:
        """Return what a run of the reference evaluates and asks."""
        frame = self._around.frame(order)

        def service(
            operator: str, given: dict[str, Any], data: Mapping[str, Any]
        ) -> Any:
            call = ServiceCall(operator, _UNKNOWN, given, data, frame)
            return self._services[operator].answer(call)

        return StockEnvironment(service, frame)
