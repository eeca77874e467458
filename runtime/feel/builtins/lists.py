"""Built-ins on lists; positions count from 1, or from -1 at the end."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from runtime.feel.builtins.conversions import whole
from runtime.feel.builtins.registry import builtin
from runtime.feel.builtins.strings import position as index_of_position
from runtime.feel.calls import call
from runtime.feel.comparison import compare, equal
from runtime.feel.frame import Exhausted, FeelError, tick
from runtime.feel.types import ListOf
from runtime.feel.values import (
    BOOLEAN,
    LIST,
    NUMBER,
    FeelValue,
    Function,
    Invocable,
    type_name,
)

FeelList = list[FeelValue]


@builtin("list contains", BOOLEAN, "list: list", "element")
def list_contains(values: FeelList, element: FeelValue) -> bool:
    """Tell whether an item equals the element."""
    return any(equal(each, element) is True for each in values)


@builtin("count", NUMBER, "list: list")
def count(values: FeelList) -> Decimal:
    """Count the items."""
    return Decimal(len(values))


@builtin("sublist", LIST, "list: list", "start position: number", "length?: number?")
def sublist(
    values: FeelList, start: Decimal, length: Decimal | None = None
) -> FeelList:
    """Cut ``length`` items, or all, from a position; they must be there."""
    first = index_of_position(start, len(values))
    if length is None:
        return values[first:]
    end = first + whole(length)
    if end <= first or end > len(values):
        raise FeelError("feel-length", found=str(length))
    return values[first:end]


@builtin("append", LIST, "list", "item?...")
def append(values: FeelValue, items: FeelList) -> FeelList:
    """Add items at the end; a single value counts as a list of one."""
    if values is None:
        raise FeelError("feel-argument-null", parameter="list")
    return [*_as_list(values), *items]


@builtin("concatenate", LIST, "list...")
def concatenate(lists: FeelList) -> FeelList:
    """Join lists; a single value counts as a list of one."""
    joined: FeelList = []
    for each in lists:
        if each is None:
            raise FeelError("feel-argument-null", parameter="list")
        joined += _as_list(each)
    return joined


@builtin("union", LIST, "list...", quadratic=True)
def union(lists: FeelList) -> FeelList:
    """Join lists and drop what was there before."""
    return distinct_values(concatenate(lists))


@builtin("distinct values", LIST, "list: list", quadratic=True)
def distinct_values(values: FeelList) -> FeelList:
    """Drop what was there before."""
    kept: FeelList = []
    for each in values:
        if not any(equal(each, other) is True for other in kept):
            kept.append(each)
    return kept


@builtin("insert before", LIST, "list: list", "position: number", "newItem")
def insert_before(values: FeelList, place: Decimal, item: FeelValue) -> FeelList:
    """Insert an item before a position."""
    index = index_of_position(place, len(values))
    return [*values[:index], item, *values[index:]]


@builtin("remove", LIST, "list: list", "position: number")
def remove(values: FeelList, place: Decimal) -> FeelList:
    """Drop the item at a position."""
    index = index_of_position(place, len(values))
    return [*values[:index], *values[index + 1 :]]


@builtin("list replace", LIST, "list: list", "match: function", "newItem")
@builtin("list replace", LIST, "list: list", "position: number", "newItem")
@builtin(
    "list replace",
    LIST,
    "list: list",
    "position or match: number|function",
    "newItem",
)
def list_replace(
    values: FeelList, where: Decimal | Invocable, item: FeelValue
) -> FeelList:
    """Replace the item at a position, or each that ``match(item, newItem)`` names."""
    if isinstance(where, Decimal):
        index = index_of_position(where, len(values))
        return [*values[:index], item, *values[index + 1 :]]
    if isinstance(where, Function) and len(where.parameters) != 2:
        raise FeelError("feel-function-arguments", expected=2)
    return [item if _is_match(where, each, item) else each for each in values]


def _is_match(match: Invocable, each: FeelValue, item: FeelValue) -> bool:
    found = call(match, [each, item])
    if type(found) is not bool:
        raise FeelError("feel-items", expected=BOOLEAN, found=type_name(found))
    return found


@builtin("reverse", LIST, "list: list")
def reverse(values: FeelList) -> FeelList:
    """Turn the order around."""
    return values[::-1]


@builtin("index of", ListOf(NUMBER), "list: list", "match")
def index_of(values: FeelList, match: FeelValue) -> list[Decimal]:
    """Give all positions of items that equal the match."""
    return [
        Decimal(place)
        for place, each in enumerate(values, start=1)
        if equal(each, match) is True
    ]


@builtin("flatten", LIST, "list: list")
def flatten(values: FeelList) -> FeelList:
    """Give the items of all lists inside, however deep."""
    flat: FeelList = []
    try:
        _flatten_into(flat, values)
    except RecursionError as fault:
        raise Exhausted("feel-nested-too-deep") from fault
    return flat


def _flatten_into(flat: FeelList, values: FeelList) -> None:
    for each in values:
        tick()
        if type(each) is list:
            _flatten_into(flat, each)
        else:
            flat.append(each)


@builtin("sort", LIST, "list: list", "precedes?: function?")
def sort(values: FeelList, precedes: Invocable | None = None) -> FeelList:
    """Sort by ``precedes(x, y)``, or ascending; equal items keep their order."""
    if isinstance(precedes, Function) and len(precedes.parameters) != 2:
        raise FeelError("feel-function-arguments", expected=2)

    def is_before(left: FeelValue, right: FeelValue) -> bool:
        tick()
        if precedes is not None:
            return call(precedes, [left, right]) is True
        truth = compare("<", left, right)
        if truth is None:
            raise FeelError("feel-no-rank", found=type_name(right))
        return truth

    def rank(left: FeelValue, right: FeelValue) -> int:
        if is_before(left, right):
            return -1
        return 1 if is_before(right, left) else 0

    return sorted(values, key=cmp_to_key(rank))


def _as_list(value: FeelValue) -> FeelList:
    return value if type(value) is list else [value]
