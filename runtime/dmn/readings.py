"""Column heads that only read a variable, as nearly all do, without asking FEEL.

A quick reading answers for plain data found at once; anything else goes the usual
way through FEEL, so the answers and warnings are the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from runtime.dmn.build import Formula, Logic
from runtime.feel.frame import Frame
from runtime.feel.values import PLAIN, FeelValue

_SHORT: Final = 16
_PATH: Final = re.compile(r"([^\W\d]\w*)(?:\.([^\W\d]\w*))?")


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
