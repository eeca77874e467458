"""A BPMN file as shapes and flows, before SpiffWorkflow sees it (流程图).

The gates look at this, the elements are read from it, and the parser takes from it what
the files say in our own namespace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime.dmn.xml import Element as Xml
from runtime.dmn.xml import (
    children,
    descendants,
    find_child,
    line_of,
    local_name,
    namespace,
    read_xml,
)
from runtime.engine.interchange import number
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import text

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

EVENTS = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
    }
)
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
)
TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
    }
)
ACTIVITIES = TASKS | {"callActivity", "subProcess"}
FLOW_NODES = EVENTS | GATEWAYS | ACTIVITIES
_UNRUN = frozenset({"transaction", "adHocSubProcess", "complexGateway"})
# what stands inside a process or sub-process as a thing of its own
DRAWN = FLOW_NODES | {
    *("sequenceFlow", "transaction", "adHocSubProcess", "complexGateway"),
    *("dataObject", "dataObjectReference", "dataStoreReference"),
    *("textAnnotation", "association", "group"),
}


@dataclass(slots=True, eq=False)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    node: Xml

    @property
    def condition(self) -> str | None:
        """The text of the condition; None without one."""
        found = find_child(self.node, "conditionExpression")
        return None if found is None else (found.text or "").strip()


@dataclass(slots=True, eq=False)
class Shape:
    """A flow node; ``tag`` is its BPMN name."""

    id: str
    tag: str
    node: Xml
    region: Region
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)

    @property
    def attached_to(self) -> str:
        """The activity a boundary event is attached to."""
        return self.node.get("attachedToRef", "")

    @property
    def line(self) -> int:
        """The line of the file it stands on, 0 when it is not known."""
        return line_of(self.node)

    @property
    def interrupting(self) -> bool:
        """Whether a boundary or start event ends what it stands at."""
        name = "isInterrupting" if self.tag == "startEvent" else "cancelActivity"
        return self.node.get(name, "true").lower() != "false"

    @property
    def is_event_subprocess(self) -> bool:
        """Whether an event starts this sub-process instead of a flow."""
        return self.node.get("triggeredByEvent", "").lower() == "true"

    @property
    def kind(self) -> str:
        """The tag, with event sub-processes told apart."""
        return "eventSubProcess" if self.is_event_subprocess else self.tag

    def definitions(self) -> list[Xml]:
        """List the event definitions of an event."""
        return [each for each in self.node if is_definition(each)]


@dataclass(slots=True, eq=False)
class Region:
    """A process or sub-process: the shapes and flows right inside it."""

    id: str
    node: Xml
    file: str
    process: str
    shapes: dict[str, Shape] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    inner: list[Region] = field(default_factory=list)
    borders: dict[str, list[Shape]] = field(default_factory=dict)
    unrun: set[str] = field(default_factory=set)  # drawn between steps, of no use here

    def walk(self) -> Iterator[Region]:
        """Walk this region and all inside it."""
        todo = [self]
        while todo:
            region = todo.pop()
            yield region
            todo += reversed(region.inner)

    def boundary_of(self, activity: str) -> list[Shape]:
        """List the boundary events of an activity."""
        return self.borders.get(activity, [])


@dataclass(slots=True)
class Diagrams:
    """All files given: their roots, and each process as a region."""

    roots: dict[str, Xml] = field(default_factory=dict)
    tops: dict[str, dict[str, list[Xml]]] = field(default_factory=dict)
    ids: dict[str, dict[tuple[str, str], Xml]] = field(default_factory=dict)
    processes: dict[str, Region] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    lanes: dict[str, dict[str, str]] = field(default_factory=dict)
    heights: dict[str, dict[str, float]] = field(default_factory=dict)
    faulty: dict[str, list[Finding]] = field(default_factory=dict)

    def closure(self, process_id: str) -> list[Region]:
        """List a process and all it calls, directly or not, that are there."""
        found: dict[str, Region] = {}
        todo = [process_id]
        while todo:
            region = self.processes.get(todo.pop())
            if region is None or region.id in found:
                continue
            found[region.id] = region
            for call in descendants(region.node, "callActivity"):
                todo.append(call.get("calledElement", ""))
        return list(found.values())

    def declared(self, region: Region, tag: str, reference: str | None) -> Xml | None:
        """Return the message, signal, error … of the file that ``reference`` names."""
        if not reference:
            return None
        known = self.ids[region.file]
        name = reference.rpartition(":")[2]  # a QName may carry a prefix
        found = known.get((tag, reference))
        return known.get((tag, name)) if found is None else found

    def top(self, file: str, *tags: str) -> list[Xml]:
        """List what stands right under the root of a file, by kind."""
        return [each for tag in tags for each in self.tops[file].get(tag, ())]

    def carriers(self, shape: Shape) -> list[Xml]:
        """List the tags that may say what an event brings along.

        SpiffWorkflow's editors write it at the declared message or signal, older
        ones at the event itself.
        """
        found = []
        for definition in shape.definitions():
            tag = local_name(definition).removesuffix("EventDefinition")
            reference = definition.get(f"{tag}Ref")
            found += [definition, self.declared(shape.region, tag, reference)]
        if shape.tag in ("sendTask", "receiveTask"):
            reference = shape.node.get("messageRef")
            found += [shape.node, self.declared(shape.region, "message", reference)]
        return [each for each in found if each is not None]


def read_diagrams(files: Mapping[str, bytes]) -> Diagrams:
    """Read all files; what is wrong with one as XML is kept with it."""
    found = Diagrams()
    for file, data in files.items():
        try:
            root = read_xml(data, file=file)
        except Misconfigured as error:
            found.faulty[file] = error.findings
            continue
        found.roots[file] = root
        found.lanes[file] = _lanes(root)
        found.heights[file] = _heights(root)
        found.tops[file], found.ids[file] = _tops(root)
        for process in found.top(file, "process"):
            _add_process(found, process, file)
    return found


def properties(node: Xml) -> dict[str, str]:
    """Return the properties of an element; those without a value are left out."""
    return {
        name: value
        for each in property_nodes(node)
        if (name := each.get("name")) and (value := each.get("value")) is not None
    }


def own(node: Xml) -> Iterator[Xml]:
    """Walk an element and what belongs to it, not what is drawn inside it."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        todo += [each for each in reversed(one) if local_name(each) not in DRAWN]


