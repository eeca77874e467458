"""Where what is added to a diagram is drawn: beside what it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from runtime.dmn.xml import Element, find_child
from runtime.engine.diagram.layout import Box, Point, bounds_of
from runtime.engine.interchange import BPMN_DI, DC, DI, FARTHEST, coordinate

SIZES = {"endEvent": (36, 36), "startEvent": (36, 36)}
_ANYTHING_ELSE = (50, 50)  # gateways
_GAP = 70  # between an element and what is drawn beside it
_STEP = _GAP + 20
_MOST_STEPS = 200  # where more than that is drawn below each other, one more lies over


class Canvas:
    """The places that are taken; what no canvas can show takes none."""

    def __init__(self, boxes: Iterable[Element]) -> None:
        self._cells: dict[tuple[int, int], list[Point]] = {}
        self._searched: dict[tuple[float, float], float] = {}
        for box in boxes:
            x, y = coordinate(box.get("x")), coordinate(box.get("y"))
            if x is not None and y is not None:
                self._take(Point(x, y))

    def place(self, tag: str, near: Box, side: int) -> Box | None:
        """Take the free place at the right or (-1) left of a box, None if far off."""
        wide, high = SIZES.get(tag, _ANYTHING_ELSE)
        left = near.right + _GAP if side > 0 else near.x - _GAP - wide
        top = self._free(left, near.y + (near.height - high) / 2)
        if max(abs(left), abs(top)) > FARTHEST:
            return None
        self._take(Point(left, top))
        return Box(left, top, wide, high)

    def _free(self, left: float, top: float) -> float:
        """Return how far down nothing is drawn yet at this place."""
        found = self._searched.get((left, top), top)
        for _ in range(_MOST_STEPS):
            if not self._is_taken(left, found):
                break
            found += _STEP
        self._searched[left, top] = found
        return found

    def _is_taken(self, left: float, top: float) -> bool:
        column, row = _cell(left, top)
        return any(
            abs(one.x - left) < _GAP and abs(one.y - top) < _GAP
            for across in (column - 1, column, column + 1)
            for down in (row - 1, row, row + 1)
            for one in self._cells.get((across, down), ())
        )

    def _take(self, point: Point) -> None:
        held = self._cells.setdefault(_cell(point.x, point.y), [])
        if point not in held[:1]:
            held.append(point)


def draw_shape(plane: Element, name: str, element: str, box: Box) -> Element:
    """Draw a node."""
    drawn = etree.SubElement(plane, f"{{{BPMN_DI}}}BPMNShape")
    drawn.set("id", name)
    drawn.set("bpmnElement", element)
    bounds = etree.SubElement(drawn, f"{{{DC}}}Bounds")
    for side, value in (("x", box.x), ("y", box.y)):
        bounds.set(side, f"{value:g}")
    bounds.set("width", f"{box.width}")
    bounds.set("height", f"{box.height}")
    return drawn


def draw_edge(
    plane: Element, name: str, element: str, ends: tuple[Box, Box]
) -> Element:
    """Draw a flow from the side of one box to the side of another."""
    drawn = etree.SubElement(plane, f"{{{BPMN_DI}}}BPMNEdge")
    drawn.set("id", name)
    drawn.set("bpmnElement", element)
    for point in _between(*ends):
        place = etree.SubElement(drawn, f"{{{DI}}}waypoint")
        place.set("x", f"{point.x:g}")
        place.set("y", f"{point.y:g}")
    return drawn


def box_of(shapes: Iterable[Element]) -> Box | None:
    """Return the first box of what is drawn of an element, None for none."""
    boxes = (bounds_of(one) for one in shapes if find_child(one, "Bounds") is not None)
    return next((one for one in boxes if one is not None), None)


def _between(source: Box, target: Box) -> tuple[Point, Point]:
    forward = target.x >= source.x
    begin = Point(source.right if forward else source.x, source.middle.y)
    end = Point(target.x if forward else target.right, target.middle.y)
    return begin, end


def _cell(x: float, y: float) -> tuple[int, int]:
    return int(x // _GAP), int(y // _GAP)
