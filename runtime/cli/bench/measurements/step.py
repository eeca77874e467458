"""What one user step costs through its operation: time, statements, commits."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.clerk import answer
from runtime.cli.bench.counting import COMMITS, STATEMENTS, counted
from runtime.cli.bench.figures import Budget, Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.rounds import percentile, seconds
from runtime.cli.bench.sample import write_orders
from runtime.engine.run import queries
from runtime.kernel.texts import text

ROLE = "warehouse"


def measure(ground: Ground) -> Sequence[Figure]:
    """Ship orders one by one, in turns with a bare commit on the same disk."""
    file = ground.folder / "step.jsonl"
    write_orders(file, "S", ground.sizes.steps)
    with ground.installation() as runtime:
        run_import(runtime, file, "own")
        with counted() as counter, _bare_commit(ground) as commit:
            times, bare = _ship_all(runtime, counter, commit)
    count = len(times)
    return [
        _time("step-p50", times, bare, (0.5, budgets.STEP_P50_MS)),
        _time("step-p99", times, bare, (0.99, budgets.STEP_P99_MS)),
        Figure(
            "step-statements",
            text("bench-step-statements"),
            counter[STATEMENTS] / count,
            Unit.COUNT,
            budget=budgets.STEP_STATEMENTS,
        ),
        Figure(
            "step-commits",
            text("bench-step-commits"),
            counter[COMMITS] / count,
            Unit.COUNT,
            budget=budgets.STEP_COMMITS,
        ),
    ]


def _time(
    name: str,
    times: Sequence[float],
    bare: Sequence[float],
    asked: tuple[float, Budget],
) -> Figure:
    share, budget = asked
    return Figure(
        name,
        text("bench-step", share=f"p{share * 100:g}"),
        percentile(times, share),
        Unit.MILLISECONDS,
        Reference(text("bench-bare-commit"), percentile(bare, share)),
        budget,
    )


def _ship_all(
    runtime: Runtime, counter: Counter[str], commit: Callable[[], object]
) -> tuple[list[float], list[float]]:
    with runtime.database.reading() as read:
        tasks = queries.list_queue(read, [ROLE], 10_000)
    counter.clear()
    times, bare = [], []
    for row in tasks:
        times.append(seconds(partial(answer, runtime, row)) * 1000)
        bare.append(seconds(commit) * 1000)
    return times, bare


@contextmanager
def _bare_commit(ground: Ground) -> Iterator[Callable[[], object]]:
    """Give an act that writes one row and commits it FULL, with nothing around."""
    path = ground.folder / "bare.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row (at INTEGER, body BLOB)")

    def commit() -> None:
        with connection:
            row = (time.perf_counter_ns(), b"." * 900)
            connection.execute("INSERT INTO row VALUES (?, ?)", row)

    try:
        yield commit
    finally:
        connection.close()
        path.unlink()


measurement = Measurement("step", measure)
