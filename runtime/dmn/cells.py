"""Cells that compare with constants, as nearly all do, without asking FEEL.

Each quick test answers for the one type it was made for; any other value goes the
usual way through FEEL, so the answers are the same.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from runtime.dmn.build import Test
from runtime.feel.frame import Frame, number
from runtime.feel.values import FeelValue

_TEXT: Final = r'"[^"\\]*"'
_NUMBER: Final = r"-?\d{1,15}(?:\.\d{1,15})?"
_TEXTS: Final = re.compile(rf"{_TEXT}(?:\s*,\s*{_TEXT})*")
_ONE_TEXT: Final = re.compile(_TEXT)
_NUMBERS: Final = re.compile(rf"{_NUMBER}(?:\s*,\s*{_NUMBER})*")
_COMPARISON: Final = re.compile(rf"(<=|>=|<|>|=|!=)\s*({_NUMBER})")
_RANGE: Final = re.compile(rf"([\[(\]])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\])\[])")
_TRUTHS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def quick_test(source: str, usual: Test) -> Test:
    """Return a quicker test for the cell ``source``, or ``usual`` itself."""
    if source in _TRUTHS:
        return _is_truth(_TRUTHS[source], usual)
    if _TEXTS.fullmatch(source):
        words = frozenset(each[1:-1] for each in _ONE_TEXT.findall(source))
        return _is_one_of(str, words, usual)
    if _NUMBERS.fullmatch(source):
        numbers = frozenset(number(each.strip()) for each in source.split(","))
        return _is_one_of(Decimal, numbers, usual)
    comparison = _COMPARISON.fullmatch(source)
    if comparison:
        return _compares(_SIGNS[comparison[1]], number(comparison[2]), usual)
    bounds = _RANGE.fullmatch(source)
    return usual if bounds is None else _is_between(bounds, usual)


def _is_truth(wanted: bool, usual: Test) -> Test:
    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if type(value) is bool:
            return value is wanted
        return usual(scope, value, frame)

    return test


def _is_one_of(kind: type, wanted: frozenset[FeelValue], usual: Test) -> Test:
    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if type(value) is kind:
            return value in wanted
        return usual(scope, value, frame)

    return test


def _compares(sign: Callable[[Any, Any], bool], bound: Decimal, usual: Test) -> Test:
    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if type(value) is Decimal:
            return sign(value, bound)
        return usual(scope, value, frame)

    return test


def _is_between(bounds: re.Match[str], usual: Test) -> Test:
    low, high = number(bounds[2]), number(bounds[3])
    if low > high:
        return usual
    above = operator.ge if bounds[1] == "[" else operator.gt
    below = operator.le if bounds[4] == "]" else operator.lt

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if type(value) is Decimal:
            return bool(above(value, low) and below(value, high))
        return usual(scope, value, frame)

    return test
