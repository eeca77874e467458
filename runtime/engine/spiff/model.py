"""Loading a process: checked, parsed, finished, ready to be shared (流程模型)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.exceptions import SpiffWorkflowException

from runtime.dmn import Decision
from runtime.dmn.xml import local_name
from runtime.engine.spiff import gates
from runtime.engine.spiff.diagram import (
    Diagrams,
    Region,
    Shape,
    extension_text,
    extensions,
    properties,
    read_diagrams,
)
from runtime.engine.spiff.elements import Element, Way, kebab
from runtime.engine.spiff.finish import Mode, finish
from runtime.engine.spiff.gates.faults import ERROR, Surroundings
from runtime.engine.spiff.parse import Parser, Sources
from runtime.engine.spiff.script import FeelEngine
from runtime.kernel.errors import Finding, Misconfigured, NotFound
from runtime.kernel.texts import text

DEFAULT_MODE = Mode()
_CHOOSING = ("exclusiveGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True)
class Model:
    """A process and all it calls; never changed once loaded, so threads may share it.

    ``elements`` holds every element by id (of two processes with one id, the outer
    one's; ``element`` finds the other); ``findings`` are remarks that stop nothing.
    """

    process_id: str
    process: Element
    elements: Mapping[str, Element]
    findings: tuple[Finding, ...]
    spec: Any
    scopes: Mapping[str, Any]
    engine: FeelEngine
    by_scope: Mapping[tuple[str, str], Element] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name by which a frozen run speaks of the diagram."""
        specs = (self.spec, *self.scopes.values())
        return tuple(name for spec in specs for name in spec.task_specs)

    def element(self, scope: str, element_id: str) -> Element | None:
        """Return an element of one process or sub-process."""
        return self.by_scope.get((scope, element_id))


def load(
    process_id: str,
    bpmn_files: Mapping[str, bytes],
    decisions: Callable[[str], Decision | None],
    later: frozenset[str] = frozenset(),
    ambient: frozenset[str] = frozenset(),
    mode: Mode = DEFAULT_MODE,
) -> Model:
    """Load a process from the files that hold it and those it calls.

    ``decisions`` finds a decision by its reference; operators in ``later`` are
    answered by ``Run.answer``; ``ambient`` names are read from the frame. Raises
    Misconfigured with everything that is wrong.
    """
    diagrams = read_diagrams(bpmn_files)
    return load_drawn(process_id, diagrams, decisions, later, ambient, mode)


def load_drawn(
    process_id: str,
    diagrams: Diagrams,
    decisions: Callable[[str], Decision | None],
    later: frozenset[str] = frozenset(),
    ambient: frozenset[str] = frozenset(),
    mode: Mode = DEFAULT_MODE,
) -> Model:
    """Load a process of files that were read; several may be loaded from one reading.

    Raises as `load` does.
    """
    decisions = _found_or_none(decisions)
    regions, faults = gates.check(
        diagrams, process_id, Surroundings(decisions, ambient)
    )
    if faults.errors:
        raise _refused(process_id, faults.findings)
    engine = FeelEngine(ambient)
    parser = Parser(Sources(diagrams, decisions, later, engine))
    try:
        spec, inner = parser.specs(regions[0], regions)
    except SpiffWorkflowException as error:
        raise _refused(process_id, [_not_understood(regions[0], error)]) from error
    by_scope = _elements(diagrams, regions)
    finish([spec, *inner.values()], by_scope, engine, mode)
    elements: dict[str, Element] = {}
    for (_, element_id), element in by_scope.items():
        elements.setdefault(element_id, element)
    return Model(
        process_id,
        _process_element(regions[0]),
        elements,
        tuple(faults.findings),
        spec,
        inner,
        engine,
        by_scope,
    )


def _found_or_none(
    decisions: Callable[[str], Decision | None],
) -> Callable[[str], Decision | None]:
    """Let a decision that is not there be None, also where it would raise."""

    def find(reference: str) -> Decision | None:
        try:
            return decisions(reference)
        except NotFound:
            return None

    return find


def _refused(process_id: str, findings: list[Finding]) -> Misconfigured:
    count = sum(each.level == ERROR for each in findings)
    return Misconfigured("diagram-refused", findings, process=process_id, count=count)


def _not_understood(region: Region, error: SpiffWorkflowException) -> Finding:
    """What no gate foresaw is still told as a finding, with the parser's words."""
    element = getattr(error, "id", "") or region.id
    reason = str(error).strip(". ")
    sentence = text("diagram-not-understood", element=element, reason=reason)
    return Finding(region.file, element, "diagram-not-understood", ERROR, sentence)


def _elements(
    diagrams: Diagrams, processes: list[Region]
) -> dict[tuple[str, str], Element]:
    return {
        (region.id, shape.id): _element(diagrams, shape)
        for process in processes
        for region in process.walk()
        for shape in region.shapes.values()
    }


def _element(diagrams: Diagrams, shape: Shape) -> Element:
    definitions = shape.definitions()
    given = properties(shape.node)
    event = ""
    if definitions:
        event = local_name(definitions[0]).removesuffix("EventDefinition")
    elif shape.tag in ("sendTask", "receiveTask"):
        event = "message"
    return Element(
        id=shape.id,
        kind=kebab(shape.kind),
        name=shape.node.get("name", ""),
        name_en=given.get("name:en", ""),
        lane=diagrams.lanes[shape.region.file].get(shape.id, ""),
        properties=given,
        scope=shape.region.process,
        parent=shape.region.id,
        event=event,
        reference=_reference(diagrams, shape, event),
        attached_to=shape.attached_to,
        interrupting=shape.interrupting,
        file=shape.region.file,
        ways=_ways(shape),
        variable=extension_text(shape.node, "variableName") or "",
    )


def _ways(shape: Shape) -> tuple[Way, ...]:
    """Return the ways out of a gateway, if conditions choose between them."""
    if shape.tag not in _CHOOSING:
        return ()
    if all(flow.condition is None for flow in shape.outgoing):
        return ()
    return tuple(
        Way(
            flow.id,
            flow.node.get("name", ""),
            properties(flow.node).get("name:en", ""),
            flow.condition or "",
            flow.target,
        )
        for flow in shape.outgoing
    )


def _reference(diagrams: Diagrams, shape: Shape, event: str) -> str:
    """Return the operator, decision, process, name or code the shape points to."""
    node = shape.node
    if shape.tag == "serviceTask":
        return extensions(node, "serviceTaskOperator")[0].get("id", "")
    if shape.tag == "businessRuleTask":
        return extension_text(node, "calledDecisionId") or ""
    if shape.tag == "callActivity":
        return node.get("calledElement", "")
    holder = next(iter(shape.definitions()), node)
    declared = diagrams.declared(shape.region, event, holder.get(f"{event}Ref"))
    if declared is None:
        return ""
    attribute = {"error": "errorCode", "escalation": "escalationCode"}.get(
        event, "name"
    )
    return declared.get(attribute, "")


def _process_element(region: Region) -> Element:
    given = properties(region.node)
    return Element(
        id=region.id,
        kind="process",
        name=region.node.get("name", ""),
        name_en=given.get("name:en", ""),
        properties=given,
        scope=region.id,
        file=region.file,
    )
