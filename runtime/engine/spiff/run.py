"""One running instance, as the engine drives it (运行).

Commands (complete, receive, fire, answer, fail) take effect on their node at once;
``advance`` then runs everything that needs nobody. A run that raised is half stepped:
throw it away and thaw the state from before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from SpiffWorkflow.exceptions import SpiffWorkflowException

from runtime.engine.spiff import state, timers
from runtime.engine.spiff.calls import Hooks
from runtime.engine.spiff.elements import Element
from runtime.engine.spiff.events import MESSAGE, SIGNAL, Thrown
from runtime.engine.spiff.model import Model
from runtime.engine.spiff.prune import prune
from runtime.engine.spiff.tasks import READY, STARTED, WAITING, Node
from runtime.engine.spiff.trace import Step, Trace
from runtime.engine.spiff.values import own_context
from runtime.engine.spiff.waits import Wait, list_waits, path_of
from runtime.engine.spiff.workflows import Top
from runtime.feel import Frame
from runtime.kernel.errors import BpmnError, Conflict, FlowError, NotFound, Stuck

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")
_Method = Callable[Concatenate["Run", _Given], _Answer]


def _stepping(method: _Method[_Given, _Answer]) -> _Method[_Given, _Answer]:
    """Say in ``failed_element`` where a step failed, and speak only our errors."""

    @wraps(method)
    def guarded(self: Run, /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
        if self.failed:
            raise Stuck("run-has-failed", process=self.model.process_id)
        try:
            return method(self, *args, **kwargs)
        except (Conflict, NotFound):
            raise  # refused before anything was touched
        except FlowError:
            self.failed = True
            raise
        except SpiffWorkflowException as error:
            self.failed = True
            raise Stuck("engine-refused", reason=str(error).strip(". ")) from error

    return guarded


class Run:
    """A running instance of a model."""

    def __init__(self, model: Model, top: Top) -> None:
        self.model = model
        self.failed = False
        self._top = top

    @classmethod
    def start(
        cls, model: Model, variables: Mapping[str, Any], frame: Frame, hooks: Hooks
    ) -> Run:
        """Return a new instance at its very start; ``advance`` lets it go."""
        data = own_context(variables, what=model.process_id)
        top = Top(model.spec, model.scopes, model.engine, frame, hooks)
        hidden = model.engine.ambient.intersection(data)
        if hidden:
            raise Conflict("name-is-reserved", element="", name=min(hidden))
        top.start(data)
        return cls(model, top)

    @classmethod
    def thaw(cls, model: Model, state_: bytes, frame: Frame, hooks: Hooks) -> Run:
        """Return the instance as ``freeze`` left it."""
        return cls(model, state.thaw(model, state_, frame, hooks))

    # ------------------------------------------------------------ commands

    @_stepping
    def advance(self, now: datetime) -> None:
        """Run all that needs nobody, and arm the timers that were reached."""
        top = self._top
        if top.frame.now is None:
            top.frame.now = now
        with top.at(now):
            if top.event_manager.tasks:
                timers.arm_waiting(top)
            top.do_engine_steps()

    @_stepping
    def complete(self, node: int, output: Mapping[str, Any]) -> None:
        """Complete a user or manual task with a person's answer."""
        found = self._node(node)
        if found._state != READY or not found.task_spec.manual:
            raise Conflict("node-not-open", node=node, element=_name(found))
        found.task_spec.accept(found, output)
        self._top.current = found
        found.run()

    @_stepping
    def receive(
        self, message: str, payload: Mapping[str, Any], node: int | None = None
    ) -> int:
        """Hand a message to all who wait for it; return how many did.

        With ``node`` only that one gets it: that is how one task is bypassed.
        """
        brought = own_context(payload, what=message)
        return self._top.event_manager.broadcast(MESSAGE, message, brought, node)

    @_stepping
    def signal(
        self, name: str, payload: Mapping[str, Any], node: int | None = None
    ) -> int:
        """Hand a signal to all who wait for it; return how many did."""
        brought = own_context(payload, what=name)
        return self._top.event_manager.broadcast(SIGNAL, name, brought, node)

    @_stepping
    def fire(self, node: int, now: datetime) -> None:
        """Fire the timer a node waits for; raises Conflict when it is not due."""
        found = self._node(node)
        if found._state != WAITING or not timers.due_slots(found):
            raise Conflict("node-not-open", node=node, element=_name(found))
        self._top.current = found
        with self._top.at(now):
            timers.fire(found, now)

    @_stepping
    def answer(self, node: int, output: Any) -> None:
        """Give a service task that waits the answer it waits for."""
        found = self._calling(node)
        found.task_spec.store(found, output)
        found.internal_data.pop("call")
        if self._top.current is None:
            self._top.current = found
        self._complete_called(found)

    @_stepping
    def fail(self, node: int, error: BpmnError) -> None:
        """Let the boundary of a waiting service task catch a modelled error."""
        found = self._calling(node)
        self._top.current = found
        found.internal_data.pop("call")
        found.task_spec.fail(found, error)

    # ------------------------------------------------------------ state

    def freeze(self) -> bytes:
        """Return the state; raises Stuck when the run has failed half way."""
        if self.failed:
            raise Stuck("run-has-failed", process=self.model.process_id)
        return state.freeze(self._top)

    def prune(self) -> int:
        """Forget finished nodes where that is safe; return how many."""
        return prune(self._top)

    def drop(self) -> None:
        """Take the run apart; it is of no use any more.

        Its parts point at each other: without this they stay in memory until the
        garbage collector finds them, and in a batch that costs more than this.
        """
        self._top.take_apart()

    def waits(self) -> list[Wait]:
        """List what the instance waits for."""
        return [] if self.completed else list_waits(self._top)

    @property
    def completed(self) -> bool:
        """Whether the instance has reached its end."""
        return self._top.completed

    @property
    def data(self) -> dict[str, Any]:
        """The data at the end, or that of the last node that was completed."""
        top = self._top
        if top.completed:
            return {k: v for k, v in top.data.items() if k != "data_objects"}
        return {} if top.last_task is None else top.last_task.data

    @property
    def stage(self) -> str | None:
        """The stage of what is waited for innermost, or of the end that was reached."""
        if self.completed:
            return self._top.end_stage
        for wait in sorted(self.waits(), key=lambda each: -len(each.path)):
            if wait.boundary:
                continue
            around = [wait.element, *reversed(wait.path)]
            found = next((each.stage for each in around if each.stage), None)
            if found is not None:
                return found
        return None

    @property
    def failed_element(self) -> Element | None:
        """The element at which a step raised."""
        node = self._top.current if self.failed else None
        while node is not None and node.task_spec.element is None:
            node = node.workflow.calling
        return None if node is None else node.task_spec.element

    @property
    def failed_path(self) -> tuple[Element, ...]:
        """The activities around the element at which a step raised."""
        node = self._top.current
        return () if node is None or not self.failed else path_of(node.workflow)

    # ------------------------------------------------------------ for history

    @property
    def steps(self) -> list[Step]:
        """What was completed or cancelled since start or thaw."""
        return [Step._make(each) for each in self._top.finished]

    @property
    def step_ids(self) -> tuple[str, ...]:
        """The elements of these steps alone."""
        return tuple([each[0].id for each in self._top.finished])

    @property
    def decisions(self) -> list[Trace]:
        """The decisions taken since start or thaw."""
        return list(self._top.decided)

    @property
    def thrown(self) -> list[Thrown]:
        """The messages and signals that left the instance since start or thaw."""
        return list(self._top.thrown)

    # ------------------------------------------------------------

    def _node(self, node_id: int) -> Node:
        found = self._top.find_node(node_id)
        if found is None:
            raise NotFound("node-unknown", node=node_id)
        return found

    def _calling(self, node_id: int) -> Node:
        found = self._node(node_id)
        if found._state != STARTED or "call" not in found.internal_data:
            raise Conflict("node-not-open", node=node_id, element=_name(found))
        return found

    def _complete_called(self, node: Node) -> None:
        if node.workflow.lazy and not node.triggered:
            node.task_spec._predict_hook(node)
        node.complete()


def _name(node: Node) -> str:
    found: str = node.task_spec.bpmn_id or node.task_spec.name
    return found
