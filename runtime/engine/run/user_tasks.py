"""User tasks (用户任务): claim, release, complete."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NoReturn

from sqlalchemy import Connection, bindparam, select, update

from runtime.engine.facts import Tag, TaskCompleted, TaskHandedOver
from runtime.engine.machine import Engine
from runtime.engine.run import answering, instances, loading
from runtime.engine.run.history import Event
from runtime.engine.run.instances import Cause, Closing
from runtime.engine.run.loading import Loaded
from runtime.engine.run.running import Outcome
from runtime.engine.tables import TaskState, UserTask
from runtime.kernel.actors import Actor
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, FlowError, Forbidden, NotFound
from runtime.kernel.work import LOST_RACE, Work

TASK = table_of(UserTask)
DONE = "task-already-completed"


def get(read: Connection, task_id: int) -> Any:
    """Return the row of a task; raises NotFound."""
    row = read.execute(_ONE, {"task": task_id}).one_or_none()
    if row is None:
        raise NotFound("task-unknown", task=task_id)
    return row


_ONE = select(TASK).where(TASK.c.id == bindparam("task"))


def claim(work: Work, engine: Engine, task_id: int) -> None:
    """Take a task for the actor; atomic, so the second one is refused.

    Claiming one's own task again changes nothing. Raises NotFound, Forbidden
    (another role's task) or Conflict (somebody else has it, or it is over).
    """
    row = get(work.read, task_id)
    check_role(row, work.actor)
    if row.state == TaskState.OPEN.value and row.assignee == work.actor.id:
        return
    taking = (
        update(TASK)
        .where(
            TASK.c.id == task_id,
            TASK.c.state == TaskState.OPEN.value,
            TASK.c.assignee.is_(None),
        )
        .values(assignee=work.actor.id)
    )
    if work.session.execute(taking).rowcount != 1:
        _refuse_quicker(work, task_id)
    engine.trail.write(work, row.business_key, Tag.TASK_CLAIMED, _doc(row))


def release(work: Work, engine: Engine, task_id: int) -> None:
    """Give a claimed task back to its queue.

    Raises NotFound, Forbidden (another role's task) or Conflict when the actor
    does not hold it.
    """
    row = get(work.read, task_id)
    check_role(row, work.actor)
    giving = (
        update(TASK)
        .where(
            TASK.c.id == task_id,
            TASK.c.state == TaskState.OPEN.value,
            TASK.c.assignee == work.actor.id,
        )
        .values(assignee=None)
    )
    if work.session.execute(giving).rowcount != 1:
        refuse(get(work.session, task_id), work.actor)
        raise Conflict("task-not-yours", task=task_id)
    engine.trail.write(work, row.business_key, Tag.TASK_RELEASED, _doc(row))


def hand_over(work: Work, engine: Engine, person: str, to: str | None) -> int:
    """Take every open task from a person: back to its queue, or into other hands.

    Whoever is away is stood in for; what nobody there may do by their roles goes
    back to its queue. Returns how many tasks were taken.
    """
    held = (
        select(TASK)
        .where(TASK.c.state == TaskState.OPEN.value, TASK.c.assignee == person)
        .order_by(TASK.c.id)
        .with_for_update()
    )
    rows = work.session.execute(held).all()
    heirs: dict[str, str | None] = {}
    for row in rows:
        if to is not None and row.role not in heirs:
            heirs[row.role] = engine.stand_in(work.read, to, row.role, work.now)
        heir = heirs.get(row.role)
        giving = update(TASK).where(TASK.c.id == row.id).values(assignee=heir)
        work.session.execute(giving)
        doc = {**_doc(row), "from": person, "to": heir}
        engine.trail.write(work, row.business_key, Tag.TASK_HANDED_OVER, doc)
        if heir is not None and heir != work.actor.id:
            work.tell(TaskHandedOver(row.id, row.business_key, heir, work.actor.id))
    return len(rows)


def complete(
    work: Work, engine: Engine, task_id: int, answer: Mapping[str, Any]
) -> Outcome:
    """Complete a task with a person's answer and move its instance forward.

    A member of the role who completes an unclaimed task claims it by that.
    Raises NotFound, Forbidden, Conflict or Invalid; then nothing has changed.
    """
    row = _get_with_instance(work.read, task_id)
    check_turn(row, work.actor)
    loaded = _loaded(work, engine, row)
    form = loaded.deployed.form_of(row.element)
    answer = answering.checked(work, engine, form, row, answer)
    spared = answering.spared(form, row, work.actor)
    cause = Cause(
        Event.COMPLETED,
        Tag.TASK_COMPLETED,
        {**_doc(row), "answer": answer},
        answer,
        row.element,
        keeps_snapshot=True,
        closing=_closing(work, row),
        done=row.done,
    )
    outcome = instances.move(
        work,
        engine,
        loaded,
        lambda run: run.complete(row.node, dict(answer), spared),
        cause,
    )
    done = TaskCompleted(task_id, row.business_key, row.element, work.actor.id)
    work.tell(done)
    return outcome


def check_turn(row: Any, actor: Actor) -> None:
    """Accept an actor who may complete the task now; raises Forbidden or Conflict."""
    check_role(row, actor)
    if row.state != TaskState.OPEN.value or row.assignee not in (None, actor.id):
        refuse(row, actor)


def check_role(row: Any, actor: Actor) -> None:
    """Accept an actor whose role a task is for, or who holds it; raises Forbidden."""
    if row.role not in actor.roles and row.assignee != actor.id:
        raise Forbidden("task-not-your-role", task=row.id, role=row.role)


def was_done_by(refused: FlowError, actor: Actor) -> bool:
    """Tell whether it was refused because the actor has completed it before."""
    return refused.code == DONE and refused.facts["by"] == actor.id


def refuse(row: Any, actor: Actor) -> None:
    """Raise the Conflict that explains why a task is not the actor's to act on."""
    if row.state == TaskState.COMPLETED.value:
        raise Conflict(DONE, task=row.id, by=row.ended_by, at=row.ended_at)
    if row.state != TaskState.OPEN.value:
        raise Conflict("task-withdrawn", task=row.id)
    if row.assignee not in (None, actor.id):
        raise Conflict("task-held-by-other", task=row.id, by=row.assignee)


def _refuse_quicker(work: Work, task_id: int) -> NoReturn:
    """Refuse because somebody was quicker; try again if that is over already."""
    row = get(work.session, task_id)
    refuse(row, work.actor)
    raise Conflict(LOST_RACE, what=row.business_key)


def _get_with_instance(read: Connection, task_id: int) -> Any:
    """Return the row of a task and that of its instance as one; raises NotFound.

    ``done`` tells who did which step of the instance last: see `returning`.
    """
    row = read.execute(_WITH_INSTANCE, {"task": task_id}).one_or_none()
    return row or get(read, task_id)


_WITH_INSTANCE = (
    select(TASK, *loading.COLUMNS, loading.DONE)
    .join(loading.INSTANCE, loading.INSTANCE.c.id == TASK.c.instance_id)
    .where(TASK.c.id == bindparam("task"))
)


def _loaded(work: Work, engine: Engine, row: Any) -> Loaded:
    """Return the instance of an open task; if it just ended, say who was quicker."""
    try:
        return loading.loaded(work.read, engine, row)
    except Conflict:
        refuse(get(work.read, row.id), work.actor)
        raise


def _closing(work: Work, row: Any) -> Closing:
    """Return what marks the task done; a second one loses there.

    So does one whose task somebody else has claimed since it was read.
    """
    values = {
        "task": row.id,
        "holder": row.assignee,
        "who": work.actor.id,
        "at": work.now,
    }
    refuse = partial(_refuse_quicker, work, row.id)
    return Closing(_COMPLETING, refuse, row.node, values)


_COMPLETING = (
    update(TASK)
    .where(
        TASK.c.id == bindparam("task"),
        TASK.c.state == TaskState.OPEN.value,
        TASK.c.assignee.is_not_distinct_from(bindparam("holder")),
    )
    .values(
        state=TaskState.COMPLETED.value,
        assignee=bindparam("who"),
        ended_at=bindparam("at"),
        ended_by=bindparam("who"),
    )
)


def _doc(row: Any) -> dict[str, Any]:
    return {"task": row.id, "element": row.element, "role": row.role}
