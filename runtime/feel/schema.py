"""The types a caller declares for the names of an expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.feel.grammar import expression
from runtime.feel.parsing import Parsing, Setting
from runtime.feel.type_syntax import read_type
from runtime.feel.types import ContextOf, FunctionOf, ListOf, RangeOf, Type
from runtime.feel.values import ANY, NAMES, STRING

_NAMES = frozenset(NAMES.values()) | {ANY}
_TYPES = (ListOf, RangeOf, ContextOf, FunctionOf)
# What people write in a manifest → what FEEL calls it.
_SPOKEN = {"text": STRING}


def declare(schema: Mapping[str, Any] | None) -> dict[str, Type]:
    """Return name → type of a schema.

    A type is FEEL text (``"number"``, ``"list<string>"``, ``"any"``), a mapping
    (a context of these fields), a list of one type, or a type of ``feel.types``.
    Raises FeelSyntaxError for text that is no type.
    """
    return {name: _type(each) for name, each in (schema or {}).items()}


def _type(declared: Any) -> Type:
    if isinstance(declared, str):
        return _named(declared.strip())
    if isinstance(declared, Mapping):
        return ContextOf(declare(declared))
    if isinstance(declared, list) and len(declared) == 1:
        return ListOf(_type(declared[0]))
    if isinstance(declared, _TYPES):
        return declared
    raise TypeError(f"{declared!r} declares no FEEL type")


def _named(written: str) -> Type:
    name = _SPOKEN.get(written, written)
    if name in _NAMES:
        return name
    parsing = Parsing(name, Setting(), expression)
    kind: Type = parsing.whole(lambda: read_type(parsing))
    return kind
