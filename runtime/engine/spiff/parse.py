"""From checked XML to SpiffWorkflow specs, all of them classes of ours.

The classes are chosen where the parser asks for them; decision 0001 says why.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.specs import WorkflowSpec
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser

from runtime.dmn import Decision
from runtime.dmn.xml import Element as Xml
from runtime.engine.spiff import activities, catching, joins, node_parsers, scopes
from runtime.engine.spiff.diagram import Diagrams, Region, Shape
from runtime.engine.spiff.script import FeelEngine

_FRAMES_A_NODE = 8
_deep = threading.Lock()


@dataclass(frozen=True, slots=True)
class Sources:
    """What the parser draws on besides the XML."""

    diagrams: Diagrams
    decisions: Callable[[str], Decision | None]
    later: frozenset[str]
    engine: FeelEngine


class ProcessSpec(BpmnProcessSpec):
    """The spec of one scope, built with our root, end join and end."""

    lazy = False
    fused = False

    def __init__(self, name: str, description: str, filename: str) -> None:
        # not BpmnProcessSpec's constructor: it makes these three of its own classes
        WorkflowSpec.__init__(self, name=name, filename=filename)
        self.bpmn_start_events: list[Any] = []
        self.start = scopes.StartTask(self, "Start")
        self.end = joins.EndJoin(self, f"{name}.EndJoin")
        self.last = scopes.EndTask(self, "End")
        self.end.connect(self.last)
        self.svg = None
        self.description = description
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}


class ProcessParser(SpiffProcessParser):
    """Parses one process or sub-process."""

    def create_spec(self) -> ProcessSpec:
        """Return an empty spec of the scope."""
        return ProcessSpec(self.bpmn_id, self.get_name(), self.filename)

    def parse_data_object(self, obj: Xml) -> activities.DataObject:
        """Return a data object that hands its value over without copying it."""
        return activities.DataObject(None, obj.get("id"), obj.get("name"))

    def add_tasks(self) -> None:
        """Parse everything that the start events lead to, and event sub-processes."""
        starts = self.xpath("./bpmn:startEvent")
        for node in starts:
            self.parse_node(node)
        if len(starts) > 1:
            self._split_starts()
        for node in self.xpath("./bpmn:subProcess[@triggeredByEvent='true']"):
            task_spec = self.parse_node(node)
            inner = self.parser.process_parsers[task_spec.spec].get_spec()
            self.spec.start.connect_or_add_trigger(task_spec, inner)

    def shape(self, node: Xml) -> Shape:
        """Return the shape of a node; its region is the process of this parser."""
        return self.region.shapes[node.get("id", "")]

    @property
    def region(self) -> Region:
        """What the gates have seen of this process."""
        return self.parser.regions[self.bpmn_id]

    def _split_starts(self) -> None:
        """Let several start events wait for each other, as SpiffWorkflow does."""
        split = catching.StartSplit(self.spec, "StartEventSplit")
        join = catching.StartJoin(
            self.spec,
            "StartEventJoin",
            split_task="StartEventSplit",
            threshold=1,
            cancel=True,
        )
        for spec in self.spec.start.outputs:
            spec.inputs = [split]
            spec.connect(join)
        split.outputs = self.spec.start.outputs
        self.spec.start.outputs = [split]
        split.inputs = [self.spec.start]


class Parser(SpiffBpmnParser):
    """Knows nothing but what we run, and reads files only through ``read_xml``."""

    PROCESS_PARSER_CLASS = ProcessParser
    PARSER_CLASSES: ClassVar[dict[str, Any]] = {}
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {
        full_tag(tag): classes
        for tag, classes in {
            "startEvent": (node_parsers.StartParser, catching.StartEvent),
            "endEvent": (node_parsers.EndParser, catching.EndEvent),
            "intermediateCatchEvent": (node_parsers.EventParser, catching.CatchEvent),
            "intermediateThrowEvent": (node_parsers.EventParser, catching.ThrowEvent),
            "boundaryEvent": (node_parsers.BoundaryParser, catching.BoundaryEvent),
            "eventBasedGateway": (node_parsers.ChoiceParser, catching.EventGateway),
            "exclusiveGateway": (node_parsers.WayParser, joins.ExclusiveGateway),
            "inclusiveGateway": (node_parsers.WayParser, joins.InclusiveGateway),
            "parallelGateway": (node_parsers.AllWaysParser, joins.ParallelGateway),
            "task": (node_parsers.ActivityParser, activities.NoneTask),
            "userTask": (node_parsers.UserTaskParser, activities.UserTask),
            "manualTask": (node_parsers.ActivityParser, activities.ManualTask),
            "scriptTask": (node_parsers.ScriptParser, activities.ScriptTask),
            "serviceTask": (node_parsers.ServiceParser, activities.ServiceTask),
            "businessRuleTask": (node_parsers.RuleParser, activities.BusinessRuleTask),
            "sendTask": (node_parsers.MessageTaskParser, catching.SendTask),
            "receiveTask": (node_parsers.MessageTaskParser, catching.ReceiveTask),
            "callActivity": (node_parsers.CallParser, scopes.CallActivity),
            "subProcess": (node_parsers.SubProcessParser, scopes.SubProcess),
        }.items()
    }

    def __init__(self, sources: Sources) -> None:
        super().__init__()
        self.sources = sources
        self.regions: dict[str, Region] = {}

    def specs(
        self, process: Region, called: list[Region]
    ) -> tuple[Any, dict[str, Any]]:
        """Return the spec of a process and those of all scopes it may open.

        Raises SpiffWorkflow's ValidationException for what no gate has foreseen.
        """
        for file in dict.fromkeys(each.file for each in called):
            self._add_drawing(file)
        for region in called:
            self.regions.update({each.id: each for each in region.walk()})
            self.create_parser(region.node, filename=region.file)
        nodes = sum(len(each.shapes) for each in self.regions.values())
        with _deep, _deep_enough(nodes):
            spec = self.get_spec(process.id)
            return spec, self.get_subprocess_specs(process.id)

    def _add_drawing(self, file: str) -> None:
        """Say what SpiffWorkflow asks of a drawing, which may be odd or missing."""
        diagrams = self.sources.diagrams
        key = self._document_key(diagrams.roots[file])
        self.document_lanes[key] = diagrams.lanes[file]
        self.document_positions[key] = {
            node: {"x": 0.0, "y": height}
            for node, height in diagrams.heights[file].items()
        }

    def get_engine(self, decision_ref: str, node: Xml) -> Decision | None:
        """Return the decision itself; SpiffWorkflow's engine never comes to be."""
        return self.sources.decisions(decision_ref)

    def _refuse(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError("files come in through read_diagrams")

    add_bpmn_xml = add_bpmn_str = add_bpmn_io = add_bpmn_file = _refuse
    add_bpmn_files = add_bpmn_files_by_glob = _refuse
    add_dmn_xml = add_dmn_str = add_dmn_io = add_dmn_file = _refuse
    add_dmn_files = add_dmn_files_by_glob = _refuse


@contextmanager
def _deep_enough(nodes: int) -> Iterator[None]:
    """Make room for SpiffWorkflow's parser, which calls itself along every path."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 1_000 + _FRAMES_A_NODE * nodes))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
