"""All values of a column, cut where a cell begins or ends: its atoms (列的取值).

All values of one atom are taken by the same cells. A set of atoms is an ``int``, one
bit each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cmp_to_key
from typing import Any, Final, Protocol, TypeAlias

from runtime.dmn.failures import shown
from runtime.dmn.tables.constants import Constant, Interval, Point
from runtime.feel.comparison import compare, equal
from runtime.feel.values import FeelValue

_DAY: Final = timedelta(days=1)


class Open:
    """A cell that only running it tells."""


OPEN: Final = Open()
# What is known of a cell: None takes everything.
Cell: TypeAlias = Constant | Open | None


class Axis(Protocol):
    """The atoms of a column; ``every`` are all but null."""

    every: int
    null: int

    def of_part(self, part: Interval | Point) -> int:
        """Return the atoms that a part of a cell takes; none of it is null."""

    def words(self, label: str, atoms: int) -> str:
        """Return the first stretch of ``atoms`` as FEEL writes a condition."""


class Listing:
    """Values of which only some are named; all others are one atom.

    ``is_closed``: there are no others.
    """

    def __init__(self, values: Iterable[FeelValue], *, is_closed: bool) -> None:
        self._values = list(dict.fromkeys(values))
        count = len(self._values)
        self.every = (1 << count) - 1 if is_closed else (1 << count + 1) - 1
        self.null = 1 << count + 1

    def of_part(self, part: Interval | Point) -> int:
        """Return the atom of one value; there are no intervals here."""
        return 1 << self._values.index(part.value) if isinstance(part, Point) else 0

    def words(self, label: str, atoms: int) -> str:
        """Name the values, or say which ones it is not."""
        named = [
            shown(each) for place, each in enumerate(self._values) if atoms >> place & 1
        ]
        if atoms >> len(self._values) & 1:
            others = [
                shown(each)
                for place, each in enumerate(self._values)
                if not atoms >> place & 1
            ]
            return f"not({label} in ({', '.join(others)}))"
        return f"{label} = {named[0]}"


class Scale:
    """Values with a rank: even atoms lie between two ends, odd ones on them."""

    def __init__(self, values: Iterable[FeelValue]) -> None:
        ranked = sorted(values, key=_RANK)
        self._ends = [
            each
            for place, each in enumerate(ranked)
            if not place or equal(ranked[place - 1], each) is not True
        ]
        self._keys = [_RANK(each) for each in self._ends]
        self._last = 2 * len(self._ends)
        self.null = 1 << self._last + 1
        self.every = self.null - 1
        for place in range(1, len(self._ends)):
            if _are_neighbours(self._ends[place - 1], self._ends[place]):
                self.every &= ~(1 << 2 * place)

    def of_part(self, part: Interval | Point) -> int:
        """Return the atoms between the ends of an interval, or on one value."""
        if isinstance(part, Point):
            return 1 << self._place(part.value)
        first, last = 0, self._last
        if part.low is not None:
            first = self._place(part.low) + (not part.low_included)
        if part.high is not None:
            last = self._place(part.high) - (not part.high_included)
        if last < first:
            return 0
        return ((1 << last + 1) - 1) >> first << first & self.every

    def words(self, label: str, atoms: int) -> str:
        """Say where the first stretch of values lies."""
        first = last = next(bits(atoms))
        while last < self._last and self._goes_on(atoms, last + 1):
            last += 1
        if first == last and first % 2:
            return f"{label} = {self._end(first)}"
        if not first and last == self._last:
            return f"{label} != null"
        if not first:
            return f"{label} {'<=' if last % 2 else '<'} {self._end(last)}"
        if last == self._last:
            return f"{label} {'>=' if first % 2 else '>'} {self._end(first - 1)}"
        opening, closing = "[" if first % 2 else "(", "]" if last % 2 else ")"
        ends = f"{self._end(first - 1 + first % 2)}..{self._end(last)}"
        return f"{label} in {opening}{ends}{closing}"

    def _place(self, value: FeelValue) -> int:
        return 2 * bisect_left(self._keys, _RANK(value)) + 1

    def _end(self, atom: int) -> str:
        return shown(self._ends[atom // 2])

    def _goes_on(self, atoms: int, atom: int) -> bool:
        """Return whether a stretch goes on: also over what there is not."""
        return bool(atoms >> atom & 1) or not self.every >> atom & 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its cells see it, row by row.

    ``values`` are the atoms its input may have, without null. ``surely`` a cell
    takes, ``perhaps`` it takes if what only running tells says yes.
    """

    label: str
    axis: Axis
    values: int
    surely: tuple[int, ...]
    perhaps: tuple[int, ...]

    @property
    def space(self) -> int:
        """All atoms an input may have, null among them."""
        return self.values | self.axis.null

    def words(self, atoms: int) -> str:
        """Return a condition that names some of ``atoms``, "" for all of them."""
        if not self.values & ~atoms:
            return ""
        named = atoms & self.values
        if not named:
            return f"{self.label} = null"
        return self.axis.words(self.label, named)


