"""SVG elements built as a tree, so that no name can ever become markup (转义)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from runtime.engine.diagram import lettering
from runtime.engine.diagram.icons import Icon
from runtime.engine.diagram.layout import Point
from runtime.engine.diagram.palette import attributes, outline, solid

Node = etree._Element

_SPACE: Final = "http://www.w3.org/2000/svg"
_BEND: Final = 7.0
_ICON_SIDE: Final = 24.0
_UNPRINTABLE: Final = re.compile(r"[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root(**given: object) -> Node:
    """Start a picture."""
    names = {None: _SPACE}
    node = etree.Element(
        f"{{{_SPACE}}}svg",
        nsmap=names,  # type: ignore[arg-type]  # the stubs know no default namespace
    )
    _set(node, given)
    return node


def add(parent: Node, tag: str, text: str | None = None, /, **given: object) -> Node:
    """Add one element; ``_`` in a name stands for ``-``, None leaves it out."""
    node = etree.SubElement(parent, f"{{{_SPACE}}}{tag}")
    _set(node, given)
    if text is not None:
        node.text = _printable(text)
    return node


def number(value: float) -> str:
    """Write a coordinate: at most two places, no needless zeros."""
    return f"{value + 0:.2f}".rstrip("0").rstrip(".")


def add_lines(
    parent: Node, lines: Sequence[str], middle: Point, size: float, paint: str
) -> None:
    """Set ``lines`` centred on ``middle``, readable even above a connection."""
    step = size * lettering.LINE_HEIGHT
    top = middle.y - step * (len(lines) - 1) / 2 + size * 0.36
    for row, line in enumerate(lines):
        add(
            parent,
            "text",
            line,
            x=middle.x,
            y=top + row * step,
            font_size=size,
            text_anchor="middle",
            **attributes(paint),
        )


def add_icon(parent: Node, icon: Icon, corner: Point, side: float, paint: str) -> None:
    """Place ``icon`` with its upper left corner at ``corner``."""
    scale = side / _ICON_SIDE
    move = f"translate({number(corner.x)} {number(corner.y)}) scale({number(scale)})"
    group = add(parent, "g", transform=move)
    for path in icon.strokes:
        add(group, "path", d=path, stroke_width=1.4 / scale, **outline(paint))
    for path in icon.areas:
        add(group, "path", d=path, **solid(paint))


def rounded_path(points: Sequence[Point]) -> str:
    """Return the path through ``points`` with its bends rounded."""
    parts = [f"M{_pair(points[0])}"]
    for before, bend, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_BEND, _distance(before, bend) / 2, _distance(bend, after) / 2)
        parts.append(f"L{_pair(toward(bend, before, radius))}")
        parts.append(f"Q{_pair(bend)} {_pair(toward(bend, after, radius))}")
    parts.append(f"L{_pair(points[-1])}")
    return "".join(parts)


def polygon(points: Sequence[Point]) -> str:
    """Return the ``points`` attribute of a polygon."""
    return " ".join(_pair(each) for each in points)


def toward(start: Point, goal: Point, distance: float) -> Point:
    """Return the place ``distance`` away from ``start`` on the way to ``goal``."""
    length = _distance(start, goal) or 1.0
    share = distance / length
    return Point(
        start.x + (goal.x - start.x) * share, start.y + (goal.y - start.y) * share
    )


def written(node: Node) -> str:
    """Return the finished picture as text."""
    etree.indent(node, space=" ")
    return etree.tostring(node, encoding="unicode") + "\n"


def _set(node: Node, given: dict[str, object]) -> None:
    for name, value in given.items():
        if value is not None:
            shown = number(value) if isinstance(value, int | float) else str(value)
            node.set(name.replace("_", "-"), _printable(shown))


def _printable(text: str) -> str:
    """Leave out what XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _pair(point: Point) -> str:
    return f"{number(point.x)} {number(point.y)}"


def _distance(one: Point, other: Point) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)
