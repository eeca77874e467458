"""Which ways lead where inside a scope, and what stands on all of them (路径).

Shapes and flows are places, numbered. A boundary event is reached from its activity.
The tree of dominators is found as by Lengauer and Tarjan (1979).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from runtime.engine.spiff.diagram import Flow, Region, Shape

Place = Shape | Flow
ROOT: Final = -1  # where a token is before any start event


class Paths:
    """The ways through one region, as far as a token can go."""

    def __init__(self, region: Region) -> None:
        self.places: list[Place] = [*region.shapes.values(), *region.flows]
        self._number = {id(one): number for number, one in enumerate(self.places)}
        self._followers = [list(self._after(region, one)) for one in self.places]
        self.starts = [self.number(one) for one in _starts(region)]
        self._parent: dict[int, int] = {}
        self._above: dict[int, int] = {ROOT: ROOT}
        self._depth: dict[int, int] = {ROOT: 0}
        self._walk: dict[int, int] = {}
        self._last: dict[int, int] = {}
        self.ranked = self._by_rank()  # each behind what leads to it, loops aside
        self.before = self._befores()
        self._settle()

    def number(self, place: Place) -> int:
        """Return the number of a shape or flow."""
        return self._number[id(place)]

    def reaches(self, place: Place) -> bool:
        """Return whether a token can get there."""
        return self.number(place) in self._parent

    def after(self, number: int) -> Sequence[int]:
        """Return the places right behind a place."""
        return self._followers[number]

    def above(self, number: int) -> int:
        """Return the last place that every way to this one passes, maybe ``ROOT``."""
        return self._above[number]

    def passes(self, number: int, gate: int) -> bool:
        """Return whether every way to a place passes ``gate``, or is it itself."""
        return self._walk[gate] <= self._walk[number] <= self._last[gate]

    def parting(self, one: int, other: int) -> int:
        """Return the last place that every way to both passes, maybe ``ROOT``."""
        while one != other:
            if self._depth[one] > self._depth[other]:
                one = self._above[one]
            else:
                other = self._above[other]
        return one

    def branch(self, number: int, gate: int) -> int:
        """Return the place right below ``gate`` that every way to a place passes."""
        while self._above[number] != gate:
            number = self._above[number]
        return number

    def walked(self, number: int) -> int:
        """Return when a walk through the tree of dominators comes by a place."""
        return self._walk[number]

    def rounds(self) -> list[list[int]]:
        """Return the places that lead to each other, round by round (Kosaraju)."""
        found: list[list[int]] = []
        seen: set[int] = set()
        for first in self.ranked:
            if first in seen:
                continue
            seen.add(first)
            ring, todo = [first], [first]
            while todo:
                for one in self.before[todo.pop()]:
                    if one not in seen:
                        seen.add(one)
                        ring.append(one)
                        todo.append(one)
            if len(ring) > 1 or first in self._followers[first]:
                found.append(ring)
        return found

    def behind(self, begins: Sequence[int]) -> set[int]:
        """Return all places that a token can get to from some, those included."""
        todo, seen = list(begins), set(begins)
        while todo:
            for follower in self._followers[todo.pop()]:
                if follower not in seen:
                    seen.add(follower)
                    todo.append(follower)
        return seen

    def leading(self, ends: Sequence[int]) -> set[int]:
        """Return all places from which a token gets to some, those included."""
        todo, seen = list(ends), set(ends)
        while todo:
            for one in self.before.get(todo.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        return seen

    def _after(self, region: Region, place: Place) -> Iterator[int]:
        if isinstance(place, Flow):
            if place.target in region.shapes:
                yield self.number(region.shapes[place.target])
            return
        yield from (self.number(one) for one in place.outgoing)
        yield from (self.number(one) for one in region.boundary_of(place.id))

    def _by_rank(self) -> list[int]:
        """Return the places in reverse postorder; note who was found from where."""
        finished: list[int] = []
        todo = [(ROOT, iter(self.starts))]
        while todo:
            number, followers = todo[-1]
            found = next((one for one in followers if one not in self._parent), None)
            if found is not None:
                self._parent[found] = number
                todo.append((found, iter(self._followers[found])))
                continue
            todo.pop()
            if number != ROOT:
                finished.append(number)
        finished.reverse()
        return finished

    def _befores(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {number: [] for number in self.ranked}
        for number in self.ranked:
            for follower in self._followers[number]:
                found[follower].append(number)
        return found

    def _settle(self) -> None:
        """Work out what stands above each place, and when a walk comes by it."""
        found = [ROOT, *self._parent]  # in the sequence of the search
        index = {number: at for at, number in enumerate(found)}
        parents = [0, *(index[one] for one in self._parent.values())]
        begins = set(self.starts)
        before = [
            [
                *(index[one] for one in self.before.get(number, ())),
                *([0] * (number in begins)),
            ]
            for number in found
        ]
        above = dominators(parents, before)
        for at, number in enumerate(found[1:], 1):
            self._above[number] = found[above[at]]
            self._depth[number] = self._depth[self._above[number]] + 1
        below: dict[int, list[int]] = {}
        for number in reversed(found[1:]):
            below.setdefault(self._above[number], []).append(number)
        todo = [ROOT]
        while todo:
            number = todo.pop()
            self._walk[number] = len(self._walk)
            todo += below.get(number, ())
        for number in reversed(self._walk):
            self._last.setdefault(number, self._walk[number])
            over = self._above[number]
            self._last[over] = max(self._last.get(over, 0), self._last[number])


class _Forest:
    """Trees of places that grow together; of each place the best one on its way up."""

    def __init__(self, count: int) -> None:
        self.best = list(range(count))  # the first place from which a detour leads here
        self._lowest = list(range(count))
        self._over = [-1] * count

    def link(self, parent: int, place: int) -> None:
        """Hang a place below its parent."""
        self._over[place] = parent

    def lowest(self, place: int) -> int:
        """Return the place on the way up, the root left out, with the smallest best."""
        over, lowest, climbed = self._over, self._lowest, [place]
        while over[climbed[-1]] >= 0 and over[over[climbed[-1]]] >= 0:
            climbed.append(over[climbed[-1]])
        for one in reversed(climbed[:-1]):
            if self.best[lowest[over[one]]] < self.best[lowest[one]]:
                lowest[one] = lowest[over[one]]
            over[one] = over[over[one]]
        return lowest[place]


def dominators(parents: Sequence[int], before: Sequence[Sequence[int]]) -> list[int]:
    """Return what stands right above each place on all ways from the first one.

    Places are numbered as a depth-first search finds them; ``parents`` is its tree.
    """
    count = len(parents)
    forest = _Forest(count)
    best, above = forest.best, [0] * count
    waiting: list[list[int]] = [[] for _ in range(count)]
    for place in range(count - 1, 0, -1):
        found = (best[forest.lowest(one)] for one in before[place])
        best[place] = min(best[place], *found)
        waiting[best[place]].append(place)
        parent = parents[place]
        forest.link(parent, place)
        for one in waiting[parent]:
            lowest = forest.lowest(one)
            above[one] = lowest if best[lowest] < best[one] else parent
        waiting[parent].clear()
    for place in range(1, count):
        if above[place] != best[place]:
            above[place] = above[above[place]]
    return above


def _starts(region: Region) -> list[Shape]:
    return [one for one in region.shapes.values() if one.tag == "startEvent"]
