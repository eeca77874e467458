"""Built-ins on truth values, and ``is``."""

from __future__ import annotations

from typing import Any

from runtime.feel.builtins.registry import builtin
from runtime.feel.calendar import MOMENTS, TIMES
from runtime.feel.comparison import equal
from runtime.feel.text import value_text
from runtime.feel.values import BOOLEAN, FeelValue, type_name


@builtin("not", BOOLEAN, "negand: boolean?")
def negation(negand: bool | None) -> bool | None:
    """Turn true and false around; null stays null."""
    return None if negand is None else not negand


@builtin("all", BOOLEAN, "list...")
def all_true(values: list[FeelValue]) -> bool | None:
    """Tell whether none is false; null if that cannot be known."""
    return _decided_by(False, values)


@builtin("any", BOOLEAN, "list...")
def any_true(values: list[FeelValue]) -> bool | None:
    """Tell whether one is true; null if that cannot be known."""
    return _decided_by(True, values)


def _decided_by(deciding: Any, values: list[FeelValue]) -> bool | None:
    if len(values) == 1 and type(values[0]) is not bool:
        if type(values[0]) is not list:
            return None
        values = values[0]
    if any(each is deciding for each in values):
        return bool(deciding)
    known = all(type(each) is bool for each in values)
    return not deciding if known else None


@builtin("is", BOOLEAN, "value1", "value2")
def is_same(left: FeelValue, right: FeelValue) -> bool:
    """Tell whether both are the same value of the same type, zone included."""
    if type_name(left) != type_name(right):
        return False
    if type(left) in MOMENTS | TIMES:
        return value_text(left) == value_text(right)
    return equal(left, right) is True
