"""The shipped processes run as SpiffWorkflow's own classes run them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from runtime import feel
from runtime.dmn import load as load_decisions
from runtime.engine.spiff import Model, load
from runtime.engine.spiff.tasks import CANCELLED
from runtime.kernel.errors import NotFound
from tests.conftest import ROOT
from tests.equality.cases import MODES
from tests.equality.fast import Fast
from tests.equality.play import differences, play
from tests.equality.stock import Environment, Stock, parse

FOLDER = ROOT / "processes"
AMBIENT = frozenset({"order", "param"})
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SUBJECT = {
    "kind": "ordinary",
    "total": Decimal(199),
    "tags": [],
    "remark": "",
    "customer": {"tags": [], "credit": "good"},
    "lines": [],
}
PARAMETERS = {
    "payment_deviation_limit": Decimal("0.05"),
    "approval_supervisor_above": Decimal(5000),
    "straight_below": Decimal(5000),
    "sla_urgent": timedelta(minutes=30),
    "sla_high": timedelta(hours=2),
    "sla_normal": timedelta(hours=12),
    "sla_scheduled": timedelta(days=3),
}
FACTS = {
    "kind": "ordinary",
    "amount": Decimal(199),
    "paid": Decimal(199),
    "unpaid": False,
    "deviation": Decimal(0),
    "address_complete": True,
    "missing": [],
    "credit": "good",
    "custom": False,
    "fresh": False,
    "fragile": False,
    "tags": [],
    "remark": "",
    "demands_today": False,
    "checks_off": [],
    "quantity": 1,
    "needs_checks": False,
    "needs_photo": False,
}
PRICE = {
    "changed": True,
    "agreed": Decimal(95),
    "listed": Decimal(100),
    "gap": Decimal(5),
    "deviation": Decimal("0.05"),
}
COUPON = {
    "used": True,
    "code": "X-1",
    "limited": False,
    "placed_on": "2026-11-11",  # stock's answers go through JSON: dates become texts
    "known_customer": True,
}
GOODS = {"pieces": Decimal(3), "known_customer": True}
ANSWERED = {"order.price": PRICE, "order.coupon": COUPON, "order.goods": GOODS}
PLAIN = {"order.price": {"changed": False}, "order.coupon": {"used": False}}
VARIANTS: dict[str, dict[str, Any]] = {
    "straight": {},
    "unpaid": {"unpaid": True},
    "chain": {"credit": "normal"},
    "supervisor": {"amount": Decimal(6000)},
    "custom": {"custom": True},
    "both": {"custom": True, "amount": Decimal(6000)},
    "held": {"deviation": Decimal("0.2")},
    "special": {"needs_checks": True, "needs_photo": True},
    "plain": {"needs_checks": True},  # asked for, and neither price nor coupon
    "twice held": {"deviation": Decimal("0.2"), "address_complete": False},
}
ANSWERS = ["approve", "reject", "cancel", "release"]
PREFERRED = ["", "wait_for_payment", "cancel_requested"]
SHORTCUTS = ["price_by_code", "coupon_match", "photo_later"]
SCENES = [
    *product(VARIANTS, ANSWERS, PREFERRED),
    *product(["special"], ANSWERS, SHORTCUTS),
]
PROCESSES = [path.stem for path in sorted(FOLDER.glob("*/*.bpmn"))]
ROUNDS = 12
WAYS = [
    ("fused", "straight"),
    ("fused", "reloaded"),
    ("fused", "pruned"),
    ("lazy", "straight"),
    ("plain", "pruned"),
]


@cache
def files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*/*.bpmn"))}


@cache
def tables() -> tuple[Any, ...]:
    return tuple(
        load_decisions(path.read_bytes(), path.name, ambient=AMBIENT)
        for path in sorted(FOLDER.glob("*/*.dmn"))
    )


def decisions(reference: str) -> Any:
    for table in tables():
        try:
            return table.decision(reference)
        except NotFound:
            continue
    return None


def surroundings() -> feel.Frame:
    ambient = {"order": SUBJECT, "param": PARAMETERS}
    return feel.Frame(ambient=ambient, now=NOW, zone="Asia/Shanghai")


class Services:
    """Facts once as the variant says, paid after that; anything else is fine."""

    def __init__(self, variant: str) -> None:
        self.answered = ANSWERED | (PLAIN if variant == "plain" else {})
        self.facts = {**FACTS, **VARIANTS[variant]}

    def __call__(self, operator: str, parameters: Any, data: Any) -> Any:
        if not operator.endswith(".facts"):
            return dict(self.answered.get(operator, {"ok": True}))
        told = dict(self.facts)
        self.facts["unpaid"] = False
        return told


@cache
def model(pid: str, mode: str) -> Model:
    return load(pid, files(), decisions, ambient=AMBIENT, mode=MODES[mode])


def start(pid: str, variant: str) -> dict[str, Any]:
    """A process that is called by another starts with what that one knows."""
    return {"facts": {**FACTS, **VARIANTS[variant]}} if pid != "order_main" else {}


@cache
def reference(pid: str, scene: tuple[str, str, str]) -> dict[str, Any]:
    variant, decision, prefers = scene
    frame = surroundings()
    specs = parse(pid, files(), decisions, frame)
    instance = Stock(specs, start(pid, variant), Environment(Services(variant), frame))
    return settled(pid, play(instance, ROUNDS, {"decision": decision}, prefers))


def ours(pid: str, scene: tuple[str, str, str], mode: str, how: str) -> dict[str, Any]:
    variant, decision, prefers = scene
    instance = Fast(
        model(pid, mode), start(pid, variant), Services(variant), surroundings(), how
    )
    return settled(pid, play(instance, ROUNDS, {"decision": decision}, prefers))


def settled(pid: str, played: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only listened on: ours hears a second escalation, stock none."""
    elements = model(pid, "fused").elements.values()
    quiet = {
        (each.id, CANCELLED)
        for each in elements
        if each.kind == "boundary-event" and not each.interrupting
    }
    return {**played, "tree": [node for node in played["tree"] if node not in quiet]}


@pytest.fixture(autouse=True)
def seeds() -> Path:
    if not FOLDER.is_dir():
        pytest.skip("skipped: no processes yet")
    return FOLDER


@pytest.mark.parametrize(("mode", "how"), WAYS)
@pytest.mark.parametrize("pid", PROCESSES or ["none"])
def test_a_shipped_process_runs_as_in_stock(pid: str, mode: str, how: str) -> None:
    parts = ["completed", "places", "data", "last", "steps"]
    parts += [] if how == "pruned" else ["tree"]

    different = {
        scene: found
        for scene in SCENES
        if (
            found := differences(
                ours(pid, scene, mode, how), reference(pid, scene), *parts
            )
        )
    }

    assert different == {}


def test_the_scenes_reach_every_task_of_a_person() -> None:
    reached = {
        element
        for pid in PROCESSES
        for scene in SCENES
        for place in reference(pid, scene)["places"]
        for kind, element in place
        if kind == "user"
    }
    drawn = {
        element.id
        for pid in PROCESSES
        for element in model(pid, "fused").elements.values()
        if element.kind == "user-task"
    }

    assert drawn - reached == set()
