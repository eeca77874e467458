"""How many bytes a finished order leaves in the database beside its body."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.registry import Measurement
from runtime.cli.bench.sample import canonical, write_orders
from runtime.cli.bench.surroundings import ANSWERS, CLERK, Stock, Surroundings
from runtime.engine import queries, user_tasks
from runtime.engine.machine import Engine
from runtime.engine.spiff.stock import StockStore
from runtime.kernel.texts import text
from runtime.kernel.work import Work
from runtime.orders.order.decoding import decode_order

CHAIN = ("sales", "finance", "warehouse")
WARM = 50  # so that no table is counted from its first page
FURTHER = len(CHAIN)
NORMAL = {"id": "c-20417", "name": "李雷", "tags": [], "credit": "normal"}


def measure(ground: Ground) -> Sequence[Figure]:
    """Finish orders of one user step, then of four; the pages in between tell."""
    count = ground.sizes.steps
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
        _answer_all(runtime, role)


def _answer_all(runtime: Runtime, role: str) -> None:
    with runtime.database.reading() as read:
        tasks = queries.list_queue(read, [role], 10_000)
    for row in tasks:
        runtime.attempt(CLERK, partial(_complete, runtime.engine, row))


def _complete(engine: Engine, row: Any, work: Work) -> object:
    return user_tasks.complete(work, engine, row.id, ANSWERS[row.element])


def _stock_bytes(runtime: Runtime) -> float:
    """Return the bytes of the reference's JSON for the same order, finished."""
    payload = {"channel": "own", **canonical("A000001")}
    order = decode_order(payload, ZoneInfo("Asia/Shanghai")).order
    stock = Stock(Surroundings(runtime, "own"))
    run = stock.begin(order)
    run.complete("ship", ANSWERS["ship"])
    run.advance()
    return len(StockStore(stock.model, is_lean=True).freeze(run).encode())


measurement = Measurement("finished", measure)
