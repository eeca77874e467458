"""Every place of a diagram that holds an expression, and what each can use (位置)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runtime.dmn.xml import Element as Xml
from runtime.dmn.xml import children, find_child
from runtime.engine.spiff.diagram import (
    Diagrams,
    Region,
    Shape,
    extensions,
    property_nodes,
)
from runtime.engine.spiff.timers import is_literal

TRUTH = ("boolean",)
CONTEXT = ("context",)
_DURATIONS = ("days and time duration", "years and months duration")
_TIME = ("string", "date", "date and time", *_DURATIONS)
_LOOP = (
    ("loopCardinality", "place-cardinality", ("number",)),
    ("loopDataInputRef", "place-collection", ("list",)),
    ("completionCondition", "place-completion", TRUTH),
    ("loopCondition", "place-loop", TRUTH),
)
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_PROPERTIES = {
    "sla": ("place-sla", ("string", _DURATIONS[0])),
    "priority": ("place-priority", ("number", "string")),
    "batch": ("place-batch", TRUTH),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One expression as it is written: whose, where, and the types it may give."""

    element: str
    node: Xml
    text: str
    place: str
    wanted: tuple[str, ...] = ()


def expressions_of(diagrams: Diagrams, region: Region) -> Iterator[Written]:
    """Walk the expressions right inside a process or sub-process; empty ones not."""
    for flow in region.flows:
        node = find_child(flow.node, "conditionExpression")
        if node is not None:
            yield from _text(flow.id, node, "place-condition", TRUTH)
    for shape in region.shapes.values():
        yield from expressions_at(diagrams, shape)


def expressions_at(diagrams: Diagrams, shape: Shape) -> Iterator[Written]:
    """Walk the expressions of one shape."""
    yield from scripts_of(shape)
    yield from loops_of(shape)
    yield from _parameters(shape)
    yield from _properties(shape)
    yield from _timers(shape)
    for carrier in diagrams.carriers(shape):
        for node in extensions(carrier, "messagePayload", "payloadExpression"):
            yield from _text(shape.id, node, "place-payload", ())


def scripts_of(shape: Shape) -> Iterator[Written]:
    """Walk the scripts of a shape, whose entries become data."""
    script = find_child(shape.node, "script")
    if shape.tag == "scriptTask" and script is not None:
        yield from _text(shape.id, script, "place-script", CONTEXT)
    for node in extensions(shape.node, "preScript", "postScript"):
        yield from _text(shape.id, node, "place-script", CONTEXT)


def loops_of(shape: Shape) -> Iterator[Written]:
    """Walk what says how often a shape repeats."""
    for loop in children(shape.node, *_LOOPS):
        for tag, place, wanted in _LOOP:
            node = find_child(loop, tag)
            if node is not None:
                yield from _text(shape.id, node, place, wanted)


def _parameters(shape: Shape) -> Iterator[Written]:
    for operator in extensions(shape.node, "serviceTaskOperator"):
        for holder in children(operator, "parameters"):
            for each in children(holder, "parameter"):
                written = each.get("value") or ""
                if written.strip():
                    yield Written(shape.id, each, written, "place-parameter")


def _properties(shape: Shape) -> Iterator[Written]:
    if shape.tag != "userTask":
        return
    for each in property_nodes(shape.node):
        name, written = each.get("name") or "", each.get("value") or ""
        if name not in _PROPERTIES or not written.strip():
            continue
        if name == "sla" and not written.startswith("="):
            continue
        yield Written(shape.id, each, written, *_PROPERTIES[name])


def _timers(shape: Shape) -> Iterator[Written]:
    for definition in shape.definitions():
        for node in children(definition, "timeDate", "timeDuration", "timeCycle"):
            if not is_literal((node.text or "").strip()):
                yield from _text(shape.id, node, "place-timer", _TIME)


def _text(
    element: str, node: Xml, place: str, wanted: tuple[str, ...]
) -> Iterator[Written]:
    if (node.text or "").strip():
        yield Written(element, node, node.text or "", place, wanted)
