"""A diagram being mended: its elements by id, and new ones drawn where they fit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from runtime.dmn.xml import Element, local_name

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SIZES = {"endEvent": (36, 36), "startEvent": (36, 36)}
_GAP = 70  # between an element and what is drawn beside it
_ANYTHING_ELSE = (50, 50)  # gateways
# what stands in an element before its own children, by the schema of BPMN
_HEAD = ("documentation", "extensionElements", "incoming", "outgoing")


class Sheet:
    """The XML of one file; changes are made in place."""

    def __init__(self, root: Element) -> None:
        self.root = root

    def find(self, element_id: str) -> Element | None:
        """Return the element of the model with this id, None if there is none."""
        for one in self.root.iter(f"{{{MODEL}}}*"):
            if one.get("id") == element_id:
                return one
        return None

    def flows(self, scope: Element) -> list[Element]:
        """Return the sequence flows of a process or sub-process."""
        return [one for one in scope if local_name(one) == "sequenceFlow"]

    def out_of(self, node: Element) -> list[Element]:
        """Return the flows that leave a node."""
        mine = node.get("id")
        return [one for one in self.flows(_scope(node)) if one.get("sourceRef") == mine]

    def into(self, node: Element) -> list[Element]:
        """Return the flows that lead to a node."""
        mine = node.get("id")
        return [one for one in self.flows(_scope(node)) if one.get("targetRef") == mine]

    def fresh(self, wanted: str) -> str:
        """Return an id that nothing in the file has."""
        known = {one.get("id") for one in self.root.iter() if one.get("id")}
        base = re.sub(r"[^A-Za-z0-9_]", "_", wanted)
        return next(
            name
            for name in (base, *(f"{base}_{n}" for n in range(2, len(known) + 3)))
            if name not in known
        )

    def add_node(
        self, beside: Element, tag: str, wanted: str, side: int = 1
    ) -> Element:
        """Add a node in the scope of another, drawn to the right or (-1) left of it."""
        scope = _scope(beside)
        node = etree.SubElement(scope, f"{{{MODEL}}}{tag}", id=self.fresh(wanted))
        self._draw_node(node, beside, side)
        return node

    def add_flow(self, source: Element, target: Element) -> Element:
        """Lead from one node to another."""
        scope, wanted = _scope(source), f"{source.get('id')}_to_{target.get('id')}"
        flow = etree.SubElement(
            scope,
            f"{{{MODEL}}}sequenceFlow",
            id=self.fresh(wanted),
            sourceRef=source.get("id", ""),
            targetRef=target.get("id", ""),
        )
        self._draw_flow(flow, source, target)
        return flow

    def lead_from(self, flow: Element, source: Element) -> None:
        """Let a flow that is there leave another node."""
        old = flow.get("sourceRef")
        flow.set("sourceRef", source.get("id", ""))
        self._forget(flow, old, "outgoing")
        self._redraw(flow)

    def remove(self, node: Element) -> None:
        """Remove an element and what is drawn of it."""
        name = node.get("id")
        for drawn in self._drawn(name):
            _parent(drawn).remove(drawn)
        _parent(node).remove(node)

    def rename(self, old: str, new: str) -> None:
        """Give an element another id, wherever it is spoken of."""
        for one in self.root.iter():
            if not isinstance(one.tag, str):
                continue
            for name, value in one.attrib.items():
                if value == old and _speaks_of_ids(one, str(name)):
                    one.set(name, new)
            if (one.text or "").strip() == old and local_name(one).endswith(_REFERS):
                one.text = new

    def body(self) -> bytes:
        """Return the file as it is now."""
        return etree.tostring(
            self.root.getroottree(), xml_declaration=True, encoding="UTF-8"
        )

    def _forget(self, flow: Element, node_id: str | None, tag: str) -> None:
        node = self.find(node_id or "")
        for one in [] if node is None else list(node):
            if local_name(one) == tag and (one.text or "").strip() == flow.get("id"):
                node.remove(one)  # type: ignore[union-attr]  # it has this child

    # ------------------------------------------------------------ what is drawn

    def _drawn(self, name: str | None) -> Iterator[Element]:
        found = [
            one
            for tag in ("BPMNShape", "BPMNEdge")
            for one in self.root.iter(f"{{{DI}}}{tag}")
            if one.get("bpmnElement") == name
        ]
        return iter(found)

    def _bounds(self, name: str | None) -> tuple[float, float, float, float] | None:
        for drawn in self._drawn(name):
            box = drawn.find(f"{{{DC}}}Bounds")
            if box is not None:
                x, y, wide, high = (
                    float(box.get(key, "0")) for key in ("x", "y", "width", "height")
                )
                return x, y, wide, high
        return None

    def _draw_node(self, node: Element, beside: Element, side: int) -> None:
        near, plane = self._bounds(beside.get("id")), self._plane_of(beside)
        if near is None or plane is None:
            return
        x, y, wide, high = near
        own_wide, own_high = SIZES.get(local_name(node), _ANYTHING_ELSE)
        left = x + wide + _GAP if side > 0 else x - _GAP - own_wide
        top = self._free(left, y + (high - own_high) / 2)
        shape = etree.SubElement(
            plane,
            f"{{{DI}}}BPMNShape",
            id=self.fresh(f"{node.get('id')}_di"),
            bpmnElement=node.get("id", ""),
        )
        etree.SubElement(
            shape,
            f"{{{DC}}}Bounds",
            x=f"{left:g}",
            y=f"{top:g}",
            width=f"{own_wide}",
            height=f"{own_high}",
        )

    def _free(self, left: float, top: float) -> float:
        """Return how far down nothing is drawn yet at this place."""
        taken = [
            (float(box.get("x", "0")), float(box.get("y", "0")))
            for box in self.root.iter(f"{{{DC}}}Bounds")
        ]
        while any(abs(x - left) < _GAP and abs(y - top) < _GAP for x, y in taken):
            top += _GAP + 20
        return top

    def _draw_flow(self, flow: Element, source: Element, target: Element) -> None:
        ends = self._bounds(source.get("id")), self._bounds(target.get("id"))
        plane = self._plane_of(source)
        if ends[0] is None or ends[1] is None or plane is None:
            return
        edge = etree.SubElement(
            plane,
            f"{{{DI}}}BPMNEdge",
            id=self.fresh(f"{flow.get('id')}_di"),
            bpmnElement=flow.get("id", ""),
        )
        _points(edge, *_between(ends[0], ends[1]))

    def _redraw(self, flow: Element) -> None:
        source, target = (
            self.find(flow.get(name, "")) for name in ("sourceRef", "targetRef")
        )
        for drawn in self._drawn(flow.get("id")):
            _parent(drawn).remove(drawn)
        if source is not None and target is not None:
            self._draw_flow(flow, source, target)

    def _plane_of(self, node: Element) -> Element | None:
        drawn = next(self._drawn(node.get("id")), None)
        return None if drawn is None else drawn.getparent()


_REFERS = ("Ref", "incoming", "outgoing")
_SPOKEN = frozenset({"id", "default", "bpmnElement", "value"})


def _speaks_of_ids(node: Element, attribute: str) -> bool:
    """Tell whether an attribute names an element: never its words."""
    if attribute == "value":  # a property such as four eyes
        return local_name(node) == "property" and node.get("name") == "fourEyes"
    return attribute in _SPOKEN or attribute.endswith("Ref")


def insert(node: Element, tag: str, content: str) -> Element:
    """Add a child of the model with a text, behind what must stand first."""
    child = etree.Element(f"{{{MODEL}}}{tag}")
    child.text = content
    at = sum(1 for one in node if local_name(one) in _HEAD)
    node.insert(at, child)
    return child


def _between(
    source: tuple[float, float, float, float], target: tuple[float, float, float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    forward = target[0] >= source[0]
    begin = source[0] + (source[2] if forward else 0), source[1] + source[3] / 2
    end = target[0] + (0 if forward else target[2]), target[1] + target[3] / 2
    return begin, end


def _points(edge: Element, *places: tuple[float, float]) -> None:
    for x, y in places:
        etree.SubElement(edge, f"{{{DD}}}waypoint", x=f"{x:g}", y=f"{y:g}")


def _scope(node: Element) -> Element:
    return _parent(node)


def _parent(node: Element) -> Element:
    found = node.getparent()
    if found is None:
        raise ValueError("the root of a file stands in nothing")
    return found
