"""What an instance and each scope inside it share: indexes of nodes, and rounds.

SpiffWorkflow finds what to do next by walking the whole tree after every node; here
each scope knows its ready, waiting and unfinished nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator

from runtime.engine.spiff.tasks import (
    COMPLETED,
    ENDLESS,
    FUTURE,
    READY,
    UNFINISHED,
    WAITING,
    Node,
    sorted_by_place,
)

if TYPE_CHECKING:
    from runtime.engine.spiff.workflows import Sub, Top


class Scope:
    """What the instance itself, a sub-process and a called process share."""

    top: Top
    spec: Any
    tasks: dict[int, Node]
    task_tree: Node
    last_task: Node | None
    data: dict[str, Any]
    completed: bool
    success: bool
    depth: int
    calling: Node | None
    lazy: bool
    fused: bool

    def _open_scope(self, spec: Any, top: Top) -> None:
        """Set what SpiffWorkflow's constructors set, and the indexes."""
        self.spec = spec
        self.top = top
        self.tasks = {}
        self.ready: dict[int, Node] = {}
        self.waiting: dict[int, Node] = {}
        self.open: dict[int, Node] = {}
        # nodes of a join that arrived since it last fired, by the join's name
        self.arrived: dict[str, dict[int, Node]] = {}
        self.inner: dict[int, Sub] = {}  # unfinished scopes right inside this one
        self.data = {}
        self.correlations: dict[str, Any] = {}
        self.last_task = None
        self.success = True
        self.completed = False
        self.lazy = spec.lazy
        self.fused = spec.fused

    def _plant(self) -> None:
        """Make the root node; with prediction also everything it foresees."""
        if self.fused:
            self.task_tree = Node(self, self.spec.start, state=READY)
            return
        self.task_tree = Node(self, self.spec.start, state=FUTURE)
        if not self.lazy:
            self.spec.start._predict(self.task_tree, mask=UNFINISHED)
        self.task_tree._ready()

    def track(self, node: Node, state: int) -> None:
        """Keep the indexes true to the new state of ``node``."""
        mine = node.id
        if not state & UNFINISHED:
            self.open.pop(mine, None)
            self.ready.pop(mine, None)
            self.waiting.pop(mine, None)
            return
        self.open[mine] = node
        if state == READY:
            self.ready[mine] = node
            self.waiting.pop(mine, None)
        else:
            self.ready.pop(mine, None)
            if state == WAITING and not node.task_spec.listens:
                self.waiting[mine] = node
            else:
                self.waiting.pop(mine, None)

    # ------------------------------------------------------------ stepping

    def runnable(self) -> list[Node]:
        """List what the engine can run now, here and in unfinished scopes inside."""
        found = [node for node in self.ready.values() if not node.task_spec.manual]
        if self.inner:
            for scope in self.descend():
                found += [n for n in scope.ready.values() if not n.task_spec.manual]
        return found

    def descend(self) -> Iterator[Sub]:
        """Walk the unfinished scopes below this one."""
        todo = list(self.inner.values())
        while todo:
            scope = todo.pop()
            yield scope
            todo.extend(scope.inner.values())

    def round(self) -> bool:
        """Run once what is ready now; return whether anything was."""
        nodes = self.runnable()
        if len(nodes) == 1:
            self._run_on(nodes[0])
        elif nodes:
            self._run_all(sorted_by_place(nodes))
        return bool(nodes)

    def _run_all(self, nodes: list[Node]) -> None:
        top = self.top
        for node in nodes:
            # an earlier node of this round may have cancelled it
            if node._state == READY:
                top.current = node
                top.charge(1)
                node.run()

    def _run_on(self, node: Node) -> None:
        """Run the one node that can run, and go on while only one can, in its scope.

        It saves the looking around, which costs more than most nodes do. An event
        that was caught may have woken a node of another scope: then look again.
        """
        top, scope = self.top, node.workflow
        ready = scope.ready
        top.was_hit = False
        while True:
            top.current = node
            top.charge(1)
            node.run()
            if len(ready) != 1 or scope.inner or top.was_hit:
                return
            (node,) = ready.values()
            if node.task_spec.manual:
                return

    def update_waiting_tasks(self) -> None:
        """Let the waiting joins look again; catching events are woken by events."""
        for node in sorted_by_place(list(self.waiting.values())):
            if node.id in self.waiting:
                node.task_spec._update(node)

    def close(self, node: Node) -> None:
        """Finish the scope whose last token has just reached a plain end event."""
        self.data.update(node.data)
        for spec in (self.spec.end, self.spec.last):
            node = Node(self, spec, node, COMPLETED, node.data)
            self.top.tick = node.last_state_change = self.top.tick + 1
        self.last_task = node
        self.completed = True
        self._on_completed()

    def cancel(self, success: bool = False) -> list[Node]:
        """Cancel all that is unfinished here; scopes inside go with their nodes."""
        self.success = success
        self.completed = True
        cancelled = sorted_by_place(list(self.open.values()))
        for node in cancelled:
            if node.id in self.tasks:  # else it went with its parent
                node.cancel()
        self._on_cancelled()
        return cancelled

    def take_apart(self) -> None:
        """Cut the ties between the scope and its nodes; nobody may use it again."""
        for index in (self.tasks, self.open, self.ready, self.waiting, self.inner):
            index.clear()
        self.arrived.clear()
        self.last_task = None
        del self.task_tree

    # ------------------------------------------------------------ SpiffWorkflow asks

    @property
    def data_objects(self) -> dict[str, Any]:
        """The data objects of this scope, by id."""
        found: dict[str, Any] = self.data.get("data_objects", {})
        return found

    def get_tasks_iterator(
        self, first_task: Node | None = None, **filters: Any
    ) -> Iterator[Node]:
        """Walk the tree to any depth (SpiffWorkflow silently stops at 1000)."""
        filters.setdefault("max_depth", ENDLESS)
        found: Iterator[Node] = BpmnTaskIterator(
            first_task or self.task_tree, **filters
        )
        return found

    def is_completed(self) -> bool:
        """Return whether nothing is left to do here."""
        return self.completed

    def _task_completed_notify(self, task: Node) -> None:
        self.last_task = task
        if task.task_spec is self.spec.last:
            self._mark_complete(task)
        if self.completed:
            self._on_completed()
        else:
            self.update_waiting_tasks()

    def _mark_complete(self, task: Node) -> None:
        self.data.update(task.data)
        self.completed = True

    def _remove_task(self, task_id: int) -> None:
        """Remove a node and all below it, with the scopes and listeners they hold."""
        node = self.tasks[task_id]
        if node.parent is not None:
            node.parent._children.remove(task_id)
        todo = [node]
        while todo:
            gone = todo.pop()
            todo.extend(gone.children)
            self._forget(gone)

    def _forget(self, node: Node) -> None:
        mine = node.id
        if node._state & UNFINISHED:
            self.top.note_cancelled(node)
        for index in (self.tasks, self.open, self.ready, self.waiting):
            index.pop(mine, None)
        if node.task_spec.name in self.arrived:
            self.arrived[node.task_spec.name].pop(mine, None)
        self.top.event_manager.remove_task(node)
        inner = self.top.subprocesses.pop(mine, None)
        if inner is not None and not inner.completed:
            inner.cancel()

    def _on_completed(self) -> None:
        raise NotImplementedError

    def _on_cancelled(self) -> None:
        """Called once when the scope was cancelled."""

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        """Nothing: see Node.collect_log_extras."""
        return {}
