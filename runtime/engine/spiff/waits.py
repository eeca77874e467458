"""What an instance waits for: people, messages, signals, timers, answers (等待)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from runtime.engine.spiff.elements import Element
from runtime.engine.spiff.events import ERROR, ESCALATION, MESSAGE, SIGNAL, TIMER
from runtime.engine.spiff.stepping import Scope
from runtime.engine.spiff.tasks import READY, STARTED, WAITING, Node
from runtime.engine.spiff.timers import from_microseconds
from runtime.engine.spiff.workflows import Top

USER, CALL = "user", "call"
_NONE: Mapping[str, Any] = MappingProxyType({})
_LISTED = frozenset({MESSAGE, SIGNAL, TIMER})


class Wait(Struct, frozen=True):
    """One thing that an instance waits for.

    ``kind`` is user, message, timer, signal or call. ``path`` holds the activities
    around the node, the outermost first. ``data`` is the data the node sees, not to
    be changed. ``message`` is the name of the message or signal. ``index`` counts
    the instances of a repeated activity from 0. A message that would open an event
    sub-process is ``beside`` what goes on; its ``node`` is the root of the scope.
    """

    kind: str
    node: int
    element: Element
    path: tuple[Element, ...]
    data: dict[str, Any]
    message: str | None = None
    due: datetime | None = None
    boundary: bool = False
    beside: bool = False
    operator: str | None = None
    parameters: Mapping[str, Any] = _NONE
    index: int | None = None


def list_waits(top: Top) -> list[Wait]:
    """List everything the instance waits for, outer scopes first, older first."""
    found: list[Wait] = []
    for scope in top.scopes():
        path = path_of(scope)
        for node in sorted(scope.open.values(), key=_age):
            spec, state = node.task_spec, node._state
            if state == READY and spec.manual:
                found.append(_wait(USER, node, path, spec.element))
            elif state == WAITING and spec.listens:
                found += _waits_for_event(node, path)
            elif state == STARTED and "call" in node.internal_data:
                found.append(_wait_for_answer(node, path))
        if scope.spec.start.trigger_specs:
            found += _waits_for_start(scope, path)
    return found


def stage_of(waits: list[Wait]) -> str | None:
    """Return the stage of what waits innermost; around it, outwards, where it has none.

    What listens at a border or beside does not say where the instance stands.
    """
    best: tuple[int, str] | None = None
    for wait in waits:
        if wait.boundary or wait.beside:
            continue
        around = [*wait.path, wait.element]
        for depth in range(len(around) - 1, -1, -1):
            stage = around[depth].stage
            if stage is not None:
                best = max(best or (-1, ""), (depth, stage), key=lambda each: each[0])
                break
    return None if best is None else best[1]


def path_of(scope: Scope) -> tuple[Element, ...]:
    """Return the activities around a scope, the outermost first."""
    found: list[Element] = []
    while scope.calling is not None:
        found.append(scope.calling.task_spec.element)
        scope = scope.calling.workflow
    return tuple(reversed(found))


def _age(node: Node) -> int:
    return node.id


def _wait(kind: str, node: Node, path: tuple[Element, ...], element: Element) -> Wait:
    index = node.internal_data.get("index")
    return Wait(kind, node.id, element, path, node.data, index=index)


def _wait_for_answer(node: Node, path: tuple[Element, ...]) -> Wait:
    spec = node.task_spec
    return replace(
        _wait(CALL, node, path, spec.element),
        operator=spec.operation_name,
        parameters=node.internal_data["call"],
    )


def _waits_for_event(node: Node, path: tuple[Element, ...]) -> list[Wait]:
    spec = node.task_spec
    definition = spec.event_definition
    if definition.kind == "choice":
        return [
            _event_wait(node, path, each, spec.outs[index].element, f"due{index}")
            for index, each in enumerate(definition.event_definitions)
        ]
    if definition.kind in _LISTED:
        return [_event_wait(node, path, definition, spec.element, "due")]
    return []


def _event_wait(
    node: Node, path: tuple[Element, ...], definition: Any, element: Element, slot: str
) -> Wait:
    due = node.internal_data.get(slot)
    is_timer = definition.kind == TIMER
    return Wait(
        definition.kind,
        node.id,
        element,
        path,
        node.data,
        message=None if is_timer else definition.name,
        due=from_microseconds(due) if is_timer and due is not None else None,
        boundary=node.task_spec.attached,
        index=node.internal_data.get("index"),
    )


def _waits_for_start(scope: Scope, path: tuple[Element, ...]) -> Iterator[Wait]:
    """The messages and signals that would open an event sub-process here."""
    root = scope.task_tree
    for name in scope.spec.start.trigger_specs:
        start = scope.top.subprocess_specs[name].bpmn_start_events[0]
        definition = start.event_definition
        if definition.kind not in (ERROR, ESCALATION):
            wait = _wait(definition.kind, root, path, start.element)
            yield replace(wait, message=definition.name, beside=True)
