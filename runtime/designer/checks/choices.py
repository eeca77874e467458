"""What the ways out of a gateway share, and what they leave open (分支).

The columns, boxes and covers are those by which decision tables are checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from runtime.designer.checks.conditions import ANYTHING, Box, Boxes, boxes_of
from runtime.designer.checks.view import House
from runtime.dmn.tables.axis import Column, bits, read_column
from runtime.dmn.tables.constants import Constant, Point
from runtime.dmn.tables.cover import Cover, Steps, Unfinished, meets
from runtime.engine.spiff.diagram import Flow, Shape
from runtime.feel.types import Allowed, ContextOf, Type
from runtime.feel.values import NAMES

MOST_COLUMNS, MOST_WAYS = 12, 200  # of more nobody keeps an overview
Sides = tuple[int, ...]  # of each column the atoms
Row = tuple[int, Sides]  # of which way, and what it takes


@dataclass(frozen=True, slots=True)
class Clash:
    """Two ways that some values take both; ``never``: the later is never taken."""

    first: Flow
    second: Flow
    example: str
    never: bool = False


class Choice:
    """The ways out of one gateway, as far as their conditions can be compared."""

    def __init__(self, house: House, gateway: Shape) -> None:
        default = gateway.node.get("default")
        self._ways = [
            one for one in gateway.outgoing if not default or one.id != default
        ]
        known = house.declared(house.diagrams.processes[gateway.region.process])
        schema = known.setting.schema or {}
        asked = [
            _asked(one, None if known.is_open else schema)
            for one in (self._ways if len(self._ways) <= MOST_WAYS else ())
        ]
        self._columns, places = _columns(
            [box for boxes in asked for box in boxes], schema
        )
        self._space: Sides = tuple(one.space for one in self._columns)
        self._maybe: list[list[Sides]] = []  # way by way
        self._sure: list[Row] = []
        self._from: list[int] = []  # of each way its first row among the sure ones
        for number, boxes in enumerate(asked if self._columns else ()):
            self._from.append(len(self._sure))
            self._maybe.append([self._sides(one, places, sure=False) for one in boxes])
            self._sure += [
                (number, self._sides(one, places, sure=True))
                for one in boxes
                if one.sure
            ]

    def clashes(self) -> Iterator[Clash]:
        """Walk the ways that take what an earlier one takes, each of them once."""
        if not self._columns:
            return
        cover = Cover([sides for _, sides in self._sure], len(self._columns), Steps())
        try:
            for number in range(1, len(self._ways)):
                clash = self._clash(number, cover)
                if clash is not None:
                    yield clash
        except Unfinished:
            return

    def gap(self) -> str:
        """Return values that no way takes, as FEEL writes them; "" for none known."""
        if not self._columns:
            return ""
        rows = [sides for found in self._maybe for sides in found]
        cover = Cover(rows, len(self._columns), Steps())
        space = [one.values for one in self._columns]
        try:
            hole = next(cover.holes(space, cover.every), None)
        except Unfinished:
            return ""
        return "" if hole is None else self._words(hole)

    def _clash(self, number: int, cover: Cover) -> Clash | None:
        begins = self._from[number]
        earlier = (1 << begins) - 1
        if not earlier:
            return None
        never = all(cover.covers(sides, earlier) for sides in self._maybe[number])
        for way, sides in islice(self._sure, begins, None):
            if way != number:
                return None
            for row in bits(cover.meeting(sides) & earlier):
                first, others = self._sure[row]
                shared = meets(sides, others, self._space)
                if shared is not None and (never or self._apart(first, number)):
                    ways = self._ways[first], self._ways[number]
                    return Clash(*ways, self._words(shared), never)
        return None

    def _apart(self, one: int, other: int) -> bool:
        return self._ways[one].target != self._ways[other].target

    def _sides(
        self,
        box: Box,
        places: Mapping[tuple[str, Constant], tuple[int, int]],
        *,
        sure: bool,
    ) -> Sides:
        sides = list(self._space)
        for cell in box.cells:
            column, row = places[cell]
            taken = self._columns[column]
            sides[column] &= taken.surely[row] if sure else taken.perhaps[row]
        return tuple(sides)

    def _words(self, sides: Sequence[int]) -> str:
        pairs = zip(self._columns, sides, strict=True)
        return " and ".join(
            words for one, atoms in pairs if (words := one.words(atoms))
        )


def _asked(way: Flow, schema: Mapping[str, Type] | None) -> Boxes:
    """Return the boxes of a way; a name that is not there is told elsewhere."""
    boxes = boxes_of(way.condition) if way.condition else ANYTHING
    if schema is None:
        return boxes
    return tuple(
        Box(cells, one.sure and len(cells) == len(one.cells))
        for one in boxes
        for cells in [
            tuple(cell for cell in one.cells if cell[0].partition(".")[0] in schema)
        ]
    )


def _columns(
    boxes: Sequence[Box], schema: Mapping[str, Type]
) -> tuple[list[Column], dict[tuple[str, Constant], tuple[int, int]]]:
    """Return a column a path, and where each cell stands."""
    cells: dict[str, list[Constant]] = {}
    numbers: dict[str, int] = {}
    places: dict[tuple[str, Constant], tuple[int, int]] = {}
    for path, constant in (cell for box in boxes for cell in box.cells):
        known = cells.setdefault(path, [])
        if (path, constant) not in places:
            column = numbers.setdefault(path, len(numbers))
            places[path, constant] = column, len(known)
            known.append(constant)
    if len(cells) > MOST_COLUMNS or _is_nested(cells):
        return [], places
    return [_column(path, found, schema) for path, found in cells.items()], places


def _is_nested(paths: Mapping[str, object]) -> bool:
    """Return whether one path reads a part of another: their values hang together."""
    return any(
        one != other and other.startswith(f"{one}.") for one in paths for other in paths
    )


def _column(path: str, cells: Sequence[Constant], schema: Mapping[str, Type]) -> Column:
    found = _type_of(path, schema)
    name = found.kind if isinstance(found, Allowed) else found
    kind = next((each for each, known in NAMES.items() if known == name), None)
    allowed = None
    if isinstance(found, Allowed):
        allowed = Constant(tuple(Point(value) for value in found.values))
    return read_column(path, cells, allowed, kind)


def _type_of(path: str, schema: Mapping[str, Type]) -> Type | None:
    first, *rest = path.split(".")
    found = schema.get(first)
    for name in rest:
        found = found.fields.get(name) if isinstance(found, ContextOf) else None
    return found
