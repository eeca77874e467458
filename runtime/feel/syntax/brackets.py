"""What begins with a bracket: lists, ranges, contexts, and plain parentheses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.feel.comparison import interval, one_sided
from runtime.feel.frame import OPERATION_FAULTS, FeelError, Frame, warn_of
from runtime.feel.syntax.literals import unescape
from runtime.feel.syntax.node import Node, Run, constant
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.syntax.relations import SIGN
from runtime.feel.syntax.scanner import STRING as TEXT
from runtime.feel.syntax.scope import Scope
from runtime.feel.types import Allowed, ContextOf, ListOf, RangeOf, Type
from runtime.feel.values import ANY, NULL, RANGE, STRING, FeelValue


def bracket(parsing: Parsing, opening: str) -> Node:
    """Read a list, a range or a part in parentheses."""
    scanner = parsing.scanner
    position = scanner.position
    scanner.position += 1
    if opening == "(" and scanner.sees(SIGN):
        return _one_sided(parsing, position)
    if opening == "[" and scanner.eat("]"):
        return Node(lambda scope, frame: [], ListOf(ANY), position, light=True)
    first = parsing.expression()
    if scanner.eat(".."):
        return _range(parsing, opening, first, position)
    if opening == "(":
        scanner.need(")", "feel-expected-closing")
        return first._replace(name="", position=position)
    if opening == "]":
        scanner.fail("feel-expected-range")
    return _list(parsing, first, position)


def context(parsing: Parsing) -> Node:
    """Read ``{name: value, …}``; an entry sees the entries before it."""
    scanner = parsing.scanner
    position = scanner.position
    scanner.position += 1
    entries: list[tuple[str, Node]] = []
    with parsing.block({}) as block:
        more = not scanner.at("}")
        while more:
            key = _key(parsing)
            scanner.need(":", "feel-expected-colon")
            value = parsing.expression()
            block.types[key] = _entry_type(parsing, value)
            entries.append((key, value))
            more = scanner.eat(",")
    scanner.need("}", "feel-expected-closing")
    if len(block.types) < len(entries):
        parsing.remark("feel-key-twice", position)
        return constant(None, position, NULL)
    light = all(value.light for _, value in entries)
    runs = [(key, value.run) for key, value in entries]
    return Node(_build(runs), ContextOf(block.types), position, light=light)


def _entry_type(parsing: Parsing, value: Node) -> Type:
    """Return the type of an entry; of a text that stands there, the text, too."""
    if parsing.setting.thorough and value.constant and value.type == STRING:
        return Allowed(STRING, (value.value,))
    return value.type


def _one_sided(parsing: Parsing, position: int) -> Node:
    sign = parsing.scanner.take_sign(SIGN)
    bound = parsing.expression(4)
    parsing.scanner.need(")", "feel-expected-closing")
    relation, run = sign[0] if sign else "", bound.run
    return Node(
        lambda scope, frame: one_sided(relation, run(scope, frame)), RANGE, position
    )


def _range(parsing: Parsing, opening: str, start: Node, position: int) -> Node:
    scanner = parsing.scanner
    end = _range_end(parsing)
    closing = scanner.peek()
    scanner.position += 1
    included = opening == "[", closing == "]"
    if start.constant and end.constant:
        return _constant_range(parsing, start, end, included, position)
    kind = _range_type(parsing, start, end)
    return Node(_make_range(start.run, end.run, included), kind, position)


def _range_end(parsing: Parsing) -> Node:
    with parsing.range_end():
        end = parsing.expression(4)
    if parsing.scanner.peek() not in ("]", ")", "["):
        parsing.scanner.fail("feel-expected-range-end")
    return end


def _constant_range(
    parsing: Parsing, start: Node, end: Node, included: tuple[bool, bool], position: int
) -> Node:
    try:
        value = interval(
            start.value,
            end.value,
            start_included=included[0],
            end_included=included[1],
        )
    except FeelError as fault:
        parsing.remark(fault.code, position, **fault.facts)
        return constant(None, position, RANGE)
    return constant(value, position, _range_type(parsing, start, end))


def _range_type(parsing: Parsing, start: Node, end: Node) -> Type:
    known = parsing.setting.thorough and start.type == end.type
    return RangeOf(start.type) if known else RANGE


def _make_range(start: Run, end: Run, included: tuple[bool, bool]) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            return interval(
                start(scope, frame),
                end(scope, frame),
                start_included=included[0],
                end_included=included[1],
            )
        except OPERATION_FAULTS as fault:
            warn_of(fault)
            return None

    return run


def _list(parsing: Parsing, first: Node, position: int) -> Node:
    items = [first]
    if parsing.scanner.eat(","):
        items += parsing.some(parsing.expression)
    parsing.scanner.need("]", "feel-expected-closing")
    runs = tuple(each.run for each in items)
    alike = all(each.type == first.type for each in items)
    return Node(
        run=lambda scope, frame: [run(scope, frame) for run in runs],
        type=ListOf(first.type if alike else ANY),
        position=position,
        light=all(each.light for each in items),
    )


def _key(parsing: Parsing) -> str:
    written = parsing.scanner.take(TEXT)
    key = unescape(written[1]) if written else parsing.scanner.new_name()
    parsing.names.learn(key)
    return key


def _build(entries: list[tuple[str, Run]]) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        inner = Scope({}, scope)
        built: dict[str, FeelValue] = {}
        for key, value in entries:
            built[key] = inner[key] = value(inner, frame)
        return built

    return run
