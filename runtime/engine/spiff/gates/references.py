"""Does everything exist that the diagram points to?"""

from __future__ import annotations

from runtime.dmn.xml import Element as Xml
from runtime.dmn.xml import children, find_child, local_name
from runtime.engine.spiff.diagram import (
    Diagrams,
    Region,
    Shape,
    extension_text,
    extensions,
)
from runtime.engine.spiff.gates.faults import ERROR, Faults, Surroundings
from runtime.engine.spiff.gates.kinds import kind_of
from runtime.engine.spiff.gates.vocabulary import event_of
from runtime.kernel.errors import Finding
from runtime.kernel.texts import text

_NAMED = ("message", "signal")
_CODES = {"error": "errorCode", "escalation": "escalationCode"}
_THROWS = frozenset({"endEvent", "intermediateThrowEvent"})


def check(
    diagrams: Diagrams, process: Region, surroundings: Surroundings, faults: Faults
) -> None:
    """Report references of a process that lead nowhere."""
    known = _data_references(process)
    for region in process.walk():
        for shape in region.shapes.values():
            for definition in shape.definitions():
                _check_event(diagrams, shape, definition, faults)
            _check_task(diagrams, shape, surroundings, faults)
            _check_associations(shape, known, faults)


def report_missing_process(
    diagrams: Diagrams, process_id: str, faults: Faults, shape: Shape | None = None
) -> None:
    """Report that no file holds the process."""
    if shape is not None:
        faults.at(shape, "called-process-missing", process=process_id)
        return
    if diagrams.faulty:
        return  # it may well be in there
    known = ", ".join(sorted(diagrams.processes)) or "-"
    sentence = text("process-missing", process=process_id, known=known)
    faults.findings.append(Finding("", process_id, "process-missing", ERROR, sentence))


def _check_task(
    diagrams: Diagrams, shape: Shape, surroundings: Surroundings, faults: Faults
) -> None:
    if shape.tag == "callActivity":
        _check_call(diagrams, shape, faults)
    elif shape.tag == "businessRuleTask":
        _check_decision(shape, surroundings, faults)
    elif shape.tag == "serviceTask":
        _check_operator(shape, faults)
    elif shape.tag in ("sendTask", "receiveTask"):
        _check_name(diagrams, shape, "message", shape.node.get("messageRef"), faults)


def _check_call(diagrams: Diagrams, shape: Shape, faults: Faults) -> None:
    called = shape.node.get("calledElement")
    if not called:
        faults.at(shape, "called-process-not-named")
    elif called not in diagrams.processes:
        report_missing_process(diagrams, called, faults, shape)
        for found in diagrams.faulty.values():
            faults.findings.extend(
                each for each in found if each not in faults.findings
            )


def _check_decision(shape: Shape, surroundings: Surroundings, faults: Faults) -> None:
    reference = extension_text(shape.node, "calledDecisionId")
    if reference is None:
        faults.at(shape, "decision-not-named")
    elif surroundings.decisions(reference) is None:
        faults.at(shape, "decision-missing", decision=reference)


def _check_operator(shape: Shape, faults: Faults) -> None:
    operators = extensions(shape.node, "serviceTaskOperator")
    if not operators or not operators[0].get("id"):
        faults.at(shape, "operator-not-named")
        return
    for holder in children(operators[0], "parameters"):
        for parameter in children(holder, "parameter"):
            if not parameter.get("id") or parameter.get("value") is None:
                name = parameter.get("id") or "?"
                faults.at(shape, "parameter-without-value", name=name)


def _check_event(
    diagrams: Diagrams, shape: Shape, definition: Xml, faults: Faults
) -> None:
    kind = event_of(definition)
    reference = definition.get(f"{kind}Ref")
    if kind in _NAMED:
        _check_name(diagrams, shape, kind, reference, faults)
    elif kind in _CODES:
        _check_code(diagrams, shape, kind, reference, faults)


def _check_name(
    diagrams: Diagrams, shape: Shape, kind: str, reference: str | None, faults: Faults
) -> None:
    declared = diagrams.declared(shape.region, kind, reference)
    if not reference:
        faults.at(shape, "event-not-named", kind=kind_of(kind))
    elif declared is None or not (declared.get("name") or "").strip():
        faults.at(shape, "event-without-name", kind=kind_of(kind), reference=reference)


def _check_code(
    diagrams: Diagrams, shape: Shape, kind: str, reference: str | None, faults: Faults
) -> None:
    """Who throws says which; a boundary without a code catches all."""
    declared = diagrams.declared(shape.region, kind, reference)
    if reference and declared is None:
        faults.at(shape, "event-without-name", kind=kind_of(kind), reference=reference)
    elif shape.tag in _THROWS and (declared is None or not declared.get(_CODES[kind])):
        faults.at(shape, "event-without-code", kind=kind_of(kind))


def _data_references(process: Region) -> set[str | None]:
    """Return the references to data objects of a process, wherever they stand."""
    objects = {
        each.get("id")
        for region in process.walk()
        for each in children(region.node, "dataObject")
    }
    return {
        each.get("id")
        for region in process.walk()
        for each in children(region.node, "dataObjectReference")
        if each.get("dataObjectRef") in objects
    }


def _check_associations(shape: Shape, known: set[str | None], faults: Faults) -> None:
    """Data objects only; a data store is refused by its own tag."""
    for association in children(
        shape.node, "dataInputAssociation", "dataOutputAssociation"
    ):
        tag = "sourceRef" if "Input" in local_name(association) else "targetRef"
        end = find_child(association, tag)
        reference = "" if end is None else (end.text or "").strip()
        if reference not in known:
            faults.at(shape, "data-object-unknown", reference=reference or "?")
