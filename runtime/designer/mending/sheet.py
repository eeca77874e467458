"""A diagram being mended: its elements by id, and new ones drawn where they fit.

What is asked for by id is looked up, never searched: a file of many thousand elements
is mended in seconds. So whoever lets one element name another says it by `refer`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from runtime.designer.mending.canvas import Canvas, box_of, draw_edge, draw_shape
from runtime.dmn.xml import Element, local_name, namespace
from runtime.engine.diagram.layout import Box
from runtime.engine.interchange import BPMN_DI, DC
from runtime.engine.spiff.diagram import BPMN

XSI = "http://www.w3.org/2001/XMLSchema-instance"
# what stands in an element before its own children, by the schema of BPMN
_HEAD = ("documentation", "extensionElements", "incoming", "outgoing")
_REFERS = ("Ref", "incoming", "outgoing")
_SPOKEN = frozenset({"id", "default", "bpmnElement", "value"})
_IN_TEXT = ""  # stands for the name of an attribute where the text names an element
_ITSELF = ("id", "bpmnElement")


class Sheet:
    """The XML of one file; changes are made in place."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._spoken: dict[str, dict[str, list[Element]]] = {}
        self._texts: set[str] = set()
        self._ids: set[str] = set()
        self._numbers: Counter[str] = Counter()
        for one in root.iter(etree.Element):
            self._note(one)
        self._canvas = Canvas(root.iter(f"{{{DC}}}Bounds"))

    def find(self, element_id: str) -> Element | None:
        """Return the element of the model with this id, None if there is none."""
        named = self._naming(element_id, "id") if element_id else ()
        return next((one for one in named if namespace(one) == BPMN), None)

    def names(self, element_id: str) -> bool:
        """Tell whether anything but its drawing speaks of an element."""
        kinds = set(self._spoken.get(element_id, ())).difference(_ITSELF)
        named = (one for kind in kinds for one in self._naming(element_id, kind))
        return element_id in self._texts or next(named, None) is not None

    def out_of(self, node: Element) -> list[Element]:
        """Return the flows that leave a node."""
        return self._flows(node, "sourceRef")

    def into(self, node: Element) -> list[Element]:
        """Return the flows that lead to a node."""
        return self._flows(node, "targetRef")

    def fresh(self, wanted: str) -> str:
        """Return an id that nothing in the file has."""
        base = re.sub(r"[^A-Za-z0-9_]", "_", wanted)
        name = base
        while name in self._ids:
            self._numbers[base] += 1
            name = f"{base}_{self._numbers[base] + 1}"
        self._ids.add(name)
        return name

    def name(self, one: Element, wanted: str) -> str:
        """Return the id of an element, given to it now if it has none."""
        if not one.get("id"):
            self.refer(one, "id", self.fresh(wanted))
        return one.get("id", "")

    def declare(self, tag: str, wanted: str) -> Element:
        """Add what stands right in the file: an error, a message …"""
        made = etree.Element(f"{{{BPMN}}}{tag}", id=self.fresh(wanted))
        self.root.insert(0, made)
        self._note(made)
        return made

    def add_node(
        self, beside: Element, tag: str, wanted: str, side: int = 1
    ) -> Element:
        """Add a node in the scope of another, drawn to the right or (-1) left of it."""
        node = etree.SubElement(
            _parent(beside), f"{{{BPMN}}}{tag}", id=self.fresh(wanted)
        )
        self._note(node)
        self._draw_node(node, beside, side)
        return node

    def add_flow(self, source: Element, target: Element) -> Element:
        """Lead from one node to another."""
        wanted = f"{source.get('id')}_to_{target.get('id')}"
        flow = etree.SubElement(
            _parent(source),
            f"{{{BPMN}}}sequenceFlow",
            id=self.fresh(wanted),
            sourceRef=source.get("id", ""),
            targetRef=target.get("id", ""),
        )
        self._note(flow)
        self._draw_flow(flow, source, target)
        return flow

    def lead_from(
        self, flows: Sequence[Element], old: Element, source: Element
    ) -> None:
        """Let flows that left one node leave another."""
        names = {one.get("id") for one in flows}
        for said in list(old):
            if local_name(said) == "outgoing" and (said.text or "").strip() in names:
                old.remove(said)
        for flow in flows:
            self.refer(flow, "sourceRef", source.get("id", ""))
            self._redraw(flow, source)

    def refer(self, node: Element, attribute: str, element_id: str) -> None:
        """Let an attribute name an element."""
        node.set(attribute, element_id)
        self._speaks(node, attribute, element_id)

    def remove(self, node: Element) -> None:
        """Remove an element and what is drawn of it."""
        for drawn in self._drawn(node.get("id")):
            _parent(drawn).remove(drawn)
        _parent(node).remove(node)

    def rename(self, old: str, new: str) -> None:
        """Give an element another id, wherever it is spoken of."""
        for attribute in self._spoken.get(old, {}):
            for one in list(self._naming(old, attribute)):
                if attribute == _IN_TEXT:
                    one.text = new
                else:
                    one.set(attribute, new)
                self._speaks(one, attribute, new)
        self._spoken.pop(old, None)

    def body(self) -> bytes:
        """Return the file as it is now."""
        return etree.tostring(
            self.root.getroottree(), xml_declaration=True, encoding="UTF-8"
        )

    # ------------------------------------------------------------ who names whom

    def _note(self, one: Element) -> None:
        """Remember which ids an element has and names."""
        if one.get("id"):
            self._ids.add(one.get("id", ""))
        written = (one.text or "").strip()
        if written:
            self._texts.add(written)
        if written and local_name(one).endswith(_REFERS):
            self._speaks(one, _IN_TEXT, written)
        for name, value in one.items():
            if _speaks_of_ids(one, str(name)):
                self._speaks(one, str(name), str(value))

    def _speaks(self, one: Element, attribute: str, element_id: str) -> None:
        kinds = self._spoken.setdefault(element_id, {})
        kinds.setdefault(attribute, []).append(one)

    def _naming(self, element_id: str, attribute: str) -> Iterator[Element]:
        """Yield what names an element now: what left the file does not count."""
        for one in self._spoken.get(element_id, {}).get(attribute, ()):
            said = one.text if attribute == _IN_TEXT else one.get(attribute)
            if (said or "").strip() == element_id and one.getparent() is not None:
                yield one

    def _flows(self, node: Element, end: str) -> list[Element]:
        scope = _parent(node)
        return [
            one
            for one in self._naming(node.get("id", ""), end)
            if local_name(one) == "sequenceFlow" and one.getparent() is scope
        ]

    # ------------------------------------------------------------ what is drawn

    def _drawn(self, element_id: str | None) -> list[Element]:
        """Return what is drawn of an element, shapes first."""
        found = [
            one
            for one in self._naming(element_id or "", "bpmnElement")
            if one.tag in (f"{{{BPMN_DI}}}BPMNShape", f"{{{BPMN_DI}}}BPMNEdge")
        ]
        return sorted(found, key=local_name, reverse=True)

    def _box(self, node: Element) -> Box | None:
        return box_of(self._drawn(node.get("id")))

    def _draw_node(self, node: Element, beside: Element, side: int) -> None:
        near, plane = self._box(beside), self._plane_of(beside)
        if near is None or plane is None:
            return
        box = self._canvas.place(local_name(node), near, side)
        if box is not None:
            name = self.fresh(f"{node.get('id')}_di")
            self._note(draw_shape(plane, name, node.get("id", ""), box))

    def _draw_flow(self, flow: Element, source: Element, target: Element) -> None:
        ends = self._box(source), self._box(target)
        plane = self._plane_of(source)
        if ends[0] is None or ends[1] is None or plane is None:
            return
        name = self.fresh(f"{flow.get('id')}_di")
        drawn = draw_edge(plane, name, flow.get("id", ""), (ends[0], ends[1]))
        self._note(drawn)

    def _redraw(self, flow: Element, source: Element) -> None:
        for drawn in self._drawn(flow.get("id")):
            _parent(drawn).remove(drawn)
        target = self.find(flow.get("targetRef", ""))
        if target is not None:
            self._draw_flow(flow, source, target)

    def _plane_of(self, node: Element) -> Element | None:
        drawn = self._drawn(node.get("id"))
        return drawn[0].getparent() if drawn else None


def insert(node: Element, tag: str, content: str) -> Element:
    """Add a child of the model with a text, behind what must stand first."""
    child = etree.Element(f"{{{BPMN}}}{tag}")
    child.text = content
    at = sum(1 for one in node if local_name(one) in _HEAD)
    node.insert(at, child)
    return child


def _speaks_of_ids(node: Element, attribute: str) -> bool:
    """Tell whether an attribute names an element: never its words."""
    if attribute == "value":  # a property such as four eyes
        return local_name(node) == "property" and node.get("name") == "fourEyes"
    return attribute in _SPOKEN or attribute.endswith("Ref")


def _parent(node: Element) -> Element:
    found = node.getparent()
    if found is None:
        raise ValueError("the root of a file stands in nothing")
    return found
