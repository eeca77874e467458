"""What going around a step by a code costs, over HTTP, beside completing the step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from statistics import median
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets, shortcut
from runtime.cli.bench.clerk import ANSWERS, answer
from runtime.cli.bench.counting import STATEMENTS, counted
from runtime.cli.bench.figures import Budget, Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.rounds import interleaved, percentile, seconds
from runtime.cli.bench.served import Client, served
from runtime.cli.bench.shortcut import Shortcut
from runtime.engine.run import queries
from runtime.kernel.texts import text

PLAIN, CHEAP, DEAR = "plain", "cheap", "dear"
A_ROUND = shortcut.AN_OPENING // 2  # turns until the budget is used up
COUNTED, CHECKS = 4, 20
Act = Callable[[], object]


def measure(ground: Ground) -> Sequence[Figure]:
    """Complete a step and go around it, in turns; count and check codes alone."""
    turns = max(1, ground.sizes.steps // 3)
    file = ground.folder / "bypass.jsonl"
    shortcut.write_agreed(file, "B", 3 * (turns + A_ROUND) + 2 * COUNTED)
    with ExitStack() as stack:
        runtime = stack.enter_context(ground.installation())
        run_import(runtime, file, "own")
        opened, tasks = Shortcut(runtime), iter(_waiting(runtime))
        plain, used = _statements(runtime, opened, tasks)
        site = stack.enter_context(served(ground, runtime))
        client = stack.enter_context(closing(Client(site)))
        _times(client, opened, tasks, A_ROUND)  # nobody counts the first ones
        times = _times(client, opened, tasks, turns)
        checks = _checks(opened)
    return [
        _time("bypass-p50", CHEAP, times, budgets.BYPASS_MS),
        _time("bypass-shipped-p50", DEAR, times, None),
        _check(checks),
        _more(plain, used),
    ]


def _times(
    client: Client, opened: Shortcut, tasks: Iterator[Any], turns: int
) -> Mapping[str, list[float]]:
    """Return how long each way took, in milliseconds; they take turns."""
    times: dict[str, list[float]] = {PLAIN: [], CHEAP: [], DEAR: []}
    for begin in range(0, turns, A_ROUND):
        opened.opens()
        cheap = opened.issues(A_ROUND, is_dear=False)
        dear = opened.issues(A_ROUND, is_dear=True)
        for turn in range(A_ROUND):
            if begin + turn < turns:
                acts = {
                    PLAIN: _completes(client, next(tasks).id),
                    CHEAP: _uses(client, next(tasks).id, cheap),
                    DEAR: _uses(client, next(tasks).id, dear),
                }
                for name in list(acts)[:: -1 if turn % 2 else 1]:
                    times[name].append(seconds(acts[name]) * 1000)
    return times


def _completes(client: Client, task: int) -> Act:
    answered = {"data": ANSWERS[shortcut.STEP]}
    return partial(client.ask, "POST", f"/tasks/{task}/complete", answered)


def _uses(client: Client, task: int, code: str) -> Act:
    asked = {"code": code, "reason": shortcut.REASON}
    return partial(client.ask, "POST", f"/tasks/{task}/bypass", asked)


def _statements(
    runtime: Runtime, opened: Shortcut, tasks: Iterator[Any]
) -> tuple[float, float]:
    """Return the statements of completing a step, and of going around it."""
    opened.opens()
    code = opened.issues(COUNTED, is_dear=False)
    plain, used = [], []
    for _ in range(COUNTED):
        plain.append(_counted(partial(answer, runtime, next(tasks))))
        used.append(_counted(partial(opened.uses, next(tasks).id, code)))
    opened.closes()
    return median(plain), median(used)


def _counted(act: Act) -> int:
    with counted() as counter:
        act()
    return counter[STATEMENTS]


def _checks(opened: Shortcut) -> Mapping[str, float]:
    """Return what one check of a code takes, in milliseconds."""
    acts = {name: opened.check(is_dear=name == DEAR) for name in (DEAR, CHEAP)}
    contenders = {name: partial(seconds, act) for name, act in acts.items()}
    found = interleaved(contenders, CHECKS)
    return {name: value * 1000 for name, value in found.items()}


def _waiting(runtime: Runtime) -> Sequence[Any]:
    with runtime.database.reading() as read:
        return queries.list_queue(read, [shortcut.ROLE], 10_000)


def _time(
    name: str, way: str, times: Mapping[str, list[float]], budget: Budget | None
) -> Figure:
    return Figure(
        name,
        text(f"bench-{name}"),
        percentile(times[way], 0.5),
        Unit.MILLISECONDS,
        Reference(text("bench-bypass-plain"), percentile(times[PLAIN], 0.5)),
        budget,
    )


def _check(checks: Mapping[str, float]) -> Figure:
    cost = shortcut.SHIPPED_COST
    return Figure(
        "bypass-check",
        text("bench-bypass-check", rounds=cost.rounds, kibibytes=cost.kibibytes),
        checks[DEAR],
        Unit.MILLISECONDS,
        Reference(text("bench-bypass-check-least"), checks[CHEAP]),
    )


def _more(plain: float, used: float) -> Figure:
    what = text("bench-bypass-statements", used=f"{used:g}", plain=f"{plain:g}")
    budget = budgets.BYPASS_STATEMENTS
    more = used - plain
    return Figure("bypass-statements", what, more, Unit.COUNT, budget=budget)


measurement = Measurement("bypass", measure)
