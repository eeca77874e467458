"""Cells that compare with constants, as nearly all do, without asking FEEL.

Each quick test answers for the one type it was made for; any other value goes the
usual way through FEEL, so the answers are the same.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from runtime.dmn.build import Test
from runtime.dmn.tables.constants import read_constant
from runtime.feel.frame import Frame, number
from runtime.feel.values import FeelValue

_TEXT: Final = r'"[^"\\]*"'
_NUMBER: Final = r"-?\d{1,15}(?:\.\d{1,15})?"
_TEXTS: Final = re.compile(rf"{_TEXT}(?:\s*,\s*{_TEXT})*")
_ONE_TEXT: Final = re.compile(_TEXT)
_NUMBERS: Final = re.compile(rf"{_NUMBER}(?:\s*,\s*{_NUMBER})*")
_COMPARISON: Final = re.compile(rf"(<=|>=|<|>|=|!=)\s*({_NUMBER})")
_AGAINST_PATH: Final = re.compile(r"(<=|>=|<|>)\s*([^\W\d]\w*)\.([^\W\d]\w*)")
_RANGE: Final = re.compile(rf"([\[(\]])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\])\[])")
_ASK: Final = rf"(list contains|contains|starts with|ends with)\(\?,\s*({_TEXT})\)"
_ONE_ASK: Final = re.compile(_ASK)
_ASKS: Final = re.compile(rf"{_ASK}(?:\s+or\s+{_ASK})*")
_NOT_ASKS: Final = re.compile(rf"not\(({_ASK}(?:\s+or\s+{_ASK})*)\)")
_DATES: Final = re.compile(r'date\(|@"')
_TRUTHS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_QUESTIONS: Final[Mapping[str, tuple[type, Callable[[Any, str], bool]]]] = {
    "list contains": (list, operator.contains),
    "contains": (str, operator.contains),
    "starts with": (str, str.startswith),
    "ends with": (str, str.endswith),
}
_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def quick_test(
    source: str,
    usual: Test,
    ambient: frozenset[str] = frozenset(),
    hidden: frozenset[str] = frozenset(),
) -> Test:
    """Return a quicker test for the cell ``source``, or ``usual`` itself.

    ``ambient`` names are read from the frame, as ``usual`` reads them; ``hidden``
    names of the model hide built-in functions.
    """
    path = _AGAINST_PATH.fullmatch(source)
    if path and path[2] in ambient:
        return _compares_with(_SIGNS[path[1]], path[2], path[3], usual)
    for quicken in (_quick_constants, _quick_comparison, _quick_question):
        quick = quicken(source, usual)
        if quick is not None:
            return quick
    return _quick_dates(source, usual, hidden) or usual


def _quick_constants(source: str, usual: Test) -> Test | None:
    if source in _TRUTHS:
        return _is_truth(_TRUTHS[source], usual)
    if _TEXTS.fullmatch(source):
        words = frozenset(each[1:-1] for each in _ONE_TEXT.findall(source))
        return _is_one_of(str, words, usual)
    if _NUMBERS.fullmatch(source):
        numbers = frozenset(number(each.strip()) for each in source.split(","))
        return _is_one_of(Decimal, numbers, usual)
    return None


def _quick_comparison(source: str, usual: Test) -> Test | None:
    bounds = _RANGE.fullmatch(source)
    if bounds:
        return _is_between(bounds, usual)
    comparison = _COMPARISON.fullmatch(source)
    if comparison:
        return _compares(_SIGNS[comparison[1]], number(comparison[2]), usual)
    return None


def _quick_question(source: str, usual: Test) -> Test | None:
    refused = _NOT_ASKS.fullmatch(source)
    asked = refused[1] if refused else source
    if not _ASKS.fullmatch(asked):
        return None
    asks = [(name, word[1:-1]) for name, word in _ONE_ASK.findall(asked)]
    kinds = {_QUESTIONS[name][0] for name, _ in asks}
    if len(kinds) > 1:
        return None
    questions = [(_QUESTIONS[name][1], word) for name, word in asks]
    return _answers(kinds.pop(), questions, refused is None, usual)


def _quick_dates(source: str, usual: Test, hidden: frozenset[str]) -> Test | None:
    """Return a test of dates that are written out, which FEEL would make anew."""
    constant = read_constant(source, hidden) if _DATES.search(source) else None
    if constant is None or constant.kinds() != {date}:
        return None
    takes = constant.takes

    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        return takes(value) if type(value) is date else usual(scope, value, frame)

    return test


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


def _compares_with(
    sign: Callable[[Any, Any], bool], root: str, field: str, usual: Test
) -> Test:
    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        try:
            bound = frame.ambient[root][field]
        except (KeyError, TypeError):
            return usual(scope, value, frame)
        if type(bound) is Decimal and type(value) is Decimal:
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


def _answers(
    kind: type,
    questions: list[tuple[Callable[[Any, str], bool], str]],
    wanted: bool,
    usual: Test,
) -> Test:
    def test(scope: Mapping[str, Any], value: FeelValue, frame: Frame) -> bool | None:
        if type(value) is not kind:
            return usual(scope, value, frame)
        for holds, word in questions:
            if holds(value, word):
                return wanted
        return not wanted

    return test
