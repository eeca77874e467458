"""Comparing two parts; a value straight from the data against a constant is quick."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from runtime.feel.comparison import compare, equal, negated
from runtime.feel.frame import Frame
from runtime.feel.linting.conditions import claims_of_comparison
from runtime.feel.linting.operators import check_comparison
from runtime.feel.syntax.folding import folded
from runtime.feel.syntax.node import Node, Reading, Run
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.syntax.variables import within
from runtime.feel.values import BOOLEAN, FeelValue, type_name

Relation = Callable[[Any, Any], Any]

RELATIONS: Mapping[str, Relation] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SIGN = re.compile(r"<=|>=|!=|[<>=]")
# Of a constant's type → the two types of data that compare with it as they are.
_ALIKE: Mapping[type, tuple[type, type]] = {Decimal: (Decimal, int), str: (str, str)}


def relation(
    parsing: Parsing, sign: str, left: Node, right: Node, position: int
) -> Node:
    """Return the part for ``left sign right``."""
    check_comparison(parsing, sign, left.type, right.type, position)
    usual = _general(sign, left.run, right.run)
    quick = None
    if right.constant and left.reading is not None:
        quick = _quick(sign, left.reading, right.value, usual)
    node = Node(
        run=quick or usual,
        type=BOOLEAN,
        position=position,
        light=left.light and right.light,
        claims=claims_of_comparison(parsing, sign, left, right, position)
        if parsing.setting.thorough
        else None,
    )
    return folded(node, (left, right))


def related(sign: str, left: FeelValue, right: FeelValue, frame: Frame) -> bool | None:
    """Return ``left sign right``; what cannot be compared is null, with a warning."""
    truth: bool | None
    if sign == "=":
        truth = within(frame, equal, left, right)
    elif sign == "!=":
        truth = negated(within(frame, equal, left, right))
    else:
        truth = within(frame, compare, sign, left, right)
    if truth is None:
        facts = {"left": type_name(left), "right": type_name(right)}
        frame.warn("feel-not-comparable", sign=sign, **facts)
    return truth


def _general(sign: str, left: Run, right: Run) -> Run:
    answer = RELATIONS[sign]

    def run(scope: Mapping[str, Any], frame: Frame) -> bool | None:
        value, bound = left(scope, frame), right(scope, frame)
        kind = type(value)
        if kind is type(bound) and (kind is Decimal or kind is str):
            truth: bool = answer(value, bound)
            return truth
        return related(sign, value, bound, frame)

    return run


def _quick(sign: str, reading: Reading, bound: FeelValue, usual: Run) -> Run | None:
    if type(bound) not in _ALIKE or (reading.ambient and reading.field is None):
        return None
    if reading.field is None:
        return _name(reading.root, RELATIONS[sign], bound, usual)
    by_field = _ambient_field if reading.ambient else _name_field
    return by_field(reading, RELATIONS[sign], bound, usual)


def _name(root: str, answer: Relation, bound: FeelValue, usual: Run) -> Run:
    one, other = _ALIKE[type(bound)]

    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            value = scope[root]
        except KeyError:
            return usual(scope, frame)
        kind = type(value)
        if kind is one or kind is other:
            return answer(value, bound)
        return usual(scope, frame)

    return run


def _name_field(
    reading: Reading, answer: Relation, bound: FeelValue, usual: Run
) -> Run:
    root, field = reading.root, reading.field
    one, other = _ALIKE[type(bound)]

    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            owner = scope[root]
        except KeyError:
            return usual(scope, frame)
        if type(owner) is dict:
            value = owner.get(field)
            kind = type(value)
            if kind is one or kind is other:
                return answer(value, bound)
        return usual(scope, frame)

    return run


def _ambient_field(
    reading: Reading, answer: Relation, bound: FeelValue, usual: Run
) -> Run:
    root, field = reading.root, reading.field
    one, other = _ALIKE[type(bound)]

    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        owner = frame.ambient.get(root)
        if type(owner) is dict:
            value = owner.get(field)
            kind = type(value)
            if kind is one or kind is other:
                return answer(value, bound)
        return usual(scope, frame)

    return run
