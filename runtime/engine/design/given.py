"""What does each element of a diagram put into the data, and of which type?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson

from runtime import feel
from runtime.dmn.xml import children, find_child
from runtime.engine.design.artifacts import Kind
from runtime.engine.design.decision_types import decision_file
from runtime.engine.design.form_types import answer_of, is_closed, merged
from runtime.engine.design.references import form_key
from runtime.engine.design.shelf import Shelf, decision_names
from runtime.engine.spiff.diagram import (
    Diagrams,
    Region,
    Shape,
    extension_text,
    extensions,
    properties,
)
from runtime.engine.spiff.gates.names import names_given
from runtime.feel.types import ContextOf, Type
from runtime.feel.values import ANY, CONTEXT


@dataclass(frozen=True, slots=True)
class Sources:
    """Where types are told: the files, the services, the names beside the data.

    ``services`` has operator → name → type as each is registered.
    """

    shelf: Shelf
    services: Mapping[str, Mapping[str, str]]
    ambient: Mapping[str, Type]

    @property
    def beside(self) -> frozenset[str]:
        """The names that are read from the frame, not from the data."""
        return frozenset(self.ambient)


@dataclass(slots=True)
class Names:
    """The names found so far; ``is_open``: something may give others, too."""

    types: dict[str, Type] = field(default_factory=dict)
    is_open: bool = False

    def add(self, name: str, kind: Type) -> None:
        """Add what somebody gives under ``name`` to what others do."""
        known = self.types.get(name)
        self.types[name] = kind if known is None else merged(known, kind)

    def add_all(self, types: Mapping[str, Type]) -> None:
        """Add several names."""
        for name, kind in types.items():
            self.add(name, kind)


def given_in(diagrams: Diagrams, region: Region, sources: Sources) -> Names:
    """Return what the elements of a process give, called processes included."""
    names = Names()
    for process in called_from(diagrams, region):
        for inner in process.walk():
            _objects(inner, names)
            for shape in inner.shapes.values():
                _given(diagrams, shape, sources, names)
    return names


def called_from(diagrams: Diagrams, region: Region) -> list[Region]:
    """Return a process and all it calls, itself first."""
    return diagrams.closure(region.id)


def given_by(diagrams: Diagrams, shape: Shape, sources: Sources) -> Names:
    """Return what one shape gives by itself, without what its scripts work out."""
    names = Names()
    _given(diagrams, shape, sources, names)
    return names


def _given(diagrams: Diagrams, shape: Shape, sources: Sources, names: Names) -> None:
    giver = _GIVERS.get(shape.tag)
    if giver is not None:
        giver(shape, sources, names)
    if shape.tag == "callActivity":
        names.is_open |= shape.node.get("calledElement") not in diagrams.processes
    for name in names_given(diagrams, shape):
        if name:
            names.types.setdefault(name, ANY)


def _objects(region: Region, names: Names) -> None:
    """Add data objects, and what the process declares to take and give."""
    for each in children(region.node, "dataObject"):
        names.add(each.get("id") or "", ANY)
    specification = find_child(region.node, "ioSpecification")
    if specification is not None:
        for each in children(specification, "dataInput", "dataOutput"):
            names.add(each.get("id") or "", ANY)


def _answer(shape: Shape, sources: Sources, names: Names) -> None:
    file = sources.shelf.form(form_key(properties(shape.node)) or "")
    variable = extension_text(shape.node, "variableName")
    if file is None:
        names.is_open |= variable is None
        return
    schema = orjson.loads(orjson.loads(file.body)["schema"])
    fields, closed = answer_of(schema), is_closed(schema)
    if variable is not None:
        names.add(variable, ContextOf(fields) if closed else CONTEXT)
        return
    names.add_all(fields)
    names.is_open |= not closed


def _decided(shape: Shape, sources: Sources, names: Names) -> None:
    reference = extension_text(shape.node, "calledDecisionId") or ""
    for file in sources.shelf.of(Kind.DECISIONS):
        if reference in decision_names(file):
            names.add_all(decision_file(file, sources.beside).outputs(reference))
            return
    names.is_open = True


def _served(shape: Shape, sources: Sources, names: Names) -> None:
    for operator in extensions(shape.node, "serviceTaskOperator"):
        gives = sources.services.get(operator.get("id") or "")
        variable = operator.get("resultVariable")
        if variable:
            names.add(variable, ContextOf(feel.declare(gives)) if gives else ANY)
        elif gives:
            names.add_all(feel.declare(gives))
        else:
            names.is_open = True


_GIVERS: Final[Mapping[str, Callable[[Shape, Sources, Names], None]]] = {
    "userTask": _answer,
    "businessRuleTask": _decided,
    "serviceTask": _served,
}
