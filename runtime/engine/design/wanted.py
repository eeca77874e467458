"""What the tasks of a diagram want from their surroundings, as it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from runtime.dmn.xml import read_xml
from runtime.engine.design.references import BPMN, SPIFF, properties_of


@dataclass(frozen=True, slots=True)
class Drawn:
    """A task as it is drawn: what it wants from its surroundings."""

    id: str
    is_user_task: bool
    properties: Mapping[str, str]
    operator: str  # what a service task asks for


def drawn_tasks(body: bytes, file: str) -> Iterator[Drawn]:
    """Yield the user and service tasks of a BPMN file, sound or not."""
    root = read_xml(body, file=file)
    for node in root.iter(f"{BPMN}userTask", f"{BPMN}serviceTask"):
        asked = node.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
        yield Drawn(
            node.get("id") or "",
            node.tag == f"{BPMN}userTask",
            properties_of(node.find(f"{BPMN}extensionElements/{SPIFF}properties")),
            "" if asked is None else asked.get("id") or "",
        )
