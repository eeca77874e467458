"""What one order and one task cost through the interface, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.clerk import ANSWERS
from runtime.cli.bench.figures import Budget, Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.rounds import percentile, seconds
from runtime.cli.bench.sample import canonical
from runtime.cli.bench.served import Client, arriving, closed_loop, served
from runtime.engine.run import queries
from runtime.kernel.texts import Text, text

ROLE = "warehouse"
CLIENTS, ARRIVALS = 16, 100.0  # a second
Times = Sequence[float]


def measure(ground: Ground) -> Sequence[Figure]:
    """Send orders and ship them: by one client, many arriving, many at once."""
    count = ground.sizes.steps
    with ExitStack() as stack:
        runtime = stack.enter_context(ground.installation())
        site = stack.enter_context(served(ground, runtime))
        client = stack.enter_context(closing(Client(site)))
        bare = _each(partial(client.ask, "GET"), ["/me"] * count)
        created = _each(_send(client), range(3 * count))
        tasks = _waiting(runtime, 3 * count)
        shipped = _each(_ship(client), tasks[:count])
        arrived = arriving(_ship(client), tasks[count : 2 * count], ARRIVALS, CLIENTS)
        rate, looped = closed_loop(_ship(client), tasks[2 * count :], CLIENTS)
    one, many = text("bench-rest-task"), {"clients": CLIENTS}
    arrival = text("bench-rest-arriving", **many, rate=int(ARRIVALS))
    loop = text("bench-rest-loop", **many)
    return [
        _start(site.started_in),
        _time("rest-order-p50", text("bench-rest-order"), (created, 0.5), bare),
        _time("rest-task-p50", one, (shipped, 0.5), bare),
        _time("rest-task-p99", one, (shipped, 0.99), bare),
        _time("rest-arriving-p99", arrival, (arrived, 0.99), bare),
        _time("rest-loop-p99", loop, (looped, 0.99), bare),
        Figure("rest-loop-rate", loop, rate, Unit.RATE, budget=budgets.REST_RATE),
    ]


def _each(act: Callable[[Any], object], given: Sequence[Any]) -> list[float]:
    """Return how long ``act`` took on each, in seconds."""
    return [seconds(partial(act, one)) for one in given]


def _send(client: Client) -> Callable[[int], object]:
    def send(number: int) -> object:
        order = {"channel": "own", **canonical(f"R{number:06d}")}
        return client.ask("POST", "/orders", order)

    return send


def _ship(client: Client) -> Callable[[int], object]:
    answer = {"data": ANSWERS["ship"]}
    return lambda task: client.ask("POST", f"/tasks/{task}/complete", answer)


def _waiting(runtime: Runtime, count: int) -> list[int]:
    with runtime.database.reading() as read:
        return [row.id for row in queries.list_queue(read, [ROLE], count)]


def _start(value: float) -> Figure:
    what = text("bench-rest-start")
    return Figure("rest-start", what, value, Unit.SECONDS, budget=budgets.SERVE_SECONDS)


def _time(name: str, what: Text, found: tuple[Times, float], bare: Times) -> Figure:
    times, share = found
    return Figure(
        name,
        text("bench-rest", what=what, share=f"p{share * 100:g}"),
        percentile(times, share) * 1000,
        Unit.MILLISECONDS,
        Reference(text("bench-rest-bare"), percentile(bare, share) * 1000),
        _BUDGETS[name],
    )


_BUDGETS: dict[str, Budget] = {
    "rest-order-p50": budgets.REST_ORDER_MS,
    "rest-task-p50": budgets.STEP_P50_MS,
    "rest-task-p99": budgets.STEP_P99_MS,
    "rest-arriving-p99": budgets.REST_ARRIVING_MS,
    "rest-loop-p99": budgets.REST_LOOP_MS,
}

measurement = Measurement("rest", measure)
