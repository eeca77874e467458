"""One small parser for each kind of node: which class, with what of the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.parser.node_parser import NodeParser
from SpiffWorkflow.bpmn.parser.task_parsers import (
    ConditionalGatewayParser,
    GatewayParser,
    SubprocessParser,
)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.spiff.parser.task_spec import SpiffTaskParser

from runtime.dmn.xml import Element as Xml
from runtime.dmn.xml import children, find_child, local_name
from runtime.engine.spiff import catching, events, items, scopes
from runtime.engine.spiff.diagram import Shape, extension_text, extensions
from runtime.engine.spiff.timers import CYCLE, DATE, DURATION, Timer

_TIMES = {"timeDate": DATE, "timeDuration": DURATION, "timeCycle": CYCLE}


class _NodeParser(NodeParser):
    """What the parsers share: no extensions but those that we read ourselves."""

    @property
    def shape(self) -> Shape:
        """What the gates have seen of the node."""
        found: Shape = self.process_parser.shape(self.node)
        return found

    def parse_extensions(self, node: Xml | None = None) -> dict[str, Any]:
        """Nothing: elements carry the properties, specs what they run."""
        return {}

    def _resolve_data_object_ref(self, ref: Xml | None) -> Any:
        """Find a data object outwards (SpiffWorkflow hangs at the third level)."""
        current = self.process_parser
        while ref is not None and current is not None:
            found = current.spec.data_objects.get(ref.get("dataObjectRef"))
            if found is not None:
                return found
            current = current.parent
        return None

    def _add_boundary_event(self, children: list[Xml]) -> Any:
        """Put the activity between a split and a join with its boundary events."""
        split = catching.BoundarySplit(
            self.spec, f"{self.bpmn_id}.BoundaryEventSplit", lane=self.task.lane
        )
        join = catching.BoundaryJoin(
            self.spec,
            f"{self.bpmn_id}.BoundaryEventJoin",
            lane=self.task.lane,
            split_task=split.name,
            cancel=True,
        )
        split.connect(self.task)
        self.task.connect(join)
        for event in children:
            child = self.process_parser.parse_node(event)
            split.connect(child)
            child.connect(join)
        return split


class _PlainParser(_NodeParser, TaskParser):
    """Gateways and events."""


class ActivityParser(_NodeParser, SpiffTaskParser):
    """A task, with the scripts before and after it."""

    STANDARD_LOOP_CLASS = items.StandardLoop
    PARALLEL_MI_CLASS = items.ParallelItems
    SEQUENTIAL_MI_CLASS = items.SequentialItems

    def create_task(self) -> Any:
        """Return the spec of the task."""
        return self.spec_class(
            self.spec,
            self.bpmn_id,
            **self.particulars(),
            prescript=extension_text(self.node, "preScript"),
            postscript=extension_text(self.node, "postScript"),
            **self.bpmn_attributes,
        )

    def particulars(self) -> dict[str, Any]:
        """Return what this kind of task has besides."""
        return {}


class UserTaskParser(ActivityParser):
    """A person's task; ``variableName`` takes the whole answer."""

    def particulars(self) -> dict[str, Any]:
        """Return the variable."""
        return {"variable": extension_text(self.node, "variableName")}


class ScriptParser(ActivityParser):
    """A script."""

    def particulars(self) -> dict[str, Any]:
        """Return the script."""
        script = find_child(self.node, "script")
        return {"script": "" if script is None else (script.text or "").strip()}


class CallParser(ActivityParser):
    """A call of another process."""

    def particulars(self) -> dict[str, Any]:
        """Return the name of the other process."""
        return {"subworkflow_spec": self.node.get("calledElement")}


class SubProcessParser(ActivityParser):
    """An embedded sub-process, or one that an event starts."""

    def create_task(self) -> Any:
        """Return the spec, of the class that fits."""
        if self.shape.is_event_subprocess:
            self.spec_class = scopes.EventSubprocess
        return super().create_task()

    def particulars(self) -> dict[str, Any]:
        """Return the id of the inner spec, whose parser is made by this."""
        return {"subworkflow_spec": SubprocessParser.get_subprocess_spec(self)}


class RuleParser(ActivityParser):
    """A decision."""

    def create_task(self) -> Any:
        """Return the spec with its decision."""
        task = super().create_task()
        task.decision = task.dmnEngine
        return task

    def particulars(self) -> dict[str, Any]:
        """Return the decision in the place of SpiffWorkflow's own engine."""
        reference = extension_text(self.node, "calledDecisionId") or ""
        return {
            "dmnEngine": self.process_parser.parser.get_engine(reference, self.node)
        }


