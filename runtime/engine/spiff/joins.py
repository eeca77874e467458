"""Where paths meet: the gateways that wait, and the end of a scope.

SpiffWorkflow finds out who may still come by looking at predicted nodes and at all that
ever happened; in a loop it counts arrivals of earlier rounds. Here a join knows which
nodes arrived since it last fired, and an inclusive one which of its inputs can still be
reached from where a token stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.control import _EndJoin

from runtime.engine.spiff.choosing import note
from runtime.engine.spiff.known import Known
from runtime.engine.spiff.merge import rebased
from runtime.engine.spiff.tasks import (
    FINISHED,
    FUTURE,
    PREDICTED,
    WAITING,
    Node,
    common_ancestor,
)
from runtime.kernel.errors import Stuck

if TYPE_CHECKING:
    from runtime.engine.spiff.stepping import Scope

ARRIVED = "arrived"


class Join(Known):
    """Waits until it may fire; its latest node stands for all that arrived."""

    joins = True

    def may_fire(self, my_task: Node, arrived: Mapping[int, Node]) -> bool:
        """Return whether nobody else is to come."""
        raise NotImplementedError

    def _update_hook(self, my_task: Node) -> bool:
        arrived = my_task.workflow.arrived.setdefault(self.name, {})
        if my_task.id not in arrived:
            arrived[my_task.id] = my_task
            my_task.internal_data[ARRIVED] = 1
        for other in list(arrived.values()):
            if other is not my_task and other._state == WAITING:
                other.cancel()
        if not self.may_fire(my_task, arrived):
            my_task._set_state(WAITING)
            return False
        my_task.data = data_of_all(list(arrived.values()))
        for node in arrived.values():
            node.internal_data.pop(ARRIVED)
        arrived.clear()
        return True

    def _run_hook(self, my_task: Node) -> bool:
        return True


class EndJoin(Join, _EndJoin):
    """The end of a scope: it waits for everybody."""

    def may_fire(self, my_task: Node, arrived: Mapping[int, Node]) -> bool:
        """Return whether only idle event sub-processes are left; end those."""
        scope = my_task.workflow
        idle = []
        for node in scope.open.values():
            if node is my_task or node.task_spec is scope.spec.last:
                continue
            if not node.task_spec.is_idle(node):
                return False
            idle.append(node)
        for node in idle:
            node.cancel()
        return True

    def _run_hook(self, my_task: Node) -> bool:
        my_task.workflow.data.update(my_task.data)
        return True


class ParallelGateway(Join, defaults.ParallelGateway):
    """Waits for one token on each of its inputs."""

    def may_fire(self, my_task: Node, arrived: Mapping[int, Node]) -> bool:
        """Return whether every input has brought a token."""
        return set(self._inputs) <= _filled(arrived)


class InclusiveGateway(Join, defaults.InclusiveGateway):
    """Waits for those tokens that can still come, and for no others.

    ``reach`` holds, for each spec, the inputs a token there can get to without
    passing this gateway.
    """

    reach: Mapping[str, frozenset[str]]

    def may_fire(self, my_task: Node, arrived: Mapping[int, Node]) -> bool:
        """Return whether no token can reach an input that is still empty.

        One that may as well come in where a token waits already is not waited for
        (BPMN 2.0, section 13.4.3).
        """
        if len(self._inputs) < 2:
            return True
        filled = _filled(arrived)
        for name in self._tokens(my_task.workflow):
            inputs = self.reach.get(name, frozenset())
            if inputs - filled and not inputs & filled:
                return False
        return True

    def _tokens(self, scope: Scope) -> Iterable[str]:
        for node in scope.open.values():
            spec, parent = node.task_spec, node.parent
            if spec is self or node._state & PREDICTED:
                continue
            if parent is None or parent._state & FINISHED:
                yield spec.name

    def _run_hook(self, my_task: Node) -> bool:
        outputs = choose_all(my_task)
        my_task._sync_children(list(outputs), FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=FUTURE | PREDICTED)
        return True


class ExclusiveGateway(Known, defaults.ExclusiveGateway):
    """Takes the first path whose condition holds, else the default."""

    def _run_hook(self, my_task: Node) -> bool:
        my_task._sync_children(list(choose_one(my_task)), FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=FUTURE | PREDICTED)
        return True


def choose_one(node: Node) -> tuple[Any, ...]:
    """Return the path an exclusive gateway takes."""
    spec = node.task_spec
    engine = node.workflow.top.engine
    for position, (condition, follower) in enumerate(spec.conditions):
        if engine.holds(node, condition):
            note(node, (position,))
            return (follower,)
    if spec.conditions:
        note(node, ())
    return spec.otherwise or _nowhere(node)


def choose_all(node: Node) -> tuple[Any, ...]:
    """Return the paths an inclusive gateway takes."""
    spec = node.task_spec
    engine = node.workflow.top.engine
    held = tuple(
        position
        for position, (condition, _) in enumerate(spec.conditions)
        if engine.holds(node, condition)
    )
    if spec.conditions:
        note(node, held)
    taken = tuple(spec.conditions[position][1] for position in held)
    return taken or spec.otherwise or _nowhere(node)


def data_of_all(arrived: list[Node]) -> dict[str, Any]:
    """Return the data where paths meet: what each changed since they parted.

    The first to arrive comes first, so the last one wins.
    """
    sources = [node.parent for node in arrived]
    if len(sources) == 1:
        return dict(sources[0].data)
    base = common_ancestor(sources)
    start = {} if base is None else base.data
    merged = dict(start)
    for source in sources:
        merged = rebased(start, source.data, merged)
    return merged


def reachable_inputs(spec: Any) -> dict[str, frozenset[str]]:
    """Return which inputs of a join each spec leads to without passing the join."""
    specs = spec._wf_spec.task_specs
    found: dict[str, set[str]] = {}
    for source in dict.fromkeys(spec._inputs):
        todo, seen = [source], {source, spec.name}
        while todo:
            name = todo.pop()
            found.setdefault(name, set()).add(source)
            for before in specs[name]._inputs:
                if before not in seen and before in specs:
                    seen.add(before)
                    todo.append(before)
    return {name: frozenset(inputs) for name, inputs in found.items()}


def _filled(arrived: Mapping[int, Node]) -> set[str]:
    return {node.parent.task_spec.name for node in arrived.values()}


def _nowhere(node: Node) -> Any:
    raise Stuck("no-path-open", element=node.task_spec.name)
