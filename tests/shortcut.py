"""A process with a bypass, in a folder of its own: to deploy, to run, to spoil."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from runtime.bootstrap import Runtime
from runtime.engine.run import starting
from runtime.identity import people
from runtime.kernel.actors import SYSTEM, Actor
from runtime.orders.bypass import operations
from runtime.orders.bypass.operations import Wanted
from tests.story import SUPERVISOR, Shop

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions targetNamespace="quick" id="quick_file"
  xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <bpmn:message id="m_quick" name="quick"/>
  <bpmn:process id="quick" isExecutable="true">
"""
TASK = """<bpmn:userTask id="{id}" name="{name}" {more}>
  <bpmn:extensionElements><spiffworkflow:properties>
    <spiffworkflow:property name="formKey" value="approve_order"/>
    <spiffworkflow:property name="role" value="{role}"/>
  </spiffworkflow:properties></bpmn:extensionElements></bpmn:userTask>"""
BORDER = """<bpmn:boundaryEvent id="by_code" attachedToRef="sign" {more}>
  <bpmn:extensionElements><spiffworkflow:properties>
    <spiffworkflow:property name="bypassPolicy" value="quick_code"/>
  </spiffworkflow:properties></bpmn:extensionElements>
  <bpmn:messageEventDefinition messageRef="m_quick"><bpmn:extensionElements>
    <spiffworkflow:messageVariable>bypass</spiffworkflow:messageVariable>
  </bpmn:extensionElements></bpmn:messageEventDefinition></bpmn:boundaryEvent>"""
SCRIPT = """<bpmn:scriptTask id="{id}"><bpmn:script>{{ {id}: true }}</bpmn:script>
</bpmn:scriptTask>"""
FLOWS = {
    "f1": ("begin", "sign"),
    "f2": ("sign", "noted"),
    "f3": ("noted", "hand_on"),
    "f4": ("hand_on", "done"),
    "f5": ("by_code", "split"),
    "f6": ("split", "passed"),
    "f7": ("passed", "hand_on"),
    "f8": ("split", "owed"),
    "f9": ("owed", "paid"),
}
POLICY: dict[str, Any] = {
    "title": {"zh": "快速通道", "en": "Quick way"},
    "text": {"zh": "仅限小幅改价。", "en": "For small changes alone."},
    "when": "deviation <= 0.05",
    "opens": ["supervisor"],
    "issues": ["supervisor"],
    "uses": ["sales", "finance"],
    "code": True,
    "longest": "PT2H",
    "budget": {"count": 20, "money": "3000.00", "of": "abs(agreed - listed)"},
    "four_eyes": True,
    "two_person_above": "1000.00",
    "debt": {
        "element": "owed",
        "within": "P1D",
        "title": {"zh": "补照片", "en": "Photo owed"},
    },
}
MANIFEST = """title = "快速通道"
title_en = "Quick way"
owner = "supervisor"
start_role = "supervisor"

[variables]
deviation = "number"
agreed = "number"
listed = "number"
"""
PRICES = {"deviation": 0, "agreed": 95, "listed": 100}


def diagram(
    border: str = "",
    task: str = "",
    flows: Mapping[str, tuple[str, str]] = FLOWS,
    policy: str = "quick_code",
) -> str:
    """Return the diagram: sign, or pass by code and owe a photo."""
    parts = [
        '<bpmn:startEvent id="begin"/>',
        TASK.format(id="sign", name="签字", role="supervisor", more=task),
        BORDER.format(more=border).replace("quick_code", policy),
        '<bpmn:parallelGateway id="split"/>',
        SCRIPT.format(id="noted"),
        SCRIPT.format(id="passed"),
        TASK.format(id="hand_on", name="交接", role="sales", more=""),
        TASK.format(id="owed", name="补照片", role="sales", more=""),
        '<bpmn:endEvent id="done"/><bpmn:endEvent id="paid"/>',
        *(
            f'<bpmn:sequenceFlow id="{name}" sourceRef="{a}" targetRef="{b}"/>'
            for name, (a, b) in flows.items()
        ),
    ]
    return HEAD + "".join(parts) + "</bpmn:process></bpmn:definitions>"


