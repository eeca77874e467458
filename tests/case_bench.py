"""What a case of the seed runs on: its diagram, its services, its parameters."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from runtime import dmn, feel
from runtime.designer.case_file import Case, read_cases
from runtime.designer.cases import CaseReport, Situation, run_case
from runtime.engine.forms import Form, bundle
from runtime.engine.spiff import Model, ServiceCall, load
from runtime.kernel.durations import parse_duration
from runtime.orders.order.decoding import decode_order
from runtime.orders.order.rules import facts_of

ROOT = Path(__file__).parents[1]
AMBIENT = frozenset({"order", "param"})
ZONE = "Asia/Shanghai"
PROCESSES = sorted(each.parent.name for each in ROOT.glob("processes/*/cases.toml"))


def play(process_id: str, case: Case) -> CaseReport:
    """Play one case on the diagram of the seed."""
    return run_case(model(process_id), case, SERVICES, frame_of, forms())


def cases(process_id: str) -> tuple[Case, ...]:
    """Return the cases of a process."""
    file = ROOT / "processes" / process_id / "cases.toml"
    return read_cases(file.read_bytes(), file.name)


@cache
def model(process_id: str) -> Model:
    """Load a process of the seed."""
    return built(process_id, files(".bpmn"), files(".dmn"))


def built(
    process_id: str, diagrams: Mapping[str, bytes], tables: Mapping[str, bytes]
) -> Model:
    """Load a process from these files instead of those of the seed."""
    decisions: dict[str, dmn.Decision] = {}
    for name, body in tables.items():
        decisions |= dmn.load(body, file=name, ambient=AMBIENT).decisions
    return load(process_id, diagrams, decisions.get, ambient=AMBIENT)


def files(suffix: str) -> dict[str, bytes]:
    """Return the seed's files of one kind by name."""
    found = sorted((ROOT / "processes").rglob(f"*{suffix}"))
    return {each.name: each.read_bytes() for each in found}


def first_broken(process_id: str, changed: Model) -> str:
    """Return the first promise that a changed process breaks, or nothing."""
    for case in cases(process_id):
        if not run_case(changed, case, SERVICES, frame_of, forms()).passed:
            return case.name["en"]
    return ""


@cache
def forms() -> Mapping[str, Form]:
    """Return every form of the seed by its key."""
    found = {}
    for schema in ROOT.glob("forms/*/schema.json"):
        body = bundle(schema.read_bytes(), schema.with_name("ui.json").read_bytes())
        found[schema.parent.name] = Form.parse(schema.parent.name, body)
    return found


@cache
def parameters() -> Mapping[str, Any]:
    """Return the parameters of the seed as FEEL sees them."""
    content = tomllib.loads((ROOT / "processes/parameters.toml").read_text("utf-8"))
    return {name: _value(each["type"], each["value"]) for name, each in content.items()}


def frame_of(situation: Situation) -> feel.Frame:
    """Return the frame that a situation shows."""
    values = {**parameters(), **situation.parameters}
    ambient = {"order": dict(situation.order), "param": values}
    return feel.Frame(ambient=ambient, now=situation.now, zone=ZONE)


def _value(kind: str, written: Any) -> Any:
    if kind == "number":
        return Decimal(written)
    return parse_duration(written) if kind == "duration" else written


def _facts(call: ServiceCall, situation: Situation) -> Mapping[str, Any]:
    order = decode_order(dict(situation.order), ZoneInfo(ZONE)).order
    values = {**parameters(), **situation.parameters}
    off = {name for name, switch in situation.checks.items() if switch == "off"}
    return facts_of(order, values, off)


def _nothing(call: ServiceCall, situation: Situation) -> Mapping[str, Any]:
    return {}


SERVICES = {
    "order.register": _nothing,
    "order.facts": _facts,
    "order.release": _nothing,
    "order.cancel": _nothing,
}
