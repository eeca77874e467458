"""One running instance, as the engine drives it (运行).

Commands (complete, receive, fire, answer, fail) take effect on their node at once;
``advance`` then runs everything that needs nobody. A run that raised is half stepped:
throw it away and thaw the state from before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from SpiffWorkflow.exceptions import SpiffWorkflowException

from runtime.engine.spiff import keeping, timers
from runtime.engine.spiff.events import MESSAGE, SIGNAL, Thrown
from runtime.engine.spiff.model import Model
from runtime.engine.spiff.tasks import ASIDE, READY, STARTED, WAITING, Node
from runtime.engine.spiff.trace import Choice, Step, Trace
from runtime.engine.spiff.waits import CALL, Wait, list_waits, path_of, stage_of
from runtime.engine.spiff.workflows import STEP_LIMIT, Halted
from runtime.kernel.errors import BpmnError, Conflict, FlowError, NotFound, Stuck

if TYPE_CHECKING:
    from runtime.engine.spiff.calls import Hooks
    from runtime.engine.spiff.elements import Element
    from runtime.feel import Frame

_SKIPPABLE = frozenset(
    {"service-task", "script-task", "business-rule-task", "task", "send-task"}
)
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

    def __init__(self, model: Model, top: keeping.Top) -> None:
        self.model = model
        self.failed = False
        self._top = top
        self._left: Node | None = None  # what was set aside last

    @classmethod
    def start(
        cls, model: Model, variables: Mapping[str, Any], frame: Frame, hooks: Hooks
    ) -> Run:
        """Return a new instance at its very start; ``advance`` lets it go."""
        return cls(model, keeping.start(model, variables, frame, hooks))

    @classmethod
    def thaw(cls, model: Model, state_: bytes, frame: Frame, hooks: Hooks) -> Run:
        """Return the instance as ``freeze`` left it."""
        return cls(model, keeping.thaw(model, state_, frame, hooks))

    def follow_on(self, later: Run) -> None:
        """Take the place of ``later``: the same instance, further on than this one."""
        keeping.follow_on(self._top, later._top)

    # ------------------------------------------------------------ commands

    @_stepping
    def advance(self, now: datetime, most: int | None = None) -> None:
        """Run all that needs nobody, and arm the timers that were reached.

        With ``most`` it stops before the node after so many, which can be set aside.
        """
        top = self._top
        if top.frame.now is None:
            top.frame.now = now
        if most is not None:
            top.steps_left, top.halts = most, True
        with top.at(now), suppress(Halted):
            if top.event_manager.tasks:
                timers.arm_waiting(top)
            top.do_engine_steps()

    def set_aside(self, mark: str) -> None:
        """Leave the node that ``advance`` has stopped at undone, under a mark."""
        top = self._top
        top.steps_left, top.halts = STEP_LIMIT, False
        self._left = top.current
        if top.current is not None:
            top.current.set_aside(mark)

    def resume(self, mark: str) -> None:
        """Let the nodes that were set aside under this mark run again."""
        for node in self._aside():
            if node.internal_data[ASIDE] == mark:
                node.resume()

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
        return self._top.event_manager.bring(MESSAGE, message, payload, node)

    @_stepping
    def signal(
        self, name: str, payload: Mapping[str, Any], node: int | None = None
    ) -> int:
        """Hand a signal to all who wait for it; return how many did."""
        return self._top.event_manager.bring(SIGNAL, name, payload, node)

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
        self._top.current = found
        found.task_spec.store(found, output)
        found.internal_data.pop("call")
        found.pass_on()

    @_stepping
    def fail(self, node: int, error: BpmnError) -> None:
        """Let the boundary of a waiting service task catch a modelled error."""
        found = self._calling(node)
        self._top.current = found
        found.internal_data.pop("call")
        found.task_spec.fail(found, error)

    @_stepping
    def skip(self, element_id: str) -> None:
        """Leave an activity out the next time it is reached, or end its waiting call.

        Raises Conflict for anything but an automatic activity: where a gateway
        leads cannot be left out.
        """
        element = self.model.elements.get(element_id)
        if element is None or element.kind not in _SKIPPABLE:
            raise Conflict("element-not-skippable", element=element_id)
        for wait in self.waits():
            if wait.kind == CALL and wait.element.id == element_id:
                self.answer(wait.node, {})
                return
        self._top.pass_over = element_id

    # ------------------------------------------------------------ state

    def freeze(self) -> bytes:
        """Return the state; raises Stuck when the run has failed half way."""
        if self.failed:
            raise Stuck("run-has-failed", process=self.model.process_id)
        return keeping.freeze(self._top)

    def prune(self) -> int:
        """Forget finished nodes where that is safe; return how many."""
        return keeping.prune(self._top)

    def drop(self) -> None:
        """Take the run apart; it is of no use any more.

        Its parts point at each other: without this they stay in memory until the
        garbage collector finds them, and in a batch that costs more than this.
        """
        self._top.take_apart()

    def waits(self) -> list[Wait]:
        """List what the instance waits for."""
        return [] if self.completed else list_waits(self._top)

    def border(self, node: int, element: str) -> Wait | None:
        """Return what waits as ``element`` at the border of a node's activity.

        Of a repeated activity, at the border of the whole.
        """
        around, here = set(), self._node(node)
        while here is not None:
            around.add(here.id)
            here = here.parent
        for wait in self.waits():
            is_it = wait.boundary and wait.element.id == element
            if is_it and self._node(wait.node).parent.id in around:
                return wait
        return None

    def seen_by(self, node: int) -> Mapping[str, Any]:
        """Return the data that a node sees, not to be changed."""
        return self._node(node).data

    @property
    def frame(self) -> Frame:
        """The frame that everything in this run is evaluated in."""
        return self._top.frame

    @property
    def completed(self) -> bool:
        """Whether the instance has reached its end."""
        return self._top.completed

    @property
    def aside(self) -> frozenset[str]:
        """The marks of the nodes that are set aside."""
        return frozenset(node.internal_data[ASIDE] for node in self._aside())

    @property
    def advanced(self) -> int:
        """How many nodes ``advance`` has begun to run since start or thaw."""
        return STEP_LIMIT - self._top.steps_left

    @property
    def owed(self) -> tuple[int, int]:
        """Steps of evaluation the instance owes, and since when; kept with it."""
        return self._top.owed

    @owed.setter
    def owed(self, debt: tuple[int, int]) -> None:
        self._top.owed = debt

    @property
    def data(self) -> dict[str, Any]:
        """The data at the end, or that of the last node that was completed.

        Once a node was set aside it is the data of that one.
        """
        top = self._top
        if self._left is not None:
            return self._left.data
        if top.completed:
            return {k: v for k, v in top.data.items() if k != "data_objects"}
        return {} if top.last_task is None else top.last_task.data

    @property
    def stage(self) -> str | None:
        """The stage of what is waited for innermost, or of the end that was reached."""
        return self._top.end_stage if self.completed else stage_of(self.waits())

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
    def choices(self) -> list[Choice]:
        """The ways that gateways took since start or thaw."""
        return list(self._top.chosen)

    @property
    def thrown(self) -> list[Thrown]:
        """The messages and signals that left the instance since start or thaw."""
        return list(self._top.thrown)

    # ------------------------------------------------------------

    def _aside(self) -> list[Node]:
        return [
            node
            for scope in self._top.scopes()
            for node in scope.open.values()
            if ASIDE in node.internal_data
        ]

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


def _name(node: Node) -> str:
    found: str = node.task_spec.bpmn_id or node.task_spec.name
    return found
