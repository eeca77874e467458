"""The reference: SpiffWorkflow's own classes, with our FEEL and our decisions.

Nothing here is faster or safer than the library; only what it evaluates is FEEL,
because the library's Python evaluation is wired to fail.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import (
    MultipleEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from runtime import feel
from runtime.engine.spiff.script import FeelEnvironment
from runtime.engine.spiff.timers import is_literal

READY = TaskState.READY
PAST = "2000-01-01T00:00:00+00:00"
WAITS = {
    "MessageEventDefinition": "message",
    "SignalEventDefinition": "signal",
    "TimeDateEventDefinition": "timer",
    "DurationTimerEventDefinition": "timer",
    "CycleTimerEventDefinition": "timer",
}


class Environment(FeelEnvironment):
    """FEEL, and service tasks answered in process."""

    def __init__(self, service: Any, frame: feel.Frame) -> None:
        super().__init__(frozenset(frame.ambient))
        self.service, self.frame = service, frame

    def evaluate(
        self, expression: str, context: Any, external_context: Any = None
    ) -> Any:
        if is_literal(expression):
            return expression.strip()
        scope = {**(external_context or {}), **context}
        compiled = feel.compile_expression(expression, ambient=self.ambient)
        value = feel.to_data(compiled.evaluate(scope, self.frame), self.frame)
        whole = type(value) is Decimal and value == value.to_integral_value()
        return int(value) if whole else value

    def call_service(self, context: Any, **call: Any) -> str:
        given = {k: v["value"] for k, v in call["operation_params"].items()}
        answer = self.service(call["operation_name"], given, context)
        return json.dumps(answer, default=float)


class Rules:
    """What a business rule task asks: our decision, merged by the library."""

    def __init__(self, decision: Any, frame: feel.Frame) -> None:
        self.decision, self.frame = decision, frame

    def result(self, task: Any) -> Any:
        self.frame.clear()
        return dict(self.decision.decide(task.data, self.frame).outputs)


class Parser(SpiffBpmnParser):
    """The library's parser, but with our decisions."""

    decisions: Any = None
    frame: Any = None

    def get_engine(self, decision_ref: str, node: Any) -> Rules:
        return Rules(self.decisions(decision_ref), self.frame)


def parse(pid: str, files: dict[str, bytes], decisions: Any, frame: feel.Frame) -> Any:
    """Return spec and inner specs; a new frame needs them parsed again."""
    parser = Parser()
    parser.decisions, parser.frame = decisions, frame
    for data in files.values():
        parser.add_bpmn_xml(etree.fromstring(data))
    return parser.get_spec(pid), parser.get_subprocess_specs(pid)


class Stock:
    """One instance of the reference."""

    def __init__(
        self, specs: Any, variables: dict[str, Any], environment: Environment
    ) -> None:
        self.engine = PythonScriptEngine(environment=environment)
        self.wf = BpmnWorkflow(*specs, script_engine=self.engine)
        self.wf.task_tree.data.update(variables)
        self.done: list[str] = []

    def advance(self) -> None:
        kept = TaskSpec._on_complete
        done = self.done

        def note(spec: Any, task: Any) -> Any:
            if getattr(spec, "bpmn_id", None) and task.workflow.top_workflow is self.wf:
                done.append(spec.bpmn_id)
            return kept(spec, task)

        TaskSpec._on_complete = note
        try:
            self.wf.do_engine_steps()
            while any(t.state == READY and not t.task_spec.manual for t in self.tasks):
                self.wf.do_engine_steps()
        finally:
            TaskSpec._on_complete = kept

    def reload(self) -> None:
        """The reference is never reloaded: it is what reloading is compared with."""

    @property
    def tasks(self) -> list[Any]:
        scopes = [self.wf, *self.wf.subprocesses.values()]
        return [task for scope in scopes for task in scope.tasks.values()]

    def waits(self) -> list[tuple[str, str, Any]]:
        found = []
        for task in self.tasks:
            spec = task.task_spec
            if task.state == TaskState.READY and spec.manual:
                found.append(("user", spec.bpmn_id, (task, None)))
            elif task.state == TaskState.WAITING and isinstance(spec, CatchingEvent):
                found.extend(_waits_of(task))
        return found

    def act(self, kind: str, handle: Any, answer: dict[str, Any]) -> None:
        task, definition = handle
        if kind == "user":
            task.data.update(answer)
            self.done.append(task.task_spec.bpmn_id)
            task.run()
        elif kind == "timer":
            _make_due(task, definition)
            self.wf.refresh_timers()
        else:
            self.wf.event_manager.catch(BpmnEvent(definition, {}), internal=False)

    @property
    def completed(self) -> bool:
        return self.wf.completed

    @property
    def data(self) -> dict[str, Any]:
        return {k: v for k, v in self.wf.data.items() if k != "data_objects"}

    @property
    def last_data(self) -> dict[str, Any]:
        return self.wf.last_task.data

    @property
    def tree(self) -> list[tuple[str, int]]:
        return sorted((task.task_spec.name, task.state) for task in self.tasks)


def _waits_of(task: Any) -> list[tuple[str, str, Any]]:
    definition = task.task_spec.event_definition
    if isinstance(definition, MultipleEventDefinition):
        return [
            (WAITS[type(each).__name__], follower.bpmn_id, (task, each))
            for each, follower in zip(
                definition.event_definitions, task.task_spec.outputs, strict=True
            )
        ]
    kind = WAITS.get(type(definition).__name__)
    return [(kind, task.task_spec.bpmn_id, (task, definition))] if kind else []


def _make_due(task: Any, definition: TimerEventDefinition) -> None:
    value = task.internal_data.get("event_value")
    if isinstance(value, dict):
        task.internal_data["event_value"] = {**value, "next": PAST}
    else:
        task.internal_data["event_value"] = PAST
