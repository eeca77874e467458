"""How many orders a second an import takes, beside the reference classes."""

from __future__ import annotations

import gc
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from runtime.cli.bench import budgets
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.reference import Stock
from runtime.cli.bench.rounds import interleaved
from runtime.cli.bench.surroundings import Surroundings
from runtime.kernel.texts import Text, text
from runtime.orders.intake.importing import BATCH
from runtime.orders.intake.readers import open_rows
from runtime.orders.intake.rules import read_row
from runtime.orders.order.decoding import Decoded


def measure(ground: Ground) -> Sequence[Figure]:
    """Import the file again and again; the reference takes a part of it in turns."""
    contenders: dict[str, Callable[[], float]] = {
        "ours": lambda: _ours(ground),
        "each": lambda: _stock(ground, 1, is_lean=True),
        "whole": lambda: _stock(ground, 1, is_lean=False),
        "batched": lambda: _stock(ground, BATCH, is_lean=True),
    }
    rates = interleaved(contenders, ground.sizes.rounds)
    ours = rates["ours"]
    return [
        Figure(
            "import",
            text("bench-import", count=ground.sizes.orders),
            ours,
            Unit.RATE,
            Reference(text("bench-stock-each"), rates["each"]),
            budgets.IMPORT_RATE,
            budgets.IMPORT_RATIO,
        ),
        _beside("import-whole", ours, text("bench-stock-whole"), rates["whole"]),
        _beside("import-batched", ours, text("bench-stock-batched"), rates["batched"]),
    ]


def _beside(name: str, ours: float, reference: Text, value: float) -> Figure:
    return Figure(
        name, text("bench-import-again"), ours, Unit.RATE, Reference(reference, value)
    )


def _ours(ground: Ground) -> float:
    with ground.installation() as runtime:
        result = run_import(runtime, ground.file, ground.channel, ground.sizes.orders)
    return result.received / result.seconds


def _stock(ground: Ground, per_commit: int, *, is_lean: bool) -> float:
    """Take the first orders of the file with the reference; return orders a second.

    It reads and maps as we do, keeps one row of JSON an order, and commits FULL.
    """
    path = ground.folder / "reference.db"
    with ground.installation() as runtime:
        around = Surroundings(runtime, ground.channel)
        stock = Stock(around)
        store = stock.store(is_lean=is_lean)
        table = _table(path)
        rows = _decoded(ground, around)
        gc.collect()
        gc.freeze()
        started = time.perf_counter()
        done = 0
        while batch := list(islice(rows, per_commit)):
            states = [
                (one.order.external_no, store.freeze(stock.start(one.order)))
                for one in batch
            ]
            with table:  # one transaction
                table.executemany("INSERT INTO instance VALUES (?, ?)", states)
            done += len(batch)
        taken = time.perf_counter() - started
        gc.unfreeze()
        table.close()
    path.unlink()
    return done / taken


def _decoded(ground: Ground, around: Surroundings) -> Iterator[Decoded]:
    with open_rows(ground.file) as source:
        is_table = bool(source.header)
        for row in islice(source.rows, ground.sizes.sample):
            read = read_row(around.channel, row, is_table=is_table)
            if isinstance(read, Decoded):
                yield read


def _table(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE instance (number TEXT PRIMARY KEY, state TEXT)")
    return connection


measurement = Measurement("import", measure)
