"""What a diagram says about one of its elements, without SpiffWorkflow (元素)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a gateway: its flow, its condition ("" for none), where it leads."""

    id: str
    name: str
    name_en: str
    condition: str
    target: str


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a diagram.

    ``kind`` is the BPMN name in kebab case ("user-task", "boundary-event", "process",
    "event-sub-process"). ``scope`` is the process it stands in, ``parent`` the
    sub-process or process right around it. ``event`` says what an event is about
    ("message", "timer", "" for none); ``reference`` what the element points to: the
    message's name, the operator, the decision, the called process, the error code.
    ``ways`` are the ways out of a gateway that chooses by conditions, as the file has
    them.
    """

    id: str
    kind: str
    name: str = ""
    name_en: str = ""
    lane: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    parent: str = ""
    event: str = ""
    reference: str = ""
    attached_to: str = ""
    interrupting: bool = True
    file: str = ""
    ways: tuple[Way, ...] = ()

    @property
    def role(self) -> str:
        """The candidate group that may act, "" when none is given."""
        return self.properties.get("role", "")

    @property
    def stage(self) -> str | None:
        """The stage the subject is in while this waits, None when it says nothing."""
        return self.properties.get("stage") or None

    @property
    def is_shortcut(self) -> bool:
        """Whether a policy guards it: no message reaches it by its name alone."""
        return bool(self.properties.get("bypassPolicy"))

    @property
    def form_key(self) -> str:
        """The form of a user task, "" when it has none."""
        given = self.properties.get("formKey")
        return given or self.properties.get("formJsonSchemaFilename", "")


def kebab(tag: str) -> str:
    """Return a BPMN tag such as ``userTask`` as ``user-task``."""
    return _HUMP.sub("-", tag).lower()
