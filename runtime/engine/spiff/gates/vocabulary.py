"""Does the diagram use only what we run? Anything else is refused by name."""

from __future__ import annotations

from collections.abc import Mapping

from runtime.dmn.xml import Element as Xml
from runtime.dmn.xml import children, find_child, local_name, namespace
from runtime.engine.spiff.diagram import (
    ACTIVITIES,
    BPMN,
    EVENTS,
    FLOW_NODES,
    Diagrams,
    Region,
    Shape,
)
from runtime.engine.spiff.gates.faults import Faults
from runtime.engine.spiff.gates.kinds import instead_of, kind_of

# What stands in a process without being run.
_SILENT = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "textAnnotation",
        "association",
        "group",
        "sequenceFlow",
        "dataObject",
        "dataObjectReference",
        "ioSpecification",
        "incoming",
        "outgoing",
        "auditing",
        "monitoring",
        "supportedInterfaceRef",
        "property",
    }
)
_IN_ACTIVITY = _SILENT | {
    "dataInputAssociation",
    "dataOutputAssociation",
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
    "script",
    "potentialOwner",
    "humanPerformer",
    "performer",
    "resourceRole",
    "rendering",
}
_IN_EVENT = _SILENT | {"dataOutput", "dataInput", "outputSet", "inputSet"}
_IN_EVENT |= {"dataInputAssociation", "dataOutputAssociation"}
_IN_INSTANCES = _SILENT | {
    "loopCardinality",
    "loopDataInputRef",
    "loopDataOutputRef",
    "inputDataItem",
    "outputDataItem",
    "completionCondition",
    "loopCondition",
}
_IN_FILE_REFUSED = ("dataStore", "correlationProperty", "choreography")
_DEFINITIONS: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({"message", "timer", "signal"}),
    "endEvent": frozenset({"message", "signal", "error", "escalation", "terminate"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal"}),
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation"}),
    "boundaryEvent": frozenset({"message", "timer", "signal", "error", "escalation"}),
}
_EVENT_STARTS = frozenset({"message", "timer", "signal", "escalation"})


def check(diagrams: Diagrams, process: Region, faults: Faults) -> None:
    """Report every element of a process that we do not run."""
    for node in diagrams.top(process.file, *_IN_FILE_REFUSED):
        _refuse(process, node, node.get("id", ""), faults)
    for key in _correlation_keys(diagrams, process.file):
        _refuse(process, key, key.get("id", ""), faults)
    if process.node.get("isExecutable", "true") == "false":
        faults.report(process, process.node, process.id, "process-not-executable")
    for region in process.walk():
        allowed = FLOW_NODES | _SILENT
        if region is not process:
            allowed |= _IN_ACTIVITY
        _refuse_others(region, region.node, region.id, allowed, faults)
        for shape in region.shapes.values():
            _check_shape(shape, faults)


def event_of(definition: Xml) -> str:
    """Return what an event definition is about: ``message``, ``timer`` …"""
    return local_name(definition).removesuffix("EventDefinition")


def _check_shape(shape: Shape, faults: Faults) -> None:
    if shape.tag in EVENTS:
        _check_event(shape, faults)
    elif shape.tag in ACTIVITIES:
        _check_activity(shape, faults)
    elif shape.tag == "eventBasedGateway":
        if shape.node.get("instantiate") == "true":
            _refuse_kind(shape, "startingGateway", faults)
        if shape.node.get("eventGatewayType") == "Parallel":
            _refuse_kind(shape, "parallelEventGateway", faults)
    if shape.is_event_subprocess:
        _check_event_subprocess(shape, faults)


def _check_activity(shape: Shape, faults: Faults) -> None:
    if shape.tag != "subProcess":  # the region of a sub-process was looked at
        _refuse_others(shape.region, shape.node, shape.id, _IN_ACTIVITY, faults)
    if shape.node.get("isForCompensation") == "true":
        _refuse_kind(shape, "compensation", faults)
    for loop in children(
        shape.node, "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"
    ):
        _refuse_others(shape.region, loop, shape.id, _IN_INSTANCES, faults)
        if loop.get("behavior", "All") != "All":
            _refuse_kind(shape, "partialInstances", faults)


def _check_event(shape: Shape, faults: Faults) -> None:
    definitions = shape.definitions()
    if len(definitions) > 1:
        faults.at(shape, "several-events")
    for each in shape.node:
        if each not in definitions and local_name(each) not in _IN_EVENT | {""}:
            _refuse(shape.region, each, shape.id, faults)
    kinds = [event_of(each) for each in definitions]
    for kind in kinds:
        if kind not in _allowed_events(shape):
            facts = {
                "kind": kind_of(kind),
                "instead": instead_of(kind, is_event=True),
            }
            faults.at(shape, "event-not-run", **facts)
    if not kinds and shape.tag in ("intermediateCatchEvent", "boundaryEvent"):
        faults.at(shape, "event-without-definition")
    if shape.tag == "boundaryEvent" and not shape.interrupting and "error" in kinds:
        faults.at(shape, "error-must-interrupt")


def _allowed_events(shape: Shape) -> frozenset[str]:
    if shape.tag == "startEvent" and _starts_event_subprocess(shape):
        return _EVENT_STARTS
    return _DEFINITIONS[shape.tag]


def _check_event_subprocess(shape: Shape, faults: Faults) -> None:
    starts = children(shape.node, "startEvent")
    for start in starts:
        if start.get("isInterrupting", "true").lower() != "false":
            faults.at(shape, "event-subprocess-interrupts")
    if find_child(shape.node, "multiInstanceLoopCharacteristics") is not None:
        _refuse_kind(shape, "repeatedEventSubProcess", faults)


def _starts_event_subprocess(shape: Shape) -> bool:
    return shape.region.node.get("triggeredByEvent", "").lower() == "true"


def _refuse_others(
    region: Region, node: Xml, element: str, allowed: frozenset[str], faults: Faults
) -> None:
    for each in node:
        if namespace(each) == BPMN and local_name(each) not in allowed:
            _refuse(region, each, each.get("id") or element, faults)


def _refuse(region: Region, node: Xml, element: str, faults: Faults) -> None:
    tag = local_name(node)
    facts = {"kind": kind_of(tag), "instead": instead_of(tag)}
    faults.report(region, node, element, "element-not-run", **facts)


def _refuse_kind(shape: Shape, kind: str, faults: Faults) -> None:
    facts = {"kind": kind_of(kind), "instead": instead_of(kind)}
    faults.at(shape, "element-not-run", **facts)


def _correlation_keys(diagrams: Diagrams, file: str) -> list[Xml]:
    return [
        key
        for collaboration in diagrams.top(file, "collaboration")
        for key in children(collaboration, "correlationKey")
    ]
