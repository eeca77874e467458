"""One node of a running instance: a SpiffWorkflow task that is cheap to make.

Ids and state changes are counted by the instance itself, so nothing here reads a clock.
A parent's id is always smaller than its children's. All walks are loops: a path may be
thousands of nodes long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from runtime.engine.spiff.merge import rebased

if TYPE_CHECKING:
    from runtime.engine.spiff.stepping import Scope

MAYBE, FUTURE, WAITING = TaskState.MAYBE, TaskState.FUTURE, TaskState.WAITING
READY, STARTED = TaskState.READY, TaskState.STARTED
COMPLETED, ERROR = TaskState.COMPLETED, TaskState.ERROR
CANCELLED = TaskState.CANCELLED
FINISHED: int = TaskState.FINISHED_MASK
UNFINISHED: int = TaskState.NOT_FINISHED_MASK
PREDICTED: int = TaskState.PREDICTED_MASK
ENDLESS = 1 << 60
_BORN_OPEN: int = UNFINISHED & ~WAITING
ASIDE = "aside"  # the mark of a node that failed: nobody runs it until it is resumed


class Node(Task):
    """A task of one scope, known to the scope's index from its birth on."""

    workflow: Scope
    id: int
    data: dict[str, Any]
    internal_data: dict[str, Any]

    # Set on the node only when they differ; SpiffWorkflow's constructor, which sets
    # them always, is not called.
    triggered = False
    thread_id = 0

    def __init__(
        self,
        workflow: Scope,
        task_spec: Any,
        parent: Node | None = None,
        state: int = MAYBE,
        data: dict[str, Any] | None = None,
        id: int | None = None,
    ) -> None:
        top = workflow.top
        if id is None:
            id = top.next_id = top.next_id + 1
        self.id = id
        self.workflow = workflow
        self.task_spec = task_spec
        self._children: list[int] = []
        self._state = state
        self.data = {} if data is None else data
        self.internal_data = {}
        self.last_state_change = top.tick
        workflow.tasks[id] = self
        if state & _BORN_OPEN:
            workflow.open[id] = self
            if state == READY:
                workflow.ready[id] = self
        elif state == WAITING:
            workflow.track(self, state)
        if parent is None:
            self._parent = None
        else:
            self._parent = parent.id
            parent._children.append(id)

    def __iter__(self) -> Iterator[Node]:
        found: Iterator[Node] = BpmnTaskIterator(
            self, max_depth=ENDLESS, skip_subprocesses=True
        )
        return found

    # ------------------------------------------------------------ running

    def run(self) -> bool | None:
        """Run the node, in one step where its spec allows that."""
        if self.workflow.top.pass_over is not None and self._is_left_out():
            return True
        step = self.task_spec.step
        if step is None or self._children or not self.workflow.fused:
            return self._run_by_the_book()
        outputs = step(self)
        if outputs is None:
            self._set_state(STARTED)
            return None
        self._settle(outputs)
        return True

    def _is_left_out(self) -> bool:
        """Complete the node undone if a person said to leave it out, that once."""
        top, element = self.workflow.top, self.task_spec.element
        if element is None or element.id != top.pass_over:
            return False
        top.pass_over = None
        self.pass_on()
        return True

    def _run_by_the_book(self) -> bool | None:
        spec = self.task_spec
        # Without prediction a node gets its children when it runs; choices make
        # their own, and what an event has triggered leads nowhere.
        has_none = self.workflow.lazy and not self.triggered
        if has_none and not isinstance(spec, MultiChoice):
            spec._predict_hook(self)
        done: bool | None = super().run()
        return done

    def complete(self) -> None:
        """Mark the node complete and wake its children."""
        self._set_state(COMPLETED)
        self.workflow.top.note(self)
        self.task_spec._on_complete(self)

    def pass_on(self) -> None:
        """Complete the node as it is, without running it."""
        if self.workflow.lazy and not self.triggered:
            self.task_spec._predict_hook(self)
        self.complete()

    def _settle(self, outputs: Iterable[Any]) -> None:
        """Do at once what completing a plain node and readying its children does."""
        scope, mine, spec = self.workflow, self.id, self.task_spec
        top = scope.top
        self._state = COMPLETED
        top.tick = self.last_state_change = top.tick + 1
        scope.ready.pop(mine, None)
        scope.open.pop(mine, None)
        if spec.element is not None:  # as ``note`` does, without a call
            top.finished.append((spec.element, mine, top.now, "completed"))
            if spec.stage_at_end is not None:
                top.end_stage = spec.stage_at_end
        if spec.closes and not scope.open:
            scope.close(self)
            return
        self._reach(outputs)
        scope.last_task = self
        if scope.waiting:
            scope.update_waiting_tasks()

    def _reach(self, outputs: Iterable[Any]) -> None:
        """Make the nodes that follow; those that others must look at come last."""
        scope = self.workflow
        later: list[Node] | None = None
        for follower in outputs:
            if follower.plain:  # nobody changes data in place, so all may share it
                Node(scope, follower, self, READY, self.data)
            elif follower.only_listens:
                scope.top.listen(Node(scope, follower, self, WAITING, self.data))
            else:  # it cannot be ready without a look
                later = later or []
                later.append(Node(scope, follower, self, FUTURE))
        for child in later or ():
            child.task_spec._update(child)

    def set_aside(self, mark: str) -> None:
        """Leave the node undone until it is resumed; others go on."""
        self.internal_data[ASIDE] = mark
        self.workflow.ready.pop(self.id, None)

    def resume(self) -> None:
        """Let the node run again."""
        del self.internal_data[ASIDE]
        self.workflow.track(self, self._state)

    # ------------------------------------------------------------ states and data

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self._state = value
            top = self.workflow.top
            top.tick = self.last_state_change = top.tick + 1
        self.workflow.track(self, value)

    def _inherit_data(self) -> None:
        parent = self.parent
        if not self.data:
            self.data = dict(parent.data)
        elif self.data is not parent.data:
            self.data = rebased({}, parent.data, self.data)

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        """Nothing: the library logs every state change, and nobody reads it."""
        return {}

    # ------------------------------------------------------------ the tree

    def _add_child(self, task_spec: Any, state: int = MAYBE) -> Node:
        child = Node(self.workflow, task_spec, self, state)
        if state == READY:
            child._ready()
        return child

    def ancestors(self) -> Iterator[Node]:
        """Walk the nodes above this one in its scope, nearest first."""
        found = self.parent
        while found is not None:
            yield found
            found = found.parent

    def find_ancestor(self, spec_name: str) -> Node | None:
        """Return the nearest ancestor of the spec, or None."""
        return next(
            (n for n in self.ancestors() if n.task_spec.name == spec_name), None
        )

    def is_descendant_of(self, task: Node) -> bool:
        """Return whether ``task`` is above this node."""
        for above in self.ancestors():
            if above.id <= task.id:
                return above is task
        return False

    @property
    def depth(self) -> int:
        """How many nodes are above this one."""
        return sum(1 for _ in self.ancestors())

    def cancel(self) -> None:
        """Cancel what is not finished in this node and below it."""
        todo = [self]
        while todo:
            node = todo.pop()
            if node.id not in node.workflow.tasks:
                continue  # it was removed together with a node above it
            if node._state & FINISHED:
                todo.extend(reversed(node.children))
                continue
            node.workflow.top.note_cancelled(node)
            node._set_state(CANCELLED)
            node._drop_children()
            node.task_spec._on_cancel(node)

    def _drop_children(self, force: bool = False) -> None:
        dropped, todo = [], [self]
        while todo:
            for child in todo.pop().children:
                if force or not child._state & FINISHED:
                    dropped.append(child)
                else:
                    todo.append(child)
        for child in dropped:
            self.workflow._remove_task(child.id)


