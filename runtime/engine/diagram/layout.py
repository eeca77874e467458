"""What does a BPMN file draw, and where? Its diagram interchange as plain values.

Only geometry and names: nothing here decides whether the process can run. What
has no place on the canvas is left out, so a half drawn file still shows its rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from runtime.dmn.xml import Element, children, find_child, local_name, read_xml
from runtime.engine.interchange import coordinate

_TRIGGER: Final = "EventDefinition"
_MARKERS: Final = {
    "standardLoopCharacteristics": "loop",
    "multiInstanceLoopCharacteristics": "parallel",
}


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the canvas."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the canvas; ``y`` grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of the lower side."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Return the centre."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: Box) -> bool:
        """Return whether the two share more than a side."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


POLICY: Final = "bypassPolicy"


@dataclass(frozen=True, slots=True)
class Shape:
    """One drawn node; ``kind`` is the BPMN tag, ``trigger`` that of an event.

    ``policy`` is the bypass policy of a boundary event that is a way past its task.
    """

    element_id: str
    kind: str
    name: str
    box: Box
    label: Box | None = None
    trigger: str = ""
    markers: tuple[str, ...] = ()
    attached_to: str = ""
    inside: str = ""
    interrupting: bool = True
    expanded: bool = False
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One drawn connection, from its first point to its last."""

    element_id: str
    kind: str
    name: str
    points: tuple[Point, ...]
    source: str
    target: str
    label: Box | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything on one canvas, in file order."""

    title: str
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]

    def extent(self) -> Box:
        """Return the smallest box around all shapes, edges and labels."""
        boxes = [each.box for each in self.shapes]
        boxes += [each.label for each in self.shapes if each.label]
        boxes += [each.label for each in self.edges if each.label]
        points = [point for edge in self.edges for point in edge.points]
        points += [Point(each.x, each.y) for each in boxes]
        points += [Point(each.right, each.bottom) for each in boxes]
        if not points:
            return Box(0, 0, 0, 0)
        left, top = min(p.x for p in points), min(p.y for p in points)
        right, bottom = max(p.x for p in points), max(p.y for p in points)
        return Box(left, top, right - left, bottom - top)


def read_drawing(xml: bytes, language: str = "zh", file: str = "") -> Drawing:
    """Read the first canvas of a BPMN file with its names in ``language``.

    Raises Misconfigured when the file is no safe XML.
    """
    root = read_xml(xml, file=file)
    elements = {each.get("id", ""): each for each in root.iter() if each.get("id")}
    plane = next((e for e in root.iter() if local_name(e) == "BPMNPlane"), None)
    drawn = [] if plane is None else list(plane)
    shapes = (_shape(each, elements, language) for each in drawn)
    edges = (_edge(each, elements, language) for each in drawn)
    return Drawing(
        title=_title(root, language),
        shapes=tuple(each for each in shapes if each is not None),
        edges=tuple(each for each in edges if each is not None),
    )


def name_of(element: Element, language: str) -> str:
    """Return the name in ``language``; the name of the file where there is none."""
    own = element.get("name") or ""
    if language == "zh":
        return own
    return properties_of(element).get(f"name:{language}") or own


def properties_of(element: Element) -> dict[str, str]:
    """Return the properties that the file gives the element (name → value)."""
    holder = find_child(find_child(element, "extensionElements"), "properties")
    given = [] if holder is None else children(holder, "property")
    return {each.get("name", ""): each.get("value", "") for each in given}


def _title(root: Element, language: str) -> str:
    named = (e for e in root.iter() if local_name(e) == "process")
    return next((name_of(each, language) for each in named), "")


def _shape(drawn: Element, elements: dict[str, Element], language: str) -> Shape | None:
    element = elements.get(drawn.get("bpmnElement", ""))
    box = bounds_of(drawn)
    if local_name(drawn) != "BPMNShape" or element is None or box is None:
        return None
    attached_to = element.get("attachedToRef", "")
    stays = element.get("cancelActivity", element.get("isInterrupting", "true"))
    return Shape(
        element_id=element.get("id", ""),
        kind=local_name(element),
        name=_shown_text(element, language),
        box=box,
        label=_label(drawn),
        trigger=_trigger(element),
        markers=tuple(_markers(element, drawn)),
        attached_to=attached_to,
        inside=_parent_id(element),
        interrupting=stays != "false",
        expanded=drawn.get("isExpanded") == "true",
        policy=properties_of(element).get(POLICY, ""),
    )


def _edge(drawn: Element, elements: dict[str, Element], language: str) -> Edge | None:
    element = elements.get(drawn.get("bpmnElement", ""))
    places = [_point(each) for each in children(drawn, "waypoint")]
    points = tuple(each for each in places if each is not None)
    if local_name(drawn) != "BPMNEdge" or element is None or len(points) < 2:
        return None
    source = element.get("sourceRef", "")
    begins = elements.get(source)
    identity = element.get("id", "")
    return Edge(
        element_id=identity,
        kind=local_name(element),
        name=name_of(element, language),
        points=points,
        source=source,
        target=element.get("targetRef", ""),
        label=_label(drawn),
        default=begins is not None and begins.get("default") == identity,
    )


def _shown_text(element: Element, language: str) -> str:
    if local_name(element) != "textAnnotation":
        return name_of(element, language)
    written = find_child(element, "text")
    own = "" if written is None else (written.text or "")
    return properties_of(element).get(f"name:{language}") or own


def _trigger(element: Element) -> str:
    for child in element:
        name = local_name(child)
        if name.endswith(_TRIGGER):
            return name.removesuffix(_TRIGGER)
    return ""


def _markers(element: Element, drawn: Element) -> Iterator[str]:
    for child in element:
        marker = _MARKERS.get(local_name(child))
        if marker == "parallel" and child.get("isSequential") == "true":
            marker = "sequential"
        if marker:
            yield marker
    is_closed = drawn.get("isExpanded") != "true"
    if local_name(element) in ("subProcess", "callActivity") and is_closed:
        yield "collapsed"


def _parent_id(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else parent.get("id", "")


def _label(drawn: Element) -> Box | None:
    label = find_child(drawn, "BPMNLabel")
    return None if label is None else bounds_of(label)


def bounds_of(drawn: Element) -> Box | None:
    """Return where a shape or label is drawn, None when no canvas can show it."""
    given = find_child(drawn, "Bounds")
    if given is None:
        return None
    x, y, width, height = (
        coordinate(given.get(side)) for side in ("x", "y", "width", "height")
    )
    if x is None or y is None or not width or not height:
        return None
    return Box(x, y, width, height) if width > 0 and height > 0 else None


def _point(waypoint: Element) -> Point | None:
    x, y = coordinate(waypoint.get("x")), coordinate(waypoint.get("y"))
    return None if x is None or y is None else Point(x, y)
