"""Where a value of an element stands in the file: read, written, taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from runtime.engine.design.references import BPMN, SPIFF

Node = etree._Element
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
EXTENSIONS = f"{BPMN}extensionElements"
_OPERATOR = f"{EXTENSIONS}/{SPIFF}serviceTaskOperator"
# what stands before an element's own content, by the schema of BPMN
_FIRST = f"{BPMN}documentation"


class Slot(Protocol):
    """One place for one value; "" stands for none."""

    def read(self, node: Node) -> str:
        """Return what stands there."""
        ...

    def write(self, node: Node, value: str) -> None:
        """Let it say something else; with "" nothing of it is left."""
        ...


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of the element."""

    name: str

    def read(self, node: Node) -> str:
        """Return the attribute."""
        return node.get(self.name) or ""

    def write(self, node: Node, value: str) -> None:
        """Set the attribute, or drop it."""
        if value:
            node.set(self.name, value)
        elif self.name in node.attrib:
            del node.attrib[self.name]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of ours, such as the role of a task."""

    name: str

    def read(self, node: Node) -> str:
        """Return the property."""
        return _value(self._find(node))

    def write(self, node: Node, value: str) -> None:
        """Set the property; one without a value is no property."""
        _put(self._find(node), value, lambda: self._made(node))

    def _made(self, node: Node) -> Node:
        held = child(child(node, EXTENSIONS), f"{SPIFF}properties", 0)
        made = added(held, f"{SPIFF}property")
        made.set("name", self.name)
        return made

    def _find(self, node: Node) -> Node | None:
        held = node.find(f"{EXTENSIONS}/{SPIFF}properties")
        named = [] if held is None else list(held.iter(f"{SPIFF}property"))
        return next((one for one in named if one.get("name") == self.name), None)


@dataclass(frozen=True, slots=True)
class Extension:
    """A text in an extension of its own, such as the decision of a task."""

    tag: str

    def read(self, node: Node) -> str:
        """Return the text."""
        return (node.findtext(f"{EXTENSIONS}/{SPIFF}{self.tag}") or "").strip()

    def write(self, node: Node, value: str) -> None:
        """Set the text, or drop the extension."""
        found = node.find(f"{EXTENSIONS}/{SPIFF}{self.tag}")
        if value:
            if found is None:
                found = added(child(node, EXTENSIONS), f"{SPIFF}{self.tag}")
            found.text = value
        elif found is not None:
            remove(found)


@dataclass(frozen=True, slots=True)
class Operator:
    """What a service task asks for; its parameters go with another operator."""

    def read(self, node: Node) -> str:
        """Return the operator's id."""
        found = node.find(_OPERATOR)
        return "" if found is None else found.get("id") or ""

    def write(self, node: Node, value: str) -> None:
        """Set the operator; what another one was given is not left behind."""
        found = operator_of(node)
        if found.get("id") == value:
            return
        for one in list(found):
            remove(one)
        found.set("id", value)
        added(found, f"{SPIFF}parameters")


@dataclass(frozen=True, slots=True)
class Result:
    """The name under which the answer of a service task is kept."""

    def read(self, node: Node) -> str:
        """Return the name."""
        found = node.find(_OPERATOR)
        return "" if found is None else found.get("resultVariable") or ""

    def write(self, node: Node, value: str) -> None:
        """Set the name, or drop it."""
        if value or node.find(_OPERATOR) is not None:
            Attribute("resultVariable").write(operator_of(node), value)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the operator of a service task is given: an expression by name."""

    name: str
    type: str = "any"

    def read(self, node: Node) -> str:
        """Return the expression."""
        return _value(self._find(node))

    def write(self, node: Node, value: str) -> None:
        """Set the expression; a parameter without one is not given."""
        _put(self._find(node), value, lambda: self._made(node))

    def _made(self, node: Node) -> Node:
        held = child(operator_of(node), f"{SPIFF}parameters", 0)
        made = added(held, f"{SPIFF}parameter")
        made.set("id", self.name)
        made.set("type", self.type)
        return made

    def _find(self, node: Node) -> Node | None:
        given = node.iterfind(f"{_OPERATOR}/{SPIFF}parameters/{SPIFF}parameter")
        return next((one for one in given if one.get("id") == self.name), None)


def parameters_of(node: Node) -> list[str]:
    """Return the names of what the operator of a service task is given."""
    given = node.iterfind(f"{_OPERATOR}/{SPIFF}parameters/{SPIFF}parameter")
    return [one.get("id") or "" for one in given]


def operator_of(node: Node) -> Node:
    """Return the operator of a service task, added if there is none."""
    return child(child(node, EXTENSIONS), f"{SPIFF}serviceTaskOperator")


@dataclass(frozen=True, slots=True)
class Content:
    """A child of the model that holds a text: a script, a condition, a time."""

    path: tuple[str, ...]
    is_formal: bool = False

    def read(self, node: Node) -> str:
        """Return the text."""
        found = node.find("/".join(f"{BPMN}{one}" for one in self.path))
        return "" if found is None else (found.text or "").strip()

    def write(self, node: Node, value: str) -> None:
        """Set the text, or drop the child."""
        found = node
        for one in self.path:
            found = child(found, f"{BPMN}{one}")
        if value:
            found.text = value
            if self.is_formal:
                prefix = found.prefix
                kind = "tFormalExpression"
                found.set(_XSI_TYPE, f"{prefix}:{kind}" if prefix else kind)
        else:
            remove(found)


def _value(found: Node | None) -> str:
    return "" if found is None else found.get("value") or ""


def _put(found: Node | None, value: str, made: Callable[[], Node]) -> None:
    """Set the value of an entry, made if it is not there; drop it with ""."""
    if value:
        (made() if found is None else found).set("value", value)
    elif found is not None:
        remove(found)


def child(node: Node, tag: str, at: int | None = None) -> Node:
    """Return a child, added where the schema wants it if it is not there."""
    found = node.find(tag)
    return added(node, tag, at) if found is None else found


def added(node: Node, tag: str, at: int | None = None) -> Node:
    """Add a child: the extensions behind the documentation, others at the end."""
    if tag == EXTENSIONS:
        at = len(node.findall(_FIRST))
    place = len(node) if at is None else at
    made = etree.SubElement(node, tag)  # takes the prefix that the file uses
    node.remove(made)
    node.insert(place, made)
    _indent(node, made)
    return made


def remove(node: Node) -> None:
    """Take an element out; the space around it closes."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.getnext() is None:  # the last one holds the indent of its parent's end
        if before is not None:
            before.tail = node.tail
        else:
            parent.text = None
    parent.remove(node)


def _indent(parent: Node, made: Node) -> None:
    """Set a new child on a line of its own, as deep as its neighbours."""
    before, after = made.getprevious(), made.getnext()
    depth = sum(1 for _ in parent.iterancestors()) + 1
    deep, up = "\n" + "  " * depth, "\n" + "  " * (depth - 1)
    if before is None:
        parent.text = deep
    else:
        before.tail = deep
    made.tail = up if after is None else deep
