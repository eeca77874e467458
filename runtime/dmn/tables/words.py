"""Rows whose cells only running tells: what is written alike holds alike (同文).

A row stands in front of another in words if each such cell of it stands in the other
one too, letter by letter; the rest of their cells are constants, and are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from runtime.dmn.tables.cover import Box, Cover, Steps

# Column and text of what only running tells.
Words: TypeAlias = frozenset[tuple[int, str]]

_ASIDE: Final = 1  # one atom for all that stands in a column whose words are the same


class Worded:
    """The rows passed so far, by their words; ``surely`` is what each takes."""

    def __init__(
        self, words: Sequence[Words], surely: Sequence[Box], steps: Steps
    ) -> None:
        self._words = words
        self._surely = surely
        self._steps = steps
        self._rows: defaultdict[Words, list[int]] = defaultdict(list)
        self._places: list[int] = []
        self._before: dict[Words, int] = {}
        self._beginning: defaultdict[tuple[int, str], list[Words]] = defaultdict(list)
        self._covers: dict[Words, Cover] = {}
        for row, each in enumerate(words):
            self._places.append(len(self._rows[each]))
            self._rows[each].append(row)

    def pass_by(self, row: int) -> None:
        """Let a row stand in front of those that are asked for from now on."""
        words = self._words[row]
        if words and words not in self._before:
            self._before[words] = 0
            self._beginning[min(words)].append(words)
        if words:
            self._before[words] |= 1 << self._places[row]

    def in_front(self, row: int, space: Box) -> list[int]:
        """Return the rows passed that take all of ``space`` whenever the row does.

        Of several of which one does alone that one; none if none do. Raises Unfinished.
        """
        for words in self._fitting(self._words[row]):
            cover, box = self._cover(words), _aside(space, words)
            found = cover.in_front(box, self._before[words])
            if found:
                return [self._rows[words][each] for each in found]
        return []

    def _fitting(self, words: Words) -> Iterator[Words]:
        for each in words:
            yield from (one for one in self._beginning.get(each, ()) if one <= words)

    def _cover(self, words: Words) -> Cover:
        if words not in self._covers:
            boxes = [_aside(self._surely[row], words) for row in self._rows[words]]
            columns = len(boxes[0])
            self._covers[words] = Cover(boxes, columns, self._steps)
        return self._covers[words]


def _aside(box: Box, words: Words) -> Box:
    apart = {column for column, _ in words}
    return [_ASIDE if at in apart else atoms for at, atoms in enumerate(box)]
