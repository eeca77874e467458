"""Built-ins on ranges: ``range`` itself and the relations of two ranges.

A single value beside a range counts as the closed range of that one value.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from runtime.feel.builtins.conversions import to_date, to_date_time, to_time
from runtime.feel.builtins.registry import builtin
from runtime.feel.comparison import compare, equal, interval
from runtime.feel.frame import FeelError, number
from runtime.feel.temporal import parse_duration, parse_literal
from runtime.feel.text import unescaped
from runtime.feel.values import BOOLEAN, RANGE, FeelValue, Range, RangeKind, type_name

Relation = Callable[[Range, Range], bool]

_END = (
    r'null|-?(?:\d+(?:\.\d+)?|\.\d+)|@?"(?:[^"\\]|\\.)*"'
    r'|(?:date and time|date|time|duration)\(\s*"[^"]*"\s*\)'
)
_RANGE = re.compile(
    rf"\s*([\[(\]])\s*((?:{_END})?)\s*\.\.\s*((?:{_END})?)\s*([\])\[])\s*", re.ASCII
)
_CALL = re.compile(r'([\w ]+)\(\s*"([^"]*)"\s*\)')
_CONVERSIONS: dict[str, Callable[[str], FeelValue]] = {
    "date": to_date,
    "time": to_time,
    "date and time": to_date_time,
    "duration": parse_duration,
}


@builtin("range", RANGE, "from: string")
def to_range(written: str) -> Range:
    """Read a range such as ``[1..10)``; its ends are literals.

    An end that is left out is open, as in ``(>= 1)``.
    """
    found = _RANGE.fullmatch(written)
    if found is None:
        raise FeelError("feel-not-a-range", found=written[:40])
    start, end = _end_value(found[2]), _end_value(found[3])
    start_included, end_included = found[1] == "[", found[4] == "]"
    if (start is None and start_included) or (end is None and end_included):
        raise FeelError("feel-not-a-range", found=written[:40])
    if (start is None) != (end is None):
        return Range(start, end, start_included, end_included)
    return interval(
        start, end, start_included=start_included, end_included=end_included
    )


def _end_value(written: str) -> FeelValue:
    if written in ("", "null"):
        return None
    if written[0] == '"':
        return unescaped(written[1:-1])
    if written[0] == "@":
        return parse_literal(written[2:-1])
    called = _CALL.fullmatch(written)
    return _CONVERSIONS[called[1]](called[2]) if called else number(written)


def _before(a: Range, b: Range) -> bool:
    if a.end is None or b.start is None:
        return False  # open on that side
    touching_apart = not (a.end_included and b.start_included)
    return _less(a.end, b.start) or (_same(a.end, b.start) and touching_apart)


def _meets(a: Range, b: Range) -> bool:
    closed = a.end_included and b.start_included
    return closed and _same(a.end, b.start)


def _overlaps(a: Range, b: Range) -> bool:
    return not _before(a, b) and not _before(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    return _starts_earlier(a, b) and _overlaps(a, b) and not _ends_later(a, b)


def _finishes(a: Range, b: Range) -> bool:
    return _same_end(a, b) and not _starts_earlier(a, b)


def _includes(a: Range, b: Range) -> bool:
    return not _starts_earlier(b, a) and not _ends_later(b, a)


def _starts(a: Range, b: Range) -> bool:
    return _same_start(a, b) and not _ends_later(a, b)


def _coincides(a: Range, b: Range) -> bool:
    return _same_start(a, b) and _same_end(a, b)


def _starts_earlier(a: Range, b: Range) -> bool:
    if a.start is None or b.start is None:
        return b.start is not None
    if _less(a.start, b.start):
        return True
    wider = a.start_included and not b.start_included
    return _same(a.start, b.start) and wider


def _ends_later(a: Range, b: Range) -> bool:
    if a.end is None or b.end is None:
        return b.end is not None
    if _less(b.end, a.end):
        return True
    return _same(a.end, b.end) and a.end_included and not b.end_included


def _same_start(a: Range, b: Range) -> bool:
    return _same(a.start, b.start) and a.start_included == b.start_included


def _same_end(a: Range, b: Range) -> bool:
    return _same(a.end, b.end) and a.end_included == b.end_included


def _less(left: FeelValue, right: FeelValue) -> bool:
    return _known(compare("<", left, right), left, right)


def _same(left: FeelValue, right: FeelValue) -> bool:
    if left is None or right is None:
        return left is right
    return _known(equal(left, right), left, right)


def _known(truth: bool | None, left: FeelValue, right: FeelValue) -> bool:
    if truth is None:
        raise FeelError("feel-unrelated", left=type_name(left), right=type_name(right))
    return truth


Form = tuple[str, str]

_POINTS: Form = ("point1", "point2")
_RANGES: Form = ("range1", "range2")
_POINT_IN: Form = ("point", "range")
_RANGE_OF: Form = ("range", "point")


def _relate(name: str, holds: Relation, *forms: Form) -> None:
    """Register ``name`` for the given forms of its two parameters."""
    allowed = {tuple(each.startswith("range") for each in form) for form in forms}

    def related(left: FeelValue, right: FeelValue) -> bool:
        for value, parameter in zip((left, right), forms[0], strict=True):
            if value is None:
                raise FeelError("feel-argument-null", parameter=parameter)
        if (type(left) is Range, type(right) is Range) not in allowed:
            raise FeelError(
                "feel-unrelated", left=type_name(left), right=type_name(right)
            )
        return holds(_as_range(left), _as_range(right))

    for form in forms:
        builtin(name, BOOLEAN, *form)(related)


def _as_range(value: FeelValue) -> Range:
    if type(value) is not Range:
        return Range(value, value, True, True)
    if value.kind is not RangeKind.INTERVAL:
        raise FeelError("feel-range-unknown-end")
    return value


def _converse(holds: Relation) -> Relation:
    return lambda a, b: holds(b, a)


_relate("before", _before, _POINTS, _POINT_IN, _RANGE_OF, _RANGES)
_relate("after", _converse(_before), _POINTS, _POINT_IN, _RANGE_OF, _RANGES)
_relate("meets", _meets, _RANGES)
_relate("met by", _converse(_meets), _RANGES)
_relate("overlaps", _overlaps, _RANGES)
_relate("overlaps before", _overlaps_before, _RANGES)
_relate("overlaps after", _converse(_overlaps_before), _RANGES)
_relate("finishes", _finishes, _POINT_IN, _RANGES)
_relate("finished by", _converse(_finishes), _RANGE_OF, _RANGES)
_relate("includes", _includes, _RANGE_OF, _RANGES)
_relate("during", _converse(_includes), _POINT_IN, _RANGES)
_relate("starts", _starts, _POINT_IN, _RANGES)
_relate("started by", _converse(_starts), _RANGE_OF, _RANGES)
_relate("coincides", _coincides, _POINTS, _RANGES)
