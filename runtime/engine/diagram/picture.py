"""One BPMN file in, one SVG out; marks show counts and where something stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from runtime.engine.diagram import shapes, svg
from runtime.engine.diagram.bypass import lanes
from runtime.engine.diagram.layout import (
    Box,
    Drawing,
    Edge,
    Point,
    Shape,
    read_drawing,
)
from runtime.engine.diagram.palette import (
    FONT,
    attributes,
    outline,
    solid,
    style_sheet,
)
from runtime.engine.diagram.svg import Node

_MARGIN: Final = 18.0
_ARROW: Final = 9.0
_COUNT_LENGTH: Final = 12
_FOOT_LENGTH: Final = 18
_DASHED: Final = ("association", "messageFlow", "dataInputAssociation")


class Tone(StrEnum):
    """What the colour of a mark says, from quiet to loud."""

    PASSED = "passed"
    DONE = "done"
    CALM = "calm"
    WARM = "warm"
    HOT = "hot"
    ALARM = "alarm"
    HERE = "here"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Mark:
    """What to show on one element: its colour, a short count, a note to hover.

    ``foot`` is a short text on its lower side.
    """

    tone: Tone = Tone.CALM
    count: str = ""
    note: str = ""
    foot: str = ""


def draw(
    xml: bytes,
    language: str = "zh",
    marks: Mapping[str, Mark] | None = None,
    title: str = "",
    *,
    opened: Collection[str] = (),
    styled: bool = True,
) -> str:
    """Return the first canvas of a BPMN file as a standalone SVG.

    ``marks`` go by element id, ``opened`` names the bypass policies that may be used
    now: their ways light up. ``styled=False`` leaves the style sheet out, for
    pages that forbid inline styles and bring their own. Raises Misconfigured when
    the file is no safe XML.
    """
    drawing = read_drawing(xml, language)
    picture = _canvas(drawing, title or drawing.title, language)
    if styled:
        svg.add(picture, "style", style_sheet())
    _add_paper(picture, drawing.extent())
    shown = {**_lit_events(drawing, opened), **(marks or {})}
    _add_shapes(picture, _frames(drawing), shown)
    bypasses = lanes(drawing)
    for edge in drawing.edges:
        event = bypasses.get(edge.element_id, "")
        mark = shown.get(edge.element_id) or _lit(shown.get(event))
        _add_edge(picture, edge, mark, is_bypass=bool(event))
    nodes = [each for each in drawing.shapes if not shapes.is_frame(each)]
    _add_shapes(picture, [each for each in nodes if not each.attached_to], shown)
    _add_shapes(picture, [each for each in nodes if each.attached_to], shown)
    _add_labels(picture, drawing)
    _add_badges(picture, drawing, shown)
    return svg.written(picture)


def _canvas(drawing: Drawing, title: str, language: str) -> Node:
    extent = drawing.extent()
    width, height = extent.width + 2 * _MARGIN, extent.height + 2 * _MARGIN
    corner = (extent.x - _MARGIN, extent.y - _MARGIN)
    view = " ".join(svg.number(each) for each in (*corner, width, height))
    picture = svg.root(
        viewBox=view,
        width=width,
        height=height,
        role="img",
        lang="zh-CN" if language == "zh" else language,
        font_family=FONT,
        stroke_linecap="round",
        stroke_linejoin="round",
        aria_label=title,
    )
    svg.add(picture, "title", title)
    return picture


def _add_paper(picture: Node, extent: Box) -> None:
    svg.add(
        picture,
        "rect",
        x=extent.x - _MARGIN,
        y=extent.y - _MARGIN,
        width=extent.width + 2 * _MARGIN,
        height=extent.height + 2 * _MARGIN,
        **attributes("paper"),
    )


def _frames(drawing: Drawing) -> list[Shape]:
    """List what holds other shapes, the largest first."""
    frames = [each for each in drawing.shapes if shapes.is_frame(each)]
    return sorted(frames, key=lambda each: -each.box.width * each.box.height)


def _add_shapes(
    picture: Node, drawn: Iterable[Shape], marks: Mapping[str, Mark]
) -> None:
    for shape in drawn:
        mark = marks.get(shape.element_id)
        group = svg.add(picture, "g", data_element=shape.element_id)
        note = mark.note if mark else ""
        svg.add(group, "title", f"{shape.name} {note}".strip() or shape.element_id)
        shapes.add_shape(group, shape, _fill_of(mark))


def _fill_of(mark: Mark | None) -> str:
    """Return the paint of a marked body; "passed" colours connections only."""
    if mark is None:
        return ""
    return Tone.DONE.value if mark.tone is Tone.PASSED else mark.tone.value


def _lit_events(drawing: Drawing, opened: Collection[str]) -> dict[str, Mark]:
    events = (one for one in drawing.shapes if one.policy and one.policy in opened)
    return {one.element_id: Mark(Tone.OPEN) for one in events}


def _lit(event: Mark | None) -> Mark | None:
    """Return the mark of a way past a task: that of its event while it is open."""
    return event if event is not None and event.tone is Tone.OPEN else None


def _add_edge(picture: Node, edge: Edge, mark: Mark | None, *, is_bypass: bool) -> None:
    is_open = mark is not None and mark.tone is Tone.OPEN
    taken = Tone.OPEN.value if is_open else Tone.PASSED.value
    paint = "line" if mark is None else taken
    group = svg.add(picture, "g", data_element=edge.element_id)
    is_dashed = is_bypass or edge.kind in _DASHED
    svg.add(
        group,
        "path",
        d=svg.rounded_path(edge.points),
        stroke_width=1.6 if mark is None else 3,
        stroke_dasharray="5 4" if is_dashed else None,
        **outline(paint),
    )
    if edge.kind == "association":
        return
    _add_arrow(group, edge.points[-2], edge.points[-1], paint)
    if edge.default:
        _add_slash(group, edge.points[0], edge.points[1], paint)


def _add_arrow(group: Node, before: Point, tip: Point, paint: str) -> None:
    base = svg.toward(tip, before, _ARROW)
    half = svg.toward(tip, before, _ARROW * 0.45)
    across = Point(half.y - tip.y, tip.x - half.x)
    corners = (
        tip,
        Point(base.x + across.x, base.y + across.y),
        Point(base.x - across.x, base.y - across.y),
    )
    svg.add(group, "polygon", points=svg.polygon(corners), **solid(paint))


def _add_slash(group: Node, begin: Point, onward: Point, paint: str) -> None:
    """Cross the default flow near its source, as BPMN asks."""
    at = svg.toward(begin, onward, 9)
    path = (
        f"M{svg.number(at.x - 3.5)} {svg.number(at.y + 3.5)}"
        f"L{svg.number(at.x + 3.5)} {svg.number(at.y - 3.5)}"
    )
    svg.add(group, "path", d=path, stroke_width=1.6, **outline(paint))


def _add_labels(picture: Node, drawing: Drawing) -> None:
    for shape in drawing.shapes:
        box = shapes.label_box(shape)
        if box is not None and not shapes.is_frame(shape):
            shapes.add_label(picture, shape.name, box)
    for edge in drawing.edges:
        if edge.name:
            shapes.add_label(picture, edge.name, edge.label or _halfway(edge))


def _halfway(edge: Edge) -> Box:
    """Return a place for a name that the file gives none."""
    first, second = edge.points[0], edge.points[1]
    middle = Point((first.x + second.x) / 2, (first.y + second.y) / 2)
    if first.x == second.x:
        return Box(middle.x + 6, middle.y - 8, 60, 16)
    return Box(middle.x - 40, middle.y - 20, 80, 16)


def _add_badges(picture: Node, drawing: Drawing, marks: Mapping[str, Mark]) -> None:
    for shape in drawing.shapes:
        mark = marks.get(shape.element_id)
        if mark is not None and mark.count:
            count = mark.count[:_COUNT_LENGTH]
            left = shape.box.right - shapes.badge_width(count) + 8
            _add_badge(picture, count, Point(left, shape.box.y - 11))
        if mark is not None and mark.foot:
            foot = mark.foot[:_FOOT_LENGTH]
            left = shape.box.middle.x - shapes.badge_width(foot) / 2
            _add_badge(picture, foot, Point(left, shape.box.bottom - 9))


def _add_badge(picture: Node, count: str, corner: Point) -> None:
    width = shapes.badge_width(count)
    left, top = corner.x, corner.y
    svg.add(
        picture,
        "rect",
        x=left,
        y=top,
        width=width,
        height=20,
        rx=10,
        stroke_width=1.4,
        **attributes("badge"),
    )
    middle = Point(left + width / 2, top + 10)
    svg.add_lines(picture, [count], middle, 12, "badge-ink")
