"""How many lines a second ``feel --batch`` and ``decide --batch`` answer.

Each is a process of its own, its start counted in; the reference is one that reads
and writes the same lines with Python's own JSON and its own compiled code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import orjson

from runtime.cli.bench import budgets, rulebook
from runtime.cli.bench.children import command, run
from runtime.cli.bench.figures import Budget, Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.rounds import interleaved, seconds
from runtime.kernel.texts import text

LINES = 100_000
TEXTS = 1_000
ROWS = 20
# texts of a stopwatch, not of the product: this is what we do not do
_LOOP = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    value = answer(asked)
    sys.stdout.write(json.dumps({"id": asked["id"], "value": value}) + "\\n")
"""
_EVALUATE = """
known = {}
def answer(asked):
    text = asked["expr"]
    if text not in known:
        known[text] = compile(text.replace(" = ", " == "), "", "eval")
    return eval(known[text], {}, asked["context"])
"""
_DECIDE = (
    rulebook.by_hand(ROWS)
    + """
def answer(asked):
    return decide(asked["context"])
"""
)


def measure(ground: Ground) -> Sequence[Figure]:
    """Answer the same files of lines, in turns with the reference."""
    count = max(TEXTS, min(LINES, ground.sizes.tasks // 10))
    table = ground.folder / "rulebook.dmn"
    table.write_bytes(rulebook.table(ROWS))
    asked = _written(ground.folder / "feel.jsonl", islice(_conditions(), count))
    decided = _written(ground.folder / "decide.jsonl", islice(_cases(table), count))
    return [
        _figure(ground, "feel-lines", (asked, count), _EVALUATE, budgets.FEEL_LINES),
        _figure(
            ground, "decide-lines", (decided, count), _DECIDE, budgets.DECIDE_LINES
        ),
    ]


def _figure(
    ground: Ground, name: str, feed: tuple[Path, int], python: str, budget: Budget
) -> Figure:
    file, count = feed
    ours = command(name.partition("-")[0], "--batch")
    theirs = [sys.executable, "-c", python + _LOOP]
    found = interleaved(
        {
            "ours": lambda: count / seconds(lambda: run(ground, ours, file)),
            "python": lambda: count / seconds(lambda: run(ground, theirs, file)),
        },
        ground.sizes.rounds,
    )
    return Figure(
        name,
        text(f"bench-{name}", count=count, texts=TEXTS, rows=ROWS),
        found["ours"],
        Unit.RATE,
        Reference(text("bench-lines-python"), found["python"]),
        budget,
    )


def _conditions() -> Iterable[dict[str, Any]]:
    context = {"amount": 199.5, "credit": "good"}
    texts = [f'amount < {each} and credit = "good"' for each in range(TEXTS)]
    return ({"expr": each, "context": context} for each in cycle(texts))


def _cases(table: Path) -> Iterable[dict[str, Any]]:
    where = {"file": str(table), "decision": rulebook.DECISION}
    return ({**where, "context": each} for each in cycle(rulebook.asked(ROWS)))


def _written(file: Path, asked: Iterable[dict[str, Any]]) -> Path:
    with file.open("wb") as opened:
        for number, each in enumerate(asked, 1):
            opened.write(orjson.dumps({"id": number, **each}) + b"\n")
    return file


measurement = Measurement("lines", measure)
