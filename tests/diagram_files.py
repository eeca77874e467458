"""The seed processes and forms as files: what refers to what."""

from __future__ import annotations

import tomllib
from pathlib import Path

from runtime.dmn.xml import Element, children, descendants, find_child, read_xml
from runtime.engine.diagram.layout import properties_of

ROOT = Path(__file__).parents[1]
DIAGRAMS = sorted((ROOT / "processes").rglob("*.bpmn"))
FORMS = sorted(each.parent for each in (ROOT / "forms").glob("*/schema.json"))


def tree(diagram: Path) -> Element:
    """Return the root of a diagram."""
    return read_xml(diagram.read_bytes(), file=diagram.name)


def process(diagram: Path) -> Element:
    """Return the process of a diagram."""
    found = find_child(tree(diagram), "process")
    assert found is not None
    return found


def user_tasks(diagram: Path) -> dict[str, dict[str, str]]:
    """Return id → properties of every user task."""
    found = descendants(tree(diagram), "userTask")
    return {each.get("id", ""): properties_of(each) for each in found}


def without_english(diagram: Path) -> list[str]:
    """List the named elements that have no English name."""
    return [
        each.get("id", "")
        for each in process(diagram).iter()
        if each.get("name") and each.get("id")
        if not properties_of(each).get("name:en")
    ]


def decisions_called(diagram: Path) -> set[str]:
    """Return the decisions that a diagram asks."""
    found = descendants(tree(diagram), "calledDecisionId")
    return {(each.text or "").strip() for each in found}


def decisions_offered() -> set[str]:
    """Return the ids of all decisions of the seed."""
    files = (ROOT / "processes").rglob("*.dmn")
    return {
        each.get("id", "")
        for file in files
        for each in descendants(read_xml(file.read_bytes()), "decision")
    }


def processes_called(diagram: Path) -> set[str]:
    """Return the processes that a diagram calls."""
    found = descendants(tree(diagram), "callActivity")
    return {each.get("calledElement", "") for each in found}


def roles() -> dict[str, dict[str, dict[str, str]]]:
    """Return the roles of the seed."""
    return tomllib.loads((ROOT / "processes/roles.toml").read_text("utf-8"))


def half_splits(diagram: Path) -> list[str]:
    """List the splits without a default, and their ways without a condition."""
    flows = {
        each.get("id"): each for each in descendants(tree(diagram), "sequenceFlow")
    }
    found = []
    for gateway in descendants(tree(diagram), "exclusiveGateway"):
        leaving = [(each.text or "") for each in children(gateway, "outgoing")]
        default = gateway.get("default")
        if len(leaving) > 1 and default not in leaving:
            found.append(gateway.get("id", ""))
        if len(leaving) > 1:
            found += [
                each
                for each in leaving
                if each != default
                and find_child(flows[each], "conditionExpression") is None
            ]
    return found
