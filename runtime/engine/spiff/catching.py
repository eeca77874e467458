"""Nodes that wait for an event or throw one (事件)."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs import control, defaults
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.spiff.specs import defaults as spiff

from runtime.engine.spiff.events import Nothing
from runtime.engine.spiff.known import Known
from runtime.engine.spiff.tasks import FINISHED, FUTURE, Node


class Catching(Known):
    """Waits until its event has reached it."""

    listens = True
    event_definition: Any

    def _run_hook(self, my_task: Node) -> bool:
        self.event_definition.update_task_data(my_task)
        self.event_definition.reset(my_task)
        return True

    def _on_cancel(self, my_task: Node) -> None:
        my_task.workflow.top.event_manager.remove_task(my_task)


class StartEvent(Catching, defaults.StartEvent):
    """The start of a scope, with or without an event."""


class CatchEvent(Catching, defaults.IntermediateCatchEvent):
    """An event in the middle of a path."""


class ReceiveTask(Catching, spiff.ReceiveTask):
    """A task that is done when its message comes."""


class BoundaryEvent(Catching, defaults.BoundaryEvent):
    """An event at the border of an activity.

    One that does not interrupt listens on after it was hit: a new node takes its
    place for as long as the activity lasts.
    """

    attached = True
    cancel_activity: bool

    def _predict_hook(self, my_task: Node) -> None:
        if not self.repeats_timer:  # else each round makes its own children
            super()._predict_hook(my_task)

    def _on_complete_hook(self, my_task: Node) -> None:
        super()._on_complete_hook(my_task)
        if self.cancel_activity or self.event_definition.kind == "timer":
            return
        if self._activity_is_open(my_task):
            again = my_task.parent._add_child(self, FUTURE)
            self._update(again)

    def _activity_is_open(self, my_task: Node) -> bool:
        return any(
            not each._state & FINISHED
            for each in my_task.parent.children
            if not each.task_spec.attached
        )


class EventGateway(Catching, defaults.EventBasedGateway):
    """Takes the path of the event that comes first."""

    def connect(self, taskspec: Any) -> None:
        """Take the event over from the node behind, which then waits no more."""
        TaskSpec.connect(self, taskspec)
        self.event_definition.event_definitions.append(taskspec.event_definition)
        taskspec.event_definition = Nothing()

    def _run_hook(self, my_task: Node) -> bool:
        taken = self.outputs[my_task.internal_data["taken"]]
        super()._run_hook(my_task)
        my_task._sync_children([taken], FUTURE)
        return True


class ThrowEvent(Known, defaults.IntermediateThrowEvent):
    """Throws its event and goes on."""


class SendTask(Known, spiff.SendTask):
    """A task that sends a message."""


class EndEvent(Known, defaults.EndEvent):
    """The end of a path, which may throw an event or end its whole scope."""


class BoundarySplit(Known, control.BoundaryEventSplit):
    """Stands before an activity: starts it and its boundary events together."""

    splits_boundary = True


class BoundaryJoin(Known, control.BoundaryEventJoin):
    """Ends what is left of an activity and its boundary when one side is done."""


class StartSplit(Known, control.StartEventSplit):
    """Stands before several start events."""


class StartJoin(Known, control.StartEventJoin):
    """Ends the start events that were not hit."""
