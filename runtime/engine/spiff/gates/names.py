"""Are ids and names free: not the engine's own, not somebody else's?"""

from __future__ import annotations

from collections.abc import Iterator

from runtime.dmn.xml import Element as Xml
from runtime.dmn.xml import children, find_child
from runtime.engine.spiff.diagram import (
    Diagrams,
    Region,
    Shape,
    extension_text,
    extensions,
    property_nodes,
)
from runtime.engine.spiff.gates.faults import Faults, Surroundings

# SpiffWorkflow's own nodes in every process and sub-process.
RESERVED_IDS = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
RESERVED_ENDINGS = (
    ".EndJoin",
    ".BoundaryEventSplit",
    ".BoundaryEventJoin",
    " [child]",
)
RESERVED_NAMES = frozenset({"data_objects"})


def check(
    diagrams: Diagrams, process: Region, surroundings: Surroundings, faults: Faults
) -> None:
    """Report ids that collide with the engine's and names that hide others."""
    reserved = surroundings.ambient | RESERVED_NAMES
    _check_properties(process, process.node, process.id, faults)
    for region in process.walk():
        _check_id(region, region.node, region.id, faults)
        for shape in region.shapes.values():
            if shape.tag != "subProcess":
                _check_id(region, shape.node, shape.id, faults)
            _check_properties(region, shape.node, shape.id, faults)
            for name in names_given(diagrams, shape):
                if name in reserved:
                    faults.at(shape, "name-is-reserved", name=name)
            _check_outputs(shape, surroundings, faults)
        for item in children(region.node, "dataObject"):
            if item.get("id") in reserved:
                faults.report(
                    region, item, region.id, "name-is-reserved", name=item.get("id")
                )


def check_across(processes: list[Region], faults: Faults) -> None:
    """Report scopes of different files that have one id."""
    owners: dict[str, Region] = {}
    for process in processes:
        for region in process.walk():
            other = owners.setdefault(region.id, region)
            if other is not region:
                faults.report(
                    region, region.node, region.id, "scope-twice", file=other.file
                )


def names_given(diagrams: Diagrams, shape: Shape) -> Iterator[str]:
    """Walk the names under which a shape puts something into the data."""
    node = shape.node
    for operator in extensions(node, "serviceTaskOperator"):
        yield operator.get("resultVariable", "")
    for carrier in [node, *diagrams.carriers(shape)]:
        for extension in ("variableName", "messageVariable"):
            yield extension_text(carrier, extension) or ""
    loop = find_child(node, "multiInstanceLoopCharacteristics")
    if loop is not None:
        for tag in ("inputDataItem", "outputDataItem"):
            item = find_child(loop, tag)
            yield "" if item is None else item.get("id", "")
        output = find_child(loop, "loopDataOutputRef")
        yield "" if output is None else (output.text or "").strip()


def _check_outputs(shape: Shape, surroundings: Surroundings, faults: Faults) -> None:
    reference = extension_text(shape.node, "calledDecisionId")
    if shape.tag != "businessRuleTask" or reference is None:
        return
    decision = surroundings.decisions(reference)
    for name in () if decision is None else decision.outputs:
        if name in surroundings.ambient | RESERVED_NAMES:
            faults.at(shape, "name-is-reserved", name=name)


def _check_id(region: Region, node: Xml, identity: str, faults: Faults) -> None:
    if not identity:
        name = node.get("name") or "?"
        faults.report(region, node, "", "id-missing", name=name)
    elif identity in RESERVED_IDS or identity.endswith(RESERVED_ENDINGS):
        faults.report(region, node, identity, "id-is-reserved")


def _check_properties(region: Region, node: Xml, element: str, faults: Faults) -> None:
    for each in property_nodes(node):
        if not each.get("name"):
            faults.report(region, each, element, "property-without-name")
        elif each.get("value") is None:
            faults.report(
                region, each, element, "property-without-value", name=each.get("name")
            )
