"""What makes a drawing readable, as checkers: a drawing in, its faults out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from runtime.engine.diagram.layout import Box, Drawing, Edge, Point, Shape
from runtime.engine.diagram.lettering import LINE_HEIGHT, wrap
from runtime.engine.diagram.shapes import LABEL_SIZE, NAME_SIZE, is_frame, label_box

CANVAS = 1600
READABLE = 11
MARGINS = 36
Segment = tuple[Point, Point]


def crooked(drawing: Drawing) -> Iterator[str]:
    """Yield the connections that do not run straight and at right angles."""
    for edge in drawing.edges:
        if any(a.x != b.x and a.y != b.y for a, b in pairwise(edge.points)):
            yield f"{edge.element_id} runs aslant"


def crossings(drawing: Drawing) -> Iterator[str]:
    """Yield the pairs of connections that cross or touch."""
    for one, other in combinations(drawing.edges, 2):
        pairs = ((a, b) for a in pairwise(one.points) for b in pairwise(other.points))
        if any(_meet(a, b) for a, b in pairs):
            yield f"{one.element_id} meets {other.element_id}"


def trespasses(drawing: Drawing) -> Iterator[str]:
    """Yield the connections that run through a shape, or past their own."""
    for edge in drawing.edges:
        for shape in drawing.shapes:
            if any(_trespasses(each, edge, shape) for each in pairwise(edge.points)):
                yield f"{edge.element_id} runs through {shape.element_id}"


def loose_ends(drawing: Drawing) -> Iterator[str]:
    """Yield the connections that do not begin and end on the outline of a shape."""
    shapes = {each.element_id: each for each in drawing.shapes}
    for edge in drawing.edges:
        ends = ((edge.source, edge.points[0]), (edge.target, edge.points[-1]))
        for name, point in ends:
            if not _is_on_outline(point, shapes[name]):
                yield f"{edge.element_id} does not touch {name}"


def collisions(drawing: Drawing) -> Iterator[str]:
    """Yield the shapes that overlap without one holding the other."""
    for one, other in combinations(drawing.shapes, 2):
        is_attached = other.element_id in (one.attached_to,) or (
            one.element_id == other.attached_to
        )
        holds = _holds(one.box, other.box) or _holds(other.box, one.box)
        if one.box.overlaps(other.box) and not (is_attached or holds):
            yield f"{one.element_id} overlaps {other.element_id}"


def hidden_labels(drawing: Drawing) -> Iterator[str]:
    """Yield the labels that lie on a shape, on a line or on each other."""
    labels = dict(_labels(drawing))
    for name, label in labels.items():
        for shape in drawing.shapes:
            if not is_frame(shape) and label.overlaps(shape.box):
                yield f"the label of {name} lies on {shape.element_id}"
        for edge in drawing.edges:
            if any(_enters(each, label) for each in pairwise(edge.points)):
                yield f"the label of {name} lies on {edge.element_id}"
    for (one, first), (other, second) in combinations(labels.items(), 2):
        if first.overlaps(second):
            yield f"the labels of {one} and {other} overlap"


def labels_missing(drawing: Drawing) -> Iterator[str]:
    """Yield what has a name beside its shape but no place for it in the file."""
    for edge in drawing.edges:
        if edge.name and edge.label is None:
            yield edge.element_id
    for shape in drawing.shapes:
        if shape.name and label_box(shape) is not None and shape.label is None:
            yield shape.element_id


def cramped_names(drawing: Drawing) -> Iterator[str]:
    """Yield the names that do not fit the place they have."""
    for name, words, box, size in _lettered(drawing):
        lines = wrap(words, box.width + 1, size, lines=9)
        tall = len(lines) * size * LINE_HEIGHT
        if tall > box.height + 2 or any(line.endswith("…") for line in lines):
            yield f"the name of {name} does not fit: {words}"


def smallest_text(drawing: Drawing) -> float:
    """Return how many pixels the smallest text has on a canvas of 1600."""
    return LABEL_SIZE * CANVAS / (drawing.extent().width + MARGINS)


def backward_steps(drawing: Drawing) -> Iterator[str]:
    """Yield the steps of the main path that lead neither right nor to a next row."""
    shapes = {each.element_id: each for each in drawing.shapes}
    for edge in _main_path(drawing):
        source, target = shapes[edge.source].box, shapes[edge.target].box
        is_next_row = target.y > source.bottom
        if target.middle.x <= source.middle.x and not is_next_row:
            yield f"{edge.element_id} leads backwards"


def _main_path(drawing: Drawing) -> Iterator[Edge]:
    """Follow the defaults from each start event on."""
    leaving: dict[str, list[Edge]] = {}
    for edge in drawing.edges:
        leaving.setdefault(edge.source, []).append(edge)
    for start in (each for each in drawing.shapes if each.kind == "startEvent"):
        here, seen = start.element_id, set()
        while leaving.get(here) and here not in seen:
            seen.add(here)
            edge = max(leaving[here], key=lambda each: each.default)
            yield edge
            here = edge.target


def _labels(drawing: Drawing) -> Iterator[tuple[str, Box]]:
    everything: Iterable[Shape | Edge] = (*drawing.shapes, *drawing.edges)
    for each in everything:
        if each.label is not None and each.name:
            yield each.element_id, each.label


def _lettered(drawing: Drawing) -> Iterator[tuple[str, str, Box, float]]:
    for name, box in _labels(drawing):
        words = next(
            each.name
            for each in (*drawing.shapes, *drawing.edges)
            if each.element_id == name
        )
        yield name, words, box, LABEL_SIZE
    for shape in drawing.shapes:
        if label_box(shape) is None and shape.name and not is_frame(shape):
            box = shape.box
            inner = Box(box.x, box.y, box.width - 13, box.height - 18)
            yield shape.element_id, shape.name, inner, NAME_SIZE


def _meet(one: Segment, other: Segment) -> bool:
    left, right = _hull(one), _hull(other)
    return (
        left[0] <= right[2]
        and right[0] <= left[2]
        and left[1] <= right[3]
        and right[1] <= left[3]
    )


def _enters(segment: Segment, box: Box) -> bool:
    left, top, right, bottom = _hull(segment)
    return left < box.right and box.x < right and top < box.bottom and box.y < bottom


def _trespasses(segment: Segment, edge: Edge, shape: Shape) -> bool:
    if is_frame(shape):
        return _crosses_outline(segment, edge, shape)
    if shape.element_id in (edge.source, edge.target):
        return _runs_inside(segment, shape)
    return _enters(segment, shape.box)


def _crosses_outline(segment: Segment, edge: Edge, frame: Shape) -> bool:
    if frame.element_id in (edge.source, edge.target):
        return False
    inside = [_is_inside(point, frame.box) for point in segment]
    return inside[0] is not inside[1]


def _runs_inside(segment: Segment, shape: Shape) -> bool:
    """Look at the middle of what the segment has in common with the shape's box."""
    left, top, right, bottom = _hull(segment)
    box = shape.box
    left, right = max(left, box.x), min(right, box.right)
    top, bottom = max(top, box.y), min(bottom, box.bottom)
    if left > right or top > bottom:
        return False
    middle = Point((left + right) / 2, (top + bottom) / 2)
    return _distance_from_middle(middle, shape) < 0.99


def _is_inside(point: Point, box: Box) -> bool:
    return box.x < point.x < box.right and box.y < point.y < box.bottom


def _is_on_outline(point: Point, shape: Shape) -> bool:
    return abs(_distance_from_middle(point, shape) - 1) < 0.01


def _distance_from_middle(point: Point, shape: Shape) -> float:
    """Return 0 in the middle of a shape and 1 on its outline, by its form."""
    box = shape.box
    across = abs(point.x - box.middle.x) / (box.width / 2)
    along = abs(point.y - box.middle.y) / (box.height / 2)
    if shape.kind.endswith("Gateway"):
        return across + along
    if shape.kind.endswith("Event"):
        return across**2 + along**2
    return max(across, along)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def _hull(segment: Segment) -> tuple[float, float, float, float]:
    xs, ys = [each.x for each in segment], [each.y for each in segment]
    return min(xs), min(ys), max(xs), max(ys)
