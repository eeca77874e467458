"""How many bytes an instance keeps while it waits, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.clerk import ANSWERS
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.reference import Stock
from runtime.cli.bench.sample import write_orders
from runtime.cli.bench.surroundings import Surroundings
from runtime.engine.packing import Packer
from runtime.kernel.texts import text
from runtime.orders.order.buckets import MAIN_PROCESS

CHANNEL = "own"
CUSTOM = [{"sku": "TBL-09", "name": "定制餐桌", "quantity": 1, "custom": True}]
# each of them passes other places on its way to shipping
JOURNEYS: dict[str, dict[str, Any]] = {
    "unpaid": {"paid_at": None, "paid": "0"},
    "deviating": {"paid": "200.00"},
    "chain": {"customer": {"id": "c-20417", "name": "李雷", "credit": "normal"}},
    "large": {"total": "8360.00", "paid": "8360.00", "lines": CUSTOM},
    "straight": {},
}
ENDS = frozenset({"resolve_hold", "ship"})


def measure(ground: Ground) -> Sequence[Figure]:
    """Walk every journey with both engines and weigh each place; the worst counts."""
    places: dict[str, tuple[float, float]] = {}
    with ground.installation() as runtime:
        around = Surroundings(runtime, CHANNEL)
        stock, packer = Stock(around), _packer(ground, runtime)
        for journey, changes in JOURNEYS.items():
            for place, run, theirs in _walk(around, stock, journey, changes):
                size = len(packer.pack(run))
                places[place] = max(places.get(place, (0, 0)), (size, theirs))
    figures = [
        Figure(
            f"state-{place}",
            text("bench-state", place=place),
            ours,
            Unit.BYTES,
            Reference(text("bench-stock-state"), theirs),
        )
        for place, (ours, theirs) in places.items()
    ]
    worst = max(places, key=lambda place: places[place][0])
    ours, theirs = places[worst]
    return [
        *figures,
        Figure(
            "state-worst",
            text("bench-state-worst", place=worst),
            ours,
            Unit.BYTES,
            Reference(text("bench-stock-state"), theirs),
            budgets.STATE_BYTES,
        ),
    ]


def _packer(ground: Ground, runtime: Runtime) -> Packer:
    """Return what packs the main process, made as ever by the first order."""
    file = ground.folder / "first.jsonl"
    write_orders(file, "F", 1)
    run_import(runtime, file, CHANNEL)
    with runtime.database.reading() as read:
        deployed = runtime.engine.definitions.current(read, MAIN_PROCESS)
        return runtime.engine.packers.get(read, deployed.id)


def _walk(
    around: Surroundings, stock: Stock, journey: str, changes: dict[str, Any]
) -> Iterator[tuple[str, bytes, float]]:
    """Give place, our frozen run and the reference's bytes until the journey's end."""
    order = around.order(f"2611110417-{journey}", **changes)
    store = stock.store()
    reference, outcome = stock.start(order), around.start(order)
    while outcome.body is not None:
        inner = max(
            (wait for wait in outcome.waits if not wait.boundary),
            key=lambda wait: len(wait.path),
        )
        place = inner.element.id
        yield place, outcome.body, len(store.freeze(reference).encode())
        if place not in ANSWERS or place in ENDS:
            return
        answer = ANSWERS[place]
        outcome = around.complete(order, outcome.body, inner.node, answer)
        reference.complete(place, answer)
        reference.advance()


measurement = Measurement("state", measure)
