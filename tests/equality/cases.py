"""Ten sample processes, one for each way of running: what each starts with."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

from runtime import feel
from runtime.dmn import load as load_decisions
from runtime.engine.spiff import Mode, Model, load
from runtime.kernel.errors import NotFound
from tests.equality.fast import Fast
from tests.equality.stock import Environment, Stock, parse

HERE = Path(__file__).parent / "bpmn"
FILES = {file.name: file.read_bytes() for file in sorted(HERE.glob("*.bpmn"))}
SAMPLES = {
    "a_straight": range(25),
    "b_approval": range(8),
    "c_multi_par": range(2),
    "c_multi_seq": range(2),
    "d_parallel": range(5),
    "e_big": range(4),
    "f_loop": range(1),
    "g_rework": range(1),
    "h_timer": range(5),
}
CASES = [(pid, number) for pid, numbers in SAMPLES.items() for number in numbers]
MODES = {
    "plain": Mode(fused=False, lazy=False),
    "lazy": Mode(fused=False, lazy=True),
    "fused": Mode(fused=True, lazy=True),
}
HOWS = ("straight", "reloaded", "pruned")


@cache
def _grades() -> Any:
    return load_decisions((HERE / "grade.dmn").read_bytes())


def decisions(reference: str) -> Any:
    """Find a decision by its reference, None when there is none."""
    try:
        return _grades().decision(reference)
    except NotFound:
        return None


def service(operator: str, parameters: dict[str, Any], data: Any) -> Any:
    """Answer any operator, depending on what it was asked."""
    return {"ok": True, "op": operator, "ref": f"R{parameters.get('order_no')}"}


@cache
def model(pid: str, mode: str) -> Model:
    """Return one of the samples, loaded."""
    return load(pid, FILES, decisions, mode=MODES[mode])


def variables(number: int, count: int = 12) -> dict[str, Any]:
    """Return what an instance starts with."""
    some = random.Random(number)
    lines = [
        {"sku": f"S{n}", "qty": some.randrange(1, 5), "price": some.randrange(10, 900)}
        for n in range(3)
    ]
    amount = sum(line["qty"] * line["price"] for line in lines)
    order = {
        "no": f"D11-{number:07}",
        "amount": amount,
        "vip": some.random() < 0.4,
        "region": some.choice(["east", "south", "north", "west"]),
        "lines": lines,
    }
    return {"order": order, "items": list(range(count)), "n": count, "i": 0}


def fast(pid: str, number: int, mode: str, how: str) -> Fast:
    """Return an instance of ours."""
    return Fast(model(pid, mode), variables(number), service, feel.Frame(), how)


def stock(pid: str, number: int) -> Stock:
    """Return an instance of the reference."""
    frame = feel.Frame()
    specs = parse(pid, FILES, decisions, frame)
    return Stock(specs, variables(number), Environment(service, frame))
