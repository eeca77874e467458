"""Who throws what, who catches it, and how far outwards it goes (事件往来)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from runtime.designer.checks.view import House
from runtime.dmn.xml import local_name
from runtime.engine.spiff.diagram import Region, Shape

THROWS = frozenset({"endEvent", "intermediateThrowEvent", "sendTask"})
_NAME = {"error": "errorCode", "escalation": "escalationCode"}


@dataclass(frozen=True, slots=True)
class Event:
    """What a shape throws or waits for; of an error its code, "" for all."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Thrown:
    """What may come out of a scope; ``unknown``: services in it may throw any error."""

    events: frozenset[Event]
    unknown: bool


def event_of(house: House, shape: Shape) -> Event | None:
    """Return the event of a shape, None without one."""
    kind, reference = "", shape.node.get("messageRef")
    if shape.tag in ("sendTask", "receiveTask"):
        kind = "message"
    for definition in shape.definitions()[:1]:
        kind = local_name(definition).removesuffix("EventDefinition")
        reference = definition.get(f"{kind}Ref")
    if not kind:
        return None
    declared = house.diagrams.declared(shape.region, kind, reference)
    name = "" if declared is None else declared.get(_NAME.get(kind, "name"), "")
    return Event(kind, name)


def thrown_in(house: House, process: str) -> frozenset[Event]:
    """Return what is thrown anywhere in instances that run a process."""
    return _of_instances(house, process)[0]


def caught_in(house: House, process: str) -> frozenset[Event]:
    """Return what is waited for anywhere in instances that run a process."""
    return _of_instances(house, process)[1]


def comes_out(house: House, shape: Shape) -> Thrown:
    """Return the errors and escalations that may come out of an activity."""
    if shape.tag == "serviceTask":
        return Thrown(frozenset(), unknown=True)
    if shape.tag not in ("subProcess", "callActivity"):
        return Thrown(frozenset(), unknown=False)
    region = _inside(house, shape)
    if region is None:
        return Thrown(frozenset(), unknown=True)
    return house.once(("out", id(region)), lambda: _thrown(house, region))


def is_caught(house: House, shape: Shape, event: Event) -> bool:
    """Return whether an activity or process around a shape catches what it throws."""
    seen: set[int] = set()
    todo = [shape.region]
    while todo:
        region = todo.pop()
        if id(region) in seen:
            continue
        seen.add(id(region))
        if any(_matches(house, one, event) for one in _listening(region)):
            return True
        for holder in _holders(house, region):
            borders = holder.region.boundary_of(holder.id)
            if any(_matches(house, one, event) for one in borders):
                return True
            todo.append(holder.region)
    return False


def _of_instances(
    house: House, process: str
) -> tuple[frozenset[Event], frozenset[Event]]:
    def look() -> tuple[frozenset[Event], frozenset[Event]]:
        thrown: set[Event] = set()
        caught: set[Event] = set()
        for one in house.together(process):
            mine = house.once(("events", id(one)), partial(_of, house, one))
            thrown |= mine[0]
            caught |= mine[1]
        return frozenset(thrown), frozenset(caught)

    return house.once(("instances", process), look)


def _of(house: House, process: Region) -> tuple[set[Event], set[Event]]:
    thrown: set[Event] = set()
    caught: set[Event] = set()
    for region in process.walk():
        for shape in region.shapes.values():
            event = event_of(house, shape)
            if event is not None:
                (thrown if shape.tag in THROWS else caught).add(event)
    return thrown, caught


def _matches(house: House, shape: Shape, event: Event) -> bool:
    found = event_of(house, shape)
    return (
        found is not None
        and found.kind == event.kind
        and found.name in ("", event.name)
    )


def _listening(region: Region) -> Iterator[Shape]:
    """Walk the starts of the event sub-processes of a scope."""
    for inner in region.inner:
        if inner.node.get("triggeredByEvent", "").lower() == "true":
            for shape in inner.shapes.values():
                if shape.tag == "startEvent":
                    yield shape


def _holders(house: House, region: Region) -> list[Shape]:
    """Return the activities that a scope runs in."""
    return house.once("holders", lambda: _all_holders(house)).get(region.id, [])


def _all_holders(house: House) -> dict[str, list[Shape]]:
    found: dict[str, list[Shape]] = {}
    for process in house.diagrams.processes.values():
        for region in process.walk():
            for shape in region.shapes.values():
                inner = _inside(house, shape)
                if inner is not None:
                    found.setdefault(inner.id, []).append(shape)
    return found


def _inside(house: House, shape: Shape) -> Region | None:
    """Return the scope that an activity runs."""
    if shape.tag == "callActivity":
        return house.diagrams.processes.get(shape.node.get("calledElement", ""))
    if shape.tag != "subProcess":
        return None
    return next((one for one in shape.region.inner if one.node is shape.node), None)


def _thrown(house: House, region: Region) -> Thrown:
    """Return what is thrown in a scope or in what it runs, caught there or not."""
    events: set[Event] = set()
    unknown, seen, todo = False, {id(region)}, [region]
    while todo:
        for shape in todo.pop().shapes.values():
            unknown |= shape.tag == "serviceTask"
            event = event_of(house, shape) if shape.tag in THROWS else None
            if event is not None:
                events.add(event)
            inner = _inside(house, shape)
            unknown |= shape.tag == "callActivity" and inner is None
            if inner is not None and id(inner) not in seen:
                seen.add(id(inner))
                todo.append(inner)
    return Thrown(frozenset(events), unknown)