class ServiceParser(ActivityParser):
    """A call of an operator."""

    def create_task(self) -> Any:
        """Return the spec with its compiled parameters."""
        task = super().create_task()
        sources = self.process_parser.parser.sources
        operator = extensions(self.node, "serviceTaskOperator")[0]
        task.later = task.operation_name in sources.later
        task.variable = operator.get("resultVariable") or None
        task.parameters = tuple(
            (each.get("id"), sources.engine.compiled(each.get("value", "")))
            for holder in children(operator, "parameters")
            for each in children(holder, "parameter")
        )
        return task

    def particulars(self) -> dict[str, Any]:
        """Return the operator; parameters and result are handled by our class."""
        operator = extensions(self.node, "serviceTaskOperator")[0]
        return {
            "operation_name": operator.get("id"),
            "operation_params": {},
            "result_variable": operator.get("resultVariable"),
        }


class MessageTaskParser(ActivityParser):
    """A task that sends or receives a message."""

    def particulars(self) -> dict[str, Any]:
        """Return the message."""
        declared = _declared(self, "message", self.node.get("messageRef"))
        return {"event_definition": _message(self, declared, self.node)}


class EventParser(_PlainParser):
    """An event in the middle of a path."""

    def create_task(self) -> Any:
        """Return the spec with what it waits for or throws."""
        return self.spec_class(
            self.spec,
            self.bpmn_id,
            event_definition=self.definition(),
            **self.particulars(),
            **self.bpmn_attributes,
        )

    def particulars(self) -> dict[str, Any]:
        """Return what this kind of event has besides."""
        return {}

    def definition(self) -> Any:
        """Return the definition of the one event there is, or of none."""
        definitions = self.shape.definitions()
        if not definitions:
            return events.Nothing()
        node = definitions[0]
        kind = local_name(node).removesuffix("EventDefinition")
        if kind == "timer":
            return _timer(self, node)
        if kind == "terminate":
            return events.Terminate()
        return _BUILDERS[kind](
            self, _declared(self, kind, node.get(f"{kind}Ref")), node
        )


class StartParser(EventParser):
    """A start event."""

    def create_task(self) -> Any:
        """Return the spec, connected to the root of its scope."""
        task = super().create_task()
        self.spec.start.connect(task)
        return task


class EndParser(EventParser):
    """An end event."""

    def create_task(self) -> Any:
        """Return the spec, connected to the end of its scope."""
        task = super().create_task()
        task.connect(self.spec.end)
        return task


class BoundaryParser(EventParser):
    """A boundary event."""

    def particulars(self) -> dict[str, Any]:
        """Return whether it interrupts the activity."""
        return {"cancel_activity": self.shape.interrupting}


class ChoiceParser(EventParser):
    """An event-based gateway."""

    def definition(self) -> Any:
        """Return a choice; connecting the paths fills it."""
        return events.Choice()

    def handles_multiple_outgoing(self) -> bool:
        """Return that it may split."""
        return True


class WayParser(_NodeParser, ConditionalGatewayParser):
    """An exclusive or inclusive gateway."""


class AllWaysParser(_NodeParser, GatewayParser):
    """A parallel gateway."""


def _declared(parser: Any, tag: str, reference: str | None) -> Xml | None:
    sources = parser.process_parser.parser.sources
    found: Xml | None = sources.diagrams.declared(parser.shape.region, tag, reference)
    return found


def _message(parser: Any, declared: Xml | None, node: Xml) -> events.Message:
    return events.Message(
        _name(declared),
        _extension(declared, node, "messagePayload"),
        _extension(declared, node, "messageVariable"),
    )


def _signal(parser: Any, declared: Xml | None, node: Xml) -> events.Signal:
    return events.Signal(_name(declared), **_carried(declared, node))


def _error(parser: Any, declared: Xml | None, node: Xml) -> events.Error:
    code = None if declared is None else declared.get("errorCode")
    return events.Error(_name(declared), code=code or None, **_carried(declared, node))


def _escalation(parser: Any, declared: Xml | None, node: Xml) -> events.Escalation:
    code = None if declared is None else declared.get("escalationCode")
    return events.Escalation(
        _name(declared), code=code or None, **_carried(declared, node)
    )


def _timer(parser: Any, node: Xml) -> Timer:
    time = children(node, *_TIMES)[0]
    return Timer(parser.bpmn_id, (time.text or "").strip(), _TIMES[local_name(time)])


def _carried(declared: Xml | None, node: Xml) -> dict[str, str | None]:
    return {
        "expression": _extension(declared, node, "payloadExpression"),
        "variable": _extension(declared, node, "variableName"),
    }


def _extension(declared: Xml | None, node: Xml, name: str) -> str | None:
    found = extension_text(node, name)
    if found is None and declared is not None:
        return extension_text(declared, name)
    return found


def _name(declared: Xml | None) -> str:
    return "" if declared is None else declared.get("name", "").strip()


_BUILDERS: Mapping[str, Any] = {
    "message": _message,
    "signal": _signal,
    "error": _error,
    "escalation": _escalation,
}
