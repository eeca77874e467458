"""Reminders (催办): whoever waits for a task may ask for it, not too often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson

from runtime.engine.facts import Tag, TaskReminded
from runtime.engine.machine import Engine
from runtime.engine.run import queries, returning, signers, user_tasks
from runtime.engine.tables import TaskState
from runtime.kernel.clock import moment
from runtime.kernel.errors import Conflict
from runtime.kernel.work import Work

PARAMETER = "remind_minutes"
_USUAL = 10  # minutes, where nobody has set the parameter


def remind(work: Work, engine: Engine, task_id: int) -> None:
    """Remind the holder of a task, or the people of its role if nobody has it.

    Raises NotFound, or Conflict: the task is over, is the actor's own, or somebody
    reminded of it a short while ago.
    """
    row = user_tasks.get(work.session, task_id)
    if row.state != TaskState.OPEN.value:
        user_tasks.refuse(row, work.actor)
    if row.assignee == work.actor.id:
        raise Conflict("remind-own", task=task_id)
    _check_pause(work, engine, row)
    doc = signers.doc_of(row)
    engine.trail.write(work, row.business_key, Tag.TASK_REMINDED, doc)
    step = returning.step_of(work, engine, row)
    told = row.id, row.business_key, step, row.role, row.assignee, work.actor.id
    work.tell(TaskReminded(*told))


def _check_pause(work: Work, engine: Engine, row: Any) -> None:
    """Accept a reminder that is not too soon after the last one; raises Conflict.

    It is looked for inside the transaction, and the trail takes one entry of a
    number: of two reminders at once the second finds the first.
    """
    values = engine.parameters.values_at(work.session, work.now, -1)
    pause = timedelta(minutes=int(values.get(PARAMETER, _USUAL)))
    tags = (Tag.TASK_REMINDED.value,)
    for entry in reversed(queries.trail_of(work.session, row.business_key, tags)):
        again = moment(entry.at) + pause
        if orjson.loads(entry.doc)["task"] == row.id and work.now < again:
            facts = {"by": entry.actor, "at": moment(entry.at), "again": again}
            raise Conflict("remind-too-soon", task=row.id, **facts)
