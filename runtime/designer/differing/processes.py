"""Two versions of a diagram: its steps, ways and what is written at them.

How a diagram is laid out is no part of what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from runtime.designer.differing.things import (
    Difference,
    Thing,
    Value,
    Words,
    compared,
    gathered,
    timed,
)
from runtime.designer.differing.written import attributes, written
from runtime.dmn.xml import (
    Element,
    children,
    descendants,
    find_child,
    local_name,
    read_xml,
)
from runtime.engine.spiff.diagram import DRAWN, SPIFF, properties
from runtime.kernel.texts import Title, text

_PARTS = {
    "calledElement": "called",
    "attachedToRef": "attached",
    "cancelActivity": "interrupts",
    "isInterrupting": "interrupts",
    "sourceRef": "from",
    "targetRef": "to",
    "script": "script",
    "conditionExpression": "condition",
    "loopCardinality": "repeats",
    "completionCondition": "until",
    "loopCondition": "while",
    "loopDataInputRef": "over",
    "isSequential": "in-turn",
    "timeDate": "timer",
    "timeDuration": "timer",
    "timeCycle": "timer",
    "documentation": "documentation",
    "preScript": "pre-script",
    "postScript": "post-script",
    "calledDecisionId": "decision",
    "messagePayload": "payload",
    "messageVariable": "variable",
    "variableName": "variable",
}
_NAMES = ("attachedToRef", "sourceRef", "targetRef", "default")
_EVENTS = ("messageRef", "signalRef", "errorRef", "escalationRef")
_DECLARED = ("message", "signal", "error", "escalation")
_ELSEWHERE = frozenset({"extensionElements", "incoming", "outgoing", "laneSet"}) | DRAWN
_ENGLISH = "name:en"


@dataclass(frozen=True, slots=True)
class _File:
    """What the elements of one version name."""

    titles: Mapping[str, Title]
    events: Mapping[str, str]  # message, signal … as it is known to others
    lanes: Mapping[str, str]


def differences(before: bytes | None, after: bytes | None) -> list[Difference]:
    """Return what two diagrams say differently; raises Misconfigured for no XML."""
    return list(compared(_things(before), _things(after)))


def _things(body: bytes | None) -> dict[str, Thing]:
    if body is None:
        return {}
    root = read_xml(body)
    file = _File(
        {one.get("id", ""): _title(one) for one in root.iter(etree.Element)},
        {one.get("id", ""): _called(one) for one in children(root, *_DECLARED)},
        dict(_lanes(root)),
    )
    found: dict[str, Thing] = {}
    for process in descendants(root, "process"):
        for one in process.iter(etree.Element):
            if one is process or local_name(one) in DRAWN:
                known = one.get("id") or f"{local_name(one)} {len(found)}"
                found[known] = Thing(_known(one, file), gathered(_parts(one, file)))
    for one in children(root, *_DECLARED, "dataStore"):
        found[one.get("id", "")] = Thing(_known(one, file), gathered(_parts(one, file)))
    return found


def _parts(node: Element, file: _File) -> Iterator[tuple[str, str | Value]]:
    """Yield what is written at an element itself, part by part."""
    tag = local_name(node)
    if tag != "sequenceFlow":
        yield "kind", tag
    lane = file.lanes.get(node.get("id", ""))
    if lane:
        yield "lane", lane
    for name, value in properties(node).items():
        yield name, timed(value)
    for child in node.iterchildren(etree.Element):
        kind = local_name(child)
        if kind not in _ELSEWHERE:
            for path, value in written(child, _ELSEWHERE):
                yield _part(f"{kind}/{path}" if path else kind, value, file)
    for name, value in attributes(node):
        yield _part(name, value, file)
    yield from _extended(node)


def _part(path: str, value: str, file: _File) -> tuple[str, str | Value]:
    """Return a part under the name that people have for it."""
    last = path.rpartition("/")[2]
    if last in _EVENTS:
        called = file.events.get(value.rpartition(":")[2], value)
        return "event", Value(called)
    if last in _NAMES and value in file.titles:
        return _PARTS.get(last, last), Value(value, file.titles[value])
    return _PARTS.get(last, path), timed(value) if last == "timeDuration" else value


def _extended(node: Element) -> Iterator[tuple[str, str]]:
    """Yield what our own namespace says at an element."""
    holder = find_child(node, "extensionElements")
    for one in () if holder is None else holder.iterchildren(f"{{{SPIFF}}}*"):
        name = local_name(one)
        if name == "serviceTaskOperator":
            yield from _operator(one)
        elif name != "properties":  # they were told by their names
            for path, value in written(one):
                yield path or _PARTS.get(name, name), value


def _operator(one: Element) -> Iterator[tuple[str, str]]:
    yield "operator", one.get("id", "")
    if one.get("resultVariable"):
        yield "result", one.get("resultVariable", "")
    for parameter in descendants(one, "parameter"):
        yield f"({parameter.get('id')})", parameter.get("value", "")


def _lanes(root: Element) -> Iterator[tuple[str, str]]:
    for lane in descendants(root, "lane"):
        for reference in children(lane, "flowNodeRef"):
            yield (reference.text or "").strip(), lane.get("name") or ""


def _known(node: Element, file: _File) -> Words:
    """Return how people point at an element: a way by its two ends."""
    tag = local_name(node)
    if tag in _DECLARED:
        return text(f"diff-{tag}", name=_called(node) or node.get("id", "?"))
    if tag != "sequenceFlow":
        return _title(node)
    names = node.get("sourceRef", ""), node.get("targetRef", "")
    begin, end = (file.titles.get(name, Title("?", "?")) for name in names)
    return Title(f"{begin.zh} → {end.zh}", f"{begin.en} → {end.en}")


def _called(declared: Element) -> str:
    """Return by what a message or error is known: its name, and its code."""
    codes = (declared.get(f"{one}Code") for one in ("error", "escalation"))
    code = next((one for one in codes if one), "")
    name = declared.get("name") or ""
    return f"{name} ({code})" if name and code and name != code else name or code


def _title(node: Element) -> Title:
    plain = node.get("name") or node.get("id") or ""
    return Title(plain, properties(node).get(_ENGLISH) or plain)
