"""Activities with a scope of their own: sub-processes and called processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.control import BpmnStartTask, SimpleBpmnTask
from SpiffWorkflow.spiff.specs import defaults

from runtime.engine.spiff.known import Known
from runtime.engine.spiff.tasks import FUTURE, READY, STARTED, Node

if TYPE_CHECKING:
    from runtime.engine.spiff.workflows import Sub


class StartTask(Known, BpmnStartTask):
    """The root of a scope."""

    def trigger_wf(self, my_task: Node, spec_name: str) -> int:
        """Start an event sub-process and return the id of its node.

        SpiffWorkflow also connects it to the root, in the diagram that all instances
        share, so that every later instance would start it at birth.
        """
        child = my_task._add_child(self._wf_spec.task_specs[spec_name], FUTURE)
        child.triggered = True
        child.task_spec._update(child)
        return child.id


class EndTask(Known, SimpleBpmnTask):
    """The last node of a scope."""


class _Scoped(Known):
    """Opens a scope when it is reached and goes on when that is complete."""

    spec: str
    opens_at_once = False  # being reached needs nothing but the data of before

    def _update(self, my_task: Node) -> None:
        if not self.opens_at_once or my_task._state != FUTURE or my_task.data:
            super()._update(my_task)  # type: ignore[misc]  # a mixin: the library's class stands behind it
            return
        my_task.data = my_task.parent.data
        self.start_workflow(my_task)
        my_task._set_state(STARTED)

    def start_workflow(self, my_task: Node) -> None:
        """Open the scope and run its root."""
        inner = my_task.workflow.top.create_subprocess(my_task, self.spec)
        self.copy_data(my_task, inner)
        inner.task_tree.run()

    def copy_data(self, my_task: Node, subworkflow: Sub) -> None:
        """Hand the data over; FEEL changes nothing in place, so it may be shared."""
        subworkflow.task_tree.data = my_task.data

    def update_data(self, my_task: Node, subworkflow: Sub) -> None:
        """Take the data of the scope's end."""
        last = subworkflow.last_task
        my_task.data = {} if last is None else last.data

    def _on_subworkflow_completed(self, subworkflow: Sub, my_task: Node) -> None:
        self.update_data(my_task, subworkflow)
        my_task._set_state(READY)

    def _on_cancel(self, my_task: Node) -> None:
        inner = my_task.workflow.top.subprocesses.get(my_task.id)
        if inner is not None and not inner.completed:
            inner.cancel()


class SubProcess(_Scoped, defaults.SubWorkflowTask):
    """An embedded sub-process."""


class CallActivity(_Scoped, defaults.CallActivity):
    """A call of another process.

    A called process that declares inputs or outputs gets and gives only those.
    """

    def copy_data(self, my_task: Node, subworkflow: Sub) -> None:
        """Hand over everything, or what the called process asks for."""
        declared = subworkflow.spec.io_specification
        if declared is None or not declared.data_inputs:
            _Scoped.copy_data(self, my_task, subworkflow)
        else:
            defaults.CallActivity.copy_data(self, my_task, subworkflow)

    def update_data(self, my_task: Node, subworkflow: Sub) -> None:
        """Take everything, or what the called process declares."""
        declared = subworkflow.spec.io_specification
        if declared is None or not declared.data_outputs:
            _Scoped.update_data(self, my_task, subworkflow)
        else:
            defaults.CallActivity.update_data(self, my_task, subworkflow)


class EventSubprocess(_Scoped, defaults.EventSubprocess):
    """A sub-process that an event starts, beside what its scope is doing."""

    def is_idle(self, node: Node) -> bool:
        """Return whether its start event still waits: that keeps no scope alive."""
        inner = node.workflow.top.subprocesses.get(node.id)
        if node._state != STARTED or inner is None:
            return False
        return all(each.task_spec.listens for each in inner.open.values()) and all(
            each.parent is inner.task_tree for each in inner.open.values()
        )
