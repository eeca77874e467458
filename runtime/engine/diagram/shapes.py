"""Each BPMN node in its usual look (图形): events, gateways, activities, frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from runtime.engine.diagram import icons, svg
from runtime.engine.diagram.layout import Box, Point, Shape
from runtime.engine.diagram.lettering import text_width, wrap
from runtime.engine.diagram.palette import attributes, outline
from runtime.engine.diagram.svg import Node

NAME_SIZE: Final = 14.0
LABEL_SIZE: Final = 13.0
FRAMES: Final = ("participant", "lane", "group")

_ICON: Final = 17.0
_BAND: Final = 30.0
_PAINTS: Final = {
    "userTask": "person",
    "manualTask": "person",
    "businessRuleTask": "decision",
    "callActivity": "called",
    "subProcess": "frame",
    "startEvent": "start",
    "endEvent": "end",
}
_CAUGHT_TWICE: Final = ("intermediateCatchEvent", "boundaryEvent")


def is_frame(shape: Shape) -> bool:
    """Return whether other shapes stand inside this one."""
    return shape.kind in FRAMES or (shape.kind == "subProcess" and shape.expanded)


def paint_of(shape: Shape) -> str:
    """Return which paint the shape has as long as nothing marks it."""
    if shape.kind in _PAINTS:
        return _PAINTS[shape.kind]
    if shape.kind.endswith("Event"):
        return "between"
    if shape.kind.endswith("Gateway"):
        return "gateway"
    return "machine" if shape.kind.endswith(("Task", "task")) else "data"


def add_shape(parent: Node, shape: Shape, tone: str = "") -> None:
    """Draw the body of ``shape``; a ``tone`` exchanges its fill."""
    _drawer(shape)(parent, shape, tone)


def label_box(shape: Shape) -> Box | None:
    """Return where the name stands, None where it stands inside the shape."""
    stands_outside = shape.kind.endswith(("Event", "Gateway"))
    if not (stands_outside or shape.kind.startswith("data")):
        return None
    if shape.label is not None or not stands_outside:
        return shape.label
    middle = shape.box.middle
    return Box(middle.x - 50, shape.box.bottom + 4, 100, 2.5 * LABEL_SIZE)


def add_label(parent: Node, name: str, box: Box, paint: str = "quiet") -> None:
    """Set ``name`` in the middle of ``box``, above whatever lies there."""
    if name:
        lines = wrap(name, box.width + 1, LABEL_SIZE)
        svg.add_lines(parent, lines, box.middle, LABEL_SIZE, paint)


def _drawer(shape: Shape) -> Callable[[Node, Shape, str], None]:
    if is_frame(shape):
        return _add_frame if shape.kind == "subProcess" else _add_pool
    if shape.kind.endswith("Event"):
        return _add_event
    if shape.kind.endswith("Gateway"):
        return _add_gateway
    return _add_note if shape.kind == "textAnnotation" else _add_activity


def _add_frame(parent: Node, shape: Shape, tone: str) -> None:
    box = shape.box
    _add_rectangle(parent, box, 14, {**attributes(tone or "frame")}, 1.6)
    width = box.width - 40
    shown = wrap(shape.name, width, NAME_SIZE, lines=1) if shape.name else []
    for line in shown:
        svg.add(
            parent,
            "text",
            line,
            x=box.x + 16,
            y=box.y + 24,
            font_size=NAME_SIZE,
            font_weight=600,
            **attributes("quiet"),
        )


def _add_pool(parent: Node, shape: Shape, tone: str) -> None:
    box = shape.box
    _add_rectangle(parent, box, 2, {**attributes(tone or "pool")}, 1.2)
    middle = Point(box.x + _BAND / 2, box.middle.y)
    turned = f"rotate(-90 {svg.number(middle.x)} {svg.number(middle.y)})"
    group = svg.add(parent, "g", transform=turned)
    lines = wrap(shape.name, box.height - 12, LABEL_SIZE, lines=2)
    svg.add_lines(group, lines, middle, LABEL_SIZE, "quiet")


def _add_activity(parent: Node, shape: Shape, tone: str) -> None:
    box, paint = shape.box, paint_of(shape)
    body = {**attributes(paint)}
    if tone:
        body = {**attributes(tone)}
    weight = 3.4 if shape.kind == "callActivity" else 1.6
    _add_rectangle(parent, box, 10, body, weight)
    icon = icons.TASKS.get(shape.kind)
    if icon is not None:
        svg.add_icon(parent, icon, Point(box.x + 6, box.y + 6), _ICON, paint)
    _add_markers(parent, shape, paint)
    if label_box(shape) is not None:
        return
    below_icon = 5.0 if icon is not None else 0.0
    middle = Point(box.middle.x, box.middle.y + below_icon)
    room = max(1, int((box.height - 12) // (NAME_SIZE * 1.22)))
    lines = wrap(shape.name, box.width - 12, NAME_SIZE, lines=min(room, 4))
    svg.add_lines(parent, lines, middle, NAME_SIZE, "ink")


def _add_markers(parent: Node, shape: Shape, paint: str) -> None:
    first = shape.box.middle.x - 8.0 * len(shape.markers)
    for place, marker in enumerate(shape.markers):
        corner = Point(first + 16.0 * place, shape.box.bottom - 17)
        svg.add_icon(parent, icons.MARKERS[marker], corner, 15, paint)


def _add_event(parent: Node, shape: Shape, tone: str) -> None:
    box, paint = shape.box, paint_of(shape)
    radius = min(box.width, box.height) / 2
    dashes = None if shape.interrupting else "4 3"
    weight = 3.6 if shape.kind == "endEvent" else 1.6
    body = {**attributes(tone or paint)}
    _add_circle(parent, box.middle, radius, body, weight, dashes)
    is_thrown = shape.kind in ("endEvent", "intermediateThrowEvent")
    if shape.kind in _CAUGHT_TWICE or shape.kind == "intermediateThrowEvent":
        _add_circle(parent, box.middle, radius - 3.5, outline(paint), 1.4, dashes)
    signs = icons.THROWN if is_thrown else icons.TRIGGERS
    if shape.trigger in signs:
        side = radius * 1.05
        corner = Point(box.middle.x - side / 2, box.middle.y - side / 2)
        svg.add_icon(parent, signs[shape.trigger], corner, side, paint)


def _add_gateway(parent: Node, shape: Shape, tone: str) -> None:
    box, middle, paint = shape.box, shape.box.middle, paint_of(shape)
    corners = (
        Point(middle.x, box.y),
        Point(box.right, middle.y),
        Point(middle.x, box.bottom),
        Point(box.x, middle.y),
    )
    svg.add(
        parent,
        "polygon",
        points=svg.polygon(corners),
        stroke_width=1.8,
        stroke_linejoin="round",
        **attributes(tone or paint),
    )
    icon = icons.GATEWAYS.get(shape.kind)
    if icon is not None:
        side = box.width * 0.56
        corner = Point(middle.x - side / 2, middle.y - side / 2)
        svg.add_icon(parent, icon, corner, side, paint)


def _add_note(parent: Node, shape: Shape, tone: str) -> None:
    box = shape.box
    bracket = (
        f"M{svg.number(box.x + 10)} {svg.number(box.y)}H{svg.number(box.x)}"
        f"V{svg.number(box.bottom)}H{svg.number(box.x + 10)}"
    )
    svg.add(parent, "path", d=bracket, stroke_width=1.4, **outline(tone or "line"))
    lines = wrap(shape.name, box.width - 14, LABEL_SIZE, lines=6)
    middle = Point(box.middle.x + 4, box.middle.y)
    svg.add_lines(parent, lines, middle, LABEL_SIZE, "quiet")


def _add_rectangle(
    parent: Node, box: Box, radius: float, paint: dict[str, str], weight: float
) -> None:
    svg.add(
        parent,
        "rect",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=radius,
        stroke_width=weight,
        **paint,
    )


def _add_circle(
    parent: Node,
    middle: Point,
    radius: float,
    paint: dict[str, str],
    weight: float,
    dashes: str | None,
) -> None:
    svg.add(
        parent,
        "circle",
        cx=middle.x,
        cy=middle.y,
        r=radius,
        stroke_width=weight,
        stroke_dasharray=dashes,
        **paint,
    )


def badge_width(count: str) -> float:
    """Return how wide the badge of a mark is."""
    return max(20.0, text_width(count, 12) + 12)
