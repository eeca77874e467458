"""Which names does each step read, before it does its work or behind it (读取)?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from runtime import feel
from runtime.designer.checks.view import House
from runtime.dmn.xml import local_name
from runtime.engine.design.artifacts import Kind
from runtime.engine.design.decision_types import decision_file
from runtime.engine.design.shelf import decision_names
from runtime.engine.spiff.diagram import Flow, Region, Shape, extension_text
from runtime.engine.spiff.places import expressions_at
from runtime.kernel.errors import Misconfigured

_AFTER = frozenset({"postScript", "completionCondition"})
_GUARDS = ("is defined(", "get or else(")
# from the first sign of a word only: a word without end is read once
_NULL = re.compile(
    r"(?<![\w.])(?:([^\W\d]\w*)(?:\.\w+)*\s*!?=\s*null|null\s*!?=\s*([^\W\d]\w*))"
)


@dataclass(frozen=True, slots=True)
class Read:
    """Names that are read at a place; ``after``: behind the work of the shape.

    ``lightly``: a name that is not there does no more harm than being null.
    """

    place: Shape | Flow
    shape: Shape
    names: frozenset[str]
    after: bool = False
    lightly: bool = False


def reads_of(house: House, process: Region) -> Iterator[Read]:
    """Walk what the elements of a process read from its data."""
    ambient = house.sources.beside
    for region in process.walk():
        for flow in region.flows:
            source = region.shapes.get(flow.source)
            if source is not None and flow.condition:
                names = _names(flow.condition, ambient)
                yield Read(flow, source, names, after=True)
        for shape in region.shapes.values():
            for written in expressions_at(house.diagrams, shape):
                after = local_name(written.node) in _AFTER
                yield Read(shape, shape, _names(written.text, ambient), after)
            if shape.tag == "businessRuleTask":
                yield Read(shape, shape, _asked(house, shape, ambient), lightly=True)


def _names(written: str, ambient: frozenset[str]) -> frozenset[str]:
    """Return the names an expression relies on: those it asks for null are not."""
    if any(guard in written for guard in _GUARDS):
        return frozenset()
    guarded = {name for found in _NULL.findall(written) for name in found}
    try:
        compiled = feel.compile_expression(written, ambient=ambient)
    except feel.FeelSyntaxError:
        return frozenset()
    return compiled.names - guarded


def _asked(house: House, shape: Shape, ambient: frozenset[str]) -> frozenset[str]:
    reference = extension_text(shape.node, "calledDecisionId") or ""
    return house.once(
        ("asked", reference),
        partial(_read_by, house, reference, ambient),
    )


def _read_by(house: House, reference: str, ambient: frozenset[str]) -> frozenset[str]:
    """Return the names that a decision reads; none where its file is broken."""
    for file in house.shelf.of(Kind.DECISIONS):
        if reference not in decision_names(file):
            continue
        try:
            found = decision_file(file, house.sources.beside).question(reference)
        except Misconfigured:
            return frozenset()
        heads = (
            {one.text for one in found.asked if one.column is None} if found else set()
        )
        names = {name for head in heads for name in _names(head, ambient)}
        return frozenset(names) - (found.own if found else frozenset())
    return frozenset()
