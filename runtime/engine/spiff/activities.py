"""Tasks of people, services, scripts and decisions (任务)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from SpiffWorkflow.spiff.specs import defaults
from SpiffWorkflow.spiff.specs.data_object import DataObject as SpiffDataObject

from runtime import feel
from runtime.dmn import Decision
from runtime.engine.spiff.calls import ServiceCall
from runtime.engine.spiff.elements import Element
from runtime.engine.spiff.events import ERROR
from runtime.engine.spiff.known import Known
from runtime.engine.spiff.tasks import Node
from runtime.engine.spiff.trace import Trace
from runtime.engine.spiff.values import own, own_context
from runtime.kernel.errors import BadOutput, BpmnError, FlowError, Stuck
from runtime.kernel.texts import Text


class UserTask(Known, defaults.UserTask):
    """A person answers a form; with ``variable`` the answer is kept under it."""

    variable: str | None

    def accept(
        self,
        my_task: Node,
        output: Mapping[str, Any],
        spared: Mapping[str, Sequence[Any]],
    ) -> None:
        """Add an answer to the data.

        ``spared`` names what the person was not asked: it stays as it was; what was
        not there gets what stands behind its name, if anything does.
        """
        before = my_task.data.get(self.variable) if self.variable else my_task.data
        known = before if isinstance(before, Mapping) else {}
        kept = {name: default[0] for name, default in spared.items() if default}
        kept |= {name: known[name] for name in spared if name in known}
        answer = own_context({**kept, **output}, what=self.name)
        if self.variable:
            answer = {self.variable: answer}
        my_task.workflow.top.engine.refuse_ambient(my_task, answer)
        my_task.data = {**my_task.data, **answer}


class ManualTask(Known, defaults.ManualTask):
    """A person does something and says so."""

    variable: str | None = None
    accept = UserTask.accept


class NoneTask(Known, defaults.NoneTask):
    """A task without a kind: as with a manual task, a person says that it is done."""

    variable: str | None = None
    accept = UserTask.accept


class ScriptTask(Known, defaults.ScriptTask):
    """A FEEL context whose entries become data."""

    script: str

    def _run_hook(self, my_task: Node) -> bool:
        return my_task.workflow.top.engine.execute(my_task, self.script)


class BusinessRuleTask(Known, defaults.BusinessRuleTask):
    """A decision whose outputs become data; what stood there before is replaced."""

    decision: Decision

    def _run_hook(self, my_task: Node) -> bool:
        top = my_task.workflow.top
        frame = top.frame
        scope = my_task.data
        objects = my_task.workflow.data.get("data_objects")
        if objects:
            scope = {**objects, **scope}
        frame.clear()
        verdict = self.decision.decide(scope, frame)
        top.decided.append(Trace(_known(self.element), my_task.id, top.now, verdict))
        outputs = feel.to_data(verdict.outputs, frame)
        my_task.data = {**my_task.data, **outputs}
        return True


class ServiceTask(Known, defaults.ServiceTask):
    """Asks an operator: at once, or (``later``) it waits for the answer.

    ``variable`` takes the output; without one its entries become data.
    """

    operation_name: str
    parameters: tuple[tuple[str, feel.Expression], ...] = ()
    variable: str | None = None
    later = False

    def _run_hook(self, my_task: Node) -> bool | None:
        parameters = self._parameters(my_task)
        if self.later:
            my_task.internal_data["call"] = parameters
            return None
        top = my_task.workflow.top
        call = ServiceCall(
            self.operation_name,
            _known(self.element),
            parameters,
            my_task.data,
            top.hooks.subject,
        )
        try:
            output = top.hooks.service(call)
        except BpmnError as error:
            self.fail(my_task, error)
            return None
        except Stuck:
            raise
        except Exception as error:  # a fault of the service is an incident
            raise Stuck(
                "service-failed",
                element=self.name,
                operator=self.operation_name,
                reason=_said(error),
            ) from error
        self.store(my_task, output)
        return True

    def store(self, my_task: Node, output: Any) -> None:
        """Add an output to the data; raises BadOutput when it cannot be kept."""
        if self.variable is not None:
            kept = own(output, what=self.operation_name)
            my_task.data = {**my_task.data, self.variable: kept}
        elif output is not None and output != {}:
            entries = own_context(output, what=self.operation_name)
            hidden = my_task.workflow.top.engine.ambient.intersection(entries)
            if hidden:
                raise BadOutput("name-is-reserved", element=self.name, name=min(hidden))
            my_task.data = {**my_task.data, **entries}

    def fail(self, my_task: Node, error: BpmnError) -> None:
        """Let the nearest boundary that knows the error catch it, else Stuck.

        The search begins at this very node and goes outwards; other nodes that wait
        for the same error are not concerned.
        """
        listeners = my_task.workflow.top.event_manager
        facts = own_context(error.facts, what=self.operation_name)
        caught = listeners.raise_outwards(
            ERROR, error.code, facts, my_task.workflow, failed=my_task
        )
        if not caught:
            raise Stuck(
                "error-not-caught", error=error.code, element=self.name
            ) from error

    def _parameters(self, my_task: Node) -> dict[str, Any]:
        engine = my_task.workflow.top.engine
        return {
            name: engine.value_of(my_task, expression)
            for name, expression in self.parameters
        }


class DataObject(SpiffDataObject):
    """A named value of a scope, handed to and from nodes without copying."""

    bpmn_id: str

    def get(self, my_task: Node) -> None:
        """Put the value into the data of a node."""
        scope = self._scope(my_task)
        my_task.data = {**my_task.data, self.bpmn_id: scope.data_objects[self.bpmn_id]}

    def set(self, my_task: Node) -> None:
        """Take the value out of the data of a node."""
        if self.bpmn_id not in my_task.data:
            raise BadOutput(
                "data-object-missing", element=my_task.task_spec.name, name=self.bpmn_id
            )
        data = dict(my_task.data)
        scope = self._scope(my_task)
        objects = {**scope.data_objects, self.bpmn_id: data.pop(self.bpmn_id)}
        scope.data["data_objects"] = objects
        my_task.data = data

    def _scope(self, my_task: Node) -> Any:
        scope = my_task.workflow
        while self.bpmn_id not in scope.spec.data_objects and scope.calling is not None:
            scope = scope.calling.workflow
        return scope


def _known(element: Element | None) -> Element:
    if element is None:
        raise TypeError("a task of the diagram has an element")
    return element


def _said(error: Exception) -> Text | str:
    """Return why a service failed: a refusal of ours speaks the reader's language."""
    if isinstance(error, FlowError):
        return Text(error.code, error.facts)
    return f"{type(error).__name__}: {error}"
