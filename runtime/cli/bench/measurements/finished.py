"""How many bytes a finished order leaves in the database beside its body."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.clerk import ANSWERS, answer_all
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.reference import Stock
from runtime.cli.bench.sample import write_orders
from runtime.cli.bench.surroundings import Surroundings
from runtime.kernel.texts import text

CHAIN = ("sales", "finance", "warehouse")
LEAST = 20  # orders; of fewer the last pages, which are half full, tell more
WARM = 50  # so that no table is counted from its first page
FURTHER = len(CHAIN)
NORMAL = {"id": "c-20417", "name": "李雷", "tags": [], "credit": "normal"}


def measure(ground: Ground) -> Sequence[Figure]:
    """Finish orders of one user step, then of four; the pages in between tell."""
    count = max(ground.sizes.steps, LEAST)
    with ground.installation() as runtime:
        _finish(ground, runtime, "W", WARM, chain=True)
        start = _Used.of(runtime)
        _finish(ground, runtime, "A", count, chain=False)
        short = _Used.of(runtime)
        _finish(ground, runtime, "B", count, chain=True)
        long = _Used.of(runtime)
        reference = _stock_bytes(runtime)
    one = (short.pages - start.pages - short.bodies + start.bodies) / count
    four = (long.pages - short.pages - long.bodies + short.bodies) / count
    return [
        Figure(
            "finished",
            text("bench-finished", count=count),
            one,
            Unit.BYTES,
            Reference(text("bench-stock-finished"), reference),
            budgets.FINISHED_BYTES,
        ),
        Figure(
            "finished-step",
            text("bench-finished-step", count=count * FURTHER),
            (four - one) / FURTHER,
            Unit.BYTES,
            budget=budgets.STEP_BYTES,
        ),
    ]


class _Used:
    """What the database takes on the disk, and how much of it orders' bodies are."""

    def __init__(self, pages: int, bodies: int) -> None:
        self.pages, self.bodies = pages, bodies

    @classmethod
    def of(cls, runtime: Runtime) -> _Used:
        with runtime.database.reading() as read:
            pages = read.exec_driver_sql("PRAGMA page_count").scalar_one()
            size = read.exec_driver_sql("PRAGMA page_size").scalar_one()
            asked = "SELECT coalesce(sum(length(body)), 0) FROM orders"
            return cls(pages * size, read.exec_driver_sql(asked).scalar_one())


def _finish(
    ground: Ground, runtime: Runtime, prefix: str, count: int, *, chain: bool
) -> None:
    """Import orders and answer every task of them until all are shipped."""
    file = ground.folder / "finished.jsonl"
    changes = {"customer": NORMAL} if chain else {}
    write_orders(file, prefix, count, **changes)
    run_import(runtime, file, "own")
    for role in (*(CHAIN if chain else ()), "warehouse"):
        answer_all(runtime, role)


def _stock_bytes(runtime: Runtime) -> float:
    """Return the bytes of the reference's JSON for the same order, finished."""
    around = Surroundings(runtime, "own")
    stock = Stock(around)
    run = stock.start(around.order("A000001"))
    run.complete("ship", ANSWERS["ship"])
    run.advance()
    return len(stock.store().freeze(run).encode())


measurement = Measurement("finished", measure)
