"""What a check sees: one file, read once, among the files that are valid with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from runtime.dmn.xml import line_of
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.declared import Declared, declared
from runtime.engine.design.given import Sources
from runtime.engine.design.shelf import Shelf
from runtime.engine.design.stated import sources_of
from runtime.engine.machine import Engine
from runtime.engine.spiff.diagram import Diagrams, Region, Shape, read_diagrams
from runtime.engine.spiff.naming import Place
from runtime.engine.spiff.paths import Paths
from runtime.kernel.texts import Text

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: of which element, in which line, and what is said of it."""

    element: str
    line: int
    text: Text
    level: str = ""  # "": what the rule weighs


def at(place: Place, said: Text, level: str = "") -> Fault:
    """Return a fault of something drawn."""
    return Fault(place.id, line_of(place.node), said, level)


@dataclass(slots=True)
class House:
    """All files that are valid together, each diagram read once for all checks."""

    engine: Engine
    shelf: Shelf
    diagrams: Diagrams
    sources: Sources
    callers: dict[str, set[str]]
    kept: dict[object, object] = field(default_factory=dict)

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """Return what ``make`` makes, made when it is first asked for under ``key``."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]  # type: ignore[return-value]  # made above under its key

    def paths(self, region: Region) -> Paths:
        """Return the ways through a region."""
        return self.once(("paths", id(region)), lambda: Paths(region))

    def declared(self, process: Region) -> Declared:
        """Return the names that a process knows, typed."""
        return self.once(
            ("declared", process.id),
            lambda: declared(self.diagrams, process, self.sources),
        )

    def together(self, process: str) -> list[Region]:
        """Return the processes that run in one instance with this one, itself first.

        Those it calls, those that call it, and all that these call.
        """
        tops, todo = {process}, [process]
        while todo:
            for caller in sorted(self.callers.get(todo.pop(), ())):
                if caller not in tops:
                    tops.add(caller)
                    todo.append(caller)
        found: dict[str, Region] = {}
        for top in [process, *sorted(tops - {process})]:
            found |= {one.id: one for one in self.diagrams.closure(top)}
        return list(found.values())


@dataclass(frozen=True, slots=True)
class View:
    """One file as a check sees it; ``processes`` are those drawn in it."""

    file: File
    house: House
    processes: tuple[Region, ...]

    def regions(self) -> Iterator[Region]:
        """Walk the processes and sub-processes of the file."""
        for process in self.processes:
            yield from process.walk()

    def shapes(self, *tags: str) -> Iterator[Shape]:
        """Walk the shapes of the file with one of these tags, all without any."""
        for region in self.regions():
            for shape in region.shapes.values():
                if not tags or shape.tag in tags:
                    yield shape


def house_of(engine: Engine, shelf: Shelf) -> House:
    """Return the files of a shelf, read for checks; what is broken is left out."""
    drawn = {one.place: one.body for one in shelf.of(Kind.PROCESS)}
    diagrams = read_diagrams(drawn)
    callers: dict[str, set[str]] = {}
    for process in diagrams.processes.values():
        for region in process.walk():
            for shape in region.shapes.values():
                if shape.tag == "callActivity":
                    called = shape.node.get("calledElement", "")
                    callers.setdefault(called, set()).add(process.id)
    return House(engine, shelf, diagrams, sources_of(engine, shelf), callers)


def view_of(house: House, file: File) -> View:
    """Return one file as checks see it."""
    own = (one for one in house.diagrams.processes.values() if one.file == file.place)
    return View(file, house, tuple(own))
