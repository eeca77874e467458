"""How long approvals take when each takes 47 minutes, and how many orders need none.

Simulated: everything runs as in the day's work, on a clock that is moved by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.clerk import answer
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.sample import write_orders
from runtime.engine.run import queries
from runtime.kernel.clock import FixedClock
from runtime.kernel.texts import text
from runtime.orders.order import lookup
from runtime.orders.order.facts import OrderState

EACH = timedelta(minutes=47)
APPROVALS = (
    ("sales", "sales_confirm"),
    ("finance", "finance_price_check"),
    ("warehouse", "warehouse_reserve"),
    ("supervisor", "supervisor_approve"),
    ("custom", "custom_review"),
)
MOST = 10_000
_BEGIN = datetime(2026, 11, 11, 1, tzinfo=UTC)


def measure(ground: Ground) -> Sequence[Figure]:
    """Approve one order by three people, and all of a mix, step by step."""
    clock = FixedClock(_BEGIN)
    with ground.installation(clock) as runtime:
        straight, chain = (
            _until_released(ground, runtime, clock, total)
            for total in ("199.00", "5000.00")
        )
    clock = FixedClock(_BEGIN)
    with ground.installation(clock) as runtime:
        made = run_import(runtime, ground.file, ground.channel, ground.sizes.orders)
        waits = list(_waits(runtime, clock))
    share = made.places["straight_through"] / made.created * 100
    released = made.places["straight_through"] + len(waits)
    mean = sum(waits, timedelta()) / max(released, 1)
    before = text("bench-approval-before")
    return [
        Figure(
            "approval-chain",
            text("bench-approval-chain", hours=f"{_minutes(chain) / 60:.2f}"),
            _minutes(chain),
            Unit.MINUTES,
            Reference(text("bench-approval-straight"), _minutes(straight)),
        ),
        Figure(
            "approval-mean",
            text("bench-approval-mean", count=released),
            _minutes(mean),
            Unit.MINUTES,
            Reference(before, _minutes(chain)),
        ),
        Figure(
            "approval-share",
            text("bench-approval-share", count=made.created),
            share,
            Unit.PERCENT,
            budget=budgets.NOBODY_PERCENT,
        ),
    ]


def _until_released(
    ground: Ground, runtime: Runtime, clock: FixedClock, total: str
) -> timedelta:
    """Return how long an order of that total waits for approvals."""
    file = ground.folder / f"approval-{total}.jsonl"
    write_orders(file, f"A{total}", 1, total=total, paid=total)
    begun = clock.now()
    run_import(runtime, file, "own")
    list(_waits(runtime, clock))
    return clock.now() - begun


def _waits(runtime: Runtime, clock: FixedClock) -> Iterator[timedelta]:
    """Let each approval take its time; yield how long each order waited in all."""
    begun = clock.now()
    while tasks := _waiting(runtime):
        clock.advance(EACH)
        for row in tasks:
            answer(runtime, row)
        with runtime.database.reading() as read:
            states = [lookup.state_of(read, row.business_key) for row in tasks]
        yield from [clock.now() - begun] * states.count(OrderState.RELEASED)


def _waiting(runtime: Runtime) -> Sequence[Any]:
    with runtime.database.reading() as read:
        return queries.list_at(read, APPROVALS, MOST)


def _minutes(length: timedelta) -> float:
    return length / timedelta(minutes=1)


measurement = Measurement("approval", measure)
