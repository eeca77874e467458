"""What one FEEL condition costs, beside Python's own evaluation of compiled code."""

from __future__ import annotations

import timeit
from collections.abc import Sequence
from decimal import Decimal

from runtime import feel
from runtime.cli.bench import budgets
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.rounds import interleaved
from runtime.kernel.texts import text

CONDITION = 'amount < 5000 and credit = "good"'
TIMES = 5_000
REPEATS = 5
# the text of a stopwatch, not of the product: this is what we do not do
_PYTHON = timeit.Timer(
    "eval(code, names, scope)",
    "from decimal import Decimal\n"
    "code = compile('amount < 5000 and credit == \"good\"', '', 'eval')\n"
    "names = {}\n"
    "scope = {'amount': Decimal('199.00'), 'credit': 'good'}",
)


def measure(ground: Ground) -> Sequence[Figure]:
    """Evaluate the same condition over the same data, in turns."""
    found = interleaved(
        {"ours": _ours, "python": lambda: _microseconds(_PYTHON)},
        REPEATS * ground.sizes.rounds,
    )
    return [
        Figure(
            "feel",
            text("bench-feel", condition=CONDITION),
            found["ours"],
            Unit.MICROSECONDS,
            Reference(text("bench-python"), found["python"]),
            budgets.FEEL_US,
            budgets.FEEL_RATIO,
        )
    ]


def _ours() -> float:
    """Evaluate with a fresh frame: its budget of steps is for one run."""
    around = {
        "evaluate": feel.compile_expression(CONDITION).evaluate,
        "scope": {"amount": Decimal("199.00"), "credit": "good"},
        "frame": feel.Frame(),
    }
    return _microseconds(timeit.Timer("evaluate(scope, frame)", globals=around))


def _microseconds(stopwatch: timeit.Timer) -> float:
    return stopwatch.timeit(TIMES) / TIMES * 1_000_000


measurement = Measurement("feel", measure)
