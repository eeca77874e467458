"""What stands in brackets behind a value: a position, a condition, a field name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from runtime.feel.frame import Frame, tick
from runtime.feel.linting.operators import check_filtered
from runtime.feel.syntax.literals import unescape
from runtime.feel.syntax.node import Node, Run
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.syntax.scanner import STRING
from runtime.feel.syntax.scope import Scope
from runtime.feel.syntax.variables import converting, field
from runtime.feel.types import ContextOf, ListOf, Type, bare
from runtime.feel.values import ANY, BOOLEAN, NULL, NUMBER, FeelValue

ITEM = "item"


def bracketed(parsing: Parsing, owner: Node, position: int) -> Node:
    """Read what follows ``owner[``: a field of an indexed name, else a filter."""
    indexed = _indexed_field(parsing, owner, position)
    if indexed is not None:
        return indexed
    if parsing.setting.thorough:
        check_filtered(parsing, owner, position)
    item = owner.type.item if isinstance(owner.type, ListOf) else ANY
    with parsing.block(_item_types(item), more=item == ANY):
        test = parsing.repeated()
    parsing.scanner.need("]", "feel-expected-closing")
    if isinstance(test.type, str) and test.type in (ANY, BOOLEAN, NUMBER, NULL):
        return _filter(parsing, owner, test, item, position)
    parsing.remark("feel-filter-needs-truth", test.position)
    return _filter(parsing, owner, test, item, position)


def _indexed_field(parsing: Parsing, owner: Node, position: int) -> Node | None:
    name = owner.name
    if name not in parsing.setting.indexed or parsing.declared(name) is not None:
        return None
    scanner = parsing.scanner
    start = scanner.position
    key = scanner.take(STRING)
    if key is not None and scanner.eat("]"):
        return field(parsing, owner, unescape(key[1]), position)
    scanner.position = start
    return None


def _item_types(item: Type) -> dict[str, Type]:
    fields = item.fields if isinstance(item, ContextOf) else {}
    return {ITEM: item, **fields}


def _filter(
    parsing: Parsing, owner: Node, test: Node, item: Type, position: int
) -> Node:
    if test.constant and type(test.value) is Decimal:
        raw = _position(owner.data(), test.value)
        kind = bare(item)
    elif parsing.setting.thorough and test.type == NUMBER:
        raw = _condition(owner.data(), test.run)
        kind = bare(item)
    else:
        raw = _condition(owner.data(), test.run)
        kind = ANY if test.type != BOOLEAN else ListOf(item)
    return Node(run=converting(raw), type=kind, position=position, raw=raw)


def _position(owner: Run, index: Decimal) -> Run:
    def raw(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        return _at(_items(owner(scope, frame)), index)

    return raw


def _condition(owner: Run, test: Run) -> Run:
    def raw(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        items = _items(owner(scope, frame))
        if not items:
            return _of_nothing(test, scope, frame)
        kept = []
        for each in items:
            tick(1 + len(each) // 8 if type(each) is dict else 1)
            truth = test(_item_scope(each, scope), frame)
            if type(truth) is Decimal:
                return _at(items, truth)
            if truth is True:
                kept.append(each)
        return kept

    return raw


def _of_nothing(test: Run, scope: Mapping[str, Any], frame: Frame) -> FeelValue:
    """A position in an empty list is null, a condition on it the empty list."""
    warned = len(frame.warnings)
    found = test(_item_scope(None, scope), frame)
    del frame.warnings[warned:]
    return None if type(found) is Decimal else []


def _items(value: FeelValue) -> list[FeelValue] | tuple[FeelValue, ...]:
    if isinstance(value, list | tuple):
        return value
    return [] if value is None else [value]


def _at(items: list[FeelValue] | tuple[FeelValue, ...], index: Decimal) -> FeelValue:
    if index != index.to_integral_value() or abs(index) > len(items) or not index:
        return None
    return items[int(index) - 1 if index > 0 else int(index)]


def _item_scope(item: FeelValue, scope: Mapping[str, Any]) -> Scope:
    inner = Scope(item if type(item) is dict else {}, scope)
    inner.setdefault(ITEM, item)
    return inner
