"""``bench``: the budgets, each measured beside its reference in the same run."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from runtime.cli.app import Frame, command
from runtime.cli.bench.figures import Budget, Figure, Unit
from runtime.cli.bench.ground import Ground, Sizes
from runtime.cli.bench.machine import Machine, pace
from runtime.cli.bench.sample import write_report
from runtime.orders.intake.readers import open_rows

DEFAULT = Sizes()
PLACES = {
    **dict.fromkeys((Unit.RATE, Unit.BYTES, Unit.MEGABYTES), 0),
    **dict.fromkeys((Unit.COUNT, Unit.PERCENT, Unit.MINUTES), 1),
}


@command("bench")
@click.option("--orders", type=click.IntRange(min=10), help="Orders of an import.")
@click.option(
    "--rows",
    type=click.IntRange(min=100),
    default=DEFAULT.tasks,
    show_default=True,
    help="Open tasks of the inbox.",
)
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=DEFAULT.rounds,
    show_default=True,
    help="Turns of each contender.",
)
@click.option("--file", type=click.Path(path_type=Path), help="Orders of your own.")
@click.option("--channel", default="tmall", help="The channel of the file.")
@click.option(
    "--node-tools",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SPILLWAY_NODE_TOOLS",
    help="Folder with node_modules/feelin, to stand beside it.",
)
@click.option("--only", multiple=True, metavar="NAME", help="One measurement.")
def bench(frame: Frame, only: tuple[str, ...], **asked: Any) -> None:
    """Measure the budgets, each beside its reference; takes some minutes."""
    from runtime.cli.bench.registry import chosen

    wanted = chosen(only)
    machine, started = Machine.now(), time.perf_counter()
    figures: list[Figure] = []
    paces: dict[str, float] = {}
    say = frame.console.sentence
    frame.console.say("bench-machine", **machine.facts())
    with tempfile.TemporaryDirectory(prefix="spillway-bench-") as place:
        ground = _ground(frame, Path(place), asked)
        for number, one in enumerate(wanted, 1):
            paces[one.name] = pace()
            at = {"number": number, "count": len(wanted), "pace": paces[one.name]}
            frame.console.warn(say("bench-measuring", name=one.name, **at))
            figures += one.measure(ground)
    seconds, after = time.perf_counter() - started, Machine.now()
    _tell(frame, figures)
    frame.console.say(
        "bench-done", seconds=f"{seconds:.0f}", load=after.load, pace=after.pace_ms
    )
    frame.console.data(
        {
            "machine": machine.facts(),
            "afterwards": {"load": after.load, "pace_ms": after.pace_ms},
            "pace_ms": paces,
            "sizes": asdict(ground.sizes),
            "channel": ground.channel,
            "figures": [one.as_json(frame.console.language) for one in figures],
            "seconds": round(seconds, 1),
        }
    )


def _ground(frame: Frame, folder: Path, asked: Mapping[str, Any]) -> Ground:
    """Return where to measure; the file is the one given, or one made up here."""
    file, orders = asked["file"], asked["orders"]
    if file is None:
        file, orders = folder / "orders.csv", orders or DEFAULT.orders
        write_report(file, orders)
    else:
        file = file.absolute()
        with open_rows(file) as source:
            there = sum(1 for _ in source.rows)
        orders = min(there, orders or there)
    console = frame.console
    return Ground(
        folder,
        Sizes(orders, asked["rows"], asked["rounds"]),
        file,
        asked["channel"],
        os.environ.get("PG_URL") or None,
        lambda note: console.warn(note.say(console.language)),
        asked["node_tools"],
    )


def _tell(frame: Frame, figures: Sequence[Figure]) -> None:
    heads = ("what", "ours", "reference", "ratio", "budget", "verdict")
    frame.console.table(
        [f"bench-head-{head}" for head in heads],
        [_row(frame, one) for one in figures],
    )


def _row(frame: Frame, one: Figure) -> list[Any]:
    say = frame.console.sentence
    reference = ""
    if one.reference is not None:
        told = one.reference.text.say(frame.console.language)
        reference = f"{_value(one.reference.value, one.unit)} ({told})"
    budget = [_limits(one.budget), _limits(one.ratio_budget, sign="×")]
    return [
        one.text,
        f"{_value(one.value, one.unit)} {say(f'bench-unit-{one.unit}')}",
        reference,
        "" if one.ratio is None else f"{one.ratio:.2f} ×",
        "; ".join(filter(None, budget)),
        "" if one.verdict is None else say(f"bench-verdict-{one.verdict}"),
    ]


def _limits(budget: Budget | None, sign: str = "") -> str:
    if budget is None:
        return ""
    limits = [budget.must] if budget.stretch is None else [budget.must, budget.stretch]
    shown = " / ".join(f"{limit:,g}" for limit in limits)
    return f"{'≥' if budget.at_least else '≤'} {shown}{sign and f' {sign}'}"


def _value(value: float, unit: Unit) -> str:
    return f"{value:,.{PLACES.get(unit, 2)}f}"
