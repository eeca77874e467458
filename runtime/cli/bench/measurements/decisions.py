"""What two decisions cost with their trace, beside the same rules written in Python.

The reference is the quickest way to the same answers: a chain of conditions by hand,
which no process owner can read, change or ask why. Before anything is timed, both
must answer alike on every sample.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from runtime import feel
from runtime.cli.bench import budgets
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.rounds import interleaved, seconds
from runtime.cli.bench.surroundings import Surroundings
from runtime.cli.demo import shop
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import text
from runtime.orders.order.decoding import decode_order
from runtime.orders.order.rules import facts_of

Facts = Mapping[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")
REPEATS = 5


def measure(ground: Ground) -> Sequence[Figure]:
    """Grade and check the demo's orders, with the tables and by hand, in turns."""
    with ground.installation() as runtime:
        around = Surroundings(runtime, "own")
    samples = _samples(around)
    tables = Tables(around)
    limit = around.values["payment_deviation_limit"]
    for facts in samples:
        found, expected = (
            tables.answers(facts),
            (_grading(facts), _checks(facts, limit)),
        )
        if found != expected:
            raise Misconfigured(
                "bench-reference-differs", found=found, by_hand=expected
            )
    share = 1_000_000 / len(samples)
    times = interleaved(
        {
            "ours": lambda: tables.seconds(samples) * share,
            "python": lambda: seconds(lambda: _by_hand(samples, limit)) * share,
        },
        REPEATS * ground.sizes.rounds,
    )
    return [
        Figure(
            "decisions",
            text("bench-decisions"),
            times["ours"],
            Unit.MICROSECONDS,
            Reference(text("bench-by-hand"), times["python"]),
            budgets.DECISIONS_US,
        )
    ]


class Tables:
    """The deployed tables, asked as a run asks them."""

    def __init__(self, around: Surroundings) -> None:
        self._grading = around.deployed.decisions["order_grading"]
        self._checks = around.deployed.decisions["order_checks"]
        self._around = around

    def answers(self, facts: Facts) -> tuple[tuple[Any, ...], list[str]]:
        """Return grade, level and color, and the reasons to hold."""
        scope, frame = {"facts": facts}, self._frame()
        given = self._grading.decide(scope, frame).outputs
        reasons: list[str] = self._checks.decide(scope, frame).outputs["reasons"]
        return (given["grade"], given["level"], given["color"]), reasons

    def seconds(self, samples: Sequence[Facts]) -> float:
        """Return how long both decisions take over all samples."""
        asked = [({"facts": facts}, self._frame()) for facts in samples]
        grading, checks = self._grading.decide, self._checks.decide

        def decide() -> None:
            for scope, frame in asked:
                grading(scope, frame)
                checks(scope, frame)

        return seconds(decide)

    def _frame(self) -> feel.Frame:
        around = self._around
        return around.engine.frame_for(around.now, around.values, {}, {})


def _samples(around: Surroundings) -> list[Facts]:
    first = datetime(2026, 11, 1, tzinfo=ZONE)
    payloads = shop.arrivals(first, 14, Random(1))
    return [
        facts_of(
            decode_order({"channel": one.channel, **one.payload}, ZONE).order,
            around.values,
        )
        for one in payloads
    ]


def _by_hand(samples: Sequence[Facts], limit: Decimal) -> None:
    for facts in samples:
        _grading(facts)
        _checks(facts, limit)


def _grading(facts: Facts) -> tuple[str, str, str]:
    grade, tags = _grade(facts), facts["tags"]
    settled = facts["kind"] == "presale_balance" and not facts["unpaid"]
    if "VIP" in tags or "限时达" in tags or settled or grade == "P0":
        return grade, "urgent", "red"
    if grade == "P1":
        return grade, "high", "orange"
    if grade == "P3":
        return grade, "scheduled", "grey"
    return grade, "normal", "blue"


def _grade(facts: Facts) -> str:
    tags, kind = facts["tags"], facts["kind"]
    if "当日达" in tags or "投诉升级" in tags or "今天必须发" in facts["remark"]:
        return "P0"
    if "加急" in tags or kind == "rush" or facts["fresh"] or facts["fragile"]:
        return "P1"
    if kind in ("presale", "appointment"):
        return "P3"
    return "P3" if kind == "presale_balance" and facts["unpaid"] else "P2"


def _checks(facts: Facts, limit: Decimal) -> list[str]:
    found = {
        "payment_deviation": facts["deviation"] > limit,
        "address_incomplete": not facts["address_complete"],
        "zero_total": facts["amount"] == 0,
    }
    off = facts["checks_off"]
    return [name for name, holds in found.items() if holds and name not in off]


measurement = Measurement("decisions", measure)
