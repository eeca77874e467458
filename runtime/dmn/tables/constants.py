"""What a cell takes when it compares with constants alone: values and intervals.

Other cells (``? > limit``, ``contains(?, "x")``) are None here: nobody can tell
beforehand what they take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from runtime import feel
from runtime.feel.frame import Frame, number
from runtime.feel.values import FeelValue, Range, RangeKind

# Functions that write a value; all others may say something else tomorrow.
_WRITERS: Final = frozenset({"date", "time", "date and time", "duration"})
_SIGN: Final = re.compile(r"\s*(<=|>=|!=|<|>|=)(?!=)(.*)", re.S)
_NOT: Final = re.compile(r"\s*not\s*\((.*)\)\s*", re.S)
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_TEXT: Final = re.compile(r'"[^"\\]*"')
_OPENING: Final = "([{"
_CLOSING: Final = ")]}"


@dataclass(frozen=True, slots=True)
class Interval:
    """The values between two ends; None is no end."""

    low: FeelValue
    high: FeelValue
    low_included: bool = False
    high_included: bool = False

    def holds(self, value: FeelValue) -> bool:
        """Return whether ``value``, of the type of the ends, lies between them."""
        low, high = self.low, self.high
        if low is not None and not (
            value > low or (self.low_included and value == low)
        ):
            return False
        return high is None or bool(
            value < high or (self.high_included and value == high)
        )


@dataclass(frozen=True, slots=True)
class Point:
    """One value."""

    value: FeelValue

    def holds(self, value: FeelValue) -> bool:
        """Return whether ``value`` is this one."""
        return bool(value == self.value)


Part: TypeAlias = Interval | Point


@dataclass(frozen=True, slots=True)
class Constant:
    """A cell of constants: it takes what one of ``parts`` takes, or nothing of it."""

    parts: tuple[Part, ...]
    refuses: bool = False

    def values(self) -> Iterator[FeelValue]:
        """Walk all values the cell is written with, null left out."""
        for part in self.parts:
            ends = part.value if isinstance(part, Point) else part.low, _high(part)
            yield from (each for each in ends if each is not None)

    def listed(self) -> tuple[FeelValue, ...]:
        """Return the values that are named one by one, in their sequence."""
        points = (part for part in self.parts if isinstance(part, Point))
        return () if self.refuses else tuple(part.value for part in points)

    def kinds(self) -> set[type]:
        """Return the types of these values."""
        return {type(each) for each in self.values()}

    def takes(self, value: FeelValue) -> bool:
        """Return whether the cell takes a value of the one type it is made of."""
        return any(part.holds(value) for part in self.parts) is not self.refuses


def read_constant(cell: str, hidden: frozenset[str] = frozenset()) -> Constant | None:
    """Return what the cell takes; None when it is more than constants.

    ``hidden`` are names of the model, which hide built-in functions.
    """
    negated = _NOT.fullmatch(cell)
    inner = negated[1] if negated and _closes_last(cell) else cell
    parts: list[Part] = []
    for text in _split(inner):
        found = _parts(text, hidden)
        if found is None:
            return None
        parts.extend(found)
    return Constant(tuple(parts), inner is not cell) if parts else None


def _high(part: Part) -> FeelValue:
    return None if isinstance(part, Point) else part.high


def _split(cell: str) -> Iterator[str]:
    """Split at the commas that stand in no bracket and no text."""
    depth, start, in_text = 0, 0, False
    for position, sign in enumerate(cell):
        if sign == '"' and not (in_text and cell[position - 1] == "\\"):
            in_text = not in_text
        elif in_text:
            continue
        elif sign in _OPENING or sign in _CLOSING:
            depth += _turn(sign, cell, start, position)
        elif sign == "," and depth <= 0:
            yield cell[start:position]
            start = position + 1
    yield cell[start:]


def _turn(sign: str, cell: str, start: int, position: int) -> int:
    """Return how a bracket changes the depth; ``]1..5[`` turns them around."""
    begins = not cell[start:position].strip()
    if begins or (sign in _OPENING and not _ends_range(cell, start, position)):
        return 1
    return -1


def _ends_range(cell: str, start: int, position: int) -> bool:
    return cell[position] == "[" and ".." in cell[start:position]


def _closes_last(cell: str) -> bool:
    """Return whether the bracket that ``not`` opens is the last that closes."""
    depth = 0
    for position, sign in enumerate(cell):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign == ")":
            return not cell[position + 1 :].strip()
    return False


def _parts(text: str, hidden: frozenset[str]) -> list[Part] | None:
    sign = _SIGN.fullmatch(text)
    known, value = _value(sign[2] if sign else text, hidden)
    if not known:
        return None
    if sign is None:
        return _of_value(value)
    return None if value is None else _of_sign(sign[1], value)


def _of_sign(sign: str, value: FeelValue) -> list[Part] | None:
    if sign == "=":
        return None if type(value) in (list, Range) else [Point(value)]
    if type(value) is bool:
        return [Point(not value)] if sign == "!=" else None
    if type(value) not in _RANKED:
        return None
    below, above = Interval(None, value), Interval(value, None)
    if sign == "!=":
        return [below, above]
    included = sign.endswith("=")
    if sign[0] == "<":
        return [Interval(None, value, False, included)]
    return [Interval(value, None, included, False)]


def _of_value(value: FeelValue) -> list[Part] | None:
    if type(value) is list:
        found = [None if type(each) is list else _of_value(each) for each in value]
        known = [each for each in found if each is not None]
        return [p for each in known for p in each] if len(known) == len(found) else None
    if type(value) is Range:
        return _of_range(value)
    return [Point(value)] if type(value) in PLAIN_KINDS else None


def _of_range(value: Range) -> list[Part] | None:
    if value.kind is RangeKind.UNEQUAL:
        return _of_sign("!=", value.start)
    ends = {type(value.start), type(value.end)}
    if value.kind is RangeKind.NULL_END or ends - _RANKED - {type(None)}:
        return None
    return [Interval(value.start, value.end, value.start_included, value.end_included)]


def _value(text: str, hidden: frozenset[str]) -> tuple[bool, FeelValue]:
    """Return whether ``text`` writes one value always, and that value."""
    source = text.strip()
    if _NUMBER.fullmatch(source):
        return True, number(source)
    if _TEXT.fullmatch(source):
        return True, source[1:-1]
    try:
        compiled = feel.compile_expression(source)
    except feel.FeelSyntaxError:
        return False, None
    if compiled.names - _WRITERS or compiled.names & hidden:
        return False, None
    frame = Frame()
    try:
        value = compiled.evaluate({}, frame)
    except feel.Exhausted:
        return False, None
    return not frame.warnings, value


_KNOWN: Final = '[1, "a", true, null, date("2000-01-01"), time("00:00:00"), \
date and time("2000-01-01T00:00:00"), duration("P1D"), duration("P1M")]'
# The types of which a cell may write a value.
PLAIN_KINDS: Final = frozenset(
    type(each) for each in feel.compile_expression(_KNOWN).evaluate({})
)
_RANKED: Final = PLAIN_KINDS - {bool, type(None)}
