"""What FEEL conditions cost: evaluated, compiled, and both at once, with references."""

from __future__ import annotations

import timeit
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from statistics import median

from runtime import feel
from runtime.cli.bench import budgets, feelin
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.rounds import interleaved
from runtime.feel.program import expression_in
from runtime.feel.syntax.parsing import Setting
from runtime.kernel.texts import text

CONDITION = 'amount < 5000 and credit = "good"'
TYPICAL = (
    CONDITION,
    'if order.total > 100 then "large" else "small"',
    "some line in order.lines satisfies line.quantity > 10",
    'date and time(order.placed_at) + duration("P1D") < now()',
    "sum(for line in order.lines return line.price * line.quantity)",
    'contains(remark, "今天必须发")',
    'grade in ("P0", "P1") and not(list contains(tags, "VIP"))',
)
TIMES = 5_000
FEWER = 200
REPEATS = 5
# the text of a stopwatch, not of the product: this is what we do not do
_TEXT = "'amount < 5000 and credit == \"good\"'"
_EVALUATED = timeit.Timer(
    "eval(code, names, scope)",
    "from decimal import Decimal\n"
    f"code = compile({_TEXT}, '', 'eval')\n"
    "names = {}\n"
    "scope = {'amount': Decimal('199.00'), 'credit': 'good'}",
)
_COMPILED = timeit.Timer(f"compile({_TEXT}, '', 'eval')")


def measure(ground: Ground) -> Sequence[Figure]:
    """Evaluate and compile the same condition over the same data, in turns."""
    rounds = REPEATS * ground.sizes.rounds
    return [*_evaluating(rounds), *_compiling(rounds), *_at_once(ground)]


def _evaluating(rounds: int) -> list[Figure]:
    found = interleaved(
        {"ours": _evaluated, "python": lambda: _microseconds(_EVALUATED)}, rounds
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


def _compiling(rounds: int) -> list[Figure]:
    found = interleaved(
        {
            "ours": lambda: _compiled(CONDITION),
            "python": lambda: _microseconds(_COMPILED, FEWER),
            "typical": lambda: median(map(_compiled, TYPICAL)),
        },
        rounds,
    )
    beside = Reference(text("bench-python-compile"), found["python"])
    return [
        Figure(
            "feel-compile",
            text("bench-feel-compile", condition=CONDITION),
            found["ours"],
            Unit.MICROSECONDS,
            beside,
            budgets.FEEL_COMPILE_US,
        ),
        Figure(
            "feel-compile-typical",
            text("bench-feel-compile-typical", count=len(TYPICAL)),
            found["typical"],
            Unit.MICROSECONDS,
            beside,
        ),
    ]


def _at_once(ground: Ground) -> list[Figure]:
    """Measure a text that nobody has met, as feelin takes each."""
    folder = feelin.find_feelin(ground)
    if folder is None:
        return []
    found = interleaved(
        {"ours": _at_first_sight, "feelin": _of_feelin(folder)}, ground.sizes.rounds
    )
    return [
        Figure(
            "feel-text",
            text("bench-feel-text", condition=CONDITION),
            found["ours"],
            Unit.MICROSECONDS,
            Reference(text("bench-feelin"), found["feelin"]),
        )
    ]


def _of_feelin(folder: Path) -> Callable[[], float]:
    return lambda: feelin.microseconds(folder, CONDITION, TIMES)


def _evaluated() -> float:
    """Evaluate with a fresh frame: its budget of steps is for one run."""
    around = {
        "evaluate": feel.compile_expression(CONDITION).evaluate,
        "scope": {"amount": Decimal("199.00"), "credit": "good"},
        "frame": feel.Frame(),
    }
    return _microseconds(timeit.Timer("evaluate(scope, frame)", globals=around))


def _compiled(condition: str) -> float:
    """Compile in a setting, below the place where programs are kept."""
    around = {"compiled": expression_in, "condition": condition, "setting": Setting()}
    stopwatch = timeit.Timer("compiled(condition, setting)", globals=around)
    return _microseconds(stopwatch, FEWER)


def _at_first_sight() -> float:
    around = {
        "compiled": expression_in,
        "condition": CONDITION,
        "setting": Setting(),
        "scope": {"amount": Decimal("199.00"), "credit": "good"},
    }
    asked = "compiled(condition, setting).evaluate(scope)"
    return _microseconds(timeit.Timer(asked, globals=around), FEWER)


def _microseconds(stopwatch: timeit.Timer, times: int = TIMES) -> float:
    return stopwatch.timeit(times) / times * 1_000_000


measurement = Measurement("feel", measure)
