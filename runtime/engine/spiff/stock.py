"""The reference: SpiffWorkflow's own classes with our FEEL and our decisions (参照).

For the bench and for the tests of equality; nothing that the product runs uses it.
Nothing here is faster or safer than the library: its parser, its workflow, its task
tree and its serializer are what they are. Only what it evaluates is FEEL, because the
library's Python evaluation is wired to fail, and the parsed specs may be shared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import (
    BpmnWorkflowConverter,
    WorkflowConverter,
)
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.spiff.serializer.task_spec import SpiffBpmnTaskConverter
from SpiffWorkflow.spiff.specs.defaults import BusinessRuleTask
from SpiffWorkflow.util.task import TaskState

from runtime import feel
from runtime.engine.spiff.script import FeelEnvironment
from runtime.engine.spiff.timers import is_literal
from runtime.kernel.errors import Conflict

Service = Callable[[str, dict[str, Any], Mapping[str, Any]], Any]
Decisions = Callable[[str], Any]


class StockEnvironment(FeelEnvironment):
    """FEEL over one frame, and service tasks answered in process."""

    def __init__(self, service: Service, frame: feel.Frame) -> None:
        super().__init__(frozenset(frame.ambient))
        self.service, self.frame = service, frame

    def evaluate(
        self, expression: str, context: Mapping[str, Any], external_context: Any = None
    ) -> Any:
        """Return the value of an expression; whole numbers as the library counts."""
        if is_literal(expression):
            return expression.strip()
        scope = {**context, **external_context} if external_context else context
        compiled = feel.compile_expression(expression, ambient=self.ambient)
        value = feel.to_data(compiled.evaluate(scope, self.frame), self.frame)
        whole = type(value) is Decimal and value == value.to_integral_value()
        return int(value) if whole else value

    def call_service(self, context: Any, **call: Any) -> str:
        """Answer a service task as the library wants it: as JSON text."""
        given = {k: v["value"] for k, v in call["operation_params"].items()}
        answer = self.service(call["operation_name"], given, context)
        return json.dumps(answer, default=_as_json)


class StockRules:
    """What a business rule task asks: our decision, merged by the library."""

    def __init__(self, decision: Any) -> None:
        self.decision = decision

    def result(self, task: Any) -> Any:
        """Return the outputs of the decision over the data of ``task``."""
        frame = task.workflow.script_engine.environment.frame
        frame.clear()
        return dict(self.decision.decide(task.data, frame).outputs)


class StockParser(SpiffBpmnParser):
    """The library's parser, but with our decisions."""

    decisions: Any = None

    def get_engine(self, decision_ref: str, node: Any) -> StockRules:
        """Return our decision in place of the library's engine."""
        return StockRules(self.decisions(decision_ref))


@dataclass(frozen=True, slots=True)
class StockModel:
    """A process as the library parsed it, to be shared by its instances."""

    spec: Any
    inner: Mapping[str, Any]


def load_stock(
    process_id: str, files: Mapping[str, bytes], decisions: Decisions
) -> StockModel:
    """Parse the process and all it calls with the library's own parser."""
    parser = StockParser()
    parser.decisions = decisions
    for data in files.values():
        parser.add_bpmn_xml(etree.fromstring(data))
    return StockModel(
        parser.get_spec(process_id), parser.get_subprocess_specs(process_id)
    )


class StockRun:
    """One instance of the reference."""

    def __init__(
        self,
        model: StockModel,
        variables: Mapping[str, Any],
        environment: StockEnvironment,
    ) -> None:
        engine = PythonScriptEngine(environment=environment)
        self.workflow = BpmnWorkflow(model.spec, model.inner, script_engine=engine)
        self.workflow.task_tree.data.update(variables)

    def advance(self) -> None:
        """Run all that needs nobody."""
        self.workflow.do_engine_steps()

    def complete(self, element: str, answer: Mapping[str, Any]) -> None:
        """Complete the user task ``element``; raises Conflict when it is not open."""
        for task in self.workflow.get_tasks(state=TaskState.READY, manual=True):
            if task.task_spec.bpmn_id == element:
                task.data.update(answer)
                task.run()
                return
        raise Conflict("node-not-open", node=0, element=element)

    @property
    def completed(self) -> bool:
        """Whether the instance has reached its end."""
        return bool(self.workflow.completed)

    @property
    def waiting(self) -> set[str]:
        """The elements that wait for a person or for an event."""
        tasks = [
            *self.workflow.get_tasks(state=TaskState.READY, manual=True),
            *self.workflow.get_tasks(state=TaskState.WAITING),
        ]
        return {
            task.task_spec.bpmn_id
            for task in tasks
            if task.task_spec.manual or isinstance(task.task_spec, CatchingEvent)
        }


class StockStore:
    """Instances as JSON text and back, by the library's own serializer.

    The library writes the whole diagram into every instance; ``is_lean`` leaves it
    out, as anybody would who keeps the specs in a cache. Only lean text comes back.
    """

    def __init__(self, model: StockModel, *, is_lean: bool) -> None:
        config = {**SPIFF_CONFIG, BusinessRuleTask: _RuleConverter}
        if is_lean:
            config[BpmnWorkflow] = _LeanConverter
        registry = BpmnWorkflowSerializer.configure(config)
        registry.model = model
        registry.register(Decimal, _decimal_to_dict, _decimal_from_dict)
        self._serializer = BpmnWorkflowSerializer(registry)

    def freeze(self, run: StockRun) -> str:
        """Return the state of an instance."""
        text: str = self._serializer.serialize_json(run.workflow)
        return text

    def thaw(self, text: str, environment: StockEnvironment) -> StockRun:
        """Return the instance as ``freeze`` wrote it."""
        run = StockRun.__new__(StockRun)
        run.workflow = self._serializer.deserialize_json(text)
        run.workflow.script_engine = PythonScriptEngine(environment=environment)
        return run


class _LeanConverter(BpmnWorkflowConverter):
    """The library's format without the specs, which come from the model."""

    def to_dict(self, workflow: Any) -> dict[str, Any]:
        record: dict[str, Any] = WorkflowConverter.to_dict(self, workflow)
        record["subprocesses"] = self.mapping_to_dict(workflow.subprocesses)
        record["bpmn_events"] = self.registry.convert(workflow.bpmn_events)
        return record

    def from_dict(self, dct: dict[str, Any]) -> Any:
        model = self.registry.model
        workflow = self.target_class(model.spec, model.inner, deserializing=True)
        tasks = self.mapping_from_dict(dct["tasks"], UUID, workflow=workflow)
        workflow.tasks, workflow.task_tree = tasks, tasks[UUID(dct["root"])]
        self.set_default_attributes(workflow, dct)
        self.subprocesses_from_dict(dct["subprocesses"], workflow)
        workflow.bpmn_events = self.registry.restore(dct.pop("bpmn_events", []))
        return workflow


class _RuleConverter(SpiffBpmnTaskConverter):
    """A business rule task is written with the name of its decision."""

    def to_dict(self, spec: Any) -> dict[str, Any]:
        record: dict[str, Any] = super().to_dict(spec)
        record["decision"] = spec.dmnEngine.decision.id
        return record


def _as_json(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _decimal_to_dict(value: Decimal) -> dict[str, str]:
    return {"value": str(value)}


def _decimal_from_dict(record: Mapping[str, str]) -> Decimal:
    return Decimal(record["value"])
