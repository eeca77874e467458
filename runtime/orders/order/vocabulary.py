"""What expressions may read of ``order``: its fields and FEEL types (订单词汇)."""

from __future__ import annotations

import types
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from msgspec import Struct

from runtime.feel.types import Allowed, ContextOf, ListOf, Type
from runtime.feel.values import ANY, BOOLEAN, DATE_TIME, NUMBER, STRING
from runtime.orders.order.canonical import Order

_SIMPLE: Final[dict[Any, str]] = {
    str: STRING,
    bool: BOOLEAN,
    int: NUMBER,
    Decimal: NUMBER,
    datetime: DATE_TIME,
}


@cache
def order_type() -> Type:
    """Return the type of ``order`` as FEEL sees it; ``extra`` may hold anything."""
    fields = _fields(Order)
    return ContextOf({**fields, "order_no": STRING, "extra": ANY})


def _fields(struct: type[Struct]) -> dict[str, Type]:
    hints = get_type_hints(struct, include_extras=True)
    return {name: _type(hints[name]) for name in struct.__struct_fields__}


def _type(hint: Any) -> Type:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _type(arguments[0])
    if origin is Literal:
        return Allowed(STRING, arguments)
    if origin in (Union, types.UnionType):
        (known,) = (each for each in arguments if each is not type(None))
        return _type(known)
    if origin is tuple:
        return ListOf(_type(arguments[0]))
    if isinstance(hint, type) and issubclass(hint, Struct):
        return ContextOf(_fields(hint))
    return _SIMPLE.get(hint, ANY)
