"""The steps and ways of a diagram, in the sequence in which orders meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from runtime.designer.steps.slots import (
    Attribute,
    Content,
    Extension,
    Node,
    Operator,
    Parameter,
    Property,
    Result,
    Slot,
    parameters_of,
)
from runtime.dmn.xml import local_name, read_xml
from runtime.engine.design.references import BPMN, SPIFF
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text, Title, text

_NAMES: Mapping[str, Slot] = {
    "name": Attribute("name"),
    "name_en": Property("name:en"),
}
_EXPRESSION = ("conditionExpression",)
# what may be said of which element; the field names are those of the page's form
SLOTS: Mapping[str, Mapping[str, Slot]] = {
    "userTask": {
        **_NAMES,
        "role": Property("role"),
        "form": Property("formKey"),
        "sla": Property("sla"),
        "priority": Property("priority"),
        "four_eyes": Property("fourEyes"),
        "batch": Property("batch"),
    },
    "serviceTask": {**_NAMES, "operator": Operator(), "result": Result()},
    "businessRuleTask": {**_NAMES, "decision": Extension("calledDecisionId")},
    "scriptTask": {**_NAMES, "script": Content(("script",))},
    "callActivity": {**_NAMES, "called": Attribute("calledElement")},
    "boundaryEvent": {**_NAMES, "policy": Property("bypassPolicy")},
    "sequenceFlow": {**_NAMES, "condition": Content(_EXPRESSION, is_formal=True)},
    **{
        tag: _NAMES
        for tag in ("manualTask", "sendTask", "receiveTask", "subProcess", "task")
    },
}
GIVEN = "given:"  # begins the field of what an operator is given by that name
Takes = Mapping[str, Mapping[str, str]]  # operator → parameter → type
_TIMERS = ("timeDuration", "timeDate", "timeCycle")
_DECIDES = ("exclusiveGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True)
class Step:
    """A step or a way: its id, what it is, what is said of it by field.

    ``place`` is the step that a boundary event stands at, or the gateway that a way
    leaves; "" for steps that stand by themselves.
    """

    id: str
    tag: str
    fields: Mapping[str, str]
    place: str = ""

    @property
    def title(self) -> Title:
        """What people call it; its id if it has no name."""
        name = self.fields.get("name") or self.id
        return Title(name, self.fields.get("name_en") or name)


@dataclass(frozen=True, slots=True)
class Table:
    """The steps of a file, and per step what stands at it: shortcuts, timers, ways."""

    steps: tuple[Step, ...]
    beside: Mapping[str, tuple[Step, ...]]

    def all(self) -> Iterator[Step]:
        """Yield every step, each followed by what stands at it."""
        for step in self.steps:
            yield step
            yield from self.beside.get(step.id, ())


def read_steps(body: bytes, takes: Takes | None = None) -> Table:
    """Return the table of a BPMN file; raises Misconfigured for unsafe XML.

    ``takes`` adds a field for each parameter that an operator may be given.
    """
    root = read_xml(body)
    takes = takes or {}
    nodes = [one for one in root.iter(f"{BPMN}*") if one.get("id")]
    beside: dict[str, list[Step]] = {}
    for node in nodes:
        place = _place(node, root)
        if place:
            beside.setdefault(place, []).append(_step(node, takes, place))
    own = [_step(one, takes) for one in nodes if _is_step(one, beside)]
    sequence = _sequence(root)
    own.sort(key=lambda one: sequence.get(one.id, len(sequence)))
    return Table(tuple(own), {name: tuple(found) for name, found in beside.items()})


def write_steps(
    body: bytes, wanted: Mapping[str, Mapping[str, str]], takes: Takes | None = None
) -> bytes:
    """Return a file in which steps say something else: id → field → value.

    Everything that is not named stays byte for byte as far as XML allows. Raises
    Invalid for a step or field that is not there.
    """
    root = read_xml(body)
    nodes = {one.get("id"): one for one in root.iter(f"{BPMN}*") if one.get("id")}
    changed = False
    for name, fields in wanted.items():
        node = nodes.get(name)
        slots = {} if node is None else _slots(node, takes or {})
        for field, value in _still_meant(node, fields).items():
            if node is None or field not in slots:
                raise Invalid("http-content", {name: [_unknown(name, field)]})
            said = value.strip()
            if slots[field].read(node) != said:
                slots[field].write(node, said)
                changed = True
    return written(root) if changed else body


def written(root: Node) -> bytes:
    """Return a changed file as bytes, spaced as editors of diagrams space it."""
    tree = root.getroottree()
    plain = etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
    parts = _APART.split(plain)
    parts[::2] = [_CLOSED.sub(b" />", one) for one in parts[::2]]
    return _HEAD + b"".join(parts) + b"\n"


_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_APART = re.compile(rb"(<!--.*?-->|<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_CLOSED = re.compile(rb"(?<=[\"'\w])/>")
_STEPS = frozenset(SLOTS) - {"sequenceFlow", "boundaryEvent"}


def _is_step(node: Node, beside: Mapping[str, object]) -> bool:
    """Tell whether an element has a row: a gateway if something is decided there."""
    tag = local_name(node)
    return tag in _STEPS or (tag in _DECIDES and node.get("id") in beside)


def _place(node: Node, root: Node) -> str:
    tag = local_name(node)
    if tag == "boundaryEvent" and (_timer(node) or _is_bypass(node)):
        return node.get("attachedToRef") or ""
    if tag == "sequenceFlow" and node.find(f"{BPMN}conditionExpression") is not None:
        return node.get("sourceRef") or ""
    return ""


def _step(node: Node, takes: Takes, place: str = "") -> Step:
    fields = {name: slot.read(node) for name, slot in _slots(node, takes).items()}
    return Step(node.get("id") or "", local_name(node), fields, place)


def _slots(node: Node, takes: Takes) -> Mapping[str, Slot]:
    tag = local_name(node)
    if tag in _DECIDES:
        return _NAMES
    slots = dict(SLOTS.get(tag, _NAMES))
    timer = _timer(node)
    if timer:
        slots["time"] = Content(("timerEventDefinition", timer), is_formal=True)
    if tag == "boundaryEvent" and not _is_bypass(node):
        slots.pop("policy", None)
    if tag == "serviceTask":
        slots |= _given(node, takes)
    return slots


def _still_meant(node: Node | None, fields: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out what was given to an operator that is being changed for another."""
    slot, wanted = SLOTS["serviceTask"]["operator"], fields.get("operator")
    if node is None or wanted is None or slot.read(node) == wanted:
        return fields
    return {name: one for name, one in fields.items() if not name.startswith(GIVEN)}


