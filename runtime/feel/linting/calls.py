"""Lint of calls: arguments that fit no signature, and calls that never have a value."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.feel.builtins.registry import BUILTINS, Builtin, Parameter
from runtime.feel.frame import Exhausted, FeelError, Frame, enter, leave
from runtime.feel.linting.conditions import near
from runtime.feel.linting.inference import call_type
from runtime.feel.syntax.node import Node
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.types import FunctionOf, Type
from runtime.feel.values import NULL, STRING, FeelValue, type_name
from runtime.kernel.texts import Text

# Of these a constant argument says whether there ever is a value.
_CONVERSIONS = frozenset({"date", "time", "date and time", "duration", "number"})
_PATTERNS = frozenset({"matches", "replace", "split"})
# What other languages call them.
_ELSEWHERE = {
    **dict.fromkeys(("len", "length", "strlen"), "string length"),
    **dict.fromkeys(("size", "cardinality"), "count"),
    **dict.fromkeys(("upper", "toupper", "touppercase", "ucase"), "upper case"),
    **dict.fromkeys(("lower", "tolower", "tolowercase", "lcase"), "lower case"),
    **dict.fromkeys(("substr", "mid", "left", "right", "slice"), "substring"),
    **dict.fromkeys(("avg", "average"), "mean"),
    **dict.fromkeys(("ceil", "roundup"), "ceiling"),
    **dict.fromkeys(("str", "text", "tostring"), "string"),
    **dict.fromkeys(("int", "float", "decimal", "parseint", "tonumber"), "number"),
    **dict.fromkeys(("round", "fix"), "round half up"),
    **dict.fromkeys(("concat", "merge"), "concatenate"),
    **dict.fromkeys(("join", "listagg"), "string join"),
    **dict.fromkeys(("in", "has", "includes"), "list contains"),
    **dict.fromkeys(("datetime", "timestamp"), "date and time"),
    **dict.fromkeys(("distinct", "unique"), "distinct values"),
    "mod": "modulo",
    "currentdate": "today",
}
_STEPS = 10_000


def check_call(
    parsing: Parsing,
    builtin: Builtin,
    arguments: Sequence[Node],
    names: tuple[str, ...],
    position: int,
) -> Type:
    """Remark on a call of a built-in; return the type of its answer."""
    found = builtin.check([each.type for each in arguments], names)
    for text in found:
        usage = builtin.usage()
        facts = {"expected": usage, "function": builtin.name, **text.facts}
        parsing.remark(text.code, position, usage=usage, **facts)
    if not parsing.setting.thorough:
        return builtin.returns
    if not found:
        _check_nulls(parsing, builtin, arguments, names)
        known = _value(parsing, builtin, arguments, names, position)
        if known is not None:
            return type_name(known)
    return call_type(builtin.name, arguments, builtin.returns)


def check_function(parsing: Parsing, name: str, position: int) -> None:
    """Remark on a call of something that is neither built in nor declared."""
    sure = parsing.setting.thorough and parsing.declared(name) is None
    if (parsing.may_be_unknown() or sure) and not parsing.is_function(name):
        meant = _ELSEWHERE.get(name.casefold().replace(" ", ""))
        hint = near(meant or name, BUILTINS)
        parsing.remark("feel-unknown-function", position, name=name, hint=hint)


def check_own_call(parsing: Parsing, callee: Node, count: int, position: int) -> None:
    """Remark on calling a function of the expression with too few or many values."""
    if not parsing.setting.thorough or not isinstance(callee.type, FunctionOf):
        return
    expected = len(callee.type.parameters)
    if expected != count:
        parsing.remark("feel-own-call", position, expected=expected, found=count)


def _check_nulls(
    parsing: Parsing,
    builtin: Builtin,
    arguments: Sequence[Node],
    names: tuple[str, ...],
) -> None:
    """Remark on null written where the built-in takes none."""
    for index, each in enumerate(arguments):
        if each.type != NULL or not each.constant:
            continue
        facts = {"function": builtin.name, "usage": builtin.usage()}
        takes = any(
            places is not None and _takes_null(signature.parameters[places[index]])
            for signature in builtin.signatures
            for places in (signature.places(len(arguments), names),)
        )
        if not takes:
            parsing.remark("feel-null-argument", each.position, "warning", **facts)


def _takes_null(parameter: Parameter) -> bool:
    return parameter.accepts is None or type(None) in parameter.accepts


def _value(
    parsing: Parsing,
    builtin: Builtin,
    arguments: Sequence[Node],
    names: tuple[str, ...],
    position: int,
) -> FeelValue:
    """Return the value of a call whose arguments are known; remark when it has none."""
    values = _known(builtin, arguments)
    if values is None:
        return None
    frame = Frame(budget=_STEPS)
    before = enter(frame)
    try:
        value = builtin.bind(len(values), names)(values)
    except (FeelError, Exhausted):
        return None
    finally:
        leave(before)
    if value is None and frame.warnings:
        warning = frame.warnings[0]
        reason, name = Text(warning.code, warning.facts), builtin.name
        parsing.remark(
            "feel-call-without-value", position, function=name, reason=reason
        )
    return value if builtin.name in _CONVERSIONS else None


def _known(builtin: Builtin, arguments: Sequence[Node]) -> list[FeelValue] | None:
    """Return the arguments when they tell what becomes of the call."""
    if any(each.type == NULL for each in arguments):
        return None
    if builtin.name in _CONVERSIONS and all(each.constant for each in arguments):
        return [each.value for each in arguments]
    if builtin.name not in _PATTERNS or not all(
        each.constant for each in arguments[1:]
    ):
        return None
    if any(each.type != STRING for each in arguments[1:]):
        return None
    return ["", *(each.value for each in arguments[1:])]
