"""Around a user task by the event at its border (绕行): it is not done, and shown so.

Who may, and how far, is for others to say. A task without such an event is bypassed by
nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql.elements import ColumnElement

from runtime.engine.design.border_checks import POLICY
from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import instances, loading, user_tasks
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause
from runtime.engine.run.loading import INSTANCE, Loaded
from runtime.engine.run.signers import TASK
from runtime.engine.spiff import Element, Run
from runtime.engine.tables import TaskState
from runtime.kernel.errors import Conflict
from runtime.kernel.work import Work

Using = Callable[[Mapping[str, Any], Any], Mapping[str, Any]]
NOT_HERE = "bypass-not-here"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The way around an open task: its row, its instance, the event at its border."""

    row: Any
    loaded: Loaded
    event: Element

    @property
    def policy(self) -> str:
        """The policy that says how far it may be used."""
        return self.event.properties[POLICY]


def find(read: Connection, engine: Engine, task_id: int, actor: Any) -> Shortcut:
    """Return the way around an open task, whoever holds it.

    Raises NotFound, or Conflict: it is over, or its step is none that may be bypassed,
    by anybody.
    """
    row = user_tasks.get_with_instance(read, task_id)
    deployed = engine.definitions.get(read, row.definition_id)
    event = shortcut_of(deployed.model.by_scope.values(), row.element)
    if event is None:
        raise Conflict(NOT_HERE, task=task_id)
    if row.state != TaskState.OPEN.value:
        user_tasks.refuse(row, actor)
    return Shortcut(row, loading.loaded(read, engine, row), event)


def check(read: Connection, engine: Engine, shortcut: Shortcut, actor: Any) -> None:
    """Accept somebody who may end the task by going around it.

    Raises Conflict when somebody else has it, or Forbidden when they did what four
    eyes keep apart from it: going around a step is having looked at it.
    """
    user_tasks.refuse(shortcut.row, actor)
    user_tasks.check_eyes(read, engine, shortcut.row, actor)


def shortcut_of(elements: Any, task_element: str) -> Element | None:
    """Return the event at the border of a task that names a policy, if there is one."""
    found = (
        one
        for one in elements
        if one.attached_to == task_element and one.properties.get(POLICY)
    )
    return next(found, None)


def policy_at(elements: Any, task_element: str) -> str | None:
    """Return the policy of the way around a task, None where there is none."""
    event = shortcut_of(elements, task_element)
    return None if event is None else event.properties[POLICY]


def bypass(
    work: Work, engine: Engine, shortcut: Shortcut, using: Using, doc: Mapping[str, Any]
) -> instances.Outcome:
    """Lead an instance around a task; the task is withdrawn.

    ``using`` is given the data of the task and the frame of its run, before anything
    has moved; it returns what the event brings along, or raises to refuse. ``doc`` is
    what the trail says beside the task; it may be filled by then. Raises Conflict when
    somebody was quicker; then nothing has changed.
    """
    row = shortcut.row
    given: dict[str, Any] = {}

    def act(run: Run) -> None:
        wait = run.border(row.node, shortcut.event.id)
        if wait is None:
            raise Conflict(NOT_HERE, task=row.id)
        given.update(using(run.seen_by(row.node), run.frame))
        run.receive(wait.message or "", given, wait.node)

    cause = Cause(
        Event.BYPASSED,
        Tag.TASK_BYPASSED,
        doc,
        given,
        row.element,
        keeps_snapshot=True,
        closing=user_tasks.leaving(
            work,
            row,
            lambda: user_tasks.check_eyes(work.session, engine, row, work.actor),
        ),
    )
    return instances.move(work, engine, shortcut.loaded, act, cause)


def was_completed(subject: Any, element: Any, since: Any) -> ColumnElement[bool]:
    """Return the condition that a step of a subject is over since a moment.

    It was completed, or withdrawn because its process no longer wants it.
    """
    done = (
        select(TASK.c.id)
        .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
        .where(
            INSTANCE.c.business_key == subject,
            TASK.c.element == element,
            TASK.c.state.in_((TaskState.COMPLETED.value, TaskState.WITHDRAWN.value)),
            TASK.c.ended_at >= since,
        )
    )
    return done.exists()
