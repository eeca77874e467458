"""Lint of conditions: which can never be true, which always are.

Only a thorough look asks (see ``Setting``); a text that is only to run has no claims.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence

from runtime.feel.conversion import written
from runtime.feel.linting.claims import (
    Claims,
    Values,
    all_of,
    any_of,
    common,
    compared,
    inside,
    one_of,
    swapped,
    united,
)
from runtime.feel.syntax.node import Node
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.values import FeelValue
from runtime.kernel.texts import Text, text

_SHOWN = 12


def claims_of_comparison(
    parsing: Parsing, sign: str, left: Node, right: Node, position: int
) -> Claims | None:
    """Return with which values ``left sign right`` may be true."""
    if left.constant:
        left, right, sign = right, left, swapped(sign)
    if not right.constant or left.constant or not left.path:
        return None
    wanted = right.value
    if left.allowed and sign in ("=", "!=") and not _is_allowed(left.allowed, wanted):
        level = "error" if sign == "=" else "warning"
        _refuse_value(parsing, left.name, left.allowed, wanted, (position, level))
        return None
    return _claims(left, compared(sign, wanted))


def claims_of_tests(
    parsing: Parsing, value: Node, tests: Sequence[tuple[FeelValue, int]]
) -> Claims | None:
    """Return with which values ``value in (test, …)`` may be true.

    Of each test its constant and place: a sign and its bound are the range they mean.
    """
    for wanted, position in tests:
        check_allowed(parsing, value.name, value.allowed, wanted, position)
    if not value.path:
        return None
    return _claims(value, united(inside(wanted) for wanted, _ in tests))


def check_allowed(
    parsing: Parsing,
    name: str,
    allowed: Sequence[FeelValue],
    wanted: FeelValue,
    position: int,
) -> None:
    """Remark on a test of ``name`` for a value that does not occur."""
    if allowed and parsing.setting.thorough and not _is_allowed(allowed, wanted):
        _refuse_value(parsing, name, allowed, wanted, (position, "error"))


def claims_of_junction(
    parsing: Parsing, sign: str, left: Node, right: Node, position: int
) -> Claims | None:
    """Return with which values ``left and right`` or ``left or right`` may be true."""
    if sign == "and":
        found, broken = all_of(left.claims, right.claims)
        for path in broken:
            parsing.remark("feel-never-true", position, name=path)
        return found
    found, full = any_of(left.claims, right.claims)
    for path in full:
        parsing.remark("feel-always-true", position, "warning", name=path)
    return found


def near(name: str, *known: Collection[str]) -> Text | str:
    """Return which of ``known`` was meant by ``name``, "" when none is like it.

    Of more names than a person knows none is guessed.
    """
    if sum(map(len, known)) > _MOST:
        return ""
    names = sorted({one for some in known for one in some})
    found = difflib.get_close_matches(name, names, 1, _ALIKE)
    if not found:
        folded = {each.casefold(): each for each in names}
        found = [folded[name.casefold()]] if name.casefold() in folded else []
    return text("feel-did-you-mean", name=found[0]) if found else ""


_ALIKE = 0.6
_MOST = 200


def _claims(reading: Node, values: Values | None) -> Claims | None:
    if values is None:
        return None
    known = one_of(reading.allowed) if reading.allowed else None
    left = values if known is None else common(values, known)
    if left is None or left.nothing:
        return None
    return Claims({reading.path: left}, exact=True)


def _is_allowed(allowed: Sequence[FeelValue], wanted: FeelValue) -> bool:
    """Return whether a constant can be met; a type that differs is told elsewhere."""
    if wanted is None or type(wanted) is not type(allowed[0]):
        return True
    return wanted in allowed


def _refuse_value(
    parsing: Parsing,
    name: str,
    allowed: Sequence[FeelValue],
    wanted: FeelValue,
    where: tuple[int, str],
) -> None:
    position, level = where
    values = [written(each) for each in allowed[:_SHOWN]]
    more = ["…"] if len(allowed) > _SHOWN else []
    words = [each for each in allowed if isinstance(each, str)]
    hint = near(wanted, words) if isinstance(wanted, str) else ""
    parsing.remark(
        "feel-value-not-allowed",
        position,
        level,
        name=name,
        found=written(wanted),
        allowed=", ".join([*values, *more]),
        hint=hint,
    )
