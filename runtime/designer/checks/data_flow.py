"""Which names are set when a step is reached, whatever way was taken (数据流)?

Two sets of names go along the ways, as bits: those that every way here sets, and those
that some way sets. Behind a parallel join is what any of its ways set.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_

from runtime.designer.checks.setting import Sets, set_at_start, set_by
from runtime.designer.checks.view import House
from runtime.engine.spiff.diagram import Region, Shape

ANYTHING = ""  # stands for any name at all


@dataclass(slots=True)
class _State:
    """What is set on every way (``surely``) and on some way (``maybe``)."""

    surely: int
    maybe: int


class DataFlow:
    """One process with its sub-processes; what it calls counts as one step."""

    def __init__(self, house: House, process: Region, begin: Sets) -> None:
        self._house = house
        self._bits: dict[str, int] = {ANYTHING: 1}
        self._every = -1  # nobody was there yet: nothing is known to be missing
        self._shapes = [
            shape for region in process.walk() for shape in region.shapes.values()
        ]
        self._number = {id(one.node): at for at, one in enumerate(self._shapes)}
        self._inside = {
            id(inner.node): inner for region in process.walk() for inner in region.inner
        }
        self._sets = [self._masks(self._set_by(one)) for one in self._shapes]
        self._ever = reduce(or_, (maybe for _, maybe in self._sets), 0)
        self._before = [_State(self._every, 0) for _ in self._shapes]
        self._after = [_State(self._every, 0) for _ in self._shapes]
        self._sources = self._sources_of()
        self._followers = self._followers_of()
        self._begins = self._begins_of(process, self._masks(begin))
        self._process = process
        self._run()

    def missing(self, shape: Shape, names: Iterable[str], *, after: bool) -> list[str]:
        """Return the names that no way here sets."""
        state = self._at(shape, after)
        if state.maybe & 1:
            return []
        return [one for one in names if not state.maybe & self._bit(one)]

    def doubtful(self, shape: Shape, names: Iterable[str], *, after: bool) -> list[str]:
        """Return the names that some way here sets, and some other does not."""
        state = self._at(shape, after)
        unsure = 0 if state.maybe & 1 else state.maybe & ~state.surely
        return [one for one in names if unsure & self._bit(one)]

    def at_end(self) -> Sets:
        """Return what is set when the process has ended."""
        ends = [one for one in self._process.shapes.values() if not one.outgoing]
        states = [self._at(one, True) for one in ends if one.tag != "boundaryEvent"]
        state = _met(states) if states else _State(0, 0)
        return Sets(
            frozenset(self._named(state.surely)),
            frozenset(self._named(state.maybe & ~state.surely)),
            anything=bool(state.maybe & 1),
        )

    def is_set(self, name: str) -> bool:
        """Return whether anything in the process sets the name."""
        return bool(self._ever & self._bit(name))

    def setter_of(self, name: str) -> Shape:
        """Return the first step that sets a name, which ``is_set``."""
        found = zip(self._shapes, self._sets, strict=True)
        return next(shape for shape, (_, maybe) in found if maybe & self._bit(name))

    def _at(self, shape: Shape, after: bool) -> _State:
        states = self._after if after else self._before
        return states[self._number[id(shape.node)]]

    def _bit(self, name: str) -> int:
        return self._bits.setdefault(name, 1 << len(self._bits))

    def _named(self, mask: int) -> Iterable[str]:
        return (name for name, bit in self._bits.items() if mask & bit and name)

    def _masks(self, sets: Sets) -> tuple[int, int]:
        surely = sum(self._bit(one) for one in sets.surely)
        maybe = sum(self._bit(one) for one in sets.maybe - sets.surely)
        return surely, surely | maybe | (1 if sets.anything else 0)

    def _set_by(self, shape: Shape) -> Sets:
        own = set_by(self._house, shape)
        if shape.tag != "callActivity":
            return own
        called = called_sets(self._house, shape.node.get("calledElement", ""))
        return Sets(
            own.surely | called.surely,
            own.maybe | called.maybe,
            own.anything or called.anything,
        )

    def _sources_of(self) -> list[list[tuple[int, bool]]]:
        """Return where the state before each shape comes from: a shape, behind it?"""
        found: list[list[tuple[int, bool]]] = []
        for shape in self._shapes:
            flows = (shape.region.shapes.get(one.source) for one in shape.incoming)
            sources = [(self._place(one), True) for one in flows if one is not None]
            activity = shape.region.shapes.get(shape.attached_to)
            if activity is not None and shape.tag == "boundaryEvent":
                sources.append((self._place(activity), False))
            found.append(sources)
        return found

    def _begins_of(
        self, process: Region, given: tuple[int, int]
    ) -> dict[int, tuple[int, int]]:
        """Return what is there where nothing leads from: starts and event scopes."""
        found = {
            self._place(one): given
            for one in process.shapes.values()
            if not one.incoming and one.tag != "boundaryEvent"
        }
        for inner in self._inside.values():
            holder = self._holder(inner)
            for one in inner.shapes.values():
                if one.incoming or one.tag == "boundaryEvent" or holder is None:
                    continue
                if holder.is_event_subprocess:
                    found[self._place(one)] = given[0], given[1] | 1
                else:
                    self._sources[self._place(one)].append((self._place(holder), False))
                    self._followers[self._place(holder)].append(self._place(one))
        return found

    def _followers_of(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self._shapes]
        for place, sources in enumerate(self._sources):
            for source, _ in sources:
                found[source].append(place)
        for inner in self._inside.values():
            holder = self._holder(inner)
            for one in inner.shapes.values() if holder is not None else ():
                if not one.outgoing:  # what is set inside is there behind it
                    found[self._place(one)].append(self._place(holder))
        return found

    def _run(self) -> None:
        todo = deque(range(len(self._shapes)))
        waiting = set(todo)
        while todo:
            place = todo.popleft()
            waiting.discard(place)
            before = self._arriving(place)
            after = self._leaving(place, before)
            if (before, after) == (self._before[place], self._after[place]):
                continue
            self._before[place], self._after[place] = before, after
            for one in self._followers[place]:
                if one not in waiting:
                    waiting.add(one)
                    todo.append(one)

    def _arriving(self, place: int) -> _State:
        states = [
            self._after[one] if behind else self._before[one]
            for one, behind in self._sources[place]
        ]
        if place in self._begins:
            states.append(_State(*self._begins[place]))
        if not states:
            return _State(self._every, 0)
        if self._shapes[place].tag == "parallelGateway":
            return _joined(states)
        return _met(states)

    def _leaving(self, place: int, before: _State) -> _State:
        shape = self._shapes[place]
        inner = self._inside.get(id(shape.node))
        if inner is not None:
            ends = [one for one in inner.shapes.values() if not one.outgoing]
            states = [self._after[self._place(one)] for one in ends]
            before = _met(states) if states else before
        surely, maybe = self._sets[place]
        return _State(before.surely | surely, before.maybe | maybe)

    def _place(self, shape: Shape | None) -> int:
        return -1 if shape is None else self._number[id(shape.node)]

    def _holder(self, inner: Region) -> Shape | None:
        place = self._number.get(id(inner.node))
        return None if place is None else self._shapes[place]


def flow_of(house: House, process: Region) -> DataFlow:
    """Return the data flow of a process as it is started."""
    begin = set_at_start(house, process)
    stated = Sets(begin.surely, begin.maybe)  # what else it is started with is told
    return house.once(("flow", process.id), partial(DataFlow, house, process, stated))


def called_sets(house: House, process_id: str) -> Sets:
    """Return what a called process sets by itself; anything where it calls itself."""
    key = ("called", process_id)
    process = house.diagrams.processes.get(process_id)
    if process is None:
        return Sets(anything=True)
    if key not in house.kept:
        house.kept[key] = Sets(anything=True)  # asked for again from inside
        house.kept[key] = DataFlow(house, process, Sets()).at_end()
    found = house.kept[key]
    return found if isinstance(found, Sets) else Sets(anything=True)


def _met(states: list[_State]) -> _State:
    """Return what holds where one of several ways was taken."""
    found = _State(states[0].surely, states[0].maybe)
    for one in states[1:]:
        found.surely &= one.surely
        found.maybe |= one.maybe
    return found


def _joined(states: list[_State]) -> _State:
    """Return what holds where all of several ways were taken."""
    found = _State(states[0].surely, states[0].maybe)
    for one in states[1:]:
        found.surely |= one.surely
        found.maybe |= one.maybe
    return found
