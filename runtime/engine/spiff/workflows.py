"""A running instance and the scopes that open inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from runtime.engine.spiff.events import Listeners, Thrown
from runtime.engine.spiff.stepping import Scope
from runtime.engine.spiff.tasks import (
    WAITING,
    Node,
)
from runtime.feel import Frame
from runtime.kernel.errors import Stuck

if TYPE_CHECKING:
    from runtime.engine.spiff.calls import Hooks
    from runtime.engine.spiff.script import FeelEngine
    from runtime.engine.spiff.trace import Choice, Trace

STEP_LIMIT = 250_000
SCOPE_LIMIT = 100
MADE_LIMIT = 50_000  # instances of repeated activities in one run


class Halted(Exception):
    """The run was to stop before this node; nothing of it has been done."""


class Sub(Scope, BpmnSubWorkflow):
    """The scope of a sub-process or a called process."""

    calling: Node

    def __init__(self, spec: Any, calling: Node, *, planted: bool = True) -> None:
        # SpiffWorkflow's constructor is not called: it makes three objects more
        self._open_scope(spec, calling.workflow.top)
        self.calling = calling
        self.parent_task_id = calling.id
        self.top_workflow = self.top
        self.depth = calling.workflow.depth + 1
        if self.depth > SCOPE_LIMIT:
            raise Stuck("scopes-nested-too-deep", limit=SCOPE_LIMIT)
        if spec.data_objects:
            self.data["data_objects"] = dict.fromkeys(spec.data_objects)
        if planted:
            self._plant()

    @property
    def parent_workflow(self) -> Scope:
        """The scope this one stands in."""
        return self.calling.workflow

    def _on_completed(self) -> None:
        self.calling.workflow.inner.pop(self.calling.id, None)
        self.calling.task_spec._on_subworkflow_completed(self, self.calling)

    def _on_cancelled(self) -> None:
        self.calling.workflow.inner.pop(self.calling.id, None)


class Top(Scope, BpmnWorkflow):
    """The instance itself, with what all its scopes share."""

    calling = None
    depth = 0

    def __init__(
        self,
        spec: Any,
        subprocess_specs: Mapping[str, Any],
        engine: FeelEngine,
        frame: Frame,
        hooks: Hooks,
    ) -> None:
        # SpiffWorkflow's constructor is not called: see Sub
        self.subprocess_specs = subprocess_specs
        self.subprocesses: dict[int, Sub] = {}
        self.bpmn_events: list[Any] = []
        self.engine = engine
        self.frame = frame
        self.hooks = hooks
        self.now: datetime | None = None
        self.next_id = 0
        self.tick = 0
        self.steps_left = STEP_LIMIT
        self.halts = False  # whether it stops, and does not fail, when none is left
        self.current: Node | None = None
        self.was_hit = False  # a node caught an event since this was last looked at
        self.end_stage: str | None = None
        self.finished: list[tuple[Any, ...]] = []  # fields of Step
        self.owed: tuple[int, int] = (0, 0)  # steps of evaluation, and since when
        self.made = 0  # instances of repeated activities
        self.dated = 0  # how many of them happened at a known moment
        self.decided: list[Trace] = []
        self.chosen: list[Choice] = []
        self.thrown: list[Thrown] = []
        self.pass_over: str | None = None  # an element a person said to leave out
        self.event_manager = Listeners(self)
        self._open_scope(spec, self)
        if spec.data_objects:
            self.data["data_objects"] = dict.fromkeys(spec.data_objects)

    @property
    def script_engine(self) -> FeelEngine:
        """The one engine that evaluates anything here."""
        return self.engine

    @contextmanager
    def at(self, now: datetime) -> Iterator[None]:
        """Let it be ``now`` inside the block; date what happened before it."""
        for index in range(self.dated, len(self.finished)):
            element, node, _, outcome = self.finished[index]
            self.finished[index] = (element, node, now, outcome)
        self.now = now
        yield
        self.now = None
        self.dated = len(self.finished)

    @contextmanager
    def busy_with(self, node: Node) -> Iterator[None]:
        """Name ``node`` as the one that failed when the block raises."""
        before, self.current = self.current, node
        yield
        self.current = before

    def start(self, variables: dict[str, Any]) -> None:
        """Plant the tree with ``variables`` as the data of its root."""
        self._plant()
        self.task_tree.data = variables

    def do_engine_steps(
        self, will_complete_task: Any = None, did_complete_task: Any = None
    ) -> None:
        """Run until only people, events or outside calls can go on.

        What comes first is as in SpiffWorkflow: the innermost scopes, each to its
        end, then one round of the scope around them.
        """
        while True:
            inner = list(self.descend()) if self.inner else []
            if len(inner) > 1:
                inner.sort(key=lambda scope: -scope.depth)
            for scope in inner:
                while scope.round():
                    pass
            ran = self.round()
            while ran and not self.inner:
                ran = self.round()
            if not ran and not self.runnable():
                return

    def charge(self, count: int) -> None:
        """Count the nodes run; an instance that never stops becomes Stuck."""
        self.steps_left -= count
        if self.steps_left < 0:
            if self.halts:
                raise Halted
            raise Stuck("steps-without-end", limit=STEP_LIMIT)

    def repeat(self, node: Node) -> None:
        """Count one more instance of ``node``; a loop of loops becomes Stuck."""
        self.made += 1
        if self.made > MADE_LIMIT:
            self.current = node
            raise Stuck("too-many-instances", limit=MADE_LIMIT)

    def note(self, node: Node) -> None:
        """Record that a node of the diagram is complete."""
        element = node.task_spec.element
        if element is not None:
            self.finished.append((element, node.id, self.now, "completed"))
            if node.task_spec.stage_at_end is not None:
                self.end_stage = node.task_spec.stage_at_end

    def note_cancelled(self, node: Node) -> None:
        """Record that a node somebody or something was busy with is cancelled."""
        spec = node.task_spec
        if spec.element is None or spec.attached or spec.joins:
            return
        if node._state < WAITING:
            return
        self.finished.append((spec.element, node.id, self.now, "cancelled"))

    def listen(self, node: Node) -> None:
        """Let a node that has just been made wait for its event."""
        self.tick = node.last_state_change = self.tick + 1
        self.event_manager.add_task(node)

    def create_subprocess(self, my_task: Node, spec_name: str) -> Sub:
        """Open the scope of an activity."""
        scope = Sub(self.subprocess_specs[spec_name], my_task)
        self.subprocesses[my_task.id] = scope
        my_task.workflow.inner[my_task.id] = scope
        return scope

    def scopes(self) -> list[Scope]:
        """List the instance and its unfinished scopes, outermost first."""
        inner = list(self.descend())
        if len(inner) > 1:
            inner.sort(key=lambda scope: scope.depth)
        return [self, *inner]

    def find_node(self, node_id: int) -> Node | None:
        """Return the node of any unfinished scope."""
        for scope in self.scopes():
            node = scope.tasks.get(node_id)
            if node is not None:
                return node
        return None

    def take_apart(self) -> None:
        """Cut the ties of the whole instance."""
        for scope in self.subprocesses.values():
            scope.take_apart()
        super().take_apart()
        self.subprocesses.clear()
        self.current = None
        del self.event_manager, self.top

    def _on_completed(self) -> None:
        """Nobody waits for the instance."""
