"""How many recorded orders a second a draft's effect looks at, and with what memory.

The reference is importing the same orders in the same run: each is played once there
and written, here each is played twice, as published and with the draft.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.children import command, run
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.rounds import interleaved
from runtime.designer.effect.measuring import MOST, Asked, Look, effect_of
from runtime.designer.effect.proposal import Proposal
from runtime.kernel.texts import text

PEAK = Path(__file__).parents[1] / "peak.py"
NAME, VALUE = "straight_below", "3000"  # asked of every order that is paid


def measure(ground: Ground) -> Sequence[Figure]:
    """Ask for the effect of a lower limit and import the same orders, in turns."""
    count = ground.sizes.orders
    with ground.installation() as runtime:
        _imported(runtime, ground)
        rates = interleaved(
            {"ours": lambda: _looked(runtime), "import": lambda: _fresh(ground)},
            ground.sizes.rounds,
        )
        url = str(runtime.settings.database_url)
        asked = ("--value", f"{NAME}={VALUE}", "--last", str(count), "--db", url)
        ours = _megabytes(ground, command("effect", *asked))
        idle = _megabytes(ground, command("ledger", "verify", "--db", url))
    imported = Reference(text("bench-effect-import"), rates["import"])
    resting = Reference(text("bench-memory-idle"), idle)
    what, memory = (
        text(code, count=count) for code in ("bench-effect", "bench-effect-memory")
    )
    return [
        Figure("effect", what, rates["ours"], Unit.RATE, imported),
        Figure(
            "effect-memory",
            memory,
            ours,
            Unit.MEGABYTES,
            resting,
            budgets.EFFECT_MEGABYTES,
        ),
    ]


def _looked(runtime: Runtime) -> float:
    """Return how many orders a second were looked at."""
    proposal = Proposal((), {NAME: VALUE})
    with runtime.database.reading() as read:
        look = Look(read, runtime.engine, proposal, runtime.clock.now())
        found = effect_of(look, Asked(MOST))
    return found.looked_at / found.seconds


def _fresh(ground: Ground) -> float:
    with ground.installation() as runtime:
        return _imported(runtime, ground)


def _imported(runtime: Runtime, ground: Ground) -> float:
    """Return how many orders a second were imported."""
    found = run_import(runtime, ground.file, ground.channel, ground.sizes.orders)
    return found.received / found.seconds


def _megabytes(ground: Ground, words: list[str]) -> float:
    said = run(ground, [sys.executable, str(PEAK), *words])
    return int(said.split()[-1]) / 1024


measurement = Measurement("effect", measure)