def draw(folder: Path, drawn: str | None = None, **policy: Any) -> Path:
    """Write the process with its policy, changed as asked; return its folder."""
    place = folder / "processes" / "quick"
    place.mkdir(parents=True, exist_ok=True)
    (place / "quick.bpmn").write_text(drawn or diagram(), "utf-8")
    (place / "process.toml").write_text(MANIFEST, "utf-8")
    body = {name: one for name, one in (POLICY | policy).items() if one is not None}
    (place / "bypass.toml").write_text(toml({"quick_code": body}), "utf-8")
    return place


def toml(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Write tables as TOML."""
    lines = []
    for name, body in tables.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {_value(one)}" for key, one in body.items()]
    return "\n".join(lines) + "\n"


def begin(shop: Shop, **changes: Any) -> tuple[str, int]:
    """Start the process for a new order; return its number and the task to sign."""
    number = start(shop, **changes)
    return number, task_at(shop, number, "sign", SUPERVISOR)


def start(shop: Shop, **changes: Any) -> str:
    """Start the process for a new order; return its number."""
    number = shop.takes()
    with closing(shop.runtime()) as runtime:
        runtime.attempt(
            SYSTEM,
            lambda work: starting.start(
                work, runtime.engine, "quick", number, {**PRICES, **changes}
            ),
        )
    return number


def begin_many(shop: Shop, runtime: Runtime, count: int) -> list[int]:
    """Start the process so many times for one order; return the tasks to sign."""
    number = shop.takes()
    for _ in range(count):
        runtime.attempt(
            SYSTEM,
            lambda work: starting.start(work, runtime.engine, "quick", number, PRICES),
        )
    found = shop.does("task", "list", "--as", SUPERVISOR, "--order", number)["items"]
    return [int(one["id"]) for one in found if one["element"] == "sign"]


def task_at(shop: Shop, number: str, element: str, name: str) -> int:
    """Return the task of an order at a step, as somebody sees it."""
    (found,) = [one for one in shop.tasks(name, number) if one["element"] == element]
    return int(found["id"])


def _value(one: Any) -> str:
    if isinstance(one, dict):
        inner = ", ".join(f"{name} = {_value(each)}" for name, each in one.items())
        return f"{{ {inner} }}"
    if isinstance(one, list):
        return "[" + ", ".join(map(_value, one)) + "]"
    if isinstance(one, bool):
        return str(one).lower()
    return f'"{one}"' if isinstance(one, str) else str(one)


QUICK_COST = "1:8:1"  # of hashing a code: the least there is


def ready(shop: Shop, folder: Path, **policy: Any) -> None:
    """Publish the process in a shop where codes cost little."""
    shop.environment["SPILLWAY_CODE_COST"] = QUICK_COST
    shop.does("deploy", draw(folder, **policy))


def actor(runtime: Runtime, name: str) -> Actor:
    """Return somebody as they act."""
    with runtime.database.reading() as read:
        return people.actor(read, name)


def code_for(runtime: Runtime, uses: int, policy: str = "quick_code") -> str:
    """Open a shortcut, the quick way else, and return a code for so many uses."""
    until = runtime.clock.now() + timedelta(hours=1)
    supervisor = actor(runtime, SUPERVISOR)
    runtime.attempt(
        supervisor,
        lambda work: operations.open_(work, runtime.engine, policy, until, "积压"),
    )
    wanted = Wanted(uses=uses, money=Decimal(900))
    (code,) = runtime.attempt(
        supervisor,
        lambda work: operations.issue(
            work, runtime.engine, runtime.codes, policy, wanted
        ),
    )
    return code.text
