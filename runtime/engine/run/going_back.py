"""Sending back (退回): a task is offered again at an earlier step.

The run of before takes the place of the one of now; history and trail are only
appended to. The step is offered to whoever did it, or who stands in for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from runtime.engine.facts import Tag
from runtime.engine.machine import Engine
from runtime.engine.run import earlier, four_eyes, loading, restoring
from runtime.engine.run.earlier import Place
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Outcome
from runtime.engine.run.user_tasks import check_turn, get, leaving
from runtime.kernel.actors import Actor
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.work import Work


def returns(read: Connection, engine: Engine, task: Any) -> list[Place]:
    """Return the steps before an open task, the last one first, and why not to one.

    Raises Conflict when the instance has ended.
    """
    loaded = loading.load(read, engine, task.instance_id)
    return earlier.past(read, engine, loaded).places(task.node)


def returns_for(
    read: Connection, engine: Engine, task_id: int, actor: Actor
) -> list[Place]:
    """Return the steps before a task for somebody whose turn it is.

    Raises NotFound, Forbidden or Conflict as `return_to` would.
    """
    row = get(read, task_id)
    _check(read, engine, row, actor)
    return returns(read, engine, row)


def return_to(
    work: Work, engine: Engine, task_id: int, element: str, reason: str
) -> Outcome:
    """Send an open task back to an earlier step; whoever may complete it may.

    Raises NotFound, Forbidden, Invalid (no reason) or Conflict, which says why this
    step can not be gone back to; then nothing has changed.
    """
    why = _reason(reason)
    row = get(work.read, task_id)
    _check(work.read, engine, row, work.actor)
    loaded = loading.load(work.read, engine, row.instance_id)
    found = earlier.past(work.read, engine, loaded)
    place = _chosen(found.places(row.node), element)
    closing = leaving(work, row)
    cause = restoring.cause_of(
        Event.RETURNED, Tag.TASK_RETURNED, row, place, why, closing
    )
    cause = replace(
        cause,
        doc={**cause.doc, "to": place.element},
        done=f"{place.element}{loading.IS}{place.by}",
    )
    return restoring.stand_again(work, engine, found, place, cause)


def _check(read: Connection, engine: Engine, row: Any, actor: Actor) -> None:
    check_turn(row, actor)
    four_eyes.check(read, engine, row, actor.id)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("reason-missing")
    return reason


def _chosen(places: Sequence[Place], element: str) -> Place:
    for place in places:
        if place.element == element:
            if place.why_not is not None:
                raise Conflict("back-refused", step=place.step, why=place.why_not)
            return place
    known = ", ".join(one.element for one in places) or "-"
    raise Conflict("back-unknown", element=element, known=known)
