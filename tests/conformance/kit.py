"""Reads the test cases of the DMN technology compatibility kit (TCK)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from runtime import dmn, feel
from runtime.dmn.xml import Element, children, find_child, read_xml
from runtime.kernel.errors import FlowError

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS = frozenset({"decimal", "double", "integer", "int", "long", "float"})
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
_TEMPORAL = {"date": "date", "time": "time", "dateTime": "date and time"}


@dataclass(frozen=True)
class Case:
    """One expected result node: where it stands, what goes in, what must come out."""

    model: Path
    case: str
    node: str
    invocable: str
    inputs: dict[str, Any]
    expected: Any

    @property
    def level(self) -> str:
        """The level of compliance that the case belongs to."""
        return self.model.parts[-3]

    @property
    def name(self) -> str:
        """The case as the list of known failures names it."""
        return f"{self.level}/{self.model.parts[-2]} {self.case} {self.node}"


def read_cases(folder: Path) -> Iterator[Case]:
    """Walk all result nodes below ``folder``, model after model."""
    for file in sorted(folder.glob("compliance-level-*/*/*.xml")):
        root = read_xml(file.read_bytes())
        model = find_child(root, "modelName")
        if model is not None:
            path = file.parent / (model.text or "").strip()
            for test_case in children(root, "testCase"):
                yield from _nodes(path, test_case)


def _nodes(model: Path, test_case: Element) -> Iterator[Case]:
    inputs = {
        each.get("name") or "": read_value(each)
        for each in children(test_case, "inputNode")
    }
    is_service = test_case.get("type") == "decisionService"
    for node in children(test_case, "resultNode"):
        yield Case(
            model=model,
            case=test_case.get("id") or "",
            node=node.get("name") or "",
            invocable=test_case.get("invocableName") or "" if is_service else "",
            inputs=inputs,
            expected=read_value(find_child(node, "expected")),
        )


def read_value(holder: Element | None) -> Any:
    """Return the FEEL value that a value, list or components write."""
    if holder is None or _is_nil(holder):
        return None
    found = find_child(holder, "list")
    if found is not None:
        items = [read_value(each) for each in children(found, "item")]
        return None if _is_nil(found) else items
    parts = children(holder, "component")
    if parts:
        return {each.get("name") or "": read_value(each) for each in parts}
    return _simple(find_child(holder, "value"))


def _is_nil(element: Element) -> bool:
    return element.get(f"{_XSI}nil") == "true"


def _simple(element: Element | None) -> Any:
    if element is None or _is_nil(element):
        return None
    kind = (element.get(f"{_XSI}type") or "xsd:string").rpartition(":")[2]
    written = element.text or ""
    if kind in _NUMBERS:
        return Decimal(written.strip())
    if kind == "boolean":
        return written.strip() in ("true", "1")
    if kind in (*_TEMPORAL, "duration"):
        return feel.compile_expression(f'@"{written.strip()}"').evaluate({})
    return written


def answer(model: dmn.Model, case: Case) -> Any:
    """Return what the model says; a refusal counts as null, as the TCK wants it."""
    try:
        decision = model.decision(case.invocable or case.node)
        value = decision.decide(case.inputs, feel.Frame(now=NOON)).value
    except FlowError:
        return None
    # a service with several outputs answers with all of them by name
    is_one_of_many = case.invocable and isinstance(value, dict) and case.node in value
    return value[case.node] if is_one_of_many else value


def is_right(expected: Any, found: Any) -> bool:
    """Return whether both are the same value, numbers to eight digits."""
    if isinstance(expected, Decimal):
        if not isinstance(found, Decimal):
            return False
        return abs(expected - found) <= Decimal("1e-8") * max(1, abs(expected))
    if isinstance(expected, list):
        return _same_items(expected, found)
    if isinstance(expected, dict):
        return isinstance(found, dict) and _same_fields(expected, found)
    return type(expected) is type(found) and bool(expected == found)


def _same_items(expected: list[Any], found: Any) -> bool:
    return (
        isinstance(found, list)
        and len(found) == len(expected)
        and all(map(is_right, expected, found))
    )


def _same_fields(expected: dict[str, Any], found: dict[str, Any]) -> bool:
    return expected.keys() == found.keys() and all(
        is_right(value, found[name]) for name, value in expected.items()
    )
