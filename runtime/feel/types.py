"""Types as FEEL writes them, and whether a value conforms to one.

A type is the name of a simple type (the constants of values.py; ``any`` for
unknown) or one of the four classes here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from runtime.feel.frame import tick
from runtime.feel.values import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    DAY_TIME,
    FUNCTION,
    LIST,
    NULL,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    YEAR_MONTH,
    FeelValue,
    Function,
    Invocable,
    Range,
    type_name,
)


@dataclass(frozen=True, slots=True)
class ListOf:
    """``list<item>``."""

    item: Type


@dataclass(frozen=True, slots=True)
class RangeOf:
    """``range<item>``."""

    item: Type


@dataclass(frozen=True, slots=True)
class ContextOf:
    """``context<name: type, …>``; a value may have more fields."""

    fields: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """``function<type, …> -> result``."""

    parameters: tuple[Type, ...]
    result: Type = ANY


@dataclass(frozen=True, slots=True)
class Allowed:
    """A simple type of which only these values occur; lint alone looks at them."""

    kind: str
    values: tuple[FeelValue, ...]


Type: TypeAlias = str | ListOf | RangeOf | ContextOf | FunctionOf | Allowed

# Every spelling of a simple type, as FEEL text writes it → its canonical name.
TYPE_NAMES: Mapping[str, str] = {
    "Any": ANY,
    "Null": NULL,
    "boolean": BOOLEAN,
    "number": NUMBER,
    "string": STRING,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAY_TIME,
    "day-time-duration": DAY_TIME,
    "dayTimeDuration": DAY_TIME,
    "years and months duration": YEAR_MONTH,
    "year-month-duration": YEAR_MONTH,
    "yearMonthDuration": YEAR_MONTH,
    "list": LIST,
    "context": CONTEXT,
    "range": RANGE,
    "function": FUNCTION,
}


def bare(kind: Type) -> Type:
    """Return the type without the values that are allowed of it."""
    return kind.kind if isinstance(kind, Allowed) else kind


def values_of(kind: Type) -> tuple[FeelValue, ...]:
    """Return the only values a declared type has, nothing when it has any."""
    return kind.values if isinstance(kind, Allowed) else ()


def spell(kind: Type) -> str:
    """Return the type as FEEL writes it, for messages."""
    kind = bare(kind)
    if isinstance(kind, str):
        return kind
    if isinstance(kind, ListOf):
        return LIST if kind.item == ANY else f"list<{spell(kind.item)}>"
    if isinstance(kind, RangeOf):
        return RANGE if kind.item == ANY else f"range<{spell(kind.item)}>"
    return CONTEXT if isinstance(kind, ContextOf) else FUNCTION


def conforms(value: FeelValue, kind: Type) -> bool:
    """Return whether ``value instance of kind``; null is only of type Null."""
    if value is None:
        return kind == NULL
    tick()
    if isinstance(kind, str):
        return kind in (ANY, type_name(value))
    if isinstance(kind, ListOf):
        return type(value) is list and all(_fits(each, kind.item) for each in value)
    if isinstance(kind, RangeOf):
        return type(value) is Range and all(
            each is None or conforms(each, kind.item)
            for each in (value.start, value.end)
        )
    if isinstance(kind, ContextOf):
        return type(value) is dict and all(
            name in value and (value[name] is None or conforms(value[name], field))
            for name, field in kind.fields.items()
        )
    return isinstance(kind, FunctionOf) and _is_function(value, kind)


def _fits(value: FeelValue, kind: Type) -> bool:
    return value is None or kind == ANY or conforms(value, kind)


def _is_function(value: FeelValue, kind: FunctionOf) -> bool:
    if type(value) is not Function:
        return isinstance(value, Invocable)  # what is built in checks its own call
    return len(value.parameters) == len(kind.parameters) and all(
        declared in (None, ANY, wanted) or wanted == ANY
        for (_, declared), wanted in zip(value.parameters, kind.parameters, strict=True)
    )
