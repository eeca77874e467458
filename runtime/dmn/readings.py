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
        except KeyError:
            pass
        return usual(scope, frame)

    return read


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
