"""What do rows share, and what do they leave open? Boxes of atoms (覆盖).

A box has one side a column, a set of atoms as an ``int``; so has a set of rows. A
space is split column by column into what the same rows take; a part that some row
takes whole is done. The number of steps is bounded, not the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from runtime.dmn.tables.axis import bits

# Of each column the atoms.
Box: TypeAlias = Sequence[int]

MOST_STEPS: Final = 120_000
_MOST_COLUMNS: Final = 100
_ATOMS_A_STEP: Final = 8


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


class Cover:
    """The boxes of all rows, asked by atom; every method may raise Unfinished."""

    def __init__(self, rows: Sequence[Box], columns: int, steps: Steps) -> None:
        if columns > _MOST_COLUMNS:
            raise Unfinished
        self._steps = steps
        self._rows_at = [
            _rows_at([row[column] for row in rows]) for column in range(columns)
        ]
        self.every = (1 << len(rows)) - 1

    def meeting(self, box: Box) -> int:
        """Return the rows that share something with ``box``."""
        found = self.every
        for column, atoms in enumerate(box):
            found &= self._any_at(column, atoms)
        return found

    def covers(self, space: Box, rows: int) -> bool:
        """Return whether ``rows`` take all of ``space``."""
        for column, atoms in enumerate(space):  # mostly one atom says no at once
            if any(not taking & rows for _, taking in self._walk(column, atoms)):
                return not all(space)
        return next(self.holes(space, rows), None) is None

    def in_front(self, space: Box, rows: int) -> list[int]:
        """Return which of ``rows`` take all of ``space``: one alone, else together.

        Nothing where they leave some of it open.
        """
        if not self.covers(space, rows):
            return []
        found = list(bits(self.meeting(space) & rows))
        alone = (each for each in found if self.covers(space, 1 << each))
        first = next(alone, None)
        return found if first is None else [first]

    def holes(self, space: Box, rows: int) -> Iterator[Box]:
        """Walk boxes of ``space`` that none of ``rows`` takes."""
        if not all(space):
            return
        whole = [self.every] * (len(space) + 1)
        for column in reversed(range(len(space))):
            whole[column] = whole[column + 1] & self._all_at(column, space[column])
        yield from self._holes(space, rows, whole, set())

    def _holes(
        self, space: Box, rows: int, whole: Sequence[int], done: set[tuple[int, int]]
    ) -> Iterator[Box]:
        """Walk holes from the column on with which ``space`` begins."""
        column = len(whole) - 1 - len(space)
        if not rows:
            yield space
            return
        if rows & whole[column] or (column, rows) in done:
            return
        found = False
        for left, atoms in self._split(column, space[0], rows).items():
            for rest in self._holes(space[1:], left, whole, done):
                found = True
                yield [atoms, *rest]
        if not found:
            done.add((column, rows))

    def _split(self, column: int, atoms: int, rows: int) -> dict[int, int]:
        """Return the atoms by which of ``rows`` take them."""
        groups: dict[int, int] = {}
        for atom, taking in self._walk(column, atoms):
            groups[taking & rows] = groups.get(taking & rows, 0) | 1 << atom
        return groups

    def _any_at(self, column: int, atoms: int) -> int:
        found = 0
        for _, taking in self._walk(column, atoms):
            found |= taking
        return found

    def _all_at(self, column: int, atoms: int) -> int:
        found = self.every
        for _, taking in self._walk(column, atoms):
            found &= taking
        return found

    def _walk(self, column: int, atoms: int) -> Iterator[tuple[int, int]]:
        """Walk atoms with the rows that take them."""
        rows_at = self._rows_at[column]
        for count, atom in enumerate(bits(atoms)):
            if count % _ATOMS_A_STEP == 0:
                self._steps.take()
            yield atom, rows_at[atom] if atom < len(rows_at) else 0


def meets(one: Box, other: Box, space: Box) -> Box | None:
    """Return what two boxes share inside ``space``, None if that is nothing."""
    shared = [a & b & c for a, b, c in zip(one, other, space, strict=True)]
    return shared if all(shared) else None


def _rows_at(masks: Sequence[int]) -> list[int]:
    """Return of each atom the rows that take it, from where their stretches turn."""
    turns: dict[int, int] = {}
    for place, mask in enumerate(masks):
        for atom in bits(mask ^ mask << 1):
            turns[atom] = turns.get(atom, 0) ^ 1 << place
    found, taking = [], 0
    for atom in range(max(turns, default=0)):
        taking ^= turns.get(atom, 0)
        found.append(taking)
    return found
