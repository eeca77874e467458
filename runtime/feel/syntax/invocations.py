"""Calls, and the functions an expression defines itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runtime.feel.builtins import BUILTINS
from runtime.feel.builtins.registry import Bound, Builtin
from runtime.feel.calls import call
from runtime.feel.frame import FeelError, Frame, tick, warn_of
from runtime.feel.linting.calls import check_call, check_function, check_own_call
from runtime.feel.syntax.folding import folded
from runtime.feel.syntax.node import Node, Run, body
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.syntax.type_syntax import read_type
from runtime.feel.syntax.variables import within
from runtime.feel.types import FunctionOf, Type
from runtime.feel.values import ANY, FeelValue, Function

_ARGUMENT_NAME = re.compile(r"([^\W\d][\w \t\n\r']*):")


@dataclass(slots=True)
class Arguments:
    """What stands between the parentheses of a call."""

    values: list[Node] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def invocation(parsing: Parsing, callee: Node, position: int) -> Node:
    """Read what follows ``callee(``; a built-in is bound to its arguments here."""
    arguments = _arguments(parsing, position)
    name = callee.name
    builtin = BUILTINS.get(name) if not parsing.is_function(name) else None
    runs = tuple(each.run for each in arguments.values)
    names = tuple(arguments.names)
    if builtin is not None:
        return _builtin_call(parsing, builtin, arguments, callee.position)
    if name and "." not in name:
        check_function(parsing, name, callee.position)
    check_own_call(parsing, callee, len(runs), position)
    kind = callee.type.result if isinstance(callee.type, FunctionOf) else ANY
    return Node(_call(callee.run, runs, names), kind, position)


def definition(parsing: Parsing, position: int) -> Node:
    """Read what follows ``function``: parameters and body."""
    parsing.scanner.need("(")
    parameters: list[tuple[str, Type | None]] = []
    with parsing.block({}) as block:
        while not parsing.scanner.at(")"):
            name, kind = _parameter(parsing)
            parameters.append((name, kind))
            block.types[name] = ANY if kind is None else kind
            if not parsing.scanner.eat(","):
                break
        parsing.scanner.need(")", "feel-expected-closing")
        if parsing.scanner.at("external"):
            parsing.scanner.fail("feel-external-function")
        result = parsing.repeated()
    kind = FunctionOf(tuple(block.types.values()), result.type)
    return Node(_define(tuple(parameters), result.run), kind, position)


def _arguments(parsing: Parsing, position: int) -> Arguments:
    found = Arguments()
    scanner = parsing.scanner
    if scanner.eat(")"):
        return found
    while True:
        name = scanner.take(_ARGUMENT_NAME)
        if name is not None:
            found.names.append(" ".join(name[1].split()))
        found.values.append(parsing.expression())
        if not scanner.eat(","):
            break
    scanner.need(")", "feel-expected-closing")
    if found.names and len(found.names) < len(found.values):
        scanner.fail("feel-mixed-arguments", position)
    return found


def _parameter(parsing: Parsing) -> tuple[str, Type | None]:
    name = parsing.scanner.new_name()
    parsing.names.learn(name)
    return name, read_type(parsing) if parsing.scanner.eat(":") else None


def _builtin_call(
    parsing: Parsing, builtin: Builtin, arguments: Arguments, position: int
) -> Node:
    names = tuple(arguments.names)
    kind = check_call(parsing, builtin, arguments.values, names, position)
    runs = tuple(each.run for each in arguments.values)
    try:
        bound = builtin.bind(len(runs), names)
    except FeelError as fault:
        return Node(_refuse(fault, builtin.name), kind, position)
    if builtin.name == "not":
        light = all(each.light for each in arguments.values)
        return Node(_negate(bound, runs[0]), kind, position, light=light)
    node = Node(_call_bound(bound, runs), kind, position)
    return folded(node, arguments.values, builtin.name)


def _refuse(fault: FeelError, name: str) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> None:
        warn_of(fault, name)

    return run


def _call_bound(bound: Bound, runs: Sequence[Run]) -> Run:
    if len(runs) == 1:
        return _call_with_one(bound, runs[0])

    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        return bound([run(scope, frame) for run in runs])

    return run


def _call_with_one(bound: Bound, only: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        return bound((only(scope, frame),))

    return run


def _negate(bound: Bound, truth: Run) -> Run:
    """Return the call of ``not``, which needs the built-in for odd values only."""

    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        found = truth(scope, frame)
        if type(found) is bool:
            return not found
        return within(frame, bound, (found,))

    return run


def _call(callee: Run, runs: Sequence[Run], names: tuple[str, ...]) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        function = callee(scope, frame)
        return call(function, [run(scope, frame) for run in runs], names)

    return run


def _define(parameters: tuple[tuple[str, Type | None], ...], result: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        tick()
        return Function(parameters, body(result, scope), {})

    return run
