"""Shortcuts at the border of a user task: what keeps one from being trusted (绕行)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import suppress

from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import Shelf
from runtime.engine.design.task_checks import refuse
from runtime.engine.spiff.diagram import Region, Shape, properties, read_diagrams
from runtime.engine.spiff.naming import called
from runtime.kernel.errors import Finding

POLICY = "bypassPolicy"  # the property of a boundary event that names its policy


def border_findings(shelf: Shelf, file: File) -> Iterator[Finding]:
    """Yield what is wrong with the shortcuts of a diagram.

    A shortcut is an interrupting message event at the border of a user task; its
    policy is known, it is the only one of its task, and it leads somewhere of its own.
    """
    if POLICY.encode() not in file.body:
        return
    known = policies_of(shelf)
    for region in read_diagrams({file.place: file.body}).processes.values():
        for shape in _shapes(region):
            policy = properties(shape.node).get(POLICY)
            if policy is not None:
                yield from _findings(file, shape, policy, known)


def _shapes(region: Region) -> Iterator[Shape]:
    for inner in region.walk():
        yield from inner.shapes.values()


def policies_of(shelf: Shelf) -> frozenset[str]:
    """Return the names of all policies that are valid together."""
    found: set[str] = set()
    for file in shelf.of(Kind.BYPASS):
        with suppress(ValueError):  # its own gate says what is wrong with it
            found |= tomllib.loads(file.body.decode()).keys()
    return frozenset(found)


def _findings(
    file: File, shape: Shape, policy: str, known: frozenset[str]
) -> Iterator[Finding]:
    event = called(shape)
    activity = shape.region.shapes.get(shape.attached_to)
    if shape.tag != "boundaryEvent" or activity is None:
        yield refuse(file, "bypass-no-border", shape.id, event=event)
        return
    at_task = {"event": event, "task": called(activity)}
    if activity.tag != "userTask":
        yield refuse(file, "bypass-no-user-task", shape.id, **at_task)
    if not shape.interrupting or not _is_message(shape):
        yield refuse(file, "bypass-no-message", shape.id, event=event)
    if policy not in known:
        names = ", ".join(sorted(known)) or "-"
        facts = {"event": event, "policy": policy, "known": names}
        yield refuse(file, "bypass-policy-not-there", shape.id, **facts)
    if len(list(_shortcuts(shape))) > 1:
        yield refuse(file, "bypass-twice-at-task", shape.id, **at_task)
    if _targets(shape) <= _targets(activity):
        yield refuse(file, "bypass-without-trace", shape.id, **at_task)


def _shortcuts(shape: Shape) -> Iterator[Shape]:
    for each in shape.region.boundary_of(shape.attached_to):
        if POLICY in properties(each.node):
            yield each


def _is_message(shape: Shape) -> bool:
    found = shape.definitions()
    return len(found) == 1 and found[0].tag.endswith("}messageEventDefinition")


def _targets(shape: Shape) -> frozenset[str]:
    return frozenset(flow.target for flow in shape.outgoing)
