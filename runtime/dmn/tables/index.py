"""Which rows of a long table are worth a look? An index over one column (索引).

Answers, their sequence and their failures are those of the walk over all rows: rows
are left out only where a cell of constants says no to a value of its own type, and
only if no cell before it in the row could have failed to tell.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from runtime.dmn.tables.axis import OPEN, Cell, Open
from runtime.dmn.tables.constants import Constant, Interval, read_constant
from runtime.dmn.tables.table import Rule
from runtime.feel.values import FeelValue

# A walk over fewer rows is as quick.
FEWEST_ROWS: Final = 12
# Rows that an index may hold over all its steps; wide intervals fill it up.
MOST_ENTRIES: Final = 200_000
# An index is worth it when it leaves out at least half of the rows.
_SHARE: Final = 2
_LISTED: Final = frozenset({str, bool})
_RANKED: Final = frozenset({Decimal, date})

Rows: TypeAlias = tuple[Rule, ...]
# Of a value of the indexed column: the rows that may apply, in their sequence.
Look: TypeAlias = Callable[[FeelValue], Rows]


@dataclass(frozen=True, slots=True)
class Index:
    """An index over column ``column``, of values of type ``kind``.

    ``before``: columns on the left that must hold a value of their type too.
    """

    column: int
    kind: type
    before: tuple[tuple[int, type], ...]
    look: Look

    def candidates(self, values: Sequence[FeelValue]) -> Rows | None:
        """Return the rows that may apply to ``values``; None: look at all."""
        value = values[self.column]
        if type(value) is not self.kind:
            return None
        for column, kind in self.before:
            if type(values[column]) is not kind:
                return None
        return self.look(value)


def build_index(
    rules: Rows, columns: int, hidden: frozenset[str] = frozenset()
) -> Index | None:
    """Return an index over the first column worth it, None when none is.

    ``hidden`` are names of the model, which hide built-in functions.
    """
    if len(rules) < FEWEST_ROWS:
        return None
    before: list[tuple[int, type]] = []
    for column in range(columns):
        cells = [_cell(rule, column, hidden) for rule in rules]
        kinds = _kinds(cells)
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        look = None if kind is None else _look(rules, cells, kind)
        if kind is not None and look is not None:
            return Index(column, kind, tuple(before), look)
        if not _never_fails(cells, kinds):
            return None
        if kind is not None:
            before.append((column, kind))
    return None


def _cell(rule: Rule, column: int, hidden: frozenset[str]) -> Cell:
    if all(index != column for index, _ in rule.cells):
        return None
    return read_constant(rule.cell_texts[column], hidden) or OPEN


def _never_fails(cells: Sequence[Cell], kinds: set[type]) -> bool:
    """Return whether all cells say yes or no to a value of one type."""
    is_open = any(isinstance(each, Open) for each in cells)
    return not is_open and len(kinds) <= 1 and kinds <= _LISTED | _RANKED


def _kinds(cells: Sequence[Cell]) -> set[type]:
    constants = (each for each in cells if isinstance(each, Constant))
    return {kind for each in constants for kind in each.kinds() or {type(None)}}


def _look(rules: Rows, cells: Sequence[Cell], kind: type) -> Look | None:
    if kind in _LISTED:
        return _listed(rules, cells)
    return _ranked(rules, cells) if kind in _RANKED else None


def _listed(rules: Rows, cells: Sequence[Cell]) -> Look | None:
    """Return a look-up by value; cells that are no plain lists are always looked at."""
    named = [_points(each) for each in cells]
    rest = tuple(
        rule for rule, values in zip(rules, named, strict=True) if values is None
    )
    wanted = {value for values in named if values is not None for value in values}
    if len(rest) * _SHARE > len(rules) or len(rest) * len(wanted) > MOST_ENTRIES:
        return None
    places: dict[FeelValue, list[Rule]] = {value: [] for value in wanted}
    for rule, values in zip(rules, named, strict=True):
        for value in wanted if values is None else values:
            places[value].append(rule)
    found = {value: tuple(rows) for value, rows in places.items()}
    if _is_poor(found.values(), len(rules)):
        return None
    return lambda value: found.get(value, rest)


def _ranked(rules: Rows, cells: Sequence[Cell]) -> Look | None:
    """Return a look-up by rank: between two ends of intervals all values are alike."""
    ends = sorted(
        {end for each in cells if isinstance(each, Constant) for end in each.values()}
    )
    steps = 2 * len(ends) + 1
    places: list[list[Rule]] = [[] for _ in range(steps)]
    entries = 0
    for rule, cell in zip(rules, cells, strict=True):
        taken = _steps(cell, ends, steps)
        entries += len(taken)
        if entries > MOST_ENTRIES:
            return None
        for step in taken:
            places[step].append(rule)
    found = [tuple(rows) for rows in places]
    if _is_poor(found, len(rules)):
        return None
    count = len(ends)

    def look(value: FeelValue) -> Rows:
        place = bisect_left(ends, value)
        is_end = place < count and ends[place] == value
        return found[2 * place + is_end]

    return look


def _is_poor(found: Collection[Rows], rules: int) -> bool:
    return sum(map(len, found)) * _SHARE > rules * len(found)


def _points(cell: Cell) -> list[FeelValue] | None:
    """Return the values a cell lists, None if it takes more or others."""
    if not isinstance(cell, Constant) or cell.refuses:
        return None
    if any(isinstance(part, Interval) for part in cell.parts):
        return None
    return list(dict.fromkeys(cell.values()))


def _steps(cell: Cell, ends: Sequence[FeelValue], steps: int) -> Sequence[int]:
    """Return the steps a cell takes: even ones lie between ends, odd ones on them."""
    if not isinstance(cell, Constant):
        return range(steps)
    taken: set[int] = set()
    for part in cell.parts:
        if isinstance(part, Interval):
            taken.update(_between(part, ends, steps))
        elif part.value is not None:
            taken.add(2 * bisect_left(ends, part.value) + 1)
    if cell.refuses:
        taken = set(range(steps)) - taken
    return sorted(taken)


def _between(part: Interval, ends: Sequence[FeelValue], steps: int) -> range:
    first, last = 0, steps - 1
    if part.low is not None:
        first = 2 * bisect_left(ends, part.low) + (1 if part.low_included else 2)
    if part.high is not None:
        last = 2 * bisect_left(ends, part.high) + (1 if part.high_included else 0)
    return range(first, last + 1)
