"""Column heads that only read a variable, as nearly all do, without asking FEEL.

A quick reading answers for plain data found at once; anything else goes the usual
way through FEEL, so the answers and warnings are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from runtime.dmn.build import Formula, Logic, Scope
from runtime.feel.frame import Frame
from runtime.feel.values import PLAIN, FeelValue

# Asks all columns of a table.
Reading: TypeAlias = Callable[[Scope, Frame], list[FeelValue]]

_SHORT: Final = 16
_NO_FIELDS: Final[dict[str | None, Any]] = {}
_PATH: Final = re.compile(r"([^\W\d]\w*)(?:\.([^\W\d]\w*))?")


def quick_readings(formulas: Sequence[Formula], ambient: frozenset[str]) -> Reading:
    """Return what asks all columns of a table at once.

    Fields of the same variable, as nearly all columns are, are read without a call
    for each of them.
    """
    each = [quick_reading(formula, ambient) for formula in formulas]
    paths = [_path_of(formula, ambient) for formula in formulas]
    roots = [path[0] for path in paths if path is not None]
    if len(roots) < 2:
        return lambda scope, frame: [read(scope, frame) for read in each]
    root = max(roots, key=roots.count)
    fields = [path[1] if path and path[0] == root else None for path in paths]
    return _fields(root, tuple(zip(fields, each, strict=True)))


def quick_reading(formula: Formula, ambient: frozenset[str]) -> Logic:
    """Return a quicker way to run ``formula``, or its own."""
    path = _PATH.fullmatch(formula.text.strip())
    if path is None:
        return formula.run
    root, field = path[1], path[2]
    if root in ambient:
        return formula.run if field is None else _of_frame(root, field, formula.run)
    if formula.names != (root,):
        return formula.run  # not a path, but one long name or a keyword
    return _name(root, formula.run) if field is None else _field(root, field, formula)


def _path_of(formula: Formula, ambient: frozenset[str]) -> tuple[str, str] | None:
    """Return variable and field if a formula reads a field of the scope."""
    path = _PATH.fullmatch(formula.text.strip())
    if path is None or path[2] is None or path[1] in ambient:
        return None
    return (path[1], path[2]) if formula.names == (path[1],) else None


def _fields(root: str, columns: tuple[tuple[str | None, Logic], ...]) -> Reading:
    def read(scope: Mapping[str, Any], frame: Frame) -> list[FeelValue]:
        try:
            owner = scope[root]
        except KeyError:
            owner = None
        if type(owner) is not dict:
            owner = _NO_FIELDS
        values = []
        for field, usual in columns:
            value = owner.get(field, _NO_FIELDS)
            # what is not plain, or not there, is looked at once more
            values.append(value if type(value) in PLAIN else usual(scope, frame))
        return values

    return read


def _name(root: str, usual: Logic) -> Logic:
    def read(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            value = scope[root]
        except KeyError:
            return usual(scope, frame)
        return value if type(value) in PLAIN else usual(scope, frame)

    return read


def _field(root: str, field: str, formula: Formula) -> Logic:
    usual = formula.run

    def read(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            owner = scope[root]
            if type(owner) is dict:
                value = owner[field]
                if type(value) in PLAIN:
                    return value
                if type(value) is list and is_plain(value):
                    return value.copy()
        except KeyError:
            pass
        return usual(scope, frame)

    return read


def is_plain(items: list[Any]) -> bool:
    """Return whether a list needs no conversion; long ones are left to FEEL."""
    if len(items) > _SHORT:
        return False
    for each in items:  # noqa: SIM110 - a generator costs more than all the rest
        if type(each) not in PLAIN:
            return False
    return True


def _of_frame(root: str, field: str, usual: Logic) -> Logic:
    def read(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            owner = frame.ambient[root]
            if type(owner) is dict:
                value = owner[field]
                if type(value) in PLAIN:
                    return value
        except KeyError:
            pass
        return usual(scope, frame)

    return read