def read_column(
    label: str, cells: Sequence[Cell], allowed: Constant | None, kind: type | None
) -> Column:
    """Return a column; ``allowed`` are its values, ``kind`` their type, if known."""
    constants = [each for each in cells if isinstance(each, Constant)]
    if allowed is not None:
        constants.append(allowed)
    kinds = {one for each in constants for one in each.kinds()} or {kind or type(None)}
    axis = _axis(constants, kinds)
    if axis is None:  # several types: nothing can be said of any cell
        axis = Listing((), is_closed=False)
        cells = [each if each is None else OPEN for each in cells]
        allowed = None
    taken = [_taken(axis, each) for each in cells]
    values = axis.every if allowed is None else _taken(axis, allowed)[0] & axis.every
    surely, perhaps = zip(*taken, strict=True) if taken else ((), ())
    return Column(label, axis, values, tuple(surely), tuple(perhaps))


def bits(atoms: int) -> Iterator[int]:
    """Walk the places of the bits that are set, lowest first."""
    while atoms:
        lowest = atoms & -atoms
        yield lowest.bit_length() - 1
        atoms ^= lowest


def _axis(constants: Sequence[Constant], kinds: set[type]) -> Axis | None:
    if len(kinds) > 1:
        return None
    if kinds == {bool}:
        return Listing((False, True), is_closed=True)
    values = [value for each in constants for value in each.values()]
    parts = (part for each in constants for part in each.parts)
    if kinds <= {str, type(None)} and all(isinstance(each, Point) for each in parts):
        return Listing(values, is_closed=False)
    if any(compare("<=", values[0], each) is None for each in values):
        return None
    return Scale(values)


def _taken(axis: Axis, cell: Cell) -> tuple[int, int]:
    """Return the atoms that a cell takes for certain, and those it may take."""
    if cell is None:
        return axis.every | axis.null, axis.every | axis.null
    if isinstance(cell, Open):
        return 0, axis.every | axis.null
    atoms = 0
    for part in cell.parts:
        is_null = isinstance(part, Point) and part.value is None
        atoms |= axis.null if is_null else axis.of_part(part)
    if not cell.refuses:
        return atoms, atoms
    left = axis.every & ~atoms
    if any(isinstance(part, Interval) for part in cell.parts) or atoms & axis.null:
        return left, left  # null is neither inside nor outside of an interval
    return left, left | axis.null


def _rank(left: FeelValue, right: FeelValue) -> int:
    if compare("<", left, right):
        return -1
    return 0 if equal(left, right) is True else 1


_RANK: Final[Any] = cmp_to_key(_rank)


def _are_neighbours(low: FeelValue, high: FeelValue) -> bool:
    """Return whether no value lies between two ends, as between two days."""
    return type(low) is date and type(high) is date and high - low == _DAY
