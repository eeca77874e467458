"""Tests of one value: the cells of a table, and the right side of ``in``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from runtime.feel.brackets import SIGN
from runtime.feel.comparison import any_of, matches, negated
from runtime.feel.findings import FeelSyntaxError
from runtime.feel.frame import Frame
from runtime.feel.lint import check_comparison
from runtime.feel.node import Node, Run
from runtime.feel.parsing import Parsing
from runtime.feel.relations import related
from runtime.feel.scope import Scope
from runtime.feel.types import Type
from runtime.feel.values import BOOLEAN, FeelValue
from runtime.feel.variables import INPUT, within

# Of scope, tested value and frame: whether the value passes; None is unknown.
Test: TypeAlias = Callable[[Mapping[str, Any], FeelValue, Frame], bool | None]

ADDITIVE = 4
ANYTHING = "-"


def membership(parsing: Parsing, value: Node, position: int) -> Node:
    """Read what follows ``value in``: one test, or several in parentheses."""
    test = _several_in_parentheses(parsing, value.type)
    if test is None:
        test = read_test(parsing, value.type, ADDITIVE)
    return Node(_test_value(test, value.run), BOOLEAN, position)


def read_cell(parsing: Parsing, kind: Type) -> Test | None:
    """Read the whole of a cell; None when it takes anything."""
    scanner = parsing.scanner
    if scanner.peek() in ("", ANYTHING):
        start = scanner.position
        scanner.eat(ANYTHING)
        if not scanner.peek():
            return None
        scanner.position = start
    refused = _negated_cell(parsing, kind)
    if refused is not None:
        return refused
    tests = parsing.whole(lambda: _tests(parsing, kind, 1))
    return _any_test(tests)


def read_test(parsing: Parsing, kind: Type, binding: int) -> Test:
    """Read one test; ``kind`` is the static type of what it tests."""
    position = parsing.scanner.position
    sign = parsing.scanner.take(SIGN)
    if sign is not None:
        bound = parsing.expression(ADDITIVE)
        check_comparison(parsing, sign[0], kind, bound.type, position)
        return _against(sign[0], bound)
    outer, parsing.uses_input = parsing.uses_input, False
    tested = parsing.expression(binding)
    uses_input, parsing.uses_input = parsing.uses_input, outer
    if uses_input:
        return _with_input(tested.run)
    check_comparison(parsing, "=", kind, tested.type, position)
    return _equal_to(tested) if tested.constant else _matching(tested.run)


def _several_in_parentheses(parsing: Parsing, kind: Type) -> Test | None:
    """Read ``(test, test)``, unless it is the beginning of a longer expression."""
    scanner = parsing.scanner
    if not scanner.at("("):
        return None
    try:
        with parsing.attempt():
            scanner.need("(")
            tests = _tests(parsing, kind, ADDITIVE)
            scanner.need(")", "feel-expected-closing")
            if scanner.peek() in (".", "["):
                scanner.fail("feel-unexpected-text")
    except FeelSyntaxError:
        return None
    return _any_test(tests)


def _negated_cell(parsing: Parsing, kind: Type) -> Test | None:
    """Read ``not(test, test)`` if that is the whole cell."""
    scanner = parsing.scanner
    try:
        with parsing.attempt():
            scanner.need("not")
            scanner.need("(")
            tests = _tests(parsing, kind, 1)
            scanner.need(")")
            if scanner.peek():
                scanner.fail("feel-unexpected-text")
    except FeelSyntaxError:
        return None
    test = _any_test(tests)
    return lambda scope, value, frame: negated(test(scope, value, frame))


def _tests(parsing: Parsing, kind: Type, binding: int) -> list[Test]:
    return parsing.some(lambda: read_test(parsing, kind, binding))


def _any_test(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        return any_of(each(scope, value, frame) for each in tests)

    return test


def _test_value(test: Test, value: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> bool | None:
        return test(scope, value(scope, frame), frame)

    return run


def _against(sign: str, bound: Node) -> Test:
    run = bound.run

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if value is None and sign not in ("=", "!="):
            return None
        return related(sign, value, run(scope, frame), frame)

    return test


def _equal_to(tested: Node) -> Test:
    wanted = tested.value
    kind = type(wanted)
    plain = kind is str or kind is Decimal or kind is bool

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if plain and type(value) is kind:
            return bool(value == wanted)
        return _match(wanted, value, frame)

    return test


def _matching(run: Run) -> Test:
    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        return _match(run(scope, frame), value, frame)

    return test


def _with_input(run: Run) -> Test:
    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        answer = run(Scope({INPUT: value}, scope), frame)
        if type(answer) is bool:
            return answer
        return _match(answer, value, frame)

    return test


def _match(wanted: FeelValue, value: FeelValue, frame: Frame) -> bool | None:
    truth: bool | None = within(frame, matches, wanted, value)
    return truth
