"""What do rows leave open? Boxes of atoms, one side a column (覆盖).

The space is split column by column into what the same rows take; a part that some row
takes whole is done. The number of steps is bounded, not the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

# Of each column the atoms.
Box: TypeAlias = Sequence[int]

MOST_STEPS: Final = 400_000
_MOST_COLUMNS: Final = 100


class Unfinished(Exception):
    """The steps are used up; what was found until then holds."""


class Steps:
    """How many more steps a check may take."""

    def __init__(self, limit: int = MOST_STEPS) -> None:
        self._left = limit

    def take(self, count: int = 1) -> None:
        """Take some; raises Unfinished when there are none."""
        self._left -= count
        if self._left < 0:
            raise Unfinished


def holes(space: Box, rows: Sequence[Box], steps: Steps) -> Iterator[Box]:
    """Walk boxes of ``space`` that no row takes; raises Unfinished."""
    if len(space) > _MOST_COLUMNS:
        raise Unfinished
    if all(space):
        yield from _Search(space, rows, steps).holes(0, (1 << len(rows)) - 1)


def meets(one: Box, other: Box, space: Box) -> Box | None:
    """Return what two boxes share inside ``space``, None if that is nothing."""
    shared = [a & b & c for a, b, c in zip(one, other, space, strict=True)]
    return shared if all(shared) else None


class _Search:
    def __init__(self, space: Box, rows: Sequence[Box], steps: Steps) -> None:
        self._space = space
        self._steps = steps
        self._done: set[tuple[int, int]] = set()
        self._classes = [
            _classes(space[column], [row[column] for row in rows], steps)
            for column in range(len(space))
        ]
        # rows that take everything from a column on
        self._whole = [0] * (len(space) + 1)
        self._whole[len(space)] = (1 << len(rows)) - 1
        for column in reversed(range(len(space))):
            for place, row in enumerate(rows):
                if self._whole[column + 1] >> place & 1:
                    takes_all = not space[column] & ~row[column]
                    self._whole[column] |= takes_all << place

    def holes(self, column: int, alive: int) -> Iterator[Box]:
        """Walk what the rows ``alive`` leave open from ``column`` on."""
        if not alive:
            yield self._space[column:]
            return
        if alive & self._whole[column] or (column, alive) in self._done:
            return
        found = False
        for rows, atoms in self._split(column, alive).items():
            for rest in self.holes(column + 1, rows):
                found = True
                yield [atoms, *rest]
        if not found:
            self._done.add((column, alive))

    def _split(self, column: int, alive: int) -> dict[int, int]:
        """Return the atoms of a column by the rows that are still alive there."""
        classes = self._classes[column]
        self._steps.take(len(classes))
        groups: dict[int, int] = {}
        for rows, atoms in classes:
            groups[rows & alive] = groups.get(rows & alive, 0) | atoms
        return groups


def _classes(space: int, masks: Sequence[int], steps: Steps) -> list[tuple[int, int]]:
    """Return sets of rows with the atoms of a column that just these rows take."""
    groups = {0: space}
    for place, mask in enumerate(masks):
        steps.take(len(groups) // 64 + 1)
        split: dict[int, int] = {}
        for rows, atoms in groups.items():
            inside, outside = atoms & mask, atoms & ~mask
            if inside:
                split[rows | 1 << place] = inside
            if outside:
                split[rows] = outside
        groups = split
    return list(groups.items())


def covered(space: Box, rows: Sequence[Box], steps: Steps) -> bool:
    """Return whether the rows take all of ``space``; raises Unfinished."""
    return next(holes(space, rows, steps), None) is None
