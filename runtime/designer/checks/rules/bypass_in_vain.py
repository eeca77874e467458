"""A shortcut that leads back to its step, or on as if nobody had gone around it."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.designer.checks.registry import WARNING, Check
from runtime.designer.checks.view import Fault, View, at
from runtime.engine.design.border_checks import POLICY
from runtime.engine.spiff.diagram import GATEWAYS, Shape, properties
from runtime.engine.spiff.naming import called
from runtime.engine.spiff.paths import Paths
from runtime.kernel.texts import text


def look(view: View) -> Iterator[Fault]:
    """Yield shortcuts that skip nothing, or leave no trace behind a gateway."""
    for shape in view.shapes("boundaryEvent"):
        task = shape.region.shapes.get(shape.attached_to)
        if POLICY not in properties(shape.node) or task is None or not shape.outgoing:
            continue
        facts = {"event": called(shape), "task": called(task)}
        if _only_back(view.house.paths(shape.region), shape, task):
            yield at(shape, text("bypass-skips-nothing", **facts))
        elif _first(shape) == _first(task) and _targets(shape) != _targets(task):
            yield at(shape, text("bypass-joins-unseen", **facts))


def _only_back(paths: Paths, shape: Shape, task: Shape) -> bool:
    """Return whether every way of a shortcut comes to its step again."""
    if not paths.reaches(shape):
        return False
    stop, todo = paths.number(task), [paths.number(shape)]
    seen = {stop, *todo}
    while todo:
        followers = paths.after(todo.pop())
        if not followers:
            return False  # here a way ends without coming back
        for one in followers:
            if one not in seen:
                seen.add(one)
                todo.append(one)
    return True


def _targets(shape: Shape) -> set[str]:
    return {flow.target for flow in shape.outgoing}


def _first(shape: Shape) -> set[str]:
    """Return the first steps behind a shape, gateways that only join left out."""
    found: set[str] = set()
    for target in _targets(shape):
        seen: set[str] = set()
        step = shape.region.shapes.get(target)
        while step and step.tag in GATEWAYS and len(step.outgoing) == 1:
            if step.id in seen:
                break
            seen.add(step.id)
            step = shape.region.shapes.get(step.outgoing[0].target)
        found.add(step.id if step else target)
    return found


check = Check({"bypass-skips-nothing": WARNING, "bypass-joins-unseen": WARNING}, look)
