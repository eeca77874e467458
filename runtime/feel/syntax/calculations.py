"""The arithmetic operators and the minus sign of an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from runtime.feel.arithmetic import add, divide, multiply, negate, power, subtract
from runtime.feel.frame import OPERATION_FAULTS, Frame, warn_of
from runtime.feel.linting.inference import calculated
from runtime.feel.linting.operators import check_arithmetic, check_negation
from runtime.feel.syntax.folding import folded
from runtime.feel.syntax.node import Node, Run, constant
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.types import Type
from runtime.feel.values import ANY, NUMBER, STRING, FeelValue

Operation = Callable[[FeelValue, FeelValue], FeelValue]

_OPERATIONS: Mapping[str, Operation] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def calculation(
    parsing: Parsing, sign: str, left: Node, right: Node, position: int
) -> Node:
    """Return the part for ``left sign right``."""
    check_arithmetic(parsing, sign, left.type, right.type, position)
    node = Node(
        run=_calculate(_OPERATIONS[sign], left.run, right.run),
        type=_result(parsing, sign, left.type, right.type),
        position=position,
    )
    return folded(node, (left, right))


def negation(parsing: Parsing, operand: Node, position: int) -> Node:
    """Return the part for ``-operand``; of a number literal it is a literal."""
    check_negation(parsing, operand.type, position)
    if operand.constant and type(operand.value) is Decimal:
        return constant(operand.value.copy_negate() or Decimal(0), position)
    node = Node(run=_negate(operand.run), type=operand.type, position=position)
    return folded(node, (operand,))


def _calculate(operation: Operation, left: Run, right: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        value, other = left(scope, frame), right(scope, frame)
        try:
            return operation(value, other)
        except OPERATION_FAULTS as fault:
            warn_of(fault)
            return None

    return run


def _negate(operand: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            return negate(operand(scope, frame))
        except OPERATION_FAULTS as fault:
            warn_of(fault)
            return None

    return run


def _result(parsing: Parsing, sign: str, left: Type, right: Type) -> Type:
    if parsing.setting.thorough:
        return calculated(sign, left, right)
    if left == right == NUMBER:
        return NUMBER
    return STRING if sign == "+" and left == right == STRING else ANY
