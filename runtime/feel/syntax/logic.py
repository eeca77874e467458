"""``and``, ``or`` and ``if``: three truths, the right side only when it matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.feel.frame import Frame
from runtime.feel.linting.conditions import claims_of_junction
from runtime.feel.linting.inference import either
from runtime.feel.linting.operators import check_truth
from runtime.feel.syntax.node import Node, Run
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.values import ANY, BOOLEAN, FeelValue, type_name


def junction(
    parsing: Parsing, sign: str, left: Node, right: Node, position: int
) -> Node:
    """Return the part for ``left and right`` or ``left or right``."""
    check_truth(parsing, sign, (left, right))
    return Node(
        run=_junction(sign, left.run, right.run),
        type=BOOLEAN,
        position=position,
        light=left.light and right.light,
        claims=claims_of_junction(parsing, sign, left, right, position)
        if parsing.setting.thorough
        else None,
    )


def choice(parsing: Parsing, position: int) -> Node:
    """Read what follows ``if``: condition, then, else."""
    condition = parsing.expression()
    parsing.scanner.need("then", "feel-expected-then")
    chosen = parsing.expression()
    parsing.scanner.need("else", "feel-expected-else")
    otherwise = parsing.expression()
    check_truth(parsing, "if", (condition,))
    if parsing.setting.thorough:
        kind = either(chosen.type, otherwise.type)
    else:
        kind = chosen.type if chosen.type == otherwise.type else ANY
    return Node(
        run=_choose(condition.run, chosen.run, otherwise.run),
        type=kind,
        position=position,
        light=condition.light and chosen.light and otherwise.light,
    )


def _junction(sign: str, first: Run, second: Run) -> Run:
    """Join two truths: one that decides is enough, whatever the other is.

    ``false`` decides a conjunction, ``true`` a disjunction (DMN 1.3, table 50).
    """
    deciding = sign == "or"
    both = not deciding

    def run(scope: Mapping[str, Any], frame: Frame) -> bool | None:
        left: object = first(scope, frame)
        if left is deciding:
            return deciding
        right: object = second(scope, frame)
        if right is deciding:
            return deciding
        if left is both and right is both:
            return both
        _warn_of_no_truth(sign, left, right, frame)
        return None

    return run


def _warn_of_no_truth(
    sign: str, left: FeelValue, right: FeelValue, frame: Frame
) -> None:
    for each in (left, right):
        if each is not None and type(each) is not bool:
            frame.warn("feel-not-a-truth", sign=sign, found=type_name(each))


def _choose(condition: Run, chosen: Run, otherwise: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        truth = condition(scope, frame)
        if truth is True:
            return chosen(scope, frame)
        if truth is not False:
            frame.warn("feel-not-a-truth", sign="if", found=type_name(truth))
        return otherwise(scope, frame)

    return run
