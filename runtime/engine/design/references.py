"""What a diagram refers to by name: other processes, decisions, forms, operators.

A file is read once for all of it, however often somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from runtime.dmn.xml import read_xml
from runtime.engine.spiff import diagram
from runtime.engine.spiff.naming import called_by
from runtime.kernel.texts import Text

BPMN, SPIFF = f"{{{diagram.BPMN}}}", f"{{{diagram.SPIFF}}}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A task as it is drawn: what it wants from its surroundings."""

    id: str
    is_user_task: bool
    properties: Mapping[str, str]
    operator: str  # what a service task asks for
    called: Text | str  # as sentences call it


@dataclass(frozen=True, slots=True)
class References:
    """Names in a BPMN file that something else must answer to.

    ``forms`` are form keys as they are drawn, with a version if one is pinned.
    ``tasks`` are its user and service tasks, sound or not.
    """

    processes: tuple[str, ...]
    calls: frozenset[str]
    decisions: frozenset[str]
    forms: frozenset[str]
    operators: tuple[str, ...]
    tasks: tuple[Drawn, ...]
    unrun: tuple[tuple[str, Text | str], ...]  # id and name of what is only drawn


@lru_cache(maxsize=256)
def references(body: bytes, file: str) -> References:
    """Read the references of a BPMN file; raises Misconfigured for unsafe XML."""
    root = read_xml(body, file=file)
    return References(
        processes=tuple(process_ids(root)),
        calls=frozenset(
            called
            for node in root.iter(f"{BPMN}callActivity")
            if (called := node.get("calledElement"))
        ),
        decisions=frozenset(
            (node.text or "").strip() for node in root.iter(f"{SPIFF}calledDecisionId")
        ),
        forms=frozenset(_forms(root)),
        operators=tuple(
            node.get("id") or "" for node in root.iter(f"{SPIFF}serviceTaskOperator")
        ),
        tasks=tuple(_tasks(root)),
        unrun=tuple(
            (id_, called_by(node, id_))
            for node in root.iter(f"{BPMN}process")
            if node.get("isExecutable") == "false"
            for id_ in (node.get("id") or "",)
        ),
    )


def _tasks(root: etree._Element) -> Iterator[Drawn]:
    for node in root.iter(f"{BPMN}userTask", f"{BPMN}serviceTask"):
        asked = node.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
        yield Drawn(
            node.get("id") or "",
            node.tag == f"{BPMN}userTask",
            properties_of(node.find(f"{BPMN}extensionElements/{SPIFF}properties")),
            "" if asked is None else asked.get("id") or "",
            called_by(node, node.get("id") or ""),
        )


def process_ids(root: etree._Element) -> Iterator[str]:
    """Yield the ids of the executable processes of a file."""
    for node in root.iter(f"{BPMN}process"):
        if node.get("isExecutable") != "false":
            yield node.get("id") or ""


def decision_ids(body: bytes, file: str) -> Iterator[str]:
    """Yield id and name of every decision of a DMN file."""
    for node in read_xml(body, file=file).iter("{*}decision"):
        for name in (node.get("id"), node.get("name")):
            if name:
                yield name


def form_key(properties: Mapping[str, str]) -> str | None:
    """Return the form key of an element, also under Spiff-Arena's names for it."""
    for name in ("formKey", "formJsonSchemaFilename"):
        if properties.get(name):
            key = properties[name]
            return key.removesuffix(".json").removesuffix("-schema")
    return None


def pinned_version(form: str) -> tuple[str, str]:
    """Return key and version of a form key such as ``resolve_hold@3``, "" for none."""
    key, at, version = form.rpartition("@")
    return (key, version) if at else (form, "")


def _forms(root: etree._Element) -> Iterator[str]:
    for node in root.iter(f"{SPIFF}properties"):
        key = form_key(properties_of(node))
        if key:
            yield key


def properties_of(node: etree._Element | None) -> dict[str, str]:
    """Return name → value of a ``properties`` node, nothing for None."""
    if node is None:
        return {}
    return {
        one.get("name") or "": one.get("value") or ""
        for one in node.iter(f"{SPIFF}property")
    }
