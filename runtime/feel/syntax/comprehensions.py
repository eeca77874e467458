"""``for``, ``some`` and ``every``: walking lists and ranges, one step charged each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from runtime.feel.calendar import DATES, day_at, ordinal
from runtime.feel.frame import OPERATION_FAULTS, FeelError, Frame, tick, warn_of
from runtime.feel.syntax.node import Node, Run
from runtime.feel.syntax.parsing import Block, Parsing
from runtime.feel.syntax.scope import Scope
from runtime.feel.types import ListOf, RangeOf, Type
from runtime.feel.values import ANY, BOOLEAN, NUMBER, FeelValue, Range, type_name

PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Walk:
    """One ``name in source``, or ``name in source..end``."""

    name: str
    source: Run
    end: Run | None


def collection(parsing: Parsing, position: int) -> Node:
    """Read what follows ``for``."""
    with parsing.block({PARTIAL: ANY}) as block:
        walks = _walks(parsing, block)
        parsing.scanner.need("return", "feel-expected-return")
        result = parsing.repeated()
    gather = _gather_with_partial if PARTIAL in block.used else _gather
    return Node(
        run=gather(walks, result.run), type=ListOf(result.type), position=position
    )


def quantified(parsing: Parsing, position: int, decisive: bool) -> Node:
    """Read what follows ``some`` (``decisive`` true) or ``every`` (false)."""
    with parsing.block({}) as block:
        walks = _walks(parsing, block)
        parsing.scanner.need("satisfies", "feel-expected-satisfies")
        test = parsing.repeated()
    run = _quantify(walks, test.run, decisive)
    return Node(run=run, type=BOOLEAN, position=position)


def _walks(parsing: Parsing, block: Block) -> list[Walk]:
    def one() -> Walk:
        name = parsing.scanner.new_name(before_in=True)
        parsing.names.learn(name)
        parsing.scanner.need("in", "feel-expected-in")
        source = parsing.repeated()
        end = parsing.expression(4) if parsing.scanner.eat("..") else None
        block.types[name] = _walked_type(source.type, end)
        return Walk(name, source.data(), None if end is None else end.run)

    return parsing.some(one)


def _walked_type(source: Type, end: Node | None) -> Type:
    if end is not None:
        return NUMBER if source == end.type == NUMBER else ANY
    return source.item if isinstance(source, ListOf | RangeOf) else ANY


def _gather(walks: list[Walk], result: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        try:
            return [result(each, frame) for each in _scopes(walks, scope, frame)]
        except OPERATION_FAULTS as fault:
            warn_of(fault)
            return None

    return run


def _gather_with_partial(walks: list[Walk], result: Run) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> FeelValue:
        found: list[FeelValue] = []
        try:
            for each in _scopes(walks, scope, frame):
                # a copy: a value never changes, and must not hold itself
                tick(len(found) // 8)
                each[PARTIAL] = list(found)
                found.append(result(each, frame))
        except OPERATION_FAULTS as fault:
            warn_of(fault)
            return None
        return found

    return run


def _quantify(walks: list[Walk], test: Run, decisive: bool) -> Run:
    def run(scope: Mapping[str, Any], frame: Frame) -> bool | None:
        answer: bool | None = not decisive
        try:
            for each in _scopes(walks, scope, frame):
                truth: bool | None = test(each, frame)
                if truth is decisive:
                    return decisive
                if type(truth) is not bool:
                    answer = None
        except OPERATION_FAULTS as fault:
            warn_of(fault)
            return None
        return answer

    return run


def _scopes(
    walks: Sequence[Walk], scope: Mapping[str, Any], frame: Frame
) -> Iterator[Scope]:
    first, *others = walks
    for each in _items(first, scope, frame):
        tick()
        inner = Scope({first.name: each}, scope)
        if others:
            yield from _scopes(others, inner, frame)
        else:
            yield inner


def _items(step: Walk, scope: Mapping[str, Any], frame: Frame) -> Iterable[FeelValue]:
    source = step.source(scope, frame)
    if step.end is not None:
        return _counted(source, step.end(scope, frame))
    if isinstance(source, list | tuple):
        return source
    if type(source) is Range:
        return _inside(source)
    if source is None:
        raise FeelError("feel-not-iterable", found=type_name(source))
    return [source]


def _counted(start: FeelValue, end: FeelValue) -> Iterator[FeelValue]:
    """Walk from start to end by ones, downwards when the end is the smaller one."""
    if type(start) is int:
        start = Decimal(start)
    distance = _distance(start, end)
    way = 1 if distance >= 0 else -1
    return _steps(start, range(0, distance + way, way))


def _inside(source: Range) -> Iterator[FeelValue]:
    """Walk the whole numbers or days of a range with two ends."""
    start, end = source.start, source.end
    distance = _distance(start, end)
    first = 0 if source.start_included else 1
    last = next(_steps(start, range(distance, distance + 1)))
    if not source.end_included and last == end:
        distance -= 1
    return _steps(start, range(first, distance + 1))


def _distance(start: FeelValue, end: FeelValue) -> int:
    if type(start) is Decimal is type(end):
        return int(end - start)
    if type(start) in DATES and type(end) in DATES:
        return ordinal(end) - ordinal(start)
    raise FeelError("feel-not-iterable", found=type_name(start))


def _steps(start: FeelValue, places: range) -> Iterator[FeelValue]:
    if type(start) is Decimal:
        return (start + place for place in places)
    first = ordinal(start)
    return (day_at(first + place) for place in places)
