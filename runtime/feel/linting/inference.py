"""Which type does an operation or a call give, as far as its parts tell?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from runtime.feel.properties import PARTS
from runtime.feel.syntax.node import Node
from runtime.feel.types import ContextOf, ListOf, RangeOf, Type, bare
from runtime.feel.values import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAY_TIME,
    LIST,
    NAMES,
    NULL,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    YEAR_MONTH,
)

_DURATIONS: Final = (DAY_TIME, YEAR_MONTH)
_DAYS: Final = (DATE, DATE_TIME)

# Sign, left, right → result: all that arithmetic can do.
CALCULABLE: Final[Mapping[tuple[str, Type, Type], str]] = {
    **{(sign, NUMBER, NUMBER): NUMBER for sign in ("+", "-", "*", "/", "**")},
    ("+", STRING, STRING): STRING,
    **{(sign, kind, kind): kind for sign in ("+", "-") for kind in _DURATIONS},
    **{(sign, day, kind): day for sign in "+-" for day in _DAYS for kind in _DURATIONS},
    **{("+", kind, day): day for day in _DAYS for kind in _DURATIONS},
    **{(sign, TIME, DAY_TIME): TIME for sign in ("+", "-")},
    ("+", DAY_TIME, TIME): TIME,
    **{("-", one, other): DAY_TIME for one in _DAYS for other in _DAYS},
    ("-", TIME, TIME): DAY_TIME,
    **{("*", kind, NUMBER): kind for kind in _DURATIONS},
    **{("*", NUMBER, kind): kind for kind in _DURATIONS},
    **{("/", kind, NUMBER): kind for kind in _DURATIONS},
    **{("/", kind, kind): NUMBER for kind in _DURATIONS},
}
_PARTS: Final = {NAMES[kind]: parts for kind, parts in PARTS.items()}
_PART_TYPES: Final[Mapping[str, str]] = {
    "time offset": DAY_TIME,
    "timezone": STRING,
    "start included": BOOLEAN,
    "end included": BOOLEAN,
}
# Values that have neither fields nor parts.
_PLAIN: Final = frozenset({NUMBER, STRING, BOOLEAN})


def calculated(sign: str, left: Type, right: Type) -> Type:
    """Return the type of ``left sign right``, any when it is not known."""
    known = isinstance(left, str) and isinstance(right, str)
    return CALCULABLE.get((sign, left, right), ANY) if known else ANY


def parts_of(kind: Type) -> frozenset[str] | None:
    """Return the names behind a dot that a value of this type has; None: unknown."""
    if isinstance(kind, ContextOf):
        return frozenset(kind.fields)
    if isinstance(kind, RangeOf):
        return frozenset(_PARTS[RANGE])
    if not isinstance(kind, str):
        return None
    return frozenset() if kind in _PLAIN else _named_parts(kind)


def part_type(kind: Type, name: str) -> Type:
    """Return the type of ``name`` of a value of this type."""
    if isinstance(kind, ContextOf):
        return kind.fields.get(name, ANY)
    if isinstance(kind, RangeOf) and name in ("start", "end"):
        return kind.item
    parts = _named_parts(RANGE if isinstance(kind, RangeOf) else kind)
    if parts is None or name not in parts or name in ("start", "end"):
        return ANY
    return _PART_TYPES.get(name, NUMBER)


def item_of(kind: Type) -> Type:
    """Return what a list or range of this type holds, any when that is not known."""
    return kind.item if isinstance(kind, ListOf | RangeOf) else ANY


def either(one: Type, other: Type) -> Type:
    """Return the type of what is the one or the other; null is of every type."""
    if other in (one, NULL):
        return bare(one)
    return bare(other) if one == NULL else ANY


def call_type(name: str, arguments: Sequence[Node], returns: Type) -> Type:
    """Return what the built-in ``name`` gives for these arguments."""
    rule = _RULES.get(name)
    if rule is None or not arguments:
        return returns
    return rule(arguments, returns)


def _named_parts(kind: Type) -> frozenset[str] | None:
    return frozenset(_PARTS[kind]) if isinstance(kind, str) and kind in _PARTS else None


def _same_list(arguments: Sequence[Node], returns: Type) -> Type:
    first = arguments[0].type
    return first if isinstance(first, ListOf) else returns


def _with_items(arguments: Sequence[Node], returns: Type) -> Type:
    first = arguments[0].type
    fits = isinstance(first, ListOf) and all(
        bare(each.type) == bare(first.item) for each in arguments[1:]
    )
    return first if fits else returns


def _joined(arguments: Sequence[Node], returns: Type) -> Type:
    first = arguments[0].type
    alike = all(each.type == first for each in arguments)
    return first if alike and isinstance(first, ListOf) else returns


def _one_item(arguments: Sequence[Node], returns: Type) -> Type:
    kind = bare(arguments[0].type)
    if any(bare(each.type) != kind for each in arguments):
        return returns
    found = bare(item_of(kind)) if len(arguments) == 1 else kind
    return found if isinstance(found, str) and found not in (LIST, ANY) else returns


def _itself(arguments: Sequence[Node], returns: Type) -> Type:
    return arguments[0].type


def _field(arguments: Sequence[Node], returns: Type) -> Type:
    owner, *keys = arguments
    if len(keys) == 1 and keys[0].constant and isinstance(owner.type, ContextOf):
        return bare(owner.type.fields.get(keys[0].value, ANY))
    return returns


_RULES: Final[Mapping[str, Callable[[Sequence[Node], Type], Type]]] = {
    **dict.fromkeys(("sublist", "remove", "reverse", "sort"), _same_list),
    "distinct values": _same_list,
    "append": _with_items,
    **dict.fromkeys(("concatenate", "union"), _joined),
    **dict.fromkeys(("min", "max", "sum"), _one_item),
    "abs": _itself,
    "get value": _field,
}
