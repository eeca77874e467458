"""A step is put behind another one, or taken out; the drawing goes along."""

from __future__ import annotations

from runtime.designer.steps.drawing import SPACE, WIDE, Drawing
from runtime.designer.steps.slots import Node, added, remove
from runtime.designer.steps.steps import SLOTS, write_steps, written
from runtime.dmn.xml import local_name, read_xml
from runtime.engine.design.references import BPMN
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text

KINDS = ("userTask", "serviceTask", "businessRuleTask", "scriptTask")


def add_step(body: bytes, after: str, tag: str, name: str) -> tuple[bytes, str]:
    """Put a new step behind another one; returns the file and the new step's id.

    Raises Invalid where more or less than one way leads on: where to put it is then
    seen on the canvas alone.
    """
    root = read_xml(body)
    node, flow = _only_way(root, after)
    if tag not in KINDS:
        raise Invalid("http-content", {"tag": [text("steps-kind", found=tag)]})
    known = {one.get("id") for one in root.iter() if one.get("id")}
    made_id = _fresh(tag, known)
    target = flow.get("targetRef") or ""
    scope = node.getparent()
    assert scope is not None  # a step stands in a process
    made = added(scope, f"{BPMN}{tag}", list(scope).index(node) + 1)
    made.set("id", made_id)
    onward_id = _fresh(f"{made_id}_onward", known)
    onward = added(scope, f"{BPMN}sequenceFlow", list(scope).index(flow) + 1)
    onward.set("id", onward_id)
    onward.set("sourceRef", made_id)
    onward.set("targetRef", target)
    flow.set("targetRef", made_id)
    _rename_incoming(root, target, flow.get("id"), onward_id)
    added(made, f"{BPMN}incoming").text = flow.get("id")
    added(made, f"{BPMN}outgoing").text = onward_id
    drawing = Drawing(root)
    drawing.make_room(after, WIDE + SPACE)
    drawing.add_task(made_id, after)
    drawing.add_line(flow.get("id") or "", after, made_id)
    drawing.add_line(onward_id, made_id, target)
    return write_steps(written(root), {made_id: {"name": name}}), made_id


def remove_step(body: bytes, name: str) -> bytes:
    """Take a step out; what led to it leads to what came after it.

    Raises Invalid for a step with several ways on, or with events at it.
    """
    root = read_xml(body)
    node, flow = _only_way(root, name)
    if local_name(node) not in SLOTS or _events(root, name):
        raise Invalid("http-content", {"step": [text("steps-not-removed", step=name)]})
    target = flow.get("targetRef") or ""
    drawing = Drawing(root)
    led = [
        one for one in root.iter(f"{BPMN}sequenceFlow") if one.get("targetRef") == name
    ]
    _drop_incoming(root, target, flow.get("id"))
    for one in led:
        one.set("targetRef", target)
        _add_incoming(root, target, one.get("id") or "")
        drawing.add_line(one.get("id") or "", one.get("sourceRef"), target)
    for gone in (node, flow):
        drawing.forget(gone.get("id"))
        remove(gone)
    return written(root)


def _only_way(root: Node, name: str) -> tuple[Node, Node]:
    """Return a node and the one flow that leaves it."""
    node = _find(root, name)
    flows = [
        one for one in root.iter(f"{BPMN}sequenceFlow") if one.get("sourceRef") == name
    ]
    if node is None or len(flows) != 1:
        wrong = text("steps-one-way", step=name, count=len(flows))
        raise Invalid("http-content", {"step": [wrong]})
    return node, flows[0]


def _find(root: Node, name: str) -> Node | None:
    found = (one for one in root.iter(f"{BPMN}*") if one.get("id") == name)
    return next(found, None)


def _events(root: Node, name: str) -> list[Node]:
    events = root.iter(f"{BPMN}boundaryEvent")
    return [one for one in events if one.get("attachedToRef") == name]


def _rename_incoming(root: Node, name: str, old: str | None, new: str) -> None:
    node = _find(root, name)
    for one in [] if node is None else node.findall(f"{BPMN}incoming"):
        if (one.text or "").strip() == old:
            one.text = new


def _drop_incoming(root: Node, name: str, flow: str | None) -> None:
    node = _find(root, name)
    for one in [] if node is None else node.findall(f"{BPMN}incoming"):
        if (one.text or "").strip() == flow:
            remove(one)


def _add_incoming(root: Node, name: str, flow: str) -> None:
    node = _find(root, name)
    if node is None:
        return
    head = ("documentation", "extensionElements", "incoming")
    at = sum(1 for one in node if local_name(one) in head)
    added(node, f"{BPMN}incoming", at).text = flow


def _fresh(wanted: str, known: set[str | None]) -> str:
    names = (f"{wanted}_{number}" for number in range(1, len(known) + 2))
    found = next(one for one in names if one not in known)
    known.add(found)
    return found
