"""The most memory an import takes, in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.cli.bench import budgets
from runtime.cli.bench.children import command, run
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.kernel.texts import text

PEAK = Path(__file__).parents[1] / "peak.py"


def measure(ground: Ground) -> Sequence[Figure]:
    """Import the file by the command; the reference is a command that does little."""
    source = str(ground.file)
    target = ground.database_url()
    asked = ("--channel", ground.channel, "--limit", str(ground.sizes.orders))
    importing = command("import", source, *asked, "--db", target)
    idle = command("ledger", "verify", "--db", ground.database_url())
    return [
        Figure(
            "memory",
            text("bench-memory", count=ground.sizes.orders),
            _megabytes(ground, importing),
            Unit.MEGABYTES,
            Reference(text("bench-memory-idle"), _megabytes(ground, idle)),
            budgets.IMPORT_MEGABYTES,
        )
    ]


def _megabytes(ground: Ground, words: list[str]) -> float:
    said = run(ground, [sys.executable, str(PEAK), *words])
    return int(said.split()[-1]) / 1024


measurement = Measurement("memory", measure)
