"""The types a caller declares for the names of an expression."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from runtime.feel.syntax.grammar import expression
from runtime.feel.syntax.parsing import Parsing, Setting
from runtime.feel.syntax.type_syntax import read_type
from runtime.feel.types import Allowed, ContextOf, FunctionOf, ListOf, RangeOf, Type
from runtime.feel.values import ANY, NAMES, STRING

_NAMES = frozenset(NAMES.values()) | {ANY}
_TYPES = (Allowed, ListOf, RangeOf, ContextOf, FunctionOf)
_TEXT = re.compile(r"text(?=\s*\()")
# What people write in a manifest → what FEEL calls it.
_SPOKEN = {"text": STRING}


def declare(schema: Mapping[str, Any] | None) -> dict[str, Type]:
    """Return name → type of a schema.

    A type is FEEL text (``"number"``, ``"list<string>"``, ``"any"``), a mapping
    (a context of these fields), a list of one type, or a type of ``feel.types``.
    Behind a simple type may stand the only values it has:
    ``string("good", "bad")``. Raises FeelSyntaxError for text that is no type.
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
    kind: Type = parsing.whole(lambda: _with_values(parsing))
    return kind


def _with_values(parsing: Parsing) -> Type:
    is_text = parsing.scanner.take(_TEXT) is not None
    kind = STRING if is_text else read_type(parsing)
    if not isinstance(kind, str) or not parsing.scanner.eat("("):
        return kind
    values = parsing.some(parsing.expression)
    parsing.scanner.need(")", "feel-expected-closing")
    return Allowed(kind, tuple(each.value for each in values if each.constant))