def _given(node: Node, takes: Takes) -> dict[str, Slot]:
    """Return a slot for each parameter that an operator is given, or may be given."""
    types = takes.get(SLOTS["serviceTask"]["operator"].read(node), {})
    names = dict.fromkeys([*types, *parameters_of(node)])
    return {f"{GIVEN}{one}": Parameter(one, types.get(one, "any")) for one in names}


def _timer(node: Node) -> str:
    found = node.find(f"{BPMN}timerEventDefinition")
    if found is None:
        return ""
    given = [one for one in _TIMERS if found.find(f"{BPMN}{one}") is not None]
    return given[0] if given else _TIMERS[0]


def _is_bypass(node: Node) -> bool:
    held = node.find(f"{BPMN}extensionElements/{SPIFF}properties")
    names = [] if held is None else [one.get("name") for one in held]
    return "bypassPolicy" in names


def _sequence(root: Node) -> dict[str, int]:
    """Return the sequence in which an order meets the steps: breadth first."""
    ways: dict[str, list[str]] = {}
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        ways.setdefault(flow.get("sourceRef", ""), []).append(flow.get("targetRef", ""))
    for event in root.iter(f"{BPMN}boundaryEvent"):
        at, name = event.get("attachedToRef", ""), event.get("id", "")
        ways.setdefault(at, []).append(name)
    met = dict.fromkeys(one.get("id", "") for one in root.iter(f"{BPMN}startEvent"))
    waiting = list(met)
    while waiting:
        following = [one for name in waiting for one in ways.get(name, ())]
        waiting = [one for one in dict.fromkeys(following) if one not in met]
        met |= dict.fromkeys(waiting)
    return {name: place for place, name in enumerate(met)}


def _unknown(name: str, field: str) -> Text:
    return text("steps-unknown", step=name, field=field)
