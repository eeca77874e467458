"""What the engine tells, and the tags it leaves in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from runtime.kernel.errors import Finding
from runtime.kernel.facts import Fact
from runtime.kernel.texts import Title


class Tag(StrEnum):
    """Audit tags of the engine: source:subject:verb."""

    DEPLOYED = "engine:definition:deployed"
    STARTED = "engine:instance:started"
    TASK_CLAIMED = "engine:task:claimed"
    TASK_RELEASED = "engine:task:released"
    TASK_COMPLETED = "engine:task:completed"
    TASK_HANDED_OVER = "engine:task:handed-over"
    TASK_BYPASSED = "engine:task:bypassed"
    TASK_REMINDED = "engine:task:reminded"
    TASK_TRANSFERRED = "engine:task:transferred"
    TASK_DELEGATED = "engine:task:delegated"
    TASK_CAME_BACK = "engine:task:came-back"
    TASK_ANSWERED = "engine:task:answered"
    SIGNER_ADDED = "engine:task:signer-added"
    TASK_SIGNED = "engine:task:signed"
    TASK_INHERITED = "engine:task:inherited"
    TASK_COPIED = "engine:task:copied"
    TASK_RETURNED = "engine:task:returned"
    TASK_WITHDRAWN = "engine:task:withdrawn"
    MESSAGE_RECEIVED = "engine:message:received"
    TIMER_FIRED = "engine:timer:fired"
    DELIVERY_ANSWERED = "engine:delivery:answered"
    DELIVERY_FAILED = "engine:delivery:failed"
    DELIVERY_REDRIVEN = "engine:delivery:redriven"
    INCIDENT_RAISED = "engine:incident:raised"
    INCIDENT_RETRIED = "engine:incident:retried"
    INCIDENT_SKIPPED = "engine:incident:skipped"
    INSTANCE_CANCELLED = "engine:instance:cancelled"


@dataclass(frozen=True, slots=True)
class FilePublished(Fact):
    """A file was published whose newest version had other bytes, or none.

    Who listens may add to ``advice``, which the deployment tells with its own.
    """

    kind: str
    key: str
    body: bytes
    place: str
    advice: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class InstanceMoved(Fact):
    """An instance stands somewhere else than before, or its data changed.

    ``stage`` is the stage it stands in, None if no waiting element names one;
    ``data`` is the data of the token that moved last.
    """

    business_key: str
    process_id: str
    instance_id: int
    stage: str | None
    is_stuck: bool
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TaskOffered(Fact):
    """A user task waits for somebody of ``role``."""

    task_id: int
    business_key: str
    element: str
    role: str


@dataclass(frozen=True, slots=True)
class TaskCompleted(Fact):
    """A user task was completed by a person."""

    task_id: int
    business_key: str
    element: str
    by: str


@dataclass(frozen=True, slots=True)
class TaskHandedOver(Fact):
    """A user task was put into the hands of ``to``."""

    task_id: int
    business_key: str
    to: str
    by: str


@dataclass(frozen=True, slots=True)
class TaskPassed(Fact):
    """A user task, or word of it, was passed on to ``to``: ``how`` tells which way.

    "transferred", "taken", "delegated", "came-back", "to-sign", "signed-approve",
    "signed-reject", "done-for-you" or "copied".
    """

    task_id: int
    business_key: str
    how: str
    to: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskReturned(Fact):
    """A step that ``to`` did last is to be done again, because of what ``by`` did."""

    task_id: int
    business_key: str
    step: Title
    to: str
    by: str


@dataclass(frozen=True, slots=True)
class TaskUndone(Fact):
    """A user task that was completed counts no more: its instance went back."""

    task_id: int
    business_key: str
    element: str


@dataclass(frozen=True, slots=True)
class TaskReminded(Fact):
    """Somebody asks for a user task: of its holder, or of its role if nobody has it."""

    task_id: int
    business_key: str
    step: Title
    role: str
    holder: str | None
    by: str


@dataclass(frozen=True, slots=True)
class IncidentResolved(Fact):
    """A person decided on an incident: ``way`` is retry, skip or cancel."""

    incident_id: int
    instance_id: int
    business_key: str
    way: str
    by: str
