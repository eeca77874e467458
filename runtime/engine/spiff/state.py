"""A running instance as bytes and back: small, readable, without the diagram (快照).

The whole is ``[format, next id, tick, stage, scope, inner scopes]``, and for an
instance that owes steps of evaluation ``[steps, second]`` behind it (see `Run.owed`).
A scope is ``[names, rows, data, last, completed, success]``; a row is
``[id, parent, spec, state, tick, changed, gone, internal, triggered]`` with trailing
zeros left out. ``spec`` counts in ``names``; ``changed`` and ``gone`` are what sets the
data of a node apart from its parent's – for the root of a scope, from the node that
called it. Rows name specs as the diagram does, so that a later release, which may make
other nodes of its own, still finds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runtime.engine.spiff import values
from runtime.engine.spiff.joins import ARRIVED
from runtime.engine.spiff.stepping import Scope
from runtime.engine.spiff.tasks import ASIDE, FINISHED, WAITING, Node
from runtime.engine.spiff.workflows import Sub, Top
from runtime.kernel.errors import Stuck

if TYPE_CHECKING:
    from runtime.engine.spiff.calls import Hooks
    from runtime.engine.spiff.model import Model
    from runtime.feel import Frame

FORMAT = 1
_ABSENT = object()
_NO_DATA: Mapping[str, Any] = {}

Row = list[Any]
Changes = tuple[dict[str, Any] | None, list[str] | None]
_NOTHING: Changes = (None, None)


def freeze(top: Top) -> bytes:
    """Return the state of an instance."""
    inner = [[i, _scope(s)] for i, s in top.subprocesses.items() if _is_kept(s)]
    stage = top.end_stage or 0
    record: Row = [FORMAT, top.next_id, top.tick, stage, _scope(top), inner]
    if top.owed[0]:
        record.append([*top.owed])
    return values.write(record)


def thaw(model: Model, state: bytes, frame: Frame, hooks: Hooks) -> Top:
    """Return the instance as it was; raises Stuck when the state does not fit."""
    top = Top(model.spec, model.scopes, model.engine, frame, hooks)
    try:
        record, tagged = values.read_raw(state)
        form, top.next_id, top.tick, stage, outer, inner, *owed = record
        if form != FORMAT:
            raise Stuck("state-of-other-release", found=form, known=FORMAT)
        top.end_stage = stage or None
        if owed:
            top.owed = tuple(owed[0])
        _fill(top, outer, _NO_DATA, tagged)
        for calling, scope in inner:
            _restore_inner(top, calling, scope, tagged)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Stuck(
            "state-does-not-fit", process=model.process_id, reason=repr(error)
        ) from error
    return top


def _is_kept(scope: Sub) -> bool:
    """Whether the node that called the scope is still there."""
    return scope.calling.workflow.tasks.get(scope.calling.id) is scope.calling


def _scope(scope: Scope) -> Row:
    names: dict[str, int] = {}
    rows, todo, tasks = [], [scope.task_tree], scope.tasks
    while todo:  # parents first
        node = todo.pop()
        rows.append(_row(node, tasks.get(node._parent or 0), names))
        if node._children:
            todo += [tasks[child] for child in reversed(node._children)]
    last = 0 if scope.last_task is None else scope.last_task.id
    record = [list(names), rows, scope.data or 0, last]
    if scope.completed or not scope.success:
        record += [int(scope.completed), int(scope.success)]
    return record


def _row(node: Node, parent: Node | None, names: dict[str, int]) -> Row:
    base = node.workflow.calling if parent is None else parent
    before = _NO_DATA if base is None else base.data
    changed, gone = _NOTHING
    if node.data is not before and not _is_handed_over(node, parent):
        changed, gone = _changes(before, node.data)
    row: Row = [
        node.id,
        0 if parent is None else parent.id,
        names.setdefault(node.task_spec.name, len(names)),
        node._state,
        node.last_state_change,
    ]
    internal, triggered = node.internal_data, node.triggered
    if changed or gone or internal or triggered:
        row += [changed or 0, gone or 0, internal or 0, int(triggered)]
    while not row[-1]:
        row.pop()
    return row


def _changes(before: Mapping[str, Any], data: dict[str, Any]) -> Changes:
    """Return what was set since ``before``, and what is gone."""
    if not before:
        return data, None
    changed = {
        name: value
        for name, value in data.items()
        if before.get(name, _ABSENT) is not value
    }
    if len(data) - len(changed) == len(before):
        return changed, None
    return changed, [name for name in before if name not in data]


def _is_handed_over(node: Node, parent: Node | None) -> bool:
    """Whether a finished instance has given its data to the whole it belongs to."""
    return bool(
        node._state & FINISHED and parent is not None and parent.task_spec.repeats
    )


def _restore_inner(top: Top, calling_id: int, record: Row, tagged: bool) -> None:
    """Open a scope again; outer scopes were written before the inner ones."""
    calling = _find(top, calling_id)
    scope = Sub(top.subprocess_specs[calling.task_spec.spec], calling, planted=False)
    top.subprocesses[calling_id] = scope
    _fill(scope, record, calling.data, tagged)
    if not scope.completed:
        calling.workflow.inner[calling_id] = scope


def _find(top: Top, node_id: int) -> Node:
    for scope in (top, *top.subprocesses.values()):
        if node_id in scope.tasks:
            return scope.tasks[node_id]
    raise KeyError(node_id)


def _fill(
    scope: Scope, record: Row, inherited: Mapping[str, Any], tagged: bool
) -> None:
    names, rows, data, last, *ended = record
    if data:
        scope.data = values.typed(data)
    if ended:
        scope.completed, scope.success = bool(ended[0]), bool(ended[1])
    specs = [scope.spec.task_specs[name] for name in names]
    for row in rows:
        if tagged:
            row[5:8] = [values.typed(each) for each in row[5:8]]
        _plant(scope, row, specs, inherited)
    for waiting in scope.arrived.values():
        for node in sorted(waiting.values(), key=lambda each: each.last_state_change):
            waiting[node.id] = waiting.pop(node.id)
    scope.last_task = scope.tasks.get(last)


def _plant(
    scope: Scope, row: Row, specs: list[Any], inherited: Mapping[str, Any]
) -> None:
    """Make the node of a row; its parent is there already."""
    mine, above, spec, state, tick, changed, gone, internal, triggered = (
        row + _PADDING[len(row) :]
    )
    parent = scope.tasks[above] if above else None
    data = dict(inherited if parent is None else parent.data)
    for name in gone or ():
        del data[name]
    if changed:
        data.update(changed)
    node = Node(scope, specs[spec], parent, state, data, mine)
    node.last_state_change = tick
    if triggered:
        node.triggered = True
    if internal:
        _recall(node, internal)
    if parent is None:
        scope.task_tree = node
    if state == WAITING and node.task_spec.listens:
        scope.top.event_manager.add_task(node)


def _recall(node: Node, internal: dict[str, Any]) -> None:
    """Give a node what it has noted for itself, and what follows from that."""
    node.internal_data = internal
    scope = node.workflow
    if ASIDE in internal:
        scope.ready.pop(node.id, None)
    if ARRIVED in internal:
        scope.arrived.setdefault(node.task_spec.name, {})[node.id] = node


_PADDING: Row = [0] * 9
