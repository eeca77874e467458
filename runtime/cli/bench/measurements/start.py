"""How long the command line takes to start on an initialised database."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from runtime.cli.bench import budgets
from runtime.cli.bench.children import command, run
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.rounds import interleaved, timer
from runtime.kernel.texts import text


def measure(ground: Ground) -> Sequence[Figure]:
    """Start a command that asks the database once, in turns with bare Python."""
    words = command("ledger", "verify", "--db", ground.database_url())
    bare = [sys.executable, "-c", "pass"]
    found = interleaved(
        {
            "ours": timer(lambda: run(ground, words), 1),
            "python": timer(lambda: run(ground, bare), 1),
        },
        ground.sizes.rounds,
    )
    return [
        Figure(
            "start",
            text("bench-start"),
            found["ours"],
            Unit.SECONDS,
            Reference(text("bench-bare-python"), found["python"]),
            budgets.START_SECONDS,
        )
    ]


measurement = Measurement("start", measure)
