"""The drawing of a diagram: boxes and lines by element, and space made between them."""

from __future__ import annotations

import math

from runtime.designer.steps.slots import Node, added, remove
from runtime.dmn.xml import local_name

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
Box = tuple[float, float, float, float]  # left, top, width, height
WIDE, HIGH = 100.0, 80.0  # of a task, as the editors draw it
SPACE = 60.0
_FAR = 1e6  # beyond that nothing is drawn on purpose
_FRAMES = frozenset({"participant", "lane", "subProcess", "transaction", "group"})


class Drawing:
    """What is drawn of a file; changes are made in place. Without it nothing is."""

    def __init__(self, root: Node) -> None:
        self._shapes = {
            one.get("bpmnElement"): one for one in root.iter(f"{DI}BPMNShape")
        }
        self._edges = {
            one.get("bpmnElement"): one for one in root.iter(f"{DI}BPMNEdge")
        }
        self._model = {one.get("id"): one for one in root.iter() if one.get("id")}

    def box(self, name: str | None) -> Box | None:
        """Return left, top, width and height of an element, None if not drawn."""
        shape = self._shapes.get(name)
        found = None if shape is None else shape.find(f"{DC}Bounds")
        if found is None:
            return None
        numbers = [_number(found.get(key)) for key in ("x", "y", "width", "height")]
        left, top, wide, high = numbers
        return left, top, wide, high

    def make_room(self, name: str | None, by: float) -> None:
        """Move what stands to the right of an element by so much; frames get wider."""
        here = self.box(name)
        if here is None:
            return
        line = here[0] + here[2]
        moved = {each: self._move(each, line, by) for each in self._shapes}
        for flow, edge in self._edges.items():
            points = list(edge.iter(f"{DD}waypoint"))
            moves = [_number(one.get("x")) > line for one in points]
            if points:  # a line stays at what it joins
                for at, end in ((0, "sourceRef"), (-1, "targetRef")):
                    joined = moved.get(self._end(flow, end))
                    moves[at] = moves[at] if joined is None else joined
            labels = list(edge.iter(f"{DC}Bounds"))
            moves += [_number(one.get("x")) > line for one in labels]
            for one, is_moved in zip((*points, *labels), moves, strict=True):
                if is_moved:
                    one.set("x", _said(_number(one.get("x")) + by))

    def add_task(self, name: str, beside: str | None) -> None:
        """Draw a task to the right of an element."""
        here = self.box(beside)
        if here is None:
            return
        shape = self._drawn(beside, f"{DI}BPMNShape", name)
        box = added(shape, f"{DC}Bounds")
        top = here[1] + (here[3] - HIGH) / 2
        places = (here[0] + here[2] + SPACE, top, WIDE, HIGH)
        for key, place in zip(("x", "y", "width", "height"), places, strict=True):
            box.set(key, _said(place))
        self._shapes[name] = shape

    def add_line(self, name: str, source: str | None, target: str | None) -> None:
        """Draw a line between two elements, in place of the one that was there."""
        ends = self.box(source), self.box(target)
        if ends[0] is None or ends[1] is None:
            return
        edge = self._edges.get(name)
        if edge is None:
            edge = self._drawn(source, f"{DI}BPMNEdge", name)
        for one in list(edge):
            remove(one)
        for x, y in _between(ends[0], ends[1]):
            point = added(edge, f"{DD}waypoint")
            point.set("x", _said(x))
            point.set("y", _said(y))
        self._edges[name] = edge

    def forget(self, name: str | None) -> None:
        """Remove what is drawn of an element."""
        for drawn in (self._shapes.pop(name, None), self._edges.pop(name, None)):
            parent = None if drawn is None else drawn.getparent()
            if drawn is not None and parent is not None:
                parent.remove(drawn)

    def _drawn(self, beside: str | None, tag: str, name: str) -> Node:
        plane = self._shapes[beside].getparent()
        assert plane is not None  # a shape stands on a plane
        made = added(plane, tag)
        made.set("id", f"{name}_di")
        made.set("bpmnElement", name)
        return made

    def _end(self, name: str | None, end: str) -> str | None:
        found = self._model.get(name)
        return None if found is None else found.get(end)

    def _move(self, name: str | None, line: float, by: float) -> bool | None:
        """Move an element with its label; tell whether, None of a frame made wider."""
        here = self.box(name)
        if here is None:
            return None
        left, _, wide, _ = here
        if left < line < left + wide and self._is_frame(name, wide):
            box = next(self._shapes[name].iter(f"{DC}Bounds"))
            box.set("width", _said(wide + by))
            return None
        if left + wide / 2 <= line:
            return False
        for box in self._shapes[name].iter(f"{DC}Bounds"):
            box.set("x", _said(_number(box.get("x")) + by))
        return True

    def _is_frame(self, name: str | None, wide: float) -> bool:
        found = self._model.get(name)
        tag = "" if found is None else local_name(found)
        return tag in _FRAMES and wide > WIDE


def _between(source: Box, target: Box) -> list[tuple[float, float]]:
    begin = source[0] + source[2], source[1] + source[3] / 2
    end = target[0], target[1] + target[3] / 2
    if begin[1] == end[1] or end[0] <= begin[0]:
        return [begin, end]
    turn = (begin[0] + end[0]) / 2
    return [begin, (turn, begin[1]), (turn, end[1]), end]


def _number(said: str | None) -> float:
    try:
        found = float(said or 0)
    except ValueError:
        return 0.0
    return found if math.isfinite(found) and abs(found) < _FAR else 0.0


def _said(number: float) -> str:
    return f"{number:g}"
