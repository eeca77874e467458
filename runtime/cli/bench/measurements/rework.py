"""Does a step get dearer the longer an instance goes round?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from runtime.cli.bench import budgets
from runtime.cli.bench.clerk import ANSWERS
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.reference import Stock
from runtime.cli.bench.rounds import interleaved, timer
from runtime.cli.bench.surroundings import Surroundings
from runtime.engine.run.running import Outcome
from runtime.engine.spiff.stock import StockStore
from runtime.kernel.errors import Conflict
from runtime.kernel.texts import text
from runtime.orders.order.canonical import Order

HOLD = "resolve_hold"
REPEATS = 100
REFERENCE_REPEATS = 5
REFERENCE_LOOPS = 100  # its task tree ends at a depth of 1000 and loses the token


def measure(ground: Ground) -> Sequence[Figure]:
    """Send a held order round; time one step after the first and after the last."""
    loops = ground.sizes.loops
    with ground.installation() as runtime:
        around = Surroundings(runtime, "own")
        order = around.order("2611110001", paid="200.00")
        ours = _ours(around, order, loops, ground.sizes.rounds)
        stock = Loop(Stock(around), order)
        theirs = stock.times(min(loops, REFERENCE_LOOPS))
    return [
        Figure(
            "rework",
            text("bench-rework", count=loops),
            ours["last"],
            Unit.MILLISECONDS,
            Reference(text("bench-rework-first"), ours["first"]),
            ratio_budget=budgets.REWORK_RATIO,
        ),
        Figure(
            "rework-stock",
            text("bench-rework-stock", count=stock.done),
            theirs["last"],
            Unit.MILLISECONDS,
            Reference(text("bench-rework-stock-first"), theirs["first"]),
        ),
    ]


def _ours(
    around: Surroundings, order: Order, loops: int, rounds: int
) -> dict[str, float]:
    """Return the time of load, step, prune and save at both ends of the loop."""

    def again(outcome: Outcome) -> Outcome:
        body, node = outcome.body or b"", outcome.offers[0].node
        return around.complete(order, body, node, ANSWERS[HOLD])

    first = last = again(around.start(order))
    for _ in range(loops - 1):
        last = again(last)
    return interleaved(
        {
            "first": timer(lambda: again(first), 1000),
            "last": timer(lambda: again(last), 1000),
        },
        REPEATS * rounds,
    )


@dataclass(slots=True)
class Loop:
    """The same loop with the reference classes, as far as they go."""

    stock: Stock
    order: Order
    done: int = 0

    def times(self, loops: int) -> dict[str, float]:
        """Return the time of load, step and save at both ends of the loop."""
        store = self.stock.store()
        run = self.stock.start(self.order)
        first = last = store.freeze(run)
        for _ in range(loops):
            try:
                run.complete(HOLD, ANSWERS[HOLD])
            except Conflict:  # the token is lost
                break
            run.advance()
            self.done += 1
            if self.done == 1:
                first = last = store.freeze(run)
        if self.done > 1:
            last = store.freeze(run)
        return interleaved(
            {
                "first": timer(self._step(store, first), 1000),
                "last": timer(self._step(store, last), 1000),
            },
            REFERENCE_REPEATS,
        )

    def _step(self, store: StockStore, state: str) -> Callable[[], object]:
        def step() -> None:
            run = store.thaw(state, self.stock.environment(self.order))
            run.complete(HOLD, ANSWERS[HOLD])
            run.advance()
            store.freeze(run)

        return step


measurement = Measurement("rework", measure)