def property_nodes(node: Xml) -> list[Xml]:
    """List the property tags of an element."""
    return [
        each
        for holder in extensions(node, "properties")
        for each in children(holder, "property")
    ]


def extensions(node: Xml, *names: str) -> list[Xml]:
    """List the direct extensions of an element in SpiffWorkflow's namespace."""
    holder = find_child(node, "extensionElements")
    if holder is None:
        return []
    return [each for each in children(holder, *names) if namespace(each) == SPIFF]


def extension_text(node: Xml, name: str) -> str | None:
    """Return the text of an extension; None when it is missing or empty."""
    for each in extensions(node, name):
        return (each.text or "").strip() or None
    return None


def is_definition(node: Xml) -> bool:
    """Return whether a tag is an event definition."""
    return local_name(node).endswith("EventDefinition")


def _add_process(found: Diagrams, node: Xml, file: str) -> None:
    process_id = node.get("id", "")
    if process_id in found.processes:
        other = found.processes[process_id].file
        found.findings.append(
            Finding(
                file,
                process_id,
                "process-twice",
                "error",
                text("process-twice", process=process_id, file=other),
                line_of(node),
            )
        )
        return
    found.processes[process_id] = _region(node, file, process_id)


def _region(node: Xml, file: str, process: str) -> Region:
    region = Region(node.get("id", ""), node, file, process)
    region.unrun |= {each.get("id", "") for each in children(node, *_UNRUN)}
    for each in node:
        tag = local_name(each)
        if tag in FLOW_NODES:
            shape = Shape(each.get("id", ""), tag, each, region)
            _add_shape(region, shape)
            if tag == "subProcess":
                region.inner.append(_region(each, file, process))
        elif tag == "sequenceFlow":
            region.flows.append(
                Flow(
                    each.get("id", ""),
                    each.get("sourceRef", ""),
                    each.get("targetRef", ""),
                    each,
                )
            )
    for flow in region.flows:
        if flow.source in region.shapes:
            region.shapes[flow.source].outgoing.append(flow)
        if flow.target in region.shapes:
            region.shapes[flow.target].incoming.append(flow)
    return region


def _add_shape(region: Region, shape: Shape) -> None:
    """Add a shape; of several with one id only the first is seen."""
    if shape.id in region.shapes:
        return
    region.shapes[shape.id] = shape
    if shape.tag == "boundaryEvent":
        region.borders.setdefault(shape.attached_to, []).append(shape)


def _tops(root: Xml) -> tuple[dict[str, list[Xml]], dict[tuple[str, str], Xml]]:
    """Return what stands right under a root: by tag, and by tag and id."""
    tops: dict[str, list[Xml]] = {}
    ids: dict[tuple[str, str], Xml] = {}
    for each in root:
        tag = local_name(each)
        tops.setdefault(tag, []).append(each)
        ids.setdefault((tag, each.get("id", "")), each)
    return tops, ids


def _heights(root: Xml) -> dict[str, float]:
    """Return how far down each node is drawn: its ways are taken from the top down."""
    found: dict[str, float] = {}
    for shape in descendants(root, "BPMNShape"):
        drawn, bounds = shape.get("bpmnElement"), find_child(shape, "Bounds")
        if drawn is not None and bounds is not None:
            found[drawn] = number(bounds.get("y")) or 0.0
    return found


def _lanes(root: Xml) -> dict[str, str]:
    """Return node → lane; the innermost lane is read last and stands."""
    found: dict[str, Any] = {}
    for lane in descendants(root, "lane"):
        for reference in children(lane, "flowNodeRef"):
            if reference.text:
                found[reference.text.strip()] = lane.get("name") or lane.get("id", "")
    return found