def common_ancestor(nodes: Iterable[Node]) -> Node | None:
    """Return the lowest node of one scope that stands above all, or is one of them."""
    tasks: dict[int, Node] = {}
    for node in nodes:
        tasks[node.id] = node
    while len(tasks) > 1:
        lowest = tasks.pop(max(tasks))
        parent = lowest.parent
        if parent is None:
            return None
        tasks[parent.id] = parent
    return next(iter(tasks.values()), None)


def sorted_by_place(nodes: list[Node]) -> list[Node]:
    """Return the nodes as a walk of the whole instance would meet them.

    Ids grow downwards and from sibling to sibling, so the ids on the way down from
    the common ancestor say who comes first; only that part of the way is walked.
    """
    if len(nodes) < 2:
        return nodes
    ways: dict[int, list[int]] = {node.id: [] for node in nodes}
    heads = {node.id: (node, [ways[node.id]]) for node in nodes}
    lowest_first = [-node.id for node in nodes]
    heapify(lowest_first)
    while len(heads) > 1:
        lowest = -heappop(lowest_first)
        node, walked = heads.pop(lowest)
        for way in walked:
            way.append(lowest)
        above = node.parent or node.workflow.calling
        if above is None:
            break
        if above.id in heads:
            heads[above.id][1].extend(walked)
        else:
            heads[above.id] = (above, walked)
            heappush(lowest_first, -above.id)
    return sorted(nodes, key=lambda node: ways[node.id][::-1])
