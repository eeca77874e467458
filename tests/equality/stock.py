"""The reference as the equality tests drive it: steps noted, waits answered."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import (
    MultipleEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from runtime.engine.spiff.stock import (
    StockEnvironment,
    StockModel,
    StockRun,
    load_stock,
)

Environment = StockEnvironment
READY = TaskState.READY
PAST = "2000-01-01T00:00:00+00:00"
WAITS = {
    "MessageEventDefinition": "message",
    "SignalEventDefinition": "signal",
    "TimeDateEventDefinition": "timer",
    "DurationTimerEventDefinition": "timer",
    "CycleTimerEventDefinition": "timer",
}


def parse(
    pid: str, files: dict[str, bytes], decisions: Any, _frame: Any = None
) -> StockModel:
    """Return the process as the library parses it."""
    return load_stock(pid, files, decisions)


class Stock(StockRun):
    """One instance of the reference."""

    def __init__(
        self, model: StockModel, variables: dict[str, Any], environment: Environment
    ) -> None:
        super().__init__(model, variables, environment)
        self.wf = self.workflow
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
    def data(self) -> dict[str, Any]:
        own = {k: v for k, v in self.wf.data.items() if k != "data_objects"}
        return answers_merged(own)

    @property
    def last_data(self) -> dict[str, Any]:
        return answers_merged(self.wf.last_task.data)

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


def answers_merged(data: dict[str, Any]) -> dict[str, Any]:
    """Return data with answers of services that name no variable as entries of it.

    Stock keeps such an answer whole, under a name that no expression can write.
    """
    kept = {name: one for name, one in data.items() if not _is_answer(name)}
    for name, one in data.items():
        if _is_answer(name):
            kept.update(one)
    return kept


def _is_answer(name: str) -> bool:
    return name.startswith("spiff__") and name.endswith("_result")
