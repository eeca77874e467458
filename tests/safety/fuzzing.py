"""Asks whatever ``making`` made up for what the language promises, for some time.

``python -m tests.safety.fuzzing SECONDS SEED [SHARED]`` writes what it found as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from runtime import dmn, feel
from runtime.kernel.errors import DecisionFailed, Misconfigured
from tests.safety.making import Maker, corpus

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
BUDGET = 20_000
SLOW = 5.0  # seconds of computing; a budget of 20,000 steps is far from it
MEMORY = 2 << 30
KEPT = 5
TRIES = 400
SPOKEN = ("zh", "en")


@dataclass(frozen=True)
class Found:
    """One promise that was broken: by which text, as short as could be made."""

    case: str
    text: str
    what: str


class Broken(AssertionError):
    """A promise of the language does not hold."""


def frame() -> feel.Frame:
    """Return a frame in which now is always the same."""
    return feel.Frame(now=NOW, zone="Europe/Berlin", budget=BUDGET)


def expression(text: str, scope: dict[str, Any], schema: dict[str, Any] | None) -> None:
    """Ask an expression twice, and what it gives for its text and its JSON."""
    try:
        compiled = feel.compile_expression(text, schema)
    except feel.FeelSyntaxError as refused:
        _say(refused)
        return
    for remark in compiled.findings:
        _say(remark)
    first, second = (_asked(compiled.evaluate, scope) for _ in range(2))
    if first[1:] != second[1:]:
        raise Broken(f"the same twice: {first[1:]} and {second[1:]}")
    if first[0] is not None:
        written_and_read(first[0])


def cell(text: str, scope: dict[str, Any], schema: dict[str, Any] | None) -> None:
    """Ask a cell whether it takes the value ``x``."""
    try:
        compiled = feel.compile_cell(text, schema=schema)
    except feel.FeelSyntaxError as refused:
        _say(refused)
        return
    value = feel.from_data(scope.get("x"))
    first, second = (
        _asked(lambda names, around: compiled.matches(names, value, around), scope)
        for _ in range(2)
    )
    if first[1:] != second[1:] or first[0] not in (True, False, None):
        raise Broken(f"a cell is true, false or null: {first[1:]}, {second[1:]}")


def table(text: str, scope: dict[str, Any], _: dict[str, Any] | None) -> None:
    """Load a model and ask it."""
    try:
        decision = dmn.load(text.encode(), "model.dmn").decision("d")
    except Misconfigured as refused:
        _say(refused)
        return
    answers = []
    for _again in range(2):
        try:
            answers.append(repr(decision.decide(scope, frame()).value))
        except DecisionFailed as refused:
            _say(refused)
            answers.append(refused.code)
    if answers[0] != answers[1]:
        raise Broken(f"the same twice: {answers}")


def _asked(
    ask: Callable[[dict[str, Any], feel.Frame], Any], scope: dict[str, Any]
) -> tuple[Any, str, list[str], int]:
    around = frame()
    try:
        value = ask(scope, around)
        shown = _shown(value)
    except feel.Exhausted as stopped:
        _say(stopped)
        value, shown = None, stopped.code
    for warning in around.warnings:
        _say(warning)
    codes = [each.code for each in around.warnings]
    return value, shown, codes, around.allowance.steps


def _shown(value: Any) -> str:
    """Return the value as text that does not tell where in memory it is."""
    if isinstance(value, list | dict) or callable(getattr(value, "body", None)):
        return str(type(value).__name__)
    return f"{type(value).__name__} {value!r}"[:200]


def _say(told: Any) -> None:
    for language in SPOKEN:
        if not told.say(language).strip():
            raise Broken(f"says nothing in {language}")


_READ_AGAIN = {
    "number": "number(string(v)) = v",
    "boolean": 'string(v) = (if v then "true" else "false")',
    "string": "string(v) = v",
    "date": "date(string(v)) = v",
    "time": "time(string(v)) = v",
    "date and time": "date and time(string(v)) = v",
    "days and time duration": "duration(string(v)) = v",
    "years and months duration": "duration(string(v)) = v",
}


def written_and_read(value: Any) -> None:
    """Ask that ``string`` writes what reads back, and that JSON takes the value."""
    around = frame()
    try:
        json.dumps(feel.to_typed_json(value, around))
        feel.to_data(value, around)
    except feel.Exhausted:
        return
    test = _READ_AGAIN.get(feel.type_name(value))
    if test is None or (isinstance(value, Decimal) and abs(value.adjusted()) > 1_000):
        return
    if feel.compile_expression(test).evaluate({"v": value}, frame()) is not True:
        raise Broken(f"{test} for {value!r}")


KINDS: dict[str, Callable[[str, dict[str, Any], dict[str, Any] | None], None]] = {
    "expression": expression,
    "cell": cell,
    "table": table,
}


def _fault(kind: str, text: str, case: int | str) -> str | None:
    """Return what is wrong with a text, over data that belongs to the case."""
    maker = Maker(Random(f"data {case}"), ["1"])
    scope = maker.scope()
    schema = maker.schema() if maker.random.random() < 0.3 else None
    began = time.thread_time()
    try:
        KINDS[kind](text, scope, schema)
    except Broken as broken:
        return f"Broken: {str(broken)[:300]}"
    except BaseException as fault:
        return f"{type(fault).__name__}: {str(fault)[:300]}"
    taken = time.thread_time() - began
    return f"slow: {taken:.1f} s" if taken > SLOW else None


def shortened(text: str, fails: Callable[[str], bool]) -> str:
    """Return the text without whatever it still fails without."""
    size, tries = len(text) // 2, 0
    while size and tries < TRIES:
        place = 0
        while place < len(text) and tries < TRIES:
            without = text[:place] + text[place + size :]
            tries += 1
            if fails(without):
                text = without
            else:
                place += size
        size //= 2
    return text


def fuzz(seconds: float, seed: int, shared: Path | None) -> dict[str, Any]:
    """Make up cases for so many seconds; return how many, and what was found."""
    seeds = corpus(shared)
    found: list[Found] = []
    ends = time.monotonic() + seconds
    count = 0
    while time.monotonic() < ends and len(found) < KEPT:
        case = f"{seed}:{count}"
        maker = Maker(Random(case), seeds)
        kind = maker.random.choice(["expression"] * 5 + ["cell"] * 2 + ["table"])
        text = {"expression": maker.text, "cell": maker.cell, "table": maker.table}[
            kind
        ]()
        what = _fault(kind, text, case)
        if what is not None:
            found.append(_shortest(kind, case, text, what))
        count += 1
    return {"cases": count, "seed": seed, "found": [asdict(each) for each in found]}


def _shortest(kind: str, case: str, text: str, what: str) -> Found:
    """Return what was found with the shortest text that breaks the same promise."""
    sort = what.partition(":")[0]

    def fails(shorter: str) -> bool:
        return (_fault(kind, shorter, case) or "").partition(":")[0] == sort

    short = text if sort == "slow" else shortened(text, fails)
    return Found(f"{kind} {case}", short, _fault(kind, short, case) or what)


def main(seconds: str, seed: str, shared: str = "") -> None:
    """Fuzz under limits of memory and time; a warning of Python is a fault."""
    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    most = int(float(seconds)) * 2 + 120
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    found = fuzz(float(seconds), int(seed), Path(shared) if shared else None)
    json.dump(found, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
