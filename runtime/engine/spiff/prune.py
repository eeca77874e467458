"""Forgetting what is over: history keeps it, the instance need not (修剪).

Only a scope with a single place of activity is pruned: one node that is busy or waits,
with its boundary events and, for a repeated activity, its instances. It keeps that
node, the one before it (a waiting node takes its data from there again) and its root.
"""

from __future__ import annotations

from runtime.engine.spiff.stepping import Scope
from runtime.engine.spiff.tasks import FINISHED, READY, STARTED, WAITING, Node
from runtime.engine.spiff.workflows import Top

_LIVE: int = READY | STARTED | WAITING


def prune(top: Top) -> int:
    """Drop finished nodes; return how many."""
    gone = 0
    for calling, inner in list(top.subprocesses.items()):
        if inner.completed and inner.calling._state & FINISHED:
            del top.subprocesses[calling]
            gone += len(inner.tasks)
            inner.take_apart()
    for scope in top.scopes():
        base = _base(scope)
        if base is not None:
            gone += _keep_below(scope, base)
    return gone


def _base(scope: Scope) -> Node | None:
    """Return the node before the only busy place, if there is just one."""
    live = [node for node in scope.open.values() if node._state & _LIVE]
    busy = {node.id: node for node in live if not node.task_spec.attached}
    places = [n for n in busy.values() if n._parent not in busy and _is_main(n)]
    if len(places) != 1:
        return None
    base: Node | None = places[0].parent
    root = scope.task_tree
    if base is None or base is root or base._parent == root.id:
        return None
    return base if all([_is_below(node, base) for node in live]) else None


def _is_main(node: Node) -> bool:
    """Whether it is no join of a boundary event that fires again and again."""
    parent = node.parent
    return parent is None or not (parent.task_spec.attached and parent._state & _LIVE)


def _is_below(node: Node, base: Node) -> bool:
    return node._parent == base.id or any(each is base for each in node.ancestors())


def _keep_below(scope: Scope, base: Node) -> int:
    tasks, root = scope.tasks, scope.task_tree
    kept, todo = [root.id, base.id], list(base._children)
    while todo:
        child = todo.pop()
        kept.append(child)
        todo += tasks[child]._children
    scope.tasks = {mine: tasks[mine] for mine in sorted(kept)}
    scope.open = {mine: n for mine, n in scope.open.items() if mine in scope.tasks}
    base._parent, root._children = root.id, [base.id]
    if scope.last_task is not None and scope.last_task.id not in scope.tasks:
        scope.last_task = base
    return len(tasks) - len(kept)
