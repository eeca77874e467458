"""What a large decision table costs, beside the same rows written in Python."""

from __future__ import annotations

import timeit
from collections.abc import Mapping, Sequence
from typing import Any

from runtime import dmn, feel
from runtime.cli.bench import budgets, rulebook
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.rounds import interleaved, seconds
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import text

ROWS = 200
REPEATS = 5
# the text of a stopwatch: rows by hand, which nobody but a programmer can change
_BY_HAND = rulebook.by_hand(ROWS)


def measure(ground: Ground) -> Sequence[Figure]:
    """Ask each row of the table once, in turns with the rows by hand."""
    decision = dmn.load(rulebook.table(ROWS), "rulebook.dmn").decision(
        rulebook.DECISION
    )
    scopes = [rulebook.scope(each) for each in rulebook.asked(ROWS)]
    _check(decision, scopes)
    share = 1_000_000 / ROWS
    python = timeit.Timer(
        "for scope in scopes: decide(scope)", _BY_HAND, globals={"scopes": scopes}
    )
    found = interleaved(
        {
            "ours": lambda: seconds(lambda: _decide(decision, scopes)) * share,
            "python": lambda: python.timeit(1) * share,
        },
        REPEATS * ground.sizes.rounds,
    )
    return [
        Figure(
            "table",
            text("bench-table", count=ROWS),
            found["ours"],
            Unit.MICROSECONDS,
            Reference(text("bench-table-by-hand"), found["python"]),
            budgets.TABLE_US,
        )
    ]


def _decide(decision: dmn.Decision, scopes: Sequence[Mapping[str, Any]]) -> None:
    for scope in scopes:
        decision.decide(scope, feel.Frame())


def _check(decision: dmn.Decision, scopes: Sequence[Mapping[str, Any]]) -> None:
    """Refuse to measure a table that does not meet row after row."""
    found = [decision.decide(scope, feel.Frame()).rows for scope in scopes]
    expected = [(number + 1,) for number in range(ROWS)]
    if found != expected:
        raise Misconfigured("bench-reference-differs", found=found, by_hand=expected)


measurement = Measurement("table", measure)
