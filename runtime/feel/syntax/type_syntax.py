"""Types as an expression writes them, behind ``instance of`` and in parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from runtime.feel.frame import Frame
from runtime.feel.syntax.names import any_of
from runtime.feel.syntax.node import Node
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.types import (
    TYPE_NAMES,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Type,
    conforms,
)
from runtime.feel.values import ANY, BOOLEAN, CONTEXT, FUNCTION, LIST, NULL, RANGE

_SIMPLE = re.compile(
    "|".join(
        r"\s+".join(name.split()) + r"\b"
        for name in sorted(TYPE_NAMES, key=len, reverse=True)
    )
)
_INCOMPLETE = frozenset({LIST, RANGE, CONTEXT, FUNCTION})
_GENERIC = re.compile(r"(list|range|context|function)\s*<")


def read_type(parsing: Parsing) -> Type:
    """Read a type; raises FeelSyntaxError when there is none."""
    generic = parsing.scanner.take(_GENERIC)
    if generic is None:
        return _simple(parsing)
    with parsing.nested():
        return _READERS[generic[1]](parsing)


def _simple(parsing: Parsing) -> Type:
    """Read the longest name there is: of FEEL, or of the model around."""
    scanner, kinds = parsing.scanner, parsing.setting.kinds
    start = scanner.position
    simple = scanner.take(_SIMPLE)
    after, scanner.position = scanner.position, start
    own = scanner.take(any_of(frozenset(kinds))) if kinds else None
    if own is not None and (simple is None or scanner.position > after):
        return kinds[" ".join(own[0].split())]
    scanner.position = after
    if simple is None:
        scanner.fail("feel-expected-type")
    return TYPE_NAMES[" ".join(simple[0].split())]


def instance_test(parsing: Parsing, owner: Node, position: int) -> Node:
    """Read what follows ``owner instance``."""
    scanner = parsing.scanner
    scanner.need("of")
    begin = scanner.position
    kind, value = read_type(parsing), owner.run
    spelled = scanner.source[begin : scanner.position].strip()
    if spelled in _INCOMPLETE and spelled not in parsing.setting.kinds:
        return _untellable(parsing, spelled, position)

    def run(scope: Mapping[str, Any], frame: Frame) -> bool:
        return conforms(value(scope, frame), kind)

    return Node(run, BOOLEAN, position)


def _untellable(parsing: Parsing, kind: str, position: int) -> Node:
    """A kind without what it is of is no type: null (DMN 1.5, table 61)."""
    parsing.remark("feel-type-of-what", position, found=kind)

    def run(_: Mapping[str, Any], frame: Frame) -> None:
        frame.warn("feel-type-of-what", found=kind)

    return Node(run, NULL, position)


def _close(parsing: Parsing) -> None:
    parsing.scanner.need(">", "feel-expected-closing")


def _list(parsing: Parsing) -> Type:
    item = read_type(parsing)
    _close(parsing)
    return ListOf(item)


def _range(parsing: Parsing) -> Type:
    item = read_type(parsing)
    _close(parsing)
    return RangeOf(item)


def _context(parsing: Parsing) -> Type:
    fields: dict[str, Type] = {}
    while not parsing.scanner.at(">"):
        name = parsing.scanner.new_name()
        parsing.scanner.need(":", "feel-expected-colon")
        fields[name] = read_type(parsing)
        if not parsing.scanner.eat(","):
            break
    _close(parsing)
    return ContextOf(fields)


def _function(parsing: Parsing) -> Type:
    parameters: list[Type] = []
    if not parsing.scanner.at(">"):
        parameters = parsing.some(lambda: read_type(parsing))
    _close(parsing)
    result = read_type(parsing) if parsing.scanner.eat("->") else ANY
    return FunctionOf(tuple(parameters), result)


_READERS: dict[str, Callable[[Parsing], Type]] = {
    "list": _list,
    "range": _range,
    "context": _context,
    "function": _function,
}
