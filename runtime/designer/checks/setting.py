"""Which names does each step of a process set: surely, or maybe (赋值)?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import orjson

from runtime import feel
from runtime.designer.checks.view import House
from runtime.dmn.xml import children, find_child
from runtime.engine.design.given import given_by
from runtime.engine.design.references import form_key
from runtime.engine.design.stated import stated_variables
from runtime.engine.spiff.diagram import Region, Shape, extension_text, properties
from runtime.engine.spiff.places import scripts_of
from runtime.feel.types import ContextOf, Type


@dataclass(frozen=True, slots=True)
class Sets:
    """Names that are set surely or maybe; ``anything``: any other may be, too."""

    surely: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    anything: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Return all names that may be set."""
        return self.surely | self.maybe


def set_by(house: House, shape: Shape) -> Sets:
    """Return what a step sets by itself: its answer, its output, its scripts."""
    return house.once(("sets", id(shape.node)), partial(_set_by, house, shape))


def set_at_start(house: House, process: Region) -> Sets:
    """Return what a process is started with, and what is there by its own drawing."""
    stated = stated_variables(house.shelf, process.id)
    drawn = [
        each.get("id", "")
        for region in process.walk()
        for each in children(region.node, "dataObject")
    ]
    specification = find_child(process.node, "ioSpecification")
    if specification is not None:
        drawn += [each.get("id", "") for each in children(specification, "dataInput")]
    return Sets(frozenset({*(stated or ()), *drawn}), anything=stated is None)


def _set_by(house: House, shape: Shape) -> Sets:
    given = given_by(house.diagrams, shape, house.sources)
    names, anything = set(given.types), given.is_open
    maybe = _optional(house, shape) if shape.tag == "userTask" else frozenset()
    for script in scripts_of(shape):
        kind = _type_of(script.text, house.sources.beside)
        if isinstance(kind, ContextOf):
            names |= set(kind.fields)
        else:
            anything = True
    return Sets(frozenset(names) - maybe, maybe, anything)


def _type_of(script: str, ambient: frozenset[str]) -> Type:
    """Return the type that a script gives; nothing where it is told to be no FEEL."""
    try:
        return feel.compile_expression(script, ambient=ambient).type
    except feel.FeelSyntaxError:
        return ContextOf({})


def _optional(house: House, shape: Shape) -> frozenset[str]:
    """Return the fields of a form that may stay empty."""
    file = house.shelf.form(form_key(properties(shape.node)) or "")
    if file is None or extension_text(shape.node, "variableName"):
        return frozenset()
    schema = orjson.loads(orjson.loads(file.body)["schema"])
    fields = schema.get("properties", {})
    if not isinstance(fields, Mapping):
        return frozenset()
    return frozenset(fields) - frozenset(schema.get("required", ()))
