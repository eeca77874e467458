"""Which of two steps of one process comes first (先后)?"""

from __future__ import annotations

from enum import StrEnum

from runtime.designer.checks.view import House
from runtime.engine.spiff.diagram import Region, Shape
from runtime.engine.spiff.paths import ROOT


class Order(StrEnum):
    """Where a step stands, seen from another one."""

    BEFORE = "before"  # a way leads from it to the other
    AFTER = "after"  # never before: behind it, or in place of it
    BESIDE = "beside"  # both run at once
    UNKNOWN = "unknown"


def steps_of(house: House, process: Region) -> dict[str, list[Shape]]:
    """Return user task id → where it runs, seen from a process.

    A task of a called process runs where the call stands.
    """
    found: dict[str, list[Shape]] = {}
    for region in process.walk():
        for shape in region.shapes.values():
            if shape.tag == "userTask":
                found.setdefault(shape.id, []).append(shape)
            elif shape.tag == "callActivity":
                for task in _tasks_behind(house, shape):
                    found.setdefault(task, []).append(shape)
    return found


def order_of(house: House, step: Shape, other: Shape) -> Order:
    """Return where ``step`` stands, seen from ``other``, both of one process."""
    process = house.diagrams.processes[other.region.process]
    holders = house.once(("inside", id(process)), lambda: _holders(process))
    one, seen = _lifted(step, other, holders)
    if one is None or seen is None or one is seen:
        return Order.UNKNOWN
    paths = house.paths(seen.region)
    if not (paths.reaches(one) and paths.reaches(seen)):
        return Order.UNKNOWN  # an event sub-process, or never reached
    first, second = paths.number(one), paths.number(seen)
    if second in paths.behind(paths.after(first)):
        return Order.BEFORE
    parting = paths.parting(first, second)
    place = None if parting == ROOT else paths.places[parting]
    beside = isinstance(place, Shape) and place.tag in _SIDE_BY_SIDE
    return Order.BESIDE if beside and parting not in (first, second) else Order.AFTER


_SIDE_BY_SIDE = frozenset({"parallelGateway", "inclusiveGateway"})


def _lifted(
    step: Shape, other: Shape, holders: dict[int, Shape]
) -> tuple[Shape | None, Shape | None]:
    """Return what holds both in the innermost scope that they share."""
    around = {id(one.region): one for one in _around(other, holders)}
    for one in _around(step, holders):
        if id(one.region) in around:
            return one, around[id(one.region)]
    return None, None


def _around(shape: Shape, holders: dict[int, Shape]) -> list[Shape]:
    found = [shape]
    while id(found[-1].region) in holders:
        found.append(holders[id(found[-1].region)])
    return found


def _holders(process: Region) -> dict[int, Shape]:
    """Return inner scope → the sub-process that it belongs to."""
    return {
        id(inner): region.shapes[inner.id]
        for region in process.walk()
        for inner in region.inner
    }


def _tasks_behind(house: House, call: Shape) -> set[str]:
    return {
        shape.id
        for process in house.diagrams.closure(call.node.get("calledElement", ""))
        for region in process.walk()
        for shape in region.shapes.values()
        if shape.tag == "userTask"
    }
