"""Two versions of a diagram: its steps, ways and what is written at them.

How a diagram is laid out is no part of what it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.differing.difference import Difference, Thing, compared
from runtime.dmn.xml import Element, descendants, local_name, read_xml
from runtime.engine.spiff.diagram import FLOW_NODES, extensions, properties
from runtime.kernel.texts import Title

_ATTRIBUTES = {
    "name": "name",
    "calledElement": "called",
    "attachedToRef": "attached",
    "cancelActivity": "interrupts",
    "default": "default",
    "sourceRef": "from",
    "targetRef": "to",
}
_WRITTEN = {
    "script": "script",
    "conditionExpression": "condition",
    "loopCardinality": "repeats",
    "completionCondition": "until",
    "loopCondition": "while",
    "loopDataInputRef": "over",
    "timeDate": "timer",
    "timeDuration": "timer",
    "timeCycle": "timer",
    "documentation": "documentation",
}
_EXTENSIONS = {
    "preScript": "pre-script",
    "postScript": "post-script",
    "calledDecisionId": "decision",
    "messagePayload": "payload",
    "messageVariable": "variable",
    "variableName": "variable",
}
_EVENTS = ("messageRef", "signalRef", "errorRef", "escalationRef")
_ENGLISH = "name:en"


def differences(before: bytes, after: bytes) -> list[Difference]:
    """Return what two diagrams say differently; raises Misconfigured for no XML."""
    return list(compared(_things(before), _things(after)))


def _things(body: bytes) -> dict[str, Thing]:
    root = read_xml(body)
    names = {
        one.get("id", ""): _title(one)
        for process in descendants(root, "process")
        for one in process.iter()
        if one.get("id")
    }
    found: dict[str, Thing] = {}
    for process in descendants(root, "process"):
        for one in process.iter():
            if local_name(one) in ("process", *FLOW_NODES):
                found[one.get("id", "")] = Thing(_title(one), dict(_parts(one)))
        for flow in descendants(process, "sequenceFlow"):
            found[flow.get("id", "")] = Thing(_way(flow, names), dict(_parts(flow)))
    return found


def _parts(node: Element) -> Iterator[tuple[str, str]]:
    """Yield what is written at an element, part by part."""
    if local_name(node) != "sequenceFlow":
        yield "kind", local_name(node)
    for attribute, part in _ATTRIBUTES.items():
        if node.get(attribute):
            yield part, node.get(attribute, "")
    yield from properties(node).items()
    if local_name(node) in ("process", "subProcess"):
        return  # what stands inside says it for itself
    yield from _written(node)
    for name, part in _EXTENSIONS.items():
        for one in extensions(node, name):
            yield part, (one.text or "").strip()
    yield from _operator(node)


def _written(node: Element) -> Iterator[tuple[str, str]]:
    for one in node.iter():
        part = _WRITTEN.get(local_name(one))
        if part is not None and (one.text or "").strip():
            yield part, (one.text or "").strip()
        for reference in _EVENTS:
            if one.get(reference):
                yield "event", one.get(reference, "")


def _operator(node: Element) -> Iterator[tuple[str, str]]:
    for one in extensions(node, "serviceTaskOperator"):
        yield "operator", one.get("id", "")
        if one.get("resultVariable"):
            yield "result", one.get("resultVariable", "")
        for parameter in descendants(one, "parameter"):
            yield f"({parameter.get('id')})", parameter.get("value", "")


def _title(node: Element) -> Title:
    plain = node.get("name") or node.get("id") or ""
    return Title(plain, properties(node).get(_ENGLISH) or plain)


def _way(flow: Element, names: dict[str, Title]) -> Title:
    """Return a way by its two ends, as people point at it."""
    ends = [
        names.get(flow.get(end, ""), Title("?", "?"))
        for end in ("sourceRef", "targetRef")
    ]
    return Title(f"{ends[0].zh} → {ends[1].zh}", f"{ends[0].en} → {ends[1].en}")
