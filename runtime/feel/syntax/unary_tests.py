"""Tests of one value: the cells of a table, and the right side of ``in``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from runtime.feel.comparison import either, matches, negated, one_sided
from runtime.feel.findings import FeelSyntaxError
from runtime.feel.frame import Frame
from runtime.feel.linting.conditions import check_allowed, claims_of_tests
from runtime.feel.linting.operators import check_comparison
from runtime.feel.syntax.node import Node, Run
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.syntax.relations import RELATIONS, SIGN, related
from runtime.feel.syntax.scope import Scope
from runtime.feel.syntax.variables import INPUT, within
from runtime.feel.types import Type, bare, values_of
from runtime.feel.values import BOOLEAN, RANGE, FeelValue, Range, RangeKind

# Of scope, tested value and frame: whether the value passes; None is unknown.
Test: TypeAlias = Callable[[Mapping[str, Any], FeelValue, Frame], bool | None]


@dataclass(frozen=True, slots=True)
class Single:
    """One test; ``wanted`` is the one value it takes, when that is known."""

    test: Test
    wanted: FeelValue = None
    position: int = 0


ADDITIVE = 4
ANYTHING = "-"


def membership(parsing: Parsing, value: Node, position: int) -> Node:
    """Read what follows ``value in``: one test, or several in parentheses."""
    tests = _several_in_parentheses(parsing, value.type)
    if tests is None:
        tests = [read_test(parsing, value.type, ADDITIVE)]
    claims = None
    if parsing.setting.thorough:
        wanted = [(each.wanted, each.position) for each in tests]
        claims = claims_of_tests(parsing, value, wanted)
    run = _test_value(_any_test(tests), value.run)
    return Node(run, BOOLEAN, position, claims=claims)


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
    return _any_test(_tests(parsing, kind, 1))


def read_test(parsing: Parsing, kind: Type, binding: int) -> Single:
    """Read one test; ``kind`` is the static type of what it tests."""
    watcher, begin = parsing.setting.watcher, parsing.scanner.position
    single = _single(parsing, kind, binding)
    if watcher is None:
        return single
    end = parsing.scanner.position
    return Single(watcher.test(single.test, single.wanted, begin, end))


def _single(parsing: Parsing, kind: Type, binding: int) -> Single:
    position = parsing.scanner.position
    sign = parsing.scanner.take_sign(SIGN)
    if sign is not None:
        bound = parsing.expression(ADDITIVE)
        check_comparison(parsing, sign[0], bare(kind), bound.type, position)
        meant = one_sided(sign[0], bound.value) if bound.constant else None
        return Single(_against(sign[0], bound.run), meant)
    outer, parsing.uses_input = parsing.uses_input, False
    tested = parsing.expression(binding)
    uses_input, parsing.uses_input = parsing.uses_input, outer
    if uses_input:
        return Single(_with_input(tested.run))
    check_comparison(parsing, "=", bare(kind), tested.type, position)
    if tested.type == RANGE and (not tested.constant or tested.value is None):
        return Single(_in_range(tested.run))
    if tested.constant:
        check_allowed(parsing, INPUT, values_of(kind), tested.value, tested.position)
        return Single(_of_constant(tested.value), tested.value, tested.position)
    return Single(_matching(tested.run))


def _several_in_parentheses(parsing: Parsing, kind: Type) -> list[Single] | None:
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
    return tests


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


def _tests(parsing: Parsing, kind: Type, binding: int) -> list[Single]:
    return parsing.some(lambda: read_test(parsing, kind, binding))


def _any_test(tests: list[Single]) -> Test:
    if len(tests) == 1:
        return tests[0].test
    singles = tuple(each.test for each in tests)

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        return either(each(scope, value, frame) for each in singles)

    kinds = {type(each.wanted) for each in tests}
    if kinds == {str}:
        return _one_of(frozenset(each.wanted for each in tests), test)
    return test


def _one_of(texts: frozenset[str], otherwise: Test) -> Test:
    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if type(value) is str:
            return value in texts
        return otherwise(scope, value, frame)

    return test


def _test_value(test: Test, value: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> bool | None:
        return test(scope, value(scope, frame), frame)

    return run


def _against(sign: str, bound: Run) -> Test:
    answer = RELATIONS[sign]
    ranks = sign not in ("=", "!=")

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        limit = bound(scope, frame)
        kind = type(value)
        if kind is type(limit) and (kind is Decimal or kind is str):
            truth: bool = answer(value, limit)
            return truth
        if value is None and ranks:
            return None
        return related(sign, value, limit, frame)

    return test


def _of_constant(wanted: FeelValue) -> Test:
    kind = type(wanted)
    if kind is Range and wanted.kind is RangeKind.INTERVAL:
        return _in_interval(wanted)
    plain = kind is str or kind is Decimal or kind is bool

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if plain and type(value) is kind:
            return bool(value == wanted)
        return _match(wanted, value, frame)

    return test


def _in_interval(wanted: Range) -> Test:
    kind = type(wanted.start)
    if kind is not type(wanted.end) or kind not in (Decimal, str):
        return lambda scope, value, frame: _match(wanted, value, frame)
    above = RELATIONS[">=" if wanted.start_included else ">"]
    below = RELATIONS["<=" if wanted.end_included else "<"]
    start, end = wanted.start, wanted.end

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if type(value) is kind:
            inside: bool = above(value, start) and below(value, end)
            return inside
        return _match(wanted, value, frame)

    return test


def _in_range(run: Run) -> Test:
    """Return the test of a range that may be none: such a one tells nothing."""

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        wanted = run(scope, frame)
        return None if wanted is None else _match(wanted, value, frame)

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
