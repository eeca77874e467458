"""What the shell asks FEEL: a text, names and values, the type that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from runtime import feel
from runtime.feel.calls import coerced
from runtime.feel.syntax.scanner import WORD
from runtime.feel.types import Type, spell
from runtime.kernel.errors import Invalid

_PLAIN = frozenset({bool, str, type(None)})
_FLAT = _PLAIN | {int, float, Decimal}
_NO_NAMES: frozenset[str] = frozenset()


def evaluate(
    text: str, context: Mapping[str, Any], frame: feel.Frame
) -> feel.FeelValue:
    """Return the value of the expression ``text`` over typed JSON.

    Names of several words are known when the context has them. Raises
    FeelSyntaxError, and FeelError for a typed value that is none.
    """
    program = _compiled(text, _long_names(text, context))
    if isinstance(program, feel.FeelSyntaxError):
        raise program.with_traceback(None)
    return program.evaluate(scope_of(context), frame)


def scope_of(context: Mapping[str, Any]) -> dict[str, feel.FeelValue]:
    """Return the names of typed JSON with their FEEL values; raises FeelError."""
    return {
        name: feel.from_data(each)
        if type(each) in _FLAT
        else feel.from_typed_json(each)
        for name, each in context.items()
    }


def fitted(value: feel.FeelValue, wanted: str) -> feel.FeelValue:
    """Return the value as the type ``wanted``, by FEEL's implicit conversions.

    A list of one becomes its item, an item a list of one; null is of every type.
    Raises Invalid for a value of another type, FeelSyntaxError for no type.
    """
    kind = _type(wanted.removeprefix("feel:"))
    found = coerced(value, kind)
    if found is None and value is not None:
        here = feel.type_name(value)
        raise Invalid("feel-value-not-of-type", expected=spell(kind), found=here)
    return found


def as_json(value: feel.FeelValue) -> Any:
    """Return the value as typed JSON; raises Invalid for a range or a function."""
    if type(value) in _PLAIN:
        return value
    frame = feel.Frame()
    written = feel.to_typed_json(value, frame)
    if frame.warnings:
        raise Invalid("feel-value-not-json", **frame.warnings[0].facts)
    return written


@lru_cache(maxsize=4_096)
def _compiled(
    text: str, names: frozenset[str]
) -> feel.Expression | feel.FeelSyntaxError:
    """Compile once; a text that is refused is so each time."""
    schema = dict.fromkeys(names, "any") if names else None
    try:
        return feel.compile_expression(text, schema)
    except feel.FeelSyntaxError as wrong:
        return wrong


@lru_cache(maxsize=256)
def _type(written: str) -> Type:
    return feel.declare({"": written})[""]


def _long_names(text: str, context: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of several words that the text may mean."""
    is_flat = _FLAT.issuperset(map(type, context.values()))
    if is_flat and all(map(str.isidentifier, context)):
        return _NO_NAMES
    return frozenset(
        name
        for name in _unusual_names(context)
        if WORD.match(name) and name.split()[0] in text
    )


def _unusual_names(data: Any) -> Iterator[str]:
    if type(data) is dict:
        for name, each in data.items():
            if not name.isidentifier():
                yield name
            if type(each) is dict or type(each) is list:
                yield from _unusual_names(each)
    elif type(data) is list:
        for each in data:
            yield from _unusual_names(each)
