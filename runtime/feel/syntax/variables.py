"""Reading names and paths; of a path only its last value is converted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from runtime.feel.builtins import BUILTINS
from runtime.feel.conversion import from_data
from runtime.feel.frame import EXACT, Frame, current, enter, leave
from runtime.feel.linting.inference import item_of, part_type
from runtime.feel.linting.operators import check_field, check_variable
from runtime.feel.properties import get_property
from runtime.feel.syntax.node import Node, Reading, Run
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.types import ContextOf, ListOf, Type, bare, values_of
from runtime.feel.values import ANY, PLAIN, FeelValue

INPUT = "?"


def variable(parsing: Parsing, name: str, position: int) -> Node:
    """Return the part that reads ``name`` from a block, the scope or the frame."""
    local = parsing.declared(name)
    setting = parsing.setting
    if local is None and name in setting.ambient:
        parsing.ambient.add(name)
        kind = setting.schema.get(name, ANY)
        return _reading(_ambient(name), kind, position, Reading(name, ambient=True))
    if local is None:
        parsing.variables.add(name)
        if name != INPUT and not parsing.scanner.at("("):
            check_variable(parsing, name, position)
    if name == INPUT:
        parsing.uses_input = True
    kind = setting.schema.get(name, ANY) if local is None else local
    return _reading(_scoped(name), kind, position, Reading(name))


def field(parsing: Parsing, owner: Node, name: str, position: int) -> Node:
    """Return the part that reads ``owner.name``."""
    check_field(parsing, owner, name, position)
    above = owner.reading
    reading = None
    if above is not None and above.field is None:
        reading = Reading(above.root, name, above.ambient)
    raw = _field(owner.data(), name)
    shown = f"{owner.name or '?'}.{name}"
    kind = _field_type(parsing, owner.type, name)
    return Node(
        run=_quick(reading, converting(raw)),
        type=kind if type(kind) is str else bare(kind),
        position=position,
        light=owner.light,
        name=shown,
        raw=raw,
        reading=reading,
        allowed=() if type(kind) is str else values_of(kind),
    )


def converting(raw: Run) -> Run:
    """Return ``raw`` with its answer made a FEEL value."""

    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        value = raw(scope, frame)
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is int and -EXACT < value < EXACT:
            return Decimal(value)
        return within(frame, from_data, value)

    return run


def within(
    frame: Frame, function: Callable[..., FeelValue], *values: FeelValue
) -> FeelValue:
    """Call ``function`` with ``frame`` entered: the way out of a light part."""
    if current() is frame:
        return function(*values)
    before = enter(frame)
    try:
        return function(*values)
    finally:
        leave(before)


def _reading(raw: Run, kind: Type, position: int, reading: Reading) -> Node:
    return Node(
        run=_quick(reading, converting(raw)),
        type=kind if type(kind) is str else bare(kind),
        position=position,
        light=True,
        name=reading.root,
        raw=raw,
        reading=reading,
        allowed=() if type(kind) is str else values_of(kind),
    )


def _quick(reading: Reading | None, usual: Run) -> Run:
    """Return a way to read plain values in one step; others go the usual way."""
    if reading is None:
        return usual
    root, name, ambient = reading.root, reading.field, reading.ambient

    def value(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            found = frame.ambient[root] if ambient else scope[root]
        except KeyError:
            return usual(scope, frame)
        return found if type(found) in PLAIN else usual(scope, frame)

    # what is no context has no PLAIN part, so that ``usual`` never passes for one
    def part(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            owner = frame.ambient[root] if ambient else scope[root]
            found = owner[name] if type(owner) is dict else usual
        except KeyError:
            return usual(scope, frame)
        return found if type(found) in PLAIN else usual(scope, frame)

    return value if name is None else part


def _scoped(name: str) -> Run:
    builtin = BUILTINS.get(name)

    def raw(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            return scope[name]
        except KeyError:
            if builtin is None:
                frame.warn("feel-name-not-set", name=name)
            return builtin

    return raw


def _ambient(name: str) -> Run:
    def raw(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            return frame.ambient[name]
        except KeyError:
            frame.warn("feel-name-not-set", name=name)
            return None

    return raw


def _field(owner: Run, name: str) -> Run:
    def raw(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        value = owner(scope, frame)
        if value is None:
            return None
        if type(value) is not dict:
            return within(frame, get_property, value, name)
        try:
            return value[name]
        except KeyError:
            frame.warn("feel-field-not-set", name=name)
            return None

    return raw


def _field_type(parsing: Parsing, owner: Type, name: str) -> Type:
    if parsing.setting.thorough:
        kind = part_type(item_of(owner) if isinstance(owner, ListOf) else owner, name)
        return ListOf(kind) if isinstance(owner, ListOf) else kind
    if isinstance(owner, ContextOf):
        return owner.fields.get(name, ANY)
    if isinstance(owner, ListOf) and isinstance(owner.item, ContextOf):
        return ListOf(owner.item.fields.get(name, ANY))
    return ANY
