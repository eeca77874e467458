"""Around which steps a policy leads, and what its expressions may read there (绕行)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from runtime.engine.design.artifacts import Kind
from runtime.engine.design.border_checks import POLICY
from runtime.engine.design.declared import Declared, declared
from runtime.engine.design.references import references
from runtime.engine.design.shelf import Shelf
from runtime.engine.design.stated import sources_of
from runtime.engine.spiff.diagram import (
    Diagrams,
    Region,
    Shape,
    properties,
    read_diagrams,
)
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import Title

if TYPE_CHECKING:
    from runtime.engine.machine import Engine


def names_at(engine: Engine, shelf: Shelf, policy: str) -> list[Declared]:
    """Return what there is to read, for each process that a policy leads around in."""
    sources = sources_of(engine, shelf)
    return [
        declared(diagrams, process, sources)
        for diagrams, process in _processes(shelf)
        if _leads(process, policy)
    ]


def around(shelf: Shelf, policy: str) -> list[str]:
    """Return the processes that a policy leads around in, and all that call one."""
    return [
        process.id
        for diagrams, process in _processes(shelf)
        if any(_leads(one, policy) for one in diagrams.closure(process.id))
    ]


def user_steps(shelf: Shelf) -> dict[str, dict[str, Title]]:
    """Return process → the steps that people do in it or in what it calls, by id."""
    return {
        process.id: {
            shape.id: Title(shape.node.get("name", ""), _english(shape))
            for called in diagrams.closure(process.id)
            for region in called.walk()
            for shape in region.shapes.values()
            if shape.tag == "userTask"
        }
        for diagrams, process in _processes(shelf)
    }


def _english(shape: Shape) -> str:
    return properties(shape.node).get("name:en", "")


def _processes(shelf: Shelf) -> Iterator[tuple[Diagrams, Region]]:
    for file in shelf.of(Kind.PROCESS):
        with suppress(Misconfigured):  # its own gate says what is wrong with it
            files = shelf.closure(file)
            bodies = {one.place: one.body for one in files if one.kind is Kind.PROCESS}
            diagrams = read_diagrams(bodies)
            for name in references(file.body, file.place).processes:
                if name in diagrams.processes:
                    yield diagrams, diagrams.processes[name]


def _leads(process: Region, policy: str) -> bool:
    return any(
        properties(shape.node).get(POLICY) == policy
        for region in process.walk()
        for shape in region.shapes.values()
    )
